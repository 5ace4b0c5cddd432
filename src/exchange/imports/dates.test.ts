import { describe, expect, test } from "vitest";
import { type DateOrder, readMoment, type ShortYears } from "./dates.ts";

const asOf = Temporal.PlainDate.from("2026-11-21");

const read = (text: string, order: DateOrder = "day-first", shortYears: ShortYears = "recent"): string => {
  const moment = readMoment(text, { order, shortYears, asOf });
  if (!moment) return "none";
  const day = moment.day.toString();
  return moment.time ? `${day} ${moment.time.toString({ smallestUnit: "minute" })}` : day;
};

describe("a date as systems export it", () => {
  test.each<[string, DateOrder, string]>([
    ["07/04/1980", "day-first", "1980-04-07"],
    ["7/4/1980", "day-first", "1980-04-07"],
    ["07-04-1980", "day-first", "1980-04-07"],
    ["07.04.1980", "day-first", "1980-04-07"],
    ["07-Apr-1980", "day-first", "1980-04-07"],
    ["7 April 1980", "day-first", "1980-04-07"],
    ["April 7, 1980", "day-first", "1980-04-07"],
    ["1980-04-07", "day-first", "1980-04-07"],
    ["07/04/1980", "month-first", "1980-07-04"],
    ["1980-04-07", "month-first", "1980-04-07"],
    ["1980-04-07", "iso", "1980-04-07"],
    ["19800407", "iso", "1980-04-07"],
    ["07/04/1980", "iso", "none"],
    ["19800407", "day-first", "none"],
    ["31/02/1979", "day-first", "none"],
    ["29/02/2023", "day-first", "none"],
    ["29/02/2024", "day-first", "2024-02-29"],
    ["12/31/2024", "day-first", "none"],
    ["00/01/2024", "day-first", "none"],
    ["01/01/0000", "day-first", "0000-01-01"],
    ["1/Foo/2024", "day-first", "none"],
    ["45567", "day-first", "none"],
    ["07/04", "day-first", "none"],
    ["", "day-first", "none"],
  ])("%s, read %s, is %s", (text, order, day) => {
    expect(read(text, order)).toBe(day);
  });

  test.each([
    ["01/10/2024 01:48", "2024-10-01 01:48"],
    ["01/10/2024 01:48:59", "2024-10-01 01:48"],
    ["01/10/2024 1:48 PM", "2024-10-01 13:48"],
    ["2024-10-01T01:48:00", "2024-10-01 01:48"],
    ["01/10/2024 00:00", "2024-10-01 00:00"],
    ["01/10/2024 24:00", "none"],
    ["01/10/2024 01:60", "none"],
    ["01/10/2024 01:48:75", "none"],
    ["01/10/2024 01:48:60", "none"],
    ["  01/10/2024 01:48  ", "2024-10-01 01:48"],
  ])("%s keeps its time to the minute: %s", (text, moment) => {
    expect(read(text)).toBe(moment);
  });

  test("midnight with its seconds is how databases print a day alone", () => {
    expect(read("2024-10-01 00:00:00.000")).toBe("2024-10-01");
    expect(read("07/04/1980 00:00:00")).toBe("1980-04-07");
  });

  test("a time that says its distance from Greenwich is put on the wall clock in England", () => {
    expect(read("2024-07-01T23:30:00Z")).toBe("2024-07-02 00:30");
    expect(read("2024-01-01T12:00:00+02:00")).toBe("2024-01-01 10:00");
  });

  test("two digits of a year: a birth lies in the past, anything else may lie ahead and is then refused as the future", () => {
    expect(read("01/05/80", "day-first", "birth")).toBe("1980-05-01");
    expect(read("01/05/05", "day-first", "birth")).toBe("2005-05-01");
    expect(read("22/11/26", "day-first", "birth")).toBe("1926-11-22");
    expect(read("21/11/26", "day-first", "birth")).toBe("2026-11-21");
    expect(read("04/11/27")).toBe("2027-11-04");
    expect(read("04/11/98")).toBe("1998-11-04");
    // Twenty years ahead of the day of the import is the furthest.
    expect(read("21/11/46")).toBe("2046-11-21");
    expect(read("22/11/46")).toBe("1946-11-22");
    expect(read("29/02/00", "day-first", "birth")).toBe("2000-02-29");
    expect(read("29/02/28", "day-first", "birth")).toBe("1928-02-29");
    expect(read("31/02/26", "day-first", "birth")).toBe("none");
  });
});
