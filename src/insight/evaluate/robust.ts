import type { Influence } from "./concentration.ts";
import type { Design } from "./design.ts";
import type { Numbers } from "./finding.ts";
import { dot, type Matrix, sandwich, zeros } from "./matrix.ts";

/** The variance of coefficients that holds although rows of one cluster hang together, and how many clusters there were. */
export type Robust = {
  readonly variance: Matrix;
  readonly clusters: number;
  /** Of each coefficient, how much of its variance the greatest cluster is. */
  readonly influences: readonly Influence[];
};

/**
 * The cluster-robust (sandwich) variance: each cluster's rows pull together as one.
 *
 * `pulls` is each row's outcome less its mean, times whatever turns it into the slope of the likelihood. Correction: HC0
 * times G / (G − 1), as R's `vcovCL(type = "HC0", cadjust = TRUE)`; without clusters each row is its own and there is no
 * correction, as `vcovHC(type = "HC0")`. Source: Liang and Zeger 1986.
 */
export function robustVariance(
  design: Design,
  bread: Matrix,
  pulls: Float64Array,
  cluster?: Numbers,
): Robust {
  const { rows, names, x } = design;
  const p = names.length;
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < rows; i++) {
    const key = cluster ? (cluster[i] as number) : i;
    const sum = sums.get(key) ?? new Float64Array(p);
    sums.set(key, sum);
    for (let j = 0; j < p; j++) sum[j] = (sum[j] as number) + (pulls[i] as number) * (x[i * p + j] as number);
  }
  const meat = zeros(p);
  const clusters = sums.size;
  const correction = cluster ? clusters / (clusters - 1) : 1;
  for (const sum of sums.values())
    for (let j = 0; j < p; j++)
      for (let k = 0; k < p; k++) {
        const line = meat[j] as Float64Array;
        line[k] = (line[k] as number) + correction * (sum[j] as number) * (sum[k] as number);
      }
  return { variance: sandwich(bread, meat), clusters, influences: influencesOf(bread, [...sums.values()]) };
}

/** What the pulls of clusters do to each coefficient, by the bread that turns one into the other. */
export const influencesOf = (bread: Matrix, pulls: readonly Float64Array[]): Influence[] =>
  bread.map((row, j) => {
    let [squares, greatest] = [0, 0];
    for (const pull of pulls) {
      const square = dot(row, pull) ** 2;
      squares += square;
      greatest = Math.max(greatest, square);
    }
    return { squares, greatest, model: row[j] as number };
  });
