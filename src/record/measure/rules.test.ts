import fc from "fast-check";
import { expect, test } from "vitest";
import { employmentStatus } from "./definitions/employment-status.ts";
import { housingStatus } from "./definitions/housing-status.ts";
import { phq9 } from "./definitions/phq-9.ts";
import { psychologicalHealth } from "./definitions/psychological-health.ts";
import { top } from "./definitions/top.ts";
import { type Answers, readAnswers, readStage, type Score, score, scoreValues } from "./rules.ts";

const read = (definition: typeof top, raw: Record<string, string>): Answers => {
  const result = readAnswers(definition, raw);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
};
const refusals = (definition: typeof top, raw: Record<string, string>) => {
  const result = readAnswers(definition, raw);
  return result.ok ? [] : result.refusal.map((one) => `${one.item}: ${one.code}`);
};
const scoreOf = (definition: typeof top, answers: Answers, code: string): Score | undefined =>
  score(definition, answers).scores.find((one) => one.code === code);
const phq = (...numbers: number[]): Record<string, string> =>
  Object.fromEntries(numbers.map((number, index) => [`phq-${index + 1}`, `${number}`]));

test("nought days, not disclosed and not asked are three different things", () => {
  const answers = read(top, { alcohol: "0", opiates: "na", "crack.not-disclosed": "NA" });
  expect(answers).toEqual({ alcohol: 0, opiates: "NA", crack: "NA" });
  expect(scoreOf(top, answers, "alcohol")).toEqual({
    code: "alcohol",
    state: "scored",
    value: 0,
    band: null,
  });
  expect(scoreOf(top, answers, "opiates")).toEqual({
    code: "opiates",
    state: "not-scored",
    missing: [],
    notDisclosed: ["opiates"],
  });
  expect(scoreOf(top, answers, "cannabis")).toEqual({
    code: "cannabis",
    state: "not-scored",
    missing: ["cannabis"],
    notDisclosed: [],
  });
});

test("what was left out and what was not disclosed are told apart for the whole measure", () => {
  const answered = Object.fromEntries(top.items.map((item) => [item.code, "NA"]));
  const whole = score(top, read(top, answered));
  expect([whole.completeness, whole.missing, whole.notDisclosed.length]).toEqual([
    "complete",
    [],
    top.items.length,
  ]);
  const part = score(top, read(top, { ...answered, alcohol: "3", crack: "" }));
  expect([part.completeness, part.missing, part.notDisclosed.length]).toEqual([
    "partial",
    ["crack"],
    top.items.length - 2,
  ]);
});

test("a TOP says at which stage of treatment it was taken; a PHQ-9 has no stage", () => {
  const [start, ...others] = (top.stages ?? []).map((stage) => stage.code);
  expect(others.length).toBeGreaterThan(0);
  expect(readStage(top, ` ${start} `)).toEqual({ ok: true, value: start });
  for (const typed of [undefined, "", "next year"])
    expect(readStage(top, typed)).toEqual({ ok: false, refusal: { code: "stage-needed" } });
  expect(readStage(phq9, "anything")).toEqual({ ok: true, value: undefined });
});

test("a blank is never filled in", () => {
  expect(read(top, { alcohol: "12", opiates: "", crack: "   " })).toEqual({ alcohol: 12 });
});

test("a form with nothing on it is refused", () => {
  expect(refusals(top, {})).toEqual(["alcohol: nothing-answered"]);
  expect(refusals(psychologicalHealth, {})).toEqual(["psychological-health: answer-needed"]);
});

const wrong: readonly [name: string, typed: Record<string, string>, answer: string][] = [
  ["29 days of 28", { alcohol: "29" }, "alcohol: out-of-range"],
  ["a negative number of days", { alcohol: "-1" }, "alcohol: out-of-range"],
  ["half a day", { alcohol: "1.5" }, "alcohol: not-a-whole-number"],
  ["days written as a word", { alcohol: "every day" }, "alcohol: not-a-whole-number"],
  ["a rating of 21", { "quality-of-life": "21" }, "quality-of-life: out-of-range"],
  ["a yes/no answered maybe", { violence: "maybe" }, "violence: not-one-of-the-answers"],
  [
    "a number beside not disclosed",
    { alcohol: "0", "alcohol.not-disclosed": "NA" },
    "alcohol: answered-and-not-disclosed",
  ],
];
for (const [name, typed, answer] of wrong) {
  test(`${name} is refused at its own question`, () => {
    expect(refusals(top, typed)).toEqual([answer]);
  });
}

test("a number that nothing here could hold is refused at its own question", () => {
  expect(refusals(top, { alcohol: "99999999999999999999999" })).toEqual(["alcohol: not-a-whole-number"]);
});

test("28 days and a rating of 20 are the most there can be", () => {
  expect(read(top, { alcohol: " 28 ", "quality-of-life": "20", violence: "no" })).toEqual({
    alcohol: 28,
    "quality-of-life": 20,
    violence: "N",
  });
});

test("every wrong answer is named at once, not the first alone", () => {
  expect(refusals(top, { alcohol: "40", crack: "x", violence: "Y" })).toEqual([
    "alcohol: out-of-range",
    "crack: not-a-whole-number",
  ]);
});

test("not disclosed is no answer to a questionnaire that does not offer it", () => {
  expect(refusals(phq9, { "phq-1": "NA" })).toEqual(["phq-1: not-disclosed-not-offered"]);
});

