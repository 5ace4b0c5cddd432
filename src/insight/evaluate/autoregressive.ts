import { accept, type Result } from "../../kernel/result.ts";
import type { Design } from "./design.ts";
import { whereRises } from "./distributions.ts";
import type { Numbers } from "./finding.ts";
import { kenwardRoger, type SmallSample, type Varying } from "./kenward-roger.ts";
import { leastSquares } from "./least-squares.ts";
import { cell, dot, inverse, type Matrix, solve, split, zeros } from "./matrix.ts";
import { type Cannot, cannot } from "./messages.ts";

/** A line whose neighbouring errors are correlated by phi, those k apart by phi to the k. */
export type Autoregressive = {
  readonly coefficients: Float64Array;
  /** As if phi were known: what R's `nlme::gls` tells. */
  readonly variance: Matrix;
  /** With what it costs that phi had to be estimated, and the degrees of freedom; none at the bound, where it is not defined. */
  readonly corrected: SmallSample | undefined;
  readonly phi: number;
  /** The errors' own standard deviation, in the outcome's unit. */
  readonly deviation: number;
  /** Whether the likelihood still rises at the furthest phi that is looked at, on either side. */
  readonly atBound: boolean;
};

/** Nearer to ±1 errors cannot be told from a walk that never comes back. */
const BOUND = 0.99;
/** The likelihood may have two tops; the higher is found by looking everywhere first. */
const APART = 0.02;
/** Below so many points more than columns phi and its own error cannot be told. */
const FEWEST_LEFT = 4;

/**
 * A line through points in order of time whose errors are autoregressive, by generalised least squares and restricted maximum
 * likelihood (REML): as R's `nlme::gls(correlation = corAR1(), method = "REML")`. Its deviation is that of REML, with n − p.
 *
 * Refuses where there are fewer than four points more than columns. Where the likelihood has its top at the bound (±0.99) it
 * says so and answers for the bound. Source: Pinheiro and Bates 2000, chapter 5; Kenward and Roger 1997 for the correction.
 */
export function autoregressive(design: Design, outcome: Numbers): Result<Autoregressive, Cannot> {
  const { rows, names } = design;
  if (rows - names.length < FEWEST_LEFT)
    return cannot("few-for-neighbours", { rows, columns: names.length, fewest: names.length + FEWEST_LEFT });
  const line = leastSquares(design, outcome);
  if (!line.ok) return line;
  // What is left of least squares in the outcome's place: the same fit, without the digits that a large level costs.
  const columns = columnsOf(design, line.value.residuals);
  const sums = sumsOf(columns);
  const at = (phi: number) => fitAt(sums, phi, rows);
  const { phi, atBound } = highest(at);
  const fit = at(phi);
  const square = fit && fit.squares / (rows - names.length);
  if (!(fit && square)) return cannot("dependent", { column: names.at(-1) ?? "" });
  const known = inverse(fit.lower);
  return accept({
    coefficients: line.value.coefficients.map((each, j) => each + (fit.moved[j] as number)),
    variance: known.map((row) => row.map((each) => each * square)),
    corrected: atBound ? undefined : kenwardRoger(varyingAt(columns, sums, phi, square, known)),
    phi,
    deviation: Math.sqrt(square),
    atBound,
  });
}

/** The columns one by one, the outcome last. */
function columnsOf({ rows, names, x }: Design, outcome: Float64Array): Float64Array[] {
  const p = names.length;
  return [
    ...names.map((_, j) => Float64Array.from({ length: rows }, (_, i) => x[i * p + j] as number)),
    outcome,
  ];
}

/** Products of each two columns: point by point, without the two ends, and with the neighbours on both sides. */
type Sums = { readonly own: Matrix; readonly inner: Matrix; readonly beside: Matrix };

function sumsOf(columns: readonly Float64Array[]): Sums {
  const n = columns[0]?.length ?? 0;
  const each = (of: (a: Float64Array, b: Float64Array) => number): Matrix =>
    columns.map((a) => Float64Array.from(columns, (b) => of(a, b)));
  return {
    own: each(dot),
    inner: each((a, b) => dot(a.subarray(1, n - 1), b.subarray(1, n - 1))),
    beside: each(
      (a, b) => dot(a.subarray(1), b.subarray(0, n - 1)) + dot(a.subarray(0, n - 1), b.subarray(1)),
    ),
  };
}

/** How each entry of R⁻¹ depends on phi: by the ends, the inner diagonal and the neighbours, with two derivatives. */
function precision(phi: number): readonly (readonly [own: number, inner: number, beside: number])[] {
  const d = 1 - phi * phi;
  const [one, two] = [(2 * phi) / (d * d), 2 / (d * d) + (8 * phi * phi) / (d * d * d)];
  // Of 1/d, φ²/d = 1/d − 1, and −φ/d.
  return [
    [1 / d, (phi * phi) / d, -phi / d],
    [one, one, -(1 + phi * phi) / (d * d)],
    [two, two, -(2 * phi * (3 + phi * phi)) / (d * d * d)],
  ];
}

/** X'R⁻¹X with the outcome as the last column, or its first or second derivative by phi. */
function crossed({ own, inner, beside }: Sums, phi: number, derivative: 0 | 1 | 2): Float64Array[] {
  const [a, b, c] = precision(phi)[derivative] ?? [Number.NaN, Number.NaN, Number.NaN];
  return own.map((row, i) => row.map((each, j) => a * each + b * cell(inner, i, j) + c * cell(beside, i, j)));
}

