import { addTo, cell, type Matrix, times, zeros } from "./matrix.ts";

/** A term below this share of what it is added to changes no digit. */
const NO_DIGIT = 1e-18;
/** So many moves at the fastest rate are one step of the series, some hundred terms from nought up: each squaring doubles what is rounded. */
const LONGEST = 32;

/**
 * exp(a·t) of a table whose part off the diagonal is rates: terms of the series about its largest outflow, squared up. Every term of a table of
 * rates is from nought up, so that nothing cancels and each row of the answer sums to 1.
 * Source: scaling and squaring, Moler and Van Loan 2003; terms about the largest outflow, Jensen 1953.
 */
export function exponential(a: Matrix, t: number): Float64Array[] {
  const size = a.length;
  const fastest = Math.max(0, ...a.map((_, i) => -cell(a, i, i))) * t;
  const squarings = Math.max(0, Math.ceil(Math.log2(Math.max(fastest, LONGEST) / LONGEST)));
  const step = t / 2 ** squarings;
  const shift = fastest / 2 ** squarings;
  const shifted = a.map((row, i) => row.map((value, j) => value * step + (i === j ? shift : 0)));
  let term: Float64Array[] = zeros(size);
  for (let i = 0; i < size; i++) addTo(term, i, i, 1);
  let sum: Float64Array[] = term.map((row) => row.slice());
  for (let k = 1; ; k++) {
    term = times(term, shifted).map((row) => row.map((value) => value / k));
    term.forEach((row, i) => {
      for (let j = 0; j < size; j++) addTo(sum, i, j, row[j] ?? 0);
    });
    if (largest(term) <= NO_DIGIT * largest(sum)) break;
  }
  sum = sum.map((row) => row.map((value) => value * Math.exp(-shift)));
  for (let i = 0; i < squarings; i++) sum = times(sum, sum);
  return sum;
}

const largest = (a: Matrix): number => Math.max(...a.map((row) => Math.max(...row.map(Math.abs))));

/** How exp(q·t) moves with the rate from one state to another: the upper right of the exponential of [[q, e], [0, q]]. Source: Van Loan 1978. */
export function slope(q: Matrix, t: number, from: number, to: number): Float64Array[] {
  const size = q.length;
  const both = zeros(2 * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      addTo(both, i, j, cell(q, i, j));
      addTo(both, size + i, size + j, cell(q, i, j));
    }
  addTo(both, from, size + to, 1);
  addTo(both, from, size + from, -1);
  return exponential(both, t)
    .slice(0, size)
    .map((row) => row.slice(size));
}
