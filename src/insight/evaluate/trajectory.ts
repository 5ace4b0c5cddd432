import { moveOf } from "./moves.ts";
import type { Arm } from "./rate-ratio.ts";
import type { TrajectoryThresholds } from "./trajectory-thresholds.ts";

/** How much somebody did before, from none upward. */
export const LEVELS = ["none", "below", "high"] as const;
export type Level = (typeof LEVELS)[number];

/** Which way somebody's rate went, those who worsened first. */
export const DIRECTIONS = ["rose sharply", "rose", "held", "fell", "fell to none"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** One person's level before, direction after, and whether the change was sharp, up or down. */
export type Trajectory = { readonly level: Level; readonly direction: Direction; readonly sharply: boolean };

/** Whether a rate stands sharply above another. By products of whole counts and times, so that equal times never part by a last digit. */
function sharplyAbove(higher: Arm, lower: Arm, { times, more, events }: TrajectoryThresholds): boolean {
  const apart = higher.events / higher.personYears - lower.events / lower.personYears;
  return (
    higher.events >= events &&
    apart >= more &&
    higher.events * lower.personYears >= times * lower.events * higher.personYears
  );
}

/**
 * The group that somebody belongs to, by thresholds declared in advance; nothing where a side has no time at risk. Whether a rate rose,
 * held or fell is as `moveOf` has it, so that groups add up to those three. A sharp fall is a sharp rise read backwards: who changes the two
 * sides changes the two answers and nothing else.
 */
export function trajectoryOf(
  before: Arm,
  after: Arm,
  thresholds: TrajectoryThresholds,
): Trajectory | undefined {
  const move = moveOf(before, after);
  if (Number.isNaN(move)) return undefined;
  const level =
    before.events === 0 ? "none" : before.events / before.personYears >= thresholds.high ? "high" : "below";
  if (move === 0) return { level, direction: "held", sharply: false };
  const sharply =
    move > 0 ? sharplyAbove(after, before, thresholds) : sharplyAbove(before, after, thresholds);
  if (move > 0) return { level, direction: sharply ? "rose sharply" : "rose", sharply };
  return { level, direction: after.events === 0 ? "fell to none" : "fell", sharply };
}

/** Whether anybody can be in a group at all: whoever had none before cannot fall. */
export const canBe = (level: Level, direction: Direction): boolean =>
  level !== "none" || !direction.startsWith("fell");
