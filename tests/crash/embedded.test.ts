import { type ChildProcess, fork, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inUseAlready } from "../../src/kernel/database/claim.ts";
import { findRunning, startEmbedded } from "../../src/kernel/database/embedded.ts";
import { takeHold } from "../../src/kernel/database/hold.ts";
import { isAlive } from "../../src/kernel/database/processes.ts";
import { readSecrets } from "../../src/kernel/database/secrets.ts";
import { placeOfDatabases } from "../memory.ts";
import type { Said } from "./keeper.ts";

/** These kill real processes with real files. One folder serves them all, as a machine that has had a bad year. */

type Keeper = { readonly child: ChildProcess; readonly said: readonly Said[] };
type Ready = Extract<Said, { kind: "ready" }>;

const keeperFile = fileURLToPath(new URL("./keeper.ts", import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

const children: ChildProcess[] = [];
let folder: string;
let dataDir: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(placeOfDatabases(), "throughcare-crash-"));
  chmodSync(folder, 0o755);
  dataDir = path.join(folder, "data");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await stopWhatRuns(dataDir);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what was committed is there after Throughcare is killed, and its PostgreSQL is taken over as it runs", async () => {
  const first = readyOf(await aKeeper());
  await inDatabase(first, (sql) => sql`create table note (line integer primary key)`);
  await inDatabase(first, (sql) => sql`insert into note values (1)`);
  const postmaster = postmasterPid();
  await kill(children[0]);
  expect(await isAlive(postmaster)).toBe(true);

  const second = readyOf(await aKeeper());
  expect(postmasterPid()).toBe(postmaster);
  expect(second.port).toBe(first.port);
  expect(await linesIn(second)).toEqual([1]);
});

test("PostgreSQL killed under a running Throughcare is back on the same port, with every acknowledged row", async () => {
  const keeper = await aKeeper();
  const ready = readyOf(keeper);
  const { acknowledged, failed } = writeUntilItFails(ready);
  await until(() => acknowledged.length > 10);
  const postmaster = postmasterPid();
  process.kill(postmaster, "SIGKILL");
  await failed;
  await until(() =>
    keeper.said.some((said) => said.kind === "progress" && said.sentence.includes("running again")),
  );
  expect(postmasterPid()).not.toBe(postmaster);
  expect(await linesIn(ready)).toEqual(expect.arrayContaining(acknowledged));
});

test("both killed at once start again and have lost nothing", async () => {
  const keeper = await aKeeper();
  const { acknowledged, failed } = writeUntilItFails(readyOf(keeper));
  await until(() => acknowledged.length > 10);
  process.kill(postmasterPid(), "SIGKILL");
  keeper.child.kill("SIGKILL");
  await failed;
  const again = readyOf(await aKeeper());
  expect(await linesIn(again)).toEqual(expect.arrayContaining(acknowledged));
});

test("a second process on the same data is refused, is told whose it is, and disturbs nothing", async () => {
  const first = await aKeeper();
  const second = await startEmbedded({ dataDir });
  expect(second).toEqual({ ok: false, refusal: { code: "data-in-use", dataDir, process: first.child.pid } });
  expect(await inUseAlready(dataDir)).toEqual({ code: "data-in-use", dataDir, process: first.child.pid });
  expect(await findRunning(dataDir)).toMatchObject({ port: readyOf(first).port });
  expect(await linesIn(readyOf(first))).toContain(1);
});

test("a process that does not ask for the folder is refused by the database itself", async () => {
  const first = await aKeeper();
  const { port, password } = readyOf(first);
  expect(await takeHold(port, password)).toEqual({
    ok: false,
    refusal: { code: "held", process: first.child.pid },
  });
  expect(await takeHold(port, "guess")).toEqual({ ok: false, refusal: { code: "password-wrong" } });
});

test("of two processes started at the same instant on a new folder exactly one wins", async () => {
  const fresh = path.join(folder, "race");
  const said = (await Promise.all([aKeeper(fresh), aKeeper(fresh)])).map((keeper) => keeper.said.at(-1));
  expect(said.map((last) => last?.kind).sort()).toEqual(["ready", "refused"]);
  expect(said.find((last) => last?.kind === "refused")).toMatchObject({ refusal: { code: "data-in-use" } });
  expect(await inUseAlready(path.join(folder, "nobody-here"))).toBeUndefined();
  await stopWhatRuns(fresh);
});

test("a dead server's file that names a living stranger does not stop the start", async () => {
  const asTheServer = await endedServer();
  const stranger = spawn("sleep", ["60"], { ...asTheServer, stdio: "ignore" });
  children.push(stranger);
  writePidFile(stranger.pid ?? 0);
  expect(await linesIn(readyOf(await aKeeper()))).toContain(1);
});

test.runIf(process.platform === "linux")(
  "nor one that names a dead process which nobody collected",
  async () => {
    const asTheServer = await endedServer();
    // The shell becomes a program that never asks after the child it started.
    const script = "sleep 0.05 & echo $!; exec sleep 60";
    const parent = spawn("/bin/sh", ["-c", script], { ...asTheServer, stdio: ["ignore", "pipe", "ignore"] });
    children.push(parent);
    const zombie = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (chunk) => resolve(Number(chunk))),
    );
    await until(async () => !(await isAlive(zombie)));
    process.kill(zombie, 0); // does not throw: to the system it still exists
    writePidFile(zombie);
    expect(await linesIn(readyOf(await aKeeper()))).toContain(1);
  },
);

