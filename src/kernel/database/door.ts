import { z } from "zod";
import { AgencyId, type JobId, PersonId, PostId, StaffId, TeamId } from "../id.ts";
import { invariant, type Result, refuse } from "../result.ts";
import type { Instant } from "../time.ts";
import type { ClockJump, ClockWatch } from "./clock-watch.ts";
import type { Queries, Sql } from "./connection.ts";
import type { ReadKeys } from "./keys.ts";
import { answered, begun, type Progress, type Unanswered } from "./unanswered.ts";

/** Who is asking, as the database bound it to this transaction. */
const Asking = z.object({
  account_id: z.string(),
  username: z.string(),
  session_id: z.string().nullable(),
  staff_id: StaffId.schema.nullable(),
  staff_name: z.string().nullable(),
  person_id: PersonId.schema.nullable(),
  post_id: PostId.schema.nullable(),
  role: z.string().nullable(),
  role_name: z.string().nullable(),
  agency_id: AgencyId.schema.nullable(),
  agency_name: z.string().nullable(),
  agency_kind: z.string().nullable(),
  team_id: TeamId.schema.nullable(),
  may: z
    .array(z.string())
    .nullable()
    .transform((list) => list ?? []),
  opened_by: z.string().nullable(),
});
export type Asking = z.infer<typeof Asking>;

/**
 * One line of the access log: which part of whose record was read or changed, where, and on which basis; what was refused; or that a
 * page about nobody was visited.
 */
export type LogLine = {
  readonly what: "read" | "listed" | "searched" | "downloaded" | "changed" | "visited" | "refused";
  readonly about: string;
  readonly people: readonly string[];
  readonly basis?: string;
};

/** A transaction that knows who is asking. Called as a tagged template it runs SQL; `log` notes what was read or changed. */
export type Tx = Queries & {
  readonly asking: Asking;
  log(line: LogLine): void;
  /** What was noted so far. */
  readonly logged: readonly LogLine[];
  /** The keys by which secrets that are kept in the database are opened; it never has them. */
  readonly keys: ReadKeys;
};

export type SignedOut = { readonly code: "signed-out" };

