import { clock, fromLondon, type Instant, londonDateTime, londonDay } from "../../kernel/time.ts";

/** A moment as it is typed: `22/11/2026 14:30`. */
export const typedMoment = (at: Instant): string => {
  const { day, month, year } = londonDateTime(at);
  return `${day}/${month}/${year} ${clock(at)}`;
};

/** The end of the next working day: a time that gives someone a day, for a worker to change. */
export function tomorrowEvening(now: Instant): Instant {
  let day = londonDay(now).add({ days: 1 });
  while (day.dayOfWeek > 5) day = day.add({ days: 1 });
  return fromLondon(day.toPlainDateTime({ hour: 17 }));
}

/** A moment as a page carries it along beside what it showed of it; undefined when it is none. */
export function carriedMoment(text: string): Instant | undefined {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}

/**
 * A moment that was typed, or the first of those a page showed or knew that has the same minute: pages show no seconds,
 * nor which of the two hours it is when clocks go back.
 */
export const unlessLeft = (typed: Instant, ...shown: readonly (Instant | undefined)[]): Instant =>
  shown.find((each) => each && typedMoment(each) === typedMoment(typed)) ?? typed;
