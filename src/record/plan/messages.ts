import { longDate } from "../../kernel/time.ts";
import type { Said } from "../../web/page.ts";
import { sayReviewDay } from "../risk/messages.ts";
import type { ChangeRefusal, GoalRefusal, PlanReviewRefusal } from "./rules.ts";

/** Why a goal or a step was not changed. */
export function sayChange(refusal: ChangeRefusal | { readonly code: "not-there" }): string {
  switch (refusal.code) {
    case "not-there":
      return "This is not there any more.";
    case "not-ours":
      return "Another service agreed this with them. Ask that service to change it, or add a goal of your own.";
    case "changed-meanwhile":
      return "This was changed while you had the page open. Go back to the plan and change what stands now.";
    case "closed":
      return "This goal is reached or dropped. Add a new goal, or open this one again first.";
    case "says-the-same":
      return "Nothing was changed: it says what it said.";
  }
}

/** Why a goal was not added. */
export const sayGoal = (_refusal: GoalRefusal): Said => ({
  field: "words",
  words: "This goal is in the plan already, in these words. Add a step to it, or say the new one otherwise",
});

/** Why a review of the plan is not kept. */
export function sayPlanReview(refusal: PlanReviewRefusal): Said {
  switch (refusal.code) {
    case "nothing-agreed":
      return "There is no goal to agree on yet. Add the first one.";
    case "no-episode":
      return "Your agency has no open episode with this person, so it does not review their plan.";
    case "held-in-the-future":
      return { field: "heldOn", words: `Enter a day up to today, ${longDate(refusal.today)}.` };
    case "not-after-today":
    case "too-far":
      return { field: "nextOn", words: sayReviewDay(refusal) };
  }
}
