import { afterAll, beforeAll, expect, test } from "vitest";
import { ClockWatch } from "../../src/kernel/database/clock-watch.ts";
import { invariant } from "../../src/kernel/result.ts";
import { londonDateTime, now } from "../../src/kernel/time.ts";
import { proveNow } from "../medicines/story.ts";
import { ClinicClock } from "../simulation/clinic-clock.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { call, counted, type DosingStory, dosingStory, opened, prepared } from "./dosing-story.ts";

// The clock of the database itself is put forward in the middle of a clinic's day. By it a dose of a quarter of an hour ago is hours old.

let site: Site;
let story: DosingStory;
let clock: ClinicClock;
let session: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true, watch: new ClockWatch() });
  clock = await ClinicClock.over(site.world);
  story = await dosingStory(site.world);
  session = await opened(site.world, story, "morning", { "assessment-holds": 60 }, now().add({ hours: 8 }));
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });

/** Another clock, that is right by the database's, as somebody types what it shows. */
function typed(minutesOff = 0, daysOff = 0): string {
  const at = londonDateTime(clock.now().add({ minutes: minutesOff, hours: 24 * daysOff }));
  return `${at.day}/${at.month}/${at.year} ${String(at.hour).padStart(2, "0")}:${String(at.minute).padStart(2, "0")}`;
}

const jumps = async (): Promise<number> =>
  Number((await site.world.sql`select count(*)::int as n from clock_jump`)[0]?.n);

const handedOver = async (visit: string): Promise<number> =>
  Number((await site.world.sql`select count(*)::int as n from authority where visit_id = ${visit}`)[0]?.n);

test("H139: after a jump of 25 minutes nothing that was prepared is handed over, and board, wall and visit say so", async () => {
  const dose = await prepared(site.world, story, session);
  const nurse = as(story.nurse);
  expect((await nurse.get("/dosing/clock")).body).toContain("is not in doubt");
  expect(await jumps()).toBe(0);
  await clock.wait(25);
  await proveNow(site.world, story.nurse);
  const pressed = await nurse.post(`/dosing/visits/${dose.visit}/hand-over`, { key: dose.key });
  expect(pressed.status).toBe(422);
  expect(pressed.body).toContain("The clock of this system jumped");
  expect(await handedOver(dose.visit)).toBe(0);
  for (const at of [
    "/dosing",
    `/dosing/${session}`,
    `/dosing/${session}/wall`,
    `/dosing/visits/${dose.visit}`,
  ]) {
    const { body } = await nurse.get(at);
    expect(body).toContain("Nothing is handed over");
    expect(body).toContain("jumped 25 minutes forward");
  }
  // What would be refused is not offered.
  expect((await nurse.get(`/dosing/visits/${dose.visit}`)).body).not.toContain("Hand over 100 mg to");
  const straight = await call(site.world, story.nurse, "take_authority", dose.preparation, dose.key);
  expect(straight.answer).toBe("clock-in-doubt");
  expect(await jumps()).toBe(1);
});

test("H139: two people say what another clock shows, with its day, each on their own sign-in; then it is handed over", async () => {
  // Whoever is of the clinic: at night a nurse and a checker may be all there are.
  const [nurse, second] = [as(story.nurse), as(story.checker)];
  const say = (who: Visitor, time: string) => who.post("/dosing/clock", { time });
  expect((await say(nurse, "")).body).toContain("Enter the day and time that another clock shows");
  expect((await say(nurse, "14:30")).body).toContain("“14:30” is not a day and time");
  for (const wrong of [typed(-25), typed(10), typed(0, 1)]) {
    const refused = await say(nurse, wrong);
    expect(refused.status).toBe(422);
    expect(refused.body).toContain("That is not what this system’s clock shows");
    expect(refused.body).toContain(`value="${wrong}"`);
  }
  // What this clock shows would be copied: it stands nowhere.
  expect((await nurse.get("/dosing/clock")).body).not.toContain(typed().split(" ")[1]);
  expect((await as(await site.aWorker("police")).get("/dosing/clock")).status).toBe(403);
  expect((await say(nurse, typed())).status).toBe(303);
  expect((await nurse.get("/dosing/clock")).body).toContain("You have said so");
  expect((await say(nurse, typed())).body).toContain("You have said so already");
  const [visit] = await site.world
    .sql`select v.id, p.hand_key from dosing_visit v join preparation p on p.visit_id = v.id where v.session_id = ${session}`;
  invariant(visit, "somebody waits for their dose");
  const hand = () => nurse.post(`/dosing/visits/${visit.id}/hand-over`, { key: String(visit.hand_key) });
  await proveNow(site.world, story.nurse);
  expect((await hand()).status).toBe(422);
  const settled = await say(second, typed(1));
  expect(settled.location).toBe("/dosing");
  expect((await nurse.get(`/dosing/visits/${visit.id}`)).body).toContain("Hand over 100 mg to");
  expect((await nurse.get("/dosing")).body).not.toContain("Nothing is handed over");
  expect((await hand()).status).toBe(303);
  expect(await handedOver(String(visit.id))).toBe(1);
});

test("H139: a dose that the clock alone makes late enough is not even prepared", async () => {
  const [taken] = await site.world
    .sql`select a.id, a.visit_id from authority a where a.session_id = ${session}`;
  const had = await call(
    site.world,
    story.nurse,
    "record_injection",
    taken?.id,
    "full",
    100_000,
    clock.now(),
    null,
  );
  expect(had.answer).toBe("done");
  await clock.wait(250);
  // Whoever was signed in has been signed out by that clock, and signs in again.
  await site.world.sql`update session set last_used_at = now()`;
  // Late in the day that clock has come to the next one, for which nobody has counted.
  await counted(site.world, story.nurse, story.checker, story.book, 9_900_000, 9_900_000, clock.now());
  const evening = await opened(
    site.world,
    story,
    "evening",
    { "assessment-holds": 60 },
    clock.now().add({ hours: 3 }),
  );
  const early = prepared(site.world, story, evening, { slot: "evening" });
  await expect(early).rejects.toThrow("clock-in-doubt");
  // Without the doubt it would be: by this clock it is time, and a quarter of an hour has passed.
  await site.world.sql`delete from clock_jump`;
  expect((await prepared(site.world, story, evening, { slot: "evening" })).visit).toBeDefined();
});

test("H139: one jump of which many requests tell at one moment is one jump, and is settled by two people once", async () => {
  const { sql } = site.world;
  await sql`delete from clock_jump`;
  const jump = "0195a5a5-0000-7000-8000-000000000001";
  await Promise.all(Array.from({ length: 24 }, () => sql`select note_clock_jump(${jump}, 90000)`));
  expect(await jumps()).toBe(1);
  for (const who of [story.nurse, story.checker])
    expect((await call(site.world, who, "say_what_time_it_is", clock.now())).answer).toBe("done");
  await sql`select note_clock_jump(${jump}, 90000)`;
  expect(await sql`select clock_is_in_doubt() as doubt`).toMatchObject([{ doubt: false }]);
});
