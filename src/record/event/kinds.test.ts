import { expect, test } from "vitest";
import { EVENT_KINDS, type EventKind, eventKind, isEventCode } from "./kinds.ts";

const kinds: readonly EventKind[] = EVENT_KINDS;

test("the thirteen kinds of event the partnership records are declared, each once", () => {
  expect(kinds.map((kind) => kind.code)).toEqual([
    "offence",
    "arrest",
    "charge",
    "conviction",
    "custody",
    "release",
    "overdose",
    "ambulance",
    "ae-attendance",
    "admission",
    "death",
    "job-start",
    "home-move",
  ]);
});

test("only time in custody and in hospital lasts", () => {
  expect(kinds.filter((kind) => kind.spell).map((kind) => kind.code)).toEqual(["custody", "admission"]);
});

test("whatever is counted but not costed says why", () => {
  for (const kind of kinds) expect(Boolean(kind.costNote), kind.code).toBe(kind.costedAs === null);
});

test("what follows from an offence is not costed a second time", () => {
  for (const code of ["arrest", "charge", "conviction", "custody"] as const) {
    expect(eventKind(code).costedAs).toBeNull();
  }
});

test("police events are offending, hospital events are health", () => {
  expect(eventKind("arrest").category).toBe("offending");
  expect(eventKind("ae-attendance").category).toBe("health");
});

test("a code from a file is recognised only when it is one of ours", () => {
  expect(isEventCode("offence")).toBe(true);
  expect(isEventCode("parking-ticket")).toBe(false);
});
