import { describe, expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { evaluateStated, limitsOf, modelOf, simulate } from "./model.ts";
import { breakEven } from "./one-way.ts";
import { percentiles } from "./percentiles.ts";
import { aCost, aSetting, known, priced } from "./setting.fixture.ts";

const DRAWS = 20_000;
const FAR = 4;
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe("by hand: 2.5 events a year fewer, over ten person-years, at £100", () => {
  test("£2,500 saved, £1,800 spent, £400 of usual care not spent: £1,100 to the good", () => {
    expect(evaluateStated(modelOf(aSetting()))).toEqual({
      programme: 1800,
      usualCare: 400,
      saved: [2500],
      benefit: 2500,
      extra: 1400,
      net: 1100,
      ratio: 2500 / 1400,
      costs: [3400, 2300],
      effects: [0, 0],
    });
  });

  test("what is not cashable is told beside it and does not enter the balance", () => {
    const cost = aCost({
      parts: [
        { perspective: "cashable", budget: "nhs", share: 0.75 },
        { perspective: "social", share: 0.25 },
      ],
    });
    const model = modelOf(aSetting({ priced: [priced(cost, { without: 30, with: 5 })] }));
    expect(model.parts).toEqual(["cashable: nhs", "social"]);
    expect(evaluateStated(model)).toMatchObject({ saved: [1875, 625], benefit: 1875, net: 475 });
  });

  test("more events with than without is a loss, and is not cut off at nought", () => {
    const model = modelOf(aSetting({ priced: [priced(aCost(), { without: 5, with: 30 })] }));
    expect(evaluateStated(model)).toMatchObject({ benefit: -2500, net: -3900 });
  });

  test("where the programme costs no more than usual care there is no ratio", () => {
    const model = modelOf(aSetting({ usualCare: { spread: known(225), units: 8 } }));
    expect(evaluateStated(model)).toMatchObject({ extra: 0, ratio: Number.NaN, net: 2500 });
  });

  test("outcomes are so many people's: 24 people, a quarter without, a half with", () => {
    const outcome = {
      without: known(0.25),
      with: known(0.5),
      stated: { without: 0.25, with: 0.5 },
      people: 24,
    };
    expect(evaluateStated(modelOf(aSetting({ outcome }))).effects).toEqual([6, 12]);
  });
});

// Expectations in closed form: of independent numbers the mean of a product is the product of means.
describe("the draws of a probabilistic sensitivity analysis", () => {
  const spread = { kind: "gamma", mean: 100, standardError: 20 } as const;
  const events = { without: 30, with: 5 };
  const drawn = simulate(
    modelOf(
      aSetting({
        priced: [priced(aCost(), events, spread)],
        dispersion: { without: 4, with: 2 },
        fixed: { spread: { kind: "gamma", mean: 1000, standardError: 150 }, units: 1 },
      }),
    ),
    randomFrom("closed form"),
    DRAWS,
  );

  // Half an event more on either side: 30.5 against 5.5 in ten person-years is the same 2.5 a year fewer.
  test("have the mean that can be worked out without drawing", () => {
    const error = (values: Float64Array) => {
      const m = mean(values);
      return Math.sqrt(mean(values.map((one) => (one - m) ** 2)) / DRAWS);
    };
    expect(Math.abs(mean(drawn.benefit) - 2500)).toBeLessThan(FAR * error(drawn.benefit));
    expect(Math.abs(mean(drawn.net) - 1100)).toBeLessThan(FAR * error(drawn.net));
    expect(Math.abs(mean(drawn.extra) - 1400)).toBeLessThan(FAR * error(drawn.extra));
  });

  test("have the variance that can be worked out without drawing", () => {
    // E[r²m²] = ((x+½)² + x+½)/T² · (1 + (φ−1)/x) for each side; then the unit cost's own second moment on the difference.
    const second = (x: number, dispersion: number) =>
      (((x + 0.5) ** 2 + x + 0.5) / 100) * (1 + (dispersion - 1) / x);
    const [without, withIt] = [second(30, 4), second(5, 2)];
    const ofDifference = without + withIt - 2 * 3.05 * 0.55;
    const variance = 100 * (100 ** 2 + 20 ** 2) * ofDifference - 2500 ** 2;
    const squares = drawn.benefit.map((one) => (one - 2500) ** 2);
    const error = Math.sqrt(mean(squares.map((one) => (one - variance) ** 2)) / DRAWS);
    expect(Math.abs(mean(squares) - variance)).toBeLessThan(FAR * error);
  });

  test("give limits that hold 95 % of them, and costs that differ by the net benefit", () => {
    const { low, high } = percentiles(drawn.net);
    const inside = drawn.net.filter((one) => one >= low && one <= high).length;
    expect(inside / DRAWS).toBeCloseTo(0.95, 3);
    for (const draw of [0, 1, 17])
      expect((drawn.costs[0][draw] ?? 0) - (drawn.costs[1][draw] ?? 0)).toBeCloseTo(drawn.net[draw] ?? 0, 6);
  });
});

test("events that cluster in a few people make the answer less sure, not other", () => {
  const width = (dispersion: number) => {
    const model = modelOf(aSetting({ dispersion: { without: dispersion, with: dispersion } }));
    const { low, high } = percentiles(simulate(model, randomFrom("few"), 4000).net);
    return { width: high - low, stated: evaluateStated(model).net };
  };
  const [even, uneven] = [width(1), width(9)];
  // A variance nine times as large is a width three times as large, but for the tail.
  expect(uneven.width / even.width).toBeGreaterThan(2.5);
  expect(uneven.width / even.width).toBeLessThan(3.5);
  expect(uneven.stated).toBe(even.stated);
});

test("one more kind of event changes none of the draws of the others", () => {
  const one = priced(aCost(), { without: 30, with: 5 });
  const more = priced(aCost({ code: "TWO", parts: [{ perspective: "social", share: 1 }] }), {
    without: 9,
    with: 4,
  });
  const benefitOf = (list: readonly (typeof one)[]) =>
    simulate(modelOf(aSetting({ priced: list })), randomFrom("forked"), 50).benefit;
  expect(benefitOf([more, one])).toEqual(benefitOf([one]));
});

describe("an effect that a comparison found elsewhere", () => {
  const setting = aSetting({
    priced: [priced(aCost(), { without: 0, with: 5 })],
    effects: [{ spread: { kind: "lognormal", median: 3, logError: 0.2 }, stated: 3 }],
  });
  const model = modelOf(setting);

  test("three events without for each of five with, in ten person-years at £100: ten fewer, £1,000", () => {
    expect(evaluateStated(model)).toMatchObject({ benefit: 1000, net: -400, costs: [1900, 2300] });
    expect(model.parameters.map(({ id }) => id)).not.toContain("rate:without:ONE");
  });

  test("once each is neither gain nor loss, and that is where events alone would break even less the cost", () => {
    const times = breakEven(model).find(({ id }) => id === "times");
    // 0 = 500 × (times − 1) − 1,400
    expect(times?.value).toBeCloseTo(3.8, 12);
  });

  test("its doubt is in the draws: mean of events is 5.5 × (3 e^0.02 − 1) a hundred pounds each", () => {
    const { benefit } = simulate(model, randomFrom("effect"), DRAWS);
    const found = mean(benefit);
    const error = Math.sqrt(mean(benefit.map((one) => (one - found) ** 2)) / DRAWS);
    expect(Math.abs(found - 550 * (3 * Math.exp(0.02) - 1))).toBeLessThan(FAR * error);
  });
});

describe("effects that a comparison found of several kinds", () => {
  const [theft, visit] = [aCost(), aCost({ code: "TWO", name: "two" })];
  const of = (name: string, code: string, stated: number) => ({
    of: { name, codes: [code] },
    spread: { kind: "lognormal", median: stated, logError: 0.2 } as const,
    stated,
  });
  const model = modelOf(
    aSetting({
      priced: [priced(theft, { without: 0, with: 5 }), priced(visit, { without: 0, with: 4 })],
      effects: [of("thefts", "ONE", 3), of("visits", "TWO", 0.5)],
    }),
  );

  test("three times the thefts and half the visits: ten fewer and two more at £100 are £800", () => {
    expect(evaluateStated(model)).toMatchObject({ benefit: 800 });
  });

  test("each kind's own finding is drawn by itself into one total: the means of both are in it", () => {
    const { benefit } = simulate(model, randomFrom("effects"), DRAWS);
    const found = mean(benefit);
    const error = Math.sqrt(mean(benefit.map((one) => (one - found) ** 2)) / DRAWS);
    const right = 550 * (3 * Math.exp(0.02) - 1) + 450 * (0.5 * Math.exp(0.02) - 1);
    expect(Math.abs(found - right)).toBeLessThan(FAR * error);
    expect(breakEven(model).map(({ id }) => id)).toEqual(
      expect.arrayContaining(["times:thefts", "times:visits"]),
    );
  });
});

describe("none seen is not none for certain", () => {
  const none = modelOf(aSetting({ priced: [priced(aCost(), { without: 0, with: 0 })] }));

  test("nothing happened on either side: nothing is saved as stated, and the draws are in doubt", () => {
    expect(evaluateStated(none)).toMatchObject({ benefit: 0 });
    const { low, high } = percentiles(simulate(none, randomFrom("none"), DRAWS).benefit);
    expect(low).toBeLessThan(-50);
    expect(high).toBeGreaterThan(50);
  });

  test("a rate of none in ten person-years is drawn as Jeffreys has it: R, qgamma(c(.025, .975), 0.5, 10)", () => {
    const rate = none.parameters.find(({ id }) => id === "rate:with:ONE");
    const [low, high] = rate ? limitsOf(rate.spread) : [];
    expect(rate?.stated).toBe(0);
    expect(low).toBeCloseTo(4.910345e-5, 9);
    expect(high).toBeCloseTo(0.2511943, 6);
  });
});

test("limits of draws lie between draws as R's quantile has it", () => {
  // 1 to 5: type 7 puts 2.5 % at 1 + 0.025 × 4 = 1.1 and 97.5 % at 4.9; two draws without a value are told apart.
  expect(percentiles([5, 3, Number.NaN, 1, 2, 4, Number.NaN])).toEqual({
    mean: 3,
    low: expect.closeTo(1.1, 12),
    high: expect.closeTo(4.9, 12),
    without: 2,
  });
});
