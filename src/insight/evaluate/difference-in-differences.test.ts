import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { expectClose, found, line, printed, warnedOf } from "./close.fixture.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";
import { studentReach } from "./distributions.ts";
import { estimateOf } from "./finding.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };

const { panel, did } = oracle;
const data = {
  count: panel.map((row) => row.count),
  time: panel.map((row) => row.time),
  treated: panel.map((row) => row.treated),
  after: panel.map((row) => row.after),
  cluster: panel.map((row) => row.area),
};

describe("difference in differences", () => {
  test("is what R's glm and lm say on both scales, with Bell and McCaffrey's errors and degrees by their matrices", () => {
    const finding = found(differenceInDifferences(data));
    const [ratio, difference] = ["ratio of rate ratios", "difference of rate differences"].map((what) =>
      estimateOf(finding, what),
    );
    expectClose(Math.log(ratio?.value ?? 0), did.ratio, 1e-8);
    expectClose(ratio?.standardError, did.ratio_error, 1e-7);
    expectClose(difference?.value, did.difference, 1e-8);
    expectClose(difference?.standardError, did.difference_error, 1e-8);
    const reach = (degrees: number, error: number): number => studentReach(0.95, degrees) * error;
    expectClose(ratio?.high, Math.exp(did.ratio + reach(did.ratio_degrees, did.ratio_error)), 1e-7);
    expectClose(difference?.low, did.difference - reach(did.difference_degrees, did.difference_error), 1e-7);
    expect(warnedOf(finding)).toEqual(["few-clusters-difference", "parallel"]);
  });

  test("of equal areas it is Student's test of their changes, pooled, as any textbook has it: five and five have eight degrees", () => {
    const changes = [-3, -6, -1, -4, -6, 1, 0, 2, -1, 3];
    const rows = changes.flatMap((change, area) => [
      { area, treated: area < 5 ? 1 : 0, after: 0, count: 20 },
      { area, treated: area < 5 ? 1 : 0, after: 1, count: 20 + change },
    ]);
    const of = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name]);
    const finding = found(
      differenceInDifferences({
        count: of("count"),
        treated: of("treated"),
        after: of("after"),
        cluster: of("area"),
      }),
    );
    // Means −4 and 1; squares about them 18 and 10, so the pooled variance is 28 / 8 and the error √(3.5 · 2 / 5).
    const error = Math.sqrt((28 / 8) * (2 / 5));
    expectClose(estimateOf(finding, "difference of rate differences")?.standardError, error);
    expectClose(line(finding, "difference of rate differences")[1], -5 - 2.306004135 * error, 1e-9);
  });

  test("where one area is all there is on a side no limits are told, and it is said", () => {
    const alone = panel.filter(({ area, treated }) => treated === 0 || area === 1);
    const of = (name: keyof (typeof panel)[number]) => alone.map((row) => row[name]);
    const finding = found(
      differenceInDifferences({
        count: of("count"),
        time: of("time"),
        treated: of("treated"),
        after: of("after"),
        cluster: of("area"),
      }),
    );
    expect(estimateOf(finding, "ratio of rate ratios")?.value).toBeGreaterThan(0);
    expect(estimateOf(finding, "ratio of rate ratios")?.low).toBeUndefined();
    expect(estimateOf(finding, "difference of rate differences")?.p).toBeUndefined();
    expect(warnedOf(finding)).toContain("one-side-few");
  });

  test("among people of whom four had any event no limits are told, and it is said why", () => {
    const person = Array.from({ length: 24 }, (_, i) => i >> 1);
    const count = person.map((who, i) => (who < 4 ? 2 + ((i * 5) % 3) + who : 0));
    const treated = person.map((who) => who % 2);
    const after = person.map((_, i) => i % 2);
    const finding = found(differenceInDifferences({ count, treated, after, cluster: person }));
    expect(estimateOf(finding, "ratio of rate ratios")?.low).toBeUndefined();
    expect(warnedOf(finding)).toContain("no-clustered-interval");
  });

  test("signs can be left out, and everything else stays", () => {
    const [all, without] = [
      found(differenceInDifferences(data)),
      found(differenceInDifferences(data, 0.95, { signs: false })),
    ];
    expect(without.estimates).toEqual(all.estimates.filter(({ what }) => !what.endsWith("few clusters")));
  });

  test("six hundred thousand rows settle as a few do: what rounding loses is carried along", () => {
    const draw = randomFrom("six hundred thousand").next;
    const column = (of: (i: number) => number) => Float64Array.from({ length: 600_000 }, (_, i) => of(i));
    // Poisson counts with a mean of 3.4, by the time that runs out.
    const count = column(() => {
      let [events, left] = [-1, 3.4];
      while (left > 0) {
        left += Math.log(1 - draw());
        events += 1;
      }
      return events;
    });
    const time = column((i) => (i % 3 === 0 ? 366 : 365) / 365.25);
    const [treated, after] = [column((i) => (i >> 1) % 2), column((i) => i % 2)];
    const finding = found(
      differenceInDifferences({ count, time, treated, after, cluster: column((i) => i >> 1) }),
    );
    const rate = (t: number, a: number): number => {
      let [events, at] = [0, 0];
      for (let i = 2 * t + a; i < count.length; i += 4)
        [events, at] = [events + (count[i] as number), at + (time[i] as number)];
      return events / at;
    };
    // Four rates and four coefficients: the fit is the rates themselves.
    const byHand = rate(1, 1) / rate(1, 0) / (rate(0, 1) / rate(0, 0));
    expectClose(estimateOf(finding, "ratio of rate ratios")?.value, byHand, 1e-9);
  });

  test("Vancouver's ratio: down by 35 % near by and by 9 % elsewhere is 0.714, whatever the height", () => {
    const finding = found(
      differenceInDifferences({ count: [200, 130, 1000, 910], treated: [1, 1, 0, 0], after: [0, 1, 0, 1] }),
    );
    expect(printed(finding, "ratio of rate ratios", 3)[0]).toBe("0.714");
    // The error of four counts' logarithm is the root of the sum of their inverses; of their difference, of the counts.
    expectClose(
      estimateOf(finding, "ratio of rate ratios")?.standardError,
      Math.sqrt(1 / 200 + 1 / 130 + 1 / 1000 + 1 / 910),
      1e-8,
    );
    expectClose(line(finding, "difference of rate differences")[0], -70 + 90);
    expectClose(
      estimateOf(finding, "difference of rate differences")?.standardError,
      Math.sqrt(200 + 130 + 1000 + 910),
    );
  });

  test("no event in one of the four leaves the difference alone, and says why there is no ratio", () => {
    const finding = found(
      differenceInDifferences({ count: [4, 0, 3, 3], treated: [1, 1, 0, 0], after: [0, 1, 0, 1] }),
    );
    expect(estimateOf(finding, "ratio of rate ratios")).toBeUndefined();
    // −4 against nothing; the error of counts is the root of their sum.
    expectClose(line(finding, "difference of rate differences")[0], -4);
    expectClose(estimateOf(finding, "difference of rate differences")?.standardError, Math.sqrt(10));
    expect(finding.warnings[0]?.sentence).toContain(
      "no event with the programme after it began, so the ratio",
    );
    // With clusters the difference keeps its p for few clusters.
    const none = data.count.map((count, i) => (data.treated[i] === 1 && data.after[i] === 1 ? 0 : count));
    const clustered = found(differenceInDifferences({ ...data, count: none }));
    expect(estimateOf(clustered, "difference of rate differences, few clusters")?.p).toBeGreaterThan(0);
    expect(estimateOf(clustered, "ratio of rate ratios, few clusters")).toBeUndefined();
  });

  test("rows without clusters are warned of, and counts more spread than chance too", () => {
    const { cluster: _, ...alone } = data;
    const spread = { ...alone, count: alone.count.map((count, i) => count + (i % 5 === 0 ? 40 : 0)) };
    expect(warnedOf(found(differenceInDifferences(spread)))).toEqual([
      "overdispersed",
      "no-clusters",
      "parallel",
    ]);
    expect(warnedOf(found(differenceInDifferences(data)))).not.toContain("no-clusters");
  });

  test("no change elsewhere leaves the plain ratio", () => {
    const finding = found(
      differenceInDifferences({ count: [40, 20, 30, 30], treated: [1, 1, 0, 0], after: [0, 1, 0, 1] }),
    );
    expect(warnedOf(finding)).toEqual(["no-clusters", "parallel"]);
    expectClose(line(finding, "ratio of rate ratios")[0], 0.5);
  });

  test.each([
    ["nobody before elsewhere", { count: [4, 2, 3], treated: [1, 1, 0], after: [0, 1, 1] }, "nobody"],
    ["no event at all", { count: [0, 0, 0, 0], treated: [1, 1, 0, 0], after: [0, 1, 0, 1] }, "no-events"],
    [
      "a group that is neither",
      { count: [4, 2, 3, 3], treated: [1, 2, 0, 0], after: [0, 1, 0, 1] },
      "not-yes-or-no",
    ],
    ["three areas", { ...data, cluster: data.cluster.map((area) => area % 2) }, "too-few"],
  ])("is refused for %s", (_name, given, code) => {
    const answer = differenceInDifferences(given);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
