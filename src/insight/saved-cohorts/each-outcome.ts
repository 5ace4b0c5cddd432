import type { CountedEvent } from "../changed/catalogue.ts";
import type { Design } from "../cohorts/design.ts";
import { type Asked, linkedWords } from "./asked.ts";

/** A cohort with one of its outcomes alone. */
export type AskedOne = Omit<Asked, "outcomes"> & { readonly event: CountedEvent };
export type OneOutcome = { readonly asked: AskedOne; readonly design: Design };

/**
 * A cohort outcome by outcome. Each is asked of the people whom its own source can be searched for, up to the day to which that is
 * complete, as a cohort of that outcome alone would be: so it tells no more than such a cohort does, set beside it or not.
 */
export function eachOutcome({
  asked: { outcomes, ...asked },
  design,
}: {
  readonly asked: Asked;
  readonly design: Design;
}): readonly OneOutcome[] {
  return outcomes.map((outcome, i): OneOutcome => {
    const one = { ...asked, event: outcome.event };
    if (outcomes.length === 1) return { asked: one, design };
    const because = linkedWords([outcome]);
    const only = design.cohort.only.flatMap((rule) =>
      rule.column !== "linked" ? [rule] : because ? [{ ...rule, because }] : [],
    );
    return {
      asked: one,
      design: { ...design, cohort: { ...design.cohort, only }, outcomes: design.outcomes.slice(i, i + 1) },
    };
  });
}
