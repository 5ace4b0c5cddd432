import { describe, expect, test } from "vitest";
import { column, expectAllClose, expectClose, found, line, printed, warnedOf } from "./close.fixture.ts";
import { estimateOf } from "./finding.ts";
import { survivalCurves } from "./kaplan-meier.ts";
import oracle from "./oracle/survival.json" with { type: "json" };
import { eighty, leukaemia } from "./survival.fixture.ts";

describe("how long until: Kaplan and Meier's curve", () => {
  test("6-MP against placebo, as textbooks print it: medians 23 and 8 weeks, log-rank 16.79", () => {
    const finding = found(survivalCurves(leukaemia));
    expect(line(finding, "median", "6-MP")[0]).toBe(23);
    expect(line(finding, "median", "placebo")[0]).toBe(8);
    expect(estimateOf(finding, "log-rank chi-squared")?.value.toFixed(2)).toBe("16.79");
    // Kalbfleisch and Prentice's table of the 6-MP curve.
    expect(column(finding, "curve, 6-MP", "survival").map((s) => s.toFixed(3))).toEqual([
      "0.857",
      "0.807",
      "0.807",
      "0.753",
      "0.753",
      "0.690",
      "0.627",
      "0.627",
      "0.627",
      "0.627",
      "0.538",
      "0.448",
      "0.448",
      "0.448",
      "0.448",
      "0.448",
    ]);
    expect([finding.counts["events, 6-MP"], finding.counts["events, placebo"]]).toEqual([9, 21]);
  });

  test("four people, two of them followed to 20 without it: the curve lies on a half from 8 to 20, and the median is 14 as in R", () => {
    const finding = found(survivalCurves({ time: [2, 8, 20, 20], event: [1, 1, 0, 0] }));
    expect(line(finding, "median")[0]).toBe(14);
  });

  test("a curve of fewer than five events says how far its restricted mean can be believed", () => {
    // Nine relapses on 6-MP, twenty-one on placebo.
    expect(warnedOf(found(survivalCurves(leukaemia)))).not.toContain("few-events-on-curve");
    const few = found(survivalCurves({ time: [2, 3, 5, 7, 9, 9, 9], event: [1, 1, 0, 1, 1, 0, 0] }));
    const told = few.warnings.find(({ code }) => code === "few-events-on-curve");
    expect(told?.sentence).toMatch(/^everyone: 4 events\./);
  });

  const cases = [
    ["leukaemia", leukaemia, oracle.leukaemia, 20],
    ["eighty made-up people with ties", eighty, oracle.eighty, 30],
  ] as const;
  for (const [name, data, golden, until] of cases) {
    test(`is what R's survfit says of ${name}: shares, errors, limits, medians`, () => {
      const finding = found(survivalCurves(data, { until }));
      for (const [group, curve] of Object.entries(golden.curves)) {
        const of = (what: string) => column(finding, `curve, ${group}`, what);
        expectAllClose(of("time"), curve.time);
        expectAllClose(of("at risk"), curve.at_risk);
        expectAllClose(of("survival"), curve.survival);
        expectAllClose(of("low"), curve.low);
        expectAllClose(of("high"), curve.high);
        expectAllClose(line(finding, "median", group), curve.median);
      }
    });

    test(`has R's restricted means and log-rank test of ${name}`, () => {
      const finding = found(survivalCurves(data, { until }));
      for (const [group, [mean, error]] of Object.entries(golden.rmean)) {
        expectClose(line(finding, "restricted mean", group)[0], mean);
        // R has nought where nobody had the event by then; here that is no error.
        if (error === 0) expect(estimateOf(finding, "restricted mean", group)?.low).toBeUndefined();
        else expectClose(estimateOf(finding, "restricted mean", group)?.standardError, error);
      }
      const rank = estimateOf(finding, "log-rank chi-squared");
      expectClose(rank?.value, golden.test.chi);
      expectClose(rank?.p, golden.test.p);
      for (const [g, expected] of golden.test.expected.entries())
        expectClose(finding.counts[`events expected, ${data.group?.names[g]}`], expected);
    });
  }

  test("a group without an event has a restricted mean and no limits, nor has its difference; and it is warned of", () => {
    const finding = found(
      survivalCurves({
        time: [
          ...Array.from({ length: 12 }, () => 5),
          ...Array.from({ length: 12 }, (_, i) => (i < 3 ? 2 : 5)),
        ],
        event: [
          ...Array.from({ length: 12 }, () => 0),
          ...Array.from({ length: 12 }, (_, i) => (i < 3 ? 1 : 0)),
        ],
        group: { codes: Array.from({ length: 24 }, (_, i) => (i < 12 ? 0 : 1)), names: ["none", "some"] },
      }),
    );
    const of = (what: string, group?: string) => estimateOf(finding, what, group);
    expect([of("restricted mean", "none")?.value, of("restricted mean", "none")?.low]).toEqual([
      5,
      undefined,
    ]);
    // 2 + 3 · 9/12.
    expect(of("restricted mean", "some")?.value).toBeCloseTo(4.25, 12);
    expect(of("restricted mean", "some")?.low).toBeLessThan(4.25);
    expect(of("difference of restricted means")?.low).toBeUndefined();
    expect(of("difference of restricted means")?.p).toBeUndefined();
    const said = finding.warnings.map(({ code, sentence }) => `${code} ${sentence}`);
    expect(said.some((one) => one.startsWith("few-events-on-curve none: 0 events"))).toBe(true);
    expect(said.some((one) => one.startsWith("no-spread-seen restricted mean, none"))).toBe(true);
  });

  test("five people by hand: events at 1, 3 and 5, lost at 2 and 4", () => {
    const finding = found(survivalCurves({ time: [1, 2, 3, 4, 5], event: [1, 0, 1, 0, 1] }));
    // 4/5; then 2 of 3 stay; then the last has it.
    const shares = [4 / 5, 4 / 5, (4 / 5) * (2 / 3), (4 / 5) * (2 / 3), 0];
    expectAllClose(column(finding, "curve, everyone", "survival"), shares);
    // One unit at all, two at 4/5, two at 8/15.
    expectClose(line(finding, "restricted mean")[0], 1 + 2 * (4 / 5) + 2 * (8 / 15));
    expect(line(finding, "median")[0]).toBe(5);
  });

  test("a curve that lies on a half for a while has its median in the middle of it", () => {
    const finding = found(survivalCurves({ time: [2, 2, 6, 9], event: [1, 1, 1, 1] }));
    expect(line(finding, "median")[0]).toBe(4);
  });

  test("the share at a time asked for, and none beyond the last seen", () => {
    const finding = found(survivalCurves({ time: [1, 2, 3, 4], event: [1, 0, 1, 0] }, { at: [0.5, 3, 8] }));
    expect(line(finding, "share without the event at 0.5")[0]).toBe(1);
    expectClose(line(finding, "share without the event at 3")[0], (3 / 4) * (1 / 2));
    expect(line(finding, "share without the event at 8")[0]).toBeNaN();
  });

  test("everyone still followed: the curve stays at one, and there is no median", () => {
    const finding = found(survivalCurves({ time: [3, 4, 5], event: [0, 0, 0] }));
    expect(column(finding, "curve, everyone", "survival")).toEqual([1, 1, 1]);
    expect(line(finding, "median")[0]).toBeNaN();
    expect(warnedOf(finding)).toContain("never-reached");
  });

  test("the order of rows does not matter, and days or weeks are the same curve", () => {
    const turned = {
      time: Array.from(leukaemia.time).reverse(),
      event: Array.from(leukaemia.event).reverse(),
    };
    const days = { time: Array.from(leukaemia.time, (t) => t * 7), event: leukaemia.event };
    const plain = found(survivalCurves({ time: leukaemia.time, event: leukaemia.event }));
    for (const other of [turned, days])
      expect(column(found(survivalCurves(other)), "curve, everyone", "survival")).toEqual(
        column(plain, "curve, everyone", "survival"),
      );
  });

  test("curves that cross are warned of", () => {
    const early = [1, 1, 1, 1, 1, 1, 1, 1, 20, 20, 20, 20, 20, 20];
    const late = [9, 9, 9, 9, 9, 10, 10, 10, 10, 10, 10, 10, 11, 11];
    const finding = found(
      survivalCurves({
        time: [...early, ...late],
        event: Array(28).fill(1),
        group: { codes: [...Array(14).fill(0), ...Array(14).fill(1)], names: ["a", "b"] },
      }),
    );
    expect(warnedOf(finding)).toContain("curves-cross");
    expect(warnedOf(found(survivalCurves(leukaemia)))).not.toContain("curves-cross");
  });

  test.each([
    ["time below nothing", { time: [1, -2], event: [1, 1] }, "negative-time"],
    ["no time", { time: [1, Number.NaN], event: [1, 1] }, "not-finite"],
    ["an ending that is neither yes nor no", { time: [1, 2], event: [1, 2] }, "not-yes-or-no"],
    ["nobody", { time: [], event: [] }, "nobody"],
    ["columns of unequal length", { time: [1, 2], event: [1] }, "unequal-lengths"],
  ])("is refused for %s", (_name, data, code) => {
    const answer = survivalCurves(data);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });

  test("a restricted mean beyond what was followed is refused, with how far it could go", () => {
    const answer = survivalCurves(leukaemia, { until: 30 });
    expect(!answer.ok && answer.refusal.sentence).toContain("followed to 23");
  });

  test("two groups' restricted means: the difference is the plain one, its error that of two independent groups", () => {
    const finding = found(survivalCurves(leukaemia, { until: 20 }));
    const [mp = 0] = line(finding, "restricted mean", "6-MP");
    const [placebo = 0] = line(finding, "restricted mean", "placebo");
    expectClose(line(finding, "difference of restricted means")[0], mp - placebo);
    const [[, e1 = 0] = [], [, e2 = 0] = []] = Object.values(oracle.leukaemia.rmean);
    expectClose(estimateOf(finding, "difference of restricted means")?.standardError, Math.hypot(e1, e2));
    expect(printed(finding, "difference of restricted means", 2)[0]).toBe((mp - placebo).toFixed(2));
  });

  test("limits of a restricted mean are those of its share of the time by log-odds, and two groups' are put together from them, as R makes them", () => {
    const finding = found(survivalCurves(leukaemia, { until: 20 }));
    const { rmean_limits: ofMeans, compared } = oracle.leukaemia;
    for (const [group, limits] of Object.entries(ofMeans))
      expectAllClose(line(finding, "restricted mean", group).slice(1, 3), limits);
    expectAllClose(line(finding, "difference of restricted means").slice(1, 3), compared.difference);
    expectAllClose(line(finding, "ratio of restricted means").slice(1, 3), compared.ratio);
    expectClose(estimateOf(finding, "difference of restricted means")?.p, compared.p);
  });

  test("limits of a restricted mean never leave the time it is restricted to", () => {
    // One of three leaves at 9 of 10: 9.67 on average, whose symmetric limits would go beyond 10.
    const limits = line(found(survivalCurves({ time: [9, 10, 10], event: [1, 0, 0] })), "restricted mean");
    expect(limits[0]).toBeCloseTo(29 / 3, 12);
    expect(limits[2]).toBeLessThan(10);
  });
});
