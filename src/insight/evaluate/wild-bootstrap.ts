import { randomFrom } from "../../kernel/random.ts";
import { cell, type Matrix } from "./matrix.ts";

/** Up to so many clusters every way to turn signs is tried: 4,096 at the most. */
const EVERY_WAY_UP_TO = 12;
const DRAWS = 9_999;
const SEED = "signs of clusters";

/** A p-value by turning signs of whole clusters, and by how many ways. */
export type Wild = { readonly p: number; readonly by: string; readonly ways: number };

/**
 * What of each cluster enters the test of one coefficient, the others being as if it were nought: what its rows pull at each
 * column, and how its own columns are crossed (nothing where the coefficient is not fitted anew in each draw).
 */
export type Pulls = {
  readonly scores: readonly Float64Array[];
  readonly crossed?: readonly Matrix[];
  /** The row of the bread that gives the coefficient. */
  readonly weights: Float64Array;
  readonly bread?: Matrix;
};

/**
 * The wild cluster bootstrap's p-value of one coefficient, its being nought imposed (Rademacher's signs, equal-tailed by size).
 *
 * Whole clusters' residuals are turned or left, the model is fitted anew and the coefficient over its clustered error is
 * held against the one seen. Up to 12 clusters every way is tried and the share is exact; beyond it 9,999 are drawn by a fixed seed
 * and the one seen counts as one of them. Without `crossed` the scores alone are turned (Kline and Santos), for models that
 * are not straight lines. A draw without any error left counts as extreme. Source: Cameron, Gelbach and Miller 2008; Kline and Santos 2012.
 */
export function wildP(pulls: Pulls): Wild {
  const clusters = pulls.scores.length;
  const one = new Float64Array(clusters).fill(1);
  const seen = Math.abs(sizeOf(pulls, one));
  const far = seen * (1 - 1e-9);
  const extreme = (signs: Float64Array): boolean => !(Math.abs(sizeOf(pulls, signs)) < far);
  if (!Number.isFinite(seen)) return { p: Number.NaN, by: "no error to hold it against", ways: 0 };
  if (clusters <= EVERY_WAY_UP_TO) {
    const ways = 2 ** clusters;
    let count = 0;
    for (let way = 0; way < ways; way++)
      if (extreme(one.map((_, g) => ((way >> g) & 1 ? -1 : 1)))) count += 1;
    return { p: count / ways, by: "wild bootstrap, every sign", ways };
  }
  const { chance } = randomFrom(SEED);
  let count = 1;
  for (let draw = 0; draw < DRAWS; draw++) if (extreme(one.map(() => (chance(0.5) ? 1 : -1)))) count += 1;
  return { p: count / (DRAWS + 1), by: "wild bootstrap, 9,999 drawn signs", ways: DRAWS };
}

/** The coefficient over its clustered error once these clusters' signs are turned. A constant factor of the error is left out: it cancels. */
function sizeOf({ scores, crossed, weights, bread }: Pulls, signs: Float64Array): number {
  const turned = new Float64Array(weights.length);
  for (const [g, score] of scores.entries())
    for (let j = 0; j < turned.length; j++)
      turned[j] = (turned[j] as number) + (signs[g] as number) * (score[j] as number);
  const value = dot(weights, turned);
  // What the coefficients move by when they are fitted to the turned residuals.
  const moved = bread ? turned.map((_, j) => dot(bread[j] as Float64Array, turned)) : undefined;
  let squares = 0;
  for (const [g, score] of scores.entries()) {
    let own = (signs[g] as number) * dot(weights, score);
    const mine = crossed?.[g];
    if (mine && moved)
      for (let j = 0; j < weights.length; j++)
        for (let k = 0; k < weights.length; k++)
          own -= (weights[j] as number) * cell(mine, j, k) * (moved[k] as number);
    squares += own * own;
  }
  return value / Math.sqrt(squares);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] as number) * (b[j] as number);
  return sum;
}
