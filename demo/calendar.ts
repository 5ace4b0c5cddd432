import { fromLondon, type LocalDate } from "../src/kernel/time.ts";

/**
 * The days of the story, counted from the day it is told: 0 is today, -1 yesterday. Nothing here asks a clock, so that the
 * same seed on the same day is the same story.
 */
export type Calendar = {
  readonly today: LocalDate;
  /** First day of the story: two years before today. */
  readonly first: number;
  /** Last day of the last whole month: police and custody files are complete to here. */
  readonly complete: number;
  /** The day in the form databases read. */
  day(offset: number): string;
  /** A time on the wall in England on that day, in minutes after midnight, as an instant. */
  at(offset: number, minutes: number): string;
};

const STORY_DAYS = 730;
const NOON = 720;

/** The calendar of a story told on this day. */
export function calendarFrom(today: LocalDate): Calendar {
  const days = new Map<number, string>();
  const noons = new Map<number, number>();
  const day = (offset: number): string => {
    const known = days.get(offset);
    if (known) return known;
    const text = today.add({ days: offset }).toString();
    days.set(offset, text);
    return text;
  };
  const noonOf = (offset: number): number => {
    const known = noons.get(offset);
    if (known !== undefined) return known;
    const noon = fromLondon(today.add({ days: offset }).toPlainDateTime({ hour: 12 })).epochMilliseconds;
    noons.set(offset, noon);
    return noon;
  };
  return {
    today,
    first: -STORY_DAYS,
    complete: -today.day,
    day,
    at: (offset, minutes) =>
      Temporal.Instant.fromEpochMilliseconds(noonOf(offset) + Math.round(minutes - NOON) * 60_000).toString(),
  };
}
