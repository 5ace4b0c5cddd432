import { invariant } from "../../kernel/result.ts";
import { arcOf, boundsOf, isHidden, nodesOf } from "./flow.ts";
import type { Mark, Rule, Table } from "./table.ts";

/**
 * Keeps back what must be kept back besides, so that no total tells a kept-back count. Starts from marks that stand
 * (primary, or asked for by a comparison) and adds "secondary" ones.
 *
 * For each kept-back place that is too narrow, in order: the cheapest closed way round the table on which it could be
 * wider by the whole width, one arc up or down after another; what is shown on that way is kept back. A place costs the
 * people it counts and one more, so that few people and few places are lost. Nobody (a nought that is shown) is never
 * used, for a reader may know that nobody can be there. At the end each secondary place is shown again, largest first,
 * where all stays hidden without it. The same table gives the same answer always; ties go by order.
 *
 * Source: network heuristic of Cox 1995 and Kelly, Golden and Assad 1992 for one place at a time, [M].
 */
export function secondaryMarks(table: Table, marks: readonly Mark[], rule: Rule): Mark[] {
  const now = [...marks];
  for (let place = 0; place < now.length; place++) {
    if (now[place] === "shown" || hidden(table, now, place, rule)) continue;
    const way = cheapestWay(table, now, place, rule);
    invariant(way, "there is always a way round by the totals");
    for (const other of way) if (now[other] === "shown") now[other] = "secondary";
  }
  // A place kept back by the way of a later one moves with it by the whole width, so one pass is enough; it is checked.
  invariant(isProtected(table, now, rule), "every place kept back is hidden");
  return shownAgain(table, now, "secondary", (tried) => isProtected(table, tried, rule));
}

const hidden = (table: Table, marks: readonly Mark[], place: number, rule: Rule): boolean =>
  isHidden(boundsOf(table, marks, place, rule.width), rule);

/** Whether nothing that is kept back can be worked out closer than the rule allows, from this table alone. */
export const isProtected = (table: Table, marks: readonly Mark[], rule: Rule): boolean =>
  marks.every((mark, place) => mark === "shown" || hidden(table, marks, place, rule));

/**
 * Shows again whatever of these marks is not needed, the largest count first; and with it what can then be worked out to
 * the very number, for to keep that back would be a pretence.
 */
export function shownAgain(
  table: Table,
  marks: readonly Mark[],
  which: Mark,
  holds: (tried: readonly Mark[]) => boolean,
): Mark[] {
  const { counts } = table;
  // What a comparison asked for is opened only where comparisons are looked at again.
  const mayOpen = (mark: Mark): boolean => mark === which || mark === "secondary";
  let now = [...marks];
  const places = now.flatMap((mark, place) => (mark === which ? [place] : []));
  for (const place of places.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))) {
    if (now[place] === "shown") continue;
    const tried = now.map((mark, one): Mark => (one === place ? "shown" : mark));
    const open = tried.map(
      (mark, one): Mark => (mayOpen(mark) && isKnown(table, tried, one) ? "shown" : mark),
    );
    if (holds(open)) now = open;
  }
  return now;
}

function isKnown(table: Table, marks: readonly Mark[], place: number): boolean {
  const { low, high } = boundsOf(table, marks, place, 1);
  return low === high;
}

/** The places of the cheapest way from a place's end back to its beginning (Dijkstra 1959), on which it can rise by the width. */
function cheapestWay(
  table: Table,
  marks: readonly Mark[],
  target: number,
  rule: Rule,
): readonly number[] | undefined {
  const nodes = nodesOf(table);
  const cost = new Array<number>(nodes).fill(Number.POSITIVE_INFINITY);
  const cameBy = new Array<{ readonly place: number; readonly from: number } | undefined>(nodes);
  const done = new Set<number>();
  const { from: end, to: start } = arcOf(table, target);
  const ways = usable(table, marks, target, rule);
  cost[start] = 0;
  for (let node: number | undefined = start; node !== undefined && node !== end; ) {
    done.add(node);
    for (const way of ways[node] ?? []) {
      const reached = (cost[node] ?? 0) + way.cost;
      if (done.has(way.to) || reached >= (cost[way.to] ?? 0)) continue;
      cost[way.to] = reached;
      cameBy[way.to] = { place: way.place, from: node };
    }
    node = cheapestOf(cost, done);
  }
  const places: number[] = [];
  for (let node = end; node !== start; ) {
    const came = cameBy[node];
    if (!came) return undefined;
    places.push(came.place);
    node = came.from;
  }
  return places;
}

function cheapestOf(cost: readonly number[], done: ReadonlySet<number>): number | undefined {
  let best: number | undefined;
  cost.forEach((one, node) => {
    if (done.has(node) || one === Number.POSITIVE_INFINITY) return;
    if (best === undefined || one < (cost[best] ?? 0)) best = node;
  });
  return best;
}

type Way = { readonly place: number; readonly to: number; readonly cost: number };

/** Ways that may be taken: up through what is kept back or could be, down only where the count is as large as the width. */
function usable(table: Table, marks: readonly Mark[], target: number, rule: Rule): readonly Way[][] {
  const ways: Way[][] = Array.from({ length: nodesOf(table) }, () => []);
  table.counts.forEach((count, place) => {
    if (place === target) return;
    const keptBack = marks[place] !== "shown";
    if (!keptBack && count === 0) return;
    const cost = keptBack ? 0 : count + 1;
    const { from, to } = arcOf(table, place);
    ways[from]?.push({ place, to, cost });
    if (count >= rule.width) ways[to]?.push({ place, to: from, cost });
  });
  return ways;
}
