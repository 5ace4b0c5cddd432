import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkpointDestination } from "../../src/checkpoint-destination.ts";
import { readConfig } from "../../src/config.ts";
import { connect } from "../../src/kernel/database/connection.ts";
import { namesOf } from "../../src/kernel/database/partnership.ts";
import { invariant, refuse } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { checkpointNow, registerKey } from "../../src/register-keeping.ts";
import { restoreBackup } from "../../src/restore.ts";
import { fillIn, signSecond } from "../../src/services/clinic/register/actions.ts";
import { verifierKey } from "../../src/services/clinic/register/checkpoint.ts";
import { LineKey, postLine, signLine } from "../../src/services/clinic/register/index.ts";
import { openSystem, type System } from "../../src/system.ts";
import { call, type DosingStory, dosingStory, opened, prepared } from "../clinic/dosing-story.ts";
import { mg } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { openWorld, type World, worldOn } from "../world.ts";
import { aShelf, type Shelf } from "./archives.ts";
import { keptIn, takenOut, undated, verifiedBy } from "./registers.ts";

// A controlled-drug register that is brought back on another, empty server: what it says, whether it goes on, and whether somebody who kept
// a checkpoint learns that its last lines are missing.

const OLDER = "older";
const ROOT = path.resolve(import.meta.dirname, "../..");
let world: World;
let story: DosingStory;
let shelf: Shelf;
let there: System;
let waiting: LineKey;
let before: readonly string[];
let files: { readonly older: string; readonly newer: string };
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  shelf = await aShelf();
  story = await dosingStory(world);
  await aDayOfDosing();
  await checkpointNow(here(), WORLD_CODE, outside());
  const older = await shelf.take(world, "older.age");
  await posted(world, -1);
  await posted(world, -2);
  waiting = await waits();
  await world.sql`update cd_checkpoint set at = at - interval '6 minutes'`;
  await checkpointNow(here(), WORLD_CODE, outside());
  files = { older, newer: await shelf.take(world, "newer.age") };
  before = await taken(world.sql, WORLD_CODE);
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: shelf.file("there") });
  invariant(config.ok, "the settings are right");
  const system = await openSystem({ config: config.value, as: "alone" });
  invariant(system.ok, "another server opens");
  there = system.value;
});
afterAll(async () => {
  await there.close();
  await world.close();
  await shelf.clear();
});

const here = () => ({ setUp: world.sql, keyFiles: [shelf.file("keys.json")] as const });
/** Where checkpoints are kept by somebody else. */
const outside = () =>
  checkpointDestination(
    {
      SEND_CHECKPOINTS_TO: shelf.file("outside"),
      SEND_CHECKPOINTS_TOKEN_FILE: undefined,
      DATA_DIR: shelf.folder,
    },
    { deliver: async () => refuse({ code: "not-now" as const, because: "no mail here" }) },
  );
const taken = (sql: World["sql"], code: string): Promise<readonly string[]> =>
  takenOut(sql, code, story.book);

