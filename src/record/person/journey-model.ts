import { type LocalDate, longDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import { type EventCode, eventKind, type Precision } from "../event/kinds.ts";
import type { Handover } from "../handover/handover.ts";

/** One stay with one service, open while it has no end. */
export type JourneyEpisode = {
  readonly service: string;
  readonly serviceName: string;
  readonly startedOn: LocalDate;
  readonly endedOn?: LocalDate;
  /** Where in the service the person stands, in words. */
  readonly stage?: string;
  /** How the stay ended, in words. */
  readonly ending?: string;
};

/** One person passed from one service to another. */
export type JourneyHandover = {
  readonly fromService: string;
  readonly toService: string;
  /** Needed only where the service has no episode in the picture. */
  readonly fromServiceName?: string;
  readonly toServiceName?: string;
  readonly offeredOn: LocalDate;
  readonly acceptedOn?: LocalDate;
  readonly arrivedOn?: LocalDate;
  /** When it ended without an arrival. */
  readonly closedOn?: LocalDate;
  readonly state: Handover["state"];
  readonly late?: boolean;
};

/** Something that happened. Custody and death run through the whole picture; every kind has its row. */
export type JourneyEvent = {
  readonly kind: EventCode;
  readonly label: string;
  readonly on: LocalDate;
  readonly endedOn?: LocalDate;
  readonly precision: Precision;
};

/** One score over time, drawn as a small line. */
export type JourneyMeasure = {
  readonly code: string;
  readonly name: string;
  readonly points: readonly { readonly on: LocalDate; readonly value: number; readonly max: number }[];
};

/** Everything of one person that this reader may see. What they may not see is not in it, and leaves no gap. */
export type Journey = {
  readonly episodes: readonly JourneyEpisode[];
  readonly handovers: readonly JourneyHandover[];
  readonly events: readonly JourneyEvent[];
  readonly measures: readonly JourneyMeasure[];
  readonly today: LocalDate;
};

/** Whether a handover still waits for somebody to act. */
export const isOpen = (handover: JourneyHandover): boolean =>
  handover.state === "offered" || handover.state === "accepted";

/** Earlier first, for sorting. */
export const byDay = (a: LocalDate, b: LocalDate): number => Temporal.PlainDate.compare(a, b);

/** The later of some days; undefined of none. */
export const latest = (days: readonly LocalDate[]): LocalDate | undefined => days.toSorted(byDay).at(-1);

/** A service's name, from whichever fact of the journey knows it. */
export function serviceName(journey: Journey, service: string): string {
  for (const episode of journey.episodes) if (episode.service === service) return episode.serviceName;
  for (const handover of journey.handovers) {
    if (handover.toService === service && handover.toServiceName) return handover.toServiceName;
    if (handover.fromService === service && handover.fromServiceName) return handover.fromServiceName;
  }
  return sentence(service);
}

const sentence = (code: string): string => capital(code.replaceAll("-", " "));

/** Whether an event lasts: drawn from its first day to its last, or to today while it has none. */
export const isSpell = (event: JourneyEvent): boolean => eventKind(event.kind).spell;

/** A day said no more exactly than it is known: `3 March 2026`, `March 2026`, `2026`. */
export function sayDay(on: LocalDate, precision: Precision): string {
  if (precision === "year") return `${on.year}`;
  if (precision === "month") return longDate(on).replace(/^\d+ /, "");
  return longDate(on);
}

/** How a handover stands, in words that need no colour. */
export function sayHandover(handover: JourneyHandover): string {
  const late = handover.late && isOpen(handover) ? ", late" : "";
  switch (handover.state) {
    case "offered":
      return `offered, waiting for an answer${late}`;
    case "accepted":
      return `accepted, not yet arrived${late}`;
    case "arrived":
      return `arrived${handover.arrivedOn ? ` on ${longDate(handover.arrivedOn)}` : ""}`;
    case "declined":
      return "declined";
    case "withdrawn":
      return "withdrawn";
    case "refused-by-person":
      return "not wanted by the person";
    case "ended-by-death":
      return "ended by death";
  }
}

/** The picture in one sentence: who has the person now, and what waits. */
export function journeyFinding(journey: Journey): string {
  const death = journey.events.find((event) => event.kind === "death");
  if (death) return `Died ${onDay(death)}.`;
  const open = journey.episodes
    .filter((episode) => !episode.endedOn)
    .toSorted((a, b) => byDay(b.startedOn, a.startedOn));
  const waiting = journey.handovers.filter(isOpen);
  const late = waiting.filter((handover) => handover.late).length;
  const where =
    open.length > 0
      ? `Now with ${listed(open.map((episode) => `${episode.serviceName} (since ${longDate(episode.startedOn)})`))}`
      : lastEnding(journey);
  const handovers = waiting.length === 0 ? "" : `; ${counted(waiting.length, late)}`;
  return `${where}${handovers}.`;
}

function counted(waiting: number, late: number): string {
  const handovers = `${waiting} ${waiting === 1 ? "handover" : "handovers"}`;
  if (late === 0) return `${handovers} open`;
  return late === waiting ? `${handovers} late` : `${handovers} open, ${late} late`;
}

function onDay(event: JourneyEvent): string {
  const exact = event.precision === "day" || event.precision === "minute";
  return `${exact ? "on" : "in"} ${sayDay(event.on, event.precision)}`;
}

function lastEnding(journey: Journey): string {
  const last = journey.episodes
    .toSorted((a, b) => byDay(a.endedOn ?? a.startedOn, b.endedOn ?? b.startedOn))
    .at(-1);
  if (!last?.endedOn) return "With no service yet";
  return `With no service now; last with ${last.serviceName}, until ${longDate(last.endedOn)}`;
}

/** One fact of the journey as a line of the table. */
export type JourneyRow = {
  readonly key: string;
  readonly on: LocalDate;
  readonly when: string;
  readonly what: string;
  readonly detail: string;
};

/** Every fact of the picture as lines of a table, newest first. */
export function journeyRows(journey: Journey): readonly JourneyRow[] {
  const rows: Omit<JourneyRow, "key">[] = [
    ...journey.episodes.map((episode) => ({
      on: episode.startedOn,
      when: between(longDate(episode.startedOn), episode.endedOn && longDate(episode.endedOn)),
      what: episode.serviceName,
      detail: episode.endedOn ? (episode.ending ?? "Ended") : (episode.stage ?? "Open"),
    })),
    ...journey.handovers.map((handover) => ({
      on: handover.offeredOn,
      when: longDate(handover.offeredOn),
      what: `Handover from ${serviceName(journey, handover.fromService)} to ${serviceName(journey, handover.toService)}`,
      detail: handoverDetail(handover),
    })),
    ...journey.events.map((event) => ({
      on: event.on,
      when: eventWhen(event),
      what: eventKind(event.kind).name,
      detail: event.label,
    })),
    ...journey.measures.flatMap((measure) =>
      measure.points.map((point) => ({
        on: point.on,
        when: longDate(point.on),
        what: measure.name,
        detail: `${point.value} of ${point.max}`,
      })),
    ),
  ];
  return rows.toSorted((a, b) => byDay(b.on, a.on)).map((row, index) => ({ ...row, key: `${index}` }));
}

const between = (start: string, end: string | undefined): string =>
  end ? `${start} to ${end}` : `Since ${start}`;

function eventWhen(event: JourneyEvent): string {
  const start = sayDay(event.on, event.precision);
  if (event.endedOn) return `${start} to ${longDate(event.endedOn)}`;
  return isSpell(event) ? `Since ${start}` : start;
}

function handoverDetail(handover: JourneyHandover): string {
  const accepted =
    handover.acceptedOn && handover.state !== "accepted"
      ? `accepted on ${longDate(handover.acceptedOn)}, `
      : "";
  return capital(`${accepted}${sayHandover(handover)}`);
}
