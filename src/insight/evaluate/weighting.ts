import { accept } from "../../kernel/result.ts";
import { augmented } from "./augmented.ts";
import { balanceOf, balanceTable, imbalances } from "./balance.ts";
import { designOf } from "./design.ts";
import { studentReach, studentTwoSided } from "./distributions.ts";
import type { Found, Numbers } from "./finding.ts";
import { type Line, leastSquares } from "./least-squares.ts";
import { cell, dot } from "./matrix.ts";
import { warn } from "./messages.ts";
import { type Groups, hasSpread, propensity, type Scores, wrongGroups } from "./propensity.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** Whom the figure is about: the treated, or everybody. */
export type About = "treated" | "everyone";

/** Below so many people the figure is about few. */
const FEW = 20;

/** The heaviest hundredth carrying more than this share of all weight is warned of. */
const HEAVY = 0.1;

/** Where the people of a group know less than this share of what as many of equal weight would, the adjusted figure is to be read. */
const EVEN = 0.7;

/**
 * What treatment did, by weighting people so that the two groups are alike in what was known before.
 *
 * About the treated: each untreated person weighs chance / (1 − chance). About everyone: each weighs one over the chance of
 * what they got. The estimate is the difference of weighted averages. Its error is the sandwich of the weighted line and of
 * the logistic model of the chances stacked upon one another (M-estimation), so that it allows for chances that were
 * estimated; taking them as known, as HC0 of the line does, made intervals far too wide. Each person's pull is divided by one
 * less their leverage, as in HC3, and limits are Student's t with the smaller effective number less one: both for the few who
 * carry much weight. Beside it stands the figure with what the columns still explain taken off (see `augmented`). As the stacked equations written out in R.
 * Source: Robins 2000; Lunceford and Davidian 2004; Stefanski and Boos 2002; MacKinnon and White 1985 for the leverage.
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
  const value = line.value.coefficients[1] as number;
  const standardError = stackedError(groups, scores.value, weights, line.value, about);
  const [ofTreated, ofOthers] = [effective(weights, treated, 1), effective(weights, treated, 0)];
  const degrees = Math.max(1, Math.min(ofTreated, ofOthers) - 1);
  const reach = studentReach(level, degrees) * standardError;
  const spread = hasSpread(standardError, outcome);
  const balances = balanceOf(covariates, treated, weights);
  const heavy = heaviest(weights);
  const adjusted = augmented(groups, weights, about, level);
  const [people, uneven] = [groupSizes(treated), adjusted.some(({ low }) => low !== undefined)];
  const least = Math.min(ofTreated / people[1], ofOthers / people[0]);
  return accept({
    method: "weight",
    level,
    estimates: [
      spread
        ? {
            what: `average difference, ${about}`,
            value,
            low: value - reach,
            high: value + reach,
            standardError,
            p: studentTwoSided(value / standardError, degrees),
            by: "M-estimation",
          }
        : { what: `average difference, ${about}`, value, by: "M-estimation" },
      ...adjusted,
      { what: "weighted average, treated", value: (line.value.coefficients[0] as number) + value },
      { what: "weighted average, untreated", value: line.value.coefficients[0] as number },
      { what: "effective number, treated", value: ofTreated },
      { what: "effective number, untreated", value: ofOthers },
    ],
    counts: { treated: people[1], people: treated.length },
    assumptions: [
      "Everything that moved people into treatment and changes the outcome is among the columns.",
      "Whoever was treated could have been untreated, and for a figure about everyone the other way round.",
    ],
    warnings: [
      ...(treated.length < FEW ? [warn("few-people", { people: treated.length })] : []),
      ...(spread ? [] : [warn("no-spread-seen", { of: "average difference" })]),
      ...imbalances(balances),
      ...(heavy > HEAVY ? [warn("heavy-weights", { share: `${Math.round(100 * heavy)} %` })] : []),
      ...(uneven && least < EVEN ? [warn("uneven-weights", { share: `${Math.round(100 * least)} %` })] : []),
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

/**
 * The error of the difference, chances having been estimated. One person's pull on it is w·r over the weight of their group
 * (less in the untreated), and their pull on the model's coefficients is I⁻¹·x·(t − p); what these move the difference by is
 * how the weights' slopes w′·r add up. Each of the two is divided by one less the person's share of what it was fitted to.
 */
function stackedError(
  { treated }: Groups,
  { chance, design, bread }: Scores,
  weights: Float64Array,
  { residuals, bread: ofLine }: Line,
  about: About,
): number {
  const p = design.names.length;
  const at = (i: number, j: number): number => design.x[i * p + j] as number;
  // What one unit of a person's residual does to the difference: the second row of the line's bread times (1, t).
  const unit = (i: number): number => cell(ofLine, 1, 0) + cell(ofLine, 1, 1) * (treated[i] as number);
  const slope = new Float64Array(p);
  for (let i = 0; i < weights.length; i++) {
    const by = unit(i) * (residuals[i] as number) * steepness(weights[i] as number, treated[i] === 1, about);
    for (let j = 0; j < p; j++) slope[j] = (slope[j] as number) + by * at(i, j);
  }
  const through = Float64Array.from(bread, (row) => dot(row, slope));
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const x = design.x.subarray(i * p, (i + 1) * p);
    const [w, q] = [weights[i] as number, chance[i] as number];
    const ofGroup = Math.abs(unit(i)) * w;
    const ofModel = q * (1 - q) * bread.reduce((sum, row, j) => sum + (x[j] as number) * dot(row, x), 0);
    const own = (unit(i) * w * (residuals[i] as number)) / (1 - ofGroup);
    const moved = (dot(through, x) * ((treated[i] as number) - q)) / (1 - ofModel);
    squares += (own + moved) ** 2;
  }
  return Math.sqrt(squares);
}

/** How a weight grows with the log-odds of being treated. */
function steepness(weight: number, treated: boolean, about: About): number {
  if (about === "treated") return treated ? 0 : weight;
  return treated ? 1 - weight : weight - 1;
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

/** How many were not treated, and how many were. */
function groupSizes(treated: Numbers): readonly [number, number] {
  const some = Array.from(treated).reduce((sum, each) => sum + each, 0);
  return [treated.length - some, some];
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
