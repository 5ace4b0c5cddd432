import { describe, expect, test } from "vitest";
import { compareTotals } from "./compare.ts";
import { percentageWords, say } from "./messages.ts";

describe("541 to 3", () => {
  test("without the time in which they happened is refused, and says why", () => {
    const answer = compareTotals(
      { events: 541, personYears: undefined },
      { events: 3, personYears: undefined },
    );
    expect(answer).toEqual({ ok: false, refusal: { code: "exposure-missing" } });
    if (!answer.ok) expect(say(answer.refusal)).toContain("a lifetime against some weeks");
  });

  test("with time on one side alone is refused as well", () => {
    const answer = compareTotals({ events: 541, personYears: 114 }, { events: 3, personYears: undefined });
    expect(answer.ok).toBe(false);
  });

  test("over 114 and 3.45 person-years is a ratio of 0.183, from 0.038 to 0.538, and no percentage", () => {
    const years = (6 * 30) / 52.1775;
    const answer = compareTotals({ events: 541, personYears: 114 }, { events: 3, personYears: years });
    if (!answer.ok || !answer.value.ratio.ok) throw new Error("there is a ratio");
    const { ratio, low, high } = answer.value.ratio.value;
    expect([ratio, low, high].map((x) => x.toFixed(3))).toEqual(["0.183", "0.038", "0.538"]);
    expect(percentageWords(answer.value.percentage)).toBe(
      "No percentage is given: 114.00 person-years before and 3.45 after are too unlike to be set side by side. Read the rates and their ratio.",
    );
  });
});

test("the percentage stands when one side has exactly half of the other's person-years", () => {
  const answer = compareTotals({ events: 10, personYears: 2 }, { events: 2, personYears: 1 });
  expect(answer.ok && answer.value.percentage.ok).toBe(true);
});

test.each([
  [
    "no time before entry",
    { events: 0, personYears: 0 },
    { events: 1, personYears: 1 },
    "no-time-at-risk",
    "before",
  ],
  [
    "no time after it",
    { events: 1, personYears: 1 },
    { events: 0, personYears: 0 },
    "no-time-at-risk",
    "after",
  ],
  [
    "half an event before it",
    { events: 1.5, personYears: 1 },
    { events: 1, personYears: 1 },
    "not-a-count",
    "before",
  ],
  [
    "less than no event after it",
    { events: 1, personYears: 1 },
    { events: -1, personYears: 1 },
    "not-a-count",
    "after",
  ],
] as const)("%s is refused, and which side it is is said", (_name, before, after, code, window) => {
  expect(compareTotals(before, after)).toEqual({ ok: false, refusal: { code, window } });
});
