import { expect, test } from "vitest";
import { answerOf, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";
import { quartersOf } from "./windows-rules.ts";

/** Eight people who could enter on 1 January 2025, in four areas. */
const PEOPLE = fileOf(
  "eight-in-areas.csv",
  [
    "person,entered,arm,area",
    ...["A", "B", "C", "D"].map((who, i) => `${who},2025-01-01,p,${i % 2 ? "n" : "e"}`),
    ...["E", "F", "G", "H"].map((who, i) => `${who},2025-01-01,c,${i % 2 ? "s" : "w"}`),
    "",
  ].join("\n"),
);
// Days back from the last of the window before (31 December being 0): 0 to 91 are its last quarter, 92 to 182, 183 to 273, 274 to 364.
const EVENTS = fileOf(
  "events-of-eight.csv",
  [
    "person,day",
    "A,2024-12-31", // day 0: the last quarter
    "B,2024-10-01", // day 91, the last quarter's first
    "C,2024-09-30", // day 92: the quarter before
    "D,2024-01-02", // day 364, the window's first
    "A,2024-01-01", // outside
    "E,2024-07-01", // day 183: the third back
    "F,2024-07-02", // day 182: the second back
    "G,2024-12-01",
    "H,2024-02-01",
    "A,2025-02-01",
    "E,2025-03-01",
    "F,2025-04-01",
    "",
  ].join("\n"),
);
const DESIGN = designOf({
  cohort: { entered: "entered" },
  windows: { before: 365, after: 365 },
  followUp: { completeFrom: "2020-01-01", completeTo: "2025-12-31" },
  comparison: { kind: "other-areas", column: "arm", programme: "p", against: "c", area: "area" },
  outcomes: [{ name: "thefts", kind: "events", methods: ["did"] }],
});

test("a year before entry is four quarters counted back from its end, the earliest taking what is left over", () => {
  expect(quartersOf({ from: 0, to: 365, whole: 365 })).toEqual([
    { from: 273, to: 365 },
    { from: 182, to: 273 },
    { from: 91, to: 182 },
    { from: 0, to: 91 },
  ]);
  // Seen from day 200 on only: nothing of the earlier two.
  expect(quartersOf({ from: 200, to: 365, whole: 365 }).map(({ from, to }) => to - from)).toEqual([
    92, 73, 0, 0,
  ]);
});

test("a change against a change shows the year before quarter by quarter, so that it can be seen whether both went alike", async () => {
  const whole = await answerOf(PEOPLE, DESIGN, EVENTS);
  const finding = findingOf(outcomeOf(whole).everyone, "did");
  const table = finding.tables.find(({ name }) => name === "rates by span");
  expect(table?.rows.map((row) => row.slice(0, 2))).toEqual([
    ["quarter 4 before", "before"],
    ["quarter 3 before", "before"],
    ["quarter 2 before", "before"],
    ["quarter 1 before", "before"],
    ["after", "after"],
  ]);
  // Events of the four with the programme and of the four elsewhere, over four times so many days.
  const years = (days: number): number => (4 * days) / 365.25;
  const lengths = [91, 91, 91, 92, 365];
  const counts = [
    [1, 1],
    [0, 1],
    [1, 1],
    [2, 1],
    [1, 2],
  ];
  for (const [i, [programme = 0, elsewhere = 0]] of counts.entries()) {
    expect(table?.rows[i]?.[2]).toBeCloseTo(programme / years(lengths[i] ?? 0), 9);
    expect(table?.rows[i]?.[3]).toBeCloseTo(elsewhere / years(lengths[i] ?? 0), 9);
  }
  expect(finding.warnings.map(({ code }) => code)).toContain("trends-seen");
  expect(finding.estimates.map(({ what }) => what)).toContain("difference of trends before, a span");
  // The answer itself is what the two windows say: 1 for 4, against 2 for 4.
  const ratio = finding.estimates.find(({ what }) => what === "ratio of rate ratios");
  expect(ratio?.value).toBeCloseTo(1 / 4 / (2 / 4), 9);
});

test("of one quarter before there is no trend, and it is said", async () => {
  const short = { ...DESIGN, windows: { before: 91, after: 91 } };
  const finding = findingOf(outcomeOf(await answerOf(PEOPLE, short, EVENTS)).everyone, "did");
  expect(finding.tables).toEqual([]);
  expect(finding.warnings.map(({ code }) => code)).toContain("one-span-before");
});
