import { type LocalDate, longDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { recordingWarnings, type Series } from "../area-series/answer.ts";
import type { CountedMeasure, Month } from "../area-series/series.ts";
import { monthWords } from "../area-series/words.ts";
import { withTotals } from "../publish/table.ts";
import type { Made } from "./made.ts";
import { AREA_MONTHS } from "./same-areas.ts";

/** How many months make a column. */
export const LENGTHS = { month: 1, quarter: 3, year: 12 } as const;
export type Length = keyof typeof LENGTHS;

/** What is asked of the counts of areas: by which columns, from which month to which. Both are told by their first day. */
export type AreaAsked = { readonly length: Length; readonly first: LocalDate; readonly last: LocalDate };

/** Every month from the first to the last. */
export function monthsIn({ first, last }: Pick<AreaAsked, "first" | "last">): readonly LocalDate[] {
  const months = first.until(last, { largestUnit: "month" }).months + 1;
  return Array.from({ length: Math.max(0, months) }, (_, i) => first.add({ months: i }));
}

/** `March 2026`, `January to March 2026`, `April 2025 to March 2026`. */
function spanWords(months: readonly LocalDate[]): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return "";
  if (first.equals(last)) return monthWords(first);
  const begins = first.year === last.year ? monthWords(first).replace(/ \d+$/, "") : monthWords(first);
  return `${begins} to ${monthWords(last)}`;
}

/** Areas with a count of every month that is asked for, and the names of those without. A month without a row is not nought. */
export function wholeSeries(
  series: readonly Series[],
  asked: AreaAsked,
): { readonly whole: readonly Series[]; readonly short: readonly string[] } {
  const wanted = monthsIn(asked).map(String);
  const kept = series.map((one) => ({
    ...one,
    months: one.months.filter(({ month }) => wanted.includes(month.toString())),
  }));
  const isWhole = ({ months }: Series): boolean => months.length === wanted.length;
  return {
    whole: kept.filter(isWhole),
    short: kept.filter((one) => !isWhole(one)).map(({ of }) => of.areaName),
  };
}

/** Areas as rows: two of one name are told apart by what files call them. */
const rowNames = (series: readonly Series[]): readonly string[] =>
  series.map(({ of }) =>
    series.filter((one) => one.of.areaName === of.areaName).length > 1
      ? `${of.areaName} (${of.area})`
      : of.areaName,
  );

/** One part of a cell: a month of an area in the version that was counted, which is one number in whichever table it stands. */
const partOf = (area: string, { month, version }: Month): string =>
  `${area} ${month.toString().slice(0, 7)} ${version}`;

/** Months in their columns: one by one, three by three or twelve by twelve. */
const byLength = <T>(months: readonly T[], length: Length): readonly (readonly T[])[] =>
  Array.from({ length: months.length / LENGTHS[length] }, (_, i) =>
    months.slice(i * LENGTHS[length], (i + 1) * LENGTHS[length]),
  );

/** What one agency counted in its areas, by month, quarter or year: each month by its newest count. */
export function areaMonthsMade(
  measure: CountedMeasure,
  agency: { readonly code: string; readonly name: string },
  asked: AreaAsked,
  { whole, short }: ReturnType<typeof wholeSeries>,
): Made {
  const cells = whole.map(({ months }) => byLength(months, asked.length));
  const sources = [...new Set(whole.flatMap(({ months }) => months.map(({ source }) => source)))];
  const [from, to] = [asked.first, asked.last.add({ months: 1 }).subtract({ days: 1 })];
  return {
    table: {
      ...withTotals(
        rowNames(whole).map((name) => [name]),
        byLength(monthsIn(asked), asked.length).map(spanWords),
        cells.map((row) => row.map((months) => months.reduce((sum, { counted }) => sum + counted, 0))),
      ),
      parts: cells.map((row, r) =>
        row.map((months) => months.map((one) => partOf(whole[r]?.of.area ?? "", one))),
      ),
    },
    rowNames: ["Area"],
    unit: measure.unit,
    subject: `${AREA_MONTHS} ${agency.code} ${measure.code} ${asked.length}`,
    title: `${capital(measure.name)} by area and ${asked.length}, ${spanWords(monthsIn(asked))}`,
    definition: `${capital(measure.name)} (${measure.unit}) in each area from ${longDate(from)} to ${longDate(to)}, each month by its newest count. Definition: ${measure.source}.${short.length > 0 ? ` Not in it, since months are missing: ${listed(short)}.` : ""}`,
    source: `Counts of areas by month that ${agency.name} brought in: ${listed(sources)}`,
    from,
    to,
    notLookedAt: [
      "what another agency counts in these areas, and deaths that stand in tables of services.",
      "a month that was counted anew, beside published columns of another length. A quarter less its months can then tell of those who were added.",
    ],
    cautions: [...new Set(whole.flatMap(recordingWarnings))],
  };
}
