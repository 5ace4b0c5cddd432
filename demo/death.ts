import { endingForDeath } from "../src/record/episode/service-kind.ts";
import { event } from "./happenings.ts";
import type { Life } from "./life.ts";
import { placeOf } from "./places.ts";
import { end, type Teller } from "./teller.ts";

const HOW = ["The hospital rang", "Told by the family", "Told by the coroner's officer"];

/** Ends a life on a day: what would have come later never happens, and what was open stops, everywhere. */
export function diesOn(teller: Teller, day: number): void {
  const { life, calendar, random } = teller;
  const with_ = life.episodes.filter((one) => one.start <= day && (one.end === undefined || one.end >= day));
  const [keeper] = with_;
  if (!keeper) return;
  const by = keeper.keyworker ?? keeper.openedBy;
  const reason = random.pick(HOW);
  const notedAt = calendar.at(day, 18 * 60 + 20);
  const { agency } = placeOf(keeper.service);
  life.person.death = { on: calendar.day(day), notedAt, reason, by, agency };
  forget(life, day);
  for (const episode of life.episodes) {
    if (episode.end !== undefined && episode.end < day) continue;
    if (episode.end !== undefined) {
      const at = life.stages.findIndex((one) => one.episode === episode.id && one.what === "ended");
      if (at >= 0) life.stages.splice(at, 1);
    }
    end(teller, episode, { day, ending: endingForDeath(placeOf(episode.service).kind).code, reason });
    episode.byDeath = true;
  }
  for (const handover of life.handovers) {
    const settled =
      handover.arrivedDay ??
      handover.endedDay ??
      (handover.state === "declined" ? handover.answeredDay : undefined);
    if (settled !== undefined && settled <= day) continue;
    handover.stateBeforeDeath =
      (handover.answeredDay ?? day + 1) <= day && handover.state !== "declined" ? "accepted" : "offered";
    Object.assign(handover, { state: "ended-by-death", endedDay: day, endedAt: notedAt, endReason: reason });
    for (const field of [
      "toEpisode",
      "arrivedAt",
      "arrivedDay",
      "declineReason",
      "nextStep",
      "nextStepService",
      "nextStepDueAt",
    ] as const)
      delete handover[field];
    if (handover.stateBeforeDeath === "offered")
      for (const field of ["answeredAt", "answeredBy", "firstContactAt", "answeredDay"] as const)
        delete handover[field];
  }
  for (const one of life.tasks) {
    if (one.state === "open" || (one.closedAt ?? "") > notedAt)
      Object.assign(one, { state: "stopped-by-death", closedAt: notedAt, closedBy: by });
  }
  event(teller, "death", day, {
    source: "told to the service",
    certainty: "reported",
    agency,
  });
}

/** Takes out of a life what would have happened after this day. */
function forget(life: Life, day: number): void {
  const keep = <T>(list: T[], stays: (one: T) => boolean): void =>
    void list.splice(0, list.length, ...list.filter(stays));
  keep(life.episodes, (one) => one.start <= day);
  const left = new Set(life.episodes.map((one) => one.id));
  keep(life.stages, (one) => left.has(one.episode) && one.day <= day);
  keep(life.handovers, (one) => left.has(one.from.id) && one.offeredDay <= day);
  const handovers = new Set(life.handovers.map((one) => one.id));
  keep(
    life.tasks,
    (one) => one.madeDay <= day && (one.handover === undefined || handovers.has(one.handover)),
  );
  keep(life.events, (one) => one.day <= day && (one.until === undefined || one.until <= day));
  keep(life.measures, (one) => left.has(one.episode) && one.day <= day);
  keep(life.notes, (one) => one.day <= day);
}
