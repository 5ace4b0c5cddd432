import { describe, expect, test } from "vitest";
import { attendanceFigures } from "./attendance.ts";
import { deathFigures } from "./deaths.ts";
import type { Entered, Entrant, FollowedScore, ProgrammeKind } from "./entrants.ts";
import type { Figure } from "./figure.ts";
import { harmFigures } from "./harms.ts";
import { lifeFigures } from "./lives.ts";
import { outcomeFigures } from "./outcomes.ts";
import { peopleFigures } from "./people.ts";
import type { Reading } from "./readings.ts";
import { retentionFigures, retentionOf } from "./retention.ts";

// Expected limits are from R: binom.test, poisson.test, qchisq as Garwood's, sandwich::vcovCL with Student's t.

const day = (text: string) => Temporal.PlainDate.from(text);
const KIND: ProgrammeKind = {
  code: "clinic",
  name: "Clinic",
  endings: [
    { code: "completed", name: "Completed", kind: "planned" },
    { code: "dropped-out", name: "Dropped out", kind: "unplanned" },
    { code: "died", name: "Died", kind: "death" },
  ],
  sessions: true,
  asksFor: ["top", "housing-status"],
};

let made = 0;
type Some = { readonly entered?: string; readonly left?: readonly [string, string]; readonly died?: string };
/** So many people who lived alike. */
const people = (n: number, { entered = "2025-01-01", left, died }: Some = {}): Entrant[] =>
  Array.from({ length: n }, () => ({
    key: `person-${String(made++).padStart(4, "0")}`,
    enteredOn: day(entered),
    endedOn: left && day(left[0]),
    ending: left?.[1],
    diedOn: died ? day(died) : undefined,
    laterStays: 0,
  }));
const entered = (...groups: readonly Entrant[][]): Entered => ({
  people: groups.flat(),
  asAt: day("2025-12-31"),
  kind: KIND,
});

const found = (figures: readonly Figure[], code: string, whom: Figure["whom"] = "everyone who entered") =>
  figures.find((one) => one.code === code && one.whom === whom);
const numbers = (one: Figure | undefined) =>
  one && [one.numerator, one.denominator, one.value, one.low, one.high].map((n) => n && Number(n.toFixed(4)));

test("five deaths in 7.47 person-years are 66.9 for every 100, from 21.7 to 156.1", () => {
  const all = entered(people(5, { left: ["2025-06-30", "died"], died: "2025-06-30" }), people(5));
  const figures = deathFigures(all, peopleFigures(all));
  expect(numbers(found(figures, "deaths.all"))).toEqual([5, 7.4743, 66.8956, 21.7208, 156.112]);
  expect(found(figures, "deaths.there")?.numerator).toBe(5);
});

test("a death after leaving counts after leaving, and four deaths are told neither in all nor by subtraction", () => {
  const after = entered(people(5, { left: ["2025-03-31", "completed"], died: "2025-04-10" }), people(5));
  const figures = deathFigures(after, peopleFigures(after));
  expect(found(figures, "deaths.there")?.numerator).toBe(0);
  // Ninety days there and ten after leaving for each of the five; 365 days there for the others.
  expect(found(figures, "deaths.after")?.denominator).toBeCloseTo(50 / 365.25, 10);
  expect(found(figures, "deaths.there")?.denominator).toBeCloseTo((5 * 90 + 5 * 365) / 365.25, 10);
  const few = entered(people(4, { left: ["2025-06-30", "died"], died: "2025-06-30" }), people(9));
  const kept = [...deathFigures(few, peopleFigures(few)), ...peopleFigures(few)];
  for (const code of ["deaths.all", "deaths.there", "people.death", "people.there"])
    expect([code, found(kept, code)?.held, found(kept, code)?.numerator, found(kept, code)?.high]).toEqual([
      code,
      "few",
      undefined,
      undefined,
    ]);
});

