import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { clock, now } from "../../../kernel/time.ts";

// Each test sets a whole clinic: long on a busy machine.

/** What is chosen of somebody who leaves as fit. */
const FIT = { walks: "yes", oriented: "yes", driving: "yes" };

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });

/** What a nurse types of somebody who is well. */
const WELL = {
  alertness: "alert",
  sedation: "1",
  breaths: "8",
  seconds: "30",
  spo2: "97",
  pulse: "72",
  alcohol: "0",
  unit: "ug-breath",
  device: "B7",
  calibrated: "1/1/2030",
  signs: "none",
  used: "none",
  usedWords: "",
  lastOral: "taken",
  site: "fine",
  changes: "none",
  mood: "fine",
  cows: "",
};

async function openedSession(story: DosingStory, slot = "morning"): Promise<string> {
  const opened = await as(story.nurse).post(`/dosing/open/${story.premises}`, {
    slot,
    ends: "23:59",
    nurse: story.nurse.staffId,
    checker: story.checker.staffId,
    doctor: story.doctor.staffId,
  });
  expect([opened.status, opened.location]).toEqual([303, expect.stringMatching(/^\/dosing\/[0-9a-f-]{36}$/)]);
  const confirmed = await as(story.doctor).post(`${opened.location}/shift`, { duty: "doctor" });
  expect(confirmed.status).toBe(303);
  return opened.location;
}

const idOf = (path: string): string => path.split("/").at(-1) ?? "";

