import { accept, type Result } from "../../kernel/result.ts";
import { designOf, wrongCounts } from "./design.ts";
import { whereRises } from "./distributions.ts";
import type { Found, Numbers } from "./finding.ts";
import { gammaBelow } from "./incomplete-gamma.ts";
import { type Cannot, cannot, warn } from "./messages.ts";
import { fitNegative } from "./negative-binomial.ts";
import { sum } from "./poisson.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** A person's or an area's own rate, drawn towards everybody's by as much as little is known of it. */
export type Shrunk = {
  readonly seen: number;
  readonly shrunk: number;
  readonly low: number;
  readonly high: number;
};

/**
 * What each person's or area's own rate is likely to be, given how rates differ between them: empirical Bayes.
 *
 * Rates are taken as spread by a gamma distribution, whose mean and shape (theta) are found by a negative binomial model of
 * all; given a count x over time t, the own rate is gamma with shape theta + x and mean (theta + x) / (theta / mean + t). A count
 * that was high by luck comes out lower: so those chosen because of it are told what they would have come to by themselves.
 * Intervals are of the own rate, taking the spread as known. Source: Robbins 1956; Hauer 1997.
 */
export function shrinkage(
  count: Numbers,
  time: Numbers | undefined,
  chosenFrom?: number,
  level = USUAL_LEVEL,
): Found {
  const spread = spreadOfRates(count, time);
  if (!spread.ok) return spread;
  const n = count.length;
  const { mean, theta, thetaError } = spread.value;
  const at = (i: number): number => (time ? (time[i] as number) : 1);
  const rows = Array.from({ length: n }, (_, i) => shrunkOf(count[i] as number, at(i), spread.value, level));
  const chosen = Array.from({ length: n }, (_, i) => i).filter(
    (i) => chosenFrom !== undefined && (count[i] as number) >= chosenFrom,
  );
  return accept({
    method: "shrinkage",
    level,
    estimates: [
      { what: "rate of everybody", value: mean },
      { what: "theta", value: theta, standardError: thetaError },
      ...(chosen.length > 0
        ? fallOf(
            chosen.map((i) => ({
              count: count[i] as number,
              time: at(i),
              shrunk: (rows[i] as Shrunk).shrunk,
            })),
          )
        : []),
    ],
    counts: { rows: n, events: sum(count), ...(chosenFrom === undefined ? {} : { chosen: chosen.length }) },
    assumptions: [
      "People's own rates follow a gamma distribution, and each has one rate throughout.",
      "Everybody is in the file, not only those who were chosen.",
    ],
    warnings: [
      ...(theta === Number.POSITIVE_INFINITY ? [warn("no-overdispersion")] : []),
      ...(chosen.length > 0 ? [warn("regression-to-mean")] : []),
    ],
    tables: [
      {
        name: "own rates",
        columns: ["row", "seen", "own rate", "low", "high"],
        rows: rows.map((one, i) => [i + 1, one.seen, one.shrunk, one.low, one.high]),
      },
    ],
  });
}

/** How everybody's own rates are spread: a gamma distribution of this mean and shape. */
export type Spread = {
  readonly mean: number;
  readonly theta: number;
  /** The standard errors of the mean's logarithm and of theta. */
  readonly logMeanError: number;
  readonly thetaError: number;
};

/** The spread of own rates, by a negative binomial model of all the counts; refused of fewer than ten, and where it cannot be fitted. */
export function spreadOfRates(count: Numbers, time: Numbers | undefined): Result<Spread, Cannot> {
  const wrong = wrongCounts(count, time);
  if (wrong) return wrong;
  const n = count.length;
  if (n < 10) return cannot("too-few", { what: "people or areas", there: n, fewest: 10 });
  const design = designOf(n, []);
  if (!design.ok) return design;
  const fit = fitNegative(design.value, count, time);
  if (!fit.ok) return fit;
  const { coefficients, theta, thetaError, bread } = fit.value;
  const logMeanError = Math.sqrt(bread[0]?.[0] ?? Number.NaN);
  return accept({ mean: Math.exp(coefficients[0] as number), theta, logMeanError, thetaError });
}

/** An own rate with its variance, and how far it goes with the logarithm of everybody's mean and with theta. */
export type OwnRate = {
  readonly rate: number;
  readonly variance: number;
  readonly byLogMean: number;
  readonly byTheta: number;
};

/** One own rate given its count: of its gamma distribution. Where rates do not differ it is everybody's. */
export function ownRate(count: number, time: number, { mean, theta }: Spread): OwnRate {
  if (theta === Number.POSITIVE_INFINITY) return { rate: mean, variance: 0, byLogMean: mean, byTheta: 0 };
  const [shape, scale] = [theta + count, theta / mean + time];
  return {
    rate: shape / scale,
    variance: shape / scale ** 2,
    byLogMean: (shape * theta) / mean / scale ** 2,
    byTheta: (scale - shape / mean) / scale ** 2,
  };
}

function shrunkOf(count: number, time: number, spread: Spread, level: number): Shrunk {
  const seen = count / time;
  const { mean, theta } = spread;
  const { rate: shrunk } = ownRate(count, time, spread);
  if (theta === Number.POSITIVE_INFINITY) return { seen, shrunk, low: mean, high: mean };
  const [shape, scale] = [theta + count, theta / mean + time];
  const tail = (1 - level) / 2;
  const most = shape + 60 * Math.sqrt(shape) + 60;
  const at = (share: number): number => whereRises((x) => gammaBelow(x, shape), share, 0, most) / scale;
  return { seen, shrunk, low: at(tail), high: at(1 - tail) };
}

function fallOf(
  chosen: readonly { readonly count: number; readonly time: number; readonly shrunk: number }[],
) {
  const time = chosen.reduce((all, one) => all + one.time, 0);
  const seen = chosen.reduce((all, one) => all + one.count, 0) / time;
  const own = chosen.reduce((all, one) => all + one.shrunk * one.time, 0) / time;
  return [
    { what: "rate seen of those chosen", value: seen },
    { what: "own rate of those chosen", value: own },
    { what: "expected ratio by itself", value: own / seen },
  ];
}
