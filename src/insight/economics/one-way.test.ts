import { expect, test } from "vitest";
import { modelOf } from "./model.ts";
import { breakEven, tornado } from "./one-way.ts";
import { aCost, aSetting, known, priced } from "./setting.fixture.ts";

const events = { without: 30, with: 5 };

test("break-even by hand: each number alone brings £1,100 to nought", () => {
  const found = new Map(breakEven(modelOf(aSetting())).map(({ id, value }) => [id, value]));
  const expected: readonly (readonly [string, number | undefined])[] = [
    ["fixed", 2100], // 1,000 + 1,100
    ["variable", 237.5], // 100 + 1,100 / 8
    ["usual-care", undefined], // it would have to be below nought: 50 − 1,100 / 8
    ["cost:ONE", 56], // 1,400 / 25 events fewer
    ["rate:without:ONE", 1.9], // 0.5 + 1,400 / (100 × 10)
    ["rate:with:ONE", 1.6], // 3 − 1,400 / (100 × 10)
  ];
  for (const [id, value] of expected)
    if (value === undefined) expect(found.get(id), id).toBeUndefined();
    else expect(found.get(id), id).toBeCloseTo(value, 9);
  expect([...found.keys()].toSorted()).toEqual(expected.map(([id]) => id).toSorted());
});

test("what needs the least change stands first", () => {
  const [first] = breakEven(modelOf(aSetting()));
  // The rate without needs to fall by 37 %, the unit cost by 44 %; every other number more than doubles.
  expect(first?.id).toBe("rate:without:ONE");
});

test("tornado by hand: an exponential cost, a fixed cost with limits, widest first, what is known left out", () => {
  // A gamma whose standard error is its mean is exponential: quantiles −ln(0.975) and −ln(0.025) times the mean.
  const bars = tornado(
    modelOf(
      aSetting({
        priced: [priced(aCost(), events, { kind: "gamma", mean: 100, standardError: 100 })],
        fixed: { spread: { kind: "lognormal", median: 1000, logError: 0.1 }, units: 1 },
        observed: { without: 10, with: 10 },
      }),
    ),
  );
  const named = (id: string) => bars.find((bar) => bar.id === id);
  const [low, high] = [-Math.log(0.975) * 100, -Math.log(0.025) * 100];
  expect(named("cost:ONE")?.low).toBeCloseTo(low, 6);
  expect(named("cost:ONE")?.netAtLow).toBeCloseTo(25 * low - 1400, 4);
  expect(named("cost:ONE")?.netAtHigh).toBeCloseTo(25 * high - 1400, 4);
  const reach = Math.exp(0.1 * 1.959963985);
  expect(named("fixed")?.netAtHigh).toBeCloseTo(2100 - 1000 * reach, 4);
  expect(bars[0]?.id).toBe("cost:ONE");
  expect(named("variable")).toBeUndefined();
  const swings = bars.map((bar) => Math.abs(bar.netAtHigh - bar.netAtLow));
  expect(swings).toEqual(swings.toSorted((a, b) => b - a));
});

test("where nothing is unsure but what happened, only the rates move", () => {
  const bars = tornado(modelOf(aSetting({ usualCare: { spread: known(0), units: 8 } })));
  expect(bars.map(({ id }) => id).toSorted()).toEqual(["rate:with:ONE", "rate:without:ONE"]);
});
