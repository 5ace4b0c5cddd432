import { type Asking, programmesOf } from "../publish/apart.ts";
import type { Bounds } from "../publish/flow.ts";
import { type Adjoining, added, innerOf, type Sum } from "../publish/joint.ts";
import type { Equation } from "../publish/simplex.ts";
import { placeName, type Table } from "../publish/table.ts";

/** How much is supposed of a number: that it is of the same people, or that they have the same answer too. */
export type Level = "cell" | "total";

/** Places of a table that add up these numbers, each of which stands for the same people in whichever table it stands. */
export type Counted = {
  readonly places: readonly number[];
  readonly of: readonly string[];
  readonly level: Level;
  /** Whom the places count besides, where the numbers are not all: `came back to North`. */
  readonly besides?: string;
};

/** A table as it is held beside others; the one that leaves is the first. */
export type Side = Pick<Table, "rows" | "columns"> & {
  readonly name: string;
  readonly known: readonly Bounds[];
  readonly isRounded: boolean;
  readonly counted: readonly Counted[];
  /** Places that count what places of the first do. */
  readonly adjoins: readonly Adjoining[];
  /** Whether it is an earlier version of the first. */
  readonly isVersion: boolean;
};

/** What lies between tables: a number of which none has a place, or whom one counts besides. */
export type Between = {
  readonly sum: Sum;
  /** The tables that tell it. */
  readonly of: readonly number[];
  readonly cell: string;
  /** A place of the first by which it could be hidden. */
  readonly place: number | undefined;
  readonly besides?: string | undefined;
};

/** All tables together, as equations between what nobody has shown. */
export type Model = {
  readonly sum: (side: number, place: number) => Sum;
  readonly bounds: Asking;
  readonly between: readonly Between[];
};

type Supposed = {
  readonly levels: readonly Level[];
  readonly versions: boolean;
  /** Whether rounded totals stand by themselves, and not for the cells that they add up: less is concluded, and much sooner. */
  readonly byPlace: boolean;
};
type Drawn = { readonly one: (low?: number) => Sum; readonly count: () => number };

/**
 * The linear programme of these tables. Nothing where no numbers fit it.
 *
 * @param whole whether the first is held, or only those that were published before it. The unknowns are the same in both.
 */
export function modelOf(sides: readonly Side[], supposed: Supposed, whole: boolean): Model | undefined {
  const drawn = drawing();
  const cells = sides.map(({ known, isRounded }) =>
    known.map(({ low, high }): Sum => {
      if (low === high) return { known: low, terms: new Map() };
      return drawn.one(isRounded ? low : 0);
    }),
  );
  const sum = (t: number, place: number): Sum => {
    const side = sides[t];
    if (supposed.byPlace && side?.isRounded) return cells[t]?.[place] ?? NOUGHT;
    return added((side ? innerOf(side, place) : []).map((one) => [cells[t]?.[one], 1] as const));
  };
  const equations: Equation[] = [];
  const equal = (one: Sum, other: Sum): void => {
    const { known, terms } = added([
      [one, 1],
      [other, -1],
    ]);
    equations.push({ terms, equals: -known });
  };
  if (whole)
    for (const [t, { adjoins }] of sides.entries())
      for (const { here, there } of adjoins)
        equal(
          added(here.map((place) => [sum(t, place), 1])),
          added(there.map((place) => [sum(0, place), 1])),
        );
  const between = piecesOf(sides, supposed, { sum, drawn, equal, whole });
  // Last, so that everything before has the same number whether the first is held or not.
  sides.forEach((side, t) => {
    if (t > 0 || whole) equations.push(...spansOf(side, supposed, (place) => sum(t, place), drawn));
  });
  const bounds = programmesOf(drawn.count(), equations);
  return bounds && { sum, bounds, between };
}

const NOUGHT: Sum = { known: 0, terms: new Map() };

function drawing(): Drawn {
  let unknowns = 0;
  return {
    one: (low = 0) => ({ known: low, terms: new Map([[unknowns++, 1]]) }),
    count: () => unknowns,
  };
}

