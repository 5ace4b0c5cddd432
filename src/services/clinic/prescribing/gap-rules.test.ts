import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { type Absence, capsAfterGap, everyNightConfirmed, mostUnder } from "./gap-rules.ts";
import { earliestAfter } from "./interval-rules.ts";

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const LAST = at("2026-06-01T16:00:00Z");
const afterGap = (hours: number, more: Partial<Absence> = {}) =>
  capsAfterGap(DIAMORPHINE, {
    lastEnd: LAST,
    at: LAST.add({ seconds: Math.round(hours * 3600) }),
    missedSessions: 1,
    overnightConfirmed: false,
    inTitration: false,
    releasedUnconfirmed: false,
    ...more,
  });
const said = (cap: ReturnType<typeof afterGap>): string =>
  cap.beginAnew
    ? "new induction"
    : [
        `${cap.percent}%`,
        cap.observeLonger && "observed longer",
        cap.halves && "two halves",
        cap.tellPrescriber && "prescriber told",
        cap.prescriberFirst && "prescriber first",
      ]
        .filter(Boolean)
        .join(", ");

describe("the table of gaps", () => {
  const HOURS = [23.99, 24, 47.99, 48, 71.99, 72, 119.99, 120, 500];
  test("with the overnight methadone confirmed", () => {
    expect(HOURS.map((hours) => said(afterGap(hours, { overnightConfirmed: true })))).toEqual([
      "100%",
      "100%",
      "100%",
      "50%, prescriber told",
      "50%, prescriber told",
      "25%, prescriber told, prescriber first",
      "25%, prescriber told, prescriber first",
      "new induction",
      "new induction",
    ]);
  });

  test("without", () => {
    expect(HOURS.map((hours) => said(afterGap(hours)))).toEqual([
      "100%",
      "75%, observed longer",
      "75%, observed longer",
      "50%, two halves, prescriber told",
      "50%, two halves, prescriber told",
      "new induction",
      "new induction",
      "new induction",
      "new induction",
    ]);
  });

  test("in titration, one row lower in both columns", () => {
    const titration = (overnightConfirmed: boolean) =>
      [12, 24, 48, 72, 120].map((hours) => said(afterGap(hours, { inTitration: true, overnightConfirmed })));
    expect(titration(true)).toEqual([
      "100%",
      "50%, prescriber told",
      "25%, prescriber told, prescriber first",
      "new induction",
      "new induction",
    ]);
    expect(titration(false)).toEqual([
      "75%, observed longer",
      "50%, two halves, prescriber told",
      "new induction",
      "new induction",
      "new induction",
    ]);
  });

  test("between two sessions of a day nothing is capped, in titration neither", () => {
    expect(afterGap(8, { missedSessions: 0 })).toMatchObject({ percent: 100, row: undefined });
    expect(afterGap(16, { missedSessions: 0, inTitration: true })).toMatchObject({
      percent: 100,
      row: undefined,
    });
  });

  test("from custody or hospital without a confirmed opioid, and where nothing is known, it begins anew", () => {
    expect(afterGap(6, { releasedUnconfirmed: true, overnightConfirmed: true }).beginAnew).toBe(true);
    expect(afterGap(6, { lastEnd: undefined }).beginAnew).toBe(true);
  });

  test("a cap is rounded down to what can be measured", () => {
    expect(mostUnder(afterGap(30), 130_000, 5000)).toBe(95_000); // 97.5 mg
    expect(mostUnder(afterGap(12), 132_000, 5000)).toBe(132_000);
  });

  test("a longer gap never allows more, and a confirmed night never less", () => {
    const hours = fc.double({ min: 0, max: 400, noNaN: true });
    fc.assert(
      fc.property(hours, hours, fc.boolean(), fc.boolean(), (a, b, inTitration, overnightConfirmed) => {
        const [short, long] = a < b ? [a, b] : [b, a];
        expect(afterGap(long, { inTitration, overnightConfirmed }).percent).toBeLessThanOrEqual(
          afterGap(short, { inTitration, overnightConfirmed }).percent,
        );
        expect(afterGap(a, { inTitration, overnightConfirmed: true }).percent).toBeGreaterThanOrEqual(
          afterGap(a, { inTitration, overnightConfirmed: false }).percent,
        );
      }),
    );
  });
});

