import { afterAll, beforeAll, expect, test } from "vitest";
import {
  call,
  type DosingStory,
  dosingStory,
  opened,
  prepared,
  WELL,
} from "../../../../tests/clinic/dosing-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency } from "../../../../tests/world.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { longDate, now, today, typedDay } from "../../../kernel/time.ts";
import { packForFile } from "../downtime/pack-store.ts";
import { PremisesId } from "../register/index.ts";

// Somebody whose lungs never reach what the protocol asks for: recorded by a licensed doctor, and used before a dose and on leaving.

/** What is chosen of somebody who leaves as fit. */
const FIT = { walks: "yes", oriented: "yes", driving: "yes" };

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const as = (who: TestAgency): Visitor => visitorTo(site, { token: who.token });
const at = ({ person }: DosingStory): string => `/people/${person}/own-oxygen`;
const shownBefore = (body: string): string => /name="before" value="([^"]*)"/.exec(body)?.[1] ?? "";

/** Records over HTTP as a doctor would, after the page was opened. */
async function record(
  story: DosingStory,
  fields: Record<string, string>,
  how = "record",
  who = story.doctor,
) {
  await proveNow(site.world, who);
  const form = await as(who).get(`${at(story)}/${how}`);
  return as(who).post(`${at(story)}/${how}`, { before: shownBefore(form.body), ...fields });
}
const copd = (spo2 = "90", on = today()) => ({
  spo2,
  on: typedDay(on),
  reason: "COPD, measured by the ward",
});

/** Everything that is asked before a dose, of somebody well but for their oxygen. */
const readings = (spo2: string) =>
  new URLSearchParams([
    ...["known", "name", "born"].map((by) => ["by", by]),
    ...Object.entries({
      alertness: "alert",
      sedation: "1",
      breaths: "8",
      seconds: "30",
      spo2,
      pulse: "70",
      alcohol: "0",
      unit: "ug-breath",
      device: "D1",
      calibrated: "1/1/2030",
      signs: "none",
      used: "none",
      lastOral: "taken",
      site: "fine",
      changes: "none",
      mood: "fine",
    }),
  ]);

/** Somebody well had all of a dose 25 minutes ago, and two sets of readings at this saturation. Answers the page of the visit. */
async function injectedAndWatched(story: DosingStory, spo2: string): Promise<string> {
  const { world } = site;
  const session = await opened(world, story);
  const { visit, preparation, key } = await prepared(world, story, session);
  await proveNow(world, story.nurse);
  await call(world, story.nurse, "take_authority", preparation, key);
  const [taken] = await world.sql`select id from authority where visit_id = ${visit}`;
  await call(world, story.nurse, "record_injection", taken?.id, "full", 100_000, now(), null);
  await world.sql`update injection set ended_at = now() - interval '25 minutes' where visit_id = ${visit}`;
  const read = { sedation: "1", breaths: "8", seconds: "30", spo2, low: "0", oxygen: "no" };
  for (let i = 0; i < 2; i++)
    expect((await as(story.nurse).post(`/dosing/visits/${visit}/look`, read)).status).toBe(303);
  return `/dosing/visits/${visit}`;
}

/** Somebody arrives, and is assessed at this saturation over HTTP. Answers the visit and what its page says. */
async function assessed(story: DosingStory, spo2: string): Promise<{ visit: string; body: string }> {
  const session = await opened(site.world, story);
  const nurse = as(story.nurse);
  const visit = (await nurse.post(`/dosing/${session}/arrived/${story.person}`, {})).location;
  const kept = await nurse.post(`${visit}/assess`, readings(spo2));
  expect(kept.status).toBe(303);
  return { visit, body: (await nurse.get(visit)).body };
}

