import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { accept } from "../../kernel/result.ts";
import { normalReach, normalTwoSided } from "./distributions.ts";
import type { Estimate, Found } from "./finding.ts";
import { conditionalOdds } from "./fisher.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** How many with and without something in two groups: first with, first without, second with, second without. */
export type Cells = readonly [number, number, number, number];

type Limits = { readonly low: number; readonly high: number };

/**
 * Wilson's interval of a share: those shares that the usual test would not reject. It never leaves 0 to 1, and covers
 * well from a handful of people on. The same as R's `prop.test(correct = FALSE)`. Source: Wilson 1927.
 */
export function wilson(part: number, whole: number, level = USUAL_LEVEL): Limits {
  const z2 = normalReach(level) ** 2;
  const share = part / whole;
  const middle = (share + z2 / (2 * whole)) / (1 + z2 / whole);
  const reach =
    Math.sqrt((share * (1 - share)) / whole + z2 / (4 * whole ** 2)) * (Math.sqrt(z2) / (1 + z2 / whole));
  // At nought and at all the limit is an end exactly; rounding would leave it a hair beyond.
  return { low: part === 0 ? 0 : middle - reach, high: part === whole ? 1 : middle + reach };
}

/** Clopper and Pearson's exact interval of a share, never covering less than the level. As R's `binom.test`. */
export function clopperPearson(part: number, whole: number, level = USUAL_LEVEL): Limits {
  const tail = (1 - level) / 2;
  return {
    low: part === 0 ? 0 : betaQuantile(tail, part, whole - part + 1),
    high: part === whole ? 1 : betaQuantile(1 - tail, part + 1, whole - part),
  };
}

/** One share with Wilson's and the exact interval: how many stayed, how many were abstinent. */
export function share(part: number, whole: number, level = USUAL_LEVEL): Found {
  for (const [where, count] of [
    ["The part", part],
    ["The whole", whole],
  ] as const)
    if (!isCount(count)) return cannot("not-a-count", { where });
  if (whole === 0) return cannot("nobody", { where: "to take a share of" });
  if (part > whole) return cannot("too-many", { where: "The share", part, whole });
  return accept({
    method: "share",
    level,
    estimates: [
      { what: "share", value: part / whole, ...wilson(part, whole, level), by: "Wilson" },
      {
        what: "share exact",
        value: part / whole,
        ...clopperPearson(part, whole, level),
        by: "Clopper–Pearson",
      },
    ],
    counts: { part, whole },
    assumptions: ["Each person counts once, and one person's outcome tells nothing of another's."],
    warnings: whole < 10 ? [warn("few-people", { people: whole })] : [],
    tables: [],
  });
}

/**
 * Compares a yes-or-no outcome between two groups on every usual scale.
 *
 * Shares by Wilson; risk difference by Newcombe's method 10 (Wilson's limits squared and added), with the number needed to
 * treat as its inverse; risk ratio by Katz (normal on the logarithm); odds ratio by Woolf; conditional odds ratio and p by
 * Fisher, exact. Sources: Newcombe 1998; Katz 1978; Woolf 1955; Fisher 1935.
 */
export function twoByTwo(cells: Cells, level = USUAL_LEVEL): Found {
  const [a, b, c, d] = cells;
  for (const [i, count] of cells.entries())
    if (!isCount(count)) return cannot("not-a-count", { where: `Cell ${i + 1}` });
  const [n1, n2] = [a + b, c + d];
  if (n1 === 0 || n2 === 0)
    return cannot("nobody", { where: n1 === 0 ? "in the first group" : "in the second group" });
  const fisher = conditionalOdds(cells, level);
  return accept({
    method: "two-by-two",
    level,
    estimates: [
      { what: "share", of: "first", value: a / n1, ...wilson(a, n1, level), by: "Wilson" },
      { what: "share", of: "second", value: c / n2, ...wilson(c, n2, level), by: "Wilson" },
      ...differences(cells, level),
      ratio("risk ratio", (a / n1 / c) * n2, 1 / a - 1 / n1 + 1 / c - 1 / n2, level, "Katz"),
      ratio("odds ratio", (a * d) / (b * c), 1 / a + 1 / b + 1 / c + 1 / d, level, "Woolf"),
      Number.isNaN(fisher.odds)
        ? { what: "conditional odds ratio", value: fisher.odds, p: fisher.p, by: "Fisher" }
        : {
            what: "conditional odds ratio",
            value: fisher.odds,
            low: fisher.low,
            high: fisher.high,
            p: fisher.p,
            by: "Fisher",
          },
    ],
    counts: { "first with": a, "first in all": n1, "second with": c, "second in all": n2 },
    assumptions: [
      "Each person is in one group and counts once; one person's outcome tells nothing of another's.",
      "The groups differ in nothing else that matters: true by chance in a trial alone.",
    ],
    warnings: warningsOf(cells),
    tables: [],
  });
}

const isCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0;

function differences([a, b, c, d]: Cells, level: number): Estimate[] {
  const [n1, n2] = [a + b, c + d];
  const [p1, p2] = [a / n1, c / n2];
  const [one, two] = [wilson(a, n1, level), wilson(c, n2, level)];
  const value = p1 - p2;
  const low = value - Math.hypot(p1 - one.low, two.high - p2);
  const high = value + Math.hypot(one.high - p1, p2 - two.low);
  const wald = Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  const reach = normalReach(level) * wald;
  const needed: Estimate =
    // Where the interval of the difference holds nought, that of the number needed is two pieces that meet at infinity.
    low < 0 && high > 0
      ? { what: "number needed", value: 1 / value, by: "no limits: the difference may be nought" }
      : { what: "number needed", value: 1 / value, low: 1 / high, high: 1 / low, by: "Newcombe" };
  return [
    { what: "risk difference", value, low, high, by: "Newcombe" },
    wald > 0
      ? {
          what: "risk difference Wald",
          value,
          low: value - reach,
          high: value + reach,
          standardError: wald,
          by: "Wald",
        }
      : { what: "risk difference Wald", value, by: "Wald" },
    needed,
  ];
}

/** A ratio with an interval that is normal on its logarithm; without one where a cell is nought or everybody is alike. */
function ratio(what: string, value: number, variance: number, level: number, by: string): Estimate {
  if (!(Number.isFinite(variance) && variance > 0 && value > 0)) return { what, value, by };
  const standardError = Math.sqrt(variance);
  const reach = Math.exp(normalReach(level) * standardError);
  return {
    what,
    value,
    low: value / reach,
    high: value * reach,
    standardError,
    p: normalTwoSided(Math.log(value) / standardError),
    by,
  };
}

function warningsOf([a, b, c, d]: Cells): Warned[] {
  const all = a + b + c + d;
  const least = Math.min(
    ...[a + b, c + d].flatMap((row) => [a + c, b + d].map((column) => (row * column) / all)),
  );
  return [
    ...(Math.min(a, b, c, d) === 0 ? [warn("zero-cell")] : []),
    ...(least < 5 ? [warn("small-cells", { least: Math.round(least * 10) / 10 })] : []),
    ...((a === 0 || b === 0) && (c === 0 || d === 0)
      ? [warn("no-spread-seen", { of: "risk difference Wald and risk ratio" })]
      : []),
    ...(a / (a + b) < c / (c + d)
      ? [warn("number-to-harm", { needed: (1 / (c / (c + d) - a / (a + b))).toFixed(1) })]
      : []),
    ...(all < 20 ? [warn("few-people", { people: all })] : []),
  ];
}
