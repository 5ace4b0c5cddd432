import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeOf } from "../../src/kernel/database/place.ts";
import { livingIn } from "../../src/kernel/database/processes.ts";
import { placeOfDatabases } from "../memory.ts";

const RUN = path.resolve(import.meta.dirname, "../../bin/run.mjs");

let folder: string;
const started: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-stopping-"));
});
afterAll(async () => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), "SIGKILL");
  for (const process_ of await livingIn(await placeOf(folder))) process.kill(process_, "SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

/** Ctrl-C tells every process of a terminal; whoever runs services may tell the first alone. */
const WAYS = {
  "Ctrl-C": (child: ChildProcess) => process.kill(-(child.pid ?? 0), "SIGINT"),
  SIGTERM: (child: ChildProcess) => process.kill(child.pid ?? 0, "SIGTERM"),
} as const;

/** Moments of a start, by what has been said or is there by then. */
const MOMENTS = {
  "making the database": (said: string) => said.includes("Making the database"),
  "starting PostgreSQL": (said: string) => said.includes("Starting PostgreSQL"),
  "waiting for PostgreSQL": (said: string) =>
    said.includes("Starting PostgreSQL") &&
    existsSync(path.join(folder, "postgres", "cluster", "postmaster.pid")),
  "making Northmoor": (said: string) => said.includes("Making the made-up partnership Northmoor"),
  serving: (said: string) => said.includes("Throughcare is ready at"),
} as const;

/** Starts it on the same folder as ever, tells it to stop at some moment, and answers how it ended. */
async function stoppedAt(
  moment: keyof typeof MOMENTS,
  way: keyof typeof WAYS,
): Promise<{ code: number | null; said: string }> {
  // So many that they are being made for as long as a slow machine may take to tell it to stop.
  const people = moment === "serving" ? "20" : "100000";
  const child = spawn(process.execPath, [RUN, "serve", "--people", people], {
    env: { ...process.env, DATA_DIR: folder, PORT: "0", NODE_OPTIONS: "" },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      said += String(chunk);
    });
  }
  while (!MOMENTS[moment](said)) {
    if (child.exitCode !== null) expect.fail(`it ended before ${moment}: ${said}`);
    await sleep(2);
  }
  WAYS[way](child);
  return { code: await ended, said };
}

// One folder goes through them all, so that each start takes up what the one before left.
test.each([
  ["making the database", "Ctrl-C"],
  ["starting PostgreSQL", "SIGTERM"],
  ["waiting for PostgreSQL", "Ctrl-C"],
  ["waiting for PostgreSQL", "SIGTERM"],
  ["making Northmoor", "SIGTERM"],
  ["making Northmoor", "Ctrl-C"],
  ["waiting for PostgreSQL", "SIGTERM"],
  ["serving", "Ctrl-C"],
  ["serving", "SIGTERM"],
] as const)(
  "told to stop while %s, by %s, it stops whatever it has begun, and the next start goes on",
  async (moment, way) => {
    const { code, said } = await stoppedAt(moment, way);
    // Northmoor has no way to send reminders, and says so of each that falls due meanwhile.
    expect(said.replaceAll(/^A reminder .*$/gm, "")).not.toMatch(/did not|could not|error/);
    expect(code).toBe(0);
    // What somebody left to start by itself may need a moment to show.
    await sleep(500);
    expect(await livingIn(await placeOf(folder))).toEqual([]);
  },
  180_000,
);
