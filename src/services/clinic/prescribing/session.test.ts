import { afterAll, beforeAll, expect, test } from "vitest";
import { ago, doseSeen } from "../../../../tests/clinic/gap-story.ts";
import { clinicStory, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { World } from "../../../../tests/world.ts";
import { today, typedDay } from "../../../kernel/time.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

/** What a page says, without its marks. */
const said = (body: string): string => body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

test("a dose for one session in several parts asks how far they lie apart, and never takes the hours between sessions for it", async () => {
  const story = await clinicStory(world);
  await doseSeen(world, story.nurse, story.person, ago(10));
  const standing = await signedOrder(world, story);
  if (!standing.ok) expect.fail(JSON.stringify(standing));
  const at = `/people/${story.person}/orders/${standing.value}/session`;
  const doctor = visitorTo(site, { token: story.doctor.token });
  await doctor.get(at);
  const fields = { day: typedDay(today()), slot: "morning", parts: "25 + 20", reason: "In two halves" };
  const unsaid = await doctor.post(at, { ...fields, betweenParts: "" });
  expect(unsaid.status).toBe(422);
  expect(said(unsaid.body)).toContain("Enter how many minutes after one part the next may follow");
  const written = await doctor.post(at, { ...fields, betweenParts: "30" });
  expect(written.status).toBe(303);
  const shown = said((await doctor.get(written.location)).body);
  expect(shown).toMatch(/part 1: 25 mg, at least \d+ minutes.*part 2: 20 mg, at least 30 minutes/);
  // One part alone needs no answer.
  const one = { ...fields, slot: "evening", parts: "40", betweenParts: "" };
  expect((await doctor.post(at, one)).status).toBe(303);
});
