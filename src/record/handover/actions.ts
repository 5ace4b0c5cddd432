import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, HandoverId, type PersonId, type StaffId, type TeamId } from "../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { type DaysRefusal, openEpisode } from "../episode/rules.ts";
import { kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { episodesOf, holdLife, insertEpisode, lockEpisode } from "../episode/store.ts";
import { isEnforcement } from "../sharing/agency-kinds.ts";
import { type ServiceLine, teamsForANo, teamsOf } from "../staff/teams-store.ts";
import {
  type Coded,
  type DeclineReason,
  type Handover,
  isOpen,
  type NextStep,
  type OpenHandover,
  type PersonRefusalReason,
} from "./handover.ts";
import { offer } from "./offer-rules.ts";
import {
  type Act,
  acceptHandover,
  arrive,
  decline,
  type HandoverRefusal,
  personRefused,
  reassignDue,
  type Sides,
} from "./rules.ts";
import {
  handBack,
  handoverById,
  handoversOut,
  insertHandover,
  lockHandover,
  updateHandover,
  withdrawHandover,
  writeChange,
} from "./store.ts";

const NOT_THERE = { code: "not-there" } as const;
/** Why an act on a handover did not happen. */
export type ActRefusal =
  | HandoverRefusal
  | DaysRefusal
  | NotThere
  | { readonly code: "no-longer-open" }
  | { readonly code: "nobody-for-a-no" };

/** What an offer says. */
export type Offering = {
  readonly person: PersonId;
  readonly episode: EpisodeId;
  readonly to: ServiceLine;
  readonly summary: string;
  readonly afterArrival: "close" | "keep";
  readonly dueAt: Instant;
};

/** Offers a person to a service. The sender goes on having them. */
export async function offerHandover(
  tx: Tx,
  kinds: ServiceKinds,
  offering: Offering,
  now: Instant,
): Promise<Result<Handover, ActRefusal>> {
  const life = await holdLife(tx, offering.person);
  const held = life ? await lockEpisode(tx, offering.episode) : undefined;
  if (!life || !held || held.episode.personId !== offering.person) return refuse(NOT_THERE);
  const { episode } = held;
  const senderTeams = await teamsOf(tx, [episode.serviceId]);
  const receiverTeams = await teamsOf(tx, [offering.to.id]);
  const duty = receiverTeams[0];
  if (!duty) return refuse({ code: "owner-not-the-receivers" });
  if ((await teamsForANo(tx, episode.serviceId)).length === 0) return refuse({ code: "nobody-for-a-no" });
  const decision = offer(
    {
      id: HandoverId.fresh(),
      personId: offering.person,
      from: { episodeId: episode.id, serviceId: episode.serviceId, serviceKind: episode.kind },
      to: { serviceId: offering.to.id, serviceKind: offering.to.kind },
      // What police and probation refer goes on beside their own work: a close would tell them of an arrival.
      afterArrival: isEnforcement(tx.asking.agency_kind) ? "keep" : offering.afterArrival,
      summary: offering.summary.trim(),
      owner: { team: duty.id },
      lead: duty.lead_staff_id,
      dueAt: offering.dueAt,
    },
    {
      ...(life.died ? { died: life.died } : {}),
      episodes: (await episodesOf(tx, offering.person)).map((each) => each.episode),
      handovers: await handoversOut(tx, episode.id),
      receiver: kindOf(kinds, offering.to.kind),
      sides: {
        senderTeams: senderTeams.map((team) => team.id),
        receiverTeams: receiverTeams.map((team) => team.id),
      },
    },
    actOf(tx, now),
  );
  if (!decision.ok) return decision;
  await insertHandover(tx, decision.value, offering.to.agency_id);
  tx.log({ what: "changed", about: "handover offered", people: [offering.person] });
  return decision;
}

/** The receiver says yes, promises first contact, and may name who will make it. */
export async function acceptOffer(
  tx: Tx,
  id: HandoverId,
  answer: { readonly team: TeamId; readonly staff?: StaffId; readonly firstContactAt: Instant },
  now: Instant,
): Promise<Result<Handover, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const team = held.receiverTeams.find((each) => each.id === answer.team);
  if (!team) return refuse({ code: "owner-not-the-receivers" });
  const owner = answer.staff ? { team: team.id, staff: answer.staff } : { team: team.id };
  const yes = { owner, lead: team.lead_staff_id, firstContactAt: answer.firstContactAt };
  const decision = acceptHandover(held.handover, yes, held.sides, actOf(tx, now));
  if (!decision.ok) return decision;
  await updateHandover(tx, decision.value);
  tx.log({ what: "changed", about: "handover accepted", people: [held.handover.personId] });
  return decision;
}

