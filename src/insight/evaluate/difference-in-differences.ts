import { accept, type Result } from "../../kernel/result.ts";
import { type Design, designOf, wrongCounts } from "./design.ts";
import { normalReach, normalTwoSided, studentReach, studentTwoSided } from "./distributions.ts";
import type { Estimate, Found, Names, Numbers } from "./finding.ts";
import { fitModel, POISSON } from "./glm.ts";
import { leastSquares } from "./least-squares.ts";
import { type Cannot, cannot, type Warned, warn } from "./messages.ts";
import { parallelTrends } from "./parallel-trends.ts";
import { offsetOf, pearson, spreadWarnings, sum } from "./poisson.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { robustVariance } from "./robust.ts";
import type { Wild } from "./wild-bootstrap.ts";
import { wildDifferences } from "./wild-differences.ts";

/** Counts of areas or people over spans, some with the programme and some after it began. */
export type Panel = {
  readonly count: Numbers;
  readonly time?: Numbers;
  /** 1 where the programme comes to, in every span. */
  readonly treated: Numbers;
  /** 1 from when it began. */
  readonly after: Numbers;
  /** The area or person; rows of one hang together. */
  readonly cluster?: Numbers;
  /** The span of each row, in order of time: rates of both groups are then told span by span. */
  readonly span?: Names;
};

const ENOUGH = 40;
const FEWEST = 4;
const INTERACTION = "treated × after";

/**
 * What a programme changed where it came to, beyond what changed elsewhere meanwhile, as a ratio and as a difference.
 *
 * Ratio: Poisson with offset; how many times the comparison's ratio the programme's is. Difference: least squares on the rate
 * of each row, weighted by its time. The two answer different questions and may disagree in sign where the groups began at
 * different heights; both are told. Errors by cluster, HC0 × G / (G − 1), Student's t with G − 1; without clusters Poisson's own
 * for the ratio and HC0 for the difference, which is warned of. With clusters, p by the wild cluster bootstrap beside it; with
 * spans, their rates and how far the two drew apart before. Needs each group both before and after; where one of the four has
 * no event there is no ratio and the difference stands alone.
 * Source: Bertrand, Duflo and Mullainathan 2004; Wing 2018.
 */
export function differenceInDifferences(panel: Panel, level = USUAL_LEVEL): Found {
  const wrong = wrongCounts(panel.count, panel.time);
  if (wrong) return wrong;
  const without = cellsWithout(panel);
  if (!without.ok) return without;
  const n = panel.count.length;
  const both = Float64Array.from(
    { length: n },
    (_, i) => (panel.treated[i] as number) * (panel.after[i] as number),
  );
  const design = designOf(n, [
    { name: "treated", values: panel.treated },
    { name: "after", values: panel.after },
    { name: INTERACTION, values: both },
  ]);
  if (!design.ok) return design;
  const ratio = without.value.length === 0 ? ratioOf(design.value, panel) : undefined;
  if (ratio && !ratio.ok) return ratio;
  const difference = differenceOf(design.value, panel);
  if (!difference.ok) return difference;
  const clusters = panel.cluster ? difference.value.clusters : undefined;
  if (clusters !== undefined && clusters < FEWEST)
    return cannot("too-few", { what: "areas or people", there: clusters, fewest: FEWEST });
  const degrees = clusters === undefined ? undefined : clusters - 1;
  const time = timeOf(panel);
  const trends = panel.span && parallelTrends(panel, time, panel.span, level);
  return accept({
    method: "did",
    level,
    estimates: [
      ...(ratio ? [asRatio(ratio.value.value, ratio.value.standardError, degrees, level)] : []),
      asDifference(difference.value.value, difference.value.standardError, degrees, level),
      ...wildLines(
        wildDifferences(panel, time, design.value, difference.value.clusters),
        ratio?.value.value,
        difference.value.value,
      ),
      ...(trends?.estimates ?? []),
      ...cells(panel),
    ],
    counts: { rows: n, events: sum(panel.count), ...(clusters === undefined ? {} : { clusters }) },
    assumptions: [
      "Without the programme both groups would have changed alike: by the same factor for the ratio, by the same amount for the difference.",
      "Nobody moved between the groups because of the programme.",
    ],
    warnings: [
      ...without.value.map((where) => warn("no-ratio", { where })),
      ...(clusters === undefined
        ? [...spreadWarnings(ratio?.value.dispersion ?? Number.NaN), warn("no-clusters")]
        : []),
      ...warningsOf(clusters, clusters === undefined ? undefined : sidesOf(panel)),
      ...(trends?.warnings ?? []),
    ],
    tables: trends ? [trends.table] : [],
  });
}

type Told = { readonly value: number; readonly standardError: number; readonly clusters: number };

/** The product's coefficient in the Poisson model, by the logarithm, and how much more than chance the counts are spread. */
function ratioOf(
  design: Design,
  { count, time, cluster }: Panel,
): Result<Told & { readonly dispersion: number }, Cannot> {
  const fit = fitModel(design, count, POISSON, { offset: offsetOf(time) });
  if (!fit.ok) return fit;
  const { coefficients, bread, means } = fit.value;
  const pulls = means.map((mean, i) => (count[i] as number) - mean);
  const { variance, clusters } = robustVariance(design, bread, pulls, cluster);
  const standardError = Math.sqrt((cluster ? variance : bread)[3]?.[3] as number);
  const left = design.rows - design.names.length;
  // Four bare counts are met exactly and show no spread.
  const dispersion = left > 0 ? pearson(count, means) / left : Number.NaN;
  return accept({ value: coefficients[3] as number, standardError, clusters, dispersion });
}

