import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";

/** The basis that the log gives for what is read of a record opened in an emergency. */
const BASIS = "vital interests";

/** Who is meant, exactly: by NHS number, or by both names and the birth date. */
export type Described =
  | { readonly nhs: string }
  | { readonly familyName: string; readonly givenName: string; readonly bornOn: LocalDate };

/** Why nobody's record was opened. `nobody`: none or several are so described, or none whom this worker may open. */
export type EmergencyRefusal =
  | NotThere
  | { readonly code: "nobody" }
  | { readonly code: "too-many" }
  /** It is too long since this worker showed that it is they. */
  | { readonly code: "not-fresh" };

const DescribedRow = z.object({
  outcome: z.enum(["opened", "nobody", "too-many", "not-there", "not-fresh"]),
  person_id: PersonId.schema.nullable(),
});

/** Opens the one record of whoever is described. Each try is kept in the log, whether or not anyone is found. */
export async function openDescribed(
  tx: Tx,
  who: Described,
  reason: string,
): Promise<Result<PersonId, EmergencyRefusal>> {
  const [nhs, family, given, birth] =
    "nhs" in who ? [who.nhs, null, null, null] : [null, who.familyName, who.givenName, who.bornOn];
  const rows = await tx`
    select o.* from open_described_in_emergency(${nhs}, ${family}, ${given}, ${birth}, ${reason}) o`;
  const { outcome, person_id } = DescribedRow.parse(rows[0]);
  tx.log({ what: "searched", about: "emergency", people: person_id ? [person_id] : [], basis: BASIS });
  if (outcome !== "opened" || !person_id) return refuse({ code: outcome === "opened" ? "nobody" : outcome });
  tx.log({ what: "changed", about: "opened in an emergency", people: [person_id], basis: BASIS });
  return accept(person_id);
}

/** Opens the record of somebody of whom the worker's agency sees something already. */
export async function openKnown(
  tx: Tx,
  person: PersonId,
  reason: string,
): Promise<Result<PersonId, EmergencyRefusal>> {
  const [row] = await tx<{ outcome: string }[]>`
    select open_known_in_emergency(${person}, ${reason}) as outcome`;
  if (row?.outcome === "not-fresh") return refuse({ code: "not-fresh" });
  if (row?.outcome !== "opened") return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "opened in an emergency", people: [person], basis: BASIS });
  return accept(person);
}

/** Closes what the worker opened before its hour is over. False when it is closed already. */
export async function closeEmergency(tx: Tx, person: PersonId): Promise<boolean> {
  const [row] = await tx<{ closed: boolean }[]>`select close_emergency(${person}) as closed`;
  if (row?.closed) tx.log({ what: "changed", about: "closed an emergency", people: [person], basis: BASIS });
  return row?.closed ?? false;
}

const instant = z.instanceof(Temporal.Instant);

const EmergencyRow = z.object({
  id: z.string(),
  person_id: PersonId.schema,
  initials: z.string(),
  staff_name: z.string(),
  role_name: z.string().nullable(),
  agency_name: z.string(),
  reason: z.string(),
  opened_at: instant,
  until: instant,
  closed_at: instant.nullable(),
  reviewed_at: instant.nullable(),
  reviewed_by: z.string().nullable(),
  finding: z.enum(["justified", "not-justified"]).nullable(),
  review_note: z.string().nullable(),
  looked_at: z.array(z.string()),
  own: z.boolean(),
  /** Until when it is to be reviewed. */
  review_by: instant,
});

/** One opening of a record in an emergency, as whoever reviews it reads it. */
export type Emergency = z.infer<typeof EmergencyRow>;

/** Openings in an emergency, those not yet reviewed first; the newest 200. For reviewers. Notes whose records they are. */
export async function emergencies(tx: Tx): Promise<readonly Emergency[]> {
  const rows = await tx`select e.* from emergencies() e`;
  const all = rows.map((raw) => EmergencyRow.parse(raw));
  tx.log({
    what: "listed",
    about: "emergencies",
    people: [...new Set(all.map((one) => one.person_id))],
    basis: "governance",
  });
  return all;
}

/** One of them. */
export async function emergencyOf(tx: Tx, id: string): Promise<Emergency | undefined> {
  const [row] = await tx`select e.* from emergencies(${id}) e`;
  const one = row && EmergencyRow.parse(row);
  if (one) tx.log({ what: "read", about: "emergency", people: [one.person_id], basis: "governance" });
  return one;
}

/** How many wait for their review, and since when the oldest. */
export async function unreviewed(
  tx: Tx,
): Promise<{ readonly open: number; readonly oldest: Temporal.Instant | undefined }> {
  const [row] = await tx`
    select count(*)::int as open, min(opened_at) as oldest from emergency_access where reviewed_at is null`;
  const { open, oldest } = z.object({ open: z.number(), oldest: instant.nullable() }).parse(row);
  return { open, oldest: oldest ?? undefined };
}

/** Records what a review found. */
export async function reviewEmergency(
  tx: Tx,
  emergency: Emergency,
  found: { readonly finding: "justified" | "not-justified"; readonly note: string },
): Promise<Result<undefined, NotThere | { readonly code: "own" }>> {
  const [row] = await tx<{ outcome: string }[]>`
    select review_emergency(${emergency.id}, ${found.finding}, ${found.note}) as outcome`;
  if (row?.outcome === "own") return refuse({ code: "own" });
  if (row?.outcome !== "done") return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: "emergency", people: [emergency.person_id], basis: "governance" });
  return accept(undefined);
}

const OpeningRow = z.object({
  id: z.string(),
  agency_name: z.string(),
  staff_name: z.string(),
  reason: z.string(),
  opened_at: instant,
  until: instant,
  finding: z.enum(["justified", "not-justified"]).nullable(),
});

/** An opening of this person's record, as they and those who care for them read it. */
export type Opening = z.infer<typeof OpeningRow>;

/** The openings of one record in an emergency that the reader may see, the newest first. The caller notes the read. */
export async function openingsOf(tx: Tx, person: PersonId): Promise<readonly Opening[]> {
  const rows = await tx`
    select x.id, g.name as agency_name, s.name as staff_name, x.reason, x.opened_at, coalesce(x.closed_at, x.until) as until,
           x.finding
      from emergency_access x join agency g on g.id = x.agency_id join staff s on s.id = x.staff_id
     where x.person_id = ${person}
     order by x.opened_at desc`;
  return rows.map((raw) => OpeningRow.parse(raw));
}
