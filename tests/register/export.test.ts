import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verify } from "../../docs/safety/verify-register.mjs";
import { accept, type Result } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { checkpointNow, registerKey } from "../../src/register-keeping.ts";
import { verifyLines } from "../../src/register-verifying.ts";
import { readCheckpoint, verifierKey } from "../../src/services/clinic/register/checkpoint.ts";
import { exportRoute } from "../../src/services/clinic/register/export.page.tsx";
import { BookId } from "../../src/services/clinic/register/line.ts";
import type { Sent } from "../../src/web/page.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { aLine, post, unwrap } from "../scorecard/register/story.ts";
import { type Desk, openDesk } from "./desk.ts";

// What whoever reads the register takes out is what an inspector verifies, with the key that stands beside the checkpoints.

let desk: Desk;
let folder: string;
let at: string;
let book: BookId;
beforeAll(async () => {
  desk = await openDesk();
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-export-"));
  at = await desk.aBook();
  book = BookId.schema.parse(at.split("/")[3]);
});
afterAll(async () => {
  await desk.site.close();
  await rm(folder, { recursive: true, force: true });
});

const verified = (lines: readonly string[], checkpoints: Parameters<typeof verifyLines>[1] = []) =>
  verifyLines(
    (async function* () {
      yield* lines;
    })(),
    checkpoints,
  );

test("H183: the accountable officer prints a book and takes it out; what was taken out holds for the command and for the independent verifier, up to its checkpoint", async () => {
  await desk.signedByTwo(`${at}/enter/spill`, { quantity: "1 ampoule", reason: "dropped" }, "100 mg");
  const officer = desk.as(desk.officer);
  const page = (await officer.get(at)).body;
  expect(page).toContain(`href="${at}/print"`);
  expect(page).toContain(`href="${at}/export.jsonl"`);
  expect(page).not.toContain("/enter/");
  const { status, body } = await officer.get(`${at}/export.jsonl`);
  const lines = body.split("\n").filter((line) => line !== "");
  expect([status, lines.length]).toEqual([200, 3]);
  expect(body).not.toMatch(/"opens"|"beside"/);
  const system = { setUp: desk.site.world.sql, keyFiles: [path.join(folder, "keys.json")] as const };
  await checkpointNow(system, WORLD_CODE, { deliver: async () => ({ ok: true, value: "taken" }) as never });
  const key = verifierKey(await registerKey(system.setUp, system.keyFiles, WORLD_CODE));
  const checkpoints = (await officer.get("/register/checkpoints")).body;
  expect(checkpoints).toContain(`>${key}</pre>`);
  const [kept] = await desk.site.world.sql`select note from cd_checkpoint where book_id = ${book}`;
  const checkpoint = unwrap(readCheckpoint(String(kept?.note), key));
  const own = await verified(lines, [checkpoint]);
  expect(own).toMatchObject({ ok: true });
  expect(verify([...lines], [{ ...checkpoint, book }])).toBeUndefined();
  // Cut by a line, or with one letter of a reason changed: neither takes it.
  expect(await verified(lines.slice(0, -1), [checkpoint])).toMatchObject({ ok: false });
  expect(verify(lines.slice(0, -1))).toBeTypeOf("string");
  const changed = lines.map((line) => line.replace("dropped", "sropped"));
  expect(await verified(changed)).toMatchObject({ ok: false });
  expect(verify(changed)).toBeTypeOf("string");
});

test("H183: that a book was taken out is in the log; nobody who may not read the register has it, and no other clinic’s book is there", async () => {
  const logged = () =>
    desk.site.world.sql`select 1 from access_log where what = 'downloaded' and about = 'register'`;
  const before = (await logged()).length;
  await desk.as(desk.lead).get(`${at}/export.jsonl`);
  expect((await logged()).length).toBeGreaterThan(before);
  const police = await desk.site.aWorker("police");
  const clinic = await desk.site.aWorker("clinic");
  expect((await desk.as(police).get(`${at}/export.jsonl`)).status).toBe(403);
  expect((await desk.as(clinic).get(`${at}/export.jsonl`)).status).toBe(404);
});

test("H183: a book longer than one part arrives whole and in order, and what was entered since it was begun is not of it", async () => {
  const clinic = { world: desk.site.world, keepers: [desk.nurse, desk.checker] as const };
  const spilled = async () => unwrap(await post(clinic, aLine(book, "spill", -1)));
  for (let n = 0; n < 4; n += 1) await spilled();
  const ask = { params: { book }, query: {}, now: now() };
  const begun = await desk.site.world.as(desk.officer, async (tx) => exportRoute(2).get?.(tx, ask) as never);
  const sent = unwrap(begun as Result<Sent, unknown>);
  await spilled();
  const parts = [sent.body];
  for (let more = true; more; ) {
    const part = unwrap(
      await desk.site.world.as(desk.officer, async (tx) => accept(await sent.rest?.next(tx))),
    );
    more = part !== undefined;
    if (part) parts.push(part);
  }
  // The head; six lines in parts of two.
  expect(parts.map((part) => part.split("\n").length - 1)).toEqual([1, 2, 2, 2]);
  const lines = parts.join("").split("\n").slice(0, -1);
  expect(await verified(lines)).toMatchObject({ ok: true });
  expect(verify([...lines])).toBeUndefined();
});
