import { describe, expect, test } from "vitest";
import { limitsByPerson, type OfPerson, rateByPerson, shareLimitsByPerson } from "./by-person.ts";
import oracle from "./oracle/by-person.json" with { type: "json" };

type Columns = { readonly some: readonly number[]; readonly of: readonly number[] };
const people = ({ some, of }: Columns): readonly OfPerson[] =>
  some.map((one, i) => ({ some: one, of: of[i] ?? Number.NaN }));
const arms = (columns: Columns) => people(columns).map(({ some, of }) => ({ events: some, personYears: of }));
const rate = (of: Parameters<typeof rateByPerson>[0]) => {
  const found = rateByPerson(of);
  return found.ok ? found.value : undefined;
};

describe("what is one person's hangs together", () => {
  test("of a dozen's offences the interval by person is R's, and is the wider: 0.34 to 11.7 a year, not 4.6 to 7.8", () => {
    const { repeat_events: golden } = oracle;
    const [low = 0, high = 0] = golden.by_person;
    expect(limitsByPerson(people(golden))?.low).toBeCloseTo(Math.max(0, low), 12);
    expect(limitsByPerson(people(golden))?.high).toBeCloseTo(high, 12);
    expect(high - low).toBeGreaterThan(2 * ((golden.exact[1] ?? 0) - (golden.exact[0] ?? 0)));
    const told = rate(arms(golden));
    expect(told?.rate).toBeCloseTo(golden.ratio, 12);
    expect(told?.low).toBeCloseTo(Math.max(0, low), 12);
    expect(told?.high).toBeCloseTo(high, 12);
  });

  test("of people who are all alike chance is the wider, and the exact interval is told", () => {
    const told = rate(arms(oracle.alike));
    expect(told?.low).toBeCloseTo(oracle.alike.exact[0] ?? 0, 9);
    expect(told?.high).toBeCloseTo(oracle.alike.exact[1] ?? 0, 9);
  });

  test("of sessions kept by people who keep all or none, 68 to 75 of a hundred becomes 47 to 96", () => {
    const [low = 0, high = 0] = oracle.sessions.by_person;
    const told = shareLimitsByPerson(people(oracle.sessions));
    expect(told.low).toBeCloseTo(low, 12);
    expect(told.high).toBeCloseTo(Math.min(1, high), 12);
    expect(told.low).toBeLessThan((oracle.sessions.exact[0] ?? 0) - 0.1);
  });

  test("of nine people the exact interval stands, for so few have no error worth the name; of ten the wider does", () => {
    const uneven = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ events: i === 0 ? 30 : 1, personYears: 1 }));
    expect(limitsByPerson(uneven(9).map(({ events }) => ({ some: events, of: 1 })))).toBeUndefined();
    // R: qchisq(0.975, 2 * 38 + 2) / 2 / 9 = 5.795; of ten 39 events, qchisq(0.975, 80) / 2 / 10 = 5.331, and by person 10.46.
    expect(rate(uneven(9))?.high).toBeCloseTo(5.795332, 5);
    expect(rate(uneven(10))?.high).toBeGreaterThan(10);
  });

  test("nobody with an event is nought, with the exact upper limit: qchisq(0.975, 2) / 2 over twelve years", () => {
    const none = Array.from({ length: 12 }, () => ({ events: 0, personYears: 1 }));
    expect(rate(none)).toMatchObject({ rate: 0, low: 0, high: expect.closeTo(3.688879454 / 12, 8) });
  });
});
