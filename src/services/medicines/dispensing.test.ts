import { afterAll, beforeAll, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { daysSeen, medicinesStory, type Story, signedPrescription } from "../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { World } from "../../../tests/world.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import { accept } from "../../kernel/result.ts";
import { fromLondon, type Instant, type LocalDate, now, today, weekdayAndDate } from "../../kernel/time.ts";
import { closePharmacyDays } from "./closing.ts";
import { recordCollection } from "./collection-actions.ts";
import { observedDoses } from "./observed-store.ts";
import type { PrescriptionId } from "./prescription.ts";
import { movePrescription, prescriptionOf } from "./store.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const on = (day: LocalDate, time: string): Instant =>
  fromLondon(day.toPlainDateTime(Temporal.PlainTime.from(time)));
/** As the server does it: in the partnership's policy role. */
const close = (at: Instant) => asPolicyRole(world.sql, WORLD_CODE, (tx) => closePharmacyDays(tx, at));
const outcomes = async (story: Story, id: PrescriptionId) =>
  (await daysSeen(world, story, id)).map(({ outcome }) => outcome);
const tasks = (story: Story) =>
  world.sql<
    { kind: string; title: string; team_id: string }[]
  >`select kind, title, team_id from task where person_id = ${story.person} order by made_at`;
const stateOf = async (story: Story, id: PrescriptionId) => {
  const read = await world.as(story.prescriber, async (tx) =>
    accept((await prescriptionOf(tx, story.person, id))?.state),
  );
  return read.ok ? read.value : undefined;
};

/** The clock of the database is today's, so a prescription is made to have begun earlier. */
async function begunBefore(id: PrescriptionId, days: number): Promise<LocalDate> {
  await world.sql`update instalment set due_on = due_on - ${days}::int where prescription_id = ${id}`;
  await world.sql`update prescription set starts_on = starts_on - ${days}::int, ends_on = ends_on - ${days}::int, phase = 'stable' where id = ${id}`;
  return today().subtract({ days });
}

test("two presses record a supervised dose: who it is stands above it, and it is the last observed dose for the prescriber", async () => {
  const story = await medicinesStory(world);
  await signedPrescription(world, story);
  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  const list = await pharmacist.get("/dispensing");
  const address = /href="(\/dispensing\/[0-9a-f-]{36})"/.exec(list.body)?.[1] ?? "";
  const counter = await pharmacist.get(address);
  expect(counter.body).toContain("HALL");
  expect(counter.body).toContain("Ask for the name and the day of birth");
  expect(counter.body).toContain("30 mg (30 ml)");
  const pressed = await pharmacist.post(address, { what: "given", concern: "" });
  expect([pressed.status, pressed.location]).toEqual([303, "/dispensing"]);
  const again = await pharmacist.post(address, { what: "given", concern: "" });
  expect(again.status).toBe(422);
  expect(again.body).toContain("This is recorded already: taken here, in sight. Do not give it again.");
  const prescriber = visitorTo(site, { token: story.prescriber.token });
  const seen = await prescriber.get(`/people/${story.person}/medicines`);
  expect(seen.body).toMatch(/Last observed dose: <\/strong>Methadone 30 mg/);
  const [row] =
    await world.sql`select count(*)::int as n from observed_dose where person_id = ${story.person}`;
  expect(row?.n).toBe(1);
});

test("two pharmacists who press at the same moment record one dose", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const second = await world.aWorker(story.pharmacy, "community-pharmacist");
  const [first] = await daysSeen(world, story, id);
  if (!first) expect.fail("there is a day");
  const press = (who: typeof second) =>
    world.as(who, (tx) =>
      recordCollection(tx, first.id, { what: "given", at: now(), concern: "", source: "page" }, now()),
    );
  const both = await Promise.all([press(story.pharmacy), press(second)]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: "recorded-already" } });
});

