import type { Numbers, Rows } from "./finding.ts";
import { type Warned, warn } from "./messages.ts";
import type { Covariate } from "./risk-sets.ts";

/** How alike two groups are in one column. */
export type Balance = {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** Variance of the treated over that of the others. */
  readonly ratioBefore: number;
  readonly ratioAfter: number;
};

/** Beyond it a column is called unbalanced. Source: Austin 2009. */
export const UNBALANCED = 0.1;

/**
 * Standardised differences and variance ratios of each column before and after matching or weighting.
 *
 * The difference of means over the standard deviation of the treated before anything was done, both times, so that the two
 * can be compared; as MatchIt and cobalt do for the effect among the treated.
 */
export function balanceOf(
  covariates: readonly Covariate[],
  treated: Numbers,
  weights: Float64Array,
): Balance[] {
  const even = new Float64Array(treated.length).fill(1);
  return covariates.map(({ name, values }) => {
    const spread = Math.sqrt(momentsOf(values, treated, even, 1).variance);
    const told = (by: Float64Array) => {
      const [one, other] = [momentsOf(values, treated, by, 1), momentsOf(values, treated, by, 0)];
      return { smd: (one.mean - other.mean) / spread, ratio: one.variance / other.variance };
    };
    const [first, then] = [told(even), told(weights)];
    return { name, before: first.smd, after: then.smd, ratioBefore: first.ratio, ratioAfter: then.ratio };
  });
}

/** The weighted mean and variance of one group; the variance as of a sample whose weights are frequencies of people. */
function momentsOf(values: Numbers, treated: Numbers, weights: Float64Array, group: 0 | 1) {
  let [all, sum, squaresOfWeights] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (treated[i] !== group) continue;
    const w = weights[i] as number;
    all += w;
    squaresOfWeights += w * w;
    sum += w * (values[i] as number);
  }
  const mean = sum / all;
  let squares = 0;
  for (let i = 0; i < values.length; i++)
    if (treated[i] === group) squares += (weights[i] as number) * ((values[i] as number) - mean) ** 2;
  return { mean, variance: squares / (all - squaresOfWeights / all) };
}

/** The table that goes with every comparison of made-alike groups; its plot is the love plot. */
export const balanceTable = (balances: readonly Balance[]): Rows => ({
  name: "balance",
  columns: [
    "column",
    "difference before",
    "difference after",
    "variance ratio before",
    "variance ratio after",
  ],
  rows: balances.map((one) => [one.name, one.before, one.after, one.ratioBefore, one.ratioAfter]),
});

/** What is still not alike. */
export const imbalances = (balances: readonly Balance[]): Warned[] =>
  balances.flatMap(({ name, after }) =>
    Math.abs(after) > UNBALANCED ? [warn("imbalance", { column: name, smd: after.toFixed(2) })] : [],
  );
