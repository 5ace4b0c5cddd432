import { sumOverEvents } from "./cox-fit.ts";
import { chiSquareAbove } from "./distributions.ts";
import { addTo, dot, type Matrix, solve, split, zeros } from "./matrix.ts";
import { eachRiskSet, type Prepared, type Ties } from "./risk-sets.ts";

/** Whether one covariate's effect stays the same over time. */
export type ProportionalTest = {
  readonly chiSquared: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
};

/**
 * Tests whether each covariate's effect is constant, by asking whether its product with time would add to the model.
 *
 * A score test for covariate × g(time), g being one less the Kaplan–Meier curve of everybody just before that time, which
 * keeps a few late events from deciding it. The same as R's `cox.zph(transform = "km")` from survival 3.0 on.
 * One answer a covariate, then one for all. Source: Grambsch and Therneau 1994; Therneau 2019.
 */
export function proportionalTests(people: Prepared, beta: Float64Array, ties: Ties): ProportionalTest[] {
  const p = people.covariates;
  const g = endedBefore(people);
  const score = sumOverEvents(people, g);
  const blocks = zeros(2 * p);
  eachRiskSet(people, beta, ties, ({ at: place, mean, spread }) => {
    const at = g[place] as number;
    for (let j = 0, cell = 0; j < p; j++) {
      score[j] = (score[j] as number) - at * (mean[j] as number);
      for (let k = 0; k <= j; k++, cell++) {
        const v = spread[cell] as number;
        addTo(blocks, j, k, v);
        addTo(blocks, p + j, k, v * at);
        addTo(blocks, p + j, p + k, v * at * at);
      }
    }
  });
  mirror(blocks, p);
  const single = Array.from({ length: p }, (_, j) => scoreOf(blocks, score, p, [j]));
  return p === 1
    ? single
    : [
        ...single,
        scoreOf(
          blocks,
          score,
          p,
          Array.from({ length: p }, (_, j) => j),
        ),
      ];
}

function scoreOf(blocks: Matrix, score: Float64Array, p: number, added: readonly number[]): ProportionalTest {
  const kept = [...Array.from({ length: p }, (_, j) => j), ...added.map((j) => p + j)];
  const part = kept.map((row) => Float64Array.from(kept, (column) => blocks[row]?.[column] as number));
  // The coefficients themselves are at the top, so the slope along them is nothing.
  const slope = Float64Array.from(kept, (row) => (row < p ? 0 : (score[row - p] as number)));
  const lower = split(part);
  const chiSquared = lower.ok ? dot(slope, solve(lower.lower, slope)) : Number.NaN;
  return { chiSquared, degreesOfFreedom: added.length, p: chiSquareAbove(chiSquared, added.length) };
}

/** Each of the blocks is symmetric: only its lower triangle was summed. */
function mirror(blocks: Float64Array[], p: number): void {
  for (let j = 0; j < 2 * p; j++)
    for (let k = 0; k <= j; k++) {
      const [row, column] = j >= p && k < p && k > j - p ? [p + k, j - p] : [j, k];
      const value = blocks[row]?.[column] as number;
      (blocks[j] as Float64Array)[k] = value;
      (blocks[k] as Float64Array)[j] = value;
    }
}

/** By place: one less the Kaplan–Meier curve of everybody just before that time. */
function endedBefore({ time, event }: Prepared): Float64Array {
  const before = new Float64Array(time.length);
  let survival = 1;
  for (let i = time.length - 1; i >= 0; ) {
    const now = time[i] as number;
    const atRisk = i + 1;
    let events = 0;
    for (; i >= 0 && time[i] === now; i--) {
      before[i] = 1 - survival;
      events += event[i] as number;
    }
    if (events > 0) survival *= (atRisk - events) / atRisk;
  }
  return before;
}
