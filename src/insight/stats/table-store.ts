import type { DuckDBConnection, DuckDBVector } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Names } from "../evaluate/finding.ts";
import { KINDS, numberOf, quoted } from "./kinds-store.ts";
import { type Refused, said } from "./messages.ts";
import { firstBad, load, type Wanted, withDuck } from "./store.ts";

/** Each row by itself, in the file's order; or rows that are alike in every column as one, in no order, with how many they are. */
export type How = "each" | "alike-together";

/** The columns of a file, rows with an empty cell in any of them left out and counted. */
export type Table = {
  readonly rows: number;
  /** How many rows of the file each one stands for, where those alike were taken together. */
  readonly standFor: Float64Array | undefined;
  readonly leftOut: number;
  readonly numbers: (key: string) => Float64Array;
  readonly names: (key: string) => Names;
  readonly has: (key: string) => boolean;
};

/** So many groups at the most: beyond it a column is no grouping. */
const MOST_NAMES = 1000;

/** Reads columns of a CSV, gzipped CSV or Parquet file. A cell that is not what is wanted is refused by column, row and value. */
export async function readTable(
  file: string,
  wanted: Wanted,
  how: How = "each",
): Promise<Result<Table, Refused>> {
  return withDuck(async (connection) => {
    const loaded = await load(connection, file, wanted, "t", how === "alike-together");
    if (!loaded.ok) return loaded;
    const counted = await countRows(connection, wanted);
    if (counted.wrong === 0) return columns(connection, wanted, counted);
    // Rows taken together have lost their numbers, which a refusal names.
    const each = how === "each" ? loaded : await load(connection, file, wanted, "each_row");
    if (!each.ok) return each;
    const first = await firstBad(connection, wanted, how === "each" ? "t" : "each_row");
    invariant(first, "a cell that was counted as wrong is found");
    return first;
  });
}

/** Rows of the loaded table, how many of the file they stand for, how many are whole, and how many hold what cannot be. */
type Counted = {
  readonly all: number;
  readonly whole: number;
  readonly rows: number;
  readonly wrong: number;
};

async function countRows(connection: DuckDBConnection, wanted: Wanted): Promise<Counted> {
  const bad = Object.entries(wanted).map(
    ([key, { kind }]) => `(${quoted(key)} is not null and (${KINDS[kind].bad(quoted(key))}))`,
  );
  const whole = `filter (where ${wholeRow(wanted)})`;
  const counted = await connection.runAndReadAll(
    `select coalesce(sum(stand_for), 0), coalesce(sum(stand_for) ${whole}, 0), count(*) ${whole}, count(*) filter (where ${bad.join(" or ")}) from t`,
  );
  const [all = 0, kept = 0, rows = 0, wrong = 0] = (counted.getRows()[0] ?? []).map(Number);
  return { all, whole: kept, rows, wrong };
}

const wholeRow = (wanted: Wanted): string =>
  Object.keys(wanted)
    .map((key) => `${quoted(key)} is not null`)
    .join(" and ");

async function columns(
  connection: DuckDBConnection,
  wanted: Wanted,
  counted: Counted,
): Promise<Result<Table, Refused>> {
  const entries = Object.entries(wanted);
  const { all, whole: kept, rows } = counted;
  const whole = wholeRow(wanted);
  if (rows === 0) return said({ code: "no-rows", leftOut: all });
  const names = new Map<string, readonly string[]>();
  for (const [key, { column, kind }] of entries) {
    if (kind !== "name" && kind !== "id") continue;
    const list = await makeNames(connection, key, whole, kind === "id");
    if (!list) return said({ code: "too-many-names", column, most: MOST_NAMES });
    names.set(key, list);
  }
  const parts = entries.map(([key, { kind }]) => numberOf(quoted(key), key, kind));
  const read = await streamed(
    connection,
    `select ${[...parts, "stand_for::double"].join(", ")} from t where ${whole}`,
    entries.length + 1,
    rows,
  );
  const place = new Map(entries.map(([key], i) => [key, read[i]]));
  const numbers = (key: string): Float64Array => {
    const column = place.get(key);
    invariant(column, "a column that is asked for was read");
    return column;
  };
  return accept({
    rows,
    standFor: rows === kept ? undefined : read[entries.length],
    leftOut: all - kept,
    has: (key) => place.has(key),
    numbers,
    names: (key) => ({ codes: numbers(key), names: names.get(key) ?? [] }),
  });
}

/** Names become an enumeration in their natural order: by number where they are numbers, else by letter. */
async function makeNames(
  connection: DuckDBConnection,
  key: string,
  whole: string,
  many: boolean,
): Promise<readonly string[] | undefined> {
  const c = quoted(key);
  const type = quoted(`names of ${key}`);
  const distinct = `select distinct ${c} as n from t where ${whole}`;
  if (!many) {
    const counted = await connection.runAndReadAll(
      `select count(*) from (${distinct} limit ${MOST_NAMES + 1})`,
    );
    if (Number(counted.getRows()[0]?.[0]) > MOST_NAMES) return undefined;
  }
  await connection.run(
    `create type ${type} as enum (select n from (${distinct}) order by try_cast(n as double) nulls last, n)`,
  );
  if (many) return [];
  const listed = await connection.runAndReadAll(`select unnest(enum_range(null::${type}))::varchar`);
  return listed.getRows().map((row) => String(row[0]));
}

/** Reads columns of numbers as they come. What is null must be made a number before, for it would come as 0. */
export async function streamed(
  connection: DuckDBConnection,
  sql: string,
  width: number,
  rows: number,
): Promise<Float64Array[]> {
  const read = Array.from({ length: width }, () => new Float64Array(rows));
  const result = await connection.stream(sql);
  let from = 0;
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    // Asked once a chunk: the question goes to DuckDB, and asked for each number it takes longer than the number.
    const { rowCount } = chunk;
    if (rowCount === 0) break;
    for (let j = 0; j < width; j++) fill(read[j] as Float64Array, from, chunk.getColumnVector(j), rowCount);
    from += rowCount;
  }
  return read;
}

function fill(into: Float64Array, from: number, vector: DuckDBVector, count: number): void {
  for (let i = 0; i < count; i++) into[from + i] = vector.getItem(i) as number;
}
