import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepFile } from "../../src/exchange/imports/actions.ts";
import { IMPORT_JOB, importJob } from "../../src/exchange/imports/job.ts";
import { addRun, askForJob, readRun } from "../../src/exchange/imports/run-store.ts";
import { connect } from "../../src/kernel/database/connection.ts";
import type { JobId } from "../../src/kernel/id.ts";
import { type JobHandler, type JobWorker, startWorker } from "../../src/kernel/jobs/worker.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { SERVICES } from "../../src/services/index.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import { aCast, type Cast, sample } from "./importing.ts";

let world: World;
let cast: Cast;
const workers: JobWorker[] = [];
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await world.close();
});

const aWorker = async (handler: JobHandler): Promise<JobWorker> => {
  const worker = await startWorker({
    connection: world.server,
    setUp: world.sql,
    partnerships: () => [WORLD_CODE],
    handlers: { [IMPORT_JOB]: handler },
  });
  workers.push(worker);
  return worker;
};
const imports = () => importJob(world.sql, new Map([[WORLD_CODE, { database: world.database }]]), SERVICES);

async function* inPieces(file: string): AsyncGenerator<Buffer> {
  const bytes = readFileSync(sample(file));
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

/** Sends a file as the browser does, and asks for it to be read. `before` happens while no worker knows of it yet. */
async function sending(
  kind: "people" | "events",
  file: string,
  before: (job: JobId) => Promise<unknown> = async () => undefined,
): Promise<{ run: string; job: JobId }> {
  const agency = kind === "people" ? cast.treatment : cast.police;
  const sent = await world.as(cast.administrator, async (tx) => {
    const run = await addRun(tx, {
      kind,
      fileName: file,
      agencyId: agency.agencyId,
      serviceId: undefined,
      dryRun: false,
      through: "browser",
      mapText: undefined,
      eventKind: "offence",
      completeTo: undefined,
    });
    const kept = await keepFile(tx, run, inPieces(file));
    invariant(kept.ok, "the test's file is kept");
    const job = await askForJob(tx, run, IMPORT_JOB);
    invariant(job, "the test's run is asked for");
    await before(job);
    return accept({ run, job });
  });
  invariant(sent.ok, "the test's file is sent");
  return sent.value;
}

const state = async (run: string) => {
  const read = await world.as(cast.administrator, async (tx) => accept(await readRun(tx, run)));
  invariant(read.ok && read.value, "the administrator sees the run");
  return read.value;
};
const until = (run: string, wanted: string) =>
  expect.poll(async () => (await state(run)).state, { interval: 50 }).toBe(wanted);

test("a file sent before any worker runs is read when one starts, and then not kept", async () => {
  const { run } = await sending("people", "client_list.csv");
  await aWorker(imports());
  await until(run, "done");
  expect((await state(run)).counts).toMatchObject({ read: 403, fresh: 400, bad: 3 });
  expect(await world.sql`select from import_file where run_id = ${run}`).toHaveLength(0);
  const [job] =
    await world.sql`select j.state from job j join import_run r on r.job_id = j.id where r.id = ${run}`;
  expect(job?.state).toBe("done");
});

test("a file sent while a worker runs is read at once", async () => {
  const { run } = await sending("people", "client_list.csv");
  await until(run, "done");
  expect((await state(run)).counts).toMatchObject({ fresh: 0, known: 400 });
});

test("a job that is looked at in the moment it is taken is done at once all the same", async () => {
  const looking = connect(world.server, 1);
  // As another server holds it that looks whether whoever took it has died.
  const { run, job } = await sending("people", "client_list.csv", async (asked) => {
    await looking`select pg_advisory_lock(hashtextextended(${`job ${WORLD_CODE}:${asked}`}, 0))`;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await state(run)).state).toBe("waiting");
  await looking`select pg_advisory_unlock(hashtextextended(${`job ${WORLD_CODE}:${job}`}, 0))`;
  await expect.poll(async () => (await state(run)).state, { interval: 50 }).toBe("done");
  await looking.end();
});

test("what a dying process had taken is taken up again by the next one, and its counts are right", async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  const { run, job } = await sending("events", "police_offences.txt");
  // The first process stops dead after some batches: it holds nothing any more, and never says that it is done.
  const dying = Promise.withResolvers<void>();
  const stopped = new AbortController();
  const first = await aWorker(async (attempt) => {
    // The job before was stopped when its run was done, perhaps a moment before the queue had noted it.
    if (attempt.job !== job) return imports()(attempt);
    const watching = setInterval(async () => {
      if ((await state(run)).counts.read >= 1000) stopped.abort();
    }, 20);
    const outcome = await imports()({ ...attempt, signal: stopped.signal });
    clearInterval(watching);
    dying.resolve();
    return outcome;
  });
  await dying.promise;
  await first.stop();
  workers.splice(0);
  await world.sql`update graphile_worker._private_jobs set locked_by = 'a dead process', locked_at = now(), run_at = now()`;
  const between = await state(run);
  expect(between.state).toBe("running");
  expect(between.counts.read).toBeLessThan(4165);
  await aWorker(imports());
  await until(run, "done");
  expect((await state(run)).counts).toEqual({
    read: 4165,
    fresh: 4128,
    changed: 0,
    known: 0,
    repeated: 25,
    bad: 12,
  });
  const [events] =
    await world.sql`select count(*)::int as n from event where agency_id = ${cast.police.agencyId}`;
  const [unlinked] =
    await world.sql`select count(*)::int as n from unlinked_event where agency_id = ${cast.police.agencyId}`;
  expect(events?.n + unlinked?.n).toBe(4128);
  expect(job).toBeDefined();
});

test("a job of someone who may no longer sign in ends, and its file is gone", async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  const leaving = await world.aWorker(cast.administrator, "administrator");
  const asker = cast;
  cast = { ...cast, administrator: leaving };
  const { run } = await sending("people", "client_list.csv");
  cast = asker;
  await world.sql`update account set disabled_at = now() where username = ${leaving.username}`;
  await aWorker(imports());
  await until(run, "failed");
  expect((await state(run)).failure).toBe("Whoever asked for it may no longer do so.");
  expect(await world.sql`select from import_file where run_id = ${run}`).toHaveLength(0);
});

test("the roles that pages sign in as cannot reach the queue at all", async () => {
  for (const role of ["app", "door", "policy", "insight"]) {
    const [row] = await world.sql`
      select has_schema_privilege(${`${role}_${WORLD_CODE}`}, 'graphile_worker', 'usage') as reaches`;
    expect(row?.reaches).toBe(false);
  }
});

test("the queue knows which job of which partnership, and nothing else", async () => {
  const columns = await world.sql`select payload from graphile_worker._private_jobs`;
  for (const { payload } of columns)
    expect(Object.keys(payload).sort()).toEqual(["job", "kind", "partnership"]);
});
