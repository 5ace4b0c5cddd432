import type { Design } from "./design.ts";
import { type Warning, warned } from "./messages.ts";

/** The share of each stream of money by its name, with the last day on which it pays where that is known. */
export type PaidBy = Design["programme"]["paid-by"];

/** The part of the cost that each stream of money pays, by its name. */
export const partsOf = (paidBy: PaidBy): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(paidBy ?? {}).map(([stream, one]) => [stream, typeof one === "number" ? one : one.share]),
  );

/** Pounds by whoever pays them, of a total in pounds. */
export const shares = (paidBy: PaidBy, total: number): Readonly<Record<string, number>> =>
  Object.fromEntries([...partsOf(paidBy)].map(([stream, share]) => [stream, share * total]));

/** The last day on which each stream pays, as 2026-03-31; only of those whose end is known. */
export const endsOf = (paidBy: PaidBy): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(paidBy ?? {}).flatMap(([stream, one]) =>
      typeof one === "number" ? [] : [[stream, one.until] as const],
    ),
  );

/** By how much the shares miss the whole: −0.1 where a tenth has no payer; 0 where they add up, to the last digit of a double. */
export function sharesMiss(paidBy: PaidBy): number {
  const miss = [...partsOf(paidBy).values()].reduce((a, b) => a + b, 0) - 1;
  return Math.abs(miss) > 1e-9 ? miss : 0;
}

/** A stream whose end is known. On its last day it still pays. */
type Ending = {
  readonly stream: string;
  readonly until: string;
  readonly share: number;
  readonly ended: boolean;
  /** The share that still has a payer on the day after, and the share that has none. */
  readonly paidAfter: number;
};

/** The streams that end, the first to end first. `today` as 2026-11-30. */
export function endings(paidBy: PaidBy, today: string): readonly Ending[] {
  const parts = partsOf(paidBy);
  const ends = new Map(Object.entries(endsOf(paidBy)));
  const paidAfter = (day: string): number =>
    [...parts].reduce((sum, [stream, share]) => sum + ((ends.get(stream) ?? "9999") > day ? share : 0), 0);
  return [...ends]
    .sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([stream, until]) => ({
      stream,
      until,
      share: parts.get(stream) ?? 0,
      ended: until < today,
      paidAfter: paidAfter(until),
    }));
}

/** What the reader must know of money that ends, the first to end first. `today` as 2026-11-30. */
export const fundingWarnings = (paidBy: PaidBy, today: string): readonly Warning[] =>
  endings(paidBy, today).map(({ stream, until, share, ended }) =>
    warned(ended ? "funding-ended" : "funding-ends", { stream, until, share }),
  );
