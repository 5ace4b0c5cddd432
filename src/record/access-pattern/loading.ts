import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { fromLondon, type Instant, londonDay } from "../../kernel/time.ts";
import { KINDS } from "./kinds.ts";
import { alone, type Pattern, patternsIn, type Review, settledBy, type Worker } from "./rules.ts";
import { countable, countIn, reviewsSince, type Span } from "./store.ts";

/** How far back one may look, in days, today among them. */
export const SPANS = [7, 28, 90] as const;
export const DaysBack = z.enum(["7", "28", "90"]).catch("28").transform(Number);

/** The days up to now, the first from its beginning. */
export const spanOf = (days: number, now: Instant): Span => ({
  from: fromLondon(
    londonDay(now)
      .subtract({ days: days - 1 })
      .toPlainDateTime(),
  ),
  to: now,
});

/** What was found in a span: what waits to be looked into, what was, and who could not be compared. */
export type Found = {
  readonly asked: Span;
  /** Shorter than what was asked for where the log has too many lines. */
  readonly span: Span;
  readonly open: readonly Pattern[];
  readonly settled: readonly { readonly pattern: Pattern; readonly review: Review }[];
  readonly workers: number;
  readonly alone: readonly Worker[];
  readonly recordsOpened: number;
};

const leastOf = (code: string): number => KINDS.find((kind) => kind.code === code)?.least ?? 1;

/** Counts a span and finds what stands out in it. Notes whose records are named by their short form. */
export async function loadFound(tx: Tx, days: number, now: Instant): Promise<Found> {
  const asked = spanOf(days, now);
  const span = await countable(tx, asked);
  const counted = await countIn(tx, span, {
    repeats: leastOf("again-and-again"),
    workers: leastOf("many-workers"),
  });
  const reviews = await reviewsSince(tx, span.from);
  const patterns = patternsIn(counted);
  const judged = patterns.map((pattern) => ({ pattern, review: settledBy(pattern, reviews, span.from) }));
  const people = [...new Set(patterns.flatMap((pattern) => pattern.people))];
  tx.log({ what: "read", about: "patterns of access", people, basis: "governance" });
  return {
    asked,
    span,
    open: judged.filter(({ review }) => !review).map(({ pattern }) => pattern),
    settled: judged.flatMap(({ pattern, review }) => (review ? [{ pattern, review }] : [])),
    workers: counted.workers.length,
    alone: alone(counted.workers),
    recordsOpened: counted.recordsOpened,
  };
}
