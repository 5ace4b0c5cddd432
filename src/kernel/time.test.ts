import { describe, expect, test } from "vitest";
import {
  ageOn,
  clock,
  daysInWords,
  endOfDay,
  fromLondon,
  fromNow,
  hoursInWords,
  londonDay,
  longDate,
  longDateTime,
  parseDay,
  parseTime,
  shortDate,
  weekdayAndDate,
} from "./time.ts";

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

describe("the wall clock in England", () => {
  test("half past midnight on 1 July belongs to 1 July, though it is still 30 June in UTC", () => {
    expect(londonDay(at("2026-06-30T23:30:00Z")).toString()).toBe("2026-07-01");
  });
  test("half past midnight on 1 January is the same day in both", () => {
    expect(londonDay(at("2026-01-01T00:30:00Z")).toString()).toBe("2026-01-01");
  });
  test("a time skipped when clocks go forward moves an hour on", () => {
    expect(clock(fromLondon(Temporal.PlainDateTime.from("2026-03-29T01:30")))).toBe("02:30");
  });
  test("a time that happens twice when clocks go back is its first", () => {
    expect(fromLondon(Temporal.PlainDateTime.from("2026-10-25T01:30")).toString()).toBe(
      "2026-10-25T00:30:00Z",
    );
  });
  test("a day ends at midnight on the wall: 23:00 UTC in summer, and after 25 hours when clocks go back", () => {
    const ends = ["2026-01-31", "2026-07-01", "2026-10-25"].map((text) => endOfDay(day(text)).toString());
    expect(ends).toEqual(["2026-02-01T00:00:00Z", "2026-07-01T23:00:00Z", "2026-10-26T00:00:00Z"]);
  });
  test("a summer afternoon is told an hour later than UTC", () => {
    expect(longDateTime(at("2026-06-01T13:05:00Z"))).toBe("1 June 2026 at 14:05");
  });
});

describe("days and ages", () => {
  test("someone is a year older on their birthday, not the day before", () => {
    expect([
      ageOn(day("1985-04-03"), day("2026-04-02")),
      ageOn(day("1985-04-03"), day("2026-04-03")),
    ]).toEqual([40, 41]);
  });
  test("someone born on 29 February is a year older on 28 February of a common year, as Temporal counts it", () => {
    expect([
      ageOn(day("2000-02-29"), day("2026-02-27")),
      ageOn(day("2000-02-29"), day("2026-03-01")),
    ]).toEqual([25, 26]);
  });
  test("dates are told as people say them", () => {
    expect(longDate(day("2026-11-21"))).toBe("21 November 2026");
    expect(["2026-11-21", "1985-01-03"].map((text) => shortDate(day(text)))).toEqual([
      "21 Nov 2026",
      "3 Jan 1985",
    ]);
  });
});

describe("days as people type them", () => {
  const read: readonly [string, string | undefined][] = [
    ["1/1/26", "2026-01-01"],
    ["1 1 2026", "2026-01-01"],
    ["01-02-2026", "2026-02-01"],
    ["1.2.26", "2026-02-01"],
    ["3 Mar 2026", "2026-03-03"],
    ["3 september 1985", "1985-09-03"],
    ["2026-11-21", "2026-11-21"],
    ["4/5/85", "1985-05-04"],
    ["4/5/30", "2030-05-04"],
    ["4/5/31", "1931-05-04"],
    [" 4/5/85 ", "1985-05-04"],
    ["31/2/2026", undefined],
    ["29/2/2024", "2024-02-29"],
    ["29/2/2026", undefined],
    ["3 Marx 2026", undefined],
    ["13/13/2026", undefined],
    ["yesterday", undefined],
    ["", undefined],
    // The record keeps no such days: a year 0 there never was, and the day after 31 December 9999 has five digits.
    ["1/1/0000", undefined],
    ["0000-12-31", undefined],
    ["31/12/9999", undefined],
    ["31/12/9998", "9998-12-31"],
  ];
  for (const [typed, meant] of read) {
    test(`“${typed}” is ${meant ?? "no date"}`, () => expect(parseDay(typed)?.toString()).toBe(meant));
  }
});

describe("times as people type them", () => {
  const read: readonly [string, string | undefined][] = [
    ["0930", "09:30:00"],
    ["9:30", "09:30:00"],
    ["9.30pm", "21:30:00"],
    ["12am", "00:00:00"],
    ["1AM", "01:00:00"],
    [" 9 PM ", "21:00:00"],
    ["0am", undefined],
    ["9:60", undefined],
    ["12 pm", "12:00:00"],
    ["23:59", "23:59:00"],
    ["24:00", undefined],
    ["13pm", undefined],
    ["9:75", undefined],
    ["noon", undefined],
  ];
  for (const [typed, meant] of read) {
    test(`“${typed}” is ${meant ?? "no time"}`, () => expect(parseTime(typed)?.toString()).toBe(meant));
  }
});

describe("so long", () => {
  test.each([
    [24, "24 hours"],
    [36, "36 hours"],
    [48, "2 days"],
    [120, "5 days"],
    [50, "50 hours"],
  ])("%i hours are promised as %s", (hours, words) => expect(hoursInWords(hours)).toBe(words));
  test.each([
    [0, "0 days"],
    [1, "1 day"],
    [59, "59 days"],
    [60, "2 months"],
    [689, "23 months"],
    [1100, "3 years"],
  ])("%i days are told as %s", (days, words) => expect(daysInWords(days)).toBe(words));
  test("a day of the week stands before its date", () =>
    expect(weekdayAndDate(day("2026-11-22"))).toBe("Sunday 22 November 2026"));
});

describe("how far away", () => {
  const present = at("2026-11-21T12:00:00Z");
  const told: readonly [string, string][] = [
    ["2026-11-21T12:20:00Z", "in 20 minutes"],
    ["2026-11-21T12:01:00Z", "in 1 minute"],
    ["2026-11-21T12:59:00Z", "in 59 minutes"],
    ["2026-11-21T13:00:00Z", "in 1 hour"],
    ["2026-11-23T11:00:00Z", "in 47 hours"],
    ["2026-11-23T12:00:00Z", "in 2 days"],
    ["2026-12-19T12:00:00Z", "in 28 days"],
    ["2026-11-21T09:00:00Z", "3 hours ago"],
    ["2026-11-19T11:00:00Z", "2 days ago"],
    ["2026-11-23T13:00:00Z", "in 2 days"],
    ["2026-11-21T12:00:10Z", "now"],
    ["2026-09-23T12:00:00Z", "59 days ago"],
    ["2026-09-22T12:00:00Z", "2 months ago"],
    ["2025-01-01T12:00:00Z", "23 months ago"],
    ["2024-11-21T12:00:00Z", "2 years ago"],
  ];
  for (const [moment, words] of told) {
    test(`${moment} is ${words}`, () => expect(fromNow(at(moment), present)).toBe(words));
  }
});
