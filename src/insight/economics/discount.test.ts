import { expect, test } from "vitest";
import { discountFactor, yearFactors } from "./discount.ts";
import { reviewed } from "./reference.ts";

const ratesOf = (name: string) => {
  const found = reviewed().rates.find((one) => one.name === name);
  if (!found) throw new Error(`there is ${name}`);
  return found.bands;
};
const green = ratesOf("green-book");

// Worked to forty digits by another program. The specification prints 8,316.605, 8,607.687 and 8,460.895; the last is 8,460.894.
test.each([
  ["end-year", 8316.60532],
  ["start-year", 8607.68651],
  ["mid-year", 8460.89425],
] as const)("£1,000 a year for ten years, each falling due by %s, is worth £%f", (convention, worth) => {
  const factors = yearFactors(10, green, convention);
  if (!factors.ok) throw new Error("ten years are known");
  expect(1000 * factors.value.reduce((a, b) => a + b, 0)).toBeCloseTo(worth, 4);
});

// Compounded on a calculator, year by year: 1.035^30 = 2.80679370, 1.03^45 = 3.78159584.
test.each([
  [0, 1],
  [30, 1 / 2.8067937],
  [31, 1 / (2.8067937 * 1.03)],
  [75, 1 / (2.8067937 * 3.78159584)],
  [76, 1 / (2.8067937 * 3.78159584 * 1.025)],
])("after %i years a pound counts for what each band leaves of it", (years, factor) => {
  const found = discountFactor(years, green);
  expect(found.ok && found.value).toBeCloseTo(factor, 8);
});

test("half a year is half a year of continuous time, across a change of band too", () => {
  const found = discountFactor(30.5, green);
  expect(found.ok && found.value).toBeCloseTo(1 / (2.8067937 * Math.sqrt(1.03)), 8);
});

test("where rates are not known the last year known is told", () => {
  expect(yearFactors(31, ratesOf("green-book-health"), "end-year")).toEqual({
    ok: false,
    refusal: { lastYear: 30 },
  });
  expect(yearFactors(30, ratesOf("green-book-health"), "end-year").ok).toBe(true);
});
