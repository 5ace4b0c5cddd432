import { beforeAfter } from "../../../src/insight/evaluate/before-after.ts";
import { clusteredRateRatio, type PersonArms } from "../../../src/insight/evaluate/clustered.ts";
import { compareRates } from "../../../src/insight/evaluate/compare-rates.ts";
import { estimateOf, type Found } from "../../../src/insight/evaluate/finding.ts";
import { geeRegression } from "../../../src/insight/evaluate/gee.ts";
import { negativeBinomialRegression } from "../../../src/insight/evaluate/negative-binomial.ts";
import { permutationTest } from "../../../src/insight/evaluate/permutation.ts";
import { type Arm, rateRatio } from "../../../src/insight/evaluate/rate-ratio.ts";
import type { Chance } from "../chance.ts";
import { type Cell, cell, type Interval, type Told } from "./cell.ts";

/** Events a year of the average person before. */
export const BEFORE = 3;

/** How people's rates differ: by theta, and whether each keeps an own rate or has another one afterwards. */
export type Spread = { readonly theta: number; readonly kept: boolean };

/** The ways in which people may differ, in words. */
export const SPREADS: readonly (readonly [words: string, spread: Spread])[] = [
  ["people alike (theta endless)", { theta: Number.POSITIVE_INFINITY, kept: true }],
  ["own rates kept, theta 2", { theta: 2, kept: true }],
  ["own rates kept, theta 0.5", { theta: 0.5, kept: true }],
  ["own rates anew, theta 2", { theta: 2, kept: false }],
  ["own rates anew, theta 0.5", { theta: 0.5, kept: false }],
];

/** People before (a year each) and after (half a year to a year, the rest in custody; or the years said). */
export function peopleOf(
  chance: Chance,
  n: number,
  ratio: number,
  { theta, kept }: Spread,
  yearsAfter?: number,
): PersonArms[] {
  return Array.from({ length: n }, () => {
    const own = chance.frailty(theta);
    const then = kept ? own : chance.frailty(theta);
    const years = yearsAfter ?? 0.5 + 0.5 * chance.random.next();
    return {
      comparison: { events: chance.poisson(BEFORE * own), personYears: 1 },
      rate: { events: chance.poisson(BEFORE * ratio * then * years), personYears: years },
    };
  });
}

const pooled = (arms: readonly Arm[]): Arm => ({
  events: arms.reduce((sum, one) => sum + one.events, 0),
  personYears: arms.reduce((sum, one) => sum + one.personYears, 0),
});

/** Of a finding, one line's limits. */
export function told(found: Found, what: string, of?: string): Told {
  if (!found.ok) return { refused: found.refusal.code };
  const one = estimateOf(found.value, what, of);
  return one?.low === undefined || one.high === undefined
    ? { refused: "no limits" }
    : { low: one.low, high: one.high };
}

function exact(people: readonly PersonArms[]): Told {
  const found = rateRatio(pooled(people.map((one) => one.rate)), pooled(people.map((one) => one.comparison)));
  return found.ok ? found.value : { refused: found.refusal.code };
}

const rates = (people: readonly PersonArms[]): Found =>
  compareRates(pooled(people.map((one) => one.rate)), pooled(people.map((one) => one.comparison)));

function clustered(people: readonly PersonArms[]): Told {
  const found = clusteredRateRatio(people);
  return found.ok ? found.value : { refused: found.refusal.code };
}

/** Two rows a person: before, then after. */
const rowsOf = (people: readonly PersonArms[]) => ({
  count: people.flatMap((one) => [one.comparison.events, one.rate.events]),
  time: people.flatMap((one) => [one.comparison.personYears, one.rate.personYears]),
  columns: [{ name: "after", values: people.flatMap(() => [0, 1]) }],
});

const differencesOf = (people: readonly PersonArms[]): number[] =>
  people.map(
    ({ rate, comparison }) => rate.events / rate.personYears - comparison.events / comparison.personYears,
  );

const swapped = (people: readonly PersonArms[]): Told =>
  told(permutationTest(differencesOf(people)), "average difference");

function intervals(ratio: number): Interval<readonly PersonArms[]>[] {
  return [
    { name: "exact", truth: ratio, of: exact },
    { name: "mid-P", truth: ratio, of: (people) => told(rates(people), "rate ratio mid-P") },
    { name: "clustered Poisson", truth: ratio, of: clustered },
    {
      name: "negative binomial",
      truth: ratio,
      of: (people) => told(negativeBinomialRegression(rowsOf(people)), "rate ratio", "after"),
    },
    {
      name: "GEE, Mancl–DeRouen",
      truth: ratio,
      of: (people) =>
        told(
          geeRegression({ ...rowsOf(people), cluster: people.flatMap((_, i) => [i, i]) }),
          "rate ratio",
          "after",
        ),
    },
    {
      name: "swaps (difference)",
      truth: BEFORE * ratio - BEFORE,
      of: swapped,
    },
  ];
}

