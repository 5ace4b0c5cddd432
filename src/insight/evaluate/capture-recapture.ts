import gammaln from "@stdlib/math-base-special-gammaln";
import { accept } from "../../kernel/result.ts";
import { designOf } from "./design.ts";
import { normalReach } from "./distributions.ts";
import type { Estimate, Found } from "./finding.ts";
import { fitModel, POISSON } from "./glm.ts";
import { overlapLimits } from "./list-overlap.ts";
import { cannot, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/**
 * How many there are in all, from two lists that overlap: Chapman's estimate.
 *
 * (n1 + 1)(n2 + 1) / (m + 1) − 1. First with exact limits by mid-P, which held the truth in simulated pairs of lists where few are on
 * both (docs/methods/coverage.md); then with Seber's variance, limits log-normal about the number on neither list. Neither falls
 * below who was seen. Takes the lists as independent and everybody as equally easy to find.
 * Source: Chapman 1951; Seber 1970; Chao 1987 for the log-normal limits.
 */
export function twoLists(first: number, second: number, both: number, level = USUAL_LEVEL): Found {
  for (const [where, count] of [
    ["The first list", first],
    ["The second list", second],
    ["The overlap", both],
  ] as const)
    if (!(Number.isSafeInteger(count) && count >= 0)) return cannot("not-a-count", { where });
  if (both > Math.min(first, second))
    return cannot("too-many", { where: "The overlap", part: both, whole: Math.min(first, second) });
  if (both === 0) return cannot("lists-do-not-meet");
  const seen = first + second - both;
  const value = ((first + 1) * (second + 1)) / (both + 1) - 1;
  const variance =
    ((first + 1) * (second + 1) * (first - both) * (second - both)) / ((both + 1) ** 2 * (both + 2));
  return accept({
    method: "capture",
    level,
    estimates: [
      { what: "number in all", value, ...overlapLimits(first, second, both, level), by: "exact, mid-P" },
      {
        what: "number in all",
        value,
        ...around(seen, value - seen, variance, level),
        ...(variance > 0 ? { standardError: Math.sqrt(variance) } : {}),
        by: "log-normal, Seber's variance",
      },
      { what: "number on neither list", value: value - seen },
      { what: "share seen", value: seen / value },
    ],
    counts: { "first list": first, "second list": second, both, seen },
    assumptions: ASSUMED,
    warnings: [
      ...(variance > 0 ? [] : [warn("no-spread-seen", { of: "number in all, log-normal" })]),
      ...(both < ENOUGH_ON_BOTH ? [warn("few-on-both", { both })] : []),
      warn("lists-depend"),
      warn("two-lists-are-a-floor"),
    ],
    tables: [],
  });
}

/** Below it Chapman's number is too low. Source: Seber 1982, who asks for seven; ten is proposed. */
const ENOUGH_ON_BOTH = 10;

const ASSUMED = [
  "Nobody came or left between the lists, and those on two lists are known to be the same person.",
  "Everybody is as easy to find as everybody else.",
];

/** Limits that are log-normal about the number not seen. */
function around(
  seen: number,
  unseen: number,
  variance: number,
  level: number,
): { low?: number; high?: number } {
  if (!(unseen > 0 && variance > 0)) return {};
  const factor = Math.exp(normalReach(level) * Math.sqrt(Math.log(1 + variance / unseen ** 2)));
  return { low: seen + unseen / factor, high: seen + unseen * factor };
}

/** How many stood on exactly these of three lists: all, first and second, first and third, second and third, and each alone. */
export type ThreeLists = readonly [number, number, number, number, number, number, number];

const ON: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 1, 0],
  [1, 0, 1],
  [0, 1, 1],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const PAIRS = [
  ["1–2", 0, 1],
  ["1–3", 0, 2],
  ["2–3", 1, 2],
] as const;
/** Models this far from the best by AIC are hardly told apart by the data. Source: Burnham and Anderson 2002. */
const HARDLY_TOLD_APART = 10;

type Model = {
  readonly name: string;
  readonly number: number;
  readonly variance: number;
  readonly aic: number;
  readonly bic: number;
  readonly parameters: number;
};

/**
 * How many there are in all, from three lists: every log-linear model, and the range that they give.
 *
 * Poisson models of the seven cells with none to all three pairs of lists dependent; the cell on no list is the exponential
 * of the intercept. AIC and BIC (by the number of people seen) choose; because models that fit alike may differ by thousands, the range
 * over all within 10 of the least AIC stands first. All eight take people as equally easy to find; Chao's lower bound does not,
 * and the range that includes it stands beside the models'. Source: Fienberg 1972; Hook and Regal 1995; Chao 1987; Rivest and Baillargeon 2007.
 */
