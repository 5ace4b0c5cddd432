import { afterAll, beforeAll, expect, test } from "vitest";
import { invariant } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { proveNow } from "../medicines/story.ts";
import { type Answer, type Site, setUpSite, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { type DosingStory, dosingStory, opened, prepared } from "./dosing-story.ts";

// A tablet whose clock is wrong. What it would begin waits for another tablet; what happened is recorded, with the difference beside it.

let site: Site;
let story: DosingStory;
let session: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  story = await dosingStory(site.world);
  session = await opened(site.world, story, "morning", { "assessment-holds": 60 }, now().add({ hours: 8 }));
});
afterAll(() => site.close());

const tablet = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
/** What a script puts into a form as it is sent, on a tablet that is so many minutes ahead. */
const shows = (minutesAhead: number): string =>
  String(now().epochMilliseconds + Math.round(minutesAhead * 60_000));
const words = ({ body }: Answer): string => body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

test("H154: a count entered on a tablet that is five minutes slow is refused in words, and waits for nobody", async () => {
  const path = `/register/books/${story.book}/enter/count`;
  const nurse = tablet(story.nurse);
  await proveNow(site.world, story.nurse);
  const slow = await nurse.post(path, { quantity: "100 ampoules", _clock: shows(-5) });
  expect(slow.status).toBe(422);
  expect(words(slow)).toContain(
    "The clock of this device is 5 minutes slow. Put it right, or use another. Nothing was entered.",
  );
  expect(await site.world.sql`select 1 from cd_waiting where book_id = ${story.book}`).toHaveLength(0);
  const fast = await nurse.post(path, { quantity: "100 ampoules", _clock: shows(3 * 60) });
  expect(words(fast)).toContain("3 hours fast");
});

test("H154: within two minutes it is entered, and so it is without scripts: then the server’s clock alone counts", async () => {
  const path = `/register/books/${story.book}/enter/count`;
  const nurse = tablet(story.nurse);
  await proveNow(site.world, story.nurse);
  expect((await nurse.post(path, { quantity: "100 ampoules", _clock: shows(1.9) })).status).toBe(303);
  expect((await nurse.post(path, { quantity: "100 ampoules" })).status).toBe(303);
  const signed = await site.world.sql`
    select f.ahead_ms from cd_waiting w join cd_signed_from f on f.signature_id = w.first_signature where w.book_id = ${story.book} order by w.waits_since`;
  expect(signed).toHaveLength(2);
  expect(Math.round(Number(signed[0]?.ahead_ms) / 60_000)).toBe(2);
  expect(signed[1]?.ahead_ms).toBeNull();
});

test("H154: a dose is not handed over by a tablet that is wrong; what became of it is recorded on that tablet, and the difference stands beside it", async () => {
  const dose = await prepared(site.world, story, session);
  const nurse = tablet(story.nurse);
  await proveNow(site.world, story.nurse);
  const at = `/dosing/visits/${dose.visit}`;
  const refused = await nurse.post(`${at}/hand-over`, { key: dose.key, _clock: shows(-10) });
  expect(refused.status).toBe(422);
  expect(words(refused)).toContain("10 minutes slow");
  expect(await site.world.sql`select 1 from authority where visit_id = ${dose.visit}`).toHaveLength(0);
  expect((await nurse.post(`${at}/hand-over`, { key: dose.key, _clock: shows(0) })).status).toBe(303);
  const injected = await nurse.post(`${at}/injected`, { what: "full", _clock: shows(-10) });
  expect(injected.status).toBe(303);
  const shown = words(await nurse.get(at));
  expect(shown).toContain(
    "Observation runs. The clock of this device is 10 minutes slow. That is noted beside it",
  );
  expect(shown).toContain("Recorded on a device whose clock was 10 minutes slow");
  const [kept] = await site.world.sql`
    select i.ended_at from injection i where i.visit_id = ${dose.visit}`;
  invariant(kept, "the outcome is recorded");
  // Pressed as just now: by the server's clock, not by the tablet's.
  expect(
    Math.abs(
      now()
        .since(kept.ended_at as Temporal.Instant)
        .total("seconds"),
    ),
  ).toBeLessThan(60);
});

test("H154: a spill and a dose given otherwise are recorded on a tablet that is wrong", async () => {
  const nurse = tablet(story.nurse);
  await proveNow(site.world, story.nurse);
  const spill = await nurse.post(`/register/books/${story.book}/enter/spill`, {
    quantity: "1 ampoule",
    reason: "A tray fell",
    _clock: shows(7),
  });
  expect(spill.status).toBe(303);
  const late = await nurse.post(`/people/${story.person}/dose-otherwise`, {
    book: story.book,
    mg: "100",
    at: "1/11/2026 08:00",
    words: "On paper",
    identity: "unknown",
    address: "",
    _clock: shows(7),
  });
  expect(late.status).toBe(303);
  const signed = await site.world.sql`select 1 from cd_signed_from where ahead_ms between 419000 and 421000`;
  expect(signed).toHaveLength(2);
});
