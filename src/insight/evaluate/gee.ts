import { accept, type Result } from "../../kernel/result.ts";
import { type Design, designOf, wrongCounts } from "./design.ts";
import type { Found, Numbers } from "./finding.ts";
import { predictorOf } from "./glm.ts";
import { addTo, dot, eigen, inverse, type Matrix, sandwich, solve, split, times, zeros } from "./matrix.ts";
import { type Cannot, cannot } from "./messages.ts";
import { type Counts, clusteringOf, FEWEST_CLUSTERS, fitCounts, offsetOf, ratiosOf, sum } from "./poisson.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { influencesOf } from "./robust.ts";

/** One cluster's part of the estimating equations. */
type Part = { readonly pull: Float64Array; readonly weight: Float64Array[] };

type GeeFit = {
  readonly coefficients: Float64Array;
  readonly correlation: number;
  readonly dispersion: number;
  readonly parts: readonly Part[];
  readonly information: Matrix;
};

const TRIES = 100;
const SETTLED = 1e-12;

/**
 * Rate ratios over repeated measures: generalised estimating equations, Poisson, exchangeable correlation.
 *
 * One correlation between any two rows of the same person, by moments (the average product of Pearson residuals over all
 * pairs), as R's `geepack::geeglm`. Errors: the plain sandwich; Mancl and DeRouen's (each cluster's residuals divided by
 * one less its leverage) and Kauermann and Carroll's (by the root of it), with Student's t on G − p degrees of freedom. The
 * line `rate ratio` is Mancl and DeRouen's, which keeps its 95 % from about ten clusters on; fewer than ten are refused.
 * Sources: Liang and Zeger 1986; Mancl and DeRouen 2001; Kauermann and Carroll 2001.
 */
export function geeRegression(counts: Counts & { readonly cluster: Numbers }, level = USUAL_LEVEL): Found {
  const wrong = wrongCounts(counts.count, counts.time);
  if (wrong) return wrong;
  const design = designOf(counts.count.length, counts.columns);
  if (!design.ok) return design;
  const members = membersOf(counts.cluster);
  if (members.length < FEWEST_CLUSTERS)
    return cannot("too-few", { what: "people or areas", there: members.length, fewest: FEWEST_CLUSTERS });
  const fit = fitGee(design.value, counts, members);
  if (!fit.ok) return fit;
  const errors = errorsOf(fit.value);
  const clustering = clusteringOf(design.value, counts, errors.influences);
  const degrees = members.length - design.value.names.length;
  const told = (what: string, by: string, each: readonly number[], small: boolean) =>
    ratiosOf(design.value, fit.value, clustering.believed(each), level, {
      what,
      by,
      degrees: small ? degrees : undefined,
    });
  return accept({
    method: "gee",
    level,
    estimates: [
      ...told("rate ratio", "Mancl–DeRouen", errors.manclDeRouen, true),
      ...told("rate ratio, Kauermann–Carroll", "Kauermann–Carroll", errors.kauermannCarroll, true),
      ...told("rate ratio, plain sandwich", "sandwich", errors.plain, false),
      { what: "correlation within a person", value: fit.value.correlation },
      { what: "dispersion", value: fit.value.dispersion },
    ],
    counts: { rows: design.value.rows, events: sum(counts.count), clusters: members.length },
    assumptions: [
      "Any two rows of one person are correlated alike; people are independent of one another.",
      "Each column multiplies the rate by one factor, the same for all (a population average).",
    ],
    warnings: clustering.warnings,
    tables: [],
  });
}

/** The rows of each cluster. */
export function membersOf(cluster: Numbers): readonly (readonly number[])[] {
  const members = new Map<number, number[]>();
  for (let i = 0; i < cluster.length; i++) {
    const key = cluster[i] as number;
    const rows = members.get(key);
    if (rows) rows.push(i);
    else members.set(key, [i]);
  }
  return [...members.values()];
}

function fitGee(
  design: Design,
  counts: Counts,
  members: readonly (readonly number[])[],
): Result<GeeFit, Cannot> {
  const { count, time } = counts;
  const offset = offsetOf(time);
  const start = fitCounts(design, counts);
  if (!start.ok) return start;
  let beta = start.value.coefficients;
  const { means } = start.value;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (let i = 0; i < design.rows; i++)
      means[i] = Math.exp(predictorOf(design, beta, i) + (offset ? (offset[i] as number) : 0));
    const { correlation, dispersion } = moments(count, means, members);
    const parts = members.map((rows) => partOf(design, count, means, rows, correlation));
    const information = zeros(beta.length);
    const pull = new Float64Array(beta.length);
    for (const part of parts)
      for (let j = 0; j < beta.length; j++) {
        pull[j] = (pull[j] as number) + (part.pull[j] as number);
        for (let k = 0; k < beta.length; k++) addTo(information, j, k, part.weight[j]?.[k] as number);
      }
    const lower = split(information);
    if (!lower.ok) return cannot("dependent", { column: design.names[lower.row] ?? "" });
    const step = solve(lower.lower, pull);
    const far = Math.max(...step.map(Math.abs));
    if (far <= SETTLED * (1 + Math.max(...beta.map(Math.abs))))
      return accept({ coefficients: beta, correlation, dispersion, parts, information });
    beta = beta.map((b, j) => b + (step[j] as number));
  }
  return cannot("no-fit", { tries: TRIES });
}

