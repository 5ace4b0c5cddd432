import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { deathsAverted, deathsOf, deathsWarnings } from "./deaths.ts";
import { known } from "./setting.fixture.ts";

const how = { seed: "deaths", draws: 20_000, random: randomFrom("deaths"), today: "2026-11-29" };

test("White: 1,620 seen against 2,500 expected is 880 averted, by chance alone 799 to 958", () => {
  const found = deathsAverted({ observed: 1620, expected: known(2500), stated: 2500 }, how.random, 100);
  expect(found.averted).toBe(880);
  // Byar's limits of 1,620 by hand: 1,620 (1 − 1/14,580 − 1.96/120.75)³ = 1,542.1; 1,621 (1 − 1/14,589 + 1.96/120.79)³ = 1,700.9.
  expect(found.byChance.low).toBeCloseTo(2500 - 1700.9, 0);
  expect(found.byChance.high).toBeCloseTo(2500 - 1542.1, 0);
  expect(found.withCounterfactual).toBeUndefined();
});

test("more deaths than expected are told as they are, below nought", () => {
  expect(deathsAverted({ observed: 9, expected: known(4), stated: 4 }, how.random, 100).averted).toBe(-5);
});

test("none seen is not certainty: at most all that were expected, at least 3.69 fewer", () => {
  const { byChance } = deathsAverted({ observed: 0, expected: known(10), stated: 10 }, how.random, 100);
  // −ln(0.025) = 3.6889
  expect(byChance).toEqual({ low: expect.closeTo(10 - 3.6889, 3), high: 10 });
});

test("a counterfactual known almost for certain has the exact limits: one kind of limits in both rows", () => {
  const nearly = { kind: "lognormal", median: 10, logError: 1e-7 } as const;
  const { byChance, withCounterfactual } = deathsAverted(
    { observed: 2, expected: nearly, stated: 10 },
    how.random,
    200_000,
  );
  // R: 10 - qchisq(.975, 6) / 2 and 10 - qchisq(.025, 4) / 2
  expect(byChance).toEqual({ low: expect.closeTo(2.7753, 4), high: expect.closeTo(9.7578, 4) });
  expect(withCounterfactual?.low).toBeCloseTo(2.7753, 1);
  expect(withCounterfactual?.high).toBeCloseTo(9.7578, 1);
});

describe("limits over nought", () => {
  const against = (observed: number) =>
    deathsOf(
      "d.yaml",
      {
        observed,
        counterfactual: { expected: 10, words: "as before", source: "a test", status: "verified" },
      },
      how,
      60_000,
    );

  test("4 seen of 10 expected: the limits run from -0.2 to 8.9, and no cost of a death is told", () => {
    const found = against(4);
    if (!found.ok || !found.value) throw new Error("there is an answer");
    // R: 10 - qchisq(.975, 10) / 2 = -0.2416
    expect(found.value.byChance.low).toBeCloseTo(-0.2416, 4);
    expect(found.value.costPerDeath).toBeNaN();
    expect(deathsWarnings(found.value).map(({ sentence }) => sentence)).toContain(
      "The limits of deaths averted run from -0.2 to 8.9, over nought: chance alone may have made the difference. No cost of one is told.",
    );
  });

  test("3 seen of 10 expected: at least 1.2 averted, at £60,000 over 7 each", () => {
    const found = against(3);
    if (!found.ok || !found.value) throw new Error("there is an answer");
    expect(found.value.costPerDeath).toBeCloseTo(60_000 / 7, 6);
    expect(deathsWarnings(found.value).map(({ code }) => code)).toEqual(["deaths-modelled"]);
  });
});

describe("a counterfactual as a design states it", () => {
  const words = { words: "as out of treatment", source: "Sordo 2017", status: "verified" as const };
  const rate = { "per-1000-person-years": { value: 36.1, low: 30, high: 43.4 } };

  test("a rate times person-years: 36.1 per thousand over 2,000 is 72.2; with its own limits the interval is wider", () => {
    const found = deathsOf(
      "d.yaml",
      { observed: 23, "person-years": 2000, counterfactual: { ...rate, ...words } },
      how,
      980_000,
    );
    if (!found.ok || !found.value) throw new Error("there is an answer");
    expect(found.value.averted).toBeCloseTo(49.2, 9);
    expect(found.value.costPerDeath).toBeCloseTo(980_000 / 49.2, 6);
    const { byChance, withCounterfactual } = found.value;
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(withCounterfactual ?? byChance)).toBeGreaterThan(width(byChance));
  });

  test.each([
    ["neither", { observed: 1, counterfactual: words }],
    ["both", { observed: 1, "person-years": 9, counterfactual: { expected: 3, ...rate, ...words } }],
    ["a rate without time", { observed: 1, counterfactual: { ...rate, ...words } }],
  ])("%s is refused", (_what, asked) => {
    const found = deathsOf("d.yaml", asked, how, 1);
    expect(!found.ok && found.refusal.code).toBe("deaths-one-of");
  });
});
