import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { Instant } from "../../kernel/time.ts";

const At = z.instanceof(Temporal.Instant);

/** How many possible duplicates wait for the identity clerk, and since when the oldest. */
export async function openReviews(
  tx: Tx,
): Promise<{ readonly open: number; readonly oldest: Instant | null }> {
  const [row] =
    await tx`select count(*)::int as open, min(raised_at) as oldest from identity_review where state = 'open'`;
  return z.object({ open: z.int(), oldest: At.nullable() }).parse(row);
}

const ImportLine = z.object({
  id: z.string(),
  file_name: z.string(),
  kind: z.string(),
  state: z.string(),
  dry_run: z.boolean(),
  rows_good: z.int(),
  rows_bad: z.int(),
  started_at: At,
});
/** A file brought in lately. */
export type ImportLine = z.infer<typeof ImportLine>;

/** The last files brought in, newest first. */
export async function lastImports(tx: Tx): Promise<readonly ImportLine[]> {
  const rows = await tx`
    select id, file_name, kind, state, dry_run, rows_good, rows_bad, started_at from import_run order by started_at desc limit 5`;
  return rows.map((row) => ImportLine.parse(row));
}

const StaffCounts = z.object({
  agencies: z.int(),
  services: z.int(),
  staff: z.int(),
  away: z.int(),
  led_by_nobody_here: z.int(),
});
/** How the partnership is staffed today. */
export type StaffCounts = z.infer<typeof StaffCounts>;

/** Agencies, services, staff, how many are away on this day, and teams still led by someone who has left. */
export async function staffCounts(tx: Tx, today: Temporal.PlainDate): Promise<StaffCounts> {
  const [row] = await tx`
    select (select count(*)::int from agency) as agencies, (select count(*)::int from service) as services,
           (select count(*)::int from staff where left_on is null or left_on >= ${today}) as staff,
           (select count(distinct staff_id)::int from absence where ${today} between from_on and to_on) as away,
           (select count(*)::int from team t join staff l on l.id = t.lead_staff_id where l.left_on < ${today}) as led_by_nobody_here`;
  return StaffCounts.parse(row);
}

const Looks = z.object({
  lines: z.int(),
  searches: z.int(),
  changes: z.int(),
  readers: z.int(),
  people: z.int(),
});
/** How the record was looked at since a moment. */
export type Looks = z.infer<typeof Looks>;

/** Looks since this moment: how many lines of the log, by how many accounts, about how many people. */
export async function looksSince(tx: Tx, since: Instant): Promise<Looks> {
  const [row] = await tx`
    select count(*)::int as lines, (count(*) filter (where what = 'searched'))::int as searches,
           (count(*) filter (where what = 'changed'))::int as changes, count(distinct account_id)::int as readers,
           (select count(distinct one)::int from access_log l, unnest(l.person_ids) one where l.at >= ${since}) as people
      from access_log where at >= ${since} and is_look_or_change(what)`;
  return Looks.parse(row);
}

/** Tables that somebody else has signed first and that are neither published nor dropped. */
export async function releasesToSign(tx: Tx): Promise<number> {
  const [row] = await tx`
    select count(*)::int as waiting from release_signature g
     where g.place = 1 and g.staff_id is distinct from ${tx.asking.staff_id}
       and not exists (select from release_version v where v.draft_id = g.draft_id)
       and not exists (select from release_end e where e.draft_id = g.draft_id)`;
  return z.object({ waiting: z.int() }).parse(row).waiting;
}
