import { afterAll, beforeAll, expect, test } from "vitest";
import { COUNTED, PROGRAMMES } from "../../src/counted.ts";
import { designText } from "../../src/insight/saved-cohorts/asked.ts";
import { saveCohort } from "../../src/insight/saved-cohorts/store.ts";
import { worthJson, worthLines } from "../../src/insight/worth/export.ts";
import { worthFor } from "../../src/insight/worth/load.ts";
import { notShown } from "../../src/insight/worth/words.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aPartnership, cohortOf, happened, liveAsCohort, type Partnership } from "./cohort-people.ts";
import { saySource } from "./samples-loaded.ts";

let world: World;
let partnership: Partnership;
let commissioner: TestAgency;
const NOW = Temporal.Instant.from("2026-03-15T09:00Z");

/**
 * The twelve who entered and six for whom no place was free, all of whose offences are thefts from shops. Each of the twelve had one
 * visit to A&E in the year before, and those who left one in the year after; each of the six one on either side. A budget.
 */
beforeAll(async () => {
  world = await openWorld();
  partnership = await aPartnership(world);
  commissioner = await world.anAgency("office", { role: "commissioner" });
  const hospital = await world.anAgency("hospital");
  await liveAsCohort(world, partnership);
  await world.sql`update event set what = 'Shoplifting' where kind = 'offence'`;
  const people = await world.sql<{ id: string; stayed: boolean }[]>`
    select e.person_id as id, e.service_id = ${partnership.treatment.serviceId} and e.ended_on is null as stayed
      from episode e join identifier i on i.person_id = e.person_id and i.scheme = 'pnc'`;
  for (const [i, { id, stayed }] of people.entries()) {
    await world.sql`
      insert into identifier (person_id, scheme, value, agency_id, owner_kind)
      values (${id}, 'nhs', ${`nhs-worth-${i}`}, ${hospital.agencyId}, ${hospital.kind})`;
    await happened(world, id, hospital, "ae-attendance", "2023-06-01");
    if (!stayed) await happened(world, id, hospital, "ae-attendance", "2024-06-01");
  }
  await saySource(world, hospital.agencyId, "events", "2026-01-31");
  await world.sql`update import_run set event_kinds = array['ae-attendance'] where agency_id = ${hospital.agencyId}`;
  const streams = [{ line: 1, payer: "nhs", called: "", name: "NHS", per_cent: 100, until: null }];
  await world.as(commissioner, async (tx) =>
    accept(
      await tx`select enter_programme_budget(${partnership.treatment.serviceCode}, 0, 1, 10000, 500, null, '2023/24', 'a test', 'unverified', '', ${tx.json(streams as never)})`,
    ),
  );
});
afterAll(() => world.close());

async function worthBy(...codes: readonly string[]) {
  const asked = {
    ...cohortOf(partnership),
    comparison: "eligible-not-offered" as const,
    outcomes: codes.map((code) => {
      const event = COUNTED.events.find((one) => one.code === code);
      invariant(event, `${code} is counted`);
      return { event, methods: undefined };
    }),
  };
  const saved = await world.as(commissioner, (tx) =>
    saveCohort(tx, {
      after: undefined,
      title: asked.title,
      question: asked.question,
      service: partnership.treatment.serviceCode,
      design: designText(asked),
      why: "",
    }),
  );
  invariant(saved.ok, "the cohort is saved");
  const query = { cohort: String(saved.value.number) };
  const found = await world.as(commissioner, (tx) =>
    worthFor(tx, { service: partnership.treatment.serviceCode, query, now: NOW }, PROGRAMMES),
  );
  invariant(found.ok && found.value.answer.ok, "it is priced");
  return { worth: found.value, answer: found.value.answer.value };
}

test("thefts and visits are each priced by what the cohort found of them, and come to one total", async () => {
  const { answer } = await worthBy("offence", "ae-attendance");
  const { everything } = answer.worked;
  // By hand: 30 thefts in 11.99179 person-years before, 12 in 11.90965 after; 12 and 6 visits. Those not offered did not change.
  const longer = 11.909651 / 11.991786;
  const fewer = { thefts: 30 * longer - 12, visits: 12 * longer - 6 };
  const pounds = { thefts: 980 * 1.289, visits: (240 * 128.9) / 113.9 };
  expect(
    everything.priced.map(({ code, events }) => [code, events.with, Number(events.without.toFixed(3))]),
  ).toEqual(
    expect.arrayContaining([
      ["CTH", 12, Number((30 * longer).toFixed(3))],
      [expect.stringContaining("AE"), 6, Number((12 * longer).toFixed(3))],
    ]),
  );
  const total = fewer.thefts * pounds.thefts + fewer.visits * pounds.visits;
  expect(Math.abs(everything.balance.benefit.value - total)).toBeLessThan(0.5);
  const alone = (await worthBy("offence")).answer.worked.everything.balance.benefit;
  expect(Math.abs(alone.value - fewer.thefts * pounds.thefts)).toBeLessThan(0.5);
  // One interval of the total, from draws of both.
  const { low, high } = everything.balance.benefit;
  expect(low).toBeLessThan(total);
  expect(high).toBeGreaterThan(total);
  expect(everything.breakEven.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["times:recorded offences", "times:A&E attendances"]),
  );
  expect(everything.assumptions.join(" ")).toContain("too narrow where that is so");
}, 60_000);

test("an outcome without a cost is named as counted and not costed, one that cannot be priced with the reason", async () => {
  const { worth, answer } = await worthBy("offence", "arrest", "admission");
  const words = notShown(answer.of);
  expect(words).toContain("It prices recorded offences alone");
  expect(words).toContain("Counted, not costed: arrests.");
  expect(words).toMatch(/Not priced: hospital admissions\. .*no file of/);
  expect(worthJson(worth)).toMatchObject({
    compared_with: { counted_not_costed: ["arrests"], not_priced: [{ events: "hospital admissions" }] },
  });
  expect(worthLines(worth).flat().join(" ")).toContain("3 outcomes are looked at");
}, 60_000);
