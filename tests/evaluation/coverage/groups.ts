import { twoLists } from "../../../src/insight/evaluate/capture-recapture.ts";
import { competingRisks } from "../../../src/insight/evaluate/competing-risks.ts";
import { normalReach, studentReach } from "../../../src/insight/evaluate/distributions.ts";
import type { Found } from "../../../src/insight/evaluate/finding.ts";
import { interruptedSeries } from "../../../src/insight/evaluate/interrupted-series.ts";
import { twoByTwo } from "../../../src/insight/evaluate/two-by-two.ts";
import type { Chance } from "../chance.ts";
import { told } from "./before-after.ts";
import { type Cell, cell, type Told } from "./cell.ts";

const SETS = 10_000;

/** How many of so many, each with this chance. */
function some({ random }: Chance, of: number, share: number): number {
  let count = 0;
  for (let i = 0; i < of; i++) if (random.chance(share)) count += 1;
  return count;
}

const [WITH, WITHOUT] = [0.1, 0.3] as const;
const ODDS = WITH / (1 - WITH) / (WITHOUT / (1 - WITHOUT));
const TWO_BY_TWO = [20, 50, 200].map((n) =>
  cell({
    group: "Yes or no in two groups",
    words: `${n} people in each, shares ${WITH} and ${WITHOUT}`,
    sets: SETS,
    draw: (chance) => {
      const [a, c] = [some(chance, n, WITH), some(chance, n, WITHOUT)];
      return twoByTwo([a, n - a, c, n - c]);
    },
    intervals: [
      {
        name: "difference (Newcombe)",
        truth: WITH - WITHOUT,
        of: (found) => told(found, "risk difference"),
      },
      { name: "risk ratio (Katz)", truth: WITH / WITHOUT, of: (found) => told(found, "risk ratio") },
      { name: "odds ratio (Woolf)", truth: ODDS, of: (found) => told(found, "odds ratio") },
      {
        name: "conditional odds ratio (Fisher)",
        truth: ODDS,
        of: (found) => told(found, "conditional odds ratio"),
      },
    ],
  }),
);

/** Two endings of half a hazard each; a third or so are lost before either. */
const ENDINGS = [20, 50, 200].map((n) =>
  cell({
    group: "Which ending comes (Aalen and Johansen)",
    words: `${n} people, share by time 1`,
    sets: SETS,
    draw: (chance) => {
      const [time, ending] = [new Float64Array(n), new Float64Array(n)];
      for (let i = 0; i < n; i++) {
        const [ends, lost] = [chance.exponential(1), Math.min(3, chance.exponential(3))];
        const which = chance.random.chance(0.5) ? 1 : 2;
        time[i] = Math.min(ends, lost);
        ending[i] = ends <= lost ? which : 0;
      }
      return competingRisks({ time, ending, names: ["left", "died"] }, 0.95, [1]);
    },
    intervals: [
      {
        name: "share, log-log",
        truth: (1 - Math.exp(-1)) / 2,
        of: (found) => told(found, "share by 1", "left"),
      },
    ],
  }),
);

const STEP = -5;
const FIRST = { n: [24, 48, 96, 200], rho: [0, 0.3, 0.6] } as const;

/** A row of the table of errors with its estimate; nothing where that way gave none. */
function way(found: Found, by: string) {
  if (!found.ok) return undefined;
  const one = found.value.estimates.find((each) => each.what === "step" && each.by?.startsWith(by));
  const row = found.value.tables
    .find(({ name }) => name === "errors")
    ?.rows.find(([what, made]) => what === "step" && made === one?.by);
  if (!one || !row) return undefined;
  const [, , error, uncorrected, degrees] = row.map(Number);
  return {
    ...one,
    error: error ?? Number.NaN,
    uncorrected: uncorrected ?? Number.NaN,
    degrees: degrees ?? Number.NaN,
    left: found.value.counts.points === undefined ? Number.NaN : found.value.counts.points - 4,
    lag: found.value.counts.lag ?? Number.NaN,
  };
}
type WayOf = NonNullable<ReturnType<typeof way>>;

/** An interval about one way's step, by so many of its errors; nothing where it is not told. */
const aboutStep =
  (by: string, reach: (one: WayOf) => number | undefined) =>
  (found: Found): Told => {
    const one = way(found, by);
    const far = one && reach(one);
    return one && far !== undefined ? { low: one.value - far, high: one.value + far } : { refused: "none" };
  };

