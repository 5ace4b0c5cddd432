import { describe, expect, test } from "vitest";
import type { Figure } from "./figure.ts";
import { alike, offencesOf } from "./lives.fixture.ts";

// Expected limits are from R: binom.test, qchisq as Garwood's, sandwich::vcovCL and the ratio of sums by person with Student's t.

const found = (figures: readonly Figure[], code: string) =>
  figures.find((one) => one.code === code && one.whom === "everyone who entered");
const numbers = (one: Figure | undefined) =>
  one && [one.numerator, one.denominator, one.value, one.low, one.high].map((n) => n && Number(n.toFixed(4)));

describe("recorded offences", () => {
  test("the rate fell from 18 to 14 in as much time, rose for eight of twenty, held for six and fell for six", () => {
    const { figures, notes } = offencesOf([
      ...alike(8, [10]),
      ...alike(6, [-20, 20]),
      ...alike(6, [-30, -40]),
    ]);
    // Garwood's lower limit before is 0.5338, that by person 0.5015; after, by person 0.4803 to 0.9207 lies within the exact.
    expect(numbers(found(figures, "crime.offence.before"))).toEqual([18, 19.9863, 0.9006, 0.5015, 1.4234]);
    expect(numbers(found(figures, "crime.offence.after"))).toEqual([14, 19.9863, 0.7005, 0.383, 1.1753]);
    expect(numbers(found(figures, "crime.offence.rose"))).toEqual([8, 20, 0.4, 0.1912, 0.6395]);
    expect(numbers(found(figures, "crime.offence.fell"))).toEqual([6, 20, 0.3, 0.1189, 0.5428]);
    const ratio = found(figures, "crime.offence.ratio");
    expect(ratio?.value).toBeCloseTo(14 / 18, 10);
    // The exact limits are 0.3580 and 1.6552, those by person 0.3738 and 1.6182: the wider are told.
    expect(ratio?.low).toBeCloseTo(0.358028, 6);
    expect(ratio?.high).toBeCloseTo(1.655156, 6);
    expect(notes.map(({ words }) => words).join(" ")).toContain("regression to the mean");
  });

  test("that people are few is said of every kind of event, and of nine that only the exact interval is left; never how many they are", () => {
    const said = (n: number, section: "crime" | "health") =>
      // Not everybody alike: of those there is no interval by person at all.
      offencesOf([...alike(n - 5, [-30, -20, 40]), ...alike(5, [-30, 10, 40])], section)
        .notes.map(({ words }) => words)
        .join(" ");
    for (const section of ["crime", "health"] as const) {
      expect(said(9, section)).toContain("of fewer than ten people. Only the exact interval is left");
      expect(said(10, section)).toContain("of fewer than forty people");
      expect(said(10, section)).not.toContain("fewer than ten");
      expect(said(40, section)).not.toContain("of fewer than");
      expect(said(9, section)).not.toMatch(/\b9 people/);
    }
  });

  test("of nine people with several events each the exact interval stands, of ten the wider by person", () => {
    const limitsBefore = (n: number) => {
      const one = found(
        offencesOf([...alike(n - 5, []), ...alike(5, [-9, -8, -7, -6])]).figures,
        "crime.offence.before",
      );
      return [one?.low, one?.high].map((limit) => Number(limit?.toFixed(4)));
    };
    // R: qchisq(c(.025, .975), c(40, 42)) / 2 / (n * 365 / 365.25); of ten 1.2225 to 3.0910 exactly, and by person 0.4922 to 3.5105.
    expect(limitsBefore(9)).toEqual([1.3583, 3.4344]);
    expect(limitsBefore(10)).toEqual([0.4922, 3.5105]);
  });

  test("where three people stand behind the events after entry, neither their rate nor the ratio is told", () => {
    const { figures } = offencesOf([...alike(3, [-1, 5, 6, 7]), ...alike(9, [-5])]);
    expect(found(figures, "crime.offence.before")).toMatchObject({ numerator: 12, held: undefined });
    for (const code of ["after", "ratio", "rose"])
      expect([code, found(figures, `crime.offence.${code}`)]).toMatchObject([
        code,
        { held: "few", numerator: undefined, value: undefined, high: undefined },
      ]);
  });
});
