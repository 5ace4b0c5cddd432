import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { column, expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };
import { regressionInFile, regressionToMean } from "./regression-to-mean.ts";
import { shrinkage } from "./shrinkage.ts";

describe("what falls by itself", () => {
  test.each(oracle.falls.map((golden) => [golden.given.join(", "), golden] as const))(
    "is what integrating the two readings gives for mean, deviation, correlation, limit %s",
    (_name, { given: [mean = 0, deviation = 0, correlation = 0, limit = 0], fall }) => {
      const finding = found(regressionToMean({ mean, deviation, correlation }, limit));
      expectClose(line(finding, "expected fall by itself")[0], fall, 1e-8);
    },
  );

  test("readings that agree perfectly do not fall; readings of chance alone fall back to the mean", () => {
    const at = (correlation: number) => found(regressionToMean({ mean: 10, deviation: 4, correlation }, 14));
    expect(line(at(1), "expected fall by itself")[0]).toBe(0);
    expectClose(line(at(0), "expected next reading")[0], 10);
  });

  test("nothing was done, yet those above the limit fall as much as expected", () => {
    const draw = randomFrom("nothing was done").next;
    const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    const own = Array.from({ length: 20_000 }, () => 10 + 3 * normal());
    const [before, after] = [own.map((x) => x + 2 * normal()), own.map((x) => x + 2 * normal())];
    const finding = found(regressionInFile(before, after, 15));
    expect(line(finding, "fall seen")[0]).toBeGreaterThan(1.5);
    expect(Math.abs(line(finding, "fall beyond the expected")[0] ?? 9)).toBeLessThan(0.15);
    expect(warnedOf(finding)).toEqual(["falls-by-itself"]);
  });

  test.each([
    ["a correlation above one", { mean: 1, deviation: 1, correlation: 1.2 }, "not-a-correlation"],
    ["no spread", { mean: 1, deviation: 0, correlation: 0.5 }, "no-spread"],
  ])("is refused for %s", (_name, everybody, code) => {
    const answer = regressionToMean(everybody, 2);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});

describe("own rates, drawn towards everybody's", () => {
  const { counts, time, theta, mean, own, low, high } = oracle.shrunk;
  test("are what glm.nb and qgamma give", () => {
    const finding = found(shrinkage(counts, time));
    expectClose(line(finding, "theta")[0], theta, 1e-6);
    expectClose(line(finding, "rate of everybody")[0], mean, 1e-6);
    expectAllClose(column(finding, "own rates", "own rate"), own, 1e-6);
    expectAllClose(column(finding, "own rates", "low"), low, 1e-5);
    expectAllClose(column(finding, "own rates", "high"), high, 1e-6);
  });

  test("those chosen for five or more come to less by themselves", () => {
    const finding = found(shrinkage(counts, time, 5));
    expect(finding.counts.chosen).toBe(13);
    expect(line(finding, "expected ratio by itself")[0]).toBeLessThan(1);
    expect(warnedOf(finding)).toContain("regression-to-mean");
  });

  test("nine people are refused", () => {
    const answer = shrinkage([1, 2, 3, 1, 2, 3, 1, 2, 9], undefined);
    expect(!answer.ok && answer.refusal.code).toBe("too-few");
  });
});
