import { statSync } from "node:fs";
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoted } from "./kinds-store.ts";
import { sourceOf } from "./store.ts";

/** Rows of a file that are the same in every column as an earlier one. */
export type Repeats = {
  readonly file: string;
  readonly rows: number;
  /** One row in so many was looked at: 1 where each was. */
  readonly oneIn: number;
};

/** Up to here each row is looked at. Beyond, what is kept of each would hold more memory than counting the events does. */
const LARGEST_WHOLE = 64 * 1024 * 1024;
const ONE_IN = 16;

/**
 * Counts the rows that repeat an earlier one in every column; undefined where none does. They are counted as events all the same: whether one event was written
 * twice or two look alike only whoever made the file can know. Of a large file one row in sixteen stands for all, chosen by what is in
 * it, so that rows which are alike are looked at together and a file put together twice is never missed.
 */
export async function repeatsIn(
  connection: DuckDBConnection,
  file: string,
  largestWhole = LARGEST_WHOLE,
): Promise<Repeats | undefined> {
  const source = await sourceOf(connection, file);
  if (!source.ok || source.value.columns.length === 0) return undefined;
  const { columns, reading } = source.value;
  const oneIn = statSync(file).size > largestWhole ? ONE_IN : 1;
  const counted = (from: string) =>
    connection.runAndReadAll(
      `select count(*) - count(distinct print) from (select hash(${columns.map(quoted).join(", ")}) as print from ${from})
        where print % ${oneIn} = 0`,
    );
  // Columns that nobody asked for may be in another encoding: as Latin-1 every byte is some letter, and rows alike are alike in it too.
  const read = await counted(reading(new Map())).catch(() =>
    counted(reading(new Map(), undefined, "latin-1")),
  );
  const rows = Number(read.getRows()[0]?.[0] ?? 0) * oneIn;
  return rows > 0 ? { file: basename(file), rows, oneIn } : undefined;
}
