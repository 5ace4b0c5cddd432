import { FEWEST_SHOWN, THRESHOLDS } from "./thresholds.ts";

/** What one place of a table is: shown, or why it is not. */
export type Mark = "shown" | "primary" | "secondary" | "compared";

/**
 * A two-way table of counts of people with its totals. Places run by rows; the last of each row is the row's total, the
 * last row has the columns' totals and ends with the grand total.
 */
export type Table = {
  /** What each row is of: one label for every column of the file that makes the rows. */
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly string[];
  readonly counts: readonly number[];
  /** What each inner cell adds up, where other tables may add up the same. */
  readonly parts?: Parts;
};

/**
 * By row and column, the names of what an inner cell adds up: `Fenwick, March 2026`. A name stands for one number wherever it
 * stands, and no two cells of one table have it both.
 */
export type Parts = readonly (readonly (readonly string[])[])[];

/** What is kept back and how well. Reported on every result, so that a reader of it need not know the code. */
export type Rule = {
  /** Counts of people from 1 to one less than this are kept back. */
  readonly fewest: number;
  /** The least width, in people, of what a reader can work a kept-back count out to. */
  readonly width: number;
  /** Whether "nobody" is told. Where nobody is itself telling (nobody finished), it is kept back like a small count. */
  readonly zeros: "shown" | "hidden";
};

/** The rule as it is used unless asked otherwise. */
export const USUAL_RULE: Rule = { fewest: FEWEST_SHOWN, width: THRESHOLDS.width.value, zeros: "shown" };

/** How many places one row of the table has, its total with them. */
export const wide = ({ columns }: Pick<Table, "columns">): number => columns.length + 1;

/** The place of a row and column; the number of rows (or columns) is where totals stand. */
export const placeOf = (table: Pick<Table, "columns">, row: number, column: number): number =>
  row * wide(table) + column;

/** A table with its totals, from the counts of its inner cells by rows. */
export function withTotals(
  rows: Table["rows"],
  columns: readonly string[],
  inner: readonly (readonly number[])[],
): Table {
  const sums = inner.map((row) => [...row, sum(row)]);
  const last = Array.from({ length: columns.length + 1 }, (_, j) => sum(sums.map((row) => row[j] ?? 0)));
  return { rows, columns, counts: [...sums, last].flat() };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Whether a count is one of those that are kept back wherever they stand: in a cell or in a total. */
export const isSmall = (count: number, { fewest, zeros }: Rule): boolean =>
  count < fewest && (count > 0 || zeros === "hidden");

/** The marks of primary suppression alone. */
export const primaryMarks = ({ counts }: Table, rule: Rule): Mark[] =>
  counts.map((count) => (isSmall(count, rule) ? "primary" : "shown"));

/** What a place is called in a sentence: “North, left”, with “Total” for a total. */
export function placeName(table: Pick<Table, "rows" | "columns">, place: number): string {
  const row = Math.floor(place / wide(table));
  const column = place % wide(table);
  return `${table.rows[row]?.join(" / ") ?? TOTAL}, ${table.columns[column] ?? TOTAL}`;
}

/** What totals are called. */
export const TOTAL = "Total";
