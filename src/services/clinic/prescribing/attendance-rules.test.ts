import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { attendanceOf, overPeople, percentOf, retentionAt, type SessionRow } from "./attendance-rules.ts";
import { reviewsDue } from "./review-rules.ts";
import { standsAgainstRise } from "./rise-rules.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const row = (i: number, more: Partial<SessionRow> = {}): SessionRow => ({
  day: day("2026-06-01").add({ days: Math.floor(i / 2) }),
  slot: i % 2 === 0 ? "morning" : "evening",
  state: "arrived",
  prescribed_ug: 100_000,
  injected_ug: 100_000,
  ...more,
});
const shown = (share: Parameters<typeof percentOf>[0]): string => (percentOf(share) ?? 0).toFixed(1);

describe("attendance", () => {
  /** 14 scheduled; 1 in hospital; 12 arrived, of whom 1 was withheld and 1 had half; 1 did not come. */
  const WEEK = [
    ...Array.from({ length: 10 }, (_, i) => row(i)),
    row(10, { injected_ug: 0 }),
    row(11, { injected_ug: 50_000 }),
    row(12, { state: "excused", excuse: "hospital", injected_ug: 0 }),
    row(13, { state: "no-show", injected_ug: 0 }),
  ];

  test("of the worked example is 92.3, dosing 84.6, full doses 76.9, of all that was scheduled 85.7", () => {
    const { attendance, dosing, fullDose, allScheduled } = attendanceOf(WEEK);
    expect([attendance, dosing, fullDose, allScheduled]).toEqual([
      { of: 12, outOf: 13 },
      { of: 11, outOf: 13 },
      { of: 10, outOf: 13 },
      { of: 12, outOf: 14 },
    ]);
    expect([attendance, dosing, fullDose, allScheduled].map(shown)).toEqual(["92.3", "84.6", "76.9", "85.7"]);
  });

  test("over people is each person's own first, then mean and median, and all sessions pooled", () => {
    const often = Array.from({ length: 8 }, (_, i) => row(i));
    const rarely = [row(0), row(1, { state: "no-show", injected_ug: 0 })];
    const never = [row(0, { state: "excused", excuse: "custody", injected_ug: 0 })];
    expect(overPeople([often, rarely, never], "attendance")).toEqual({
      people: 2,
      mean: 75,
      median: 75,
      pooled: { of: 9, outOf: 10 },
    });
    expect(overPeople([], "dosing")).toEqual({
      people: 0,
      mean: undefined,
      median: undefined,
      pooled: { of: 0, outOf: 0 },
    });
  });

  test("dosing is never more than attendance, full doses never more than dosing", () => {
    const any = fc.record({
      state: fc.constantFrom("arrived", "no-show", "excused"),
      prescribed_ug: fc.integer({ min: 1, max: 400_000 }),
      injected_ug: fc.integer({ min: 0, max: 400_000 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (rows) => {
        const { attendance, dosing, fullDose, allScheduled } = attendanceOf(
          rows.map((one, i) => row(i, one)),
        );
        expect(dosing.of).toBeLessThanOrEqual(attendance.of);
        expect(fullDose.of).toBeLessThanOrEqual(dosing.of);
        expect(allScheduled.outOf).toBeGreaterThanOrEqual(attendance.outOf);
      }),
    );
  });
});

test("retention counts everybody who ever started and whose day has come, with deaths apart", () => {
  const started = (doses: readonly string[], more = {}) => ({
    firstDose: day("2026-01-01"),
    doses: doses.map(day),
    ...more,
  });
  const people = [
    started(["2026-01-01", "2026-03-30"]),
    started(["2026-01-01", "2026-03-18"]), // 14 days before day 90: still
    started(["2026-01-01", "2026-03-17"]), // 15 days before: not
    started(["2026-01-01", "2026-03-30"], { dischargedOn: day("2026-03-31") }),
    started(["2026-01-01"], { diedOn: day("2026-02-01") }),
    { firstDose: day("2026-06-01"), doses: [day("2026-06-01")] },
  ];
  // 1 January and 90 days is 1 April.
  expect(retentionAt(90, people, day("2026-07-01"), 14)).toEqual({
    retained: { of: 2, outOf: 5 },
    died: 1,
  });
});

test("the dose is reviewed weekly in the first month and then every four weeks, the benefit after 3, 6 and 12 months and then yearly", () => {
  const due = reviewsDue(day("2026-01-01"), day("2028-01-05"), DIAMORPHINE);
  const of = (kind: string) => due.filter((one) => one.kind === kind).map(({ dueOn }) => dueOn.toString());
  expect(of("dose").slice(0, 6)).toEqual([
    "2026-01-08",
    "2026-01-15",
    "2026-01-22",
    "2026-01-29",
    "2026-02-26",
    "2026-03-26",
  ]);
  expect(of("benefit")).toEqual(["2026-04-01", "2026-07-01", "2027-01-01", "2028-01-01"]);
  expect(reviewsDue(day("2026-01-01"), day("2026-01-07"), DIAMORPHINE)).toEqual([]);
});

test("after sedation, oxygen, naloxone or a seizure nothing is raised until a review that came after it was known", () => {
  const at = (text: string) => Temporal.Instant.from(`2026-06-${text}:00Z`);
  const event = { because: "naloxone", happenedAt: at("02T09:00"), notedAt: at("03T10:00") } as const;
  expect(standsAgainstRise([], [])).toBeUndefined();
  expect(standsAgainstRise([event], [])).toEqual(event);
  // The review of the morning knew nothing of what was entered late.
  expect(standsAgainstRise([event], [at("03T09:00")])).toEqual(event);
  expect(standsAgainstRise([event], [at("03T10:00")])).toBeUndefined();
});
