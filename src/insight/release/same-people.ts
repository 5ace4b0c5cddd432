import type { Adjoining } from "../publish/joint.ts";
import { placeOf } from "../publish/table.ts";
import { type Made, originOf } from "./made.ts";
import type { Published } from "./store.ts";

const compare = Temporal.PlainDate.compare;

/** Rows by the name of whose they are: those of one name are these people together. */
const rowsByName = (names: readonly string[]): ReadonlyMap<string, readonly number[]> =>
  new Map([...Map.groupBy(names.keys(), (row) => names[row] ?? "")]);

/** Whether two tables have rows of the same people, or would have if they were of one time. */
export const sharesPeople = (one: Published, made: Made): boolean =>
  (one.facts.people?.rows ?? []).some((name) => made.people?.rows.includes(name));

/**
 * Two tables of the same people in the same time: whatever each asks, together they are as many in one as in the other; and where
 * both ask the same, so are those of each column. So what one keeps back the other may tell.
 */
export function samePeople(one: Published, made: Made): readonly Adjoining[] {
  const [then, now] = [one.facts.people, made.people];
  if (!then || !now || one.origin === originOf(made)) return [];
  if (compare(one.from, made.from) !== 0 || compare(one.to, made.to) !== 0) return [];
  const earlier = { columns: one.document.columns.slice(0, -1) };
  const rowsThen = rowsByName(then.rows);
  return [...rowsByName(now.rows)].flatMap(([name, rows]) => {
    const before = rowsThen.get(name);
    if (!before) return [];
    const total = { of: earlier.columns.length, is: made.table.columns.length };
    const cells =
      then.asks === now.asks ? earlier.columns.map((_, column) => ({ of: column, is: column })) : [];
    return [...cells, total].map(({ of, is }) => ({
      here: before.map((row) => placeOf(earlier, row, of)),
      there: rows.map((row) => placeOf(made.table, row, is)),
    }));
  });
}

/**
 * How a table of another subject hangs together with one that asks the same of some of the same people at another time that overlaps:
 * row by row under the same labels, as an earlier release of its own subject would; or in rows that are cut otherwise. Nothing of any other.
 */
export function sameQuestion(one: Published, made: Made): "row by row" | "cut otherwise" | undefined {
  const [then, now] = [one.facts.people, made.people];
  if (!then || !now || then.asks !== now.asks || !sharesPeople(one, made)) return undefined;
  if (compare(one.from, made.from) === 0 && compare(one.to, made.to) === 0) return undefined;
  const [before, here] = [rowsByName(then.rows), rowsByName(now.rows)];
  const isOne = [...here].every(([name, rows]) => {
    const others = before.get(name);
    if (!others) return true;
    const [a, b] = [made.table.rows[rows[0] ?? -1], one.document.lines[others[0] ?? -1]?.labels];
    return rows.length === 1 && others.length === 1 && JSON.stringify(a) === JSON.stringify(b);
  });
  const columns = one.document.columns.slice(0, -1);
  return isOne && JSON.stringify(columns) === JSON.stringify(made.table.columns)
    ? "row by row"
    : "cut otherwise";
}
