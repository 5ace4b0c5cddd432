import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ClinicStory,
  clinicStory,
  mg,
  orderOf,
  signedBy,
  signedOrder,
} from "../../../../tests/clinic/orders-story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { type LocalDate, today } from "../../../kernel/time.ts";
import { partsDue, standsAgainstOrder, suspendOrders } from "./index.ts";
import type { OrderId } from "./order.ts";
import { insertOrder } from "./store.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const against = async (story: ClinicStory, id: OrderId, day: LocalDate = today()) => {
  const answer = await world.as(story.nurse, async (tx) =>
    accept((await standsAgainstOrder(tx, id, day))?.code),
  );
  return answer.ok ? answer.value : "?";
};

test("a licensed doctor signs an order, and its parts are due in their sessions on every day of its span and on no other", async () => {
  const story = await clinicStory(world);
  const signed = await signedOrder(world, story);
  if (!signed.ok) expect.fail(JSON.stringify(signed));
  const due = (day: LocalDate, slot: "morning" | "midday" | "evening") =>
    world.as(story.nurse, async (tx) =>
      accept((await partsDue(tx, story.person, day, slot))?.parts.map(({ micrograms }) => micrograms)),
    );
  expect(await due(today(), "morning")).toEqual(accept([mg(100)]));
  expect(await due(today().add({ days: 6 }), "evening")).toEqual(accept([mg(100)]));
  expect(await due(today(), "midday")).toEqual(accept(undefined));
  expect(await due(today().add({ days: 7 }), "morning")).toEqual(accept(undefined));
  expect(await against(story, signed.value)).toBeUndefined();
  expect(await against(story, signed.value, today().add({ days: 7 }))).toBe("lapsed");
});

test("an order that nobody has signed gives nothing, and neither does one on hold", async () => {
  const story = await clinicStory(world);
  const written = await world.as(story.doctor, async (tx) =>
    accept(await insertOrder(tx, { ...orderOf(story), state: "queued" })),
  );
  if (!written.ok) expect.fail("it is written");
  expect(await against(story, written.value)).toBe("not-signed");
  expect(await signedBy(world, story.doctor, story.person, written.value)).toMatchObject({ ok: true });
  expect(await against(story, written.value)).toBeUndefined();
  expect(
    await world.as(story.nurse, async (tx) => accept(await suspendOrders(tx, story.person, "In custody"))),
  ).toEqual(accept(1));
  expect(await against(story, written.value)).toBe("held");
});
