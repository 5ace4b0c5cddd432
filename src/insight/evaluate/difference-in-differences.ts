import { accept, type Result } from "../../kernel/result.ts";
import { type Design, designOf, wrongCounts } from "./design.ts";
import { asDifference, asRatio, type Told, wildLines } from "./difference-lines.ts";
import type { Estimate, Found, Names, Numbers } from "./finding.ts";
import { fitModel, POISSON } from "./glm.ts";
import { leastSquares } from "./least-squares.ts";
import { type Cannot, cannot, type Warned, warn } from "./messages.ts";
import { parallelTrends } from "./parallel-trends.ts";
import { offsetOf, pearson, spreadWarnings, sum } from "./poisson.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { clusteredError, withEvents } from "./reduced-bias.ts";
import { robustVariance } from "./robust.ts";
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

/** What to leave out of the answer. */
export type DifferenceOptions = {
  /** False leaves the p by turned signs out: thousands of draws above twelve clusters. */
  readonly signs?: boolean;
};

const ENOUGH = 40;
const FEWEST = 4;
const INTERACTION = "treated × after";

/**
 * What a programme changed where it came to, beyond what changed elsewhere meanwhile, as a ratio and as a difference.
 *
 * Ratio: Poisson with offset; how many times the comparison's ratio the programme's is. Difference: least squares on the rate
 * of each row, weighted by its time. The two answer different questions and may disagree in sign where the groups began at
 * different heights; both are told. Errors by cluster are Bell and McCaffrey's (see `reducedBias`), with Student's t of their degrees; without clusters Poisson's own
 * for the ratio and HC0 for the difference, which is warned of. With clusters, p by the wild cluster bootstrap beside it; with
 * spans, their rates and how far the two drew apart before. Needs each group both before and after; where one of the four has
 * no event there is no ratio and the difference stands alone.
 * Source: Bertrand, Duflo and Mullainathan 2004; Wing 2018.
 */
export function differenceInDifferences(
  panel: Panel,
  level = USUAL_LEVEL,
  { signs = true }: DifferenceOptions = {},
): Found {
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
  const clusters = panel.cluster && new Set(Array.from(panel.cluster)).size;
  if (clusters !== undefined && clusters < FEWEST)
    return cannot("too-few", { what: "areas or people", there: clusters, fewest: FEWEST });
  const time = timeOf(panel);
  const trends = panel.span && parallelTrends(panel, time, panel.span, level);
  return accept({
    method: "did",
    level,
    estimates: [
      ...(ratio ? [asRatio(ratio.value, level)] : []),
      asDifference(difference.value, level),
      ...wildLines(
        signs ? wildDifferences(panel, time, design.value, clusters ?? 0) : undefined,
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
      ...warningsOf(panel, clusters, [...(ratio ? [ratio.value] : []), difference.value]),
      ...(trends?.warnings ?? []),
    ],
    tables: trends ? [trends.table] : [],
  });
}

/** The product's coefficient in the Poisson model, by the logarithm, and how much more than chance the counts are spread. */
function ratioOf(design: Design, panel: Panel): Result<Told & { readonly dispersion: number }, Cannot> {
  const { count, time } = panel;
  const fit = fitModel(design, count, POISSON, { offset: offsetOf(time) });
  if (!fit.ok) return fit;
  const { coefficients, bread, means } = fit.value;
  const pulls = means.map((mean, i) => (count[i] as number) - mean);
  const own = Math.sqrt(bread[3]?.[3] as number);
  const left = design.rows - design.names.length;
  // Four bare counts are met exactly and show no spread.
  const dispersion = left > 0 ? pearson(count, means) / left : Number.NaN;
  const error = clusteredError(panel, means, pulls, own) ?? { standardError: own, degrees: undefined };
  return accept({ value: coefficients[3] as number, ...error, dispersion });
}

/** The product's coefficient in the weighted line through rates. */
function differenceOf(design: Design, panel: Panel): Result<Told, Cannot> {
  const time = timeOf(panel);
  const rate = time.map((t, i) => (panel.count[i] as number) / t);
  const line = leastSquares(design, rate, time);
  if (!line.ok) return line;
  const pulls = line.value.residuals.map((residual, i) => residual * (time[i] as number));
  const value = line.value.coefficients[3] as number;
  const clustered = clusteredError(panel, time, pulls, plainError(panel, time));
  if (clustered) return accept({ value, ...clustered });
  // Four bare counts fit the line perfectly and leave nothing to take an error from.
  const standardError =
    design.rows === 4
      ? plainError(panel, time)
      : Math.sqrt(robustVariance(design, line.value.bread, pulls).variance[3]?.[3] as number);
  return accept({ value, standardError, degrees: undefined });
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

/** How many areas or people the smallest of the four has. */
function smallestOf({ cluster, treated, after }: Panel): number {
  const cells = CELLS.map(() => new Set<number>());
  for (let i = 0; i < treated.length; i++) {
    const cell = CELLS.findIndex(([key]) => key === `${treated[i]}${after[i]}`);
    cells[cell]?.add(cluster?.[i] as number);
  }
  return Math.min(...cells.map((cell) => cell.size));
}

/** Below it no way of turning signs is rare: two of 2⁵ ways are always as extreme, which is above one in twenty. */
const SIGNS_CAN_TELL = 6;

function warningsOf(panel: Panel, clusters: number | undefined, told: readonly Told[]): Warned[] {
  if (clusters === undefined) return [warn("parallel")];
  const [some, smallest] = [withEvents(panel), smallestOf(panel)];
  const withheld = [...new Set(told.flatMap(({ why }) => why ?? []))];
  return [
    ...withheld.map((why) => warn("no-clustered-interval", { why })),
    ...(some < ENOUGH ? [warn("few-clusters-difference", { clusters: some })] : []),
    ...(clusters < SIGNS_CAN_TELL
      ? [warn("wild-cannot-tell", { clusters, least: (2 / 2 ** clusters).toFixed(3) })]
      : []),
    ...(smallest < 3 ? [warn("one-side-few", { clusters: smallest })] : []),
    warn("parallel"),
  ];
}
