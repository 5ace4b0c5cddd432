import { expect, test } from "vitest";
import type { Entered, FollowedScore } from "./entrants.ts";
import { outcomeFigures } from "./outcomes.ts";
import type { Reading } from "./readings.ts";

// Expected limits are from R's binom.test.

const day = (text: string) => Temporal.PlainDate.from(text);
/** Twenty who entered a service that asks for these measures, on one day, and are still there. */
const entered = (...asksFor: readonly string[]): Entered => ({
  asAt: day("2025-12-31"),
  kind: { code: "housing", name: "Housing support", endings: [], sessions: false, asksFor },
  people: Array.from({ length: 20 }, (_, i) => ({
    key: `person-${String(i).padStart(2, "0")}`,
    enteredOn: day("2025-01-01"),
    endedOn: undefined,
    ending: undefined,
    diedOn: undefined,
    laterStays: 0,
  })),
});
const QUALITY: FollowedScore = {
  measure: "quality-of-life",
  measureName: "Quality of life",
  code: "quality-of-life",
  name: "Quality of life",
  better: "higher",
  ofUse: false,
  reliability: undefined,
  unlessAsked: "top",
};
/** Ten rose from 8 to 12, five stayed at 8, five fell from 8 to 4. */
const readings = (all: Entered): readonly Reading[] =>
  all.people.flatMap(({ key }, i) =>
    (
      [
        ["2025-01-03", 8],
        ["2025-06-03", i < 10 ? 12 : i < 15 ? 8 : 4],
      ] as const
    ).map(([on, value]) => ({
      key,
      measure: "quality-of-life",
      takenOn: day(on),
      scores: { "quality-of-life": value },
      work: undefined,
    })),
  );

test("of twenty with housing support whose quality of life was asked twice, half are better and a quarter is worse", () => {
  const all = entered("quality-of-life");
  const figures = outcomeFigures(all, readings(all), [QUALITY]);
  const told = (code: string) => {
    const one = figures.find(
      (each) =>
        each.code === `outcomes.quality-of-life.quality-of-life.${code}` &&
        each.whom === "everyone who entered",
    );
    return one && [one.label, one.numerator, one.denominator, one.low?.toFixed(4), one.high?.toFixed(4)];
  };
  expect(told("improved")).toEqual(["Quality of life: better by any amount", 10, 20, "0.2720", "0.7280"]);
  expect(told("worsened")).toEqual(["Quality of life: worse by any amount", 5, 20, "0.0866", "0.4910"]);
});

test("a service that asks for the whole profile as well is not told of quality of life twice", () => {
  const all = entered("top", "quality-of-life");
  expect(outcomeFigures(all, readings(all), [QUALITY])).toEqual([]);
});