/** What a table by itself says: of each rounded count its span, of each total what its cells add up to. */
function spansOf(
  { known, isRounded, rows, columns }: Side,
  { byPlace }: Supposed,
  sumOf: (place: number) => Sum,
  drawn: Drawn,
): readonly Equation[] {
  return known.flatMap(({ low, high }, place): readonly Equation[] => {
    const sum = sumOf(place);
    const isCell = byPlace || innerOf({ rows, columns }, place)[0] === place;
    if (sum.terms.size === 0) return [];
    if (low === high) return [{ terms: sum.terms, equals: low - sum.known }];
    if (!isRounded) return [];
    const within = (bound: number, sign: 1 | -1): Equation => {
      const { known, terms } = added([
        [sum, 1],
        [drawn.one(), sign],
      ]);
      return { terms, equals: bound - known };
    };
    return [...(isCell ? [] : [within(low, -1)]), ...(Number.isFinite(high) ? [within(high, 1)] : [])];
  });
}

type Writing = {
  readonly sum: Model["sum"];
  readonly drawn: Drawn;
  readonly equal: (one: Sum, other: Sum) => void;
  readonly whole: boolean;
};

/** The numbers that tables count together: written as equations, and what of them lies between tables. */
function piecesOf(
  sides: readonly Side[],
  { levels, versions }: Supposed,
  { sum, drawn, equal, whole }: Writing,
): readonly Between[] {
  const sets = sides.flatMap(({ counted, isVersion }, t) =>
    isVersion && !versions
      ? []
      : counted.filter(({ level }) => levels.includes(level)).map((one) => ({ ...one, t })),
  );
  const within = new Map<string, number[]>();
  for (const [at, { of }] of sets.entries())
    for (const name of of) within.set(name, [...(within.get(name) ?? []), at]);
  // Numbers that stand in the very same places are one, which nobody tells apart further.
  const groups = new Map<string, { readonly sum: Sum; readonly sets: readonly number[] }>();
  for (const some of within.values())
    if (!groups.has(String(some))) groups.set(String(some), { sum: drawn.one(), sets: some });
  const groupsOf = (of: readonly string[]): ReadonlySet<string> =>
    new Set(of.map((name) => String(within.get(name))));
  const all = (some: Iterable<string>): Sum => added([...some].map((key) => [groups.get(key)?.sum, 1]));
  const cellOf = ({ t, places }: (typeof sets)[number]): string => {
    const side = sides[t];
    return side ? placeName(side, places[0] ?? 0) : "";
  };
  const between: Between[] = [];
  for (const one of sets) {
    const besides = one.besides === undefined ? [] : [drawn.one()];
    const places = added(one.places.map((place) => [sum(one.t, place), 1]));
    if (one.t > 0 || whole)
      equal(places, added([all(groupsOf(one.of)), ...besides].map((part) => [part, 1])));
    for (const sum of besides) {
      const others = sets.filter(({ t, of }) => t !== one.t && of.some((name) => one.of.includes(name)));
      const of = [...new Set([one, ...others].map(({ t }) => t))].toSorted((a, b) => a - b);
      const place = [one, ...others].find(({ t }) => t === 0)?.places[0];
      if (others.length > 0) between.push({ sum, of, cell: cellOf(one), place, besides: one.besides });
    }
  }
  for (const { sum, sets: some } of groups.values()) {
    const them = some.flatMap((at) => sets[at] ?? []);
    const [first] = them;
    const near = sets.find(
      ({ t, of }) => t === 0 && them.some((one) => one.t === 0 || one.of.some((name) => of.includes(name))),
    );
    const mine = them.find(({ t }) => t === 0) ?? near;
    const place = mine?.places[0];
    if (first) between.push({ sum, of: [...new Set(them.map(({ t }) => t))], cell: cellOf(first), place });
  }
  return [...between, ...differencesOf(sets, groupsOf, all, cellOf)];
}

/** Of two sets of places of which one counts all that the other does and more: how many more. The new table is one of the two. */
function differencesOf<S extends Counted & { readonly t: number }>(
  sets: readonly S[],
  groupsOf: (of: readonly string[]) => ReadonlySet<string>,
  all: (some: Iterable<string>) => Sum,
  cellOf: (one: S) => string,
): readonly Between[] {
  return sets
    .filter(({ t }) => t === 0)
    .flatMap((mine) =>
      sets.flatMap((other): readonly Between[] => {
        if (other.t === 0 || !other.of.some((name) => mine.of.includes(name))) return [];
        const [one, two] = [groupsOf(mine.of), groupsOf(other.of)];
        const [more, less] = one.size >= two.size ? [one, two] : [two, one];
        const left = [...more].filter((key) => !less.has(key));
        if (left.length < 2 || [...less].some((key) => !more.has(key))) return [];
        return [{ sum: all(left), of: [0, other.t], cell: cellOf(mine), place: mine.places[0] }];
      }),
    );
}
