import { accept, type Result } from "../../kernel/result.ts";
import type { Design } from "./design.ts";
import type { Numbers } from "./finding.ts";
import { predictorOf } from "./glm.ts";
import { inverse, type Matrix, sandwich, solve, split, zeros } from "./matrix.ts";
import { type Cannot, cannot } from "./messages.ts";

/** A straight-line fit: coefficients, the inverse of X'WX, and what is left of each row. */
export type Line = {
  readonly coefficients: Float64Array;
  readonly bread: Matrix;
  readonly residuals: Float64Array;
};

/** Least squares, weighted where weights are given. */
export function leastSquares(design: Design, outcome: Numbers, weights?: Numbers): Result<Line, Cannot> {
  const { rows, names, x } = design;
  const p = names.length;
  const crossed = zeros(p);
  const right = new Float64Array(p);
  for (let i = 0; i < rows; i++) {
    const w = weights ? (weights[i] as number) : 1;
    for (let j = 0; j < p; j++) {
      const wx = w * (x[i * p + j] as number);
      right[j] = (right[j] as number) + wx * (outcome[i] as number);
      const line = crossed[j] as Float64Array;
      for (let k = 0; k <= j; k++) line[k] = (line[k] as number) + wx * (x[i * p + k] as number);
    }
  }
  const lower = split(crossed);
  if (!lower.ok) return cannot("dependent", { column: names[lower.row] ?? "" });
  const coefficients = solve(lower.lower, right);
  const residuals = Float64Array.from(
    { length: rows },
    (_, i) => (outcome[i] as number) - predictorOf(design, coefficients, i),
  );
  return accept({ coefficients, bread: inverse(lower.lower), residuals });
}

/**
 * Newey and West's variance: rows in order of time may hang together up to `lag` apart, less the further (Bartlett's weights).
 *
 * No prewhitening; with `adjust` times n / (n − p). The same as R's `sandwich::NeweyWest(lag, prewhite = FALSE, adjust)`.
 * Source: Newey and West 1987.
 */
export function neweyWest(design: Design, { bread, residuals }: Line, lag: number, adjust: boolean): Matrix {
  const { rows, names, x } = design;
  const p = names.length;
  const meat = zeros(p);
  const pull = (i: number, j: number): number => (residuals[i] as number) * (x[i * p + j] as number);
  for (let apart = 0; apart <= Math.min(lag, rows - 1); apart++) {
    const weight = 1 - apart / (lag + 1);
    for (let i = apart; i < rows; i++)
      for (let j = 0; j < p; j++)
        for (let k = 0; k < p; k++) {
          const both = pull(i, j) * pull(i - apart, k) + (apart === 0 ? 0 : pull(i - apart, j) * pull(i, k));
          const line = meat[j] as Float64Array;
          line[k] = (line[k] as number) + weight * both;
        }
  }
  const variance = sandwich(bread, meat);
  const factor = adjust ? rows / (rows - p) : 1;
  return variance.map((row) => row.map((each) => each * factor));
}

/** Durbin and Watson's number: 2 where neighbours are strangers, nearer 0 the more they follow one another. */
export function durbinWatson(residuals: Float64Array): number {
  let [apart, all] = [0, 0];
  for (let i = 0; i < residuals.length; i++) {
    all += (residuals[i] as number) ** 2;
    if (i > 0) apart += ((residuals[i] as number) - (residuals[i - 1] as number)) ** 2;
  }
  return apart / all;
}
