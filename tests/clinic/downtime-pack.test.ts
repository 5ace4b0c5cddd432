import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { getDocument, PasswordException } from "pdfjs-dist/legacy/build/pdf.mjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePacks } from "../../src/downtime-keeping.ts";
import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import { clock, now } from "../../src/kernel/time.ts";
import { packForFile } from "../../src/services/clinic/downtime/pack-store.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import { call, type DosingStory, dosingStory, opened, prepared } from "./dosing-story.ts";
import { mg } from "./orders-story.ts";

const PASSWORD = "carthorse-beacon-quill-nettle";

let world: World;
let story: DosingStory;
let folder: string;
let place: { to: string; passwordFile: string };
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  story = await dosingStory(world);
  folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-pack-"));
  place = { to: path.join(folder, "packs"), passwordFile: path.join(folder, "password") };
  await writeFile(place.passwordFile, `${PASSWORD}\n`);
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const make = (at = now()) => makePacks({ setUp: world.sql }, WORLD_CODE, place, at);
const known = async () => {
  const [row] = await world.sql`select * from downtime_pack where premises_id = ${story.premises}`;
  return row;
};

/** What a reader of PDF sees who has this password: the words of each page. */
async function readPdf(bytes: Uint8Array, password: string): Promise<readonly string[]> {
  const task = getDocument({ data: new Uint8Array(bytes), password, verbosity: 0 });
  const pdf = await task.promise;
  const pages: string[] = [];
  for (let i = 1; i <= pdf.numPages; i += 1) {
    const content = await (await pdf.getPage(i)).getTextContent();
    pages.push(content.items.map((item) => ("str" in item ? item.str : "")).join(" "));
  }
  await task.destroy();
  return pages;
}

test("H115: the file opens by its password alone and has list, orders, last dose with its time, alerts, balance, head and numbered forms", async () => {
  await world.sql`update person set family_name = 'Wałęsa-Çelik' where id = ${story.person}`;
  await world.sql`insert into alert (person_id, category, words, agency_id, owner_kind, staff_id) values (${story.person}, 'health', 'Allergic to penicillin', ${story.nurse.agencyId}, 'clinic', ${story.nurse.staffId})`;
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await call(world, story.nurse, "take_authority", preparation, key);
  const [authority] = await world.sql`select id from authority where visit_id = ${visit}`;
  const ended = now();
  await call(world, story.nurse, "record_injection", authority?.id, "full", mg(100), ended, null);
  expect(await make()).toBe(0);

  const row = await known();
  const file = path.join(place.to, String(row?.file));
  const bytes = await readFile(file);
  // Whoever finds the file learns nothing: no name, no premises, not even that anybody is in treatment.
  for (const word of ["Wałęsa", "Iain", "Foundry", "Downtime"]) expect(bytes.includes(word)).toBe(false);
  expect(bytes.toString("latin1")).toMatch(/\/Encrypt/);
  expect(bytes.toString("latin1")).toMatch(/\/AESV3/);
  expect((await stat(file)).mode & 0o077).toBe(0);
  await expect(readPdf(bytes, "")).rejects.toBeInstanceOf(PasswordException);
  await expect(readPdf(bytes, `${PASSWORD}x`)).rejects.toBeInstanceOf(PasswordException);

  const pages = await readPdf(bytes, PASSWORD);
  expect(pages).toHaveLength(Number(row?.pages));
  const all = pages.join("\n");
  expect(all).toContain("Wałęsa-Çelik");
  expect(all).toContain("NOT FOR CLINICAL USE");
  expect(all).toContain("2 August 1979");
  expect(all).toContain("Allergic to penicillin");
  expect(all).toContain(`Last injection: 100 mg, ended`);
  expect(all).toContain(`at ${clock(ended)}`);
  expect(all).toContain("100 mg = 1.00 ml at 100 mg/ml");
  expect(all).toContain("Dr Ngozi Achebe");
  const [head] =
    await world.sql`select encode(hash, 'hex') as head, seq::int, balance_ug::int from cd_entry where book_id = ${story.book} order by seq desc limit 1`;
  expect(all.replaceAll(" ", "")).toContain(String(head?.head));
  expect(head?.balance_ug).toBe(mg(9900));
  expect(all).toContain("9900 mg");
  // Ten forms for a dose and two pages of the register, each with its own number, once.
  const numbers = [...all.matchAll(/number (\d{4})/g)].map(([, number]) => number);
  expect(numbers).toEqual(Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(4, "0")));
});

test("a pack is made anew after five minutes with the same numbers, and stands whole in its folder at every moment", async () => {
  const before = await known();
  expect(await make(now().add({ minutes: 4 }))).toBe(0);
  expect((await known())?.sha256).toBe(before?.sha256);
  await make(now().add({ minutes: 5 }));
  const after = await known();
  expect(after?.sha256).not.toBe(before?.sha256);
  const bytes = await readFile(path.join(place.to, String(after?.file)));
  const all = (await readPdf(bytes, PASSWORD)).join("\n");
  expect(all).toContain("number 0001");
  expect(all).not.toContain("number 0013");
  expect((await readdir(place.to)).filter((name) => !name.endsWith(".pdf"))).toEqual([]);
});

test("a short password or a folder that cannot be written makes no pack, says so, and leaves the one before", async () => {
  const before = await known();
  await writeFile(place.passwordFile, "short");
  expect(await make(now().add({ hours: 1 }))).toBe(1);
  const failed = await known();
  expect(failed?.trouble).toBe("password-too-short");
  expect(failed?.made_at).toEqual(before?.made_at);
  await writeFile(place.passwordFile, PASSWORD);
  const nowhere = { to: path.join(place.passwordFile, "below-a-file"), passwordFile: place.passwordFile };
  expect(await makePacks({ setUp: world.sql }, WORLD_CODE, nowhere, now().add({ hours: 2 }))).toBe(1);
  expect(String((await known())?.trouble)).toMatch(/^cannot-write (ENOTDIR|EEXIST)$/);
  expect(await make(now().add({ hours: 3 }))).toBe(0);
  expect((await known())?.trouble).toBeNull();
});

test("the file shows no alert that the clinic itself may not see", async () => {
  const police = await world.anAgency("police");
  await world.sql`insert into alert (person_id, category, words, agency_id, owner_kind, staff_id) values (${story.person}, 'offending', 'Wanted on warrant', ${police.agencyId}, 'police', ${police.staffId})`;
  const pack = await asPolicyRole(world.sql, WORLD_CODE, (tx) => packForFile(tx, story.premises, now()));
  const [one] = pack?.people ?? [];
  expect(one?.alerts).toEqual(["Allergic to penicillin"]);
});
