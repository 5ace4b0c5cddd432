import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Exposure, exposureOf, type Followed, monthsIn, personYears } from "./exposure.ts";

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const entry = day("2024-07-01");
const options = { windowDays: 365, completeTo: day("2026-09-30") };

function exposure(person: Partial<Followed>, also: object = {}): Exposure {
  const answer = exposureOf(
    { enteredOn: entry, custody: [], events: [], ...person },
    { ...options, ...also },
  );
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value;
}

test("a year of the mean, leap years counted, has 365.25 days, and two of them 730.5", () => {
  expect([personYears(365.25), personYears(730.5), personYears(0)]).toEqual([1, 2, 0]);
});

test("a year's window has twelve months, half a year's six, and the shortest one", () => {
  expect([365, 182, 730, 28, 1].map(monthsIn)).toEqual([12, 6, 24, 1, 1]);
});

test("a death dated before entry is a slip: the day of entry itself was lived, and no more is counted", () => {
  const { after, died } = exposure({ diedOn: entry.subtract({ days: 10 }) });
  expect([after.days, died]).toEqual([1, true]);
});

test("a death up to the last day of the data, or of the window, is one in the time after; a day later it is not", () => {
  const completeTo = entry.add({ days: 99 });
  const ofData = (diedOn: Temporal.PlainDate) => exposure({ diedOn }, { completeTo }).died;
  expect([ofData(completeTo), ofData(completeTo.add({ days: 1 }))]).toEqual([true, false]);
  const lastOfWindow = entry.add({ days: 364 });
  const ofWindow = (diedOn: Temporal.PlainDate) => exposure({ diedOn });
  expect(ofWindow(lastOfWindow)).toMatchObject({ died: true, fullWindow: true });
  expect(ofWindow(lastOfWindow.add({ days: 1 }))).toMatchObject({ died: false, fullWindow: true });
});

describe("time at risk", () => {
  test("is the whole of both windows for somebody never in custody", () => {
    const { before, after, fullWindow } = exposure({});
    expect([before.days, after.days, fullWindow]).toEqual([365, 365, true]);
  });

  test("leaves out the day in and keeps the day out", () => {
    const custody = [{ inOn: day("2024-08-01"), outOn: day("2024-08-04") }]; // 1, 2 and 3 August
    expect(exposure({ custody }).after.days).toBe(362);
  });

  test("counts overlapping stays in custody once", () => {
    const custody = [
      { inOn: day("2024-08-01"), outOn: day("2024-08-11") },
      { inOn: day("2024-08-05"), outOn: day("2024-08-15") },
      { inOn: day("2024-08-06"), outOn: day("2024-08-07") },
    ]; // 1 to 14 August
    expect(exposure({ custody }).after.days).toBe(351);
  });

  test("shares a stay that spans entry between the two windows", () => {
    const custody = [{ inOn: day("2024-06-21"), outOn: day("2024-07-03") }];
    const { before, after } = exposure({ custody });
    expect([before.days, after.days]).toEqual([355, 363]);
  });

  test("of somebody still inside ends with the day they went in", () => {
    expect(exposure({ custody: [{ inOn: day("2024-07-11") }] }).after.days).toBe(10);
  });

  test("ends with the last complete day, that day included", () => {
    const { after, fullWindow, followedUntil } = exposure({}, { completeTo: day("2024-07-01") });
    expect([after.days, fullWindow, followedUntil.toString()]).toEqual([1, false, "2024-07-02"]);
  });

  test("is a full window on the very day its last day becomes complete", () => {
    expect(exposure({}, { completeTo: day("2025-06-30") }).fullWindow).toBe(true);
    expect(exposure({}, { completeTo: day("2025-06-29") }).fullWindow).toBe(false);
  });

  test("ends with the day of death, that day included, and events dated later do not count", () => {
    const events = [day("2024-07-10"), day("2024-07-11"), day("2024-07-12")];
    const dead = exposure({ diedOn: day("2024-07-11"), events });
    expect([dead.after.days, dead.after.events, dead.fullWindow, dead.died]).toEqual([11, 2, false, true]);
    expect(dead.followedUntil.toString()).toBe("2024-07-12");
    expect(dead.before.days).toBe(365);
  });

  test("is not cut by a death after the window or after the data", () => {
    expect(exposure({ diedOn: day("2025-07-01") })).toMatchObject({ fullWindow: true, died: false });
    const late = exposure({ diedOn: day("2025-02-01") }, { completeTo: day("2025-01-31") });
    expect([late.after.days, late.died]).toEqual([215, false]);
  });

  test("before entry starts no earlier than the data do", () => {
    expect(exposure({}, { completeFrom: day("2024-06-01") }).before.days).toBe(30);
  });
});

