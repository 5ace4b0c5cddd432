import { expect, test } from "vitest";
import { decideHanding, type Handing, type NaloxoneLine, naloxoneOf } from "./rules.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const kit = (on: string, until: string, more: Partial<NaloxoneLine> = {}): NaloxoneLine => ({
  kind: "naloxone-nasal",
  howMany: 1,
  on: day(on),
  givenTo: "person",
  expiresOn: day(until),
  why: "first",
  entered: Temporal.Instant.from(`${on}T10:00:00Z`),
  ...more,
});
const used = (on: string, howMany = 1): NaloxoneLine => ({
  kind: "naloxone-used",
  howMany,
  on: day(on),
  givenTo: undefined,
  expiresOn: undefined,
  why: undefined,
  entered: Temporal.Instant.from(`${on}T12:00:00Z`),
});

test("a kit is in date on its last day and out of date the day after", () => {
  const lines = [kit("2026-01-10", "2027-06-30")];
  expect(naloxoneOf(lines, day("2027-06-30"))).toEqual({
    has: "in-date",
    kits: 1,
    until: day("2027-06-30"),
    given: day("2026-01-10"),
  });
  expect(naloxoneOf(lines, day("2027-07-01"))).toEqual({ has: "out-of-date", since: day("2027-06-30") });
});

test("a kit that was used is no longer counted, whatever its date, until another is given", () => {
  const lines = [kit("2026-01-10", "2028-06-30"), used("2026-03-01")];
  expect(naloxoneOf(lines, day("2026-03-02"))).toEqual({ has: "gone", given: day("2026-01-10") });
  const again = [...lines, kit("2026-03-05", "2028-09-30", { why: "used" })];
  expect(naloxoneOf(again, day("2026-03-06"))).toMatchObject({ has: "in-date", kits: 1 });
});

test("a kit used on the day it was given is gone that day, in the order it was told", () => {
  const lines = [used("2026-01-10"), kit("2026-01-10", "2028-06-30")];
  expect(naloxoneOf(lines, day("2026-01-10"))).toEqual({ has: "gone", given: day("2026-01-10") });
});

test("a kit given because the last was used takes that one away, also where its use was told by itself", () => {
  const first = kit("2026-01-10", "2028-06-30");
  const next = kit("2026-03-05", "2028-09-30", { why: "used" });
  expect(naloxoneOf([first, next], day("2026-03-06"))).toMatchObject({ has: "in-date", kits: 1 });
  const two = [kit("2026-01-10", "2028-06-30", { howMany: 2 }), used("2026-03-01"), next];
  expect(naloxoneOf(two, day("2026-03-06"))).toMatchObject({ has: "in-date", kits: 2 });
});

test("a kit given because the last was lost does not leave two; one more does", () => {
  const first = kit("2026-01-10", "2028-06-30");
  const lost = [first, kit("2026-02-01", "2028-07-31", { why: "lost" })];
  expect(naloxoneOf(lost, day("2026-02-02"))).toMatchObject({ has: "in-date", kits: 1 });
  const spare = [first, kit("2026-02-01", "2028-07-31", { why: "spare" })];
  expect(naloxoneOf(spare, day("2026-02-02"))).toMatchObject({ has: "in-date", kits: 2 });
});

test("naloxone at home with the family counts; what a worker was given stays with the worker", () => {
  expect(
    naloxoneOf([kit("2026-01-10", "2028-06-30", { givenTo: "family" })], day("2026-02-01")),
  ).toMatchObject({ has: "in-date" });
  expect(naloxoneOf([kit("2026-01-10", "2028-06-30", { givenTo: "worker" })], day("2026-02-01"))).toEqual({
    has: "never",
  });
});

test("packs of needles alone ask neither for an expiry date nor for a reason", () => {
  const packs: Handing = {
    items: [
      { kind: "pack-2ml", howMany: 3 },
      { kind: "naloxone-nasal", howMany: 0 },
    ],
    on: day("2026-03-01"),
    givenTo: "person",
    trained: false,
    expiresOn: undefined,
    why: undefined,
  };
  expect(decideHanding(packs, day("2026-03-01"))).toMatchObject({
    ok: true,
    value: { items: [{ kind: "pack-2ml", howMany: 3 }] },
  });
  const withKit: Handing = { ...packs, items: [{ kind: "naloxone-nasal", howMany: 1 }] };
  const codeOf = (handing: Handing) => {
    const decision = decideHanding(handing, day("2026-03-01"));
    return decision.ok ? "done" : decision.refusal.code;
  };
  expect(codeOf({ ...packs, items: [] })).toBe("nothing-given");
  expect(codeOf({ ...packs, on: day("2026-03-02") })).toBe("in-the-future");
  expect(codeOf(withKit)).toBe("expiry-needed");
  expect(codeOf({ ...withKit, expiresOn: day("2026-02-28") })).toBe("out-of-date");
  expect(codeOf({ ...withKit, expiresOn: day("2026-03-01") })).toBe("why-needed");
  expect(codeOf({ ...withKit, expiresOn: day("2026-03-01"), why: "first" })).toBe("done");
});
