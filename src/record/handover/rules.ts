import type { EpisodeId, StaffId, TeamId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { Episode } from "../episode/episode.ts";
import {
  type AcceptedHandover,
  type ArrivedHandover,
  type Coded,
  type DeclinedHandover,
  type DeclineReason,
  type Duty,
  type Handover,
  isOpen,
  type NextStep,
  type OpenHandover,
  type PersonRefusalReason,
  type RefusedHandover,
  type WithdrawnHandover,
} from "./handover.ts";

/**
 * Teams that may act for each side. Where the sender is police or probation, name the teams of the health-side liaison
 * that acts for it among the sender's, since the referrer itself may not learn that a service said no.
 */
export type Sides = { readonly senderTeams: readonly TeamId[]; readonly receiverTeams: readonly TeamId[] };

/** Someone doing something now, with the teams they work in. */
export type Act = { readonly by: StaffId; readonly teams: readonly TeamId[]; readonly at: Instant };

export type HandoverRefusal =
  | { readonly code: "person-has-died"; readonly on: LocalDate }
  | { readonly code: "only-the-sender" }
  | { readonly code: "only-the-receiver" }
  | { readonly code: "only-the-two-sides" }
  | { readonly code: "does-not-take-from"; readonly service: string; readonly takesFrom: readonly string[] }
  | { readonly code: "sender-does-not-have-them" }
  | { readonly code: "receiver-has-them"; readonly since: LocalDate }
  | { readonly code: "already-offered"; readonly on: Instant }
  | { readonly code: "same-service" }
  | { readonly code: "summary-needed" }
  | { readonly code: "next-step-needed" }
  | { readonly code: "owner-not-the-receivers" }
  | { readonly code: "next-step-not-the-senders" }
  | { readonly code: "time-has-passed"; readonly time: Instant }
  | { readonly code: "arrival-outside"; readonly from: Instant; readonly to: Instant }
  | { readonly code: "reason-needed" }
  | { readonly code: "nothing-to-change" }
  | { readonly code: "not-waiting-for-an-answer"; readonly state: Handover["state"] }
  | { readonly code: "not-open"; readonly state: Handover["state"] };

/** Is the first moment later than the second? */
export const isAfter = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) > 0;
/** Does it say nothing? */
export const isBlank = (text: string | undefined): boolean => !text?.trim();
/** Do they work in one of these teams? */
export const onSide = (act: Act, teams: readonly TeamId[]): boolean =>
  act.teams.some((team) => teams.includes(team));
const onEitherSide = (act: Act, sides: Sides): boolean =>
  onSide(act, sides.senderTeams) || onSide(act, sides.receiverTeams);

/** The receiver says yes and promises first contact by a moment, which is then when it is due. */
export function acceptHandover(
  handover: Handover,
  answer: Duty & { firstContactAt: Instant },
  sides: Sides,
  act: Act,
): Result<AcceptedHandover, HandoverRefusal> {
  if (handover.state !== "offered")
    return refuse({ code: "not-waiting-for-an-answer", state: handover.state });
  if (!onSide(act, sides.receiverTeams)) return refuse({ code: "only-the-receiver" });
  if (!sides.receiverTeams.includes(answer.owner.team)) return refuse({ code: "owner-not-the-receivers" });
  const { firstContactAt, owner, lead } = answer;
  if (!isAfter(firstContactAt, act.at)) return refuse({ code: "time-has-passed", time: firstContactAt });
  const acceptance = { at: act.at, by: act.by, firstContactAt };
  return accept({ ...handover, state: "accepted", acceptance, owner, lead, dueAt: firstContactAt });
}

/** What an arrival does, all in one transaction: the handover is done, the receiver has them, the sender may close. */
export type Arrival = {
  readonly handover: ArrivedHandover;
  readonly receiver: { readonly does: "open"; readonly on: LocalDate } | { readonly does: "keep" };
  /** Closing is by the ending *handed over*, on the day of arrival. */
  readonly sender: { readonly does: "keep" } | { readonly does: "close"; readonly on: LocalDate };
};

/**
 * The person has arrived, and only now does the receiver have them. Someone who turns up before the answer is
 * accepted by it. A sender that meant to close stays open while it still hands the person over to someone else.
 */
export function arrive(
  handover: Handover,
  arrival: { arrivedAt: Instant; freshEpisodeId: EpisodeId },
  known: { episodes: readonly Episode[]; handovers: readonly Handover[]; sides: Sides },
  act: Act,
): Result<Arrival, HandoverRefusal> {
  if (!isOpen(handover)) return refuse({ code: "not-open", state: handover.state });
  if (!onSide(act, known.sides.receiverTeams)) return refuse({ code: "only-the-receiver" });
  const { arrivedAt } = arrival;
  if (isAfter(handover.offeredAt, arrivedAt) || isAfter(arrivedAt, act.at)) {
    return refuse({ code: "arrival-outside", from: handover.offeredAt, to: act.at });
  }
  const has = known.episodes.find(
    (each) =>
      each.state === "open" &&
      each.personId === handover.personId &&
      each.serviceId === handover.to.serviceId,
  );
  const on = londonDay(arrivedAt);
  const acceptance =
    handover.state === "accepted"
      ? handover.acceptance
      : { at: arrivedAt, by: act.by, firstContactAt: arrivedAt };
  return accept({
    handover: {
      ...closed(handover),
      state: "arrived",
      acceptance,
      arrivedAt,
      receiverEpisodeId: has?.id ?? arrival.freshEpisodeId,
    },
    receiver: has ? { does: "keep" } : { does: "open", on },
    sender: senderAfterwards(handover, known, on),
  });
}

