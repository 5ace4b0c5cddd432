import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import { numberOf, quoted, text } from "../stats/kinds-store.ts";
import type { Refused } from "../stats/messages.ts";
import { firstBad, load, sourceOf, type Wanted } from "../stats/store.ts";
import { streamed } from "../stats/table-store.ts";
import { type Ask, fromEvents } from "./columns.ts";
import type { Only, Outcome } from "./design.ts";
import { type CohortRefused, no } from "./messages.ts";
import type { Events, People } from "./tables.ts";
import { EARLIEST, LATEST } from "./windows-rules.ts";

const LARGEST_PART = 1 << 20;

/** The SHA-256 of a file's bytes, by which a later run knows that it read the same. */
export async function printOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file, { highWaterMark: LARGEST_PART })) hash.update(part);
  return hash.digest("hex");
}

/** The SHA-256 of a text. */
export const printOfText = (whole: string): string => createHash("sha256").update(whole).digest("hex");

/** Refuses a column that the file has not, by the design's field that named it. */
export async function wrongColumn(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
): Promise<Result<void, CohortRefused | Refused>> {
  const source = await sourceOf(connection, file);
  if (!source.ok) return source;
  const { columns } = source.value;
  const wrong = asks.find(({ column }) => !columns.includes(column));
  if (!wrong) return accept(undefined);
  const { field, column } = wrong;
  return no({ code: "design-no-column", field, column, file, there: columns });
}

/** Reads the columns of people that a design asks for. */
export async function readPeople(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
): Promise<Result<People, CohortRefused | Refused>> {
  const loaded = await loadAll(connection, file, asks, "people");
  if (!loaded.ok) return loaded;
  const counted = await connection.runAndReadAll("select count(*) from people");
  const rows = Number(counted.getRows()[0]?.[0]);
  const isText = ({ kind }: Ask): boolean => kind === "name" || kind === "id";
  const numbers = asks.filter((ask) => !isText(ask));
  const read = await streamed(
    connection,
    `select ${numbers
      .map(({ key, kind }) => `coalesce(${numberOf(quoted(key), key, kind)}, 'nan'::double)`)
      .concat("0")
      .join(", ")} from people order by row_of_file`,
    numbers.length + 1,
    rows,
  );
  const place = new Map(numbers.map(({ key }, i) => [key, read[i]]));
  const texts = new Map<string, readonly (string | undefined)[]>();
  for (const { key } of asks.filter(isText)) {
    const column = await connection.runAndReadAll(`select ${quoted(key)} from people order by row_of_file`);
    texts.set(
      key,
      (column.getColumns()[0] ?? []).map((cell) => (cell === null ? undefined : String(cell))),
    );
  }
  return accept({
    rows,
    has: (key) => place.has(key) || texts.has(key),
    number: (key) => found(place.get(key)),
    text: (key) => found(texts.get(key)),
  });
}

function found<T>(column: T | undefined): T {
  invariant(column, "a column that a design asks for was read");
  return column;
}

/** Reads the file of events after that of people: whose each is, when, and to which outcomes it belongs; in no order. */
export async function readEvents(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
  outcomes: readonly Outcome[],
): Promise<Result<Events, CohortRefused | Refused>> {
  const loaded = await loadAll(connection, file, asks, "events");
  if (!loaded.ok) return loaded;
  const counted = await connection.runAndReadAll("select count(*) from events");
  const rows = Number(counted.getRows()[0]?.[0]);
  const mine = outcomes.flatMap((outcome, i) => (fromEvents(outcome) ? [i] : []));
  const flags = mine.map((i) => flagOf(outcomes[i], i));
  const read = await streamed(
    connection,
    `select case when e.person is null then 'nan'::double else coalesce(p.first_row, 0)::double end,
            coalesce(date_diff('day', date '1970-01-01', e.day)::double, 'nan'::double)${flags.map((flag) => `, ${flag}`).join("")}
       from events e left join (select person, min(row_of_file) as first_row from people group by person) p on p.person = e.person`,
    2 + mine.length,
    rows,
  );
  const impossible = await connection.runAndReadAll(
    `select row_of_file, day::varchar from events where day < date '${EARLIEST}' or day > date '${LATEST}' order by row_of_file limit 1`,
  );
  const [first] = impossible.getRows();
  return accept({
    rows,
    impossible: first && { row: Number(first[0]), day: String(first[1]) },
    person: found(read[0]),
    day: found(read[1]),
    of: (outcome) => found(read[2 + mine.indexOf(outcome)]),
  });
}

function flagOf(outcome: Outcome | undefined, i: number): string {
  const rules = outcome && "only" in outcome ? outcome.only : [];
  const parts = rules.flatMap((only, j) => conditions(only, `outcome ${i} only ${j}`));
  return `(case when ${["true", ...parts].join(" and ")} then 1 else 0 end)::double`;
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

/**
 * Loads what is asked for into one table. A column that two fields read in two ways (as names, as numbers) is read twice,
 * because one reading of a file gives a column one type.
 */
async function loadAll(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
  table: string,
): Promise<Result<void, CohortRefused | Refused>> {
  const readings: Ask[][] = [];
  for (const ask of asks) {
    const fits = readings.find((one) =>
      one.every(({ column, kind }) => column !== ask.column || kind === ask.kind),
    );
    if (fits) fits.push(ask);
    else readings.push([ask]);
  }
  for (const [i, reading] of readings.entries()) {
    const wanted: Wanted = Object.fromEntries(
      reading.map(({ key, column, kind }) => [key, { column, kind }]),
    );
    const loaded = await load(connection, file, wanted, `${table}_${i}`);
    if (!loaded.ok) return loaded;
    const bad = await firstBad(connection, wanted, `${table}_${i}`);
    if (bad) return bad;
  }
  const joined = readings.slice(1).map((_, i) => `join ${table}_${i + 1} using (row_of_file)`);
  await connection.run(`create temp table ${table} as select * from ${table}_0 ${joined.join(" ")}`);
  return accept(undefined);
}
