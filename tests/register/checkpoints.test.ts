import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkpointDestination } from "../../src/checkpoint-destination.ts";
import { refuse } from "../../src/kernel/result.ts";
import { checkpointNow, registerKey } from "../../src/register-keeping.ts";
import { readCheckpoint, verifierKey } from "../../src/services/clinic/register/checkpoint.ts";
import type { BookId } from "../../src/services/clinic/register/line.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { aBook, aClinic, aLine, type Clinic, exported, post, unwrap } from "../scorecard/register/story.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let clinic: Clinic;
let folder: string;
let book: BookId;
beforeAll(async () => {
  world = await openWorld();
  clinic = await aClinic(world);
  book = await aBook(clinic);
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-checkpoints-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const system = () => ({ setUp: world.sql, keyFiles: [path.join(folder, "keys.json")] as const });
const toFolder = () =>
  checkpointDestination(
    {
      SEND_CHECKPOINTS_TO: path.join(folder, "sent"),
      SEND_CHECKPOINTS_TOKEN_FILE: undefined,
      DATA_DIR: folder,
    },
    { deliver: async () => refuse({ code: "not-now" as const, because: "no mail here" }) },
  );
const later = (span: string) => world.sql`update cd_checkpoint set at = at - ${span}::interval`;
const sent = async () => (await readdir(path.join(folder, "sent"))).sort();

test("the head of a changed book is signed and leaves the house; a book cut afterwards is found by it", async () => {
  expect(await checkpointNow(system(), WORLD_CODE, toFolder())).toBe(0);
  expect(await sent()).toEqual([`${book}-000000001.checkpoint`]);
  for (let n = 0; n < 3; n += 1) unwrap(await post(clinic, aLine(book, "spill", -1)));
  await checkpointNow(system(), WORLD_CODE, toFolder());
  expect(await sent()).toHaveLength(1);
  await later("6 minutes");
  await checkpointNow(system(), WORLD_CODE, toFolder());
  expect(await sent()).toHaveLength(2);
  const note = await readFile(path.join(folder, "sent", `${book}-000000004.checkpoint`), "utf8");
  const key = verifierKey(await registerKey(world.sql, system().keyFiles, WORLD_CODE));
  const checkpoint = unwrap(readCheckpoint(note, key));
  expect(checkpoint).toMatchObject({ origin: `throughcare/${WORLD_CODE}/register/${book}`, size: 4 });
  const whole = new BookVerifier([checkpoint]);
  const texts = await exported(world, book);
  expect(texts.map((text) => whole.next(text)).filter(Boolean)).toEqual([]);
  expect(whole.end()).toBeUndefined();
  const cut = new BookVerifier([checkpoint]);
  for (const text of texts.slice(0, -1)) cut.next(text);
  expect(cut.end()?.because).toContain("cut off the end");
});

test("a checkpoint that nobody takes is tried again, and is an incident once after an hour", async () => {
  unwrap(await post(clinic, aLine(book, "spill", -1)));
  await later("6 minutes");
  const away = { deliver: async () => refuse({ code: "not-delivered" as const, because: "status 503" }) };
  expect(await checkpointNow(system(), WORLD_CODE, away)).toBe(1);
  const incidents = () => world.sql`select words from cd_incident where kind = 'anchor-lost'`;
  expect(await incidents()).toHaveLength(0);
  await later("61 minutes");
  await checkpointNow(system(), WORLD_CODE, away);
  await checkpointNow(system(), WORLD_CODE, away);
  expect(await incidents()).toHaveLength(1);
  expect(await checkpointNow(system(), WORLD_CODE, toFolder())).toBe(0);
  expect(await sent()).toHaveLength(3);
});

test("a checkpoint is never written over by another of its number, as a register brought back from an older backup makes one; the same twice is one", async () => {
  const deliver = (note: string) => toFolder().deliver("a-book-000000041", note);
  const before = await sent();
  for (const note of ["the first", "another", "the first", "another"])
    expect(await deliver(note)).toMatchObject({ ok: true });
  const fresh = (await sent()).filter((name) => !before.includes(name));
  const kept = await Promise.all(fresh.map((name) => readFile(path.join(folder, "sent", name), "utf8")));
  expect(kept.toSorted()).toEqual(["another", "the first"]);
  expect(await readFile(path.join(folder, "sent", "a-book-000000041.checkpoint"), "utf8")).toBe("the first");
});
