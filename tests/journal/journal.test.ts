import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { keepJournal, keepJournalNow } from "../../src/journal-keeping.ts";
import { sayJournal } from "../../src/journal-messages.ts";
import { afterBringingBack } from "../../src/journal-restore.ts";
import { newIdentity, type Opener } from "../../src/kernel/archive/lock.ts";
import { writeArchive } from "../../src/kernel/archive/write.ts";
import { type BringBackRefusal, bringBack } from "../../src/kernel/database/journal/bring-back.ts";
import { contentsOf } from "../../src/kernel/database/journal/folder.ts";
import { lookThrough } from "../../src/kernel/database/journal/look-through.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { readSecrets, writeSecrets } from "../../src/kernel/database/secrets.ts";
import { invariant, type Result } from "../../src/kernel/result.ts";
import { type Instant, now } from "../../src/kernel/time.ts";
import { openSystem, type System } from "../../src/system.ts";
import { contentOf } from "../backup/shape.ts";
import { placeOfDatabases } from "../memory.ts";

// A server whose machine is lost comes back on another, from what was kept of it elsewhere, as it stood at any moment since the oldest copy.

const CODE = "northmoor";
const KEY = "key-0123456789abcdef";
let folder: string;
let here: System;
let opener: Opener;
let settings: Parameters<typeof keepJournalNow>[1];
/** What each table held, and when that was. */
const stood: { readonly at: Instant; readonly content: ReadonlyMap<string, string> }[] = [];
const opened: System[] = [];

const openIn = async (name: string): Promise<System> => {
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: path.join(folder, name) });
  invariant(config.ok, "the settings are right");
  const system = await openSystem({ config: config.value, as: "alone" });
  invariant(system.ok, `a server opens: ${JSON.stringify(system)}`);
  opened.push(system.value);
  return system.value;
};

/** Something new is recorded, and what there is then remembered. */
const record = async (what: string): Promise<void> => {
  await asPolicyRole(
    here.setUp,
    CODE,
    (tx) =>
      tx`insert into access_log (what, about, route, basis, person_ids) values ('changed', ${what}, 'test', 'test', '{}')`,
  );
  stood.push({ at: now(), content: await contentOf(here.setUp, CODE) });
};
const journal = async (): Promise<string> => {
  const [server, ...others] = await readdir(path.join(folder, "elsewhere"));
  invariant(server && others.length === 0, "one server has a journal");
  return path.join(folder, "elsewhere", server);
};
const back = async (name: string, until?: Instant) =>
  bringBack({
    dataDir: path.join(folder, name),
    folder: await journal(),
    opener,
    until,
    onProgress: () => {},
  });
/** Tables that are not as they stood. */
const differing = async (system: System, then: (typeof stood)[number] | undefined): Promise<string[]> => {
  const is = await contentOf(system.setUp, CODE);
  return [...(then?.content ?? [])].filter(([table, was]) => is.get(table) !== was).map(([table]) => table);
};
const words = (answer: Result<unknown, BringBackRefusal>): string =>
  answer.ok ? "it came back" : sayJournal(answer.refusal);

beforeAll(async () => {
  folder = await mkdtemp(path.join(placeOfDatabases(), "throughcare-journal-"));
  const keys = await newIdentity();
  opener = { by: "identities", identities: [keys.identity] };
  settings = {
    JOURNAL_TO: path.join(folder, "elsewhere"),
    BACKUP_RECIPIENT: [keys.recipient],
    DATA_DIR: path.join(folder, "here"),
  };
  here = await openIn("here");
  invariant(
    (await here.create({ code: CODE, name: "Northmoor", madeUp: true })).ok,
    "there is a partnership",
  );
  await writeSecrets(settings.DATA_DIR, { [KEY]: "2026-11-30 kept-apart" });
  await asPolicyRole(here.setUp, CODE, async (tx) => {
    await tx`insert into agency (code, name, kind) values ('foundry', 'Foundry', 'treatment')`;
    await tx`insert into staff (name, agency_id) select 'A. Nurse', id from agency`;
    await tx`insert into account (username, staff_id) select 'nurse', id from staff`;
    await tx`insert into session (token_hash, account_id, opened_by, expires_at)
      select '\\x01', id, 'command-line', now() + interval '1 day' from account`;
  });
  for (const what of ["before the copy", "first", "second", "third"]) {
    await record(what);
    expect(await keepJournalNow(here, settings)).toBeUndefined();
  }
  // From here on the machine is lost: nothing more of it is kept.
});
afterAll(async () => {
  for (const system of opened) await system.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a server that was lost with its machine", () => {
  test("comes back on another as it stood last, in every table, with nobody signed in", async () => {
    // Nothing was recorded after that moment: then the end of the journal is what was asked for.
    expect(words(await back("there", stood.at(-1)?.at))).toBe("it came back");
    const there = await openIn("there");
    expect(stood.at(-1)?.content.size).toBeGreaterThan(200);
    expect(await differing(there, stood.at(-1))).toEqual([]);
    const open = () =>
      asPolicyRole(there.setUp, CODE, (tx) => tx`select from session where ended_at is null`);
    expect((await open()).length, "somebody was signed in").toBe(1);
    const said = await afterBringingBack(there, now());
    expect((await open()).length).toBe(0);
    expect(said.flatMap((one) => (one.ok ? [] : [one.refusal]))).toEqual([]);
    const [log] = await asPolicyRole(
      there.setUp,
      CODE,
      (tx) =>
        tx`select count(*)::int as n from access_log where about like 'brought back from the journal as it stood %'`,
    );
    expect(log?.n).toBe(1);
    await there.close();
    opened.splice(opened.indexOf(there), 1);
    expect(words(await back("there"))).toMatch(/There is a database in .* already/);
  });

  test("comes back as it stood between two changes, without the later one", async () => {
    expect(words(await back("then", stood[1]?.at))).toBe("it came back");
    const brought = await readSecrets(path.join(folder, "then"));
    invariant(brought.ok, "its passwords came with it");
    expect(Object.keys(brought.value)).toContain("postgres-password");
    expect(Object.keys(brought.value), "keys are kept apart").not.toContain(KEY);
    const then = await openIn("then");
    expect(await differing(then, stood[1])).toEqual([]);
    expect(await differing(then, stood[2])).toEqual(["access_log"]);
  });

  test("does not come back as it stood before the copy, or after the end, and says from when to when it does", async () => {
    expect(words(await back("early", stood[0]?.at))).toMatch(/does not go back so far: it begins/);
    expect(words(await back("late", now()))).toMatch(/The journal ends .* earlier than that/);
    expect(await readdir(path.join(folder)), "nothing was begun").not.toContain("early");
  });
});

