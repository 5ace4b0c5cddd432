import { z } from "zod";
import { invariant } from "../../result.ts";
import { type Connection, connect, type Sql } from "../connection.ts";
import { placeOf, written } from "./wal.ts";

/** By this name PostgreSQL knows what must not be thrown away before the journal has it. */
const SLOT = "throughcare_journal";

const place = z.string().transform((text) => {
  const found = placeOf(text);
  invariant(found !== undefined, "PostgreSQL writes its places as it always did");
  return found;
});
const Standing = z.object({
  system: z.string(),
  timeline: z.int(),
  flushed: place,
  kept_from: place.nullable(),
});

/** Where the log of changes stands. */
export type LogStanding = {
  /** Which server this is, by PostgreSQL's own number. */
  readonly system: string;
  readonly timeline: number;
  /** Everything before this place is on the disk. */
  readonly flushed: bigint;
  /** Everything since this place is still there. Undefined where nothing is kept for the journal, or no longer. */
  readonly keptFrom: bigint | undefined;
};

/** Asks where it stands. As the server's administrator. */
export async function standingOfLog(sql: Sql): Promise<LogStanding> {
  const [row] = await sql`
    select (select system_identifier::text from pg_control_system()) as system,
      (select timeline_id from pg_control_checkpoint()) as timeline, pg_current_wal_flush_lsn()::text as flushed,
      (select restart_lsn::text from pg_replication_slots where slot_name = ${SLOT} and coalesce(wal_status, 'lost') <> 'lost') as kept_from`;
  const { system, timeline, flushed, kept_from } = Standing.parse(row);
  return { system, timeline, flushed, keptFrom: kept_from ?? undefined };
}

/** From now on nothing is thrown away before the journal has it. */
export async function keepForJournal(sql: Sql): Promise<void> {
  await noLongerKeep(sql);
  await sql`select pg_create_physical_replication_slot(${SLOT}, true)`;
}

/** Nothing is kept for a journal any more: else the log would grow for nobody. */
export async function noLongerKeep(sql: Sql): Promise<void> {
  await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${SLOT}`;
}

/** The journal has everything before this place. */
export async function journalHas(sql: Sql, until: bigint): Promise<void> {
  await sql`select pg_replication_slot_advance(${SLOT}, ${written(until)}::pg_lsn)
    from pg_replication_slots where slot_name = ${SLOT} and restart_lsn < ${written(until)}::pg_lsn`;
}

/** What PostgreSQL says of a copy of its files that is being made: what must stand beside them. */
export type CopyOfFiles = { readonly from: bigint; readonly to: bigint; readonly label: string };

/**
 * Lets `copy` read the files of the cluster while everyone works on, and answers from where to where the log of changes completes them.
 * PostgreSQL's own low-level backup: what changed meanwhile is mended by the log. It ends with the connection, so that is one of its own.
 */
export async function whileCopying(
  connection: Connection,
  copy: (from: bigint) => Promise<void>,
): Promise<CopyOfFiles> {
  const sql = connect(connection, 1);
  try {
    const [began] = await sql`select pg_backup_start('throughcare', true)::text as at`;
    const from = place.parse(began?.at);
    await copy(from);
    const [ended] = await sql`select lsn::text as at, labelfile as label from pg_backup_stop(false)`;
    return { from, to: place.parse(ended?.at), label: z.string().parse(ended?.label) };
  } finally {
    await sql.end({ timeout: 5 });
  }
}
