/** What is known of one person of a caseload, as far as their place on the board depends on it. */
export type Known = {
  /** The step of a search for them, when it is due in milliseconds. */
  readonly step: string | null;
  readonly step_due: number | null;
  /** Appointments missed in 28 days, and whether they came to none since the last. */
  readonly missed: number;
  readonly missed_since: boolean;
  readonly seen_at: number | null;
  /** Days since they were seen, reviewed and asked; since the stay began, where they never were. */
  readonly seen_days: number;
  readonly review_days: number;
  readonly top_days: number;
  readonly next_at: number | null;
  readonly unmarked: number;
  readonly late_tasks: number;
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

/** Every reason to look at somebody today, the weightiest first; none when all is well. */
export function reasonsFor(known: Known, spans: Spans, asksTop: boolean): readonly Reason[] {
  const holds: Readonly<Record<Reason, boolean>> = {
    "missed-contact": known.step !== null,
    "missed-lately": known.step === null && known.missed > 0 && known.missed_since,
    "not-seen": known.seen_days > spans.notSeen,
    "late-tasks": known.late_tasks > 0,
    "review-due": known.review_days > spans.review,
    "top-due": asksTop && known.top_days > spans.top,
    "nothing-booked": known.next_at === null,
    "not-marked": known.unmarked > 0,
  };
  return REASONS.filter((reason) => holds[reason]);
}

/** Somebody on the board, with why. */
export type Placed<K extends Known> = { readonly known: K; readonly reasons: readonly Reason[] };

/**
 * The board in the order of what matters today: by the weightiest reason, then by how many reasons there are, then whoever
 * has waited longest. Only those of one reason, where one is asked for.
 */
export function inOrder<K extends Known>(
  all: readonly K[],
  asked: { readonly spans: Spans; readonly asksTop: boolean; readonly only?: Reason | undefined },
): readonly Placed<K>[] {
  const rank = new Map(REASONS.map((reason, i) => [reason, i]));
  return all
    .map((known) => {
      const reasons = reasonsFor(known, asked.spans, asked.asksTop);
      const [first] = reasons;
      const waits = (first === "missed-contact" ? known.step_due : known.seen_at) ?? 0;
      return { known, reasons, rank: first ? (rank.get(first) ?? 0) : REASONS.length, waits };
    })
    .filter(({ reasons }) => !asked.only || reasons.includes(asked.only))
    .toSorted((a, b) => a.rank - b.rank || b.reasons.length - a.reasons.length || a.waits - b.waits);
}
