import { expect, test } from "vitest";
import type { Entered, FollowedScore } from "./entrants.ts";
import { notAskedNotes } from "./not-asked.ts";
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

/** Two kinds of service: one asks for all there is, the other for quality of life alone. */
const CATALOGUE = {
  scores: [QUALITY],
  measureNames: new Map([
    ["street-drug-spend", "Weekly spend on street drugs"],
    ["housing-status", "Housing status"],
    ["employment-status", "Employment status"],
    ["top", "Treatment Outcomes Profile (TOP)"],
  ]),
  kinds: [
    {
      ...entered("street-drug-spend", "housing-status", "employment-status", "top").kind,
      name: "Community treatment",
      sessions: true,
    },
    entered("quality-of-life").kind,
  ],
};
const said = (all: Entered, found = outcomeFigures(all, readings(all), [QUALITY])) =>
  notAskedNotes(all, found, CATALOGUE).map(({ section, words }) => `${section}: ${words}`);

test("a service that asks for neither spend nor housing nor work says so in each part of its page, and which services ask", () => {
  expect(said(entered("quality-of-life"))).toEqual([
    "spending: This service does not ask for “Weekly spend on street drugs”, so that there is no scenario of trade displaced either. Asked by: Community treatment.",
    "lives: This service does not ask for “Housing status”, so that these are not known: no fixed home and a housing problem of any kind. Asked by: Community treatment.",
    "lives: This service does not ask for “Employment status”, so that these are not known: in regular paid work. Asked by: Community treatment.",
    "lives: This service does not ask for “Treatment Outcomes Profile (TOP)”, so that these are not known: paid work on any of the last 28 days. Asked by: Community treatment.",
    "harms: Emergencies and incidents at sessions are counted where people are expected at sessions: Community treatment. This service has none.",
  ]);
});

test("what is asked and nobody has answered twice is said to be so", () => {
  const all = entered("quality-of-life", "street-drug-spend", "housing-status", "employment-status", "top");
  const asked = { ...all, kind: { ...all.kind, sessions: true, asksFor: all.kind.asksFor.slice(0, 3) } };
  const words = said(asked, []);
  expect(words).toContain(
    "outcomes: Asked, and answered by nobody both around the start and at a later review: quality of life.",
  );
  expect(words).toContain(
    "spending: This service asks it, and nobody who entered in this period has been asked yet.",
  );
  expect(words).toContain(
    "lives: Asked, and answered by nobody both around the start and at a later review: no fixed home and a housing problem of any kind.",
  );
});

test("a service that asks for no outcome measure says so instead of leaving the part out", () => {
  expect(said(entered("housing-status"), [])[0]).toBe(
    "outcomes: This service asks for no outcome measure that is followed here.",
  );
});
