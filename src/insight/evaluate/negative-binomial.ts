import digamma from "@stdlib/math-base-special-digamma";
import gammaln from "@stdlib/math-base-special-gammaln";
import trigamma from "@stdlib/math-base-special-trigamma";
import { accept, type Result } from "../../kernel/result.ts";
import { designOf, wrongCounts } from "./design.ts";
import type { Found, Numbers } from "./finding.ts";
import { type Fit, fitModel, negativeBinomial } from "./glm.ts";
import { type Cannot, cannot, warn } from "./messages.ts";
import { type Counts, fitCounts, offsetOf, ratiosOf, sum } from "./poisson.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** A negative binomial fit: theta is how alike people's own rates are; the smaller, the more they differ. */
export type NegativeFit = Fit & {
  readonly theta: number;
  readonly thetaError: number;
  readonly logLikelihood: number;
};

/** Below it Wald's intervals were seen to hold the truth too seldom: docs/methods/coverage.md. */
const ENOUGH_ROWS = 40;
const TRIES = 100;
const SETTLED = 1e-12;
/** The likelihood is flat in theta long before theta has its last digits. */
const STAYS = 1e-10;
/** Beyond it the variance differs from Poisson's by less than a thousandth at a mean of a thousand. */
const AS_GOOD_AS_POISSON = 1e6;

/**
 * Rate ratios where people's own rates differ: negative binomial (NB2), variance mean + mean² / theta.
 *
 * Coefficients and theta by maximum likelihood in turns, offset by the logarithm of time at risk; Wald intervals with theta
 * taken as found. The same as R's `MASS::glm.nb`. Repeated rows of one person still hang together: give such data to gee or
 * poisson. Where counts are no more spread than chance makes them theta grows without end; then Poisson's figures are told.
 * Source: Lawless 1987.
 */
export function negativeBinomialRegression(counts: Counts, level = USUAL_LEVEL): Found {
  const wrong = wrongCounts(counts.count, counts.time);
  if (wrong) return wrong;
  const design = designOf(counts.count.length, counts.columns);
  if (!design.ok) return design;
  const fit = fitNegative(design.value, counts.count, counts.time);
  if (!fit.ok) return fit;
  const { theta, thetaError, bread, logLikelihood } = fit.value;
  const errors = design.value.names.map((_, j) => Math.sqrt(bread[j]?.[j] ?? Number.NaN));
  return accept({
    method: "negbin",
    level,
    estimates: [
      ...ratiosOf(design.value, fit.value, errors, level, { what: "rate ratio", by: "Wald" }),
      { what: "theta", value: theta, standardError: thetaError },
      { what: "log-likelihood", value: logLikelihood },
    ],
    counts: { rows: design.value.rows, events: sum(counts.count) },
    assumptions: [
      "Each column multiplies the rate by one factor.",
      "Rows are independent of one another, and people's own rates follow a gamma distribution.",
    ],
    warnings: [
      ...(theta === Number.POSITIVE_INFINITY ? [warn("no-overdispersion")] : []),
      ...(design.value.rows < ENOUGH_ROWS ? [warn("few-rows", { rows: design.value.rows })] : []),
    ],
    tables: [],
  });
}

/** Fits coefficients given theta and theta given coefficients, in turns until the likelihood stays. */
export function fitNegative(
  design: Parameters<typeof fitModel>[0],
  count: Numbers,
  time?: Numbers,
): Result<NegativeFit, Cannot> {
  const plain = fitCounts(design, { count, time, columns: [] });
  if (!plain.ok) return plain;
  const offset = offsetOf(time);
  const tails = tailsOf(count);
  let fit = plain.value;
  let theta = startOf(count, fit.means);
  let height = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = theta;
    theta = thetaFor(count, fit.means, tails, before);
    if (theta > AS_GOOD_AS_POISSON) {
      const ends = { theta: Number.POSITIVE_INFINITY, thetaError: Number.NaN };
      return accept({ ...plain.value, ...ends, logLikelihood: poissonHeight(count, plain.value.means) });
    }
    const next = fitModel(design, count, negativeBinomial(theta), { offset, from: fit.coefficients });
    if (!next.ok) return next;
    fit = next.value;
    const now = heightOf(count, fit.means, tails, theta);
    const { information } = slopeOf(count, fit.means, tails, theta);
    // The larger theta is, the fewer of its digits the counts can tell.
    const stays = Math.abs(theta - before) <= STAYS * theta * Math.max(1, theta);
    if (stays && Math.abs(now - height) <= SETTLED * Math.abs(now))
      return accept({ ...fit, theta, thetaError: 1 / Math.sqrt(information), logLikelihood: now });
    height = now;
  }
  return cannot("no-fit", { tries: TRIES });
}

