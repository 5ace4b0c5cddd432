import { describe, expect, test } from "vitest";
import { expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { estimateOf, type Finding } from "./finding.ts";
import { interruptedSeries } from "./interrupted-series.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };

const WHAT = ["trend before", "step", "change of trend"];
type Golden = typeof oracle.plain;

function expectSeries(finding: Finding, golden: Golden): void {
  const told = WHAT.map((what) => estimateOf(finding, what));
  expectAllClose(
    told.map((one) => one?.value),
    golden.coefficients,
    1e-8,
  );
  expectAllClose(
    told.map((one) => one?.standardError),
    golden.errors,
    1e-8,
  );
  expectAllClose(
    told.map((one) => one?.p),
    golden.p,
    1e-7,
  );
  expectClose(estimateOf(finding, "Durbin–Watson")?.value, golden.watson, 1e-8);
  const end = estimateOf(finding, "difference at the last point");
  expectAllClose([end?.value, end?.standardError], golden.end, 1e-8);
}

describe("a series that something interrupts", () => {
  test("is what R's lm, NeweyWest and dwtest say, lag 3", () => {
    expectSeries(found(interruptedSeries(oracle.series, { from: 37, lag: 3 })), oracle.plain);
  });

  test("with two waves of the season and lag 6 too", () => {
    expectSeries(found(interruptedSeries(oracle.series, { from: 37, lag: 6, season: 12 })), oracle.season);
  });

  test("a straight line that steps down by ten and bends by one is told as that", () => {
    const series = Array.from(
      { length: 20 },
      (_, i) => 50 + 2 * (i + 1) + (i >= 10 ? -10 + (i - 10) + ((i * 7) % 3) * 1e-9 : 0),
    );
    const finding = found(interruptedSeries(series, { from: 11 }));
    expect(WHAT.map((what) => line(finding, what)[0]?.toFixed(6))).toEqual([
      "2.000000",
      "-10.000000",
      "1.000000",
    ]);
    // Nine points after the first: ten down, nine up again.
    expect(line(finding, "difference at the last point")[0]?.toFixed(6)).toBe("-1.000000");
  });

  test("months that are all the same are refused: what is left of them is rounding, and no error can be taken from it", () => {
    const answer = interruptedSeries(new Array(20).fill(7), { from: 11 });
    expect(!answer.ok && answer.refusal.code).toBe("no-spread");
  });

  test("neighbours that hang together are warned of, and the lag is told", () => {
    const finding = found(interruptedSeries(oracle.series, { from: 37 }));
    expect(warnedOf(finding)).toContain("serial");
    // 4 · 0.6^(2/9) is 3.57.
    expect(finding.counts.lag).toBe(3);
    // Of forty points 4 · 0.4^(2/9) is 3.26, where another power in use, of a third, would give 2.95 and so two.
    expect(found(interruptedSeries(oracle.series.slice(0, 40), { from: 21 })).counts.lag).toBe(3);
  });

  test("below two hundred points the errors are said to be too narrow", () => {
    const long = Array.from({ length: 200 }, (_, i) => ((i * 37) % 19) + i / 10);
    const warned = (points: number) =>
      warnedOf(found(interruptedSeries(long.slice(0, points), { from: 90 })));
    expect([warned(199).includes("narrow-errors"), warned(200).includes("narrow-errors")]).toEqual([
      true,
      false,
    ]);
  });

  test("five points on a side are warned of", () => {
    const finding = found(interruptedSeries([3, 5, 4, 6, 5, 7, 9, 8, 9, 11, 10], { from: 7 }));
    expect(warnedOf(finding)).toContain("short-series");
  });

  test("the lag may be nought and all but half of the points; six waves are as many as twelve months hold", () => {
    const lag = (given: number) =>
      found(interruptedSeries(oracle.series, { from: 37, lag: given })).counts.lag;
    expect([lag(0), lag(29)]).toEqual([0, 29]);
    expect(interruptedSeries(oracle.series, { from: 37, season: 12, waves: 6 }).ok).toBe(true);
  });

  test.each([
    ["a change before the fourth point", [1, 2, 3, 4, 5, 6], { from: 2 }, "not-in-the-past"],
    ["a change after the last", [1, 2, 3, 4, 5, 6], { from: 9 }, "not-in-the-past"],
    ["a missing point", [1, 2, 3, 4, Number.NaN, 6, 7, 8], { from: 5 }, "not-finite"],
    ["a lag below nought", oracle.series, { from: 37, lag: -2 }, "bad-threshold"],
    ["half a point of lag", oracle.series, { from: 37, lag: 1.5 }, "bad-threshold"],
    ["a lag of half the points", oracle.series, { from: 37, lag: 30 }, "bad-threshold"],
    ["no season", oracle.series, { from: 37, season: 0 }, "bad-threshold"],
    ["more waves than a season holds", oracle.series, { from: 37, season: 12, waves: 7 }, "bad-threshold"],
    ["no wave", oracle.series, { from: 37, season: 12, waves: 0 }, "bad-threshold"],
  ])("is refused for %s", (_name, series, options, code) => {
    const answer = interruptedSeries(series, options);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
