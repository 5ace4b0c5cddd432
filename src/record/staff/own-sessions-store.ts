import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { invariant } from "../../kernel/result.ts";

const instant = z.instanceof(Temporal.Instant);

const OwnSession = z
  .object({
    id: z.string(),
    this_one: z.boolean(),
    opened_by: z.enum(["password", "passkey", "provider", "demonstration", "command-line"]),
    browser: z.string().nullable(),
    started_at: instant,
    last_used_at: instant,
    ends_unused_at: instant,
    ends_at: instant,
  })
  .transform((row) => ({
    id: row.id,
    thisOne: row.this_one,
    openedBy: row.opened_by,
    browser: row.browser ?? undefined,
    startedAt: row.started_at,
    lastUsedAt: row.last_used_at,
    /** When it ends if nobody uses it from now on; never later than `endsAt`. */
    endsUnusedAt: row.ends_unused_at,
    endsAt: row.ends_at,
  }));
/** A live session of whoever asks. Its id names it and opens nothing. */
export type OwnSession = z.infer<typeof OwnSession>;

/** Live sessions of whoever asks: the one asking, then the others, last used first. */
export async function ownSessions(tx: Tx): Promise<readonly OwnSession[]> {
  const rows = await tx`select * from own_sessions()`;
  return rows.map((row) => OwnSession.parse(row));
}

const Limits = z.object({ idle: z.string(), longest: z.string() }).transform(({ idle, longest }) => ({
  idle: Temporal.Duration.from(idle),
  longest: Temporal.Duration.from(longest),
}));
/** How long a session lasts without use, and at the longest. */
export type SessionLimits = z.infer<typeof Limits>;

/** The limits as the database keeps them. */
export async function sessionLimits(tx: Tx): Promise<SessionLimits> {
  const [row] = await tx`
    select 'PT' || extract(epoch from session_idle_limit())::int || 'S' as idle,
           'PT' || extract(epoch from session_longest())::int || 'S' as longest`;
  return Limits.parse(row);
}

/** Ends one other session of whoever asks, or all others. Answers how many ended, unless it is too long since they showed who they are. */
export async function endOwnOthers(tx: Tx, session?: string): Promise<number | "not-fresh"> {
  const [row] = await tx<{ ended: number }[]>`select end_own_other_sessions(${session ?? null}) as ended`;
  invariant(row, "ending sessions says how many");
  return row.ended < 0 ? "not-fresh" : row.ended;
}

/** The name of the duty team someone works in. */
export async function teamName(tx: Tx, team: string): Promise<string | undefined> {
  const [row] = await tx<{ name: string }[]>`select name from team where id = ${team}`;
  return row?.name;
}
