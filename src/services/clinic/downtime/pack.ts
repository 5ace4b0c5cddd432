import type { PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { OrderId, Route, Slot } from "../prescribing/order.ts";
import type { Micrograms } from "../products.ts";
import type { BookId, PremisesId } from "../register/index.ts";

/** One part of an order, as it is read from paper. */
export type PackPart = {
  readonly slot: Slot;
  readonly part: number;
  readonly product: string;
  readonly ug: Micrograms;
  readonly leastMinutes: number;
  readonly route?: Route | undefined;
};

/** What may be had of a session between two moments, by the table of gaps of the order's own protocol. */
export type PackDue = {
  readonly slot: Slot;
  readonly from: Instant;
  /** The end of the order, or where it becomes less. */
  readonly until: Instant;
  /** The end of the last injection that was seen; undefined where none is known. */
  readonly lastEnd: Instant | undefined;
  /** Every night since was seen to be covered when the pack was made. */
  readonly nights: boolean;
  readonly share: "whole" | "capped" | "nothing";
  readonly ordered: Micrograms;
  readonly most: Micrograms;
  readonly halves: boolean;
  readonly apartMinutes: number;
  readonly prescriberFirst: boolean;
  readonly beginAnew: boolean;
};

/** An order that stands or is held, and why nothing may be given by it, if so. */
export type PackOrder = {
  readonly id: OrderId;
  readonly kind: "standing" | "single-session";
  readonly slot: Slot | undefined;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly against:
    | "held"
    | "no-licence"
    | "no-licence-today"
    | "no-licence-tomorrow"
    | "protocol-not-signed"
    | undefined;
  readonly mostSingle: Micrograms;
  readonly mostDaily: Micrograms;
  readonly phase: "titration" | "stable";
  readonly naloxone: string;
  readonly prescriber: string;
  readonly parts: readonly PackPart[];
  /** What the table of gaps leaves of each session, from one moment to the next, as it was known when the pack was made. */
  readonly due: readonly PackDue[];
};

/** A dose that was seen. */
export type PackDose = { readonly ug: Micrograms; readonly drug: string; readonly at: Instant };

/** Somebody whom these premises may have to dose while the system is down. */
export type PackPerson = {
  readonly id: PersonId;
  readonly name: string;
  readonly bornOn: LocalDate;
  readonly nhs: string | undefined;
  readonly alerts: readonly string[];
  readonly orders: readonly PackOrder[];
  readonly lastInjected: PackDose | undefined;
  readonly lastByMouth: PackDose | undefined;
  /** Injected today and in the last 24 hours. */
  readonly today: Micrograms;
  readonly day: Micrograms;
  /** Handed over, and nobody has said what became of it. */
  readonly inHand: Micrograms;
  /** Where today's visits stand: slot and state. */
  readonly visits: readonly { readonly slot: Slot; readonly state: string }[];
  readonly waitsForReview: boolean;
  /** Where they were, or are, of whom no licensed doctor has reviewed the gap. */
  readonly gapWaits: "custody" | "hospital" | "elsewhere" | undefined;
  /** What was recorded as injected is being corrected, and the second has not signed. */
  readonly correctionWaits: boolean;
  /** What their own lungs reach at rest on air, in per cent, and whether the protocol of the last session still lets it count. */
  readonly ownOxygen: { readonly spo2: number; readonly on: LocalDate; readonly counts: boolean } | undefined;
};

/** A book of the register as it stands. */
export type PackBook = {
  readonly id: BookId;
  readonly heading: string;
  readonly line: number;
  readonly balance: Micrograms;
  readonly head: string;
  readonly issues: boolean;
};

/** Numbered forms that were issued together. */
export type FormSet = { readonly first: number; readonly lastDose: number; readonly last: number };

/** Everything that premises need to work on paper, at one moment. */
export type Pack = {
  readonly partnership: string;
  readonly premises: {
    readonly id: PremisesId;
    readonly name: string;
    readonly address: string;
    readonly phone: string;
  };
  readonly at: Instant;
  readonly people: readonly PackPerson[];
  readonly books: readonly PackBook[];
  /** To how many milligrams in a millilitre powder is made up here; unknown before the first session. */
  readonly madeUpTo: number | undefined;
  /** Whether every protocol that an order here goes by is signed off. */
  readonly signedOff: boolean;
};
