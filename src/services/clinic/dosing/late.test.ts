import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type DosingStory, dosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../../../../tests/world.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { type Instant, now } from "../../../kernel/time.ts";
import { closeDosing } from "./closing-store.ts";

let world: World;
let story: DosingStory;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  story = await dosingStory(world);
});
afterAll(() => world.close());

const record = async (ug: number, at: Instant, who: TestAgency = story.nurse) => {
  await proveNow(world, who);
  return call(
    world,
    who,
    "record_late_dose",
    story.person,
    story.book,
    ug,
    at,
    "no fixed abode",
    "On paper sheet 12",
  );
};
const second = async (late: string | undefined, ug: number, who: TestAgency = story.checker) => {
  await proveNow(world, who);
  return (await call(world, who, "countersign_late_dose", late, ug)).answer;
};
const incidents = async () =>
  (
    await world.sql`select kind from dosing_incident where person_id = ${story.person} order by raised_at`
  ).map(({ kind }) => String(kind));

test("H101: a paper dose, a second one and one without stock are recorded as they were, with their incidents, and signed by two", async () => {
  await opened(world, story, "morning", {}, now().add({ hours: 1 }));
  // 50 minutes ago is yesterday, after midnight.
  await world.sql`update clinic_order set starts_on = starts_on - 1 where id = ${story.order}`;
  const at = now().subtract({ minutes: 50 });
  const paper = await record(mg(100), at);
  expect(paper.answer).toBe("done");
  expect(await incidents()).toEqual(["recorded-late"]);
  // It counts at once, before anybody signs it as the second.
  const [seen] =
    await world.sql`select micrograms, given_at from observed_dose where person_id = ${story.person}`;
  expect(seen?.micrograms).toBe(mg(100));
  expect(await second(paper.made, mg(100), story.nurse)).toBe("same-person");
  expect(await second(paper.made, mg(90))).toBe("mismatch");
  expect(await second(paper.made, mg(100))).toBe("done");
  const [line] = await world.sql`
    select kind, quantity_ug::int as ug, happened_at < entered_at - interval '45 minutes' as late from cd_entry where book_id = ${story.book} order by seq desc limit 1`;
  expect(line).toEqual({ kind: "administer", ug: -100_000, late: true });

  const again = await record(mg(100), at.add({ minutes: 10 }));
  expect(again.answer).toBe("done");
  const [clash] = await world.sql`select clashes from dosing_late where id = ${again.made ?? ""}`;
  expect(clash?.clashes).toEqual(["second-dose"]);
  expect(await incidents()).toEqual(["recorded-late", "clash"]);

  const tooMuch = await record(mg(20_000), at.add({ minutes: 20 }));
  expect(tooMuch.answer).toBe("done");
  expect(await second(tooMuch.made, mg(20_000))).toBe("done");
  expect(await incidents()).toEqual(["recorded-late", "clash", "clash", "below-zero"]);
  const [stands] = await world.sql`select cd_book_stands_against(${story.book}) as against`;
  expect(stands?.against).toBe("pending");
});

test("H101: a second dose on paper is a clash also where no session was ever opened: the order says how far apart they are", async () => {
  const first = await dosingStory(world, 100, 240);
  await world.sql`update clinic_order set starts_on = starts_on - 1 where id = ${first.order}`;
  const late = async (minutes: number) => {
    await proveNow(world, first.nurse);
    const at = now().subtract({ minutes });
    const made = await call(
      world,
      first.nurse,
      "record_late_dose",
      first.person,
      first.book,
      mg(50),
      at,
      "none",
      "Paper",
    );
    const [row] = await world.sql`select clashes from dosing_late where id = ${made.made ?? ""}`;
    return row?.clashes;
  };
  expect([await late(600), await late(350), await late(120)]).toEqual([[], [], ["second-dose"]]);
});

test("a dose to come is not recorded, nor one of another clinic's book", async () => {
  expect((await record(mg(100), now().add({ minutes: 5 }))).answer).toBe("not-that-time");
  const other = await world.anAgency("clinic");
  expect((await record(mg(100), now(), other)).answer).toBe("not-there");
});

test("H108: whoever does not come is closed as not come after the end and its grace, once", async () => {
  const [visit] =
    await world.sql`select v.id, s.ends_at from dosing_visit v join dosing_session s on s.id = v.session_id where v.person_id = ${story.person}`;
  const end = visit?.ends_at as Instant;
  const close = (at: Instant) => asPolicyRole(world.sql, WORLD_CODE, (tx) => closeDosing(tx, at));
  const state = async () => (await world.sql`select dosing_state(${visit?.id}) as state`)[0]?.state;
  expect(await close(end.add({ minutes: 59 }))).toBe(0);
  expect(await state()).toBe("scheduled");
  expect(await close(end.add({ minutes: 60 }))).toBe(1);
  expect(await state()).toBe("no-show");
  expect(await close(end.add({ minutes: 61 }))).toBe(0);
  const [session] =
    await world.sql`select closed_at is not null as closed from dosing_session where premises_id = ${story.premises}`;
  expect(session?.closed).toBe(true);
  const excused = await call(
    world,
    story.nurse,
    "move_dosing_visit",
    visit?.id,
    "excused",
    "The ward rang",
    "hospital",
    world.sql.json({}),
  );
  expect(excused.answer).toBe("done");
});
