import type { Repeats } from "../stats/repeats-store.ts";

/** The file of people, column by column, in the file's order. What is empty is undefined as text and NaN as a number. */
export type People = {
  readonly rows: number;
  readonly text: (key: string) => readonly (string | undefined)[];
  /** Days count from 1970-01-01; yes is 1 and no is 0. */
  readonly number: (key: string) => Float64Array;
  readonly has: (key: string) => boolean;
};

/** The file of events as a whole; its rows are counted where they are. */
export type Events = {
  readonly rows: number;
  /** The first row whose day no calendar of ours has. */
  readonly impossible: { readonly row: number; readonly day: string } | undefined;
  readonly earliest: number | undefined;
  readonly latest: number | undefined;
  /** Rows that an earlier one says already; undefined where there are none, as in the record, which holds each event once. */
  readonly repeats: Repeats | undefined;
};

/** What the events of one outcome came to. People are in the cohort's order. */
export type Tally = {
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Of those before, how many fell into each quarter counted back from the window's end, the last first; empty where nobody asks. */
  readonly quarters: readonly Float64Array[];
  /** The day of the first event from entry (and the gap after it) on; NaN where there is none. */
  readonly first: Float64Array;
  /** Rows by what became of them, in the order of FATES. */
  readonly fates: readonly number[];
  /** Those counted after that fall on the day of entry itself. */
  readonly onEntry: number;
};
