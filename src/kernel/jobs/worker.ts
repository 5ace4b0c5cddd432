import { setTimeout } from "node:timers/promises";
import { Logger, type Runner, run, runMigrations, type TaskSpec } from "graphile-worker";
import { z } from "zod";
import { type Connection, connect, type Sql } from "../database/connection.ts";
import { JobId } from "../id.ts";
import { holdJob, letGoOfJob, openJobs, releaseWorkers, spentJobs, takenJobs } from "./store.ts";

/** One try at one job. */
export type JobTry = {
  readonly partnership: string;
  readonly job: JobId;
  /** The server is stopping, or the job has had its turn: finish the step in hand and answer "again". */
  readonly signal: AbortSignal;
  /** When this one throws, nothing tries again. */
  readonly lastAttempt: boolean;
};

/**
 * Does one job, through `database.job`, with the rights of whoever asked for it. A job that is to go on, and one whose
 * handler fails, is tried again later. Only failures count as tries: however often a server stops or is killed while it
 * does a job, the job goes on.
 */
export type JobHandler = (attempt: JobTry) => Promise<"over" | "again">;

/** The worker of this process. */
export type JobWorker = {
  /** Lets the step in hand finish and stops. Jobs under way go on when a worker starts again. */
  stop(): Promise<void>;
};

export type WorkerOptions = {
  /** How set-up work connects. The worker only ever learns which job of which partnership is to be done. */
  readonly connection: Connection;
  readonly setUp: Sql;
  readonly partnerships: () => readonly string[];
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** A job failed, in words without anyone's data. */
  readonly onTrouble?: (words: string) => void;
  /** How long a job may work before others have their turn; 45 seconds unless told otherwise. */
  readonly longestMs?: number;
};

const Payload = z.object({ partnership: z.string(), job: JobId.schema, kind: z.string() });
const TASK = "job";
/** As long as anybody waits for a page (security.md). Each statement of a job ends by itself before that. */
const LONGEST_TURN_MS = 45_000;
const ATTEMPTS_MAX = 8;
/** A moment after a job was handed back, so that whoever had it has let go of it. */
const GO_ON_MS = 1_000;
const LOOK_AGAIN_MS = 30_000;
/** Looking whether a job's holder has died holds it for a moment: longer than that, somebody is at work. */
const TRIES_TO_HOLD = 20;
const TRY_AGAIN_MS = 100;

/**
 * Starts this process's worker. A partnership's table `job` is the truth: asking for a job is one row in the asker's own
 * transaction, and no signing-in role can reach the queue. The worker is told that something was asked for, looks what
 * is open, and queues partnership and id. What a killed process had taken is taken up again at the next start.
 */
export async function startWorker(options: WorkerOptions): Promise<JobWorker> {
  const queue = { connectionString: urlOf(options.connection), logger: new Logger(() => () => {}) };
  await runMigrations(queue);
  const locks = connect(options.connection, 2);
  const stopping = new AbortController();
  const runner = await run({
    ...queue,
    concurrency: 1,
    maxPoolSize: 3,
    pollInterval: 2000,
    noHandleSignals: true,
    parsedCronItems: [],
    taskList: {
      [TASK]: async (payload, helpers) => {
        const asked = Payload.parse(payload);
        const { partnership, job, kind } = asked;
        const handler = options.handlers[kind];
        const lastAttempt = helpers.job.attempts >= helpers.job.max_attempts;
        if (!handler) return;
        const attempt = async (): Promise<"over" | "again"> => {
          try {
            return await inTurn(options, kind, stopping.signal, (signal) =>
              handler({ partnership, job, signal, lastAttempt }),
            );
          } catch (error) {
            options.onTrouble?.(`A job of kind ${kind} did not finish: ${nameOf(error)}.`);
            throw error;
          }
        };
        const outcome = await holding(locks, keyOf(partnership, job), attempt, TRIES_TO_HOLD);
        const runAt = new Date(Date.now() + GO_ON_MS);
        if (outcome === "again") await helpers.addJob(TASK, asked, { ...anew(asked), runAt });
      },
    },
  });
  const look = lookNowAndThen(options, runner, locks);
  const listening = await options.setUp.listen("jobs", () => void look());
  const again = setInterval(() => void look(), LOOK_AGAIN_MS);
  await look();
  return {
    stop: async () => {
      clearInterval(again);
      stopping.abort();
      // At once, so that this one does not take again what it hands back.
      await Promise.all([runner.stop(), listening.unlisten()]);
      await locks.end({ timeout: 5 });
    },
  };
}

