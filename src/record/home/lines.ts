import { endOfDay, type Instant, londonDay } from "../../kernel/time.ts";

/** One thing to do: who (or what, where it is about nobody), by when, and the act it ends in. */
export type Line = {
  readonly key: string;
  readonly due: Instant;
  readonly who: string;
  readonly what?: string;
  /** Where it came from, or whom it is for. */
  readonly more?: string;
  /** Where it is read; the name of whoever it is about leads there. Left out for those who may not read it. */
  readonly href?: string;
  readonly act:
    | { readonly does: "go"; readonly words: string; readonly href: string }
    | { readonly does: "post"; readonly words: string; readonly action: string };
  /** Belongs to now whenever it is due: an answer nobody gave, somebody handed back. */
  readonly pressing?: true;
};

/** Days that *this week* looks ahead, today included. */
export const WEEK_DAYS = 7;

/** What is due within the hour counts as now. */
export const NOW_MINUTES = 60;

/** The lines by when a person would do them: now (late, pressing, or within the hour), today, this week, and how many later. */
export function byWhen(
  lines: readonly Line[],
  now: Instant,
): {
  readonly now: readonly Line[];
  readonly today: readonly Line[];
  readonly week: readonly Line[];
  readonly later: number;
} {
  const sorted = lines.toSorted(
    (a, b) => Temporal.Instant.compare(a.due, b.due) || a.key.localeCompare(b.key),
  );
  const soon = now.add({ minutes: NOW_MINUTES });
  const tonight = endOfDay(londonDay(now));
  const weekEnd = endOfDay(londonDay(now).add({ days: WEEK_DAYS - 1 }));
  const until = (line: Line, end: Instant): boolean => Temporal.Instant.compare(line.due, end) < 0;
  const isNow = (line: Line): boolean => line.pressing === true || until(line, soon);
  const rest = sorted.filter((line) => !isNow(line));
  return {
    now: sorted.filter(isNow),
    today: rest.filter((line) => until(line, tonight)),
    week: rest.filter((line) => !until(line, tonight) && until(line, weekEnd)),
    later: rest.filter((line) => !until(line, weekEnd)).length,
  };
}
