import type { Design } from "./design.ts";
import { type Warning, warned } from "./messages.ts";

type PaidBy = Design["programme"]["paid-by"];

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

/** What the reader must know of money that ends, the first to end first. `today` as 2026-11-30. */
export const fundingWarnings = (paidBy: PaidBy, today: string): readonly Warning[] =>
  Object.entries(endsOf(paidBy))
    .sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([stream, until]) =>
      warned(until < today ? "funding-ended" : "funding-ends", {
        stream,
        until,
        share: partsOf(paidBy).get(stream) ?? 0,
      }),
    );
