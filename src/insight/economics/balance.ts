import type { Outcome, Simulated } from "./model.ts";
import { type Drawn, percentiles } from "./percentiles.ts";

/** A figure as stated, with the mean and the 95 % limits of its draws. */
export type Sure = { readonly value: number } & Pick<Drawn, "mean" | "low" | "high">;

/** What is set against what, in the perspectives that the design adds up. Pounds. */
export type Balance = {
  readonly benefit: Sure;
  /** What the programme costs beyond usual care. */
  readonly extraCost: Sure;
  readonly netBenefit: Sure;
  readonly ratio: Sure;
  /** The share of draws in which the net benefit is above nought. */
  readonly probability: number;
  /** Draws in which there is no ratio, for the programme costs no more than usual care. */
  readonly drawsWithoutRatio: number;
};

/** A stated figure beside its draws. */
export function sure(value: number, draws: ArrayLike<number>): Sure {
  const { mean, low, high } = percentiles(draws);
  return { value, mean, low, high };
}

/** Benefit against cost, as stated and drawn. */
export function balanceOf(stated: Outcome, drawn: Simulated): Balance {
  const above = drawn.net.reduce((count, net) => count + (net > 0 ? 1 : 0), 0);
  return {
    benefit: sure(stated.benefit, drawn.benefit),
    extraCost: sure(stated.extra, drawn.extra),
    netBenefit: sure(stated.net, drawn.net),
    ratio: sure(stated.ratio, drawn.ratio),
    probability: above / drawn.draws,
    drawsWithoutRatio: percentiles(drawn.ratio).without,
  };
}

/** Cost and outcome side by side. */
export type OutcomeAnswer = {
  readonly name: string;
  readonly without: Sure;
  readonly with: Sure;
  readonly difference: Sure;
  /** What the programme costs beyond usual care, for one outcome more; NaN where there is none more. */
  readonly costPerOutcome: number;
  /** The same with what is saved taken off. */
  readonly netCostPerOutcome: number;
};

/** Outcomes on both sides and what one more costs. */
export function outcomeOf(name: string, stated: Outcome, drawn: Simulated): OutcomeAnswer {
  const [before, after] = drawn.effects;
  const more = stated.effects[1] - stated.effects[0];
  const per = (cost: number): number => (more > 0 ? cost / more : Number.NaN);
  return {
    name,
    without: sure(stated.effects[0], before),
    with: sure(stated.effects[1], after),
    difference: sure(
      more,
      after.map((value, i) => value - (before[i] ?? 0)),
    ),
    costPerOutcome: per(stated.extra),
    netCostPerOutcome: per(-stated.net),
  };
}
