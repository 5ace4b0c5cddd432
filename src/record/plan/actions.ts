import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { ownStay } from "../episode/store.ts";
import { daysOf, PARAMETERS } from "../parameters.ts";
import {
  type ChangeRefusal,
  decideChange,
  decideGoal,
  decideReview,
  type GoalRefusal,
  type GoalState,
  type PlanReviewRefusal,
  type StepState,
} from "./rules.ts";
import { goalsOf, holdPlan, insertGoal, insertReview, insertStep, stepsOf } from "./store.ts";

type NotThere = { readonly code: "not-there" };

/** Adds a goal. One that stands open in the same words, agreed with the same service, is in the plan already. */
export async function addGoal(
  tx: Tx,
  person: PersonId,
  goal: { readonly words: string; readonly category: string },
): Promise<Result<PersonId, GoalRefusal>> {
  await holdPlan(tx, person);
  const decision = decideGoal(goal, await goalsOf(tx, person));
  if (!decision.ok) return decision;
  await insertGoal(tx, person, { ...goal, state: "open" });
  return accept(person);
}

/** Changes a goal of one's own agency: its words, or where it stands. What it was stays readable. */
export async function changeGoal(
  tx: Tx,
  person: PersonId,
  id: string,
  to: { readonly words: string; readonly state: GoalState; readonly because: string },
): Promise<Result<PersonId, ChangeRefusal | NotThere>> {
  await holdPlan(tx, person);
  const goal = (await goalsOf(tx, person)).find((each) => each.id === id);
  if (!goal) return refuse({ code: "not-there" });
  const decision = decideChange(goal);
  if (!decision.ok) return decision;
  if (goal.words === to.words && goal.state === to.state) return refuse({ code: "says-the-same" });
  await insertGoal(tx, person, { ...to, category: goal.category }, goal);
  return accept(person);
}

/** Adds a step to a goal that stands open; each service may add to any goal it sees. */
export async function addStep(
  tx: Tx,
  person: PersonId,
  goalId: string,
  step: { readonly words: string; readonly who: string; readonly byOn: LocalDate | undefined },
): Promise<Result<PersonId, ChangeRefusal | NotThere>> {
  await holdPlan(tx, person);
  const goal = (await goalsOf(tx, person)).find((each) => each.first_id === goalId && each.stands);
  if (!goal) return refuse({ code: "not-there" });
  if (goal.state !== "open") return refuse({ code: "closed" });
  await insertStep(tx, person, { ...step, goal: goal.first_id, state: "to-do", category: goal.category });
  return accept(person);
}

/** Moves a step of one's own agency: where it stands, by when, or its words. */
export async function changeStep(
  tx: Tx,
  person: PersonId,
  id: string,
  to: {
    readonly words?: string;
    readonly who?: string;
    readonly byOn?: LocalDate | undefined;
    readonly state: StepState;
  },
): Promise<Result<PersonId, ChangeRefusal | NotThere>> {
  await holdPlan(tx, person);
  const step = (await stepsOf(tx, person)).find((each) => each.id === id);
  if (!step) return refuse({ code: "not-there" });
  const decision = decideChange(step);
  if (!decision.ok) return decision;
  const becomes = {
    goal: step.goal_id,
    words: to.words ?? step.words,
    who: to.who ?? step.who,
    byOn: "byOn" in to ? to.byOn : (step.by_on ?? undefined),
    state: to.state,
    category: step.category,
  };
  await insertStep(tx, person, becomes, step);
  return accept(person);
}

/** Keeps that the plan was gone through with the person, by one's own agency's stay. */
export async function reviewPlan(
  tx: Tx,
  person: PersonId,
  held: {
    readonly heldOn: LocalDate;
    readonly agreed: boolean;
    readonly words: string;
    readonly copyGiven: boolean;
    readonly nextOn: LocalDate;
  },
  now: Instant,
): Promise<Result<LocalDate, PlanReviewRefusal>> {
  await holdPlan(tx, person);
  const goals = (await goalsOf(tx, person)).filter((each) => each.stands && each.state === "open").length;
  const longestDays = daysOf(PARAMETERS["review-a-plan"]);
  const decision = decideReview(held, { goals, today: londonDay(now), longestDays });
  if (!decision.ok) return decision;
  const stay = await ownStay(tx, person);
  if (!stay) return refuse({ code: "no-episode" });
  await insertReview(tx, person, { ...held, category: stay.category });
  return decision;
}