/** Kiefer and Vogelsang's 97.5 % point for Bartlett's weights, the lag being a share b of the points. Source: their 2005, table 1. */
const fixedB = (b: number): number =>
  1.9659 + 4.0603 * b + 11.6626 * b ** 2 + 34.8269 * b ** 3 - 13.9506 * b ** 4 + 3.2669 * b ** 5;

const SERIES = FIRST.n.flatMap((n) =>
  FIRST.rho.map((rho) =>
    cell({
      group: "A series that something interrupts halfway (its): the step",
      words: `${n} months, neighbours correlated ${rho}`,
      sets: SETS,
      draw: (chance) => {
        let drift = chance.normal();
        const series = Array.from({ length: n }, (_, i) => {
          drift = rho * drift + Math.sqrt(1 - rho * rho) * chance.normal();
          return 60 - 0.2 * i + (i >= n / 2 ? STEP + 0.1 * (i - n / 2) : 0) + 3 * drift;
        });
        return interruptedSeries(series, { from: n / 2 + 1 });
      },
      intervals: [
        { name: "AR(1), as told", truth: STEP, of: (found) => told(found, "step") },
        {
          name: "of these the uncorrected",
          truth: STEP,
          of: aboutStep("AR(1), uncorrected", (one) => studentReach(0.95, one.degrees) * one.error),
        },
        {
          name: "gls, t on n − p",
          truth: STEP,
          of: aboutStep("AR(1)", (one) => studentReach(0.95, one.left) * one.uncorrected),
        },
        {
          name: "gls, Satterthwaite",
          truth: STEP,
          of: aboutStep("AR(1)", (one) => studentReach(0.95, one.degrees) * one.uncorrected),
        },
        {
          name: "Newey–West",
          truth: STEP,
          of: aboutStep("Newey–West", (one) => studentReach(0.95, one.left) * one.error),
        },
        {
          name: "Newey–West, fixed-b",
          truth: STEP,
          of: aboutStep("Newey–West", (one) => fixedB((one.lag + 1) / (one.left + 4)) * one.error),
        },
      ],
    }),
  ),
);

function logNormal(found: Found): Told {
  if (!found.ok) return { refused: found.refusal.code };
  const one = found.value.estimates.find(({ by }) => by?.startsWith("log-normal"));
  return { low: one?.low ?? Number.NaN, high: one?.high ?? Number.NaN };
}

/** Tried and not taken: far too wide where one list lies within the other. Source: Sadinle 2009, Communications in Statistics 38:1909. */
function transformedLogit(found: Found): Told {
  if (!found.ok) return { refused: found.refusal.code };
  const { "first list": one = 0, "second list": two = 0, both = 0, seen = 0 } = found.value.counts;
  const [a, b, c] = [both + 0.5, one - both + 0.5, two - both + 0.5];
  const [unseen, error] = [(b * c) / a, Math.sqrt(1 / a + 1 / b + 1 / c + a / (b * c))];
  const factor = Math.exp(normalReach(0.95) * error);
  return { low: seen - 0.5 + unseen / factor, high: seen - 0.5 + unseen * factor };
}

const LISTS = (
  [
    [100, 0.3, 0.3],
    [500, 0.3, 0.2],
    [500, 0.15, 0.1],
    [500, 0.1, 0.05],
    [200, 0.1, 0.1],
    [60, 0.8, 0.7],
  ] as const
).map(([all, first, second]) =>
  cell({
    group: "How many in all, from two lists (Chapman)",
    words: `${all} people, found with chances ${first} and ${second}`,
    sets: SETS,
    draw: ({ random }) => {
      let [one, two, both] = [0, 0, 0];
      for (let i = 0; i < all; i++) {
        const [a, b] = [random.chance(first), random.chance(second)];
        if (a) one += 1;
        if (b) two += 1;
        if (a && b) both += 1;
      }
      return twoLists(one, two, both);
    },
    intervals: [
      { name: "exact, mid-P", truth: all, of: (found) => told(found, "number in all") },
      { name: "log-normal", truth: all, of: (found) => logNormal(found) },
      { name: "transformed logit (Sadinle)", truth: all, of: transformedLogit },
    ],
  }),
);

/** Two groups, endings, series and lists. */
export const GROUPS: readonly Cell[] = [...TWO_BY_TWO, ...ENDINGS, ...SERIES, ...LISTS];
