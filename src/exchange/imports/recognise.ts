import { isAscii } from "node:buffer";
import { analyse } from "chardet";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { decoderOf, type Encoding, isUtf8Text, undecidedDecoder } from "./encoding.ts";
import { type Line, type LineEnd, lineSplitter } from "./lines.ts";
import { rowAssembler } from "./rows.ts";

/** Bytes from the beginning of a file that are looked at before it is read. */
export const HEAD_BYTES = 65_536;

/** What stands between cells. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How a table is written, as far as its beginning tells. */
export type Recognised = {
  /** `ascii` while nothing but ASCII was seen: the first letter beyond it decides between UTF-8 and Windows-1252. */
  readonly encoding: Encoding | "ascii";
  /** Bytes of the byte-order mark, to be skipped. */
  readonly markBytes: number;
  /** Another encoding that the letters look like. Worth showing with a few names; never acted upon. */
  readonly doubt?: string;
  readonly delimiter: Delimiter;
  readonly lineEnd: LineEnd;
  readonly headings: readonly string[];
  /** The last line of the headings; the rows begin after it. */
  readonly headingsLine: number;
};

/** What the user says about a file, where they know better. */
export type Choices = { readonly encoding?: Encoding; readonly delimiter?: Delimiter };

/** Why a file is no table that can be read. */
export type RecogniseRefusal =
  | { readonly code: "empty-file" }
  | { readonly code: "not-a-text-table"; readonly looksLike: string }
  | { readonly code: "no-headings"; readonly line: number };

/**
 * Recognises encoding, delimiter and headings from a file's first bytes.
 *
 * @param whole the bytes are the whole file, so that its last line counts although nothing ends it
 */
export function recognise(
  head: Buffer,
  whole: boolean,
  choices: Choices = {},
): Result<Recognised, RecogniseRefusal> {
  if (head.length === 0) return refuse({ code: "empty-file" });
  const looksLike = otherFormat(head);
  if (looksLike) return refuse({ code: "not-a-text-table", looksLike });
  const letters = recogniseEncoding(head, choices.encoding);
  const decoder = letters.encoding === "ascii" ? undecidedDecoder() : decoderOf(letters.encoding);
  const text = decoder.write(head.subarray(letters.markBytes));
  const lineEnd: LineEnd = text.includes("\n") || !text.includes("\r") ? "\n" : "\r";
  const splitter = lineSplitter(lineEnd);
  const lines = splitter.push(text);
  if (whole || lines.length === 0) lines.push(...splitter.end());
  const said = sayingDelimiter(lines[0]);
  const candidates = choices.delimiter ? [choices.delimiter] : said ? [said] : DELIMITERS;
  const table = likeliestTable(said ? lines.slice(1) : lines, candidates);
  if (!table) return refuse({ code: "empty-file" });
  const headings = headingsFrom(table);
  if (!headings) return refuse({ code: "no-headings", line: table.from.number });
  return accept({ ...letters, delimiter: table.delimiter, lineEnd, ...headings });
}

/** Files people send in place of a text table, by how they begin. */
const OTHER_FORMATS: readonly (readonly [beginning: string, name: string])[] = [
  ["PK\u0003\u0004", "an Excel workbook or a zip archive"],
  ["\u00d0\u00cf\u0011\u00e0", "an old Excel workbook"],
  ["%PDF", "a PDF"],
  ["\u001f\u008b", "a gzip archive"],
  ["PAR1", "a Parquet file"],
  ["\u00ff\u00fe\u0000\u0000", "text in UTF-32"],
  ["\u0000\u0000\u00fe\u00ff", "text in UTF-32"],
  ["<", "a web page or XML"],
  ["{", "JSON"],
];

function otherFormat(head: Buffer): string | undefined {
  const beginning = head.subarray(0, 64).toString("latin1");
  const afterMark = beginning.replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  return OTHER_FORMATS.find(([start]) => beginning.startsWith(start) || afterMark.startsWith(start))?.[1];
}

type Letters = Pick<Recognised, "encoding" | "markBytes" | "doubt">;

