import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
} from "../../../../tests/clinic/dosing-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { now } from "../../../kernel/time.ts";

// A session goes on after it was opened: somebody leaves, somebody signs who was not there, and a pack is sent to a printer that is out.

let site: Site;
let story: DosingStory;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  story = await dosingStory(site.world);
});
afterAll(() => site.close());

const shown = async (who: TestAgency, path: string): Promise<string> =>
  (await visitorTo(site, { token: who.token }).get(path)).body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const answer = async (who: TestAgency, name: string, ...values: readonly unknown[]): Promise<string> => {
  await proveNow(site.world, who);
  return (await call(site.world, who, name, ...values)).answer;
};

test("H156: the doctor leaves and nothing is handed over, in words, until a doctor is there again; what happened is recorded meanwhile", async () => {
  const session = await opened(
    site.world,
    story,
    "morning",
    { "assessment-holds": 60 },
    now().add({ hours: 8 }),
  );
  const dose = await prepared(site.world, story, session);
  const take = () => answer(story.nurse, "take_authority", dose.preparation, dose.key);
  expect(await shown(story.nurse, `/dosing/${session}`)).not.toContain("too few on shift");
  expect(await answer(story.doctor, "take_dosing_duty", session, null)).toBe("done");
  expect(await take()).toBe("too-few-now");
  expect(await site.world.sql`select 1 from authority where visit_id = ${dose.visit}`).toHaveLength(0);
  for (const page of [`/dosing/${session}`, `/dosing/${session}/wall`, `/dosing/visits/${dose.visit}`])
    expect(await shown(story.nurse, page), page).toContain("Missing: doctor on call. Observing, emergencies");
  expect(await answer(story.nurse, "begin_dosing_emergency", dose.visit, "overdose")).toMatch(
    /^[0-9a-f-]{36}$/,
  );
  await site.world.sql`delete from dosing_emergency where visit_id = ${dose.visit}`;
  expect(await answer(story.doctor, "take_dosing_duty", session, "doctor")).toBe("done");
  expect(await take()).toBe("done");
  // The checker goes: what was handed over is recorded all the same.
  expect(await answer(story.checker, "take_dosing_duty", session, null)).toBe("done");
  const [taken] = await site.world.sql`select id from authority where visit_id = ${dose.visit}`;
  expect(await answer(story.nurse, "record_injection", taken?.id, "full", mg(100), null, null)).toBe("done");
});

test("H156: the second of a late dose who was on shift when it was given signs as ever; one who never was is recorded, and an incident says so", async () => {
  const other = await dosingStory(site.world);
  await opened(site.world, other, "morning", {}, now().add({ hours: 1 }));
  const late = async (minutes: number): Promise<string> => {
    await proveNow(site.world, other.nurse);
    const at = now().subtract({ minutes });
    const made = await call(
      site.world,
      other.nurse,
      "record_late_dose",
      other.person,
      other.book,
      mg(100),
      at,
      "none",
      "Sheet 1",
    );
    return String(made.made);
  };
  const incidents = async (): Promise<readonly string[]> =>
    (
      await site.world
        .sql`select words from dosing_incident where person_id = ${other.person} and kind = 'other'`
    ).map(({ words }) => String(words));
  const [first, second] = [await late(0), await late(0)];
  // On shift when it was given, and gone since.
  await site.world
    .sql`update dosing_duty set until_at = clock_timestamp() where staff_id = ${other.checker.staffId}`;
  expect(await answer(other.checker, "countersign_late_dose", first, mg(100))).toBe("done");
  expect(await incidents()).toEqual([]);
  // Off shift while it was given, back before and gone after: that they had left stays in the record, and the board says it.
  const third = await late(20);
  await site.world
    .sql`update dosing_duty set from_at = now() - interval '2 hours', until_at = now() - interval '30 minutes' where staff_id = ${other.checker.staffId}`;
  const [{ id: theirs } = { id: "" }] = await site.world
    .sql`select id from dosing_session where premises_id = ${other.premises}`;
  expect(await answer(other.checker, "take_dosing_duty", theirs, "checker")).toBe("done");
  expect(await shown(other.nurse, `/dosing/${theirs}`)).toMatch(/, away from \d\d:\d\d to \d\d:\d\d/);
  expect(await answer(other.checker, "take_dosing_duty", theirs, null)).toBe("done");
  expect(await answer(other.checker, "countersign_late_dose", third, mg(100))).toBe("done");
  expect(await incidents()).toHaveLength(1);
  await site.world.sql`delete from dosing_incident where person_id = ${other.person} and kind = 'other'`;
  const stranger = await site.world.aWorker(other.nurse, "clinic-checker", "Olga Wade");
  expect(await answer(stranger, "countersign_late_dose", second, mg(100))).toBe("done");
  expect(await incidents()).toHaveLength(1);
  expect((await incidents())[0]).toContain("on shift there neither when it was given nor when they signed");
  expect(await shown(other.nurse, "/dosing/late")).toContain(
    "Olga Wade signed as the second without being on shift here",
  );
});

test("H157: a pack that was sent to print is none until somebody has it in their hand; a printer that is out stands on the board with how else", async () => {
  const nurse = visitorTo(site, { token: story.nurse.token });
  expect(await shown(story.nurse, "/dosing")).toContain("None was printed for this shift.");
  expect((await nurse.post(`/dosing/downtime/in-hand/${story.premises}`, {})).status).toBe(404);
  await nurse.post(`/dosing/downtime/print/${story.premises}`, {});
  expect(await shown(story.nurse, "/dosing")).toMatch(
    /Sent to print at \d\d:\d\d by [^:]+: nobody has it in their hand yet/,
  );
  expect((await nurse.post(`/dosing/downtime/printer/${story.premises}`, { words: "" })).status).toBe(422);
  await nurse.post(`/dosing/downtime/printer/${story.premises}`, { words: "List written by hand" });
  expect(await shown(story.nurse, "/dosing")).toMatch(
    /The printer is out, said at \d\d:\d\d by [^:]+: List written by hand/,
  );
  // Mended: what was said of the print before does not answer for the new one.
  await nurse.post(`/dosing/downtime/print/${story.premises}`, {});
  expect(await shown(story.nurse, "/dosing")).toContain("nobody has it in their hand yet");
  // Whoever comes on shift sees it where they do, with the same presses.
  const [open] = await site.world
    .sql`select id from dosing_session where premises_id = ${story.premises} order by opened_at desc limit 1`;
  const onShift = await shown(story.nurse, `/dosing/${open?.id}/shift`);
  expect(onShift).toContain("nobody has it in their hand yet");
  expect(onShift).toContain("I have it in my hand");
  expect((await nurse.post(`/dosing/downtime/in-hand/${story.premises}`, {})).status).toBe(303);
  expect(await shown(story.nurse, "/dosing")).toMatch(/Printed at \d\d:\d\d by .+, in hand at \d\d:\d\d/);
  // A pack is for eight hours: the evening asks anew.
  await site.world.sql`update downtime_form_set set issued_at = issued_at - interval '8 hours 1 minute'`;
  expect(await shown(story.nurse, "/dosing")).toContain("None was printed for this shift");
});
