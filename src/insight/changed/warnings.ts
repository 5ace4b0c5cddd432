import type { LocalDate } from "../../kernel/time.ts";
import { FEW_PEOPLE, FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Apart, Comparison, Month, Traced } from "./changed.ts";
import { personYears } from "./exposure.ts";

/** What a reader must know before believing the figure. */
export type Warning =
  | { readonly code: "few-people"; readonly people: number }
  | { readonly code: "no-comparison-group" }
  | {
      readonly code: "regression-to-the-mean";
      /** Entry follows a peak: the last quarter of the window before is well above the rest of it. */
      readonly peak: boolean;
      /** Events per person-year in the last quarter before entry, and in the three quarters before that. */
      readonly lastRate: number | undefined;
      readonly earlierRate: number | undefined;
    }
  | {
      readonly code: "repeat-offenders";
      /** People with two events or more in both windows together. */
      readonly people: number;
      /** The share of all events by the tenth with the most; undefined where that tenth is under five people. */
      readonly topTenthShare: number | undefined;
      /** Whether an interval that allows for them stands on the page. */
      readonly allowedFor: boolean;
    }
  | { readonly code: "few-clusters"; readonly people: number }
  | {
      readonly code: "follow-up-lag";
      readonly completeTo: LocalDate;
      readonly cutShort: number;
      /** Whether those who died are among them, too few to be told apart. */
      readonly orDied?: true;
    }
  /** Undefined: too few to be told. */
  | { readonly code: "deaths"; readonly people: number | undefined }
  | { readonly code: "before-the-data"; readonly firstOn: LocalDate; readonly people: number }
  | { readonly code: "events-in-custody"; readonly before: number; readonly after: number }
  | { readonly code: "not-linkable"; readonly people: number }
  | { readonly code: "without-end-of-data"; readonly people: number }
  | { readonly code: "custody-unclear"; readonly people: number };

/** Whether months may be shown: with very few people each would speak of one of them. */
export const monthsAreShown = (people: number): boolean => people >= FEW_PEOPLE;

/** The last months before entry are called a peak from this many times the earlier months' rate. */
export const PEAK = 1.5;

/** Everything the warnings are worked out from. */
export type WarningFacts = {
  readonly traced: readonly Traced[];
  readonly apart: Apart;
  readonly comparison: Comparison;
  readonly months: readonly Month[];
  readonly completeTo: LocalDate;
  readonly died: number;
  readonly beforeTheData: { readonly firstOn: LocalDate; readonly people: number } | undefined;
};

/** The warnings that belong to these figures, the gravest first. Two stand always: there is no comparison group, and
 * people enter at their worst. */
export function warningsFor(facts: WarningFacts): readonly Warning[] {
  const { traced, apart, comparison } = facts;
  const people = traced.length;
  const warnings: Warning[] = [];
  if (people < FEW_PEOPLE) warnings.push({ code: "few-people", people });
  warnings.push({ code: "no-comparison-group" }, regressionToTheMean(facts.months));
  const repeats = repeatOffenders(traced, comparison.clustered.ok);
  if (repeats) warnings.push(repeats);
  const { clustered } = comparison;
  if (clustered.ok && clustered.value.few)
    warnings.push({ code: "few-clusters", people: clustered.value.withEvents });
  warnings.push({
    code: "follow-up-lag",
    completeTo: facts.completeTo,
    cutShort: traced.filter(({ exposure }) => !exposure.fullWindow && !exposure.died).length,
  });
  if (facts.beforeTheData) warnings.push({ code: "before-the-data", ...facts.beforeTheData });
  if (facts.died > 0) warnings.push({ code: "deaths", people: facts.died });
  const [before, after] = [comparison.before.eventsInCustody, comparison.after.eventsInCustody];
  if (before + after > 0) warnings.push({ code: "events-in-custody", before, after });
  if (apart.notLinkable > 0) warnings.push({ code: "not-linkable", people: apart.notLinkable });
  if (apart.withoutEndOfData > 0)
    warnings.push({ code: "without-end-of-data", people: apart.withoutEndOfData });
  if (apart.custodyUnclear > 0) warnings.push({ code: "custody-unclear", people: apart.custodyUnclear });
  return warnings;
}

function regressionToTheMean(months: readonly Month[]): Warning {
  const before = months.filter((month) => month.month < 0);
  const quarter = Math.round(before.length / 4);
  const lastRate = quarter > 0 ? rateOver(before.slice(-quarter)) : undefined;
  const earlierRate = quarter > 0 ? rateOver(before.slice(0, -quarter)) : undefined;
  const peak = lastRate !== undefined && earlierRate !== undefined && lastRate > PEAK * earlierRate;
  return { code: "regression-to-the-mean", peak, lastRate, earlierRate };
}

function rateOver(months: readonly Month[]): number | undefined {
  const days = months.reduce((sum, month) => sum + month.days, 0);
  const events = months.reduce((sum, month) => sum + month.events, 0);
  return days > 0 ? events / personYears(days) : undefined;
}

function repeatOffenders(traced: readonly Traced[], allowedFor: boolean): Warning | undefined {
  const counts = traced
    .map(({ exposure }) => exposure.before.events + exposure.after.events)
    .toSorted((a, b) => b - a);
  const people = counts.filter((count) => count > 1).length;
  if (people === 0) return undefined;
  const top = Math.floor(counts.length / 10);
  const sum = (some: readonly number[]): number => some.reduce((total, count) => total + count, 0);
  const topTenthShare = top >= FEWEST_SHOWN ? sum(counts.slice(0, top)) / sum(counts) : undefined;
  return { code: "repeat-offenders", people, topTenthShare, allowedFor };
}
