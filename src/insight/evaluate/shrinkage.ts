import { accept } from "../../kernel/result.ts";
import { designOf, wrongCounts } from "./design.ts";
import { whereRises } from "./distributions.ts";
import type { Found, Numbers } from "./finding.ts";
import { gammaBelow } from "./incomplete-gamma.ts";
import { cannot, warn } from "./messages.ts";
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
  const wrong = wrongCounts(count, time);
  if (wrong) return wrong;
  const n = count.length;
  if (n < 10) return cannot("too-few", { what: "people or areas", there: n, fewest: 10 });
  const design = designOf(n, []);
  if (!design.ok) return design;
  const fit = fitNegative(design.value, count, time);
  if (!fit.ok) return fit;
  const mean = Math.exp(fit.value.coefficients[0] as number);
  const { theta } = fit.value;
  const at = (i: number): number => (time ? (time[i] as number) : 1);
  const rows = Array.from({ length: n }, (_, i) => shrunkOf(count[i] as number, at(i), mean, theta, level));
  const chosen = Array.from({ length: n }, (_, i) => i).filter(
    (i) => chosenFrom !== undefined && (count[i] as number) >= chosenFrom,
  );
  return accept({
    method: "shrinkage",
    level,
    estimates: [
      { what: "rate of everybody", value: mean },
      { what: "theta", value: theta, standardError: fit.value.thetaError },
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

function shrunkOf(count: number, time: number, mean: number, theta: number, level: number): Shrunk {
  const seen = count / time;
  if (theta === Number.POSITIVE_INFINITY) return { seen, shrunk: mean, low: mean, high: mean };
  const [shape, scale] = [theta + count, theta / mean + time];
  const tail = (1 - level) / 2;
  const most = shape + 60 * Math.sqrt(shape) + 60;
  const at = (share: number): number => whereRises((x) => gammaBelow(x, shape), share, 0, most) / scale;
  return { seen, shrunk: shape / scale, low: at(tail), high: at(1 - tail) };
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