test("H96: 91 % is too low for anybody, and enough for whom a doctor recorded 90 %, shown with its age and who recorded it", async () => {
  const without = await dosingStory(site.world);
  expect((await assessed(without, "91")).body).toContain("Nothing now: oxygen too low");
  const story = await dosingStory(site.world);
  const on = today().subtract({ days: 12 });
  const done = await record(story, copd("90", on));
  expect([done.status, done.location]).toEqual([303, at(story)]);
  const { body } = await assessed(story, "91");
  expect(body).toContain("oxygen 91 % (their own is 90 %)");
  expect(body).toContain(
    `90 %, measured on ${longDate(on)} (12 days ago), recorded by Dr Ngozi Achebe: COPD, measured by the ward. It counts before a dose and on leaving.`,
  );
  const [kept] = await site.world
    .sql`select baseline_spo2 from pre_dose_assessment where person_id = ${story.person}`;
  expect(kept?.baseline_spo2).toBe(90);
  expect((await as(story.nurse).get(`/people/${story.person}/orders`)).body).toContain("90 %, measured on");
});

test("H96: a downtime pack, the page and the file of the program, says their own oxygen, of which day, and whether it counts", async () => {
  const story = await dosingStory(site.world);
  await opened(site.world, story);
  const on = today().subtract({ days: 12 });
  await record(story, copd("90", on));
  const nurse = as(story.nurse);
  const printed = await nurse.post(`/dosing/downtime/print/${story.premises}`, {});
  expect((await nurse.get(printed.location)).body).toContain(
    `Own oxygen at rest on air: 90 %, measured ${longDate(on)}. It counts before a dose and on leaving, as the protocol says.`,
  );
  const premises = PremisesId.schema.parse(story.premises);
  const inFile = () =>
    asPolicyRole(
      site.world.sql,
      WORLD_CODE,
      async (tx) => (await packForFile(tx, premises, now()))?.people[0],
    );
  expect((await inFile())?.ownOxygen).toEqual({ spo2: 90, on, counts: true });
  // Of 181 days ago, where the protocol lets it count for 180.
  await site.world
    .sql`update dosing_baseline set measured_on = ${today().subtract({ days: 181 })} where person_id = ${story.person}`;
  expect((await inFile())?.ownOxygen?.counts).toBe(false);
  await record(story, { reason: "They breathe as others do" }, "take-back");
  expect((await inFile())?.ownOxygen).toBeUndefined();
});

test("H96: below their own it is withheld like anybody's", async () => {
  const story = await dosingStory(site.world);
  await record(story, copd());
  expect((await assessed(story, "89")).body).toContain("Nothing now: oxygen too low");
});

test("H96: somebody leaves as fit at their own oxygen; whoever has none recorded stays", async () => {
  const leaves = async (story: DosingStory): Promise<string> => {
    const visit = await injectedAndWatched(story, "91");
    const left = await as(story.nurse).post(`${visit}/leave`, FIT);
    return left.status === 303 ? "left" : left.body;
  };
  const theirs = await dosingStory(site.world);
  await record(theirs, copd());
  expect(await leaves(theirs)).toBe("left");
  expect(await leaves(await dosingStory(site.world))).toContain("Their oxygen is too low to leave");
});

test("H96: one that is too old, too low, or of another clinic counts for nothing, and the database lets no full dose stand on it", async () => {
  const tries: readonly [string, Record<string, string>][] = [
    ["counted for 180 days", copd("90", today().subtract({ days: 181 }))],
    ["lower than may count", copd("87")],
  ];
  for (const [, fields] of tries) {
    const story = await dosingStory(site.world);
    expect((await record(story, fields)).status).toBe(303);
    const { visit, body } = await assessed(story, "91");
    expect(body).toContain("Nothing now: oxygen too low");
    expect(body).toMatch(/It has not counted since|by this protocol none below 88 % does/);
    await expect(cleared(story, visit.split("/").at(-1) ?? "")).rejects.toThrow(
      "a_full_dose_is_for_somebody_well",
    );
  }
  const story = await dosingStory(site.world);
  const elsewhere = await dosingStory(site.world);
  await site.world.sql`
    insert into dosing_baseline (person_id, agency_id, owner_kind, spo2, measured_on, reason, noted_by)
    values (${story.person}, ${elsewhere.nurse.agencyId}, 'clinic', 90, ${today()}, 'theirs', ${elsewhere.doctor.staffId})`;
  const { visit, body } = await assessed(story, "91");
  expect(body).toContain("Nothing now: oxygen too low");
  await expect(cleared(story, visit.split("/").at(-1) ?? "")).rejects.toThrow(
    "a_full_dose_is_for_somebody_well",
  );
});

