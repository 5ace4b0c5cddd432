import { accept, type Result } from "../../kernel/result.ts";
import type { Bounds } from "../publish/flow.ts";
import { boundsOf } from "../publish/flow.ts";
import type { Release } from "../publish/joint.ts";
import { refused } from "../publish/messages.ts";
import { roundTable, stepOfFew } from "../publish/rounding.ts";
import { audit, keptBack, suppress } from "../publish/suppress.ts";
import { type Mark, placeName, type Rule, type Table, USUAL_RULE, wide } from "../publish/table.ts";
import { ROUND_TO } from "../publish/thresholds.ts";
import type { Refused } from "../stats/messages.ts";
import type { Way } from "./made.ts";
import { tellsBeside } from "./rounded-beside.ts";

/** A published table that a new one is compared with, as an outsider holds it. */
export type Past = Omit<Release, "counts"> & {
  /** What stands in each place; nothing where it is kept back. Of a rounded one nothing: a number there is no count. */
  readonly counts: readonly (number | undefined)[] | undefined;
  /** What an outsider can know of each place. */
  readonly known: readonly Bounds[];
};

/** What was done, as it is told to readers. */
export type Method =
  | {
      readonly kind: "suppressed";
      readonly fewest: number;
      readonly width: number;
      readonly zeros: Rule["zeros"];
    }
  | { readonly kind: "rounded"; readonly to: number; readonly totals: "rounded" | "added" };

/** One place that is not told as it is: why, and how closely an outsider can know it. Never its count. */
export type Hidden = {
  readonly cell: string;
  readonly why: Exclude<Mark, "shown"> | "rounded";
  readonly alone: Bounds;
  readonly together: Bounds;
};

/** A table as it may leave. No count that is kept back is in it. */
export type Held = {
  readonly rows: Table["rows"];
  readonly columns: Table["columns"];
  /** By rows, totals with them; nothing where it is kept back. */
  readonly shown: readonly (number | undefined)[];
  readonly method: Method;
  readonly hidden: readonly Hidden[];
  readonly known: readonly Bounds[];
  readonly keptBack: { readonly primary: number; readonly secondary: number; readonly compared: number };
  /** Rows of which an outsider knows that everybody falls in one column. */
  readonly allInOne: readonly { readonly row: string; readonly column: string }[];
  /** Published tables that tell a count by themselves, whatever is done here. */
  readonly toldBefore: readonly { readonly release: string; readonly cell: string }[];
};

/**
 * Makes a table fit to leave beside everything that has left: small counts kept back, or every count rounded. Refuses with
 * words where it cannot be made so.
 */
export function holdBack(
  table: Table,
  past: readonly Past[],
  way: Way,
  rule = USUAL_RULE,
): Result<Held, Refused> {
  return way === "round" ? rounded(table, past, rule) : suppressed(table, past, rule);
}

/** Keeps small counts back. What a rounded table tells beside it is looked at afterwards, and refused where it tells too much. */
function suppressed(table: Table, past: readonly Past[], rule: Rule): Result<Held, Refused> {
  const exact = past.flatMap((one) => (one.counts ? [{ ...one, counts: one.counts }] : []));
  const done = suppress(table, exact, rule);
  if (!done.ok) return done;
  const { marks } = done.value;
  const known = table.counts.map((count, place) =>
    marks[place] === "shown" ? { low: count, high: count } : boundsOf(table, marks, place),
  );
  const isKeptBack = marks.some((mark) => mark !== "shown");
  const otherWay = isKeptBack && past.find((one) => !one.counts && !one.adjoins);
  if (otherWay) return refused("other-method", { release: otherWay.name, way: "rounded" });
  const told = stepOfFew(
    { table, known },
    past.filter((one) => !one.counts && !one.adjoins),
    rule,
  );
  if (told) return refused("rounding-tells", told);
  if (past.some((one) => !one.counts && one.adjoins)) {
    const beside = tellsBeside({ table, known, way: "suppress" }, past, rule);
    if (beside) return refused("rounding-tells-beside", beside);
  }
  return accept({
    rows: table.rows,
    columns: table.columns,
    shown: table.counts.map((count, place) => (marks[place] === "shown" ? count : undefined)),
    method: { kind: "suppressed", ...rule },
    hidden: audit(done.value, exact).flatMap(({ cell, why, alone, together }) =>
      why === "shown" ? [] : [{ cell, why, alone, together }],
    ),
    known,
    keptBack: keptBack(done.value),
    allInOne: allInOneOf(table, known),
    toldBefore: done.value.toldBefore,
  });
}

function rounded(table: Table, past: readonly Past[], rule: Rule): Result<Held, Refused> {
  const done = roundTable(
    table,
    past.filter((one) => !one.adjoins),
    rule,
  );
  if (!done.ok) return done;
  const { counts, known, totals } = done.value;
  const otherWay = past.find((one) => !one.adjoins && one.counts?.includes(undefined));
  if (otherWay) return refused("other-method", { release: otherWay.name, way: "kept back" });
  const beside = tellsBeside({ table, known, way: "round" }, past, rule);
  if (beside) return refused("rounding-tells-beside", beside);
  return accept({
    rows: table.rows,
    columns: table.columns,
    shown: counts,
    method: { kind: "rounded", to: ROUND_TO, totals },
    hidden: known.map((bounds, place) => ({
      cell: placeName(table, place),
      why: "rounded",
      alone: bounds,
      together: bounds,
    })),
    known,
    keptBack: { primary: 0, secondary: 0, compared: 0 },
    allInOne: allInOneOf(table, known),
    toldBefore: [],
  });
}

/**
 * Rows of somebody in which, as far as an outsider can tell, all fall in one column: whoever knows that a person is of that
 * row then knows where they fall. Such a row is not kept back by its size.
 */
export function allInOneOf(
  table: Pick<Table, "rows" | "columns">,
  known: readonly Bounds[],
): Held["allInOne"] {
  const width = wide(table);
  return table.rows.flatMap((labels, row) => {
    const cells = known.slice(row * width, row * width + table.columns.length);
    const taken = cells.flatMap(({ high }, column) => (high > 0 ? [column] : []));
    const [only] = taken;
    if (table.columns.length < 2 || taken.length !== 1 || only === undefined || (cells[only]?.low ?? 0) < 1)
      return [];
    return [{ row: labels.join(" / "), column: table.columns[only] ?? "" }];
  });
}
