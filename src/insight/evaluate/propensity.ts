import { accept, type Result } from "../../kernel/result.ts";
import { type Design, designOf } from "./design.ts";
import type { Numbers } from "./finding.ts";
import { fitModel, LOGISTIC, predictorOf } from "./glm.ts";
import type { Matrix } from "./matrix.ts";
import { type Cannot, cannot } from "./messages.ts";
import type { Covariate } from "./risk-sets.ts";

/** Two groups to be made alike: who was treated, how each fared, and what was known of them before. */
export type Groups = {
  readonly treated: Numbers;
  readonly outcome: Numbers;
  readonly covariates: readonly Covariate[];
  /** A person's own number or place, which settles ties; the row where it is left out. */
  readonly id?: Numbers;
};

/** Each person's chance of being treated, and its log-odds, by a logistic model of what was known. */
export type Scores = {
  readonly chance: Float64Array;
  readonly logit: Float64Array;
  /** The model's columns, and the inverse of its information. */
  readonly design: Design;
  readonly bread: Matrix;
};

/** What is wrong with these groups; nothing where they can be compared. */
export function wrongGroups({ treated, outcome, covariates }: Groups): ReturnType<typeof cannot> | undefined {
  if (treated.length !== outcome.length) return cannot("unequal-lengths");
  if (covariates.length === 0) return cannot("nobody", { where: "to match by: name at least one covariate" });
  let some = 0;
  for (let i = 0; i < treated.length; i++) {
    const value = treated[i] as number;
    if (value !== 0 && value !== 1) return cannot("not-yes-or-no", { where: "Treated", row: i + 1, value });
    if (!Number.isFinite(outcome[i])) return cannot("not-finite", { where: "The outcome", row: i + 1 });
    some += value;
  }
  if (some === 0) return cannot("nobody", { where: "treated" });
  return some === treated.length ? cannot("nobody", { where: "to compare with" }) : undefined;
}

/** Whether an error is more than the last digits of the outcome: else nothing was seen to vary, and there is no interval. */
export function hasSpread(standardError: number, outcome: Numbers): boolean {
  let greatest = 0;
  for (let i = 0; i < outcome.length; i++) greatest = Math.max(greatest, Math.abs(outcome[i] as number));
  return standardError > 1e-12 * greatest;
}

/** Fits the propensity score. Refused where a column tells the treated from the others perfectly. Source: Rosenbaum and Rubin 1983. */
export function propensity({ treated, covariates }: Groups): Result<Scores, Cannot> {
  const design = designOf(treated.length, covariates);
  if (!design.ok) return design;
  const fit = fitModel(design.value, treated, LOGISTIC);
  if (!fit.ok) return fit;
  const { bread, coefficients, means } = fit.value;
  const logit = Float64Array.from({ length: treated.length }, (_, i) =>
    predictorOf(design.value, coefficients, i),
  );
  return accept({ chance: means, logit, design: design.value, bread });
}
