import { describe, expect, test } from "vitest";
import { clusteredRateRatio, type PersonArms } from "./clustered.ts";
import oracle from "./oracle/clustered.json" with { type: "json" };
import { rateRatio } from "./rate-ratio.ts";

type Columns = {
  readonly events_before: readonly number[];
  readonly years_before: readonly number[];
  readonly events_after: readonly number[];
  readonly years_after: readonly number[];
};
const people = (columns: Columns): PersonArms[] =>
  columns.events_before.map((events, i) => ({
    comparison: { events, personYears: columns.years_before[i] ?? Number.NaN },
    rate: {
      events: columns.events_after[i] ?? Number.NaN,
      personYears: columns.years_after[i] ?? Number.NaN,
    },
  }));

describe("the rate ratio that allows for repeat offenders", () => {
  for (const [name, golden] of [
    ["a dozen, one in custody all year", oracle.dozen],
    ["fifty", oracle.fifty],
  ] as const) {
    test(`is what R's glm and sandwich say for ${name}`, () => {
      const answer = clusteredRateRatio(people(golden));
      if (!answer.ok) throw new Error(answer.refusal.code);
      expect(answer.value.ratio).toBeCloseTo(golden.ratio, 9);
      expect(answer.value.standardError).toBeCloseTo(golden.standard_error, 9);
      expect(answer.value.low).toBeCloseTo(golden.low, 9);
      expect(answer.value.high).toBeCloseTo(golden.high, 9);
      expect(answer.value.clusters).toBe(golden.clusters);
    });
  }

  test("twelve people are few, fifty are not", () => {
    const few = (columns: Columns) => {
      const answer = clusteredRateRatio(people(columns));
      return answer.ok && answer.value.few;
    };
    expect([few(oracle.dozen), few(oracle.fifty)]).toEqual([true, false]);
  });

  test("thirty-nine people are few, forty are not", () => {
    const halfYear: PersonArms = {
      rate: { events: 1, personYears: 0.5 },
      comparison: { events: 2, personYears: 0.5 },
    };
    const few = (count: number) => {
      const answer = clusteredRateRatio(Array.from({ length: count }, () => halfYear));
      return answer.ok && answer.value.few;
    };
    expect([few(10), few(39), few(40)]).toEqual([true, true, false]);
  });

  test("whoever was at risk on one side alone is among the people", () => {
    const both: PersonArms = {
      rate: { events: 1, personYears: 1 },
      comparison: { events: 2, personYears: 1 },
    };
    const nowhere = { events: 0, personYears: 0 };
    const answer = clusteredRateRatio([
      ...Array.from({ length: 8 }, () => both),
      { ...both, rate: nowhere },
      { ...both, comparison: nowhere },
    ]);
    expect(answer.ok && answer.value.clusters).toBe(10);
  });

  test("one event in all, on one side, is enough for an answer", () => {
    const still: PersonArms = {
      rate: { events: 0, personYears: 1 },
      comparison: { events: 2, personYears: 1 },
    };
    const answer = clusteredRateRatio([
      ...Array.from({ length: 9 }, () => still),
      { ...still, rate: { events: 1, personYears: 1 } },
    ]);
    // One event in ten years against twenty in ten.
    expect(answer.ok && answer.value.ratio).toBeCloseTo(0.05, 12);
  });

  test("one person who offends every week widens it beyond the exact interval", () => {
    const quiet: PersonArms = {
      rate: { events: 1, personYears: 1 },
      comparison: { events: 2, personYears: 1 },
    };
    const busy: PersonArms = {
      rate: { events: 52, personYears: 1 },
      comparison: { events: 26, personYears: 1 },
    };
    const clustered = clusteredRateRatio([busy, ...Array.from({ length: 49 }, () => quiet)]);
    const exact = rateRatio({ events: 52 + 49, personYears: 50 }, { events: 26 + 98, personYears: 50 });
    if (!clustered.ok || !exact.ok) throw new Error("each has an answer");
    expect(clustered.value.low).toBeLessThan(exact.value.low);
    expect(clustered.value.high).toBeGreaterThan(exact.value.high);
  });

  test("the order of people does not matter", () => {
    const forwards = clusteredRateRatio(people(oracle.fifty));
    const backwards = clusteredRateRatio(people(oracle.fifty).reverse());
    expect(forwards.ok && backwards.ok && Math.abs(forwards.value.high - backwards.value.high) < 1e-12).toBe(
      true,
    );
  });

  const one: PersonArms = { rate: { events: 1, personYears: 1 }, comparison: { events: 2, personYears: 1 } };
  test("nine people are refused, and those never at risk are no people", () => {
    const never: PersonArms = {
      rate: { events: 0, personYears: 0 },
      comparison: { events: 0, personYears: 0 },
    };
    expect(clusteredRateRatio([...Array.from({ length: 9 }, () => one), never])).toEqual({
      ok: false,
      refusal: { code: "too-few-people", people: 9, fewest: 10 },
    });
  });

  test("a window without any event is refused", () => {
    const still: PersonArms = { ...one, rate: { events: 0, personYears: 1 } };
    const answer = clusteredRateRatio(Array.from({ length: 20 }, () => still));
    expect(answer).toEqual({ ok: false, refusal: { code: "no-events-in-one-window" } });
  });
});
