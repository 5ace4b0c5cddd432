import { longDate } from "../../kernel/time.ts";
import { EVENT_KINDS, type EventKind } from "../event/kinds.ts";
import { type Axis, type Frame, periodStart, stepFor } from "./journey-axis.ts";
import { byDay, type Journey, type JourneyEvent, sayDay } from "./journey-model.ts";

/** One event at its day. Hollow when the day itself is not known. */
export type Mark = { readonly x: number; readonly exact: boolean; readonly title: string };

/** Several events of one calendar period as a column with their number. */
export type Tally = {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly title: string;
};

/** An event that lasts. */
export type Spell = { readonly x: number; readonly width: number; readonly title: string };

/** One kind of event as a row. Only one of the three lists has anything in it. */
export type EventRow = {
  readonly kind: EventKind;
  readonly name: string;
  readonly total: number;
  /** What stands for what, said under the name. */
  readonly standing: string;
  readonly top: number;
  readonly height: number;
  readonly nameY: number;
  /** Too low a row for two lines of words: the standing follows the name. */
  readonly oneLine: boolean;
  readonly base: number;
  readonly marks: readonly Mark[];
  readonly tallies: readonly Tally[];
  readonly spells: readonly Spell[];
};

const ROW_PAD = 8;
const MARK_ROW = 18;
const TALLY_ROW = 44;
const NAME_HEIGHT = 20;
/** Marks nearer than this would hide each other. */
const MARK_GAP = 12;
/** A column narrower than this has no room for its number. */
const TALLY_WIDTH_MIN = 17;
const TALLY_LABEL = 14;

/** A row for each kind that happened, in the order of the declared kinds. */
export function eventRowsOf(journey: Journey, axis: Axis, frame: Frame, top: number): readonly EventRow[] {
  const rows: EventRow[] = [];
  let y = top;
  for (const kind of EVENT_KINDS as readonly EventKind[]) {
    const events = journey.events
      .filter((event) => event.kind === kind.code)
      .toSorted((a, b) => byDay(a.on, b.on));
    if (events.length === 0) continue;
    const row = rowOf(kind, events, journey, axis, frame, y);
    rows.push(row);
    y += row.height;
  }
  return rows;
}

function rowOf(
  kind: EventKind,
  events: readonly JourneyEvent[],
  journey: Journey,
  axis: Axis,
  frame: Frame,
  top: number,
): EventRow {
  const crowded = !kind.spell && isCrowded(events, axis);
  const head = frame.namesAbove ? NAME_HEIGHT : 0;
  const height = (crowded ? TALLY_ROW : MARK_ROW) + 2 * ROW_PAD + head;
  const months = stepFor(axis.unitsPerDay, TALLY_WIDTH_MIN);
  return {
    kind,
    name: events.length === 1 ? kind.name : kind.plural,
    total: events.length,
    standing: crowded ? `${events.length}, by ${periodName(months)}` : `${events.length}`,
    top,
    height,
    nameY: frame.namesAbove ? top + ROW_PAD + 11 : top + height / 2 + (crowded ? -2 : 5),
    oneLine: frame.namesAbove || !crowded,
    base: top + height - ROW_PAD,
    marks: kind.spell || crowded ? [] : events.map((event) => markOf(event, axis)),
    tallies: crowded ? talliesOf(kind, events, axis, months) : [],
    spells: kind.spell ? events.map((event) => spellOf(event, journey, axis)) : [],
  };
}

const isCrowded = (events: readonly JourneyEvent[], axis: Axis): boolean =>
  events.some((event, index) => {
    const before = events[index - 1];
    return before !== undefined && axis.x(event.on) - axis.x(before.on) < MARK_GAP;
  });

const markOf = (event: JourneyEvent, axis: Axis): Mark => ({
  x: axis.x(event.on),
  exact: event.precision === "minute" || event.precision === "day",
  title: `${event.label}, ${sayDay(event.on, event.precision)}`,
});

function spellOf(event: JourneyEvent, journey: Journey, axis: Axis): Spell {
  const x = axis.x(event.on);
  const start = sayDay(event.on, event.precision);
  return {
    x,
    width: Math.max(3, axis.x(event.endedOn ?? journey.today) - x),
    title: event.endedOn
      ? `${event.label}, ${start} to ${longDate(event.endedOn)}`
      : `${event.label}, since ${start}`,
  };
}

function talliesOf(
  kind: EventKind,
  events: readonly JourneyEvent[],
  axis: Axis,
  months: number,
): readonly Tally[] {
  const periods = Map.groupBy(events, (event) => periodStart(event.on, months).toString());
  const most = Math.max(...[...periods.values()].map((some) => some.length));
  return [...periods].map(([start, some]) => {
    const from = Temporal.PlainDate.from(start);
    const left = Math.max(axis.x(axis.from), axis.x(from));
    const right = Math.min(axis.x(axis.to), axis.x(from.add({ months })));
    return {
      x: left + 1,
      width: right - left - 2,
      height: ((TALLY_ROW - TALLY_LABEL) * some.length) / most,
      count: some.length,
      title: `${some.length} ${(some.length === 1 ? kind.name : kind.plural).toLowerCase()}, ${sayPeriod(from, months)}`,
    };
  });
}

function sayPeriod(from: Temporal.PlainDate, months: number): string {
  if (months === 12) return `${from.year}`;
  const first = sayDay(from, "month");
  return months === 1 ? first : `${first} to ${sayDay(from.add({ months: months - 1 }), "month")}`;
}

function periodName(months: number): string {
  if (months === 1) return "month";
  if (months === 3) return "quarter";
  if (months === 6) return "half year";
  return months === 12 ? "year" : `${months / 12} years`;
}
