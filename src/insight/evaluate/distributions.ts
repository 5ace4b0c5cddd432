import betainc from "@stdlib/math-base-special-betainc";
import erfc from "@stdlib/math-base-special-erfc";
import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import quantile from "@stdlib/stats-base-dists-normal-quantile";
import { gammaAbove, gammaBelow } from "./incomplete-gamma.ts";

/** How many standard errors a two-sided normal interval of this level reaches: 1.96 for 0.95. */
export const normalReach = (level: number): number => quantile((1 + level) / 2, 0, 1);

/** How often a standard normal is at least so far from nothing, on either side. */
export const normalTwoSided = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/** The share of a standard normal above z. */
export const normalAbove = (z: number): number => erfc(z / Math.SQRT2) / 2;

/** The height of the standard normal curve at z. */
export const normalHeight = (z: number): number => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);

/** How often chi-squared with these degrees of freedom is above x. */
export function chiSquareAbove(x: number, degreesOfFreedom: number): number {
  return gammaAbove(x / 2, degreesOfFreedom / 2);
}

/** The two-sided reach of Student's t, by t² / (df + t²) being beta with shapes 1/2 and df/2. */
export function studentReach(level: number, degreesOfFreedom: number): number {
  const share = betaQuantile(level, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * share) / (1 - share));
}

/** How often Student's t is at least so far from nothing, on either side. */
export const studentTwoSided = (t: number, degreesOfFreedom: number): number =>
  Number.isFinite(t)
    ? betainc(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5, true, false)
    : Number.isNaN(t)
      ? Number.NaN
      : 0;

/** The chance of k successes or more in n tries of probability p. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  return k > n ? 0 : betainc(p, k, n - k + 1, true, false);
}

/** The chance of k successes or fewer in n tries of probability p. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k >= n) return 1;
  return k < 0 ? 0 : betainc(p, k + 1, n - k, true, true);
}

/** The chance of k or more events where so many are expected. */
export const poissonAtLeast = (k: number, mean: number): number => (k <= 0 ? 1 : gammaBelow(mean, k));

/** The chance of k or fewer events where so many are expected. */
export const poissonAtMost = (k: number, mean: number): number => (k < 0 ? 0 : gammaAbove(mean, k + 1));

/**
 * Where a function that only rises passes a height, between two ends, by halving until nothing lies between.
 * Halving is slow and cannot go wrong, and the intervals here are few.
 */
export function whereRises(rising: (x: number) => number, height: number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let halving = 0; halving < 200; halving++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (rising(middle) < height) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
