import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { NALOXONE_USED } from "./kinds.ts";
import type { Handing, NaloxoneLine } from "./rules.ts";

const Day = z.instanceof(Temporal.PlainDate);
const Row = z.object({
  id: z.string(),
  kind: z.string(),
  how_many: z.number(),
  on_day: Day,
  given_to: z.enum(["person", "family", "worker"]).nullable(),
  trained: z.boolean().nullable(),
  expires_on: Day.nullable(),
  why: z.enum(["first", "used", "expired", "lost", "spare"]).nullable(),
  used_for: z.enum(["person", "somebody-else"]).nullable(),
  noted_at: z.instanceof(Temporal.Instant),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  withdrawn_because: z.string().nullable(),
});

/** One line of what was given, used or brought back, with who recorded it. */
export type Supply = NaloxoneLine & {
  readonly id: string;
  readonly trained: boolean;
  readonly usedFor: "person" | "somebody-else" | undefined;
  readonly agency: string;
  readonly staff: string | undefined;
  readonly ours: boolean;
  readonly withdrawnBecause: string | undefined;
};

function decoded(raw: unknown): Supply {
  const row = Row.parse(raw);
  return {
    id: row.id,
    kind: row.kind,
    howMany: row.how_many,
    on: row.on_day,
    givenTo: row.given_to ?? undefined,
    trained: row.trained ?? false,
    expiresOn: row.expires_on ?? undefined,
    why: row.why ?? undefined,
    usedFor: row.used_for ?? undefined,
    entered: row.noted_at,
    agency: row.agency,
    staff: row.staff ?? undefined,
    ours: row.ours,
    withdrawnBecause: row.withdrawn_because ?? undefined,
  };
}

/** Lines shown at once. */
export const MOST_SUPPLIES = 200;

/** What this person was given, as far as the reader may see, newest first; withdrawn lines are marked. */
export async function suppliesOf(tx: Tx, person: PersonId): Promise<readonly Supply[]> {
  const rows = await tx`
    select y.id, y.kind, y.how_many, y.on_day, y.given_to, y.trained, y.expires_on, y.why, y.used_for, y.noted_at, g.name as agency,
           s.name as staff, coalesce(y.agency_id = acting_agency(), false) as ours, y.withdrawn_because
      from supply y join agency g on g.id = y.agency_id left join staff s on s.id = y.noted_by
     where y.person_id = ${person} order by y.on_day desc, y.id desc limit ${MOST_SUPPLIES}`;
  return rows.map(decoded);
}

/** The category of what this agency gives: that somebody uses the supervised room is that room's alone. */
export const categoryFor = (agencyKind: string | null): "health" | "supervised-use" =>
  agencyKind === "supervised-use" ? "supervised-use" : "health";

/** Writes what was handed to a person, a row for each kind. */
export async function insertHanding(tx: Tx, person: PersonId, handing: Handing): Promise<void> {
  const together = crypto.randomUUID();
  const category = categoryFor(tx.asking.agency_kind);
  for (const { kind, howMany } of handing.items) {
    const naloxone = kind.startsWith("naloxone");
    await tx`
      insert into supply (person_id, handing, kind, how_many, on_day, given_to, trained, expires_on, why, category)
      values (${person}, ${together}, ${kind}, ${howMany}, ${handing.on}, ${naloxone ? handing.givenTo : "person"},
              ${naloxone ? handing.trained : null}, ${naloxone ? (handing.expiresOn ?? null) : null},
              ${naloxone ? (handing.why ?? null) : null}, ${category})`;
  }
  tx.log({ what: "changed", about: "supplies given", people: [person] });
}

/** Writes that naloxone was used. */
export async function insertUse(
  tx: Tx,
  person: PersonId,
  use: { readonly kits: number; readonly on: LocalDate; readonly usedFor: "person" | "somebody-else" },
): Promise<void> {
  await tx`
    insert into supply (person_id, kind, how_many, on_day, used_for, category)
    values (${person}, ${NALOXONE_USED}, ${use.kits}, ${use.on}, ${use.usedFor}, ${categoryFor(tx.asking.agency_kind)})`;
  tx.log({ what: "changed", about: "naloxone used", people: [person] });
}

/** Marks a line of the acting agency as withdrawn. False when there is none to withdraw. */
export async function withdrawSupply(
  tx: Tx,
  person: PersonId,
  id: string,
  because: string,
): Promise<boolean> {
  const rows = await tx`
    update supply set withdrawn_at = now(), withdrawn_because = ${because}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and withdrawn_at is null returning id`;
  if (rows.length > 0) tx.log({ what: "changed", about: "supply withdrawn", people: [person] });
  return rows.length > 0;
}

/** Writes what was handed to somebody who did not say who they are. */
export async function insertToNobody(
  tx: Tx,
  handing: Pick<Handing, "items" | "on" | "expiresOn" | "trained">,
  clientCode: string,
): Promise<void> {
  const together = crypto.randomUUID();
  for (const { kind, howMany } of handing.items) {
    const naloxone = kind.startsWith("naloxone");
    await tx`
      insert into supply_to_nobody (handing, client_code, kind, how_many, on_day, expires_on, trained, category)
      values (${together}, ${clientCode || null}, ${kind}, ${howMany}, ${handing.on},
              ${naloxone ? (handing.expiresOn ?? null) : null}, ${naloxone ? handing.trained : null},
              ${categoryFor(tx.asking.agency_kind)})`;
  }
}

const NobodyRow = z.object({
  id: z.string(),
  client_code: z.string().nullable(),
  kind: z.string(),
  how_many: z.number(),
  on_day: Day,
  staff: z.string().nullable(),
});

/** What the acting agency gave without a person since a day, newest first. */
export async function givenToNobody(tx: Tx, since: LocalDate): Promise<readonly z.infer<typeof NobodyRow>[]> {
  const rows = await tx`
    select y.id, y.client_code, y.kind, y.how_many, y.on_day, s.name as staff
      from supply_to_nobody y left join staff s on s.id = y.noted_by
     where y.agency_id = acting_agency() and y.withdrawn_at is null and y.on_day >= ${since}
     order by y.noted_at desc limit 50`;
  return rows.map((row) => NobodyRow.parse(row));
}

/** Withdraws a line given to nobody that was entered wrongly. */
export async function withdrawFromNobody(tx: Tx, id: string, because: string): Promise<boolean> {
  const rows = await tx`
    update supply_to_nobody set withdrawn_at = now(), withdrawn_because = ${because}
     where id = ${id} and agency_id = acting_agency() and withdrawn_at is null returning id`;
  return rows.length > 0;
}
