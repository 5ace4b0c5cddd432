import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  counted,
  type DosingStory,
  dosingStory,
  opened,
  openedAs,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { now, today } from "../../../kernel/time.ts";

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

test("H98: nothing is handed over once the licence has ended, the order is held, the protocol is withdrawn or the session closed", async () => {
  const { story, preparation, key, session } = await ready();
  await world.sql`update clinic_licence set ended_on = ${today()}, ended_because = 'x', ended_at = now() where id = ${story.licence}`;
  expect(await take(story, preparation, key)).toBe("order:no-licence");
  await world.sql`update clinic_licence set ended_on = null, ended_because = null, ended_at = null where id = ${story.licence}`;
  await world.sql`update clinic_order set state = 'held' where id = ${story.order}`;
  expect(await take(story, preparation, key)).toBe("order:held");
  await world.sql`update clinic_order set state = 'signed' where id = ${story.order}`;
  await world.sql`update partnership_fact set made_up = false`;
  await world.sql`update session set unphishable = true, proved_by = 'passkey'`;
  const real = await take(story, preparation, key);
  await world.sql`update partnership_fact set made_up = true`;
  expect(real).toBe("order:protocol-not-signed");
  await world.sql`update dosing_session set closed_at = now() where id = ${session}`;
  expect(await take(story, preparation, key)).toBe("not-there");
});

test("H98: a single-session order stands before the standing one, and a part of another person's order is nobody else's", async () => {
  const { story, preparation, key, visit } = await ready();
  const single = await signedOrder(world, story, {
    kind: "single-session",
    slot: "morning",
    endsOn: today(),
    mostSingle: mg(400),
    mostDaily: mg(800),
    parts: [
      { slot: "morning", part: 1, product: "diamorphine-ampoule-100", micrograms: mg(50), leastMinutes: 240 },
    ],
  });
  expect(single.ok).toBe(true);
  expect(await take(story, preparation, key)).toBe("another-order");
  expect(
    await told(world.sql`update preparation set order_id = gen_random_uuid() where visit_id = ${visit}`),
  ).toMatch(/ordered|order_id_fkey/);
});
test("H99: no handing over without its line, and no line without its handing over", async () => {
  const { story, preparation, key, visit } = await ready();
  expect(
    await told(
      world.sql`insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state) select visit_id, seq + 1, seq, to_state, 'handed-over' from dosing_step where visit_id = ${visit} order by seq desc limit 1`,
    ),
  ).toBe("nothing_is_handed_over_without_an_authority");
  // The visit moves away at the same moment: neither line nor authority stays.
  await world.sql`insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state) select visit_id, seq + 1, seq, to_state, 'identified' from dosing_step where visit_id = ${visit} order by seq desc limit 1`;
  expect(await take(story, preparation, key)).toBe("moved-since");
  const [count] =
    await world.sql`select (select count(*)::int from cd_entry where book_id = ${story.book} and kind = 'administer') as lines, (select count(*)::int from authority where visit_id = ${visit}) as taken`;
  expect(count).toEqual({ lines: 0, taken: 0 });
});

test("H100: nothing is issued from a book with an open discrepancy, nor more than stands in it", async () => {
  const { story, preparation, key } = await ready();
  await counted(world, story.nurse, story.checker, story.book, mg(10_000), mg(9_900));
  expect(await take(story, preparation, key)).toBe("difference");
  // A count that agrees explains nothing: the book is frozen until the controlled-drugs lead releases it.
  await counted(world, story.nurse, story.checker, story.book, mg(10_000));
  expect(await take(story, preparation, key)).toBe("difference");
  const [difference] = await world.sql`select id from cd_difference where book_id = ${story.book}`;
  await proveNow(world, story.lead);
  const words = "Looked for with the accountable officer";
  expect(await call(world, story.lead, "release_difference", difference?.id, words)).toMatchObject({
    answer: "done",
  });
  expect(await take(story, preparation, key)).toBe("done");
});

test("H103: one nurse observes no more people than the protocol says", async () => {
  const { story, preparation, key, session } = await ready();
  await world.sql`update dosing_session set numbers = numbers || '{"observed-at-once": 0}' where id = ${session}`;
  expect(await take(story, preparation, key)).toBe("too-many-observed");
});

