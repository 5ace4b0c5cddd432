import { type LocalDate, londonDateTime, parseTime } from "../../kernel/time.ts";

/** How a file writes dates in numbers. Never guessed: 03/04/2025 is a date either way. */
export const DATE_ORDERS = ["day-first", "month-first", "iso"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** A day, with the time of day on the wall in England where the file tells it. */
export type Moment = { readonly day: LocalDate; readonly time?: Temporal.PlainTime };

/** Which century two digits of a year belong to. Births lie in the past; anything else within 20 years of today. */
export type ShortYears = "birth" | "recent";

type Reading = { readonly order: DateOrder; readonly shortYears: ShortYears; readonly asOf: LocalDate };

const TIME = /[T\s]+(\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:am|pm)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a date as systems export it: `21/11/2026`, `21-Nov-26`, `2026-11-21`, `20261121`, with or without a time.
 * Midnight written with its seconds (`00:00:00`) is how databases print a day without a time. Undefined when it is no
 * day of the calendar or no time of a day.
 */
export function readMoment(text: string, reading: Reading): Moment | undefined {
  const trimmed = text.trim();
  const timed = TIME.exec(trimmed);
  const day = readDay(timed ? trimmed.slice(0, timed.index) : trimmed, reading);
  if (!day || !timed) return day && { day };
  const [, clock = "", offset] = timed;
  const seconds = /[:.]\d{2}[:.](\d{2})/.exec(clock)?.[1];
  if (seconds !== undefined && Number(seconds) > 59) return undefined;
  const time = parseTime(clock.replace(/([:.]\d{2})[:.]\d{2}(?:[.,]\d+)?/, "$1"));
  if (!time) return undefined;
  if (offset) return inEngland(day, time, offset);
  const onlyADay = seconds === "00" && time.hour === 0 && time.minute === 0 && !/m$/i.test(clock);
  return onlyADay ? { day } : { day, time };
}

/** A time that says its distance from Greenwich, as the clock in England showed it. */
function inEngland(day: LocalDate, time: Temporal.PlainTime, offset: string): Moment | undefined {
  const zone = /^z$/i.test(offset) ? "Z" : offset.replace(/^(...):?(..)$/, "$1:$2");
  try {
    const local = londonDateTime(Temporal.Instant.from(`${day.toString()}T${time.toString()}${zone}`));
    return { day: local.toPlainDate(), time: local.toPlainTime() };
  } catch {
    return undefined;
  }
}

const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);

function readDay(text: string, reading: Reading): LocalDate | undefined {
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (yearFirst) return calendarDay(yearFirst[1], yearFirst[3], yearFirst[4], reading);
  const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  if (compact && reading.order === "iso") return calendarDay(compact[1], compact[2], compact[3], reading);
  const named =
    /^(?<day>\d{1,2})[\s/.-]+(?<month>[a-z]{3,9})[\s/.,-]+(?<year>\d{4}|\d{2})$/i.exec(text)?.groups ??
    /^(?<month>[a-z]{3,9})[\s.]+(?<day>\d{1,2})[\s,]+(?<year>\d{4})$/i.exec(text)?.groups;
  if (named) return calendarDay(named.year, monthNamed(named.month ?? ""), named.day, reading);
  const numbers = /^(\d{1,2})([-/.\s])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text);
  if (!numbers || reading.order === "iso") return undefined;
  const [, first, , second, year] = numbers;
  return reading.order === "day-first"
    ? calendarDay(year, second, first, reading)
    : calendarDay(year, first, second, reading);
}

/** The number of the month that begins with these letters; `0` where none does. */
export function monthNamed(word: string): string {
  const typed = word.toLowerCase();
  return String(MONTHS.findIndex((month) => month.startsWith(typed)) + 1);
}

const RECENT_YEARS_AHEAD = 20;

function calendarDay(
  yearText: string | undefined,
  month: string | undefined,
  day: string | undefined,
  { shortYears, asOf }: Reading,
): LocalDate | undefined {
  const typed = Number(yearText);
  const on = (year: number): LocalDate | undefined => dateOrNone(year, Number(month), Number(day));
  if (yearText?.length !== 2) return on(typed);
  const thisCentury = on(2000 + typed);
  const past = shortYears === "birth" ? asOf : asOf.add({ years: RECENT_YEARS_AHEAD });
  // 29 February may exist in one century and not in the other.
  if (thisCentury && Temporal.PlainDate.compare(thisCentury, past) <= 0) return thisCentury;
  return 2000 + typed <= past.year && !thisCentury ? undefined : on(1900 + typed);
}

function dateOrNone(year: number, month: number, day: number): LocalDate | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" });
  } catch {
    return undefined;
  }
}
