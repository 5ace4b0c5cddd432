import { expect, test } from "vitest";
import { journeyOf } from "./journey-of.ts";
import type { Facts } from "./store-journey.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const today = day("2026-11-21");
const known = { diedOn: undefined, now: Temporal.Instant.from("2026-11-21T12:00:00Z") };
const nothing: Facts = { stays: [], passes: [], happenings: [], scores: [], tasks: [], referrals: [], today };

const drawn = (...scores: readonly Record<string, number>[]) =>
  journeyOf(
    {
      ...nothing,
      scores: scores.map((each, index) => ({
        definition: "top",
        taken_on: day(`2026-0${index + 1}-01`),
        scores: each,
      })),
    },
    [],
    known,
  ).measures.map((line) => [line.code, line.points.map((point) => point.value)]);

test("a rating of 0, the worst there is, is drawn", () => {
  expect(drawn({ "psychological-health": 0 })).toEqual([["psychological-health", [0]]]);
});

test("a depression score of 0 is a score", () => {
  expect(drawn({ "phq-9": 0 })).toEqual([["phq-9", [0]]]);
});

test("a substance never used gives its place to what was used", () => {
  expect(drawn({ opiates: 28, crack: 0 }, { opiates: 0, crack: 0 })).toEqual([["opiates", [28, 0]]]);
});

test("where no use is all there is, it is drawn: there are scores", () => {
  expect(drawn({ opiates: 0 }, { opiates: 0 })).toEqual([["opiates", [0, 0]]]);
});