/** The receiver says no; a team of the sender's gets what happens next as its task. */
export async function declineOffer(
  tx: Tx,
  id: HandoverId,
  answer: { readonly because: Coded<DeclineReason>; readonly nextStep: NextStep },
  now: Instant,
): Promise<Result<Handover, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const backTo = (await teamsForANo(tx, held.handover.from.serviceId)).map((team) => team.id);
  const decision = decline(held.handover, answer, { ...held.sides, senderTeams: backTo }, actOf(tx, now));
  if (!decision.ok) return decision;
  await updateHandover(tx, decision.value);
  await handBack(tx, id);
  tx.log({ what: "changed", about: "handover declined", people: [held.handover.personId] });
  return decision;
}

/** The person says no, to either side. */
export async function recordRefusal(
  tx: Tx,
  id: HandoverId,
  because: Coded<PersonRefusalReason>,
  now: Instant,
): Promise<Result<Handover, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const decision = personRefused(held.handover, because, held.sides, actOf(tx, now));
  if (!decision.ok) return decision;
  await updateHandover(tx, decision.value);
  await handBack(tx, id);
  tx.log({ what: "changed", about: "person refused the handover", people: [held.handover.personId] });
  return decision;
}

/** The person has arrived: the receiver's episode opens, the sender's closes if that was agreed. All of it or none. */
export async function recordArrival(
  tx: Tx,
  kinds: ServiceKinds,
  id: HandoverId,
  arrivedAt: Instant,
  now: Instant,
): Promise<Result<Handover, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { handover, life } = held;
  const act = actOf(tx, now);
  if (handover.state === "offered") await acceptedByArrival(tx, held, arrivedAt, act);
  const episodes = (await episodesOf(tx, handover.personId)).map((each) => each.episode);
  const arrival = { arrivedAt, freshEpisodeId: EpisodeId.fresh() };
  const decision = arrive(handover, arrival, { episodes, handovers: [handover], sides: held.sides }, act);
  if (!decision.ok) return decision;
  const { receiver, handover: arrived } = decision.value;
  if (receiver.does === "open" && (handover.state === "offered" || handover.state === "accepted")) {
    const kind = kindOf(kinds, handover.to.serviceKind);
    const { to, personId } = handover;
    const opened = openEpisode(
      {
        id: arrived.receiverEpisodeId,
        personId,
        serviceId: to.serviceId,
        owner: handover.owner,
        opened: receiver.on,
      },
      kind,
      { life, episodes, today: londonDay(now) },
    );
    if (!opened.ok) return opened;
    await insertEpisode(tx, opened.value, kind.category, arrivedAt);
  }
  await updateHandover(tx, arrived);
  await handBack(tx, id);
  tx.log({ what: "changed", about: "handover arrived", people: [handover.personId] });
  return accept(arrived);
}

/** Someone who turns up before the answer is accepted by it: only then may the receiver open an episode. */
async function acceptedByArrival(tx: Tx, held: Held, arrivedAt: Instant, act: Act): Promise<void> {
  const { handover } = held;
  if (handover.state !== "offered" || !act.teams.some((team) => held.sides.receiverTeams.includes(team)))
    return;
  const acceptance = { at: arrivedAt, by: act.by, firstContactAt: arrivedAt };
  await updateHandover(tx, { ...handover, state: "accepted", acceptance, dueAt: arrivedAt });
}

