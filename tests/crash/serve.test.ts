import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Visitor, visitor } from "../../bench/browserless.ts";
import { placeOfDatabases } from "../memory.ts";

const RUN = path.resolve(import.meta.dirname, "../../bin/run.mjs");

/** A real `npm start` on a folder of its own, as a group of processes that can be killed outright. */
class Serving {
  readonly #child: ChildProcess;
  said = "";

  constructor(folder: string) {
    this.#child = spawn(process.execPath, [RUN, "serve", "--people", "20"], {
      env: { ...process.env, DATA_DIR: folder, PORT: "0", NODE_OPTIONS: "" },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk) => {
        this.said += String(chunk);
      });
    }
  }

  /** The address it printed, once it is ready. */
  async origin(): Promise<string> {
    for (let waited = 0; waited < 90_000; waited += 100) {
      const ready = /Throughcare is ready at (\S+)/.exec(this.said);
      if (ready?.[1]) return ready[1];
      if (this.#child.exitCode !== null) break;
      await sleep(100);
    }
    return expect.fail(`it did not get ready: ${this.said}`);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(-(this.#child.pid ?? 0), signal);
  }

  ended(): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.resolve(this.#child.exitCode);
    return new Promise((resolve) => this.#child.once("exit", (code) => resolve(code)));
  }
}

let folder: string;
const started: Serving[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-serve-"));
});
afterAll(async () => {
  for (const one of started) {
    try {
      one.signal("SIGTERM");
    } catch {
      // It has ended already.
    }
    await one.ended();
  }
  await rm(folder, { recursive: true, force: true });
});

const start = (): Serving => {
  const serving = new Serving(folder);
  started.push(serving);
  return serving;
};

/** Signs in as the made-up keyworker, as a browser would. */
async function keyworker(origin: string): Promise<Visitor> {
  const page = await fetch(new URL("/sign-in", origin));
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const answer = await fetch(new URL("/demonstration", origin), {
    method: "POST",
    redirect: "manual",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ username: "keyworker", partnership: "northmoor", _csrf: csrf }).toString(),
  });
  const session = answer.headers.getSetCookie().find((line) => line.startsWith("throughcare="));
  return visitor(origin, session?.split(";")[0] ?? "");
}

async function onePerson(visit: Visitor): Promise<string> {
  const found = /\/people\/[0-9a-f-]{36}/.exec(await visit.get("/"));
  return found?.[0] ?? expect.fail("the keyworker's home page names nobody");
}

async function postmaster(): Promise<number> {
  const elsewhere = await readFile(path.join(folder, "postgres", "cluster", "postmaster.pid"), "utf8");
  return Number(elsewhere.split("\n")[0]);
}

test("killed outright, server, database or both, the next start has everything that was acknowledged", async () => {
  const first = start();
  let visit = await keyworker(await first.origin());
  const person = await onePerson(visit);
  await visit.post(`${person}/notes/new`, { category: "health", words: "Written before the first kill." });
  first.signal("SIGKILL");
  await first.ended();

  const second = start();
  visit = await keyworker(await second.origin());
  expect(await visit.get(`${person}/notes`)).toContain("Written before the first kill.");
  await visit.post(`${person}/notes/new`, { category: "health", words: "Written before both were killed." });
  process.kill(await postmaster(), "SIGKILL");
  second.signal("SIGKILL");
  await second.ended();

  const third = start();
  visit = await keyworker(await third.origin());
  expect(await visit.get(`${person}/notes`)).toContain("Written before both were killed.");

  const beside = start();
  expect(await beside.ended()).toBe(1);
  expect(beside.said).toContain("is using the data");

  process.kill(await postmaster(), "SIGKILL");
  await sleep(200);
  for (let tries = 0; tries < 100; tries++) {
    const alive = await visit.get(`${person}/notes`).catch(() => "");
    if (alive.includes("Written before both were killed.")) break;
    await sleep(200);
  }
  expect(await visit.get(`${person}/notes`)).toContain("Written before both were killed.");

  third.signal("SIGINT");
  expect(await third.ended()).toBe(0);
  await expect(postmaster()).rejects.toThrow();
});
