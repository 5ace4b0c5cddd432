import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
  preparing,
} from "../../../../tests/clinic/dosing-story.ts";
import { ago, assessedClear, cleared, doseSeen, signedLongAgo } from "../../../../tests/clinic/gap-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { type Instant, today } from "../../../kernel/time.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

/** 100 mg in the morning four hours after the last, and 60 mg half an hour after that; the last dose was two hours ago. */
async function twoParts(): Promise<DosingStory> {
  const story = await dosingStory(world);
  await world.sql`
    insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes) values (${story.order}, 'morning', 2, 'diamorphine-ampoule-100', ${mg(60)}, 30)`;
  await signedLongAgo(world, story);
  await doseSeen(world, story.nurse, story.person, ago(2));
  return story;
}
const take = async (story: DosingStory, preparation: string) => {
  await proveNow(world, story.nurse);
  const [row] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  return call(world, story.nurse, "take_authority", preparation, row?.hand_key);
};

test("H91: the second part opens no session: it is prepared only once the first was handed over", async () => {
  const story = await twoParts();
  const visit = await cleared(world, story, await opened(world, story));
  await expect(preparing(world, story, visit, "morning", 2)).rejects.toThrow("part-before");
});

test("H91: nor is it handed over, however it came to be prepared", async () => {
  const story = await dosingStory(world);
  const { preparation } = await prepared(world, story, await opened(world, story));
  // A part is put before the one that lies prepared.
  await world.sql`update clinic_order_part set part = 2 where order_id = ${story.order} and slot = 'morning'`;
  await world.sql`
    insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes) values (${story.order}, 'morning', 1, 'diamorphine-ampoule-100', ${mg(60)}, 240)`;
  expect((await take(story, preparation)).answer).toBe("part-before");
});

test("H91: after the first, none of which was injected, the second follows by its own time", async () => {
  const story = await twoParts();
  await world.sql`update observed_dose set given_at = given_at - interval '10 hours', noted_at = noted_at - interval '10 hours' where person_id = ${story.person}`;
  const { visit, preparation } = await prepared(world, story, await opened(world, story));
  const first = await take(story, preparation);
  expect(first.answer).toBe("done");
  await call(world, story.nurse, "record_injection", first.made, "none", 0, null, "Would not");
  await assessedClear(world, story, visit);
  expect(await preparing(world, story, visit, "morning", 2)).toMatch(/^[0-9a-f-]{36}$/);
});

test("H91: a first part that was given by paper in this session is one of them, one of before is not", async () => {
  const story = await twoParts();
  const session = await opened(world, story);
  const visit = await cleared(world, story, session);
  const paper = async (when: Instant) => {
    await proveNow(world, story.nurse);
    await world.sql`update dosing_session set opened_at = now() - interval '50 minutes' where id = ${session}`;
    await call(
      world,
      story.nurse,
      "record_late_dose",
      story.person,
      story.book,
      mg(100),
      when,
      "no fixed abode",
      "On paper",
      null,
    );
  };
  await paper(ago(1));
  await expect(preparing(world, story, visit, "morning", 2)).rejects.toThrow("part-before");
  await paper(ago(0.75));
  expect(await preparing(world, story, visit, "morning", 2)).toMatch(/^[0-9a-f-]{36}$/);
});

test("H91: a session reduced within the range begins with its first part and leaves none out", async () => {
  const story = await twoParts();
  await world.sql`update clinic_order set range_least_ug = ${mg(20)} where id = ${story.order}`;
  const reduce = async (parts: readonly number[]) => {
    await proveNow(world, story.nurse);
    const given = world.sql.json(parts.map((part) => ({ part, micrograms: mg(40) })));
    return Object.values(
      await call(world, story.nurse, "order_within_range", story.order, today(), "morning", given, "Drowsy"),
    )[0];
  };
  expect([await reduce([2]), await reduce([1, 1]), await reduce([1, 2])]).toEqual([
    "outside-the-range",
    "outside-the-range",
    "done",
  ]);
});
