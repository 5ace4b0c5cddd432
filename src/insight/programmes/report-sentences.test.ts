import { expect, test } from "vitest";
import { attendanceFigures } from "./attendance.ts";
import { type Harmed, harmFigures } from "./harms.ts";
import { madeProgramme } from "./made.fixture.ts";
import type { Reading } from "./readings.ts";
import { sentencesOf } from "./report-sentences.ts";
import { spendingFigures } from "./spending.ts";

// Limits by hand and from R: qchisq as Garwood's, 15.50 to 52.40, or the wider by person, 30 - 1000 * qt(.975, 39) * sqrt(40 * 8.4 / 39) / 400;
// Student's t of the paired changes.

const day = (text: string) => Temporal.PlainDate.from(text);
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const made = madeProgramme();
/** The made-up forty at a service with sessions that asks for spend. */
const entered = {
  ...made.entered,
  kind: { ...made.entered.kind, sessions: true, asksFor: ["top", "street-drug-spend"] },
};
/** Ten sessions kept and two missed by each; twelve of those who are still there had an overdose in one. */
const attended = entered.people.map(({ key }) => ({ key, attended: 10, missed: 2 }));
const harmed = entered.people.slice(28).map(({ key }): Harmed => ({ key, kind: "overdose", times: 1 }));
/** Twenty spend £100 less than £150 at the start, twenty as much. */
const spend = entered.people.flatMap(({ key }, i): readonly Reading[] =>
  (
    [
      ["2025-01-03", 150],
      ["2025-02-01", i % 2 === 0 ? 50 : 150],
    ] as const
  ).map(([on, pounds]) => ({
    key,
    measure: "street-drug-spend",
    takenOn: day(on),
    scores: { spend: pounds },
    work: undefined,
  })),
);
const programme = {
  ...made,
  entered,
  figures: [
    ...made.figures.filter(({ code }) => !code.startsWith("harms.")),
    ...attendanceFigures(entered, attended),
    ...spendingFigures(entered, spend),
    ...harmFigures(entered, attended, harmed, made.figures),
  ],
};
const sentences = sentencesOf(programme, ["It pays so much."]).map(plain);
const beginning = (words: string) => sentences.find((one) => one.startsWith(words));

test("the report tells attendance: 400 sessions of 480 kept, by those who stayed 320 of 384", () => {
  const said = beginning("Sessions kept");
  expect(said).toContain("Sessions kept: 83 % (400 of 480; 95 % interval");
  expect(said).toContain("those who stayed: 83 % (320 of 384;");
  expect(said).toContain("Missed: 17 % (80 of 480;");
});

test("the report tells spend: from £150 to £100 a week, £50 less, of the forty with both answers", () => {
  const said = beginning("Spend on street drugs");
  expect(said).toContain("of the 40 with both answers: £150 a week at the start");
  expect(said).toContain("£100 at the latest review");
  // R: -50 -/+ qt(.975, 39) * sd(c(rep(-100, 20), rep(0, 20))) / sqrt(40).
  expect(said).toContain("change −£50 (95 % interval −£66.19 to −£33.81), those who stayed: −£50 (of 32; ");
  expect(said).toContain("Both answers are known of 100 % (40 of 40;");
});

test("the report tells overdoses at sessions: 12 in 400, which is 30 for every 1,000, and those of whoever stayed", () => {
  const said = beginning("Overdoses in sessions");
  expect(said).toContain(
    "Overdoses in sessions: 30.00 per 1,000 sessions (12 in 400 sessions; 95 % interval 15.16 to 52.40)",
  );
  expect(said).toContain("those who stayed: 37.50 per 1,000 sessions (12 of 320 sessions;");
});

test("whether it pays stands in the report as it is told, and deaths say why those who stayed have none", () => {
  expect(sentences).toContain("It pays so much.");
  expect(beginning("Deaths after entry")).toContain("deaths are of everyone who entered alone");
});
