import { isUtf8 } from "node:buffer";
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { PassThrough, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { Header } from "./header.ts";

/** A cell that is not UTF-8: its row (0 for the header, then as rows are counted), its column and what it was meant to say. */
export type Foreign = { readonly row: number; readonly column: string; readonly value: string };

/**
 * The first cell of a CSV file, gzipped or not, that is not UTF-8. It is told as Windows-1252 has it, which is what spreadsheets in
 * this country write otherwise; that is a guess for whoever looks for it, and nothing is read by it.
 */
export async function firstNotUtf8(
  file: string,
  { columns, delimiter }: Header,
): Promise<Foreign | undefined> {
  // Latin-1 makes each byte one letter and none of them wrong, so that a cell can be turned back into its bytes.
  const cells = parse({ delimiter, encoding: "latin1", relax_quotes: true, relax_column_count: true });
  pipeline(createReadStream(file), isPacked(file) ? createGunzip() : new PassThrough(), cells, () => {});
  let row = 0;
  try {
    for await (const record of cells as AsyncIterable<readonly string[]>) {
      for (const [i, cell] of record.entries()) {
        const bytes = Buffer.from(cell, "latin1");
        if (isUtf8(bytes)) continue;
        const value = inWindows(bytes);
        return { row, value, column: row === 0 ? value : (columns[i] ?? String(i + 1)) };
      }
      row += 1;
    }
  } catch {
    // It is no table either: whoever asked says so.
  }
  return undefined;
}

const inWindows = (bytes: Buffer): string => new TextDecoder("windows-1252").decode(bytes);

function isPacked(file: string): boolean {
  const begun = Buffer.alloc(2);
  const handle = openSync(file, "r");
  readSync(handle, begun, 0, 2, 0);
  closeSync(handle);
  return begun[0] === 0x1f && begun[1] === 0x8b;
}
