import { type Id, idOf, type PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { LateId } from "../dosing/visit.ts";
import type { PremisesId } from "../register/index.ts";
import type { FormSet } from "./pack.ts";

export type DowntimeId = Id<"downtime">;
export const DowntimeId = idOf("downtime");
export type FormSetId = Id<"downtime-form-set">;
export const FormSetId = idOf("downtime-form-set");

/** A time in which premises worked on paper. */
export type Downtime = {
  readonly id: DowntimeId;
  readonly premises: PremisesId;
  readonly premisesName: string;
  readonly beganAt: Instant;
  readonly reason: string;
  readonly declaredAt: Instant;
  readonly declaredBy: string;
  readonly endedAt: Instant | undefined;
  readonly endedBy: string | undefined;
  readonly finishedAt: Instant | undefined;
  readonly finishedBy: string | undefined;
  readonly counted: number | undefined;
  /** Numbers of which nobody has said anything yet; doses that wait for a second signature; forms with a dose. */
  readonly missing: number;
  readonly unsigned: number;
  readonly doses: number;
};

/** Forms that were issued together, and the downtime in which they were used. */
export type Issued = FormSet & {
  readonly id: FormSetId;
  readonly premises: PremisesId;
  readonly issuedFor: "file" | "print";
  readonly issuedAt: Instant;
  readonly issuedBy: string | undefined;
  readonly downtime: DowntimeId | undefined;
};

/** What a form became, in the words of a page. */
export const BECAME = {
  dose: "A dose",
  page: "A page of the register, its lines entered",
  spoiled: "Spoiled",
  blank: "Blank",
} as const;
export type Became = keyof typeof BECAME;

/** One number of a downtime, and what is known of it. */
export type PaperForm = {
  readonly number: number;
  readonly isForDose: boolean;
  readonly became: Became | undefined;
  readonly words: string | undefined;
  readonly staff: string | undefined;
  readonly at: Instant | undefined;
  readonly late: LateId | undefined;
  readonly person: { readonly id: PersonId; readonly name: string } | undefined;
  readonly ug: number | undefined;
  readonly givenAt: Instant | undefined;
  readonly clashes: readonly string[];
  readonly second: string | undefined;
};
