import { matched } from "../../../src/insight/evaluate/matching.ts";
import type { Groups } from "../../../src/insight/evaluate/propensity.ts";
import { singleRate } from "../../../src/insight/evaluate/single-rate.ts";
import { share } from "../../../src/insight/evaluate/two-by-two.ts";
import { weighted } from "../../../src/insight/evaluate/weighting.ts";
import type { Chance } from "../chance.ts";
import { told } from "./before-after.ts";
import { type Cell, cell } from "./cell.ts";

const SETS = 10_000;
const YEARS = 10;

const RATES = [0.5, 2, 10, 50].map((expected) =>
  cell({
    group: "One rate",
    words: `${expected} events expected`,
    sets: SETS,
    draw: (chance) => ({ events: chance.poisson(expected), personYears: YEARS }),
    intervals: [
      { name: "exact (Garwood)", truth: expected / YEARS, of: (arm) => told(singleRate(arm), "rate") },
      { name: "Byar", truth: expected / YEARS, of: (arm) => told(singleRate(arm), "rate by Byar") },
    ],
  }),
);

const SHARES = [6, 14, 50, 500].flatMap((n) =>
  [0.05, 0.3, 0.5].map((chosen) =>
    cell({
      group: "One share",
      words: `n ${n}, share ${chosen}`,
      sets: SETS,
      draw: ({ random }) => {
        let part = 0;
        for (let i = 0; i < n; i++) if (random.chance(chosen)) part += 1;
        return part;
      },
      intervals: [
        { name: "Wilson", truth: chosen, of: (part) => told(share(part, n), "share") },
        { name: "exact (Clopper–Pearson)", truth: chosen, of: (part) => told(share(part, n), "share exact") },
      ],
    }),
  ),
);

/** What treatment does to each of the treated, on the outcome's scale. */
const EFFECT = -0.7;
const ADJUSTED = "average difference, adjusted";

/** Those with more priors are treated more often and fare worse; `most` says how far apart the groups are. */
function groupsOf(chance: Chance, n: number, apart: number): Groups {
  const [treated, outcome] = [new Float64Array(n), new Float64Array(n)];
  const [age, priors] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    age[i] = chance.normal();
    priors[i] = chance.normal();
    const odds = Math.exp(-1.2 + apart * ((priors[i] ?? 0) + 0.5 * (age[i] ?? 0)));
    treated[i] = chance.random.chance(odds / (1 + odds)) ? 1 : 0;
    outcome[i] = 2 + (priors[i] ?? 0) - 0.4 * (age[i] ?? 0) + EFFECT * (treated[i] ?? 0) + chance.normal();
  }
  const covariates = [
    { name: "age", values: age },
    { name: "priors", values: priors },
  ];
  return { treated, outcome, covariates };
}

const MATCHED = [60, 300, 1500].flatMap((n) =>
  (
    [
      ["groups a little apart", 0.4],
      ["groups far apart", 1.2],
    ] as const
  ).map(([words, apart]) =>
    cell({
      group: "Like with like (matched, weighted)",
      words: `${n} people, ${words}`,
      sets: SETS,
      draw: (chance) => groupsOf(chance, n, apart),
      intervals: [
        {
          name: "matched, caliper 0.2",
          truth: EFFECT,
          of: (set) => told(matched(set), "average difference, treated"),
        },
        {
          name: "matched, caliper 0.2, adjusted",
          truth: EFFECT,
          of: (set) => told(matched(set), ADJUSTED),
        },
        {
          name: "matched, caliper 0.05",
          truth: EFFECT,
          of: (set) => told(matched(set, { caliper: 0.05 }), "average difference, treated"),
        },
        {
          name: "matched, no caliper",
          truth: EFFECT,
          of: (set) => told(matched(set, { caliper: 1e9 }), "average difference, treated"),
        },
        {
          name: "weighted, the treated",
          truth: EFFECT,
          of: (set) => told(weighted(set), "average difference, treated"),
        },
        {
          name: "weighted, everyone",
          truth: EFFECT,
          of: (set) => told(weighted(set, "everyone"), "average difference, everyone"),
        },
        {
          name: "weighted and adjusted, the treated",
          truth: EFFECT,
          of: (set) => told(weighted(set), ADJUSTED),
        },
        {
          name: "weighted and adjusted, everyone",
          truth: EFFECT,
          of: (set) => told(weighted(set, "everyone"), ADJUSTED),
        },
      ],
    }),
  ),
);

/** The eligible people of examples/evaluate/make.mjs, drawn anew: the worse the record, the likelier an offer; one offence fewer each. */
function exampleOf(chance: Chance): Groups {
  const n = 600;
  const columns = { age: new Float64Array(n), before: new Float64Array(n) };
  const [treated, outcome] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const age = chance.random.between(20, 59);
    const before = chance.poisson((4 - (age - 40) / 20) * chance.frailty(2));
    const offered = chance.random.chance(1 / (1 + Math.exp(2.3 - 0.25 * before - 0.01 * (age - 40)))) ? 1 : 0;
    columns.age[i] = age;
    columns.before[i] = before;
    treated[i] = offered;
    outcome[i] = chance.poisson(1.5 + 0.75 * before - offered);
  }
  return {
    treated,
    outcome,
    covariates: Object.entries(columns).map(([name, values]) => ({ name, values })),
  };
}

const EXAMPLE = cell({
  group: "The matched example of examples/evaluate",
  words: "600 people, one offence fewer each",
  sets: SETS,
  draw: exampleOf,
  intervals: [
    {
      name: "matched, caliper 0.2",
      truth: -1,
      of: (set) => told(matched(set), "average difference, treated"),
    },
    {
      name: "matched, caliper 0.2, adjusted",
      truth: -1,
      of: (set) => told(matched(set), ADJUSTED),
    },
    {
      name: "weighted, the treated",
      truth: -1,
      of: (set) => told(weighted(set), "average difference, treated"),
    },
    {
      name: "weighted and adjusted, the treated",
      truth: -1,
      of: (set) => told(weighted(set), ADJUSTED),
    },
  ],
});

/** Rates, shares, and groups made alike. */
export const OTHERS: readonly Cell[] = [...RATES, ...SHARES, ...MATCHED, EXAMPLE];
