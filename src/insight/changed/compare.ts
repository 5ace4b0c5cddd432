import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { ClusteredRatio, ClusteredRefusal } from "../evaluate/clustered.ts";
import { type Arm, type RateRatio, type RateRatioRefusal, rateRatio } from "../evaluate/rate-ratio.ts";

/** Events before or after entry and, where anybody knows it, the time in which they could have happened. */
export type Totals = {
  readonly events: number;
  /** Undefined when nobody counted the time at risk: then the events alone say nothing. */
  readonly personYears: number | undefined;
};

/** The change of a rate as a share of the rate before: -0.44 is 44 % lower. */
export type Percentage = { readonly change: number; readonly low: number; readonly high: number };

/** Why no percentage is printed although rates may stand. */
export type PercentageRefusal =
  | { readonly code: "follow-up-too-different"; readonly before: number; readonly after: number }
  | { readonly code: "some-without-end-of-data"; readonly people: number }
  | { readonly code: "rests-on-few" }
  | { readonly code: "no-ratio" };

/** Why before and after cannot be set against each other at all. */
export type CompareRefusal =
  | { readonly code: "exposure-missing" }
  | { readonly code: "no-time-at-risk"; readonly window: "before" | "after" }
  | { readonly code: "not-a-count"; readonly window: "before" | "after" };

/** Two totals compared: the ratio of their rates and, only where it would not mislead, the percentage. */
export type TotalsCompared = {
  readonly ratio: Result<RateRatio, RateRatioRefusal>;
  readonly percentage: Result<Percentage, PercentageRefusal>;
};

/** Where one window has less than this share of the other's person-years, a percentage misleads and is withheld. */
export const LEAST_SHARE_OF_FOLLOW_UP = 0.5;

/**
 * Compares totals before with totals after, by rate and never by count.
 *
 * Refuses when either side's time at risk is missing or none: "541 to 3" without it is a career against some weeks.
 * Rates and ratio stand on unequal time, since they divide by it; the percentage is withheld when one side has less
 * than half of the other's person-years. Source: reference/evaluation.md 2.1.
 */
export function compareTotals(before: Totals, after: Totals): Result<TotalsCompared, CompareRefusal> {
  const [past, present] = [known(before), known(after)];
  if (!past || !present) return refuse({ code: "exposure-missing" });
  if (!(past.personYears > 0)) return refuse({ code: "no-time-at-risk", window: "before" });
  if (!(present.personYears > 0)) return refuse({ code: "no-time-at-risk", window: "after" });
  const ratio = rateRatio(present, past);
  if (!ratio.ok && ratio.refusal.code === "not-a-count") {
    return refuse({ code: "not-a-count", window: ratio.refusal.arm === "rate" ? "after" : "before" });
  }
  return accept({ ratio, percentage: percentageOf(ratio, past, present, 0) });
}

/**
 * The percentage change with the wider of the intervals given, or why it is withheld.
 *
 * Withheld when somebody's data have no known end, when the two sides' person-years differ by more than a factor of two,
 * when there is no finite ratio, or when so few people made the change that no interval allows for it.
 */
export function percentageOf(
  ratio: Result<RateRatio, RateRatioRefusal>,
  before: Arm,
  after: Arm,
  withoutEndOfData: number,
  clustered?: Result<ClusteredRatio, ClusteredRefusal>,
): Result<Percentage, PercentageRefusal> {
  if (withoutEndOfData > 0) return refuse({ code: "some-without-end-of-data", people: withoutEndOfData });
  const shorter = Math.min(before.personYears, after.personYears);
  const longer = Math.max(before.personYears, after.personYears);
  if (shorter < LEAST_SHARE_OF_FOLLOW_UP * longer) {
    return refuse({ code: "follow-up-too-different", before: before.personYears, after: after.personYears });
  }
  if (!ratio.ok || !Number.isFinite(ratio.value.ratio)) return refuse({ code: "no-ratio" });
  if (clustered && restsOnFew(clustered)) return refuse({ code: "rests-on-few" });
  const intervals = clustered?.ok ? [ratio.value, clustered.value] : [ratio.value];
  return accept({
    change: ratio.value.ratio - 1,
    low: Math.min(...intervals.map((interval) => interval.low)) - 1,
    high: Math.max(...intervals.map((interval) => interval.high)) - 1,
  });
}

/** Whether the change is the doing of one person, or of hardly any: the exact interval must then not stand for all. */
export const restsOnFew = (clustered: Result<ClusteredRatio, ClusteredRefusal>): boolean =>
  !clustered.ok &&
  (clustered.refusal.code === "rests-on-one" || clustered.refusal.code === "few-with-events");

const known = ({ events, personYears }: Totals): Arm | undefined =>
  personYears === undefined || Number.isNaN(personYears) ? undefined : { events, personYears };