test("somebody comes, is assessed, prepared for by two, handed to, injects, is observed and leaves, page by page", async () => {
  const story = await dosingStory(site.world);
  const [nurse, checker] = [as(story.nurse), as(story.checker)];
  const session = await openedSession(story);
  const board = await nurse.get(session);
  expect(board.body).toContain("Not for clinical use");
  expect(board.body).toContain("Iain Calder");

  const arrived = await nurse.post(`${session}/arrived/${story.person}`, {});
  const visit = arrived.location;
  expect(visit).toMatch(/^\/dosing\/visits\//);
  const assessed = await nurse.post(`${visit}/assess`, { ...WELL, by: "known", "by ": "" });
  expect(assessed.status).toBe(422);
  expect(assessed.body).toContain("or that you know them yourself, and two more signs are needed");
  const body = new URLSearchParams([
    ...Object.entries(WELL),
    ["by", "known"],
    ["by", "name"],
    ["by", "born"],
  ]);
  const decided = await nurse.post(`${visit}/assess`, body);
  expect([decided.status, decided.location]).toEqual([303, visit]);
  const cleared = await nurse.get(visit);
  expect(cleared.body).toContain("Full dose: awake and clear");
  expect(cleared.body).toContain("1.00 ml");

  await proveNow(site.world, story.nurse);
  const prepared = await nurse.post(`${visit}/prepare`, { lot: "L1", expires: "1/1/2030", address: "" });
  expect([prepared.status, prepared.location]).toEqual([303, visit]);
  const toCheck =
    /href="(\/dosing\/check\/[0-9a-f-]{36})"/.exec((await checker.get(session)).body)?.[1] ?? "";
  const checking = await checker.get(toCheck);
  expect(checking.body).not.toContain("1.00 ml");
  expect(checking.body).not.toMatch(/100 mg, powder|lot L1/);
  await proveNow(site.world, story.checker);
  const checked = await checker.post(toCheck, { mg: "100", ml: "1.00", strength: "100", lot: "l1" });
  expect([checked.status, checked.location]).toEqual([303, session]);

  const ready = await nurse.get(visit);
  expect(ready.body).toContain("Hand over 100 mg to");
  const key = /name="key" value="([0-9a-f-]{36})"/.exec(ready.body)?.[1] ?? "";
  await proveNow(site.world, story.nurse);
  const handed = await nurse.post(`${visit}/hand-over`, { key });
  expect([handed.status, handed.location]).toEqual([303, visit]);
  // Another tab, the same key: the same answer, and one line.
  const again = await nurse.post(`${visit}/hand-over`, { key });
  expect(again.status).toBe(303);
  const injected = await nurse.post(`${visit}/injected`, { what: "full" });
  expect([injected.status, injected.location]).toEqual([303, visit]);
  const early = await nurse.post(`${visit}/leave`, FIT);
  expect(early.body).toContain("It is too early");
  const look = { sedation: "1", breaths: "8", seconds: "30", spo2: "95", low: "0", oxygen: "no" };
  for (let i = 0; i < 2; i += 1) expect((await nurse.post(`${visit}/look`, look)).status).toBe(303);
  await site.world
    .sql`update injection set ended_at = ended_at - interval '31 minutes' where visit_id = ${idOf(visit)}`;
  expect((await nurse.post(`${visit}/leave`, { ...FIT, driving: "no" })).body).toContain(
    "Tell them not to drive",
  );
  expect((await nurse.post(`${visit}/leave`, { walks: "yes" })).body).toContain(
    "Choose whether they were told not to drive",
  );
  expect((await nurse.post(`${visit}/leave`, FIT)).status).toBe(303);
  const [left] = await site.world
    .sql`select details from dosing_step where visit_id = ${idOf(visit)} and to_state = 'fit-to-leave'`;
  expect(left?.details).toEqual({ walks: "yes", oriented: "yes", toldNotToDrive: "yes" });
  const closed = await nurse.post(`${visit}/close`, { code: "done" });
  expect([closed.status, closed.location]).toEqual([303, session]);
  const [row] = await site.world
    .sql`select kind, quantity_ug::int as ug from cd_entry where book_id = ${story.book} order by seq desc limit 1`;
  expect(row).toEqual({ kind: "administer", ug: -100_000 });
  const done = await nurse.get(visit);
  expect(done.body).toContain("Done");
});

test("a nurse who is uneasy gives nothing although the readings would allow it, and says why", async () => {
  const story = await dosingStory(site.world);
  const nurse = as(story.nurse);
  const visit = (await nurse.post(`${await openedSession(story)}/arrived/${story.person}`, {})).location;
  const assessed = (judged: string, why: string) =>
    nurse.post(
      `${visit}/assess`,
      new URLSearchParams([
        ...Object.entries({ ...WELL, judged, why }),
        ...["known", "name", "born"].map((by): [string, string] => ["by", by]),
      ]),
    );
  const bare = await assessed("withhold", "");
  expect([bare.status, bare.body.includes("Say why you decide less")]).toEqual([422, true]);
  expect((await assessed("", "Not herself")).body).toContain("Choose what you decide");
  expect((await assessed("withhold", "Says little, and her friend says she fell")).status).toBe(303);
  const shown = (await nurse.get(visit)).body;
  expect(shown).toContain(
    "Nothing now: the nurse’s own judgement. “Says little, and her friend says she fell”",
  );
  expect(shown).not.toContain("Prepare");
});

test("whoever is on shift records harm after a dose: how bad, whether of the dose, who was told, and how long after which lot", async () => {
  const story = await dosingStory(site.world);
  const session = await opened(site.world, story);
  const dose = await prepared(site.world, story, session);
  await proveNow(site.world, story.nurse);
  const taken = await call(site.world, story.nurse, "take_authority", dose.preparation, dose.key);
  await call(site.world, story.nurse, "record_injection", taken.made, "full", 100_000, null, null);
  await site.world
    .sql`update injection set ended_at = ended_at - interval '12 minutes' where visit_id = ${dose.visit}`;
  const nurse = as(story.nurse);
  const harm = (more: object) =>
    nurse.post(`/dosing/visits/${dose.visit}/incident`, {
      words: "Wheals on both arms; antihistamine given",
      at: clock(now()),
      ...more,
    });
  const half = await harm({ seriousness: "no" });
  expect([half.status, half.body.includes("Say how severe it was")]).toEqual([422, true]);
  const kept = await harm({
    seriousness: "no",
    severity: "moderate",
    relatedness: "probable",
    told: "prescriber",
  });
  expect([kept.status, kept.location]).toEqual([303, `/dosing/visits/${dose.visit}`]);
  const list = (await nurse.get("/dosing/incidents")).body;
  expect(list).toContain("Harm after a dose: not serious, moderate; came of the dose: probably.");
  expect(list).toMatch(/1[12] minutes after 100 mg, lot L1\. Told: the prescriber\./);
  // In the minute of the injection, typed without its seconds.
  await site.world
    .sql`update injection set ended_at = date_trunc('minute', now()) + interval '1 second' where visit_id = ${dose.visit}`;
  await harm({ seriousness: "no", severity: "mild", relatedness: "possible" });
  expect((await nurse.get("/dosing/incidents")).body).toContain(
    "0 minutes after 100 mg, lot L1. Told: nobody yet.",
  );
});