describe("outcome measures", () => {
  const score: FollowedScore = {
    measure: "top",
    measureName: "TOP",
    code: "opiates",
    name: "Days of opioids",
    better: "lower",
    ofUse: true,
    reliability: { value: 0.75, source: "the test" },
  };
  const reading = (one: Entrant, on: string, value: number): Reading => ({
    key: one.key,
    measure: "top",
    takenOn: day(on),
    scores: { opiates: value },
    work: undefined,
  });
  /** Twenty who start at ten days and twenty at twenty: their standard deviation is 5.06, so that a change counts beyond 7.02. */
  const all = entered(people(40));
  const starts = all.people.map((one, i) => reading(one, "2025-01-03", i < 20 ? 10 : 20));
  const changes = (i: number): number => (i % 4 === 0 ? -8 : i % 4 === 1 ? -7 : i % 4 === 2 ? 0 : 8);
  const latest = all.people.map((one, i) => reading(one, "2025-06-03", (i < 20 ? 10 : 20) + changes(i)));

  test("eight days less is a reliable improvement and seven is none; those who worsened stand beside them", () => {
    const figures = outcomeFigures(all, [...latest, ...starts], [score]);
    expect(numbers(found(figures, "outcomes.top.opiates.improved"))).toEqual([10, 40, 0.25, 0.1269, 0.412]);
    expect(numbers(found(figures, "outcomes.top.opiates.not-changed"))).toEqual([20, 40, 0.5, 0.338, 0.662]);
    expect(numbers(found(figures, "outcomes.top.opiates.worsened"))).toEqual([10, 40, 0.25, 0.1269, 0.412]);
    expect(found(figures, "outcomes.top.opiates.worsened")?.definition).toContain("beyond 7.0");
  });

  test("without a reliability any change counts and the words say so", () => {
    const figures = outcomeFigures(all, [...latest, ...starts], [{ ...score, reliability: undefined }]);
    expect(found(figures, "outcomes.top.opiates.improved")).toMatchObject({
      numerator: 20,
      label: "Days of opioids: better by any amount",
    });
  });

  test("a reading is of the stay from 30 days before entry to 14 days after leaving, and the start is not later than day 90", () => {
    const left = entered(people(6, { left: ["2025-06-30", "completed"] }));
    const of = (start: string, end: string) =>
      outcomeFigures(
        left,
        left.people.flatMap((one) => [reading(one, start, 20), reading(one, end, 0)]),
        [score],
      );
    const told = (start: string, end: string) =>
      found(of(start, end), "outcomes.top.opiates.improved")?.denominator;
    expect(told("2024-12-02", "2025-07-14")).toBe(6);
    expect(told("2024-12-01", "2025-07-14")).toBeUndefined();
    expect(told("2024-12-02", "2025-07-15")).toBeUndefined();
    expect(told("2025-04-01", "2025-07-14")).toBe(6);
    expect(told("2025-04-02", "2025-07-14")).toBeUndefined();
  });

  test("those who stayed are kept back where two of ten who did not stay worsened: subtraction would tell it", () => {
    const some = entered(people(30), people(10, { left: ["2025-08-01", "dropped-out"] }));
    // Of those who stayed ten improved, ten held and ten worsened; of the ten who did not, eight improved and two worsened.
    const change = (i: number): number => (i < 30 ? ([-10, 0, 10][i % 3] ?? 0) : i < 38 ? -10 : 10);
    const readings = some.people.flatMap((one, i) => [
      reading(one, "2025-01-03", 12),
      reading(one, "2025-06-03", 12 + change(i)),
    ]);
    const figures = outcomeFigures(some, readings, [{ ...score, reliability: undefined }]);
    expect(found(figures, "outcomes.top.opiates.worsened")?.numerator).toBe(12);
    expect(found(figures, "outcomes.top.opiates.worsened", "those who stayed")).toMatchObject({
      held: "few",
      numerator: undefined,
    });
  });

  test("those who stayed are kept back where what is left of everyone would tell of one to four", () => {
    const some = entered(people(38), people(2, { left: ["2025-08-01", "dropped-out"] }));
    const readings = some.people.flatMap((one, i) => [
      reading(one, "2025-01-03", i < 20 ? 10 : 20),
      reading(one, "2025-06-03", 0),
    ]);
    const figures = outcomeFigures(some, readings, [score]);
    expect(found(figures, "outcomes.top.opiates.improved")?.numerator).toBe(40);
    expect(found(figures, "outcomes.top.opiates.improved", "those who stayed")).toMatchObject({
      held: "few",
      numerator: undefined,
      low: undefined,
    });
  });
});

test("of twenty asked twice, eleven had no fixed home at the start and five at the latest review; six moved one way, none the other", () => {
  const all = entered(people(20));
  const need = (i: number, when: "start" | "latest"): number => {
    if (i < 6) return when === "start" ? 1 : 3;
    return i < 11 ? 1 : 3;
  };
  const readings = all.people.flatMap((one, i) =>
    (["start", "latest"] as const).map((when) => ({
      key: one.key,
      measure: "housing-status",
      takenOn: day(when === "start" ? "2025-01-02" : "2025-07-02"),
      scores: { "housing-need": need(i, when) },
      work: undefined,
    })),
  );
  const figures = lifeFigures(all, readings);
  expect(numbers(found(figures, "lives.no-home.start"))).toEqual([11, 20, 0.55, 0.3153, 0.7694]);
  expect(numbers(found(figures, "lives.no-home.latest"))).toEqual([5, 20, 0.25, 0.0866, 0.491]);
  expect(
    ["became-no", "became-yes", "stayed-yes", "stayed-no"].map(
      (code) => found(figures, `lives.no-home.${code}`)?.numerator,
    ),
  ).toEqual([6, 0, 5, 9]);
});

