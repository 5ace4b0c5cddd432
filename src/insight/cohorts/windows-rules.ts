import { accept, type Result } from "../../kernel/result.ts";
import type { TimeAtRisk } from "../evaluate/before-after.ts";
import { fromEvents } from "./columns.ts";
import type { Design, Outcome, Span } from "./design.ts";
import { type CohortRefused, no } from "./messages.ts";

/** Days from the first on up to, but not with, the last, both counted from 1970-01-01. */
export type Days = { readonly from: number; readonly to: number };

/** Where one person's windows lie, and how long each would be were it seen to its end. */
export type Windows = {
  readonly before: (Days & { readonly whole: number }) | undefined;
  readonly after: (Days & { readonly whole: number }) | undefined;
};

/** What bounds what can be seen: of the sources, and of the person. */
export type Seen = {
  readonly completeFrom: number;
  /** The last day that is complete; it counts. */
  readonly completeTo: number;
  /** The last day the person could be seen, such as that of their death; it counts. Infinity where there is none. */
  readonly end: number;
};

/** Years are days / 365.25, as the glossary has it for person-years at risk. */
export const DAYS_A_YEAR = 365.25;

/** Days before and after these are slips of the pen. */
export const [EARLIEST, LATEST] = ["1900-01-01", "2100-12-31"] as const;

const EPOCH = Temporal.PlainDate.from("1970-01-01");

/** A day as a number, counted from 1970-01-01. */
export const dayNumber = (text: string): number =>
  EPOCH.until(Temporal.PlainDate.from(text), { largestUnit: "day" }).days;

/** A number as a day: 2026-03-31. */
export const dayText = (day: number): string => EPOCH.add({ days: day }).toString();

/** So long before (sign −1) or after a day. Months and years keep the day of the month, or take the month's last. */
export function moved(day: number, { count, unit }: Span, sign: 1 | -1): number {
  if (unit === "day") return day + sign * count;
  if (unit === "week") return day + sign * 7 * count;
  const by = sign * count;
  const to = EPOCH.add({ days: day }).add(unit === "month" ? { months: by } : { years: by });
  return EPOCH.until(to, { largestUnit: "day" }).days;
}

/** A quarter of a year, in days. */
export const QUARTER_DAYS = DAYS_A_YEAR / 4;

/**
 * A window's quarters, the last one first, as far as it is seen. They are counted back from its end, so that a day d days before the end
 * (the last day being 0) is of quarter ⌊d / 91.3125⌋; what is left over at its beginning belongs to the earliest.
 */
export function quartersOf({ from, to, whole }: Days & { readonly whole: number }): readonly Days[] {
  const count = Math.max(1, Math.round(whole / QUARTER_DAYS));
  return Array.from({ length: count }, (_, k) => {
    const begins = k === count - 1 ? from : to - Math.ceil((k + 1) * QUARTER_DAYS);
    const ends = to - Math.ceil(k * QUARTER_DAYS);
    return { from: Math.max(from, Math.min(begins, to)), to: Math.max(from, ends) };
  });
}

const NOTHING: Span = { count: 0, unit: "day" };

/**
 * The two windows of one person. The one before ends the day before entry, or a gap earlier; the one after begins on the day of
 * entry, or a gap later. Either may be two dates instead, the same for everybody. Both are cut to what can be seen.
 */
export function windowsOf(windows: Design["windows"], entered: number, seen: Seen): Windows {
  const { before, after, gap = NOTHING, gapAfter = NOTHING } = windows;
  const cut = ({ from, to }: Days): Days & { readonly whole: number } => {
    const start = Math.max(from, seen.completeFrom);
    return {
      from: start,
      to: Math.max(start, Math.min(to, seen.completeTo + 1, seen.end + 1)),
      whole: to - from,
    };
  };
  const fixed = (dates: { readonly from: string; readonly to: string }): Days => ({
    from: dayNumber(dates.from),
    to: dayNumber(dates.to) + 1,
  });
  const until = moved(entered, gap, -1);
  const since = moved(entered, gapAfter, 1);
  return {
    before: before && cut("from" in before ? fixed(before) : { from: moved(until, before, -1), to: until }),
    after: after && cut("from" in after ? fixed(after) : { from: since, to: moved(since, after, 1) }),
  };
}

/** Refuses windows that cannot be placed: lengths without a day of entry, dates that run backwards. */
export function windowsStand({ windows, cohort }: Design): Result<void, CohortRefused> {
  for (const name of ["before", "after"] as const) {
    const window = windows[name];
    if (window === undefined) continue;
    const field = `windows.${name}`;
    if ("from" in window) {
      if (window.from > window.to) return no({ code: "window-backwards", field, ...window });
    } else if (cohort.entered === undefined)
      return no({
        code: "window-without-dates",
        field,
        needs: "cohort.entered (the column with the day of entry), or a first and a last day (from, to)",
      });
  }
  const { before, after } = windows;
  if (before && after) {
    if ("from" in before !== "from" in after)
      return no({ code: "windows-clash", wrong: "are a length and two dates; give both in one way" });
    if ("from" in before && "from" in after && before.to >= after.from)
      return no({
        code: "windows-clash",
        wrong: `overlap: before runs to ${before.to}, after from ${after.from}`,
      });
  }
  return accept(undefined);
}

/** What an outcome's time at risk is: columns of the file's own, days on the calendar, or those without the days away. */
export function timeOf({ windows }: Design, outcome: Outcome): TimeAtRisk {
  if (outcome.kind !== "events" || !fromEvents(outcome)) return "as given";
  const { before, after, awayBefore, awayAfter } = windows;
  const left = (before && awayBefore === undefined) || (after && awayAfter === undefined);
  return left ? "calendar" : "without days away";
}

/** A length in words: 1 year, 26 weeks. */
export const spanText = ({ count, unit }: Span): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