type Fit = {
  /** Restricted log-likelihood, apart from what does not depend on phi. */
  readonly likelihood: number;
  /** Its derivative by phi. */
  readonly slope: number;
  readonly moved: Float64Array;
  readonly squares: number;
  readonly lower: Matrix;
};

function fitAt(sums: Sums, phi: number, rows: number): Fit | undefined {
  const [whole, risen] = [crossed(sums, phi, 0), crossed(sums, phi, 1)];
  const p = whole.length - 1;
  const parted = split(whole.slice(0, p).map((row) => row.subarray(0, p)));
  if (!parted.ok) return undefined;
  const right = whole[p] as Float64Array;
  const moved = solve(parted.lower, right.subarray(0, p));
  const squares = (right[p] as number) - dot(moved, right.subarray(0, p));
  const left = [...Array.from(moved, (each) => -each), 1];
  const risenSquares = dot(
    risen.map((row) => dot(row, left)),
    left,
  );
  const known = inverse(parted.lower);
  const degrees = rows - p;
  const spread = 1 - phi * phi;
  const size = 2 * parted.lower.reduce((sum, row, i) => sum + Math.log(row[i] as number), 0);
  const turned = known.reduce((sum, row, i) => sum + dot(row, (risen[i] as Float64Array).subarray(0, p)), 0);
  return {
    likelihood: -(degrees * Math.log(squares) + (rows - 1) * Math.log(spread) + size) / 2,
    slope: -((degrees * risenSquares) / squares - (2 * phi * (rows - 1)) / spread + turned) / 2,
    moved,
    squares,
    lower: parted.lower,
  };
}

/** Where the likelihood is highest between the bounds, to the last digit. */
function highest(at: (phi: number) => Fit | undefined): { readonly phi: number; readonly atBound: boolean } {
  const steps = Math.round((2 * BOUND) / APART);
  const grid = Array.from({ length: steps + 1 }, (_, i) => -BOUND + (2 * BOUND * i) / steps);
  const heights = grid.map((phi) => at(phi)?.likelihood ?? Number.NEGATIVE_INFINITY);
  const top = heights.indexOf(Math.max(...heights));
  const here = grid[top] as number;
  const rises = (phi: number): number => at(phi)?.slope ?? 0;
  if ((top === 0 && rises(here) <= 0) || (top === steps && rises(here) >= 0))
    return { phi: here, atBound: true };
  const phi = whereRises((each) => -rises(each), 0, grid[top - 1] ?? here, grid[top + 1] ?? here);
  return { phi, atBound: false };
}

/** What Kenward and Roger's correction asks of V = σ²·R(phi), its parameters being phi and σ². */
function varyingAt(
  columns: readonly Float64Array[],
  sums: Sums,
  phi: number,
  square: number,
  known: Matrix,
): Varying {
  const p = known.length;
  const n = columns[0]?.length ?? 0;
  const of = (derivative: 0 | 1 | 2, factor: number): Matrix =>
    crossed(sums, phi, derivative)
      .slice(0, p)
      .map((row) => row.subarray(0, p).map((each) => factor * each));
  const once = of(1, 1 / square);
  const twice = bentTwice(columns.slice(0, p), phi, square);
  const spread = 1 - phi * phi;
  const both = of(1, -1 / square ** 2);
  const second = of(2, 1 / square);
  // (R⁻¹)'' = 2 (R⁻¹)'R(R⁻¹)' − R⁻¹R''R⁻¹, so that R'' itself is never written down.
  const bent = twice.map((row, i) => row.map((each, j) => 2 * each - cell(second, i, j)));
  const across = (-2 * phi * (n - 1)) / spread / square;
  return {
    variance: known.map((row) => row.map((each) => each * square)),
    p: [once, of(0, -1 / square ** 2)],
    q: [
      [twice, both],
      [both, of(0, 1 / square ** 3)],
    ],
    r: [
      [bent, both],
      [both, zeros(p)],
    ],
    traces: [
      Float64Array.of((2 * (n - 1) * (1 + phi * phi)) / spread ** 2, across),
      Float64Array.of(across, n / square ** 2),
    ],
  };
}

/** X'(R⁻¹)'·R·(R⁻¹)'X / σ²: R by two passes over the points, forwards and backwards. */
function bentTwice(columns: readonly Float64Array[], phi: number, square: number): Matrix {
  const [ends, inner, beside] = precision(phi)[1] ?? [0, 0, 0];
  const turned = columns.map((column) =>
    column.map((each, i) => {
      const [before, after] = [column[i - 1], column[i + 1]];
      const own = before === undefined || after === undefined ? ends : ends + inner;
      return own * each + beside * ((before ?? 0) + (after ?? 0));
    }),
  );
  const spreadOut = turned.map((column) => {
    const all = Float64Array.from(column);
    for (let i = 1; i < all.length; i++) all[i] = (all[i] as number) + phi * (all[i - 1] as number);
    let later = 0;
    for (let i = all.length - 2; i >= 0; i--) {
      later = phi * ((column[i + 1] as number) + later);
      all[i] = (all[i] as number) + later;
    }
    return all;
  });
  return turned.map((a) => Float64Array.from(spreadOut, (b) => dot(a, b) / square));
}
