import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import { accept, invariant } from "../result.ts";
import { type JobHandler, type JobTry, type JobWorker, startWorker } from "./worker.ts";

let world: World;
let asker: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  asker = await world.anAgency("office");
});
afterAll(() => world.close());

const KIND = "test";
const taken: string[] = [];
/** A server's worker. A job that is over by the time it is taken is over. */
const aWorker = (handler: JobHandler): Promise<JobWorker> =>
  startWorker({
    connection: world.server,
    setUp: world.sql,
    partnerships: () => [WORLD_CODE],
    handlers: {
      [KIND]: async (attempt) => {
        taken.push(attempt.job);
        const open = await world.sql`select from job where id = ${attempt.job} and state = 'waiting'`;
        return open.length === 0 ? "over" : handler(attempt);
      },
    },
  });
const end = (which: string) => world.sql`update job set state = 'done' where id = ${which}`;

let job: string;
const askForJob = async (): Promise<string> => {
  const asked = await world.as(asker, async (tx) =>
    accept(await tx<{ id: string }[]>`insert into job (kind) values (${KIND}) returning id`),
  );
  invariant(asked.ok && asked.value[0], "the test's job is asked for");
  return asked.value[0].id;
};
beforeEach(async () => {
  if (job) await end(job);
  job = await askForJob();
});

/** A server that takes the job, works at it until it is told to stop, and hands it back. */
async function takenAndStopped(during: () => Promise<unknown> = async () => undefined): Promise<void> {
  const taken = Promise.withResolvers<JobTry>();
  const worker = await aWorker(async (attempt) => {
    taken.resolve(attempt);
    await new Promise<void>((stop) => attempt.signal.addEventListener("abort", () => stop()));
    return "again";
  });
  expect((await taken.promise).job).toBe(job);
  await during();
  await worker.stop();
}

/** The next server: answers the first try it gives a job. */
async function nextTry(): Promise<JobTry> {
  const { promise, resolve } = Promise.withResolvers<JobTry>();
  const worker = await aWorker(async (attempt) => {
    await end(attempt.job);
    resolve(attempt);
    return "over";
  });
  const attempt = await promise;
  await worker.stop();
  return attempt;
}

/** Puts the job's entry in the queue into a state, and answers how many there were. */
async function entries(state: string, where = "true"): Promise<number> {
  const key = `${WORLD_CODE}:${job}`;
  const changed = await world.sql.unsafe(
    `update graphile_worker._private_jobs set ${state} where key = '${key}' and ${where}`,
  );
  return changed.count;
}

test("a job that a stopping server hands back goes on at the next start, however often it was taken before", async () => {
  await takenAndStopped(() => entries("attempts = max_attempts"));
  expect(await nextTry()).toMatchObject({ job, lastAttempt: false });
});

test("a job goes on whose server was killed when it had taken it for the last time", async () => {
  await takenAndStopped();
  await entries("attempts = max_attempts, locked_by = 'a dead process', locked_at = now()");
  expect(await nextTry()).toMatchObject({ job, lastAttempt: false });
});

test("a job that is still open is queued anew when its tries were used up; one that is over is not", async () => {
  await takenAndStopped();
  await entries("attempts = max_attempts");
  expect(await nextTry()).toMatchObject({ job, lastAttempt: false });

  job = await askForJob();
  await takenAndStopped();
  await entries("attempts = max_attempts");
  const over = job;
  await end(over);
  taken.length = 0;
  // Asked for later, so that the one that is over would be taken first.
  job = await askForJob();
  expect((await nextTry()).job).toBe(job);
  expect(taken).not.toContain(over);
});

test("a job whose handler fails is told that a try is its last", async () => {
  const tries: boolean[] = [];
  const last = Promise.withResolvers<void>();
  const worker = await aWorker(async ({ lastAttempt }) => {
    tries.push(lastAttempt);
    if (lastAttempt) {
      await end(job);
      last.resolve();
    }
    return Promise.reject(new Error("of the test's own"));
  });
  const hasFailed = "attempts between 1 and max_attempts - 2 and locked_by is null";
  const brought = () => entries("attempts = max_attempts - 1, run_at = now()", hasFailed);
  await expect.poll(brought).toBe(1);
  await last.promise;
  await worker.stop();
  expect([tries[0], tries.at(-1)]).toEqual([false, true]);
});

test("a job that works longer than its turn is asked to end and goes on later; one that does not end is told of, without anyone's data", async () => {
  const words: string[] = [];
  let turns = 0;
  const gone = Promise.withResolvers<void>();
  const worker = await startWorker({
    connection: world.server,
    setUp: world.sql,
    partnerships: () => [WORLD_CODE],
    longestMs: 300,
    onTrouble: (said) => words.push(said),
    handlers: {
      [KIND]: async ({ job: which, signal }) => {
        if (which !== job) return "over";
        turns += 1;
        await new Promise<void>((stop) => signal.addEventListener("abort", () => stop()));
        if (turns === 1) return "again";
        // Asked to end, the second time it does not: told once it is as late again.
        await new Promise((later) => setTimeout(later, 600));
        await end(job);
        gone.resolve();
        return "over";
      },
    },
  });
  await gone.promise;
  await worker.stop();
  expect(turns).toBe(2);
  expect(words).toEqual([`A job of kind ${KIND} was asked to end after its limit and has not ended.`]);
}, 20_000);
