import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type Id, idOf, type PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { CollectionId } from "./collection-store.ts";
import type { Given, Seen } from "./history-rules.ts";

export type ObservedId = Id<"observed-dose">;
export const ObservedId = idOf("observed-dose");

/** How a dose was taken. */
export const WAYS = {
  mouth: "By mouth, under or on the tongue",
  depot: "Depot injection",
  injected: "Injected at a clinic",
} as const;
export type Way = keyof typeof WAYS;

const Row = z.object({
  id: ObservedId.schema,
  drug: z.string(),
  way: z.enum(["mouth", "depot", "injected"]),
  micrograms: z.number(),
  given_at: z.instanceof(Temporal.Instant),
  site: z.string(),
  ours: z.boolean(),
  signed_by_two: z.boolean(),
  staff: z.string().nullable(),
  withdrawn_because: z.string().nullable(),
});

/** A dose that a worker saw taken, and where. */
export type ObservedDose = Seen & {
  readonly id: ObservedId;
  readonly site: string;
  readonly ours: boolean;
  /** It stands in a clinic's record, and is put right there by two. */
  readonly signedByTwo: boolean;
  readonly staff: string | undefined;
  readonly withdrawnBecause: string | undefined;
};

/** The newest doses of somebody that anybody saw taken and the reader may know of, newest first, those withdrawn among them. Notes the read of any. */
export async function observedDoses(tx: Tx, person: PersonId, most = 30): Promise<readonly ObservedDose[]> {
  const rows = await tx`
    select o.id, o.drug, o.way, o.micrograms, o.given_at, g.name as site, o.agency_id = acting_agency() as ours,
           stands_in_a_clinics_record(o.id) as signed_by_two, s.name as staff, o.withdrawn_because
      from observed_dose o join agency g on g.id = o.agency_id left join staff s on s.id = o.noted_by
     where o.person_id = ${person} order by o.given_at desc, o.id desc limit ${most}`;
  if (rows.length > 0) tx.log({ what: "read", about: "doses seen", people: [person] });
  return rows.map((raw) => {
    const {
      given_at: givenAt,
      signed_by_two: signedByTwo,
      staff,
      withdrawn_because: because,
      ...row
    } = Row.parse(raw);
    return {
      ...row,
      givenAt,
      signedByTwo,
      staff: staff ?? undefined,
      withdrawnBecause: because ?? undefined,
    };
  });
}

/** The last observed dose: one fact, from whatever site saw it. */
export const lastObserved = (doses: readonly ObservedDose[]): ObservedDose | undefined =>
  doses.find(({ withdrawnBecause }) => withdrawnBecause === undefined);

/** Keeps a dose that a worker saw taken, as their agency's. */
export async function insertObserved(
  tx: Tx,
  person: PersonId,
  dose: {
    readonly drug: string;
    readonly way: Way;
    readonly micrograms: number;
    readonly givenAt: Instant;
    readonly collection?: CollectionId;
  },
): Promise<void> {
  await tx`
    insert into observed_dose (person_id, drug, way, micrograms, given_at, collection_id, with_agency_id)
    values (${person}, ${dose.drug}, ${dose.way}, ${dose.micrograms}, ${dose.givenAt}, ${dose.collection ?? null},
            (select with_agency_id from collection where id = ${dose.collection ?? null}))`;
  tx.log({ what: "changed", about: "dose seen", people: [person] });
}

/** Withdraws a dose of the acting agency that was recorded in error. False where it was withdrawn before, or stands in a clinic's record. */
export async function withdrawObserved(
  tx: Tx,
  person: PersonId,
  id: ObservedId,
  because: string,
): Promise<boolean> {
  const rows = await tx`
    update observed_dose set withdrawn_at = now(), withdrawn_because = ${because}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and withdrawn_at is null returning id`;
  if (rows.length > 0) tx.log({ what: "changed", about: "dose withdrawn", people: [person] });
  return rows.length > 0;
}

/** Withdraws what was seen at a collection that is corrected now. */
export async function withdrawSeenAt(tx: Tx, collection: CollectionId): Promise<void> {
  await tx`
    update observed_dose set withdrawn_at = now(), withdrawn_because = 'The collection was corrected'
     where collection_id = ${collection} and withdrawn_at is null`;
}

const GivenRow = z.object({
  product: z.string(),
  micrograms: z.number(),
  last_day: z.instanceof(Temporal.PlainDate),
});

/** The newest that was given at a pharmacy, of each product: the dose of one day, and the last day it was for, up to this one. */
export async function lastGiven(tx: Tx, person: PersonId, until: LocalDate): Promise<readonly Given[]> {
  const rows = await tx`
    select distinct on (c.product) c.product, p.micrograms,
           least(case when i.home_micrograms = 0 then c.due_on else c.due_on + i.days - 1 end, greatest(${until}::date, c.due_on)) as last_day
      from collection c join instalment i on i.id = c.instalment_id join prescription p on p.id = c.prescription_id
     where c.person_id = ${person} and c.outcome in ('supervised', 'collected')
       and not exists (select from collection later where later.corrects = c.id)
     order by c.product, c.due_on desc`;
  return rows.map((raw) => {
    const row = GivenRow.parse(raw);
    return { product: row.product, micrograms: row.micrograms, lastDay: row.last_day };
  });
}

/** The alerts about somebody that still stand and the reader may see, in words. */
export async function standingAlerts(tx: Tx, person: PersonId): Promise<readonly string[]> {
  const rows = await tx<
    { words: string }[]
  >`select words from alert where person_id = ${person} and ended_at is null order by at`;
  return rows.map(({ words }) => words);
}

/** Raises an alert about what adds to an opioid. */
export async function insertRisk(tx: Tx, person: PersonId, words: string): Promise<void> {
  await tx`insert into alert (person_id, category, words) values (${person}, 'medication', ${words})`;
  tx.log({ what: "changed", about: "alert added", people: [person] });
}

/** The last day for which doses of each prescription were given out. */
export async function givenUntil(tx: Tx, person: PersonId): Promise<ReadonlyMap<string, LocalDate>> {
  const rows = await tx<{ prescription_id: string; until: LocalDate }[]>`
    select c.prescription_id, max(c.due_on + i.days - 1) as until
      from collection c join instalment i on i.id = c.instalment_id
     where c.person_id = ${person} and c.outcome in ('supervised', 'collected')
       and not exists (select from collection later where later.corrects = c.id)
     group by c.prescription_id`;
  return new Map(rows.map((row) => [row.prescription_id, row.until]));
}

/** Doses that a pharmacist saw taken, the newest first: each confirms its day where it is of an opioid by mouth. */
export async function lastGivenNights(
  tx: Tx,
  person: PersonId,
): Promise<readonly { readonly code: string; readonly at: Instant }[]> {
  const rows = await tx<{ product: string; given_at: Instant }[]>`
    select c.product, c.given_at from collection c
     where c.person_id = ${person} and c.outcome = 'supervised'
       and not exists (select from collection later where later.corrects = c.id)
     order by c.given_at desc limit 60`;
  return rows.map((row) => ({ code: row.product, at: row.given_at }));
}