/** n = 6, 14, 50, 500; ratio 0.2 and 1; theta 0.5, 2 and endless, own rates kept or anew. */
export const BEFORE_AFTER: readonly Cell[] = [6, 14, 50, 500].flatMap((n) =>
  [0.2, 1].flatMap((ratio) =>
    SPREADS.map(([words, spread]) =>
      cell({
        group: "Before and after",
        words: `n ${n}, ratio ${ratio}, ${words}`,
        sets: 10_000,
        draw: (chance) => peopleOf(chance, n, ratio, spread),
        intervals: intervals(ratio),
      }),
    ),
  ),
);

/** People kept because they had at least so many events in the year before; nothing changes in the year afterwards. */
export function chosenOf(chance: Chance, n: number, least: number): PersonArms[] {
  const chosen: PersonArms[] = [];
  while (chosen.length < n) {
    const [one] = peopleOf(chance, 1, 1, { theta: 2, kept: true }, 1);
    if (one && one.comparison.events >= least) chosen.push(one);
  }
  return chosen;
}

/** How often each method found a change where nothing changed, and how often the warning stood beside it. */
export type Fooled = {
  readonly words: string;
  readonly sets: number;
  readonly exact: number;
  readonly clustered: number;
  readonly swaps: number;
  readonly warned: number;
};

/** Point (c) of the plan: no effect, people chosen by what they did before. `least` 0 is everybody, as a control. */
export function fooled(chance: Chance, n: number, least: number, sets: number): Fooled {
  let [exact, clusteredOnes, swaps, warned] = [0, 0, 0, 0];
  for (let i = 0; i < sets; i++) {
    const found = beforeAfter(chosenOf(chance, n, least));
    if (!found.ok) continue;
    const outside = (what: string): boolean => {
      const one = estimateOf(found.value, what);
      return one?.low !== undefined && one.high !== undefined && (one.low > 1 || one.high < 1);
    };
    if (outside("rate ratio exact")) exact += 1;
    if (outside("rate ratio")) clusteredOnes += 1;
    if ((estimateOf(found.value, "average difference of rates")?.p ?? 1) < 0.05) swaps += 1;
    if (found.value.warnings.some(({ code }) => code === "regression-to-mean")) warned += 1;
  }
  const words = least === 0 ? `n ${n}, nobody chosen` : `n ${n}, chosen by ${least} events or more before`;
  return { words, sets, exact, clustered: clusteredOnes, swaps, warned };
}

/** How often swapping and the exact ratio find a change where nothing changed and the two windows are not as long. */
export type Unequal = {
  readonly words: string;
  readonly sets: number;
  readonly swaps: number;
  readonly exact: number;
  /** Sets in which before-after left swapping out. */
  readonly leftOut: number;
};

/** People, years before, years after, and events a year of the average person, who keeps an own rate (theta 2). */
export const UNEQUAL: readonly (readonly [n: number, before: number, after: number, rate: number])[] = [
  [6, 19, 0.575, 0.1],
  [6, 19, 0.575, 0.3],
  [10, 19, 0.575, 0.1],
  [10, 5, 0.5, 0.3],
  [10, 1, 0.75, 3],
];

/** Nothing changes, and one window is longer than the other. */
export function unequal(chance: Chance, which: number, sets: number): Unequal {
  const [n, before, after, rate] = UNEQUAL[which] ?? [0, 0, 0, 0];
  let [swaps, exactOnes, leftOut] = [0, 0, 0];
  for (let i = 0; i < sets; i++) {
    const people = Array.from({ length: n }, (): PersonArms => {
      const own = rate * chance.frailty(2);
      const arm = (years: number): Arm => ({ events: chance.poisson(own * years), personYears: years });
      return { comparison: arm(before), rate: arm(after) };
    });
    const found = beforeAfter(people);
    if (!found.ok) continue;
    if (ratesSwapped(people) < 0.05) swaps += 1;
    if ((estimateOf(found.value, "rate ratio exact")?.p ?? 1) < 0.05) exactOnes += 1;
    if (found.value.warnings.some(({ code }) => code === "unequal-windows")) leftOut += 1;
  }
  const words = `n ${n}, ${before} years before and ${after} after, ${rate} events a year`;
  return { words, sets, swaps, exact: exactOnes, leftOut };
}

/** The p-value of swapping, as before-after would tell it were it not left out. */
function ratesSwapped(people: readonly PersonArms[]): number {
  const found = permutationTest(differencesOf(people));
  return found.ok ? (estimateOf(found.value, "average difference")?.p ?? 1) : 1;
}