describe("a journal that is not whole", () => {
  /** Does something to the journal, looks, and undoes it. */
  const looked = async (file: string, change: (bytes: Buffer) => Buffer | undefined): Promise<string> => {
    const where = path.join(await journal(), file);
    const bytes = await readFile(where);
    const changed = change(bytes);
    await (changed ? writeFile(where, changed) : rm(where));
    try {
      return words(await lookThrough({ folder: await journal(), opener, until: undefined }));
    } finally {
      await writeFile(where, bytes);
    }
  };
  const flipped = (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    copy[bytes.length - 20] = (copy[bytes.length - 20] ?? 0) ^ 1;
    return copy;
  };

  test("is told from one that is: a changed byte in the copy or a piece, a cut piece, one that is missing", async () => {
    const { bases, pieces } = await contentsOf(await journal());
    const [base, second] = [bases[0]?.file ?? "", pieces.at(-2)?.file ?? ""];
    expect(await looked(base, (bytes) => bytes)).toBe("it came back");
    expect(await looked(base, flipped)).toMatch(/It is not whole/);
    expect(await looked(second, flipped)).toMatch(/It is not whole/);
    expect(await looked(second, (bytes) => bytes.subarray(0, -40))).toMatch(/It is not whole/);
    expect(await looked(second, () => undefined)).toMatch(
      /A piece of the journal is missing: .* say --until/,
    );
    expect(await looked(base, () => undefined)).toMatch(/no complete copy/);
  });

  test("cannot write outside of the place that it comes back to, whoever made it", async () => {
    const forged = path.join(folder, "forged");
    await mkdir(forged);
    const { bases, pieces } = await contentsOf(await journal());
    const base = bases[0]?.file ?? "";
    for (const { file } of pieces) await cp(path.join(await journal(), file), path.join(forged, file));
    const recipients = settings.BACKUP_RECIPIENT ?? [];
    const written = await writeArchive(
      path.join(forged, base),
      { by: "recipients", recipients },
      async (archive) => {
        const about = { format: "throughcare-journal", version: 1, postgresql: 18, passwords: {} };
        await archive.add("about.json", Buffer.from(JSON.stringify(about)));
        await archive.add("files/../../../elsewhere.txt", Buffer.from("out"));
      },
    );
    invariant(written.ok, "it is forged");
    const brought = await bringBack({
      dataDir: path.join(folder, "forged-here"),
      folder: forged,
      opener,
      until: undefined,
      onProgress: () => {},
    });
    expect(words(brought)).toMatch(/It is no backup/);
    const left = await readdir(path.join(folder, "forged-here"), { recursive: true });
    expect(left.filter((name) => /elsewhere\.txt|cluster|making/.test(name))).toEqual([]);
  });

  test("does not open by another's key", async () => {
    const other = await newIdentity();
    const seen = await lookThrough({
      folder: await journal(),
      opener: { by: "identities", identities: [other.identity] },
      until: undefined,
    });
    expect(words(seen)).toMatch(/does not open with this key/);
  });
});

describe("keeping it", () => {
  test("is told once where its folder cannot be written, and goes on without a gap when it can", async () => {
    const before = await contentsOf(await journal());
    const told: string[] = [];
    const nowhere = { ...settings, JOURNAL_TO: path.join(folder, "here", "secrets.json") };
    const keeping = keepJournal(here, nowhere, (sentence) => told.push(sentence), 50);
    await expect.poll(() => told.length).toBe(1);
    await record("while it could not be written");
    await keeping.stop();
    expect(told).toEqual([expect.stringMatching(/^The journal could not be kept just now/)]);
    expect(await keepJournalNow(here, settings)).toBeUndefined();
    const after = await contentsOf(await journal());
    expect(after.pieces.length).toBe(before.pieces.length + 1);
    expect(after.pieces.at(-1)?.from).toBe(before.pieces.at(-1)?.to);
    expect(after.bases.length, "the copy still leads to the end").toBe(1);
  });

  test("begins with a new copy where PostgreSQL threw away what was not kept", async () => {
    await keepJournalNow(here, { ...settings, JOURNAL_TO: undefined });
    const [slots] = await here.setUp`select count(*)::int as n from pg_replication_slots`;
    expect(slots?.n, "nothing is held back for nobody").toBe(0);
    for (const turn of [1, 2, 3]) {
      await record(`unkept ${turn}`);
      await here.setUp`select pg_switch_wal()`;
      await here.setUp`checkpoint`;
    }
    expect(await keepJournalNow(here, settings)).toBeUndefined();
    const { bases } = await contentsOf(await journal());
    expect(bases.length).toBe(2);
    expect(words(await lookThrough({ folder: await journal(), opener, until: undefined }))).toBe(
      "it came back",
    );
  });
});
