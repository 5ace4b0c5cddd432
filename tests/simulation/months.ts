import fc from "fast-check";
import type { EpisodeId, HandoverId, PersonId } from "../../src/kernel/id.ts";
import { invariant } from "../../src/kernel/result.ts";
import { now, today } from "../../src/kernel/time.ts";
import { finishEpisode, resumeEpisode, startEpisode } from "../../src/record/episode/actions.ts";
import { kindOf } from "../../src/record/episode/service-kind.ts";
import {
  acceptOffer,
  declineOffer,
  offerHandover,
  reassignHandover,
  recordArrival,
  recordRefusal,
  takeBack,
} from "../../src/record/handover/actions.ts";
import { allServices, ownServices, teamsForANo, teamsOf } from "../../src/record/staff/teams-store.ts";
import { doTask, dropTask } from "../../src/record/task/actions.ts";
import { openTasks } from "../../src/record/task/store.ts";
import { SERVICES } from "../../src/services/index.ts";
import { hours } from "../handovers/story.ts";
import type { TestAgency, World } from "../world.ts";

/**
 * For tests only: six agencies, one person at a time, and anything that anybody might try. Everything goes through the
 * real actions behind the one door, as a worker of the agency that tries it.
 */

const ACTS = [
  "open",
  "open",
  "offer",
  "offer",
  "offer",
  "accept",
  "accept",
  "arrive",
  "arrive",
  "decline",
  "decline",
  "withdraw",
  "refuse",
  "refuse",
  "reassign",
  "end",
  "end",
  "reopen",
  "reopen",
  "reopen",
  "do-task",
  "drop-task",
  "die",
  "undo-death",
  "undo-death",
  "undo-death",
] as const;

/** One thing that somebody tries: which agency, on which of the person's things. */
export type Try = {
  readonly what: (typeof ACTS)[number];
  readonly who: number;
  readonly which: number;
  readonly harm: number;
};

/** Anything anybody might try. */
export const anyTry: fc.Arbitrary<Try> = fc.record({
  what: fc.constantFrom(...ACTS),
  who: fc.constantFrom(0, 1, 2, 3, 4, 5),
  which: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7),
  harm: fc.constantFrom(0, 1, 2, 3, 4),
});

/** The agencies of the months: who takes from whom is as their services declare. */
export async function agenciesOf(world: World): Promise<readonly TestAgency[]> {
  const kinds = ["police", "liaison", "prison-health", "treatment", "recovery", "mental-health"];
  const made: TestAgency[] = [];
  for (const kind of kinds) made.push(await world.anAgency(kind));
  return made;
}

/** What a step did, as far as the auditor's book needs to know. */
export type Step = { readonly done: boolean; readonly letGoOnPurpose: boolean };

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % items.length];

/** Tries one thing. What the rules refuse, or what there is nothing to try on, changes nothing. */
export async function attempt(
  world: World,
  agencies: readonly TestAgency[],
  person: PersonId,
  it: Try,
): Promise<Step> {
  const episodes = (await world.sql`
    select id, agency_id, ended_on is null as open from episode where person_id = ${person} order by id`) as unknown as EpisodeRow[];
  const handovers = (await world.sql`
    select id, from_agency_id, to_agency_id from handover where person_id = ${person}
     order by state in ('offered', 'accepted') desc, offered_at desc limit 4`) as unknown as HandoverRow[];
  // Mostly the one still open, else one that is over: what is over must refuse.
  const handover = it.harm === 0 ? pick(handovers, it.which) : handovers[0];
  const agency = whoTries(agencies, episodes, handover, it);
  invariant(agency, "there are agencies");
  const own = episodes.filter((each) => each.agency_id === agency.agencyId);
  const episode = (own.find((each) => each.open === (it.what !== "reopen")) ?? own[0])?.id;
  const done = await run(world, { agency, agencies, person, episode, handover: handover?.id }, it);
  const onPurpose = it.what === "end" && pick(ENDINGS, it.which) !== "handed-over";
  return { done, letGoOnPurpose: done && (onPurpose || it.what === "die") };
}

type EpisodeRow = { readonly id: EpisodeId; readonly agency_id: string; readonly open: boolean };
type HandoverRow = {
  readonly id: HandoverId;
  readonly from_agency_id: string;
  readonly to_agency_id: string;
};

/** Mostly somebody whose act it could be; one time in five anybody at all, whose act it mostly is not. */
function whoTries(
  agencies: readonly TestAgency[],
  episodes: readonly EpisodeRow[],
  handover: HandoverRow | undefined,
  it: Try,
): TestAgency | undefined {
  const anybody = pick(agencies, it.who);
  if (it.harm === 4 || it.what === "open") return anybody;
  const having = pick(
    episodes.filter((each) => each.open),
    it.who,
  )?.agency_id;
  const by: Partial<Record<Try["what"], string | undefined>> = {
    offer: having,
    end: having,
    die: having,
    reopen: pick(episodes, it.who)?.agency_id,
    "undo-death": pick(episodes, it.who)?.agency_id,
    accept: handover?.to_agency_id,
    arrive: handover?.to_agency_id,
    decline: handover?.to_agency_id,
    refuse: handover?.to_agency_id,
    reassign: handover?.to_agency_id,
    withdraw: handover?.from_agency_id,
  };
  return agencies.find((each) => each.agencyId === by[it.what]) ?? anybody;
}

