import { describe, expect, test } from "vitest";
import {
  multipliers,
  notCosted,
  publishedOffences,
  reviewed,
  unitCosts,
  VERSION,
  values,
} from "./reference.ts";
import { offenceParts } from "./unit-cost.ts";

const named = (code: string) => {
  const cost = unitCosts().find((one) => one.code === code);
  if (!cost) throw new Error(`there is ${code}`);
  return cost;
};

describe("reviewed unit costs", () => {
  test("published parts add up to their total, but for rounding to £10 each", () => {
    const split = publishedOffences().filter((row) => row.anticipation !== undefined);
    expect(split.length).toBe(10);
    for (const { code, anticipation = 0, consequence = 0, response = 0, total } of split)
      expect(Math.abs(anticipation + consequence + response - total), code).toBeLessThanOrEqual(20);
  });

  test("violence with injury is the one that misses its total by its rounding", () => {
    const misses = publishedOffences().filter(
      (row) =>
        row.anticipation !== undefined &&
        row.anticipation + (row.consequence ?? 0) + (row.response ?? 0) !== row.total,
    );
    expect(misses.map(({ code }) => code)).toEqual(["VWI"]);
  });

  test("every cost says its price year, source and status, and its parts make up the whole", () => {
    for (const cost of unitCosts()) {
      expect(cost.priceYear, cost.code).toMatch(/^\d{4}\/\d{2}$/);
      expect(cost.source.length, cost.code).toBeGreaterThan(3);
      expect(
        cost.parts.reduce((sum, { share }) => sum + share, 0),
        cost.code,
      ).toBeCloseTo(1, 12);
      expect(
        cost.parts.every(({ share }) => share >= 0),
        cost.code,
      ).toBe(true);
      if (cost.low !== undefined && cost.high !== undefined)
        expect(cost.low < cost.high && cost.low <= cost.total && cost.total <= cost.high, cost.code).toBe(
          true,
        );
    }
    expect(VERSION.checkBy > VERSION.collected).toBe(true);
  });

  test("codes are told apart, and what is counted without a cost has none", () => {
    const codes = unitCosts().map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(notCosted().filter(({ code }) => codes.includes(code))).toEqual([]);
  });

  test("commercial theft is from memory, has a total only, and no multiplier is known for it", () => {
    expect(named("CTH")).toMatchObject({ total: 980, status: "unverified", partsStatus: "none" });
    expect(named("CTH").parts).toEqual([{ perspective: "unsplit", share: 1 }]);
    expect(multipliers().find(({ code }) => code === "CTH")?.multiplier).toBeUndefined();
  });

  test("vehicles and businesses whose cost must not be used unverified are withheld, and sums that are no event's price", () => {
    expect(unitCosts().flatMap(({ code, withheld }) => (withheld ? [code] : []))).toEqual([
      "CTV",
      "CFV",
      "CAR",
      "CCD",
      "HAT_LOW",
      "HAT_HIGH",
      "HAT_PROG_MBRO",
      "OPC_GLASGOW_YEAR",
      "PRISON_TOTAL_2223",
      "CRIME_UNTREATED",
    ]);
  });

  // From the reference's table of health and justice costs, row by row.
  test.each([
    ["OAT_RIOTT_26W", 2596, "2008/09", "unverified"],
    ["IM_RIOTT_26W", 4674, "2008/09", "unverified"],
    ["HAT_RIOTT_26W", 8995, "2008/09", "unverified"],
    ["HAT_LOW", 12_000, "2020/21", "verified"],
    ["HAT_HIGH", 15_000, "2009/10", "verified"],
    ["HAT_PROG_MBRO", 441_512, "2019/20", "verified"],
    ["OPC_GLASGOW_YEAR", 2_300_000, "2023/24", "verified"],
    ["DETOX_DAY", 220, "2015/16", "unverified"],
    ["PRISON_TOTAL_2223", 4_181_725_178, "2022/23", "verified"],
    ["CRIME_UNTREATED", 26_074, "2011/12", "verified"],
  ])("%s is £%d of %s, %s", (code, total, priceYear, status) => {
    expect(named(code)).toMatchObject({ total, priceYear, status });
  });

  test.each([
    ["VPF", 2_000_000, 1_800_000, 2_500_000],
    ["QALY_GREENBOOK", 70_000, 60_000, 80_000],
    ["QALY_NICE_LOW", 20_000, 20_000, 30_000],
  ])(
    "%s is a value of an outcome, from memory, and no unit cost: £%d, £%d to £%d",
    (code, value, low, high) => {
      expect(values().find((one) => one.code === code)).toMatchObject({
        value,
        low,
        high,
        status: "unverified",
      });
      expect(unitCosts().some((one) => one.code === code)).toBe(false);
    },
  );
});

describe("whose gain an offence fewer is", () => {
  test("burglary by hand: 1,800 response, 710 anticipation, and the rest of 5,930 not told apart", () => {
    expect(offenceParts({ total: 5930, anticipation: 710, response: 1800 })).toEqual([
      { perspective: "cashable", budget: "police and justice", share: 1800 / 5930 },
      { perspective: "economic", share: 710 / 5930 },
      { perspective: "unsplit", share: 3420 / 5930 },
    ]);
  });

  test("where the police's part is known the rest of the response is justice: homicide 11,960 and 800,980", () => {
    const [police, justice] = named("HOM").parts;
    expect([police?.budget, justice?.budget]).toEqual(["police", "justice"]);
    expect((police?.share ?? 0) * 3_217_740).toBeCloseTo(11_960, 6);
    expect((justice?.share ?? 0) * 3_217_740).toBeCloseTo(800_980, 6);
  });
});

test("the price index is one dated vintage with ten years, called unverified", () => {
  const [gdp, ...others] = reviewed().vintages;
  expect(others).toEqual([]);
  expect(gdp).toMatchObject({ index: "gdp", vintage: "2026-11", status: "unverified" });
  expect([...(gdp?.values.values() ?? [])]).toEqual([
    100, 102.2, 103.9, 106, 108.6, 114.6, 113.9, 121.6, 128.9, 134,
  ]);
});