function startOf(count: Numbers, means: Float64Array): number {
  let spread = 0;
  for (let i = 0; i < means.length; i++) spread += ((count[i] as number) / (means[i] as number) - 1) ** 2;
  return means.length / spread;
}

/** Counts below it are summed one by one; larger ones by digamma, whose differences lose digits as theta grows. */
const BY_SUMS = 1000;

/** How many counts are above k, for each k: a sum over all counts of f(k) for k below the count is one over these. */
function tailsOf(count: Numbers): Float64Array {
  let most = 0;
  for (let i = 0; i < count.length; i++) most = Math.max(most, Math.min(BY_SUMS, count[i] as number));
  const tails = new Float64Array(most + 1);
  for (let i = 0; i < count.length; i++) {
    const y = Math.min(BY_SUMS, count[i] as number);
    tails[y] = (tails[y] as number) + 1;
  }
  for (let k = most - 1; k >= 0; k--) tails[k] = (tails[k] as number) + (tails[k + 1] as number);
  return tails.subarray(1);
}

/** The slope of the likelihood in theta, and its information. */
function slopeOf(
  count: Numbers,
  means: Float64Array,
  tails: Float64Array,
  theta: number,
): { slope: number; information: number } {
  let [slope, information] = [0, 0];
  for (const [k, above] of tails.entries()) {
    slope += above / (theta + k);
    information += above / (theta + k) ** 2;
  }
  for (let i = 0; i < means.length; i++) {
    const [y, mean] = [count[i] as number, means[i] as number];
    slope += (mean - y) / (mean + theta) - Math.log1p(mean / theta);
    information += (mean - y) / (mean + theta) ** 2 - mean / (theta * (mean + theta));
    if (y <= BY_SUMS) continue;
    slope += digamma(theta + y) - digamma(theta + BY_SUMS);
    information += trigamma(theta + BY_SUMS) - trigamma(theta + y);
  }
  return { slope, information };
}

function thetaFor(count: Numbers, means: Float64Array, tails: Float64Array, from: number): number {
  let theta = from;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { slope, information } = slopeOf(count, means, tails, theta);
    // Where the curve bends the wrong way, climb by doubling or halving instead of by Newton.
    const newton = theta + slope / information;
    const next =
      information > 0 && newton > theta / 4 ? Math.min(newton, theta * 4) : slope > 0 ? theta * 2 : theta / 2;
    if (next > AS_GOOD_AS_POISSON || Math.abs(next - theta) <= 1e-11 * theta) return next;
    theta = next;
  }
  return theta;
}

function heightOf(count: Numbers, means: Float64Array, tails: Float64Array, theta: number): number {
  let all = 0;
  for (const [k, above] of tails.entries()) all += above * Math.log(theta + k);
  for (let i = 0; i < means.length; i++) {
    const [y, mean] = [count[i] as number, means[i] as number];
    all += y * Math.log(mean / (theta + mean)) - theta * Math.log1p(mean / theta) - gammaln(y + 1);
    if (y > BY_SUMS) all += gammaln(theta + y) - gammaln(theta + BY_SUMS);
  }
  return all;
}

function poissonHeight(count: Numbers, means: Float64Array): number {
  let all = 0;
  for (let i = 0; i < means.length; i++) {
    const [y, mean] = [count[i] as number, means[i] as number];
    all += y * Math.log(mean) - mean - gammaln(y + 1);
  }
  return all;
}