test("H105: after an emergency nothing is given until a prescriber has reviewed it, and the session is one touch away", async () => {
  const { story, preparation, key, visit } = await ready();
  const began = await call(world, story.checker, "begin_dosing_emergency", visit, "overdose");
  expect(began.answer).toMatch(/^[0-9a-f-]{36}$/);
  expect((await call(world, story.checker, "begin_dosing_emergency", visit, "overdose")).answer).toBe(
    began.answer,
  );
  const acted = await call(
    world,
    story.doctor,
    "act_in_dosing_emergency",
    began.answer,
    "naloxone",
    "muscle",
    400,
    null,
  );
  expect(acted.answer).toBe("done");
  const [raised] = await world.sql`select kind from dosing_incident where visit_id = ${visit}`;
  expect(raised?.kind).toBe("emergency");
  expect(await take(story, preparation, key)).toBe("waits-for-review");
  await proveNow(world, story.doctor);
  await world.as(story.doctor, async (tx) =>
    accept(
      await tx`insert into clinic_review (person_id, kind, words) values (${story.person}, 'after-event', 'Seen; goes on')`,
    ),
  );
  expect(await take(story, preparation, key)).toBe("done");
});

test("H106: a visit closes only when what was prepared is injected, wasted or returned, each before a second person", async () => {
  const { story, preparation, key, visit } = await ready();
  await take(story, preparation, key);
  const [a] = await world.sql`select id from authority where visit_id = ${visit}`;
  const done = await call(world, story.nurse, "record_injection", a?.id, "part", mg(60), now(), null);
  expect(done.answer).toBe("done");
  const early = { advised: "yes", capacity: "yes", witness: "Tom", naloxone: "taken" };
  const move = (to: string) =>
    call(world, story.nurse, "move_dosing_visit", visit, to, "x", "done", world.sql.json(early));
  expect((await move("closed")).answer).toBe("moved-since");
  expect((await move("left-early")).answer).toBe("done");
  expect((await move("closed")).answer).toBe("not-accounted-for");
  await proveNow(world, story.nurse);
  const left = await call(world, story.nurse, "waste_from_dose", preparation, false, "left in the syringe");
  expect(left.answer).toBe("done");
  expect((await move("closed")).answer).toBe("not-accounted-for");
  expect((await call(world, story.nurse, "witness_dosing_waste", left.made, mg(40))).answer).toBe(
    "same-person",
  );
  await proveNow(world, story.checker);
  expect((await call(world, story.checker, "witness_dosing_waste", left.made, mg(30))).answer).toBe(
    "mismatch",
  );
  expect((await call(world, story.checker, "witness_dosing_waste", left.made, mg(40))).answer).toBe("done");
  expect((await move("closed")).answer).toBe("done");
  expect(
    await told(
      world.sql`update dosing_step set wasted_ug = 0 where visit_id = ${visit} and to_state = 'closed'`,
    ),
  ).toBe("a_visit_closes_when_everything_is_accounted_for");
  const [note] =
    await world.sql`select kind, quantity_ug::int as ug, corrects::int as corrects from cd_entry where book_id = ${story.book} order by seq desc limit 1`;
  expect(note).toEqual({ kind: "correction", ug: 0, corrects: 3 });
});

test("H107: no session opens without its staff, its counts, a licence or a protocol, nor twice", async () => {
  const story = await dosingStory(world);
  const all = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  const open = (duties: readonly object[], who = story.nurse) => openedAs(world, story, who, duties);
  expect((await open(all.slice(0, 2))).answer).toBe("too-few");
  expect((await open([...all, { staff: story.nurse.staffId, duty: "checker" }])).answer).toBe("twice");
  expect((await open([{ staff: story.checker.staffId, duty: "nurse" }, ...all.slice(1)])).answer).toBe(
    "not-their-duty",
  );
  expect((await open(all, story.checker)).answer).toBe("not-there");
  await world.sql`update clinic_licence set until_on = ${today().subtract({ days: 1 })} where id = ${story.licence}`;
  expect((await open(all)).answer).toBe("no-licence");
  await world.sql`update clinic_licence set until_on = ${today()} where id = ${story.licence}`;
  expect((await open(all)).answer).toBe("done");
  expect((await open(all)).answer).toBe("opened-already");
  // The next session is counted for anew: what was counted before the last one closed does not count.
  const [session] = await world.sql`select id from dosing_session where premises_id = ${story.premises}`;
  expect((await call(world, story.nurse, "close_dosing_session", session?.id, null)).answer).toBe(
    "still-expected",
  );
  expect((await call(world, story.nurse, "close_dosing_session", session?.id, "no nurse")).answer).toBe(
    "done",
  );
  const evening = () => openedAs(world, story, story.nurse, all, { slot: "evening" });
  expect((await evening()).answer).toBe("not-counted");
  await counted(world, story.nurse, story.checker, story.book, mg(10_000), mg(9_000));
  expect((await evening()).answer).toMatch(/not-counted|discrepancy/);
});

test("H107: whoever checks does not give later in the same session", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  expect((await call(world, story.nurse, "take_dosing_duty", session, "checker")).answer).toBe(
    "another-duty",
  );
  expect(
    await told(
      world.sql`insert into dosing_duty (session_id, staff_id, duty) values (${session}, ${story.checker.staffId}, 'nurse')`,
    ),
  ).toBe("dosing_duty_pkey");
});
