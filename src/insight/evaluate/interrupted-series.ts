import { accept } from "../../kernel/result.ts";
import { type Design, designOf } from "./design.ts";
import { studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Found, Numbers, Rows } from "./finding.ts";
import { durbinWatson, type Line, leastSquares, neweyWest } from "./least-squares.ts";
import type { Matrix } from "./matrix.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** How a series is told. */
export type SeriesOptions = {
  /** The first point after the change, counted from 1. */
  readonly from: number;
  /** Points in one turn of the seasons, such as 12 months; none where it is left out. */
  readonly season?: number;
  /** Waves that make up the season's shape; two is usual. */
  readonly waves?: number;
  /** How far apart points may still hang together; by default 4·(n / 100)^(2/9) rounded down. */
  readonly lag?: number;
  readonly level?: number;
};

/** What is left of points that lie on their line: squares of so small a share of theirs are the last digits of doubles. */
const ROUNDING = 1e-26;
/** Below so many points Newey–West errors of a step were seen to be too narrow: docs/methods/coverage.md. */
const LONG_ENOUGH = 200;
const TREND = "trend before";
const STEP = "step";
const BEND = "change of trend";

/**
 * What changed in a series of months when something began: interrupted time series by segmented regression.
 *
 * y = level + trend·t + step·(t ≥ from) + bend·(t − from from then on) + season, with t = 1, 2, …; the season as sine and cosine
 * waves. `step` is the jump at the first point after; `change of trend` is for each point. Errors: Newey–West, lag and
 * adjustment stated, no prewhitening; Student's t with n − p degrees of freedom. As R's `lm` with `sandwich::NeweyWest`.
 * Source: Wagner 2002; Bernal 2017; Newey and West 1987.
 */
export function interruptedSeries(outcome: Numbers, options: SeriesOptions): Found {
  const { from, level = USUAL_LEVEL } = options;
  const n = outcome.length;
  if (!(Number.isInteger(from) && from > 3 && from <= n - 2))
    return cannot("not-in-the-past", { what: "The change" });
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(outcome[i])) return cannot("not-finite", { where: "The series", row: i + 1 });
  const wrong = wrongOptions(n, options);
  if (wrong) return wrong;
  const design = designOf(n, columnsOf(n, options));
  if (!design.ok) return design;
  if (n <= design.value.names.length)
    return cannot("too-many-covariates", { covariates: design.value.names.length, rows: n });
  const line = leastSquares(design.value, outcome);
  if (!line.ok) return line;
  const squares = (values: Numbers): number => Array.from(values).reduce((sum, each) => sum + each * each, 0);
  if (squares(line.value.residuals) <= ROUNDING * squares(outcome))
    return cannot("no-spread", { what: "The distances of the points from their line" });
  const lag = options.lag ?? Math.floor(4 * (n / 100) ** (2 / 9));
  const variance = neweyWest(design.value, line.value, lag, true);
  const watson = durbinWatson(line.value.residuals);
  return accept({
    method: "its",
    level,
    estimates: [
      ...[TREND, STEP, BEND].map((what) =>
        told(design.value, line.value, variance, { [what]: 1 }, what, level),
      ),
      ...atTheEnd(design.value, line.value, variance, n - from, level),
      { what: "Durbin–Watson", value: watson },
    ],
    counts: { points: n, "points before": from - 1, "points after": n - from + 1, lag },
    assumptions: [
      "The series would have gone on along its line; nothing else changed at the same time.",
      `Points hang together up to ${lag} apart, less the further (Newey–West, × n / (n − p), no prewhitening).`,
    ],
    warnings: warningsOf(from - 1, n - from + 1, watson),
    tables: [lineOf(design.value, line.value, outcome)],
  });
}

