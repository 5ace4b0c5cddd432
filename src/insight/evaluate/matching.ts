import { accept, type Result } from "../../kernel/result.ts";
import { balanceOf, balanceTable, imbalances } from "./balance.ts";
import { designOf } from "./design.ts";
import { studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Found, Numbers } from "./finding.ts";
import { leastSquares } from "./least-squares.ts";
import { type Cannot, cannot, type Warned, warn } from "./messages.ts";
import { type Groups, hasSpread, propensity, wrongGroups } from "./propensity.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** How people are matched. */
export type MatchOptions = {
  /** The furthest a match may be, in standard deviations of the log-odds; 0.2 is Austin's. */
  readonly caliper?: number;
  readonly level?: number;
};

/** One person treated with the one they are compared with, by row. */
export type Pair = readonly [treated: number, control: number];

/**
 * What treatment did for the treated, by matching each with the untreated person most like them.
 *
 * Propensity score by logistic regression; one to one, without replacement, nearest on the log-odds; the treated are taken
 * from the highest log-odds down (ties by id), each takes the nearest left (ties by id), within the caliper. The estimate is
 * the average difference within pairs, among those who found a match; its error is that of paired differences, with Student's t on pairs less one. Source: Rosenbaum and Rubin 1985; Austin 2011.
 */
export function matched(groups: Groups, options: MatchOptions = {}): Found {
  const { caliper = 0.2, level = USUAL_LEVEL } = options;
  const found = pairedBy(groups, caliper);
  if (!found.ok) return found;
  const { pairs, logit } = found.value;
  const { treated, outcome, covariates } = groups;
  const differences = pairs.map(([one, other]) => (outcome[one] as number) - (outcome[other] as number));
  const value = differences.reduce((sum, each) => sum + each, 0) / pairs.length;
  const squares = differences.reduce((sum, each) => sum + (each - value) ** 2, 0);
  const standardError = Math.sqrt(squares / (pairs.length - 1) / pairs.length);
  const degrees = pairs.length - 1;
  const reach = studentReach(level, degrees) * standardError;
  const weights = new Float64Array(treated.length);
  for (const pair of pairs) for (const row of pair) weights[row] = 1;
  const spread = hasSpread(standardError, outcome);
  const balances = balanceOf(covariates, treated, weights);
  const all = countOf(treated);
  return accept({
    method: "match",
    level,
    estimates: [
      spread
        ? {
            what: "average difference, treated",
            value,
            low: value - reach,
            high: value + reach,
            standardError,
            p: studentTwoSided(value / standardError, degrees),
            by: "pairs",
          }
        : { what: "average difference, treated", value, by: "pairs" },
      ...adjusted(logit, pairs, differences, outcome, level),
      {
        what: "average, treated who matched",
        value: average(
          outcome,
          pairs.map(([one]) => one),
        ),
      },
      {
        what: "average, their matches",
        value: average(
          outcome,
          pairs.map(([, other]) => other),
        ),
      },
    ],
    counts: { treated: all, untreated: treated.length - all, pairs: pairs.length },
    assumptions: [
      "Everything that moved people into treatment and changes the outcome is among the columns.",
      `Nearest on the log-odds, highest first, without replacement, caliper ${caliper} standard deviations; ties by id.`,
    ],
    warnings: warningsOf(pairs.length, all - pairs.length, spread, imbalances(balances)),
    tables: [balanceTable(balances)],
  });
}

/**
 * The average difference less what the pairs' remaining difference in log-odds explains: the intercept of a least-squares line of
 * differences in outcome on differences in log-odds, with Student's t. Where the treated stand higher than those who could be
 * matched, each is left a little above their match, always to the same side, and over some hundred pairs that is as much as the
 * standard error. Nothing where all pairs are exact: then there is nothing to adjust for. Source: Rubin 1973; Abadie and Imbens 2011.
 */
function adjusted(
  logit: Float64Array,
  pairs: readonly Pair[],
  differences: readonly number[],
  outcome: Numbers,
  level: number,
): Estimate[] {
  const left = pairs.map(([one, other]) => (logit[one] as number) - (logit[other] as number));
  const design = designOf(pairs.length, [{ name: "log-odds", values: left }]);
  const degrees = pairs.length - 2;
  if (!design.ok || degrees < 1) return [];
  const line = leastSquares(design.value, differences);
  if (!line.ok) return [];
  const { coefficients, bread, residuals } = line.value;
  const value = coefficients[0] as number;
  const spread = residuals.reduce((sum, each) => sum + each * each, 0) / degrees;
  const standardError = Math.sqrt(spread * (bread[0]?.[0] as number));
  const told = { what: "average difference, adjusted", value };
  const by = "pairs, by what still differs within them";
  if (!hasSpread(standardError, outcome)) return [{ ...told, by }];
  const reach = studentReach(level, degrees) * standardError;
  return [
    {
      ...told,
      low: value - reach,
      high: value + reach,
      standardError,
      p: studentTwoSided(value / standardError, degrees),
      by,
    },
  ];
}

