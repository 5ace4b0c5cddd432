import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Names } from "../evaluate/finding.ts";
import { headerOf } from "./header.ts";
import { type Refused, said } from "./messages.ts";

/** What a column must hold. */
export type Kind = "number" | "time" | "positive" | "count" | "yes-or-no" | "name" | "id" | "day";

/** Columns to read: a name of our own for each, the file's name and what it must hold. */
export type Wanted = Readonly<Record<string, { readonly column: string; readonly kind: Kind }>>;

/** The columns of a file, rows with an empty cell in any of them left out and counted. */
export type Table = {
  readonly rows: number;
  readonly leftOut: number;
  readonly numbers: (key: string) => Float64Array;
  readonly names: (key: string) => Names;
  readonly has: (key: string) => boolean;
};

/** So many groups at the most: beyond it a column is no grouping. */
const MOST_NAMES = 1000;

/** A name as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A text as SQL writes it. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** What each kind wants, in words, and when a cell is not it. Text is read as a number first where a number is wanted. */
const KINDS: Readonly<
  Record<Kind, { readonly wanted: string; readonly type: string; readonly bad: (c: string) => string }>
> = {
  number: { wanted: "a number", type: "double", bad: (c) => `not isfinite(${c})` },
  time: { wanted: "a time from 0", type: "double", bad: (c) => `not isfinite(${c}) or ${c} < 0` },
  positive: { wanted: "more than 0", type: "double", bad: (c) => `not isfinite(${c}) or ${c} <= 0` },
  count: {
    wanted: "a whole number from 0",
    type: "double",
    bad: (c) => `not isfinite(${c}) or ${c} < 0 or ${c} <> floor(${c})`,
  },
  "yes-or-no": { wanted: "1 for yes or 0 for no", type: "varchar", bad: (c) => `${yesOrNo(c)} is null` },
  name: { wanted: "a name", type: "varchar", bad: () => "false" },
  id: { wanted: "a person's number", type: "varchar", bad: () => "false" },
  day: { wanted: "a day such as 2026-03-31", type: "date", bad: () => "false" },
};

const yesOrNo = (c: string): string =>
  `case when lower(trim(${c})) in ('1', '1.0', 'true', 'yes', 'y', 't') then 1 when lower(trim(${c})) in ('0', '0.0', 'false', 'no', 'n', 'f') then 0 end`;

/** What stands in a file: its columns, and how DuckDB is told to read it with these types (text where none is given). */
export type Source = {
  readonly columns: readonly string[];
  readonly reading: (types: ReadonlyMap<string, string>, days?: string) => string;
};

/** How days are written: as ISO has it, or as in England; all of a file in one way. DuckDB's own reading takes 31/3/26 for the year 31. */
const DAYS = ["%Y-%m-%d", "%d/%m/%Y"] as const;

const isParquet = (file: string): boolean => /\.(parquet|pq)$/i.test(file);

/** Opens a CSV, gzipped CSV or Parquet file. Empty cells, NA and NULL are nothing; nothing is guessed and no row is passed over. */
export async function sourceOf(connection: DuckDBConnection, file: string): Promise<Result<Source, Refused>> {
  if (!existsSync(file)) return said({ code: "no-file", file });
  try {
    if (isParquet(file)) {
      const described = await connection.runAndReadAll(`describe select * from read_parquet(${text(file)})`);
      const columns = described.getRows().map((row) => String(row[0]));
      return accept({ columns, reading: () => `read_parquet(${text(file)})` });
    }
    const { columns, delimiter } = headerOf(file);
    return accept({
      columns,
      reading: (types, days = DAYS[0]) => {
        const typed = columns.map((column) => `${text(column)}: ${text(types.get(column) ?? "varchar")}`);
        return `read_csv(${text(file)}, auto_detect = false, header = true, delim = ${text(delimiter)}, quote = '"', escape = '"', nullstr = ['', 'NA', 'NULL'], dateformat = ${text(days)}, columns = {${typed.join(", ")}})`;
      },
    });
  } catch (error) {
    return said({ code: "unreadable", file, why: firstLine(error) });
  }
}

/** Opens a DuckDB in memory for one question; it fetches nothing from anywhere. */
export async function withDuck<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  // Loaded when a file is first read: no other command, and no start of the server, waits for it.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Reads columns of a CSV, gzipped CSV or Parquet file. A cell that is not what is wanted is refused by column, row and value. */
export async function readTable(file: string, wanted: Wanted): Promise<Result<Table, Refused>> {
  return withDuck(async (connection) => {
    const loaded = await load(connection, file, wanted);
    if (!loaded.ok) return loaded;
    const bad = await firstBad(connection, wanted);
    if (bad) return bad;
    return columns(connection, wanted);
  });
}

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);

