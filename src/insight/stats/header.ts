import { closeSync, openSync, readSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";

/** The first row of a CSV file and what stands between its cells. */
export type Header = { readonly columns: readonly string[]; readonly delimiter: string };

const ENOUGH_FOR_A_HEADER = 256 * 1024;
const DELIMITERS = [",", ";", "\t", "|"];

/**
 * Reads a CSV file's header, gzipped or not. What stands between cells is whatever splits the header into most.
 * DuckDB could find both by itself, but then guesses anew with every question, and passes over rows that do not fit.
 */
export const headerOf = (file: string): Header => headerIn(beginningOf(file));

/** The same out of the file's text. */
export function headerIn(text: string): Header {
  const first = firstLine(text);
  const split = (delimiter: string): string[] => {
    const [row] = parse(first, { delimiter, bom: true, relax_quotes: true, relax_column_count: true });
    return row ?? [];
  };
  const [delimiter = ","] = [...DELIMITERS].sort((a, b) => split(b).length - split(a).length);
  return { columns: split(delimiter), delimiter };
}

function beginningOf(file: string): string {
  const begun = Buffer.alloc(ENOUGH_FOR_A_HEADER);
  const handle = openSync(file, "r");
  const length = readSync(handle, begun, 0, begun.length, 0);
  closeSync(handle);
  const bytes = begun.subarray(0, length);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (packed ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes).toString("utf8");
}

/** Up to the first line end that does not stand in a quoted cell. */
function firstLine(text: string): string {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (!quoted && (text[i] === "\n" || text[i] === "\r")) return text.slice(0, i);
  }
  return text;
}
