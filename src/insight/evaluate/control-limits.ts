import { binomialAtMost, poissonAtMost } from "./distributions.ts";

/** Between which values so many people, or so much time, would lie by chance alone, were the place like the pool. */
export type Limits = { readonly low: number; readonly high: number };

/** Where a place lies: within what chance alone does to 95 of a hundred, or 998 of a thousand, places like the pool, or outside. */
export type Lies = "within 95 %" | "outside 95 %, within 99.8 %" | "outside 99.8 %";

/** The levels of a funnel's two pairs of limits. */
export const FUNNEL_LEVELS = { usual: 0.95, wide: 0.998 } as const;

/** The fewest events that are no rarer than so: the smallest k with P(X ≤ k) ≥ chance, as R's `qbinom` and `qpois`. */
function quantileOf(chance: number, most: number, atMost: (k: number) => number): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (atMost(middle) >= chance) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Exact binomial control limits of a share of n people around the pooled share: outside them lie fewer than half of what is left of the level, on each side. */
export function controlLimits(n: number, pooled: number, level: number): Limits {
  const tail = (1 - level) / 2;
  const at = (chance: number): number => quantileOf(chance, n, (k) => binomialAtMost(k, n, pooled)) / n;
  return { low: at(tail), high: at(1 - tail) };
}

/** Exact Poisson control limits of a rate over so much time around the pooled rate, on the same terms. */
export function rateLimits(time: number, pooled: number, level: number): Limits {
  const mean = time * pooled;
  const tail = (1 - level) / 2;
  const most = Math.ceil(mean + 60 * Math.sqrt(mean) + 60);
  const at = (chance: number): number => quantileOf(chance, most, (k) => poissonAtMost(k, mean)) / time;
  return { low: at(tail), high: at(1 - tail) };
}

/** Where a value lies between two pairs of limits. On a limit is within it. */
export function liesIn(
  value: number,
  { usual, wide }: { readonly usual: Limits; readonly wide: Limits },
): Lies {
  const outside = ({ low, high }: Limits): boolean => value < low || value > high;
  if (outside(wide)) return "outside 99.8 %";
  return outside(usual) ? "outside 95 %, within 99.8 %" : "within 95 %";
}
