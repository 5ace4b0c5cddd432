import { accept, type Result } from "../../kernel/result.ts";
import { toHide } from "../publish/differencing.ts";
import type { Bounds } from "../publish/flow.ts";
import { boundsOf } from "../publish/flow.ts";
import type { Release } from "../publish/joint.ts";
import { refused } from "../publish/messages.ts";
import { roundTable, stepOfFew } from "../publish/rounding.ts";
import { audit, keptBack, type Suppressed, suppress } from "../publish/suppress.ts";
import { type Mark, placeName, type Rule, type Table, USUAL_RULE, wide } from "../publish/table.ts";
import { ROUND_TO } from "../publish/thresholds.ts";
import type { Refused } from "../stats/messages.ts";
import { type Beside, heldBeside } from "./held-beside.ts";
import type { Counted } from "./held-model.ts";
import type { Way } from "./made.ts";

/** A published table that a new one is compared with, as an outsider holds it. */
export type Past = Omit<Release, "counts"> & {
  /** What stands in each place; nothing where it is kept back. Of a rounded one nothing: a number there is no count. */
  readonly counts: readonly (number | undefined)[] | undefined;
  /** What an outsider can know of each place. */
  readonly known: readonly Bounds[];
  /** What its places and those of the new table count together with other tables. */
  readonly counted?: readonly Counted[];
  readonly own?: readonly Counted[];
  /** It is held beside the new table by that alone, and by no labels: its times overlap in part, or it asks something else. */
  readonly isApart?: boolean;
  /** It is an earlier version of the new table. */
  readonly isVersion?: boolean;
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
  /** Published tables that say they count the same, and whose counts do not fit these. */
  readonly unfit: readonly string[];
  /** Rounded totals were held by themselves, and not for what they add up: there are so many. */
  readonly byPlace: boolean;
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

/**
 * Keeps small counts back, and whatever else tells a few beside tables that are held with this one by what they count: one place more each
 * time, until nothing is told. Refused, by what was told first, where that leaves nothing.
 */
function suppressed(table: Table, all: readonly Past[], rule: Rule): Result<Held, Refused> {
  const past = all.filter(({ isApart }) => !isApart);
  const exact = past.flatMap((one) => (one.counts ? [{ ...one, counts: one.counts }] : []));
  const otherWays = past.filter((one) => !one.counts && !one.adjoins);
  let also: readonly number[] = [];
  let first: ReturnType<typeof refused> | undefined;
  for (;;) {
    const done = suppress(table, exact, rule, also);
    if (!done.ok) return first ?? done;
    const { marks } = done.value;
    const known = table.counts.map((count, place) =>
      marks[place] === "shown" ? { low: count, high: count } : boundsOf(table, marks, place),
    );
    const [otherWay] = otherWays;
    if (otherWay && marks.some((mark) => mark !== "shown"))
      return first ?? refused("other-method", { release: otherWay.name, way: "rounded" });
    const step = stepOfFew({ table, known }, otherWays, rule);
    if (step) return refused("rounding-tells", step);
    const beside = heldBeside({ table, known, way: "suppress" }, all, rule);
    if (!beside?.told) return accept(heldAs(done.value, exact, known, beside));
    first ??= beside.told.why;
    const next = toHide(table, marks, beside.told.place, new Set());
    if (next === undefined) return first;
    also = [...also, next];
  }
}

/** The table as it leaves by these marks. */
function heldAs(
  done: Suppressed,
  exact: readonly Release[],
  known: readonly Bounds[],
  beside: Beside | undefined,
): Held {
  const { table, marks, rule } = done;
  return {
    rows: table.rows,
    columns: table.columns,
    shown: table.counts.map((count, place) => (marks[place] === "shown" ? count : undefined)),
    method: { kind: "suppressed", ...rule },
    hidden: audit(done, exact).flatMap(({ cell, place, why, alone, together }) =>
      why === "shown"
        ? []
        : [{ cell, why, alone, together: closer(together, beside?.together[place] ?? together) }],
    ),
    known,
    keptBack: keptBack(done),
    allInOne: allInOneOf(table, known),
    toldBefore: done.toldBefore,
    unfit: beside?.unfit ?? [],
    byPlace: beside?.byPlace ?? false,
  };
}

/** What is known by both. */
const closer = (one: Bounds, other: Bounds): Bounds => ({
  low: Math.max(one.low, other.low),
  high: Math.min(one.high, other.high),
});

function rounded(table: Table, all: readonly Past[], rule: Rule): Result<Held, Refused> {
  const past = all.filter(({ isApart }) => !isApart);
  const done = roundTable(
    table,
    past.filter((one) => !one.adjoins),
    rule,
  );
  if (!done.ok) return done;
  const { counts, known, totals } = done.value;
  const otherWay = past.find((one) => !one.adjoins && one.counts?.includes(undefined));
  if (otherWay) return refused("other-method", { release: otherWay.name, way: "kept back" });
  const beside = heldBeside({ table, known, way: "round" }, all, rule);
  if (beside?.told) return beside.told.why;
  return accept({
    rows: table.rows,
    columns: table.columns,
    shown: counts,
    method: { kind: "rounded", to: ROUND_TO, totals },
    hidden: known.map((bounds, place) => ({
      cell: placeName(table, place),
      why: "rounded",
      alone: bounds,
      together: beside?.together[place] ?? bounds,
    })),
    known,
    keptBack: { primary: 0, secondary: 0, compared: 0 },
    allInOne: allInOneOf(table, known),
    toldBefore: [],
    unfit: beside?.unfit ?? [],
    byPlace: beside?.byPlace ?? false,
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
