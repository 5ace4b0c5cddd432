import { describe, expect, test } from "vitest";
import { answerOf, ask, countOf, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";
import { dayNumber, dayText, moved, windowsOf } from "./windows-rules.ts";

// Fifteen rows, one for every reason to be left out; four are left: rows 1, 9, 13 and 15.
const EVERY_REASON = fileOf(
  "every-reason.csv",
  [
    "person,entered,service,age,arm,prior,before,after,years",
    "A01,2024-02-29,a,30,yes,2,4,1,1",
    ",2024-03-01,a,30,yes,2,4,1,1",
    "A03,2024-03-01,b,30,yes,2,4,1,1",
    "A04,2024-03-01,,30,yes,2,4,1,1",
    "A05,2024-03-01,a,17,yes,2,4,1,1",
    "A06,2024-03-01,a,,yes,2,4,1,1",
    "A07,,a,30,yes,2,4,1,1",
    "A08,2024-05-01,a,30,yes,2,4,1,1",
    "A08,2024-03-01,a,40,yes,2,6,3,1",
    "A10,2024-03-01,a,30,,2,4,1,1",
    "A11,2024-03-01,a,30,maybe,2,4,1,1",
    "A12,2025-07-01,a,30,yes,2,4,1,1",
    "A13,2024-03-01,a,18,no,5,4,4,1",
    "A14,2024-03-01,a,30,no,,4,1,1",
    "A15,2024-03-01,a,64,no,7,4,,1",
    "",
  ].join("\n"),
);
const CHOOSING = designOf({
  cohort: {
    entered: "entered",
    repeats: "first",
    only: [
      { column: "service", is: "a", because: "of another service" },
      { column: "age", from: 18, to: 64, because: "under 18 or over 64" },
    ],
  },
  comparison: { kind: "randomised", column: "arm", programme: "yes", against: "no", covariates: ["prior"] },
  followUp: { completeTo: "2025-06-30" },
  outcomes: [
    {
      name: "offences",
      kind: "events",
      before: "before",
      after: "after",
      beforeTime: "years",
      afterTime: "years",
      methods: ["rate-ratio"],
    },
  ],
});

describe("who is in, and why others are not", () => {
  test("every reason is counted once, in the order of the design, by hand", async () => {
    const whole = await answerOf(EVERY_REASON, CHOOSING);
    expect(whole.people.rows).toBe(15);
    expect(whole.flow.map(({ because, leftOut, left, rows }) => [because, leftOut, left, rows])).toEqual([
      ["“person” is empty", 1, 14, [2]],
      ["“service” is empty", 1, 13, [4]],
      ["of another service", 1, 12, [3]],
      ["“age” is empty", 1, 11, [6]],
      ["under 18 or over 64", 1, 10, [5]],
      ["“entered” is empty: no day of entry", 1, 9, [7]],
      ["a later entry of somebody who is already in", 1, 8, [8]],
      ["“arm” is empty: in neither group", 1, 7, [10]],
      ["“arm” is neither “yes” nor “no”", 1, 6, [11]],
      ["“prior” is empty, by which people are compared", 1, 5, [14]],
      ["entered after 2025-06-30, the last day that is complete", 1, 4, [12]],
    ]);
    expect(whole.groups.map(({ name, people }) => [name, people])).toEqual([
      ["yes", 2],
      ["no", 2],
    ]);
  });

  test("whoever an outcome says nothing about is left out of it alone, and told", async () => {
    const told = outcomeOf(await answerOf(EVERY_REASON, CHOOSING));
    expect(told.flow.map(({ because, leftOut, left, rows }) => [because, leftOut, left, rows])).toEqual([
      ["“after” is empty", 1, 3, [15]],
    ]);
    // A01 and A08's first entry: 1 + 3 events; A13: 4 events. The ratio is (4/2) / (4/1).
    expect([countOf(told.everyone, "events after", 0), countOf(told.everyone, "events after", 1)]).toEqual([
      4, 4,
    ]);
    expect(
      findingOf(told.everyone, "rate-ratio").estimates.find(({ what }) => what === "rate ratio")?.value,
    ).toBe(0.5);
  });

  test("limits of a rule belong to it, on numbers and on days; a number is one however it is written", async () => {
    const file = fileOf(
      "limits.csv",
      "person,entered,kind,after,years\n1,2024-01-01,1,0,1\n2,2024-01-31,1.0,0,1\n3,2024-02-01,2,0,1\n4,2023-12-31,1,0,1\n",
    );
    const whole = await answerOf(
      file,
      designOf({
        cohort: {
          entered: "entered",
          only: [
            { column: "entered", from: "2024-01-01", to: "2024-01-31", because: "not in January" },
            { column: "kind", is: [1], because: "of another kind" },
          ],
        },
        comparison: { kind: "randomised", column: "person", programme: 1, against: 2 },
        outcomes: [
          { name: "x", kind: "events", after: "after", afterTime: "years", methods: ["rate-ratio"] },
        ],
      }),
    );
    expect(whole.flow.map(({ leftOut, left }) => [leftOut, left])).toEqual([
      [2, 2],
      [0, 2],
    ]);
  });

  test("somebody who stands in the file twice is refused, unless the design takes the first entry", async () => {
    const twice = { ...CHOOSING, cohort: { ...(CHOOSING.cohort as object), repeats: "refuse" } };
    expect(await ask(EVERY_REASON, twice)).toContain("“person”, row 9: “A08” stands there a second time");
  });
});

const NO_END = Number.POSITIVE_INFINITY;
const lengthOf = (window: { from: number; to: number } | undefined): number =>
  window ? window.to - window.from : Number.NaN;
const year = { count: 1, unit: "year" } as const;
const days = (count: number) => ({ count, unit: "day" }) as const;
const seen = (over: Partial<Record<"completeFrom" | "completeTo" | "end", string>>) => ({
  completeFrom: over.completeFrom ? dayNumber(over.completeFrom) : -NO_END,
  completeTo: over.completeTo ? dayNumber(over.completeTo) : NO_END,
  end: over.end ? dayNumber(over.end) : NO_END,
});

describe("windows, by the calendar", () => {
  test.each<[string, Parameters<typeof windowsOf>[0], string, ReturnType<typeof seen>, number, number]>([
    // 10 March 2023 to 9 March 2024 holds 29 February: 366 days.
    [
      "a year before that holds the leap day has 366 days",
      { before: year, after: year },
      "2024-03-10",
      seen({}),
      366,
      365,
    ],
    // Back to 28 February 2023, with it: 366 days. On to 28 February 2025, without it: 365.
    [
      "a year back from the leap day begins on 28 February, a year on ends before it",
      { before: year, after: year },
      "2024-02-29",
      seen({}),
      366,
      365,
    ],
    [
      "365 days are 365 days, leap year or not",
      { before: days(365), after: days(365) },
      "2024-03-10",
      seen({}),
      365,
      365,
    ],
    [
      "a month before 31 March begins on the last of February",
      { before: { count: 1, unit: "month" } },
      "2023-03-31",
      seen({}),
      31,
      Number.NaN,
    ],
    [
      "a gap moves the window before and leaves its length",
      { before: days(30), gap: days(30) },
      "2024-03-10",
      seen({}),
      30,
      Number.NaN,
    ],
    // 1 to 10 June, the day of death with it.
    [
      "who dies on the tenth day is at risk for ten",
      { after: days(365) },
      "2024-06-01",
      seen({ end: "2024-06-10" }),
      Number.NaN,
      10,
    ],
    [
      "who dies on the day of entry is at risk for that day",
      { after: days(365) },
      "2024-06-01",
      seen({ end: "2024-06-01" }),
      Number.NaN,
      1,
    ],
    // 21 to 30 June.
    [
      "who entered lately is seen to the last complete day",
      { after: days(365) },
      "2025-06-21",
      seen({ completeTo: "2025-06-30" }),
      Number.NaN,
      10,
    ],
    [
      "who died before a gap was over has no time after",
      { after: days(30), gapAfter: days(30) },
      "2024-06-01",
      seen({ end: "2024-06-10" }),
      Number.NaN,
      0,
    ],
    // January has 31 days.
    [
      "a source that begins late shortens the window before",
      { before: year },
      "2024-02-01",
      seen({ completeFrom: "2024-01-01" }),
      31,
      Number.NaN,
    ],
    [
      "two dates both count",
      { before: { from: "2024-02-01", to: "2024-02-29" } },
      "2024-06-01",
      seen({}),
      29,
      Number.NaN,
    ],
  ])("%s", (_name, windows, entered, limits, before, after) => {
    const found = windowsOf(windows, dayNumber(entered), limits);
    expect([lengthOf(found.before), lengthOf(found.after)]).toEqual([before, after]);
  });

  test("a gap of thirty days before 10 March 2024 ends the window with 8 February", () => {
    const { before } = windowsOf({ before: days(365), gap: days(30) }, dayNumber("2024-03-10"), seen({}));
    expect([dayText(before?.from ?? 0), dayText((before?.to ?? 0) - 1)]).toEqual([
      "2023-02-09",
      "2024-02-08",
    ]);
    expect(dayText(moved(dayNumber("2024-02-29"), year, -1))).toBe("2023-02-28");
  });
});
