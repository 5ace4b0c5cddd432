import { type Design, designOf } from "./design.ts";
import { studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Numbers } from "./finding.ts";
import { predictorOf } from "./glm.ts";
import { type Line, leastSquares } from "./least-squares.ts";
import { dot } from "./matrix.ts";
import { type Groups, hasSpread } from "./propensity.ts";
import type { Covariate } from "./risk-sets.ts";

/** What a line through one group's outcomes expects of anybody, and how much of it hangs on each row of that group. */
type Expected = { readonly of: Float64Array; readonly leverage: (row: number) => number };

const FULL_LEVERAGE = 1 - 1e-9;

/**
 * The weighted difference with what the columns still explain of it taken off: augmented weighting.
 *
 * A line of the outcome on the columns is fitted within each group (about the treated: within the untreated alone); what is weighted is each
 * person's distance from it. It holds where either the chances or the lines are right, and people of great weight decide far less: where groups
 * lie far apart the plain difference leans to one side, this one does not (docs/methods/coverage.md). The error is the sum of each person's
 * squared pull, a person's distance divided by one less their leverage on the line and their share of the weight; limits are Student's t with people less the
 * lines' coefficients. Nothing where a line cannot be fitted. Source: Robins, Rotnitzky and Zhao 1994; Lunceford and Davidian
 * 2004; Moodie, Saarela and Stephens 2018 for the treated; MacKinnon and White 1985 for the leverage.
 */
export function augmented(
  groups: Groups,
  weights: Float64Array,
  about: "treated" | "everyone",
  level: number,
): Estimate[] {
  const whole = designOf(weights.length, groups.covariates);
  if (!whole.ok) return [];
  const untreated = expectedBy(groups, 0, whole.value);
  const treated = about === "treated" ? untreated : expectedBy(groups, 1, whole.value);
  if (!(untreated && treated)) return [];
  const degrees = weights.length - whole.value.names.length * (about === "treated" ? 1 : 2);
  const one = told(groups, weights, about, [untreated, treated]);
  if (!one || degrees < 1) return [];
  const { value, standardError } = one;
  const line = { what: "average difference, adjusted", value, by: "augmented weighting" };
  if (!hasSpread(standardError, groups.outcome)) return [line];
  const reach = studentReach(level, degrees) * standardError;
  return [
    {
      ...line,
      low: value - reach,
      high: value + reach,
      standardError,
      p: studentTwoSided(value / standardError, degrees),
    },
  ];
}

function expectedBy(
  { treated, outcome, covariates }: Groups,
  group: 0 | 1,
  whole: Design,
): Expected | undefined {
  const rows = Array.from({ length: treated.length }, (_, i) => i).filter((i) => treated[i] === group);
  const own = designOf(
    rows.length,
    covariates.map(({ name, values }): Covariate => ({ name, values: taken(values, rows) })),
  );
  if (!own.ok || rows.length <= own.value.names.length) return undefined;
  const line = leastSquares(own.value, taken(outcome, rows));
  if (!line.ok) return undefined;
  const of = Float64Array.from({ length: treated.length }, (_, i) =>
    predictorOf(whole, line.value.coefficients, i),
  );
  const leverage = (row: number): number => leverageOf(line.value, whole, row);
  return rows.some((row) => leverage(row) > FULL_LEVERAGE) ? undefined : { of, leverage };
}

const taken = (values: Numbers, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => values[row] as number);

function leverageOf({ bread }: Line, { names, x }: Design, row: number): number {
  const own = x.subarray(row * names.length, (row + 1) * names.length);
  return dot(
    Float64Array.from(bread, (line) => dot(line, own)),
    own,
  );
}

/** The estimate and its error; nothing where one person carries a group's whole weight. */
function told(
  { treated, outcome }: Groups,
  weights: Float64Array,
  about: "treated" | "everyone",
  lines: readonly [Expected, Expected],
): { readonly value: number; readonly standardError: number } | undefined {
  const all = weights.length;
  const group = (i: number): 0 | 1 => (treated[i] === 1 ? 1 : 0);
  const left = (i: number): number => (outcome[i] as number) - (lines[group(i)].of[i] as number);
  const [sums, averages] = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 0; i < all; i++) sums[group(i)] = (sums[group(i)] as number) + (weights[i] as number);
  const share = (i: number): number => (weights[i] as number) / (sums[group(i)] as number);
  // What the lines expect treatment to change, on average: about the treated nothing is expected, the one line stands for both.
  let expected = 0;
  const change = (i: number): number => (lines[1].of[i] as number) - (lines[0].of[i] as number);
  for (let i = 0; i < all; i++) {
    averages[group(i)] = (averages[group(i)] as number) + share(i) * left(i);
    expected += change(i) / all;
  }
  let squares = 0;
  for (let i = 0; i < all; i++) {
    if (share(i) > FULL_LEVERAGE) return undefined;
    const t = group(i);
    const fitted = about === "everyone" || t === 0;
    const distance = (fitted ? left(i) / (1 - lines[t].leverage(i)) : left(i)) - (averages[t] as number);
    const own = ((t === 1 ? 1 : -1) * share(i) * distance) / (1 - share(i));
    squares += (own + (change(i) - expected) / all) ** 2;
  }
  const value = expected + (averages[1] as number) - (averages[0] as number);
  return { value, standardError: Math.sqrt(squares) };
}
