import { describe, expect, test } from "vitest";
import { answerOf, countOf, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";

const YEAR = 365.25;

// Four people around 1 July 2024; complete to 31 March 2025. D dies on 9 August: 40 days. E enters on 20 March: 12 days.
const PEOPLE = fileOf(
  "four.csv",
  "person,entered,died,stayed,left\nA,2024-07-01,,1,\nB,2024-07-01,,1,2024-12-01\nD,2024-07-01,2024-08-09,0,2024-07-20\nE,2025-03-20,,,\n",
);
const EVENTS = fileOf(
  "four-events.csv",
  [
    "person,day,kind",
    "A,2024-06-30,theft", // the day before entry: the last of the window before
    "A,2024-07-01,theft", // the day of entry: the first of the window after
    "A,2024-04-02,theft", // the ninetieth day before: the first of the window
    "A,2024-04-01,theft", // the ninety-first: outside
    "A,2024-09-28,drugs", // the ninetieth day after: the last
    "A,2024-09-29,theft", // the ninety-first: outside
    "B,2024-06-01,drugs",
    "D,2024-06-10,theft",
    "D,2024-08-09,theft", // the day of death
    "D,2024-08-10,theft", // recorded after it
    "E,2025-03-31,theft",
    "E,2025-04-01,theft", // after the last complete day
    "Z,2024-07-05,theft", // not in the file
    ",2024-07-05,theft",
    "B,,theft",
    "",
  ].join("\n"),
);
const AROUND = designOf({
  cohort: { entered: "entered" },
  windows: { before: 90, after: 90 },
  followUp: { completeFrom: "2020-01-01", completeTo: "2025-03-31", ends: ["died"] },
  stayed: { words: "as the service says", column: "stayed" },
  outcomes: [
    { name: "all", kind: "events" },
    { name: "thefts", kind: "events", only: [{ column: "kind", is: "theft", because: "no theft" }] },
  ],
});

describe("events in windows, by hand", () => {
  test("each event falls on its side of each edge, and each that does not count has its reason", async () => {
    const whole = await answerOf(PEOPLE, AROUND, EVENTS);
    const { everyone, stayed, rows } = outcomeOf(whole);
    expect(rows).toEqual({
      "rows of this outcome": 15,
      "counted before": 4,
      "counted after": 4,
      "outside both windows": 3,
      "without a person or a day": 2,
      "of people not in the file": 1,
      "of people not in the cohort": 0,
      "after the person's own end": 1,
    });
    expect([countOf(everyone, "events before"), countOf(everyone, "events after")]).toEqual([4, 4]);
    // Before 4 × 90 days. After: A and B 90 each, D 40, E 12.
    expect(countOf(everyone, "person-years before")).toBeCloseTo(360 / YEAR, 12);
    expect(countOf(everyone, "person-years after")).toBeCloseTo(232 / YEAR, 12);
    expect(
      findingOf(everyone, "before-after").estimates.find(({ what }) => what === "rate ratio exact")?.value,
    ).toBeCloseTo(360 / 232, 12);
    // Those who stayed: A and B alone; E is not known.
    expect(whole.groups[0]?.stayed).toEqual({ stayed: 2, left: 1, notKnown: 1 });
    expect([countOf(stayed, "events before"), countOf(stayed, "events after")]).toEqual([3, 2]);
    expect(countOf(stayed, "person-years after")).toBeCloseTo(180 / YEAR, 12);
  });

  test("who rose, held and fell goes by rates, with exact intervals, the worse told first and as plainly", async () => {
    // A: 2 to 2 in 90 and 90 days, held; B: 1 to 0, fell; D: 1 in 90 to 1 in 40 days, rose; E: 0 to 1, rose.
    const [changed] = outcomeOf(await answerOf(PEOPLE, AROUND, EVENTS)).everyone.changed;
    expect([changed?.rose.count, changed?.held.count, changed?.fell.count, changed?.worse]).toEqual([
      2,
      1,
      1,
      "rose",
    ]);
    // Clopper–Pearson of 1 of 4: the lower limit solves 1 − (1 − p)⁴ = 0.025.
    expect(changed?.held.low).toBeCloseTo(1 - 0.975 ** (1 / 4), 9);
  });

  test("an outcome counts only the events of its own rule", async () => {
    const { everyone } = outcomeOf(await answerOf(PEOPLE, AROUND, EVENTS), 1);
    expect([countOf(everyone, "events before"), countOf(everyone, "events after")]).toEqual([3, 3]);
  });

  test("whoever left early did not stay; whoever cannot have stayed so long yet is not known", async () => {
    const design = { ...AROUND, stayed: { words: "ninety days", left: "left", atLeast: 90 } };
    // A has not left; B left after 153 days; D died after 39; E entered twelve days before the end.
    expect((await answerOf(PEOPLE, design, EVENTS)).groups[0]?.stayed).toEqual({
      stayed: 2,
      left: 1,
      notKnown: 1,
    });
  });

  test("days away are no time at risk", async () => {
    const file = fileOf(
      "away.csv",
      "person,entered,x0,x1,jail0,jail1\nA,2024-07-01,3,1,30,0\nB,2024-07-01,2,0,0,45\n",
    );
    const design = designOf({
      cohort: { entered: "entered" },
      windows: { before: 90, after: 90, awayBefore: "jail0", awayAfter: "jail1" },
      outcomes: [{ name: "x", kind: "events", before: "x0", after: "x1" }],
    });
    const { everyone } = outcomeOf(await answerOf(file, design));
    expect(countOf(everyone, "person-years before")).toBeCloseTo(150 / YEAR, 12);
    expect(countOf(everyone, "person-years after")).toBeCloseTo(135 / YEAR, 12);
  });
});
