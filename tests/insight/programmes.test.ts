import { afterAll, beforeAll, expect, test } from "vitest";
import { PROGRAMMES } from "../../src/counted.ts";
import { enterBudget, type NewBudget } from "../../src/insight/programmes/budget-store.ts";
import type { Stream } from "../../src/insight/programmes/funding.ts";
import { type Programme, programmeFor } from "../../src/insight/programmes/load.ts";
import { sayPeriod } from "../../src/insight/programmes/words.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
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
  expect([february.wrongPeriod?.field, february.figures]).toEqual(["to", []]);
});

test("a period that is none is refused in words that name its field, and nothing is shown", async () => {
  const nonsense = await programmeOf(treatment, { from: "nonsense" });
  invariant(nonsense.wrongPeriod, "it is refused");
  expect(sayPeriod(nonsense.wrongPeriod)).toBe(
    "Entered from: “nonsense” is no day such as 2026-03-31. Choose 1 January 2025 or 1 February 2025.",
  );
  expect(nonsense.figures).toEqual([]);
  const backwards = await programmeOf(treatment, { from: "2025-02-01", to: "2025-01-31" });
  expect(backwards.wrongPeriod).toMatchObject({ field: "to", why: "backwards" });
});

test("without a budget the page says what is missing and tells no cost", async () => {
  const programme = await programmeOf(treatment);
  expect([programme.budgets, programme.mayEnterBudget]).toEqual([[], true]);
  expect(programme.figures.filter(({ section }) => section === "cost")).toEqual([]);
});

const COUNTY: Stream = {
  ...{ payer: "another", called: "the county", name: "the county" },
  ...{ perCent: 100, until: undefined },
};

test("a programme costs so much a retained person-year by its budget, and the budget that was there before stays", async () => {
  const budget = {
    sites: 1,
    fixed: 100_000,
    variable: 2_000,
    places: 20,
    price_year: "2025/26",
    streams: [COUNTY],
    source: "a test's own",
    status: "unverified",
    why: "",
  } as const;
  const enter = (after: number, more: Partial<NewBudget> = {}, who = commissioner) =>
    world.as(who, (tx) => enterBudget(tx, treatment.serviceCode, after, { ...budget, ...more }));
  expect(await enter(0, { fixed: 90_000 })).toEqual({ ok: true, value: undefined });
  expect(await enter(0)).toMatchObject({ refusal: { code: "overtaken" } });
  expect(await enter(1, { why: "the rent rose" })).toEqual({ ok: true, value: undefined });
  const nurse = await world.anAgency("prison-health");
  expect(await enter(2, { why: "x" }, nurse)).toMatchObject({ refusal: { code: "not-there" } });
  const { budgets, figures, notes } = await programmeOf(treatment, { from: "2025-01-01", to: "2025-01-31" });
  expect(budgets.map(({ version, fixed }) => [version, fixed])).toEqual([
    [2, 100_000],
    [1, 90_000],
  ]);
  // By hand: January has 31 days. Fifteen were there from the 20th to the 31st, twelve days each, ten of whom stayed (five are there yet, five completed).
  const [span, personYears, retained] = [31 / 365.25, 180 / 365.25, 120 / 365.25];
  const total = 100_000 * span + 2_000 * personYears;
  const one = (code: string) => figures.find((each) => each.code === `cost.${code}`);
  expect(one("fixed")?.value).toBeCloseTo(8487.34, 2);
  expect(one("variable")?.value).toBeCloseTo(985.63, 2);
  expect(one("total")?.value).toBeCloseTo(total, 6);
  expect(one("per-retained-person-year")?.value).toBeCloseTo(total / retained, 6);
  // binom.test(10, 15) in R: 0.383804 to 0.881758. poisson.test(15): 8.395385 to 24.740221.
  expect(one("per-retained-person-year")?.low).toBeCloseTo((total / retained) * (10 / 15 / 0.881758), 0);
  expect(one("per-retained-person-year")?.high).toBeCloseTo((total / retained) * (10 / 15 / 0.383804), 0);
  expect(one("per-entered")).toMatchObject({ numerator: total, denominator: 15 });
  expect(one("per-entered")?.low).toBeCloseTo(total / 24.740221, 2);
  expect(one("per-entered")?.high).toBeCloseTo(total / 8.395385, 2);
  expect(one("per-place")?.value).toBe(7_000);
  expect(notes.filter(({ section }) => section === "cost").map(({ words }) => words)).toContain(
    "Unverified: the budget (a test's own). Nobody has looked it up in its source yet.",
  );
  for (const change of [
    "update programme_budget set fixed_per_site_year = 1",
    "delete from programme_budget",
  ])
    await expect(world.as(commissioner, async (tx) => accept(await tx.unsafe(change)))).rejects.toThrow(
      /permission denied/,
    );
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

test("of what nobody was asked or answered the page says so in its part", async () => {
  const { notes } = await programmeOf(treatment);
  const said = (part: string) => notes.filter(({ section }) => section === part).map(({ words }) => words);
  expect(said("spending")).toEqual([
    "This service asks it, and nobody who entered in this period has been asked yet.",
  ]);
  expect(said("outcomes").join(" ")).toContain("Asked, and answered by nobody both around the start");
  expect(said("lives").join(" ")).toContain("no fixed home");
});
