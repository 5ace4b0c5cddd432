import { accept } from "../../kernel/result.ts";
import { balanceOf, balanceTable, imbalances } from "./balance.ts";
import { designOf } from "./design.ts";
import { normalReach, normalTwoSided } from "./distributions.ts";
import type { Found, Numbers } from "./finding.ts";
import { leastSquares } from "./least-squares.ts";
import { warn } from "./messages.ts";
import { type Groups, propensity, wrongGroups } from "./propensity.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { robustVariance } from "./robust.ts";

/** Whom the figure is about: the treated, or everybody. */
export type About = "treated" | "everyone";

/** The heaviest hundredth carrying more than this share of all weight is warned of. */
const HEAVY = 0.1;

/**
 * What treatment did, by weighting people so that the two groups are alike in what was known before.
 *
 * About the treated: each untreated person weighs chance / (1 − chance). About everyone: each weighs one over the chance of
 * what they got. The estimate is the difference of weighted averages; its error the sandwich (HC0) of the weighted line,
 * which takes the score as known and is a little wide. As R's `lm(weights = …)` with `sandwich::vcovHC(type = "HC0")`.
 * Source: Robins 2000; Austin and Stuart 2015.
 */
export function weighted(groups: Groups, about: About = "treated", level = USUAL_LEVEL): Found {
  const wrong = wrongGroups(groups);
  if (wrong) return wrong;
  const scores = propensity(groups);
  if (!scores.ok) return scores;
  const { treated, outcome, covariates } = groups;
  const weights = weightsOf(treated, scores.value.chance, about);
  const design = designOf(treated.length, [{ name: "treated", values: treated }]);
  if (!design.ok) return design;
  const line = leastSquares(design.value, outcome, weights);
  if (!line.ok) return line;
  const pulls = line.value.residuals.map((residual, i) => residual * (weights[i] as number));
  const { variance } = robustVariance(design.value, line.value.bread, pulls);
  const value = line.value.coefficients[1] as number;
  const standardError = Math.sqrt(variance[1]?.[1] as number);
  const reach = normalReach(level) * standardError;
  const balances = balanceOf(covariates, treated, weights);
  const heavy = heaviest(weights);
  return accept({
    method: "weight",
    level,
    estimates: [
      {
        what: `average difference, ${about}`,
        value,
        low: value - reach,
        high: value + reach,
        standardError,
        p: normalTwoSided(value / standardError),
        by: "HC0",
      },
      { what: "weighted average, treated", value: (line.value.coefficients[0] as number) + value },
      { what: "weighted average, untreated", value: line.value.coefficients[0] as number },
      { what: "effective number, treated", value: effective(weights, treated, 1) },
      { what: "effective number, untreated", value: effective(weights, treated, 0) },
    ],
    counts: { treated: Array.from(treated).reduce((sum, each) => sum + each, 0), people: treated.length },
    assumptions: [
      "Everything that moved people into treatment and changes the outcome is among the columns.",
      "Whoever was treated could have been untreated, and for a figure about everyone the other way round.",
    ],
    warnings: [
      ...imbalances(balances),
      ...(heavy > HEAVY ? [warn("heavy-weights", { share: `${Math.round(100 * heavy)} %` })] : []),
      warn("unmeasured"),
    ],
    tables: [balanceTable(balances)],
  });
}

function weightsOf(treated: Numbers, chance: Float64Array, about: About): Float64Array {
  return chance.map((p, i) => {
    const t = treated[i] === 1;
    if (about === "treated") return t ? 1 : p / (1 - p);
    return t ? 1 / p : 1 / (1 - p);
  });
}

/** How many people of equal weight would know as much. */
function effective(weights: Float64Array, treated: Numbers, group: 0 | 1): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (treated[i] !== group) continue;
    sum += weights[i] as number;
    squares += (weights[i] as number) ** 2;
  }
  return sum ** 2 / squares;
}

function heaviest(weights: Float64Array): number {
  const sorted = Float64Array.from(weights).sort();
  const all = sorted.reduce((sum, each) => sum + each, 0);
  return (
    sorted
      .subarray(sorted.length - Math.max(1, Math.floor(sorted.length / 100)))
      .reduce((sum, each) => sum + each, 0) / all
  );
}
