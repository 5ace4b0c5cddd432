import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { csvCell } from "../../kernel/csv.ts";
import { accept, type Result } from "../../kernel/result.ts";
import { headerIn } from "../stats/header.ts";
import type { Refused } from "../stats/messages.ts";
import type { Release } from "./joint.ts";
import { refused } from "./messages.ts";
import { type Table, TOTAL, withTotals } from "./table.ts";

/** Which columns of the file make the rows, the columns and the counts of the table. */
export type Layout = { readonly rows: readonly string[]; readonly columns: string; readonly count: string };

type Sheet = { readonly header: readonly string[]; readonly lines: readonly (readonly string[])[] };

/** What stands for a kept-back count: [c], for confidential, as government statisticians write it in spreadsheets. [M] */
export const KEPT_BACK = "[c]";

/** Reads a table of counts, one line a cell. Cells that the file does not have are nobody. */
export function readTable(file: string, layout: Layout): Result<Table, Refused> {
  const sheet = readSheet(file);
  return sheet.ok ? tableOf(file, sheet.value, layout, OPTIONS) : sheet;
}

/** The same out of bytes that somebody sent, under the name that they have for them. */
export function tableIn(file: string, bytes: Buffer, layout: Layout): Result<Table, Refused> {
  const sheet = sheetIn(file, bytes);
  return sheet.ok ? tableOf(file, sheet.value, layout, QUESTIONS) : sheet;
}

/** What names the columns: options of a command, or questions of a form. */
type Naming = { readonly rows: string; readonly columns: string; readonly count: string };
const OPTIONS: Naming = { rows: "--rows", columns: "--columns", count: "--count" };
const QUESTIONS: Naming = {
  rows: "the question about rows",
  columns: "the question about columns",
  count: "the question about counts",
};

function tableOf(file: string, sheet: Sheet, layout: Layout, naming: Naming): Result<Table, Refused> {
  const { header, lines } = sheet;
  const asked = [...layout.rows, layout.columns, layout.count];
  const options = [...layout.rows.map(() => naming.rows), naming.columns, naming.count];
  for (const [i, column] of asked.entries()) {
    if (asked.indexOf(column) < i) return refused("column-twice", { column });
    if (!header.includes(column))
      return refused("no-column", { file, column, option: options[i] ?? "", there: header });
  }
  const counts = new Map<string, number>();
  const rows = new Map<string, readonly string[]>();
  const columns = new Set<string>();
  for (const [i, cells] of lines.entries()) {
    const line = i + 2;
    const values = asked.map((column) => cells[header.indexOf(column)]?.trim() ?? "");
    const labels = values.slice(0, -1);
    const wrong = wrongLine(file, line, asked, values);
    if (wrong) return wrong;
    const row = labels.slice(0, -1);
    const [rowKey, cellKey] = [JSON.stringify(row), JSON.stringify(labels)];
    if (counts.has(cellKey)) return refused("cell-twice", { file, line, cell: labels.join(", ") });
    counts.set(cellKey, Number(values.at(-1)));
    rows.set(rowKey, row);
    columns.add(labels.at(-1) ?? "");
  }
  const across = [...columns];
  const inner = [...rows.values()].map((row) =>
    across.map((column) => counts.get(JSON.stringify([...row, column])) ?? 0),
  );
  return accept(withTotals([...rows.values()], across, inner));
}

const COUNT = /^\d{1,9}$/;

function wrongLine(file: string, line: number, asked: readonly string[], values: readonly string[]) {
  const empty = values.indexOf("");
  if (empty >= 0) return refused("empty-cell", { file, line, column: asked[empty] ?? "" });
  const label = values.slice(0, -1).find((value) => /^(grand )?totals?$/i.test(value));
  if (label !== undefined) return refused("total-given", { file, line, label });
  const value = values.at(-1) ?? "";
  return COUNT.test(value)
    ? undefined
    : refused("bad-count", { file, line, column: asked.at(-1) ?? "", value });
}

/** Reads a table that was released earlier, as --csv wrote it; [c] or c is a count kept back. */
export function readRelease(file: string, rowColumns: readonly string[]): Result<Release, Refused> {
  const sheet = readSheet(file);
  if (!sheet.ok) return sheet;
  const { lines } = sheet.value;
  const header = sheet.value.header.map(armed);
  const labels = rowColumns.length;
  const begins = rowColumns.every((name, i) => header[i] === name);
  if (!begins || header.at(-1) !== TOTAL || header.length < labels + 2)
    return refused("previous-header", { file, wanted: rowColumns, last: TOTAL });
  const columns = header.slice(labels, -1);
  const counts: (number | undefined)[] = [];
  for (const [i, cells] of lines.entries()) {
    const line = i + 2;
    for (const [j, cell] of cells.slice(labels).entries()) {
      const value = cell.trim();
      const kept = value === KEPT_BACK || value === "c";
      if (!kept && !COUNT.test(value))
        return refused("previous-cell", { file, line, column: header[labels + j] ?? "", value });
      counts.push(kept ? undefined : Number(value));
    }
  }
  if (lines.at(-1)?.[0] !== TOTAL) return refused("previous-total", { file, last: TOTAL });
  const rows = lines.slice(0, -1).map((cells) => cells.slice(0, labels).map((label) => armed(label.trim())));
  const label = repeated(rows.map((row) => row.join(" / "))) ?? repeated(columns);
  if (label !== undefined) return refused("previous-label", { file, label });
  return accept({ name: file, rows, columns, counts });
}

const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, i) => names.indexOf(name) < i);

/** A label without the apostrophe that --csv put before what a spreadsheet could run as a formula. */
const armed = (cell: string): string => {
  const rest = cell.slice(1);
  return cell.startsWith("'") && csvCell(rest).replace(/^"/, "").startsWith("'") ? rest : cell;
};

function readSheet(file: string): Result<Sheet, Refused> {
  if (!existsSync(file)) return refused("no-file", { file });
  try {
    return sheetIn(file, readFileSync(file));
  } catch (error) {
    return refused("unreadable", { file, why: firstLineOf(error) });
  }
}

const firstLineOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);

/** So many bytes unpacked: a packed file could be a thousand times as large as it came. */
const UNPACKED_MAX = 20_000_000;

function sheetIn(file: string, bytes: Buffer): Result<Sheet, Refused> {
  try {
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = (packed ? gunzipSync(bytes, { maxOutputLength: UNPACKED_MAX }) : bytes).toString("utf8");
    const { delimiter } = headerIn(text);
    const [header = [], ...lines] = parse(text.replace(/[\r\n]+$/, "\n"), { delimiter, bom: true });
    if (lines.length === 0) return refused("no-rows", { file });
    return accept({ header: header.map((name) => name.trim()), lines });
  } catch (error) {
    return refused("unreadable", { file, why: firstLineOf(error) });
  }
}
