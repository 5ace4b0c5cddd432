import { expect, test } from "vitest";
import { parseClientReference } from "../../record/person/identifiers.ts";
import { completenessOf, lastDayOf, latest, readStated } from "./completeness.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

const cases: readonly [name: string, latestOn: string | undefined, asOf: string, to: string | undefined][] = [
  ["a file whose month is over is complete to that month's end", "2026-09-28", "2026-11-21", "2026-09-30"],
  [
    "a file of the running month is complete to its latest day only",
    "2026-11-18",
    "2026-11-21",
    "2026-11-18",
  ],
  ["on the last day of a month that month is not over", "2026-11-18", "2026-11-30", "2026-11-18"],
  ["on the first day of the next it is", "2026-11-18", "2026-12-01", "2026-11-30"],
  ["February ends on its own last day", "2024-02-10", "2024-03-15", "2024-02-29"],
  ["a file that tells of no day is complete to none", undefined, "2026-11-21", undefined],
];
for (const [name, latestOn, asOf, to] of cases) {
  test(name, () => {
    const complete = completenessOf(undefined, latestOn ? day(latestOn) : undefined, day(asOf));
    expect(complete?.to.toString()).toBe(to);
    if (complete) expect(complete.by).toBe("inferred");
  });
}

test("what is stated holds, whatever the file's days", () => {
  const complete = completenessOf(day("2026-10-31"), day("2026-09-28"), day("2026-11-21"));
  expect(complete).toEqual({ to: day("2026-10-31"), by: "stated" });
});

test("a source is complete to today at most: days to come would count as days on which nothing happened", () => {
  const code = (text: string) => {
    const read = readStated(text, day("2026-11-21"));
    return read.ok ? read.value.toString() : read.refusal.code;
  };
  expect([code("30/9/2026"), code("21/11/2026")]).toEqual(["2026-09-30", "2026-11-21"]);
  expect([code("22/11/2026"), code("soon")]).toEqual(["still-to-come", "not-a-day"]);
});

test("the day of release is no day inside, so a spell tells of the day before it", () => {
  expect(lastDayOf({ subject: {}, inOn: day("2026-09-01"), outOn: day("2026-10-01") })).toEqual(
    day("2026-09-30"),
  );
  expect(lastDayOf({ subject: {}, inOn: day("2026-09-01") })).toEqual(day("2026-09-01"));
  expect(lastDayOf({ subject: {}, inOn: day("2026-09-01"), outOn: day("2026-09-01") })).toEqual(
    day("2026-09-01"),
  );
});

test("a stay tells of its end, and while it is open of its start", () => {
  const ref = parseClientReference("TS1");
  if (!ref.ok) throw new Error("the test's reference is right");
  const stay = { ref: ref.value, service: "community", startedOn: day("2026-03-01") };
  expect(lastDayOf(stay)).toEqual(day("2026-03-01"));
  expect(lastDayOf({ ...stay, endedOn: day("2026-05-02") })).toEqual(day("2026-05-02"));
});

test("the latest of no days is none", () => {
  expect(latest([undefined, undefined])).toBeUndefined();
  expect(latest([day("2026-01-02"), undefined, day("2026-01-01")])).toEqual(day("2026-01-02"));
});
