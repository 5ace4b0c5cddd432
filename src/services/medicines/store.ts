import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { PrescriptionActRefusal } from "./messages.ts";
import type { Instalment } from "./plan-rules.ts";
import { type Continues, PharmacyId, type Prescription, PrescriptionId, STATES } from "./prescription.ts";
import { productOf } from "./strengths-rules.ts";

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);

const PrescriptionRow = z.object({
  id: PrescriptionId.schema,
  person_id: PersonId.schema,
  product: z.string(),
  micrograms: z.number(),
  starts_on: day,
  ends_on: day,
  collected_on: z.string(),
  supervised: z.enum(["every", "none"]),
  wordings: z.array(z.string()),
  pharmacy_id: PharmacyId.schema,
  pharmacy_name: z.string(),
  protocol: z.string(),
  protocol_version: z.number(),
  phase: z.enum(["titration", "stable"]),
  reason: z.string().nullable(),
  continues: z.object({ micrograms: z.number(), on: z.string(), confirmedBy: z.string() }).nullable(),
  total_micrograms: z.number(),
  replaces: PrescriptionId.schema.nullable(),
  state: z.enum(STATES),
  revision: z.number(),
  agency: z.string(),
  ours: z.boolean(),
  team_name: z.string(),
  changed_by: z.string().nullable(),
  signed_at: instant.nullable(),
  signed_by: z.string().nullable(),
  stops_on: day.nullable(),
  restarted_on: day.nullable(),
});

function decoded(raw: unknown): Prescription {
  const row = PrescriptionRow.parse(raw);
  const product = productOf(row.product);
  invariant(product, "a prescription's product is declared");
  return {
    id: row.id,
    person: row.person_id,
    product,
    micrograms: row.micrograms,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    weekdays: [...row.collected_on].map(Number),
    supervised: row.supervised,
    wordings: row.wordings,
    pharmacy: row.pharmacy_id,
    pharmacyName: row.pharmacy_name,
    protocol: row.protocol,
    protocolVersion: row.protocol_version,
    phase: row.phase,
    reason: row.reason ?? undefined,
    continues: row.continues
      ? { ...row.continues, on: Temporal.PlainDate.from(row.continues.on) }
      : undefined,
    total: row.total_micrograms,
    replaces: row.replaces ?? undefined,
    state: row.state,
    revision: row.revision,
    agency: row.agency,
    ours: row.ours,
    teamName: row.team_name,
    changedBy: row.changed_by ?? undefined,
    signedAt: row.signed_at ?? undefined,
    signedBy: row.signed_by ?? undefined,
    stopsOn: row.stops_on ?? undefined,
    restartedOn: row.restarted_on ?? undefined,
  };
}

const prescriptions = (tx: Tx) => tx`
  select p.id, p.person_id, p.product, p.micrograms, p.starts_on, p.ends_on, p.collected_on, p.supervised, p.wordings, p.pharmacy_id,
         f.name as pharmacy_name, p.protocol, p.protocol_version, p.phase, p.reason, p.continues, p.total_micrograms, p.replaces, p.state,
         p.revision, g.name as agency, p.agency_id = acting_agency() as ours, t.name as team_name,
         (select name from staff where id = coalesce(p.changed_by, p.written_by)) as changed_by, p.signed_at,
         (select name from staff where id = p.signed_by) as signed_by, p.stops_on, p.restarted_on
    from prescription p join agency g on g.id = p.agency_id join pharmacy f on f.id = p.pharmacy_id join team t on t.id = p.team_id`;

/** Of another agency's only what it has signed: nobody is to take a draft for a prescription. */
const shown = (tx: Tx) => tx`(p.agency_id = acting_agency() or p.signed_at is not null)`;

/** Every prescription of somebody that the reader may see, the newest first. Notes the read. */
export async function prescriptionsOf(tx: Tx, person: PersonId): Promise<readonly Prescription[]> {
  tx.log({ what: "read", about: "prescriptions", people: [person] });
  const rows =
    await tx`${prescriptions(tx)} where p.person_id = ${person} and ${shown(tx)} order by p.starts_on desc, p.id desc limit 500`;
  return rows.map(decoded);
}

/** One prescription of somebody, or undefined when it is not there or not the reader's to see. */
export async function prescriptionOf(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId,
): Promise<Prescription | undefined> {
  const [row] =
    await tx`${prescriptions(tx)} where p.id = ${id} and p.person_id = ${person} and ${shown(tx)}`;
  if (row) tx.log({ what: "read", about: "prescriptions", people: [person] });
  return row && decoded(row);
}

const QueuedRow = z.object({ name: z.string(), born_on: day, id: PrescriptionId.schema });
/** A prescription that waits to be signed, and for whom. */
export type Queued = {
  readonly prescription: Prescription;
  readonly name: string;
  readonly bornOn: LocalDate;
};

/** What waits to be signed at the reader's agency, the one that starts first before the others. Notes that it was listed. */
export async function queuedForSigning(tx: Tx): Promise<readonly Queued[]> {
  const rows = await tx`
    select q.*, coalesce(w.known_as, w.given_names) || ' ' || w.family_name as name, w.born_on
      from (${prescriptions(tx)} where p.agency_id = acting_agency() and p.state = 'queued') q join person w on w.id = q.person_id
     order by q.starts_on, q.id limit 500`;
  const queued = rows.map((row) => ({ row: QueuedRow.parse(row), prescription: decoded(row) }));
  if (queued.length > 0)
    tx.log({
      what: "listed",
      about: "prescriptions to sign",
      people: queued.map(({ prescription }) => prescription.person),
    });
  return queued.map(({ row, prescription }) => ({ prescription, name: row.name, bornOn: row.born_on }));
}

