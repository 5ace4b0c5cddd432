import { afterAll, beforeAll, expect, test } from "vitest";
import { lookAtClock } from "../../src/dosing-keeping.ts";
import { now } from "../../src/kernel/time.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { call, dosingStory, opened, prepared } from "./dosing-story.ts";

// A server begins on a machine whose clock was put back while nothing ran. No watch saw it jump; what was written down before lies ahead.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

test("H139: where the newest line of the log lies ahead of the clock as a server begins, nothing is handed over until two have said what time it is", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story, "morning", { "assessment-holds": 60 }, now().add({ hours: 8 }));
  const dose = await prepared(world, story, session);
  const say = async (who: TestAgency) => (await call(world, who, "say_what_time_it_is", now())).answer;
  const take = async () => {
    await proveNow(world, story.nurse);
    return (await call(world, story.nurse, "take_authority", dose.preparation, dose.key)).answer;
  };
  await lookAtClock(world.sql, WORLD_CODE);
  expect(await world.sql`select 1 from clock_jump`).toHaveLength(0);
  await world.sql`update access_log set at = at + interval '10 minutes' where id = (select id from access_log order by at desc limit 1)`;
  await lookAtClock(world.sql, WORLD_CODE);
  // Told once, however many servers begin meanwhile.
  await lookAtClock(world.sql, WORLD_CODE);
  const [jump, ...others] = await world.sql`select moved_ms from clock_jump`;
  expect(others).toEqual([]);
  expect(Math.round(Number(jump?.moved_ms) / 60_000)).toBe(-10);
  expect(await take()).toBe("clock-in-doubt");
  expect(await say(story.nurse)).toBe("done");
  expect(await take()).toBe("clock-in-doubt");
  expect(await say(story.checker)).toBe("done");
  expect(await take()).toBe("done");
});
