import { accept } from "../../kernel/result.ts";
import { type Autoregressive, autoregressive } from "./autoregressive.ts";
import { type Design, designOf } from "./design.ts";
import { studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Found, Numbers, Rows } from "./finding.ts";
import { spread } from "./kenward-roger.ts";
import { durbinWatson, type Line, leastSquares, neweyWest } from "./least-squares.ts";
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
/** Where the correction for an unknown phi more than triples an error, phi is near its bound and the correction is not to be believed. */
const MOST_CORRECTED = 3;
/** Below two degrees of freedom Student's t has no spread, and its limits say nothing. */
const FEWEST_DEGREES = 2;
const UNCORRECTED = "AR(1), uncorrected";
const TREND = "trend before";
const STEP = "step";
const BEND = "change of trend";

/**
 * What changed in a series of months when something began: interrupted time series by segmented regression.
 *
 * y = level + trend·t + step·(t ≥ from) + bend·(t − from from then on) + season, with t = 1, 2, …; the season as sine and cosine
 * waves. `step` is the jump at the first point after; `change of trend` is for each point. Two ways of its errors, each by name.
 * First generalised least squares with AR(1) errors by REML, corrected by Kenward and Roger, whose intervals held the truth in
 * simulated series (docs/methods/coverage.md); then least squares with Newey–West errors, lag and adjustment stated, no
 * prewhitening, Student's t with n − p degrees of freedom. As R's `nlme::gls`, and `lm` with `sandwich::NeweyWest`.
 * Source: Wagner 2002; Bernal 2017; Turner 2021; Kenward and Roger 1997; Newey and West 1987.
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
  const { names } = design.value;
  if (n <= names.length) return cannot("too-many-covariates", { covariates: names.length, rows: n });
  const line = leastSquares(design.value, outcome);
  if (!line.ok) return line;
  const squares = (values: Numbers): number => Array.from(values).reduce((sum, each) => sum + each * each, 0);
  if (squares(line.value.residuals) <= ROUNDING * squares(outcome))
    return cannot("no-spread", { what: "The distances of the points from their line" });
  const lag = options.lag ?? Math.floor(4 * (n / 100) ** (2 / 9));
  const serial = autoregressive(design.value, outcome);
  const sums = sumsOf(names, n - from);
  const first = serial.ok ? sums.map((sum) => bySerial(serial.value, sum, n - names.length)) : [];
  const second = byNeweyWest(design.value, line.value, lag, sums);
  const watson = durbinWatson(line.value.residuals);
  const [before, after] = [from - 1, n - from + 1];
  return accept({
    method: "its",
    level,
    estimates: [
      ...[...first, ...second].map((one) => told(one, level)),
      ...(serial.ok ? [{ what: "correlation of neighbours", value: serial.value.phi, by: "AR(1)" }] : []),
      { what: "Durbin–Watson", value: watson },
    ],
    counts: { points: n, "points before": before, "points after": after, lag },
    assumptions: [
      "The series would have gone on along its line; nothing else changed at the same time.",
      ...(serial.ok ? [SERIAL_ASSUMED] : []),
      `Points hang together up to ${lag} apart, less the further (Newey–West, × n / (n − p), no prewhitening).`,
    ],
    warnings: [
      ...(before < 8 || after < 8 ? [warn("short-series", { before, after })] : []),
      ...(serial.ok
        ? doubted(serial.value, first)
        : [warn("no-serial-errors", { why: serial.refusal.sentence })]),
      warn("narrow-errors", { first: serial.ok }),
      ...(watson < 1.5 || watson > 2.5 ? [warn("serial", { durbinWatson: watson.toFixed(2) })] : []),
      warn("no-comparison"),
    ],
    tables: [
      errorsOf([...first, ...second]),
      lineOf(design.value, serial.ok ? serial.value.coefficients : line.value.coefficients, outcome),
    ],
  });
}

const SERIAL_ASSUMED =
  "Points next to one another are correlated by one number, those k apart by its k-th power (AR(1), by REML; Student's t, corrected by Kenward and Roger).";

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

/** A sum of coefficients that is told: the weight of each. */
type Sum = { readonly what: string; readonly weights: readonly number[] };

/** The three coefficients, and how far the last point's line is from where the old line would have been. */
const sumsOf = (names: readonly string[], after: number): readonly Sum[] =>
  [
    ...[TREND, STEP, BEND].map((what) => [what, { [what]: 1 }] as const),
    ["difference at the last point", { [STEP]: 1, [BEND]: after }] as const,
  ].map(([what, of]) => ({ what, weights: names.map((name) => (of as Record<string, number>)[name] ?? 0) }));

const dotOf = (coefficients: Float64Array, weights: readonly number[]): number =>
  weights.reduce((sum, weight, j) => sum + weight * (coefficients[j] as number), 0);

/** One sum by one way of its errors. */
type Way = {
  readonly what: string;
  readonly by: string;
  readonly value: number;
  readonly error: number;
  readonly degrees: number;
  readonly settings: string;
  /** What R's `gls` tells, where the error here is a corrected one or could not be. */
  readonly plain?: number;
};

/** By AR(1) errors: corrected, or as if the correlation were known where the correction is none or more than can be believed. */
function bySerial({ coefficients, variance, corrected, phi }: Autoregressive, sum: Sum, left: number): Way {
  const { what, weights } = sum;
  const plain = Math.sqrt(spread(variance, weights));
  const error = corrected ? Math.sqrt(Math.max(0, spread(corrected.variance, weights))) : 0;
  const shared = {
    what,
    value: dotOf(coefficients, weights),
    plain,
    settings: `REML; correlation ${phi.toFixed(3)}`,
  };
  return corrected && error > 0 && error <= MOST_CORRECTED * plain
    ? {
        ...shared,
        by: "AR(1), Kenward–Roger",
        error,
        degrees: Math.max(FEWEST_DEGREES, corrected.degrees(weights)),
      }
    : { ...shared, by: UNCORRECTED, error: plain, degrees: left };
}

/** By least squares with Newey and West's errors, and what they were made with. */
function byNeweyWest(design: Design, line: Line, lag: number, sums: readonly Sum[]): readonly Way[] {
  const variance = neweyWest(design, line, lag, true);
  return sums.map(({ what, weights }) => ({
    what,
    by: "Newey–West",
    value: dotOf(line.coefficients, weights),
    error: Math.sqrt(spread(variance, weights)),
    degrees: design.rows - design.names.length,
    settings: `lag ${lag}; no prewhitening; adjusted, × n / (n − p)`,
  }));
}

function told({ what, by, value, error, degrees }: Way, level: number): Estimate {
  const reach = studentReach(level, degrees) * error;
  const p = studentTwoSided(value / error, degrees);
  return { what, value, low: value - reach, high: value + reach, standardError: error, p, by };
}

/** How each error was made, so that another can make it again. */
const errorsOf = (ways: readonly Way[]): Rows => ({
  name: "errors",
  columns: ["what", "by", "standard error", "uncorrected", "degrees of freedom", "settings"],
  rows: ways.map((one) => [one.what, one.by, one.error, one.plain ?? one.error, one.degrees, one.settings]),
});

const doubted = ({ phi }: Autoregressive, ways: readonly Way[]): Warned[] =>
  ways.some(({ by }) => by === UNCORRECTED) ? [warn("hardly-a-line", { phi: phi.toFixed(2) })] : [];

/** What was seen, the line, and where the line would have gone had nothing begun. */
function lineOf({ names, rows, x }: Design, coefficients: Float64Array, outcome: Numbers): Rows {
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
