/** One way to go on (a programme, or going on without it): its cost and effect in every draw. */
export type Strategy = {
  readonly name: string;
  /** Pounds, one a draw. */
  readonly costs: ArrayLike<number>;
  /** Outcomes, one a draw, in the same order. */
  readonly effects: ArrayLike<number>;
};

/** What the draws say where one outcome is worth so many pounds. */
export type AtWorth = {
  readonly worth: number;
  /** The share of draws in which each strategy is best, in the order given; draws that tie are shared out evenly. They add up to one. */
  readonly probability: readonly number[];
  /** Mean net benefit of each, in pounds. */
  readonly netBenefit: readonly number[];
  /** The strategy to choose: the one with the greatest mean net benefit; of two that tie, the one named first. */
  readonly choose: number;
  /** How probable it is that the one to choose is best: the frontier (CEAF). */
  readonly frontier: number;
  /** Expected value of perfect information, in pounds: what knowing everything would add to the decision. Never negative. */
  readonly perfectInformation: number;
};

/** Sums of the same pounds in another order differ in the last digits; within this share of their size they are one. */
const ALIKE = 1e-10;

/**
 * Acceptability (CEAC), frontier (CEAF) and value of perfect information (EVPI) at each worth of one outcome.
 *
 * Net benefit is worth × effect − cost. CEAC: share of draws in which it is greatest. EVPI: mean of the greatest less the
 * greatest of the means. The curve is not the rule of decision: the most probable strategy need not be the one to choose.
 * Source: Fenwick, Claxton and Sculpher 2001.
 *
 * @param strategies at least one, all with the same number of draws, going on without the programme first
 */
export function acceptability(
  strategies: readonly Strategy[],
  worths: readonly number[],
): readonly AtWorth[] {
  return worths.map((worth) => atWorth(strategies, worth));
}

function atWorth(strategies: readonly Strategy[], worth: number): AtWorth {
  const draws = strategies[0]?.costs.length ?? 0;
  const wins = strategies.map(() => 0);
  const sums = strategies.map(() => 0);
  let best = 0;
  for (let draw = 0; draw < draws; draw++) {
    const benefits = strategies.map(
      ({ costs, effects }) => worth * (effects[draw] ?? 0) - (costs[draw] ?? 0),
    );
    const greatest = Math.max(...benefits);
    const size = Math.max(...benefits.map(Math.abs));
    const isBest = benefits.map((benefit) => greatest - benefit <= ALIKE * size);
    const alike = isBest.filter(Boolean).length;
    benefits.forEach((benefit, i) => {
      sums[i] = (sums[i] ?? 0) + benefit;
      if (isBest[i]) wins[i] = (wins[i] ?? 0) + 1 / alike;
    });
    best += greatest;
  }
  const netBenefit = sums.map((sum) => sum / draws);
  const probability = wins.map((won) => won / draws);
  const top = Math.max(...netBenefit);
  const size = Math.max(...netBenefit.map(Math.abs));
  const choose = netBenefit.findIndex((mean) => top - mean <= ALIKE * size);
  return {
    worth,
    probability,
    netBenefit,
    choose,
    frontier: probability[choose] ?? 0,
    perfectInformation: Math.max(0, best / draws - top),
  };
}
