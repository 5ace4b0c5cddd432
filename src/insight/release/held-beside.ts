import { listed } from "../../kernel/words.ts";
import { isTelling, sameIn } from "../publish/differencing.ts";
import type { Bounds } from "../publish/flow.ts";
import type { Sum } from "../publish/joint.ts";
import { refused } from "../publish/messages.ts";
import { isOfFew } from "../publish/rounding.ts";
import { placeName, type Rule, type Table } from "../publish/table.ts";
import { type Level, type Model, modelOf, type Side } from "./held-model.ts";
import type { Past } from "./hold-back.ts";
import type { Way } from "./made.ts";

/** A table that is about to leave, with what each of its places can be known to be by itself. */
type Leaving = {
  readonly table: Pick<Table, "rows" | "columns">;
  readonly known: readonly Bounds[];
  readonly way: Way;
};

/** What an outsider knows who holds this table and everything that counts the same people. */
export type Beside = {
  /** Why it may not leave as it is, and a place of it by which that could be hidden. */
  readonly told: { readonly why: ReturnType<typeof refused>; readonly place: number } | undefined;
  /** What each place of this table can be known to be. */
  readonly together: readonly Bounds[];
  /** Published tables whose counts and these fit no numbers, though their words say that they count the same: something was restated. */
  readonly unfit: readonly string[];
  /** Whether there are so many rounded places that totals were held by themselves. */
  readonly byPlace: boolean;
};

/** So many rounded places are held with what their totals add up: 240 take up to three seconds, 300 ten. */
const MOST_ROUNDED = 240;

/** From what is supposed most to what is supposed least: a version counts what the one before it did, answers are those that they were, people are. */
const SUPPOSED: readonly { readonly levels: readonly Level[]; readonly versions: boolean }[] = [
  { levels: ["cell", "total"], versions: true },
  { levels: ["cell", "total"], versions: false },
  { levels: ["total"], versions: false },
  { levels: [], versions: false },
];

/**
 * Holds a table that is about to leave and published ones that count the same people as one outsider would, by one linear programme:
 * counts that are kept back are unknown, rounded ones are spans, and what two tables count together is one number in both. Nothing of any
 * table may be worked out to be of few, nor what lies between two of them, unless that was known before. Nothing where there is none to hold.
 */
export function heldBeside(leaving: Leaving, past: readonly Past[], rule: Rule): Beside | undefined {
  const beside = past.filter(({ adjoins, counted }) => adjoins || counted);
  const isRounded = leaving.way === "round" || beside.some(({ counts }) => !counts);
  // Where every count is exact, what adjoins and what areas add up is looked at when small counts are kept back.
  if (beside.length === 0 || !(isRounded || beside.some(({ counted, parts }) => counted && !parts)))
    return undefined;
  const sides = sidesOf(leaving, beside);
  const spans = sides.flatMap(({ isRounded, known }) => (isRounded ? known : []));
  const byPlace = spans.length > MOST_ROUNDED;
  for (const [at, some] of SUPPOSED.entries()) {
    const supposed = { ...some, byPlace };
    const model = modelOf(sides, supposed, true);
    if (!model) continue;
    const before = modelOf(sides, supposed, false);
    const unfit = at < 2 ? [] : beside.flatMap(({ counted, name }) => (counted ? [name] : []));
    return { told: toldIn(sides, model, before, rule), together: togetherOf(leaving, model), unfit, byPlace };
  }
  const release = listed(beside.map(({ name }) => name));
  const cell = placeName(leaving.table, leaving.known.length - 1);
  return {
    told: {
      why: refused("rounding-tells-beside", { cell, table: THIS, release }),
      place: leaving.known.length - 1,
    },
    together: leaving.known,
    unfit: [],
    byPlace,
  };
}

const THIS = "this table";

function sidesOf({ table, known, way }: Leaving, beside: readonly Past[]): readonly Side[] {
  const own = beside.find(({ own }) => own)?.own ?? [];
  return [
    { ...table, known, isRounded: way === "round", name: THIS, counted: own, adjoins: [], isVersion: false },
    ...beside.map(
      ({ rows, columns, known, counts, name, adjoins = [], counted = [], isVersion = false }) => ({
        rows,
        columns,
        known,
        isRounded: !counts,
        name,
        counted,
        adjoins,
        isVersion,
      }),
    ),
  ];
}

/** What each place of the table that leaves can be known to be: as closely as by itself, or closer. */
const togetherOf = ({ known }: Leaving, model: Model): readonly Bounds[] =>
  known.map((alone, place) => {
    if (alone.low === alone.high) return alone;
    const { low, high } = model.bounds(model.sum(0, place));
    return { low: Math.max(low, alone.low), high: Math.min(high, alone.high) };
  });

/** The first thing that is told and was not before. Where no counts fit what was published before, what was known is not known. */
function toldIn(sides: readonly Side[], model: Model, before: Model | undefined, rule: Rule): Beside["told"] {
  const isTold = (sum: Sum, isRounded: boolean): boolean => {
    const tells = (bounds: Bounds): boolean => (isRounded ? isOfFew(bounds, rule) : isTelling(bounds, rule));
    return tells(model.bounds(sum)) && !(before && tells(before.bounds(sum)));
  };
  const release = listed(sides.slice(1).map(({ name }) => name));
  const [leaving] = sides;
  const own = (side: Side, place: number): number => (leaving ? sameIn(leaving, side, place) : place);
  for (const [t, side] of sides.entries())
    for (const [place, alone] of side.known.entries()) {
      // What is known to be of many stays so, whatever else is known.
      if (alone.low === alone.high || alone.low >= rule.fewest) continue;
      if (!isTold(model.sum(t, place), side.isRounded)) continue;
      const cell = placeName(side, place);
      const why = refused("rounding-tells-beside", { cell, table: side.name, release });
      return { why, place: own(side, place) };
    }
  for (const { sum, of, cell, place = 0, besides } of model.between) {
    const them = of.flatMap((t) => sides[t] ?? []);
    if (
      !isTold(
        sum,
        them.some((side) => side.isRounded),
      )
    )
      continue;
    const others = them.flatMap(({ name }) => (name === THIS ? [] : [name]));
    const names = others.length > 0 ? listed(others) : release;
    const why = besides
      ? refused("came-back-told", { release: names, besides })
      : refused("between-told", { release: names, cell });
    return { why, place };
  }
  return undefined;
}