function senderAfterwards(
  { id, from, afterArrival }: OpenHandover,
  known: { episodes: readonly Episode[]; handovers: readonly Handover[] },
  on: LocalDate,
): Arrival["sender"] {
  const toOthers = openHandoversOut(from.episodeId, known.handovers).some((each) => each.id !== id);
  return afterArrival === "keep" || toOthers ? { does: "keep" } : { does: "close", on };
}

/** The open handovers by which an episode is being handed over. */
export const openHandoversOut = (
  episodeId: EpisodeId,
  handovers: readonly Handover[],
): readonly OpenHandover[] => handovers.filter(isOpen).filter(({ from }) => from.episodeId === episodeId);

/** The receiver says no, or gives the person back. A team of the sender's owns what happens next. */
export function decline(
  handover: Handover,
  answer: { because: Coded<DeclineReason>; nextStep: NextStep },
  sides: Sides,
  act: Act,
): Result<DeclinedHandover, HandoverRefusal> {
  if (!isOpen(handover)) return refuse({ code: "not-waiting-for-an-answer", state: handover.state });
  if (!onSide(act, sides.receiverTeams)) return refuse({ code: "only-the-receiver" });
  const { because, nextStep } = answer;
  if (because.code === "other" && isBlank(because.note)) return refuse({ code: "reason-needed" });
  if (isBlank(nextStep.what)) return refuse({ code: "next-step-needed" });
  if (!sides.senderTeams.includes(nextStep.team)) return refuse({ code: "next-step-not-the-senders" });
  if (!isAfter(nextStep.dueAt, act.at)) return refuse({ code: "time-has-passed", time: nextStep.dueAt });
  const facts = { declinedAt: act.at, declinedBy: act.by, because, nextStep };
  return accept({ ...closed(handover), state: "declined", ...facts });
}

/** The kind of task by which a person comes back to the sender after a no. */
export const RETURNED = "handover-returned";

/** The sender takes it back, saying why. The sender still has the person. */
export function withdraw(
  handover: Handover,
  because: string,
  sides: Sides,
  act: Act,
): Result<WithdrawnHandover, HandoverRefusal> {
  if (!isOpen(handover)) return refuse({ code: "not-open", state: handover.state });
  if (!onSide(act, sides.senderTeams)) return refuse({ code: "only-the-sender" });
  if (isBlank(because)) return refuse({ code: "reason-needed" });
  const facts = { withdrawnAt: act.at, because: because.trim() };
  return accept({ ...closed(handover), state: "withdrawn", ...facts });
}

/** The person says no, to either side. Whoever has them goes on having them. */
export function personRefused(
  handover: Handover,
  because: Coded<PersonRefusalReason>,
  sides: Sides,
  act: Act,
): Result<RefusedHandover, HandoverRefusal> {
  if (!isOpen(handover)) return refuse({ code: "not-open", state: handover.state });
  if (!onEitherSide(act, sides)) return refuse({ code: "only-the-two-sides" });
  if (because.code === "other" && isBlank(because.note)) return refuse({ code: "reason-needed" });
  return accept({
    ...closed(handover),
    state: "refused-by-person",
    refusedAt: act.at,
    because,
  });
}

/** Gives an open handover another owner or time, or both, with a reason that both sides can read. */
export function reassignDue(
  handover: Handover,
  change: { duty?: Duty; dueAt?: Instant; reason: string },
  sides: Sides,
  act: Act,
): Result<OpenHandover, HandoverRefusal> {
  if (!isOpen(handover)) return refuse({ code: "not-open", state: handover.state });
  if (!onEitherSide(act, sides)) return refuse({ code: "only-the-two-sides" });
  if (!change.duty && !change.dueAt) return refuse({ code: "nothing-to-change" });
  if (isBlank(change.reason)) return refuse({ code: "reason-needed" });
  const { owner, lead } = change.duty ?? handover;
  const dueAt = change.dueAt ?? handover.dueAt;
  if (!sides.receiverTeams.includes(owner.team)) return refuse({ code: "owner-not-the-receivers" });
  if (change.dueAt && !isAfter(dueAt, act.at)) return refuse({ code: "time-has-passed", time: dueAt });
  return accept({ ...handover, owner, lead, dueAt });
}

/** What every state has in common, without the waiting: it goes under the facts of a closing state. */
export function closed({
  id,
  personId,
  from,
  to,
  afterArrival,
  offeredAt,
  offeredBy,
  summary,
}: OpenHandover) {
  return { id, personId, from, to, afterArrival, offeredAt, offeredBy, summary };
}