test("a first start that is killed half-way is done again from the beginning", async () => {
  const fresh = path.join(folder, "interrupted");
  const child = startKeeper(fresh).child;
  await until(() => namesIn(path.join(fresh, "postgres")).some((name) => /^making-\d+$/.test(name)));
  await sleep(150);
  await kill(child);
  const ready = readyOf(await aKeeper(fresh));
  expect(await inDatabase(ready, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await stopWhatRuns(fresh);
});

test("stopped on request, PostgreSQL ends too, and the next start finds everything", async () => {
  const keeper = await aKeeper();
  const postmaster = postmasterPid();
  keeper.child.send("stop");
  await until(() => keeper.said.some((said) => said.kind === "stopped"));
  // It takes its file away, by which it is known to have stopped, a moment before it is gone.
  await until(async () => !(await isAlive(postmaster)));
  expect(await linesIn(readyOf(await aKeeper()))).toContain(1);
});

test("data of another PostgreSQL release is refused and left alone", async () => {
  const marker = path.join(dataDir, "postgres", "cluster", "PG_VERSION");
  const ours = readFileSync(marker, "utf8");
  writeFileSync(marker, "17\n");
  const started = await startEmbedded({ dataDir });
  writeFileSync(marker, ours);
  expect(started).toMatchObject({ ok: false, refusal: { code: "version-mismatch", found: 17, ours: 18 } });
});

test("data whose password is lost is refused, and no other is written over it", async () => {
  const file = path.join(dataDir, "secrets.json");
  const kept = readFileSync(file, "utf8");
  rmSync(file);
  const started = await startEmbedded({ dataDir });
  expect(started).toMatchObject({ ok: false, refusal: { code: "password-lost" } });
  expect(await readSecrets(dataDir)).toEqual({ ok: true, value: {} });
  writeFileSync(file, kept);
});

function startKeeper(of = dataDir): Keeper {
  const child = fork(keeperFile, [of], { execArgv: ["--import", tsx] });
  children.push(child);
  const said: Said[] = [];
  child.on("message", (message) => said.push(message as Said));
  return { child, said };
}

async function aKeeper(of = dataDir): Promise<Keeper> {
  const keeper = startKeeper(of);
  await until(() => ["ready", "refused"].includes(keeper.said.at(-1)?.kind ?? ""));
  return keeper;
}

function readyOf(keeper: Keeper): Ready {
  const ready = keeper.said.find((said) => said.kind === "ready");
  if (ready === undefined) throw new Error(`not ready: ${JSON.stringify(keeper.said)}`);
  return ready;
}

async function inDatabase<T>(ready: Ready, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const { port, password } = ready;
  const options = { host: "127.0.0.1", port, username: "postgres", password, max: 1, onnotice: () => {} };
  const sql = postgres({ ...options, database: "postgres" });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const linesIn = (ready: Ready): Promise<readonly number[]> =>
  inDatabase(ready, async (sql) =>
    (await sql`select line from note order by line`).map((row) => Number(row.line)),
  );

/** Writes row after row, each its own transaction, until it fails; and those so far that PostgreSQL said were committed. */
function writeUntilItFails(ready: Ready): { acknowledged: number[]; failed: Promise<void> } {
  const acknowledged: number[] = [];
  const write = async (): Promise<void> => {
    const [from] = (await linesIn(ready)).slice(-1);
    await inDatabase(ready, async (sql) => {
      for (let line = (from ?? 0) + 1; ; line++) {
        await sql`insert into note values (${line})`;
        acknowledged.push(line);
      }
    });
  };
  return { acknowledged, failed: write().catch(() => {}) };
}

const pidFile = (): string => path.join(dataDir, "postgres", "cluster", "postmaster.pid");

const postmasterPid = (): number => Number(readFileSync(pidFile(), "utf8").split("\n")[0]);

/** Ends everything, and answers whom to be to look like the server, which never doubts a stranger of another account. */
async function endedServer(): Promise<{ uid?: number; gid?: number; cwd: string }> {
  const keeper = await aKeeper();
  const { uid, gid } = statSync(pidFile());
  await kill(keeper.child);
  await stopWhatRuns(dataDir);
  return process.getuid?.() === 0 ? { uid, gid, cwd: "/" } : { cwd: "/" };
}

/** As a crash leaves it: the file is there and the number in it has since become somebody else's. */
function writePidFile(pid: number): void {
  const { uid, gid } = statSync(path.join(dataDir, "postgres", "cluster"));
  const began = Math.floor(performance.timeOrigin / 1000);
  writeFileSync(pidFile(), `${pid}\n${path.dirname(pidFile())}\n${began}\n5432\n\n127.0.0.1\n\nready   \n`);
  if (process.getuid?.() === 0) chownSync(pidFile(), uid, gid);
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  const ended = new Promise((resolve) => child?.once("exit", resolve));
  child?.kill("SIGKILL");
  await ended;
}

async function stopWhatRuns(of: string): Promise<void> {
  for (const child of children) child.kill("SIGKILL");
  const pid = Number(
    namesIn(path.join(of, "postgres", "cluster")).includes("postmaster.pid") && postmasterOf(of),
  );
  if (pid > 0 && pid !== process.pid && (await isAlive(pid))) {
    process.kill(pid, "SIGINT"); // PostgreSQL's fast shutdown
    await until(async () => !(await isAlive(pid)));
  }
}

const postmasterOf = (of: string): number =>
  Number(readFileSync(path.join(of, "postgres", "cluster", "postmaster.pid"), "utf8").split("\n")[0]);

function namesIn(of: string): readonly string[] {
  try {
    return readdirSync(of);
  } catch {
    return [];
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(holds, { interval: 20 }).toBe(true);
}
