import { clock, longDate } from "../../kernel/time.ts";
import type { Kept } from "./actions.ts";
import type { MeasureDefinition, ScoreDefinition } from "./definition.ts";
import { isCode, sayScore, sayValue } from "./messages.ts";
import type { Scored } from "./rules.ts";
import type { TakenMeasure } from "./store.ts";
import type { TakingRefusal } from "./taking-rules.ts";

/** What is wrong with the day a measure was taken, then what to do. */
export function sayTaking(refusal: TakingRefusal): string {
  switch (refusal.code) {
    case "day-still-to-come":
      return `${longDate(refusal.on)} is still to come. Enter the day it was taken.`;
    case "before-birth":
      return `This person was born on ${longDate(refusal.born)}. Check the year.`;
    case "after-death":
      return `This person's death is recorded on ${longDate(refusal.diedOn)}. Enter a day before it, or reverse the death first if it is wrong.`;
  }
}

/** The sentence when there is nothing left to withdraw. */
export const SAY_NOTHING_TO_WITHDRAW =
  "This measure was withdrawn already, or another agency took it. Ask the agency that took it.";

/** What is said after saving. Names nobody: it travels in a cookie. */
export function sayKept(kept: Kept): string {
  if (!kept.riskReview) return "Measure saved.";
  const by = clock(kept.riskReview.dueAt);
  return kept.riskReview.team
    ? `Measure saved. A risk review is on the list of ${kept.riskReview.team}, due today by ${by}.`
    : "Measure saved. An answer calls for a risk review today, and you are in no team to give it to: tell your team lead now.";
}

/** The name of a measure's stage of treatment, as the definition words it. */
export const sayStage = (definition: MeasureDefinition, stage: string | undefined): string | undefined =>
  definition.stages?.find((each) => each.code === stage)?.label ?? stage;

/** One measure in a few words for a list: its one score or answer, or how much of it was answered. */
export function sayResult(definition: MeasureDefinition, taken: TakenMeasure, scored: Scored): string {
  const [only, ...more] = definition.scores;
  if (only && more.length === 0) {
    const value = taken.scores[only.code];
    return value === undefined ? "Not scored: a question was left out" : sayScore(only, value);
  }
  const [item, ...others] = definition.items;
  if (item && others.length === 0) return sayValue(item, taken.answers[item.code]);
  const asked = definition.items.length;
  return `${asked - scored.missing.length} of ${asked} questions answered`;
}

/** What a score says, or why there is none. */
export function sayOneScore(definition: MeasureDefinition, score: Scored["scores"][number]): string {
  const of = definition.scores.find((each) => each.code === score.code);
  if (score.state === "scored") return of ? sayScore(of, score.value) : `${score.value}`;
  if (score.notDisclosed.length > 0) return "Not scored: not disclosed";
  return "Not scored: a question was left out";
}

/** How a score differs from the time before: `4 more`, `3 fewer days`, `same`, or the step it took. */
export function sayDifference(of: ScoreDefinition, before: number, after: number): string {
  if (before === after) return "Same";
  if (isCode(of)) return `Was ${sayScore(of, before).toLowerCase()}`;
  const size = Math.abs(after - before);
  const word = of.unit === "days" ? (after > before ? "more" : "fewer") : after > before ? "higher" : "lower";
  return of.unit === "days" ? `${size} ${word} ${size === 1 ? "day" : "days"}` : `${size} ${word}`;
}
