import type { Concentrated } from "./concentration.ts";
import { normalReach, normalTwoSided, studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate } from "./finding.ts";
import type { Wild } from "./wild-bootstrap.ts";

/** One of the two figures of a difference in differences, before it is told. */
export type Told = {
  readonly value: number;
  /** No number where clusters leave nothing to tell it from. */
  readonly standardError: number;
  /** Of Student's t; nothing without clusters, where it is the normal curve. */
  readonly degrees: number | undefined;
  /** Why there is no number. */
  readonly why?: Concentrated["code"];
};

/** The ratio with its limits, by the logarithm. */
export function asRatio({ value: log, standardError, degrees }: Told, level: number): Estimate {
  const words = { what: "ratio of rate ratios", by: degrees === undefined ? "Poisson" : CLUSTERED };
  if (Number.isNaN(standardError)) return { ...words, value: Math.exp(log) };
  const reach = reachOf(degrees, level) * standardError;
  return {
    ...words,
    value: Math.exp(log),
    low: Math.exp(log - reach),
    high: Math.exp(log + reach),
    standardError,
    p: twoSided(log / standardError, degrees),
  };
}

/** The difference with its limits. */
export function asDifference({ value, standardError, degrees }: Told, level: number): Estimate {
  const words = {
    what: "difference of rate differences",
    by: degrees === undefined ? "unclustered" : CLUSTERED,
  };
  if (Number.isNaN(standardError)) return { ...words, value };
  const reach = reachOf(degrees, level) * standardError;
  const p = twoSided(value / standardError, degrees);
  return { ...words, value, low: value - reach, high: value + reach, standardError, p };
}

const CLUSTERED = "clustered";
const reachOf = (degrees: number | undefined, level: number): number =>
  degrees === undefined ? normalReach(level) : studentReach(level, degrees);
const twoSided = (size: number, degrees: number | undefined): number =>
  degrees === undefined ? normalTwoSided(size) : studentTwoSided(size, degrees);

/** The same two figures with the p-value that holds for few clusters. It gives no interval. */
export const wildLines = (
  wild: { readonly ratio: Wild; readonly difference: Wild } | undefined,
  log: number | undefined,
  difference: number,
): Estimate[] =>
  wild
    ? [
        ...(log === undefined
          ? []
          : [
              {
                what: "ratio of rate ratios, few clusters",
                value: Math.exp(log),
                p: wild.ratio.p,
                by: wild.ratio.by,
              },
            ]),
        {
          what: "difference of rate differences, few clusters",
          value: difference,
          p: wild.difference.p,
          by: wild.difference.by,
        },
      ]
    : [];
