import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { now } from "../../../kernel/time.ts";

// Each test sets a whole clinic: long on a busy machine.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

test("a dose is handed over once, with its line in the register, injected, observed and accounted for", async () => {
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  const taken = await call(world, story.nurse, "take_authority", preparation, key);
  expect(taken.answer).toBe("done");
  const again = await call(world, story.nurse, "take_authority", preparation, key);
  expect(again).toMatchObject({ answer: "replayed", made: taken.made });
  const lines =
    await world.sql`select kind, quantity_ug::int as ug, balance_ug::int as balance from cd_entry where book_id = ${story.book} order by seq`;
  expect(lines.slice(2)).toEqual([{ kind: "administer", ug: -100_000, balance: 9_900_000 }]);
  const done = await call(world, story.nurse, "record_injection", taken.made, "full", 100_000, now(), null);
  expect(done.answer).toBe("done");
  const [state] = await world.sql`select dosing_state(${visit}) as state`;
  expect(state?.state).toBe("observing");
});

test("after a dose none of which was injected, the next waits its minutes, and is told until when", async () => {
  const story = await dosingStory(world);
  const first = await prepared(world, story, await opened(world, story));
  await proveNow(world, story.nurse);
  const taken = await call(world, story.nurse, "take_authority", first.preparation, first.key);
  expect(taken.answer).toBe("done");
  await call(world, story.nurse, "record_injection", taken.made, "none", 0, now(), "No vein found.");
  const second = await prepared(world, story, await opened(world, story, "evening"), { slot: "evening" });
  await proveNow(world, story.nurse);
  const [row] =
    await world.sql`select taken_at + interval '240 minutes' as earliest from authority where id = ${taken.made ?? ""}`;
  expect(await call(world, story.nurse, "take_authority", second.preparation, second.key)).toMatchObject({
    answer: "too-soon",
    earliest: row?.earliest,
  });
});
