import type { LocalDate } from "../../kernel/time.ts";
import { longDate } from "../../kernel/time.ts";
import { type Axis, axisOf, type Frame } from "./journey-axis.ts";
import { type Connector, connectorsOf } from "./journey-connectors.ts";
import { type EventRow, eventRowsOf } from "./journey-events.ts";
import {
  byDay,
  type Journey,
  type JourneyEpisode,
  type JourneyMeasure,
  sayDay,
  serviceName,
} from "./journey-model.ts";

/** One stay as a bar. An open one runs to today and fades there. */
export type Bar = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly open: boolean;
  /** Only where the words fit inside. */
  readonly label?: string;
  readonly title: string;
};

/** One service's line of the picture. */
export type Lane = {
  readonly service: string;
  readonly name: string;
  /** Where the last stay stands, or that none has begun. */
  readonly standing: string;
  readonly top: number;
  readonly height: number;
  readonly nameY: number;
  readonly bars: readonly Bar[];
};

/** One score's line of the picture. */
export type MeasureRow = {
  readonly code: string;
  readonly name: string;
  readonly standing: string;
  readonly top: number;
  readonly height: number;
  readonly nameY: number;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly value: number;
    readonly title: string;
  }[];
};

/** A stretch of time that runs through the whole picture. */
export type Through = { readonly x: number; readonly width: number; readonly title: string };

/** Everything the picture draws, placed. Units are those of the frame. */
export type JourneyLayout = {
  readonly frame: Frame;
  readonly height: number;
  readonly axis: Axis;
  readonly axisBottom: number;
  readonly lanes: readonly Lane[];
  readonly connectors: readonly Connector[];
  readonly events: readonly EventRow[];
  readonly measures: readonly MeasureRow[];
  readonly custody: readonly Through[];
  readonly death?: { readonly x: number; readonly title: string };
  readonly today: { readonly x: number; readonly title: string };
};

const AXIS_HEIGHT = 54;
export const BAR_HEIGHT = 26;
const BAR_GAP = 6;
const LANE_PAD = 9;
/** Room for a name above its line, where names stand above. */
const NAME_HEIGHT = 20;
const MEASURE_HEIGHT = 34;
/** Above a line that may start at its top, a name needs more. */
const MEASURE_NAME_HEIGHT = 28;
const SECTION_GAP = 16;
/** What a character of a bar's label is taken to be wide: a little more than Arial's mean at 13 units. */
const CHARACTER = 7;
const LABEL_PAD = 20;
/** An open bar begins to fade here; words on the faded part would be hard to read. */
export const FADE_FROM = 0.7;
/** A stay of a day must still be seen and touched. */
const BAR_WIDTH_MIN = 4;

/** Places everything of a journey: lanes first, then events, then measures, all under one time axis. */
export function layoutJourney(journey: Journey, frame: Frame): JourneyLayout {
  const axis = axisOf(journey, frame);
  const lanes = lanesOf(journey, axis, frame, AXIS_HEIGHT);
  const eventsTop = (lanes.at(-1) ? bottomOf(lanes) : AXIS_HEIGHT) + SECTION_GAP;
  const events = eventRowsOf(journey, axis, frame, eventsTop);
  const measuresTop = (events.length > 0 ? bottomOf(events) : eventsTop - SECTION_GAP) + SECTION_GAP;
  const measures = measureRowsOf(journey, axis, frame, measuresTop);
  const bottom = measures.length > 0 ? bottomOf(measures) : measuresTop - SECTION_GAP;
  const death = journey.events.find((event) => event.kind === "death");
  return {
    frame,
    height: Math.ceil(bottom + 10),
    axis,
    axisBottom: AXIS_HEIGHT,
    lanes,
    connectors: connectorsOf(journey, axis, lanes),
    events,
    measures,
    custody: custodyOf(journey, axis),
    death: death && { x: axis.x(death.on), title: `Died ${sayDay(death.on, death.precision)}` },
    today: { x: axis.x(journey.today), title: `Today, ${longDate(journey.today)}` },
  };
}

const bottomOf = (rows: readonly { readonly top: number; readonly height: number }[]): number => {
  const last = rows.at(-1);
  return last ? last.top + last.height : 0;
};

