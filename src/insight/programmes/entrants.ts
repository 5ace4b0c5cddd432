import type { LocalDate } from "../../kernel/time.ts";
import type { Catalogue } from "../changed/catalogue.ts";

/** How a stay can end, as the declarations of services have it. */
export type EndingKind = "planned" | "unplanned" | "transfer" | "death";
export type Ending = { readonly code: string; readonly name: string; readonly kind: EndingKind };

/** One score that pages of programmes follow. */
export type FollowedScore = {
  readonly measure: string;
  readonly measureName: string;
  readonly code: string;
  readonly name: string;
  readonly better: "lower" | "higher";
  /** Days of use: whoever did not use at the start is not counted for it. */
  readonly ofUse: boolean;
  /** How well it agrees with itself, where somebody has looked that up. */
  readonly reliability: { readonly value: number; readonly source: string } | undefined;
  /** The measure that asks the same among others: of a kind of service that asks for it, its answer is followed and this one is not. */
  readonly unlessAsked?: string | undefined;
};

/** One kind of service as its programme page needs it. The application puts it together from the declarations. */
export type ProgrammeKind = {
  readonly code: string;
  readonly name: string;
  readonly endings: readonly Ending[];
  /** Whether it has sessions of its own for which people are expected, which then are its attendance. */
  readonly sessions: boolean;
  /** Codes of the measures it asks for. */
  readonly asksFor: readonly string[];
};

/** What the application hands to the pages of programmes. */
export type Programmes = {
  readonly kinds: readonly ProgrammeKind[];
  readonly scores: readonly FollowedScore[];
  /** What measures are called, by their code. */
  readonly measureNames: ReadonlyMap<string, string>;
  /** Events that can be counted before and after entry. */
  readonly counted: Catalogue;
};

/** A service of the partnership. */
export type ProgrammeService = {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly kindName: string;
  readonly agencyCode: string;
  readonly agencyName: string;
};

/** One person by their first stay with the service, without a name. */
export type Entrant = {
  readonly key: string;
  readonly enteredOn: LocalDate;
  /** Last day; nothing while still there. */
  readonly endedOn: LocalDate | undefined;
  readonly ending: string | undefined;
  readonly diedOn: LocalDate | undefined;
  /** Further stays with the same service. */
  readonly laterStays: number;
};

/** Everyone who is looked at, and the day on which the record was read. */
export type Entered = {
  readonly people: readonly Entrant[];
  readonly asAt: LocalDate;
  readonly kind: ProgrammeKind;
};
