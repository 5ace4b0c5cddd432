import { accept, type Result } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Finding, Found } from "./finding.ts";
import { interruptedSeries } from "./interrupted-series.ts";
import { type Cannot, cannot, type Warned, warn } from "./messages.ts";

/** One month of one area: how many were counted, and of how many people where that is known. */
export type MonthCount = {
  /** First day of the month. */
  readonly month: LocalDate;
  readonly counted: number;
  readonly population?: number | undefined;
};

/** How a series of months is asked. Season and lag are as `interruptedSeries` has them. */
type MonthOptions = {
  /** The day on which something began. */
  readonly began: LocalDate;
  /** Points in one turn of the seasons; `0` takes none out. Left out: 12 where there are twelve months on each side and five a month. */
  readonly season?: number | undefined;
  readonly waves?: number | undefined;
  readonly lag?: number | undefined;
  readonly level?: number | undefined;
};

const A_YEAR = 12;
/** Below this many a month a count is too lopsided for a straight line. */
const FEW_A_MONTH = 5;
/** What `interruptedSeries` needs on either side. */
const FEWEST_BEFORE = 3;
const FEWEST_AFTER = 3;
/** Rates are of so many people. */
const PEOPLE = 10_000;
const MOST_NAMED = 4;

const compare = Temporal.PlainDate.compare;
/** A month as people read a code of it: `2026-03`. */
const monthCode = (month: LocalDate): string => month.toString().slice(0, 7);

/** The first month that counts as after: the month it began in where that was its first day, else the next, which is the first whole one. */
export const firstAfter = (began: LocalDate): LocalDate =>
  began.day === 1 ? began : began.with({ day: 1 }).add({ months: 1 });

/** Months in their order without a gap, or why they are no series. */
export function monthSeries(points: readonly MonthCount[]): Result<readonly MonthCount[], Cannot> {
  const sorted = points.toSorted((a, b) => compare(a.month, b.month));
  const missing: string[] = [];
  for (const [i, { month }] of sorted.entries()) {
    const before = sorted[i - 1]?.month;
    if (!before) continue;
    if (before.equals(month)) return cannot("month-twice", { month: monthCode(month) });
    for (let each = before.add({ months: 1 }); compare(each, month) < 0; each = each.add({ months: 1 }))
      missing.push(monthCode(each));
  }
  if (missing.length === 0) return accept(sorted);
  const named = missing.slice(0, MOST_NAMED).join(", ");
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : "";
  return cannot("month-missing", { months: `${named}${more}`, missing: missing.length });
}

/** What changed in the counts of one area when something began, a month being one point. Counts, not rates. */
export function interruptedMonths(points: readonly MonthCount[], options: MonthOptions): Found {
  const series = monthSeries(points);
  if (!series.ok) return series;
  return asked(
    series.value,
    series.value.map(({ counted }) => counted),
    options,
  );
}

/**
 * The same against an area in which nothing began: the series is the difference of the two areas' rates in each month they have in
 * common, each for 10,000 people. What moves both areas alike falls out of it.
 */
export function interruptedDifference(
  points: readonly MonthCount[],
  against: readonly MonthCount[],
  options: MonthOptions,
): Found {
  const [own, other] = [monthSeries(points), monthSeries(against)];
  if (!own.ok) return own;
  if (!other.ok) return other;
  const there = new Map(other.value.map((one) => [one.month.toString(), one]));
  const pairs = own.value.flatMap((one) => {
    const beside = there.get(one.month.toString());
    return beside ? [{ one, beside }] : [];
  });
  if (pairs.length < FEWEST_BEFORE + FEWEST_AFTER)
    return cannot("too-little-in-common", { months: pairs.length });
  const differences: number[] = [];
  for (const { one, beside } of pairs) {
    if (!one.population) return cannot("no-population", { where: "The area" });
    if (!beside.population) return cannot("no-population", { where: "The area it is compared with" });
    differences.push(PEOPLE * (one.counted / one.population - beside.counted / beside.population));
  }
  const found = asked(
    pairs.map(({ one }) => one),
    differences,
    options,
  );
  if (!found.ok) return found;
  const compared = found.value.warnings.filter(({ code }) => code !== "no-comparison");
  return accept({
    ...found.value,
    warnings: [...compared, warn("compared-with-one")],
    assumptions: [
      "The difference between the two areas would have gone on along its line; nothing else began in one of them alone.",
      ...found.value.assumptions.slice(1),
    ],
  });
}

function asked(series: readonly MonthCount[], outcome: readonly number[], options: MonthOptions): Found {
  const after = firstAfter(options.began);
  const before = series.filter(({ month }) => compare(month, after) < 0).length;
  const since = series.length - before;
  const [first, last] = [series[0], series.at(-1)];
  if (!first || !last || before < FEWEST_BEFORE || since < FEWEST_AFTER)
    return cannot("began-outside", {
      began: options.began.toString(),
      first: first ? monthCode(first.month) : "–",
      last: last ? monthCode(last.month) : "–",
      fewestBefore: FEWEST_BEFORE,
      fewestAfter: FEWEST_AFTER,
    });
  const mean = series.reduce((sum, { counted }) => sum + counted, 0) / series.length;
  const few = mean < FEW_A_MONTH;
  const known = before >= A_YEAR && since >= A_YEAR;
  const season = options.season ?? (known && !few ? A_YEAR : 0);
  const { waves, lag, level } = options;
  const found = interruptedSeries(outcome, {
    from: before + 1,
    ...(season !== 0 ? { season, ...(waves === undefined ? {} : { waves }) } : {}),
    ...(lag === undefined ? {} : { lag }),
    ...(level === undefined ? {} : { level }),
  });
  if (!found.ok) return found;
  return accept(
    warned(found.value, [
      ...(few ? [warn("few-a-month", { mean: mean.toFixed(1) })] : []),
      ...(season > 0 || known ? [] : [warn("season-unknown", { before, after: since })]),
      ...(options.began.day === 1
        ? []
        : [warn("began-inside-month", { month: monthCode(options.began.with({ day: 1 })) })]),
    ]),
  );
}

const warned = (finding: Finding, more: readonly Warned[]): Finding => ({
  ...finding,
  warnings: [...finding.warnings, ...more],
});
