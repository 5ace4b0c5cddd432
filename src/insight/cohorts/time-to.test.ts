import { describe, expect, test } from "vitest";
import { answerOf, designOf, fileOf, findingOf, outcomeOf } from "./cohort.fixture.ts";

// All entered on 1 January 2024; complete to 31 December 2024, day 365 from entry.
const PEOPLE = fileOf(
  "times.csv",
  [
    "person,entered,relapsed,died,moved,arm,age,held",
    "A,2024-01-01,2024-01-11,,,yes,30,1", // day 10
    "B,2024-01-01,,2024-01-21,,yes,40,1", // died on day 20
    "C,2024-01-01,2024-02-20,2024-02-10,,no,31,1", // died on day 40: what came after is not seen
    "D,2024-01-01,,,,no,41,1", // followed to day 365
    "E,2024-01-01,2025-01-01,,,yes,50,1", // after the last complete day
    "F,2024-01-01,2023-12-01,,,no,51,1", // before entry
    "G,2024-01-01,2024-03-01,,2024-03-01,no,52,1", // both on day 60: it happened
    "",
  ].join("\n"),
);
const design = (outcome: object, more: object = {}) =>
  designOf({
    cohort: { entered: "entered" },
    followUp: { completeTo: "2024-12-31", ends: ["died", "moved"] },
    outcomes: [{ name: "relapse", kind: "time-to", on: "relapsed", ...outcome }],
    ...more,
  });
const curveOf = (finding: ReturnType<typeof findingOf>) =>
  finding.tables[0]?.rows.map((row) => row.slice(0, 5));

describe("time until it happens, by hand", () => {
  test("deaths, moves and the end of the data are ends of sight; what came before entry leaves its person out", async () => {
    const told = outcomeOf(await answerOf(PEOPLE, design({})));
    expect(told.flow.map(({ because, leftOut, rows }) => [because, leftOut, rows])).toEqual([
      ["it had happened before entry", 1, [6]],
    ]);
    // Six people: 5/6 at day 10; at day 60 three are at risk, so 5/6 × 2/3.
    expect(curveOf(findingOf(told.everyone, "km"))).toEqual([
      [10, 6, 1, 0, 5 / 6],
      [20, 5, 0, 1, 5 / 6],
      [40, 4, 0, 1, 5 / 6],
      [60, 3, 1, 0, expect.closeTo(5 / 9, 12)],
      [365, 2, 0, 2, expect.closeTo(5 / 9, 12)],
    ]);
    expect(findingOf(told.everyone, "km").warnings.map(({ code }) => code)).toContain("competing");
  });

  test("deaths that compete are an ending of their own", async () => {
    const told = outcomeOf(await answerOf(PEOPLE, design({ methods: ["competing"], at: [30] })));
    const finding = findingOf(told.everyone, "competing");
    expect(finding.counts).toEqual({
      people: 6,
      "ended, relapse": 2,
      "ended, died": 2,
      "ended, moved": 0,
      "still followed": 2,
    });
    // 1/6 relapsed at day 10; of the five left one died at day 20: 5/6 × 1/5.
    const by30 = (of: string) =>
      finding.estimates.find((one) => one.what === "share by 30" && one.of === of)?.value;
    expect([by30("relapse"), by30("died")]).toEqual([expect.closeTo(1 / 6, 12), expect.closeTo(1 / 6, 12)]);
  });

  test("a window ends what is seen: after thirty days four are still followed", async () => {
    const told = outcomeOf(await answerOf(PEOPLE, design({}, { windows: { after: 30 } })));
    // The thirtieth day from entry, that day counted, is day 29.
    expect(curveOf(findingOf(told.everyone, "km"))?.at(-1)).toEqual([29, 4, 0, 4, 5 / 6]);
  });

  test("the first event of a file counts, from the day of entry on, or after a gap", async () => {
    const events = fileOf(
      "times-events.csv",
      "person,day,kind\nA,2023-12-31,x\nA,2024-01-01,x\nA,2024-01-15,x\nB,2024-01-10,y\nD,2024-06-01,x\nD,2024-05-01,x\nZ,2024-05-01,x\n",
    );
    const outcome = { on: undefined, only: [{ column: "kind", is: "x", because: "not x" }] };
    const whole = await answerOf(PEOPLE, design(outcome), events);
    const ended = (told: ReturnType<typeof outcomeOf>) =>
      curveOf(findingOf(told.everyone, "km"))?.flatMap((row) => (Number(row[2]) > 0 ? [row[0]] : []));
    // A on the day of entry (day 0), D on 1 May (day 121 of a leap year).
    expect(ended(outcomeOf(whole))).toEqual([0, 121]);
    expect(whole.cautions.find(({ code }) => code === "on-entry")?.sentence).toContain(
      "1 event falls on the very day of entry",
    );
    const later = await answerOf(PEOPLE, design(outcome, { windows: { after: 365, gapAfter: 1 } }), events);
    expect(ended(outcomeOf(later))).toEqual([14, 121]);
    expect(later.cautions.map(({ code }) => code)).not.toContain("on-entry");
  });

  test("matched by age, the pairs alone are followed, and who found no match is told", async () => {
    const comparison = {
      kind: "matched",
      column: "arm",
      programme: "yes",
      against: "no",
      covariates: ["age"],
      caliper: 1,
    };
    const told = outcomeOf(await answerOf(PEOPLE, design({}, { comparison })));
    const { counts, warnings } = findingOf(told.everyone, "km");
    // Three of the programme (30, 40, 50) and three others (31, 41, 52) once F is out.
    expect([counts["people, yes"], counts["people, no"]]).toEqual([3, 3]);
    expect(warnings.map(({ code }) => code)).toContain("unmeasured");
    const none = await answerOf(PEOPLE, design({}, { comparison: { ...comparison, caliper: 0.0001 } }));
    expect(outcomeOf(none).everyone.answers).toEqual([
      { method: "km", refused: expect.objectContaining({ code: "nobody-matched" }) },
    ]);
  });
});
