import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import { KINDS, quoted, text } from "../stats/kinds-store.ts";
import type { Refused } from "../stats/messages.ts";
import { repeatsIn } from "../stats/repeats-store.ts";
import { load } from "../stats/store.ts";
import { streamed } from "../stats/table-store.ts";
import { type Ask, fromEvents } from "./columns.ts";
import type { Only, Outcome } from "./design.ts";
import { EDGES, FATES } from "./edges-rules.ts";
import type { CohortRefused } from "./messages.ts";
import { loadAll, readingsOf, wantedOf } from "./store.ts";
import type { Events, Tally } from "./tables.ts";
import { dayNumber, EARLIEST, LATEST, QUARTER_DAYS } from "./windows-rules.ts";

/**
 * Reads the file of events after that of people. What is kept of each row is whose it is, when, and to which outcomes it belongs; of the
 * file as a whole how many rows it has and from when to when. Rows are counted later, by `tallied`, when the windows are known.
 */
export async function readEvents(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
  outcomes: readonly Outcome[],
): Promise<Result<Events, CohortRefused | Refused>> {
  await connection.run(
    "create temp table known as select person, min(row_of_file)::int as first_row from people where person is not null group by person",
  );
  const shape = (rows: string): string => shaped(rows, asks, outcomes);
  const [reading = [], ...others] = readingsOf(asks);
  // In no order, which saves DuckDB keeping ten million rows in theirs.
  await connection.run("set preserve_insertion_order = false");
  if (others.length === 0) {
    const loaded = await load(connection, file, wantedOf(reading), "events", shape);
    if (!loaded.ok) return loaded;
  }
  await connection.run("set preserve_insertion_order = true");
  if (others.length > 0) {
    const loaded = await loadAll(connection, file, asks, "all_events");
    if (!loaded.ok) return loaded;
    await connection.run(`create temp table events as ${shape("select * from all_events")}`);
  }
  const whole = await connection.runAndReadAll(
    "select count(*), min(day), max(day), count(*) filter (where wrong) from events",
  );
  const [rows, first, last, wrong] = whole.getRows()[0] ?? [];
  if (Number(wrong) > 0) {
    const found = await loadAll(connection, file, asks, "all_events");
    invariant(!found.ok, "a cell that was counted as wrong is found");
    return found;
  }
  const [earliest, latest] = [first, last].map((day) => (day === null ? undefined : Number(day)));
  const possible =
    earliest === undefined || (earliest >= dayNumber(EARLIEST) && Number(last) <= dayNumber(LATEST));
  const impossible = possible ? undefined : await impossibleDay(connection, file, asks);
  const repeats = await repeatsIn(connection, file);
  return accept({ rows: Number(rows), impossible, earliest, latest, repeats });
}

const ofColumn = (i: number): string => `of_${i}`;

function shaped(rows: string, asks: readonly Ask[], outcomes: readonly Outcome[]): string {
  const flags = outcomes.flatMap((outcome, i) =>
    fromEvents(outcome) ? [`${flagOf(outcome, i)} as ${ofColumn(i)}`] : [],
  );
  const wrong = asks.map(({ key, kind }) => KINDS[kind].bad(`e.${quoted(key)}`));
  return `select case when e.person is null then null else coalesce(k.first_row, 0) end as whose,
                 date_diff('day', date '1970-01-01', e.day)::int as day, coalesce(${wrong.join(" or ")}, false) as wrong${flags.map((flag) => `, ${flag}`).join("")}
            from (${rows}) e left join known k on k.person = e.person`;
}

async function impossibleDay(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
): Promise<Events["impossible"]> {
  const day = asks.filter(({ key }) => key === "day");
  const loaded = await load(connection, file, wantedOf(day), "days");
  invariant(loaded.ok, "a file that was read can be read again");
  const read = await connection.runAndReadAll(
    `select row_of_file, day::varchar from days where day < date '${EARLIEST}' or day > date '${LATEST}' order by row_of_file limit 1`,
  );
  const [row] = read.getRows();
  return row && { row: Number(row[0]), day: String(row[1]) };
}

function flagOf(outcome: Outcome | undefined, i: number): string {
  const rules = outcome && "only" in outcome ? outcome.only : [];
  const parts = rules.flatMap((only, j) => conditions(only, `outcome ${i} only ${j}`));
  return parts.length === 0 ? "true" : `coalesce(${parts.join(" and ")}, false)`;
}

