import { counted, grouped, listed } from "../../kernel/words.ts";
import type { Refused } from "../stats/messages.ts";

/** The words of everything that a table is not released for: what is wrong, then what to do. */
const REFUSALS = {
  "no-file": (f: { file: string }) => `There is no file ${f.file}. Look at how its path is written.`,
  unreadable: (f: { file: string; why: string }) => `${f.file} cannot be read as CSV: ${f.why}`,
  "no-rows": (f: { file: string }) => `${f.file} has no rows below its header.`,
  "no-column": (f: { file: string; column: string; option: string; there: readonly string[] }) =>
    `${f.file} has no column “${f.column}”, which ${f.option} names. Its columns are ${listed(f.there)}.`,
  "column-twice": (f: { column: string }) =>
    `Column “${f.column}” is asked for twice. Rows, columns and count are different columns.`,
  "empty-cell": (f: { file: string; column: string; line: number }) =>
    `${f.file}, line ${f.line}: column “${f.column}” is empty. Fill it: a row left out would make every total wrong.`,
  "bad-count": (f: { file: string; column: string; line: number; value: string }) =>
    `${f.file}, line ${f.line}: column “${f.column}” is “${f.value}”, and a whole number of people from 0 is wanted.`,
  "cell-twice": (f: { file: string; line: number; cell: string }) =>
    `${f.file}, line ${f.line}: “${f.cell}” stands there a second time. Give each cell once, or name further columns for the rows.`,
  "total-given": (f: { file: string; line: number; label: string }) =>
    `${f.file}, line ${f.line}: “${f.label}” looks like a total. Leave totals out; they are worked out from the cells.`,
  "too-large": (f: { places: number; most: number }) =>
    `The table has ${grouped(f.places)} places with its totals, and at most ${grouped(f.most)} are taken. Release it in parts that share nobody, or in coarser groups.`,
  "takes-too-long": (f: { places: number; others: number }) =>
    `The table has ${grouped(f.places)} places with its totals, and is compared with ${counted(f.others, "published table")}: to look at all of them together takes too long here. Release it in coarser groups, or in parts that share nobody. Rounding every count is no quicker where other tables count the same people.`,
  "too-few-in-all": (f: { fewest: number }) =>
    `The whole table counts fewer than ${f.fewest} people. Nothing of so few is released; put it together with other areas or a longer time.`,
  "bad-fewest": (f: { value: string; least: number }) =>
    `--fewest is “${f.value}”, and a whole number from ${f.least} to 1,000 is wanted.`,
  "bad-width": (f: { value: string; least: number }) =>
    `--width is “${f.value}”, and a whole number from ${f.least} (--fewest) to 1,000 is wanted.`,
  "bad-zeros": (f: { value: string }) =>
    `--zeros is “${f.value}”. Say shown (nobody is told as 0) or hidden (nobody is kept back like a small count).`,
  "audit-in-csv": () =>
    "--audit says what a reader could work out and is not for release, and --csv is what is released. Ask for one of them.",
  "two-forms": () => "--csv and --json are two forms of the answer. Ask for one of them.",
  "previous-header": (f: { file: string; wanted: readonly string[]; last: string }) =>
    `${f.file} is no release of this kind: its header should begin with ${listed(f.wanted)} and end with “${f.last}”. Give a file that --csv wrote, with the same --rows.`,
  "previous-cell": (f: { file: string; line: number; column: string; value: string }) =>
    `${f.file}, line ${f.line}: column “${f.column}” is “${f.value}”, and a whole number or [c] is wanted.`,
  "previous-label": (f: { file: string; label: string }) =>
    `${f.file} has “${f.label}” twice. Each row and each column stands once.`,
  "previous-total": (f: { file: string; last: string }) =>
    `${f.file} has no last row “${f.last}”. Give the whole file, as it was released.`,
  "previous-sums": (f: { file: string }) =>
    `The rows and totals of ${f.file} do not add up, whatever its kept-back cells are. Give the file as it was released.`,
  "nothing-shared": (f: { file: string }) =>
    `${f.file} has no row, or no column, with a label of this table, so the two cannot be compared cell by cell. Release such figures from one table, with the same labels.`,
  "still-told": (f: { cell: string; release: string; told: string }) =>
    `Not released: even with every count kept back, ${f.told} “${f.cell}” could be worked out together with ${f.release}. Wait until more people have come, or release coarser groups.`,
  "rounding-tells": (f: { cell: string; release: string }) =>
    `Not released: rounded as it is, it would tell together with ${f.release} that a few people came or went at “${f.cell}”. Keep small counts back instead, or wait until more people have come.`,
  "rounding-tells-beside": (f: { cell: string; table: string; release: string }) =>
    `Not released: held beside ${f.release}, which counts the same people, it would tell how few “${f.cell}” of ${f.table} are. Release coarser groups, choose other days, or deal with small numbers in the way of ${f.release}.`,
  "between-told": (f: { release: string; cell: string }) =>
    `Not released: together with ${f.release} it would tell how few people of “${f.cell}” are counted in one and not in another. Choose the very days of one of them, or days that have none in common with them.`,
  "came-back-told": (f: { release: string; besides: string }) =>
    `Not released: together with ${f.release}, which counts people who came in the same days, it would tell how few people ${f.besides}. Choose a longer time of entry, or wait until more people have come.`,
  "cut-otherwise": (f: { release: string }) =>
    `Not released: ${f.release} asks the same of some of these people in a time that overlaps with this one, in other rows, so that what lies between the two cannot be kept back. Choose the very days of ${f.release}, or days that have none in common with it.`,
  "other-method": (f: { release: string; way: "rounded" | "kept back" }) =>
    `Not released: in ${f.release} small counts are ${f.way}, and the same people told in the other way would narrow them. Choose the way of ${f.release}.`,
  "all-kept-back": () =>
    "Not released: nothing but noughts could be shown, for almost every count is small. Put it together with other areas or a longer time.",
  "nothing-left": (f: { cell: string; release: string }) =>
    `Not released: nothing but noughts could be shown. So little lies between it and ${f.release} that “${f.cell}” would tell of fewer people than may be told. Wait until more people have come, or release coarser groups.`,
} as const;

type Words = typeof REFUSALS;
type Facts<Code extends keyof Words> = Parameters<Words[Code]> extends [infer F] ? [F] : [];

/** No, and this is why. */
export function refused<Code extends keyof Words>(
  code: Code,
  ...facts: Facts<Code>
): { readonly ok: false; readonly refusal: Refused } {
  const say: (...given: Facts<Code>) => string = REFUSALS[code] as never;
  return { ok: false, refusal: { code, sentence: say(...facts) } };
}

/** What is told of a place in a refusal. */
export const TOLD_WORDS = {
  new: "the kept-back count of",
  earlier: "the earlier count of",
  between: "how many people came or went at",
} as const;
