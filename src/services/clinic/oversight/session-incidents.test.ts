import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency, World } from "../../../../tests/world.ts";
import { now } from "../../../kernel/time.ts";

// What went wrong at sessions, and what came of it, is read by whoever answers for controlled drugs, without the name of anybody in treatment.

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const wordsOf = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const HARM = { seriousness: "hospital", severity: "severe", relatedness: "probable", told: ["officer"] };

/** Somebody spilled, and was harmed; somebody not known had an overdose at the same premises. */
async function aBadDay() {
  const story = await dosingStory(world);
  const officer = await world.aWorker(story.nurse, "accountable-officer", "Lorna Beck");
  const lead = await world.aWorker(story.nurse, "cd-lead", "Tobias Crane");
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  await call(world, story.nurse, "take_authority", preparation, key);
  const [a] = await world.sql`select id from authority where visit_id = ${visit}`;
  await call(world, story.nurse, "record_injection", a?.id, "spilled", mg(60), now(), null);
  await call(
    world,
    story.nurse,
    "raise_dosing_incident",
    visit,
    "CALDER fell, and Iain's arm bled",
    now().subtract({ minutes: 1 }),
    world.sql.json(HARM),
  );
  await call(world, story.nurse, "begin_emergency_here", story.premises, "overdose");
  return { story, officer, lead, visit };
}

test("H182: what a review found is read under its incident with who found it and when, and in the report of the quarter, without their name", async () => {
  const { story, officer, visit } = await aBadDay();
  const other = await world.aWorker(story.nurse, "clinic-nurse", "Bea Nolan");
  const [spill] =
    await world.sql`select id from dosing_incident where visit_id = ${visit} and kind = 'spill'`;
  await proveNow(world, other);
  const at = `/dosing/incidents/${spill?.id}`;
  const kept = await as(other).post(at, { words: "Iain knocked the tray; a mat is laid there now" });
  expect(kept.status).toBe(303);
  const list = wordsOf((await as(story.doctor).get("/dosing/incidents")).body);
  expect(list).toMatch(/Reviewed by Bea Nolan, [^:]+:\d\d: Iain knocked the tray; a mat is laid there now/);
  expect((await as(story.doctor).get("/dosing/incidents")).body).toContain(`href="${at}"`);
  expect(wordsOf((await as(story.doctor).get(at)).body)).toContain("a mat is laid there now");
  const report = wordsOf((await as(officer).get("/register/incidents")).body);
  expect(report).toMatch(/… knocked the tray; a mat is laid there now Bea Nolan, /);
  expect(report).not.toMatch(/Iain|Calder/i);
  expect((await as(officer).get("/register/incidents.csv")).body).toContain("a mat is laid there now");
});

test("H186: what a review found of harm, and what the person was told, is read by the accountable officer without their name", async () => {
  const { story, officer, visit } = await aBadDay();
  const [harmed] =
    await world.sql`select id from dosing_incident where visit_id = ${visit} and adverse is not null`;
  const found = {
    ...HARM,
    toldAt: now().toString(),
    term: "site",
    outcome: "recovering",
    candour: "not-yet",
    candourWhy: "Iain sleeps",
  };
  await proveNow(world, story.doctor);
  const kept = await call(
    world,
    story.doctor,
    "review_dosing_incident",
    harmed?.id,
    "Seen",
    world.sql.json(found),
  );
  expect(kept.answer).toBe("done");
  const { body } = await as(officer).get("/register/session-incidents");
  expect(wordsOf(body)).toContain(
    "Found: sore, swollen or infected where it went in (injection-site reaction)",
  );
  expect(wordsOf(body)).toContain("Candour: they have not been told yet (… sleeps).");
  expect(body).not.toMatch(/Calder|Iain/i);
});

test("H183: the accountable officer and the controlled-drugs lead read every incident at a session, its harm and its review; nobody in treatment is named, and it is in their log", async () => {
  const { story, officer, lead } = await aBadDay();
  for (const who of [officer, lead]) {
    const { status, body } = await as(who).get("/register/session-incidents");
    const words = wordsOf(body);
    expect(status).toBe(200);
    expect(words).toContain("… fell, and …'s arm bled".replace("'", "&#x27;"));
    expect(words).toContain(
      "Harm after a dose: hospital, or a longer stay there, severe; came of the dose: probably.",
    );
    expect(words).toContain("Spilled at a session: 40 mg of 100 mg");
    expect(words).toContain("Not reviewed");
    // Of somebody whom nobody knew: no name, and no less an incident.
    expect(words).toContain("An overdose at the clinic.");
    expect(words).toContain("3 incidents, the newest first");
    expect(wordsOf((await as(who).get("/register/oversight")).body)).toMatch(
      /Incidents at sessions .{0,40}3, 3 not reviewed/,
    );
    expect(body).not.toMatch(/Calder|Iain/i);
    expect((await as(who).get("/register/oversight")).body).toContain("/register/session-incidents");
  }
  const logged = await world.sql`
    select distinct staff_id from access_log where ${story.person} = any (person_ids) and about = 'incidents at sessions, without names'`;
  expect(logged.map(({ staff_id }) => staff_id).toSorted()).toEqual(
    [officer.staffId, lead.staffId].toSorted(),
  );
  // Whoever keeps the register and does not oversee it, another clinic, and the police have nothing of it.
  const elsewhere = await world.anAgency("clinic", { role: "accountable-officer" });
  expect((await as(story.nurse).get("/register/session-incidents")).status).toBe(403);
  expect((await as(await world.anAgency("police")).get("/register/session-incidents")).status).toBe(403);
  expect((await as(elsewhere).get("/register/session-incidents")).body).toContain("None in this quarter");
});

test("H183: that the accountable officer was told of harm is a task of theirs, and without the tick it is none", async () => {
  const { story, officer, visit } = await aBadDay();
  const tasks = () =>
    world.sql`select person_id from task where staff_id = ${officer.staffId} and title = 'Open Register, Incidents at sessions: harm after a dose'`;
  expect(await tasks()).toEqual([{ person_id: null }]);
  const untold = world.sql.json({ ...HARM, told: ["prescriber"] });
  await call(
    world,
    story.nurse,
    "raise_dosing_incident",
    visit,
    "A rash",
    now().subtract({ minutes: 1 }),
    untold,
  );
  expect(await tasks()).toHaveLength(1);
});
