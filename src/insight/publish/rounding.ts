import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { type Bounds, boundsWithin, type Room } from "./flow.ts";
import { innerOf } from "./joint.ts";
import { refused } from "./messages.ts";
import { placeName, type Rule, type Table, wide } from "./table.ts";
import { ROUND_TO } from "./thresholds.ts";

/** How the totals of a rounded table were made: rounded themselves, or added up from rounded cells. */
export type Totals = "rounded" | "added";

/** A rounded table as it may leave, and how closely a reader can know each of its places. */
export type Rounded = {
  readonly table: Table;
  /** What stands in each place. Where totals are rounded themselves, rows need not add up. */
  readonly counts: readonly number[];
  readonly totals: Totals;
  /** What a reader can work each place out to, from this table alone. */
  readonly known: readonly Bounds[];
  readonly base: number;
};

/** A table that somebody holds already: what of each place they can know. */
export type KnownRelease = {
  readonly name: string;
  readonly rows: Table["rows"];
  readonly columns: Table["columns"];
  readonly known: readonly Bounds[];
};

/** So many places are taken: each is looked at against all. */
const MOST_PLACES = 2500;

/**
 * A count rounded to the nearest multiple of the base. Five is odd, so that nothing lies half-way.
 *
 * Source: THRESHOLDS.roundTo.
 */
export const roundedTo = (count: number, base = ROUND_TO): number => Math.round(count / base) * base;

/** What a rounded count can have been: `3 to 7` of a 5, `0 to 2` of a 0. */
export function rangeOf(shown: number, base = ROUND_TO): Bounds {
  const half = Math.floor(base / 2);
  return { low: Math.max(0, shown - half), high: shown + half };
}

/**
 * Rounds every cell and total. Where rounded totals would tell that a place counts somebody but few, or with an earlier
 * release that a few came or went, totals are added up from rounded cells instead, which tells nothing that the cells do
 * not. Refuses a table of too few people, and one of which even that tells together with an earlier release.
 */
export function roundTable(
  table: Table,
  earlier: readonly KnownRelease[],
  rule: Rule,
): Result<Rounded, Refused> {
  const places = table.counts.length;
  if (places > MOST_PLACES) return refused("too-large", { places, most: MOST_PLACES });
  if ((table.counts.at(-1) ?? 0) < rule.fewest) return refused("too-few-in-all", { fewest: rule.fewest });
  const own = roundedBy(table, "rounded");
  if (!own.known.some((bounds) => isOfFew(bounds, rule)) && !stepOfFew(own, earlier, rule))
    return accept(own);
  const added = roundedBy(table, "added");
  const told = stepOfFew(added, earlier, rule);
  return told ? refused("rounding-tells", told) : accept(added);
}

/** Rounds a table with its totals made in one of the two ways. */
export function roundedBy(table: Table, totals: Totals, base = ROUND_TO): Rounded {
  const cells = table.counts.map((count) => roundedTo(count, base));
  const isInner = (place: number): boolean => innerOf(table, place).length === 1 && !isTotal(table, place);
  const counts =
    totals === "rounded"
      ? cells
      : cells.map((cell, place) =>
          isInner(place) ? cell : innerOf(table, place).reduce((sum, one) => sum + (cells[one] ?? 0), 0),
        );
  const room = table.counts.map((count, place): Room => {
    if (totals === "added" && !isInner(place)) return { up: Number.POSITIVE_INFINITY, down: count };
    const { low, high } = rangeOf(counts[place] ?? 0, base);
    return { up: high - count, down: count - low };
  });
  const known = table.counts.map((_, place) => boundsWithin(table, room, place));
  return { table, counts, totals, known, base };
}

const isTotal = (table: Pick<Table, "rows" | "columns">, place: number): boolean =>
  place % wide(table) === table.columns.length || place >= table.rows.length * wide(table);

/** Whether a reader can be sure that it is somebody, and of so few that they may not be told of. */
export const isOfFew = ({ low, high }: Bounds, { fewest }: Rule): boolean => low >= 1 && high < fewest;

/**
 * A place of which an earlier release and this one tell together that a few people came or went, where one of the two is
 * rounded. Neither tells anything of the other, so that the limits of each are the limits of their difference.
 */
export function stepOfFew(
  { table, known }: Pick<Rounded, "table" | "known">,
  earlier: readonly KnownRelease[],
  rule: Rule,
): { readonly cell: string; readonly release: string } | undefined {
  for (const release of earlier) {
    const before = new Map(release.known.map((bounds, place) => [placeName(release, place), bounds]));
    const place = known.findIndex((now, one) => {
      const then = before.get(placeName(table, one));
      // Totals of other rows or columns are other totals: nothing is told of a place by them.
      if (!then || (isTotal(table, one) && !sameShape(table, release))) return false;
      const step = { low: now.low - then.high, high: now.high - then.low };
      return isOfFew(step, rule) || isOfFew({ low: -step.high, high: -step.low }, rule);
    });
    if (place >= 0) return { cell: placeName(table, place), release: release.name };
  }
  return undefined;
}

const sameShape = (one: Pick<Table, "rows" | "columns">, two: Pick<Table, "rows" | "columns">): boolean =>
  JSON.stringify([one.rows, one.columns]) === JSON.stringify([two.rows, two.columns]);
