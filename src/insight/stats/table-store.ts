import type { DuckDBConnection, DuckDBVector } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Names } from "../evaluate/finding.ts";
import { KINDS, type Kind, numberOf, quoted } from "./kinds-store.ts";
import { type Refused, said } from "./messages.ts";
import { firstBad, load, type Shape, sourceOf, type Wanted, withDuck } from "./store.ts";

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

/** How each way keeps the rows of a file, with how many each stands for. */
const SHAPES: Readonly<Record<How, Shape | undefined>> = {
  each: undefined,
  "alike-together": (rows) => `select *, count(*) as stand_for from (${rows}) group by all`,
};

/** Reads columns of a CSV, gzipped CSV or Parquet file. A cell that is not what is wanted is refused by column, row and value. */
export async function readTable(
  file: string,
  wanted: Wanted,
  how: How = "each",
): Promise<Result<Table, Refused>> {
  return withDuck(async (connection) => {
    const atOnce = how === "each" ? await numbersAtOnce(connection, file, wanted) : undefined;
    if (atOnce) return atOnce;
    const loaded = await load(connection, file, wanted, "t", SHAPES[how]);
    if (!loaded.ok) return loaded;
    const standFor = how === "each" ? "1" : "stand_for";
    const counted = await countRows(connection, wanted, standFor);
    if (counted.wrong === 0) return columns(connection, wanted, counted, standFor);
    // Rows taken together have lost their numbers, which a refusal names.
    const each = how === "each" ? loaded : await load(connection, file, wanted, "each_row");
    if (!each.ok) return each;
    const first = await firstBad(connection, wanted, how === "each" ? "t" : "each_row");
    invariant(first, "a cell that was counted as wrong is found");
    return first;
  });
}

/**
 * Reads columns of numbers straight from the file into memory, which takes half as long as by a table of DuckDB's. Nothing where
 * a column is of names, or anything is not as it should be: the longer way then finds it and says where it stands.
 */
async function numbersAtOnce(
  connection: DuckDBConnection,
  file: string,
  wanted: Wanted,
): Promise<Result<Table, Refused> | undefined> {
  const entries = Object.entries(wanted);
  const source = await sourceOf(connection, file);
  if (!source.ok || entries.some(([, { kind }]) => kind === "name" || kind === "id")) return undefined;
  const types = new Map(entries.map(([, { column, kind }]) => [column, KINDS[kind].type]));
  const rowsOf = source.value.reading(types);
  const parts = entries.map(([, { column, kind }]) =>
    asNumber(`${quoted(column)}::${KINDS[kind].type}`, kind),
  );
  const read = await streamed(connection, `select ${parts.join(", ")} from ${rowsOf}`, entries.length).catch(
    () => undefined,
  );
  if (!read || entries.some(([, { kind }], j) => isWrong(read[j] as Float64Array, kind))) return undefined;
  const empty = entries.filter((_, j) => read[j]?.includes(EMPTY));
  if (empty.length > 0) {
    // Only what is empty may be read as such: whoever wrote an endless number there is told of it the longer way.
    const endless = empty.map(
      ([, { column, kind }]) => `${quoted(column)}::${KINDS[kind].type}::varchar = '-inf'`,
    );
    const [[found] = []] = (
      await connection.runAndReadAll(`select count(*) from ${rowsOf} where ${endless.join(" or ")}`)
    ).getRows();
    if (Number(found) > 0) return undefined;
  }
  const all = read[0]?.length ?? 0;
  const rows = empty.length > 0 ? keepWhole(read, all) : all;
  if (rows === 0) return said({ code: "no-rows", leftOut: all });
  return accept(
    tableOf(
      entries.map(([key]) => key),
      read.map((column) => column.subarray(0, rows)),
      { leftOut: all - rows },
    ),
  );
}

/** What an empty cell is read as: nothing that a file of numbers holds. */
const EMPTY = Number.NEGATIVE_INFINITY;

