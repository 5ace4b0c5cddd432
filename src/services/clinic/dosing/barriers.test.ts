import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  checking,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
  preparing,
  WELL,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { now } from "../../../kernel/time.ts";

// Each barrier is tried at the database itself, past every page: by the functions that pages call, as the application's own role, and
// as whoever owns the tables, whom only constraints stop.

// Each test sets a whole clinic: long on a busy machine.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const take = async (story: DosingStory, preparation: string, key: string, who = story.nurse) => {
  await proveNow(world, who);
  return (await call(world, who, "take_authority", preparation, key)).answer;
};
const ready = async (more: Parameters<typeof dosingStory>[1] = 100, minutes = 240) => {
  const story = await dosingStory(world, more, minutes);
  const session = await opened(world, story);
  return { story, session, ...(await prepared(world, story, session)) };
};
/** What the owner of the tables is told: the name of the constraint. */
const told = async (work: PromiseLike<unknown>): Promise<string> => {
  try {
    await work;
    return "done";
  } catch (error) {
    return String((error as { constraint_name?: string }).constraint_name ?? (error as Error).message);
  }
};

test("H90: a part is handed over once on a day, whoever presses, with whatever key, and not past the database either", async () => {
  const { story, preparation, key, visit } = await ready();
  expect(await take(story, preparation, key)).toBe("done");
  expect(await take(story, preparation, key)).toBe("replayed");
  expect(await take(story, preparation, crypto.randomUUID())).toBe("other-body");
  const another = await world.aWorker(story.nurse, "clinic-nurse", "Another nurse");
  expect(await take(story, preparation, key, another)).toBe("replayed");
  const copied = world.sql`
    insert into authority (person_id, agency_id, owner_kind, visit_id, session_id, order_id, order_part_id, day, for_whom, assessment_id, assessed_until, preparation_id, dose_ug,
                           least_minutes, taken_at, taken_by, block, key, line_key)
    select person_id, agency_id, owner_kind, visit_id, session_id, order_id, order_part_id, day, for_whom, assessment_id, assessed_until, preparation_id, dose_ug,
           least_minutes, taken_at, taken_by, block, gen_random_uuid(), gen_random_uuid() from authority where visit_id = ${visit}`;
  expect(await told(copied)).toMatch(/one_authority_for_a_part_on_a_day|authority_preparation_id_key/);
  const [lines] =
    await world.sql`select count(*)::int as n from cd_entry where book_id = ${story.book} and kind = 'administer'`;
  expect(lines?.n).toBe(1);
});

test("H90: the application writes no authority, no step, no preparation and no outcome but by their functions", async () => {
  const { story, visit } = await ready();
  for (const sql of [
    `insert into authority (person_id, visit_id) values ('${story.person}', '${visit}')`,
    `insert into dosing_step (visit_id, seq, to_state) values ('${visit}', 99, 'handed-over')`,
    `update dosing_step set to_state = 'handed-over' where visit_id = '${visit}'`,
    `insert into preparation_check (preparation_id) values ('${visit}')`,
    `insert into injection (person_id, what, dose_ug, injected_ug, left_ug, ended_at) values ('${story.person}', 'full', 1, 1, 0, now())`,
    `delete from pre_dose_assessment where visit_id = '${visit}'`,
    `select step_dosing_visit('${visit}', 'handed-over')`,
    `select observe_injected('${story.person}', 'diamorphine', 1, now())`,
    `update dosing_session set numbers = '{}'`,
    `insert into dosing_duty (session_id, staff_id, duty) select id, acting_staff(), 'checker' from dosing_session`,
  ])
    expect(await told(world.as(story.nurse, async (tx) => accept(await tx.unsafe(sql)))), sql).toContain(
      "permission denied",
    );
});

test("H91: no part is handed over before its minutes have gone by since the last injection ended", async () => {
  const { story, preparation, key } = await ready(100, 240);
  const seen = (minutes: number) =>
    world.as(story.nurse, async (tx) =>
      accept(
        await tx`insert into observed_dose (person_id, drug, way, micrograms, given_at) values (${story.person}, 'diamorphine', 'injected', 1000, ${now().subtract({ minutes })})`,
      ),
    );
  await seen(239);
  await proveNow(world, story.nurse);
  const early = await call(world, story.nurse, "take_authority", preparation, key);
  expect(early.answer).toBe("too-soon");
  await world.sql`update observed_dose set given_at = given_at - interval '2 minutes' where person_id = ${story.person}`;
  expect(await take(story, preparation, key)).toBe("done");
});

