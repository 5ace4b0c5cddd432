import { expect, test } from "vitest";
import { scoreNamed } from "./definition.ts";
import { housingStatus } from "./definitions/housing-status.ts";
import { phq9 } from "./definitions/phq-9.ts";
import { psychologicalHealth } from "./definitions/psychological-health.ts";
import { top } from "./definitions/top.ts";
import { sayAnswer, sayClass, sayCompleteness, sayFinding, sayScore, sayValue } from "./messages.ts";
import { score } from "./rules.ts";

const alcohol = scoreNamed(top, "alcohol");
const day = (text: string) => Temporal.PlainDate.from(text);

test("a finding says what changed, from what to what, between which days", () => {
  const psychological = scoreNamed(psychologicalHealth, "psychological-health");
  const readings = [
    { on: day("2026-03-03"), value: 6 },
    { on: day("2026-09-09"), value: 13 },
  ];
  expect(sayFinding(psychological, readings)).toBe(
    "Psychological health rose from 6 to 13 of 20 between 3 March and 9 September 2026",
  );
  expect(sayFinding(psychological, readings.slice(0, 1))).toBe(
    "Psychological health: 6 of 20 on 3 March 2026",
  );
  expect(sayFinding(psychological, [])).toBe("Psychological health has not been recorded yet");
  expect(
    sayFinding(alcohol, [
      { on: day("2025-12-01"), value: 28 },
      { on: day("2026-03-01"), value: 4 },
    ]),
  ).toBe("Days of alcohol fell from 28 to 4 of 28 days between 1 December 2025 and 1 March 2026");
  expect(
    sayFinding(scoreNamed(housingStatus, "housing-need"), [
      { on: day("2026-03-03"), value: 1 },
      { on: day("2026-09-09"), value: 3 },
    ]),
  ).toBe("Housing went from “urgent problem” to “no problem” between 3 March and 9 September 2026");
});

test("scores, answers and completeness are said with their denominators", () => {
  expect(sayScore(scoreNamed(phq9, "phq-9"), 16)).toBe("16 of 27 (moderately severe)");
  expect(sayScore(alcohol, 12)).toBe("12 of 28 days");
  const [first] = top.items;
  expect(first && [sayValue(first, 1), sayValue(first, "NA"), sayValue(first, undefined)]).toEqual([
    "1 day",
    "Not disclosed",
    "Not asked",
  ]);
  expect(sayCompleteness(top, score(top, { alcohol: 3, crack: "NA" }))).toBe(
    "Partial: 2 of 26 questions answered, 1 of them not disclosed.",
  );
});

test("what is not classified says why", () => {
  expect(
    sayClass({
      difference: -8,
      tendency: "better",
      class: "not-classified",
      because: "threshold-is-for-others",
    }),
  ).toContain("nothing but alcohol");
  expect(sayAnswer({ item: "alcohol", code: "out-of-range", min: 0, max: 28 })).toBe(
    "Enter a number from 0 to 28.",
  );
});