/** Dispersion: the average square of Pearson residuals; correlation: their average product over pairs, by the dispersion. */
function moments(count: Numbers, means: Float64Array, members: readonly (readonly number[])[]) {
  let [squares, products, pairs] = [0, 0, 0];
  for (const rows of members) {
    let [all, own] = [0, 0];
    for (const i of rows) {
      const residual = ((count[i] as number) - (means[i] as number)) / Math.sqrt(means[i] as number);
      all += residual;
      own += residual * residual;
    }
    squares += own;
    products += (all * all - own) / 2;
    pairs += (rows.length * (rows.length - 1)) / 2;
  }
  const dispersion = squares / means.length;
  return { dispersion, correlation: pairs === 0 ? 0 : products / pairs / dispersion };
}

/** The inverse of an exchangeable correlation of n rows is (I − c·J) / (1 − a), with c = a / (1 + (n − 1) a). */
function partOf(
  design: Design,
  count: Numbers,
  means: Float64Array,
  rows: readonly number[],
  a: number,
): Part {
  const p = design.names.length;
  const c = a / (1 + (rows.length - 1) * a);
  const pull = new Float64Array(p);
  const weight = zeros(p);
  const columns = new Float64Array(p);
  let residuals = 0;
  for (const i of rows) {
    const root = Math.sqrt(means[i] as number);
    const residual = ((count[i] as number) - (means[i] as number)) / root;
    residuals += residual;
    for (let j = 0; j < p; j++) {
      const z = root * (design.x[i * p + j] as number);
      columns[j] = (columns[j] as number) + z;
      pull[j] = (pull[j] as number) + z * residual;
      for (let k = 0; k < p; k++) addTo(weight, j, k, z * root * (design.x[i * p + k] as number));
    }
  }
  for (let j = 0; j < p; j++) {
    pull[j] = ((pull[j] as number) - c * (columns[j] as number) * residuals) / (1 - a);
    for (let k = 0; k < p; k++) {
      const plain = weight[j]?.[k] as number;
      addTo(weight, j, k, (plain - c * (columns[j] as number) * (columns[k] as number)) / (1 - a) - plain);
    }
  }
  return { pull, weight };
}

function errorsOf({ parts, information }: GeeFit) {
  const lower = split(information);
  const bread = lower.ok ? inverse(lower.lower) : information;
  const errors = (turned: (part: Part) => Float64Array): number[] => {
    const meat = zeros(bread.length);
    for (const part of parts) {
      const pull = turned(part);
      for (let j = 0; j < pull.length; j++)
        for (let k = 0; k < pull.length; k++) addTo(meat, j, k, (pull[j] as number) * (pull[k] as number));
    }
    return sandwich(bread, meat).map((row, j) => Math.sqrt(row[j] as number));
  };
  return {
    influences: influencesOf(
      bread,
      parts.map(({ pull }) => pull),
    ),
    plain: errors(({ pull }) => pull),
    manclDeRouen: errors((part) => lessLeverage(part, information, -1)),
    kauermannCarroll: errors((part) => lessLeverage(part, information, -1 / 2)),
  };
}

/**
 * A cluster's pull with its residuals multiplied by (I − H)^power, H being its leverage. The power can be taken on the small
 * side: D'V⁻¹·f(H) = f(Q·M⁻¹)·D'V⁻¹, with Q the cluster's and M everybody's information, and Q·M⁻¹ has, by M = L·L', the
 * eigenvalues of the symmetric L⁻¹·Q·L⁻ᵀ.
 */
function lessLeverage({ pull, weight }: Part, information: Matrix, power: number): Float64Array {
  const lower = split(information);
  if (!lower.ok) return pull.map(() => Number.NaN);
  const size = pull.length;
  const down = lowerInverse(lower.lower);
  const turned = times(
    times(down, weight),
    down.map((_, i) => Float64Array.from(down, (row) => row[i] as number)),
  );
  const { values, vectors } = eigen(turned);
  const start = Float64Array.from(down, (row) => dot(row, pull));
  const scaled = Float64Array.from({ length: size }, (_, e) => {
    const along = start.reduce((all, each, i) => all + each * (vectors[i]?.[e] as number), 0);
    return along * (1 - (values[e] as number)) ** power;
  });
  const back = Float64Array.from(vectors, (row) => dot(row, scaled));
  return Float64Array.from(lower.lower, (row) => dot(row, back));
}

function lowerInverse(lower: Matrix): Float64Array[] {
  const size = lower.length;
  const result = zeros(size);
  for (let j = 0; j < size; j++)
    for (let i = j; i < size; i++) {
      let value = i === j ? 1 : 0;
      for (let k = j; k < i; k++) value -= (lower[i]?.[k] as number) * (result[k]?.[j] as number);
      addTo(result, i, j, value / (lower[i]?.[i] as number));
    }
  return result;
}
