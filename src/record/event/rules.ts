import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay, parseDay, parseDayAndTime } from "../../kernel/time.ts";
import type { Life } from "../episode/rules.ts";
import { EVENT_KINDS, type EventCode, type EventKind, eventKind, type Precision } from "./kinds.ts";

/** When something happened, no more exactly than it is known. Months and years are kept as their first day. */
export type When =
  | { readonly precision: "minute"; readonly on: LocalDate; readonly at: Instant }
  | { readonly precision: Exclude<Precision, "minute">; readonly on: LocalDate };

/** Why an event cannot be recorded so. */
export type EventRefusal =
  | { readonly code: "when-not-understood"; readonly typed: string }
  | { readonly code: "still-to-come" }
  | { readonly code: "before-birth"; readonly born: LocalDate }
  | { readonly code: "after-death"; readonly died: LocalDate }
  | { readonly code: "kind-not-yours" }
  | { readonly code: "death-has-its-own-page" }
  | { readonly code: "does-not-last"; readonly kind: EventCode }
  | { readonly code: "ends-before-it-starts" }
  | { readonly code: "end-still-to-come" }
  | { readonly code: "ends-after-death"; readonly died: LocalDate };

const MONTH_NAMES = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;

/**
 * Reads when something happened as people type it: `3/3/2026 14:30`, `3 March 2026`, `March 2026`, `03/2026`, `2026`.
 * The precision is what was typed. Refuses what is no day, month or year of the calendar.
 */
export function readWhen(typed: string): Result<When, EventRefusal> {
  const text = typed.trim().replace(/\s+/g, " ");
  const whole = parseDay(text);
  if (whole) return accept({ precision: "day", on: whole });
  const moment = parseDayAndTime(text);
  if (moment) return accept({ precision: "minute", ...moment });
  const month = readMonth(text);
  if (month) return accept({ precision: "month", on: month });
  const year = /^(\d{4})$/.exec(text);
  const first = year && firstOf(Number(year[1]), 1);
  if (first) return accept({ precision: "year", on: first });
  return refuse({ code: "when-not-understood", typed: text });
}

function readMonth(text: string): LocalDate | undefined {
  const named = /^([A-Za-z]{3,9})[\s,]+(\d{4})$/.exec(text);
  if (named) {
    const word = (named[1] ?? "").toLowerCase();
    return firstOf(Number(named[2]), MONTH_NAMES.findIndex((name) => name.startsWith(word)) + 1);
  }
  const numbered = /^(\d{1,2})\/(\d{4})$/.exec(text) ?? /^(\d{4})-(\d{1,2})$/.exec(text);
  if (!numbered) return undefined;
  const [one, two] = [Number(numbered[1]), Number(numbered[2])];
  return one > 31 ? firstOf(one, two) : firstOf(two, one);
}

/** The earliest year that a living person's record speaks of. */
const EARLIEST_YEAR = 1900;

const firstOf = (year: number, month: number): LocalDate | undefined =>
  month >= 1 && month <= 12 && year >= EARLIEST_YEAR
    ? Temporal.PlainDate.from({ year, month, day: 1 })
    : undefined;

/** Kinds this role may record by hand. A death is recorded on its own page, which also stops everything else. */
export const kindsFor = (categories: readonly string[]): readonly EventKind[] =>
  EVENT_KINDS.filter((kind) => categories.includes(kind.category) && kind.code !== "death");

/** What a worker says happened. */
export type Told = {
  readonly kind: EventCode;
  readonly when: string;
  /** Day of release or discharge, for what lasts; that day is no longer part of it. */
  readonly until: LocalDate | undefined;
};

/**
 * May this be recorded? Its kind must be one the role works with, it must have happened in the person's life so far, and
 * only what lasts can end.
 */
export function decideEvent(
  told: Told,
  { categories, ...life }: Life & { readonly categories: readonly string[] },
  now: Instant,
): Result<
  { readonly kind: EventKind; readonly when: When; readonly until: LocalDate | undefined },
  EventRefusal
> {
  if (told.kind === "death") return refuse({ code: "death-has-its-own-page" });
  const kind = eventKind(told.kind);
  if (!categories.includes(kind.category)) return refuse({ code: "kind-not-yours" });
  const when = readWhen(told.when);
  if (!when.ok) return when;
  const refusal = outsideLife(when.value, life, now) ?? wrongEnd(told, kind, when.value, life, now);
  return refusal ? refuse(refusal) : accept({ kind, when: when.value, until: told.until });
}

const before = (a: LocalDate, b: LocalDate): boolean => Temporal.PlainDate.compare(a, b) < 0;

/** Why it cannot have happened then: what is known only to a month or a year may have been on any of its days. */
function outsideLife(when: When, { born, died }: Life, now: Instant): EventRefusal | undefined {
  const future =
    when.precision === "minute"
      ? Temporal.Instant.compare(when.at, now) > 0
      : before(londonDay(now), when.on);
  if (future) return { code: "still-to-come" };
  if (born && before(lastDayOf(when), born)) return { code: "before-birth", born };
  return died && before(died, when.on) ? { code: "after-death", died } : undefined;
}

/** Why it cannot have ended then; undefined where it can, or where no end was told. */
function wrongEnd(
  { kind: code, until }: Told,
  kind: EventKind,
  when: When,
  { died }: Life,
  now: Instant,
): EventRefusal | undefined {
  if (!until) return undefined;
  if (!kind.spell) return { code: "does-not-last", kind: code };
  if (before(until, when.on)) return { code: "ends-before-it-starts" };
  if (before(londonDay(now), until)) return { code: "end-still-to-come" };
  return died && before(died, until) ? { code: "ends-after-death", died } : undefined;
}

/** The last day on which it can have happened, as exactly as it is known. */
function lastDayOf({ on, precision }: When): LocalDate {
  if (precision === "month") return on.add({ months: 1 }).subtract({ days: 1 });
  if (precision === "year") return on.add({ years: 1 }).subtract({ days: 1 });
  return on;
}