/** The product's coefficient in the weighted line through rates. */
function differenceOf(design: Design, panel: Panel): Result<Told, Cannot> {
  const time = timeOf(panel);
  const rate = time.map((t, i) => (panel.count[i] as number) / t);
  const line = leastSquares(design, rate, time);
  if (!line.ok) return line;
  const pulls = line.value.residuals.map((residual, i) => residual * (time[i] as number));
  const { variance, clusters } = robustVariance(design, line.value.bread, pulls, panel.cluster);
  // Four bare counts fit the line perfectly and leave nothing to take an error from.
  const bare = panel.cluster === undefined && design.rows === 4;
  const standardError = bare ? plainError(panel, time) : Math.sqrt(variance[3]?.[3] as number);
  return accept({ value: line.value.coefficients[3] as number, standardError, clusters });
}

const timeOf = ({ count, time }: Panel): Float64Array =>
  Float64Array.from({ length: count.length }, (_, i) => (time ? (time[i] as number) : 1));

/** Which of the four have no event; refused where nobody is in one. */
function cellsWithout({ treated, after, count }: Panel): Result<readonly string[], Cannot> {
  if (treated.length !== count.length || after.length !== count.length) return cannot("unequal-lengths");
  const events = new Map<string, number>();
  for (let i = 0; i < count.length; i++) {
    for (const [where, values] of [
      ["Treated", treated],
      ["After", after],
    ] as const)
      if (values[i] !== 0 && values[i] !== 1)
        return cannot("not-yes-or-no", { where, row: i + 1, value: values[i] as number });
    const key = `${treated[i]}${after[i]}`;
    events.set(key, (events.get(key) ?? 0) + (count[i] as number));
  }
  for (const [key, where] of CELLS) if (!events.has(key)) return cannot("nobody", { where });
  return accept(CELLS.flatMap(([key, where]) => (events.get(key) === 0 ? [where] : [])));
}

const CELLS = [
  ["10", "with the programme before it began"],
  ["11", "with the programme after it began"],
  ["00", "elsewhere before"],
  ["01", "elsewhere after"],
] as const;

function cells(panel: Panel): Estimate[] {
  const { count, treated, after } = panel;
  const time = timeOf(panel);
  return CELLS.map(([key, of]) => {
    let [events, at] = [0, 0];
    for (let i = 0; i < count.length; i++) {
      if (`${treated[i]}${after[i]}` !== key) continue;
      events += count[i] as number;
      at += time[i] as number;
    }
    return { what: "rate", of, value: events / at };
  });
}

/** Of four bare counts: Poisson's variance of each rate, count over time squared. */
function plainError({ count }: Panel, time: Numbers): number {
  let variance = 0;
  for (let i = 0; i < count.length; i++) variance += (count[i] as number) / (time[i] as number) ** 2;
  return Math.sqrt(variance);
}

function asRatio(log: number, standardError: number, degrees: number | undefined, level: number): Estimate {
  const reach = (degrees === undefined ? normalReach(level) : studentReach(level, degrees)) * standardError;
  const p =
    degrees === undefined
      ? normalTwoSided(log / standardError)
      : studentTwoSided(log / standardError, degrees);
  const limits = { low: Math.exp(log - reach), high: Math.exp(log + reach) };
  return {
    what: "ratio of rate ratios",
    value: Math.exp(log),
    ...limits,
    standardError,
    p,
    by: degrees === undefined ? "Poisson" : "clustered",
  };
}

function asDifference(
  value: number,
  standardError: number,
  degrees: number | undefined,
  level: number,
): Estimate {
  const reach = (degrees === undefined ? normalReach(level) : studentReach(level, degrees)) * standardError;
  const p =
    degrees === undefined
      ? normalTwoSided(value / standardError)
      : studentTwoSided(value / standardError, degrees);
  return {
    what: "difference of rate differences",
    value,
    low: value - reach,
    high: value + reach,
    standardError,
    p,
    by: degrees === undefined ? "unclustered" : "clustered",
  };
}

/** The same two figures with the p-value that holds for few clusters. It gives no interval. */
const wildLines = (
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

/** How many areas or people the smaller side has. */
function sidesOf({ cluster, treated }: Panel): number {
  const sides = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < treated.length; i++) sides[treated[i] as number]?.add(cluster?.[i] as number);
  return Math.min(...sides.map((side) => side.size));
}

/** Below it no way of turning signs is rare: two of 2⁵ ways are always as extreme, which is above one in twenty. */
const SIGNS_CAN_TELL = 6;

const warningsOf = (clusters: number | undefined, smaller: number | undefined): Warned[] => [
  ...(clusters !== undefined && clusters < ENOUGH ? [warn("few-clusters", { clusters })] : []),
  ...(clusters !== undefined && clusters < SIGNS_CAN_TELL
    ? [warn("wild-cannot-tell", { clusters, least: (2 / 2 ** clusters).toFixed(3) })]
    : []),
  ...(smaller !== undefined && smaller < 3 ? [warn("one-side-few", { clusters: smaller })] : []),
  warn("parallel"),
];
