import { expect, test } from "vitest";
import { controlLimits } from "../evaluate/control-limits.ts";
import { funnelLines, funnelOf } from "./funnel.ts";

test("around a pooled share of 40 % limits are those of the binomial, as qbinom gives them in R", () => {
  const of100 = [controlLimits(100, 0.4, 0.95), controlLimits(100, 0.4, 0.998)];
  expect(of100).toEqual([
    { low: 0.31, high: 0.5 },
    { low: 0.25, high: 0.55 },
  ]);
  expect(controlLimits(40, 0.4, 0.95)).toEqual({ low: 0.25, high: 0.55 });
  expect(controlLimits(60, 0.4, 0.998)).toEqual({ low: 13 / 60, high: 0.6 });
});

const UNITS = [
  { name: "Westgate", count: 26, of: 100 },
  { name: "Abbey", count: 54, of: 100 },
  { name: "Moor", count: 40, of: 100 },
  { name: "Tiny", count: 3, of: 30 },
];

test("services stand by name, never by share, and one with few people is neither shown nor in the pool", () => {
  const funnel = funnelOf(UNITS);
  expect(funnel?.units.map(({ name }) => name)).toEqual(["Abbey", "Moor", "Westgate"]);
  expect(funnel?.pooled).toEqual({ count: 120, of: 300, share: 0.4 });
  expect(funnel?.keptBack).toEqual(["Tiny"]);
});

test("54 and 26 of a hundred lie outside 95 % but within 99.8 %, 40 within both", () => {
  expect(funnelOf(UNITS)?.units.map(({ lies }) => lies)).toEqual([
    "outside 95 %, within 99.8 %",
    "within 95 %",
    "outside 95 %, within 99.8 %",
  ]);
  const far = funnelOf([
    ...UNITS.slice(2),
    { name: "Far", count: 70, of: 100 },
    { name: "Near", count: 10, of: 100 },
  ]);
  expect(far?.units.find(({ name }) => name === "Far")?.lies).toBe("outside 99.8 %");
});

test("with one service there is nothing to compare", () => {
  expect(funnelOf(UNITS.slice(2))).toBeUndefined();
});

test("the lines reach beyond the largest service and draw together with more people", () => {
  const funnel = funnelOf(UNITS);
  const lines = funnel ? funnelLines(funnel) : [];
  const width = (at: number): number => (lines.at(at)?.wide.high ?? 0) - (lines.at(at)?.wide.low ?? 0);
  expect(lines.at(-1)?.n).toBeGreaterThanOrEqual(100);
  expect(width(-1)).toBeLessThan(width(0));
});
