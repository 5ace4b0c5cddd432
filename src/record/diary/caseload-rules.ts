import { daysBetween, type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";

/** What is known of one person of a caseload, as far as their place on the board depends on it. */
export type Known = {
  readonly started_on: LocalDate;
  readonly step: string | null;
  readonly step_due: Instant | null;
  readonly missed: number;
  readonly last_missed: Instant | null;
  readonly last_seen: Instant | null;
  readonly last_review: Instant | null;
  readonly next_at: Instant | null;
  readonly unmarked: number;
  readonly late_tasks: number;
  readonly oldest_late: Instant | null;
  readonly last_top: LocalDate | null;
};

/** Why somebody stands high on the board, in the order of what matters today. */
export const REASONS = [
  "missed-contact",
  "missed-lately",
  "not-seen",
  "late-tasks",
  "review-due",
  "top-due",
  "nothing-booked",
  "not-marked",
] as const;
export type Reason = (typeof REASONS)[number];

/** Spans that practice settles, in days. */
export type Spans = { readonly notSeen: number; readonly review: number; readonly top: number };

const since = (at: Instant | null, started: LocalDate): LocalDate => (at ? londonDay(at) : started);

/** Every reason to look at somebody today, the weightiest first; none when all is well. */
export function reasonsFor(known: Known, spans: Spans, asksTop: boolean, now: Instant): readonly Reason[] {
  const today = londonDay(now);
  const daysSince = (day: LocalDate): number => daysBetween(day, today);
  const seen = since(known.last_seen, known.started_on);
  const missedSince =
    known.last_missed !== null && (known.last_seen === null || isAfter(known.last_missed, known.last_seen));
  const holds: Readonly<Record<Reason, boolean>> = {
    "missed-contact": known.step !== null,
    "missed-lately": known.step === null && known.missed > 0 && missedSince,
    "not-seen": daysSince(seen) > spans.notSeen,
    "late-tasks": known.late_tasks > 0,
    "review-due": daysSince(since(known.last_review, known.started_on)) > spans.review,
    "top-due": asksTop && daysSince(known.last_top ?? known.started_on) > spans.top,
    "nothing-booked": known.next_at === null,
    "not-marked": known.unmarked > 0,
  };
  return REASONS.filter((reason) => holds[reason]);
}

const isAfter = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) > 0;

/** Somebody on the board, with why. */
export type Placed<K extends Known> = { readonly known: K; readonly reasons: readonly Reason[] };

/**
 * The board in the order of what matters today: by the weightiest reason, then by how many reasons there are, then whoever
 * has waited longest. Only those of one reason, where one is asked for.
 */
export function inOrder<K extends Known>(
  all: readonly K[],
  asked: { readonly spans: Spans; readonly asksTop: boolean; readonly only?: Reason | undefined },
  now: Instant,
): readonly Placed<K>[] {
  const rank = new Map(REASONS.map((reason, i) => [reason, i]));
  return all
    .map((known) => {
      const reasons = reasonsFor(known, asked.spans, asked.asksTop, now);
      const [first] = reasons;
      const waits = (first === "missed-contact" ? known.step_due : known.last_seen)?.epochMilliseconds ?? 0;
      return { known, reasons, rank: first ? (rank.get(first) ?? 0) : REASONS.length, waits };
    })
    .filter(({ reasons }) => !asked.only || reasons.includes(asked.only))
    .toSorted((a, b) => a.rank - b.rank || b.reasons.length - a.reasons.length || a.waits - b.waits);
}
