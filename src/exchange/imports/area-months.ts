import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { AREA_MEASURES, type DeathBasis } from "../../record/area-month/measures.ts";
import { type CellParser, type CellRefusal, type Reading, text } from "./cells.ts";
import { monthNamed } from "./dates.ts";
import { declareKind, promised, spelt } from "./kind.ts";

/** One count of one area in one month. Nobody in particular. */
export type AreaMonthRow = {
  readonly areaCode?: string;
  readonly areaName?: string;
  readonly measure: string;
  /** First day of the month. */
  readonly month: LocalDate;
  readonly counted: number;
  /** People who live there, where the file says it. */
  readonly population?: number;
  readonly basis?: DeathBasis;
  /** In the file's own words. */
  readonly source?: string;
};

const bare = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

/** The code of a measure, from its code, name or a usual wording. */
const measureCell: CellParser<string> = (typed) => {
  const said = bare(typed);
  const found = AREA_MEASURES.find(({ code, name, written }) =>
    [code, name, ...written].some((words) => bare(words) === said),
  );
  return found
    ? accept(found.code)
    : refuse({ code: "not-one-of", allowed: AREA_MEASURES.map(({ name }) => name) });
};

/**
 * A whole month: `2026-03`, `03/2026`, `Mar 2026`, `March-26`, or its first day in any of the ways a date is written. A month that is not
 * over has no count yet, and a day in the middle of a month is no month.
 */
const monthCell: CellParser<LocalDate> = (typed, reading) => {
  const first = firstOfMonth(typed.trim(), reading);
  if (!first) return refuse({ code: "not-a-month" });
  const over = first.add({ months: 1 });
  return Temporal.PlainDate.compare(over, reading.asOf) > 0
    ? refuse({ code: "month-not-over", asOf: reading.asOf })
    : accept(first);
};

function firstOfMonth(typed: string, { dates }: Pick<Reading, "dates">): LocalDate | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})(?:[-/.]0?1(?:[T\s]00:00(?::00)?)?)?$/.exec(typed);
  if (iso) return monthOf(iso[1], Number(iso[2]));
  const short = /^(\d{1,2})[-/.](\d{4})$/.exec(typed);
  if (short) return monthOf(short[2], Number(short[1]));
  const named = /^(?:0?1[\s/.-]+)?([a-z]{3,9})[\s/.,-]+(\d{4}|\d{2})$/i.exec(typed);
  if (named) return monthOf(named[2], Number(monthNamed(named[1] ?? "")));
  const day = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(typed);
  if (!day || dates === "iso") return undefined;
  const [on, month] = dates === "day-first" ? [day[1], day[2]] : [day[2], day[1]];
  return Number(on) === 1 ? monthOf(day[3], Number(month)) : undefined;
}

function monthOf(yearText: string | undefined, month: number): LocalDate | undefined {
  const typed = Number(yearText);
  const year = yearText?.length === 2 ? 2000 + typed : typed;
  return month >= 1 && month <= 12 && year >= 1990
    ? Temporal.PlainDate.from({ year, month, day: 1 })
    : undefined;
}

/** The most that one month of one area can hold: more is a slip of the pen. */
const MOST = 100_000_000;

/** A whole number from nought; 1,234 is read. A count that somebody kept back (`<5`, `*`, `[c]`) is none, and never taken for nought. */
const wholeNumber =
  (least: number): CellParser<number> =>
  (typed): Result<number, CellRefusal> => {
    const trimmed = typed.trim();
    if (!/^(\d+|\d{1,3}(,\d{3})+)$/.test(trimmed)) return refuse({ code: "not-a-count", least });
    const number = Number(trimmed.replaceAll(",", ""));
    return number >= least && number <= MOST ? accept(number) : refuse({ code: "not-a-count", least });
  };

const BASES: readonly (readonly [basis: DeathBasis, written: readonly string[]])[] = [
  ["occurred", ["occurred", "occurrence", "date of death", "death", "by occurrence"]],
  ["registered", ["registered", "registration", "date of registration", "by registration"]],
];

const basisCell: CellParser<DeathBasis> = (typed) => {
  const found = BASES.find(([, written]) => written.includes(bare(typed)));
  return found ? accept(found[0]) : refuse({ code: "not-one-of", allowed: BASES.map(([basis]) => basis) });
};

/** Counts of areas by month: anti-social behaviour, drug litter, open drug use, drug deaths. */
export const areaMonths = declareKind({
  code: "area-months",
  label: "counts of areas by month",
  fields: {
    areaCode: {
      label: "area code",
      accepts: "a code that stays, like E06000002 or NM-01",
      headings: spelt("AreaCode LADCode LACode WardCode GSSCode ONSCode Code"),
      parse: text(40),
    },
    areaName: {
      label: "area name",
      accepts: "text, like Fenwick ward",
      headings: spelt("AreaName Area LocalAuthority Ward Neighbourhood District Place"),
      parse: text(100),
      anyWord: true,
    },
    month: {
      label: "month",
      accepts: "a month that is over, like 2026-03, 03/2026 or March 2026",
      headings: spelt("Month MonthStart Period YearMonth Date"),
      parse: monthCell,
    },
    measure: {
      label: "measure",
      accepts: "anti-social behaviour, drug litter, open drug use or drug deaths",
      headings: spelt("Measure Indicator Metric Category Type"),
      parse: measureCell,
    },
    counted: {
      label: "count",
      accepts: "a whole number from 0; a count that was kept back is none",
      headings: spelt("Count Number Value Total N Incidents"),
      parse: wholeNumber(0),
    },
    population: {
      label: "population",
      accepts: "people who live there, or nothing",
      headings: spelt("Population Denominator Residents Pop"),
      parse: wholeNumber(1),
    },
    basis: {
      label: "basis of deaths",
      accepts: "occurred or registered, or nothing",
      headings: spelt("Basis CountedBy DateBasis"),
      parse: basisCell,
    },
    source: {
      label: "source",
      accepts: "text, like Northmoor Police incident log",
      headings: spelt("Source DataSource Publisher"),
      parse: text(200),
    },
  },
  needs: [[["areaCode"], ["areaName"]], [["month"]], [["measure"]], [["counted"]]],
  assemble: (given) => {
    const { areaCode, areaName, population, basis, source } = given;
    return accept<AreaMonthRow>({
      ...(areaCode && { areaCode }),
      ...(areaName && { areaName }),
      measure: promised(given.measure),
      month: promised(given.month),
      counted: promised(given.counted),
      ...(population !== undefined && { population }),
      ...(basis && { basis }),
      ...(source && { source }),
    });
  },
  key: (row) => [areaOf(row), row.measure, row.month.toString()],
});

/** What an area goes by from file to file: its code, else its name. */
export const areaOf = (row: Pick<AreaMonthRow, "areaCode" | "areaName">): string =>
  row.areaCode ?? promised(row.areaName);
