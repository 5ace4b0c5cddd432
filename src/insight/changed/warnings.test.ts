import { expect, test } from "vitest";
import { type Entrant, whatChanged } from "./changed.ts";
import { monthsAreShown, type Warning } from "./warnings.ts";

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const entry = day("2024-07-01");

/** Somebody with an event on each of these days, counted from entry. */
const person = (key: string, days: readonly number[], also: Partial<Entrant> = {}): Entrant => ({
  key,
  linkable: true,
  enteredOn: entry,
  custody: [],
  events: days.map((n) => entry.add({ days: n })),
  ...also,
});

function warningsOf(people: readonly Entrant[]): readonly Warning[] {
  const answer = whatChanged({ people, windowDays: 365, completeTo: day("2026-09-30") });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value.warnings;
}
const named = (people: readonly Entrant[], code: Warning["code"]): Warning | undefined =>
  warningsOf(people).find((one) => one.code === code);

test("nobody died, was left out or was inside: no warning says so, and nobody's follow-up was cut short", () => {
  const codes = warningsOf([person("a", [-5, 5]), person("b", [-6, 6])]).map((one) => one.code);
  for (const code of [
    "deaths",
    "events-in-custody",
    "not-linkable",
    "without-end-of-data",
    "custody-unclear",
  ])
    expect(codes).not.toContain(code);
  expect(named([person("a", [-5, 5])], "follow-up-lag")).toMatchObject({ cutShort: 0 });
});

test("one of each is enough for its warning, with how many", () => {
  const people = [
    person("whole", [-5, 5]),
    person("died", [-5], { diedOn: day("2024-09-01") }),
    person("cut short", [-5], { completeTo: day("2024-12-31") }),
    person("cut short too", [-5], { completeTo: day("2025-01-31") }),
    person("unlinked", [], { linkable: false }),
    person("unclear", [], { custody: [{ inOn: entry, outOn: day("2024-06-01") }] }),
    person("inside", [-3, 9], {
      custody: [{ inOn: entry.add({ days: 9 }), outOn: entry.add({ days: 10 }) }],
    }),
  ];
  const found = warningsOf(people);
  expect(found).toContainEqual({ code: "deaths", people: 1 });
  expect(found).toContainEqual({ code: "not-linkable", people: 1 });
  expect(found).toContainEqual({ code: "custody-unclear", people: 1 });
  expect(found).toContainEqual({ code: "events-in-custody", before: 0, after: 1 });
  // Five are followed: two to the end, one until death, two until their data end.
  expect(found).toContainEqual(expect.objectContaining({ code: "follow-up-lag", cutShort: 2 }));
});

test("a peak is a last quarter at more than half as much again as the months before it", () => {
  // Of 365 days the last three months are 91 and the earlier nine 274. Thirty events in those nine months are
  // 30 × 365.25 / 274 = 39.99 a year; 15 in the last three are 60.21, 1.5055 times as many, and 14 are 56.19, 1.405 times.
  const earlier = Array.from({ length: 30 }, (_, n) => -360 + n * 9);
  const last = (events: number) => Array.from({ length: events }, (_, n) => -90 + n * 6);
  const peak = named([person("a", [...earlier, ...last(15)])], "regression-to-the-mean");
  expect(peak).toMatchObject({ peak: true });
  if (peak?.code !== "regression-to-the-mean") throw new Error("it is always named");
  expect([peak.earlierRate?.toFixed(2), peak.lastRate?.toFixed(2)]).toEqual(["39.99", "60.21"]);
  expect(named([person("a", [...earlier, ...last(14)])], "regression-to-the-mean")).toMatchObject({
    peak: false,
  });
});

test("somebody inside for all of the last quarter has no rate there, and no peak", () => {
  const custody = [{ inOn: entry.subtract({ days: 91 }), outOn: entry }];
  const found = named([person("a", [-200, 3], { custody })], "regression-to-the-mean");
  expect(found).toMatchObject({ peak: false, lastRate: undefined });
});

test("of fifty people the five most frequent have their share of all events, before and after", () => {
  // Five with four each, two before and two after, are 20; ten with one each are 10: 20 of 30.
  const people = Array.from({ length: 50 }, (_, i) =>
    person(`p${i}`, i < 5 ? [-20, -10, 10, 20] : i < 15 ? [-5] : []),
  );
  const found = named(people, "repeat-offenders");
  expect(found).toMatchObject({ people: 5, allowedFor: true });
  expect(found?.code === "repeat-offenders" && found.topTenthShare).toBeCloseTo(2 / 3, 12);
});

test("somebody with two events, one on each side, is somebody who came back", () => {
  expect(named([person("a", [-5, 5]), person("b", [1])], "repeat-offenders")).toMatchObject({ people: 1 });
});

test("months are shown of ten people, not of nine", () => {
  expect([monthsAreShown(9), monthsAreShown(10)]).toEqual([false, true]);
});
