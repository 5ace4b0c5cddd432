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
  expect(funnel?.pooled).toEqual({ count: 120, of: 300, value: 0.4 });
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

test("around a pooled rate of 3 for every 100 person-years limits are those of Poisson, as qpois gives them in R", () => {
  // qpois(c(.025, .975, .001, .999), 6) is 2, 11, 0 and 15: of 200 person-years.
  const funnel = funnelOf(
    [
      { name: "Westgate", count: 16, of: 200 },
      { name: "Abbey", count: 5, of: 400 },
      { name: "Moor", count: 0, of: 100 },
    ],
    "rate",
  );
  expect(funnel?.pooled).toEqual({ count: 21, of: 700, value: 0.03 });
  expect(funnel?.units.map(({ name, lies }) => [name, lies])).toEqual([
    ["Abbey", "outside 95 %, within 99.8 %"],
    ["Moor", "within 95 %"],
    ["Westgate", "outside 99.8 %"],
  ]);
  const west = funnel?.units.at(-1);
  expect([west?.usual, west?.wide]).toEqual([
    { low: 2 / 200, high: 11 / 200 },
    { low: 0, high: 15 / 200 },
  ]);
  // Garwood, 16 in 200: qchisq(.025, 32) / 2 / 200 and qchisq(.975, 34) / 2 / 200.
  expect(west?.own.low).toBeCloseTo(0.0457269, 6);
  expect(west?.own.high).toBeCloseTo(0.129915, 6);
});

test("of rates, four events or four people stand behind nothing that is shown; of areas, where nobody is counted, all stand", () => {
  const units = [
    { name: "Abbey", count: 50, of: 400 },
    { name: "Few events", count: 4, of: 400 },
    { name: "Few people", count: 9, of: 400, people: 2 },
    { name: "Moor", count: 40, of: 300, people: 30 },
  ];
  expect(funnelOf(units, "rate")?.keptBack).toEqual(["Few events", "Few people"]);
  expect(funnelOf(units, "rate")?.pooled.count).toBe(90);
  expect(funnelOf(units, "rate", true)?.keptBack).toEqual([]);
  expect(funnelOf(units, "rate", true)?.pooled.count).toBe(103);
});

test("a rate may be more than one: 16 in 4 person-years beside 10 in 6, around 2.6, with limits of Poisson", () => {
  const funnel = funnelOf(
    [
      { name: "Abbey", count: 16, of: 4 },
      { name: "Moor", count: 10, of: 6 },
    ],
    "rate",
  );
  // qpois(c(.025, .975), 10.4) in R is 5 and 17.
  expect(funnel?.units[0]?.usual).toEqual({ low: 5 / 4, high: 17 / 4 });
  expect(funnel && funnelLines(funnel).at(0)?.n).toBe(2);
});
