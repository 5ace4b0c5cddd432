import { fromLondon, type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { Span } from "./appointment.ts";

/** When in the week a worker sees people, by the clock on the wall. */
export type Hours = {
  readonly weekday: number;
  readonly from: Temporal.PlainTime;
  readonly to: Temporal.PlainTime;
};

/** Free times begin on a quarter of an hour. */
const STEP_MINUTES = 15;

const compare = Temporal.Instant.compare;
const overlaps = (a: Span, b: Span): boolean => compare(a.from, b.to) < 0 && compare(b.from, a.to) < 0;

/**
 * The first free times of a worker, so many minutes long: within their hours, beside what is taken, on days they are here,
 * from now on. At most a few each day, so that a person has days to choose from.
 */
export function freeTimes(asked: {
  readonly hours: readonly Hours[];
  readonly taken: readonly Span[];
  readonly away: (day: LocalDate) => boolean;
  readonly minutes: number;
  readonly now: Instant;
  readonly days?: number;
  readonly most?: number;
  readonly eachDay?: number;
}): readonly Span[] {
  const { hours, taken, away, minutes, now, days = 28, most = 12, eachDay = 4 } = asked;
  const found: Span[] = [];
  for (let ahead = 0; ahead < days && found.length < most; ahead++) {
    const day = londonDay(now).add({ days: ahead });
    if (away(day)) continue;
    const today = hours
      .filter((each) => each.weekday === day.dayOfWeek)
      .flatMap((each) => within(day, each, minutes))
      .filter((span) => compare(span.from, now) >= 0 && !taken.some((busy) => overlaps(span, busy)));
    found.push(...spread(today, minutes).slice(0, eachDay));
  }
  return found.slice(0, most);
}

/** Every stretch of so many minutes that fits into these hours of a day. */
function within(day: LocalDate, hours: Hours, minutes: number): readonly Span[] {
  const [opens, closes] = [
    fromLondon(day.toPlainDateTime(hours.from)),
    fromLondon(day.toPlainDateTime(hours.to)),
  ];
  const spans: Span[] = [];
  for (
    let from = opens;
    compare(from.add({ minutes }), closes) <= 0;
    from = from.add({ minutes: STEP_MINUTES })
  )
    spans.push({ from, to: from.add({ minutes }) });
  return spans;
}

/** Those that do not overlap the one before. */
function spread(spans: readonly Span[], minutes: number): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans) {
    const last = kept.at(-1);
    if (!last || compare(span.from, last.from.add({ minutes })) >= 0) kept.push(span);
  }
  return kept;
}
