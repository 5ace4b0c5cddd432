import { z } from "zod";
import type { Queries, Sql } from "../../kernel/database/connection.ts";
import type { Seal, SealedLine } from "./seal.ts";

const instant = z.instanceof(Temporal.Instant);
const bytes = z.instanceof(Uint8Array).transform((raw) => Buffer.from(raw).toString("hex"));

const SealRow = z.object({
  no: z.bigint(),
  before_hash: bytes.nullable(),
  lines: z.int(),
  first_at: instant,
  last_at: instant,
  root: bytes,
  hash: bytes,
  disposed_at: instant.nullable(),
});

const sealFrom = (raw: unknown): Seal => {
  const row = SealRow.parse(raw);
  return {
    no: Number(row.no),
    before: row.before_hash ?? undefined,
    lines: row.lines,
    firstAt: row.first_at,
    lastAt: row.last_at,
    root: row.root,
    hash: row.hash,
    disposed: row.disposed_at !== null,
  };
};

const LineRow = z.object({
  id: z.string(),
  at: instant,
  account_id: z.string().nullable(),
  staff_id: z.string().nullable(),
  agency_id: z.string().nullable(),
  role: z.string().nullable(),
  what: z.string(),
  about: z.string(),
  route: z.string(),
  basis: z.string(),
  by_itself: z.boolean(),
  keys: z.array(z.object({ person: z.string(), key: z.string().nullable() })),
  erased: z.array(bytes),
});

/** Closes in the oldest lines that no seal closes in yet, after what was only counted got its line. Answers how many; none once all are. As the policy role. */
export async function sealLog(tx: Sql): Promise<number> {
  await tx`select tell_left_out()`;
  const [row] = await tx<{ lines: number }[]>`select seal_log() as lines`;
  return row?.lines ?? 0;
}

const sealRows = (tx: Sql) =>
  tx`select no, before_hash, lines, first_at, last_at, root, hash, disposed_at from log_seal`;

/** Seals after this number, oldest first, at most so many. As the policy role. */
export async function sealsAfter(tx: Sql, no: number, most: number): Promise<readonly Seal[]> {
  const rows = await tx`
    ${sealRows(tx)} where no > ${no} order by no limit ${most}`;
  return rows.map(sealFrom);
}

/** The oldest seals that the system which keeps the log apart has not taken yet. As the policy role. */
export async function unsentSeals(tx: Sql, most: number): Promise<readonly Seal[]> {
  const rows = await tx`
    ${sealRows(tx)} where sent_at is null
     order by no limit ${most}`;
  return rows.map(sealFrom);
}

/** Whether this transaction may send, and no other until it ends. */
export async function sendingIsOurs(tx: Sql): Promise<boolean> {
  const [row] = await tx<{ ours: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' send', 0)) as ours`;
  return row?.ours === true;
}

/** Notes that it has taken this one. */
export async function noteSent(tx: Sql, no: number): Promise<void> {
  await tx`update log_seal set sent_at = now() where no = ${no}`;
}

/** The lines a seal closes in, with the keys by which people stand in them, in the order in which they were sealed. */
export async function linesUnder(tx: Sql, seal: Seal): Promise<readonly SealedLine[]> {
  const rows = await tx`
    select l.id, l.at, l.account_id, l.staff_id, l.agency_id, l.role, l.what, l.about, l.route, l.basis, l.by_itself, l.erased,
           coalesce((select jsonb_agg(jsonb_build_object('person', p, 'key', encode(k.key, 'hex')))
                       from unnest(l.person_ids) p left join log_commitment k on k.person_id = p), '[]') as keys
      from access_log l where l.seal = ${seal.no} order by l.at, l.id`;
  return rows.map((raw) => {
    const row = LineRow.parse(raw);
    return {
      id: row.id,
      at: row.at,
      account: row.account_id ?? undefined,
      staff: row.staff_id ?? undefined,
      agency: row.agency_id ?? undefined,
      role: row.role ?? undefined,
      what: row.what,
      about: row.about,
      route: row.route,
      basis: row.basis,
      byItself: row.by_itself,
      people: row.keys.map(({ person, key }) => ({ person, key: key ?? undefined })),
      erased: row.erased,
    };
  });
}

const StandRow = z.object({
  seals: z.int(),
  lines: z.int(),
  open: z.int(),
  sent: z.int(),
  last_hash: bytes.nullable(),
  last_no: z.bigint().nullable(),
});

/** How far the log is sealed and taken elsewhere. Seen by those who read the log. */
export async function sealingStands(tx: Queries): Promise<{
  readonly seals: number;
  readonly lines: number;
  readonly open: number;
  readonly sent: number;
  readonly last: { readonly no: number; readonly hash: string } | undefined;
}> {
  const [raw] = await tx`
    select count(*)::int as seals, coalesce(sum(lines), 0)::int as lines, count(sent_at)::int as sent,
           (select count(*)::int from access_log where seal is null) as open,
           (select no from log_seal order by no desc limit 1) as last_no,
           (select hash from log_seal order by no desc limit 1) as last_hash
      from log_seal`;
  const row = StandRow.parse(raw);
  const last =
    row.last_no === null || row.last_hash === null
      ? undefined
      : { no: Number(row.last_no), hash: row.last_hash };
  return { seals: row.seals, lines: row.lines, open: row.open, sent: row.sent, last };
}