export function threeLists(cells: ThreeLists, level = USUAL_LEVEL): Found {
  for (const [i, count] of cells.entries())
    if (!(Number.isSafeInteger(count) && count >= 0))
      return cannot("not-a-count", { where: `Cell ${i + 1}` });
  if (cells.slice(0, 4).every((count) => count === 0)) return cannot("lists-do-not-meet");
  const seen = cells.reduce((sum, each) => sum + each, 0);
  const models = Array.from({ length: 8 }, (_, which) => modelOf(cells, which, seen)).filter(
    (one) => one !== undefined,
  );
  const best = models.reduce<Model | undefined>(
    (least, one) => (least && least.aic <= one.aic ? least : one),
    undefined,
  );
  if (!best) return cannot("no-fit", { tries: 8 });
  const near = models.filter((one) => one.aic <= best.aic + HARDLY_TOLD_APART);
  const numbers = near.map((one) => one.number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const bound = boundOf(cells, models[0]);
  return accept({
    method: "capture",
    level,
    estimates: [
      { what: "least number, models within 10 AIC", value: low },
      { what: "greatest number, models within 10 AIC", value: high },
      told("number in all, least AIC", best, seen, level),
      ...(bound ? withBound(bound.model, [low, high], seen, level) : []),
    ],
    counts: { seen, models: models.length, "models within 10 AIC": near.length },
    assumptions: ASSUMED,
    warnings: [
      ...(near.length > 1 ? [warn("model-range", { low: Math.round(low), high: Math.round(high) })] : []),
      ...(near.some((one) => one.parameters === 7) ? [warn("saturated")] : []),
      ...(bound?.uneven
        ? [warn("uneven", { bound: Math.round(bound.model.number), times: bound.times.toFixed(1) })]
        : [warn(bound ? "uneven-not-seen" : "no-bound")]),
    ],
    tables: [
      {
        name: "models",
        columns: ["pairs that depend", "number in all", "low", "high", "AIC", "BIC"],
        rows: models.map((one) => {
          const { value, low: from = Number.NaN, high: to = Number.NaN } = told(one.name, one, seen, level);
          return [one.name, value, from, to, one.aic, one.bic];
        }),
      },
    ],
  });
}

const told = (what: string, model: Model, seen: number, level: number): Estimate => ({
  what,
  of: model.name,
  value: model.number,
  ...around(seen, model.number - seen, model.variance, level),
  standardError: Math.sqrt(model.variance),
  by: "log-linear",
});

/** Chao's lower bound: the model, how many times as many were on all three as without differences between people, and whether that is more. */
type Bound = { readonly model: Model; readonly times: number; readonly uneven: boolean };

/**
 * Chao's lower bound for lists of unequal reach: the independent model with the cell of all three set free, so that only those on
 * one list or two say how many are on none. Where fewer are on all three than that foretells, people do not show themselves as
 * uneven and the independent model is the bound (its parameter would be below nought).
 */
function boundOf(cells: ThreeLists, independent: Model | undefined): Bound | undefined {
  const [all, ...rest] = cells;
  const seen = cells.reduce((sum, each) => sum + each, 0);
  const on = ON.slice(1);
  const design = designOf(
    6,
    [0, 1, 2].map((list) => ({ name: `list ${list + 1}`, values: on.map((one) => one[list] as number) })),
  );
  if (!design.ok) return undefined;
  const fit = fitModel(design.value, rest, POISSON);
  if (!fit.ok) return undefined;
  const [intercept = Number.NaN, ...lists] = fit.value.coefficients;
  const unseen = Math.exp(intercept);
  const variance = unseen ** 2 * (fit.value.bread[0]?.[0] ?? Number.NaN);
  if (!(Number.isFinite(variance) && unseen < 1e9)) return undefined;
  const times = all / Math.exp(lists.reduce((sum, each) => sum + each, intercept));
  if (times > 1)
    return {
      model: { name: "all three free", number: seen + unseen, variance, aic: 0, bic: 0, parameters: 5 },
      times,
      uneven: true,
    };
  return independent?.name === "none" ? { model: independent, times, uneven: false } : undefined;
}

/** The bound as a figure, and the models' range with it. */
const withBound = (
  model: Model,
  [low, high]: readonly [number, number],
  seen: number,
  level: number,
): Estimate[] => [
  { ...told("number in all at least", model, seen, level), by: "Chao" },
  { what: "least number, models and Chao", value: Math.min(low, model.number) },
  { what: "greatest number, models and Chao", value: Math.max(high, model.number) },
];

/** One of the eight models; nothing where a cell of nought leaves it without a finite fit. */
function modelOf(cells: ThreeLists, which: number, seen: number): Model | undefined {
  const pairs = PAIRS.filter((_, k) => (which >> k) & 1);
  const name = pairs.length === 0 ? "none" : pairs.map(([pair]) => pair).join(", ");
  const columns = [
    ...[0, 1, 2].map((list) => ({ name: `list ${list + 1}`, values: ON.map((on) => on[list] as number) })),
    ...pairs.map(([pair, a, b]) => ({
      name: pair,
      values: ON.map((on) => (on[a] as number) * (on[b] as number)),
    })),
  ];
  const design = designOf(7, columns);
  if (!design.ok) return undefined;
  const fit = fitModel(design.value, cells, POISSON);
  if (!fit.ok) return undefined;
  const unseen = Math.exp(fit.value.coefficients[0] as number);
  const variance = unseen ** 2 * (fit.value.bread[0]?.[0] ?? Number.NaN);
  // A cell of nought sends an interaction to minus infinity; its mean is then nought and the number still stands or is endless.
  if (!(Number.isFinite(unseen) && Number.isFinite(variance) && unseen < 1e9)) return undefined;
  const parameters = columns.length + 1;
  let height = 0;
  for (const [i, count] of cells.entries()) {
    const mean = fit.value.means[i] as number;
    height += (count === 0 ? 0 : count * Math.log(mean)) - mean - gammaln(count + 1);
  }
  return {
    name,
    number: seen + unseen,
    variance,
    aic: 2 * parameters - 2 * height,
    bic: parameters * Math.log(seen) - 2 * height,
    parameters,
  };
}
