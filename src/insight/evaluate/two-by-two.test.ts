import { describe, expect, test } from "vitest";
import { expectAllClose, expectClose, found, line, printed, warnedOf } from "./close.fixture.ts";
import { estimateOf } from "./finding.ts";
import oracle from "./oracle/tables.json" with { type: "json" };
import { type Cells, share, twoByTwo } from "./two-by-two.ts";

const cells = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Cells => [a, b, c, d];

describe("yes or no in two groups", () => {
  test.each(oracle.tables.map((golden) => [golden.given.join(", "), golden] as const))(
    "has R's Wilson, Newcombe, Clopper–Pearson and Fisher for %s",
    (_name, { given, wilson, exact, newcombe, fisher, p }) => {
      const finding = found(twoByTwo(cells(given)));
      expectAllClose(line(finding, "share", "first").slice(1), wilson[0] ?? []);
      expectAllClose(line(finding, "share", "second").slice(1), wilson[1] ?? []);
      expectAllClose(line(finding, "risk difference").slice(1), newcombe);
      expectAllClose(line(finding, "conditional odds ratio"), fisher as (number | null)[], 1e-8);
      expectClose(estimateOf(finding, "conditional odds ratio")?.p, p, 1e-8);
      const [a = 0, b = 0] = given;
      expectAllClose(line(found(share(a, a + b)), "share exact").slice(1), exact);
    },
  );

  test.each(oracle.models.map((golden) => [golden.given.join(", "), golden] as const))(
    "has the odds ratio of R's logistic model and the risk ratio of its log-binomial one for %s",
    (_name, { given, woolf, katz }) => {
      const finding = found(twoByTwo(cells(given)));
      expectAllClose(line(finding, "odds ratio"), woolf, 1e-8);
      expectAllClose(line(finding, "risk ratio"), katz, 1e-6);
    },
  );

  test("NAOMI: 101 of 115 stayed against 60 of 111; RR 1.62, from 1.35 to 1.95", () => {
    const finding = found(twoByTwo([101, 14, 60, 51]));
    expect(printed(finding, "risk ratio", 3)).toEqual(["1.625", "1.351", "1.954"]);
  });

  test("RIOTT's responders: difference 0.459 (0.249 to 0.615), RR 2.753 (1.603 to 4.727), OR 7.280 and 7.084", () => {
    const finding = found(twoByTwo([31, 12, 11, 31]));
    // √(31/43 · 12/43 / 43 + 11/42 · 31/42 / 42), 1.959964 times either way.
    expectAllClose(line(finding, "risk difference Wald").slice(1), [0.2702018038, 0.6478491375], 1e-9);
    expect(printed(finding, "risk difference", 3)).toEqual(["0.459", "0.249", "0.615"]);
    expect(printed(finding, "risk ratio", 3)).toEqual(["2.753", "1.603", "4.727"]);
    expect(printed(finding, "odds ratio", 3)).toEqual(["7.280", "2.794", "18.970"]);
    // R's fisher.test prints 21.277, its root finder stopping at the fourth digit; solved to the end it is 21.279.
    expect(printed(finding, "conditional odds ratio", 3)).toEqual(["7.084", "2.543", "21.279"]);
    expect(estimateOf(finding, "conditional odds ratio")?.p?.toExponential(2)).toBe("3.10e-5");
    expect(line(finding, "number needed")[0]?.toFixed(2)).toBe("2.18");
  });

  test("Fisher's tea: three of four right, p is 34 in 70, the chance of 3 or 4 right or as few", () => {
    const finding = found(twoByTwo([3, 1, 1, 3]));
    expectClose(estimateOf(finding, "conditional odds ratio")?.p, 34 / 70);
  });

  test("the number needed has no limits while the difference may be nought", () => {
    const [, low, high] = line(found(twoByTwo([5, 5, 4, 6])), "number needed");
    expect([low, high]).toEqual([Number.NaN, Number.NaN]);
  });

  test("where all of both groups had it there are Newcombe's limits, and no others of a point", () => {
    const finding = found(twoByTwo([5, 0, 5, 0]));
    expect(line(finding, "risk ratio")).toEqual([1, Number.NaN, Number.NaN]);
    expect(line(finding, "risk difference Wald")).toEqual([0, Number.NaN, Number.NaN]);
    expect(line(finding, "conditional odds ratio")).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    // Wilson's of five of five: 1 / (1 + 3.8415 / 5) = 0.5655.
    expect(line(finding, "risk difference")[1]).toBeCloseTo(-(1 - 0.56552), 4);
    expect(warnedOf(finding)).toContain("no-spread-seen");
    expect(warnedOf(found(twoByTwo([5, 0, 4, 1])))).not.toContain("no-spread-seen");
  });

  test("a number needed below nought is said to be a harm where the outcome is wanted", () => {
    // 2 of 10 against 7 of 10: the difference is −0.5, and two people are one fewer.
    const finding = found(twoByTwo([2, 8, 7, 3]));
    expectClose(line(finding, "number needed")[0], -2);
    const { sentence } = finding.warnings.find(({ code }) => code === "number-to-harm") ?? {};
    expect(sentence).toContain("2.0 people in the first group are one more harmed");
    expect(warnedOf(found(twoByTwo([7, 3, 2, 8])))).not.toContain("number-to-harm");
  });

  test("a cell of nought takes the limits by logarithms away and is said", () => {
    const finding = found(twoByTwo([0, 10, 5, 5]));
    expect(line(finding, "risk ratio").slice(1)).toEqual([Number.NaN, Number.NaN]);
    expect(warnedOf(finding)).toContain("zero-cell");
    expect(line(finding, "share", "first")[1]).toBe(0);
  });

  test("swapped groups turn the odds ratio over", () => {
    const [there = 0] = line(found(twoByTwo([31, 12, 11, 31])), "conditional odds ratio");
    const [back = 0] = line(found(twoByTwo([11, 31, 31, 12])), "conditional odds ratio");
    expectClose(there * back, 1);
  });

  test("seven of fourteen: one half, exactly from 23.0 to 77.0 %", () => {
    const [, low = 0, high = 0] = line(found(share(7, 14)), "share exact");
    expect([low, high].map((x) => (100 * x).toFixed(1))).toEqual(["23.0", "77.0"]);
  });

  test.each([
    ["half a person", () => twoByTwo([0.5, 1, 1, 1]), "not-a-count"],
    ["an empty group", () => twoByTwo([0, 0, 1, 1]), "nobody"],
    ["more than all", () => share(5, 4), "too-many"],
    ["a share of nobody", () => share(0, 0), "nobody"],
  ])("is refused for %s", (_name, ask, code) => {
    const answer = ask();
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
