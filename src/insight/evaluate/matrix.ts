/** A small square or oblong table of numbers, row after row. */
export type Matrix = readonly Float64Array[];

/** A table of noughts. */
export const zeros = (rows: number, columns = rows): Float64Array[] =>
  Array.from({ length: rows }, () => new Float64Array(columns));

/** The number in that row and column. */
export const cell = (a: Matrix, row: number, column: number): number => a[row]?.[column] ?? Number.NaN;

/** Adds to the number in that row and column. */
export function addTo(a: Float64Array[], row: number, column: number, amount: number): void {
  const line = a[row];
  if (line) line[column] = (line[column] ?? 0) + amount;
}

/** One column of numbers is never more than this share made up of the columns before it: beyond it, it says nothing new. */
const AS_GOOD_AS_DEPENDENT = 1e-11;

/** A symmetric table that was split into a lower triangle times itself, or the row that adds nothing to those before it. */
export type Split =
  | { readonly ok: true; readonly lower: Matrix }
  | { readonly ok: false; readonly row: number };

/** Cholesky's split of a symmetric positive table. Says which row depends on those before it, where one does. */
export function split(a: Matrix): Split {
  const size = a.length;
  const lower = zeros(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = cell(a, i, j);
      for (let k = 0; k < j; k++) sum -= cell(lower, i, k) * cell(lower, j, k);
      if (i !== j) {
        addTo(lower, i, j, sum / cell(lower, j, j));
        continue;
      }
      if (!(sum > AS_GOOD_AS_DEPENDENT * Math.abs(cell(a, i, i)))) return { ok: false, row: i };
      addTo(lower, i, i, Math.sqrt(sum));
    }
  }
  return { ok: true, lower };
}

/** Solves a·x = b, a given by its split. */
export function solve(lower: Matrix, b: ArrayLike<number>): Float64Array {
  const size = lower.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= cell(lower, i, k) * (x[k] as number);
    x[i] = sum / cell(lower, i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < size; k++) sum -= cell(lower, k, i) * (x[k] as number);
    x[i] = sum / cell(lower, i, i);
  }
  return x;
}

/** The inverse of a symmetric table, given by its split. */
export function inverse(lower: Matrix): Float64Array[] {
  const size = lower.length;
  const columns = Array.from({ length: size }, (_, j) => {
    const unit = new Float64Array(size);
    unit[j] = 1;
    return solve(lower, unit);
  });
  return Array.from({ length: size }, (_, i) => Float64Array.from(columns, (column) => column[i] as number));
}

/** The product of two tables. */
export function times(a: Matrix, b: Matrix): Float64Array[] {
  const columns = b[0]?.length ?? 0;
  const product = zeros(a.length, columns);
  for (let i = 0; i < a.length; i++)
    for (let k = 0; k < b.length; k++)
      for (let j = 0; j < columns; j++) addTo(product, i, j, cell(a, i, k) * cell(b, k, j));
  return product;
}

/** bread · meat · bread: how the variance of an estimate is put together when its model's own is not believed. */
export const sandwich = (bread: Matrix, meat: Matrix): Float64Array[] => times(times(bread, meat), bread);

/** Two columns multiplied and summed. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The eigenvalues of a small symmetric table and their vectors as columns, by Jacobi's rotations. */
export function eigen(symmetric: Matrix): { readonly values: Float64Array; readonly vectors: Matrix } {
  const size = symmetric.length;
  const a = symmetric.map((row) => Float64Array.from(row));
  const vectors = zeros(size);
  for (let i = 0; i < size; i++) addTo(vectors, i, i, 1);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) off += cell(a, i, j) ** 2;
    if (off === 0) break;
    for (let i = 1; i < size; i++) for (let j = 0; j < i; j++) rotate(a, vectors, i, j);
  }
  return { values: Float64Array.from(a, (row, i) => row[i] as number), vectors };
}

function rotate(a: Float64Array[], vectors: Float64Array[], i: number, j: number): void {
  const apart = cell(a, i, j);
  if (apart === 0) return;
  const theta = (cell(a, i, i) - cell(a, j, j)) / (2 * apart);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cos = 1 / Math.hypot(t, 1);
  const sin = t * cos;
  const turn = (table: Float64Array[], row: number, from: number, to: number): void => {
    const [x, y] = [cell(table, row, from), cell(table, row, to)];
    addTo(table, row, from, cos * x - sin * y - x);
    addTo(table, row, to, sin * x + cos * y - y);
  };
  for (let row = 0; row < a.length; row++) turn(a, row, j, i);
  const [one, two] = [a[j] as Float64Array, a[i] as Float64Array];
  for (let column = 0; column < a.length; column++) {
    const [x, y] = [one[column] as number, two[column] as number];
    one[column] = cos * x - sin * y;
    two[column] = sin * x + cos * y;
  }
  one[i] = 0;
  two[j] = 0;
  for (let row = 0; row < a.length; row++) turn(vectors, row, j, i);
}
