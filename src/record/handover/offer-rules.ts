import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { Episode } from "../episode/episode.ts";
import { firstContactHours, type ServiceKind } from "../episode/service-kind.ts";
import type { Handover, OfferedHandover } from "./handover.ts";
import {
  type Act,
  type HandoverRefusal,
  isAfter,
  isBlank,
  onSide,
  openHandoversOut,
  type Sides,
} from "./rules.ts";

/** Share of the time to first contact by which the receiver should have answered. Proposed; check by 2027-04-01. */
const ANSWER_WITHIN_SHARE = 0.5;

/**
 * The usual times for a handover from this kind of service: an answer within half of the time to first contact,
 * which counts from `startsAt` (a release still to come) or from the offer.
 */
export function usualTimes(
  receiver: ServiceKind,
  from: string,
  offeredAt: Instant,
  startsAt: Instant = offeredAt,
): { readonly answerBy: Instant; readonly firstContactBy: Instant } {
  const minutes = firstContactHours(receiver, from) * 60;
  return {
    answerBy: offeredAt.add({ minutes: Math.round(minutes * ANSWER_WITHIN_SHARE) }),
    firstContactBy: startsAt.add({ minutes }),
  };
}

/** What an offer says. */
export type Offer = Omit<OfferedHandover, "state" | "offeredAt" | "offeredBy">;

/** What must be known of a person to offer them: their life, and the episodes and handovers the sender may see. */
export type OfferFacts = {
  readonly died?: LocalDate;
  readonly episodes: readonly Episode[];
  readonly handovers: readonly Handover[];
  readonly receiver: ServiceKind;
  readonly sides: Sides;
};

/** Offers a person to a service. The sender goes on having them; nothing is opened for the receiver yet. */
export function offer(wanted: Offer, known: OfferFacts, act: Act): Result<OfferedHandover, HandoverRefusal> {
  const { from, to } = wanted;
  const { receiver } = known;
  if (known.died) return refuse({ code: "person-has-died", on: known.died });
  if (!onSide(act, known.sides.senderTeams)) return refuse({ code: "only-the-sender" });
  if (isBlank(wanted.summary)) return refuse({ code: "summary-needed" });
  if (from.serviceId === to.serviceId) return refuse({ code: "same-service" });
  if (!receiver.takesFrom.includes(from.serviceKind)) {
    return refuse({ code: "does-not-take-from", service: receiver.name, takesFrom: receiver.takesFrom });
  }
  const mine = known.episodes.filter((each) => each.personId === wanted.personId && each.state === "open");
  if (!mine.some((each) => each.id === from.episodeId)) return refuse({ code: "sender-does-not-have-them" });
  const has = mine.find((each) => each.serviceId === to.serviceId);
  if (has) return refuse({ code: "receiver-has-them", since: has.opened });
  // Another sender may offer the same person to the same service: neither may learn that the other did.
  const waiting = openHandoversOut(from.episodeId, known.handovers).find(
    (each) => each.to.serviceId === to.serviceId,
  );
  if (waiting) return refuse({ code: "already-offered", on: waiting.offeredAt });
  if (!known.sides.receiverTeams.includes(wanted.owner.team))
    return refuse({ code: "owner-not-the-receivers" });
  if (!isAfter(wanted.dueAt, act.at)) return refuse({ code: "time-has-passed", time: wanted.dueAt });
  return accept({ ...wanted, state: "offered", offeredAt: act.at, offeredBy: act.by });
}