/**
 * One turn of a job: after its limit it is asked to end, and goes on when others have had theirs. One that does not end when it
 * is asked is told of, and stays held: a second beside it could do everything twice.
 */
async function inTurn<T>(
  { longestMs = LONGEST_TURN_MS, onTrouble }: WorkerOptions,
  kind: string,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const asked = globalThis.setTimeout(() => over.abort(), longestMs);
  const told = globalThis.setTimeout(
    () => onTrouble?.(`A job of kind ${kind} was asked to end after its limit and has not ended.`),
    2 * longestMs,
  );
  try {
    return await work(AbortSignal.any([stopping, over.signal]));
  } finally {
    clearTimeout(asked);
    clearTimeout(told);
  }
}

const keyOf = (partnership: string, job: string): string => `${partnership}:${job}`;

type Asked = z.infer<typeof Payload>;

/** How a job is queued that nobody works at, with all its tries before it. An entry it had is given up. */
const anew = ({ partnership, job }: Asked): TaskSpec => ({
  jobKey: keyOf(partnership, job),
  jobKeyMode: "replace",
  maxAttempts: ATTEMPTS_MAX,
});

/**
 * Queues whatever is open, once each, and anew what its tries were used up of: one look at a time, and one more when it
 * was asked for meanwhile.
 */
function lookNowAndThen(options: WorkerOptions, runner: Runner, locks: Sql): () => Promise<void> {
  let looking = false;
  let asked = false;
  const once = async (): Promise<void> => {
    const given = [...(await releaseDead(locks)), ...(await spentJobs(locks))];
    for (const partnership of options.partnerships()) {
      for (const { id, kind } of await openJobs(options.setUp, partnership, Object.keys(options.handlers))) {
        const asked = { partnership, job: id, kind };
        const fresh = anew(asked);
        const isGiven = given.includes(keyOf(partnership, id));
        await runner.addJob(TASK, asked, isGiven ? fresh : { ...fresh, jobKeyMode: "unsafe_dedupe" });
      }
    }
  };
  return async () => {
    asked = true;
    if (looking) return;
    looking = true;
    try {
      while (asked) {
        asked = false;
        await once();
      }
    } catch (error) {
      options.onTrouble?.(`The queue could not be read: ${nameOf(error)}.`);
    } finally {
      looking = false;
    }
  };
}

/** A job that is taken, but that nobody holds, was taken by a process that died. It is given back. Answers which. */
async function releaseDead(locks: Sql): Promise<readonly string[]> {
  const dead: { readonly key: string; readonly by: string }[] = [];
  for (const taken of await takenJobs(locks)) await holding(locks, taken.key, async () => dead.push(taken));
  await releaseWorkers(
    locks,
    dead.map(({ by }) => by),
  );
  return dead.map(({ key }) => key);
}

/**
 * Works while this process holds a job, on one connection for as long as it takes: when the process dies the connection
 * dies with it, and others see that nobody holds the job. Does nothing when somebody holds it, also after so many tries.
 */
async function holding<T>(
  locks: Sql,
  key: string,
  work: () => Promise<T>,
  tries = 1,
): Promise<T | undefined> {
  const connection = await locks.reserve();
  try {
    let held = await holdJob(connection, key);
    for (let tried = 1; !held && tried < tries; tried++) {
      await setTimeout(TRY_AGAIN_MS);
      held = await holdJob(connection, key);
    }
    if (!held) return undefined;
    try {
      return await work();
    } finally {
      await letGoOfJob(connection, key);
    }
  } finally {
    connection.release();
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

/** For the queue's own client, which reads `sslmode` as libpq does only when it is told to. */
const urlOf = (to: Connection): string => {
  const [user, password, database] = [to.user, to.password, to.database].map(encodeURIComponent);
  const host = to.host.includes(":") ? `[${to.host}]` : encodeURIComponent(to.host);
  const tls = new URLSearchParams({
    uselibpqcompat: "true",
    sslmode: to.tls?.mode ?? "disable",
    ...(to.tls?.rootFile ? { sslrootcert: to.tls.rootFile } : {}),
  });
  return `postgres://${user}:${password}@${host}:${to.port}/${database}?${tls}`;
};
