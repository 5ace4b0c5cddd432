import type { Bounds } from "./flow.ts";
import { type Equation, type Programme, programmeOf, type Terms } from "./simplex.ts";
import { type Parts, wide } from "./table.ts";

/** A table as a reader holds it: what is kept back is undefined. */
export type Release = {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly string[];
  readonly counts: readonly (number | undefined)[];
  /** What it is of. Of two earlier releases of different things a reader supposes no growth of one into the other. */
  readonly origin?: string;
  /** Where it ends, or begins, when the new table begins, or ends: people who are in both are the same, and nobody else is. */
  readonly adjoins?: readonly Adjoining[];
  /** What its inner cells add up, where they are sums of what other releases add up too. */
  readonly parts?: Parts;
};

/** Places of an earlier release and places of the new table that count the same people: still there then, there before now. */
export type Adjoining = { readonly here: readonly number[]; readonly there: readonly number[] };

/** A number, and unknown counts added to it or taken off it. */
export type Sum = { readonly known: number; readonly terms: Terms };

/** All releases together, as equations between the inner cells that nobody has shown. */
export type Joint = {
  /** What an inner cell or a total of one of the releases is; the first is number 0. */
  readonly sum: (release: number, place: number) => Sum;
  /** From the least to the most that a sum can be, whole numbers. */
  readonly bounds: (sum: Sum) => Bounds;
  /** Of cells that are sums of the same parts: what they have in common and what is left between them. */
  readonly pieces: readonly Piece[];
};

/**
 * How the people of two releases hang together, as a reader will suppose from what both show: nobody fewer anywhere in the
 * second, nobody more, or neither.
 */
export type Growth = "more" | "fewer" | "neither";

/** Two releases of the list, the earlier first, and how they hang together. */
export type Link = { readonly earlier: number; readonly later: number; readonly growth: Growth };

/**
 * What a reader knows who holds all these releases. Nothing where no counts fit them all.
 *
 * Unknowns are the inner cells that are kept back; each total that is shown is an equation. Where the second of two
 * releases counts the same people and others besides, the difference of each cell is not below nought.
 */
export function jointOf(
  releases: readonly Release[],
  links: readonly Link[],
  adjoining = true,
): Joint | undefined {
  let unknowns = 0;
  const { pieces, of }: ReturnType<typeof piecesOf> = adjoining
    ? piecesOf(releases, () => unknowns++)
    : NO_PIECES;
  const inner = releases.map((release, r) =>
    release.counts.map((count, place): Sum | undefined => {
      if (isTotal(release, place)) return undefined;
      if (count !== undefined) return { known: count, terms: new Map() };
      return of(r, place) ?? { known: 0, terms: new Map([[unknowns++, 1]]) };
    }),
  );
  const sum = (r: number, place: number): Sum => {
    const release = releases[r];
    const cells = inner[r] ?? [];
    return release ? added(innerOf(release, place).map((one) => [cells[one], 1])) : added([]);
  };
  const equations: Equation[] = releases.flatMap((release, r) =>
    release.counts.flatMap((count, place) => {
      if (count === undefined) return [];
      if (isTotal(release, place)) return [equationOf(sum(r, place), count)];
      const parts = of(r, place);
      return parts ? [equationOf(parts, count)] : [];
    }),
  );
  for (const { earlier, later, growth } of links) {
    const [one, two] = [releases[earlier], releases[later]];
    if (growth === "neither" || !one || !two) continue;
    for (const [a, b] of sharedCells(one, two)) {
      const [low, high] =
        growth === "more"
          ? [inner[earlier]?.[a], inner[later]?.[b]]
          : [inner[later]?.[b], inner[earlier]?.[a]];
      const more = added([
        [high, 1],
        [low, -1],
      ]);
      if (more.terms.size === 0) continue;
      // The unknown that is added is how many more; it is not below nought.
      equations.push(
        equationOf(
          added([
            [more, 1],
            [{ known: 0, terms: new Map([[unknowns++, 1]]) }, -1],
          ]),
          0,
        ),
      );
    }
  }
  if (adjoining)
    for (const [r, release] of releases.entries())
      for (const { here, there } of release.adjoins ?? [])
        equations.push(
          equationOf(
            added([
              ...here.map((place) => [sum(r, place), 1] as const),
              ...there.map((place) => [sum(0, place), -1] as const),
            ]),
            0,
          ),
        );
  const programme = programmeOf(unknowns, equations);
  return programme && { sum, bounds: (asked) => boundsIn(programme, asked), pieces };
}

/** Parts that stand in the very same cells of every release: together they are one number, which nobody tells apart further. */
export type Piece = {
  /** The cells that have it: number of the release, and place. */
  readonly cells: readonly (readonly [release: number, place: number])[];
  readonly sum: Sum;
};

/**
 * The pieces of which inner cells are sums. A piece that is a shown cell by itself is known, every other is one unknown in
 * whichever release it stands. `of` answers nothing of a cell without parts.
 */
