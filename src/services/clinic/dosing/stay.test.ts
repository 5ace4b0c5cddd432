import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { doseSeen } from "../../../../tests/clinic/gap-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { now } from "../../../kernel/time.ts";

// Until when somebody stays after an injection, tried at the database itself. The shipped protocol: 20 minutes, 30 where anything asks for
// more, and 120 after naloxone.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const handedOver = async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const dose = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  const taken = await call(world, story.nurse, "take_authority", dose.preparation, dose.key);
  return { story, session, ...dose, taken };
};
const injected = async () => {
  const it = await handedOver();
  const said = [it.taken.made, "full", mg(100), null, null];
  expect((await call(world, it.story.nurse, "record_injection", ...said)).answer).toBe("done");
  return it;
};
/** Whole minutes from the end of the injection until they may leave. */
const minutes = async ({ story, visit }: Awaited<ReturnType<typeof injected>>): Promise<number> => {
  const until = (await call(world, story.nurse, "dosing_stays_until", visit)).answer as unknown as Date;
  const [row] = await world.sql`select ended_at from injection where visit_id = ${visit}`;
  return Math.round((new Date(String(until)).getTime() - new Date(String(row?.ended_at)).getTime()) / 60_000);
};

test("they stay 20 minutes; 30 in titration, after a restart of the order and where anything was flagged before the dose", async () => {
  const it = await injected();
  expect(await minutes(it)).toBe(20);
  await world.sql`update clinic_order set phase = 'titration' where id = ${it.story.order}`;
  expect(await minutes(it)).toBe(30);
  await world.sql`update clinic_order set phase = 'stable' where id = ${it.story.order}`;
  const restarted = (minutesAgo: number) => world.sql`
    insert into clinic_order_step (order_id, what, at, staff_id) values (${it.story.order}, 'restarted', ${now().subtract({ minutes: minutesAgo })}, ${it.story.doctor.staffId})`;
  const [taken] = await world.sql`select taken_at from authority where visit_id = ${it.visit}`;
  await restarted(-1);
  expect(await minutes(it), "held and restarted after this dose was handed over").toBe(20);
  await restarted(1);
  expect(new Date(String(taken?.taken_at)).getTime()).toBeGreaterThan(Date.now() - 60_000);
  expect(await minutes(it), "the first dose after a restart").toBe(30);
  await world.sql`delete from clinic_order_step where order_id = ${it.story.order} and what = 'restarted'`;
  await world.sql`update pre_dose_assessment set reasons = '{ORAL_MISSED}' where visit_id = ${it.visit}`;
  expect(await minutes(it)).toBe(30);
});

test("after the first dose since a gap whose nights nobody confirmed they stay half an hour longer", async () => {
  const it = await injected();
  const seen = (hours: number) =>
    doseSeen(world, it.story.nurse, it.story.person, now().subtract({ hours: hours }));
  await seen(80);
  await seen(30);
  expect(await minutes(it), "30 hours, nights not confirmed").toBe(50);
  await seen(10);
  expect(await minutes(it), "a dose ten hours ago").toBe(20);
});

test("whoever is drowsy, breathes too slowly or is short of oxygen at the last look does not leave as fit, whoever presses, by whatever page", async () => {
  const it = await injected();
  const look = (sedation: string, breaths: number, spo2: number) =>
    call(
      world,
      it.story.checker,
      "look_after_dose",
      it.visit,
      sedation,
      breaths,
      60,
      spo2,
      false,
      0,
      "watch",
    );
  const leave = async () =>
    (
      await call(
        world,
        it.story.nurse,
        "move_dosing_visit",
        it.visit,
        "fit-to-leave",
        null,
        null,
        world.sql.json({}),
      )
    ).answer;
  await look("1", 14, 97);
  await world.sql`update injection set ended_at = ended_at - interval '31 minutes' where visit_id = ${it.visit}`;
  for (const [sedation, breaths, spo2] of [
    ["3", 14, 97],
    ["asleep", 14, 97],
    ["1", 9, 97],
    ["1", 14, 91],
  ] as const) {
    await look(sedation, breaths, spo2);
    expect(await leave(), `${sedation}, ${breaths} breaths, ${spo2} %`).toBe("not-fit");
  }
  await look("2", 10, 92);
  expect(await leave()).toBe("done");
});

