import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";

const instant = z.instanceof(Temporal.Instant);
const day = z.instanceof(Temporal.PlainDate);

const SignatureRow = z.object({
  place: z.int(),
  name: z.string(),
  role_name: z.string(),
  agency_name: z.string(),
  at: instant,
  csv_hash: z.string(),
  own: z.boolean(),
});

/** Who signed a draft: first or second, under which name, in which role, when, and the hash of what they signed. */
export type Signature = z.infer<typeof SignatureRow>;

/** The signatures under a draft, the first first. */
export async function signaturesUnder(tx: Tx, draft: string): Promise<readonly Signature[]> {
  const rows = await tx`
    select g.place, g.name, r.name as role_name, a.name as agency_name, g.at, encode(g.csv_hash, 'hex') as csv_hash,
           g.staff_id is not distinct from ${tx.asking.staff_id}::uuid as own
      from release_signature g join role r on r.code = g.role join agency a on a.id = g.agency_id
     where g.draft_id = ${draft} order by g.place`;
  return rows.map((row) => SignatureRow.parse(row));
}

const ListedRow = z.object({
  table_number: z.int(),
  version: z.int(),
  title: z.string(),
  from_on: day,
  to_on: day,
  published_at: instant,
  withdrawn: z.boolean(),
  restated: z.boolean(),
});

/** A published version in a list. */
export type Listed = z.infer<typeof ListedRow>;

/** The newest version of every published table whose words have what is looked for, the newest first. */
export async function publishedTables(tx: Tx, find: string): Promise<readonly Listed[]> {
  const rows = await tx`
    select v.table_number, v.version, d.title, d.from_on, d.to_on, v.published_at, e.draft_id is not null as withdrawn, v.version > 1 as restated
      from release_version v join release_draft d on d.id = v.draft_id left join release_end e on e.draft_id = v.draft_id
     where not exists (select from release_version n where n.table_number = v.table_number and n.version > v.version)
       and position(lower(${find}) in lower(concat_ws(' ', 'table ' || v.table_number, d.title, convert_from(d.json, 'UTF8')::jsonb ->> 'definition',
                                                      convert_from(d.json, 'UTF8')::jsonb ->> 'source'))) > 0
     order by v.number desc limit 200`;
  return rows.map((row) => ListedRow.parse(row));
}

/** Every version of one table, the newest first. */
export async function versionsOf(tx: Tx, table: number): Promise<readonly Listed[]> {
  const rows = await tx`
    select v.table_number, v.version, d.title, d.from_on, d.to_on, v.published_at, e.draft_id is not null as withdrawn, v.version > 1 as restated
      from release_version v join release_draft d on d.id = v.draft_id left join release_end e on e.draft_id = v.draft_id
     where v.table_number = ${table}
     order by v.version desc`;
  return rows.map((row) => ListedRow.parse(row));
}

const WaitingRow = z.object({
  id: z.string(),
  table_number: z.int(),
  version: z.int(),
  title: z.string(),
  prepared_by: z.string(),
  prepared_at: instant,
  signed: z.boolean(),
});

/** A draft that is neither published nor dropped. */
export type Waiting = z.infer<typeof WaitingRow>;

/** Drafts that wait for a signature, the newest first. */
export async function waitingDrafts(tx: Tx): Promise<readonly Waiting[]> {
  const rows = await tx`
    select d.id, d.table_number, d.version, d.title, s.name as prepared_by, d.prepared_at,
           exists (select from release_signature g where g.draft_id = d.id) as signed
      from release_draft d join staff s on s.id = d.prepared_by
     where not exists (select from release_version v where v.draft_id = d.id) and not exists (select from release_end e where e.draft_id = d.id)
     order by d.prepared_at desc limit 200`;
  return rows.map((row) => WaitingRow.parse(row));
}