/** One dose in part, the rest of it wasted before a second person, and a dose on paper that both sign. */
async function aDayOfDosing(): Promise<void> {
  const session = await opened(world, story);
  const { preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  const handed = await call(world, story.nurse, "take_authority", preparation, key);
  invariant(handed.made, "it is handed over");
  await call(world, story.nurse, "record_injection", handed.made, "part", mg(60), now(), null);
  const waste = await call(world, story.nurse, "waste_from_dose", preparation, false, "the vein gave way");
  await proveNow(world, story.checker);
  const seen = await call(world, story.checker, "witness_dosing_waste", waste.made, mg(40));
  invariant(seen.answer === "done", "it is witnessed");
  const at = now().subtract({ minutes: 5 });
  const late = await call(
    world,
    story.nurse,
    "record_late_dose",
    story.person,
    story.book,
    mg(20),
    at,
    "none",
    "On paper",
  );
  const second = await call(world, story.checker, "countersign_late_dose", late.made, mg(20));
  invariant(second.answer === "done", "it is signed by two");
}

const aSpill = (milligrams: number) => ({
  book: story.book,
  key: LineKey.fresh(),
  kind: "spill" as const,
  quantity: mg(milligrams),
  details: { reason: "dropped", incident: "1" },
});

/** Two people sign that something was spilled, wherever the register is now. */
async function posted(where: World, milligrams: number): Promise<void> {
  const line = aSpill(milligrams);
  const [nurse, checker] = [await inAt(where, story.nurse), await inAt(where, story.checker)];
  const first = await where.as(nurse, (tx) => signLine(tx, line, "test"));
  const second = await where.as(checker, (tx) => signLine(tx, line, "test"));
  invariant(first.ok && second.ok, "both sign");
  const done = await where.as(checker, (tx) =>
    postLine(tx, { ...line, first: first.value, second: second.value, happenedAt: now() }),
  );
  invariant(done.ok && done.value.state === "posted", `it stands: ${JSON.stringify(done)}`);
}

/** One who is signed in there, and has just shown that it is they. */
async function inAt(where: World, who: DosingStory["nurse"]): Promise<DosingStory["nurse"]> {
  const token = where === world ? who.token : await where.tokenFor(who.username);
  await proveNow(where, who);
  return { ...who, token };
}

/** A line that one person signed, and that waits for a second. */
async function waits(): Promise<LineKey> {
  await proveNow(world, story.nurse);
  const filled = await world.as(story.nurse, (tx) => fillIn(tx, [aSpill(-3)], now()));
  invariant(filled.ok, "it waits");
  return filled.value;
}

/** Brings a backup back on the other server, as another code. */
async function broughtBack(file: string, code: string): Promise<World> {
  const done = await restoreBackup(there, file, shelf.opener, code);
  invariant(done.ok, `it is brought back: ${JSON.stringify(done)}`);
  expect(done.value.books).toBe(1);
  const { connection, keeper } = there;
  const maker = connect(connection, 1);
  await maker.unsafe(
    `alter database "${connection.database}" set search_path = ${namesOf(code).schema}, ext`,
  );
  await maker.end();
  return worldOn(connection as World["server"], await keeper.logins(code), code);
}

const key = async () => verifierKey(await registerKey(world.sql, here().keyFiles, WORLD_CODE));
/** What both verifiers say of an exported book, with every checkpoint that was kept outside. */
const verified = async (lines: readonly string[]): Promise<readonly (string | undefined)[]> =>
  verifiedBy(
    lines,
    (await keptIn(shelf.file("outside"))).map(({ note }) => note),
    await key(),
  );

/** The command as somebody types it who holds the file, the checkpoints and the key, and no database. */
async function typed(
  lines: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const [file, keyFile] = [shelf.file("book.jsonl"), shelf.file("register.key")];
  await writeFile(file, `${lines.join("\n")}\n`);
  await writeFile(keyFile, await key());
  const kept = (await keptIn(shelf.file("outside"))).map(({ file: name }) => name);
  const words = ["register", "verify", file, "--key", keyFile, "--checkpoint", ...kept];
  const run = spawnSync(process.execPath, ["--import", "tsx", path.join(ROOT, "src/main.ts"), ...words], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { code: run.status, said: run.stdout + run.stderr };
}

test("a register is the same there, byte for byte; the checkpoint that was kept outside holds, and the next line follows its head", async () => {
  const back = await broughtBack(files.newer, WORLD_CODE);
  try {
    const after = await taken(there.setUp, WORLD_CODE);
    expect(undated(after)).toEqual(undated(before));
    expect(after.length).toBeGreaterThan(7);
    expect(await keptIn(shelf.file("outside"))).toHaveLength(2);
    expect(await verified(after)).toEqual([undefined, undefined]);
    expect(await typed(after)).toMatchObject({
      code: 0,
      said: expect.stringContaining("They reach every checkpoint given."),
    });
    // What one person signed before still waits, and the second signs it there.
    const checker = await inAt(back, story.checker);
    const signed = await back.as(checker, (tx) => signSecond(tx, waiting, mg(3)));
    expect(signed).toMatchObject({
      ok: true,
      value: { agrees: true, posted: [{ state: "posted", seq: after.length }] },
    });
    await posted(back, -4);
    const longer = await taken(there.setUp, WORLD_CODE);
    expect(longer.slice(1, after.length)).toEqual(after.slice(1));
    const next = JSON.parse(longer[after.length] ?? "{}") as { prev_hash: string };
    expect(next.prev_hash).toBe((JSON.parse(after.at(-1) ?? "{}") as { hash: string }).hash);
    expect(longer).toHaveLength(after.length + 2);
    expect(await verified(longer)).toEqual([undefined, undefined]);
  } finally {
    await back.close();
  }
});

test("an older backup, brought back after a newer checkpoint was given out, is found by whoever kept it, and so are lines put in the place of what is missing", async () => {
  const back = await broughtBack(files.older, OLDER);
  try {
    const cut = await taken(there.setUp, OLDER);
    expect(cut).toHaveLength(before.length - 2);
    expect((await verified(cut)).map((because) => because !== undefined)).toEqual([true, true]);
    const { code, said } = await typed(cut);
    expect(code).toBe(1);
    expect(said).toContain(
      `the checkpoint knows ${before.length - 1} lines and here are ${cut.length - 1}: lines were cut off the end`,
    );
    await posted(back, -5);
    await posted(back, -6);
    const anew = await taken(there.setUp, OLDER);
    expect(anew).toHaveLength(before.length);
    for (const because of await verified(anew)) expect(because).toMatch(/written anew|another line/);
  } finally {
    await back.close();
  }
});