/** What of a prescription is written before it is signed. */
export type Writing = Pick<
  Prescription,
  | "person"
  | "product"
  | "micrograms"
  | "startsOn"
  | "endsOn"
  | "weekdays"
  | "supervised"
  | "wordings"
  | "pharmacy"
  | "protocol"
  | "protocolVersion"
  | "phase"
  | "reason"
  | "total"
  | "replaces"
> & { readonly continues: Continues | undefined; readonly state: "draft" | "queued"; readonly team: string };

const columnsOf = (writing: Writing) => ({
  pharmacy_id: writing.pharmacy,
  team_id: writing.team,
  product: writing.product.code,
  micrograms: writing.micrograms,
  starts_on: writing.startsOn,
  ends_on: writing.endsOn,
  collected_on: writing.weekdays.join(""),
  supervised: writing.supervised,
  protocol: writing.protocol,
  protocol_version: writing.protocolVersion,
  phase: writing.phase,
  reason: writing.reason ?? null,
  total_micrograms: writing.total,
  state: writing.state,
});

const continuesOf = (tx: Tx, { continues }: Writing) =>
  continues ? tx.json({ ...continues, on: continues.on.toString() }) : null;

/** Keeps a new prescription as the acting agency's, unsigned. */
export async function insertPrescription(tx: Tx, writing: Writing): Promise<PrescriptionId> {
  const c = columnsOf(writing);
  const [row] = await tx`
    insert into prescription (person_id, pharmacy_id, team_id, product, micrograms, starts_on, ends_on, collected_on, supervised, wordings,
                              protocol, protocol_version, phase, reason, continues, total_micrograms, replaces, state)
    values (${writing.person}, ${c.pharmacy_id}, ${c.team_id}, ${c.product}, ${c.micrograms}, ${c.starts_on}, ${c.ends_on}, ${c.collected_on},
            ${c.supervised}, ${tx.array([...writing.wordings], 1009)}, ${c.protocol}, ${c.protocol_version}, ${c.phase}, ${c.reason},
            ${continuesOf(tx, writing)}, ${c.total_micrograms}, ${writing.replaces ?? null}, ${c.state})
    returning id`;
  const id = PrescriptionId.schema.parse(row?.id);
  await addStep(tx, writing.person, id, writing.state === "queued" ? "queued" : "written");
  return id;
}

/** Writes one anew that nobody has signed. False when somebody signed or cancelled it meanwhile, or wrote it anew since this revision. */
export async function rewritePrescription(
  tx: Tx,
  id: PrescriptionId,
  revision: number,
  writing: Writing,
): Promise<boolean> {
  const c = columnsOf(writing);
  const rows = await tx`
    update prescription
       set pharmacy_id = ${c.pharmacy_id}, team_id = ${c.team_id}, product = ${c.product}, micrograms = ${c.micrograms},
           starts_on = ${c.starts_on}, ends_on = ${c.ends_on}, collected_on = ${c.collected_on}, supervised = ${c.supervised},
           wordings = ${tx.array([...writing.wordings], 1009)}, protocol = ${c.protocol}, protocol_version = ${c.protocol_version},
           phase = ${c.phase}, reason = ${c.reason}, continues = ${continuesOf(tx, writing)}, total_micrograms = ${c.total_micrograms},
           state = ${c.state}, changed_by = acting_staff()
     where id = ${id} and person_id = ${writing.person} and state in ('draft', 'queued') and revision = ${revision}
    returning id`;
  if (rows.length === 0) return false;
  await addStep(tx, writing.person, id, writing.state === "queued" ? "queued" : "rewritten");
  return true;
}

/** Cancels one that nobody has signed. */
export async function cancelPrescription(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId,
  reason: string,
): Promise<boolean> {
  const rows = await tx`
    update prescription set state = 'cancelled', stopped_at = now(), changed_by = acting_staff()
     where id = ${id} and person_id = ${person} and state in ('draft', 'queued') returning id`;
  if (rows.length > 0) await addStep(tx, person, id, "cancelled", reason);
  return rows.length > 0;
}

async function addStep(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId,
  what: string,
  reason?: string,
): Promise<void> {
  await tx`insert into prescription_step (prescription_id, what, reason) values (${id}, ${what}, ${reason ?? null})`;
  tx.log({ what: "changed", about: `prescription ${what}`, people: [person] });
}

const Answer = z.union([
  z.literal("done"),
  z.enum([
    "not-there",
    "not-fresh",
    "has-died",
    "not-queued",
    "changed-since",
    "begins-in-the-past",
    "stands-elsewhere",
  ]),
]);
type Answered = "done" | PrescriptionActRefusal["code"];

/** Signs a prescription as it was shown, with its days of collection. */
export async function signPrescription(
  tx: Tx,
  { id, person, revision }: Pick<Prescription, "id" | "person" | "revision">,
  print: string,
  plan: readonly Instalment[],
): Promise<Answered> {
  const days = plan.map(({ dueOn, days, supervised, home }) => ({
    due_on: dueOn.toString(),
    days,
    supervised,
    home,
  }));
  const [row] = await tx`select sign_prescription(${id}, ${revision}, ${print}, ${tx.json(days)}) as answer`;
  const answer = Answer.parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about: "prescription signed", people: [person] });
  return answer;
}

/** Holds, restarts or ends a prescription. */
export async function movePrescription(
  tx: Tx,
  { id, person }: Pick<Prescription, "id" | "person">,
  step: "held" | "restarted" | "ended",
  reason: string,
): Promise<Answered> {
  const [row] = await tx`select move_prescription(${id}, ${step}, ${reason}) as answer`;
  const answer = Answer.parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about: `prescription ${step}`, people: [person] });
  return answer;
}
