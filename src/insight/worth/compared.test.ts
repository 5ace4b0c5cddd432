import { describe, expect, test } from "vitest";
import type { Figure } from "../programmes/figure.ts";
import { foundIn } from "./compared.ts";

const figure = (
  code: string,
  value: number,
  low?: number,
  high?: number,
  more: Partial<Figure> = {},
): Figure => ({
  code: `cohort.${code}`,
  section: "cohort",
  label: code,
  whom: "everyone who entered",
  unit: "ratio",
  numerator: undefined,
  denominator: undefined,
  value,
  low,
  high,
  held: undefined,
  definition: "",
  source: "",
  fresh: "",
  ...more,
});
const times = (...figures: readonly Figure[]) => {
  const found = foundIn({ figures });
  return found.ok ? found.value.times : found.refusal;
};

describe("what a saved cohort found, as events without the programme for each with it", () => {
  test("a ratio of a half, 0.4 to 0.8, is twice as many without, 1.25 to 2.5", () => {
    expect(times(figure("did.ratio-of-rate-ratios.clustered", 0.5, 0.4, 0.8))).toEqual({
      value: 2,
      low: 1.25,
      high: 2.5,
      distribution: "lognormal",
    });
  });

  test("of matched people one event a year fewer, 1.8 to 0.2, where those who matched have two: one and a half times", () => {
    const matched = [
      figure("match.average-difference-treated.pairs", -1, -1.8, -0.2),
      figure("match.average-treated-who-matched", 2),
    ];
    expect(times(...matched)).toEqual({ value: 1.5, low: 1.1, high: 1.9, distribution: "gamma" });
  });

  test("everyone who entered is asked, never those who stayed; and the design's first method, not the one that finds most", () => {
    const stayed = { whom: "those who stayed" } as const;
    const found = times(
      figure("did.ratio-of-rate-ratios.clustered", 0.1, 0.05, 0.2, stayed),
      figure("poisson.rate-ratio-programme.robust", 0.8, 0.5, 1.25),
      figure("rate-ratio.rate-ratio.exact", 0.4, 0.2, 0.8),
    );
    expect(found).toMatchObject({ value: 1.25, low: 0.8, high: 2 });
  });

  test("what is kept back is not priced, nor what has no limit or no event", () => {
    const code = "did.ratio-of-rate-ratios.clustered";
    expect(times(figure(code, 0.5, 0.4, 0.8, { held: "few" }))).toContain("kept back");
    expect(times(figure(code, 0.5, 0, 0.8))).toContain("too few events");
    expect(times(figure(code, 0.5, 0.4, Number.POSITIVE_INFINITY))).toContain("too few events");
    expect(times(figure("weight.average-difference", -1, -2, 0))).toContain("give no ratio");
  });
});
