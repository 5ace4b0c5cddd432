/** Differences smaller than this are nothing: every coefficient here is −1, 0 or 1 and every count a whole number. */
const NOTHING = 1e-7;

/** Coefficients by the number of the unknown. */
export type Terms = ReadonlyMap<number, number>;

/** One equation between unknowns. */
export type Equation = { readonly terms: Terms; readonly equals: number };

/** Everything that unknowns, none below nought, can be under some equations. */
export type Programme = {
  /** The most that a sum of them can come to; Infinity where there is no most. */
  readonly most: (terms: Terms) => number;
};

type Tableau = { readonly rows: Float64Array[]; readonly basis: number[]; readonly wide: number };

/**
 * A linear programme over unknowns that are not below nought, ready to be asked for the most of any sum of them. Nothing
 * where no values meet all equations. Two phases, dense, by Bland's rule, which never goes round in circles.
 *
 * Source: Dantzig 1951; Bland 1977; as in any textbook. [M]
 */
export function programmeOf(unknowns: number, equations: readonly Equation[]): Programme | undefined {
  const tableau = feasible(unknowns, equations);
  return tableau && { most: (terms) => most(tableau, terms) };
}

/** First phase: an artificial unknown for each equation, brought to nought or nothing meets them all. */
function feasible(unknowns: number, equations: readonly Equation[]): Tableau | undefined {
  const all = unknowns + equations.length;
  const rows = equations.map(({ terms, equals }, i) => {
    const row = new Float64Array(all + 1);
    const sign = equals < 0 ? -1 : 1;
    for (const [unknown, coefficient] of terms) row[unknown] = sign * coefficient;
    row[unknowns + i] = 1;
    row[all] = sign * equals;
    return row;
  });
  const basis = equations.map((_, i) => unknowns + i);
  const artificial = new Map(basis.map((unknown) => [unknown, -1]));
  if (most({ rows, basis, wide: all }, artificial) < -NOTHING) return undefined;
  return withoutArtificial({ rows, basis, wide: all }, unknowns);
}

function withoutArtificial({ rows, basis, wide }: Tableau, unknowns: number): Tableau {
  const kept: { readonly row: Float64Array; readonly unknown: number }[] = [];
  basis.forEach((unknown, i) => {
    if (unknown < unknowns) return;
    const row = rows[i] as Float64Array;
    const other = row.findIndex((value, j) => j < unknowns && Math.abs(value) > NOTHING);
    if (other >= 0) pivot({ rows, basis, wide }, i, other);
  });
  rows.forEach((row, i) => {
    const unknown = basis[i] ?? unknowns;
    // An artificial unknown that cannot leave stands in an equation that others say already.
    if (unknown >= unknowns) return;
    const short = new Float64Array(unknowns + 1);
    short.set(row.subarray(0, unknowns));
    short[unknowns] = row[wide] ?? 0;
    kept.push({ row: short, unknown });
  });
  return { rows: kept.map(({ row }) => row), basis: kept.map(({ unknown }) => unknown), wide: unknowns };
}

function most(tableau: Tableau, terms: Terms): number {
  const { rows, basis, wide } = tableau;
  const gain = new Float64Array(wide + 1);
  for (const [unknown, coefficient] of terms) gain[unknown] = coefficient;
  basis.forEach((unknown, i) => {
    take(gain, rows[i] as Float64Array, gain[unknown] ?? 0);
  });
  for (;;) {
    const enters = gain.findIndex((value, j) => j < wide && value > NOTHING);
    if (enters < 0) return -(gain[wide] ?? 0);
    const leaves = leaving(tableau, enters);
    if (leaves === undefined) return Number.POSITIVE_INFINITY;
    pivot(tableau, leaves, enters);
    take(gain, rows[leaves] as Float64Array, gain[enters] ?? 0);
  }
}

/** The row that runs out first as an unknown enters; ties to the lowest unknown. */
function leaving({ rows, basis, wide }: Tableau, enters: number): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  rows.forEach((row, i) => {
    const at = row[enters] ?? 0;
    if (at <= NOTHING) return;
    const ratio = (row[wide] ?? 0) / at;
    const tied = Math.abs(ratio - least) <= NOTHING && (basis[i] ?? 0) < (basis[best ?? 0] ?? 0);
    if (ratio < least - NOTHING || tied) {
      best = i;
      least = ratio;
    }
  });
  return best;
}

function pivot({ rows, basis }: Tableau, leaves: number, enters: number): void {
  const row = rows[leaves] as Float64Array;
  const at = row[enters] ?? 1;
  for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) / at;
  rows.forEach((other, i) => {
    if (i !== leaves) take(other, row, other[enters] ?? 0);
  });
  basis[leaves] = enters;
}

function take(from: Float64Array, row: Float64Array, times: number): void {
  if (times === 0) return;
  for (let j = 0; j < from.length; j++) from[j] = (from[j] ?? 0) - times * (row[j] ?? 0);
}