describe("hours are hours that went by", () => {
  test("a gap over the night in which clocks go forward is an hour shorter than the wall says", () => {
    // 28 March 2026 18:00 (GMT) to 29 March 18:30 (BST): 24.5 hours on the wall, 23.5 really.
    const cap = capsAfterGap(DIAMORPHINE, {
      lastEnd: at("2026-03-28T18:00:00Z"),
      at: at("2026-03-29T17:30:00Z"),
      missedSessions: 1,
      overnightConfirmed: false,
      inTitration: false,
      releasedUnconfirmed: false,
    });
    expect([cap.row, cap.percent]).toEqual([0, 100]);
  });

  test("and over the night in which they go back, an hour longer", () => {
    // 24 October 2026 18:30 (BST) to 25 October 18:00 (GMT): 23.5 hours on the wall, 24.5 really.
    const cap = capsAfterGap(DIAMORPHINE, {
      lastEnd: at("2026-10-24T17:30:00Z"),
      at: at("2026-10-25T18:00:00Z"),
      missedSessions: 1,
      overnightConfirmed: false,
      inTitration: false,
      releasedUnconfirmed: false,
    });
    expect([cap.row, cap.percent]).toEqual([1, 75]);
  });

  test("four hours from 00:30 on 29 March end at 05:30 on the wall, from 00:30 on 25 October at 03:30", () => {
    const wall = (instant: Temporal.Instant | undefined) =>
      instant
        ?.toZonedDateTimeISO("Europe/" + "London")
        .toPlainTime()
        .toString();
    expect(wall(earliestAfter(at("2026-03-29T00:30:00Z"), { leastMinutes: 240 }))).toBe("05:30:00");
    expect(wall(earliestAfter(at("2026-10-24T23:30:00Z"), { leastMinutes: 240 }))).toBe("03:30:00");
    expect(earliestAfter(undefined, { leastMinutes: 240 })).toBeUndefined();
  });

  test("an interval is the same for every moment and never depends on the wall", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_767_225_600, max: 1_798_761_600 }),
        fc.integer({ min: 0, max: 1440 }),
        (second, leastMinutes) => {
          const end = Temporal.Instant.fromEpochMilliseconds(second * 1000);
          const next = earliestAfter(end, { leastMinutes });
          expect(next && next.epochMilliseconds - end.epochMilliseconds).toBe(leastMinutes * 60_000);
        },
      ),
    );
  });
});

describe("nights of methadone", () => {
  test("are confirmed only when each was seen", () => {
    const end = at("2026-06-01T16:00:00Z");
    const night = (code: string, when: string) => ({ code, at: at(when) });
    const seen = [night("methadone", "2026-06-01T17:00:00Z"), night("methadone", "2026-06-02T17:00:00Z")];
    expect(everyNightConfirmed(seen, end, at("2026-06-03T08:00:00Z"))).toBe(true);
    expect(everyNightConfirmed(seen.slice(0, 1), end, at("2026-06-03T08:00:00Z"))).toBe(false);
    expect(everyNightConfirmed(seen, undefined, at("2026-06-03T08:00:00Z"))).toBe(false);
    const second = (code: string) =>
      everyNightConfirmed(
        [...seen.slice(0, 1), night(code, "2026-06-02T17:00:00Z")],
        end,
        at("2026-06-03T08:00:00Z"),
      );
    for (const code of ["buprenorphine-tablet-8", "morphine", "dihydrocodeine", "methadone-solution"])
      expect([code, second(code)]).toEqual([code, true]);
    for (const code of ["diazepam", "pregabalin", "naltrexone", "buprenorphine-depot-weekly-16"])
      expect([code, second(code)]).toEqual([code, false]);
  });
});
