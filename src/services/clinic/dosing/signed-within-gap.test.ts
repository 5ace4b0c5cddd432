import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../../../../tests/clinic/dosing-story.ts";
import {
  ago,
  assessedClear,
  cleared,
  doseSeen,
  dueAt,
  forThisMorning,
  inAGap,
  nights,
  take,
} from "../../../../tests/clinic/gap-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import { fromLondon, londonDay, now, today } from "../../../kernel/time.ts";
import { insertReview } from "../prescribing/review-store.ts";

// What a doctor signs within a gap was written for it: given whole while the table leaves the same, in halves where the table says so.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const { after, due, prepare } = inAGap(() => world);

test("H121, H171: the doctor's order for this session alone is signed and given in two halves; a nurse's within the range only up to the cap", async () => {
  const story = await after(50);
  const visit = await cleared(world, story, story.session);
  const whole = await signedOrder(world, story, { ...forThisMorning([50]), reason: "seen, well" });
  expect(whole).toEqual(refuse({ code: "not-in-halves" }));
  const single = await signedOrder(world, story, { ...forThisMorning([25, 25]), reason: "seen, well" });
  expect(single.ok).toBe(true);
  const made = await prepare(story, visit);
  expect(made.answer).toBe("done");
  expect(await take(world, story, made.made ?? "")).toBe("done");
  const [a] = await world.sql`select id from authority where visit_id = ${visit}`;
  expect(
    (await call(world, story.nurse, "record_injection", a?.id, "full", mg(25), now(), null)).answer,
  ).toBe("done");
  await assessedClear(world, story, visit);
  const second = await prepare(story, visit, 2);
  expect(second.answer).toBe("done");
  expect(await take(world, story, second.made ?? "")).toBe("too-soon");

  const other = await after(30);
  await world.sql`update clinic_order set range_least_ug = ${mg(20)} where id = ${other.order}`;
  const there = await cleared(world, other, other.session);
  const reduced = async (milligrams: number) => {
    await proveNow(world, other.nurse);
    return (
      await call(
        world,
        other.nurse,
        "order_within_range",
        other.order,
        today(),
        "morning",
        world.sql.json([{ part: 1, micrograms: mg(milligrams) }]),
        "after a gap",
      )
    ).answer;
  };
  expect(await reduced(80)).toBe("done");
  expect((await prepare(other, there)).answer).toBe("gap-above-cap");
  await world.sql`update clinic_order set state = 'held' where person_id = ${other.person} and kind = 'single-session'`;
  await world.sql`delete from clinic_order_step where order_id in (select id from clinic_order where person_id = ${other.person} and kind = 'single-session')`;
  await world.sql`delete from clinic_order where person_id = ${other.person} and kind = 'single-session'`;
  expect(await reduced(75)).toBe("done");
  expect((await prepare(other, there)).answer).toBe("done");
});

test("H121: an order for this session that was signed within a gap stops when the gap has grown into a lower row", async () => {
  const story = await after(50);
  const visit = await cleared(world, story, story.session);
  const single = await signedOrder(world, story, { ...forThisMorning([25, 25]), reason: "seen" });
  expect(single.ok).toBe(true);
  // Signed at 46 hours, when 75 % was left; now it is 50 hours.
  await world.sql`update clinic_order set signed_at = ${ago(4)} where person_id = ${story.person} and kind = 'single-session'`;
  expect((await prepare(story, visit)).answer).toBe("gap-order-anew");
});

test("H170: an order signed while every night was seen gives nothing, or less, once a night is not: the row is the same, the column is not", async () => {
  // 100 hours ago 400 mg. At 76 hours, when each night had been seen, a quarter was signed: 100 mg.
  const story = await after(100, 400);
  await nights(world, story, 100);
  const visit = await cleared(world, story, story.session);
  await world.as(story.doctor, async (tx) =>
    accept(await insertReview(tx, story.person, "gap", "Seen by me")),
  );
  const single = await signedOrder(world, story, { ...forThisMorning([100]), reason: "seen" });
  if (!single.ok) return expect.fail(JSON.stringify(single));
  await world.sql`update clinic_order set signed_at = ${ago(24)} where id = ${single.value}`;
  const quarter = { ...story, order: single.value };
  expect(await due(quarter, visit)).toMatchObject({ share: "whole", most: mg(100) });
  await world.sql`
    update observed_dose set withdrawn_at = now(), withdrawn_because = 'not theirs'
     where person_id = ${story.person} and way = 'mouth' and london_day(given_at) = ${today().subtract({ days: 1 })}`;
  expect(await due(quarter, visit)).toMatchObject({
    share: "nothing",
    most: 0,
    beginAnew: true,
    nights: false,
  });
  expect((await prepare(story, visit)).answer).toBe("gap-begin-anew");
  // The last dose at 20:00; all of it was signed 25 hours later, with the night seen; the next night was not: after 38 hours three quarters.
  const on = (days: number, time: string) =>
    fromLondon(today().subtract({ days: 9 }).add({ days }).toPlainDateTime(time));
  await world.sql`update observed_dose set given_at = ${on(0, "20:00")} where id = ${story.last}`;
  await doseSeen(world, story.nurse, story.person, on(0, "21:00"), { way: "mouth", drug: "methadone" });
  await world.sql`update clinic_order set signed_at = ${on(1, "21:00")} where id = ${single.value}`;
  const at = async (when: Temporal.Instant) => {
    const { share, most } = await dueAt(world, quarter, visit, when);
    return [share, most];
  };
  await world.sql`delete from observed_dose where person_id = ${story.person} and way = 'mouth' and london_day(given_at) > ${londonDay(on(0, "21:00"))}`;
  expect([await at(on(1, "22:00")), await at(on(2, "10:00"))]).toEqual([
    ["whole", mg(100)],
    ["capped", mg(75)],
  ]);
});