test("H91: two parts of one person never stand closer than their interval, not even for whoever owns the tables", async () => {
  const { story, preparation, key, visit } = await ready();
  await take(story, preparation, key);
  const [one] = await world.sql`select * from authority where visit_id = ${visit}`;
  const between = world.sql`
    select 1 from authority a where a.id = ${one?.id} and a.block && tstzrange(a.taken_at + interval '239 minutes' - make_interval(mins => 240), a.taken_at + interval '239 minutes', '(]')`;
  expect((await between).length).toBe(1);
  expect(
    await told(
      world.sql`update authority set block = tstzrange(taken_at, taken_at, '(]') where id = ${one?.id}`,
    ),
  ).toBe("its_block_is_its_interval");
  expect(
    await told(
      world.sql`update authority set after_end = taken_at - interval '239 minutes' where id = ${one?.id}`,
    ),
  ).toBe("it_keeps_its_distance_from_the_injection_before");
});

test("H93: nobody is assessed before photo and two identifiers have been confirmed", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { the_visit: visit } = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  const who = (by: readonly string[]) =>
    call(world, story.nurse, "identify_for_dosing", visit, world.sql.json({ by }));
  expect((await who(["photo", "name"])).answer).toBe("not-identified");
  const assessed = await call(
    world,
    story.nurse,
    "assess_before_dose",
    visit,
    world.sql.json(WELL),
    "clear",
    world.sql.array([], 1009),
    "nobody",
    "x",
    null,
  );
  expect(assessed.answer).toBe("moved-since");
  expect((await who(["known", "name", "born"])).answer).toBe("done");
});

test("H95: milligrams and millilitres are those of the order and the product, and another amount stops both people", async () => {
  const story = await dosingStory(world, 90);
  const session = await opened(world, story);
  const { the_visit: visit } = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  await call(
    world,
    story.nurse,
    "identify_for_dosing",
    visit,
    world.sql.json({ by: ["known", "name", "born"] }),
  );
  await call(
    world,
    story.nurse,
    "assess_before_dose",
    visit,
    world.sql.json(WELL),
    "clear",
    world.sql.array([], 1009),
    "nobody",
    "x",
    null,
  );
  const id = await preparing(world, story, visit ?? "");
  expect(await checking(world, story, id, { ug: mg(100), microlitres: 900 })).toBe("mismatch");
  expect(await checking(world, story, id, { ug: mg(90), microlitres: 900 })).toBe("stopped");
  expect((await call(world, story.nurse, "look_again_at_preparation", id)).answer).toBe("done");
  expect(await checking(world, story, id, { ug: mg(90), microlitres: 9000 })).toBe("mismatch");
  await call(world, story.nurse, "look_again_at_preparation", id);
  // The right dose by a wrong ampoule, or from another lot than is in the hand; and what nobody entered does not agree.
  const right = { ug: mg(90), microlitres: 900 };
  for (const more of [{ strength: mg(10) }, { strength: mg(500) }, { lot: "L2" }, { lot: "" }]) {
    expect(await checking(world, story, id, { ...right, ...more }), JSON.stringify(more)).toBe("mismatch");
    await call(world, story.nurse, "look_again_at_preparation", id);
  }
  await proveNow(world, story.checker);
  expect((await call(world, story.checker, "check_preparation", id, mg(90), 900)).answer).toBe("mismatch");
  await call(world, story.nurse, "look_again_at_preparation", id);
  expect(await checking(world, story, id, { ...right, lot: " l1 " })).toBe("done");
  const [kept] =
    await world.sql`select entered_strength_ug::int as ug, entered_lot from preparation_check where preparation_id = ${id}`;
  expect(kept).toEqual({ ug: 100_000, entered_lot: " l1 " });
  expect(
    await told(world.sql`update preparation set dose_ug = 100000, rest_ug = 0 where id = ${id}`),
  ).toMatch(/was_ordered|the_volume_is_the_dose|came_to_the_same|rest_has_a_line/);
  expect(
    await told(world.sql`update preparation_check set entered_ug = 100000 where preparation_id = ${id}`),
  ).toBe("the_checker_came_to_the_same");
});

