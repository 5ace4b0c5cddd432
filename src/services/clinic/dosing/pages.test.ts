import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
  preparing,
  WELL,
} from "../../../../tests/clinic/dosing-story.ts";
import { ago, cleared, doseSeen, signedLongAgo } from "../../../../tests/clinic/gap-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";

// Each barrier tried through the pages: what a nurse in a hurry, a second tab or a curious colleague would send.

let site: Site;
let story: DosingStory;
let session: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  story = await dosingStory(site.world);
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });

/** What is printed on the ampoule. */
const LABEL = { strength: "100", lot: "L1" };

test("H107: a session without its staff is refused with everything that is missing, and nothing that was ticked is lost", async () => {
  const other = await dosingStory(site.world);
  await site.world.sql`update clinic_licence set until_on = from_on where id = ${other.licence}`;
  const refused = await as(other.nurse).post(`/dosing/open/${other.premises}`, {
    slot: "morning",
    ends: "23:59",
    nurse: other.nurse.staffId,
    checker: other.checker.staffId,
  });
  expect(refused.status).toBe(422);
  expect(refused.body).toContain("Doctor on call: 0 of 1 that the protocol asks for");
  expect(refused.body).toContain("No licence for these premises is valid today");
  expect(refused.body).toMatch(
    new RegExp(`value="${other.nurse.staffId}"[^>]*checked|checked[^>]*value="${other.nurse.staffId}"`),
  );
});

test("H96: an assessment that is sent empty asks every question, and an alcohol reading never stands without its unit", async () => {
  session = await opened(site.world, story);
  const nurse = as(story.nurse);
  const arrived = await nurse.post(`/dosing/${session}/arrived/${story.person}`, {});
  const visit = arrived.location;
  const empty = await nurse.post(`${visit}/assess`, {});
  expect(empty.status).toBe(422);
  for (const words of [
    "Tick that you know them, and two identifiers",
    "Choose how alert they are",
    "Choose how sleepy they are",
    "Count the breaths",
    "Enter the saturation",
    "Enter the pulse",
    "Choose the unit that the device shows",
    "Choose whether the last oral dose was taken",
    "Tick what you see, or none of these",
    "Choose how their mood is",
  ])
    expect(empty.body).toContain(words);
  const page = await nurse.get(visit);
  expect(page.body).not.toMatch(/type="radio"[^>]*checked/);
  expect(page.body).toContain("No photo is kept");
  const hurried = await nurse.post(`${visit}/assess`, { breaths: "4", seconds: "15", alcohol: "0.05" });
  expect(hurried.body).toContain("Count for at least 30 seconds");
  expect(hurried.body).toContain('value="0.05"');
});

test("H93, H107: nobody but the clinic's own staff on shift sees or moves a session", async () => {
  const police = await site.aWorker("police");
  const elsewhere = await site.world.anAgency("clinic");
  const offShift = await site.world.aWorker(story.nurse, "clinic-nurse", "Not on shift");
  for (const who of [police, elsewhere]) {
    const seen = await as(who).get(`/dosing/${session}`);
    expect([403, 404]).toContain(seen.status);
    expect(seen.body).not.toContain("Calder");
  }
  const doctor = await as(story.doctor).get(`/dosing/${session}`);
  expect(doctor.status).toBe(200);
  const moved = await as(offShift).post(`/dosing/${session}/arrived/${story.person}`, {});
  expect(moved.status).toBe(404);
});

