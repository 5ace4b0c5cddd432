import { accept, type Result, refuse } from "../../kernel/result.ts";
import { poissonAtLeast, poissonAtMost, whereRises } from "./distributions.ts";
import { type Arm, USUAL_LEVEL } from "./rate-ratio.ts";

/** Events per person-year with their exact interval. */
export type Rate = {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** 0.95 for a 95 % interval. */
  readonly level: number;
};

/** Why there is no rate. */
export type RateRefusal = { readonly code: "not-a-count" } | { readonly code: "zero-exposure" };

/**
 * A rate per person-year with Garwood's exact interval for a Poisson count.
 *
 * The lower limit is the mean for which so many events or more would happen in 2.5 % of years, the upper the mean for
 * which so few or fewer would: found by halving, to the last digits of a double. The same
 * numbers as `qchisq(0.025, 2x) / 2` and `qchisq(0.975, 2x + 2) / 2` in R. The lower limit of no event is 0.
 */
export function exactRate({ events, personYears }: Arm, level = USUAL_LEVEL): Result<Rate, RateRefusal> {
  if (!Number.isSafeInteger(events) || events < 0) return refuse({ code: "not-a-count" });
  if (!(Number.isFinite(personYears) && personYears > 0)) return refuse({ code: "zero-exposure" });
  const tail = (1 - level) / 2;
  const far = events + 60 * Math.sqrt(events) + 60;
  const low = events === 0 ? 0 : whereRises((mean) => poissonAtLeast(events, mean), tail, 0, far);
  const high = whereRises((mean) => -poissonAtMost(events, mean), -tail, 0, far);
  return accept({ rate: events / personYears, low: low / personYears, high: high / personYears, level });
}
