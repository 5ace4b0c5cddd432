import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  checking,
  counted,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { now, today } from "../../../kernel/time.ts";
import { incidentsOf } from "../register/incident-store.ts";

// What went wrong at sessions stands in the quarterly report without a name, once; and whoever had a part in it does not review it.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

/** What the clinic's report says: kind, and whether it was noticed before it reached anybody. */
async function reported(story: DosingStory): Promise<readonly string[]> {
  const from = today().subtract({ days: 2 });
  const read = await world.as(story.lead, async (tx) =>
    accept((await incidentsOf(tx, { from, to: today() })).happened),
  );
  if (!read.ok) return expect.fail("the report is read");
  return read.value.map(({ kind, nearMiss }) => (nearMiss ? `${kind}, near miss` : kind)).toSorted();
}
/** Hands over 100 mg and says what became of it. */
async function handedOver(story: DosingStory, what: string, injected: number) {
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("done");
  const [a] = await world.sql`select id from authority where visit_id = ${visit}`;
  const done = await call(world, story.nurse, "record_injection", a?.id, what, mg(injected), now(), null);
  expect(done.answer).toBe("done");
  return { visit, preparation };
}
const review = async (who: TestAgency, incident: unknown, harm?: object) => {
  await proveNow(world, who);
  const found = harm ? [world.sql.json(harm as never)] : [];
  return (await call(world, who, "review_dosing_incident", incident, "Seen and settled", ...found)).answer;
};
const incidentOf = async (visit: string, kind: string) =>
  (await world.sql`select id, words from dosing_incident where visit_id = ${visit} and kind = ${kind}`)[0];

test("H158: a dose spilled at a session raises its incident and its occurrence under one number, which the line of what was left names", async () => {
  const story = await dosingStory(world);
  const { visit, preparation } = await handedOver(story, "spilled", 60);
  const [occurrence] =
    await world.sql`select id, words from cd_incident where premises_id = ${story.premises} and kind = 'spill'`;
  const incident = await incidentOf(visit, "spill");
  expect(incident?.words).toContain("40 mg of 100 mg");
  expect(incident?.words).toContain(String(occurrence?.id));
  expect(occurrence?.words).not.toContain("Alex");
  await proveNow(world, story.nurse);
  const left = await call(world, story.nurse, "waste_from_dose", preparation, false, "on the floor");
  const [line] =
    await world.sql`select line_details::jsonb ->> 'incident' as incident from dosing_waste where id = ${left.made ?? ""}`;
  expect(line?.incident).toBe(occurrence?.id);
  expect(await reported(story)).toEqual(["spill"]);
});

test("a vein that failed is recorded with what was left of it, which two see wasted, and is no spill", async () => {
  const story = await dosingStory(world);
  const { visit, preparation } = await handedOver(story, "vein-failed", 30);
  const [stands] =
    await world.sql`select what, injected_ug::int as injected, left_ug::int as left_ug from injection where visit_id = ${visit}`;
  expect(stands).toEqual({ what: "vein-failed", injected: 30_000, left_ug: 70_000 });
  await proveNow(world, story.nurse);
  const left = await call(world, story.nurse, "waste_from_dose", preparation, false, "the vein failed");
  await proveNow(world, story.checker);
  expect((await call(world, story.checker, "witness_dosing_waste", left.made, mg(70))).answer).toBe("done");
  expect(await reported(story)).toEqual([]);
});

test("H158: clash, mismatch, correction, harm and difference are each in the report of the quarter, once and without a name", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation } = await prepared(world, story, session);
  // The second person reads another amount; then it is undone, and a paper dose turns up that broke a rule.
  await world.sql`delete from preparation_check where preparation_id = ${preparation}`;
  expect(await checking(world, story, preparation, { ug: mg(90), microlitres: 900 })).toBe("mismatch");
  expect(await reported(story)).toEqual(["wrong-dose, near miss"]);
  await proveNow(world, story.nurse);
  const late = (ug: number) =>
    call(world, story.nurse, "record_late_dose", story.person, story.book, ug, now(), "none", "Sheet 1");
  expect((await late(mg(500))).answer).toBe("done");
  await counted(world, story.nurse, story.checker, story.book, mg(10_000), mg(9_999));
  const harm = { seriousness: "no", severity: "mild", relatedness: "possible", told: [] };
  await call(
    world,
    story.nurse,
    "raise_dosing_incident",
    visit,
    "A rash",
    now().subtract({ minutes: 1 }),
    world.sql.json(harm),
  );
  expect(await reported(story)).toEqual(["difference", "other", "wrong-dose", "wrong-dose, near miss"]);
});

test("H158: a late dose that could not stand in its book is counted as one difference and not as two occurrences", async () => {
  const story = await dosingStory(world, 100, 240, 100);
  await proveNow(world, story.nurse);
  const made = await call(
    world,
    story.nurse,
    "record_late_dose",
    story.person,
    story.book,
    mg(200),
    now(),
    "none",
    "Sheet 2",
  );
  await proveNow(world, story.checker);
  expect((await call(world, story.checker, "countersign_late_dose", made.made, mg(200))).answer).toBe("done");
  expect(await reported(story)).toEqual(["difference"]);
});

test("H159: whoever had a part in a dose does not review its incident, nor anybody without showing that it is them", async () => {
  const story = await dosingStory(world);
  const { visit } = await handedOver(story, "spilled", 0);
  const incident = (await incidentOf(visit, "spill"))?.id;
  expect(await review(story.nurse, incident)).toBe("took-part");
  expect(await review(story.checker, incident)).toBe("took-part");
  const other = await world.aWorker(story.nurse, "clinic-nurse", "Bea Nolan");
  await world.sql`update session set proved_at = now() - interval '2 hours' where account_id = (select id from account where username = ${other.username})`;
  expect((await call(world, other, "review_dosing_incident", incident, "Seen")).answer).toBe("not-fresh");
  expect(await review(other, incident)).toBe("done");
});

test("H159: an emergency and harm after a dose are reviewed by a licensed doctor", async () => {
  const story = await dosingStory(world);
  const { visit } = await handedOver(story, "full", 100);
  await call(world, story.nurse, "begin_dosing_emergency", visit, "overdose");
  const incident = (await incidentOf(visit, "emergency"))?.id;
  const other = await world.aWorker(story.nurse, "clinic-nurse", "Bea Nolan");
  expect(await review(other, incident)).toBe("doctor-reviews");
  // Not without what the harm was, nor with half of it: the database asks as the form does.
  expect(await review(story.doctor, incident)).toBe("harm-not-said");
  await expect(review(story.doctor, incident, { term: "overdose", seriousness: "no" })).rejects.toThrow(
    "harm_says_what_and_who_was_told",
  );
  expect(await review(story.doctor, incident, { term: "none" })).toBe("done");
});
