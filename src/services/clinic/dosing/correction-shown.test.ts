import { afterAll, beforeAll, expect, test } from "vitest";
import { call, dosingStory, opened, prepared } from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import { now } from "../../../kernel/time.ts";

// Who stands at the board, or works on paper, has to see that a correction waits: until it is signed nothing is given.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

test("H137: boards and downtime pack say that a correction waits, and say so no more once it is dropped", async () => {
  const { world } = site;
  const story = await dosingStory(world);
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  await call(world, story.nurse, "take_authority", preparation, key);
  const [taken] = await world.sql`select id from authority where visit_id = ${visit}`;
  const all = ["full", mg(100), now(), null];
  const had = await call(world, story.nurse, "record_injection", taken?.id, ...all);
  await proveNow(world, story.nurse);
  const part = ["part", mg(60), now(), "The wrong button", "in the sharps bin, seen by Tom"];
  const said = await call(world, story.nurse, "correct_injection", had.made, ...part);
  expect(said.answer).toBe("done");
  const evening = await opened(world, story, "evening");
  const nurse = visitorTo(site, { token: story.nurse.token });
  const shown = async () => {
    const printed = await nurse.post(`/dosing/downtime/print/${story.premises}`, {});
    const pages = [`/dosing/${session}`, `/dosing/${evening}`, printed.location];
    const bodies = await Promise.all(pages.map(async (path) => (await nurse.get(path)).body));
    return bodies.map(
      (body) => body.match(/a correction waits to be signed|GIVE NOTHING: what was injected/)?.[0],
    );
  };
  const waits = "a correction waits to be signed";
  expect(await shown()).toEqual([waits, waits, "GIVE NOTHING: what was injected"]);
  await nurse.post(`/dosing/corrections/${said.made}/drop`, {});
  expect(await shown()).toEqual([undefined, undefined, undefined]);
});