/** Loads the columns by their wanted types at once; where a cell does not fit, reads again as text to find which. */
export async function load(
  connection: DuckDBConnection,
  file: string,
  wanted: Wanted,
  table = "t",
): Promise<Result<void, Refused>> {
  const source = await sourceOf(connection, file);
  if (!source.ok) return source;
  const entries = Object.entries(wanted);
  for (const [, { column }] of entries)
    if (!source.value.columns.includes(column))
      return said({ code: "no-column", column, there: source.value.columns });
  const select = entries.map(
    ([key, { column, kind }]) => `${quoted(column)}::${KINDS[kind].type} as ${quoted(key)}`,
  );
  const types = new Map(entries.map(([, { column, kind }]) => [column, KINDS[kind].type]));
  let why = "";
  for (const days of entries.some(([, { kind }]) => kind === "day") ? DAYS : DAYS.slice(0, 1)) {
    try {
      await connection.run(
        `create temp table ${table} as select row_number() over () as row_of_file, ${select.join(", ")} from ${source.value.reading(types, days)}`,
      );
      return accept(undefined);
    } catch (error) {
      why = firstLine(error);
    }
  }
  const unfit = await firstUnfit(connection, source.value, wanted);
  return unfit ?? said({ code: "unreadable", file, why });
}

async function firstUnfit(connection: DuckDBConnection, source: Source, wanted: Wanted) {
  const asText = source.reading(new Map());
  for (const { column, kind } of Object.values(wanted)) {
    const c = quoted(column);
    const reading = await connection
      .runAndReadAll(
        `select row_of_file, ${c} from (select row_number() over () as row_of_file, ${c}::varchar as ${c} from ${asText})
          where ${c} is not null and ${asKind(c, kind)} is null order by row_of_file limit 1`,
      )
      .catch(() => undefined);
    const [first] = reading?.getRows() ?? [];
    if (first) {
      const [row, value] = [Number(first[0]), String(first[1])];
      return said({ code: "bad-value", column, row, value, wanted: KINDS[kind].wanted });
    }
  }
  return undefined;
}

const asKind = (c: string, kind: Kind): string =>
  kind === "day" ? `try_strptime(${c}, ${text(DAYS[0])})` : `try_cast(${c} as ${KINDS[kind].type})`;

/** The first cell of loaded columns that has the right type and cannot be: a count below nought, a yes that is neither. */
export async function firstBad(connection: DuckDBConnection, wanted: Wanted, table = "t") {
  for (const [key, { column, kind }] of Object.entries(wanted)) {
    const c = quoted(key);
    const reading = await connection.runAndReadAll(
      `select row_of_file, ${c}::varchar from ${table} where ${c} is not null and (${KINDS[kind].bad(c)}) order by row_of_file limit 1`,
    );
    const [first] = reading.getRows();
    if (first)
      return said({
        code: "bad-value",
        column,
        row: Number(first[0]),
        value: String(first[1]),
        wanted: KINDS[kind].wanted,
      });
  }
  return undefined;
}

async function columns(connection: DuckDBConnection, wanted: Wanted): Promise<Result<Table, Refused>> {
  const entries = Object.entries(wanted);
  const whole = entries.map(([key]) => `${quoted(key)} is not null`).join(" and ");
  const counted = await connection.runAndReadAll(`select count(*), count(*) filter (where ${whole}) from t`);
  const [all = 0, rows = 0] = (counted.getRows()[0] ?? []).map(Number);
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
    `select ${parts.join(", ")} from t where ${whole}`,
    entries.length,
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
    leftOut: all - rows,
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

/** A loaded column as a number: yes and no as 1 and 0, days from 1970-01-01, names by their place. */
export function numberOf(c: string, key: string, kind: Kind): string {
  if (kind === "yes-or-no") return `(${yesOrNo(c)})::double`;
  if (kind === "day") return `date_diff('day', date '1970-01-01', ${c})::double`;
  return kind === "name" || kind === "id" ? `enum_code(${c}::${quoted(`names of ${key}`)})::double` : c;
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
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (let j = 0; j < width; j++) {
      const vector = chunk.getColumnVector(j);
      const into = read[j] as Float64Array;
      for (let i = 0; i < chunk.rowCount; i++) into[from + i] = vector.getItem(i) as number;
    }
    from += chunk.rowCount;
  }
  return read;
}
