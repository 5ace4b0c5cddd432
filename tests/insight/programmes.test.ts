import { afterAll, beforeAll, expect, test } from "vitest";
import { PROGRAMMES } from "../../src/counted.ts";
import { type Programme, programmeFor } from "../../src/insight/programmes/load.ts";
import { invariant } from "../../src/kernel/result.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { liveAt, times } from "./programme-people.ts";

let world: World;
let treatment: TestAgency;
let clinic: TestAgency;
let commissioner: TestAgency;
const NOW = Temporal.Instant.from("2026-03-01T09:00Z");

beforeAll(async () => {
  world = await openWorld();
  [treatment, clinic, commissioner] = [
    await world.anAgency("treatment"),
    await world.anAgency("clinic"),
    await world.anAgency("office", { role: "commissioner" }),
  ];
  // Twenty people: five dropped out on day 20 and five completed on day 100; ten are still there, five for 405 days and five for 200.
  await liveAt(world, treatment, "health", [
    ...times(5, { entered: "2025-01-20", left: ["2025-02-09", "dropped-out"] }),
    ...times(5, { entered: "2025-01-20", left: ["2025-04-30", "completed"] }),
    ...times(5, { entered: "2025-01-20" }),
    ...times(5, { entered: "2025-08-13" }),
  ]);
  await liveAt(world, clinic, "health", times(3, { entered: "2025-01-20" }));
});
afterAll(() => world.close());

async function programmeOf(
  agency: TestAgency,
  query: Readonly<Record<string, string>> = {},
): Promise<Programme> {
  const found = await world.as(commissioner, (tx) =>
    programmeFor(tx, { service: agency.serviceCode, query, now: NOW }, PROGRAMMES),
  );
  invariant(found.ok, "the commissioner may read it");
  return found.value;
}

const shown = ({ figures }: Programme, code: string) => {
  const one = figures.find((each) => each.code === code);
  return (
    one &&
    [one.numerator, one.denominator, one.value, one.low, one.high].map((n) =>
      n === undefined ? n : Number(n.toFixed(6)),
    )
  );
};

test("of twenty who entered, ten are there, five left as planned and five unplanned, each with its exact interval", async () => {
  const programme = await programmeOf(treatment);
  // binom.test(10, 20) and binom.test(5, 20) in R.
  expect(shown(programme, "people.there")).toEqual([10, 20, 0.5, 0.271958, 0.728042]);
  expect(shown(programme, "people.planned")).toEqual([5, 20, 0.25, 0.086571, 0.491046]);
  expect(shown(programme, "people.unplanned")).toEqual([5, 20, 0.25, 0.086571, 0.491046]);
  expect(shown(programme, "people.unplanned.dropped-out")?.slice(0, 2)).toEqual([5, 5]);
  expect(shown(programme, "people.death")?.slice(0, 2)).toEqual([0, 20]);
});

test("three quarters stay beyond day 28 and half beyond day 112, with the limits that R gives", async () => {
  const { retention, figures } = await programmeOf(treatment);
  const at = (day: number) => retention.points.find((one) => one.day === day);
  // survfit(conf.type = "log-log") in R: 15 of 20 after day 20, then 10 of 15 after day 100.
  expect(at(28)).toMatchObject({ atRisk: 15, left: 5, followedNoFurther: 0, share: 0.75 });
  expect(at(28)?.low).toBeCloseTo(0.499944, 6);
  expect(at(28)?.high).toBeCloseTo(0.887471, 6);
  expect(at(112)).toMatchObject({ atRisk: 10, left: 5, share: 0.5 });
  expect(at(224)).toMatchObject({ atRisk: 5, left: 0, followedNoFurther: 5, share: 0.5 });
  expect(retention.halfBy).toBe(112);
  expect(figures.find(({ code }) => code === "retention.day-182")).toMatchObject({
    value: 0.5,
    denominator: 20,
  });
});

test("months of entry can be told apart only where five people or more entered between one choice and the next", async () => {
  const { blocks, period } = await programmeOf(treatment);
  expect(blocks.map(({ from, to }) => [from.toString(), to.toString()])).toEqual([
    ["2025-01-01", "2025-01-31"],
    ["2025-02-01", "2026-02-28"],
  ]);
  expect(period?.from.toString()).toBe("2025-01-01");
  const january = await programmeOf(treatment, { from: "2025-01-01", to: "2025-01-31" });
  expect(shown(january, "people.entered")?.[0]).toBe(15);
  const february = await programmeOf(treatment, { from: "2025-02-01", to: "2025-02-28" });
  expect([february.wrongPeriod, shown(february, "people.entered")?.[0]]).toEqual([true, 20]);
});

test("of fewer than five who entered nothing is shown", async () => {
  const { figures, retention } = await programmeOf(clinic);
  expect([figures, retention.points]).toEqual([[], []]);
});

test("whoever may not read insight finds no programme", async () => {
  const nurse = await world.anAgency("prison-health");
  const found = await world.as(nurse, (tx) =>
    programmeFor(tx, { service: treatment.serviceCode, query: {}, now: NOW }, PROGRAMMES),
  );
  expect(found.ok).toBe(false);
});
