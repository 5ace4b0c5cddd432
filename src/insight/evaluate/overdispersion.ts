import { chiSquareAbove } from "./distributions.ts";

/** One place: what it had, over how many or how long. */
export type Place = { readonly events: number; readonly over: number };

/** How much more places differ than chance would make them. */
export type Spread = {
  /** The mean square of winsorised z-scores; 1 where they differ as chance has it. */
  readonly phi: number;
  /** The same of the z-scores as they are, with the chance of so much or more were all places alike. */
  readonly plain: number;
  readonly p: number;
  /** The variance between places that explains it, on the scale of the share or rate; 0 where there is none. */
  readonly tau2: number;
  /** More than places alike would show in all but some 2 of a hundred funnels. */
  readonly over: boolean;
};

/** The part of z-scores that is pulled in at either end. */
export const WINSORISED = 0.1;

/**
 * Overdispersion of places around a pooled share or rate.
 *
 * z = (value − pooled) / s with s² = pooled (1 − pooled) / n for shares, pooled / time for rates. The lowest and highest tenth of z are
 * pulled in to the 10th and 90th percentile (type 7 of R's `quantile`), so that places which stand out do not widen the limits that they
 * are to be seen by. Multiplicative: φ = Σ z² / I, never below 1 where limits are widened. Additive: τ² = (I φ − (I − 1)) / (Σ w − Σ w² / Σ w)
 * with w = 1 / s², never below 0. Source: Spiegelhalter 2005, appendix A.
 */
export function spreadOf(places: readonly Place[], pooled: number, kind: "share" | "rate"): Spread {
  const n = places.length;
  const variances = places.map(({ over }) => (kind === "share" ? pooled * (1 - pooled) : pooled) / over);
  const scores = places.map(
    ({ events, over }, i) => (events / over - pooled) / Math.sqrt(variances[i] as number),
  );
  const sorted = scores.toSorted((a, b) => a - b);
  const [low, high] = [quantile(sorted, WINSORISED), quantile(sorted, 1 - WINSORISED)];
  const squares = (all: readonly number[]): number => all.reduce((sum, z) => sum + z * z, 0);
  const phi = squares(scores.map((z) => Math.min(high, Math.max(low, z)))) / n;
  const weights = variances.map((one) => 1 / one);
  const [sum, square] = [weights.reduce((a, b) => a + b, 0), squares(weights)];
  return {
    phi,
    plain: squares(scores) / n,
    p: chiSquareAbove(squares(scores), n - 1),
    tau2: Math.max(0, (n * phi - (n - 1)) / (sum - square / sum)),
    over: phi > 1 + 2 * Math.sqrt(2 / n),
  };
}

/** Between draws as R's `quantile` has it (type 7). */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return below + (above - below) * (at - Math.floor(at));
}
