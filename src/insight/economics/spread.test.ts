import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import {
  betaWithin,
  drawsOf,
  gammaWithin,
  lognormalWithin,
  meanOf,
  quantileOf,
  type Spread,
} from "./spread.ts";

const DRAWS = 40_000;
/** Means of so many draws stay this many standard errors from the truth, but for one in some fifteen thousand. */
const FAR = 4;

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

// Mean and variance in closed form, worked from the textbook's formulas of each distribution.
const cases: readonly (readonly [string, Spread, number, number])[] = [
  [
    "a cost of 980 with a standard error of 196",
    { kind: "gamma", mean: 980, standardError: 196 },
    980,
    196 ** 2,
  ],
  ["a rate seen twice", { kind: "gamma", mean: 2, standardError: Math.SQRT2 }, 2, 2],
  ["a rate seen hardly", { kind: "gamma", mean: 0.3, standardError: 0.6 }, 0.3, 0.36],
  ["38 of 43 retained", { kind: "beta", a: 38, b: 5 }, 38 / 43, (38 * 5) / (43 ** 2 * 44)],
  ["half of one", { kind: "beta", a: 0.5, b: 14.5 }, 0.5 / 15, (0.5 * 14.5) / (15 ** 2 * 16)],
  [
    "a ratio of 0.71",
    { kind: "lognormal", median: 0.71, logError: 0.2 },
    0.71 * Math.exp(0.02),
    0.71 ** 2 * Math.exp(0.04) * (Math.exp(0.04) - 1),
  ],
];

describe.each(cases)("%s", (name, spread, expected, variance) => {
  const draws = drawsOf(spread, randomFrom(`spread/${name}`), DRAWS);

  test("is drawn with its mean", () => {
    expect(meanOf(spread)).toBeCloseTo(expected, 10);
    expect(Math.abs(mean(draws) - expected)).toBeLessThan(FAR * Math.sqrt(variance / DRAWS));
  });

  test("is drawn as widely as it should be", () => {
    const centred = Array.from(draws, (one) => (one - expected) ** 2);
    const error = Math.sqrt(mean(centred.map((one) => (one - variance) ** 2)) / DRAWS);
    expect(Math.abs(mean(centred) - variance)).toBeLessThan(FAR * error);
  });

  test("has as many draws below a quantile as the quantile says", () => {
    for (const share of [0.025, 0.5, 0.975]) {
      const limit = quantileOf(spread, share);
      const below = draws.filter((one) => one < limit).length / DRAWS;
      expect(Math.abs(below - share)).toBeLessThan(FAR * Math.sqrt((share * (1 - share)) / DRAWS));
    }
  });
});

test("what is known does not move", () => {
  expect([...drawsOf({ kind: "fixed", value: 7 }, randomFrom("a"), 3)]).toEqual([7, 7, 7]);
  expect([...drawsOf({ kind: "gamma", mean: 0, standardError: 0 }, randomFrom("a"), 2)]).toEqual([0, 0]);
});

test("the same seed gives the same draws, another seed others", () => {
  const spread: Spread = { kind: "gamma", mean: 10, standardError: 3 };
  const [one, again, other] = ["a", "a", "b"].map((seed) => drawsOf(spread, randomFrom(seed), 5));
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
});

test("a gamma's quantile is where its own integral says: exponential by hand, others by R", () => {
  // Mean one and standard error one is the exponential: quantile −ln(1 − p).
  expect(quantileOf({ kind: "gamma", mean: 1, standardError: 1 }, 0.975)).toBeCloseTo(-Math.log(0.025), 9);
  // qgamma(0.1, shape = 25, scale = 2)
  expect(quantileOf({ kind: "gamma", mean: 50, standardError: 10 }, 0.1)).toBeCloseTo(37.6886483939785, 9);
});

test("limits of 95 % become a standard error by the width over 3.92", () => {
  expect(gammaWithin(100, 60.8, 139.2)).toEqual({
    kind: "gamma",
    mean: 100,
    standardError: expect.closeTo(20, 2),
  });
  // ln(4) / 3.92
  expect(lognormalWithin(2, 1, 4)).toEqual({
    kind: "lognormal",
    median: 2,
    logError: expect.closeTo(1.3862944 / 3.919928, 6),
  });
  // Uniform on 0 to 1 has mean a half and standard error 1/√12: a and b are one.
  const half = 1.959964 / Math.sqrt(12);
  expect(betaWithin(0.5, 0.5 - half, 0.5 + half)).toEqual({
    kind: "beta",
    a: expect.closeTo(1, 5),
    b: expect.closeTo(1, 5),
  });
});
