import { createHash } from "node:crypto";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { holdLife } from "../../record/episode/store.ts";
import {
  type Asked,
  type Decided,
  type DoseRefusal,
  decideDose,
  decideRestart,
  type LastDose,
  type RestartRefusal,
} from "./dose-rules.ts";
import { doseHistory, lastKnownDose } from "./history-rules.ts";
import type { PrescriptionActRefusal } from "./messages.ts";
import { lastGiven, observedDoses } from "./observed-store.ts";
import { pharmacies } from "./pharmacy-store.ts";
import {
  type Course,
  decideSpan,
  type Instalment,
  type PlanRefusal,
  planCollections,
  totalOf,
} from "./plan-rules.ts";
import {
  type Continues,
  isOpenOn,
  type Pharmacy,
  type PharmacyId,
  type Prescription,
  type PrescriptionId,
} from "./prescription.ts";
import type { Product } from "./products.ts";
import { protocolFor } from "./protocols.ts";
import {
  insertPrescription,
  prescriptionOf,
  prescriptionsOf,
  rewritePrescription,
  signPrescription,
} from "./store.ts";

/** What somebody wants to prescribe. */
export type Wanted = Course & {
  readonly product: Product;
  readonly pharmacy: PharmacyId;
  readonly reason: string;
  readonly continues: Continues | undefined;
  readonly replaces: PrescriptionId | undefined;
  readonly state: "draft" | "queued";
};

/** Why a prescription was not written. */
export type WriteRefusal =
  | DoseRefusal
  | PlanRefusal
  | PrescriptionActRefusal
  | { readonly code: "reason-asked"; readonly asked: Asked }
  | { readonly code: "no-such-pharmacy" }
  | { readonly code: "no-team" }
  | { readonly code: "written-since" };

/** Writes a prescription, or writes anew one that nobody has signed: read, decide, write. */
export async function writePrescription(
  tx: Tx,
  person: PersonId,
  wanted: Wanted,
  now: Instant,
  over?: Pick<Prescription, "id" | "revision">,
): Promise<Result<PrescriptionId, WriteRefusal>> {
  const life = await holdLife(tx, person);
  if (!life) return refuse({ code: "not-there" });
  if (life.died) return refuse({ code: "has-died" });
  const team = tx.asking.team_id;
  if (!team) return refuse({ code: "no-team" });
  const decided = await decideWanted(tx, person, wanted, now, over?.id);
  if (!decided.ok) return decided;
  const { dose, plan } = decided.value;
  const [asked] = dose.asked;
  if (asked && wanted.reason === "") return refuse({ code: "reason-asked", asked });
  const writing = {
    ...wanted,
    person,
    team,
    reason: wanted.reason === "" ? undefined : wanted.reason,
    protocol: dose.protocol.code,
    protocolVersion: dose.protocol.version,
    phase: dose.phase,
    total: totalOf(plan),
  };
  if (!over) return accept(await insertPrescription(tx, writing));
  return (await rewritePrescription(tx, over.id, over.revision, writing))
    ? accept(over.id)
    : refuse({ code: "written-since" });
}

/** The dose by its protocol and what is known of the person, and the days by the pharmacy's. */
async function decideWanted(
  tx: Tx,
  person: PersonId,
  wanted: Omit<Wanted, "reason" | "state">,
  now: Instant,
  but?: PrescriptionId,
): Promise<
  Result<
    { readonly dose: Decided; readonly plan: readonly Instalment[] },
    DoseRefusal | PlanRefusal | { readonly code: "no-such-pharmacy" }
  >
> {
  const { product, micrograms, startsOn } = wanted;
  const today = londonDay(now);
  const known = await knownDose(tx, person, product, now, wanted.continues);
  const others = (await prescriptionsOf(tx, person)).filter(({ id }) => id !== but);
  const dose = decideDose(
    product,
    micrograms,
    startsOn,
    doseHistory(product, startsOn, today, known, others),
  );
  if (!dose.ok) return dose;
  const span = decideSpan(wanted, dose.value.protocol, today);
  if (!span.ok) return span;
  const pharmacy = await pharmacyNamed(tx, wanted.pharmacy);
  if (!pharmacy) return refuse({ code: "no-such-pharmacy" });
  const plan = planCollections(wanted, product, isOpenOn(pharmacy));
  return plan.ok ? accept({ dose: dose.value, plan: plan.value }) : plan;
}

/** The newest dose of this product's drug that is known of somebody. */
export async function knownDose(
  tx: Tx,
  person: PersonId,
  product: Product,
  now: Instant,
  told?: LastDose,
): Promise<LastDose | undefined> {
  const doses = await observedDoses(tx, person);
  const seen = doses.filter(({ withdrawnBecause }) => withdrawnBecause === undefined);
  const given = await lastGiven(tx, person, londonDay(now));
  return lastKnownDose(product, { seen, given, told });
}

const pharmacyNamed = async (tx: Tx, id: PharmacyId): Promise<Pharmacy | undefined> =>
  (await pharmacies(tx)).find((each) => each.id === id);

/** A prescription as it is about to be signed, with its days as they come to now, and what stands for both. */
export type ToSign = {
  readonly prescription: Prescription;
  readonly pharmacy: Pharmacy;
  readonly plan: Result<readonly Instalment[], PlanRefusal>;
  /** SHA-256 of all of it: what was signed is what was shown. */
  readonly print: string;
};

/** What a prescriber is shown before signing. */
export async function loadToSign(tx: Tx, person: PersonId, id: PrescriptionId): Promise<ToSign | undefined> {
  const prescription = await prescriptionOf(tx, person, id);
  const pharmacy = prescription && (await pharmacyNamed(tx, prescription.pharmacy));
  if (!pharmacy) return undefined;
  const plan = planCollections(prescription, prescription.product, isOpenOn(pharmacy));
  return { prescription, pharmacy, plan, print: printOf(prescription, plan) };
}

function printOf(prescription: Prescription, plan: ToSign["plan"]): string {
  const { changedBy: _, teamName: __, product, ...rest } = prescription;
  return createHash("sha256")
    .update(JSON.stringify([product.code, rest, plan]))
    .digest("hex");
}

/** Why a prescription was not signed. */
export type SignRefusal = WriteRefusal;

/** Signs a prescription, if it is what was shown and the protocol still allows it today. */
export async function sign(
  tx: Tx,
  person: PersonId,
  { prescription, plan, print }: ToSign,
  shown: string | undefined,
  now: Instant,
): Promise<Result<PrescriptionId, SignRefusal>> {
  if (shown !== print) return refuse({ code: "changed-since" });
  if (!plan.ok) return plan;
  if (totalOf(plan.value) !== prescription.total) return refuse({ code: "changed-since" });
  const decided = await decideWanted(tx, person, prescription, now, prescription.id);
  if (!decided.ok) return decided;
  const [asked] = decided.value.dose.asked;
  if (asked && !prescription.reason) return refuse({ code: "reason-asked", asked });
  const answer = await signPrescription(tx, prescription, print, plan.value);
  return answer === "done" ? accept(prescription.id) : refuse({ code: answer });
}

/** May this held prescription go on today with its dose? */
export async function mayRestart(
  tx: Tx,
  { person, product }: Prescription,
  now: Instant,
): Promise<Result<{ readonly gap: number }, RestartRefusal>> {
  const protocol = protocolFor(product);
  if (!protocol) return refuse({ code: "begin-anew", gap: 0, restarts: 0 });
  return decideRestart(protocol, await knownDose(tx, person, product, now), londonDay(now));
}
