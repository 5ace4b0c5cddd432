import { heldTogether } from "../publish/differencing.ts";
import type { Mark, Table } from "../publish/table.ts";
import type { Held, Past } from "./hold-back.ts";

/** How many places an outsider works out to a small count who holds a table and all of those before it; and how many are kept back in them. */
export function toldTogether(
  table: Table,
  shown: Held["shown"],
  past: readonly Past[],
): { readonly told: number; readonly hidden: number } {
  const marks = shown.map((count): Mark => (count === undefined ? "primary" : "shown"));
  const joint = heldTogether(
    table,
    marks,
    past.map((each) => ({ ...each, counts: each.counts ?? [] })),
  );
  const bounds = [
    ...marks.flatMap((mark, place) => (mark === "shown" ? [] : [joint.bounds(joint.sum(0, place))])),
    ...past.flatMap(({ counts = [] }, i) =>
      counts.flatMap((count, place) => (count === undefined ? [joint.bounds(joint.sum(i + 1, place))] : [])),
    ),
  ];
  const told = bounds.filter(({ low, high }) => high - low < 5 && low < 5 && high >= 1).length;
  return { told, hidden: bounds.length };
}