function wrongOptions(
  n: number,
  { season, waves = 2, lag }: SeriesOptions,
): ReturnType<typeof cannot> | undefined {
  if (lag !== undefined && !(Number.isInteger(lag) && lag >= 0 && lag < n / 2))
    return cannot("bad-threshold", {
      what: "The lag (--lag)",
      value: lag,
      above: `that is whole, from 0 and less than half of the ${n} points`,
    });
  if (season === undefined) return undefined;
  if (!(season >= 2 && Number.isFinite(season)))
    return cannot("bad-threshold", {
      what: "The season (--season)",
      value: season,
      above: "of points from 2, such as 12 for months",
    });
  return Number.isInteger(waves) && waves >= 1 && 2 * waves <= season
    ? undefined
    : cannot("bad-threshold", {
        what: "The waves of the season (--waves)",
        value: waves,
        above: `that is whole, from 1 to half of the season (${season / 2})`,
      });
}

function columnsOf(n: number, { from, season, waves = 2 }: SeriesOptions) {
  const column = (name: string, of: (t: number) => number) => ({
    name,
    values: Float64Array.from({ length: n }, (_, i) => of(i + 1)),
  });
  const turns =
    season === undefined ? [] : Array.from({ length: waves }, (_, k) => (2 * Math.PI * (k + 1)) / season);
  return [
    column(TREND, (t) => t),
    column(STEP, (t) => (t >= from ? 1 : 0)),
    column(BEND, (t) => Math.max(0, t - from)),
    ...turns.flatMap((turn, k) => [
      // The last sine of an even season is nought everywhere.
      ...(season !== undefined && 2 * (k + 1) === season
        ? []
        : [column(`sine ${k + 1}`, (t) => Math.sin(turn * t))]),
      column(`cosine ${k + 1}`, (t) => Math.cos(turn * t)),
    ]),
  ];
}

/** A sum of coefficients with its interval. */
function told(
  { names, rows }: Design,
  { coefficients }: Line,
  variance: Matrix,
  weights: Readonly<Record<string, number>>,
  what: string,
  level: number,
): Estimate {
  const of = names.map((name) => weights[name] ?? 0);
  let [value, square] = [0, 0];
  for (const [j, w] of of.entries()) {
    value += w * (coefficients[j] as number);
    for (const [k, v] of of.entries()) square += w * v * (variance[j]?.[k] as number);
  }
  const standardError = Math.sqrt(square);
  const degrees = rows - names.length;
  const reach = studentReach(level, degrees) * standardError;
  const p = studentTwoSided(value / standardError, degrees);
  return { what, value, low: value - reach, high: value + reach, standardError, p, by: "Newey–West" };
}

/** How far the last point's line is from where the old line would have been. */
const atTheEnd = (design: Design, line: Line, variance: Matrix, after: number, level: number): Estimate[] => [
  told(design, line, variance, { [STEP]: 1, [BEND]: after }, "difference at the last point", level),
];

/** What was seen, the line, and where the line would have gone had nothing begun. */
function lineOf({ names, rows, x }: Design, { coefficients }: Line, outcome: Numbers): Rows {
  const begun = names.map((name) => name === STEP || name === BEND);
  return {
    name: "line",
    columns: ["point", "seen", "line", "had nothing begun"],
    rows: Array.from({ length: rows }, (_, i) => {
      let [told, without] = [0, 0];
      for (const [j, came] of begun.entries()) {
        const part = (coefficients[j] as number) * (x[i * names.length + j] as number);
        told += part;
        if (!came) without += part;
      }
      return [i + 1, outcome[i] as number, told, without];
    }),
  };
}

function warningsOf(before: number, after: number, watson: number): Warned[] {
  return [
    ...(before < 8 || after < 8 ? [warn("short-series", { before, after })] : []),
    ...(before + after < LONG_ENOUGH ? [warn("narrow-errors", { points: before + after })] : []),
    ...(watson < 1.5 || watson > 2.5 ? [warn("serial", { durbinWatson: watson.toFixed(2) })] : []),
    warn("no-comparison"),
  ];
}
