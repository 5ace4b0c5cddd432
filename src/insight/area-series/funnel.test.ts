import { expect, test } from "vitest";
import { type AreaSeries, areaFunnelOf } from "./funnel.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

/** A series of so many months from January 2025, with the same count and population in each. */
function area(name: string, counted: number, population: number | undefined, months = 12): AreaSeries {
  const all = Array.from({ length: months }, (_, i) => day("2025-01-01").add({ months: i }));
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) throw new Error("a series has months");
  return {
    of: {
      agency: "council",
      agencyName: "Council",
      measure: "drug-litter",
      area: name,
      areaName: name,
      months,
      first,
      last,
    },
    months: all.map((month) => ({
      month,
      version: 1,
      counted,
      population,
      basis: undefined,
      source: "made up",
      loadedAt: Temporal.Instant.from("2026-01-10T09:00Z"),
      before: [],
    })),
  };
}

test("rates are counts over people times years: five a month of 20,000 people is 30 for every 10,000 a year", () => {
  const found = areaFunnelOf([
    area("Westgate", 10, 30_000),
    area("Abbey", 5, 20_000),
    area("Moor", 0, 10_000),
  ]);
  expect(found?.funnel.units.map(({ name, count, of, value }) => [name, count, of, value * 10_000])).toEqual([
    ["Abbey", 60, 20_000, 30],
    ["Moor", 0, 10_000, 0],
    ["Westgate", 120, 30_000, 40],
  ]);
  // 180 in 60,000: limits of Abbey are those of Poisson with mean 60, as qpois(c(.025, .975), 60) in R has them: 45 and 76.
  expect(found?.funnel.pooled).toEqual({ count: 180, of: 60_000, value: 0.003 });
  expect(found?.funnel.units[0]?.usual).toEqual({ low: 45 / 20_000, high: 76 / 20_000 });
  expect(found?.funnel.units.map(({ lies }) => lies)).toEqual([
    "within 95 %",
    "outside 99.8 %",
    "outside 95 %, within 99.8 %",
  ]);
  expect([found?.first, found?.last].map(String)).toEqual(["2025-01-01", "2025-12-01"]);
});

test("an area without population, or without a month, is in no pool and is named; a month without a row is not nought", () => {
  const found = areaFunnelOf([
    area("Abbey", 5, 20_000),
    area("Nobody counted", 5, undefined),
    area("Short", 5, 20_000, 11),
    area("Westgate", 10, 30_000),
  ]);
  expect(found?.funnel.units.map(({ name }) => name)).toEqual(["Abbey", "Westgate"]);
  expect(found?.without).toEqual(["Nobody counted", "Short"]);
});

test("twelve months are those to the newest that two areas share", () => {
  const found = areaFunnelOf([area("Abbey", 5, 20_000, 18), area("Westgate", 10, 30_000, 14)]);
  expect([found?.first, found?.last].map(String)).toEqual(["2025-03-01", "2026-02-01"]);
  expect(areaFunnelOf([area("Abbey", 5, 20_000, 18), area("Westgate", 10, 30_000, 11)])).toBeUndefined();
  expect(areaFunnelOf([area("Abbey", 5, 20_000)])).toBeUndefined();
});
