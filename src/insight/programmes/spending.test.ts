import { expect, test } from "vitest";
import type { Entered, Entrant } from "./entrants.ts";
import type { Figure } from "./figure.ts";
import type { Reading } from "./readings.ts";
import { SPEND_MEASURE, spendingFigures } from "./spending.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const entrant = (key: string): Entrant => ({
  key,
  enteredOn: day("2025-01-01"),
  endedOn: undefined,
  ending: undefined,
  diedOn: undefined,
  laterStays: 0,
});
const said = (key: string, on: string, spend?: number): Reading => ({
  key,
  measure: SPEND_MEASURE,
  takenOn: day(on),
  scores: spend === undefined ? {} : { spend },
  work: undefined,
});
const START = [300, 250, 400, 120, 0, 80, 500, 60];
const LATEST = [100, 250, 150, 0, 0, 120, 200, 10];
const both = START.flatMap((start, i) => [
  said(`both-${i}`, "2025-01-05", start),
  said(`both-${i}`, "2025-07-01", LATEST[i] ?? 0),
]);
const group = (name: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${name}-${i}`);
const enteredAs = (...keys: readonly string[][]): Entered => ({
  people: keys.flat().map(entrant),
  asAt: day("2025-12-31"),
  kind: { code: "clinic", name: "Clinic", endings: [], sessions: false, asksFor: [SPEND_MEASURE] },
});
const one = (figures: readonly Figure[], code: string) =>
  figures.find((each) => each.code === code && each.whom === "everyone who entered");
const numbers = (figure: Figure | undefined) =>
  [figure?.denominator, figure?.value, figure?.low, figure?.high].map((n) => n && Number(n.toFixed(4)));

const ALL = enteredAs(group("both", 8), group("start", 5), group("silent", 6), group("never", 7));
const READINGS = [
  ...both,
  ...group("start", 5).map((key) => said(key, "2025-01-05", 900)),
  ...group("silent", 6).map((key) => said(key, "2025-01-05")),
];

test("pounds a week at the start and at the latest review, and the paired change, are R's t.test of those with both answers", () => {
  const figures = spendingFigures(ALL, READINGS);
  // t.test of the eight starts, the eight latest, and their differences in R.
  expect(numbers(one(figures, "spending.start"))).toEqual([8, 213.75, 65.0727, 362.4273]);
  expect(numbers(one(figures, "spending.latest"))).toEqual([8, 103.75, 24.1945, 183.3055]);
  expect(numbers(one(figures, "spending.change"))).toEqual([8, -110, -216.7828, -3.2172]);
});

test("who is missing is counted: no later answer, asked and silent, never asked; silence is never nought", () => {
  const figures = spendingFigures(ALL, READINGS);
  const share = (code: string) => {
    const figure = one(figures, `spending.${code}`);
    return [figure?.numerator, figure?.denominator];
  };
  expect(["both", "start-only", "not-answered", "not-asked"].map(share)).toEqual([
    [8, 26],
    [5, 26],
    [6, 26],
    [7, 26],
  ]);
});

test("where the number with both answers would tell of one to four people, no mean of theirs is told", () => {
  const few = spendingFigures(enteredAs(group("both", 4), group("never", 9)), both.slice(0, 8));
  for (const code of ["spending.both", "spending.start", "spending.change", "trade-displaced.week"])
    expect([code, one(few, code)?.held, one(few, code)?.value]).toEqual([code, "few", undefined]);
});

test("the trade displaced is the fall times the people with both answers, apart from every other figure", () => {
  const figures = spendingFigures(ALL, READINGS);
  const displaced = one(figures, "trade-displaced.week");
  // 110 pounds less by each of eight: 880 a week, with the paired limits times eight.
  expect([displaced?.section, displaced?.value, displaced?.denominator]).toEqual(["trade-displaced", 880, 8]);
  expect(displaced?.low).toBeCloseTo(8 * 3.217231, 3);
  expect(displaced?.high).toBeCloseTo(8 * 216.782769, 3);
  expect(displaced?.definition).toContain("A scenario and no saving");
  expect(figures.filter(({ section }) => section === "trade-displaced")).toHaveLength(1);
});

test("a service that does not ask it has no such figures", () => {
  const without: Entered = { ...ALL, kind: { ...ALL.kind, asksFor: ["top"] } };
  expect(spendingFigures(without, READINGS)).toEqual([]);
});