/** A byte-order mark says it; else UTF-16 shows in its zeros; else strict UTF-8; else Windows-1252. */
function recogniseEncoding(head: Buffer, chosen: Encoding | undefined): Letters {
  const marks = [
    { encoding: "utf-8", mark: [0xef, 0xbb, 0xbf] },
    { encoding: "utf-16le", mark: [0xff, 0xfe] },
    { encoding: "utf-16be", mark: [0xfe, 0xff] },
  ] as const;
  const marked = marks.find(({ mark }) => mark.every((byte, i) => head[i] === byte));
  if (chosen) return { encoding: chosen, markBytes: marked?.encoding === chosen ? marked.mark.length : 0 };
  if (marked) return { encoding: marked.encoding, markBytes: marked.mark.length };
  const wide = wideEncoding(head);
  if (wide) return { encoding: wide, markBytes: 0 };
  if (isAscii(head)) return { encoding: "ascii", markBytes: 0 };
  if (isUtf8Text(head)) return { encoding: "utf-8", markBytes: 0 };
  const guess = analyse(head)[0];
  const western = /^(windows-1252|ISO-8859-1|UTF-8|ASCII)$/i.test(guess?.name ?? "ASCII");
  return { encoding: "windows-1252", markBytes: 0, ...(western ? {} : { doubt: guess?.name }) };
}

/** UTF-16 without its mark: in British text every other byte is zero, always on the same side. */
function wideEncoding(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  const pairs = Math.floor(head.length / 2);
  let zerosFirst = 0;
  let zerosSecond = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (head[pair * 2] === 0) zerosFirst += 1;
    if (head[pair * 2 + 1] === 0) zerosSecond += 1;
  }
  if (zerosSecond > pairs * 0.5 && zerosFirst < pairs * 0.05) return "utf-16le";
  if (zerosFirst > pairs * 0.5 && zerosSecond < pairs * 0.05) return "utf-16be";
  return undefined;
}

/** Excel understands a first line `sep=;` and some systems write it. */
function sayingDelimiter(first: Line | undefined): Delimiter | undefined {
  const said = /^sep=(.)$/i.exec(first?.text ?? "")?.[1];
  return DELIMITERS.find((delimiter) => delimiter === said);
}

const LINES_LOOKED_AT = 60;
const TITLE_LINES_MAX = 10;

type LikelyTable = { readonly delimiter: Delimiter; readonly from: Line };

/**
 * The delimiter that cuts most lines into the same number of cells, more cells counting for more. The headings are the
 * first line that is about as wide and mostly filled; what stands above them is a title.
 */
function likeliestTable(lines: readonly Line[], candidates: readonly Delimiter[]): LikelyTable | undefined {
  const looked = lines.filter((line) => line.text.trim() !== "").slice(0, LINES_LOOKED_AT);
  let best: { readonly score: number; readonly table: LikelyTable } | undefined;
  for (const delimiter of candidates) {
    const counts = looked.map((line) => countOutsideQuotes(line.text, delimiter));
    const usual = mostCommon(counts.filter((count) => count > 0));
    if (usual === undefined) continue;
    const at = looked.findIndex(
      (line, i) => (counts[i] ?? 0) >= usual / 2 && isMostlyFilled(line.text, delimiter),
    );
    const from = looked[at];
    if (!from || at > TITLE_LINES_MAX) continue;
    const share = counts.filter((count) => count === usual).length / counts.length;
    const score = share * Math.log(usual + 1);
    if (score > (best?.score ?? 0)) best = { score, table: { delimiter, from } };
  }
  const [from] = looked;
  return best?.table ?? (from && { delimiter: candidates[0] ?? ",", from });
}

/** A title that a spreadsheet exported trails empty cells. */
function isMostlyFilled(text: string, delimiter: Delimiter): boolean {
  const cells = text.split(delimiter);
  return cells.filter((cell) => cell.trim() !== "").length > cells.length / 2;
}

function countOutsideQuotes(text: string, delimiter: string): number {
  let count = 0;
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === delimiter) count += 1;
  }
  return count;
}

function mostCommon(counts: readonly number[]): number | undefined {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0];
}

/** A date or a bare number is never the name of a column, so a line that holds one is already a row. */
const LOOKS_LIKE_DATA = /^(?:\d+|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}.*)$/;

function headingsFrom(table: LikelyTable): Pick<Recognised, "headings" | "headingsLine"> | undefined {
  const columns = countOutsideQuotes(table.from.text, table.delimiter) + 1;
  const [row] = rowAssembler(table.delimiter, columns).push([table.from]);
  if (row?.kind !== "cells") return undefined;
  const headings = row.cells.map((cell) => cell.normalize("NFC").trim().replace(/\s+/g, " "));
  return headings.some((heading) => LOOKS_LIKE_DATA.test(heading))
    ? undefined
    : { headings, headingsLine: row.line };
}
