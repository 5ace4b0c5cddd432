import { afterAll, beforeAll, expect, test } from "vitest";
import { type DosingStory, dosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency, World } from "../../../../tests/world.ts";
import { today, typedDay } from "../../../kernel/time.ts";
import { attendanceOf } from "../prescribing/attendance-rules.ts";

// Attendance, dosing, full doses and attendance with nothing excused, always together and with their numbers, of a person and of a clinic.

let site: Site;
let world: World;
let story: DosingStory;
const day = (i: number) => today().subtract({ days: 7 - i });
const get = (who: TestAgency, path: string) => visitorTo(site, { token: who.token }).get(path);

/** A session of a day that has gone by, and what became of somebody's visit there. */
async function lived(
  at: number,
  slot: "morning" | "evening",
  became: "full" | "half" | "withheld" | "no-show" | "hospital",
): Promise<void> {
  const [session] = await world.sql`
    insert into dosing_session (agency_id, premises_id, day, slot, opened_at, ends_at, closed_at, protocol, protocol_version, protocol_print, numbers)
    values (${story.nurse.agencyId}, ${story.premises}, ${day(at)}, ${slot}, ${day(at)}::date + time '08:00', ${day(at)}::date + time '10:00', ${day(at)}::date + time '11:00',
            'hat-uk-draft', 1, repeat('0', 64), '{"grace": 60}') returning id`;
  const [visit] = await world.sql`
    insert into dosing_visit (person_id, agency_id, owner_kind, session_id, for_whom, prescribed_ug)
    values (${story.person}, ${story.nurse.agencyId}, 'clinic', ${session?.id}, ${story.person}, ${mg(100)}) returning id`;
  const step = (seq: number, to: string, code: string | null = null, injection: string | null = null) =>
    world.sql`insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state, code, injection_id)
              select ${visit?.id}, ${seq}, ${seq === 1 ? null : seq - 1}, (select to_state from dosing_step where visit_id = ${visit?.id} and seq = ${seq - 1}), ${to}, ${code}, ${injection}`;
  await step(1, "scheduled");
  if (became === "no-show") return void (await step(2, "no-show"));
  if (became === "hospital") return void (await step(2, "excused", "hospital"));
  await step(2, "arrived");
  await step(3, "identified");
  if (became === "withheld") return void (await step(4, "closed", "sedated"));
  const dose = became === "full" ? mg(100) : mg(50);
  const [injection] = await world.sql`
    insert into injection (person_id, agency_id, owner_kind, visit_id, what, dose_ug, injected_ug, left_ug, ended_at, staff_id)
    values (${story.person}, ${story.nurse.agencyId}, 'clinic', ${visit?.id}, ${became === "full" ? "full" : "part"}, ${mg(100)}, ${dose}, ${mg(100) - dose}, ${day(at)}::date + time '09:00', ${story.nurse.staffId}) returning id`;
  await step(4, "observing", null, injection?.id);
  await step(5, "fit-to-leave");
  await step(6, "closed");
}

beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
  story = await dosingStory(world);
  await world.sql`update clinic_order set starts_on = ${day(0)}, signed_at = ${day(0)}::date + time '07:00' where id = ${story.order}`;
  // The worked example of the definitions: 14 scheduled; one in hospital, one not come, one withheld, one half, ten full.
  const of = (i: number) =>
    i === 10 ? "withheld" : i === 11 ? "half" : i === 12 ? "hospital" : i === 13 ? "no-show" : "full";
  for (let i = 0; i < 14; i += 1) await lived(Math.floor(i / 2), i % 2 === 0 ? "morning" : "evening", of(i));
});
afterAll(() => site.close());

const span = () => `from=${encodeURIComponent(typedDay(day(0)))}&to=${encodeURIComponent(typedDay(day(6)))}`;

test("H125: the worked example on a person's page: 12 of 13, 11 of 13, 10 of 13 and 12 of 14, each with its percentage, and why one is excused", async () => {
  const { body } = await get(story.nurse, `/people/${story.person}/attendance?${span()}`);
  for (const words of ["92.3 % (12 of 13)", "84.6 % (11 of 13)", "76.9 % (10 of 13)", "85.7 % (12 of 14)"])
    expect(body).toContain(words);
  expect(body).toContain("Excused: 1 session (hospital).");
  expect(body).toContain("14 sessions scheduled");
  expect(body).toContain("Excused: hospital");
});

test("H182: each session they came to leads to its visit, and the day of it stands on the page of dosing, to be read", async () => {
  const { body } = await get(story.nurse, `/people/${story.person}/attendance?${span()}`);
  const links = [...body.matchAll(/href="(\/dosing\/visits\/[0-9a-f-]{36})"/g)].map(([, to]) => to ?? "");
  expect(new Set(links).size).toBe(14);
  const newest = await get(story.nurse, links[0] ?? "");
  expect([newest.status, newest.body.includes("Did not come")]).toEqual([200, true]);
  const before = await get(story.nurse, `/dosing?day=${day(6)}`);
  const sessions = [...before.body.matchAll(/href="\/dosing\/[0-9a-f-]{36}"/g)];
  expect(sessions).toHaveLength(2);
  expect(before.body).not.toContain("Open a session");
  expect(before.body).toContain(`/dosing?day=${day(5)}`);
  expect(before.body).toContain(`/dosing?day=${day(7)}`);
  // A day that is still to come is today, where sessions are opened.
  const ahead = (await get(story.nurse, `/dosing?day=${today().add({ days: 3 })}`)).body;
  expect([ahead.includes("Open a session"), ahead.includes("The day after")]).toEqual([true, false]);
});

