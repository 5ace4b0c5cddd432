import { counted } from "../../../kernel/words.ts";
import { type Attendance, percentOf, type SessionRow, type Share } from "../prescribing/attendance-rules.ts";

/** The four measures, always together, in this order. */
export const MEASURES = {
  attendance: "Attendance",
  dosing: "Dosing",
  fullDose: "Full dose",
  allScheduled: "Attendance, nothing excused",
} as const satisfies Readonly<Record<keyof Attendance, string>>;
export type Measure = keyof typeof MEASURES;

/** What each counts, as the clinic's definitions have it. */
export const DEFINITIONS: Readonly<Record<Measure, readonly [counts: string, outOf: string]>> = {
  attendance: [
    "sessions they came to, withheld, deferred and left early among them",
    "sessions scheduled, without those excused",
  ],
  dosing: ["sessions in which something was injected", "the same"],
  fullDose: ["sessions in which all that was ordered was injected", "the same"],
  allScheduled: ["sessions they came to", "all sessions scheduled"],
};

/** `92.3 % (12 of 13)`: never a percentage without its numbers. */
export function sayShare(share: Share): string {
  const percent = percentOf(share);
  return percent === undefined ? "none scheduled" : `${percent.toFixed(1)} % (${share.of} of ${share.outOf})`;
}

/** `92.3 %`; nothing where there is nothing to count. */
export const sayPercent = (percent: number | undefined): string =>
  percent === undefined ? "" : `${percent.toFixed(1)} %`;

/** How many sessions were excused, and why: `1 hospital, 2 custody`. */
export function sayExcused(sessions: readonly SessionRow[]): string {
  const by = Map.groupBy(
    sessions.filter(({ state }) => state === "excused"),
    ({ excuse }) => excuse ?? "agreed absence",
  );
  return by.size === 0
    ? "No session was excused."
    : `Excused: ${[...by].map(([why, of]) => `${counted(of.length, "session")} (${why})`).join(", ")}.`;
}
