import { afterAll, beforeAll, expect, test } from "vitest";
import { counted, type DosingStory, dosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { CHOSEN, REASONS } from "./assessment-rules.ts";

// What is decided before a dose other than the full one: for which reason, and who was told.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });

/** Somebody well arrives; the nurse decides less than the readings allow. Answers the session, the visit and how it was taken. */
async function decided(story: DosingStory, judged: string, reason: string, why: string) {
  const session = await opened(site.world, story);
  const nurse = as(story.nurse);
  const visit = (await nurse.post(`/dosing/${session}/arrived/${story.person}`, {})).location;
  const kept = await nurse.post(
    `${visit}/assess`,
    new URLSearchParams([
      ...["known", "name", "born"].map((by): [string, string] => ["by", by]),
      ...Object.entries({
        alertness: "alert",
        sedation: "1",
        breaths: "8",
        seconds: "30",
        spo2: "97",
        pulse: "70",
        alcohol: "0",
        unit: "ug-breath",
        device: "D1",
        calibrated: "1/1/2030",
        signs: "none",
        used: "none",
        lastOral: "taken",
        site: "fine",
        changes: "none",
        mood: "fine",
        judged,
        reason,
        why,
      }),
    ]),
  );
  return { session, visit, kept };
}

test("H153: a dose that is withheld asks who was told; “nobody yet” stays on the board until somebody was", async () => {
  const story = await dosingStory(site.world);
  const { session, visit, kept } = await decided(story, "withhold", "BEHAVIOUR", "Shouts at the door");
  expect(kept.status).toBe(303);
  const board = async (of = session) => (await as(story.checker).get(`/dosing/${of}`)).body;
  expect((await as(story.nurse).get(visit)).body).toContain("Who was told of this?");
  expect(await board()).toContain("Nobody was told yet");
  expect((await as(story.nurse).post(`${visit}/told`, { who: "nobody" })).status).toBe(303);
  expect((await as(story.nurse).get(visit)).body).toContain("Nobody was told yet, ");
  expect(await board()).toContain("Nobody was told yet");
  // The next session sees it too, with the name and the way there.
  await site.world.sql`update dosing_session set closed_at = now() where id = ${session}`;
  await counted(site.world, story.nurse, story.checker, story.book, mg(10_000));
  const evening = await opened(site.world, story, "evening");
  expect(await board(evening)).toContain(`href="${visit}"`);
  expect((await as(story.checker).post(`${visit}/told`, { who: "prescriber" })).status).toBe(303);
  expect((await as(story.nurse).get(visit)).body).toMatch(/The prescriber was told, .*Tomasz Reid/);
  expect(await board(evening)).not.toContain(`href="${visit}"`);
  expect(await board()).not.toContain("Nobody was told yet");
});

test("H153: of a full dose nobody need be told, and another agency answers for nobody", async () => {
  const story = await dosingStory(site.world);
  const { session, visit } = await decided(story, "", "", "");
  expect((await as(story.nurse).get(`/dosing/${session}`)).body).not.toContain("Nobody was told yet");
  expect((await as(story.nurse).post(`${visit}/told`, { who: "prescriber" })).status).toBe(404);
  const other = await dosingStory(site.world);
  expect((await as(other.nurse).post(`${visit}/told`, { who: "prescriber" })).status).toBe(404);
});

test("every reason of the specification for withholding or deferring is there, in a sentence", () => {
  const all =
    "SEDATED LOW_RR LOW_SPO2 ALCOHOL OTHER_DRUGS MISSED_LIMIT INTERVAL DAILY_MAX ACUTE_ILLNESS SAFEGUARDING BEHAVIOUR ID_FAIL NO_STOCK NO_STAFF LICENCE RX_LAPSED TEST_REFUSED";
  expect(Object.keys(REASONS)).toEqual(expect.arrayContaining(all.split(" ")));
  const byReadings = "SEDATED LOW_RR LOW_SPO2 ALCOHOL MISSED_LIMIT TEST_REFUSED".split(" ");
  expect(CHOSEN).toEqual(expect.arrayContaining(all.split(" ").filter((one) => !byReadings.includes(one))));
});

test("a nurse who gives nothing chooses the reason, and the sentence says it with their words", async () => {
  const story = await dosingStory(site.world);
  const { visit } = await decided(story, "defer", "NO_STAFF", "The second nurse was called away");
  expect((await as(story.nurse).get(visit)).body).toContain(
    "Wait, then look again: there are too few staff. “The second nurse was called away”",
  );
  const [row] = await site.world
    .sql`select reasons from pre_dose_assessment where person_id = ${story.person}`;
  expect(row?.reasons).toEqual(["NO_STAFF"]);
});

test("a visit closes without a dose for a reason of the list, and whom the nurse told is kept with the decision", async () => {
  const story = await dosingStory(site.world);
  const { session, visit } = await decided(story, "withhold", "NO_STOCK", "The delivery did not come");
  const form = (await as(story.nurse).get(`${visit}/close`)).body;
  for (const code of ["no-stock", "interval", "daily-max", "behaviour", "rx-lapsed"])
    expect(form).toContain(`value="${code}"`);
  const closed = await as(story.nurse).post(`${visit}/close`, { code: "no-stock", told: "keyworker" });
  expect(closed.status).toBe(303);
  expect((await as(story.nurse).get(`/dosing/${session}`)).body).not.toContain("Nobody was told yet");
});
