import { describe, expect, test } from "vitest";
import { ask, designOf, fileOf } from "./cohort.fixture.ts";
import { evaluateFile } from "./evaluate.ts";

const PEOPLE = fileOf(
  "people.csv",
  "person,entered,died,arm,before,after,years,jail\n1,2024-03-01,,yes,1,0,1,400\n2,2024-04-01,,no,2,1,1,0\n",
);
const EVENTS = fileOf("events.csv", "person,day\n1,2024-01-01\n2,2024-05-01\n");
const COUNTS = {
  name: "x",
  kind: "events",
  before: "before",
  beforeTime: "years",
  after: "after",
  afterTime: "years",
};
const FROM_FILE = { name: "x", kind: "events" };
const GROUPS = { kind: "randomised", column: "arm", programme: "yes", against: "no" };
const sound = (more: object = {}) => designOf({ outcomes: [COUNTS], ...more });
const dated = (more: object = {}) =>
  designOf({
    cohort: { entered: "entered" },
    windows: { before: 365, after: 365 },
    outcomes: [FROM_FILE],
    ...more,
  });

describe("a design that cannot be answered is refused in a sentence that names its field", () => {
  test.each<[string, object | string, string]>([
    ["no YAML", "title: [", "The design is no YAML: look at line 1"],
    ["nothing at all", "", "The design is empty; a block of fields is wanted."],
    ["a field left out", sound({ author: undefined }), "The design has no field author."],
    [
      "a field within a block left out",
      sound({ cohort: { into: undefined } }),
      "The design has no field cohort.into.",
    ],
    ["a slip of the pen", sound({ outcome: [] }), "The design has a field outcome, which there is not."],
    [
      "a slip within a list",
      sound({ outcomes: [{ ...COUNTS, befor: "x" }] }),
      "The design has a field outcomes 1: befor, which there is not.",
    ],
    ["no outcome", sound({ outcomes: [] }), "The design's field outcomes is a list; it may not be empty."],
    [
      "a kind of outcome there is not",
      sound({ outcomes: [{ name: "x", kind: "counts" }] }),
      "The design's field outcomes 1: kind is “counts”; choose one of events, time-to, yes-or-no, score.",
    ],
    ["an outcome without a kind", sound({ outcomes: [{ name: "x" }] }), "outcomes 1: kind"],
    [
      "a comparison there is not",
      sound({ comparison: { kind: "historic" } }),
      "The design's field comparison.kind is “historic”; choose one of none, eligible-not-offered, matched, randomised, other-areas.",
    ],
    [
      "a day that is none",
      sound({ date: "2023-02-29" }),
      "The design's field date is “2023-02-29”; a day such as 2026-03-31 is wanted.",
    ],
    [
      "a length that is none",
      dated({ windows: { before: "a while", after: 365 } }),
      "The design's field windows.before is “a while”; a length such as 365, 26 weeks or 1 year is wanted.",
    ],
    [
      "a window with one of its dates",
      sound({ windows: { before: { from: "2024-01-01" } } }),
      "The design has no field windows.before.to.",
    ],
    [
      "a rule that says nothing",
      sound({ cohort: { only: [{ column: "arm", because: "x" }] } }),
      "cohort.only 1 is a block of fields; one of is, not, from and to is wanted.",
    ],
    [
      "a rule without a reason",
      sound({ cohort: { only: [{ column: "arm", is: "yes" }] } }),
      "The design has no field cohort.only 1: because.",
    ],
    ["a level beyond one", sound({ level: 95 }), "The design's field level is “95”; less than 1 is wanted."],
    [
      "a method there is not",
      sound({ outcomes: [{ ...COUNTS, methods: ["anova"] }] }),
      "The design's field outcomes 1: methods 1: there is no method “anova”. Here fit before-after, permutation, rate-ratio, poisson, gee.",
    ],
    [
      "a method of another kind",
      sound({ outcomes: [{ ...COUNTS, methods: ["before-after", "km"] }] }),
      "outcomes 1: methods 2: km is not for an outcome that is events.",
    ],
    [
      "a method that needs two groups",
      sound({ outcomes: [{ ...COUNTS, methods: ["did"] }] }),
      "did compares two groups, and this design compares with nobody.",
    ],
    [
      "a method that needs what was before",
      sound({
        comparison: GROUPS,
        outcomes: [{ ...COUNTS, before: undefined, beforeTime: undefined, methods: ["did"] }],
      }),
      "did needs what was before",
    ],
    [
      "counts without their time",
      sound({ outcomes: [{ ...COUNTS, afterTime: undefined }] }),
      "The design's field outcomes 1 has counts and no time at risk.",
    ],
    [
      "a window without dates",
      sound({ windows: { before: 365, after: 365 } }),
      "The design's field windows.before cannot be placed: it needs cohort.entered",
    ],
    [
      "a window that runs backwards",
      sound({ windows: { after: { from: "2024-02-01", to: "2024-01-01" } } }),
      "windows.after runs from 2024-02-01 to 2024-01-01, which is backwards.",
    ],
    [
      "windows that overlap",
      sound({
        windows: {
          before: { from: "2024-01-01", to: "2024-06-30" },
          after: { from: "2024-06-30", to: "2024-12-31" },
        },
      }),
      "overlap: before runs to 2024-06-30, after from 2024-06-30",
    ],
    [
      "a comparison without its column",
      sound({ comparison: { kind: "randomised" } }),
      "The design has no field comparison.column. A comparison that is randomised needs the column",
    ],
    [
      "a comparison without its other group",
      sound({ comparison: { ...GROUPS, against: undefined } }),
      "The design has no field comparison.against.",
    ],
    [
      "matching by nothing",
      sound({ comparison: { ...GROUPS, kind: "matched" } }),
      "The design has no field comparison.covariates. A comparison that is matched needs the columns",
    ],
    [
      "a group that is not in the file",
      sound({ comparison: { ...GROUPS, against: "control" } }),
      "Nobody in the cohort has “control” in the column “arm”, which comparison.against of the design names as a group. What stands there is “no”, “yes”: write one of these, spelled the same.",
    ],
    [
      "a column that is not in the file",
      sound({ outcomes: [{ ...COUNTS, after: "later" }] }),
      "outcomes 1: after: there is no column “later” in",
    ],
    [
      "a column of a rule",
      sound({ cohort: { only: [{ column: "age", from: 18, because: "x" }] } }),
      "cohort.only 1: column: there is no column “age” in",
    ],
    ["events without their file", dated(), "Say --events with that file"],
    [
      "those who stayed, by nothing",
      sound({ stayed: { words: "x" } }),
      "The design has no field stayed.column (or stayed.left with stayed.atLeast).",
    ],
    [
      "a time without what ended it",
      sound({ outcomes: [{ name: "t", kind: "time-to", time: "years" }] }),
      "outcomes 1: happened, which time needs",
    ],
    [
      "nobody left",
      sound({ cohort: { only: [{ column: "arm", is: "maybe", because: "not asked" }] } }),
      "Nobody is left in the cohort: the last were left out because “not asked”.",
    ],
    [
      "more days away than the window has",
      sound({
        cohort: { entered: "entered" },
        windows: { before: 365, after: 365, awayAfter: "jail" },
        outcomes: [{ ...COUNTS, beforeTime: undefined, afterTime: undefined }],
      }),
      "windows.awayAfter, row 1: 400 days away, and the window has 365.",
    ],
  ])("%s", async (_name, design, words) => {
    const said = await ask(PEOPLE, typeof design === "string" ? design : { ...design });
    expect(said).toEqual(expect.stringContaining(words));
  });

  test.each([
    ["no such design", "nowhere.yaml"],
    ["a folder for a design", "examples"],
  ])("%s", async (_name, design) => {
    const answered = await evaluateFile({ people: PEOPLE, events: undefined, design });
    expect(!answered.ok && answered.refusal.sentence).toContain(`There is no design ${design}. Say --design`);
  });
  test("an events file that nothing is counted from", async () => {
    expect(await ask(PEOPLE, sound(), EVENTS)).toContain("no outcome of the design is counted from it");
  });
  test("a column of the events file", async () => {
    expect(await ask(PEOPLE, dated({ events: { day: "date" } }), EVENTS)).toContain(
      "events.day: there is no column “date” in",
    );
  });
});

