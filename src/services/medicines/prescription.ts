import { type Id, idOf, type PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { Micrograms } from "./amount-rules.ts";
import type { LastDose } from "./dose-rules.ts";
import type { Course } from "./plan-rules.ts";
import type { Product } from "./products.ts";

export type PrescriptionId = Id<"prescription">;
export const PrescriptionId = idOf("prescription");
export type PharmacyId = Id<"pharmacy">;
export const PharmacyId = idOf("pharmacy");

export const STATES = ["draft", "queued", "signed", "held", "changed", "ended", "cancelled"] as const;
export type State = (typeof STATES)[number];

/** A pharmacy, and when it is open. */
export type Pharmacy = {
  readonly id: PharmacyId;
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  readonly ours: boolean;
  /** Opening and closing by day of the week, 1 for Monday. */
  readonly hours: ReadonlyMap<number, readonly [opens: string, closes: string]>;
  /** Single closed days from today on, with why. */
  readonly closedDays: ReadonlyMap<string, string>;
};

/** Is a pharmacy open on this day? */
export const isOpenOn =
  ({ hours, closedDays }: Pick<Pharmacy, "hours" | "closedDays">) =>
  (day: LocalDate): boolean =>
    hours.has(day.dayOfWeek) && !closedDays.has(day.toString());

/** A dose that another prescriber gave until now, and who confirmed it. */
export type Continues = LastDose & { readonly confirmedBy: string };

/** A prescription as it is kept. */
export type Prescription = Course & {
  readonly id: PrescriptionId;
  readonly person: PersonId;
  readonly product: Product;
  readonly pharmacy: PharmacyId;
  readonly pharmacyName: string;
  readonly protocol: string;
  readonly protocolVersion: number;
  readonly phase: "titration" | "stable";
  readonly reason: string | undefined;
  readonly continues: Continues | undefined;
  readonly total: Micrograms;
  readonly replaces: PrescriptionId | undefined;
  readonly state: State;
  readonly revision: number;
  readonly agency: string;
  readonly ours: boolean;
  readonly teamName: string;
  readonly changedBy: string | undefined;
  readonly signedAt: Instant | undefined;
  readonly signedBy: string | undefined;
  readonly stopsOn: LocalDate | undefined;
  readonly restartedOn: LocalDate | undefined;
};
