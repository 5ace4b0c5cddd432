import { describe, expect, test } from "vitest";
import { expectAllClose, expectClose, found, line } from "./close.fixture.ts";
import { reliableChange } from "./reliable-change.ts";

describe("reliable change", () => {
  // Jacobson and Truax's own example: s = 10, r = 0.80, so √2 · 10 · √0.2 = 6.32; 47.5 to 32.5 is an index of 15 / 6.32 = 2.37.
  const options = { reliability: 0.8, deviation: 10, better: "lower" } as const;

  test("the paper's own example: a fall of 15 is reliable, one of 12 is not", () => {
    const finding = found(reliableChange([47.5, 47.5], [32.5, 35.5], options));
    expectClose(line(finding, "smallest reliable change")[0], 1.96 * Math.sqrt(2 * 100 * 0.2));
    expect([finding.counts.improved, finding.counts.unchanged, finding.counts.worsened]).toEqual([1, 1, 0]);
  });

  test("those who worsened stand beside those who improved", () => {
    const finding = found(reliableChange([40, 40, 40, 40], [20, 45, 60, 10], options));
    expectAllClose(
      ["improved", "worse"].map((way) => line(finding, `share reliably ${way}`)[0]),
      [2 / 4, 1 / 4],
    );
    // R's prop.test(2, 4, correct = FALSE) and prop.test(1, 4, correct = FALSE).
    expectAllClose(line(finding, "share reliably improved").slice(1), [0.15003898915215, 0.84996101084785]);
    expectAllClose(line(finding, "share reliably worse").slice(1), [0.0455872608097006, 0.699358157417598]);
  });

  test("where more is better the same change counts the other way", () => {
    const finding = found(reliableChange([40, 40], [20, 60], { ...options, better: "higher" }));
    expect([finding.counts.improved, finding.counts.worsened]).toEqual([1, 1]);
    expect(line(finding, "share reliably improved")[0]).toBe(0.5);
  });

  test("recovery is a reliable change that also passes the limit of the well", () => {
    const finding = found(reliableChange([47.5, 47.5, 30], [32.5, 25, 10], { ...options, wellFrom: 28 }));
    expectClose(line(finding, "share recovered")[0], 2 / 3);
  });

  test("the spread of the readings before stands in where none is given", () => {
    // 10, 20, 30: a deviation of 10.
    const finding = found(reliableChange([10, 20, 30], [10, 20, 30], { reliability: 0.8, better: "lower" }));
    expectClose(line(finding, "smallest reliable change")[0], 1.96 * Math.sqrt(2 * 100 * 0.2));
  });

  test.each([
    ["a reliability of one", [1, 2], [1, 2], { ...options, reliability: 1 }, "not-a-correlation"],
    ["readings all alike", [5, 5], [4, 6], { reliability: 0.8, better: "lower" as const }, "no-spread"],
    ["nobody", [], [], options, "nobody"],
    ["a missing reading", [1, Number.NaN], [1, 2], options, "not-finite"],
  ])("is refused for %s", (_name, before, after, given, code) => {
    const answer = reliableChange(before, after, given);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
