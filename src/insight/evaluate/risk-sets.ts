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

/** What is known at one time with events: sums over its events (of one risk set with Breslow's ties, of one each with Efron's). */
export type RiskStep = {
  /** The first place of those whose follow-up ended then. */
  at: number;
  /** Of the logarithms of the hazards at risk. */
  logs: number;
  /** Of the average covariates of those at risk, weighted by their hazards. */
  readonly mean: Float64Array;
  /** Of their weighted covariance, its lower triangle row after row. */
  readonly spread: Float64Array;
};

/** Sorts people and scales columns once, so that each step of the fit only walks through them. */
export function prepare(time: Numbers, event: Numbers, covariates: readonly Covariate[]): Prepared {
  const [people, p] = [time.length, covariates.length];
  const order = rising(time).reverse();
  const means = new Float64Array(p);
  const spreads = new Float64Array(p);
  const x = new Float64Array(people * p);
  for (const [j, { values }] of covariates.entries()) {
    const { mean, spread } = averageOf(values);
    means[j] = mean;
    spreads[j] = spread;
    for (let i = 0, at = j; i < people; i++, at += p)
      x[at] = ((values[order[i] as number] as number) - mean) / spread;
  }
  const [sorted, ended] = [new Float64Array(people), new Uint8Array(people)];
  for (let i = 0; i < people; i++) {
    const row = order[i] as number;
    sorted[i] = time[row] as number;
    ended[i] = event[row] as number;
  }
  return { time: sorted, event: ended, x, covariates: p, means, spreads };
}

function averageOf(values: Numbers): { readonly mean: number; readonly spread: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] as number) - mean;
    squares += apart * apart;
  }
  return { mean, spread: Math.sqrt(squares / values.length) };
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
  join(others: Sums): void {
    this.zero += others.zero;
    for (let j = 0; j < this.one.length; j++)
      this.one[j] = (this.one[j] as number) + (others.one[j] as number);
    for (let j = 0; j < this.two.length; j++)
      this.two[j] = (this.two[j] as number) + (others.two[j] as number);
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
 * Walks through the event times from the last to the first and shows the risk sets of each to `visit`.
 * Answers the sum of the linear predictors of those who had the event, for the likelihood.
 */
export function eachRiskSet(
  { time, event, x, covariates: p }: Prepared,
  beta: Float64Array,
  ties: Ties,
  visit: (step: RiskStep) => void,
): number {
  const [atRisk, ending] = [new Sums(p), new Sums(p)];
  const step: RiskStep = {
    at: 0,
    logs: 0,
    mean: new Float64Array(p),
    spread: new Float64Array((p * (p + 1)) / 2),
  };
  let predictors = 0;
  for (let i = 0; i < time.length; ) {
    const now = time[i] as number;
    step.at = i;
    let events = 0;
    for (; i < time.length && time[i] === now; i++) {
      let predictor = 0;
      for (let j = 0; j < p; j++) predictor += (beta[j] as number) * (x[i * p + j] as number);
      const hazard = Math.exp(predictor);
      if (event[i] === 0) {
        atRisk.add(hazard, x, i * p);
        continue;
      }
      if (events === 0) ending.clear();
      events += 1;
      predictors += predictor;
      ending.add(hazard, x, i * p);
    }
    if (events === 0) continue;
    atRisk.join(ending);
    if (ties === "breslow") sumUp(step, atRisk, ending, 1, events);
    else sumUp(step, atRisk, ending, events, 1);
    visit(step);
  }
  return predictors;
}

/**
 * Sums over the risk sets of one time, `sets` of them, each counted `weight` times. In Efron's k-th a share f = k / sets of
 * those whose event it is has left, so that it has the hazards h = S − f·E and the averages (S₁ − f·E₁) / h. Multiplied out, the
 * sums over k need 1/h, f/h, 1/h², f/h² and f²/h² alone, and the covariates once a time instead of once an event.
 */
function sumUp(step: RiskStep, atRisk: Sums, ending: Sums, sets: number, weight: number): void {
  let [logs, r, fr, rr, frr, ffrr] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < sets; k++) {
    const f = k / sets;
    const hazards = atRisk.zero - f * ending.zero;
    const one = 1 / hazards;
    logs += Math.log(hazards);
    r += one;
    fr += f * one;
    rr += one * one;
    frr += f * one * one;
    ffrr += f * one * (f * one);
  }
  const { mean, spread } = step;
  const [s1, e1, s2, e2] = [atRisk.one, ending.one, atRisk.two, ending.two];
  step.logs = weight * logs;
  for (let j = 0, at = 0; j < mean.length; j++) {
    const [sj, ej] = [s1[j] as number, e1[j] as number];
    mean[j] = weight * (r * sj - fr * ej);
    const [bySum, byEnding] = [rr * sj - frr * ej, ffrr * ej - frr * sj];
    for (let k = 0; k <= j; k++, at++)
      spread[at] =
        weight *
        (r * (s2[at] as number) -
          fr * (e2[at] as number) -
          (bySum * (s1[k] as number) + byEnding * (e1[k] as number)));
  }
}