/** Tries, past every page and after the wait, to keep a full dose on 91 %. */
const cleared = async (story: DosingStory, visit: string) => {
  await site.world.sql`update pre_dose_assessment set again_at = null where visit_id = ${visit}`;
  return call(
    site.world,
    story.nurse,
    "assess_before_dose",
    visit,
    site.world.sql.json({ ...WELL, spo2: 91 } as never),
    "clear",
    site.world.sql.array([], 1009),
    "nobody",
    "Full dose.",
    null,
  );
};

test("H96: a session whose protocol lets nobody's own count uses none, whatever is recorded", async () => {
  const story = await dosingStory(site.world);
  await record(story, copd());
  const session = await opened(site.world, story, "morning", { "own-oxygen": 0 });
  const nurse = as(story.nurse);
  const visit = (await nurse.post(`/dosing/${session}/arrived/${story.person}`, {})).location;
  await nurse.post(`${visit}/assess`, readings("91"));
  const { body } = await nurse.get(visit);
  expect(body).toContain("Nothing now: oxygen too low");
  expect(body).toContain("by this protocol nobody’s own does");
});

test("H96: it is replaced and taken back with a reason, and what was before stays to be seen", async () => {
  const story = await dosingStory(site.world);
  await record(story, copd("90"));
  await record(story, { ...copd("92"), reason: "Better since the new inhaler" });
  const taken = await record(story, { reason: "Measured again at 97 %" }, "take-back");
  expect(taken.status).toBe(303);
  const { body } = await as(story.nurse).get(at(story));
  expect(body).toContain("None is recorded");
  expect(body).toContain("What was recorded, the newest first (3)");
  for (const words of [
    "COPD, measured by the ward",
    "Better since the new inhaler",
    "Measured again at 97 %",
  ])
    expect(body).toContain(words);
  expect((await assessed(story, "91")).body).toContain("Nothing now: oxygen too low");
  expect((await as(story.doctor).get(`${at(story)}/take-back`)).status).toBe(404);
});

test("H96: nobody but a licensed doctor of the clinic records it, with a proof, over the one that was shown", async () => {
  const story = await dosingStory(site.world);
  const { world } = site;
  const tried = (who: TestAgency, before: string | null = null) =>
    call(world, who, "record_own_oxygen", story.person, 90, today(), "COPD", before);
  expect((await as(story.nurse).post(`${at(story)}/record`, copd())).status).toBe(403);
  await proveNow(world, story.nurse);
  expect((await tried(story.nurse)).answer).toBe("not-there");
  const elsewhere = await dosingStory(world);
  await proveNow(world, elsewhere.doctor);
  expect((await tried(elsewhere.doctor)).answer).toBe("not-there");
  await world.sql`update session set proved_at = now() - interval '1 hour'`;
  expect((await tried(story.doctor)).answer).toBe("not-fresh");
  const police = await world.anAgency("police");
  expect([403, 404]).toContain((await as(police).get(at(story))).status);
  // Two doctors with the same page before them: one is recorded, the other is told.
  await proveNow(world, story.doctor);
  const both = await Promise.all([tried(story.doctor), tried(story.doctor)]);
  expect(both.map(({ answer }) => answer).toSorted()).toEqual(["changed-since", "done"]);
  const late = await as(story.doctor).post(`${at(story)}/record`, { ...copd("91"), before: "" });
  expect(late.body).toContain("Somebody else has recorded one meanwhile");
  const tomorrow = await record(story, copd("91", today().add({ days: 1 })));
  expect(tomorrow.body).toContain("today or before");
});