test("a pharmacy records nothing of another's, and nobody else records for it", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const other = await medicinesStory(world);
  const [first] = await daysSeen(world, story, id);
  if (!first) expect.fail("there is a day");
  const told = { what: "given", at: now(), concern: "", source: "page" } as const;
  for (const who of [other.pharmacy, story.keyworker, story.prescriber])
    expect(await world.as(who, (tx) => recordCollection(tx, first.id, told, now()))).toMatchObject({
      ok: false,
    });
});

test("a hold stops the counter at once, tells its team, and what was given before it was seen is kept and told", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await world.as(story.keyworker, async (tx) =>
    accept(await movePrescription(tx, { id, person: story.person }, "held", "Intoxicated at the clinic")),
  );
  expect(await tasks(story)).toMatchObject([{ kind: "medicines-held", team_id: story.keyworker.teamId }]);
  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  const list = await pharmacist.get("/dispensing");
  expect(list.body).toContain("On hold: do not give");
  const address = /href="(\/dispensing\/[0-9a-f-]{36})"/.exec(list.body)?.[1] ?? "";
  const pressed = await pharmacist.post(address, { what: "given", concern: "" });
  expect(pressed.body).toContain("This prescription is on hold. Do not give it; ring the prescriber.");
  const happened = await pharmacist.post(`${address}/happened`, {
    what: "given",
    at: "00:00",
    despite: "Handed over before the page was seen",
  });
  expect(happened.status).toBe(303);
  expect((await tasks(story)).map(({ kind }) => kind)).toEqual(["medicines-held", "medicines-concern"]);
  expect((await outcomes(story, id))[0]).toBe("supervised");
});

test("a day is missed when the pharmacy closes and not a minute before, and never twice", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await begunBefore(id, 1);
  const yesterday = today().subtract({ days: 1 });
  await close(on(yesterday, "17:59"));
  expect((await outcomes(story, id)).slice(0, 2)).toEqual([undefined, undefined]);
  await close(on(yesterday, "18:00"));
  await close(on(yesterday, "18:01"));
  expect((await outcomes(story, id)).slice(0, 2)).toEqual(["missed", undefined]);
});

test("what was missed earlier and may be given in part stands on the list with the day it was due, and is not counted as missed today", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const yesterday = await begunBefore(id, 1);
  await world.sql`update prescription set wordings = '{remaining-days}' where id = ${id}`;
  await world.sql`update instalment set days = 3 where prescription_id = ${id} and due_on = ${yesterday.toString()}`;
  await world.sql`delete from instalment where prescription_id = ${id} and due_on > ${yesterday.toString()} and due_on <= ${today().toString()}`;
  await close(on(yesterday, "18:00"));
  const pharmacist = visitorTo(site, { token: story.pharmacy.token });
  const list = (await pharmacist.get("/dispensing")).body;
  expect(list).toContain(`Was due ${weekdayAndDate(yesterday)}: what remains may be given`);
  expect(list).toMatch(/0 due, 0 given, 0\s+missed, .* Missed earlier, with days that remain: 1\./s);
  const then = (await pharmacist.get(`/dispensing?on=${yesterday}`)).body;
  expect(then).toMatch(/0 due, 0 given, 1\s+missed/);
  expect(then).not.toContain("Was due");
});

test("three days missed in a row alert the team and hold in the very minute in which the third is over; two do not", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  // The hold is dated by the clock of the database, whatever the hour: the day that it covers is to come.
  const first = await begunBefore(id, 2);
  await close(on(first, "18:00"));
  await close(on(first.add({ days: 1 }), "18:00"));
  expect([await stateOf(story, id), (await tasks(story)).length]).toEqual(["signed", 0]);
  await close(on(first.add({ days: 2 }), "18:00"));
  expect(await stateOf(story, id)).toBe("held");
  expect(await tasks(story)).toMatchObject([{ kind: "medicines-missed", team_id: story.keyworker.teamId }]);
  await close(on(first.add({ days: 2 }), "18:01"));
  expect(await tasks(story)).toHaveLength(1);
  await close(on(first.add({ days: 3 }), "18:00"));
  expect((await outcomes(story, id)).slice(0, 4)).toEqual(["missed", "missed", "missed", "held"]);
});