function lanesOf(journey: Journey, axis: Axis, frame: Frame, top: number): readonly Lane[] {
  const lanes: Lane[] = [];
  let y = top;
  for (const service of servicesInOrder(journey)) {
    const stays = journey.episodes
      .filter((episode) => episode.service === service)
      .toSorted((a, b) => byDay(a.startedOn, b.startedOn));
    const lines = linesOf(stays);
    const head = frame.namesAbove ? NAME_HEIGHT : 0;
    const lineCount = Math.max(1, ...lines.map((line) => line + 1));
    const height = 2 * LANE_PAD + head + lineCount * BAR_HEIGHT + (lineCount - 1) * BAR_GAP;
    const barTop = y + LANE_PAD + head;
    lanes.push({
      service,
      name: serviceName(journey, service),
      standing: standingOf(stays.at(-1)),
      top: y,
      height,
      nameY: frame.namesAbove ? y + LANE_PAD + 11 : y + height / 2 - 2,
      bars: stays.map((stay, index) =>
        barOf(stay, journey, axis, barTop + (lines[index] ?? 0) * (BAR_HEIGHT + BAR_GAP)),
      ),
    });
    y += height;
  }
  return lanes;
}

/** Services by the day of their first stay; those that have only been offered the person stand last. */
function servicesInOrder(journey: Journey): readonly string[] {
  const stays = journey.episodes.toSorted((a, b) => byDay(a.startedOn, b.startedOn));
  const offers = journey.handovers.toSorted((a, b) => byDay(a.offeredOn, b.offeredOn));
  return [
    ...new Set([
      ...stays.map((one) => one.service),
      ...offers.flatMap((one) => [one.fromService, one.toService]),
    ]),
  ];
}

/** Which line of its lane each stay takes, so that two at once stand under each other. */
function linesOf(stays: readonly JourneyEpisode[]): readonly number[] {
  const ends: (LocalDate | undefined)[] = [];
  return stays.map((stay) => {
    const free = ends.findIndex((end) => end !== undefined && byDay(end, stay.startedOn) <= 0);
    const line = free === -1 ? ends.length : free;
    ends[line] = stay.endedOn;
    return line;
  });
}

function standingOf(stay: JourneyEpisode | undefined): string {
  if (!stay) return "Not begun";
  return stay.endedOn ? (stay.ending ?? "Ended") : (stay.stage ?? "Open");
}

function barOf(stay: JourneyEpisode, journey: Journey, axis: Axis, y: number): Bar {
  const x = axis.x(stay.startedOn);
  const end = stay.endedOn ?? journey.today;
  const width = Math.max(BAR_WIDTH_MIN, axis.x(end) - x);
  const words = standingOf(stay);
  const fits = words.length * CHARACTER + LABEL_PAD <= width * (stay.endedOn ? 1 : FADE_FROM);
  const when = stay.endedOn
    ? `${longDate(stay.startedOn)} to ${longDate(stay.endedOn)}`
    : `since ${longDate(stay.startedOn)}`;
  return {
    x,
    y,
    width,
    height: BAR_HEIGHT,
    open: !stay.endedOn,
    label: fits ? words : undefined,
    title: `${stay.serviceName}: ${when}. ${words}`,
  };
}

function custodyOf(journey: Journey, axis: Axis): readonly Through[] {
  return journey.events
    .filter((event) => event.kind === "custody")
    .map((event) => {
      const x = axis.x(event.on);
      const until = event.endedOn ? `to ${longDate(event.endedOn)}` : "and still";
      return {
        x,
        width: Math.max(2, axis.x(event.endedOn ?? journey.today) - x),
        title: `In custody from ${sayDay(event.on, event.precision)} ${until}`,
      };
    });
}

function measureRowsOf(journey: Journey, axis: Axis, frame: Frame, top: number): readonly MeasureRow[] {
  const head = frame.namesAbove ? MEASURE_NAME_HEIGHT : 0;
  const height = MEASURE_HEIGHT + head + 2 * LANE_PAD;
  return journey.measures
    .filter((measure) => measure.points.length > 0)
    .map((measure, index) => {
      const rowTop = top + index * height;
      const base = rowTop + height - LANE_PAD;
      return {
        code: measure.code,
        name: measure.name,
        standing: lastOf(measure),
        top: rowTop,
        height,
        nameY: frame.namesAbove ? rowTop + LANE_PAD + 11 : rowTop + height / 2 - 2,
        points: measure.points
          .toSorted((a, b) => byDay(a.on, b.on))
          .map((point) => ({
            x: axis.x(point.on),
            y: base - (MEASURE_HEIGHT * point.value) / point.max,
            value: point.value,
            title: `${measure.name}: ${point.value} of ${point.max} on ${longDate(point.on)}`,
          })),
      };
    });
}

function lastOf(measure: JourneyMeasure): string {
  const last = measure.points.toSorted((a, b) => byDay(a.on, b.on)).at(-1);
  return last ? `${last.value} of ${last.max} at last` : "";
}