/** The one door to a partnership's record. */
export type Database = {
  /**
   * Runs work as whoever holds this session's token, in one transaction, or not at all. `route` goes into the log.
   * A page that refreshes `by-itself` does not keep the session alive, and its lines in the log say so. Where the database
   * goes away, or does not answer for `longestMs`, that is a refusal, and nothing is committed any more.
   */
  as<V, R>(
    token: string,
    route: string,
    work: (tx: Tx) => Promise<Result<V, R>>,
    use?: "by-hand" | "by-itself",
    longestMs?: number,
  ): Promise<Result<V, R | SignedOut | Unanswered>>;
  /** Runs work as whoever asked for this job, with the rights they have now. */
  job<V, R>(
    job: JobId,
    route: string,
    work: (tx: Tx) => Promise<Result<V, R>>,
  ): Promise<Result<V, R | SignedOut>>;
  /**
   * Calls back with a topic whenever something changed; no data comes with it. Calls `onGap` when the connection was lost
   * and is there again: what changed in between was not heard. Answers how to stop listening.
   */
  listen(onTopic: (topic: string) => void, onGap: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

/** No statement keeps others waiting for long, and no page that stands still in the middle of its work does. */
const LIMITS = `set local statement_timeout = '20s'; set local idle_in_transaction_session_timeout = '30s'`;

/**
 * The one door. search_path and who is asking are set inside the transaction and die with it. When the work refuses,
 * what it did is undone, but what it showed stays in the log: the log is written last, in the same transaction.
 */
export const databaseOver = (
  sql: Sql,
  schema: string,
  keys: ReadKeys = async () => [],
  watch?: ClockWatch,
): Database => {
  const run = async <V, R>(
    bind: (tx: Sql) => Promise<Asking | undefined>,
    { route, byItself }: Where,
    work: (tx: Tx) => Promise<Result<V, R>>,
    progress: Progress = begun(),
  ): Promise<Result<V, R | SignedOut>> => {
    let jump: ClockJump | undefined;
    const result = (await sql.begin(async (raw) => {
      const tx = raw as unknown as Sql;
      jump = await begin(tx, schema, watch);
      const asking = await bind(tx);
      if (!asking) return refuse({ code: "signed-out" });
      const lines: LogLine[] = [];
      const door = Object.assign(tx, {
        asking,
        log: (line: LogLine) => void lines.push(line),
        logged: lines,
        keys,
      }) as unknown as Tx;
      await tx.unsafe("savepoint work");
      const result = await work(door);
      if (!result.ok) await tx.unsafe("rollback to savepoint work");
      // Those who ask about themselves need no relationship with anyone.
      const basis = asking.person_id ? "own record" : "relationship";
      await writeLog(tx, { route, basis, byItself }, result.ok ? lines : lines.filter(isRead));
      // Whoever asked was told that nothing was kept: nothing is.
      if (progress.late) await tx.unsafe("rollback to savepoint work");
      else progress.committing = result.ok;
      return result;
    })) as Result<V, R | SignedOut>;
    if (jump) watch?.kept(jump);
    return result;
  };

  return {
    as: (token, route, work, use = "by-hand", longestMs) => {
      const progress = begun();
      const asked = async () => {
        if (use === "by-hand") await sql`select ${sql(schema)}.use_session(${token})`;
        return run(
          async (tx) => askingFrom(await tx`select * from begin_request(${token})`),
          { route, byItself: use === "by-itself" },
          work,
          progress,
        );
      };
      return answered(asked(), progress, longestMs);
    },
    job: (job, route, work) => run((tx) => boundToJob(tx, job), { route, byItself: false }, work),
    listen: async (onTopic, onGap) => {
      let begun = false;
      const hear = (payload: string): void => {
        if (payload.startsWith(`${schema}:`)) onTopic(payload.slice(schema.length + 1));
      };
      const listening = await sql.listen("changed", hear, () => {
        if (begun) onGap();
        begun = true;
      });
      return () => listening.unlisten();
    },
    close: () => sql.end({ timeout: 5 }),
  };
};

/** Sets what a transaction goes by, and reads the database's clock: where it jumped, that is kept before any of the work. */
async function begin(tx: Sql, schema: string, watch?: ClockWatch): Promise<ClockJump | undefined> {
  const asked = watch?.running() ?? 0;
  const answers = await tx.unsafe(
    `set local search_path = "${schema}", ext; ${LIMITS}; select clock_timestamp() as at`,
  );
  if (!watch) return undefined;
  const [row] = (answers as unknown as readonly (readonly { readonly at: Instant }[])[]).at(-1) ?? [];
  invariant(row, "the database says what time it is");
  const jump = watch.jumped(row.at, { asked, answered: watch.running() });
  if (jump) await tx`select note_clock_jump(${jump.id}, ${jump.movedMs})`;
  return jump;
}

/** Binds a transaction to whoever asked for this job; nobody where they may not any more. */
async function boundToJob(tx: Sql, job: JobId): Promise<Asking | undefined> {
  const [bound] = await tx`select begin_job(${job}) as id`;
  if (!bound?.id) return undefined;
  return askingFrom(
    await tx`
      select acting_account() as account_id, '' as username, null as session_id, acting_staff() as staff_id,
             s.name as staff_name, acting_person() as person_id, acting_post() as post_id, acting_role() as role,
             r.name as role_name, acting_agency() as agency_id, g.name as agency_name, g.kind as agency_kind,
             acting_team() as team_id, r.may, null as opened_by
        from (select 1) one
        left join staff s on s.id = acting_staff()
        left join role r on r.code = acting_role()
        left join agency g on g.id = acting_agency()`,
  );
}

const askingFrom = (rows: readonly unknown[]): Asking | undefined =>
  rows[0] ? Asking.parse(rows[0]) : undefined;

type Where = { readonly route: string; readonly byItself: boolean };

/** Whether a line says what was shown, which stays in the log when the work refuses. */
const isRead = (line: LogLine): boolean => line.what !== "changed";

async function writeLog(
  tx: Sql,
  { route, basis, byItself }: Where & { readonly basis: string },
  lines: readonly LogLine[],
): Promise<void> {
  for (const line of lines) {
    if (line.what === "refused") {
      await tx`select log_refused(${line.about}, ${route}, ${byItself})`;
      continue;
    }
    await tx`insert into access_log (what, about, route, basis, person_ids, by_itself)
             values (${line.what}, ${line.about}, ${route}, ${line.basis ?? basis}, ${tx.array([...line.people], 2950)},
                     ${byItself})`;
  }
}