test("no task of a missed dose says a drug, a dose or a day", async () => {
  const rows = await world.sql<
    { title: string }[]
  >`select distinct title from task where kind like 'medicines-%'`;
  for (const { title } of rows) expect(title).not.toMatch(/methadone|buprenorphine|mg|\d/i);
});

test("while the dose is being found, one missed day alerts", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const first = await begunBefore(id, 1);
  await world.sql`update prescription set phase = 'titration' where id = ${id}`;
  await close(on(first, "18:00"));
  expect(await stateOf(story, id)).toBe("held");
});

test("a row of missed days goes on from one prescription into the next, and holds the one that follows too", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story, { endsOn: today().add({ days: 1 }) });
  const next = await signedPrescription(world, story, { startsOn: today().add({ days: 2 }) });
  for (const one of [id, next]) await begunBefore(one, 3);
  const first = today().subtract({ days: 3 });
  for (const days of [0, 1, 2]) await close(on(first.add({ days }), "18:00"));
  expect(await stateOf(story, next)).toBe("held");
  expect(await tasks(story)).toHaveLength(1);
});

test("a day on which the pharmacy is closed after all is nobody's missed day", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const first = await begunBefore(id, 2);
  await world.sql`insert into pharmacy_closed_day (pharmacy_id, day, reason, noted_by) values (${story.pharmacyId}, ${first}, 'Flooded', null)`;
  await close(on(first, "23:59"));
  expect((await outcomes(story, id))[0]).toBe(undefined);
  await close(on(first.add({ days: 1 }), "00:00"));
  expect((await outcomes(story, id))[0]).toBe("closed");
});

test.each(["2026-03-29", "2026-10-25"])(
  "on %s, when clocks change, a pharmacy's day is over when its doors close",
  async (text) => {
    const [row] = await world.sql<{ over: Instant }[]>`
    with f as (select id from pharmacy limit 1) select pharmacy_day_over(f.id, ${text}::date) as over from f`;
    expect(row?.over.toString()).toBe(on(Temporal.PlainDate.from(text), "18:00").toString());
  },
);

test("a line recorded in error is corrected by another, and the dose that was seen is withdrawn with it", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const [first] = await daysSeen(world, story, id);
  if (!first) expect.fail("there is a day");
  const record = (told: { what: "given" | "not-given"; despite?: string }) =>
    world.as(story.pharmacy, (tx) =>
      recordCollection(tx, first.id, { at: now(), concern: "", source: "page", ...told }, now()),
    );
  await record({ what: "given" });
  const corrected = await record({ what: "not-given", despite: "Another person of that name was served" });
  expect(corrected.ok).toBe(true);
  expect((await outcomes(story, id))[0]).toBe("missed");
  const doses = await world.as(story.prescriber, async (tx) => accept(await observedDoses(tx, story.person)));
  expect(doses).toMatchObject({ ok: true, value: [{ withdrawnBecause: "The collection was corrected" }] });
});

test("the end of the day is in the access log as nobody's act", async () => {
  const lines =
    await world.sql`select distinct about, account_id from access_log where basis = 'the end of a pharmacy''s day' order by about`;
  expect([...lines]).toEqual([
    { about: "collections not made", account_id: null },
    { about: "prescription held", account_id: null },
    { about: "prescription run out", account_id: null },
  ]);
});

test("somebody at the pharmacy who may not dispense records no collection, by no statement of their own either", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const counter = await world.aWorker(story.pharmacy, "keyworker", "Helps at the counter");
  const record = (who: typeof counter) =>
    world.as(who, async (tx) =>
      accept(
        await tx`
          insert into collection (person_id, with_agency_id, prescription_id, instalment_id, product, due_on, outcome, micrograms,
                                  supervised_micrograms, from_on, source)
          select p.person_id, p.agency_id, p.id, i.id, p.product, i.due_on, 'missed', 0, 0, i.due_on, 'page'
            from prescription p join instalment i on i.prescription_id = p.id where p.id = ${id} order by i.due_on limit 1`,
      ),
    );
  await expect(record(counter)).rejects.toThrow(/row-level security/);
  expect((await record(story.pharmacy)).ok).toBe(true);
});
