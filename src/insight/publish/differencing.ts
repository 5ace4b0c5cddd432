import { invariant } from "../../kernel/result.ts";
import type { Bounds } from "./flow.ts";
import { added, growthOf, type Joint, jointOf, type Link, type Release, type Sum, shared } from "./joint.ts";
import { isProtected, secondaryMarks, shownAgain } from "./secondary.ts";
import { type Mark, placeName, type Rule, type Table, wide } from "./table.ts";

/** Something that can be told from several releases together and must not be. */
export type Told = {
  /** A place kept back in the new table, one kept back in an earlier release, or how many people came or went between. */
  readonly what: "new" | "earlier" | "between";
  /** The earlier release; of a place of the new table, nothing: all of them together tell it. */
  readonly release: string | undefined;
  readonly cell: string;
  /** A place of the new table by which it could be hidden. */
  readonly place: number;
  readonly bounds: Bounds;
};

/** The table as a reader would hold it, by these marks. */
export const released = (table: Table, marks: readonly Mark[], name: string): Release => ({
  name,
  rows: table.rows,
  columns: table.columns,
  ...(table.parts ? { parts: table.parts } : {}),
  counts: table.counts.map((count, place) => (marks[place] === "shown" ? count : undefined)),
});

/**
 * Keeps back what the new table and earlier releases would tell together: a count that either keeps back, or a number of
 * people from 1 to the fewest less one who came or went between two releases. Whatever tells it is kept back in the new
 * table: the place itself, then what earlier releases kept back, then the smallest count of its row and column, until
 * nothing is told; what turns out not to be needed is shown again. Answers what is still told where nothing is left.
 *
 * @param also places that are kept back for another reason, and stay so.
 */
export function comparedMarks(
  table: Table,
  begun: readonly Mark[],
  earlier: readonly Earlier[],
  rule: Rule,
  also: readonly number[] = [],
): { readonly marks: Mark[]; readonly told: Told | undefined } {
  const before = keptBackBefore(table, earlier);
  let marks = [...begun];
  for (;;) {
    const all = toldBy(table, marks, earlier, rule);
    // What is told by a place that stands open first: hiding it often ends what others tell, and the other way seldom.
    const told = all.find(({ place }) => marks[place] === "shown") ?? all[0];
    if (!told) break;
    const next = toHide(table, marks, told.place, before);
    if (next === undefined) return { marks, told };
    marks[next] = "compared";
    marks = secondaryMarks(
      table,
      marks.map((mark) => (mark === "secondary" ? "shown" : mark)),
      rule,
    );
  }
  const holds = (tried: readonly Mark[]): boolean =>
    also.every((place) => tried[place] !== "shown") &&
    isProtected(table, tried, rule) &&
    toldBy(table, tried, earlier, rule).length === 0;
  const trimmed = shownAgain(table, marks, "compared", holds);
  return { marks: shownAgain(table, trimmed, "secondary", holds), told: undefined };
}

/**
 * Which place to keep back next: the one told of; else one that an earlier release kept back, for what both keep back
 * stays unknown; else another. Those in its row or column first, the smaller count first.
 */
export function toHide(
  table: Table,
  marks: readonly Mark[],
  place: number,
  before: ReadonlySet<number>,
): number | undefined {
  // Nobody that is shown hides nothing: see secondaryMarks.
  if (marks[place] === "shown" && (table.counts[place] ?? 0) > 0) return place;
  const width = wide(table);
  const inLine = (one: number): boolean =>
    one % width === place % width || Math.floor(one / width) === Math.floor(place / width);
  const rank = (one: number): number => (before.has(one) ? 0 : 2) + (inLine(one) ? 0 : 1);
  const open = table.counts
    .map((count, one) => ({ count, one, rank: rank(one) }))
    .filter(({ count, one }) => marks[one] === "shown" && count > 0)
    .sort((a, b) => a.rank - b.rank || a.count - b.count);
  return open[0]?.one;
}

/** The places of the new table that an earlier release kept back. */
const keptBackBefore = (table: Table, earlier: readonly Earlier[]): ReadonlySet<number> =>
  new Set(
    earlier.flatMap(({ release }) =>
      release.counts.flatMap((count, place) => (count === undefined ? [sameIn(table, release, place)] : [])),
    ),
  );

/** Everything that the new table and earlier releases tell together and neither tells alone. */
export function toldBy(
  table: Table,
  marks: readonly Mark[],
  earlier: readonly Earlier[],
  rule: Rule,
): readonly Told[] {
  const joint = heldTogether(
    table,
    marks,
    earlier.map(({ release }) => release),
  );
  return [
    ...ofNew(table, marks, joint, rule, toldAlready(table, earlier)),
    ...ofPieces(table, joint, earlier, rule),
    ...earlier.flatMap((one, i) => [
      ...ofEarlier(table, one, i + 1, joint, rule),
      ...between(table, one.release, i + 1, joint, rule),
    ]),
  ];
}

/** What a reader knows who holds the new table, number 0, and every earlier release after it. */
export function heldTogether(table: Table, marks: readonly Mark[], earlier: readonly Release[]): Joint {
  const all = [released(table, marks, "the new table"), ...earlier];
  // Where growth that a reader would suppose fits no counts at all, it was supposed wrongly.
  const joint = jointOf(all, linksOf(table, earlier)) ?? jointOf(all, []) ?? jointOf(all, [], false);
  invariant(joint, "each release adds up by itself");
  return joint;
}

/** An earlier release, with the places that it tells by itself: the new table can add nothing to them. */
export type Earlier = { readonly release: Release; readonly tellsItself: ReadonlySet<number> };

