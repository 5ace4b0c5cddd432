import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type Id, idOf, PersonId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { type Because, type DueDay, type Line, OUTCOMES, REASONS } from "./collection-rules.ts";
import { PrescriptionId, STATES } from "./prescription.ts";
import type { Product } from "./products.ts";
import { productOf } from "./strengths-rules.ts";

export type InstalmentId = Id<"instalment">;
export const InstalmentId = idOf("instalment");
export type CollectionId = Id<"collection">;
export const CollectionId = idOf("collection");

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);
const codes = <K extends string>(of: Readonly<Record<K, string>>) => z.enum(Object.keys(of) as [K, ...K[]]);

const DayRow = z.object({
  id: InstalmentId.schema,
  prescription_id: PrescriptionId.schema,
  person_id: PersonId.schema,
  product: z.string(),
  due_on: day,
  days: z.number(),
  supervised_micrograms: z.number(),
  home_micrograms: z.number(),
  state: z.enum(STATES),
  stops_on: day.nullable(),
  wordings: z.array(z.string()),
  prescriber: z.string(),
  given_names: z.string(),
  family_name: z.string(),
  born_on: day,
  died: z.boolean(),
  nhs: z.string().nullable(),
  line: CollectionId.schema.nullable(),
  outcome: codes(OUTCOMES).nullable(),
  because: codes(REASONS).nullable(),
  micrograms: z.number().nullable(),
  given_at: instant.nullable(),
  noted_at: instant.nullable(),
  noted_by: z.string().nullable(),
  concern: z.string().nullable(),
  despite: z.string().nullable(),
});

/** One day of collection, with who it is for and what became of it. */
export type CollectionDay = DueDay & {
  readonly id: InstalmentId;
  readonly prescription: PrescriptionId;
  readonly person: PersonId;
  readonly product: Product;
  readonly prescriber: string;
  /** The line that counts now, which a correction points at. */
  readonly line: CollectionId | undefined;
  readonly because: Because | undefined;
  readonly given: number | undefined;
  readonly givenAt: Instant | undefined;
  readonly notedAt: Instant | undefined;
  readonly notedBy: string | undefined;
  readonly concern: string | undefined;
  readonly despite: string | undefined;
  readonly familyName: string;
  readonly givenNames: string;
  readonly bornOn: LocalDate;
  readonly nhs: string | undefined;
};

function decoded(raw: unknown): CollectionDay {
  const row = DayRow.parse(raw);
  const product = productOf(row.product);
  invariant(product, "a prescription's product is declared");
  return {
    id: row.id,
    prescription: row.prescription_id,
    person: row.person_id,
    product,
    dueOn: row.due_on,
    days: row.days,
    supervised: row.supervised_micrograms,
    home: row.home_micrograms,
    state: row.state,
    stopsOn: row.stops_on ?? undefined,
    wordings: row.wordings,
    prescriber: row.prescriber,
    died: row.died,
    line: row.line ?? undefined,
    outcome: row.outcome ?? undefined,
    because: row.because ?? undefined,
    given: row.micrograms ?? undefined,
    givenAt: row.given_at ?? undefined,
    notedAt: row.noted_at ?? undefined,
    notedBy: row.noted_by ?? undefined,
    concern: row.concern ?? undefined,
    despite: row.despite ?? undefined,
    familyName: row.family_name,
    givenNames: row.given_names,
    bornOn: row.born_on,
    nhs: row.nhs ?? undefined,
  };
}

const days = (tx: Tx) => tx`
  select i.id, i.prescription_id, p.person_id, p.product, i.due_on, i.days, i.supervised_micrograms, i.home_micrograms, p.state, p.stops_on,
         p.wordings, g.name as prescriber, w.given_names, w.family_name, w.born_on, w.died_on is not null as died,
         (select n.value from identifier n where n.person_id = p.person_id and n.scheme = 'nhs' and n.ended_at is null limit 1) as nhs,
         c.id as line, c.outcome, c.because, c.micrograms, c.given_at, c.noted_at, s.name as noted_by, c.concern, c.despite
    from instalment i join prescription p on p.id = i.prescription_id join person w on w.id = p.person_id join agency g on g.id = p.agency_id
    left join lateral (select * from collection c where c.instalment_id = i.id
                          and not exists (select from collection later where later.corrects = c.id)) c on true
    left join staff s on s.id = c.noted_by`;

