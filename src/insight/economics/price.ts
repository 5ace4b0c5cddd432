import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Status } from "./unit-cost.ts";

/** One dated edition of a price index. Editions differ for the same year, so a result names the one it used. */
export type Vintage = {
  /** `gdp`, or another index that costs move by. */
  readonly index: string;
  /** The edition, by the month it was made: `2026-11`. Letters sort as time does. */
  readonly vintage: string;
  readonly source: string;
  readonly status: Status;
  /** The index by financial year: `2015/16` to 100. */
  readonly values: ReadonlyMap<string, number>;
};

/**
 * By how much prices of one year are multiplied to become those of another: D[to] / D[from].
 *
 * @returns the factor; refused with the year that the vintage does not have. Prices of a year need no index to stay as they are.
 */
export function priceFactor(
  from: string,
  to: string,
  { values }: Pick<Vintage, "values">,
): Result<number, { readonly noYear: string }> {
  if (from === to) return accept(1);
  const [base, wanted] = [values.get(from), values.get(to)];
  if (base === undefined) return refuse({ noYear: from });
  if (wanted === undefined) return refuse({ noYear: to });
  return accept(wanted / base);
}

/** The edition of an index that was asked for, or its newest; nothing where there is none. */
export const vintageOf = (
  all: readonly Vintage[],
  index: string,
  vintage: string | undefined,
): Vintage | undefined =>
  all
    .filter((one) => one.index === index && (vintage === undefined || one.vintage === vintage))
    .sort((a, b) => (a.vintage < b.vintage ? -1 : 1))
    .at(-1);
