import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

test("H153: whoever insists on leaving early is called within two hours, counts as left early, and is offered naloxone, which is recorded", async () => {
  const { world } = site;
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  const taken = await call(world, story.nurse, "take_authority", preparation, key);
  await call(world, story.nurse, "record_injection", taken.made, "full", mg(100), null, null);
  const nurse = visitorTo(site, { token: story.nurse.token });
  const at = `/dosing/visits/${visit}/left-early`;
  const said = { advised: "yes", capacity: "yes", witness: "T. Reid", reason: "A bus to catch" };
  const without = await nurse.post(at, said);
  expect([without.status, without.body.includes("Choose whether naloxone was taken")]).toEqual([422, true]);
  // Past the page: the database asks for the same.
  const bare = world.sql.json(said as never);
  const past = await call(world, story.nurse, "move_dosing_visit", visit, "left-early", "A bus", null, bare);
  expect(past.answer).toBe("not-enough-said");
  expect((await nurse.post(at, { ...said, naloxone: "refused" })).status).toBe(303);
  const tasks = await world.sql`
    select title, round(extract(epoch from due_at - now()) / 60)::int as minutes, state from task where person_id = ${story.person} and kind = 'dosing-welfare'`;
  expect(tasks).toEqual([
    { title: "Open the visit: call them, they left early", minutes: 120, state: "open" },
  ]);
  const [step] =
    await world.sql`select to_state, details from dosing_step where visit_id = ${visit} order by seq desc limit 1`;
  expect([step?.to_state, step?.details.naloxone, step?.details.capacity]).toEqual([
    "left-early",
    "refused",
    "yes",
  ]);
  const officer = await world.aWorker(story.nurse, "accountable-officer", "Prof Idris Vale");
  const { body } = await visitorTo(site, { token: officer.token }).get("/register/oversight");
  expect(body).toMatch(/Left early against advice<\/span>.{0,300}?<span>1</s);
});
