import { binomialAtMost } from "../evaluate/distributions.ts";
import { clopperPearson } from "../evaluate/two-by-two.ts";
import { isFew } from "./keep-back.ts";

/** So many of so many at one service. */
export type Unit = { readonly name: string; readonly count: number; readonly of: number };

/** Between which shares so many people would lie by chance alone, were the service like the pool. */
export type Limits = { readonly low: number; readonly high: number };

/** Where a service lies: within what chance alone does to 95 or 99.8 of a hundred or thousand services like the pool, or outside. */
export type Lies = "within 95 %" | "outside 95 %, within 99.8 %" | "outside 99.8 %";

/** One service in the funnel. */
export type FunnelUnit = Unit & {
  readonly share: number;
  /** Its own exact interval. */
  readonly own: Limits;
  readonly usual: Limits;
  readonly wide: Limits;
  readonly lies: Lies;
};

/** A comparison that ranks nobody: services by name against their pooled share. */
export type Funnel = {
  readonly pooled: { readonly count: number; readonly of: number; readonly share: number };
  readonly units: readonly FunnelUnit[];
  /** Names of services whose numbers are too small to be shown; they are not in the pool either, so that it does not give them away. */
  readonly keptBack: readonly string[];
};

const [USUAL, WIDE] = [0.95, 0.998];

/** The fewest successes that are no rarer than so: the smallest k with P(X ≤ k) ≥ chance, as R's `qbinom`. */
function binomialQuantile(chance: number, n: number, p: number): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialAtMost(middle, n, p) >= chance) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Exact binomial control limits of a share of n people around the pooled share: outside them lie fewer than half of what is left of the level, on each side. */
export function controlLimits(n: number, pooled: number, level: number): Limits {
  const tail = (1 - level) / 2;
  return { low: binomialQuantile(tail, n, pooled) / n, high: binomialQuantile(1 - tail, n, pooled) / n };
}

/**
 * The funnel of services of one kind: each share with exact 95 % and 99.8 % limits around the pooled share, sorted by name and never by share.
 * Services of whom one to four people, or all but one to four, are counted are kept back. Nothing where fewer than two can be shown.
 * Source: Spiegelhalter 2005, with exact limits instead of normal ones.
 */
export function funnelOf(units: readonly Unit[]): Funnel | undefined {
  const sorted = units.toSorted((a, b) => a.name.localeCompare(b.name, "en-GB"));
  const small = (one: Unit): boolean => isFew(one.of) || isFew(one.count) || isFew(one.of - one.count);
  const shown = sorted.filter((one) => one.of > 0 && !small(one));
  const keptBack = sorted.filter(small).map(({ name }) => name);
  if (shown.length < 2) return undefined;
  const [count, of] = [
    shown.reduce((sum, one) => sum + one.count, 0),
    shown.reduce((sum, one) => sum + one.of, 0),
  ];
  const share = count / of;
  return {
    pooled: { count, of, share },
    keptBack,
    units: shown.map((one) => {
      const [usual, wide] = [controlLimits(one.of, share, USUAL), controlLimits(one.of, share, WIDE)];
      const own = one.count / one.of;
      const outside = ({ low, high }: Limits): boolean => own < low || own > high;
      const lies = outside(wide)
        ? "outside 99.8 %"
        : outside(usual)
          ? "outside 95 %, within 99.8 %"
          : "within 95 %";
      return { ...one, share: own, own: clopperPearson(one.count, one.of), usual, wide, lies };
    }),
  };
}

/** The limits' lines, from few people to more than any service has. */
export function funnelLines({
  units,
  pooled,
}: Funnel): readonly { readonly n: number; readonly usual: Limits; readonly wide: Limits }[] {
  const most = Math.ceil(Math.max(...units.map(({ of }) => of)) * 1.1);
  const step = Math.max(1, Math.round(most / 120));
  const sizes = Array.from({ length: Math.ceil((most - 4) / step) }, (_, i) => 5 + i * step);
  return sizes.map((n) => ({
    n,
    usual: controlLimits(n, pooled.share, USUAL),
    wide: controlLimits(n, pooled.share, WIDE),
  }));
}
