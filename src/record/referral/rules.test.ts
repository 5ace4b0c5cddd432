import { expect, test } from "vitest";
import { isChild, ndtmsSource, savedMeanwhile } from "./rules.ts";
import { SOURCES, sourceNamed } from "./sources.ts";

const day = Temporal.PlainDate.from;

test.each([
  ["the day before their eighteenth birthday", "2008-11-30", "2026-11-29", true],
  ["on their eighteenth birthday", "2008-11-29", "2026-11-29", false],
  ["born on a leap day, on 28 February", "2008-02-29", "2026-02-28", true],
  ["born on a leap day, on 1 March", "2008-02-29", "2026-03-01", false],
])("somebody is a child or not: %s", (_when, born, on, child) => {
  expect(isChild(day(born), day(on))).toBe(child);
});

test("each door is told to the national return by the code of core data set K, where the list seen has one", () => {
  const told = (code: string, answers: Record<string, string> = {}) => {
    const source = sourceNamed(code);
    return source && ndtmsSource(source, answers);
  };
  expect(told("self")).toBe("4");
  expect(told("family", { relation: "relative" })).toBe("24");
  expect(told("family", { relation: "other" })).toBe("25");
  expect(told("gp")).toBe("3");
  expect(told("hospital", { where: "emergency" })).toBe("9");
  expect(told("hospital", { where: "ward" })).toBe("22");
  expect(told("outreach", { team: "needle-exchange" })).toBe("10");
  expect(told("police")).toBe("5");
  expect(told("prison")).toBe("13");
  expect(told("court", { order: "drr" })).toBe("6");
  expect(told("court", { order: "probation" })).toBe("8");
  expect(told("own-right")).toBeUndefined();
});

test("every door has one code and asks each question once", () => {
  expect(new Set(SOURCES.map((each) => each.code)).size).toBe(9);
  for (const { questions } of SOURCES)
    expect(new Set(questions.map((each) => each.code)).size).toBe(questions.length);
});

test("of a draft saved in another window since, what it says otherwise is said; what is the same or empty is not", () => {
  const stored = { edition: 3, answers: { familyName: "Hall", givenNames: "Dean", reach: "" } };
  const here = { edition: 2, answers: { familyName: "Hull", givenNames: "Dean", reach: "at the hostel" } };
  expect(savedMeanwhile(stored, here)).toEqual([{ question: "familyName", there: "Hall" }]);
  expect(savedMeanwhile(stored, { ...here, edition: 3 })).toEqual([]);
});
