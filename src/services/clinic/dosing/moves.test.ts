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
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../../../../tests/world.ts";
import { accept, invariant } from "../../../kernel/result.ts";
import { now, today } from "../../../kernel/time.ts";
import { type Line, LineKey, postLine, signLine } from "../register/index.ts";

// What random sequences found against the model of row B8, each by itself: a page that is stale, another tab, two presses at one moment.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const BY = ["known", "name", "born"];
const take = async (story: DosingStory, preparation: string, key: string) => {
  await proveNow(world, story.nurse);
  return call(world, story.nurse, "take_authority", preparation, key);
};
const identify = async (story: DosingStory, visit: string) =>
  (await call(world, story.nurse, "identify_for_dosing", visit, world.sql.json({ by: BY }))).answer;
const inject = (story: DosingStory, authority: string | undefined, ug: number) =>
  call(world, story.nurse, "record_injection", authority, "full", ug, now(), null);
const waiting = async () =>
  (
    await world.sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  )[0]?.n;
const state = async (visit: string) => (await world.sql`select dosing_state(${visit}) as state`)[0]?.state;

test("H109: somebody is identified once, when they come: a stale page takes nothing out of the preparation or the booth", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  expect(await identify(story, visit)).toBe("moved-since");
  const taken = await take(story, preparation, key);
  expect(await identify(story, visit)).toBe("moved-since");
  expect(await state(visit)).toBe("handed-over");
  expect((await inject(story, taken.made, mg(100))).answer).toBe("done");
});

test("H106: nobody goes on being observed while nobody has said what became of a further part", async () => {
  const story = await dosingStory(world);
  const part = (n: number, micrograms: number, leastMinutes: number) => ({
    slot: "morning" as const,
    part: n,
    product: "diamorphine-ampoule-100",
    micrograms,
    leastMinutes,
  });
  await signedOrder(world, story, {
    kind: "single-session",
    slot: "morning",
    endsOn: today(),
    mostSingle: mg(100),
    mostDaily: mg(200),
    parts: [part(1, mg(100), 240), part(2, mg(50), 0)],
  });
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await inject(story, (await take(story, preparation, key)).made, mg(100));
  const looked = await call(
    world,
    story.nurse,
    "assess_before_dose",
    visit,
    world.sql.json(WELL),
    "clear",
    world.sql.array([], 1009),
    "nobody",
    "Full dose.",
    null,
  );
  expect(looked.answer).toBe("done");
  const second = await preparing(world, story, visit, "morning", 2);
  expect(await checking(world, story, second)).toBe("done");
  const [row] = await world.sql`select hand_key from preparation where id = ${second}`;
  const taken = await take(story, second, String(row?.hand_key));
  expect(taken.answer).toBe("done");
  const goOn = () =>
    call(world, story.nurse, "move_dosing_visit", visit, "observing", null, null, world.sql.json({}));
  expect((await goOn()).answer).toBe("outcome-not-known");
  expect((await inject(story, taken.made, mg(50))).answer).toBe("done");
  expect(await state(visit)).toBe("observing");
});

test("H103: one nurse who hands over to two people at one moment observes no more of them than one nurse may", async () => {
  const story = await dosingStory(world);
  const other = { ...story, person: await world.aPerson(story.nurse) };
  await world.anEpisode(story.nurse, other.person);
  const ordered = await signedOrder(world, other);
  expect(ordered).toMatchObject({ ok: true });
  const session = await opened(world, story, "morning", { "observed-at-once": 1 });
  const one = await prepared(world, story, session);
  const two = await prepared(world, other, session);
  await proveNow(world, story.nurse);
  let second: Promise<{ readonly answer: string }> | undefined;
  const first = await world.as(story.nurse, async (tx) => {
    const [row] = await tx`select answer from take_authority(${one.preparation}, ${one.key})`;
    // Before it is committed the other is pressed, and goes on until it has to wait for this one.
    second = call(world, story.nurse, "take_authority", two.preparation, two.key);
    await expect.poll(waiting).toBeGreaterThan(0);
    return accept(String(row?.answer));
  });
  expect(first).toEqual({ ok: true, value: "done" });
  expect((await second)?.answer).toBe("too-many-observed");
});