describe("events", () => {
  const events = ["2023-07-01", "2023-07-02", "2024-06-30", "2024-07-01", "2025-06-30", "2025-07-01"].map(
    day,
  );

  test("on the day of entry are after it, and on the day a year later in neither window", () => {
    // 1 July 2023 is 366 days before entry, 2024 being a leap year.
    const { before, after } = exposure({ events });
    expect([before.events, after.events]).toEqual([2, 2]);
  });

  test("dated in custody are set apart from both rates", () => {
    const custody = [{ inOn: day("2024-06-30"), outOn: day("2024-07-01") }];
    const { before, after } = exposure({ events, custody });
    expect([before.events, before.eventsInCustody, after.events, after.eventsInCustody]).toEqual([
      1, 1, 2, 0,
    ]);
  });

  test("after the last complete day are not counted", () => {
    expect(exposure({ events }, { completeTo: day("2025-06-29") }).after.events).toBe(1);
  });
});

test("somebody who entered after the end of complete data cannot be followed", () => {
  const person = { enteredOn: entry, custody: [], events: [] };
  const late = exposureOf(person, { ...options, completeTo: day("2024-06-30") });
  expect(late).toEqual({ ok: false, refusal: { code: "entered-after-complete-data" } });
});

test("custody that ends before it begins is refused, not guessed", () => {
  const custody = [{ inOn: day("2024-08-04"), outOn: day("2024-08-01") }];
  const answer = exposureOf({ enteredOn: entry, custody, events: [] }, options);
  expect(answer).toEqual({ ok: false, refusal: { code: "custody-ends-before-it-begins" } });
});

test("walking day by day through any history gives the same days and events, and months add up to windows", () => {
  const aDay = fc.integer({ min: -500, max: 500 });
  const history = fc.record({
    events: fc.array(aDay, { maxLength: 30 }),
    stays: fc.array(fc.record({ from: aDay, length: fc.option(fc.nat(120), { nil: undefined }) }), {
      maxLength: 6,
    }),
    last: fc.integer({ min: 0, max: 500 }),
    windowDays: fc.constantFrom(30, 90, 182, 365),
  });
  fc.assert(
    fc.property(history, ({ events, stays, last, windowDays }) => {
      const found = exposure(
        {
          events: events.map((n) => entry.add({ days: n })),
          custody: stays.map(({ from, length }) => ({
            inOn: entry.add({ days: from }),
            outOn: length === undefined ? undefined : entry.add({ days: from + length }),
          })),
        },
        { windowDays, completeTo: entry.add({ days: last }) },
      );
      // The independent walk: one day after another, asking of each whether somebody is free on it.
      const walked = { before: { days: 0, events: 0 }, after: { days: 0, events: 0 } };
      for (let n = -windowDays; n < windowDays && n <= last; n++) {
        if (stays.some((s) => s.from <= n && (s.length === undefined || n < s.from + s.length))) continue;
        const side = n < 0 ? walked.before : walked.after;
        side.days += 1;
        side.events += events.filter((e) => e === n).length;
      }
      expect({ days: found.before.days, events: found.before.events }).toEqual(walked.before);
      expect({ days: found.after.days, events: found.after.events }).toEqual(walked.after);
      for (const [side, months] of [
        [walked.before, found.months.filter((m) => m.month < 0)],
        [walked.after, found.months.filter((m) => m.month >= 0)],
      ] as const) {
        expect(months.reduce((sum, m) => sum + m.days, 0)).toBe(side.days);
        expect(months.reduce((sum, m) => sum + m.events, 0)).toBe(side.events);
      }
    }),
    { numRuns: 300 },
  );
});
