import type { Bounds } from "../publish/flow.ts";
import { added, innerOf, type Sum } from "../publish/joint.ts";
import { isOfFew } from "../publish/rounding.ts";
import { type Equation, programmeOf } from "../publish/simplex.ts";
import { placeName, type Rule, type Table } from "../publish/table.ts";
import type { Past } from "./hold-back.ts";
import type { Way } from "./made.ts";

/** A table that is about to leave, with what each of its places can be known to be by itself. */
type Leaving = {
  readonly table: Pick<Table, "rows" | "columns">;
  readonly known: readonly Bounds[];
  readonly way: Way;
};

/** A place that would be told, of which table, and by which published table beside it. */
type Told = { readonly cell: string; readonly table: string; readonly release: string };

/** A little less than whole is whole. */
const ALMOST = 1e-6;

/**
 * The first place that an outsider works out too closely who holds this table and the published ones that adjoin it, where one of
 * them is rounded: a rounded number is a span, and spans that have to add up narrow one another. Nothing where nothing is told.
 * Where no counts fit them all, what somebody would conclude is not known, and that is told as of the grand total.
 */
export function tellsBeside(leaving: Leaving, past: readonly Past[], rule: Rule): Told | undefined {
  const beside = past.filter((one) => one.adjoins);
  const [first] = beside;
  if (!first) return undefined;
  const release = beside.map(({ name }) => name).join(" and ");
  const tables = [
    { ...leaving.table, known: leaving.known, isRounded: leaving.way === "round", name: "this table" },
    ...beside.map(({ rows, columns, known, counts, name }) => ({
      rows,
      columns,
      known,
      isRounded: !counts,
      name,
    })),
  ];
  let unknowns = 0;
  const cells = tables.map(({ known }) =>
    known.map((): Sum => ({ known: 0, terms: new Map([[unknowns++, 1]]) })),
  );
  const sumOf = (t: number, place: number): Sum => {
    const table = tables[t];
    return added((table ? innerOf(table, place) : []).map((one) => [cells[t]?.[one], 1] as const));
  };
  const equations: Equation[] = tables.flatMap(({ known }, t) =>
    known.flatMap(({ low, high }, place) => {
      const { terms } = sumOf(t, place);
      if (low === high) return [{ terms, equals: low }];
      // What it is above the least, and below the most, is not below nought.
      const above = { terms: new Map([...terms, [unknowns++, -1] as const]), equals: low };
      if (!Number.isFinite(high)) return [above];
      return [above, { terms: new Map([...terms, [unknowns++, 1] as const]), equals: high }];
    }),
  );
  for (const [at, { adjoins = [] }] of beside.entries())
    for (const { here, there } of adjoins) {
      const { terms } = added([
        ...here.map((place) => [sumOf(at + 1, place), 1] as const),
        ...there.map((place) => [sumOf(0, place), -1] as const),
      ]);
      equations.push({ terms, equals: 0 });
    }
  const programme = programmeOf(unknowns, equations);
  if (!programme)
    return { cell: placeName(leaving.table, leaving.known.length - 1), table: "this table", release };
  for (const [t, table] of tables.entries())
    for (const [place, alone] of table.known.entries()) {
      if (alone.low === alone.high) continue;
      const { terms } = sumOf(t, place);
      const high = Math.floor(programme.most(terms) + ALMOST);
      const low = Math.ceil(
        -programme.most(new Map([...terms].map(([one, times]) => [one, -times]))) - ALMOST,
      );
      const isTold = table.isRounded
        ? isOfFew({ low, high }, rule)
        : low < rule.fewest && high >= 1 && high - low < rule.width;
      if (isTold) return { cell: placeName(table, place), table: table.name, release };
    }
  return undefined;
}
