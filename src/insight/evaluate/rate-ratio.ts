import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { accept, type Result, refuse } from "../../kernel/result.ts";

/** Events counted over the time in which they could have happened. */
export type Arm = {
  /** A whole number of events. */
  readonly events: number;
  /** Years at risk, summed over people. */
  readonly personYears: number;
};

/** How many times the comparison's rate another rate is, with its exact interval. No unit. */
export type RateRatio = {
  /** Infinity when only the comparison saw no event. */
  readonly ratio: number;
  readonly low: number;
  /** Infinity when the comparison saw no event: there is no upper limit. */
  readonly high: number;
  /** 0.95 for a 95 % interval. */
  readonly level: number;
};

/** Why two rates cannot be divided. */
export type RateRatioRefusal =
  | { readonly code: "not-a-count"; readonly arm: "rate" | "comparison" }
  | { readonly code: "zero-exposure"; readonly arm: "rate" | "comparison" }
  | { readonly code: "no-events-at-all" };

/** The level of every interval on a page that does not say otherwise. */
export const USUAL_LEVEL = 0.95;

/**
 * Divides one rate by another, with the exact interval that is conditional on the total number of events.
 *
 * Given n = x1 + x0 events, x1 is binomial with p = RR·t1 / (RR·t1 + t0). Clopper-Pearson limits of p, which are beta
 * quantiles, are turned back into limits of RR. The same numbers as R's `poisson.test(c(x1, x0), c(t1, t0))`.
 * It takes events as independent of one another: people who offend repeatedly make it too narrow (see `clustered.ts`).
 *
 * Refuses: a count that is not a whole number from 0; no time at risk on either side; no event on both sides.
 */
export function rateRatio(
  rate: Arm,
  comparison: Arm,
  level = USUAL_LEVEL,
): Result<RateRatio, RateRatioRefusal> {
  for (const [arm, { events, personYears }] of [
    ["rate", rate],
    ["comparison", comparison],
  ] as const) {
    if (!Number.isSafeInteger(events) || events < 0) return refuse({ code: "not-a-count", arm });
    if (!(Number.isFinite(personYears) && personYears > 0)) return refuse({ code: "zero-exposure", arm });
  }
  const [x1, x0] = [rate.events, comparison.events];
  if (x1 + x0 === 0) return refuse({ code: "no-events-at-all" });
  const tail = (1 - level) / 2;
  const lowShare = x1 === 0 ? 0 : betaQuantile(tail, x1, x0 + 1);
  const highShare = x0 === 0 ? 1 : betaQuantile(1 - tail, x1 + 1, x0);
  // A share of the whole divides by nothing: the endless limit of a comparison without events.
  const asRatio = (share: number): number =>
    (share / (1 - share)) * (comparison.personYears / rate.personYears);
  return accept({
    ratio: x1 / rate.personYears / (x0 / comparison.personYears),
    low: asRatio(lowShare),
    high: asRatio(highShare),
    level,
  });
}
