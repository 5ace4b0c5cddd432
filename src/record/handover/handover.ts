import type { EpisodeId, HandoverId, PersonId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Owner } from "../staff/owner.ts";

/** One end of a handover: a service, with the code of its kind. */
export type End = { readonly serviceId: ServiceId; readonly serviceKind: string };

type HandoverCore = {
  readonly id: HandoverId;
  readonly personId: PersonId;
  /** The sender has the person in an open episode; someone who comes by a door is opened at a service first. */
  readonly from: End & { readonly episodeId: EpisodeId };
  readonly to: End;
  /** Whether the sender's episode closes once the person has arrived, or the two go on together. */
  readonly afterArrival: "close" | "keep";
  readonly offeredAt: Instant;
  readonly offeredBy: StaffId;
  /** What the receiver needs to know to answer. */
  readonly summary: string;
};

/** A team of the receiver's, perhaps one of its people, and that team's named lead, who hears of silence. */
export type Duty = { readonly owner: Owner; readonly lead: StaffId };

/** What every open handover has, so that silence is noticed: who acts, whom it goes up to, and by when. */
type Waiting = Duty & { readonly dueAt: Instant };

/** The receiver's yes, with the moment by which it promised first contact. */
export type Acceptance = { readonly at: Instant; readonly by: StaffId; readonly firstContactAt: Instant };

/** Why a receiving service says no; `other` says more in the note. */
export const DECLINE_REASONS = {
  "no-capacity": "No place free in time",
  "not-eligible": "Does not meet what the service is for",
  "needs-something-else": "Another service would help more",
  "already-supported": "Already supported for this elsewhere",
  "could-not-reach": "Could not be reached in spite of trying",
  other: "Another reason",
} as const;
export type DeclineReason = keyof typeof DECLINE_REASONS;

/** Why a person says no to being handed over; `other` says more in the note. */
export const PERSON_REFUSAL_REASONS = {
  "not-now": "Does not want this help now",
  "prefers-another-service": "Would rather go to another service",
  "prefers-to-stay": "Would rather stay where they are",
  "cannot-get-there": "Cannot get there",
  "sharing-worry": "Worried about who would know",
  other: "Another reason",
} as const;
export type PersonRefusalReason = keyof typeof PERSON_REFUSAL_REASONS;

/** A coded reason, with words of its own where the code is not enough. */
export type Coded<Code extends string> = { readonly code: Code; readonly note?: string };

/** Waiting for the receiver's answer; the sender has the person. `dueAt` is when the answer is due. */
export type OfferedHandover = HandoverCore & Waiting & { readonly state: "offered" };

/** The receiver said yes; the sender still has the person. `dueAt` is the promised first contact. */
export type AcceptedHandover = HandoverCore &
  Waiting & { readonly state: "accepted"; readonly acceptance: Acceptance };

/** The receiver has the person. */
export type ArrivedHandover = HandoverCore & {
  readonly state: "arrived";
  readonly acceptance: Acceptance;
  readonly arrivedAt: Instant;
  readonly receiverEpisodeId: EpisodeId;
};

/** What happens instead after a no: words for it, a team of the sender's, and a time. It is that team's task. */
export type NextStep = { readonly what: string; readonly team: TeamId; readonly dueAt: Instant };

/** The receiver said no, or gave the person back. The sender still has them. */
export type DeclinedHandover = HandoverCore & {
  readonly state: "declined";
  readonly declinedAt: Instant;
  readonly declinedBy: StaffId;
  readonly because: Coded<DeclineReason>;
  readonly nextStep: NextStep;
};

/** The sender took it back. */
export type WithdrawnHandover = HandoverCore & {
  readonly state: "withdrawn";
  readonly withdrawnAt: Instant;
  readonly because: string;
};

/** The person said no. The sender still has them, and agrees with them what happens instead. */
export type RefusedHandover = HandoverCore & {
  readonly state: "refused-by-person";
  readonly refusedAt: Instant;
  readonly because: Coded<PersonRefusalReason>;
};

/** The person died while it was open. What it was is kept, in case the death was recorded in error. */
export type DiedHandover = HandoverCore & {
  readonly state: "ended-by-death";
  readonly stoppedAt: Instant;
  readonly was: OpenHandover;
};

export type OpenHandover = OfferedHandover | AcceptedHandover;

/** A person passed from one service to another. Each state holds only what is true in it. */
export type Handover =
  | OpenHandover
  | ArrivedHandover
  | DeclinedHandover
  | WithdrawnHandover
  | RefusedHandover
  | DiedHandover;

/** Every state, in the order a handover can come to it. */
export const HANDOVER_STATES = [
  "offered",
  "accepted",
  "arrived",
  "declined",
  "withdrawn",
  "refused-by-person",
  "ended-by-death",
] as const satisfies readonly Handover["state"][];

/** Is it still waiting for someone? */
export const isOpen = (handover: Handover): handover is OpenHandover =>
  handover.state === "offered" || handover.state === "accepted";

/** A coded reason as one text, for a column or a file: `other: The lift is broken`. */
export const codedText = ({ code, note }: Coded<string>): string =>
  note?.trim() ? `${code}: ${note.trim()}` : code;

/** Reads a coded reason from its text; one whose code is not known is `other` with the whole text as its note. */
export function codedFrom<Code extends string>(
  codes: Readonly<Record<Code | "other", string>>,
  text: string,
): Coded<Code | "other"> {
  const cut = text.indexOf(": ");
  const code = cut < 0 ? text : text.slice(0, cut);
  if (!isCodeOf(codes, code)) return { code: "other", note: text };
  return cut < 0 ? { code } : { code, note: text.slice(cut + 2) };
}

const isCodeOf = <Code extends string>(codes: Readonly<Record<Code, string>>, code: string): code is Code =>
  Object.hasOwn(codes, code);
