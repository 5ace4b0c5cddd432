import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import { now, today, typedDay } from "../../../kernel/time.ts";

// The most that somebody may have in a day, and whether they missed one, are counted from the doses that were seen.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

test("H181: one nurse alone cannot withdraw a dose that stands in the clinic's record, and withdraws what they noted in error themselves", async () => {
  const { world } = site;
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  await call(world, story.nurse, "take_authority", preparation, key);
  const [taken] = await world.sql`select id from authority where visit_id = ${visit}`;
  await call(world, story.nurse, "record_injection", taken?.id, "full", mg(100), now(), null);
  const nurse = visitorTo(site, { token: story.nurse.token });
  const medicines = `/people/${story.person}/medicines`;
  await nurse.post(`${medicines}/doses/new`, {
    drug: "diamorphine",
    way: "injected",
    dose: "30",
    givenAt: `${typedDay(today().subtract({ days: 1 }))} 12:00`,
  });
  const standing = async () =>
    (
      await world.sql`select micrograms / 1000 as mg from observed_dose where person_id = ${story.person} and withdrawn_at is null order by 1`
    ).map((row) => row.mg);
  expect(await standing()).toEqual([30, 100]);

  const offered = (await nurse.get(medicines)).body.match(/doses\/[^"]+\/withdraw/g) ?? [];
  expect(offered, "the page offers it for the note alone").toHaveLength(1);
  for (const { id } of await world.sql`select id from observed_dose where person_id = ${story.person}`)
    await nurse.post(`${medicines}/doses/${id}/withdraw`, { because: "The wrong person" });
  expect(await standing(), "sent past the page, too").toEqual([100]);
  await world.as(story.nurse, async (tx) => {
    await tx`update observed_dose set withdrawn_at = now(), withdrawn_because = 'By hand' where person_id = ${story.person}`;
    return { ok: true, value: undefined };
  });
  expect(await standing(), "nor by the database's own words").toEqual([100]);
});
