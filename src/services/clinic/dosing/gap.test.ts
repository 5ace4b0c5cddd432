import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../../../../tests/clinic/dosing-story.ts";
import {
  ago,
  assessedClear,
  cleared,
  doseSeen,
  forThisMorning,
  inAGap,
  nights,
  take,
} from "../../../../tests/clinic/gap-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { now } from "../../../kernel/time.ts";
import { capsAfterGap, everyNightConfirmed } from "../prescribing/gap-rules.ts";
import { gapDue } from "../prescribing/gap-store.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { sayGap } from "./gap-words.ts";
import { VisitId } from "./visit.ts";

// What may be given after a gap is worked out once, in the database, by the protocol's table: pages show it, the authority refuses by it.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const { after, due, prepare } = inAGap(() => world);

test("every row of the table is the same in the database as in the pure rules, in both columns and one row lower in titration", async () => {
  const story = await after(1);
  const visit = await cleared(world, story, story.session);
  for (const confirmed of [false, true]) {
    for (const phase of ["stable", "titration"] as const) {
      await world.sql`update clinic_order set phase = ${phase} where id = ${story.order}`;
      for (const hours of [25, 47, 49, 71, 73, 119, 121, 400]) {
        await world.sql`delete from observed_dose where person_id = ${story.person} and way = 'mouth'`;
        await world.sql`update observed_dose set given_at = ${ago(hours)} where id = ${story.last}`;
        if (confirmed) await nights(world, story, hours);
        const found = await due(story, visit);
        const wanted = capsAfterGap(DIAMORPHINE, {
          lastEnd: ago(hours),
          at: now(),
          missedSessions: 1,
          overnightConfirmed: confirmed,
          inTitration: phase === "titration",
          releasedUnconfirmed: false,
        });
        const said = {
          percent: found.percent,
          halves: found.halves,
          observeLonger: found.observeLonger,
          tellPrescriber: found.tellPrescriber,
          prescriberFirst: found.prescriberFirst,
          beginAnew: found.beginAnew,
          words: found.words,
        };
        const { row: _, ...expected } = wanted;
        expect([hours, confirmed, phase, said]).toEqual([hours, confirmed, phase, expected]);
      }
    }
  }
});

test("H121: a night is covered by an opioid by mouth alone, and the database says so as the pure rules do", async () => {
  const story = await after(30);
  const visit = await cleared(world, story, story.session);
  for (const drug of [
    "methadone",
    "buprenorphine",
    "morphine",
    "dihydrocodeine",
    "diazepam",
    "pregabalin",
    "naltrexone",
  ]) {
    await world.sql`delete from observed_dose where person_id = ${story.person} and way = 'mouth'`;
    await nights(world, story, 30, story.nurse, drug);
    const seen = [
      { code: drug, at: ago(30) },
      { code: drug, at: now().subtract({ hours: 24 }) },
    ];
    const pure = everyNightConfirmed(seen, ago(30), now());
    const covers = !["diazepam", "pregabalin", "naltrexone"].includes(drug);
    expect([drug, (await due(story, visit)).nights, pure]).toEqual([drug, covers, covers]);
  }
});

test("H121: fifty hours after the last dose, nothing confirmed: half of 100 mg, in two halves, and the sum stands beside it", async () => {
  const story = await after(50);
  const visit = await cleared(world, story, story.session);
  const found = await due(story, visit);
  expect([found.share, found.most]).toEqual(["capped", 50_000]);
  const words = sayGap(found);
  expect(words?.says).toBe(
    "At most 50 mg in this session, in two halves. More needs a licensed doctor’s order for this session alone.",
  );
  expect(words?.sum[0]).toMatch(
    /^50 h \d min since the last injection that was seen \(.*\)\. The oral opioid is not confirmed/,
  );
  expect(words?.sum.slice(1)).toEqual([
    "Row of the protocol: 48 to under 72 hours: 50 %.",
    "50 % of 100 mg is 50 mg.",
    "Two halves of at most 25 mg each, the second 30 minutes after the end of the first.",
    "Tell a licensed doctor now.",
  ]);
  expect((await prepare(story, visit)).answer).toBe("gap-above-cap");
});

test("H121: a dose of 45 mg and 75 % of it is rounded down to the dispensing step: 30 mg", async () => {
  const story = await after(30, 45);
  const found = await due(story, await cleared(world, story, story.session));
  expect([found.percent, found.most]).toEqual([75, 30_000]);
  expect(sayGap(found)?.sum[2]).toBe("75 % of 45 mg is 33.75 mg, rounded down to steps of 5 mg: 30 mg.");
});

