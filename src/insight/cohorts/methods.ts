import type { Comparison, Outcome } from "./design.ts";
import { EVENT_METHODS } from "./methods-events.ts";
import { READING_METHODS } from "./methods-readings.ts";
import { TIME_METHODS } from "./methods-time.ts";
import { type CohortMethod, grouped, type Has } from "./question.ts";

const METHODS_OF: Readonly<Record<Outcome["kind"], readonly CohortMethod[]>> = {
  events: EVENT_METHODS,
  "time-to": TIME_METHODS,
  "yes-or-no": READING_METHODS,
  score: READING_METHODS,
};

/** The methods that fit this outcome and comparison, in the order in which they are named to users. */
export const fitting = (outcome: Outcome, comparison: Comparison, has: Has): readonly CohortMethod[] =>
  METHODS_OF[outcome.kind].filter((method) => method.unfit(outcome, comparison, has) === undefined);

/** The method of that name for this kind of outcome, fitting or not. */
export const methodOf = (outcome: Outcome, name: string): CohortMethod | undefined =>
  METHODS_OF[outcome.kind].find((method) => method.name === name);

/** Whether any kind of outcome has a method of that name. */
export const isMethod = (name: string): boolean =>
  Object.values(METHODS_OF).some((methods) => methods.some((method) => method.name === name));

/** The methods used where a design names none, and why these. */
export function usual(
  outcome: Outcome,
  comparison: Comparison,
  has: Has,
): { readonly names: readonly string[]; readonly why: string } {
  const { kind } = comparison;
  if (kind === "matched")
    return outcome.kind === "time-to"
      ? { names: ["km"], why: "time until an event, among pairs alike in the columns named" }
      : { names: ["match"], why: "people alike in the columns named are compared" };
  switch (outcome.kind) {
    case "events":
      if (kind === "none")
        return {
          names: ["before-after"],
          why: "events of the same people before and after, nobody compared with",
        };
      if (kind === "randomised" || !has.before)
        return {
          names: ["poisson", "rate-ratio"],
          why: "events of two groups after entry, allowing for one person's hanging together, and exactly",
        };
      return {
        names: ["did"],
        why: "two groups that were not drawn by lot: each one's own change is compared",
      };
    case "time-to":
      return { names: ["km"], why: "time until an event, where some are not followed to it" };
    case "yes-or-no":
      return grouped(comparison)
        ? { names: ["two-by-two"], why: "yes or no in two groups" }
        : {
            names: outcome.before === undefined ? ["share"] : ["share", "permutation"],
            why: "yes or no in one group",
          };
    case "score":
      if (grouped(comparison)) return { names: ["two-by-two"], why: "how many got better in two groups" };
      return outcome.reliability === undefined
        ? {
            names: ["permutation"],
            why: "readings of the same people; no reliability is said, so no change can be called more than noise",
          }
        : { names: ["reliable-change"], why: "readings of the same people, with a known reliability" };
  }
}
