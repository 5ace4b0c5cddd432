import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { decideReviewDay, type ReviewDayRefusal } from "../risk/rules.ts";

/** Where a step stands, in the order it usually goes. */
export const STEP_STATES = {
  "to-do": "To do",
  "under-way": "Under way",
  done: "Done",
  dropped: "Dropped",
} as const;
export type StepState = keyof typeof STEP_STATES;

/** Where a goal stands. */
export const GOAL_STATES = { open: "Working on it", reached: "Reached", dropped: "Dropped" } as const;
export type GoalState = keyof typeof GOAL_STATES;

/** Why a goal or a step is not changed. */
export type ChangeRefusal =
  | { readonly code: "not-ours" }
  | { readonly code: "changed-meanwhile" }
  | { readonly code: "closed" }
  | { readonly code: "says-the-same" };

/** What stands of a goal or step, as far as changing it depends on it. */
export type Changeable = {
  readonly ours: boolean;
  /** Nothing newer takes its place. */
  readonly stands: boolean;
};

/** May this be changed by a newer row? Only by the agency that agreed it, and only what stands. */
export function decideChange<T extends Changeable>(of: T): Result<T, ChangeRefusal> {
  if (!of.ours) return refuse({ code: "not-ours" });
  return of.stands ? accept(of) : refuse({ code: "changed-meanwhile" });
}

/** Why a goal is not added. */
export type GoalRefusal = { readonly code: "in-the-plan-already" };

/** May this goal be added? Not a second time, where the form is sent again from behind the back button. */
export function decideGoal<T extends { readonly words: string; readonly category: string }>(
  goal: T,
  goals: readonly (Changeable & T & { readonly state: GoalState })[],
): Result<T, GoalRefusal> {
  const isThere = goals.some(
    (each) =>
      each.ours &&
      each.stands &&
      each.state === "open" &&
      each.words === goal.words &&
      each.category === goal.category,
  );
  return isThere ? refuse({ code: "in-the-plan-already" }) : accept(goal);
}

/** Why a review of the plan is not kept. */
export type PlanReviewRefusal =
  | ReviewDayRefusal
  | { readonly code: "held-in-the-future"; readonly today: LocalDate }
  | { readonly code: "nothing-agreed" }
  | { readonly code: "no-episode" };

/** May the plan be agreed or gone through? It has a goal, it was not tomorrow, and it is gone through again in time. */
export function decideReview(
  review: { readonly heldOn: LocalDate; readonly nextOn: LocalDate },
  known: { readonly goals: number; readonly today: LocalDate; readonly longestDays: number },
): Result<LocalDate, PlanReviewRefusal> {
  if (known.goals === 0) return refuse({ code: "nothing-agreed" });
  if (Temporal.PlainDate.compare(review.heldOn, known.today) > 0)
    return refuse({ code: "held-in-the-future", today: known.today });
  return decideReviewDay(review.nextOn, known);
}
