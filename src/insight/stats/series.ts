import { accept, type Result } from "../../kernel/result.ts";
import { parseDay } from "../../kernel/time.ts";
import type { Finding } from "../evaluate/finding.ts";
import { cannot } from "../evaluate/messages.ts";
import type { MonthCount } from "../evaluate/month-series.ts";
import { type Refused, said } from "./messages.ts";
import { type Asked, type Method, withLeftOut } from "./method.ts";
import type { Wanted } from "./store.ts";
import type { Table } from "./table-store.ts";

/** Which rows: each a column and the value that it has in them. */
type Rows = readonly (readonly [column: string, value: string])[];

/** Reads `area=Fenwick,measure=drug-litter`. */
function rowsIn(option: string, typed: string | undefined): Result<Rows, Refused> {
  if (typed === undefined) return accept([]);
  const pairs = typed.split(",").map((pair) => pair.split("=").map((part) => part.trim()));
  const fit = pairs.every(([column, value, more]) => column && value && more === undefined);
  return fit
    ? accept(pairs.map(([column = "", value = ""]) => [column, value] as const))
    : said({ code: "bad-rows", option, value: typed });
}

/** The months of the rows that have these values, in whatever order the file has them. */
function monthsOf(table: Table, rows: Rows, option: string): Result<readonly MonthCount[], Refused> {
  const months = table.names("month");
  const places = rows.map(([column, value]) => {
    const { codes, names } = table.names(`only ${column}`);
    return { codes, at: names.indexOf(value) };
  });
  const points: MonthCount[] = [];
  for (let i = 0; i < table.rows; i++) {
    if (places.some(({ codes, at }) => codes[i] !== at)) continue;
    const typed = months.names[months.codes[i] as number] ?? "";
    const written = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:-01)?$/.exec(typed)?.[1];
    if (!written) return cannot("not-a-month", { value: typed });
    points.push({
      month: Temporal.PlainDate.from(`${written}-01`),
      counted: table.numbers("outcome")[i] as number,
      population: table.has("population") ? (table.numbers("population")[i] as number) : undefined,
    });
  }
  const value = rows.map((pair) => pair.join("=")).join(", ");
  return points.length === 0 ? said({ code: "no-such-rows", option, value }) : accept(points);
}

/** Rows of months by their own names: put in order, looked through for gaps, and set against another area where one is named. */
async function byMonth({ given, read }: Asked): Promise<Result<Finding, Refused>> {
  const began = parseDay(given.maybe("began") ?? "");
  if (!began) return said({ code: "bad-day", option: "--began", value: given.maybe("began") ?? "" });
  const [where, against] = [
    rowsIn("--where", given.maybe("where")),
    rowsIn("--against", given.maybe("against")),
  ];
  if (!where.ok) return where;
  if (!against.ok) return against;
  const population = given.maybe("population");
  if (against.value.length > 0 && !population)
    return said({ code: "needs-also", option: "--against", needs: "--population" });
  // Of the other area everything that is not said otherwise is as of the first.
  const other: Rows = [
    ...where.value.filter(([column]) => !against.value.some(([its]) => its === column)),
    ...against.value,
  ];
  const columns = new Set([...where.value, ...against.value].map(([column]) => column));
  const wanted: Wanted = {
    month: { column: given.text("month"), kind: "name" },
    outcome: { column: given.text("outcome"), kind: "number" },
    ...(population && against.value.length > 0
      ? { population: { column: population, kind: "positive" as const } }
      : {}),
    ...Object.fromEntries(
      [...columns].map((column) => [`only ${column}`, { column, kind: "name" as const }]),
    ),
  };
  const table = await read(wanted);
  if (!table.ok) return table;
  const points = monthsOf(table.value, where.value, "--where");
  if (!points.ok) return points;
  const { interruptedDifference, interruptedMonths } = await import("../evaluate/month-series.ts");
  const { level } = given;
  const [season, waves, lag] = [given.number("season"), given.number("waves"), given.number("lag")];
  const options = { began, season, waves, lag, level };
  if (against.value.length === 0) return withLeftOut(table.value, interruptedMonths(points.value, options));
  const beside = monthsOf(table.value, other, "--against");
  if (!beside.ok) return beside;
  return withLeftOut(table.value, interruptedDifference(points.value, beside.value, options));
}

async function series(asked: Asked): Promise<Result<Finding, Refused>> {
  const { given, read } = asked;
  const [from, began] = [given.number("from"), given.maybe("began")];
  if ((from === undefined) === (began === undefined))
    return said({ code: "one-of", options: ["--from", "--began"] });
  if (began !== undefined)
    return given.maybe("month") === undefined
      ? said({ code: "needs-also", option: "--began", needs: "--month" })
      : byMonth(asked);
  const astray = ["month", "where", "against", "population"].find((one) => given.maybe(one) !== undefined);
  if (astray) return said({ code: "needs-also", option: `--${astray}`, needs: "--began" });
  const table = await read({ outcome: { column: given.text("outcome"), kind: "number" } });
  if (!table.ok) return table;
  const { interruptedSeries } = await import("../evaluate/interrupted-series.ts");
  const found = interruptedSeries(table.value.numbers("outcome"), {
    from: from ?? 0,
    season: given.number("season"),
    waves: given.number("waves"),
    lag: given.number("lag"),
    level: given.level,
  });
  if (!found.ok) return found;
  const inOrder =
    "The rows are taken as one a month in order of time, none missing: without --month nothing tells whether they are.";
  return withLeftOut(
    table.value,
    accept({ ...found.value, assumptions: [inOrder, ...found.value.assumptions] }),
  );
}

/** Interrupted time series: rows in order, or months of an area out of a file of many. */
export const SERIES_METHOD: Method = {
  name: "its",
  answers: "Did a series of months change when something began? Interrupted time series.",
  takes: "file",
  options: [
    {
      name: "outcome",
      kind: "column",
      says: "the column of the series, one row a point, in order unless --month is given",
      needed: true,
    },
    { name: "from", kind: "number", says: "the first row after the change, counted from 1" },
    { name: "began", kind: "day", says: "the day something began, in place of --from" },
    {
      name: "month",
      kind: "column",
      says: "the column of the month (2026-03), for --began: rows may come in any order",
    },
    {
      name: "where",
      kind: "rows",
      says: "only rows with these values, such as area=Fenwick,measure=drug-litter",
    },
    {
      name: "against",
      kind: "rows",
      says: "the rows of an area in which nothing began; what is not said is as in --where",
    },
    { name: "population", kind: "column", says: "the column of people who live there, for --against" },
    {
      name: "season",
      kind: "number",
      says: "points in one turn of the seasons, such as 12; with --began 12 or, for a short series, 0",
    },
    { name: "waves", kind: "number", says: "waves that make up the season (2)" },
    { name: "lag", kind: "number", says: "how far apart points may hang together" },
  ],
  example: [
    "examples/stats/months.csv",
    "--outcome",
    "overdoses",
    "--from",
    "37",
    "--season",
    "12",
    "--lag",
    "6",
  ],
  run: series,
};
