import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import type { Random } from "../../kernel/random.ts";
import { normalReach, whereRises } from "../evaluate/distributions.ts";
import { gammaBelow } from "../evaluate/incomplete-gamma.ts";

/** How sure one number is: known, or drawn from a distribution. */
export type Spread =
  | { readonly kind: "fixed"; readonly value: number }
  /** For costs and rates: never below nought, with a tail to the right. */
  | { readonly kind: "gamma"; readonly mean: number; readonly standardError: number }
  /** For shares of people: `a` with, `b` without. */
  | { readonly kind: "beta"; readonly a: number; readonly b: number }
  /** For ratios: half the draws lie below the median; `logError` is the standard error of the logarithm. */
  | { readonly kind: "lognormal"; readonly median: number; readonly logError: number };

const USUAL = 0.95;

/** A gamma with this mean whose standard error is the width of a 95 % interval over 3.92. */
export const gammaWithin = (mean: number, low: number, high: number): Spread => ({
  kind: "gamma",
  mean,
  standardError: (high - low) / (2 * normalReach(USUAL)),
});

/** A lognormal with this median whose logarithm's standard error is the width of the interval's logarithm over 3.92. */
export const lognormalWithin = (median: number, low: number, high: number): Spread => ({
  kind: "lognormal",
  median,
  logError: Math.log(high / low) / (2 * normalReach(USUAL)),
});

/** A beta with this mean and the standard error of a 95 % interval, by its first two moments. */
export function betaWithin(mean: number, low: number, high: number): Spread {
  const error = (high - low) / (2 * normalReach(USUAL));
  const weight = (mean * (1 - mean)) / error ** 2 - 1;
  return { kind: "beta", a: mean * weight, b: (1 - mean) * weight };
}

/** The expectation, in closed form. */
export function meanOf(spread: Spread): number {
  switch (spread.kind) {
    case "fixed":
      return spread.value;
    case "gamma":
      return spread.mean;
    case "beta":
      return spread.a / (spread.a + spread.b);
    case "lognormal":
      return spread.median * Math.exp(spread.logError ** 2 / 2);
  }
}

/** The value with that share of the distribution below it. */
export function quantileOf(spread: Spread, share: number): number {
  switch (spread.kind) {
    case "fixed":
      return spread.value;
    case "gamma": {
      const { shape, scale } = shapeOf(spread.mean, spread.standardError);
      if (!Number.isFinite(shape)) return spread.mean;
      const far = shape + 40 * Math.sqrt(shape) + 40;
      return scale * whereRises((x) => gammaBelow(x, shape), share, 0, far);
    }
    case "beta":
      return betaQuantile(share, spread.a, spread.b);
    case "lognormal":
      return spread.median * Math.exp(spread.logError * normalQuantile(share, 0, 1));
  }
}

/** So many draws from the distribution, by this stream of chance alone. */
export function drawsOf(spread: Spread, random: Random, count: number): Float64Array {
  const drawn = new Float64Array(count);
  const one = drawerOf(spread, random);
  for (let i = 0; i < count; i++) drawn[i] = one();
  return drawn;
}

function drawerOf(spread: Spread, random: Random): () => number {
  switch (spread.kind) {
    case "fixed":
      return () => spread.value;
    case "gamma": {
      const { shape, scale } = shapeOf(spread.mean, spread.standardError);
      return Number.isFinite(shape) ? () => scale * standardGamma(shape, random) : () => spread.mean;
    }
    case "beta":
      return () => {
        const a = standardGamma(spread.a, random);
        return a / (a + standardGamma(spread.b, random));
      };
    case "lognormal":
      return () => spread.median * Math.exp(spread.logError * standardNormal(random));
  }
}

const shapeOf = (mean: number, error: number): { readonly shape: number; readonly scale: number } => ({
  shape: mean === 0 ? Number.POSITIVE_INFINITY : (mean / error) ** 2,
  scale: error ** 2 / mean,
});

/** Chance gives whole numbers of 2^-32 from nought; half a step keeps it off both ends, where logarithms have none. */
const open = (random: Random): number => random.next() + 2 ** -33;

const standardNormal = (random: Random): number => normalQuantile(open(random), 0, 1);

/** A draw from the gamma with scale one. Source: Marsaglia and Tsang 2000, with their boost below shape one. */
function standardGamma(shape: number, random: Random): number {
  if (shape < 1) return standardGamma(shape + 1, random) * open(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(open(random)) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