/** The days of collection of a prescription, in order. */
export async function daysOf(tx: Tx, prescription: PrescriptionId): Promise<readonly CollectionDay[]> {
  const rows = await tx`${days(tx)} where i.prescription_id = ${prescription} order by i.due_on`;
  return rows.map(decoded);
}

/**
 * Whom the reader's pharmacy sees on a day: everyone due, and of the days before it those whose instalment of several days was missed
 * and still has days left. By name. Notes that they were listed.
 */
export async function dueAtPharmacy(tx: Tx, on: LocalDate): Promise<readonly CollectionDay[]> {
  const rows = await tx`
    ${days(tx)}
     where p.pharmacy_id in (select id from pharmacy where agency_id = acting_agency())
       and (i.due_on = ${on} or (i.due_on < ${on} and i.due_on + i.days > ${on} and c.outcome = 'missed' and 'remaining-days' = any (p.wordings)))
       and (p.stops_on is null or i.due_on < p.stops_on or c.id is not null)
       and (p.state not in ('ended', 'changed') or c.id is not null)
     order by w.family_name, w.given_names, w.id, i.due_on limit 1000`;
  const found = rows.map(decoded);
  if (found.length > 0)
    tx.log({
      what: "listed",
      about: "collections of the day",
      people: [...new Set(found.map(({ person }) => person))],
    });
  return found;
}

/** One day of collection at the reader's pharmacy, or undefined. Notes the read. */
export async function dayAtPharmacy(tx: Tx, id: InstalmentId): Promise<CollectionDay | undefined> {
  const [row] = await tx`
    ${days(tx)} where i.id = ${id} and p.pharmacy_id in (select id from pharmacy where agency_id = acting_agency())`;
  if (!row) return undefined;
  const found = decoded(row);
  tx.log({ what: "read", about: "collection", people: [found.person] });
  return found;
}

/** The other days of the same prescription about this one: what the pharmacist looks back at. */
export async function daysAround(
  tx: Tx,
  { prescription, dueOn }: CollectionDay,
): Promise<readonly CollectionDay[]> {
  const rows = await tx`
    ${days(tx)} where i.prescription_id = ${prescription} and i.due_on between ${dueOn}::date - 7 and ${dueOn}::date + 1 order by i.due_on`;
  return rows.map(decoded);
}

/** Holds a day of collection until the end of the transaction: two who record it at once wait for each other. */
export async function holdInstalment(tx: Tx, id: InstalmentId): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`instalment ${id}`}, 0))`;
}

/** Keeps what became of a day of collection. Undefined when somebody else has just done so. */
export async function insertCollection(
  tx: Tx,
  due: CollectionDay,
  line: Line,
  more: { readonly concern: string | undefined; readonly source: "page" | "file" },
): Promise<CollectionId | undefined> {
  const rows = await tx`
    insert into collection (person_id, with_agency_id, prescription_id, instalment_id, product, due_on, outcome, because, micrograms,
                            supervised_micrograms, from_on, given_at, concern, despite, source, corrects)
    select ${due.person}, p.agency_id, p.id, ${due.id}, p.product, ${due.dueOn}, ${line.outcome}, ${line.because ?? null}, ${line.micrograms},
           ${line.supervised}, ${line.fromOn}, ${line.givenAt ?? null}, ${more.concern ?? null}, ${line.despite ?? null}, ${more.source},
           ${due.line ?? null}
      from prescription p where p.id = ${due.prescription}
    on conflict do nothing returning id`;
  if (!rows[0]) return undefined;
  tx.log({ what: "changed", about: "collection recorded", people: [due.person] });
  return CollectionId.schema.parse(rows[0].id);
}

/** Tells the team that prescribed to look. */
export async function tellOfCollection(tx: Tx, collection: CollectionId): Promise<void> {
  await tx`select tell_of_collection(${collection})`;
}