/** Looks at an earlier release by itself. Nothing where no counts fit it. */
export function lookedAt(release: Release, rule: Rule): Earlier | undefined {
  const alone = jointOf([release], [], false);
  if (!alone) return undefined;
  const places = release.counts.flatMap((count, place) =>
    count === undefined && isTelling(alone.bounds(alone.sum(0, place)), rule) ? [place] : [],
  );
  return { release, tellsItself: new Set(places) };
}

/** How each two releases hang together. Of the new one all counts are known here, and a reader is taken to guess right. */
function linksOf(table: Table, earlier: readonly Release[]): readonly Link[] {
  const whole: Release = { ...table, name: "" };
  const withNew = earlier.flatMap((release, i): readonly Link[] =>
    release.adjoins ? [] : [{ earlier: i + 1, later: 0, growth: growthOf(release, whole) }],
  );
  const among = earlier.flatMap((one, i) =>
    earlier
      .slice(i + 1)
      .flatMap((two, j): readonly Link[] =>
        one.origin === two.origin ? [{ earlier: i + 1, later: i + j + 2, growth: growthOf(one, two) }] : [],
      ),
  );
  return [...withNew, ...among];
}

/** Whether a count known so closely may be a small one. */
export const isTelling = ({ low, high }: Bounds, { fewest, width, zeros }: Rule): boolean =>
  high - low < width && low < fewest && high >= (zeros === "hidden" ? 0 : 1);

/** Whether a number of people who came (or went, below nought) is known so closely and may be a small one. */
const isStep = ({ low, high }: Bounds, rule: Rule): boolean =>
  isTelling({ low, high }, { ...rule, zeros: "shown" }) ||
  isTelling({ low: -high, high: -low }, { ...rule, zeros: "shown" });

/** The places of the new table that an earlier release tells by itself. */
const toldAlready = (table: Table, earlier: readonly Earlier[]): ReadonlySet<number> =>
  new Set(
    earlier.flatMap(({ release, tellsItself }) =>
      [...tellsItself].map((place) => sameIn(table, release, place)),
    ),
  );

function ofNew(
  table: Table,
  marks: readonly Mark[],
  joint: Joint,
  rule: Rule,
  already: ReadonlySet<number>,
): readonly Told[] {
  return marks.flatMap((mark, place): readonly Told[] => {
    if (mark === "shown" || already.has(place)) return [];
    const bounds = joint.bounds(joint.sum(0, place));
    return isTelling(bounds, rule)
      ? [{ what: "new", release: undefined, cell: placeName(table, place), place, bounds }]
      : [];
  });
}

function ofEarlier(table: Table, one: Earlier, r: number, joint: Joint, rule: Rule): readonly Told[] {
  const { release, tellsItself } = one;
  return release.counts.flatMap((count, place): readonly Told[] => {
    if (count !== undefined || tellsItself.has(place)) return [];
    const bounds = joint.bounds(joint.sum(r, place));
    if (!isTelling(bounds, rule)) return [];
    const cell = placeName(release, place);
    return [{ what: "earlier", release: release.name, cell, place: sameIn(table, release, place), bounds }];
  });
}

/**
 * What is left between cells of which one holds the other, though no table has it as a cell: a year less its first nine months.
 * It is hidden by a cell that has it, or else by one that stands beside it in a cell of an earlier release.
 */
function ofPieces(table: Table, joint: Joint, earlier: readonly Earlier[], rule: Rule): readonly Told[] {
  const mine = joint.pieces.flatMap(({ cells }) => {
    const own = cells.find(([r]) => r === 0);
    return own ? [{ place: own[1], cells: new Set(cells.map(String)) }] : [];
  });
  return joint.pieces.flatMap(({ cells, sum }): readonly Told[] => {
    const theirs = cells.find(([r]) => r > 0);
    const place =
      cells.find(([r]) => r === 0)?.[1] ??
      mine.find((one) => cells.some((cell) => one.cells.has(String(cell))))?.place;
    if (!theirs || place === undefined) return [];
    const bounds = joint.bounds(sum);
    if (!isTelling(bounds, rule)) return [];
    const release = earlier[theirs[0] - 1]?.release.name;
    return [{ what: "between", release, cell: placeName(table, place), place, bounds }];
  });
}

/** The place of the new table with the labels of an earlier one; totals stand in for labels that are no more. */
export function sameIn(
  table: Pick<Table, "rows" | "columns">,
  release: Pick<Release, "rows" | "columns">,
  place: number,
): number {
  const { rows, columns } = shared(release, table);
  const row = rows.find(([i]) => i === Math.floor(place / wide(release)))?.[1] ?? table.rows.length;
  const column = columns.find(([j]) => j === place % wide(release))?.[1] ?? table.columns.length;
  return row * wide(table) + column;
}

/** How many came or went between an earlier release and the new one: of each cell that both have, and of their totals. */
function between(table: Table, release: Release, r: number, joint: Joint, rule: Rule): readonly Told[] {
  if (release.adjoins) return [];
  const { rows, columns } = shared(release, table);
  const lines = [...rows, undefined].flatMap((row) =>
    [...columns, undefined].map((column) => ({
      of: { rows: row ? [row] : rows, columns: column ? [column] : columns },
      place: (row?.[1] ?? table.rows.length) * wide(table) + (column?.[1] ?? table.columns.length),
    })),
  );
  return lines.flatMap(({ of, place }): readonly Told[] => {
    const step: Sum = added(
      of.rows.flatMap(([i, k]) =>
        of.columns.flatMap(([j, l]) => [
          [joint.sum(0, k * wide(table) + l), 1] as const,
          [joint.sum(r, i * wide(release) + j), -1] as const,
        ]),
      ),
    );
    const bounds = joint.bounds(step);
    return isStep(bounds, rule)
      ? [{ what: "between", release: release.name, cell: placeName(table, place), place, bounds }]
      : [];
  });
}
