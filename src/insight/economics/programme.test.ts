import { expect, test } from "vitest";
import { programmeCost } from "./programme.ts";

const middlesbrough = {
  sites: 1,
  fixedPerSiteYear: 441_512,
  variablePerPersonYear: 0,
  places: 15,
  years: [{ personYears: 7, retained: 7 }],
};

test("Middlesbrough: £29,434 a place if all fifteen were filled, £63,073 for each of the seven who stayed", () => {
  const cost = programmeCost(middlesbrough);
  // 441,512 / 15 and 441,512 / 7
  expect(cost.perPlaceFilled).toBeCloseTo(29_434.1333, 4);
  expect(cost.perRetainedPersonYear).toBeCloseTo(63_073.1429, 4);
});

test("fixed is by site and year, variable by person-year in the programme", () => {
  // Two sites for two years at 100,000, 25 person-years at 4,000, of which 20 by those who stayed.
  const cost = programmeCost({
    sites: 2,
    fixedPerSiteYear: 100_000,
    variablePerPersonYear: 4_000,
    places: 40,
    years: [
      { personYears: 10, retained: 8 },
      { personYears: 15, retained: 12 },
    ],
  });
  expect(cost).toEqual({
    fixed: 400_000,
    variable: 100_000,
    total: 500_000,
    perPlaceFilled: 9_000,
    perPersonYear: 20_000,
    perRetainedPersonYear: 25_000,
  });
});

test("where one year's stayers are not told, the cost of a retained person-year is not told either", () => {
  const cost = programmeCost({
    ...middlesbrough,
    places: undefined,
    years: [
      { personYears: 7, retained: 7 },
      { personYears: 7, retained: undefined },
    ],
  });
  expect(cost.perRetainedPersonYear).toBeUndefined();
  expect(cost.perPlaceFilled).toBeUndefined();
});
