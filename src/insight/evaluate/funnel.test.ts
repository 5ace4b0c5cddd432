import { describe, expect, test } from "vitest";
import type { Finding } from "./finding.ts";
import { estimateOf } from "./finding.ts";
import { FUNNEL_COLUMNS, funnel } from "./funnel.ts";
import oracle from "./oracle/funnel.json" with { type: "json" };

const letters = (n: number): readonly string[] =>
  Array.from({ length: n }, (_, i) => `place ${String.fromCharCode(65 + i)}`);
const found = (
  { events, over }: { readonly events: readonly number[]; readonly over: readonly number[] },
  kind: "share" | "rate",
  names = letters(events.length),
): Finding => {
  const codes = events.map((_, i) => i);
  const answer = funnel({ unit: { codes, names }, events, over, kind });
  if (!answer.ok) throw new Error(answer.refusal.sentence);
  return answer.value;
};
const column = (finding: Finding, name: (typeof FUNNEL_COLUMNS)[number]) =>
  (finding.tables[0]?.rows ?? []).map((row) => row[FUNNEL_COLUMNS.indexOf(name)]);

describe.each([
  ["uneven_shares", "share"],
  ["uneven_rates", "rate"],
  ["even_rates", "rate"],
] as const)("%s", (name, kind) => {
  const golden = oracle[name];
  const finding = found(golden, kind);

  test("the pooled value, phi, its p and tau are R's", () => {
    expect(estimateOf(finding, `pooled ${kind}`)?.value).toBeCloseTo(golden.pooled[0] ?? 0, 12);
    expect(estimateOf(finding, "phi")?.value).toBeCloseTo(golden.phi[0] ?? 0, 10);
    expect(estimateOf(finding, "phi as it is")?.value).toBeCloseTo(golden.plain[0] ?? 0, 10);
    expect(estimateOf(finding, "phi as it is")?.p).toBeCloseTo(golden.p[0] ?? 0, 9);
    expect(estimateOf(finding, "tau")?.value).toBeCloseTo(Math.sqrt(golden.tau2[0] ?? 0), 10);
  });

  test.each([
    ["low 95 %", "low_usual"],
    ["high 95 %", "high_usual"],
    ["low 99.8 %", "low_wide"],
    ["high 99.8 %", "high_wide"],
    ["low 99.8 % by phi", "low_phi"],
    ["high 99.8 % by phi", "high_phi"],
    ["low 99.8 % by tau", "low_tau"],
    ["high 99.8 % by tau", "high_tau"],
  ] as const)("each place's %s is R's", (told, of) => {
    for (const [i, limit] of column(finding, told).entries())
      expect(limit).toBeCloseTo(golden[of][i] ?? 0, 10);
  });
});

describe("what a funnel says", () => {
  test("one service far above the others is outside by every limit; the rest are judged by what is allowed for", () => {
    const finding = found(oracle.uneven_shares, "share");
    const lies = (name: "lies" | "lies by tau") => column(finding, name)[6];
    expect([lies("lies"), lies("lies by tau")]).toEqual(["outside 99.8 %", "outside 99.8 %"]);
    expect(finding.counts["outside 99.8 %"]).toBeGreaterThan(finding.counts["outside 99.8 % by tau"] ?? 0);
    expect(finding.warnings.map(({ code }) => code)).toContain("more-than-chance");
  });

  test("places that differ as chance has it are all within, tau is nought and phi widens nothing", () => {
    const finding = found(oracle.even_rates, "rate");
    expect(new Set(column(finding, "lies"))).toEqual(new Set(["within 95 %"]));
    expect(estimateOf(finding, "tau")?.value).toBe(0);
    expect(finding.warnings.map(({ code }) => code)).toEqual(["no-verdict"]);
  });

  test("places stand by name whatever they had, and rows of one place are added up", () => {
    const names = ["Ward 10", "Ward 2", "Abbey"];
    const answer = funnel({
      unit: { codes: [0, 1, 2, 0], names },
      events: [90, 5, 40, 10],
      over: [100, 100, 100, 50],
      kind: "share",
    });
    const finding = answer.ok ? answer.value : undefined;
    expect(finding && column(finding, "place")).toEqual(["Abbey", "Ward 2", "Ward 10"]);
    expect(finding && column(finding, "events")).toEqual([40, 5, 100]);
    expect(FUNNEL_COLUMNS.join(" ")).not.toMatch(/rank|order|place of/);
  });

  test.each([
    [[1, 2], [10, 10], "There are 2 places"],
    [[1, 2, 3], [10, 0, 10], "“place B” has no time at risk"],
    [[1, 12, 3], [10, 10, 10], "“place B” has 12 out of 10"],
    [[0, 0, 0], [10, 10, 10], "There is no event in any place"],
  ] as const)("%j of %j is refused", (events, over, words) => {
    const codes = events.map((_, i) => i);
    const answer = funnel({ unit: { codes, names: letters(3) }, events, over, kind: "share" });
    expect(!answer.ok && answer.refusal.sentence).toContain(words);
  });
});
