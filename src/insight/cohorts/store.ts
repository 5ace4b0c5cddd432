import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import { numberOf, quoted } from "../stats/kinds-store.ts";
import type { Refused } from "../stats/messages.ts";
import { firstBad, load, sourceOf, type Wanted } from "../stats/store.ts";
import { streamed } from "../stats/table-store.ts";
import type { Ask } from "./columns.ts";
import { type CohortRefused, no } from "./messages.ts";
import type { People } from "./tables.ts";

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
      .concat("0::double")
      .join(", ")} from people`,
    numbers.length + 1,
  );
  const place = new Map(numbers.map(({ key }, i) => [key, read[i]]));
  const texts = new Map<string, readonly (string | undefined)[]>();
  for (const { key } of asks.filter(isText)) {
    const column = await connection.runAndReadAll(`select ${quoted(key)} from people`);
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

/**
 * Loads what is asked for into one table. A column that two fields read in two ways (as names, as numbers) is read twice,
 * because one reading of a file gives a column one type.
 */
export async function loadAll(
  connection: DuckDBConnection,
  file: string,
  asks: readonly Ask[],
  table: string,
): Promise<Result<void, CohortRefused | Refused>> {
  const readings = readingsOf(asks);
  for (const [i, reading] of readings.entries()) {
    const wanted = wantedOf(reading);
    const loaded = await load(connection, file, wanted, `${table}_${i}`);
    if (!loaded.ok) return loaded;
    const bad = await firstBad(connection, wanted, `${table}_${i}`);
    if (bad) return bad;
  }
  const joined = readings.slice(1).map((_, i) => `join ${table}_${i + 1} using (row_of_file)`);
  await connection.run(
    joined.length === 0
      ? `create temp view ${table} as select * from ${table}_0`
      : `create temp table ${table} as select * from ${table}_0 ${joined.join(" ")} order by row_of_file`,
  );
  return accept(undefined);
}

/** What one reading of a file can take at once, and what needs another. */
export function readingsOf(asks: readonly Ask[]): readonly (readonly Ask[])[] {
  const readings: Ask[][] = [];
  for (const ask of asks) {
    const fits = readings.find((one) =>
      one.every(({ column, kind }) => column !== ask.column || kind === ask.kind),
    );
    if (fits) fits.push(ask);
    else readings.push([ask]);
  }
  return readings;
}

/** Columns as the reading of files names them. */
export const wantedOf = (asks: readonly Ask[]): Wanted =>
  Object.fromEntries(asks.map(({ key, column, kind }) => [key, { column, kind }]));
