import { differenceInDifferences } from "../../../src/insight/evaluate/difference-in-differences.ts";
import type { Found } from "../../../src/insight/evaluate/finding.ts";
import { BEFORE, peopleOf, SPREADS, told } from "./before-after.ts";
import { type Cell, cell } from "./cell.ts";

const SETS = 10_000;
const LEVEL = 0.95;

/** What one area or person came to, before and after: how many events, in how many years. */
type Both = readonly (readonly [events: number, years: number])[];

/** The answer about these areas or people, every other one with the programme. No signs are turned: intervals do not need them. */
function asked(clusters: readonly Both[]): Found {
  const rows = clusters.flatMap((both, cluster) =>
    both.map(([count, time], after) => ({ cluster, treated: cluster % 2, after, count, time })),
  );
  const of = (name: keyof (typeof rows)[number]): number[] => rows.map((one) => one[name]);
  const panel = { count: of("count"), time: of("time"), treated: of("treated"), after: of("after") };
  return differenceInDifferences({ ...panel, cluster: of("cluster") }, LEVEL, { signs: false });
}

const intervals = (ratio: number, difference: number) => [
  { name: "ratio of rate ratios", truth: ratio, of: (found: Found) => told(found, "ratio of rate ratios") },
  {
    name: "difference of rate differences",
    truth: difference,
    of: (found: Found) => told(found, "difference of rate differences"),
  },
];

/** Twenty events before elsewhere, 1.3 times as many where the programme came, 0.9 times after, and 0.7 by the programme. */
const AREAS = [10, 20, 40].map((areas) =>
  cell({
    group: "A change against a change (did, clustered by area)",
    words: `${areas} areas, half with the programme`,
    sets: SETS,
    draw: (chance) =>
      asked(
        Array.from({ length: areas }, (_, area): Both => {
          const own = chance.frailty(10);
          return [0, 1].map((after) => {
            const treated = area % 2;
            const mean = 20 * 1.3 ** treated * 0.9 ** after * 0.7 ** (treated * after);
            return [chance.poisson(mean * own * chance.frailty(50)), 1];
          });
        }),
      ),
    intervals: intervals(0.7, 20 * (1.3 * 0.9 * 0.7 - 1.3 - 0.9 + 1)),
  }),
);

/** The same worlds as before and after, half of the people with the programme. */
const PEOPLE = [6, 14, 50, 500].flatMap((n) =>
  [0.2, 1].flatMap((ratio) =>
    SPREADS.map(([words, spread]) =>
      cell({
        group: "A change against a change (did, clustered by person)",
        words: `n ${n}, ratio ${ratio}, ${words}`,
        sets: SETS,
        draw: (chance) =>
          asked(
            Array.from({ length: n }, (_, person): Both => {
              const [one] = peopleOf(chance, 1, person % 2 ? ratio : 1, spread);
              return [one?.comparison, one?.rate].map((arm) => [arm?.events ?? 0, arm?.personYears ?? 0]);
            }),
          ),
        intervals: intervals(ratio, BEFORE * (ratio - 1)),
      }),
    ),
  ),
);

/** Areas, and people. */
export const DIFFERENCES: readonly Cell[] = [...AREAS, ...PEOPLE];
