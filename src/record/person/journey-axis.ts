import { daysBetween, type LocalDate } from "../../kernel/time.ts";
import type { Journey } from "./journey-model.ts";
import { byDay, latest } from "./journey-model.ts";

/** The room a picture has, in drawing units. Names stand left of the lanes, or above them where there is no room. */
export type Frame = {
  readonly width: number;
  /** Where the time axis starts and ends. */
  readonly left: number;
  readonly right: number;
  readonly namesAbove: boolean;
};

/** For a desktop and for paper. */
export const WIDE: Frame = { width: 960, left: 240, right: 924, namesAbove: false };
/** For a phone. */
export const NARROW: Frame = { width: 360, left: 4, right: 336, namesAbove: true };

/** A labelled moment of the time axis. */
export type Tick = { readonly x: number; readonly label: string; readonly isYear: boolean };

/** The days a picture covers and where each of them stands. */
export type Axis = {
  readonly from: LocalDate;
  /** The day after the last one shown. */
  readonly to: LocalDate;
  readonly unitsPerDay: number;
  readonly x: (day: LocalDate) => number;
  readonly months: readonly Tick[];
  readonly years: readonly Tick[];
};

const SHORT_MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;
/** Steps that people read off a calendar, in months. */
const STEPS = [1, 3, 6, 12, 24, 60, 120, 240] as const;
const MEAN_MONTH = 365.25 / 12;
/** The least room for a month's or a year's name. */
const LABEL_WIDTH = 40;

/** The calendar step, in months, whose periods are at least this wide. */
export const stepFor = (unitsPerDay: number, widthMin: number): number =>
  STEPS.find((months) => months * MEAN_MONTH * unitsPerDay >= widthMin) ?? 240;

/** The first day of the period of so many months that holds this day, counted from January of the year 0. */
export function periodStart(day: LocalDate, months: number): LocalDate {
  const index = Math.floor((day.year * 12 + day.month - 1) / months) * months;
  return Temporal.PlainDate.from({ year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 });
}

/** Whole months from before the first fact to after today or the last fact, whichever is later. */
export function axisOf(journey: Journey, frame: Frame): Axis {
  const days = daysOf(journey);
  const first = days.toSorted(byDay)[0] ?? journey.today;
  const last = latest([...days, journey.today]) ?? journey.today;
  const from = periodStart(first, 1);
  const to = periodStart(last, 1).add({ months: 1 });
  const unitsPerDay = (frame.right - frame.left) / daysBetween(from, to);
  const x = (day: LocalDate): number => frame.left + daysBetween(from, day) * unitsPerDay;
  const step = stepFor(unitsPerDay, LABEL_WIDTH);
  const months = step < 12 ? ticks(from, to, step).map((day) => monthTick(day, x(day))) : [];
  return { from, to, unitsPerDay, x, months, years: yearTicks(from, to, Math.max(12, step), x, frame) };
}

function daysOf(journey: Journey): readonly LocalDate[] {
  const known = [
    ...journey.episodes.flatMap((episode) => [episode.startedOn, episode.endedOn]),
    ...journey.handovers.flatMap((one) => [one.offeredOn, one.acceptedOn, one.arrivedOn, one.closedOn]),
    ...journey.events.flatMap((event) => [event.on, event.endedOn]),
    ...journey.measures.flatMap((measure) => measure.points.map((point) => point.on)),
  ];
  return known.filter((day) => day !== undefined);
}

/** The starts of the periods that begin within the axis. */
function ticks(from: LocalDate, to: LocalDate, months: number): readonly LocalDate[] {
  const found: LocalDate[] = [];
  let day = periodStart(from, months);
  while (byDay(day, to) < 0) {
    if (byDay(day, from) >= 0) found.push(day);
    day = day.add({ months });
  }
  return found;
}

const monthTick = (day: LocalDate, x: number): Tick => ({
  x,
  label: SHORT_MONTHS[day.month - 1] ?? "",
  isYear: day.month === 1,
});

/** Years are named where they begin; the first also where the axis begins, if the next leaves it room. */
function yearTicks(
  from: LocalDate,
  to: LocalDate,
  months: number,
  x: (day: LocalDate) => number,
  frame: Frame,
): readonly Tick[] {
  const starts = ticks(from, to, months).map((day) => ({ x: x(day), label: `${day.year}`, isYear: true }));
  const next = starts[0]?.x ?? frame.right;
  const isFirstNamed = next - frame.left < 0.5;
  if (isFirstNamed || next - frame.left < LABEL_WIDTH) return starts;
  return [{ x: frame.left, label: `${from.year}`, isYear: false }, ...starts];
}
