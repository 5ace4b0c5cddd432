import { expect, test } from "vitest";
import { numberOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import {
  type OwnOxygenRule,
  ownOxygenRule,
  ownOxygenThatCounts,
  standsAgainstOwnOxygen,
} from "./own-oxygen-rules.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const rule = ownOxygenRule((key) => numberOf(DIAMORPHINE, key));

type Case = readonly [name: string, spo2: number, on: string, rule: Partial<OwnOxygenRule>, against: string];
/** Asked on 29 November 2026. 180 days before it is 2 June 2026, counted on a calendar. */
const CASES: readonly Case[] = [
  ["measured today, it counts", 90, "2026-11-29", {}, "counts"],
  ["the lowest that may count", 88, "2026-11-29", {}, "counts"],
  ["lower than may count", 87, "2026-11-29", {}, "too-low"],
  ["on the last day on which it holds", 90, "2026-06-02", {}, "counts"],
  ["a day longer ago", 90, "2026-06-01", {}, "too-old"],
  ["where the protocol lets none count", 90, "2026-11-29", { counts: false }, "not-by-protocol"],
];

test.each(CASES)("somebody's own oxygen: %s", (_, spo2, on, more, expected) => {
  const measured = { spo2, measuredOn: day(on) };
  const asked = { ...rule, ...more };
  expect(standsAgainstOwnOxygen(measured, asked, day("2026-11-29"))?.code ?? "counts").toBe(expected);
  expect(ownOxygenThatCounts(measured, asked, day("2026-11-29"))).toBe(
    expected === "counts" ? spo2 : undefined,
  );
});

test("a session opened under numbers that do not say so lets no own oxygen count", () => {
  const silent = ownOxygenRule(() => 0);
  expect(
    ownOxygenThatCounts({ spo2: 94, measuredOn: day("2026-11-29") }, silent, day("2026-11-29")),
  ).toBeUndefined();
  expect(ownOxygenThatCounts(undefined, rule, day("2026-11-29"))).toBeUndefined();
});
