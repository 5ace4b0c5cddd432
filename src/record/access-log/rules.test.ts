import { expect, test } from "vitest";
import { PersonId } from "../../kernel/id.ts";
import { lately, looksFrom, placeAfter, readFilter, readPlace, wholeDay } from "./rules.ts";

const at = (text: string) => Temporal.Instant.from(text);
const day = (text: string) => Temporal.PlainDate.from(text);
const iso = (span: { from: Temporal.Instant; to?: Temporal.Instant }) => [String(span.from), String(span.to)];

test("a day of the log is a day on the wall: 23 hours when clocks go forward, 25 when they go back", () => {
  expect(iso(wholeDay(day("2026-03-29")))).toEqual(["2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"]);
  expect(iso(wholeDay(day("2026-10-25")))).toEqual(["2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"]);
});

test("totals look back over 28 days, today among them", () => {
  // 25 October is the first of the 28; it began in summer time.
  expect(String(lately(at("2026-11-21T12:00:00Z")).from)).toBe("2026-10-24T23:00:00Z");
});

test("an address with nothing in it asks for every line", () => {
  expect(readFilter({ who: " ", day: "", what: "anything" }, undefined)).toEqual({
    filter: {},
    notUnderstood: [],
  });
});

test("a day that is no day is named, never silently ignored", () => {
  expect(readFilter({ day: "31/2/2026" }, undefined).notUnderstood).toEqual(["31/2/2026"]);
});

test("user name, person, day and what narrow the log together", () => {
  const person = PersonId.fresh();
  expect(readFilter({ who: " Keyworker", day: " 1/1/2026 ", what: "changed" }, person).filter).toEqual({
    username: "keyworker",
    person,
    what: "changed",
    from: at("2026-01-01T00:00:00Z"),
    to: at("2026-01-02T00:00:00Z"),
  });
});

test("the next page begins where this one ended, to the microsecond", () => {
  const place = { at: at("2026-11-21T12:00:00.123456Z"), id: "0193f6a0-0000-7000-8000-000000000001" };
  expect(readPlace(placeAfter(place))).toEqual(place);
  for (const wrong of [
    undefined,
    "",
    "yesterday",
    "2026-13-45T00:00:00Z_0193f6a0-0000-7000-8000-000000000001",
  ]) {
    expect(readPlace(wrong)).toBeUndefined();
  }
});

test("a person reads one line for each agency, role and day, without their own visits, and what was only left open is no look", () => {
  const line = (
    when: string,
    agencyName: string | undefined,
    roleName: string,
    what: "read" | "changed" = "read",
    byItself = false,
  ) => ({
    at: at(when),
    what,
    byItself,
    agencyName,
    roleName,
  });
  const { looks, own } = looksFrom([
    line("2026-07-03T00:10:00Z", "Wayside", "Keyworker", "read", true), // left open overnight
    line("2026-07-02T09:05:00Z", "Wayside", "Keyworker", "read", true),
    line("2026-07-02T09:00:00Z", "Wayside", "Keyworker"),
    line("2026-07-01T23:30:00Z", "Wayside", "Keyworker", "changed"), // 00:30 on 2 July in England
    line("2026-07-01T22:30:00Z", "Wayside", "Keyworker"),
    line("2026-07-01T10:01:00Z", undefined, "Person in treatment", "read", true),
    line("2026-07-01T10:00:00Z", undefined, "Person in treatment"),
    line("2026-07-01T09:00:00Z", "Harbour", "Nurse"),
    line("2026-07-01T08:00:00Z", "Harbour", "Doctor"),
  ]);
  expect(
    looks.map((look) => [String(look.day), look.agencyName, look.roleName, look.times, look.changed]),
  ).toEqual([
    ["2026-07-03", "Wayside", "Keyworker", 0, false],
    ["2026-07-02", "Wayside", "Keyworker", 2, true],
    ["2026-07-01", "Wayside", "Keyworker", 1, false],
    ["2026-07-01", "Harbour", "Nurse", 1, false],
    ["2026-07-01", "Harbour", "Doctor", 1, false],
  ]);
  expect(own).toBe(1);
});
