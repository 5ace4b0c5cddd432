import { describe, expect, test } from "vitest";
import { column, expectAllClose, expectClose, found, warnedOf } from "./close.fixture.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";
import { estimateOf } from "./finding.ts";
import oracle from "./oracle/comparison.json" with { type: "json" };
import { wildP } from "./wild-bootstrap.ts";

const { panel, spans, trend, wild } = oracle;
type Row = (typeof panel)[number];
const of = (rows: readonly Row[]) => ({
  count: rows.map((row) => row.count),
  time: rows.map((row) => row.time),
  treated: rows.map((row) => row.treated),
  after: rows.map((row) => row.after),
  cluster: rows.map((row) => row.area),
  span: { codes: rows.map((row) => row.span), names: Array.from({ length: 8 }, (_, k) => `year ${k + 1}`) },
});
const weak = panel.map((row) => ({ ...row, count: row.count + 4 * row.treated * row.after }));

describe("rates of both groups, span by span", () => {
  const finding = found(differenceInDifferences(of(panel)));

  test("are what lm and vcovCL say of each span's rows", () => {
    const told = (name: string) => column(finding, "rates by span", name);
    expectAllClose(
      told("rate with"),
      spans.map((one) => one.with),
    );
    expectAllClose(
      told("rate elsewhere"),
      spans.map((one) => one.elsewhere),
      1e-8,
    );
    expectAllClose(
      told("difference"),
      spans.map((one) => one.difference),
      1e-8,
    );
    expectAllClose(
      told("low"),
      spans.map((one) => one.low),
      1e-7,
    );
    expectAllClose(
      told("high"),
      spans.map((one) => one.high),
      1e-7,
    );
    const when = finding.tables[0]?.rows.map((row) => row[1]);
    expect(when).toEqual([...Array(4).fill("before"), ...Array(4).fill("after")]);
  });

  test("the trends before, and the warning that not seeing a difference proves none absent", () => {
    const told = estimateOf(finding, "difference of trends before, a span");
    expectClose(told?.value, trend.value, 1e-8);
    expectClose(told?.standardError, trend.error, 1e-7);
    expect(warnedOf(finding)).toEqual(["few-clusters-difference", "parallel", "trends-seen"]);
  });

  test("four bare counts: the difference's error is the root of counts over squared times", () => {
    const bare = found(
      differenceInDifferences({
        count: [20, 12, 30, 28],
        time: [2, 2, 5, 5],
        treated: [1, 1, 0, 0],
        after: [0, 1, 0, 1],
        span: { codes: [0, 1, 0, 1], names: ["2024", "2025"] },
      }),
    );
    const [difference, low] = ["difference", "low"].map(
      (name) => column(bare, "rates by span", name)[0] ?? 0,
    );
    // 20/2 − 30/5 = 4, and √(20/4 + 30/25) = √6.2.
    expectClose(difference, 4);
    expectClose((4 - (low ?? 0)) / 1.959963984540054, Math.sqrt(6.2));
    expect(warnedOf(bare)).toContain("one-span-before");
  });
});

describe("few clusters: signs of whole areas are turned", () => {
  test.each([
    ["ten areas", panel, wild.strong],
    ["ten areas in which little changed", weak, wild.weak],
    ["six areas", weak.filter((row) => row.area < 6), wild.few],
  ] as const)("%s: p as R finds it by fitting every way anew", (_name, rows, [ratio, difference]) => {
    const finding = found(differenceInDifferences(of(rows)));
    expect(estimateOf(finding, "ratio of rate ratios, few clusters")?.p).toBe(ratio);
    expect(estimateOf(finding, "difference of rate differences, few clusters")?.p).toBe(difference);
  });

  const scores = (...pulls: number[]) => ({
    scores: pulls.map((each) => Float64Array.of(each)),
    weights: Float64Array.of(1),
  });

  test("by hand: 4, 1 and 1 come to 6 either way in two of eight", () => {
    expect(wildP(scores(4, 1, 1))).toEqual({ p: 0.25, by: "wild bootstrap, every sign", ways: 8 });
    // 3, 2 and 1 to 4 or more: ±(3, 2, ±1), so that 4 and 6 count: four of eight.
    expect(wildP(scores(3, 2, -1)).p).toBe(0.5);
  });

  test("thirteen are drawn, alike every time, and near to all 8,192 ways", () => {
    const pulls = [5, -2, 3, 1, 4, -1, 2, 2, -3, 1, 6, 1, -2];
    const seen = Math.abs(pulls.reduce((sum, each) => sum + each, 0));
    let ways = 0;
    for (let way = 0; way < 8192; way++) {
      const sum = pulls.reduce((all, each, g) => all + ((way >> g) & 1 ? -each : each), 0);
      if (Math.abs(sum) >= seen) ways += 1;
    }
    const drawn = wildP(scores(...pulls));
    expect(Math.abs(drawn.p - ways / 8192)).toBeLessThan(0.015);
    expect(wildP(scores(...pulls))).toEqual(drawn);
  });

  test("four areas cannot tell, and say so; one area on a side can be trusted in nothing", () => {
    const four = found(differenceInDifferences(of(panel.filter((row) => row.area < 4))));
    expect(warnedOf(four)).toEqual(expect.arrayContaining(["wild-cannot-tell", "one-side-few"]));
    expect(four.warnings.find((one) => one.code === "wild-cannot-tell")?.sentence).toContain("below 0.125");
    const one = found(
      differenceInDifferences(of(panel.filter((row) => row.treated === 0 || row.area === 1))),
    );
    expect(one.warnings.find((each) => each.code === "one-side-few")?.sentence).toContain(
      "one area or person",
    );
  });
});
