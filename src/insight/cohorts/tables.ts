/** The file of people, column by column, in the file's order. What is empty is undefined as text and NaN as a number. */
export type People = {
  readonly rows: number;
  readonly text: (key: string) => readonly (string | undefined)[];
  /** Days count from 1970-01-01; yes is 1 and no is 0. */
  readonly number: (key: string) => Float64Array;
  readonly has: (key: string) => boolean;
};

/** The file of events, row by row, in no order. */
export type Events = {
  readonly rows: number;
  /** The first row whose day no calendar of ours has. */
  readonly impossible: { readonly row: number; readonly day: string } | undefined;
  /** The first row of the person in the file of people, from 1; 0 where they are not in it; NaN where the cell is empty. */
  readonly person: Float64Array;
  readonly day: Float64Array;
  /** For each outcome that is counted from this file: 1 where the event is one of its own. */
  readonly of: (outcome: number) => Float64Array;
};
