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
    const halfYear = (_: unknown, i: number): PersonArms => ({
      rate: { events: 1 + (i % 3), personYears: 0.5 },
      comparison: { events: 2, personYears: 0.5 },
    });
    const few = (count: number, still = 0) => {
      const none = { events: 0, personYears: 0.5 };
      const answer = clusteredRateRatio([
        ...Array.from({ length: count }, halfYear),
        ...Array.from({ length: still }, () => ({ rate: none, comparison: none })),
      ]);
      return answer.ok && answer.value.few;
    };
    expect([few(10), few(39), few(40)]).toEqual([true, true, false]);
    // Those without any event are people and tell nothing of how events hang together.
    expect(few(39, 100)).toBe(true);
  });

  test("whoever was at risk on one side alone is among the people", () => {
    const both = (events: number): PersonArms => ({
      rate: { events, personYears: 1 },
      comparison: { events: 2, personYears: 1 },
    });
    const nowhere = { events: 0, personYears: 0 };
    const answer = clusteredRateRatio([
      ...Array.from({ length: 8 }, (_, i) => both(i % 4)),
      { ...both(1), rate: nowhere },
      { ...both(1), comparison: nowhere },
    ]);
    expect(answer.ok && answer.value.clusters).toBe(10);
  });

  test("where one person has every event there is no interval: it would be a point", () => {
    // 14 in a year, then 1, and nineteen without any. Their pulls are 1 − 1/20 on both sides: nothing is left. R's vcovCL gives an error of 1.5e-8.
    const none = { events: 0, personYears: 1 };
    const quiet = Array.from({ length: 19 }, (): PersonArms => ({ rate: none, comparison: none }));
    const only: PersonArms = {
      rate: { events: 1, personYears: 1 },
      comparison: { events: 14, personYears: 1 },
    };
    expect(clusteredRateRatio([only, ...quiet])).toEqual({
      ok: false,
      refusal: { code: "few-with-events" },
    });
  });

  test("four people with any event get none and five do", () => {
    const with_ = (count: number) =>
      clusteredRateRatio(
        Array.from({ length: 12 }, (_, i) => ({
          rate: { events: i < count ? 1 + (i % 2) : 0, personYears: 1 },
          comparison: { events: i < count ? 2 : 0, personYears: 1 },
        })),
      );
    expect([with_(4).ok, with_(5).ok]).toEqual([false, true]);
  });

  test("where more than half of the squared pulls are one person's it is refused", () => {
    const still: PersonArms = {
      rate: { events: 0, personYears: 1 },
      comparison: { events: 2, personYears: 1 },
    };
    // The one event after: its pull is 1 − 1/10 less 2/20 − 1/10, squared 0.81; of the nine others −1/10, squared 0.09 together.
    const once = clusteredRateRatio([
      ...Array.from({ length: 9 }, () => still),
      { ...still, rate: { events: 1, personYears: 1 } },
    ]);
    expect(once).toEqual({ ok: false, refusal: { code: "rests-on-one" } });
  });

  test("where everybody went alike there is no spread and no interval", () => {
    const alike: PersonArms = {
      rate: { events: 1, personYears: 1 },
      comparison: { events: 2, personYears: 1 },
    };
    expect(clusteredRateRatio(Array.from({ length: 20 }, () => alike))).toEqual({
      ok: false,
      refusal: { code: "all-alike" },
    });
  });

  test("six people who offend every week, now more and now less, widen it beyond the exact interval", () => {
    const of = (after: number, before: number): PersonArms => ({
      rate: { events: after, personYears: 1 },
      comparison: { events: before, personYears: 1 },
    });
    const busy = [of(52, 26), of(52, 26), of(52, 26), of(26, 52), of(26, 52), of(26, 52)];
    const clustered = clusteredRateRatio([...busy, ...Array.from({ length: 44 }, () => of(1, 2))]);
    const exact = rateRatio({ events: 278, personYears: 50 }, { events: 322, personYears: 50 });
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
