import { describe, expect, test } from "vitest";
import { column, expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { studentReach } from "./distributions.ts";
import { estimateOf } from "./finding.ts";
import { matched, pairsOf } from "./matching.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };
import type { Groups } from "./propensity.ts";
import { weighted } from "./weighting.ts";

const { people } = oracle;
const groups: Groups = {
  treated: people.map((one) => one.treated),
  outcome: people.map((one) => one.outcome),
  covariates: (["age", "priors", "housed"] as const).map((name) => ({
    name,
    values: people.map((one) => one[name]),
  })),
};

describe("matching by propensity", () => {
  test.each([
    ["a caliper of a fiftieth", 0.02, oracle.close],
    ["a wide caliper", 1, oracle.wide],
  ])("is what trying every control in R finds, with %s", (_name, caliper, golden) => {
    const finding = found(matched(groups, { caliper }));
    expect(finding.counts.pairs).toBe(golden.pairs);
    const told = estimateOf(finding, "average difference, treated");
    expectClose(told?.value, golden.estimate);
    expectClose(told?.standardError, golden.error);
    // Student's t on pairs less one: R's qt(0.975, 29) is 2.0452.
    expectClose(told?.high, golden.estimate + studentReach(0.95, golden.pairs - 1) * golden.error);
    expectAllClose(column(finding, "balance", "difference before"), golden.before, 1e-8);
    expectAllClose(column(finding, "balance", "difference after"), golden.after, 1e-7);
    expectAllClose(column(finding, "balance", "variance ratio before"), golden.ratio, 1e-8);
    expectAllClose(column(finding, "balance", "variance ratio after"), golden.ratio_after, 1e-8);
    // MatchIt's own summary, for age and earlier convictions.
    expectAllClose(column(finding, "balance", "difference before").slice(0, 2), golden.matchit);
  });

  test("greedy pairs are those that trying every control gives", () => {
    const n = 200;
    const logit = Float64Array.from({ length: n }, (_, i) => ((i * 37) % 50) / 10);
    const treated = Array.from({ length: n }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0));
    const free = new Set(treated.flatMap((t, i) => (t === 0 ? [i] : [])));
    const rows = treated
      .flatMap((t, i) => (t === 1 ? [i] : []))
      .sort((a, b) => (logit[b] ?? 0) - (logit[a] ?? 0) || a - b);
    const slow = rows.flatMap((one) => {
      const far = (c: number) => Math.abs((logit[c] ?? 0) - (logit[one] ?? 0));
      const [best] = [...free].sort((a, b) => far(a) - far(b) || a - b);
      if (best === undefined || far(best) > 0.25) return [];
      free.delete(best);
      return [[one, best]];
    });
    const fast = pairsOf(logit, treated, undefined, 0.25);
    expect(fast.length).toBe(slow.length);
    // Two controls at the same distance, one on each side, differ by rounding: the distances are what must agree.
    const distances = (pairs: readonly (readonly number[])[]) =>
      pairs
        .map(([one = 0, other = 0]) => Math.abs((logit[one] ?? 0) - (logit[other] ?? 0)).toFixed(9))
        .sort();
    expect(distances(fast)).toEqual(distances(slow));
  });

  test("a caliper of nought pairs those alone whose log-odds are the same", () => {
    // Three columns of two values each: people of one kind are exactly alike.
    const kind = [0, 0, 0, 1, 1, 1, 1, 0];
    const alike = {
      treated: [1, 1, 0, 0, 1, 0, 1, 0],
      outcome: [1, 2, 3, 4, 5, 6, 8, 8],
      covariates: [{ name: "kind", values: kind }],
    };
    expect(found(matched(alike, { caliper: 0 })).counts.pairs).toBe(4);
  });

  test("four pairs whose outcomes are the same have a difference and no limits, and few people are said", () => {
    const finding = found(
      matched(
        {
          treated: [1, 1, 0, 0, 1, 0, 1, 0],
          outcome: [2, 2, 2, 2, 2, 2, 2, 2],
          covariates: [{ name: "kind", values: [0, 0, 0, 1, 1, 1, 1, 0] }],
        },
        { caliper: 1 },
      ),
    );
    const told = estimateOf(finding, "average difference, treated");
    expect([told?.value, told?.low, told?.high, told?.p]).toEqual([0, undefined, undefined, undefined]);
    // Every pair is exact, so that nothing is left to adjust for.
    expect(estimateOf(finding, "average difference, adjusted")).toBeUndefined();
    expect(finding.warnings.slice(0, 2).map(({ code, sentence }) => [code, sentence.slice(0, 14)])).toEqual([
      ["few-people", "Only 8 people."],
      ["no-spread-seen", "average differ"],
    ]);
    // Thirty pairs are no longer few.
    expect(warnedOf(found(matched(groups, { caliper: 1 })))).not.toContain("few-people");
  });

  test("weights of nineteen people are about few, and of outcomes all the same there are no limits", () => {
    const few = (n: number) =>
      found(
        weighted({
          treated: Array.from({ length: n }, (_, i) => i % 2),
          outcome: Array.from({ length: n }, () => 3),
          covariates: [{ name: "x", values: Array.from({ length: n }, (_, i) => (i * 5) % 7) }],
        }),
      );
    expect(warnedOf(few(19))).toContain("few-people");
    expect(warnedOf(few(20))).not.toContain("few-people");
    expect(estimateOf(few(20), "average difference, treated")?.low).toBeUndefined();
    expect(warnedOf(few(20))).toContain("no-spread-seen");
  });

  test("those who found no match are counted and said", () => {
    const finding = found(matched(groups, { caliper: 0.02 }));
    expect(warnedOf(finding)).toContain("unmatched");
    expect(warnedOf(finding)).toContain("unmeasured");
  });

  test("what still differs within pairs is taken off: where outcome follows the column alone, nothing is left", () => {
    // Each of those treated stands one to four above the nearest control, and the outcome is three times the column: no effect.
    const values = [...[11, 24, 32, 43, 53, 7, 19], ...[10, 20, 30, 40, 51, 15, 25, 35, 5, 2]];
    const treated = values.map((_, i) => (i < 7 ? 1 : 0));
    const told = found(
      matched(
        { treated, outcome: values.map((x) => 3 * x), covariates: [{ name: "x", values }] },
        { caliper: 9 },
      ),
    );
    expect(Math.abs(estimateOf(told, "average difference, treated")?.value ?? 0)).toBeGreaterThan(1);
    expect(Math.abs(estimateOf(told, "average difference, adjusted")?.value ?? 9)).toBeLessThan(1e-9);
  });

  test("a column still unbalanced is named", () => {
    // Five of each: with a caliper that lets all pair, nothing is made alike. Means 6.6 and 3, deviation of the treated 2.3.
    const priors = { name: "priors", values: [3, 6, 7, 8, 9, 1, 2, 4, 5, 3] };
    const finding = found(
      matched(
        { treated: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], outcome: priors.values, covariates: [priors] },
        { caliper: 9 },
      ),
    );
    expectClose(column(finding, "balance", "difference after")[0], 3.6 / Math.sqrt(21.2 / 4));
    expect(finding.warnings.find((one) => one.code === "imbalance")?.sentence).toContain("priors");
  });

  test("a column that foretells treatment perfectly is refused", () => {
    const answer = matched({
      treated: [0, 0, 0, 1, 1, 1],
      outcome: [1, 2, 3, 4, 5, 6],
      covariates: [{ name: "b", values: [1, 2, 3, 7, 8, 9] }],
    });
    expect(!answer.ok && answer.refusal.code).toBe("separated");
  });

  test.each([
    ["nobody treated", { ...groups, treated: groups.outcome ? people.map(() => 0) : [] }, "nobody"],
    ["everybody treated", { ...groups, treated: people.map(() => 1) }, "nobody"],
    ["nothing to match by", { ...groups, covariates: [] }, "nobody"],
  ])("is refused for %s", (_name, given, code) => {
    const answer = matched(given);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});

describe("weighting by propensity", () => {
  test.each([
    ["treated", oracle.att],
    ["everyone", oracle.ate],
  ] as const)("is what the equations of score and line, stacked in R, say about %s", (about, golden) => {
    const finding = found(weighted(groups, about));
    expect(finding.counts).toEqual({ treated: 83, people: 240 });
    const told = estimateOf(finding, `average difference, ${about}`);
    expectClose(told?.value, golden.estimate, 1e-7);
    expectClose(told?.standardError, golden.error, 1e-7);
    // Student's t with the smaller effective number less one.
    expectClose(
      told?.high,
      golden.estimate + studentReach(0.95, Math.min(...golden.effective) - 1) * golden.error,
      1e-7,
    );
    // The chances taken as known, as by vcovHC, make it twice as wide here.
    expect(told?.standardError).toBeLessThan(0.6 * golden.known);
    expectClose(line(finding, "effective number, untreated")[0], golden.effective[0], 1e-7);
    expectClose(line(finding, "effective number, treated")[0], golden.effective[1], 1e-7);
  });

  test.each([
    ["treated", oracle.att.adjusted],
    ["everyone", oracle.ate.adjusted],
  ] as const)(
    "with lines fitted within groups it is what lm, weighted by hand in R, says about %s",
    (about, golden) => {
      const told = estimateOf(found(weighted(groups, about)), "average difference, adjusted");
      const { value, low, high, standardError, p } = told ?? {};
      expectAllClose([value, low, high, standardError, p].map(Number), golden, 1e-7);
    },
  );

  test("where an outcome is a straight line of what was known, adjusting takes the whole of it off: what is left is the effect", () => {
    const { treated, covariates } = groups;
    const [age] = covariates;
    const outcome = Float64Array.from(treated, (t, i) => 3 - 0.7 * t + 2 * Number(age?.values[i]));
    for (const about of ["treated", "everyone"] as const)
      expect(
        line(found(weighted({ ...groups, outcome }, about)), "average difference, adjusted")[0],
      ).toBeCloseTo(-0.7, 9);
  });

  test("where few of a group carry its weight, the adjusted figure is named as the one to believe; where weights are even it is not", () => {
    const apart = Float64Array.from({ length: 80 }, (_, i) => (i % 2 ? 2 : 0) + ((i * 7) % 20) / 4);
    const set = (values: Float64Array) => ({
      treated: Float64Array.from(values, (_, i) => i % 2),
      outcome: Float64Array.from(values, (value, i) => value + ((i * 13) % 11)),
      covariates: [{ name: "priors", values }],
    });
    expect(warnedOf(found(weighted(set(apart))))).toContain("uneven-weights");
    const alike = Float64Array.from({ length: 80 }, (_, i) => ((i * 7) % 20) / 4 + ((i * 3) % 5));
    expect(warnedOf(found(weighted(set(alike))))).not.toContain("uneven-weights");
  });

  test("weights balance what matching left unbalanced", () => {
    const after = column(found(weighted(groups)), "balance", "difference after").map(Math.abs);
    expect(Math.max(...after)).toBeLessThan(0.1);
  });
});
