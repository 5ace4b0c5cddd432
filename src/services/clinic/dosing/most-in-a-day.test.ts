import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { type Instant, now } from "../../../kernel/time.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

test("H92: more than the most in one injection, than the order's most in a day or than the protocol's in 24 hours is not handed over", async () => {
  const story = await dosingStory(world, 100, 240);
  const session = await opened(world, story);
  const { preparation, key } = await prepared(world, story, session);
  const take = async () => {
    await proveNow(world, story.nurse);
    return (await call(world, story.nurse, "take_authority", preparation, key)).answer;
  };
  await world.sql`update dosing_session set numbers = numbers || '{"max-single": 99}' where id = ${session}`;
  expect(await take()).toBe("above-most-single");
  await world.sql`update dosing_session set numbers = numbers || '{"max-single": 400}' where id = ${session}`;
  // 800 mg are the order's most in a day, 900 the protocol's in any 24 hours.
  const had = (ug: number, at: Instant) =>
    world.as(story.nurse, async (tx) =>
      accept(
        await tx`insert into observed_dose (person_id, drug, way, micrograms, given_at) values (${story.person}, 'diamorphine', 'injected', ${ug}, ${at})`,
      ),
    );
  await had(701_000, now());
  expect(await take()).toBe("above-most-daily");
  await world.sql`update observed_dose set micrograms = 700000 where person_id = ${story.person}`;
  expect(await take(), "as much as the day may hold, and only too soon").toBe("too-soon");
  await world.sql`delete from observed_dose where person_id = ${story.person}`;
  await had(801_000, now().subtract({ hours: 23, minutes: 59 }));
  expect(await take()).toBe("above-most-daily");
  await world.sql`update observed_dose set micrograms = 800000 where person_id = ${story.person}`;
  expect(
    await take(),
    "yesterday's doses count for no day of the order, so that nobody waits for yesterday's minute",
  ).toBe("done");
});