test("H96: nothing is prepared or handed over on an assessment that does not clear, is too old, or was followed by another", async () => {
  const { story, preparation, key, visit } = await ready();
  await world.sql`alter table pre_dose_assessment disable trigger all`;
  await world.sql`update pre_dose_assessment set at = at - interval '16 minutes', valid_until = valid_until - interval '16 minutes' where visit_id = ${visit}`;
  await world.sql`alter table pre_dose_assessment enable trigger all`;
  expect(await take(story, preparation, key)).toBe("too-old");
  expect(
    await told(world.sql`update pre_dose_assessment set sedation = '3' where visit_id = ${visit}`),
  ).toMatch(/well|sedated/);
  expect(await told(world.sql`update pre_dose_assessment set alcohol = 1 where visit_id = ${visit}`)).toBe(
    "a_full_dose_is_for_somebody_well",
  );
  expect(
    await told(world.sql`update pre_dose_assessment set alcohol_unit = null where visit_id = ${visit}`),
  ).toBe("alcohol_never_stands_without_its_unit");
});

test("H96: a decision that does not follow from what was read is not kept, whoever sends it", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { the_visit: visit } = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  await call(
    world,
    story.nurse,
    "identify_for_dosing",
    visit,
    world.sql.json({ by: ["known", "name", "born"] }),
  );
  const assessed = (more: object, decision = "clear") =>
    told(
      call(
        world,
        story.nurse,
        "assess_before_dose",
        visit,
        world.sql.json({ ...WELL, ...more } as never),
        decision,
        world.sql.array(["SEDATED"], 1009),
        "nobody",
        "x",
        null,
      ),
    );
  expect(await assessed({ sedation: "2" })).toBe("a_full_dose_is_for_somebody_well");
  expect(await assessed({ breaths: 5 })).toBe("a_full_dose_is_for_somebody_well");
  expect(await assessed({ spo2: 94 })).toBe("a_full_dose_is_for_somebody_well");
  expect(await assessed({ alcohol: null, alcohol_unit: null })).toBe("a_full_dose_is_for_somebody_well");
  expect(await assessed({ sedation: "3" }, "reduce")).toBe("nothing_is_given_to_somebody_sedated");
  // At the table itself, whatever any function would say.
  await assessed({ sedation: "2" }, "reduce");
  for (const sedation of ["asleep", "3", "4"])
    expect(
      await told(
        world.sql`update pre_dose_assessment set sedation = ${sedation} where visit_id = ${visit ?? ""} and decision = 'reduce'`,
      ),
      sedation,
    ).toBe("nothing_is_given_to_somebody_sedated");
});

test("H97: nobody prepares and checks, not on two sign-ins either, and whoever prepared it hands it over", async () => {
  const { story, preparation } = await ready();
  const second = await world.aWorker(story.nurse, "clinic-nurse", "Second nurse");
  await call(
    world,
    second,
    "take_dosing_duty",
    (await world.sql`select session_id from dosing_visit where person_id = ${story.person}`)[0]?.session_id,
    "nurse",
  );
  const [it] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  expect(await take(story, preparation, String(it?.hand_key), second)).toBe("not-who-prepared-it");
  expect(
    await told(
      world.sql`update preparation_check set checked_by = prepared_by where preparation_id = ${preparation}`,
    ),
  ).toBe("two_people_prepare");
  expect(
    await told(
      world.sql`update preparation_check set checked_in = prepared_in where preparation_id = ${preparation}`,
    ),
  ).toBe("two_sign_ins_prepare");
  await proveNow(world, story.nurse);
  expect((await call(world, story.nurse, "check_preparation", preparation, mg(100), 1000)).answer).toBe(
    "not-there",
  );
});

test("H97: whoever has not just shown that it is they signs, checks and hands over nothing", async () => {
  const { story, preparation, key } = await ready();
  await world.sql`update session set proved_at = now() - interval '6 minutes' where id in (select prepared_in from preparation where id = ${preparation})`;
  expect((await call(world, story.nurse, "take_authority", preparation, key)).answer).toBe("not-fresh");
});
