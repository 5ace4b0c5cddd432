import type { Random } from "../src/kernel/random.ts";
import type { Calendar } from "./calendar.ts";
import { clamp, idFrom } from "./chance.ts";
import type { Life, LifeEpisode, LifeTask } from "./life.ts";
import { placeOf } from "./places.ts";

/** What telling one life needs: its own chance, the days, and the life so far. */
export type Teller = {
  readonly random: Random;
  readonly calendar: Calendar;
  readonly life: Life;
  /** How hard things are for this person, from 0 to 1, and how they change a year in care. */
  readonly severity: number;
  readonly change: number;
  /** Recorded offences in a year before care. */
  readonly offending: number;
  id(): string;
  /** The next reference under which an agency's file knows an event of this life; nobody else's has it. */
  reference(kind: string): string;
};

/** The next identifier of a life: in the order in which things are told. */
export function idsFor(random: Random, milliseconds: number): () => string {
  let order = 0;
  return () => {
    order += 1;
    return idFrom(random, milliseconds, order);
  };
}

/** The references of a life: made of whose it is, because drawn ones would meet among 300,000 people. */
export function referencesFor(index: number): (kind: string) => string {
  let order = 0;
  return (kind) => {
    order += 1;
    return `NM-${kind}-${String(index).padStart(6, "0")}-${order}`;
  };
}

/** A time in working hours of that day. */
export const workingTime = ({ random, calendar }: Teller, day: number): string =>
  calendar.at(day, random.between(9 * 60, 16 * 60 + 45));

/** Somebody who works at a service. */
export const workerAt = (teller: Teller, service: string): string =>
  teller.random.pick(placeOf(service).workers);

/** Days from one stage to the next at each kind of service, shortest and longest, and how many go on to it. */
const STAGES: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  diversion: [
    [0, 1, 1],
    [1, 3, 0.97],
    [2, 8, 0.95],
    [80, 110, 0.9],
  ],
  prison: [
    [1, 3, 1],
    [2, 9, 0.95],
    [20, 60, 0.7],
  ],
  community: [
    [1, 6, 1],
    [3, 14, 0.96],
    [14, 40, 0.92],
    [240, 500, 0.3],
  ],
  clinic: [
    [7, 20, 1],
    [10, 30, 0.9],
    [14, 35, 0.95],
    [200, 400, 0.2],
  ],
  "overdose-prevention": [
    [1, 5, 0.9],
    [30, 120, 0.25],
  ],
  residential: [
    [5, 14, 1],
    [7, 14, 0.95],
    [60, 90, 0.5],
    [30, 60, 0.6],
  ],
  housing: [
    [3, 14, 0.97],
    [20, 70, 0.8],
    [60, 150, 0.5],
    [40, 90, 0.4],
  ],
  "mental-health": [
    [3, 14, 0.95],
    [7, 21, 0.9],
    [14, 40, 0.85],
    [120, 240, 0.3],
  ],
  recovery: [
    [5, 20, 0.9],
    [200, 400, 0.12],
  ],
  "early-help": [
    [1, 5, 0.85],
    [10, 30, 0.6],
  ],
};

/** Where a stay ends up, if it has ended. */
export type Ended = { readonly day: number; readonly ending: string; readonly reason: string };

/** Opens a stay with a service on a day and takes it through its stages until it ends, or until today. */
export function stay(teller: Teller, service: string, start: number, ended?: Ended): LifeEpisode {
  const { random, calendar, life } = teller;
  const { kind, workers } = placeOf(service);
  const openedBy = workerAt(teller, service);
  const keyworker = random.chance(0.9) ? random.pick(workers) : undefined;
  const episode: LifeEpisode = {
    id: teller.id(),
    service,
    start,
    stage: kind.stages[0].code,
    byDeath: false,
    openedAt: workingTime(teller, start),
    openedBy,
    ...(keyworker ? { keyworker } : {}),
  };
  const note = (what: string, stage: string, day: number, reason?: string): void => {
    life.stages.push({
      episode: episode.id,
      what,
      stage,
      day,
      by: keyworker ?? openedBy,
      at: what === "opened" ? episode.openedAt : calendar.at(day, 17 * 60 + Math.min(59, life.stages.length)),
      ...(reason ? { reason } : {}),
    });
  };
  note("opened", episode.stage, start);
  let day = start;
  for (const [index, stage] of kind.stages.slice(1).entries()) {
    const [shortest, longest, goOn] = STAGES[kind.code]?.[index] ?? [7, 30, 0];
    day += random.between(shortest, longest);
    if (!random.chance(goOn) || day >= (ended?.day ?? 0)) break;
    episode.stage = stage.code;
    note("moved", stage.code, day);
  }
  life.episodes.push(episode);
  if (ended) end(teller, episode, ended);
  return episode;
}

/** Ends a stay. */
export function end(teller: Teller, episode: LifeEpisode, { day, ending, reason }: Ended): void {
  const on = Math.max(day, episode.start);
  episode.end = on;
  episode.ending = ending;
  episode.reason = reason;
  teller.life.stages.push({
    episode: episode.id,
    what: "ended",
    stage: episode.stage,
    day: on,
    reason,
    by: episode.keyworker ?? episode.openedBy,
    at: teller.calendar.at(on, 17 * 60 + 30),
  });
}

/** How hard things are on a day: worst at the start of care, then on the way the person goes, which is not always up. */
export function severityOn(teller: Teller, day: number): number {
  const first = teller.life.episodes[0];
  if (!first || day <= first.start) return teller.severity;
  const years = (day - first.start) / 365.25;
  return clamp(teller.severity - teller.change * (1 - Math.exp(-3 * years)), 0.02, 1);
}

/** Something to do, due at a time of a day. Done in time when it was due before today, unless it is left open. */
export function task(
  teller: Teller,
  what: {
    service: string;
    staff?: string | undefined;
    kind: string;
    title: string;
    made: number;
    due: number;
    minutes: number;
    open: boolean;
    handover?: string;
  },
): LifeTask {
  const { calendar, life } = teller;
  const by = workerAt(teller, what.service);
  const made: LifeTask = {
    id: teller.id(),
    service: what.service,
    kind: what.kind,
    title: what.title,
    madeDay: what.made,
    madeBy: by,
    dueAt: calendar.at(what.due, what.minutes),
    madeAt: workingTime(teller, what.made),
    state: what.open ? "open" : "done",
    ...(what.staff ? { staff: what.staff } : {}),
    ...(what.handover ? { handover: what.handover } : {}),
    ...(what.open ? {} : { closedAt: calendar.at(what.due, what.minutes - 30), closedBy: what.staff ?? by }),
  };
  life.tasks.push(made);
  return made;
}
