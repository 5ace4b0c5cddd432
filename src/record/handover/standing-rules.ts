import type { EpisodeId, HandoverId, ServiceId, StaffId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Episode } from "../episode/episode.ts";
import { AGENCY_KINDS } from "../sharing/agency-kinds.ts";
import { type Absence, effectiveOwner, type Owner } from "../staff/owner.ts";
import type { Task } from "../task/task.ts";
import { type Handover, isOpen } from "./handover.ts";
import { isAfter, openHandoversOut, RETURNED } from "./rules.ts";

/** Is an answer or a first contact past its time? At that very moment it is not yet late. */
export const isLate = (handover: Handover, now: Instant): boolean =>
  isOpen(handover) && isAfter(now, handover.dueAt);

/** Who answers for a person, and why. There is always a team. */
export type Responsible =
  | {
      readonly because: "next-step";
      readonly owner: Owner;
      readonly handoverId: HandoverId | undefined;
      readonly dueAt: Instant;
    }
  | {
      readonly because: "handing-over";
      readonly owner: Owner;
      readonly episodeId: EpisodeId;
      readonly serviceId: ServiceId;
      readonly handoverIds: readonly HandoverId[];
    }
  | {
      readonly because: "in-care";
      readonly owner: Owner;
      readonly episodeId: EpisodeId;
      readonly serviceId: ServiceId;
    };

/**
 * Who is responsible for one person now: after a no the team of the sender's that owns the next step, the sender of an
 * open handover until the receiver says *arrived*, and every service that has them. Those in whose hands something
 * could still be lost come first. Give it all episodes, handovers and tasks of that person that the reader may see.
 */
export function responsible(
  episodes: readonly Episode[],
  handovers: readonly Handover[],
  tasks: readonly Task[],
): readonly Responsible[] {
  const nextSteps = tasks.flatMap((task): readonly Responsible[] => {
    if (task.kind !== RETURNED || task.state !== "open") return [];
    const { team, staff, dueAt, handoverId } = task;
    return [{ because: "next-step", owner: staff ? { team, staff } : { team }, handoverId, dueAt }];
  });
  const services = episodes.flatMap((episode): readonly Responsible[] => {
    if (episode.state !== "open") return [];
    const { id: episodeId, serviceId, owner } = episode;
    const handoverIds = openHandoversOut(episodeId, handovers).map(({ id }) => id);
    if (handoverIds.length === 0) return [{ because: "in-care", owner, episodeId, serviceId }];
    return [{ because: "handing-over", owner, episodeId, serviceId, handoverIds }];
  });
  const [handingOver, inCare] = (["handing-over", "in-care"] as const).map((because) =>
    services.filter((each) => each.because === because),
  );
  return [...nextSteps, ...(handingOver ?? []), ...(inCare ?? [])];
}

/** Why an open handover is on somebody's list: the receiver's team, its named lead, or the sending service. */
export type Listed =
  | { readonly because: "answer" | "first-contact" | "silence-escalated"; readonly owner: Owner }
  | { readonly because: "silence-returned"; readonly serviceId: ServiceId };

/**
 * On whose lists it is now. Silence changes no fact: once it is late the named lead has it too, and the sending
 * service sees it again. Whoever is away or disabled is replaced by their team.
 */
export function onWhoseLists(
  handover: Handover,
  absences: readonly Absence[],
  disabled: ReadonlySet<StaffId>,
  now: Instant,
): readonly Listed[] {
  if (!isOpen(handover)) return [];
  const acting = (owner: Owner) => effectiveOwner(owner, absences, disabled, now);
  const waiting: Listed = {
    because: handover.state === "offered" ? "answer" : "first-contact",
    owner: acting(handover.owner),
  };
  if (!isLate(handover, now)) return [waiting];
  const lead = acting({ team: handover.owner.team, staff: handover.lead });
  return [
    waiting,
    { because: "silence-escalated", owner: lead },
    { because: "silence-returned", serviceId: handover.from.serviceId },
  ];
}

/** What a referrer may know of what became of their handover. */
export type ReferrerStatus =
  | { readonly detail: "limited"; readonly status: "sent" | "received" | "closed" }
  | { readonly detail: "full"; readonly status: Handover["state"] };

/**
 * What a referrer of this kind of agency may know. Police and probation learn *sent*, *received* and *closed*, where
 * closed is one word for arrived, declined, refused, withdrawn and died, so that it says nothing of treatment. A kind of agency we do not know learns no
 * more than they do.
 */
export function statusForReferrer(handover: Handover, readerKind: string): ReferrerStatus {
  const reader = AGENCY_KINDS.find((kind) => kind.code === readerKind);
  if (reader && !reader.enforcement) return { detail: "full", status: handover.state };
  switch (handover.state) {
    case "offered":
      return { detail: "limited", status: "sent" };
    case "accepted":
      return { detail: "limited", status: "received" };
    case "arrived":
    case "declined":
    case "withdrawn":
    case "refused-by-person":
    case "ended-by-death":
      return { detail: "limited", status: "closed" };
  }
}
