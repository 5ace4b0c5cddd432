import type { Bounds } from "./flow.ts";
import { boundsIn, type Sum } from "./joint.ts";
import { type Equation, type Programme, programmeOf } from "./simplex.ts";

/** A little less than nothing is nothing. */
const NOTHING = 1e-6;

/** From the least to the most that sums of unknowns can be; several sums that hang together by nothing are added bound by bound. */
export type Asking = (sum: Sum) => Bounds;

/**
 * One linear programme over unknowns that are not below nought, taken apart into those that equations connect: tables of many
 * services come to many small programmes instead of one large. Nothing where no values meet all equations. A sum over
 * several parts has the sum of their whole-number limits.
 *
 * Source: simplex.ts; parts by union and find (Tarjan 1975). [M]
 */
export function programmesOf(unknowns: number, equations: readonly Equation[]): Asking | undefined {
  const partOf = connected(unknowns, equations);
  const places = numbered(unknowns, partOf);
  const byPart = new Map<number, Equation[]>();
  for (const { terms, equals } of equations) {
    const some = [...terms].filter(([, times]) => times !== 0);
    const [first] = some;
    if (!first) {
      if (Math.abs(equals) > NOTHING) return undefined;
      continue;
    }
    const part = partOf(first[0]);
    const own = { terms: new Map(some.map(([one, times]) => [places.at[one] ?? 0, times] as const)), equals };
    byPart.set(part, [...(byPart.get(part) ?? []), own]);
  }
  const programmes = new Map<number, Programme>();
  for (const [part, some] of byPart) {
    const programme = programmeOf(places.many.get(part) ?? 0, some);
    if (!programme) return undefined;
    programmes.set(part, programme);
  }
  return ({ known, terms }) => {
    const parts = Map.groupBy(
      [...terms].filter(([, times]) => times !== 0),
      ([one]) => partOf(one),
    );
    let [low, high] = [known, known];
    for (const [part, some] of parts) {
      const programme = programmes.get(part);
      const own = { known: 0, terms: new Map(some.map(([one, times]) => [places.at[one] ?? 0, times])) };
      // Of an unknown of which no equation says anything it is known that it is not below nought.
      const bounds = programme ? boundsIn(programme, own) : freeOf(own);
      low += bounds.low;
      high += bounds.high;
    }
    return { low, high };
  };
}

function freeOf({ terms }: Sum): Bounds {
  const times = [...terms.values()];
  return {
    low: times.some((one) => one < 0) ? Number.NEGATIVE_INFINITY : 0,
    high: times.some((one) => one > 0) ? Number.POSITIVE_INFINITY : 0,
  };
}

function connected(unknowns: number, equations: readonly Equation[]): (one: number) => number {
  const above = Array.from({ length: unknowns }, (_, i) => i);
  const top = (one: number): number => {
    let at = one;
    while (above[at] !== undefined && above[at] !== at) {
      above[at] = above[above[at] ?? at] ?? at;
      at = above[at] ?? at;
    }
    return at;
  };
  for (const { terms } of equations) {
    const [first, ...others] = [...terms].flatMap(([one, times]) => (times === 0 ? [] : [one]));
    if (first !== undefined) for (const one of others) above[top(one)] = top(first);
  }
  return top;
}

/** Which number each unknown has within its part, and how many each part has. */
function numbered(unknowns: number, partOf: (one: number) => number) {
  const many = new Map<number, number>();
  const at: number[] = [];
  for (let one = 0; one < unknowns; one++) {
    const part = partOf(one);
    at.push(many.get(part) ?? 0);
    many.set(part, (many.get(part) ?? 0) + 1);
  }
  return { at, many };
}
