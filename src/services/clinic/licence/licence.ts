import { type Id, idOf, type StaffId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import type { PremisesId } from "../prescribing/order.ts";

export type LicenceId = Id<"clinic-licence">;
export const LicenceId = idOf("clinic-licence");
export type AuthorityId = Id<"clinic-licence-authorised">;
export const AuthorityId = idOf("clinic-licence-authorised");

/** Drugs that nobody prescribes for addiction without a licence. */
export const LICENSED_DRUGS = {
  diamorphine: "Diamorphine",
  cocaine: "Cocaine",
  dipipanone: "Dipipanone",
} as const;
export type LicensedDrug = keyof typeof LICENSED_DRUGS;

/** A doctor whom a licence authorises to give under it. */
export type Authorised = {
  readonly id: AuthorityId;
  readonly name: string;
  readonly fromOn: LocalDate;
  readonly untilOn: LocalDate;
};

/** A licence: one doctor, at one place, for one drug, between two days. */
export type Licence = {
  readonly id: LicenceId;
  readonly holder: StaffId;
  readonly holderName: string;
  readonly premises: PremisesId;
  readonly premisesName: string;
  readonly drug: LicensedDrug;
  readonly number: string;
  readonly fromOn: LocalDate;
  readonly untilOn: LocalDate;
  readonly endedOn: LocalDate | undefined;
  readonly endedBecause: string | undefined;
  readonly mine: boolean;
  readonly authorised: readonly Authorised[];
};
