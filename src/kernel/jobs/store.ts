import { z } from "zod";
import type { Queries, Sql } from "../database/connection.ts";
import { asPolicyRole } from "../database/partnership.ts";
import { JobId } from "../id.ts";

/** One partnership's job that is to be done. */
export type OpenJob = { readonly partnership: string; readonly id: JobId; readonly kind: string };

const JobRow = z.object({ id: JobId.schema, kind: z.string() });

/** A partnership's jobs of these kinds that wait or were under way, oldest first. Which, and nothing of what they are about. */
export const openJobs = (
  setUp: Sql,
  partnership: string,
  kinds: readonly string[],
): Promise<readonly OpenJob[]> =>
  asPolicyRole(setUp, partnership, async (tx) => {
    const rows = await tx`
      select id, kind from job where state in ('waiting', 'running') and kind = any(${tx.array([...kinds], 1009)}) order by made_at, id`;
    return rows.map((row) => ({ partnership, ...JobRow.parse(row) }));
  });

/** Names of queue entries that some worker has taken. */
export async function takenJobs(
  sql: Queries,
): Promise<readonly { readonly key: string; readonly by: string }[]> {
  const rows = await sql`
    select key, locked_by as by from graphile_worker.jobs where locked_by is not null and key is not null`;
  return rows.map((row) => z.object({ key: z.string(), by: z.string() }).parse(row));
}

/** Names of queue entries that nobody has taken and nobody will: their tries are used up. */
export async function spentJobs(sql: Queries): Promise<readonly string[]> {
  const rows = await sql`
    select key from graphile_worker.jobs where locked_by is null and attempts >= max_attempts and key is not null`;
  return rows.map((row) => z.object({ key: z.string() }).parse(row).key);
}

/** Gives back what these workers took: they are gone. */
export async function releaseWorkers(sql: Queries, workers: readonly string[]): Promise<void> {
  if (workers.length > 0)
    await sql`select graphile_worker.force_unlock_workers(${sql.array([...workers], 1009)})`;
}

/** Holds a job as long as this connection lives. False when another process holds it. */
export async function holdJob(sql: Queries, key: string): Promise<boolean> {
  const [row] = await sql`select pg_try_advisory_lock(hashtextextended(${`job ${key}`}, 0)) as held`;
  return row?.held === true;
}

/** Lets go of a job. */
export async function letGoOfJob(sql: Queries, key: string): Promise<void> {
  await sql`select pg_advisory_unlock(hashtextextended(${`job ${key}`}, 0))`;
}
