import { dot, type Matrix, solve, split, zeros } from "./matrix.ts";
import { eachRiskSet, type Prepared, type Ties } from "./risk-sets.ts";

/** What the likelihood says at one set of coefficients. */
export type Height = {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Matrix;
};

/** The coefficients of the highest likelihood, on the scale of the prepared columns. */
export type CoxFit = {
  readonly beta: Float64Array;
  readonly atNought: Height;
  readonly atTop: Height;
  /** By covariate: whether the likelihood was flat while this coefficient still grew, so that it has no finite size. */
  readonly boundless: readonly boolean[];
};

/** Why there is no fit. */
export type NoFit = { readonly dependent: number } | { readonly tries: number };

const TRIES = 40;
/** The likelihood has settled when a step changes it by less than this share. */
const SETTLED = 1e-9;
/** A coefficient that a further step would still move by this share has not settled with it. R's own is 3e-5. */
const STILL_MOVING = 1e-3;

/** Log-likelihood, its slope and its curvature at these coefficients. */
export function heightAt(people: Prepared, beta: Float64Array, ties: Ties): Height {
  const p = people.covariates;
  const score = sumOverEvents(people);
  const information = zeros(p);
  let logs = 0;
  const predictors = eachRiskSet(people, beta, ties, (step) => {
    logs += step.logs;
    for (let j = 0, at = 0; j < p; j++) {
      score[j] = (score[j] as number) - (step.mean[j] as number);
      const row = information[j] as Float64Array;
      for (let k = 0; k <= j; k++, at++) row[k] = (row[k] as number) + (step.spread[at] as number);
    }
  });
  for (let j = 0; j < p; j++)
    for (let k = 0; k < j; k++) (information[k] as Float64Array)[j] = information[j]?.[k] as number;
  return { logLikelihood: predictors - logs, score, information };
}

/** The covariates of those who had the event, each times a weight by place (1 where none are given). */
export function sumOverEvents(
  { time, event, x, covariates }: Prepared,
  weights?: Float64Array,
): Float64Array {
  const sum = new Float64Array(covariates);
  for (let i = 0; i < time.length; i++) {
    if (event[i] === 0) continue;
    const weight = weights ? (weights[i] as number) : 1;
    for (let j = 0; j < covariates; j++)
      sum[j] = (sum[j] as number) + weight * (x[i * covariates + j] as number);
  }
  return sum;
}

/** Climbs the partial likelihood by Newton's steps, halved where one overshoots. */
export function fitCox(people: Prepared, ties: Ties): CoxFit | NoFit {
  let beta: Float64Array = new Float64Array(people.covariates);
  const atNought = heightAt(people, beta, ties);
  let top = atNought;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const step = newton(top);
    if ("dependent" in step)
      return attempt === 0 ? step : { beta, atNought, atTop: top, boundless: all(beta, true) };
    const [next, height] = climb(people, ties, beta, top, step.by);
    const gained = height.logLikelihood - top.logLikelihood;
    const settled = Math.abs(gained) <= SETTLED * Math.abs(height.logLikelihood);
    beta = next;
    top = height;
    if (settled) return polish(people, ties, beta, top, atNought);
  }
  return { tries: TRIES };
}

/** Once the likelihood is flat, either the coefficients are settled too, and one more step gives their last digits, or some run away. */
function polish(people: Prepared, ties: Ties, beta: Float64Array, top: Height, atNought: Height): CoxFit {
  const step = newton(top);
  if ("dependent" in step) return { beta, atNought, atTop: top, boundless: all(beta, true) };
  const boundless = Array.from(
    beta,
    (b, j) => Math.abs(step.by[j] as number) > STILL_MOVING * (1 + Math.abs(b)),
  );
  if (boundless.includes(true)) return { beta, atNought, atTop: top, boundless };
  const last = beta.map((b, j) => b + (step.by[j] as number));
  return { beta: last, atNought, atTop: heightAt(people, last, ties), boundless };
}

const all = (beta: Float64Array, value: boolean): boolean[] => Array.from(beta, () => value);

function newton(height: Height): { readonly by: Float64Array } | { readonly dependent: number } {
  const lower = split(height.information);
  return lower.ok ? { by: solve(lower.lower, height.score) } : { dependent: lower.row };
}

function climb(
  people: Prepared,
  ties: Ties,
  from: Float64Array,
  top: Height,
  by: Float64Array,
): [Float64Array, Height] {
  let share = 1;
  for (;;) {
    const next = from.map((b, j) => b + share * (by[j] as number));
    const height = heightAt(people, next, ties);
    if (height.logLikelihood >= top.logLikelihood || share < 1e-4) return [next, height];
    share /= 2;
  }
}

/** The score test that all coefficients are nought, from the height there. */
export function scoreTest({ score, information }: Height): number {
  const lower = split(information);
  return lower.ok ? dot(score, solve(lower.lower, score)) : Number.NaN;
}