describe("a day that cannot be is refused by its row and line", () => {
  const ends = { followUp: { ends: ["died"] }, cohort: { entered: "entered" } };
  test.each([
    [
      "a death before entry",
      "2,2024-03-01,2024-02-01",
      "row 2 (line 3): died is 2024-02-01, which is before the day of entry, 2024-03-01.",
    ],
    [
      "a year that nobody lived in",
      "2,0202-03-01,",
      "row 2 (line 3): entered is 0202-03-01, which lies outside 1900 to 2100.",
    ],
    [
      "a day that no calendar has",
      "2,2024-02-31,",
      "Column “entered”, row 2: “2024-02-31” is not a day such as 2026-03-31.",
    ],
  ])("%s", async (_name, row, words) => {
    const file = fileOf("days.csv", `person,entered,died,after,years\n1,2024-01-01,,1,1\n${row},1,1\n`);
    const outcomes = [{ name: "x", kind: "yes-or-no", after: "after" }];
    expect(await ask(file, designOf({ ...ends, outcomes }))).toContain(words);
  });
  test("in the file of events", async () => {
    const events = fileOf("days-events.csv", "person,day\n1,2024-01-01\n2,2204-05-01\n");
    expect(await ask(PEOPLE, dated(), events)).toContain(
      "row 2 (line 3): day is 2204-05-01, which lies outside 1900 to 2100.",
    );
  });
});