test("H98: an order that is ended after midnight gives nothing more in a session of the day before", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { preparation, key } = await prepared(world, story, session);
  // The session is of yesterday and goes on; the order holds for that day as well.
  await world.sql`update clinic_order set starts_on = starts_on - 1 where id = ${story.order}`;
  await world.sql`update dosing_session set day = day - 1 where id = ${session}`;
  await proveNow(world, story.doctor);
  const ended = await world.as(story.doctor, async (tx) => {
    const [row] = await tx`select move_clinic_order(${story.order}, 'ended', 'Stopped') as answer`;
    return accept(row?.answer);
  });
  expect(ended).toEqual({ ok: true, value: "done" });
  expect((await take(story, preparation, key)).answer).toBe("order:stopped");
});

test("H98: a licence that ended with the day gives nothing more in a session of that day that goes on after midnight", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { preparation, key } = await prepared(world, story, session);
  await world.sql`update clinic_licence set from_on = from_on - 100, until_on = london_day(now()) - 1
     where id = (select licence_id from clinic_order where id = ${story.order})`;
  await world.sql`update clinic_order set starts_on = starts_on - 1 where id = ${story.order}`;
  await world.sql`update dosing_session set day = day - 1 where id = ${session}`;
  const [yesterday] = await world.sql`
    select clinic_licence_held(${story.doctor.staffId}, ${story.premises}, 'diamorphine', london_day(now()) - 1) as held`;
  expect(yesterday?.held).not.toBeNull();
  expect((await take(story, preparation, key)).answer).toBe("order:no-licence");
});

test("H100: a count that does not agree stops a dose that is being handed over while it is entered", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { preparation, key } = await prepared(world, story, session);
  const count: Line = {
    book: story.book,
    key: LineKey.fresh(),
    kind: "count",
    quantity: 0,
    details: { counted_micrograms: mg(9_900), expected_micrograms: mg(10_000) },
  };
  const sign = async (who: TestAgency) => {
    await proveNow(world, who);
    const signed = await world.as(who, (tx) => signLine(tx, count, "test"));
    invariant(signed.ok, "it is signed");
    return signed.value;
  };
  const [first, second] = [await sign(story.nurse), await sign(story.checker)];
  let taken: Promise<{ readonly answer: string }> | undefined;
  const posted = await world.as(story.checker, async (tx) => {
    const done = await postLine(tx, { ...count, first, second, happenedAt: now() });
    taken = call(world, story.nurse, "take_authority", preparation, key);
    await expect.poll(waiting).toBeGreaterThan(0);
    return done;
  });
  expect(posted).toMatchObject({ ok: true, value: { state: "posted" } });
  expect((await taken)?.answer).toBe("difference");
});

test("H174: whose order was held as the session opened, and is restarted while it goes on, comes and is given; whoever was let off and comes is seen", async () => {
  const story = await dosingStory(world);
  const order = async (step: string) => {
    await proveNow(world, story.doctor);
    return (await call(world, story.doctor, "move_clinic_order", story.order, step, "as the ward said"))
      .answer;
  };
  expect(await order("held")).toBe("done");
  const session = await opened(world, story);
  const [excused] = await world.sql`select id from dosing_visit where session_id = ${session}`;
  expect(await state(String(excused?.id))).toBe("excused");
  expect(await order("restarted")).toBe("done");
  const { visit, preparation, key } = await prepared(world, story, session);
  expect(visit).toBe(excused?.id);
  expect((await take(story, preparation, key)).answer).toBe("done");

  const other = await dosingStory(world);
  const theirs = await opened(world, other);
  const [expected] = await world.sql`select id from dosing_visit where session_id = ${theirs}`;
  const details = world.sql.json({});
  await call(world, other.nurse, "move_dosing_visit", expected?.id, "excused", "Rang", "agreed", details);
  expect((await call(world, other.nurse, "arrive_for_dosing", theirs, other.person)).answer).toBe("done");
  expect(await state(String(expected?.id))).toBe("arrived");
});
