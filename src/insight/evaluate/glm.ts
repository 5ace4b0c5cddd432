import { accept, type Result } from "../../kernel/result.ts";
import type { Design } from "./design.ts";
import type { Numbers } from "./finding.ts";
import { inverse, type Matrix, solve, split, zeros } from "./matrix.ts";
import { type Cannot, cannot } from "./messages.ts";

/** How an outcome's mean follows from its columns, and how it spreads about it. */
export type Family = {
  /** The mean from the sum of columns times coefficients. */
  readonly mean: (predictor: number) => number;
  /** How fast the mean grows with that sum, at this mean. */
  readonly slope: (mean: number) => number;
  /** The variance at this mean. */
  readonly variance: (mean: number) => number;
  /** A mean to begin from. */
  readonly start: (outcome: number, average: number) => number;
  /** The sum from a mean. */
  readonly link: (mean: number) => number;
  /** Twice the log-likelihood lost against a perfect fit, for one row. */
  readonly deviance: (outcome: number, mean: number) => number;
};

const orNought = (y: number, x: number): number => (y === 0 ? 0 : y * Math.log(x));

/** Counts, by the logarithm of their mean. */
export const POISSON: Family = {
  mean: Math.exp,
  slope: (mean) => mean,
  variance: (mean) => mean,
  start: (y, average) => (y + average) / 2,
  link: Math.log,
  deviance: (y, mean) => 2 * (orNought(y, y / mean) - (y - mean)),
};

/** Yes or no, by the logarithm of the odds. */
export const LOGISTIC: Family = {
  mean: (predictor) => 1 / (1 + Math.exp(-predictor)),
  slope: (mean) => mean * (1 - mean),
  variance: (mean) => mean * (1 - mean),
  start: (y) => (y + 0.5) / 2,
  link: (mean) => Math.log(mean / (1 - mean)),
  deviance: (y, mean) => 2 * (orNought(y, y / mean) + orNought(1 - y, (1 - y) / (1 - mean))),
};

/** Counts more spread than Poisson's: variance mean + mean² / theta. */
export const negativeBinomial = (theta: number): Family => ({
  ...POISSON,
  variance: (mean) => mean + (mean * mean) / theta,
  deviance: (y, mean) => 2 * (orNought(y, y / mean) - (y + theta) * Math.log((y + theta) / (mean + theta))),
});

/** Coefficients with the inverse of their information, and what each row was expected to be. */
export type Fit = {
  readonly coefficients: Float64Array;
  readonly bread: Matrix;
  readonly means: Float64Array;
  readonly deviance: number;
  /** The columns whose coefficient was still growing when the deviance had settled: its size has no end. */
  readonly boundless: readonly string[];
};

const TRIES = 60;
const SETTLED = 1e-13;
/** Coefficients that a step moves by less than this share are settled, however the deviance of many events rounds. */
const STAYS = 1e-9;
/** A coefficient that one step more still moves by this share has not settled with the deviance. */
const STILL_MOVING = 1e-3;
/** A logistic mean this near to nought or one in every row of the steepest column means that something foretells all. */
const CERTAIN = 1e-9;

/** What to fit besides columns and outcome. */
export type FitOptions = {
  readonly offset?: Numbers;
  readonly weights?: Numbers;
  readonly from?: Float64Array;
};

/** Fits a generalised linear model by weighted least squares, again and again until the deviance stays (Nelder and Wedderburn 1972). */
export function fitModel(
  design: Design,
  outcome: Numbers,
  family: Family,
  options: FitOptions = {},
): Result<Fit, Cannot> {
  const { rows } = design;
  let average = 0;
  for (let i = 0; i < rows; i++) average += (outcome[i] as number) / rows;
  const means = new Float64Array(rows);
  for (let i = 0; i < rows; i++) means[i] = family.start(outcome[i] as number, average);
  if (options.from) predict(design, options.from, family, options.offset, means);
  let deviance = Number.POSITIVE_INFINITY;
  let before: Float64Array = new Float64Array(design.names.length).fill(Number.NaN);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const step = leastSquaresStep(design, outcome, family, means, options);
    if (!step.ok) return attempt < 2 ? step : foretold(design, family);
    const { coefficients } = step.value;
    predict(design, coefficients, family, options.offset, means);
    const now = devianceOf(outcome, means, family, options.weights);
    if (!Number.isFinite(now)) return foretold(design, family);
    const stays = coefficients.every(
      (b, j) => Math.abs(b - (before[j] as number)) <= STAYS * (1 + Math.abs(b)),
    );
    if (stays || Math.abs(now - deviance) <= SETTLED * (Math.abs(now) + 0.1)) {
      if (family === LOGISTIC && everyRowCertain(means)) return foretold(design, family);
      return settled(design, outcome, family, means, options, { coefficients, deviance: now });
    }
    deviance = now;
    before = coefficients;
  }
  return family === LOGISTIC ? foretold(design, family) : cannot("no-fit", { tries: TRIES });
}

