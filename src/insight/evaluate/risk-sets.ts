import type { Numbers } from "./finding.ts";
import { rising } from "./order.ts";

/** One column that may change how soon the event comes. */
export type Covariate = { readonly name: string; readonly values: Numbers };

/** How events at the same time are treated. Efron's is close to the truth; Breslow's is quicker to explain. */
export type Ties = "efron" | "breslow";

/** People from the longest followed to the shortest, with columns that were centred and put on a scale of their spread. */
export type Prepared = {
  readonly time: Float64Array;
  readonly event: Uint8Array;
  /** Row after row, one number a covariate. */
  readonly x: Float64Array;
  readonly covariates: number;
  readonly means: Float64Array;
  readonly spreads: Float64Array;
};

/** What is known at one step of a risk set: the average covariates of those at risk, weighted by their hazards. */
export type RiskStep = {
  time: number;
  /** How many events stand at this step: all of a time with Breslow's ties, one with Efron's. */
  weight: number;
  /** The sum of hazards at risk. */
  hazards: number;
  readonly mean: Float64Array;
  /** The weighted covariance of covariates, its lower triangle row after row. */
  readonly spread: Float64Array;
};

/** Sorts people and scales columns once, so that each step of the fit only walks through them. */
export function prepare(time: Numbers, event: Numbers, covariates: readonly Covariate[]): Prepared {
  const [people, p] = [time.length, covariates.length];
  const order = rising(time).reverse();
  const x = new Float64Array(people * p);
  const means = new Float64Array(p);
  const spreads = new Float64Array(p);
  for (const [j, { values }] of covariates.entries()) {
    let sum = 0;
    for (let i = 0; i < people; i++) sum += values[i] as number;
    const mean = sum / people;
    let squares = 0;
    for (let i = 0; i < people; i++) squares += ((values[i] as number) - mean) ** 2;
    const spread = Math.sqrt(squares / people);
    means[j] = mean;
    spreads[j] = spread;
    for (let i = 0; i < people; i++) x[i * p + j] = ((values[order[i] as number] as number) - mean) / spread;
  }
  return {
    time: Float64Array.from(order, (row) => time[row] as number),
    event: Uint8Array.from(order, (row) => event[row] as number),
    x,
    covariates: p,
    means,
    spreads,
  };
}

/** The sums over those at risk, and over those whose event it is: of hazards, times covariates, times their products. */
class Sums {
  zero = 0;
  readonly one: Float64Array;
  readonly two: Float64Array;
  constructor(p: number) {
    this.one = new Float64Array(p);
    this.two = new Float64Array((p * (p + 1)) / 2);
  }
  clear(): void {
    this.zero = 0;
    this.one.fill(0);
    this.two.fill(0);
  }
  add(hazard: number, x: Float64Array, from: number): void {
    const { one, two } = this;
    this.zero += hazard;
    for (let j = 0, at = 0; j < one.length; j++) {
      const weighted = hazard * (x[from + j] as number);
      one[j] = (one[j] as number) + weighted;
      for (let k = 0; k <= j; k++, at++) two[at] = (two[at] as number) + weighted * (x[from + k] as number);
    }
  }
}

/**
 * Walks through the event times from the last to the first and shows the risk set of each to `visit`.
 * Answers the sum of the linear predictors of those who had the event, for the likelihood.
 */
export function eachRiskSet(
  { time, event, x, covariates: p }: Prepared,
  beta: Float64Array,
  ties: Ties,
  visit: (step: RiskStep) => void,
): number {
  const atRisk = new Sums(p);
  const ending = new Sums(p);
  const step: RiskStep = {
    time: 0,
    weight: 0,
    hazards: 0,
    mean: new Float64Array(p),
    spread: new Float64Array((p * (p + 1)) / 2),
  };
  let predictors = 0;
  for (let i = 0; i < time.length; ) {
    const now = time[i] as number;
    let events = 0;
    for (; i < time.length && time[i] === now; i++) {
      let predictor = 0;
      for (let j = 0; j < p; j++) predictor += (beta[j] as number) * (x[i * p + j] as number);
      const hazard = Math.exp(predictor);
      atRisk.add(hazard, x, i * p);
      if (event[i] === 0) continue;
      if (events === 0) ending.clear();
      events += 1;
      predictors += predictor;
      ending.add(hazard, x, i * p);
    }
    if (events === 0) continue;
    step.time = now;
    step.weight = ties === "breslow" ? events : 1;
    for (let k = 0; k < (ties === "breslow" ? 1 : events); k++) {
      average(step, atRisk, ending, k / events);
      visit(step);
    }
  }
  return predictors;
}

/** Efron: of those whose event it is, a growing part has already left the risk set. */
function average(step: RiskStep, atRisk: Sums, ending: Sums, gone: number): void {
  const { mean, spread } = step;
  step.hazards = atRisk.zero - gone * ending.zero;
  for (let j = 0, at = 0; j < mean.length; j++) {
    mean[j] = ((atRisk.one[j] as number) - gone * (ending.one[j] as number)) / step.hazards;
    for (let k = 0; k <= j; k++, at++) {
      const product = ((atRisk.two[at] as number) - gone * (ending.two[at] as number)) / step.hazards;
      spread[at] = product - (mean[j] as number) * (mean[k] as number);
    }
  }
}
