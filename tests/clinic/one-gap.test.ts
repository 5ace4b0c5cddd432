import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { gapDue } from "../../src/services/clinic/prescribing/gap-store.ts";
import { insertReview } from "../../src/services/clinic/prescribing/review-store.ts";
import { proveNow } from "../medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import { call, type DosingStory } from "./dosing-story.ts";
import { cleared, forThisMorning, inAGap, nights } from "./gap-story.ts";
import { signedOrder } from "./orders-story.ts";

// The plan page, signing, restarting and handing over say the same of a gap: one function of the database is asked by all.

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const { after, prepare } = inAGap(() => site.world);
const planOf = async ({ doctor, person }: DosingStory): Promise<string> =>
  (await visitorTo(site, { token: doctor.token }).get(`/people/${person}/orders`)).body
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
const reviewed = async (story: DosingStory): Promise<void> => {
  await proveNow(site.world, story.doctor);
  const done = await site.world.as(story.doctor, async (tx) => {
    await insertReview(tx, story.person, "gap", "Seen, well, tolerance asked about");
    return accept(undefined);
  });
  expect(done.ok).toBe(true);
};

test("H170: the plan says what handing over is refused by: nothing until a gap is reviewed, then a quarter", async () => {
  const story = await after(80);
  await nights(site.world, story, 80);
  const visit = await cleared(site.world, story, story.session);
  expect((await prepare(story, visit)).answer).toBe("gap-prescriber-first");
  const before = await planOf(story);
  expect(before).toContain("Not given after this gap");
  expect(before).toContain("until a licensed doctor has seen them and recorded a review of the gap");
  await reviewed(story);
  expect((await prepare(story, visit)).answer).toBe("gap-above-cap");
  // A quarter of 100 mg, in steps of 5 mg.
  expect(await planOf(story)).toContain("Now: morning 25 mg, evening 25 mg at most");
});

test("H121: somebody who was in hospital is not given anything by the plan page either, until the gap is reviewed", async () => {
  const story = await after(10);
  expect(await planOf(story)).not.toContain("after this gap");
  await site.world
    .sql`insert into clinic_absence (person_id, agency_id, owner_kind, place, from_at) values (${story.person}, ${story.nurse.agencyId}, 'clinic', 'hospital', now())`;
  const visit = await cleared(site.world, story, story.session);
  expect((await prepare(story, visit)).answer).toBe("gap-review-needed");
  expect(await planOf(story)).toContain("They were in hospital, and nobody has reviewed that gap");
});

test("H170: whoever was in titration when they had their last dose is measured so, by what a doctor signs and by what is given by it", async () => {
  const story = await after(30);
  await site.world.sql`update clinic_order set phase = 'titration' where id = ${story.order}`;
  // 24 to 48 hours without a night seen is 75 %; in titration a row lower: 50 %, in two halves.
  expect(await signedOrder(site.world, story, { ...forThisMorning([75]), reason: "seen, well" })).toEqual({
    ok: false,
    refusal: { code: "above-the-gap" },
  });
  const single = await signedOrder(site.world, story, { ...forThisMorning([25, 25]), reason: "seen, well" });
  if (!single.ok) throw new Error("not signed");
  await site.world.sql`update clinic_order set phase = 'stable' where id = ${single.value}`;
  const due = await site.world.as(story.nurse, async (tx) =>
    accept(await gapDue(tx, { id: single.value }, "morning", undefined, now())),
  );
  expect(due.ok && due.value).toMatchObject({ percent: 50, halves: true, share: "whole" });
});

test("H121: a held order is not restarted past the page either, while the gap leaves less than all of it", async () => {
  const restart = async (hours: number): Promise<string> => {
    const story = await after(hours);
    await site.world.sql`update clinic_order set state = 'held' where id = ${story.order}`;
    await proveNow(site.world, story.doctor);
    return (await call(site.world, story.doctor, "move_clinic_order", story.order, "restarted", "Seen today"))
      .answer;
  };
  expect([await restart(10), await restart(30), await restart(80), await restart(130)]).toEqual([
    "done",
    "above-the-gap",
    "begins-anew",
    "begins-anew",
  ]);
});
