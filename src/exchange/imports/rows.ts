import { CsvError, parse } from "csv-parse/sync";
import { LINE_CHARACTERS_MAX, type Line } from "./lines.ts";

/** What is wrong with a row before any of its cells is read for meaning. */
export type BrokenRow =
  | { readonly code: "quote-not-closed" }
  | { readonly code: "quote-inside" }
  | { readonly code: "line-too-long"; readonly charactersMax: number }
  | { readonly code: "cell-too-long"; readonly charactersMax: number; readonly column: number }
  | { readonly code: "unreadable-character"; readonly character: string }
  | { readonly code: "wrong-columns"; readonly expected: number; readonly found: number };

/** One row of the table: its cells, or why it has none. Never thrown, so one bad row is one bad row. */
export type TableRow =
  | { readonly kind: "cells"; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: "broken"; readonly line: number; readonly why: BrokenRow; readonly beginning: string };

/** What a cell of Excel can hold. Source: Microsoft, Excel specifications and limits. */
export const CELL_CHARACTERS_MAX = 32_767;

/** Lines one quoted cell may run over before its quote counts as never closed. */
export const LINES_IN_ROW_MAX = 200;

const CHARACTERS_SHOWN = 60;

/**
 * Puts lines together into rows. A quoted cell may run over lines, and a quote that is never closed would swallow the
 * rest of the file: such a row is given up at its first line, and reading starts again at the next one.
 */
export function rowAssembler(
  delimiter: string,
  columns: number,
): { push(lines: readonly Line[]): TableRow[]; end(): TableRow[] } {
  let open: Line[] = [];
  let openCharacters = 0;

  const take = (lines: readonly Line[], atEnd: boolean): TableRow[] => {
    const drafts: Draft[] = [];
    const waiting = [...lines].reverse();
    const giveUp = (): void => {
      const [first, ...rest] = open;
      if (first)
        drafts.push({ line: first.number, text: first.text, why: strayQuote(first.text, delimiter) });
      open = [];
      openCharacters = 0;
      for (const line of rest.reverse()) waiting.push(line);
    };
    for (;;) {
      const line = waiting.pop();
      if (line === undefined) {
        if (!atEnd || open.length === 0) break;
        giveUp();
        continue;
      }
      if (line.tooLong) {
        if (open.length > 0) {
          waiting.push(line);
          giveUp();
        } else drafts.push({ line: line.number, text: line.text, why: TOO_LONG });
        continue;
      }
      const closes = hasOddQuotes(line.text);
      if (open.length === 0 && !closes) {
        if (line.text.trim() !== "") drafts.push({ line: line.number, text: line.text });
        continue;
      }
      open.push(line);
      openCharacters += line.text.length;
      if (open.length > 1 && closes) {
        const whole = readOpen(open, delimiter, columns);
        if (whole) {
          drafts.push(whole);
          open = [];
          openCharacters = 0;
        } else giveUp();
      } else if (open.length >= LINES_IN_ROW_MAX || openCharacters > LINE_CHARACTERS_MAX) giveUp();
    }
    return settle(drafts, delimiter, columns);
  };

  return { push: (lines) => take(lines, false), end: () => take([], true) };
}

const TOO_LONG: BrokenRow = { code: "line-too-long", charactersMax: LINE_CHARACTERS_MAX };

/** A row on its way: its text, and what is already known of it. */
type Draft = {
  readonly line: number;
  readonly text: string;
  readonly cells?: readonly string[];
  readonly why?: BrokenRow;
};

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** Whether a line with an odd number of quotes opens a cell and never closes it, or has a quote somewhere in its text. */
function strayQuote(text: string, delimiter: string): BrokenRow {
  let at = text.indexOf('"');
  while (at >= 0) {
    const opens = at === 0 || text[at - 1] === delimiter;
    let end = opens ? text.indexOf('"', at + 1) : -1;
    if (!opens) return { code: "quote-inside" };
    while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
    if (end < 0) return { code: "quote-not-closed" };
    if (end + 1 < text.length && text[end + 1] !== delimiter) return { code: "quote-inside" };
    at = text.indexOf('"', end + 1);
  }
  return { code: "quote-inside" };
}

