import type { Made } from "./made.ts";
import type { Published } from "./store.ts";

/** What every table of counts of areas by month begins its subject with. */
export const AREA_MONTHS = "area-months";

/** Whose counts of areas and of what a table is: the same number stands behind a month in every such table. Nothing of any other table. */
export const areasOf = (origin: string): string | undefined =>
  origin.startsWith(`${AREA_MONTHS} `) ? origin.split(" ").slice(0, 3).join(" ") : undefined;

/**
 * Published tables of the same counts that hang together with a new one: their months overlap with its own, or with those of one
 * that does. A year less the quarters of two other tables is the fourth quarter, so all have to be held side by side.
 */
export function sameAreas(made: Made, published: readonly Published[]): ReadonlySet<Published> {
  const areas = areasOf(made.subject);
  if (!areas) return new Set();
  const all = published.filter(({ origin }) => areasOf(origin) === areas);
  const found = new Set<Published>();
  const spans: Pick<Made, "from" | "to">[] = [made];
  for (let span = spans.pop(); span; span = spans.pop())
    for (const one of all) {
      if (found.has(one) || !overlaps(one, span)) continue;
      found.add(one);
      spans.push(one);
    }
  return found;
}

/** Whether two spans of days have a day in common. */
export const overlaps = (one: Pick<Made, "from" | "to">, other: Pick<Made, "from" | "to">): boolean =>
  Temporal.PlainDate.compare(one.from, other.to) <= 0 && Temporal.PlainDate.compare(other.from, one.to) <= 0;
