import { z } from "zod";
import type { Queries, Sql } from "../../kernel/database/connection.ts";
import type { BackupsKnown } from "./rules.ts";

const instant = z.instanceof(Temporal.Instant);
const Line = z.object({
  id: z.string(),
  taken_at: instant,
  finished_at: instant,
  by_itself: z.boolean(),
  file: z.string(),
  bytes: z
    .bigint()
    .nullable()
    .transform((n) => (n === null ? null : Number(n))),
  rows_in_it: z
    .bigint()
    .nullable()
    .transform((n) => (n === null ? null : Number(n))),
  sha256: z.string().nullable(),
  trouble: z.string().nullable(),
});
/** A backup that was made, or a try that failed. */
export type BackupLine = z.infer<typeof Line>;

/** The newest of them, newest first. */
export async function newestBackups(tx: Queries, most: number): Promise<readonly BackupLine[]> {
  const rows = await tx`
    select id, taken_at, finished_at, by_itself, file, bytes, rows_in_it, sha256, trouble
      from backup_made order by finished_at desc, id desc limit ${most}`;
  return rows.map((row) => Line.parse(row));
}

const Known = z.object({
  good_until: instant.nullable(),
  every_minutes: z.int().nullable(),
  tried_at: instant.nullable(),
  failed: z.boolean().nullable(),
});

/** What is known of this partnership's backups: the age of the last good one, and the last try of the server's own. */
export async function backupsKnown(tx: Queries): Promise<BackupsKnown> {
  const [row] = await tx`
    select (select max(taken_at) from backup_made where trouble is null) as good_until,
           (extract(epoch from b.every) / 60)::int as every_minutes, b.taken_at as tried_at, b.trouble is not null as failed
      from (select 1) one
      left join lateral (select * from backup_made where by_itself order by finished_at desc, id desc limit 1) b on true`;
  const { good_until, every_minutes, tried_at, failed } = Known.parse(row);
  return {
    goodUntil: good_until ?? undefined,
    regular:
      every_minutes !== null && tried_at !== null
        ? { everyMinutes: every_minutes, triedAt: tried_at, failed: failed === true }
        : undefined,
  };
}

/** What came of a backup. */
export type NewBackup = {
  readonly takenAt: string;
  readonly file: string;
  /** How often the settings ask for one; none for one by hand. */
  readonly everyMinutes: number | undefined;
} & (
  | { readonly good: { readonly bytes: number; readonly rows: number; readonly sha256: string } }
  | { readonly trouble: string }
);

/** Lines kept of tries: enough to see a year of days. */
const LINES_KEPT = 400;

/**
 * Notes what came of a backup; that one left with everything in it stands in the access log too. Set-up work: as the policy
 * role.
 */
export async function noteBackup(tx: Sql, made: NewBackup): Promise<void> {
  const { takenAt, file, everyMinutes = null } = made;
  const good = "good" in made ? made.good : undefined;
  await tx`
    insert into backup_made (taken_at, by_itself, file, bytes, rows_in_it, sha256, every, trouble)
    values (${takenAt}, ${everyMinutes !== null}, ${file}, ${good?.bytes ?? null}, ${good?.rows ?? null}, ${good?.sha256 ?? null},
            make_interval(mins => ${everyMinutes}), ${"trouble" in made ? made.trouble : null})`;
  await tx`
    delete from backup_made where id in (select id from backup_made order by finished_at desc, id desc offset ${LINES_KEPT})`;
  if (!good) return;
  const basis =
    everyMinutes === null ? "whoever may run commands on this machine" : "the settings of this server";
  await tx`
    insert into access_log (what, about, route, basis, person_ids, by_itself)
    values ('downloaded', 'an encrypted backup of the whole partnership', 'throughcare', ${basis}, '{}', ${everyMinutes !== null})`;
}

/** Writes into the access log of a copy that it is one. Set-up work: as the policy role. */
export async function noteRestored(tx: Sql, from: string): Promise<void> {
  await tx`
    insert into access_log (what, about, route, basis, person_ids)
    values ('changed', ${`brought back from ${from}`}, 'throughcare', 'whoever may run commands on this machine', '{}')`;
}