/** A cell as a number, an empty one as `EMPTY`. Of what is no number to begin with, a wrong one is endless the other way. */
const asNumber = (c: string, kind: Kind): string =>
  KINDS[kind].type === "double"
    ? `coalesce(${c}, '-infinity'::double)`
    : `case when ${c} is null then '-infinity'::double when ${KINDS[kind].bad(c)} then 'infinity'::double else ${numberOf(c, "", kind)} end`;

/** Whether any cell of a column is not what its kind wants; as `KINDS` has it, asked of a million at once. */
function isWrong(column: Float64Array, kind: Kind): boolean {
  const least =
    kind === "time" || kind === "count" ? 0 : kind === "positive" ? Number.MIN_VALUE : -Number.MAX_VALUE;
  const whole = kind === "count";
  for (let i = 0; i < column.length; i++) {
    const value = column[i] as number;
    if (value === EMPTY) continue;
    if (!(value >= least && value <= Number.MAX_VALUE) || (whole && value !== Math.floor(value))) return true;
  }
  return false;
}

/** Moves rows without an empty cell to the front, in their order, and answers how many they are. */
function keepWhole(columns: readonly Float64Array[], all: number): number {
  let rows = 0;
  for (let i = 0; i < all; i++) {
    if (columns.some((column) => column[i] === EMPTY)) continue;
    for (const column of columns) column[rows] = column[i] as number;
    rows++;
  }
  return rows;
}

function tableOf(
  keys: readonly string[],
  columns: readonly Float64Array[],
  rest: {
    readonly leftOut: number;
    readonly standFor?: Float64Array;
    readonly names?: ReadonlyMap<string, readonly string[]>;
  },
): Table {
  const place = new Map(keys.map((key, i) => [key, columns[i]]));
  const numbers = (key: string): Float64Array => {
    const column = place.get(key);
    invariant(column, "a column that is asked for was read");
    return column;
  };
  return {
    rows: columns[0]?.length ?? 0,
    standFor: rest.standFor,
    leftOut: rest.leftOut,
    has: (key) => place.has(key),
    numbers,
    names: (key) => ({ codes: numbers(key), names: rest.names?.get(key) ?? [] }),
  };
}

/** Rows of the loaded table, how many of the file they stand for, how many are whole, and how many hold what cannot be. */
type Counted = {
  readonly all: number;
  readonly whole: number;
  readonly rows: number;
  readonly wrong: number;
};

async function countRows(connection: DuckDBConnection, wanted: Wanted, standFor: string): Promise<Counted> {
  const bad = Object.entries(wanted).map(
    ([key, { kind }]) => `(${quoted(key)} is not null and (${KINDS[kind].bad(quoted(key))}))`,
  );
  const whole = `filter (where ${wholeRow(wanted)})`;
  const counted = await connection.runAndReadAll(
    `select coalesce(sum(${standFor}), 0), coalesce(sum(${standFor}) ${whole}, 0), count(*) ${whole}, count(*) filter (where ${bad.join(" or ")}) from t`,
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
  each: string,
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
    `select ${[...parts, `${each}::double`].join(", ")} from t where ${whole}`,
    entries.length + 1,
  );
  const keys = entries.map(([key]) => key);
  const standFor = rows === kept ? undefined : read[keys.length];
  return accept(tableOf(keys, read.slice(0, keys.length), { leftOut: all - kept, standFor, names }));
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
): Promise<Float64Array[]> {
  const parts: Float64Array[][] = Array.from({ length: width }, () => []);
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    for (const [j, list] of parts.entries()) list.push(numbersIn(chunk.getColumnVector(j)));
  }
  return parts.map(joined);
}

/** Put together once it is known how long: a column that grew meanwhile would be copied a dozen times. */
function joined(parts: Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  parts.length = 0;
  return whole;
}

/** Numbers are taken from a chunk all at once: asked for one by one they take several times as long as to compute with them. */
function numbersIn(vector: DuckDBVector): Float64Array {
  const { items } = vector as unknown as { readonly items?: unknown };
  invariant(items instanceof Float64Array, "a column that is read as numbers is made double before");
  return items;
}
