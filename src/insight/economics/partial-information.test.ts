import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { normalAbove, normalHeight } from "../evaluate/distributions.ts";
import oracle from "../evaluate/oracle/partial-information.json" with { type: "json" };
import { acceptability } from "./acceptability.ts";
import { modelOf, simulate } from "./model.ts";
import { partialInformation, valueOfKnowing } from "./partial-information.ts";
import { aCost, aSetting, known, priced } from "./setting.fixture.ts";
import { drawsOf, quantileOf } from "./spread.ts";

const DRAWS = 20_000;
/** Standard normal draws, as the logarithm of a lognormal. */
const normal = (seed: string): Float64Array =>
  drawsOf({ kind: "lognormal", median: 1, logError: 1 }, randomFrom(seed), DRAWS).map(Math.log);

/** E max(0, N(mean, deviation²)) less max(0, mean): what knowing it is worth, in closed form. */
const closed = (mean: number, deviation: number): number => {
  const z = mean / deviation;
  return deviation * normalHeight(z) + mean * (1 - normalAbove(z)) - Math.max(0, mean);
};

describe("what knowing one number is worth", () => {
  const [x, y] = [normal("x"), normal("y")];
  const net = x.map((one, i) => 0.3 + one + 2 * (y[i] as number));

  test("of a sum of two normals it is the closed form's of each: 0.267 of the one, 0.657 of the other", () => {
    expect(closed(0.3, 1)).toBeCloseTo(0.26676, 4);
    expect(Math.abs(valueOfKnowing(x, net) - closed(0.3, 1))).toBeLessThan(0.02);
    expect(Math.abs(valueOfKnowing(y, net) - closed(0.3, 2))).toBeLessThan(0.03);
  });

  test("of a number that has nothing to do with it, next to nothing; of one that does not move, nothing", () => {
    expect(valueOfKnowing(normal("another"), net)).toBeLessThan(0.01);
    expect(valueOfKnowing(new Float64Array(DRAWS).fill(7), net)).toBeLessThan(1e-9);
  });

  test("of a curved net benefit, and of one that falls on both sides, it is what R's natural spline gives", () => {
    const n = 2000;
    const grid = Float64Array.from({ length: n }, (_, i) =>
      Math.log(quantileOf({ kind: "lognormal", median: 1, logError: 1 }, (i + 0.5) / n)),
    );
    const noise = grid.map((_, i) => 2 * Math.sin((i + 1) * 12.9898));
    const of = (net: (x: number) => number) => grid.map((one, i) => net(one) + (noise[i] as number));
    expect(
      valueOfKnowing(
        grid,
        of((one) => Math.exp(one / 2) - 1.3),
      ),
    ).toBeCloseTo(oracle.curved, 8);
    expect(
      valueOfKnowing(
        grid,
        of((one) => 1 - one ** 2),
      ),
    ).toBeCloseTo(oracle.hump, 8);
  });
});

test("of a question each unsure number has its own, none more than knowing all; a known one has none", () => {
  const unsure = { kind: "gamma", mean: 100, standardError: 60 } as const;
  const setting = aSetting({
    priced: [priced(aCost(), { without: 30, with: 5 }, unsure)],
    variable: { spread: known(260), units: 8 },
  });
  const model = modelOf(setting);
  const drawn = simulate(model, randomFrom("partial"), 5000);
  const strategies = ([0, 1] as const).map((i) => ({
    name: String(i),
    costs: drawn.costs[i],
    effects: drawn.effects[i],
  }));
  const told = partialInformation(model, drawn, acceptability(strategies, [0]));
  expect(told?.inputs[0]?.id).toBe("cost:ONE");
  expect(told?.inputs.map(({ id }) => id)).not.toContain("variable");
  for (const { pounds } of told?.inputs ?? []) expect(pounds).toBeLessThanOrEqual(told?.all ?? 0);
  expect(told?.inputs[0]?.pounds).toBeGreaterThan(0.7 * (told?.all ?? 0));
});