test("H182: whoever is of the clinic’s sessions goes from the medicines of somebody to their visit of today; nobody else is offered it", async () => {
  const other = await dosingStory(world);
  const session = await opened(world, other);
  const visit = (
    await visitorTo(site, { token: other.nurse.token }).post(`/dosing/${session}/arrived/${other.person}`, {})
  ).location;
  const of = (who: TestAgency) => get(who, `/people/${other.person}/medicines`);
  expect((await of(other.nurse)).body).toContain(`href="${visit}"`);
  const lead = await of(other.lead);
  expect([lead.status, lead.body.includes("/dosing/visits/")]).toEqual([200, false]);
});

test("H125: the same of the clinic, with the number of people, mean, median and all sessions pooled", async () => {
  const { body } = await get(story.nurse, `/dosing/attendance?${span()}`);
  expect(body).toContain("1 person, each person’s own percentage first");
  expect(body).toContain("92.3 % (12 of 13)");
  expect(body).toContain("Iain Calder");
});

test("H125: a day on which the clinic opened no session is excused as closed, and counts where nothing is excused", async () => {
  // Two days more, on which nothing was opened: four sessions.
  const wide = `from=${encodeURIComponent(typedDay(day(0)))}&to=${encodeURIComponent(typedDay(today()))}`;
  await world.sql`update clinic_order set starts_on = ${day(-1)} where id = ${story.order}`;
  const before = `from=${encodeURIComponent(typedDay(day(-1)))}&to=${encodeURIComponent(typedDay(day(6)))}`;
  const { body } = await get(story.nurse, `/people/${story.person}/attendance?${before}`);
  expect(body).toContain("92.3 % (12 of 13)");
  expect(body).toContain("75.0 % (12 of 16)");
  expect(body).toContain("2 sessions (service closed)");
  await world.sql`update clinic_order set starts_on = ${day(0)} where id = ${story.order}`;
  expect((await get(story.nurse, `/people/${story.person}/attendance?${wide}`)).body).toContain(
    "85.7 % (12 of 14)",
  );
});

test("H125: a plan that changed since changes nothing that was scheduled before; a later reduced dose changes no full dose", async () => {
  await world.sql`update clinic_order set stops_on = ${day(7)} where id = ${story.order}`;
  const { body } = await get(story.nurse, `/people/${story.person}/attendance?${span()}`);
  expect(body).toContain("76.9 % (10 of 13)");
  await world.sql`update clinic_order set stops_on = null where id = ${story.order}`;
});

test("H125: a dose of a downtime that was written down later counts in the session in which it was had", async () => {
  const [late] = await world.sql`
    insert into injection (person_id, agency_id, owner_kind, what, dose_ug, injected_ug, left_ug, ended_at, because, staff_id)
    values (${story.person}, ${story.nurse.agencyId}, 'clinic', 'full', ${mg(100)}, ${mg(100)}, 0, ${day(6)}::date + time '09:10', 'on paper', ${story.nurse.staffId}) returning id`;
  await world.sql`update dosing_session set opened_at = ${day(6)}::date + time '07:00' where day = ${day(6)} and slot = 'evening'`;
  await world.sql`update dosing_session set opened_at = ${day(6)}::date + time '05:00', ends_at = ${day(6)}::date + time '06:00', closed_at = ${day(6)}::date + time '07:00' where day = ${day(6)} and slot = 'morning'`;
  const { body } = await get(story.nurse, `/people/${story.person}/attendance?${span()}`);
  expect(body).toContain("100.0 % (13 of 13)");
  await world.sql`delete from injection where id = ${late?.id}`;
});

test("a review that is due stands on the plan, on the attendance and on the board until it is held", async () => {
  const plan = () => get(story.doctor, `/people/${story.person}/orders`);
  expect((await plan()).body).toMatch(/Review of the dose due since/);
  await world.sql`insert into clinic_review (person_id, agency_id, owner_kind, kind, words, noted_by)
                  values (${story.person}, ${story.nurse.agencyId}, 'clinic', 'dose', 'goes on', ${story.doctor.staffId})`;
  expect((await plan()).body).not.toMatch(/Review of the dose due since/);
});

test("nobody outside the clinic, and nobody who is not of its sessions, reads attendance", async () => {
  const keyworker = await world.anAgency("treatment");
  const police = await world.anAgency("police");
  for (const who of [keyworker, police, story.lead]) {
    expect([403, 404]).toContain((await get(who, "/dosing/attendance")).status);
    expect([403, 404]).toContain((await get(who, `/people/${story.person}/attendance`)).status);
  }
});

test("full doses are the same share whether a smaller order for one session was written the day before or on the day", async () => {
  /** One morning at which half of the standing 100 mg was had, by an order that was written before the session opened or after it. */
  const half = async (written: "before" | "on the day") => {
    const here = await dosingStory(world);
    const smaller = () =>
      signedOrder(world, here, {
        kind: "single-session",
        slot: "morning",
        endsOn: today(),
        reason: "half, by agreement",
        parts: [
          {
            slot: "morning",
            part: 1,
            product: "diamorphine-ampoule-100",
            micrograms: mg(50),
            leastMinutes: 240,
          },
        ],
      });
    if (written === "before") expect((await smaller()).ok).toBe(true);
    const session = await opened(world, here);
    if (written === "on the day") expect((await smaller()).ok).toBe(true);
    const [visit] = await world.sql<{ ug: number }[]>`
      select prescribed_ug::int as ug from dosing_visit where session_id = ${session}`;
    const row = { day: today(), slot: "morning", state: "arrived", injected_ug: mg(50) } as const;
    return attendanceOf([{ ...row, prescribed_ug: visit?.ug ?? 0 }]).fullDose;
  };
  // Half of what is prescribed is no full dose, both times.
  const none = { of: 0, outOf: 1 };
  expect([await half("before"), await half("on the day")]).toEqual([none, none]);
});