type On = {
  readonly agency: TestAgency;
  readonly agencies: readonly TestAgency[];
  readonly person: PersonId;
  readonly episode: EpisodeId | undefined;
  readonly handover: HandoverId | undefined;
};

const ENDINGS = ["handed-over", "handed-over", "completed", "dropped-out", "contract-completed"] as const;

async function run(world: World, on: On, it: Try): Promise<boolean> {
  const { agency, person, episode, handover } = on;
  const at = now();
  switch (it.what) {
    case "open":
      return open(world, on);
    case "offer":
      return offer(world, on, it);
    case "end":
    case "reopen": {
      if (!episode) return false;
      const ended = await world.as<unknown, unknown>(agency, (tx) =>
        it.what === "reopen"
          ? resumeEpisode(tx, { person, episode }, "Ended by mistake", at)
          : finishEpisode(
              tx,
              SERVICES,
              { person, episode },
              { ending: pick(ENDINGS, it.which) ?? "", on: today(), reason: "" },
              at,
            ),
      );
      return ended.ok;
    }
    case "do-task":
    case "drop-task": {
      const done = await world.as<unknown, unknown>(agency, async (tx) => {
        const task = pick(
          (await openTasks(tx, "both")).filter((each) => each.task.personId === person),
          it.which,
        )?.task.id;
        if (!task) return { ok: false as const, refusal: { code: "nothing" } };
        return it.what === "do-task" ? doTask(tx, task, at) : dropTask(tx, task, "Settled another way", at);
      });
      return done.ok;
    }
    case "die":
    case "undo-death": {
      if (it.what === "die" && it.harm > 0) return false;
      const said = await world.as(agency, async (tx) => {
        const [row] =
          it.what === "die"
            ? await tx`select record_death(${person}, ${today()}, 'Told by the coroner') as said`
            : await tx`select reverse_death(${person}, 'Another man') as said`;
        return { ok: true as const, value: row?.said };
      });
      return said.ok && (said.value === "recorded" || said.value === "reversed");
    }
    default:
      return handover ? answer(world, on, handover, it) : false;
  }
}

async function open(world: World, { agency, person }: On): Promise<boolean> {
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${agency.agencyId}, 'met') on conflict do nothing`;
  const opened = await world.as(agency, async (tx) => {
    const [service] = await ownServices(tx);
    const [team] = service ? await teamsOf(tx, [service.id]) : [];
    invariant(service && team, "the agency has a service with a team");
    return startEpisode(tx, SERVICES, { person, service, team, opened: today() }, now());
  });
  return opened.ok;
}

async function offer(world: World, { agency, agencies, person, episode }: On, it: Try): Promise<boolean> {
  const taking = agencies.filter((each) =>
    kindOf(SERVICES, each.serviceKind).takesFrom.includes(agency.serviceKind),
  );
  const receiver = pick(it.harm === 4 ? agencies : taking, it.which);
  if (!episode || !receiver) return false;
  const offered = await world.as(agency, async (tx) => {
    const to = (await allServices(tx)).find((each) => each.id === receiver.serviceId);
    invariant(to, "the receiver's service is there");
    const afterArrival = it.harm % 2 === 0 ? "close" : "keep";
    return offerHandover(
      tx,
      SERVICES,
      { person, episode, to, summary: "Leaves on Friday", afterArrival, dueAt: hours(12) },
      now(),
    );
  });
  return offered.ok;
}

async function answer(world: World, { agency, person }: On, id: HandoverId, it: Try): Promise<boolean> {
  const at = now();
  const result = await world.as<unknown, unknown>(agency, async (tx) => {
    const [of] = await tx`select from_service_id, to_service_id from handover where id = ${id}`;
    switch (it.what) {
      case "accept":
        return acceptOffer(
          tx,
          id,
          {
            team: agency.teamId,
            ...(it.harm > 2 ? { staff: agency.staffId } : {}),
            firstContactAt: hours(24),
          },
          at,
        );
      case "arrive":
        return recordArrival(tx, SERVICES, id, at, at);
      case "decline": {
        const back = of ? (await teamsForANo(tx, of.from_service_id))[0]?.id : agency.teamId;
        const nextStep = { what: "Try the evening clinic", team: back ?? agency.teamId, dueAt: hours(24) };
        return declineOffer(tx, id, { because: { code: "no-capacity" }, nextStep }, at);
      }
      case "refuse":
        return recordRefusal(tx, id, { code: "not-now" }, at);
      case "reassign":
        return reassignHandover(
          tx,
          id,
          { team: agency.teamId, dueAt: hours(30 + it.harm), reason: "Leave" },
          at,
        );
      default:
        return takeBack(tx, { id, person }, "Plans changed");
    }
  });
  return result.ok;
}
