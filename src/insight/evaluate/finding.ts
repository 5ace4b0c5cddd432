import type { Result } from "../../kernel/result.ts";
import type { Cannot, Warned } from "./messages.ts";

/** One number that a method found, with how sure it is. */
export type Estimate = {
  /** What it is, in the words of the method: "rate ratio", "median". The same method always uses the same words. */
  readonly what: string;
  /** Of whom, where there are several: the group's or the column's name. */
  readonly of?: string;
  /** Infinity where nothing bounds it, NaN where it cannot be said (a median never reached). */
  readonly value: number;
  /** The limits of the interval at the finding's level; absent where the method gives none. */
  readonly low?: number;
  readonly high?: number;
  /** On the scale that the interval was made on: of the logarithm for ratios. */
  readonly standardError?: number;
  /** Two-sided. */
  readonly p?: number;
  /** How the interval or the p-value was made, where a method gives several. */
  readonly by?: string;
};

/** Rows that belong to a finding: a curve, a balance table, a list of models. */
export type Rows = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string)[])[];
};

/** What every method answers: numbers, what they rest on, and what a reader must know before believing them. */
export type Finding = {
  readonly method: string;
  /** 0.95 for 95 % intervals. */
  readonly level: number;
  readonly estimates: readonly Estimate[];
  /** What was counted: people, events, person-time, what was left out. */
  readonly counts: Readonly<Record<string, number>>;
  readonly assumptions: readonly string[];
  readonly warnings: readonly Warned[];
  readonly tables: readonly Rows[];
};

/** A finding, or the sentence that says why there is none. */
export type Found = Result<Finding, Cannot>;

/** A column of numbers as files and records give it. */
export type Numbers = ArrayLike<number>;

/** A column of names as whole numbers that point into a list: group 0 is the first name. */
export type Names = { readonly codes: Numbers; readonly names: readonly string[] };

/** The estimate with those words, and of that group where it is said. */
export const estimateOf = (finding: Finding, what: string, of?: string): Estimate | undefined =>
  finding.estimates.find((one) => one.what === what && (of === undefined || one.of === of));
