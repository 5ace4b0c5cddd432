import type { Bounds } from "./flow.ts";
import type { Growth, Release } from "./joint.ts";

const NO_END = Number.POSITIVE_INFINITY;

/**
 * Every table of whole numbers that agrees with what is released, by trying them one after another. Shares nothing with the
 * networks and equations that it is held against. Nothing where there are more than `most` things to try.
 *
 * @param cap the largest count that is tried where no total bounds it
 */
export function everyTable(release: Release, cap: number, most: number): readonly number[][] | undefined {
  const [height, width] = [release.rows.length, release.columns.length];
  const shown = (i: number, j: number): number | undefined => release.counts[i * (width + 1) + j];
  const found: number[][] = [];
  const inner: number[] = [];
  let tried = 0;
  const sumOf = (of: (i: number, j: number) => boolean): number =>
    inner.reduce((sum, value, at) => (of(Math.floor(at / width), at % width) ? sum + value : sum), 0);
  const fill = (): void => {
    if (tried++ > most) return;
    const [i, j] = [Math.floor(inner.length / width), inner.length % width];
    if (i > 0 && j === 0) {
      const total = shown(i - 1, width);
      if (total !== undefined && sumOf((row) => row === i - 1) !== total) return;
    }
    if (i === height) {
      keep();
      return;
    }
    const given = shown(i, j);
    const inRow = (shown(i, width) ?? NO_END) - sumOf((row) => row === i);
    const inColumn = (shown(height, j) ?? NO_END) - sumOf((_, column) => column === j);
    const inAll = (shown(height, width) ?? NO_END) - sumOf(() => true);
    const top = Math.min(cap, inRow, inColumn, inAll);
    for (let value = given ?? 0; value <= (given ?? top); value++) {
      inner.push(value);
      fill();
      inner.pop();
    }
  };
  const keep = (): void => {
    const whole: number[] = [];
    for (let i = 0; i <= height; i++)
      for (let j = 0; j <= width; j++) {
        const value = sumOf((row, column) => (i === height || row === i) && (j === width || column === j));
        const given = shown(i, j);
        if (given !== undefined && given !== value) return;
        whole.push(value);
      }
    found.push(whole);
  };
  fill();
  return tried > most ? undefined : found;
}

/** The least and the most of each place over many tables. */
export function reach(tables: readonly (readonly number[])[]): readonly Bounds[] {
  const first = tables[0] ?? [];
  const low = [...first];
  const high = [...first];
  for (const table of tables)
    table.forEach((value, place) => {
      low[place] = Math.min(low[place] ?? value, value);
      high[place] = Math.max(high[place] ?? value, value);
    });
  return first.map((_, place) => ({ low: low[place] ?? 0, high: high[place] ?? 0 }));
}

/** Of every two tables, those of which the second can have grown out of the first; each as one long row, their steps last. */
export function everyPair(
  earlier: readonly (readonly number[])[],
  later: readonly (readonly number[])[],
  growth: Growth,
): readonly (readonly number[])[] {
  const fits = (step: number): boolean => growth === "neither" || (growth === "more" ? step >= 0 : step <= 0);
  return later.flatMap((b) =>
    earlier.flatMap((a) => {
      const steps = b.map((value, place) => value - (a[place] ?? 0));
      return steps.every(fits) ? [[...b, ...a, ...steps]] : [];
    }),
  );
}
