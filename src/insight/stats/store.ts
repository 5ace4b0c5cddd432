import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, type Result } from "../../kernel/result.ts";
import { headerOf } from "./header.ts";
import { KINDS, type Kind, quoted, text } from "./kinds-store.ts";
import { type Refused, said } from "./messages.ts";
import { type Foreign, firstNotUtf8 } from "./not-utf8.ts";

/** Columns to read: a name of our own for each, the file's name and what it must hold. */
export type Wanted = Readonly<Record<string, { readonly column: string; readonly kind: Kind }>>;

/** What stands in a file: its columns, and how DuckDB is told to read it with these types (text where none is given). */
export type Source = {
  readonly columns: readonly string[];
  readonly reading: (
    types: ReadonlyMap<string, string>,
    days?: string,
    encoding?: "utf-8" | "latin-1",
  ) => string;
  /** The first cell that is not UTF-8, where there is one. */
  readonly foreign: () => Promise<Foreign | undefined>;
};

/** How days are written: as ISO has it, or as in England; all of a file in one way. DuckDB's own reading takes 31/3/26 for the year 31. */
const DAYS = ["%Y-%m-%d", "%d/%m/%Y"] as const;

/** What stands in a text for bytes that are not UTF-8. */
const NO_LETTER = "\uFFFD";

const isParquet = (file: string): boolean => /\.(parquet|pq)$/i.test(file);

/** Opens a CSV, gzipped CSV or Parquet file. Empty cells, NA and NULL are nothing; nothing is guessed and no row is passed over. */
export async function sourceOf(connection: DuckDBConnection, file: string): Promise<Result<Source, Refused>> {
  if (!existsSync(file)) return said({ code: "no-file", file });
  try {
    if (isParquet(file)) {
      const described = await connection.runAndReadAll(`describe select * from read_parquet(${text(file)})`);
      const columns = described.getRows().map((row) => String(row[0]));
      return accept({
        columns,
        reading: () => `read_parquet(${text(file)})`,
        foreign: async () => undefined,
      });
    }
    const header = headerOf(file);
    const { columns, delimiter } = header;
    const foreign = () => firstNotUtf8(file, header);
    const unreadable = columns.some((column) => column.includes(NO_LETTER)) ? await foreign() : undefined;
    if (unreadable?.row === 0) return said({ code: "not-utf8", file, ...unreadable });
    return accept({
      columns,
      foreign,
      reading: (types, days = DAYS[0], encoding = "utf-8") => {
        const typed = columns.map((column) => `${text(column)}: ${text(types.get(column) ?? "varchar")}`);
        return `read_csv(${text(file)}, auto_detect = false, header = true, delim = ${text(delimiter)}, quote = '"', escape = '"', nullstr = ['', 'NA', 'NULL'], dateformat = ${text(days)}, encoding = ${text(encoding)}, columns = {${typed.join(", ")}})`;
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
    // How many rows a CSV has DuckDB only guesses, too few: left to itself it would hold the ten million events of a join in memory and look
    // each of the people up in them. So of each join here the right side is the one that is held. And a long list of what a cell may be
    // it would make a join as well, which gives rows in any order: swaps, matches and last digits would then differ from time to time.
    await connection.run("set disabled_optimizers = 'build_side_probe_side,in_clause'");
    // So that it reads ahead on its own threads while this one takes what is there.
    await connection.run("set streaming_buffer_size = '64MB'");
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);

/** What is kept of the rows that are read, as a query of them: the rows themselves are then never held. */
export type Shape = (rows: string) => string;

/**
 * Loads the columns by their wanted types at once, as rows with their number in the file or in the shape that is asked for; where a
 * cell does not fit, reads again as text to find which.
 */
export async function load(
  connection: DuckDBConnection,
  file: string,
  wanted: Wanted,
  table = "t",
  shape?: Shape,
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
    const rows = `select ${select.join(", ")} from ${source.value.reading(types, days)}`;
    try {
      await connection.run(`create or replace temp table ${table}_loaded as ${shape ? shape(rows) : rows}`);
      // DuckDB keeps a file's order and counts rows by itself; counted by row_number() a file takes a third longer.
      await connection.run(
        `create temp view ${table} as select ${shape ? "" : "rowid + 1 as row_of_file, "}* from ${table}_loaded`,
      );
      return accept(undefined);
    } catch (error) {
      why = firstLine(error);
    }
  }
  const unfit = await firstUnfit(connection, source.value, wanted);
  if (unfit) return unfit;
  const foreign = await source.value.foreign();
  return said(foreign ? { code: "not-utf8", file, ...foreign } : { code: "unreadable", file, why });
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
