import { expect, test } from "vitest";
import { AGENCY_KINDS } from "./agency-kinds.ts";
import type { ConsentLine, Standing } from "./consent-rules.ts";
import { sayKinds, sayLeftOut, sayOpened, saySentence, sentencesFrom } from "./messages.ts";

const at = (text: string) => Temporal.Instant.from(text);

const line = (more: Partial<ConsentLine>): ConsentLine => ({
  category: "health",
  readerKind: "treatment",
  purpose: "direct-care",
  decision: "given",
  until: undefined,
  at: at("2026-03-03T10:00:00Z"),
  evidence: "signed form",
  by: undefined,
  ...more,
});
const standing = (
  state: "in-force" | "refused",
  more: Partial<ConsentLine>,
): { pair: ConsentLine; standing: Standing } => ({
  pair: line(more),
  standing: { state, line: line(more) },
});

test("what is in force reads as one sentence: who, what, since when, until when", () => {
  const [one] = sentencesFrom([standing("in-force", {})]);
  expect(one && saySentence(one, ["Wayside Treatment"])).toBe(
    "Wayside Treatment and other community treatment providers may see health: given 3 March 2026, until withdrawn.",
  );
});

test("what it is for is said where it is not care", () => {
  const [one] = sentencesFrom([standing("in-force", { readerKind: "housing", purpose: "resettlement" })]);
  expect(one && saySentence(one, undefined)).toBe(
    "Housing and employment services may see health for housing and resettlement: given 3 March 2026, until withdrawn.",
  );
});

test("a last day is said as the last day it holds, not the moment after it", () => {
  const [one] = sentencesFrom([standing("in-force", { until: at("2026-07-01T23:00:00Z") })]);
  expect(one && saySentence(one, undefined)).toBe(
    "Community treatment providers may see health: given 3 March 2026, until the end of 1 July 2026.",
  );
});

test("a refusal says that they may not", () => {
  const [one] = sentencesFrom([standing("refused", { decision: "refused" })]);
  expect(one && saySentence(one, ["Wayside Treatment"])).toContain(
    "may not see health: refused 3 March 2026.",
  );
});

test("categories decided in one act towards one kind of agency share a sentence; a later decision has its own", () => {
  const sentences = sentencesFrom([
    standing("in-force", {}),
    standing("in-force", { category: "medication" }),
    standing("in-force", { category: "housing", at: at("2026-05-01T10:00:00Z") }),
  ]);
  expect(sentences.map((each) => each.categories)).toEqual([["health", "medication"], ["housing"]]);
});

test("what no rule would ever share is named, so that a yes never looks wider than it is", () => {
  expect(sayLeftOut([{ category: "health", readerKind: "housing", purpose: "resettlement" }])).toBe(
    " Housing and employment services need no consent for, or never see, health.",
  );
  expect(sayLeftOut([])).toBe("");
});

test("who opened the record is said with how often and between which days", () => {
  const opened = {
    agencyName: "Harbour Clinic",
    agencyKind: "clinic",
    firstAt: at("2026-03-04T10:00:00Z"),
    lastAt: at("2026-04-08T10:00:00Z"),
    times: 4,
    parts: ["measures"],
    downloads: 0,
  };
  expect(sayOpened(opened)).toBe(
    "Harbour Clinic opened this record 4 times between 4 March 2026 and 8 April 2026",
  );
  expect(sayOpened({ ...opened, lastAt: opened.firstAt, times: 1 })).toBe(
    "Harbour Clinic opened this record once on 4 March 2026",
  );
  expect(sayOpened({ ...opened, downloads: 2 })).toBe(
    "Harbour Clinic opened this record 4 times and took it out in a file twice between 4 March 2026 and 8 April 2026",
  );
});

test("every kind of agency has words for several of them", () => {
  for (const kind of AGENCY_KINDS) expect(sayKinds(kind.code), kind.code).not.toBe("");
});
