import { describe, expect, test } from "vitest";
import { type ThreeLists, threeLists, twoLists } from "./capture-recapture.ts";
import { by, column, expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { estimateOf } from "./finding.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };
import serial from "./oracle/serial-errors.json" with { type: "json" };

const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = oracle.lists;
const cells: ThreeLists = [a, b, c, d, e, f, g];

describe("how many there are in all", () => {
  test("two lists by hand: 100 and 60 with 20 on both are 292, with Seber's error", () => {
    const finding = found(twoLists(100, 60, 20));
    expectClose(line(finding, "number in all")[0], (101 * 61) / 21 - 1);
    expectClose(
      estimateOf(by(finding, "log-normal"), "number in all")?.standardError,
      Math.sqrt((101 * 61 * 80 * 40) / (21 * 21 * 22)),
    );
    // 140 seen and 152.381 not, times or divided by exp(1.959964 √log(1 + 2032.08 / 152.381²)).
    expectAllClose(
      line(by(finding, "log-normal"), "number in all").slice(1),
      [226.3741811352, 408.8298093638],
      1e-9,
    );
  });

  test.each(serial.overlaps.map((one) => [one.lists.join(", "), one] as const))(
    "the limits that stand first, of %s, are those at which R's hypergeometric leaves 2.5 %% on a side, half of exactly so many counted",
    (_lists, { lists: [first = 0, second = 0, both = 0], low, high }) => {
      const finding = found(twoLists(first, second, both));
      expect(finding.estimates[0]?.by).toBe("exact, mid-P");
      expect(line(finding, "number in all").slice(1)).toEqual([low, high]);
    },
  );

  test("by hand: one on each list and the same one are at least 1 and at most 19, since half of 1 in 20 is 2.5 %", () => {
    // Of N the one on the second list is the first's with chance 1 / N; half of it is above 0.025 up to N = 19.
    expect(line(found(twoLists(1, 1, 1)), "number in all").slice(1)).toEqual([1, 19]);
    expect(line(found(twoLists(1, 1, 1, 0.9)), "number in all").slice(1)).toEqual([1, 9]);
  });

  test("lists of hundreds of thousands have limits too", () => {
    const [value = 0, low = 0, high = 0] = line(found(twoLists(400_000, 300_000, 60_000)), "number in all");
    // About 1.96 standard errors of Seber's, 6,733, to either side.
    expectClose((value - low) / 6733, 1.96, 0.02);
    expectClose((high - value) / 6733, 1.96, 0.02);
  });

  test("everyone on the second list is on the first: no log-normal interval of a point is given, and the exact one says how many more there may be", () => {
    for (const [first, second, both, high] of [
      [100, 60, 60, 103],
      [10, 10, 10, 11],
    ] as const) {
      const finding = found(twoLists(first, second, both));
      expect(line(finding, "number in all")).toEqual([first, first, high]);
      expect(line(by(finding, "log-normal"), "number in all")).toEqual([first, Number.NaN, Number.NaN]);
      expect(warnedOf(finding)).toContain("no-spread-seen");
    }
    expect(warnedOf(found(twoLists(100, 60, 59)))).not.toContain("no-spread-seen");
  });

  test("nine on both lists are few, ten are not", () => {
    const warned = (both: number) => warnedOf(found(twoLists(100, 60, both))).includes("few-on-both");
    expect([warned(9), warned(10)]).toEqual([true, false]);
  });

  test("three lists: each of eight models is what R's glm says", () => {
    const finding = found(threeLists(cells));
    expectAllClose(
      column(finding, "models", "number in all"),
      oracle.models.map((one) => one.number),
      1e-6,
    );
    expectAllClose(
      column(finding, "models", "AIC"),
      oracle.models.map((one) => one.aic),
      1e-7,
    );
    expectAllClose(
      column(finding, "models", "BIC"),
      oracle.models.map((one) => one.bic),
      1e-7,
    );
  });

  test("the least AIC has R's error, and the range over models stands before it", () => {
    const finding = found(threeLists(cells));
    const best = [...oracle.models].sort((x, y) => x.aic - y.aic)[0];
    const told = estimateOf(finding, "number in all, least AIC");
    expectClose(told?.value, best?.number, 1e-6);
    expectClose(told?.standardError, best?.error, 1e-5);
    const numbers = oracle.models.map((one) => one.number);
    expectClose(line(finding, "least number, models within 10 AIC")[0], Math.min(...numbers), 1e-6);
    expectClose(line(finding, "greatest number, models within 10 AIC")[0], Math.max(...numbers), 1e-6);
    expect(warnedOf(finding)).toEqual([
      "model-range",
      "saturated",
      oracle.bound[0]?.free ? "uneven" : "uneven-not-seen",
    ]);
  });

  test.each(oracle.bound.map((one) => [one.cells.join(", "), one] as const))(
    "Chao's bound of %s is glm's with the cell of all three set free, or the independent model's",
    (_cells, { cells: [n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0, n6 = 0, n7 = 0], number, error, free }) => {
      const finding = found(threeLists([n1, n2, n3, n4, n5, n6, n7]));
      const told = estimateOf(finding, "number in all at least");
      expectClose(told?.value, number, 1e-6);
      expectClose(told?.standardError, error, 1e-5);
      expect(warnedOf(finding).includes("uneven")).toBe(free);
      expect(line(finding, "greatest number, models and Chao")[0]).toBeGreaterThanOrEqual(
        (told?.value ?? 0) - 1e-9,
      );
      expect(line(finding, "least number, models and Chao")[0]).toBeLessThanOrEqual(
        (told?.value ?? 0) + 1e-9,
      );
    },
  );

  test("Chao's bound by hand: equal lists of 60 alone and 20 in each pair hide 60 × 60 / 20", () => {
    // Independent odds: on one 60 and on two 20, a third each time, so that 180 are on none, and 60/9 are foretold on all three.
    const finding = found(threeLists([20, 20, 20, 20, 60, 60, 60]));
    expectClose(line(finding, "number in all at least")[0], 260 + 180, 1e-9);
    expect(finding.warnings.find(({ code }) => code === "uneven")?.sentence).toContain("3.0 times as many");
  });

  test("lists of thousands keep all eight models, the saturated one as the product of odd cells over even ones says", () => {
    const thousands: ThreeLists = [321, 615, 452, 684, 1465, 2086, 1680];
    const models = column(found(threeLists(thousands)), "models", "number in all");
    expect(models.length).toBe(8);
    expectClose(models[7], 7303 + (321 * 1465 * 2086 * 1680) / (615 * 452 * 684), 1e-6);
  });

  test.each([
    ["lists that never meet", () => twoLists(10, 10, 0), "lists-do-not-meet"],
    ["three lists that never meet", () => threeLists([0, 0, 0, 0, 5, 5, 5]), "lists-do-not-meet"],
    ["an overlap larger than a list", () => twoLists(10, 4, 5), "too-many"],
    ["half a person", () => twoLists(10, 4, 0.5), "not-a-count"],
  ])("is refused for %s", (_name, ask, code) => {
    const answer = ask();
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