/** A rule as SQL has it. What is empty meets no rule. */
function conditions(only: Only, key: string): string[] {
  const [name, limit] = [`e.${quoted(`${key} name`)}`, `e.${quoted(`${key} limit`)}`];
  const among = (values: readonly string[]): string => {
    const numbers = values.filter((value) => value.trim() !== "" && Number.isFinite(Number(value)));
    const same = `trim(${name}) in (${values.map((value) => text(value.trim())).join(", ")})`;
    // 1 and 1.0 are one value: CSV and Parquet write the same number in two ways.
    return numbers.length === 0
      ? same
      : `(${same} or coalesce(try_cast(${name} as double) in (${numbers.map(Number).join(", ")}), false))`;
  };
  const bound = (value: string | number): string =>
    typeof value === "number" ? String(value) : `date ${text(value)}`;
  return [
    ...(only.is ? [`${name} is not null and ${among(only.is)}`] : []),
    ...(only.not ? [`${name} is not null and not ${among(only.not)}`] : []),
    ...(only.from === undefined ? [] : [`${limit} is not null and ${limit} >= ${bound(only.from)}`]),
    ...(only.to === undefined ? [] : [`${limit} is not null and ${limit} <= ${bound(only.to)}`]),
  ];
}

/** Hands DuckDB the cohort's edges, one row a person: the first row of theirs in the file of people, then edges as `edgesOf` has them. */
export async function keepEdges(
  connection: DuckDBConnection,
  firstRows: ArrayLike<number>,
  edges: Float64Array,
): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, INTEGER } = await import("@duckdb/node-api");
  await connection.run(
    `create temp table cohort (k integer, whose integer, ${EDGES.map((edge) => `${edge} double`).join(", ")})`,
  );
  const appender = await connection.createAppender("cohort");
  const types = [INTEGER, INTEGER, ...EDGES.map(() => DOUBLE)];
  for (let from = 0; from < firstRows.length; from += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, firstRows.length - from);
    const columns = types.map(() => new Array<number>(count));
    for (let i = 0; i < count; i++) {
      const k = from + i;
      (columns[0] as number[])[i] = k;
      (columns[1] as number[])[i] = firstRows[k] as number;
      for (let e = 0; e < EDGES.length; e++)
        (columns[2 + e] as number[])[i] = edges[EDGES.length * k + e] as number;
    }
    const chunk = DuckDBDataChunk.create(types, count);
    chunk.setColumns(columns);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const ROWS_AT_ONCE = 2048;

/** Counts the events of one outcome: by person in their windows, and by what became of each row. DuckDB answers one row a person. */
export async function tallied(
  connection: DuckDBConnection,
  outcome: number,
  people: number,
  byQuarter: boolean,
): Promise<Tally> {
  const fated = `
    select c.k, e.day, c.entered, c.since, c.before_to,
           case when e.whose is null or e.day is null then 3
                when e.whose = 0 then 4
                when c.k is null then 5
                when e.day > c.last then 6
                when e.day >= c.before_from and e.day < c.before_to then 0
                when e.day >= c.after_from and e.day < c.after_to then 1
                else 2 end as fate
      from events e left join cohort c on c.whose = e.whose where e.${ofColumn(outcome)}`;
  const fates = FATES.map((_, fate) => `(count(*) filter (where fate = ${fate}))::double`);
  const columns = await streamed(
    connection,
    `select coalesce(k, -1)::double, (count(*) filter (where fate = 1 and day = entered))::double,
            coalesce(min(day) filter (where day >= since), 'nan'::double)::double, ${fates.join(", ")}
       from (${fated}) group by k`,
    3 + FATES.length,
  );
  const [who, onEntry, first, ...byFate] = columns;
  invariant(who && onEntry && first, "the columns that were asked for came");
  const tally = {
    before: new Float64Array(people),
    after: new Float64Array(people),
    first: new Float64Array(people).fill(Number.NaN),
    fates: byFate.map((column) => column.reduce((sum, each) => sum + each, 0)),
    quarters: byQuarter ? await quartersBefore(connection, fated, people) : [],
    onEntry: onEntry.reduce((sum, each) => sum + each, 0),
  };
  for (let i = 0; i < who.length; i++) {
    const k = who[i] as number;
    if (k < 0) continue;
    tally.before[k] = byFate[0]?.[i] as number;
    tally.after[k] = byFate[1]?.[i] as number;
    tally.first[k] = first[i] as number;
  }
  return tally;
}

/** Events before by person and quarter, counted back from each one's window's end as `quartersOf` has it. */
async function quartersBefore(
  connection: DuckDBConnection,
  fated: string,
  people: number,
): Promise<readonly Float64Array[]> {
  const [who, place, count] = await streamed(
    connection,
    `select k::double, floor((before_to - 1 - day) / ${QUARTER_DAYS})::double, count(*)::double
       from (${fated}) where fate = 0 group by all`,
    3,
  );
  invariant(who && place && count, "the columns that were asked for came");
  const quarters: Float64Array[] = [];
  for (let i = 0; i < who.length; i++) {
    const at = place[i] as number;
    while (quarters.length <= at) quarters.push(new Float64Array(people));
    const column = quarters[at] as Float64Array;
    column[who[i] as number] = count[i] as number;
  }
  return quarters;
}