test("H90, H95, H97, H102: the check is entered unseen, a mismatch stops both, and only the key of the preparation hands over, once", async () => {
  const other = await dosingStory(site.world);
  const theirs = await opened(site.world, other);
  const { visit, preparation, key } = await prepared(site.world, other, theirs);
  const nurse = as(other.nurse);
  const here = `/dosing/visits/${visit}`;
  expect((await nurse.get(`${here}/asked/${key}`)).body).toContain("It was not handed over");
  await proveNow(site.world, other.nurse);
  const wrong = await nurse.post(`${here}/hand-over`, { key: crypto.randomUUID() });
  expect(wrong.body).toContain("This form belongs to another preparation");
  const byChecker = await as(other.checker).post(`${here}/hand-over`, { key });
  expect(byChecker.status).toBe(403);
  await proveNow(site.world, other.checker);
  const checkedTwice = await as(other.checker).post(`/dosing/check/${preparation}`, {
    ...LABEL,
    mg: "100",
    ml: "1",
  });
  expect(checkedTwice.body).toContain("checked already");
  const handed = await nurse.post(`${here}/hand-over`, { key });
  expect(handed.status).toBe(303);
  expect((await nurse.get(`${here}/asked/${key}`)).body).toContain("It was handed over");
  const page = await nurse.get(here);
  expect(page.body).not.toContain("Hand over 100 mg to");
  const lines = await site.world
    .sql`select 1 from cd_entry where book_id = ${other.book} and kind = 'administer'`;
  expect(lines).toHaveLength(1);
});

test("H95: what the checker entered otherwise stops the preparation on both their pages until it was looked at again", async () => {
  const other = await dosingStory(site.world, 90);
  const theirs = await opened(site.world, other);
  const nurse = as(other.nurse);
  const visit = (await nurse.post(`/dosing/${theirs}/arrived/${other.person}`, {})).location;
  const id = visit.split("/").at(-1) ?? "";
  const { world } = site;
  await world.as(other.nurse, async (tx) => {
    await tx`select identify_for_dosing(${id}, ${tx.json({ by: ["known", "name", "born"] })})`;
    await tx`select assess_before_dose(${id}, ${tx.json(WELL)}, 'clear', ${tx.array([], 1009)}, 'nobody', 'Full dose.', null)`;
    return { ok: true as const, value: undefined };
  });
  const preparation = await preparing(world, other, id);
  await proveNow(world, other.checker);
  const checker = as(other.checker);
  const inMl = await checker.post(`/dosing/check/${preparation}`, { ...LABEL, mg: "0.9 ml", ml: "90" });
  expect(inMl.body).toContain("is no number of milligrams");
  const mismatch = await checker.post(`/dosing/check/${preparation}`, { ...LABEL, mg: "100", ml: "0.90" });
  expect(mismatch.status).toBe(303);
  expect((await nurse.get(visit)).body).toContain("Stopped: the amounts did not agree");
  const again = await checker.post(`/dosing/check/${preparation}`, { ...LABEL, mg: "90", ml: "0.90" });
  expect(again.body).toContain("Whoever prepared it looks again first");
  expect((await nurse.post(`${visit}/looked-again`, { preparation })).status).toBe(303);
  const right = await checker.post(`/dosing/check/${preparation}`, { ...LABEL, mg: "90", ml: "0.90" });
  expect(right.status).toBe(303);
  const [tries] =
    await world.sql`select count(*)::int as n from preparation_step where preparation_id = ${preparation} and what = 'mismatch'`;
  expect(tries?.n).toBe(1);
  // The 10 mg that were not drawn up are a line of their own: a reader is told the number of the dose's line, never a key.
  const [its] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  await proveNow(world, other.nurse);
  expect((await call(world, other.nurse, "take_authority", preparation, its?.hand_key)).answer).toBe("done");
  const book = (await nurse.get(`/register/books/${other.book}`)).body;
  expect(book).toContain("part of the dose of line 3");
  expect(book).not.toMatch(/part of [0-9a-f]{8}-/);
});

test("H91: a dose that may not be handed over yet says from when before it is prepared, and one that may says nothing", async () => {
  const other = await dosingStory(site.world, 100, 240);
  await signedLongAgo(site.world, other);
  await doseSeen(site.world, other.nurse, other.person, ago(2));
  const visit = await cleared(site.world, other, await opened(site.world, other));
  const shown = async () =>
    (await as(other.nurse).get(`/dosing/visits/${visit}`)).body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  const soon = await shown();
  expect(soon).toMatch(/Not before \d\d:\d\d: 240 minutes after the injection that ended at \d\d:\d\d/);
  expect(soon).toContain("This assessment does not hold so long");
  await site.world
    .sql`update observed_dose set given_at = given_at - interval '3 hours', noted_at = noted_at - interval '3 hours' where person_id = ${other.person}`;
  expect(await shown()).not.toContain("Not before");
});
