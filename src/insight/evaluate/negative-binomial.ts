import digamma from "@stdlib/math-base-special-digamma";
import gammaln from "@stdlib/math-base-special-gammaln";
import trigamma from "@stdlib/math-base-special-trigamma";
import { accept, type Result } from "../../kernel/result.ts";
import { designOf, wrongCounts } from "./design.ts";
import type { Found, Numbers } from "./finding.ts";
import { type Fit, fitModel, negativeBinomial, POISSON } from "./glm.ts";
import { type Cannot, cannot, warn } from "./messages.ts";
import { type Counts, offsetOf, ratiosOf, sum } from "./poisson.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** A negative binomial fit: theta is how alike people's own rates are; the smaller, the more they differ. */
export type NegativeFit = Fit & {
  readonly theta: number;
  readonly thetaError: number;
  readonly logLikelihood: number;
};

const TRIES = 100;
const SETTLED = 1e-12;
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
  const fit = fitNegative(design.value, counts.count, offsetOf(counts.time));
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
    warnings: theta === Number.POSITIVE_INFINITY ? [warn("no-overdispersion")] : [],
    tables: [],
  });
}

/** Fits coefficients given theta and theta given coefficients, in turns until the likelihood stays. */
export function fitNegative(
  design: Parameters<typeof fitModel>[0],
  count: Numbers,
  offset?: Numbers,
): Result<NegativeFit, Cannot> {
  const plain = fitModel(design, count, POISSON, { offset });
  if (!plain.ok) return plain;
  let fit = plain.value;
  let theta = startOf(count, fit.means);
  let height = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    theta = thetaFor(count, fit.means, theta);
    if (theta > AS_GOOD_AS_POISSON) {
      const ends = { theta: Number.POSITIVE_INFINITY, thetaError: Number.NaN };
      return accept({ ...plain.value, ...ends, logLikelihood: poissonHeight(count, plain.value.means) });
    }
    const next = fitModel(design, count, negativeBinomial(theta), { offset, from: fit.coefficients });
    if (!next.ok) return next;
    fit = next.value;
    const now = heightOf(count, fit.means, theta);
    const { information } = slopeOf(count, fit.means, theta);
    if (Math.abs(now - height) <= SETTLED * Math.abs(now))
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

/** The slope of the likelihood in theta, and its information. */
function slopeOf(count: Numbers, means: Float64Array, theta: number): { slope: number; information: number } {
  let [slope, information] = [0, 0];
  for (let i = 0; i < means.length; i++) {
    const [y, mean] = [count[i] as number, means[i] as number];
    slope +=
      digamma(theta + y) -
      digamma(theta) +
      Math.log(theta) +
      1 -
      Math.log(theta + mean) -
      (y + theta) / (mean + theta);
    information +=
      -trigamma(theta + y) +
      trigamma(theta) -
      1 / theta +
      2 / (mean + theta) -
      (y + theta) / (mean + theta) ** 2;
  }
  return { slope, information };
}

function thetaFor(count: Numbers, means: Float64Array, from: number): number {
  let theta = from;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const { slope, information } = slopeOf(count, means, theta);
    // Where the curve bends the wrong way, climb by doubling or halving instead of by Newton.
    const newton = theta + slope / information;
    const next =
      information > 0 && newton > theta / 4 ? Math.min(newton, theta * 4) : slope > 0 ? theta * 2 : theta / 2;
    if (next > AS_GOOD_AS_POISSON || Math.abs(next - theta) <= 1e-11 * theta) return next;
    theta = next;
  }
  return theta;
}

function heightOf(count: Numbers, means: Float64Array, theta: number): number {
  let all = 0;
  for (let i = 0; i < means.length; i++) {
    const [y, mean] = [count[i] as number, means[i] as number];
    all += gammaln(theta + y) - gammaln(theta) - gammaln(y + 1) + theta * Math.log(theta);
    all += y * Math.log(mean) - (theta + y) * Math.log(theta + mean);
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