/** Gives an open handover another owner or time, with a reason both sides can read. */
export async function reassignHandover(
  tx: Tx,
  id: HandoverId,
  change: {
    readonly team: TeamId;
    readonly staff?: StaffId;
    readonly dueAt: Instant;
    readonly reason: string;
  },
  now: Instant,
): Promise<Result<OpenHandover, ActRefusal>> {
  const held = await hold(tx, id);
  if (!held) return refuse(NOT_THERE);
  const { handover } = held;
  const team = held.receiverTeams.find((each) => each.id === change.team);
  if (!team) return refuse({ code: "owner-not-the-receivers" });
  const owner = change.staff ? { team: team.id, staff: change.staff } : { team: team.id };
  const open = handover.state === "offered" || handover.state === "accepted" ? handover : undefined;
  const sameOwner = open && open.owner.team === owner.team && open.owner.staff === owner.staff;
  const sameTime = open && Temporal.Instant.compare(open.dueAt, change.dueAt) === 0;
  const decision = reassignDue(
    handover,
    {
      ...(sameOwner ? {} : { duty: { owner, lead: team.lead_staff_id } }),
      ...(sameTime ? {} : { dueAt: change.dueAt }),
      reason: change.reason,
    },
    held.sides,
    actOf(tx, now),
  );
  if (!decision.ok) return decision;
  await updateHandover(tx, decision.value);
  await writeChange(tx, decision.value, change.reason.trim());
  tx.log({ what: "changed", about: "handover given another owner or time", people: [handover.personId] });
  return decision;
}

/** The sender takes it back. Police and probation, who may not read it, do it by its id alone. */
export async function takeBack(
  tx: Tx,
  at: { readonly id: HandoverId; readonly person: PersonId },
  reason: string,
): Promise<Result<true, ActRefusal>> {
  if (!reason.trim()) return refuse({ code: "reason-needed" });
  if (!(await holdLife(tx, at.person))) return refuse(NOT_THERE);
  const done = await withdrawHandover(tx, at.id, reason.trim());
  if (!done) {
    const seen = await handoverById(tx, at.id);
    return seen ? refuse({ code: "not-open", state: seen.state }) : refuse({ code: "no-longer-open" });
  }
  tx.log({ what: "changed", about: "handover withdrawn", people: [at.person] });
  return accept(true);
}

type Held = {
  readonly handover: Handover;
  readonly life: NonNullable<Awaited<ReturnType<typeof holdLife>>>;
  readonly sides: Sides;
  readonly receiverTeams: Awaited<ReturnType<typeof teamsOf>>;
};

/** Holds the person, then the handover, and reads it again: what another pressed meanwhile is seen. */
async function hold(tx: Tx, id: HandoverId): Promise<Held | undefined> {
  const before = await handoverById(tx, id);
  const life = before ? await holdLife(tx, before.personId) : undefined;
  const handover = life ? await lockHandover(tx, id) : await handoverById(tx, id);
  // Without a relationship any more it was closed a moment ago: the rules then say how.
  if (!handover || (!life && isOpen(handover))) return undefined;
  const [senders, receiverTeams] = [
    await teamsOf(tx, [handover.from.serviceId]),
    await teamsOf(tx, [handover.to.serviceId]),
  ];
  const sides = {
    senderTeams: senders.map((team) => team.id),
    receiverTeams: receiverTeams.map((team) => team.id),
  };
  return { handover, life: life ?? {}, sides, receiverTeams };
}

/** Who acts, now, in which team. Pages open these acts to staff alone. */
function actOf(tx: Tx, at: Instant): Act {
  const { staff_id: by, team_id: team } = tx.asking;
  invariant(by, "whoever acts on a handover is a member of staff");
  return { by, teams: team ? [team] : [], at };
}
