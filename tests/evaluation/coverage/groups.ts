import { twoLists } from "../../../src/insight/evaluate/capture-recapture.ts";
import { competingRisks } from "../../../src/insight/evaluate/competing-risks.ts";
import { differenceInDifferences } from "../../../src/insight/evaluate/difference-in-differences.ts";
import { interruptedSeries } from "../../../src/insight/evaluate/interrupted-series.ts";
import { twoByTwo } from "../../../src/insight/evaluate/two-by-two.ts";
import type { Chance } from "../chance.ts";
import { told } from "./before-after.ts";
import { type Cell, cell } from "./cell.ts";

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
const SERIES = [0, 0.3].map((rho) =>
  cell({
    group: "A series of 48 months (interrupted at the 25th)",
    words: `neighbours correlated ${rho}`,
    sets: SETS,
    draw: (chance) => {
      let drift = chance.normal();
      const series = Array.from({ length: 48 }, (_, i) => {
        drift = rho * drift + Math.sqrt(1 - rho * rho) * chance.normal();
        return 60 - 0.2 * i + (i >= 24 ? STEP + 0.1 * (i - 24) : 0) + 3 * drift;
      });
      return interruptedSeries(series, { from: 25 });
    },
    intervals: [{ name: "step, Newey–West", truth: STEP, of: (found) => told(found, "step") }],
  }),
);

/** Twenty events before elsewhere, 1.3 times as many where the programme came, 0.9 times after, and 0.7 by the programme. */
const AREAS = [10, 20, 40].map((areas) =>
  cell({
    group: "A change against a change (did, clustered by area)",
    words: `${areas} areas, half with the programme`,
    // Above twelve areas each set draws 9,999 signs for the p of few clusters, which takes a third of a second.
    sets: areas > 12 ? SETS / 10 : SETS,
    draw: (chance) => {
      const rows = Array.from({ length: areas }, (_, area) => {
        const own = chance.frailty(10);
        return [0, 1].map((after) => {
          const treated = area % 2;
          const mean = 20 * 1.3 ** treated * 0.9 ** after * 0.7 ** (treated * after);
          return { area, treated, after, count: chance.poisson(mean * own * chance.frailty(50)) };
        });
      }).flat();
      return differenceInDifferences({
        count: rows.map((one) => one.count),
        treated: rows.map((one) => one.treated),
        after: rows.map((one) => one.after),
        cluster: rows.map((one) => one.area),
      });
    },
    intervals: [
      {
        name: "ratio of rate ratios",
        truth: 0.7,
        of: (found) => told(found, "ratio of rate ratios"),
      },
      {
        name: "difference of rate differences",
        truth: 20 * (1.3 * 0.9 * 0.7 - 1.3 - 0.9 + 1),
        of: (found) => told(found, "difference of rate differences"),
      },
    ],
  }),
);

const LISTS = (
  [
    [100, 0.3, 0.3],
    [500, 0.3, 0.2],
    [500, 0.1, 0.05],
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
    intervals: [{ name: "number in all", truth: all, of: (found) => told(found, "number in all") }],
  }),
);

/** Two groups, endings, series, areas and lists. */
export const GROUPS: readonly Cell[] = [...TWO_BY_TWO, ...ENDINGS, ...SERIES, ...AREAS, ...LISTS];
