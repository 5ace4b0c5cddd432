import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { placeOf, placesFor, sayOtherRoute, toRotate } from "./places.ts";

// How a dose is ordered to go in, where it went in, and what the next nurse reads of it.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const said = (body: string): string => body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

/** Somebody has a dose in hand that was ordered into a vein. */
const inHand = async () => {
  const story = await dosingStory(site.world);
  const { world } = site;
  await world.sql`update clinic_order_part set route = 'vein' where order_id = ${story.order}`;
  const session = await opened(world, story);
  const dose = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  const handing = said((await as(story.nurse).get(`/dosing/visits/${dose.visit}`)).body);
  const taken = await call(world, story.nurse, "take_authority", dose.preparation, dose.key);
  expect(taken.answer).toBe("done");
  return { story, visit: dose.visit, handing, taken };
};
const placeKept = async (visit: string) =>
  (await site.world.sql`select place from injection where visit_id = ${visit} and corrects is null`)[0]
    ?.place;

test("H185: whoever hands over reads how the dose is ordered to go in, and says beside the outcome where it went", async () => {
  const { story, visit, handing } = await inHand();
  expect(handing).toContain("Ordered into a vein");
  expect(handing).toContain("100 mg into a vein");
  const booth = (await as(story.nurse).get(`/dosing/visits/${visit}`)).body;
  const options = [...booth.matchAll(/<option value="([a-z-]*)"/g)].map(([, value]) => value);
  // Nobody's answer is filled in; arms and hands come first, since they are preferred.
  expect(options.slice(0, 3)).toEqual(["", "vein-arm-left", "vein-arm-right"]);
  const done = await as(story.nurse).post(`/dosing/visits/${visit}/injected`, {
    what: "full",
    place: "vein-arm-left",
  });
  expect(done.status).toBe(303);
  const shown = said((await as(story.checker).get(`/dosing/visits/${visit}`)).body);
  expect(shown).toContain("All of it injected: 100 mg. Vein, left arm.");
  expect(shown).toMatch(/Last injected where Vein, left arm/);
});

test("H185: into a muscle where a vein was ordered is kept as it was, and the prescriber is to be told", async () => {
  const { story, visit } = await inHand();
  await as(story.nurse).post(`/dosing/visits/${visit}/injected`, {
    what: "full",
    place: "muscle-thigh-left",
  });
  expect(await placeKept(visit)).toBe("muscle-thigh-left");
  const shown = said((await as(story.nurse).get(`/dosing/visits/${visit}`)).body);
  expect(shown).toContain("It was ordered into a vein: tell the prescriber.");
});

test("what nobody saw is kept as not said, and nothing injected went nowhere", async () => {
  const one = await inHand();
  expect(
    (await as(one.story.nurse).post(`/dosing/visits/${one.visit}/injected`, { what: "full" })).status,
  ).toBe(303);
  expect(await placeKept(one.visit)).toBeNull();
  const none = await inHand();
  await call(
    site.world,
    none.story.nurse,
    "record_injection",
    none.taken.made,
    "none",
    0,
    null,
    "Would not",
    "vein-neck",
  );
  expect(await placeKept(none.visit)).toBeNull();
  const odd = site.world.sql`update injection set place = 'an ear' where visit_id = ${one.visit}`;
  await expect(odd).rejects.toThrow(/place/);
});

test("a muscle or the skin is not used twice running, and a vein may be", () => {
  expect(toRotate("muscle-thigh-left")).toBe(true);
  expect(toRotate("skin-belly")).toBe(true);
  expect(toRotate("vein-arm-left")).toBe(false);
  expect(toRotate(undefined)).toBe(false);
});

test("places of the ordered route stand first, and every other can be said", () => {
  expect(placesFor("muscle")[0]?.value).toBe("muscle-arm-left");
  expect(placesFor("muscle").length).toBe(placesFor("vein").length);
  expect(sayOtherRoute("skin-belly", "skin")).toBeUndefined();
  expect(placeOf("an ear")).toBeUndefined();
});
