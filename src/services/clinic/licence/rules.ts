import { daysBetween, type LocalDate } from "../../../kernel/time.ts";
import type { Licence } from "./licence.ts";

type Span = Pick<Licence, "fromOn" | "untilOn" | "endedOn">;

/** The last day on which a licence holds: its own, or the day before it was ended. */
export function lastDayOf({ untilOn, endedOn }: Span): LocalDate {
  const before = endedOn?.subtract({ days: 1 });
  return before && Temporal.PlainDate.compare(before, untilOn) < 0 ? before : untilOn;
}

/** Does a licence hold on this day? */
export const holdsOn = (licence: Span, day: LocalDate): boolean =>
  Temporal.PlainDate.compare(licence.fromOn, day) <= 0 &&
  Temporal.PlainDate.compare(day, lastDayOf(licence)) <= 0;

/** Days that a licence holds after today; negative when it has ended. */
export const daysLeft = (licence: Span, today: LocalDate): number => daysBetween(today, lastDayOf(licence));

/**
 * Which of the reminders of a licence's end has come: the nearest of those before its end, 0 once it has ended, undefined before the
 * first. A reminder whose day went by while nothing was running comes late rather than never.
 */
export function reminderDue(
  licence: Span,
  today: LocalDate,
  daysBefore: readonly number[],
): number | undefined {
  const left = daysLeft(licence, today);
  if (left < 0) return 0;
  return daysBefore.filter((days) => left <= days).toSorted((a, b) => a - b)[0];
}
