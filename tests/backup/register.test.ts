import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { checkpointDestination } from "../../src/checkpoint-destination.ts";
import { connect } from "../../src/kernel/database/connection.ts";
import { SecretKeeper } from "../../src/kernel/database/keeper.ts";
import { namesOf, prepareServer } from "../../src/kernel/database/partnership.ts";
import { invariant, refuse } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { checkpointNow, registerKey, registerSecret } from "../../src/register-keeping.ts";
import { type Restored, type RestoreWork, restoreBackup } from "../../src/restore.ts";
import { fillIn, signSecond } from "../../src/services/clinic/register/actions.ts";
import { verifierKey } from "../../src/services/clinic/register/checkpoint.ts";
import { LineKey, postLine, signLine } from "../../src/services/clinic/register/index.ts";
import { call, type DosingStory, dosingStory, opened, prepared } from "../clinic/dosing-story.ts";
import { mg } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { openWorld, type World, worldOn } from "../world.ts";
import { aShelf, type Shelf } from "./archives.ts";
import { keptIn, takenOut, undated, verifiedBy } from "./registers.ts";

// A controlled-drug register that is brought back into an empty database from a backup, after which lines were entered: what it says, whether
// it goes on, and whether whoever kept a checkpoint learns what is missing. Row C7 does the same on another server, with all of Northmoor.

const AS = "brought_back";
const ROOT = path.resolve(import.meta.dirname, "../..");
let world: World;
let story: DosingStory;
let shelf: Shelf;
let work: RestoreWork;
let waiting: LineKey;
let before: readonly string[];
let restored: Restored;
let back: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  shelf = await aShelf();
  story = await dosingStory(world);
  await aDayOfDosing();
  waiting = await waits();
  await checkpointNow(here(), WORLD_CODE, outside());
  before = await taken(world.sql, WORLD_CODE);
  const file = await shelf.take(world, "older.age", { withKeys: true });
  // What is entered after the backup, and known to whoever keeps checkpoints.
  await posted(world, -1);
  await posted(world, -2);
  await world.sql`update cd_checkpoint set at = at - interval '6 minutes'`;
  await checkpointNow(here(), WORLD_CODE, outside());
  work = await anEmptyDatabase();
  const done = await restoreBackup(work, file, shelf.opener, AS);
  invariant(done.ok, `it is brought back: ${JSON.stringify(done)}`);
  restored = done.value;
  back = worldOn(work.connection as World["server"], await work.keeper.logins(AS), AS);
});
afterAll(async () => {
  await back.close();
  await work.setUp.end();
  await world.close();
  await shelf.clear();
});

const here = () => ({ setUp: world.sql, keyFiles: [shelf.file("secrets.json")] as const });
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

/** Where nothing is yet, with a file of keys of its own. */
async function anEmptyDatabase(): Promise<RestoreWork> {
  const name = `register_${process.pid}`;
  const maker = connect({ ...inject("server"), database: "postgres" }, 1);
  await maker.unsafe(`create database ${name}`);
  await maker.unsafe(`alter database ${name} set search_path = ${namesOf(AS).schema}, ext`);
  await maker.end();
  const connection = { ...inject("server"), database: name };
  const setUp = connect(connection, 2);
  await prepareServer(setUp);
  const folder = shelf.file("there");
  await mkdir(folder);
  return {
    setUp,
    connection,
    keyFiles: [path.join(folder, "keys.json")],
    keeper: new SecretKeeper(folder, setUp),
  };
}

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

const key = async () => verifierKey(await registerKey(world.sql, here().keyFiles, WORLD_CODE));
/** What was kept outside, the oldest first. */
const kept = async () => {
  const all = await keptIn(shelf.file("outside"));
  expect(all).toHaveLength(2);
  return all;
};
/** What both verifiers say, with so many of the checkpoints that were kept outside. */
const verified = async (lines: readonly string[], checkpoints: number) =>
  verifiedBy(
    lines,
    (await kept()).slice(0, checkpoints).map(({ note }) => note),
    await key(),
  );

/** The command as somebody types it who holds the file, the checkpoints and the key, and no database. */
async function typed(
  lines: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const [file, keyFile] = [shelf.file("book.jsonl"), shelf.file("register.key")];
  await writeFile(file, `${lines.join("\n")}\n`);
  await writeFile(keyFile, await key());
  const names = (await kept()).map(({ file: name }) => name);
  const words = ["register", "verify", file, "--key", keyFile, "--checkpoint", ...names];
  const run = spawnSync(process.execPath, ["--import", "tsx", path.join(ROOT, "src/main.ts"), ...words], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { code: run.status, said: run.stdout + run.stderr };
}

test("a register is the same there, byte for byte; the checkpoint of that moment holds by both verifiers, and the key that signs the next came along", async () => {
  expect(restored.books).toBe(1);
  const after = await taken(work.setUp, AS);
  expect(undated(after)).toEqual(undated(before));
  // Opened and counted; the dose with what became of it; the dose on paper.
  expect(after.slice(1).map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
    "opening",
    "count",
    "administer",
    "correction",
    "administer",
  ]);
  expect(await verified(after, 1)).toEqual([undefined, undefined]);
  expect(await registerSecret(work.keyFiles)).toBe(await registerSecret(here().keyFiles));
  // It is here under another code, whose checkpoints bear another name: whoever keeps them must be told.
  expect(restored.signedAnew).toBe(true);
});

test("lines that were entered after the backup are missing, and whoever kept the newer checkpoint is told in words how many there were", async () => {
  const cut = await taken(work.setUp, AS);
  for (const because of await verified(cut, 2)) expect(because).toContain("cut off the end");
  const { code, said } = await typed(cut);
  expect(code).toBe(1);
  expect(said).toContain(
    "Line 6 does not hold: the checkpoint knows 7 lines and here are 5: lines were cut off the end.",
  );
});

test("what waited for a second signature is signed there and follows the head that came back; other lines in the place of those missing are found too", async () => {
  const head = JSON.parse(before.at(-1) ?? "{}") as { hash: string };
  const checker = await inAt(back, story.checker);
  const signed = await back.as(checker, (tx) => signSecond(tx, waiting, mg(3)));
  expect(signed).toMatchObject({ ok: true, value: { agrees: true, posted: [{ state: "posted", seq: 6 }] } });
  await posted(back, -4);
  const longer = await taken(work.setUp, AS);
  expect(longer.slice(1, 6)).toEqual(before.slice(1));
  expect(JSON.parse(longer[6] ?? "{}")).toMatchObject({ seq: "6", prev_hash: head.hash });
  expect(longer).toHaveLength(8);
  expect(await verified(longer, 1)).toEqual([undefined, undefined]);
  for (const because of await verified(longer, 2)) expect(because).toMatch(/written anew/);
  // The checkpoint that the restored server signs of its seventh line takes nothing away from the one that was kept.
  await back.sql`update cd_checkpoint set at = at - interval '6 minutes'`;
  await checkpointNow(work, AS, outside());
  const names = (await keptIn(shelf.file("outside"))).map(({ file }) => path.basename(file));
  expect(names.filter((name) => name.includes("000000007"))).toHaveLength(2);
});
