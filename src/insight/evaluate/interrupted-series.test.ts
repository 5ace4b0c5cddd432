import { describe, expect, test } from "vitest";
import { by, column, expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { estimateOf, type Finding } from "./finding.ts";
import { interruptedSeries } from "./interrupted-series.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };
import serial from "./oracle/serial-errors.json" with { type: "json" };

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
    expectSeries(
      by(found(interruptedSeries(oracle.series, { from: 37, lag: 3 })), "Newey–West"),
      oracle.plain,
    );
  });

  test("with two waves of the season and lag 6 too", () => {
    const finding = found(interruptedSeries(oracle.series, { from: 37, lag: 6, season: 12 }));
    expectSeries(by(finding, "Newey–West"), oracle.season);
    const made = column(finding, "errors", "degrees of freedom").slice(4);
    expect([...new Set(made)]).toEqual([60 - 8]);
    expect(finding.tables[0]?.rows[4]?.at(-1)).toBe("lag 6; no prewhitening; adjusted, × n / (n − p)");
  });

  test.each([
    ["without a season", {}, serial.plain],
    ["with two waves of the season", { season: 12 }, serial.season],
  ])("the rows by AR(1) stand first and are what R's gls says, corrected, %s", (_name, options, golden) => {
    const finding = found(interruptedSeries(oracle.series, { from: 37, ...options }));
    const first = finding.estimates.slice(0, 4);
    expect(first.map(({ what, by }) => `${what}: ${by}`)).toEqual(
      [...WHAT, "difference at the last point"].map((what) => `${what}: AR(1), Kenward–Roger`),
    );
    const each = (of: (one: (typeof first)[number]) => number | undefined, values: readonly number[]) =>
      expectAllClose(first.map(of), values, 1e-6);
    each((one) => one.value, golden.value);
    each((one) => one.standardError, golden.error);
    each((one) => one.low, golden.low);
    each((one) => one.high, golden.high);
    each((one) => one.p, golden.p);
    expectAllClose(column(finding, "errors", "uncorrected").slice(0, 4), golden.plain, 1e-6);
    expectClose(estimateOf(finding, "correlation of neighbours")?.value, golden.phi, 1e-7);
    expectAllClose(column(finding, "line", "line"), golden.fitted, 1e-7);
  });

  test("a walk has rows by AR(1) that are marked as uncorrected, t on n − p, and is said to be hardly a line", () => {
    let at = 0;
    const walk = Array.from({ length: 60 }, (_, i) => (at += ((i * 37) % 19) - 9 + ((i * 11) % 7) / 3));
    const finding = found(
      interruptedSeries(
        walk.map((each, i) => each + 40 * Math.sin(i / 9)),
        { from: 31 },
      ),
    );
    expect(finding.estimates[1]?.by).toBe("AR(1), uncorrected");
    expect(column(finding, "errors", "degrees of freedom")[1]).toBe(56);
    expect(warnedOf(finding)).toContain("hardly-a-line");
    expect(warnedOf(found(interruptedSeries(oracle.series, { from: 37, season: 12 })))).not.toContain(
      "hardly-a-line",
    );
  });

  test("of seven points no errors by AR(1) are told, and why is; those by Newey–West stand alone", () => {
    const finding = found(interruptedSeries([3, 5, 4, 6, 2, 7, 4], { from: 5 }));
    expect(finding.estimates[0]?.by).toBe("Newey–West");
    expect(finding.warnings.find(({ code }) => code === "no-serial-errors")?.sentence).toBe(
      "No errors by AR(1) are given. 7 points for 4 columns are too few to tell how far neighbours hang together: 8 are needed. Bring in more points, or leave the season out.",
    );
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

  test("Newey–West errors are said to be too narrow, and which rows to believe where there are others", () => {
    const said = (series: readonly number[], from: number) =>
      found(interruptedSeries(series, { from })).warnings.find(({ code }) => code === "narrow-errors")
        ?.sentence;
    expect(said(oracle.series, 37)).toContain("Believe the rows by AR(1), which stand first");
    expect(said([3, 5, 4, 6, 2, 7, 4], 5)).toContain("Take their p-values as smaller than they should be");
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
