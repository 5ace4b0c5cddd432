import { invariant } from "../../kernel/result.ts";
import { type Mark, type Rule, type Table, wide } from "./table.ts";

/** From the least to the most that a count can be, as far as a reader can tell. No most is Infinity. */
export type Bounds = { readonly low: number; readonly high: number };

/**
 * A two-way table is a network: a node for each row and each column, the row and column of totals with them, and an arc
 * for each place. Its counts are a flow that goes round: grand total, to the rows, by their cells to the columns, to the
 * column of totals and back. What comes into a node goes out again, and that is what "the cells add up" means.
 */
export type Arc = { readonly from: number; readonly to: number };

/** The nodes of a table's network. */
export const nodesOf = (table: Table): number => table.rows.length + 1 + wide(table);

/** Where the arc of a place begins and ends. */
export function arcOf(table: Table, place: number): Arc {
  const last = table.rows.length;
  const row = Math.floor(place / wide(table));
  const column = place % wide(table);
  const [ofRow, ofColumn] = [row, last + 1 + column];
  return (row === last) === (column === table.columns.length)
    ? { from: ofRow, to: ofColumn }
    : { from: ofColumn, to: ofRow };
}

/**
 * The least and most that one kept-back count can be, given everything shown and that no count is below nought. Exact in
 * whole numbers: the count can rise by as much as can flow back from its end to its beginning through other kept-back
 * places, and fall by as much as can flow the other way (largest flow; Ford and Fulkerson 1956, by shortest paths as
 * Edmonds and Karp 1972).
 *
 * @param enough stop once the bounds are this far apart: the width is then at least that, and not exact.
 */
export function boundsOf(
  table: Table,
  marks: readonly Mark[],
  place: number,
  enough = Number.POSITIVE_INFINITY,
): Bounds {
  const count = table.counts[place];
  invariant(count !== undefined && marks[place] !== "shown", "bounds are asked of a place kept back");
  const { from, to } = arcOf(table, place);
  const up = largestFlow(arcsBut(table, marks, place), to, from, enough);
  const down =
    Number.isFinite(enough) && up >= enough ? 0 : largestFlow(arcsBut(table, marks, place), from, to, count);
  return { low: count - down, high: count + up };
}

type Way = { readonly to: number; left: number; readonly back: () => Way };

/** Every kept-back place but one as two ways: forward without limit, back by as many as it counts. */
function arcsBut(table: Table, marks: readonly Mark[], but: number): Way[][] {
  const ways: Way[][] = Array.from({ length: nodesOf(table) }, () => []);
  marks.forEach((mark, place) => {
    if (mark === "shown" || place === but) return;
    const { from, to } = arcOf(table, place);
    const forward: Way = { to, left: Number.POSITIVE_INFINITY, back: () => backward };
    const backward: Way = { to: from, left: table.counts[place] ?? 0, back: () => forward };
    ways[from]?.push(forward);
    ways[to]?.push(backward);
  });
  return ways;
}

function largestFlow(ways: readonly Way[][], from: number, to: number, most: number): number {
  let flow = 0;
  while (flow < most) {
    const path = shortestPath(ways, from, to);
    if (!path) return flow;
    const narrowest = Math.min(...path.map((way) => way.left), most - flow);
    if (narrowest === Number.POSITIVE_INFINITY) return narrowest;
    for (const way of path) {
      way.left -= narrowest;
      way.back().left += narrowest;
    }
    flow += narrowest;
  }
  return flow;
}

function shortestPath(ways: readonly Way[][], from: number, to: number): readonly Way[] | undefined {
  const cameBy = new Map<number, Way>();
  const queue = [from];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const way of ways[node] ?? []) {
      if (way.left <= 0 || way.to === from || cameBy.has(way.to)) continue;
      cameBy.set(way.to, way);
      if (way.to === to) return walkedBack(cameBy, from, to);
      queue.push(way.to);
    }
  }
  return undefined;
}

function walkedBack(cameBy: ReadonlyMap<number, Way>, from: number, to: number): readonly Way[] {
  const path: Way[] = [];
  for (let node = to; node !== from; ) {
    const way = cameBy.get(node);
    invariant(way, "each node of a path was come to");
    path.push(way);
    node = way.back().to;
  }
  return path;
}

/** Whether a count that is known within these bounds is well hidden: wide enough, and not known to be small. */
export const isHidden = ({ low, high }: Bounds, { fewest, width }: Rule): boolean =>
  high - low >= width && !(low >= 1 && high < fewest);
