import { expect, test } from "vitest";
import { decideEvent, kindsFor, readWhen, type Told } from "./rules.ts";

const at = (text: string) => Temporal.Instant.from(text);
const day = (text: string) => Temporal.PlainDate.from(text);
const NOW = at("2026-11-21T12:00:00Z");
const born = day("1985-04-03");
const CARE = { born, categories: ["identity", "health", "offending", "housing", "social"] };
const told = (more: Partial<Told>): Told => ({
  kind: "overdose",
  when: "20/11/2026",
  until: undefined,
  ...more,
});

test("a day typed as people type it is known to the day", () => {
  for (const typed of ["3/3/2026", "3 March 2026", "03-03-26", "2026-03-03"]) {
    expect(readWhen(typed), typed).toEqual({ ok: true, value: { precision: "day", on: day("2026-03-03") } });
  }
});

test("a day with a time is known to the minute, by the clock on the wall in England", () => {
  // 14:30 on 3 March is GMT; 14:30 on 3 July is summer time, 13:30 UTC.
  expect(readWhen("3/3/2026 14:30")).toMatchObject({
    value: { precision: "minute", at: at("2026-03-03T14:30:00Z") },
  });
  expect(readWhen("3 July 2026 at 2.30pm")).toMatchObject({ value: { at: at("2026-07-03T13:30:00Z") } });
  expect(readWhen("3 July 2026, 1430")).toMatchObject({ value: { at: at("2026-07-03T13:30:00Z") } });
  expect(readWhen("  3   July 2026   14:30 ")).toMatchObject({ value: { at: at("2026-07-03T13:30:00Z") } });
});

test("what is known only to a month or a year is kept so, on its first day", () => {
  expect(readWhen("March 2026")).toEqual({ ok: true, value: { precision: "month", on: day("2026-03-01") } });
  expect(readWhen("mar 2026")).toMatchObject({ value: { precision: "month", on: day("2026-03-01") } });
  expect(readWhen("03/2026")).toMatchObject({ value: { precision: "month", on: day("2026-03-01") } });
  expect(readWhen("2026-03")).toMatchObject({ value: { precision: "month", on: day("2026-03-01") } });
  expect(readWhen("2019")).toEqual({ ok: true, value: { precision: "year", on: day("2019-01-01") } });
});

test("a year before 1900 is a slip: nobody alive remembers it", () => {
  expect(readWhen("1900")).toEqual({ ok: true, value: { precision: "year", on: day("1900-01-01") } });
  expect(readWhen("1899")).toMatchObject({ refusal: { code: "when-not-understood" } });
});

test("what is no day of the calendar is refused with what was typed", () => {
  for (const typed of ["31/2/2026", "13/2026", "last week", "", "Smarch 2026", "29/2/2025 10:00"]) {
    expect(readWhen(typed), typed).toMatchObject({ ok: false, refusal: { code: "when-not-understood" } });
  }
});

test("nobody records what has not happened yet", () => {
  expect(decideEvent(told({ when: "22/11/2026" }), CARE, NOW)).toMatchObject({
    refusal: { code: "still-to-come" },
  });
  expect(decideEvent(told({ when: "21/11/2026 12:01" }), CARE, NOW)).toMatchObject({
    refusal: { code: "still-to-come" },
  });
  expect(decideEvent(told({ when: "December 2026" }), CARE, NOW)).toMatchObject({
    refusal: { code: "still-to-come" },
  });
  expect(decideEvent(told({ when: "21/11/2026 12:00" }), CARE, NOW).ok).toBe(true);
  expect(decideEvent(told({ when: "21/11/2026" }), CARE, NOW).ok).toBe(true);
  expect(decideEvent(told({ when: "November 2026" }), CARE, NOW).ok).toBe(true);
});

test("nobody records what has no day", () => {
  expect(decideEvent(told({ when: "last week" }), CARE, NOW)).toEqual({
    ok: false,
    refusal: { code: "when-not-understood", typed: "last week" },
  });
});

test("nothing happened to anyone before they were born: its year was mistyped", () => {
  for (const when of ["2/4/1985", "2/4/1985 23:59", "3/3/0202", "March 1985", "1984"]) {
    expect(decideEvent(told({ when }), CARE, NOW), when).toMatchObject({
      refusal: { code: "before-birth", born },
    });
  }
  for (const when of ["3/4/1985", "3/4/1985 00:00", "April 1985", "1985"]) {
    expect(decideEvent(told({ when }), CARE, NOW).ok, when).toBe(true);
  }
});

test("nothing happens to anyone after they died, but what happened on that day or before can still be entered", () => {
  const dead = { ...CARE, died: day("2026-11-10") };
  for (const when of ["11/11/2026", "11/11/2026 00:01", "20/11/2026"]) {
    expect(decideEvent(told({ when }), dead, NOW), when).toMatchObject({
      refusal: { code: "after-death", died: day("2026-11-10") },
    });
  }
  // In November, or in 2026, it can have been before the 10th.
  for (const when of ["10/11/2026", "10/11/2026 23:59", "November 2026", "2026", "1/3/2020"]) {
    expect(decideEvent(told({ when }), dead, NOW).ok, when).toBe(true);
  }
});

test("time in custody or hospital ends by the day of a death", () => {
  const dead = { ...CARE, died: day("2026-11-10") };
  const stay = (until: string) => told({ kind: "admission", when: "1/11/2026", until: day(until) });
  expect(decideEvent(stay("2026-11-10"), dead, NOW).ok).toBe(true);
  expect(decideEvent(stay("2026-11-11"), dead, NOW)).toMatchObject({
    refusal: { code: "ends-after-death", died: day("2026-11-10") },
  });
});

test("a role records only kinds of event its work needs", () => {
  const police = ["identity", "contact", "offending", "safeguarding"];
  expect(kindsFor(police).map((kind) => kind.code)).toEqual([
    "offence",
    "arrest",
    "charge",
    "conviction",
    "custody",
    "release",
  ]);
  expect(decideEvent(told({}), { born, categories: police }, NOW)).toMatchObject({
    refusal: { code: "kind-not-yours" },
  });
});

test("a death is never an entry in a list: it has its own page, which stops everything else", () => {
  expect(kindsFor(CARE.categories).map((kind) => kind.code)).not.toContain("death");
  expect(decideEvent(told({ kind: "death" }), CARE, NOW)).toMatchObject({
    refusal: { code: "death-has-its-own-page" },
  });
});

test("only time in custody or hospital ends, and it ends on or after the day it began", () => {
  const custody = (until: string) => told({ kind: "custody", when: "1/10/2026", until: day(until) });
  expect(decideEvent(custody("2026-11-02"), CARE, NOW).ok).toBe(true);
  expect(decideEvent(custody("2026-10-01"), CARE, NOW).ok).toBe(true);
  expect(decideEvent(custody("2026-09-30"), CARE, NOW)).toMatchObject({
    refusal: { code: "ends-before-it-starts" },
  });
  expect(decideEvent(custody("2026-11-21"), CARE, NOW).ok).toBe(true);
  expect(decideEvent(custody("2026-11-22"), CARE, NOW)).toMatchObject({
    refusal: { code: "end-still-to-come" },
  });
  expect(decideEvent(told({ until: day("2026-11-21") }), CARE, NOW)).toMatchObject({
    refusal: { code: "does-not-last" },
  });
});
