/** Every service here works by the wall clock in England, through GMT and BST. */
const LONDON = "Europe/London";

export type Instant = Temporal.Instant;
export type LocalDate = Temporal.PlainDate;
export type LocalDateTime = Temporal.PlainDateTime;

/** The day on the wall in England at this instant, which is what due days and ages count by. */
export const londonDay = (at: Instant): LocalDate => at.toZonedDateTimeISO(LONDON).toPlainDate();

/** The wall-clock day and time in England at this instant. */
export const londonDateTime = (at: Instant): LocalDateTime => at.toZonedDateTimeISO(LONDON).toPlainDateTime();

/** The instant of a wall-clock time in England. A time that happens twice is its first; one skipped moves forward. */
export const fromLondon = (local: LocalDateTime): Instant =>
  local.toZonedDateTime(LONDON, { disambiguation: "compatible" }).toInstant();

/** The instant at which a day is over on the wall in England, and the next begins. */
export const endOfDay = (day: LocalDate): Instant =>
  fromLondon(day.add({ days: 1 }).toPlainDateTime(Temporal.PlainTime.from("00:00")));

/** Now, for the edges only (a request, a job, the command line). Rules are handed the time. */
export const now = (): Instant => Temporal.Now.instant();

/** Today in England, for the edges only. */
export const today = (): LocalDate => londonDay(now());

/** Whole years between birth and a day: the age people say. */
export const ageOn = (born: LocalDate, day: LocalDate): number =>
  born.until(day, { largestUnit: "year" }).years;

/** Whole days from one day to a later one; negative when it is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  from.until(to, { largestUnit: "day" }).days;

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `21 November 2026` */
export const longDate = (day: LocalDate): string => `${day.day} ${MONTHS[day.month - 1]} ${day.year}`;

/** `21 Nov 2026`, for tables and charts. */
export const shortDate = (day: LocalDate): string =>
  `${day.day} ${MONTHS[day.month - 1]?.slice(0, 3)} ${day.year}`;

/** `14:30` on the wall in England. */
export const clock = (at: Instant): string =>
  londonDateTime(at).toPlainTime().toString({ smallestUnit: "minute" });

/** `21 November 2026 at 14:30` on the wall in England. */
export const longDateTime = (at: Instant): string => `${longDate(londonDay(at))} at ${clock(at)}`;

const counted = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? "" : "s"}`;

/** `Sunday 22 November 2026` */
export const weekdayAndDate = (day: LocalDate): string => `${WEEKDAYS[day.dayOfWeek - 1]} ${longDate(day)}`;

/** Days from which people count in months, and in years. */
const MONTHS_FROM_DAYS = 60;
const YEARS_FROM_DAYS = 730;

/** So many days in the words people use: `12 days`, `22 months`, `3 years`. Pair it with the exact day. */
export function daysInWords(days: number): string {
  if (days < MONTHS_FROM_DAYS) return counted(days, "day");
  return days < YEARS_FROM_DAYS
    ? counted(Math.round(days / 30.44), "month")
    : counted(Math.round(days / 365.25), "year");
}

/** So many hours as people promise them: `36 hours`, `5 days`. */
export const hoursInWords = (hours: number): string =>
  hours >= 48 && hours % 24 === 0 ? counted(hours / 24, "day") : counted(hours, "hour");

/** How far away, in the words people use: `in 20 minutes`, `2 days ago`. Pair it with the exact time. */
export function fromNow(at: Instant, present: Instant): string {
  const minutes = Math.round((at.epochMilliseconds - present.epochMilliseconds) / 60_000);
  const size = Math.abs(minutes);
  const words =
    size < 60
      ? counted(size, "minute")
      : size < 48 * 60
        ? counted(Math.round(size / 60), "hour")
        : daysInWords(Math.round(size / 1440));
  if (size === 0) return "now";
  return minutes > 0 ? `in ${words}` : `${words} ago`;
}

/** A day as people type it: `21/11/2026`. */
export const typedDay = (day: LocalDate): string => `${day.day}/${day.month}/${day.year}`;

const SHORT_YEAR_IS_PAST_AFTER = 30;

/** Years of which the database holds every day and the day after it: it knows no year 0 and writes four digits. */
const [YEAR_MIN, YEAR_MAX] = [1, 9998] as const;

/**
 * Reads a day as people type it: `1/1/26`, `1 1 2026`, `1-1-2026`, `1 Jan 2026`, `2026-01-01`. Day first, as in Britain.
 * A two-digit year above 30 belongs to the last century. Undefined when it is no day of the calendar.
 */
export function parseDay(text: string): LocalDate | undefined {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  if (iso) return plainDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dayFirst = /^(\d{1,2})[\s/.-]+(\d{1,2}|[A-Za-z]{3,9})[\s/.,-]+(\d{4}|\d{2})$/.exec(trimmed);
  if (!dayFirst) return undefined;
  const month = /^\d/.test(dayFirst[2] ?? "") ? Number(dayFirst[2]) : monthNamed(dayFirst[2] ?? "");
  const typed = Number(dayFirst[3]);
  const year = dayFirst[3]?.length === 2 ? typed + (typed > SHORT_YEAR_IS_PAST_AFTER ? 1900 : 2000) : typed;
  return plainDate(year, month, Number(dayFirst[1]));
}

/** Reads a time as people type it: `0930`, `9:30`, `9.30`, `9.30pm`, `9`. Undefined when it is no time of day. */
export function parseTime(text: string): Temporal.PlainTime | undefined {
  const match = /^(\d{1,2})[:.]?(\d{2})?(?::\d{2})?\s*(am|pm)?$/i.exec(text.trim());
  if (!match) return undefined;
  let hour = Number(match[1]);
  const half = match[3]?.toLowerCase();
  if (half && (hour < 1 || hour > 12)) return undefined;
  if (half) hour = (hour % 12) + (half === "pm" ? 12 : 0);
  const minute = Number(match[2] ?? 0);
  if (hour > 23 || minute > 59) return undefined;
  return Temporal.PlainTime.from({ hour, minute });
}

/** A day and time in one line, as people type it: `27/3/2026 14:30`, `27 March 2026 at 2.30 pm`. Undefined when it is neither. */
export function parseDayAndTime(text: string): { readonly on: LocalDate; readonly at: Instant } | undefined {
  const parts = /^(.*?[^\s,])[\s,]+(?:at\s+)?(\S+(?:\s*[ap]m)?)$/i.exec(text.trim());
  const [on, time] = [parseDay(parts?.[1] ?? ""), parseTime(parts?.[2] ?? "")];
  return on && time ? { on, at: fromLondon(on.toPlainDateTime(time)) } : undefined;
}

function plainDate(year: number, month: number, day: number): LocalDate | undefined {
  if (year < YEAR_MIN || year > YEAR_MAX) return undefined;
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
  } catch {
    return undefined;
  }
}

function monthNamed(word: string): number {
  const start = word.toLowerCase().slice(0, 3);
  return (
    MONTHS.findIndex(
      (month) => month.toLowerCase().startsWith(start) && month.toLowerCase().startsWith(word.toLowerCase()),
    ) + 1
  );
}
