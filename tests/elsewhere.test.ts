import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { connect } from "../src/kernel/database/connection.ts";
import { invariant } from "../src/kernel/result.ts";
import { openSystem } from "../src/system.ts";

// A PostgreSQL that somebody else runs, named by DATABASE_URL.

const DATABASE = `elsewhere_${process.pid}`;
const server = inject("server");
const url = `postgres://${server.user}:${server.password}@${server.host}:${server.port}/${DATABASE}`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-elsewhere-"));
  const maker = connect({ ...server, database: "postgres" }, 1);
  await maker.unsafe(`create database ${DATABASE}`);
  await maker.end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opens the system on a PostgreSQL elsewhere. Answers what it says against it, or “open”. */
async function opening(DATABASE_URL: string, DATA_DIR: string): Promise<string> {
  const config = readConfig({ DATABASE_URL, DATA_DIR });
  invariant(config.ok, "the test's settings are right");
  const system = await openSystem({ config: config.value, as: "beside" });
  if (!system.ok) return system.refusal.sentence;
  await system.value.close();
  return "open";
}

test("the first start makes the data folder, which nobody else may look into", async () => {
  const dataDir = path.join(folder, "not", "there", "yet");
  expect(await opening(url, dataDir)).toBe("open");
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
  expect(await opening(url, dataDir)).toBe("open");
});

test("a data folder that cannot be made is named, with what to do", async () => {
  const file = path.join(folder, "a-file");
  await writeFile(file, "");
  expect(await opening(url, path.join(file, "data"))).toBe(
    `The folder ${path.join(file, "data")} cannot be used for the data: ENOTDIR. Set DATA_DIR to another folder, or put this one right.`,
  );
});
