import { type Id, idOf, type PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { Slot } from "../prescribing/index.ts";
import type { Route } from "../prescribing/order.ts";
import type { Micrograms } from "../products.ts";
import type { PremisesId } from "../register/index.ts";
import type { Decider, DecisionKind, Reason, Sedation } from "./assessment-rules.ts";
import type { Answer } from "./assessment-words.ts";
import type { Mistake } from "./mistake-store.ts";
import type { Place } from "./places.ts";
import type { Duty } from "./session-rules.ts";
import type { VisitState } from "./visit-rules.ts";

export type DosingSessionId = Id<"dosing-session">;
export const DosingSessionId = idOf("dosing-session");
export type VisitId = Id<"dosing-visit">;
export const VisitId = idOf("dosing-visit");
export type AssessmentId = Id<"pre-dose-assessment">;
export const AssessmentId = idOf("pre-dose-assessment");
export type PreparationId = Id<"preparation">;
export const PreparationId = idOf("preparation");
export type AuthorityId = Id<"authority">;
export const AuthorityId = idOf("authority");
export type WasteId = Id<"dosing-waste">;
export const WasteId = idOf("dosing-waste");
export type EmergencyId = Id<"dosing-emergency">;
export const EmergencyId = idOf("dosing-emergency");
export type ActId = Id<"dosing-emergency-act">;
export const ActId = idOf("dosing-emergency-act");
export type LookId = Id<"dosing-look">;
export const LookId = idOf("dosing-look");
export type MistakeId = Id<"dosing-mistake">;
export const MistakeId = idOf("dosing-mistake");
export type IncidentId = Id<"dosing-incident">;
export const IncidentId = idOf("dosing-incident");
export type LateId = Id<"dosing-late">;
export const LateId = idOf("dosing-late");
export type LateAsideId = Id<"dosing-late-aside">;
export const LateAsideId = idOf("dosing-late-aside");
export type InjectionId = Id<"injection">;
export const InjectionId = idOf("injection");
export type CorrectionId = Id<"injection-correction">;
export const CorrectionId = idOf("injection-correction");
export type HandKey = Id<"hand-key">;
export const HandKey = idOf("hand-key");

/** A session as it was opened. */
export type Session = {
  readonly id: DosingSessionId;
  readonly premises: PremisesId;
  readonly premisesName: string;
  readonly day: LocalDate;
  readonly slot: Slot;
  readonly endsAt: Instant;
  readonly openedAt: Instant;
  readonly closedAt: Instant | undefined;
  readonly cancelledBecause: string | undefined;
  readonly protocol: string;
  readonly protocolVersion: number;
  readonly signedOff: boolean;
  readonly numbers: Readonly<Record<string, number>>;
  readonly shift: readonly OnShift[];
};
export type OnShift = {
  readonly staff: string;
  readonly name: string;
  readonly duty: Duty;
  readonly here: boolean;
  readonly mine: boolean;
  /** Whether they have shown it on their own sign-in, and were not only named. */
  readonly confirmed: boolean;
  /** From when until when they had left the shift, each time they came back. */
  readonly away: readonly (readonly [Instant, Instant])[];
};

/** One move of a visit. */
export type Step = {
  readonly seq: number;
  readonly to: VisitState;
  readonly at: Instant;
  readonly staff: string | undefined;
  readonly reason: string | undefined;
  readonly code: string | undefined;
  /** What else was said of it, in words: how they were identified, what was asked as they left. */
  readonly also: string | undefined;
};

export type Assessed = {
  readonly id: AssessmentId;
  readonly at: Instant;
  readonly staff: string;
  readonly staffIsMe: boolean;
  readonly validUntil: Instant;
  readonly decision: DecisionKind;
  readonly reasons: readonly Reason[];
  readonly decidedBy: Decider;
  readonly sentence: string;
  readonly againAt: Instant | undefined;
  /** Who of the shift agreed to a full dose after seeing them, and why. */
  readonly agreed: { readonly by: string; readonly because: string } | undefined;
  /** Everything that was read and asked. */
  readonly answers: readonly Answer[];
};

export type Prepared = {
  readonly id: PreparationId;
  readonly at: Instant;
  readonly product: string;
  readonly lot: string;
  readonly dose: Micrograms;
  readonly units: number;
  readonly taken: Micrograms;
  readonly rest: Micrograms;
  readonly microgramsPerMillilitre: number;
  readonly microlitres: number;
  readonly handKey: HandKey;
  readonly by: string;
  readonly mine: boolean;
  readonly part: string;
  /** How it was ordered to be injected. */
  readonly route: Route | undefined;
  readonly checkedBy: string | undefined;
  readonly stopped: boolean;
  readonly authority: AuthorityId | undefined;
  readonly takenAt: Instant | undefined;
  readonly injection: Injected | undefined;
  readonly waste: Wasted | undefined;
};

export type Injected = {
  readonly id: InjectionId;
  /** It corrects an entry of before: two have signed for what was left as well. */
  readonly corrected: boolean;
  readonly what: Outcome;
  readonly injected: Micrograms;
  readonly left: Micrograms;
  readonly endedAt: Instant;
  readonly by: string;
  /** What was added to it in words, where it is not a correction. */
  readonly added: string | undefined;
  /** Where it went in, where somebody said. */
  readonly place: Place | undefined;
  /** By how much the clock of the device was ahead that it was recorded on, where that is more than it may be; behind below nought. */
  readonly wrongClockMs: number | undefined;
};

export const OUTCOMES = {
  full: "All of it injected",
  part: "A part injected",
  none: "Not injected",
  spilled: "Spilled",
  "vein-failed": "The vein failed",
} as const;
export type Outcome = keyof typeof OUTCOMES;

export type Wasted = {
  readonly id: WasteId;
  readonly wasted: Micrograms;
  readonly returned: Micrograms;
  readonly by: string;
  readonly mine: boolean;
  readonly witnessedBy: string | undefined;
};

export type LookTaken = {
  readonly id: LookId;
  /** Somebody says that these readings were a mistake. */
  readonly mistake: Mistake | undefined;
  readonly at: Instant;
  readonly staff: string | undefined;
  readonly sedation: Sedation;
  readonly breaths: number;
  readonly seconds: number;
  readonly spo2: number;
  readonly onOxygen: boolean;
  readonly lowSeconds: number;
  readonly rung: "watch" | "stimulate" | "oxygen" | "naloxone";
};

/** Somebody in one session, with everything that happened there. */
export type Visit = {
  readonly id: VisitId;
  readonly person: PersonId;
  readonly session: DosingSessionId;
  readonly prescribed: Micrograms;
  /** Until when they stay, where something was injected. */
  readonly stays: Instant | undefined;
  /** The nurse who watches them since something was handed over. */
  readonly watcher: { readonly name: string; readonly mine: boolean } | undefined;
  readonly steps: readonly Step[];
  readonly state: VisitState;
  readonly assessments: readonly Assessed[];
  readonly prepared: readonly Prepared[];
  /** Those that count. */
  readonly looks: readonly LookTaken[];
  /** Readings that were a mistake: to be seen, and counted by nothing. */
  readonly mistaken: readonly LookTaken[];
  readonly corrections: readonly Correction[];
};

/** What was said to have been injected instead: it counts once a second has signed. Micrograms. */
export type Correction = {
  readonly id: CorrectionId;
  readonly what: Outcome;
  readonly injected: Micrograms;
  readonly left: Micrograms;
  readonly endedAt: Instant;
  readonly reason: string;
  readonly leftWhere: string | undefined;
  readonly saidAt: Instant;
  readonly by: string;
  readonly mine: boolean;
  /** The entry that it is about, as it was recorded. */
  readonly was: {
    readonly what: Outcome;
    readonly injected: Micrograms;
    readonly endedAt: Instant;
    readonly added: string | undefined;
  };
  readonly signed: { readonly at: Instant; readonly by: string } | undefined;
  readonly dropped: { readonly at: Instant; readonly by: string } | undefined;
};
