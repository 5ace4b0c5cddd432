import { type EpisodeId, PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import { londonDay } from "../../kernel/time.ts";
import type { Episode } from "../episode/episode.ts";
import { aKind, at } from "../episode/fixtures.ts";
import { endEpisode, openEpisode } from "../episode/rules.ts";
import type { Absence } from "../staff/owner.ts";
import type { Task } from "../task/task.ts";
import {
  endedEpisode,
  restoredEpisode,
  restoredHandover,
  restoredTask,
  stoppedHandover,
  stoppedTask,
} from "./any-month-database.ts";
import type { Handover } from "./handover.ts";
import type { Arrival } from "./rules.ts";

/** For tests only: the ground of `any-month.ts`, and what several rules do together in one transaction. */

/** The four services of the made-up months. */
export const SERVICES = ["hilltop", "quayside", "harbour", "abbey"].map((code, _, codes) => ({
  id: ServiceId.fresh(),
  kind: aKind({ code, takesFrom: codes, firstContactHours: { usual: aKind().firstContactHours.usual } }),
  teams: [TeamId.fresh(), TeamId.fresh()] as const,
}));
/** One of the four. */
export type Service = (typeof SERVICES)[number];
/** Who works in all of them. */
export const STAFF = [StaffId.fresh(), StaffId.fresh(), StaffId.fresh()] as const;
/** The one person. */
export const PERSON = PersonId.fresh();

/** Nobody known yet, a week before the clocks go forward. */
export const aWorld = (): World => ({
  now: at("2026-03-22T09:00"),
  episodes: [],
  handovers: [],
  tasks: [],
  absences: [],
  disabled: new Set(),
});

/** What is being broken on purpose, to show that the property notices. */
export type Breakage =
  | "nothing"
  | "sender-closes-at-offer"
  | "decline-closes-the-sender"
  | "no-look-at-who-received";

/** Everything that is known at one moment. */
export type World = {
  now: Temporal.Instant;
  episodes: Episode[];
  handovers: Handover[];
  tasks: Task[];
  absences: Absence[];
  disabled: Set<StaffId>;
  died?: Temporal.PlainDate;
};

/** The service with this id. */
export const serviceOf = (id: ServiceId): Service =>
  SERVICES.find((each) => each.id === id) ?? (SERVICES[0] as Service);
/** Puts the changed thing in the place of the old. */
export const replace = <T extends { readonly id: string }>(items: T[], fresh: T | undefined): void => {
  if (fresh) items[items.findIndex((each) => each.id === fresh.id)] = fresh;
};
/** What the rules accepted, if they did. */
export const accepted = <T>(result: { ok: true; value: T } | { ok: false }): T | undefined =>
  result.ok ? result.value : undefined;

/** Does what an arrival says, as the action does in one transaction: all of it, or none. */
export function land(world: World, arrival: Arrival, team: TeamId): void {
  const { handover, receiver, sender } = arrival;
  const today = londonDay(world.now);
  if (receiver.does === "open") {
    const { id, kind } = serviceOf(handover.to.serviceId);
    const opened = openEpisode(
      {
        id: handover.receiverEpisodeId,
        personId: PERSON,
        serviceId: id,
        owner: { team },
        opened: receiver.on,
      },
      kind,
      { life: { died: world.died }, episodes: world.episodes, today },
    );
    if (!opened.ok) return;
    world.episodes.push(opened.value);
  }
  replace(world.handovers, handover);
  const senders = world.episodes.find((each) => each.id === handover.from.episodeId);
  if (sender.does === "close" && senders) end(world, senders, "handed-over", "nothing");
}

/** Ends an episode if the rules allow it. Answers whether that let the person go on purpose. */
export function end(world: World, episode: Episode, ending: string, broken: Breakage): boolean {
  const open = new Set(world.episodes.filter((each) => each.state === "open").map((each) => each.id));
  const stillReceived = new Set(
    world.handovers.flatMap((each) =>
      each.state === "arrived" && (broken === "no-look-at-who-received" || open.has(each.receiverEpisodeId))
        ? [each.id]
        : [],
    ),
  );
  const ended = endEpisode(
    episode,
    serviceOf(episode.serviceId).kind,
    { ending, on: londonDay(world.now) },
    { handoversOut: world.handovers, stillReceived, today: londonDay(world.now) },
  );
  replace(world.episodes, accepted(ended));
  return ended.ok && ending !== "handed-over";
}

/** Closes an episode without asking the rules: only what is broken on purpose does this. */
export function close(world: World, id: EpisodeId): void {
  const episode = world.episodes.find((each) => each.id === id);
  if (episode?.state !== "open") return;
  replace(world.episodes, { ...episode, state: "ended", ended: londonDay(world.now), ending: "handed-over" });
}

/** Records the death: everything open stops. */
export function die(world: World, today: Temporal.PlainDate): void {
  if (world.died) return;
  world.died = today;
  world.handovers = world.handovers.map((each) => stoppedHandover(each, world.now));
  world.tasks = world.tasks.map((each) => stoppedTask(each, world.now));
  world.episodes = world.episodes.map((each) => endedEpisode(each, serviceOf(each.serviceId).kind, today));
}

/** The death was an error: everything it stopped stands again. */
export function undoDeath(world: World): void {
  if (!world.died) return;
  world.died = undefined;
  world.handovers = world.handovers.map(restoredHandover);
  world.tasks = world.tasks.map(restoredTask);
  world.episodes = world.episodes.map((each) => restoredEpisode(each, serviceOf(each.serviceId).kind));
}
