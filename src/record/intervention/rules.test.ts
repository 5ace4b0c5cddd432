import { expect, test } from "vitest";
import { accept, refuse } from "../../kernel/result.ts";
import { beginsWith, type Days, type DaysRefusal, decideDays, decideMinutes, subReviews } from "./rules.ts";

const day = Temporal.PlainDate.from;
const known = { opened: day("2026-03-02"), triaged: day("2026-03-05"), today: day("2026-11-29") };
const days = (of: Partial<Record<"referredOn" | "offeredOn" | "startedOn" | "endedOn", string>>): Days => ({
  referredOn: day(of.referredOn ?? "2026-03-05"),
  offeredOn: of.offeredOn ? day(of.offeredOn) : undefined,
  startedOn: of.startedOn ? day(of.startedOn) : undefined,
  endedOn: of.endedOn ? day(of.endedOn) : undefined,
});

test.each<[string, Days, DaysRefusal["code"] | "kept"]>([
  ["asked for and no more", days({}), "kept"],
  ["asked for on the first day of the stay", days({ referredOn: "2026-03-02" }), "kept"],
  ["asked for the day before", days({ referredOn: "2026-03-01" }), "before-the-stay"],
  ["begun on the day of triage", days({ startedOn: "2026-03-05" }), "kept"],
  [
    "begun the day before triage",
    days({ referredOn: "2026-03-04", startedOn: "2026-03-04" }),
    "started-before-triage",
  ],
  [
    "begun before it was asked for",
    days({ referredOn: "2026-03-09", startedOn: "2026-03-08" }),
    "started-before-referred",
  ],
  ["offered before it was asked for", days({ offeredOn: "2026-03-04" }), "offered-before-referred"],
  ["offered for a day to come", days({ offeredOn: "2026-12-05" }), "kept"],
  ["begun tomorrow", days({ startedOn: "2026-11-30" }), "day-in-the-future"],
  [
    "ended without saying how",
    days({ startedOn: "2026-03-05", endedOn: "2026-04-01" }),
    "exit-and-end-together",
  ],
  ["how it ended without when", { ...days({ startedOn: "2026-03-05" }), exit: "A" }, "exit-and-end-together"],
  [
    "ended on the day it began",
    { ...days({ startedOn: "2026-03-05", endedOn: "2026-03-05" }), exit: "B" },
    "kept",
  ],
  [
    "ended before it began",
    { ...days({ startedOn: "2026-03-09", endedOn: "2026-03-08" }), exit: "A" },
    "ended-before-started",
  ],
  ["ended and never begun", { ...days({ endedOn: "2026-04-01" }), exit: "C" }, "ended-not-started"],
])("an intervention %s", (_what, given, outcome) => {
  const decision = decideDays(given, known);
  expect(decision.ok ? "kept" : decision.refusal.code).toBe(outcome);
});

test("without triage nothing begins", () => {
  expect(decideDays(days({ startedOn: "2026-03-05" }), { ...known, triaged: undefined })).toMatchObject({
    refusal: { code: "started-before-triage", triaged: undefined },
  });
});

test("what is delivered begins the intervention it belongs to, where none is running on that day", () => {
  const on = day("2026-06-10");
  const running = { modality: "95", started: day("2026-03-05"), ended: undefined } as const;
  expect(beginsWith(["PSYMOTI", "PSYCGBH", "RECHSE"], on, [])).toEqual(["95", "96"]);
  expect(beginsWith(["PSYMOTI", "RECHSE"], on, [running])).toEqual(["96"]);
  expect(beginsWith(["PSYMOTI"], on, [{ ...running, ended: day("2026-06-10") }])).toEqual([]);
  expect(beginsWith(["PSYMOTI"], on, [{ ...running, ended: day("2026-06-09") }])).toEqual(["95"]);
  expect(beginsWith(["PSYMOTI"], day("2026-03-04"), [running])).toEqual(["95"]);
  expect(beginsWith([], on, [])).toEqual([]);
});

test("contacts add up to a review at the end of each six months and one at the end, each with what was delivered since", () => {
  const contacts = [
    { on: day("2026-01-31"), delivered: ["PSYMOTI"] },
    { on: day("2026-03-10"), delivered: ["PSYMOTI", "RECHSE"] },
    { on: day("2026-07-30"), delivered: ["PSYCGBH"] },
    // The day on which the half-year ends belongs to the next.
    { on: day("2026-07-31"), delivered: ["PSYCOUN"] },
    { on: day("2026-09-15"), delivered: ["PSYCGBH"] },
  ];
  const span = { started: day("2026-01-31"), ended: day("2026-09-15") };
  expect(subReviews("95", span, contacts, day("2026-11-29"))).toEqual([
    { on: day("2026-07-31"), codes: ["PSYCGBH", "PSYMOTI"] },
    { on: day("2026-09-15"), codes: ["PSYCGBH", "PSYCOUN"] },
  ]);
  // While it goes on, the half-year that is not over says nothing yet.
  const open = { started: day("2026-01-31"), ended: undefined };
  expect(subReviews("95", open, contacts, day("2026-07-31"))).toEqual([]);
  expect(subReviews("95", open, contacts, day("2026-08-01")).map((each) => each.on.toString())).toEqual([
    "2026-07-31",
  ]);
  expect(subReviews("96", span, contacts, day("2026-11-29"))).toEqual([
    { on: day("2026-07-31"), codes: ["RECHSE"] },
    { on: day("2026-09-15"), codes: [] },
  ]);
});

test("a meeting or a call says how long it took; a letter need not", () => {
  expect(decideMinutes("phone", "")).toEqual(refuse({ code: "minutes-needed" }));
  expect(decideMinutes("letter", "")).toEqual(accept(undefined));
  expect(decideMinutes("phone", "1")).toEqual(accept(1));
  expect(decideMinutes("phone", "600")).toEqual(accept(600));
  for (const typed of ["0", "601", "half an hour", "-5", "1.5"])
    expect(decideMinutes("phone", typed)).toEqual(refuse({ code: "no-minutes", given: typed }));
});