test("after naloxone they stay two hours from the last of it, and whoever presses sooner is refused at the database", async () => {
  const it = await injected();
  const emergency = (await call(world, it.story.nurse, "begin_dosing_emergency", it.visit, "overdose"))
    .answer;
  const act = (what: string, route: string | null, ug: number | null) =>
    call(world, it.story.nurse, "act_in_dosing_emergency", emergency, what, route, ug, null);
  await act("oxygen", null, null);
  expect(await minutes(it), "oxygen alone").toBe(20);
  await act("naloxone", "muscle", 400);
  await act("recovered", null, null);
  expect(await minutes(it)).toBe(120);
  const look = () =>
    call(world, it.story.checker, "look_after_dose", it.visit, "1", 14, 60, 97, false, 0, "watch");
  await look();
  await look();
  // Half an hour has gone by.
  await world.sql`update injection set ended_at = ended_at - interval '31 minutes' where visit_id = ${it.visit}`;
  const leave = () =>
    call(
      world,
      it.story.nurse,
      "move_dosing_visit",
      it.visit,
      "fit-to-leave",
      null,
      null,
      world.sql.json({}),
    );
  expect((await leave()).answer).toBe("too-early");
  await world.sql`update dosing_emergency_act set at = at - interval '121 minutes' where emergency_id = ${emergency} and what = 'naloxone'`;
  expect((await leave()).answer).toBe("done");
});

test("nothing is handed over that somebody checked who has left the shift since", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const dose = await prepared(world, story, session);
  await world.sql`update dosing_duty set until_at = now() where session_id = ${session} and staff_id = ${story.checker.staffId}`;
  await proveNow(world, story.nurse);
  const take = () => call(world, story.nurse, "take_authority", dose.preparation, dose.key);
  expect((await take()).answer).toBe("checker-not-on-shift");
  await world.sql`update dosing_duty set until_at = null where session_id = ${session} and staff_id = ${story.checker.staffId}`;
  expect((await take()).answer).toBe("done");
});

test("what is wasted at a session is witnessed by somebody on shift there", async () => {
  const it = await handedOver();
  await call(world, it.story.nurse, "record_injection", it.taken.made, "part", mg(60), null, null);
  await proveNow(world, it.story.nurse);
  const left = await call(
    world,
    it.story.nurse,
    "waste_from_dose",
    it.preparation,
    false,
    "left in the syringe",
  );
  const witness = () => call(world, it.story.checker, "witness_dosing_waste", left.made, mg(40));
  await proveNow(world, it.story.checker);
  await world.sql`update dosing_duty set until_at = now() where session_id = ${it.session} and staff_id = ${it.story.checker.staffId}`;
  expect((await witness()).answer).toBe("not-there");
  await world.sql`update dosing_duty set until_at = null where session_id = ${it.session} and staff_id = ${it.story.checker.staffId}`;
  expect((await witness()).answer).toBe("done");
});

// The last of the file: what it does to its table would disturb another.
test("a dose above every visit of the days before by more than a tenth is a rise, after which they stay 30 minutes", async () => {
  const it = await injected();
  // A visit of the day before, at which less was had: 100 is a rise on 90 by more than a tenth, and none on 91.
  await world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`alter table authority alter column shared_as drop expression`;
    await tx`
      insert into authority
      select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'key', gen_random_uuid(), 'line_key', gen_random_uuid(),
        'visit_id', gen_random_uuid(), 'preparation_id', gen_random_uuid(), 'order_part_id', gen_random_uuid(), 'dose_ug', ${mg(90)}::bigint,
        'taken_at', a.taken_at - interval '1 day', 'day', a.day - 1, 'after_end', null,
        'assessed_until', a.assessed_until - interval '1 day', 'block', tstzrange(lower(a.block) - interval '1 day', upper(a.block) - interval '1 day', '(]')))).*
        from authority a where a.visit_id = ${it.visit}`;
  });
  const before = (ug: number) =>
    world.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update authority set dose_ug = ${ug} where for_whom = ${it.story.person} and visit_id <> ${it.visit}`;
    });
  expect(await minutes(it)).toBe(30);
  await before(mg(91));
  expect(await minutes(it)).toBe(20);
});
