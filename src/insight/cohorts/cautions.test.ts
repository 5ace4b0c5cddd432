import { describe, expect, test } from "vitest";
import { answerOf, ask, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";
import { evaluationText } from "./text.ts";

const PEOPLE = fileOf(
  "cautions.csv",
  [
    "person,entered,arm,before,after,years,stayed,score0,score1",
    ...Array.from({ length: 24 }, (_, i) =>
      [
        i + 1,
        "2024-03-01",
        i % 2 ? "yes" : "no",
        2 + (i % 3),
        i % 4,
        1,
        i % 5 === 1 ? 0 : 1,
        5 + (i % 4),
        i % 6 === 0 ? "" : 6,
      ].join(","),
    ),
    "",
  ].join("\n"),
);
const EVENTS = fileOf(
  "cautions-events.csv",
  `person,day\n${Array.from({ length: 24 }, (_, i) => `${i + 1},2024-01-${10 + i > 31 ? 31 : 10 + i}\n${i + 1},2024-05-01`).join("\n")}\n`,
);
const COUNTS = {
  name: "offences",
  kind: "events",
  before: "before",
  beforeTime: "years",
  after: "after",
  afterTime: "years",
};
const codes = async (design: Parameters<typeof answerOf>[1], events?: string) =>
  (await answerOf(PEOPLE, design, events)).cautions.map(({ code }) => code);
const aroundEntry = (windows: object, more: object = {}) =>
  designOf({
    cohort: { entered: "entered", trigger: "an arrest" },
    windows,
    followUp: { completeFrom: "2020-01-01", completeTo: "2025-12-31" },
    outcomes: [{ name: "offences", kind: "events" }],
    ...more,
  });

describe("what a reader must know whatever the method", () => {
  test("rows of events that say again what an earlier one says are counted, and it is told how many", async () => {
    const twice = fileOf("cautions-twice.csv", "person,day\n1,2024-05-01\n1,2024-05-01\n2,2024-05-01\n");
    const { cautions } = await answerOf(PEOPLE, aroundEntry({ before: 90, after: 90 }), twice);
    expect(cautions.find(({ code }) => code === "repeated-rows")?.sentence).toContain(
      "1 row of cautions-twice.csv is the same in every column as an earlier row, and counts as an event all the same.",
    );
    expect(await codes(aroundEntry({ before: 90, after: 90 }), EVENTS)).not.toContain("repeated-rows");
  });

  test("a window before that ends where people enter warns of regression to the mean, and a gap takes that back", async () => {
    const bare = await answerOf(PEOPLE, aroundEntry({ before: 90, after: 90 }), EVENTS);
    expect(bare.cautions[0]?.code).toBe("before-ends-at-trigger");
    expect(bare.cautions[0]?.sentence).toContain("they enter after an arrest");
    expect(await codes(aroundEntry({ before: 90, gap: 30, after: 90 }), EVENTS)).not.toContain(
      "before-ends-at-trigger",
    );
    // A gap of nothing is none.
    expect(await codes(aroundEntry({ before: 90, gap: 0, after: 90 }), EVENTS)).toContain(
      "before-ends-at-trigger",
    );
  });

  test("a gap of four weeks takes it back and one of 27 days or of a day does not", async () => {
    const gap = (length: number | string) => aroundEntry({ before: 90, gap: length, after: 90 });
    expect(await codes(gap(28), EVENTS)).not.toContain("before-ends-at-trigger");
    expect(await codes(gap("4 weeks"), EVENTS)).not.toContain("before-ends-at-trigger");
    expect(await codes(gap("1 month"), EVENTS)).not.toContain("before-ends-at-trigger");
    expect(await codes(gap(27), EVENTS)).toContain("before-ends-at-trigger");
    const day = await answerOf(PEOPLE, gap("1 day"), EVENTS);
    expect(day.cautions[0]?.sentence).toContain("ends no more than 1 day before people enter");
    expect(day.cautions[0]?.sentence).toContain("a gap of 28 days or more");
  });

  test("entry from a number up is said although the events come from another file, with or without a comparison", async () => {
    const prior = {
      cohort: { entered: "entered", only: [{ column: "before", from: 3, because: "fewer than three" }] },
    };
    const comparison = { kind: "eligible-not-offered", column: "arm", programme: "yes", against: "no" };
    const windows = { before: "1 year", gap: "1 day", after: "1 year" };
    const found = await answerOf(PEOPLE, aroundEntry(windows, { ...prior, comparison }), EVENTS);
    const said = found.cautions.map(({ code }) => code);
    expect(said).toContain("entry-above");
    expect(said).toContain("before-ends-at-trigger");
    expect(found.cautions.find(({ code }) => code === "entry-above")?.sentence).toContain(
      "“before” is 3 or more",
    );
    expect(await codes(aroundEntry(windows, { comparison }), EVENTS)).not.toContain("entry-above");
    // Where the outcome names that column itself, the surer sentence stands alone.
    expect(await codes(designOf({ ...prior, outcomes: [COUNTS] }))).not.toContain("entry-above");
  });

  test("windows on the calendar say that custody was not taken off, and the method takes nobody to have been inside", async () => {
    const windows = { before: 90, gap: 30, after: 90 };
    const bare = await answerOf(PEOPLE, aroundEntry(windows), EVENTS);
    expect(bare.cautions.map(({ code }) => code)).toContain("custody-not-taken-off");
    const assumed = (whole: typeof bare) =>
      findingOf(outcomeOf(whole).everyone, "before-after").assumptions.join(" ");
    expect(assumed(bare)).toContain("such days were not taken off");
    expect(assumed(bare)).not.toContain("leaves out custody");
    // One window's column is not both.
    const half = aroundEntry({ ...windows, awayBefore: "score0" });
    expect(await codes(half, EVENTS)).toContain("custody-not-taken-off");
    const both = await answerOf(
      PEOPLE,
      aroundEntry({ ...windows, awayBefore: "score0", awayAfter: "score0" }),
      EVENTS,
    );
    expect(both.cautions.map(({ code }) => code)).not.toContain("custody-not-taken-off");
    expect(assumed(both)).toContain("Time at risk leaves out custody and hospital.");
    expect(await codes(designOf({ outcomes: [COUNTS] }))).not.toContain("custody-not-taken-off");
  });

  test("convictions are known by what the design says they are, whatever they are called", async () => {
    const called = (name: string, source?: string) =>
      codes(
        aroundEntry(
          { before: 90, gap: 30, after: 90 },
          { outcomes: [{ name, kind: "events", ...(source ? { source } : {}) }] },
        ),
        EVENTS,
      );
    expect(await called("court outcomes", "convictions")).toContain("convictions-late");
    expect(await called("court outcomes")).not.toContain("convictions-late");
    expect(await called("nights with ex-convicts", "other")).not.toContain("convictions-late");
    expect(
      await ask(
        PEOPLE,
        aroundEntry({}, { outcomes: [{ name: "x", kind: "events", source: "court" }] }),
        EVENTS,
      ),
    ).toContain("choose one of convictions, other");
  });

  test("a rule of entry that looks at the outcome itself warns of regression to the mean", async () => {
    const high = designOf({
      cohort: { only: [{ column: "before", from: 3, because: "fewer than three offences" }] },
      outcomes: [COUNTS],
    });
    const whole = await answerOf(PEOPLE, high);
    expect(whole.cautions[0]?.code).toBe("entry-on-outcome");
    expect(whole.cautions[0]?.sentence).toContain("“before”");
    expect(await codes(designOf({ outcomes: [COUNTS] }))).not.toContain("entry-on-outcome");
  });

  test("a score that was read at entry warns of it too", async () => {
    const design = designOf({
      outcomes: [{ name: "w", kind: "score", before: "score0", after: "score1", better: "higher" }],
    });
    const found = await codes(design);
    expect(found).toContain("before-at-entry");
    // Four of 24 have no second reading.
    const missing = (await answerOf(PEOPLE, design)).cautions.find(({ code }) => code === "outcome-missing");
    expect(missing?.sentence).toContain("nothing is known of 4 of 24 people");
  });

  test("those who stayed are never shown alone, and what they mean stands there", async () => {
    const design = designOf({ stayed: { words: "a year", column: "stayed" }, outcomes: [COUNTS] });
    const whole = await answerOf(PEOPLE, design);
    // i = 1, 6, 11, 16, 21 left: 5 of 24.
    expect(whole.groups[0]?.stayed).toEqual({ stayed: 19, left: 5, notKnown: 0 });
    const told = outcomeOf(whole);
    expect([told.everyone.people, told.stayed?.people]).toEqual([[24], [19]]);
    expect(told.everyone.answers.map(({ method }) => method)).toEqual(
      told.stayed?.answers.map(({ method }) => method),
    );
    expect(whole.cautions.find(({ code }) => code === "stayed-are-chosen")?.sentence).toContain("19 of 24");
    expect(evaluationText(whole)).toMatch(/everyone who entered \(n = 24\) +those who stayed \(n = 19\)/);
    expect(await codes(designOf({ outcomes: [COUNTS] }))).toContain("stayed-not-said");
  });

  test("with a comparison, those who stayed are set against all of it, and that is said", async () => {
    const whole = await answerOf(
      PEOPLE,
      designOf({
        comparison: { kind: "eligible-not-offered", column: "arm", programme: "yes", against: "no" },
        stayed: { words: "a year", column: "stayed" },
        outcomes: [COUNTS],
      }),
    );
    // Of the twelve with odd i: 1, 11 and 21 left.
    expect(outcomeOf(whole).stayed?.people).toEqual([9, 12]);
    expect(whole.groups[1]?.stayed).toBeUndefined();
    expect(whole.cautions.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["stayed-against-all", "not-by-lot"]),
    );
  });

  test.each<[string, object, string]>([
    ["a design that is younger than its data", { date: "2026-01-01" }, "written-after"],
    [
      "windows cut short",
      { followUp: { completeFrom: "2020-01-01", completeTo: "2024-05-10" } },
      "cut-short",
    ],
    [
      "an end of the data that nobody stated",
      { followUp: { completeFrom: "2020-01-01" } },
      "complete-to-inferred",
    ],
    ["a source that may begin too late", { followUp: { completeTo: "2025-12-31" } }, "complete-from-unknown"],
    [
      "several methods asked for",
      { outcomes: [{ name: "x", kind: "events", methods: ["before-after", "gee"] }] },
      "several-methods",
    ],
    [
      "a count of convictions, which come late",
      { outcomes: [{ name: "reconvictions", kind: "events" }] },
      "convictions-late",
    ],
    [
      "several outcomes",
      {
        outcomes: [
          { name: "x", kind: "events" },
          { name: "y", kind: "events" },
        ],
      },
      "several-outcomes",
    ],
  ])("%s is told, and only then", async (_name, more, code) => {
    expect(await codes(aroundEntry({ before: 90, gap: 30, after: 90 }, more), EVENTS)).toContain(code);
    expect(await codes(aroundEntry({ before: 90, gap: 30, after: 90 }), EVENTS)).not.toContain(code);
  });

  test("other areas without their column are taken as people, and that is said", async () => {
    const comparison = { kind: "other-areas", column: "arm", programme: "yes", against: "no" };
    expect(await codes(designOf({ comparison, outcomes: [COUNTS] }))).toContain("areas-not-named");
  });

  test("a method that cannot answer says why in the place of its figure, and the others answer", async () => {
    const design = designOf({
      cohort: { only: [{ column: "person", to: 8, because: "later" }] },
      outcomes: [{ ...COUNTS, methods: ["before-after", "poisson"] }],
    });
    const answered = await ask(PEOPLE, design);
    expect(typeof answered !== "string" && evaluationText(answered)).toContain(
      "no figure for everyone who entered: There are 8 people or areas and this method needs at least 10.",
    );
  });
});
