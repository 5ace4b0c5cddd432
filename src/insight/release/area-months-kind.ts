import { accept, refuse } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { choose, pick } from "../../web/form.tsx";
import { type CountedMeasure, monthsOf, type Offered } from "../area-series/series.ts";
import { offeredSeries, versionsOf } from "../area-series/store.ts";
import { monthWords } from "../area-series/words.ts";
import { areaMonthsMade, LENGTHS, type Length, monthsIn, wholeSeries } from "./area-months-table.ts";
import type { TableKind } from "./prepare.page.tsx";

const COLUMNS = [
  { value: "month", label: "Each month" },
  { value: "quarter", label: "Each three months", hint: "From the first month on" },
  {
    value: "year",
    label: "Each twelve months",
    hint: "From the first month on. Where few are counted, these tell most",
  },
] as const satisfies readonly { value: Length; label: string; hint?: string }[];

const MONTH = /^\d{4}-\d{2}$/;

const no = (field: string, words: string) => refuse({ code: "cannot-be-made" as const, field, words });

/** Everything that one agency counts of one thing, by one name. */
const nameOf = ({ agency, measure }: Offered): string => `${agency}|${measure}`;

/** Every month of which anything was brought in, the newest first. */
function monthsOffered(offered: readonly Offered[]): readonly { value: string; label: string }[] {
  const [earliest, latest] = [offered.map(({ first }) => first), offered.map(({ last }) => last)].map(
    (days) => days.toSorted(Temporal.PlainDate.compare),
  );
  const [first, last] = [earliest?.[0], latest?.at(-1)];
  if (!first || !last) return [];
  return monthsIn({ first, last })
    .toReversed()
    .map((month) => ({ value: month.toString().slice(0, 7), label: monthWords(month) }));
}

/** Counts of areas by month, quarter or year, as a table that leaves. */
export const areaMonthsKind = (measures: readonly CountedMeasure[]): TableKind<readonly Offered[]> => ({
  kind: "area-months",
  title: "Counts of areas, by month, quarter or year",
  says: "Anti-social behaviour, drug litter, open drug use or drug deaths, by area. Counts of 1 to 4 are kept back, whatever is counted.",
  load: offeredSeries,
  fields: (offered) => ({
    series: pick(
      "What is counted, and by whom",
      [...new Map(offered.map((one) => [nameOf(one), one])).values()].map((one) => ({
        value: nameOf(one),
        label: `${capital(measures.find(({ code }) => code === one.measure)?.name ?? one.measure)} (${one.agencyName})`,
      })),
      "Choose what is counted",
      offered.length === 0
        ? {
            hint: "No counts of areas have been brought in yet. Whoever imports brings a file in under Imports",
          }
        : {},
    ),
    length: choose("Columns", COLUMNS, "Choose the columns"),
    first: pick("First month", monthsOffered(offered), "Choose the first month"),
    last: pick("Last month", monthsOffered(offered), "Choose the last month"),
  }),
  make: async (tx, { series = "", length = "", first = "", last = "" }, _ask, offered) => {
    const some = offered.filter((one) => nameOf(one) === series);
    const [one] = some;
    const measure = measures.find(({ code }) => code === one?.measure);
    if (!one || !measure) return no("series", "This is not counted here any more. Choose another");
    if (!MONTH.test(first) || !MONTH.test(last)) return no("first", "Choose the first and the last month");
    const asked = {
      length: (COLUMNS.find(({ value }) => value === length) ?? COLUMNS[0]).value,
      first: Temporal.PlainDate.from(`${first}-01`),
      last: Temporal.PlainDate.from(`${last}-01`),
    };
    const months = monthsIn(asked).length;
    if (months === 0) return no("last", "The last month is before the first. Change one of them");
    if (months % LENGTHS[asked.length] !== 0)
      return no(
        "last",
        `These are ${months} months, which are no whole ${asked.length}s. Change one of them`,
      );
    const read = [];
    for (const of of some) read.push({ of, measure, months: monthsOf(await versionsOf(tx, of)) });
    const found = wholeSeries(read, asked);
    if (found.whole.length === 0)
      return no(
        "first",
        `No area has a count of every month from ${longDate(asked.first)}: ${listed(found.short)} lack some. A month without a row is not nought. Choose other months`,
      );
    return accept(areaMonthsMade(measure, { code: one.agency, name: one.agencyName }, asked, found));
  },
});
