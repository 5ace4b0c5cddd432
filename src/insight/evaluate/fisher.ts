import gammaln from "@stdlib/math-base-special-gammaln";
import { whereRises } from "./distributions.ts";

/** The conditional odds ratio of a 2×2 table with its exact interval, and Fisher's two-sided p. */
export type Conditional = {
  readonly odds: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
};

/** R's own allowance for probabilities that differ only by rounding. */
const AS_LIKELY = 1 + 1e-7;
const FURTHEST = 700;

/**
 * Fisher's conditional odds ratio: given all four margins, the first cell is (noncentral) hypergeometric.
 *
 * The estimate is the odds ratio at which the mean is what was seen; limits are those at which each tail is half of what
 * the level leaves; p sums every table that is no likelier than the one seen. The same definitions as R's `fisher.test`,
 * solved to the last digits (R stops at four).
 */
export function conditionalOdds(
  [a, b, c, d]: readonly [number, number, number, number],
  level: number,
): Conditional {
  const [withIt, row, other] = [a + c, a + b, c + d];
  const least = Math.max(0, withIt - other);
  const most = Math.min(withIt, row);
  const logs = Array.from({ length: most - least + 1 }, (_, i) => {
    const x = least + i;
    return logChoose(row, x) + logChoose(other, withIt - x);
  });
  const at = a - least;
  const tail = (1 - level) / 2;
  const mean = (log: number): number => expected(logs, log).mean;
  const above = (log: number): number => expected(logs, log, at).above;
  const below = (log: number): number => 1 - expected(logs, log, at + 1).above;
  const solve = (f: (log: number) => number, height: number): number =>
    Math.exp(whereRises(f, height, -FURTHEST, FURTHEST));
  const [atLeast, atMost] = [at === 0, at === logs.length - 1];
  return {
    // With one possible table, as where everybody had it, the odds ratio has no estimate at all.
    odds: atLeast && atMost ? Number.NaN : atLeast ? 0 : atMost ? Number.POSITIVE_INFINITY : solve(mean, at),
    low: atLeast ? 0 : solve(above, tail),
    high: atMost ? Number.POSITIVE_INFINITY : solve((log) => -below(log), -tail),
    p: noLikelier(logs, at),
  };
}

/** The mean of the first cell, and the chance of the given place or above, at this logarithm of the odds ratio. */
function expected(logs: readonly number[], log: number, from = 0): { mean: number; above: number } {
  let peak = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) peak = Math.max(peak, (logs[i] as number) + i * log);
  let [all, weighted, above] = [0, 0, 0];
  for (let i = 0; i < logs.length; i++) {
    const height = Math.exp((logs[i] as number) + i * log - peak);
    all += height;
    weighted += i * height;
    if (i >= from) above += height;
  }
  return { mean: weighted / all, above: above / all };
}

function noLikelier(logs: readonly number[], at: number): number {
  const peak = logs.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  const seen = Math.exp((logs[at] as number) - peak);
  let [all, rare] = [0, 0];
  for (const each of logs) {
    const height = Math.exp(each - peak);
    all += height;
    if (height <= seen * AS_LIKELY) rare += height;
  }
  return Math.min(1, rare / all);
}

const logChoose = (n: number, k: number): number => gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
