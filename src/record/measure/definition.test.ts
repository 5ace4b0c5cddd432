import { expect, test } from "vitest";
import { type MeasureDefinition, measure } from "./definition.ts";
import { measureNamed, measures } from "./definitions/index.ts";
import { phq9 } from "./definitions/phq-9.ts";
import { top } from "./definitions/top.ts";

const [score] = phq9.scores;
if (!score) throw new Error("PHQ-9 has a score");

/** PHQ-9 with one thing wrong. */
const broken: readonly [promise: string, definition: MeasureDefinition][] = [
  ["item codes are unique", { ...phq9, items: [...phq9.items, ...phq9.items.slice(0, 1)] }],
  ["bands cover the whole range", { ...phq9, scores: [{ ...score, bands: score.bands.slice(1) }] }],
  [
    "each band starts where the last one ended",
    {
      ...phq9,
      scores: [
        { ...score, bands: score.bands.map((band) => (band.from === 10 ? { ...band, from: 11 } : band)) },
      ],
    },
  ],
  ["from items that exist", { ...phq9, scores: [{ ...score, from: ["phq-1", "phq-10"] }] }],
  ["runs from 0 to 27", { ...phq9, scores: [{ ...score, max: 30, bands: [] }] }],
  ["watches an item", { ...phq9, flags: [{ code: "risk", item: "phq-12", atLeast: 1, words: "Ask now." }] }],
  ["can stay down", { ...phq9, flags: [{ code: "risk", item: "phq-9", atLeast: 0, words: "Ask now." }] }],
  ["can stay down", { ...phq9, flags: [{ code: "risk", item: "phq-9", atLeast: 4, words: "Ask now." }] }],
  ["next review comes after", { ...phq9, nextReview: "2026-01-01" }],
  ["next review comes after", { ...phq9, nextReview: phq9.reviewedOn }],
  [
    "a reliable change within its range",
    { ...phq9, scores: [{ ...score, reliableChange: { threshold: 0, source: "made up" } }] },
  ],
  [
    "a reliable change within its range",
    { ...phq9, scores: [{ ...score, reliableChange: { threshold: 28, source: "made up" } }] },
  ],
  [
    "offers at least two answers",
    {
      ...phq9,
      items: [
        ...phq9.items,
        { code: "only", label: "Only", kind: "choice", choices: [{ code: "1", label: "Yes" }] },
      ],
    },
  ],
  [
    "asks whether any yes/no item is yes",
    { ...phq9, scores: [{ ...score, kind: "any", min: 0, max: 1, bands: [] }] },
  ],
  ["lower case with hyphens", { ...phq9, code: "PHQ 9" }],
  ["asks at least one question", { ...phq9, items: [], scores: [], flags: [] }],
];

for (const [promise, definition] of broken) {
  test(`a definition is refused when it loads unless: ${promise}`, () => {
    expect(() => measure(definition)).toThrow(promise);
  });
}

test("what is just possible is no mistake: a flag at the highest answer, a change as large as the range, two answers", () => {
  const choices = [
    { code: "1", label: "Yes" },
    { code: "2", label: "No" },
  ];
  expect(() =>
    measure({
      ...phq9,
      items: [...phq9.items, { code: "either", label: "Either", kind: "choice", choices }],
      scores: [{ ...score, reliableChange: { threshold: 27, source: "made up" } }],
      flags: [{ code: "risk", item: "phq-9", atLeast: 3, words: "Ask now." }],
    }),
  ).not.toThrow();
});

test("every measure is listed once, and can be found by its code", () => {
  expect(new Set(measures.map((one) => one.code)).size).toBe(measures.length);
  for (const one of measures) expect(measureNamed(one.code)).toBe(one);
  expect(measureNamed("made-up")).toBeUndefined();
});

test("the profile asks everything the national return takes, under its own headers", () => {
  const headers = new Set(top.items.flatMap((item) => item.ndtmsHeader ?? []));
  expect([...headers].toSorted()).toEqual(
    // Copied from the national list of profile items, not from the definition.
    [
      "ACUTHPBM",
      "ALCUSE",
      "AMPHUSE",
      "ASSAULT",
      "CANNUSE",
      "COCAUSE",
      "CRAUSE",
      "DRGSELL",
      "EDUCAT",
      "HRISK",
      "IVDRGUSE",
      "OPIUSE",
      "OTDRGUSE",
      "OTHTHEFT",
      "PHSTAT",
      "PSYHSTAT",
      "PWORK",
      "QUALLIFE",
      "SHARING",
      "SHOTHEFT",
    ],
  );
  expect(top.items).toHaveLength(26);
});

test("each national header is filled by exactly one score", () => {
  const headers = top.scores.flatMap((one) => one.ndtmsHeader ?? []);
  expect(headers).toHaveLength(20);
  expect(new Set(headers).size).toBe(20);
});

test("the lowest answer of PHQ-9 reads Not at all", () => {
  for (const item of phq9.items) expect(item.kind === "score-0-3" && item.words[0]).toBe("Not at all");
});

test("every measure says why it matters, its licence, its source, who wrote it and when to look again", () => {
  for (const one of measures) {
    for (const words of [one.whyItMatters, one.licence, one.source, one.authoredBy])
      expect(words.length).toBeGreaterThan(10);
    expect(one.nextReview > one.reviewedOn).toBe(true);
  }
});