/** Who is matched with whom within the caliper, by row; refused where fewer than two pairs are found. */
export function pairsWithin(groups: Groups, caliper = 0.2): Result<readonly Pair[], Cannot> {
  const found = pairedBy(groups, caliper);
  return found.ok ? accept(found.value.pairs) : found;
}

function pairedBy(
  groups: Groups,
  caliper: number,
): Result<{ readonly pairs: readonly Pair[]; readonly logit: Float64Array }, Cannot> {
  const wrong = wrongGroups(groups);
  if (wrong) return wrong;
  if (!(caliper >= 0))
    return cannot("bad-threshold", {
      what: "The caliper (--caliper)",
      value: caliper,
      above: "from 0; 0 pairs those alone whose log-odds are the same",
    });
  const scores = propensity(groups);
  if (!scores.ok) return scores;
  const { logit } = scores.value;
  const pairs = pairsOf(logit, groups.treated, groups.id, caliper * deviation(logit));
  return pairs.length < 2 ? cannot("nobody-matched") : accept({ pairs, logit });
}

const countOf = (treated: Numbers): number => Array.from(treated).reduce((sum, each) => sum + each, 0);

const average = (outcome: Numbers, rows: readonly number[]): number =>
  rows.reduce((sum, row) => sum + (outcome[row] as number), 0) / rows.length;

/** Below so many pairs, two people each, the figure is about few. */
const ENOUGH_PAIRS = 20;

function warningsOf(pairs: number, unmatched: number, spread: boolean, balance: readonly Warned[]): Warned[] {
  return [
    ...(pairs < ENOUGH_PAIRS ? [warn("few-people", { people: 2 * pairs })] : []),
    ...(spread ? [] : [warn("no-spread-seen", { of: "average difference" })]),
    ...balance,
    ...(unmatched > 0 ? [warn("unmatched", { people: unmatched })] : []),
    warn("unmeasured"),
  ];
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1));
}

/** Pairs by greedy nearest neighbours: controls stand in order, and each one taken is jumped over from then on. */
export function pairsOf(
  logit: Float64Array,
  treated: Numbers,
  id: Numbers | undefined,
  furthest: number,
): readonly Pair[] {
  const own = (row: number): number => (id ? (id[row] as number) : row);
  const by = (sign: number) => (a: number, b: number) =>
    sign * ((logit[a] as number) - (logit[b] as number)) || own(a) - own(b);
  const rows = Array.from({ length: treated.length }, (_, row) => row);
  const controls = rows.filter((row) => treated[row] === 0).sort(by(1));
  const left = Int32Array.from({ length: controls.length + 2 }, (_, i) => i);
  const right = Int32Array.from(left);
  const atMost = countBelow(controls, logit, (each, value) => each <= value);
  const less = countBelow(controls, logit, (each, value) => each < value);
  const pairs: Pair[] = [];
  for (const one of rows.filter((row) => treated[row] === 1).sort(by(-1))) {
    const at = atMost(logit[one] as number);
    const [last, above] = [jump(left, at), jump(right, at + 1)];
    // Of several below with one and the same log-odds, the first is the one with the least id.
    const below = last === 0 ? 0 : jump(right, less(logit[controls[last - 1] as number] as number) + 1);
    const choice = nearest(controls, logit, own, one, below, above);
    if (choice === 0) continue;
    const other = controls[choice - 1] as number;
    if (Math.abs((logit[other] as number) - (logit[one] as number)) > furthest) continue;
    pairs.push([one, other]);
    left[choice] = choice - 1;
    right[choice] = choice + 1;
  }
  return pairs;
}

/** How many controls, in order, come before a log-odds. Places run from 1; 0 and one beyond the last are nobody. */
function countBelow(
  controls: readonly number[],
  logit: Float64Array,
  before: (each: number, value: number) => boolean,
): (value: number) => number {
  return (value) => {
    let [low, high] = [0, controls.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(logit[controls[middle] as number] as number, value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Follows jumps to a place not yet taken, and shortens the way for the next. */
function jump(next: Int32Array, from: number): number {
  let at = from;
  while (next[at] !== at) {
    next[at] = next[next[at] as number] as number;
    at = next[at] as number;
  }
  return at;
}

function nearest(
  controls: readonly number[],
  logit: Float64Array,
  own: (row: number) => number,
  one: number,
  below: number,
  above: number,
): number {
  if (below === 0) return above > controls.length ? 0 : above;
  if (above > controls.length) return below;
  const [low, high] = [controls[below - 1] as number, controls[above - 1] as number];
  const apart =
    (logit[one] as number) - (logit[low] as number) - ((logit[high] as number) - (logit[one] as number));
  return apart < 0 || (apart === 0 && own(low) < own(high)) ? below : above;
}
