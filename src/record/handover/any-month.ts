import fc from "fast-check";
import { EpisodeId, HandoverId, TaskId, type TeamId } from "../../kernel/id.ts";
import { londonDay } from "../../kernel/time.ts";
import { openEpisode, reopenEpisode } from "../episode/rules.ts";
import { cancelTask, finishTask } from "../task/rules.ts";
import {
  accepted,
  type Breakage,
  close,
  die,
  end,
  land,
  PERSON,
  replace,
  SERVICES,
  type Service,
  STAFF,
  serviceOf,
  undoDeath,
  type World,
} from "./any-month-acts.ts";
import { returnedTask } from "./any-month-database.ts";
import type { Handover } from "./handover.ts";
import { offer } from "./offer-rules.ts";
import { acceptHandover, arrive, decline, personRefused, reassignDue, withdraw } from "./rules.ts";

/**
 * For tests only: four services that all take from each other, two teams each, one person, and months in which
 * anything at all may happen. Whatever happens goes through the rules, unless it is broken on purpose.
 */

const COMMANDS = [
  "open",
  "offer",
  "offer",
  "accept",
  "arrive",
  "arrive",
  "decline",
  "withdraw",
  "person-refuses",
  "reassign",
  "end",
  "end",
  "reopen",
  "finish-task",
  "cancel-task",
  "leave",
  "disable",
  "die",
  "reverse-death",
] as const;
/** One thing that somebody tries, on things chosen by number, some hours after the last. */
export type Command = {
  readonly what: (typeof COMMANDS)[number];
  readonly a: number;
  readonly b: number;
  readonly hours: number;
};

/** Anything anybody might try. */
export const anyCommand: fc.Arbitrary<Command> = fc.record({
  what: fc.constantFrom(...COMMANDS),
  a: fc.nat(11),
  b: fc.nat(11),
  hours: fc.nat(60),
});

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % items.length];
/** Mostly something still open, so that what was begun is taken up again; sometimes anything. */
function live<T extends { readonly state: string }>(items: readonly T[], n: number): T | undefined {
  const open = items.filter((each) => ["open", "offered", "accepted"].includes(each.state));
  return pick(n < 10 && open.length > 0 ? open : items, n);
}
function anyone(world: World, teams: readonly TeamId[], n: number) {
  return { by: pick(STAFF, n) ?? STAFF[0], teams, at: world.now };
}

/** Lets one thing happen, if the rules allow it. Answers whether it was somebody's decision to let the person go. */
export function happen(world: World, { what, a, b, hours }: Command, broken: Breakage): boolean {
  const today = londonDay(world.now);
  const life = { died: world.died };
  const handover = live(world.handovers, a);
  const service = pick(SERVICES, a) as Service;
  const episode = live(world.episodes, a);
  const task = live(world.tasks, a);
  const by = pick(STAFF, b) ?? STAFF[0];
  const later = world.now.add({ hours: hours - 3 });
  const sides = handover && {
    senderTeams: serviceOf(handover.from.serviceId).teams,
    receiverTeams: serviceOf(handover.to.serviceId).teams,
  };
  const duty = (of: Service) => ({
    owner: { team: of.teams[b % 2 === 0 ? 0 : 1], staff: pick(STAFF, b) },
    lead: by,
  });
  const known = { life, episodes: world.episodes, today };
  if (what === "open") {
    const wanted = { id: EpisodeId.fresh(), personId: PERSON, serviceId: service.id, opened: today };
    const opened = openEpisode({ ...wanted, owner: duty(service).owner }, service.kind, known);
    if (opened.ok) world.episodes.push(opened.value);
  } else if (what === "offer" && episode) {
    const to = pick(SERVICES, b) as Service;
    const from = serviceOf(episode.serviceId);
    const offered = offer(
      {
        id: HandoverId.fresh(),
        personId: PERSON,
        from: { episodeId: episode.id, serviceId: from.id, serviceKind: from.kind.code },
        to: { serviceId: to.id, serviceKind: to.kind.code },
        afterArrival: hours % 3 === 0 ? "keep" : "close",
        summary: "Please take over",
        ...duty(to),
        dueAt: later,
      },
      { ...world, receiver: to.kind, sides: { senderTeams: from.teams, receiverTeams: to.teams } },
      anyone(world, from.teams, b),
    );
    if (offered.ok) {
      world.handovers.push(offered.value);
      if (broken === "sender-closes-at-offer") close(world, episode.id);
    }
  } else if (what === "end" && episode) {
    return end(
      world,
      episode,
      pick(["completed", "dropped-out", "handed-over", "handed-over"], b) ?? "",
      broken,
    );
  } else if (what === "reopen" && episode) {
    replace(world.episodes, accepted(reopenEpisode(episode, "Ended by mistake", known)));
  } else if (what === "finish-task" && task) {
    replace(world.tasks, accepted(finishTask(task, { by, at: world.now })));
  } else if (what === "cancel-task" && task) {
    replace(world.tasks, accepted(cancelTask(task, { by, at: world.now, reason: "Settled" })));
  } else if (what === "leave") {
    world.absences.push({ staff: by, firstDay: today, lastDay: today.add({ days: a }) });
  } else if (what === "disable") {
    world.disabled.add(by);
  } else if (what === "die" && hours < 6) {
    die(world, today);
  } else if (what === "reverse-death") {
    undoDeath(world);
  } else if (handover && sides) {
    answer(world, handover, sides, { what, a, b, hours }, broken);
  }
  return false;
}

function answer(
  world: World,
  handover: Handover,
  sides: { senderTeams: Service["teams"]; receiverTeams: Service["teams"] },
  { what, b, hours }: Command,
  broken: Breakage,
): void {
  const half = b % 2 === 0 ? 0 : 1;
  const receiver = anyone(world, sides.receiverTeams, b);
  const sender = anyone(world, sides.senderTeams, b);
  const later = world.now.add({ hours: hours - 3 });
  const duty = { owner: { team: sides.receiverTeams[half], staff: receiver.by }, lead: sender.by };
  const returned = (no: ReturnType<typeof decline> | ReturnType<typeof personRefused>) => {
    if (!no.ok) return;
    replace(world.handovers, no.value);
    world.tasks.push(returnedTask(no.value, TaskId.fresh(), sides.senderTeams[0]));
    if (broken === "decline-closes-the-sender") close(world, handover.from.episodeId);
  };
  if (what === "accept") {
    replace(
      world.handovers,
      accepted(acceptHandover(handover, { ...duty, firstContactAt: later }, sides, receiver)),
    );
  } else if (what === "decline") {
    const nextStep = { what: "Offer another", team: sides.senderTeams[half], dueAt: later };
    returned(decline(handover, { because: { code: "no-capacity" }, nextStep }, sides, receiver));
  } else if (what === "person-refuses") {
    returned(personRefused(handover, { code: "not-now" }, sides, sender));
  } else if (what === "withdraw") {
    replace(world.handovers, accepted(withdraw(handover, "Plans changed", sides, sender)));
  } else if (what === "reassign") {
    replace(
      world.handovers,
      accepted(reassignDue(handover, { duty, dueAt: later, reason: "Leave" }, sides, receiver)),
    );
  } else if (what === "arrive") {
    const arrival = { arrivedAt: world.now, freshEpisodeId: EpisodeId.fresh() };
    const arrived = arrive(handover, arrival, { ...world, sides }, receiver);
    if (arrived.ok) land(world, arrived.value, duty.owner.team);
  }
}
