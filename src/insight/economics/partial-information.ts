import { designOf } from "../evaluate/design.ts";
import { predictorOf } from "../evaluate/glm.ts";
import { leastSquares } from "../evaluate/least-squares.ts";
import type { AtWorth } from "./acceptability.ts";
import type { Model, Simulated } from "./model.ts";

/** What knowing one number for certain would add to the decision, in pounds. */
export type KnowingOne = { readonly id: string; readonly name: string; readonly pounds: number };

/** What knowing each unsure number alone is worth (EVPPI), where the decision is in most doubt. */
export type PartialInformation = {
  /** What one outcome is worth there: of those asked, the one at which knowing everything (EVPI) is worth most. */
  readonly worth: number;
  readonly all: number;
  /** Most first. They do not add up to what knowing all is worth. */
  readonly inputs: readonly KnowingOne[];
};

/** Those worth a thousandth of knowing all, or more: what is less is the draws' own noise. All of them are in files for programs. */
export const worthKnowing = ({ inputs, all }: PartialInformation): readonly KnowingOne[] =>
  inputs.filter(({ pounds }) => pounds >= all / 1000);

/** Where the spline may bend: at these shares of the draws. */
const KNOTS = [0.05, 0.275, 0.5, 0.725, 0.95] as const;

/**
 * The expected value of partial perfect information of each unsure number, from the draws that are there already.
 *
 * The net benefit is regressed on the number alone by a natural cubic spline with five knots at quantiles of its draws; what is fitted
 * is what somebody who knew it would expect. EVPPI = mean of the greater of fitted and nought, less the greater of their mean and
 * nought: never below nought, never above EVPI. Source: Strong, Oakley and Brennan 2014 (regression instead of nested draws).
 */
export function partialInformation(
  model: Model,
  { inputs, costs, effects }: Pick<Simulated, "inputs" | "costs" | "effects">,
  at: readonly AtWorth[],
): PartialInformation | undefined {
  const most = at.toSorted((a, b) => b.perfectInformation - a.perfectInformation)[0];
  if (!most || most.perfectInformation <= 0) return undefined;
  const { worth, perfectInformation: all } = most;
  const net = costs[0].map(
    (cost, i) =>
      cost - (costs[1][i] as number) + worth * ((effects[1][i] as number) - (effects[0][i] as number)),
  );
  const told = model.parameters.flatMap(({ id, name, spread }, i): KnowingOne[] => {
    if (spread.kind === "fixed") return [];
    return [{ id, name, pounds: Math.min(all, valueOfKnowing(inputs[i] as Float64Array, net)) }];
  });
  return { worth, all, inputs: told.sort((a, b) => b.pounds - a.pounds || (a.id < b.id ? -1 : 1)) };
}

/** What knowing one number is worth, where `net` is what going on with the programme gains in each draw. */
export function valueOfKnowing(values: Float64Array, net: Float64Array): number {
  const n = net.length;
  const mean = net.reduce((sum, one) => sum + one, 0) / n;
  const fitted = splineOf(values, net);
  const decided = fitted.reduce((sum, one) => sum + Math.max(0, one), 0) / n;
  return Math.max(0, decided - Math.max(0, mean));
}

/** The fit of a natural cubic spline; the mean where the number hardly moves, so that knowing it tells nothing. */
function splineOf(values: Float64Array, outcome: Float64Array): Float64Array {
  const n = values.length;
  const knots = knotsOf(values);
  const [first, last] = [knots[0] as number, knots.at(-1) as number];
  const flat = new Float64Array(n).fill(outcome.reduce((sum, one) => sum + one, 0) / n);
  if (!(last > first)) return flat;
  // On a scale of nought to one between the outer knots, so that cubes stay of one size.
  const x = values.map((one) => (one - first) / (last - first));
  const at = knots.map((one) => (one - first) / (last - first));
  const cube = (y: number): number => (y > 0 ? y ** 3 : 0);
  const [end, before] = [1, at.at(-2) as number];
  // Truncated cubes that cancel to a line beyond the outer knots.
  const bends = at.slice(0, -2).map((knot) =>
    x.map((one) => {
      const beyond = cube(one - before) * (end - knot) - cube(one - end) * (before - knot);
      return cube(one - knot) - beyond / (end - before);
    }),
  );
  const columns = [x, ...bends].map((column, i) => ({ name: `basis ${i}`, values: column }));
  const design = designOf(n, columns);
  const line = design.ok ? leastSquares(design.value, outcome) : undefined;
  if (!design.ok || !line?.ok) return flat;
  const { coefficients } = line.value;
  return Float64Array.from({ length: n }, (_, i) => predictorOf(design.value, coefficients, i));
}

function knotsOf(values: Float64Array): readonly number[] {
  const sorted = values.toSorted();
  return KNOTS.map((share) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return below + (above - below) * (place - Math.floor(place));
  });
}
