import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
  preparing,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { today } from "../../../kernel/time.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const reduce = async (story: DosingStory, to: number): Promise<unknown> => {
  await proveNow(world, story.nurse);
  const parts = world.sql.json([{ part: 1, micrograms: mg(to) }]);
  const said = await call(
    world,
    story.nurse,
    "order_within_range",
    story.order,
    today(),
    "morning",
    parts,
    "Drowsy",
  );
  return Object.values(said)[0];
};

test("H169: a session reduced by a slip is reduced anew until a part of it is prepared, and no more after that", async () => {
  const story = await dosingStory(world);
  await world.sql`update clinic_order set range_least_ug = ${mg(20)} where id = ${story.order}`;
  await world.sql`update clinic_order_part set route = 'muscle' where order_id = ${story.order}`;
  const session = await opened(world, story);
  expect([await reduce(story, 20), await reduce(story, 70)]).toEqual(["done", "done"]);
  const { visit } = await prepared(world, story, session);
  const [dose] = await world.sql`select dose_ug::int / 1000 as mg from preparation where visit_id = ${visit}`;
  expect(dose).toEqual({ mg: 70 });
  const [route] = await world.sql`
    select q.route from preparation p join clinic_order_part q on q.id = p.order_part_id where p.visit_id = ${visit}`;
  expect(route, "goes in as it was ordered").toEqual({ route: "muscle" });
  expect(await reduce(story, 60)).toBe("prepared-already");
  const states =
    await world.sql`select state from clinic_order where within_range_of = ${story.order} order by id`;
  expect(states.map(({ state }) => state)).toEqual(["ended", "signed"]);
  await expect(preparing(world, story, visit)).rejects.toThrow("moved-since");
});