function piecesOf(releases: readonly Release[], fresh: () => number) {
  const cellsOf = new Map<string, (readonly [number, number])[]>();
  for (const [r, release] of releases.entries())
    for (const [row, cells] of (release.parts ?? []).entries())
      for (const [column, names] of cells.entries())
        for (const name of names)
          cellsOf.set(name, [...(cellsOf.get(name) ?? []), [r, row * wide(release) + column]]);
  const alike = [...Map.groupBy(cellsOf.values(), (cells) => JSON.stringify(cells)).values()];
  const within = Map.groupBy(
    alike.flatMap(([cells = []], piece) => cells.map(([r, place]) => ({ cell: `${r} ${place}`, piece }))),
    ({ cell }) => cell,
  );
  const shown = new Map<number, number>();
  for (const [cell, [only, another]] of within) {
    const [r = 0, place = 0] = cell.split(" ").map(Number);
    const count = releases[r]?.counts[place];
    if (only && !another && count !== undefined) shown.set(only.piece, count);
  }
  const pieces = alike.map(([cells = []], piece): Piece => {
    const known = shown.get(piece);
    const sum =
      known === undefined ? { known: 0, terms: new Map([[fresh(), 1]]) } : { known, terms: new Map() };
    return { cells, sum };
  });
  const of = (r: number, place: number): Sum | undefined => {
    const some = within.get(`${r} ${place}`);
    return some && added(some.map(({ piece }) => [pieces[piece]?.sum, 1] as const));
  };
  return { pieces, of };
}

const NO_PIECES = { pieces: [], of: () => undefined };

/** Whether a place is a row's, a column's or the grand total. */
const isTotal = (release: Release, place: number): boolean =>
  place % wide(release) === release.columns.length || place >= release.rows.length * wide(release);

/** The inner cells that a place adds up; of an inner cell, itself. */
export function innerOf(release: Pick<Release, "rows" | "columns">, place: number): readonly number[] {
  const width = wide(release);
  const [row, column] = [Math.floor(place / width), place % width];
  const rows = row < release.rows.length ? [row] : release.rows.map((_, i) => i);
  const columns = column < release.columns.length ? [column] : release.columns.map((_, j) => j);
  return rows.flatMap((i) => columns.map((j) => i * width + j));
}

/** Adds sums up, each taken so many times. */
export function added(parts: readonly (readonly [Sum | undefined, number])[]): Sum {
  let known = 0;
  const terms = new Map<number, number>();
  for (const [sum, times] of parts) {
    if (!sum) continue;
    known += times * sum.known;
    for (const [unknown, coefficient] of sum.terms)
      terms.set(unknown, (terms.get(unknown) ?? 0) + times * coefficient);
  }
  return { known, terms };
}

const equationOf = ({ known, terms }: Sum, equals: number): Equation => ({ terms, equals: equals - known });

const negative = (terms: Terms): Terms => new Map([...terms].map(([unknown, one]) => [unknown, -one]));

/** Counts are whole, so what lies between two whole numbers is rounded inwards; a little less than whole is whole. */
const ALMOST = 1e-6;

/** From the least to the most that a sum can be in one programme. */
export function boundsIn(programme: Programme, { known, terms }: Sum): Bounds {
  if ([...terms.values()].every((one) => one === 0)) return { low: known, high: known };
  return {
    low: known + Math.ceil(-programme.most(negative(terms)) - ALMOST),
    high: known + Math.floor(programme.most(terms) + ALMOST),
  };
}

const labelOf = (label: readonly string[]): string => JSON.stringify(label);

/** Which rows and which columns two releases share, by their labels: pairs of numbers. */
export function shared(one: Pick<Release, "rows" | "columns">, two: Pick<Release, "rows" | "columns">) {
  const rowsOfTwo = new Map(two.rows.map((label, i) => [labelOf(label), i]));
  const columnsOfTwo = new Map(two.columns.map((label, j) => [label, j]));
  return {
    rows: one.rows.flatMap((label, i) => pair(i, rowsOfTwo.get(labelOf(label)))),
    columns: one.columns.flatMap((label, j) => pair(j, columnsOfTwo.get(label))),
  };
}

const pair = (a: number, b: number | undefined): readonly (readonly [number, number])[] =>
  b === undefined ? [] : [[a, b]];

/** The inner cells that two releases share: pairs of places. */
export function sharedCells(
  one: Pick<Release, "rows" | "columns">,
  two: Pick<Release, "rows" | "columns">,
): readonly (readonly [number, number])[] {
  const { rows, columns } = shared(one, two);
  return rows.flatMap(([i, k]) => columns.map(([j, l]) => [i * wide(one) + j, k * wide(two) + l] as const));
}

/** How the later of two releases seems to have grown, from the places that both show. */
export function growthOf(earlier: Release, later: Release): Growth {
  const steps = sharedCells(earlier, later).flatMap(([a, b]) => {
    const [before, after] = [earlier.counts[a], later.counts[b]];
    return before === undefined || after === undefined ? [] : [after - before];
  });
  if (steps.every((step) => step >= 0)) return "more";
  return steps.every((step) => step <= 0) ? "fewer" : "neither";
}