test("H121: what was prepared before the gap was known is not handed over: the authority asks again", async () => {
  const story = await after(5);
  const visit = await cleared(world, story, story.session);
  const made = await prepare(story, visit);
  expect(made.answer).toBe("done");
  // The dose of five hours ago was recorded in error, and is withdrawn: the one before is four days old.
  await doseSeen(world, story.nurse, story.person, ago(96));
  await world.sql`update observed_dose set withdrawn_at = now(), withdrawn_because = 'not theirs' where id = ${story.last}`;
  expect(await take(world, story, made.made ?? "")).toBe("gap-begin-anew");
});

test("H121: two parts of one session are measured against the same gap: the first does not end it for the second", async () => {
  const story = await after(50);
  const two = await signedOrder(world, story, {
    ...forThisMorning([25, 25]),
    reason: "two halves",
  });
  expect(two.ok).toBe(true);
  // As a nurse would within a range: the order whose range it is leaves 50 mg, and the second half would make it 60.
  await world.sql`update clinic_order_part set micrograms = ${mg(30)} where order_id in (select id from clinic_order where person_id = ${story.person} and kind = 'single-session')`;
  await world.sql`update clinic_order set within_range_of = ${story.order} where person_id = ${story.person} and kind = 'single-session'`;
  const visit = await cleared(world, story, story.session);
  expect((await prepare(story, visit)).answer).toBe("gap-halves");
  await world.sql`update clinic_order_part set micrograms = ${mg(25)} where order_id in (select id from clinic_order where person_id = ${story.person} and kind = 'single-session') and part = 1`;
  const made = await prepare(story, visit);
  expect(made.answer).toBe("done");
  expect(await take(world, story, made.made ?? "")).toBe("done");
  const [a] = await world.sql`select id from authority where visit_id = ${visit}`;
  expect(
    (await call(world, story.nurse, "record_injection", a?.id, "full", mg(25), now(), null)).answer,
  ).toBe("done");
  const found = await due(story, visit);
  expect([found.share, found.most, Math.round(found.hours ?? 0)]).toEqual(["capped", 50_000, 50]);
  await assessedClear(world, story, visit);
  expect((await prepare(story, visit, 2)).answer).toBe("gap-above-cap");
  await world.sql`update clinic_order_part set micrograms = ${mg(25)} where order_id in (select id from clinic_order where person_id = ${story.person} and kind = 'single-session') and part = 2`;
  expect((await prepare(story, visit, 2)).answer).toBe("gap-halves-apart");
});

test("H121: a dose that another site saw ends the gap where the clinic may know of it, and counts for nothing where it may not", async () => {
  const story = await after(50);
  const visit = await cleared(world, story, story.session);
  const prison = await world.anAgency("prison-health");
  await doseSeen(world, prison, story.person, ago(6));
  expect((await due(story, visit)).share).toBe("capped");
  const decide = (decision: string) =>
    world.sql`insert into consent (person_id, category, reader_kind, purpose, decision, evidence, agency_id) values (${story.person}, 'medication', 'clinic', 'direct-care', ${decision}, 'said so', ${story.nurse.agencyId})`;
  await decide("given");
  await world.sql`select recompute_visible(array[${story.person}::uuid])`;
  const [rule] =
    await world.sql`select count(*)::int as n from sharing_rule where category = 'medication' and owner_kind = 'prison-health' and reader_kind = 'clinic'`;
  expect(rule?.n).toBe(1);
  expect((await due(story, visit)).share).toBe("whole");
});

test("H121: days of 25 and 23 hours: the gap is counted in hours that really went by", async () => {
  const story = await after(1);
  const visit = await cleared(world, story, story.session);
  const at = Temporal.Instant.from("2026-10-26T12:30:00Z");
  // The night of 25 October 2026 has an hour more: from noon to noon are 25 hours.
  await world.sql`update observed_dose set given_at = '2026-10-24T11:00:00Z' where id = ${story.last}`;
  const read = await world.as(story.nurse, async (tx) =>
    accept(await gapDue(tx, { id: story.order }, "morning", VisitId.schema.parse(visit), at)),
  );
  expect(read.ok && read.value && [read.value.hours, read.value.percent]).toEqual([49.5, 50]);
});
