import { describe, expect, test } from "vitest";
import oracle from "./oracle/rate-ratio.json" with { type: "json" };
import { exactRate } from "./rate.ts";
import { type Arm, rateRatio } from "./rate-ratio.ts";

/** Both the same to nine figures. JSON has no infinity, so the oracle writes null for it. */
function expectSame(value: number | undefined, golden: number | null): void {
  if (golden === null) expect(value).toBe(Number.POSITIVE_INFINITY);
  else if (golden === 0) expect(value).toBe(0);
  else expect((value ?? Number.NaN) / golden).toBeCloseTo(1, 9);
}
const arm = ([events = Number.NaN, personYears = Number.NaN]: readonly number[]): Arm => ({
  events,
  personYears,
});

describe("the exact rate ratio", () => {
  for (const golden of oracle.ratios) {
    test(`is what R's poisson.test says for ${golden.after} against ${golden.before}`, () => {
      const answer = rateRatio(arm(golden.after), arm(golden.before));
      expect(answer.ok).toBe(true);
      if (!answer.ok) return;
      expectSame(answer.value.ratio, golden.ratio);
      expectSame(answer.value.low, golden.low);
      expectSame(answer.value.high, golden.high);
    });
  }

  test("the Middlesbrough six: 541 over 114 person-years against 3 over 3.45 is 0.183, from 0.038 to 0.538", () => {
    const answer = rateRatio(
      { events: 3, personYears: (6 * 30) / 52.1775 },
      { events: 541, personYears: 6 * 19 },
    );
    expect(
      answer.ok && [answer.value.ratio, answer.value.low, answer.value.high].map((x) => x.toFixed(3)),
    ).toEqual(["0.183", "0.038", "0.538"]);
  });

  test("Marsden's prisons: 6 in 645.2 person-years against 18 in 490.5 is 0.253, from 0.082 to 0.666", () => {
    const answer = rateRatio({ events: 6, personYears: 645.2 }, { events: 18, personYears: 490.5 });
    expect(
      answer.ok && [answer.value.ratio, answer.value.low, answer.value.high].map((x) => x.toFixed(3)),
    ).toEqual(["0.253", "0.082", "0.666"]);
  });

  const one: Arm = { events: 1, personYears: 1 };
  const refusals: readonly [name: string, rate: Arm, comparison: Arm, refusal: object][] = [
    ["no time at risk after", { events: 3, personYears: 0 }, one, { code: "zero-exposure", arm: "rate" }],
    [
      "no time at risk before",
      one,
      { events: 5, personYears: 0 },
      { code: "zero-exposure", arm: "comparison" },
    ],
    ["time below nothing", one, { events: 5, personYears: -1 }, { code: "zero-exposure", arm: "comparison" }],
    ["unknown time", { events: 3, personYears: Number.NaN }, one, { code: "zero-exposure", arm: "rate" }],
    [
      "endless time",
      { events: 3, personYears: Number.POSITIVE_INFINITY },
      one,
      { code: "zero-exposure", arm: "rate" },
    ],
    ["half an event", { events: 0.5, personYears: 1 }, one, { code: "not-a-count", arm: "rate" }],
    ["minus one event", one, { events: -1, personYears: 1 }, { code: "not-a-count", arm: "comparison" }],
    [
      "no event at all",
      { events: 0, personYears: 1 },
      { events: 0, personYears: 9 },
      { code: "no-events-at-all" },
    ],
  ];
  for (const [name, rate, comparison, refusal] of refusals) {
    test(`is refused for ${name}`, () => {
      expect(rateRatio(rate, comparison)).toEqual({ ok: false, refusal });
    });
  }

  test("days or years, the ratio stays; the two sides swapped, it turns over", () => {
    const years = rateRatio({ events: 12, personYears: 3 }, { events: 20, personYears: 2.5 });
    const days = rateRatio(
      { events: 12, personYears: 3 * 365.25 },
      { events: 20, personYears: 2.5 * 365.25 },
    );
    const swapped = rateRatio({ events: 20, personYears: 2.5 }, { events: 12, personYears: 3 });
    if (!years.ok || !days.ok || !swapped.ok) throw new Error("each has an answer");
    expect(days.value.high).toBeCloseTo(years.value.high, 12);
    expect(1 / swapped.value.low).toBeCloseTo(years.value.high, 9);
    expect(1 / swapped.value.high).toBeCloseTo(years.value.low, 9);
  });
});

describe("the exact rate", () => {
  for (const golden of oracle.rates) {
    test(`has Garwood's limits, as R's qchisq gives them, for ${golden.events} in ${golden.person_years}`, () => {
      const answer = exactRate({ events: golden.events, personYears: golden.person_years });
      expect(answer.ok).toBe(true);
      if (!answer.ok) return;
      expectSame(answer.value.low, golden.low);
      expectSame(answer.value.high, golden.high);
    });
  }

  // scipy.stats.chi2.ppf(0.025, 2x) / 2 and chi2.ppf(0.975, 2x + 2) / 2. Halving meets means here so far below the count
  // that the Poisson sum begins with a number too small for all its digits.
  test.each([
    [3844, 3723.4321416151497, 3967.4779343289797],
    [3854, 3733.274179113502, 3977.635876405654],
    [19_663, 19389.112779862015, 19939.788507682784],
  ])("has Garwood's limits for %i events in a year", (events, low, high) => {
    const answer = exactRate({ events, personYears: 1 });
    if (!answer.ok) throw new Error("there is a rate");
    expect(answer.value.low / low).toBeCloseTo(1, 9);
    expect(answer.value.high / high).toBeCloseTo(1, 9);
  });

  test("needs time at risk and a whole number of events", () => {
    expect(exactRate({ events: 1, personYears: 0 })).toEqual({
      ok: false,
      refusal: { code: "zero-exposure" },
    });
    expect(exactRate({ events: 1.5, personYears: 1 })).toEqual({
      ok: false,
      refusal: { code: "not-a-count" },
    });
  });
});
