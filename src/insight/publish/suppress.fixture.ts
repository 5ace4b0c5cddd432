import type { Release } from "./joint.ts";
import { audit, linesOf, suppress } from "./suppress.ts";
import { type Rule, type Table, TOTAL, USUAL_RULE, withTotals } from "./table.ts";

/** A table with rows North, South, … and columns left, stayed, …. */
export const aTable = (inner: readonly (readonly number[])[]): Table =>
  withTotals(
    ["North", "South", "East", "West"].slice(0, inner.length).map((label) => [label]),
    ["left", "stayed", "moved", "died"].slice(0, inner[0]?.length),
    inner,
  );

/** What a reader of the release sees, a row a line; what is kept back is c. */
export const seen = (
  table: Table,
  earlier: readonly Release[] = [],
  rule: Rule = USUAL_RULE,
): readonly string[] => {
  const answer = suppress(table, earlier, rule);
  return answer.ok
    ? linesOf(answer.value, TOTAL).map(({ counts }) => counts.map((count) => count ?? "c").join(" "))
    : [answer.refusal.code, answer.refusal.sentence];
};

/** What a reader can know of one cell, from the table alone and with the earlier ones. */
export const bounds = (table: Table, cell: string, earlier: readonly Release[] = []) => {
  const answer = suppress(table, earlier, USUAL_RULE);
  return answer.ok ? audit(answer.value, earlier).find((one) => one.cell === cell) : undefined;
};

/** An earlier release in which everything is shown but what is said to be kept back. */
export const aRelease = (table: Table, keptBackPlaces: readonly number[] = []): Release => ({
  ...table,
  name: "january.csv",
  counts: table.counts.map((count, place) => (keptBackPlaces.includes(place) ? undefined : count)),
});
