import { accept, type Result } from "../../kernel/result.ts";
import { fromEvents } from "./columns.ts";
import type { Design, Outcome } from "./design.ts";
import { type CohortRefused, no } from "./messages.ts";
import { fitting, isMethod, methodOf } from "./methods.ts";
import type { Has } from "./question.ts";
import { windowsStand } from "./windows-rules.ts";

type Checked = Result<void, CohortRefused>;
const FINE: Checked = accept(undefined);

/** What an outcome and the design have that methods may need. */
export const hasOf = (design: Design, outcome: Outcome): Has => ({
  before:
    outcome.kind === "events"
      ? fromEvents(outcome)
        ? design.windows.before !== undefined
        : outcome.before !== undefined
      : outcome.kind !== "time-to" && outcome.before !== undefined,
  ends: design.followUp.ends.length > 0 && outcome.kind === "time-to" && outcome.time === undefined,
});

/** What can be wrong with a design before any file is opened, and with which files it is asked of. */
export function designStands(design: Design, withEvents: boolean): Checked {
  const used = design.outcomes.some(fromEvents);
  if (withEvents && !used) return no({ code: "events-not-used" });
  for (const check of [comparisonStands, windowsStand, stayedStands]) {
    const answer = check(design);
    if (!answer.ok) return answer;
  }
  for (const [i, outcome] of design.outcomes.entries()) {
    const field = `outcomes ${i + 1}`;
    if (fromEvents(outcome) && !withEvents) return no({ code: "no-events-file", field });
    for (const check of [datesOf, timeOf, methodsOf]) {
      const answer = check(design, outcome, field);
      if (!answer.ok) return answer;
    }
  }
  return FINE;
}

function comparisonStands({ comparison }: Design): Checked {
  const { kind } = comparison;
  if (kind === "none") return FINE;
  const needs = (field: string, says: string) =>
    no({ code: "comparison-needs", field: `comparison.${field}`, kind, says });
  if (comparison.column === undefined)
    return needs("column", "the column that says in which group each person is");
  if (comparison.programme === undefined)
    return needs("programme", "what that column says of the programme's people");
  if (comparison.against === undefined)
    return needs("against", "what that column says of those they are compared with");
  if (kind === "matched" && comparison.covariates.length + comparison.factors.length === 0)
    return needs(
      "covariates",
      "the columns by which people are to be alike (numbers; names go into comparison.factors)",
    );
  return FINE;
}

function stayedStands({ stayed, cohort }: Design): Checked {
  if (stayed === undefined || stayed.column !== undefined) return FINE;
  if (stayed.left === undefined)
    return no({ code: "design-missing", field: "stayed.column (or stayed.left with stayed.atLeast)" });
  if (stayed.atLeast === undefined)
    return no({ code: "design-missing", field: "stayed.atLeast, which stayed.left needs" });
  if (cohort.entered === undefined)
    return no({
      code: "window-without-dates",
      field: "stayed.atLeast",
      needs: "cohort.entered, the column with the day of entry",
    });
  return FINE;
}

/** Dates that an outcome needs: of entry for times, windows for events of a file of their own. */
function datesOf({ windows, cohort }: Design, outcome: Outcome, field: string): Checked {
  if (outcome.kind === "time-to") {
    if (outcome.time !== undefined)
      return outcome.happened === undefined
        ? no({ code: "design-missing", field: `${field}: happened, which time needs` })
        : FINE;
    return cohort.entered === undefined
      ? no({ code: "window-without-dates", field, needs: "cohort.entered, the column with the day of entry" })
      : FINE;
  }
  if (outcome.kind === "events" && fromEvents(outcome) && windows.after === undefined)
    return no({ code: "design-missing", field: "windows.after, which events of a file need" });
  return FINE;
}

function timeOf({ windows }: Design, outcome: Outcome, field: string): Checked {
  if (outcome.kind !== "events" || fromEvents(outcome)) return FINE;
  const known = (time: string | undefined, window: unknown): boolean =>
    time !== undefined || window !== undefined;
  const before = outcome.before === undefined || known(outcome.beforeTime, windows.before);
  return before && known(outcome.afterTime, windows.after) ? FINE : no({ code: "no-time-at-risk", field });
}

function methodsOf(design: Design, outcome: Outcome, field: string): Checked {
  const has = hasOf(design, outcome);
  const fits = fitting(outcome, design.comparison, has).map(({ name }) => name);
  for (const [k, name] of (outcome.methods ?? []).entries()) {
    const where = `${field}: methods ${k + 1}`;
    const method = methodOf(outcome, name);
    if (!method)
      return isMethod(name)
        ? no({
            code: "method-does-not-fit",
            field: where,
            method: name,
            why: `is not for an outcome that is ${outcome.kind}`,
            fits,
          })
        : no({ code: "unknown-method", field: where, method: name, fits });
    const why = method.unfit(outcome, design.comparison, has);
    if (why !== undefined) return no({ code: "method-does-not-fit", field: where, method: name, why, fits });
  }
  return FINE;
}
