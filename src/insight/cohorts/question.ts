import type { TimeAtRisk } from "../evaluate/before-after.ts";
import type { Found } from "../evaluate/finding.ts";
import type { Case } from "./case.ts";
import type { Comparison, Outcome } from "./design.ts";
import type { People } from "./tables.ts";

/** What one method is asked: people with their outcome, how they are compared, at which level. */
export type Question = {
  readonly cases: readonly Case[];
  readonly outcome: Outcome;
  readonly comparison: Comparison;
  /** What the events that end the sight of somebody are called, in the order of followUp.ends. */
  readonly ends: readonly string[];
  readonly people: People;
  readonly level: number;
  readonly time: TimeAtRisk;
};

/** One method as cohorts may use it. */
export type CohortMethod = {
  readonly name: string;
  /** Why it does not fit this outcome and comparison; nothing where it fits. */
  readonly unfit: (outcome: Outcome, comparison: Comparison, has: Has) => string | undefined;
  readonly run: (question: Question) => Found;
};

/** What a design has that methods may need. */
export type Has = { readonly before: boolean; readonly ends: boolean };

/** Whether two groups are compared. */
export const grouped = (comparison: Comparison): boolean => comparison.kind !== "none";
/** Whether columns are named by which people are alike or not. */
export const described = ({ covariates, factors }: Comparison): boolean =>
  covariates.length + factors.length > 0;
