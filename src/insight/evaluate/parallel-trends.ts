import { type Design, designOf } from "./design.ts";
import type { Panel } from "./difference-in-differences.ts";
import { normalReach, normalTwoSided, studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Names, Rows } from "./finding.ts";
import { leastSquares } from "./least-squares.ts";
import { type Warned, warn } from "./messages.ts";
import { robustVariance } from "./robust.ts";

/** What is told of the spans: rates of both groups in each, and how far they drew apart before the programme began. */
export type Trends = {
  readonly table: Rows;
  readonly estimates: readonly Estimate[];
  readonly warnings: readonly Warned[];
};

/** The columns of the table of spans, which its picture reads. */
export const SPAN_COLUMNS = [
  "span",
  "when",
  "rate with",
  "rate elsewhere",
  "difference",
  "low",
  "high",
  "by",
] as const;

/** The table's name. */
export const SPANS = "rates by span";

/**
 * The rates of both groups in every span and their difference with its interval, and by how much more a span the one rose than the
 * other before the programme began.
 *
 * Each difference is the slope of the line through rates, weighted by time, on the group, with errors by cluster as in the
 * whole (HC0 × G / (G − 1), Student's t with G − 1); where a group has fewer than two clusters in the span, or no clusters are
 * given, Poisson's variance of a rate, count over time squared. The trend is the product of group and span's place in the spans before.
 */
export function parallelTrends(panel: Panel, time: Float64Array, span: Names, level: number): Trends {
  const whole = Array.from({ length: panel.count.length }, (_, i) => i);
  const of = span.names.map((name, code) => {
    const rows = whole.filter((i) => span.codes[i] === code);
    const after = new Set(rows.map((i) => panel.after[i] as number));
    return { name, rows, when: after.size > 1 ? "both" : after.has(1) ? "after" : "before" };
  });
  const told = of.filter(({ rows }) => rows.length > 0);
  const before = told.filter(({ when }) => when === "before");
  const place = new Map(before.flatMap(({ rows }, k) => rows.map((i) => [i, k] as const)));
  const trend = trendOf(
    panel,
    time,
    before.flatMap(({ rows }) => rows),
    place,
    level,
  );
  return {
    table: {
      name: SPANS,
      columns: SPAN_COLUMNS,
      rows: told.map(({ name, rows, when }) => [name, when, ...rowOf(panel, time, rows, level)]),
    },
    estimates: trend ? [trend] : [],
    warnings: [before.length < 2 ? warn("one-span-before") : warn("trends-seen", { spans: before.length })],
  };
}

/** Both rates, their difference with its limits, and how those were made; dashes where a group is not in the span. */
function rowOf(
  panel: Panel,
  time: Float64Array,
  rows: readonly number[],
  level: number,
): (number | string)[] {
  const rates = [1, 0].map((group) => {
    const own = rows.filter((i) => panel.treated[i] === group);
    const total = (values: ArrayLike<number>): number =>
      own.reduce((all, i) => all + (values[i] as number), 0);
    return total(panel.count) / total(time);
  });
  const slope = slopeOf(panel, time, rows, [{ name: "treated", of: (i) => panel.treated[i] as number }]);
  if (!slope) return [...rates, Number.NaN, Number.NaN, Number.NaN, ""];
  const reach = reachOf(slope, level);
  return [...rates, slope.value, slope.value - reach, slope.value + reach, byOf(slope)];
}

function trendOf(
  panel: Panel,
  time: Float64Array,
  rows: readonly number[],
  place: ReadonlyMap<number, number>,
  level: number,
): Estimate | undefined {
  const at = (i: number): number => place.get(i) as number;
  const slope = slopeOf(panel, time, rows, [
    { name: "treated", of: (i) => panel.treated[i] as number },
    { name: "span", of: at },
    { name: "treated × span", of: (i) => (panel.treated[i] as number) * at(i) },
  ]);
  if (!slope) return undefined;
  const { value, standardError, degrees } = slope;
  const reach = reachOf(slope, level);
  const size = value / standardError;
  return {
    what: "difference of trends before, a span",
    value,
    low: value - reach,
    high: value + reach,
    standardError,
    p: degrees === undefined ? normalTwoSided(size) : studentTwoSided(size, degrees),
    by: byOf(slope),
  };
}

type Slope = { readonly value: number; readonly standardError: number; readonly degrees: number | undefined };

const reachOf = ({ standardError, degrees }: Slope, level: number): number =>
  (degrees === undefined ? normalReach(level) : studentReach(level, degrees)) * standardError;
const byOf = ({ degrees }: Slope): string => (degrees === undefined ? "Poisson" : "clustered");

/** The last column's slope in the weighted line through the rates of these rows; nothing where it cannot be told. */
function slopeOf(
  panel: Panel,
  time: Float64Array,
  rows: readonly number[],
  columns: readonly { readonly name: string; readonly of: (row: number) => number }[],
): Slope | undefined {
  const design = designOf(
    rows.length,
    columns.map(({ name, of }) => ({ name, values: Float64Array.from(rows, of) })),
  );
  if (!design.ok) return undefined;
  const weights = Float64Array.from(rows, (i) => time[i] as number);
  const rate = Float64Array.from(rows, (i) => (panel.count[i] as number) / (time[i] as number));
  const line = leastSquares(design.value, rate, weights);
  if (!line.ok) return undefined;
  const last = columns.length;
  const value = line.value.coefficients[last] as number;
  const clusters = clustersOf(panel, rows);
  const pulls = clusters
    ? line.value.residuals.map((residual, i) => residual * (weights[i] as number))
    : Float64Array.from(rows, (i) => Math.sqrt(panel.count[i] as number));
  const standardError = errorOf(design.value, line.value.bread, pulls, clusters, last);
  return { value, standardError, degrees: clusters ? new Set(clusters).size - 1 : undefined };
}

function errorOf(
  design: Design,
  bread: Parameters<typeof robustVariance>[1],
  pulls: Float64Array,
  clusters: readonly number[] | undefined,
  column: number,
): number {
  return Math.sqrt(robustVariance(design, bread, pulls, clusters).variance[column]?.[column] as number);
}

/** The clusters of these rows, where each group has two at least. */
function clustersOf({ cluster, treated }: Panel, rows: readonly number[]): readonly number[] | undefined {
  if (!cluster) return undefined;
  const sides = [0, 1].map(
    (group) => new Set(rows.filter((i) => treated[i] === group).map((i) => cluster[i])),
  );
  return sides.every((side) => side.size >= 2) ? rows.map((i) => cluster[i] as number) : undefined;
}
