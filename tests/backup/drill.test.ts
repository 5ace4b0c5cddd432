import { mkdtemp, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeNorthmoor } from "../../demo/northmoor.ts";
import { buildApp } from "../../src/app.ts";
import { type Backup, takeBackup } from "../../src/backup.ts";
import { readConfig } from "../../src/config.ts";
import { newIdentity, type Opener } from "../../src/kernel/archive/lock.ts";
import { asOwner, asPolicyRole, namesOf } from "../../src/kernel/database/partnership.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { today } from "../../src/kernel/time.ts";
import { sealNow } from "../../src/log-keeping.ts";
import { verifyLog } from "../../src/log-verifying.ts";
import { type Restored, restoreBackup, verifyBackup } from "../../src/restore.ts";
import { openSystem, type System } from "../../src/system.ts";
import { freshToken, tokenHash } from "../../src/web/session.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { placeOfDatabases } from "../memory.ts";
import { openServed, type Served } from "../served.ts";
import { visitorTo } from "../site.ts";
import { contentOf, shapeOf } from "./shape.ts";

// The drill: Northmoor is backed up, and brought back under another code on another, empty server.

const AS = "southmoor";
let here: Served;
let folder: string;
let file: string;
let backup: Backup;
let opener: Opener;
let there: System;
let restored: Restored;

const openThere = async (): Promise<System> => {
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: path.join(folder, "there") });
  invariant(config.ok, "the settings are right");
  const opened = await openSystem({ config: config.value, as: "alone" });
  invariant(opened.ok, "another server opens");
  return opened.value;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-drill-"));
  file = path.join(folder, "northmoor.tar.gz.age");
  here = await openServed();
  await writeNorthmoor((work) => asPolicyRole(here.world.sql, WORLD_CODE, work), {
    people: 40,
    today: today(),
  });
  // As every start does.
  await asOwner(here.world.sql, here.world.schema, (tx) => tx.unsafe("select make_log_partitions()"));
  await visitorTo({ web: here.web, code: WORLD_CODE, host: "127.0.0.1" }, { token: await tokenHere() }).get(
    "/",
  );
  await sealNow(here.world.sql, WORLD_CODE);
  const keys = await newIdentity();
  opener = { by: "identities", identities: [keys.identity] };
  const made = await takeBackup(
    {
      connection: here.world.server,
      keyFiles: [path.join(folder, "secrets.json")],
      partnership: { code: WORLD_CODE, name: "Northmoor", madeUp: true },
    },
    file,
    { lock: { by: "recipients", recipients: [keys.recipient] }, withKeys: false },
  );
  invariant(made.ok, "a backup is taken");
  backup = made.value;
  there = await openThere();
  const done = await restoreBackup(there, file, opener, AS);
  invariant(done.ok, `it is restored: ${JSON.stringify(done)}`);
  restored = done.value;
});
afterAll(async () => {
  await there.close();
  await here.close();
  await rm(folder, { recursive: true, force: true });
});

const tokenHere = async (): Promise<string> => {
  const token = freshToken();
  invariant(await here.world.signIn.openDemonstrationSession("keyworker", tokenHash(token)), "they sign in");
  return token;
};

