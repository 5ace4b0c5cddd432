import { expect, test } from "vitest";
import { PersonId } from "../../../kernel/id.ts";
import { numberOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { byNeed, wantsOf } from "./board-rules.ts";
import type { Card } from "./board-store.ts";
import type { Rung } from "./observation-rules.ts";
import { thresholdsOf } from "./thresholds.ts";
import { EmergencyId, VisitId } from "./visit.ts";

// What a card of the board says that somebody needs. The shipped protocol gives 60 seconds for what was done to help.

const thresholds = thresholdsOf((key) => numberOf(DIAMORPHINE, key));
const at = (text: string) => Temporal.Instant.from(`2026-11-29T${text}Z`);
const observed = (more: Partial<Card> = {}): Card => ({
  visit: VisitId.fresh(),
  person: PersonId.fresh(),
  name: "Avery Ash",
  initials: "AA",
  state: "observing",
  since: at("09:00:00"),
  code: undefined,
  againAt: undefined,
  validUntil: undefined,
  endedAt: at("09:00:00"),
  looks: 1,
  watcher: "Alex Nurse",
  lastLook: { at: at("09:05:00"), rung: "watch" },
  stays: at("09:20:00"),
  emergency: undefined,
  toCheck: undefined,
  checked: true,
  toWitness: undefined,
  waitsForReview: false,
  toSign: undefined,
  toSetAside: undefined,
  untold: false,
  ...more,
});
const rung = (step: Rung, more: Partial<Card> = {}) =>
  observed({ lastLook: { at: at("09:05:00"), rung: step }, ...more });

test("H161: whoever was roused, had oxygen or naloxone at the last look is looked at again within a minute, by a grave card with the word", () => {
  for (const [step, words] of [
    ["stimulate", "Rouse them. Look again"],
    ["oxygen", "Oxygen. Look again"],
    ["naloxone", "Naloxone and 999. Look again"],
  ] as const) {
    const soon = wantsOf(rung(step), at("09:05:59"), thresholds);
    expect(soon).toEqual({ words, by: at("09:06:00"), grave: "rung" });
    expect(wantsOf(rung(step), at("09:06:01"), thresholds).words).toBe(`${words}: overdue`);
  }
});

test("once a look says to go on watching, the card waits for the readings at 15 minutes as before", () => {
  expect(wantsOf(observed(), at("09:06:01"), thresholds)).toEqual({
    words: "Readings",
    by: at("09:15:00"),
    grave: "none",
  });
});

test("a rung stands while the next part of the dose is being assessed, and no longer once they have left", () => {
  expect(wantsOf(rung("oxygen", { state: "cleared" }), at("09:05:30"), thresholds).grave).toBe("rung");
  expect(wantsOf(rung("oxygen", { state: "left-early" }), at("09:05:30"), thresholds).words).toBe("Close");
});

test("an emergency stands first, then whoever is on the ladder, then what is overdue", () => {
  const late = observed({ looks: 0, lastLook: undefined, name: "late" });
  const cards = [
    late,
    rung("oxygen", { name: "ladder" }),
    observed({ emergency: EmergencyId.fresh(), name: "emergency" }),
  ];
  expect(byNeed(cards, at("09:09:00"), thresholds).map(({ name }) => name)).toEqual([
    "emergency",
    "ladder",
    "late",
  ]);
});
