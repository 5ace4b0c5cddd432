import { accept, type Result } from "../../kernel/result.ts";
import { type Concentrated, concentrated, type Influence } from "./concentration.ts";
import { type Design, designOf, INTERCEPT, wrongCounts } from "./design.ts";
import { normalReach, normalTwoSided, studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Found, Numbers } from "./finding.ts";
import { type Fit, fitModel, POISSON } from "./glm.ts";
import { type Cannot, cannot, type Warned, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import type { Covariate } from "./risk-sets.ts";
import { robustVariance } from "./robust.ts";

/** Counts of events with their time at risk, the columns they are compared by, and who belongs together. */
export type Counts = {
  readonly count: Numbers;
  /** Time at risk; one each where it is left out. */
  readonly time?: Numbers;
  readonly columns: readonly Covariate[];
  /** A number for each person or area; rows of one hang together. */
  readonly cluster?: Numbers;
};

/** Fewer clusters and no sandwich is given. Source: evaluation.md section 4: six give an unusably small error. */
export const FEWEST_CLUSTERS = 10;
const ENOUGH_CLUSTERS = 40;

/**
 * Rate ratios from a Poisson log-linear model, with errors that allow for events of one person hanging together.
 *
 * Offset: the logarithm of time at risk. Intervals: the sandwich with the person as cluster, HC0 × G / (G − 1), Student's t
 * with G − 1 degrees of freedom; beside it the model's own (too narrow when counts are overdispersed) and quasi-Poisson's.
 * The same as R's `glm(poisson)` with `sandwich::vcovCL`. Source: Zou 2004; Liang and Zeger 1986.
 */
export function poissonRegression(counts: Counts, level = USUAL_LEVEL): Found {
  const wrong = wrongCounts(counts.count, counts.time);
  if (wrong) return wrong;
  const design = designOf(counts.count.length, counts.columns);
  if (!design.ok) return design;
  const fit = fitCounts(design.value, counts);
  if (!fit.ok) return fit;
  const pulls = Float64Array.from(fit.value.means, (mean, i) => (counts.count[i] as number) - mean);
  const robust = robustVariance(design.value, fit.value.bread, pulls, counts.cluster);
  if (counts.cluster && robust.clusters < FEWEST_CLUSTERS)
    return cannot("too-few", { what: "people or areas", there: robust.clusters, fewest: FEWEST_CLUSTERS });
  const dispersion = pearson(counts.count, fit.value.means) / (design.value.rows - design.value.names.length);
  const degrees = counts.cluster ? robust.clusters - 1 : undefined;
  const clustering = clusteringOf(design.value, counts, robust.influences);
  const errors = {
    robust: clustering.believed(
      design.value.names.map((_, j) => Math.sqrt(robust.variance[j]?.[j] ?? Number.NaN)),
    ),
    model: design.value.names.map((_, j) => Math.sqrt(fit.value.bread[j]?.[j] ?? Number.NaN)),
  };
  return accept({
    method: "poisson",
    level,
    estimates: [
      ...ratiosOf(design.value, fit.value, errors.robust, level, {
        what: "rate ratio",
        by: "robust",
        degrees,
      }),
      ...ratiosOf(design.value, fit.value, errors.model, level, {
        what: "rate ratio, Poisson's own",
        by: "model",
      }),
      ...ratiosOf(
        design.value,
        fit.value,
        errors.model.map((e) => e * Math.sqrt(dispersion)),
        level,
        {
          what: "rate ratio, quasi-Poisson",
          by: "model × dispersion",
          degrees: design.value.rows - design.value.names.length,
        },
      ),
      { what: "dispersion", value: dispersion },
    ],
    counts: {
      rows: design.value.rows,
      events: sum(counts.count),
      ...(counts.cluster ? { clusters: robust.clusters } : {}),
    },
    assumptions: [
      "Each column multiplies the rate by one factor.",
      counts.cluster
        ? "People (or areas) are independent of one another; events of one need not be. Correction: HC0 × G / (G − 1), t with G − 1."
        : "Rows are independent of one another. Correction: HC0, none for a small sample.",
    ],
    warnings: [...spreadWarnings(dispersion), ...clustering.warnings],
    tables: [],
  });
}

/** Fits Poisson's model; refused where a coefficient has no end, as of a group in which nobody had an event. */
export function fitCounts(design: Design, { count, time }: Counts): Result<Fit, Cannot> {
  const fit = fitModel(design, count, POISSON, { offset: offsetOf(time) });
  if (!fit.ok) return fit;
  const columns = fit.value.boundless.filter((name) => name !== INTERCEPT);
  return fit.value.boundless.length === 0
    ? fit
    : cannot("endless", { column: columns.join(", ") || INTERCEPT });
}

/** The logarithm of time at risk. */
export const offsetOf = (time: Numbers | undefined): Float64Array | undefined =>
  time ? Float64Array.from({ length: time.length }, (_, i) => Math.log(time[i] as number)) : undefined;

/** The sum of a column. */
export function sum(values: Numbers): number {
  let all = 0;
  for (let i = 0; i < values.length; i++) all += values[i] as number;
  return all;
}

/** Pearson's chi-squared of counts about their means. */
export function pearson(count: Numbers, means: Float64Array): number {
  let all = 0;
  for (let i = 0; i < means.length; i++)
    all += ((count[i] as number) - (means[i] as number)) ** 2 / (means[i] as number);
  return all;
}

/**
 * Which clustered errors can be believed: those that cannot (see `concentrated`) become no number, so that their limits
 * are left out, and it is said. Without clusters everything is believed.
 */
export function clusteringOf(
  design: Design,
  { count, cluster }: Pick<Counts, "count" | "cluster">,
  influences: readonly Influence[],
  fewest?: number,
): {
  readonly believed: (errors: readonly number[]) => number[];
  readonly warnings: readonly Warned[];
} {
  if (!cluster) return { believed: (errors) => [...errors], warnings: [] };
  const some = new Set<number>();
  for (let i = 0; i < count.length; i++) if (count[i] !== 0) some.add(cluster[i] as number);
  const found = influences.map((one) => concentrated(one, some.size, fewest));
  const columns = (code: Concentrated["code"]): string[] =>
    design.names.filter((name, j) => name !== INTERCEPT && found[j]?.code === code);
  const few = found.some((one) => one?.code === "few-with-events");
  return {
    believed: (errors) => errors.map((error, j) => (found[j] ? Number.NaN : error)),
    warnings: [
      ...(few ? [warn("no-clustered-interval", { why: "few-with-events" })] : []),
      ...(!few && some.size < ENOUGH_CLUSTERS ? [warn("few-clusters", { clusters: some.size })] : []),
      ...(["rests-on-one", "all-alike"] as const).flatMap((why) =>
        columns(why).map((of) => warn("no-clustered-interval", { why, of })),
      ),
    ],
  };
}

/**
 * Coefficients as ratios with intervals; the intercept's is a rate. Student's t where degrees of freedom are given. A
 * coefficient whose error is no number has no limits.
 */
export function ratiosOf(
  design: Design,
  fit: Pick<Fit, "coefficients">,
  errors: readonly number[],
  level: number,
  words: { readonly what: string; readonly by: string; readonly degrees?: number },
): Estimate[] {
  const reach = words.degrees === undefined ? normalReach(level) : studentReach(level, words.degrees);
  return design.names.flatMap((of, j) => {
    const coefficient = fit.coefficients[j] as number;
    const standardError = errors[j] as number;
    const isRate = of === INTERCEPT;
    if (isRate && words.what !== "rate ratio") return [];
    const what = isRate ? { what: "rate where every column is 0" } : { what: words.what, of };
    if (Number.isNaN(standardError)) return [{ ...what, value: Math.exp(coefficient), by: words.by }];
    const t = coefficient / standardError;
    const p = words.degrees === undefined ? normalTwoSided(t) : studentTwoSided(t, words.degrees);
    const limits = {
      value: Math.exp(coefficient),
      low: Math.exp(coefficient - reach * standardError),
      high: Math.exp(coefficient + reach * standardError),
      standardError,
      by: words.by,
    };
    return [{ ...what, ...limits, ...(isRate ? {} : { p }) }];
  });
}

/** Counts more spread than chance makes them. */
export const spreadWarnings = (dispersion: number): Warned[] =>
  dispersion > 1.5 ? [warn("overdispersed", { dispersion: dispersion.toFixed(1) })] : [];
