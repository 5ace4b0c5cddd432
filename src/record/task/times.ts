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

/** A moment that was typed, or the one the page showed when its minute was left as it was: pages show no seconds. */
export const unlessLeft = (typed: Instant, shown: Instant): Instant =>
  typedMoment(typed) === typedMoment(shown) ? shown : typed;