/** The deviance is flat long before the coefficients have their last digits: one step more brings them, and the errors. */
function settled(
  design: Design,
  outcome: Numbers,
  family: Family,
  means: Float64Array,
  options: FitOptions,
  before: Pick<Fit, "coefficients" | "deviance">,
): Result<Fit, Cannot> {
  const last = leastSquaresStep(design, outcome, family, means, options);
  if (!last.ok) return last;
  const { coefficients, lower } = last.value;
  predict(design, coefficients, family, options.offset, means);
  const boundless = design.names.filter((_, j) => {
    const [now, then] = [coefficients[j] as number, before.coefficients[j] as number];
    return Math.abs(now - then) > STILL_MOVING * (1 + Math.abs(then));
  });
  return accept({ coefficients, bread: inverse(lower), means, deviance: before.deviance, boundless });
}

/** Only a column that tells the outcome perfectly drives the steps beyond what numbers hold. */
function foretold(design: Design, family: Family): ReturnType<typeof cannot> {
  return family === LOGISTIC
    ? cannot("separated", { column: design.names.slice(1).join(", ") })
    : cannot("no-fit", { tries: TRIES });
}

const everyRowCertain = (means: Float64Array): boolean =>
  means.every((mean) => mean < CERTAIN || mean > 1 - CERTAIN);

/** The sum of columns times coefficients for one row. */
export function predictorOf({ names, x }: Design, coefficients: Float64Array, row: number): number {
  const p = names.length;
  let sum = 0;
  for (let j = 0; j < p; j++) sum += (x[row * p + j] as number) * (coefficients[j] as number);
  return sum;
}

function predict(
  design: Design,
  beta: Float64Array,
  family: Family,
  offset: Numbers | undefined,
  into: Float64Array,
): void {
  for (let i = 0; i < design.rows; i++)
    into[i] = family.mean(predictorOf(design, beta, i) + (offset ? (offset[i] as number) : 0));
}

function leastSquaresStep(
  design: Design,
  outcome: Numbers,
  family: Family,
  means: Float64Array,
  { offset, weights }: FitOptions,
): Result<{ coefficients: Float64Array; lower: Matrix }, Cannot> {
  const { rows, names, x } = design;
  const p = names.length;
  const information = zeros(p);
  const right = new Float64Array(p);
  for (let i = 0; i < rows; i++) {
    const mean = means[i] as number;
    const slope = family.slope(mean);
    const working =
      family.link(mean) - (offset ? (offset[i] as number) : 0) + ((outcome[i] as number) - mean) / slope;
    const w = ((weights ? (weights[i] as number) : 1) * slope * slope) / family.variance(mean);
    for (let j = 0; j < p; j++) {
      const wx = w * (x[i * p + j] as number);
      right[j] = (right[j] as number) + wx * working;
      const line = information[j] as Float64Array;
      for (let k = 0; k <= j; k++) line[k] = (line[k] as number) + wx * (x[i * p + k] as number);
    }
  }
  const lower = split(information);
  if (!lower.ok) return cannot("dependent", { column: names[lower.row] ?? "" });
  return accept({ coefficients: solve(lower.lower, right), lower: lower.lower });
}

/** Summed with what rounding loses carried along (Kahan 1965): over 100,000 rows the loss alone is more than `SETTLED` lets by. */
function devianceOf(outcome: Numbers, means: Float64Array, family: Family, weights?: Numbers): number {
  let [sum, lost] = [0, 0];
  for (let i = 0; i < means.length; i++) {
    const weight = weights ? (weights[i] as number) : 1;
    const next = weight * family.deviance(outcome[i] as number, means[i] as number) - lost;
    const all = sum + next;
    lost = all - sum - next;
    sum = all;
  }
  return sum;
}