test("six overdoses of five people in 300 sessions are 20 for every 1,000; of three people nothing is told", () => {
  const all = entered(people(10));
  const attended = all.people.map(({ key }) => ({ key, attended: 30, missed: 2 }));
  const harmed = (n: number) =>
    all.people
      .slice(0, n)
      .map(({ key }, i) => ({ key, kind: "overdose" as const, times: i === 0 ? 7 - n : 1 }));
  // Garwood's limits are 7.34 and 43.53, those by person 3.33 and 36.67: the wider of each is told.
  const figures = harmFigures(all, attended, harmed(5), peopleFigures(all));
  expect(numbers(found(figures, "harms.overdose"))).toEqual([6, 300, 20, 3.3273, 43.5316]);
  const few = harmFigures(all, attended, harmed(3), peopleFigures(all));
  expect(found(few, "harms.overdose")).toMatchObject({ held: "few", numerator: undefined, value: undefined });
  expect(numbers(found(attendanceFigures(all, attended), "attendance.kept"))?.slice(0, 3)).toEqual([
    300, 320, 0.9375,
  ]);
});

test("eight of ten came to all of their thirty sessions and two to none: 80 in a hundred, 50 to 100 and not 75 to 84", () => {
  const all = entered(people(10));
  const attended = all.people.map(({ key }, i) => ({
    key,
    attended: i < 8 ? 30 : 0,
    missed: i < 8 ? 0 : 30,
  }));
  // R: binom.test(240, 300) gives 0.7502 to 0.8438; by person, t with nine degrees, 0.4984 to 1.1016, cut at one.
  expect(numbers(found(attendanceFigures(all, attended), "attendance.kept"))).toEqual([
    240, 300, 0.8, 0.4984, 1,
  ]);
  const nine = entered(all.people.slice(0, 9));
  const few = found(attendanceFigures(nine, attended.slice(0, 9)), "attendance.missed");
  // Of nine people only binom.test(30, 270) is left.
  expect(numbers(few)).toEqual([30, 270, 0.1111, 0.0762, 0.1548]);
  expect(few?.definition).toContain("Below ten people the exact one alone is left");
});

test("a share still there has its numbers: twenty kept and at risk of forty who began, ten gone and ten who entered too lately", () => {
  const of = (late: Some) =>
    entered(people(20), people(10, { left: ["2025-02-20", "dropped-out"] }), people(10, late));
  const told = (all: Entered) => found(retentionFigures(all, retentionOf(all)), "retention.day-84");
  const lately = told(of({ entered: "2025-11-30" }));
  // R: survfit(conf.type = "log-log"). Ten of thirty still followed left on day 50: two thirds, not twenty of forty.
  expect(numbers(lately)).toEqual([20, 40, 0.6667, 0.4692, 0.8047]);
  expect(lately?.definition).toContain(
    "Of 40 people who began, 20 are still there and followed so long (at risk), 10 had left, and 10 entered too lately to be followed so long: the share allows for them and is not 20 of 40.",
  );
  const all = told(of({}));
  expect(numbers(all)?.slice(0, 3)).toEqual([30, 40, 0.75]);
  expect(all?.definition).toContain("10 had left.");
});

test("where three left in the first four weeks the curve has no point there; and none at all where three who left later could be had by subtraction", () => {
  const early = [
    people(3, { left: ["2025-01-11", "dropped-out"] }),
    people(6, { left: ["2025-02-20", "dropped-out"] }),
  ];
  const of = (later: number) =>
    retentionOf(entered(...early, people(later, { left: ["2025-06-01", "completed"] }), people(20))).points;
  // Day 151 is that of the later ones. Nine of 34 left by day 56, then five of 25: 25 / 34 and 20 / 34 are still there.
  const points = of(5);
  expect(points[0]).toMatchObject({ day: 56, left: 9, atRisk: 25 });
  expect(points[0]?.share).toBeCloseTo(25 / 34, 10);
  expect(points.find(({ day }) => day === 168)).toMatchObject({ left: 5, atRisk: 20 });
  expect(points.find(({ day }) => day === 168)?.share).toBeCloseTo(20 / 34, 10);
  expect(of(3)).toEqual([]);
});