test("a code outside the national list is refused", () => {
  expect(refusals(employmentStatus, { employment: "3" })).toEqual(["employment: not-one-of-the-answers"]);
  expect(read(employmentStatus, { employment: "12" })).toEqual({ employment: "12" });
  expect(score(employmentStatus, { employment: "12" }).scores).toEqual([]);
});

// By the published table: 4 is still minimal, 5 mild, 9 mild, 10 moderate, 14, 15 moderately severe, 19, 20 severe, 27 the most.
const bands: readonly [numbers: number[], value: number, band: string][] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0], 0, "None or minimal"],
  [[1, 1, 1, 1, 0, 0, 0, 0, 0], 4, "None or minimal"],
  [[1, 1, 1, 1, 1, 0, 0, 0, 0], 5, "Mild"],
  [[3, 3, 3, 0, 0, 0, 0, 0, 0], 9, "Mild"],
  [[3, 3, 3, 1, 0, 0, 0, 0, 0], 10, "Moderate"],
  [[3, 3, 3, 3, 2, 0, 0, 0, 0], 14, "Moderate"],
  [[3, 3, 3, 3, 3, 0, 0, 0, 0], 15, "Moderately severe"],
  [[3, 3, 3, 3, 3, 3, 1, 0, 0], 19, "Moderately severe"],
  [[3, 3, 3, 3, 3, 3, 1, 1, 0], 20, "Severe"],
  [[3, 3, 3, 3, 3, 3, 3, 3, 3], 27, "Severe"],
];
for (const [numbers, value, band] of bands) {
  test(`PHQ-9 of ${value} is ${band.toLowerCase()}`, () => {
    expect(scoreOf(phq9, read(phq9, phq(...numbers)), "phq-9")).toEqual({
      code: "phq-9",
      state: "scored",
      value,
      band,
    });
  });
}

test("PHQ-9 with one question left out is partial and has no score, however high the rest", () => {
  const result = score(phq9, read(phq9, phq(3, 3, 3, 3, 3, 3, 3, 3)));
  expect(result.completeness).toBe("partial");
  expect(result.scores).toEqual([
    { code: "phq-9", state: "not-scored", missing: ["phq-9"], notDisclosed: [] },
  ]);
});

test("what is kept beside the answers holds the scores that were made, and none that was not", () => {
  expect(scoreValues(score(top, { alcohol: 0, "shared-needle": "Y", crack: "NA" }))).toEqual({
    alcohol: 0,
    sharing: 1,
  });
});

test("any thought of self-harm calls for a risk review, even when the rest is blank or low", () => {
  const [flag] = score(phq9, read(phq9, { "phq-9": "1" })).flags;
  expect(flag?.code).toBe("self-harm-risk-review");
  expect(score(phq9, read(phq9, phq(0, 0, 0, 0, 0, 0, 0, 0, 3))).flags).toHaveLength(1);
  expect(score(phq9, read(phq9, phq(3, 3, 3, 3, 3, 3, 3, 3, 0))).flags).toEqual([]);
});

// Sharing is yes when either is yes; no only when both are no; otherwise unknown.
const sharing: readonly [needle: string, equipment: string, value: number | undefined][] = [
  ["Y", "N", 1],
  ["N", "Y", 1],
  ["Y", "NA", 1],
  ["", "Y", 1],
  ["N", "N", 0],
  ["N", "NA", undefined],
  ["N", "", undefined],
];
for (const [needle, equipment, value] of sharing) {
  test(`sharing is ${value ?? "unknown"} when needle is ${needle || "blank"} and spoon, water or filter ${equipment || "blank"}`, () => {
    const result = scoreOf(
      top,
      read(top, { "shared-needle": needle, "shared-equipment": equipment }),
      "sharing",
    );
    expect(result?.state === "scored" ? result.value : undefined).toBe(value);
  });
}

test("other theft is yes when any of its three questions is", () => {
  for (const item of ["vehicle-theft", "other-theft", "fraud-handling"]) {
    expect(scoreOf(top, read(top, { [item]: "Y" }), "other-theft")).toMatchObject({ value: 1, band: "Yes" });
  }
});

test("housing is scored by its code, so that better is higher", () => {
  expect(scoreOf(housingStatus, read(housingStatus, { "housing-need": "1" }), "housing-need")).toMatchObject({
    value: 1,
    band: "Urgent problem",
  });
});

test("answers read back from storage are the same answers", () => {
  const typed = fc.record(
    Object.fromEntries(
      top.items.map((item) => [
        item.code,
        item.kind === "yes-no"
          ? fc.constantFrom("Y", "N", "NA", "")
          : fc.oneof(
              fc.integer({ min: 0, max: item.kind === "days-of-28" ? 28 : 20 }).map(String),
              fc.constantFrom("NA", ""),
            ),
      ]),
    ),
  );
  fc.assert(
    fc.property(typed, (raw) => {
      const once = readAnswers(top, raw);
      if (!once.ok) return;
      const stored = Object.fromEntries(
        Object.entries(once.value).map(([item, answer]) => [item, `${answer}`]),
      );
      expect(readAnswers(top, stored)).toEqual(once);
      // What was typed, and only that, is what is kept.
      for (const item of top.items) expect(`${once.value[item.code] ?? ""}`).toBe(raw[item.code]);
    }),
  );
});
