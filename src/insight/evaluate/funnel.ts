import { accept } from "../../kernel/result.ts";
import { controlLimits, FUNNEL_LEVELS, type Limits, liesIn, rateLimits } from "./control-limits.ts";
import { normalReach } from "./distributions.ts";
import type { Found, Names, Numbers } from "./finding.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { type Place, type Spread, spreadOf } from "./overdispersion.ts";
import { exactRate } from "./rate.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { clopperPearson } from "./two-by-two.ts";

/** Counts of places, over people (shares) or over time (rates). Rows of one place are added up. */
export type Places = {
  readonly unit: Names;
  readonly events: Numbers;
  readonly over: Numbers;
  readonly kind: "share" | "rate";
};

/** The name of the table, and its columns; a drawing is made from them. What “over” is stands in the table: people, or time. */
export const FUNNEL = "funnel";
export const FUNNEL_COLUMNS = [
  "place",
  "events",
  "over",
  "value",
  "low 95 %",
  "high 95 %",
  "low 99.8 %",
  "high 99.8 %",
  "lies",
  "low 99.8 % by phi",
  "high 99.8 % by phi",
  "lies by phi",
  "low 99.8 % by tau",
  "high 99.8 % by tau",
  "lies by tau",
] as const;

const FEWEST = 3;
/** Below so many places the spread between them is hardly known. */
const FEW = 10;
/** Below so many events expected, limits by the normal curve are rough. */
const ENOUGH_EXPECTED = 5;

/**
 * The funnel plot of places: each one's share or rate against exact control limits around the pooled one, at 95 % and 99.8 %, and against
 * limits that allow for places to differ (φ, τ²). By name, and never by size: it tells who stands out, and ranks nobody.
 * Source: Spiegelhalter 2005, with exact limits where nothing is allowed for.
 */
export function funnel(given: Places, level = USUAL_LEVEL): Found {
  const { kind } = given;
  const named = summed(given);
  if (named.length < FEWEST)
    return cannot("too-few", { what: "places", there: named.length, fewest: FEWEST });
  for (const { name, events, over } of named) {
    if (!(over > 0)) return cannot("no-time", { where: `“${name}”` });
    if (kind === "share" && events > over)
      return cannot("too-many", { where: `“${name}”`, part: events, whole: over });
  }
  const [events, over] = [total(named, "events"), total(named, "over")];
  if (events === 0) return cannot("no-events", { where: "in any place" });
  if (kind === "share" && events === over) return cannot("no-spread", { what: "Shares" });
  const pooled = events / over;
  const exact =
    kind === "share" ? clopperPearson(events, over, level) : exactRate({ events, personYears: over }, level);
  const own = "ok" in exact ? (exact.ok ? exact.value : { low: Number.NaN, high: Number.NaN }) : exact;
  const spread = spreadOf(named, pooled, kind);
  const rows = named.map((one) => rowOf(one, pooled, spread, kind));
  const lying = (column: "lies" | "lies by phi" | "lies by tau", what: string): number =>
    rows.filter((row) => row[FUNNEL_COLUMNS.indexOf(column)] === what).length;
  const beyond = lying("lies", "outside 99.8 %");
  return accept({
    method: FUNNEL,
    level,
    estimates: [
      { what: `pooled ${kind}`, value: pooled, low: own.low, high: own.high, by: "exact" },
      { what: "phi", value: spread.phi, by: "winsorised by a tenth at either end" },
      { what: "phi as it is", value: spread.plain, p: spread.p, by: "chi-squared" },
      { what: "tau", value: Math.sqrt(spread.tau2), by: "additive, from the winsorised phi" },
    ],
    counts: {
      places: named.length,
      events,
      [kind === "share" ? "people" : "time"]: over,
      "outside 95 %": beyond + lying("lies", "outside 95 %, within 99.8 %"),
      "outside 99.8 %": beyond,
      "outside 99.8 % by phi": lying("lies by phi", "outside 99.8 %"),
      "outside 99.8 % by tau": lying("lies by tau", "outside 99.8 %"),
    },
    assumptions: [
      kind === "share"
        ? "Exact limits: people of a place are independent of each other and alike to those of other places."
        : "Exact limits: events are independent of each other, and people of a place alike to those of other places.",
      "By phi places differ by the same factor of chance however large they are; by tau by as much beyond chance, large or small. Both leave out how unlike their people are, which nobody counted.",
    ],
    warnings: warningsOf(named, pooled, spread),
    tables: [
      {
        name: FUNNEL,
        columns: FUNNEL_COLUMNS.map((one) => (one === "over" ? (kind === "share" ? "people" : "time") : one)),
        rows,
      },
    ],
  });
}

type Named = Place & { readonly name: string };

const total = (all: readonly Named[], what: keyof Place): number =>
  all.reduce((sum, one) => sum + one[what], 0);

/** Every place once, by name. */
function summed({ unit, events, over }: Places): readonly Named[] {
  const sums = unit.names.map((name) => ({ name, events: 0, over: 0, rows: 0 }));
  for (let i = 0; i < events.length; i++) {
    const one = sums[unit.codes[i] as number];
    if (!one) continue;
    one.events += events[i] as number;
    one.over += over[i] as number;
    one.rows += 1;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .toSorted((a, b) => a.name.localeCompare(b.name, "en-GB", { numeric: true }));
}

/** A pair of limits by the normal curve, with this variance, inside what a share or a rate can be. */
function normalLimits(pooled: number, variance: number, level: number, kind: Places["kind"]): Limits {
  const reach = normalReach(level) * Math.sqrt(variance);
  return {
    low: Math.max(0, pooled - reach),
    high: Math.min(kind === "share" ? 1 : Number.POSITIVE_INFINITY, pooled + reach),
  };
}

function rowOf({ name, events, over }: Named, pooled: number, { phi, tau2 }: Spread, kind: Places["kind"]) {
  const value = events / over;
  const variance = (kind === "share" ? pooled * (1 - pooled) : pooled) / over;
  const both = (of: (level: number) => Limits) => ({
    usual: of(FUNNEL_LEVELS.usual),
    wide: of(FUNNEL_LEVELS.wide),
  });
  const exact = both((level) => (kind === "share" ? controlLimits : rateLimits)(over, pooled, level));
  const byPhi = both((level) => normalLimits(pooled, Math.max(1, phi) * variance, level, kind));
  const byTau = both((level) => normalLimits(pooled, variance + tau2, level, kind));
  return [
    name,
    events,
    over,
    value,
    exact.usual.low,
    exact.usual.high,
    exact.wide.low,
    exact.wide.high,
    liesIn(value, exact),
    byPhi.wide.low,
    byPhi.wide.high,
    liesIn(value, byPhi),
    byTau.wide.low,
    byTau.wide.high,
    liesIn(value, byTau),
  ] as const;
}

function warningsOf(places: readonly Named[], pooled: number, spread: Spread): readonly Warned[] {
  return [
    warn("no-verdict"),
    ...(spread.over ? [warn("more-than-chance", { phi: spread.phi })] : []),
    ...(places.length < FEW ? [warn("few-places", { places: places.length })] : []),
    ...(places.some(({ over }) => over * pooled < ENOUGH_EXPECTED) ? [warn("few-expected")] : []),
  ];
}
