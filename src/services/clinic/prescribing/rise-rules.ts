import type { Instant } from "../../../kernel/time.ts";

/** What happens at a session after which nothing is raised until a licensed doctor has reviewed it. */
export const STOPS_RISES = {
  sedation: "Sedation of 3 or 4",
  oxygen: "Oxygen was given",
  naloxone: "Naloxone was given",
  seizure: "A seizure",
} as const;
export type StopsRises = keyof typeof STOPS_RISES;

/** Something that happened, and when it was known here. */
export type RiseStop = {
  readonly because: StopsRises;
  readonly happenedAt: Instant;
  readonly notedAt: Instant;
};

const later = (a: Instant, b: Instant): Instant => (Temporal.Instant.compare(a, b) >= 0 ? a : b);

/** What still stands against a rise: the newest event that no review has come after. A review before it was known counts for nothing. */
export const standsAgainstRise = (
  events: readonly RiseStop[],
  reviews: readonly Instant[],
): RiseStop | undefined =>
  events
    .filter((event) =>
      reviews.every((review) => Temporal.Instant.compare(review, later(event.happenedAt, event.notedAt)) < 0),
    )
    .toSorted((a, b) => Temporal.Instant.compare(b.happenedAt, a.happenedAt))[0];