/** The row that these lines make together, or undefined when they only look like one because of a stray quote. */
function readOpen(open: readonly Line[], delimiter: string, columns: number): Draft | undefined {
  const text = open.map((line) => line.text).join("\n");
  const cells = readStrictly(text, delimiter);
  if (!Array.isArray(cells) || cells.length !== columns) return undefined;
  return { line: open[0]?.number ?? 0, text, cells };
}

/** Reads the cells of every draft, all quoted rows in one go where they are sound, and says what is broken. */
function settle(drafts: readonly Draft[], delimiter: string, columns: number): TableRow[] {
  const quoted = drafts.filter((draft) => draft.text.includes('"') && !draft.cells && !draft.why);
  const together = readTogether(quoted, delimiter);
  return drafts.flatMap((draft) => {
    const cells = draft.why ?? draft.cells ?? together.get(draft) ?? readAlone(draft.text, delimiter);
    const row = "code" in cells ? broken(draft, cells) : judge(draft, cells, columns);
    return row.kind === "cells" && row.cells.every((cell) => cell.trim() === "") ? [] : [row];
  });
}

/** Without quotes a row is its text cut at the delimiter, which is most rows of most files. */
const readAlone = (text: string, delimiter: string): readonly string[] | BrokenRow =>
  text.includes('"') ? readStrictly(text, delimiter) : text.split(delimiter);

function readTogether(drafts: readonly Draft[], delimiter: string): Map<Draft, readonly string[]> {
  try {
    const rows = parse(drafts.map((draft) => readable(draft.text)).join("\n"), strict(delimiter));
    if (rows.length !== drafts.length) return new Map();
    return new Map(drafts.map((draft, i) => [draft, rows[i] ?? []]));
  } catch {
    return new Map(); // One of them is broken. Each is then read alone, which says which and why.
  }
}

function readStrictly(text: string, delimiter: string): readonly string[] | BrokenRow {
  try {
    return parse(readable(text), strict(delimiter))[0] ?? [""];
  } catch (error) {
    const unclosed = error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED";
    return { code: unclosed ? "quote-not-closed" : "quote-inside" };
  }
}

const strict = (delimiter: string) => ({
  delimiter,
  record_delimiter: "\n",
  relax_column_count: true,
  max_record_size: 0,
});

/** The parser takes a NUL after a closing quote for the end of its input. Either character is refused afterwards. */
const readable = (text: string): string => text.replaceAll("\u0000", "\ufffd");

/** Control characters, the mark that decoding failed, and a byte-order mark anywhere but at the beginning. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffd]|\p{Surrogate}/u;

function judge(draft: Draft, cells: readonly string[], columns: number): TableRow {
  const unreadable = UNREADABLE.exec(draft.text)?.[0];
  if (unreadable !== undefined) {
    const number = unreadable.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return broken(draft, { code: "unreadable-character", character: `U+${number}` });
  }
  if (cells.length !== columns)
    return broken(draft, { code: "wrong-columns", expected: columns, found: cells.length });
  const column = cells.findIndex((cell) => cell.length > CELL_CHARACTERS_MAX);
  if (column >= 0)
    return broken(draft, { code: "cell-too-long", charactersMax: CELL_CHARACTERS_MAX, column });
  return { kind: "cells", line: draft.line, cells };
}

const broken = (draft: Draft, why: BrokenRow): TableRow => ({
  kind: "broken",
  line: draft.line,
  why,
  beginning: draft.text.slice(0, CHARACTERS_SHOWN).toWellFormed().replace(/\p{C}/gu, "\ufffd"),
});
