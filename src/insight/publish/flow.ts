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

/** How far a count can rise and fall as far as a reader can tell from its own place alone. */
export type Room = { readonly up: number; readonly down: number };

const NO_ROOM: Room = { up: 0, down: 0 };

/**
 * The least and most that one kept-back count can be, given everything shown and that no count is below nought.
 *
 * @param enough stop once the bounds are this far apart: the width is then at least that, and not exact.
 */
export function boundsOf(
  table: Table,
  marks: readonly Mark[],
  place: number,
  enough = Number.POSITIVE_INFINITY,
): Bounds {
  invariant(marks[place] !== undefined && marks[place] !== "shown", "bounds are asked of a place kept back");
  const room = table.counts.map(
    (count, one): Room => (marks[one] === "shown" ? NO_ROOM : { up: Number.POSITIVE_INFINITY, down: count }),
  );
  return boundsWithin(table, room, place, enough);
}

/**
 * The least and most that one count can be, given how far each place can rise and fall by itself and that rows and columns
 * add up. Exact in whole numbers: the count can rise by as much as can flow back from its end to its beginning through
 * other places, and fall by as much as can flow the other way (largest flow; Ford and Fulkerson 1956, by shortest paths as
 * Edmonds and Karp 1972).
 */
export function boundsWithin(
  table: Table,
  room: readonly Room[],
  place: number,
  enough = Number.POSITIVE_INFINITY,
): Bounds {
  const count = table.counts[place];
  invariant(count !== undefined, "bounds are asked of a place of the table");
  const { from, to } = arcOf(table, place);
  const own = room[place] ?? NO_ROOM;
  const up = largestFlow(arcsBut(table, room, place), to, from, Math.min(enough, own.up));
  const down =
    Number.isFinite(enough) && up >= enough
      ? 0
      : largestFlow(arcsBut(table, room, place), from, to, own.down);
  return { low: count - down, high: count + up };
}

type Way = { readonly to: number; left: number; readonly back: () => Way };

/** Every place with room but one as two ways: forward by what it can rise, back by what it can fall. */
function arcsBut(table: Table, room: readonly Room[], but: number): Way[][] {
  const ways: Way[][] = Array.from({ length: nodesOf(table) }, () => []);
  room.forEach(({ up, down }, place) => {
    if (place === but || up + down === 0) return;
    const { from, to } = arcOf(table, place);
    const forward: Way = { to, left: up, back: () => backward };
    const backward: Way = { to: from, left: down, back: () => forward };
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