describe("a partnership that was brought back on another server", () => {
  test("has every table as it was, row by row", async () => {
    const [before, after] = [await contentOf(here.world.sql, WORLD_CODE), await contentOf(there.setUp, AS)];
    // The log of the one that is there goes on: that a backup left is not in the backup.
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
    expect(before.size).toBeGreaterThan(100);
    expect(before.get("person")).toMatch(/^4\d rows /);
    expect([...before.values()].filter((one) => !one.startsWith("0 rows")).length).toBeGreaterThan(50);
  });

  test("has rights, policies, triggers, checks and functions as the migrations make them", async () => {
    const [before, after] = [await shapeOf(here.world.sql, WORLD_CODE), await shapeOf(there.setUp, AS)];
    const [ours, theirs] = [new Set(before), new Set(after)];
    expect(after.filter((line) => !ours.has(line))).toEqual([]);
    expect(before.filter((line) => !theirs.has(line))).toEqual([]);
    for (const kind of ["table ", "policy ", "trigger ", "checks of references ", "constraint ", "function "])
      expect(before.filter((line) => line.startsWith(kind)).length, kind).toBeGreaterThan(50);
  });

  test("has numbers that go on where they stood", async () => {
    const next = async (sql: System["setUp"], code: string) => {
      const [row] = await sql.unsafe(
        `select last_value::text as last from "${namesOf(code).schema}".sign_in_attempt_id_seq`,
      );
      return row?.last;
    };
    expect(await next(there.setUp, AS)).toBe(await next(here.world.sql, WORLD_CODE));
  });

  test("has a log whose seals hold, up to the very seal that stood in the manifest", async () => {
    const verified = await verifyLog(there.setUp, AS, undefined);
    expect(verified.ok && verified.value.seals).toBeGreaterThan(0);
    expect(restored.log.seals).toBeGreaterThan(0);
    const [last] = await there.setUp.unsafe(
      `select no::text, encode(hash, 'hex') as hash from "${namesOf(AS).schema}".log_seal order by log_seal.no desc limit 1`,
    );
    expect(backup.heads).toContainEqual({ of: "access log", no: last?.no, hash: last?.hash });
  });

  test("says in its own log that it is a copy, and of when", async () => {
    const [line] = await there.setUp.unsafe(
      `select about, basis from "${namesOf(AS).schema}".access_log where about like 'brought back%'`,
    );
    expect(line).toMatchObject({
      about: `brought back from a backup taken at ${backup.takenAt}`,
      basis: "whoever may run commands on this machine",
    });
  });

  test("lets nobody in by a session that was open when the backup was taken", async () => {
    expect(restored.signedOut).toBeGreaterThan(0);
    const open = await there.setUp.unsafe(
      `select from "${namesOf(AS).schema}".session where ended_at is null`,
    );
    expect(open).toHaveLength(0);
  });

  test("shows whoever signs in there the page they saw here, once it is started", async () => {
    await there.close();
    there = await openThere();
    const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: path.join(folder, "there") });
    invariant(config.ok, "the settings are right");
    const web = await buildApp(there, config.value, 100_000);
    const token = freshToken();
    const opened = await there.partnerships
      .get(AS)
      ?.signIn.openDemonstrationSession("keyworker", tokenHash(token));
    expect(opened).toBe(true);
    const [row] = await here.world.database
      .as(await tokenHere(), "/test", async (tx) =>
        accept(await tx`select id from person order by family_name, id limit 1`),
      )
      .then((read) => (read.ok ? read.value : []));
    const pages = ["/people", `/people/${row?.id}`];
    const back = visitorTo({ web, code: AS, host: "127.0.0.1" }, { token });
    const first = visitorTo(
      { web: here.web, code: WORLD_CODE, host: "127.0.0.1" },
      { token: await tokenHere() },
    );
    for (const address of pages) {
      const [then, now] = [await first.get(address), await back.get(address)];
      expect([then.status, now.status], address).toEqual([200, 200]);
      expect(wordsOf(now.body), address).toBe(wordsOf(then.body));
      expect(wordsOf(then.body).length).toBeGreaterThan(500);
    }
    await web.app.close();
  });
});

/** What somebody reads on a page. */
const wordsOf = (html: string): string =>
  (/<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

test("what is in the file is nobody's to read without its key, and other programs' to read with it", async () => {
  const bytes = await readFile(file);
  expect(bytes.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
  const text = bytes.toString("latin1");
  for (const word of ["Northmoor", "person", "about.json", "manifest"]) expect(text).not.toContain(word);
  const looked = await verifyBackup(file, opener);
  expect(looked.ok && looked.value.about.partnership.name).toBe("Northmoor");
  const stranger = await newIdentity();
  expect(await verifyBackup(file, { by: "identities", identities: [stranger.identity] })).toEqual({
    ok: false,
    refusal: { code: "wrong-key" },
  });
});
