import { type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import type { Injected } from "./interval-rules.ts";

/** What of a day's most is left at a moment, by each of the two ways of counting, and the less of both. */
export type Room = {
  readonly inRolling24Hours: number;
  readonly onCalendarDay: number;
  readonly left: number;
};

const sum = (doses: readonly Injected[]): number =>
  doses.reduce((total, { micrograms }) => total + micrograms, 0);

/**
 * How much more somebody may have now: of the most in any 24 hours, which are hours that went by, and of the most in a day, which is a
 * day on the wall in England. What counts is what went in, not what was ordered.
 */
export function roomLeft(taken: readonly Injected[], at: Instant, mostDaily: number): Room {
  const since = at.subtract({ hours: 24 });
  const today: LocalDate = londonDay(at);
  const rolling = taken.filter(
    ({ endedAt }) =>
      Temporal.Instant.compare(endedAt, since) > 0 && Temporal.Instant.compare(endedAt, at) <= 0,
  );
  const ofDay = taken.filter(({ endedAt }) => londonDay(endedAt).equals(today));
  const inRolling24Hours = Math.max(0, mostDaily - sum(rolling));
  const onCalendarDay = Math.max(0, mostDaily - sum(ofDay));
  return { inRolling24Hours, onCalendarDay, left: Math.min(inRolling24Hours, onCalendarDay) };
}
