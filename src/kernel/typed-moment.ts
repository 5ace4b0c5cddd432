import {
  fromLondon,
  type Instant,
  type LocalDate,
  londonDay,
  parseDay,
  parseDayAndTime,
  parseTime,
} from "./time.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/**
 * Reads a day to come as people type it: `today`, `tomorrow`, `tue` (the next one, not today), `2/12` or `2 dec` (the next
 * such day), and every way of writing a whole date. Undefined when it is no day.
 */
export function readComingDay(text: string, today: LocalDate): LocalDate | undefined {
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/^(on|next)\s+/, "");
  if (typed === "today") return today;
  if (typed === "tomorrow" || typed === "tom") return today.add({ days: 1 });
  const weekday = typed.length < 2 ? -1 : DAYS.findIndex((day) => day.startsWith(typed));
  if (weekday >= 0) return today.add({ days: ((weekday + 1 - today.dayOfWeek + 6) % 7) + 1 });
  const whole = parseDay(typed);
  if (whole) return whole;
  const within = (year: number): LocalDate | undefined => parseDay(`${typed} ${year}`);
  const thisYear = within(today.year);
  return thisYear && Temporal.PlainDate.compare(thisYear, today) < 0 ? within(today.year + 1) : thisYear;
}

/** Reads a day and time to come in one line: `tue 10`, `2/12 1430`, `tomorrow 9.30am`; a time alone is today's. */
export function readComingMoment(text: string, present: Instant): Instant | undefined {
  const typed = text.trim();
  const today = londonDay(present);
  const whole = parseDayAndTime(typed);
  if (whole) return whole.at;
  const alone = parseTime(typed);
  if (alone) return fromLondon(today.toPlainDateTime(alone));
  const parts = /^(.*?[^\s,])[\s,]+(?:at\s+)?(\S+(?:\s*[ap]m)?)$/i.exec(typed);
  const [day, time] = [readComingDay(parts?.[1] ?? "", today), parseTime(parts?.[2] ?? "")];
  return day && time ? fromLondon(day.toPlainDateTime(time)) : undefined;
}
