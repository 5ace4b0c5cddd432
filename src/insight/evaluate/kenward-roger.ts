import { cell, dot, type Matrix, times, zeros } from "./matrix.ts";

/**
 * What a line by generalised least squares, y = X·b + e with e of variance V, changes by when V's parameters do: Kenward and Roger's own letters.
 * V' is a derivative of V by one parameter, V'' by two; there are as many of each as parameters.
 */
export type Varying = {
  /** (X'V⁻¹X)⁻¹: the variance of the coefficients as if V were known. */
  readonly variance: Matrix;
  /** −X'V⁻¹V'V⁻¹X, for each parameter. */
  readonly p: readonly Matrix[];
  /** X'V⁻¹V'V⁻¹V'V⁻¹X, for each two. */
  readonly q: readonly (readonly Matrix[])[];
  /** X'V⁻¹V''V⁻¹X, for each two. */
  readonly r: readonly (readonly Matrix[])[];
  /** The trace of V⁻¹V'V⁻¹V', for each two. */
  readonly traces: Matrix;
};

/** What comes of it: the corrected variance, and how many degrees of freedom a sum of coefficients has. */
export type SmallSample = {
  readonly variance: Matrix;
  /** Satterthwaite's degrees of freedom of the sum with these weights, for Student's t. */
  readonly degrees: (weights: readonly number[]) => number;
};

/**
 * Kenward and Roger's correction for few points: V's parameters are estimated, and a variance that takes them as known is too small.
 *
 * The variance grows by what the parameters' own uncertainty adds and by what their curvature takes; degrees of freedom are
 * Satterthwaite's, which theirs are where one sum of coefficients is told. The parameters' variance is by REML's expected
 * information. Nothing where that cannot be inverted, as of too few points. Source: Kenward and Roger 1997, Biometrics 53:983.
 */
export function kenwardRoger({ variance, p, q, r, traces }: Varying): SmallSample | undefined {
  const of = parametersVariance({ variance, p, q, traces });
  if (!of) return undefined;
  const size = variance.length;
  const added = zeros(size);
  for (const [i, first] of p.entries())
    for (const [j, second] of p.entries()) {
      const both = times(times(first, variance), second);
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) {
          const apart = cell(q[i]?.[j] ?? [], a, b) - cell(both, a, b) - cell(r[i]?.[j] ?? [], a, b) / 4;
          const line = added[a] as Float64Array;
          line[b] = (line[b] as number) + cell(of, i, j) * apart;
        }
    }
  const more = times(times(variance, added), variance);
  return {
    variance: variance.map((row, a) => row.map((each, b) => each + 2 * cell(more, a, b))),
    degrees: (weights) => {
      const slopes = p.map((each) => -spread(times(times(variance, each), variance), weights));
      return (2 * spread(variance, weights) ** 2) / spread(of, slopes);
    },
  };
}

/** The variance of a sum of estimates: the weights on both sides of their variance. */
export const spread = (variance: Matrix, weights: ArrayLike<number>): number =>
  dot(
    variance.map((row) => dot(row, weights)),
    weights,
  );

const trace = (a: Matrix, b: Matrix): number =>
  a.reduce((sum, row, i) => sum + row.reduce((part, each, j) => part + each * cell(b, j, i), 0), 0);

/** The inverse of REML's expected information of two parameters. */
function parametersVariance({ variance, p, q, traces }: Omit<Varying, "r">): Matrix | undefined {
  const of = (i: number, j: number): number =>
    (cell(traces, i, j) -
      2 * trace(variance, q[i]?.[j] ?? []) +
      trace(times(variance, p[i] ?? []), times(variance, p[j] ?? []))) /
    2;
  const [one, both, two] = [of(0, 0), of(0, 1), of(1, 1)];
  const area = one * two - both * both;
  if (!(one > 0 && area > 1e-9 * one * two)) return undefined;
  return [Float64Array.of(two / area, -both / area), Float64Array.of(-both / area, one / area)];
}
