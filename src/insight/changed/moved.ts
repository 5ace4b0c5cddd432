import type { PersonArms } from "../evaluate/clustered.ts";
import { type Moves, moveOf, movesOf } from "../evaluate/moves.ts";
import { type Trajectory, trajectoryOf } from "../evaluate/trajectory.ts";
import { USUAL_THRESHOLDS } from "../evaluate/trajectory-thresholds.ts";
import { type AtRisk, type Exposure, personYears } from "./exposure.ts";

/** How people moved, of those followed for the whole window. Not for show as it is: it may be of very few. */
export type Moved = {
  /** How many people's rate rose, held and fell. */
  readonly moves: Moves;
  /** The same people, each in the group that their level before and their direction after make. */
  readonly trajectories: readonly Trajectory[];
  /** Their events and time at risk on both sides, in the same order, from which it is told what would have come by itself. */
  readonly arms: readonly PersonArms[];
};

/** Counts who moved which way, and puts each of them into a group. */
export function movedOf(exposures: readonly Exposure[]): Moved {
  const arm = ({ events, days }: AtRisk) => ({ events, personYears: personYears(days) });
  const arms = exposures.map(({ fullWindow, before, after }) =>
    fullWindow ? ([arm(before), arm(after)] as const) : undefined,
  );
  const placed = arms.flatMap((one) => {
    const trajectory = one && trajectoryOf(...one, USUAL_THRESHOLDS);
    return trajectory ? [{ trajectory, arms: { comparison: one[0], rate: one[1] } }] : [];
  });
  return {
    moves: movesOf(arms.map((one) => (one ? moveOf(...one) : Number.NaN))),
    trajectories: placed.map(({ trajectory }) => trajectory),
    arms: placed.map((one) => one.arms),
  };
}
