import { describe, expect, test } from "vitest";
import { expectAllClose, expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { cox } from "./cox.ts";
import { estimateOf, type Finding } from "./finding.ts";
import oracle from "./oracle/survival.json" with { type: "json" };
import { columns, eighty, leukaemia } from "./survival.fixture.ts";

type Golden = {
  readonly coefficients: number | readonly number[];
  readonly standard_errors: number | readonly number[];
  readonly loglik: readonly number[];
  readonly score: number;
  readonly zph_chi: readonly number[];
  readonly zph_p: readonly number[];
};
const list = (x: number | readonly number[]): readonly number[] => (typeof x === "number" ? [x] : x);

function expectModel(finding: Finding, names: readonly string[], golden: Golden): void {
  const of = names.map((name) => estimateOf(finding, "hazard ratio", name));
  expectAllClose(
    of.map((one) => Math.log(one?.value ?? Number.NaN)),
    list(golden.coefficients),
    1e-6,
  );
  expectAllClose(
    of.map((one) => one?.standardError),
    list(golden.standard_errors),
    1e-6,
  );
  expectClose(estimateOf(finding, "log-likelihood")?.value, golden.loglik[1]);
  const gained = 2 * ((golden.loglik[1] ?? 0) - (golden.loglik[0] ?? 0));
  expectClose(estimateOf(finding, "likelihood-ratio chi-squared")?.value, gained);
  expectClose(estimateOf(finding, "score chi-squared")?.value, golden.score);
  const tests = finding.tables[0]?.rows ?? [];
  const zph = names.length === 1 ? golden.zph_chi.slice(0, 1) : golden.zph_chi;
  expectAllClose(
    tests.map((row) => Number(row[1])),
    zph,
    1e-6,
  );
  expectAllClose(
    tests.map((row) => Number(row[3])),
    golden.zph_p.slice(0, zph.length),
    1e-6,
  );
}

const placebo = { name: "placebo", values: leukaemia.placebo };

describe("what changes the hazard: Cox's model", () => {
  test("6-MP against placebo, as Cox's own example is printed: 1.57 by Efron, 1.51 by Breslow", () => {
    const efron = line(found(cox(leukaemia, [placebo])), "hazard ratio");
    const breslow = line(found(cox(leukaemia, [placebo], { ties: "breslow" })), "hazard ratio");
    expect([efron[0], breslow[0]].map((hr) => Math.log(hr ?? 0).toFixed(3))).toEqual(["1.572", "1.509"]);
    expect(efron.map((x) => x.toFixed(2))).toEqual(["4.82", "2.15", "10.81"]);
  });

  test("is what R's coxph and cox.zph say, with both ties and several columns", () => {
    expectModel(found(cox(leukaemia, [placebo])), ["placebo"], oracle.leukaemia.efron);
    expectModel(found(cox(leukaemia, [placebo], { ties: "breslow" })), ["placebo"], oracle.leukaemia.breslow);
    expectModel(found(cox(eighty, columns)), ["x", "y", "z"], oracle.eighty.efron);
    expectModel(found(cox(eighty, columns, { ties: "breslow" })), ["x", "y", "z"], oracle.eighty.breslow);
  });

  test("the score test of one group is the log-rank test where no two events tie", () => {
    const time = [3, 5, 7, 2, 1, 8, 4, 6];
    const event = [1, 1, 0, 1, 1, 1, 0, 1];
    const values = [0, 0, 0, 0, 1, 1, 1, 1];
    const finding = found(cox({ time, event }, [{ name: "b", values }]));
    // By hand. At risk in all and in b: 8/4, 7/3, 6/3, 4/2, 3/2, 1/1 at times 1, 2, 3, 5, 6, 8.
    const shares = [4 / 8, 3 / 7, 3 / 6, 2 / 4, 2 / 3, 1];
    const expected = shares.reduce((sum, each) => sum + each, 0);
    const variance = shares.reduce((sum, each) => sum + each * (1 - each), 0);
    expectClose(estimateOf(finding, "score chi-squared")?.value, (3 - expected) ** 2 / variance);
  });

  test("another unit of a column raises its ratio to a power, and nothing else", () => {
    const [x, ...rest] = columns;
    if (!x) throw new Error("there is x");
    const tenfold = { name: "x", values: x.values.map((v) => v * 10 + 3) };
    const plain = line(found(cox(eighty, columns)), "hazard ratio", "x");
    const changed = line(found(cox(eighty, [tenfold, ...rest])), "hazard ratio", "x");
    expectAllClose(
      changed.map((v) => v ** 10),
      plain,
      1e-9,
    );
  });

  test("the order of rows does not matter", () => {
    const back = <T>(values: ArrayLike<T>): T[] => Array.from(values).reverse();
    const turned = columns.map(({ name, values }) => ({ name, values: back(values) }));
    const there = line(found(cox(eighty, columns)), "hazard ratio", "x");
    const again = line(
      found(cox({ time: back(eighty.time), event: back(eighty.event) }, turned)),
      "hazard ratio",
      "x",
    );
    expectAllClose(again, there, 1e-10);
  });

  test("a column that tells every event perfectly is warned of, and its ratio has no size", () => {
    const time = [1, 2, 3, 4, 5, 6, 7, 8];
    const event = [1, 1, 1, 1, 0, 0, 0, 0];
    const finding = found(cox({ time, event }, [{ name: "b", values: event }]));
    expect(warnedOf(finding)).toContain("separation");
    expect(line(finding, "hazard ratio", "b")).toEqual([Number.POSITIVE_INFINITY, Number.NaN, Number.NaN]);
    // The likelihood's height is finite: 1/4 · 1/3 · 1/2 · 1 against 1/8 · 1/7 · 1/6 · 1/5.
    const ratio = 2 * (Math.log(1 / 24) - Math.log(1 / 1680));
    expectClose(estimateOf(finding, "likelihood-ratio chi-squared")?.value, ratio, 1e-6);
  });

  test("nine events for one column are warned of, ten are not", () => {
    const warns = (events: number) =>
      warnedOf(
        found(
          cox(
            {
              time: Array.from({ length: 30 }, (_, i) => i + 1),
              event: Array.from({ length: 30 }, (_, i) => (i < events ? 1 : 0)),
            },
            [{ name: "b", values: Array.from({ length: 30 }, (_, i) => (i * 7) % 4) }],
          ),
        ),
      ).includes("few-events-per-covariate");
    expect([warns(9), warns(10)]).toEqual([true, false]);
  });

  test("an effect that turns round over time is warned of", () => {
    const time = Array.from({ length: 60 }, (_, i) => i + 1);
    const values = time.map((t) => (t <= 30 ? (t % 5 === 0 ? 0 : 1) : t % 5 === 0 ? 1 : 0));
    const finding = found(cox({ time, event: time.map(() => 1) }, [{ name: "b", values }]));
    expect(warnedOf(finding)).toContain("not-proportional");
  });

  test.each([
    ["a column that is the same for all", [{ name: "b", values: [1, 1, 1] }], [1, 1, 1], "constant"],
    [
      "a column that follows from another",
      [
        { name: "b", values: [1, 2, 3] },
        { name: "c", values: [2, 4, 6] },
      ],
      [1, 1, 1],
      "dependent",
    ],
    ["no event", [{ name: "b", values: [1, 2, 3] }], [0, 0, 0], "no-events"],
    ["a missing value", [{ name: "b", values: [1, Number.NaN, 3] }], [1, 1, 1], "not-finite"],
    [
      "as many columns as people",
      [1, 2, 3].map((k) => ({ name: `b${k}`, values: [k, 2, k * k] })),
      [1, 1, 1],
      "too-many-covariates",
    ],
    ["no column", [], [1, 1, 1], "nobody"],
  ])("is refused for %s", (_name, given, event, code) => {
    const answer = cox({ time: [1, 2, 3], event }, given);
    expect(!answer.ok && answer.refusal.code).toBe(code);
  });
});
