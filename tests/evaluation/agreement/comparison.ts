import { differenceInDifferences } from "../../../src/insight/evaluate/difference-in-differences.ts";
import { matched } from "../../../src/insight/evaluate/matching.ts";
import type { Groups } from "../../../src/insight/evaluate/propensity.ts";
import { weighted } from "../../../src/insight/evaluate/weighting.ts";
import type { Chance } from "../chance.ts";
import { columnOf, figuresOf, method, type Ours, times } from "./method.ts";
import { SERIES } from "./series.ts";

function peopleOf(chance: Chance, n: number) {
  const rows = times(n, () => {
    const [age, priors, housed] = [
      20 + 40 * chance.random.next(),
      chance.poisson(4),
      chance.random.between(0, 1),
    ];
    const odds = Math.exp(-1 + 0.03 * (age - 40) + 0.12 * priors - 0.5 * housed);
    const treated = chance.random.chance(odds / (1 + odds)) ? 1 : 0;
    return {
      age,
      priors,
      housed,
      treated,
      outcome: 2 + 0.4 * priors - 0.02 * age - 0.7 * treated + chance.normal(),
    };
  });
  const of = (name: keyof (typeof rows)[number]) => rows.map((one) => one[name]);
  return {
    age: of("age"),
    priors: of("priors"),
    housed: of("housed"),
    treated: of("treated"),
    outcome: of("outcome"),
  };
}
type People = ReturnType<typeof peopleOf>;

const groupsOf = ({ treated, outcome, age, priors, housed }: People): Groups => ({
  treated,
  outcome,
  covariates: Object.entries({ age, priors, housed }).map(([name, values]) => ({ name, values })),
});

const BROKEN: Readonly<Record<string, (chance: Chance) => People>> = {
  "nobody treated": (chance) => ({ ...peopleOf(chance, 60), treated: new Array(60).fill(0) }),
  "one person": (chance) => peopleOf(chance, 1),
  "a column that tells who was treated": (chance) => {
    const set = peopleOf(chance, 60);
    return { ...set, housed: set.treated.map((each) => each) };
  },
  "a column the same for all": (chance) => ({ ...peopleOf(chance, 60), priors: new Array(60).fill(2) }),
  "a cell missing": (chance) => {
    const set = peopleOf(chance, 60);
    return { ...set, age: set.age.map((each, i) => (i === 4 ? Number.NaN : each)) };
  },
};

const BALANCE = [
  ["difference before", "smd before"],
  ["difference after", "smd after"],
  ["variance ratio before", "ratio before"],
  ["variance ratio after", "ratio after"],
] as const;

const matchOf = (set: People, caliper: number): Ours =>
  figuresOf(
    matched(groupsOf(set), { caliper }),
    {
      difference: "average difference, treated",
      adjusted: "average difference, adjusted",
      treated: "average, treated who matched",
      matches: "average, their matches",
    },
    (finding) => ({
      pairs: finding.counts.pairs ?? Number.NaN,
      ...Object.assign({}, ...BALANCE.map(([column, name]) => columnOf(finding, "balance", column, name))),
    }),
  );

const match = method({
  name: "match",
  by: 'glm(binomial); MatchIt (nearest, m.order = "largest", caliper 0.2), its scores scaled (see below)',
  kind: "iterative",
  draw: (chance) => peopleOf(chance, chance.random.between(60, 300)),
  degenerate: BROKEN,
  ours: (set) => matchOf(set, 0.2),
  faults: { "a caliper of 0.3 in place of 0.2": (set) => matchOf(set, 0.3) },
});

const weightOf = (set: People, about: "treated" | "everyone"): Ours =>
  figuresOf(
    weighted(groupsOf(set), about),
    {
      difference: `average difference, ${about}`,
      adjusted: "average difference, adjusted",
      treated: "weighted average, treated",
      untreated: "weighted average, untreated",
      "effective treated": "effective number, treated",
      "effective untreated": "effective number, untreated",
    },
    (finding) =>
      Object.assign({}, ...BALANCE.map(([column, name]) => columnOf(finding, "balance", column, name))),
  );

const weight = (about: "treated" | "everyone") =>
  method({
    name: `weight-${about}`,
    by: "glm(binomial), lm(weights), their equations stacked; lm and hatvalues within groups",
    kind: "iterative",
    draw: (chance) => peopleOf(chance, chance.random.between(60, 300)),
    degenerate: BROKEN,
    ours: (set) => weightOf(set, about),
    faults: {
      "about the others": (set) => {
        const other = about === "treated" ? "everyone" : "treated";
        return weightOf(set, other);
      },
    },
  });

/** Areas over spans; in half of them something begins half-way. */
function panelOf(chance: Chance, areas: number) {
  const rows = times(areas, (area) => {
    const own = chance.frailty(6);
    return times(8, (span) => {
      const [treated, after, time] = [area % 2, span >= 4 ? 1 : 0, 0.5 + chance.random.next()];
      const rate = 12 * own * Math.exp(0.2 * treated - 0.1 * after - 0.4 * treated * after);
      return { area, treated, after, time, count: chance.poisson(rate * time) };
    });
  }).flat();
  const of = (name: keyof (typeof rows)[number]) => rows.map((one) => one[name]);
  return {
    area: of("area"),
    treated: of("treated"),
    after: of("after"),
    time: of("time"),
    count: of("count"),
  };
}
type Areas = ReturnType<typeof panelOf>;

const didOf = ({ area, ...panel }: Areas, clustered: boolean): Ours =>
  figuresOf(
    differenceInDifferences({ ...panel, ...(clustered ? { cluster: area } : {}) }),
    { ratio: "ratio of rate ratios", difference: "difference of rate differences" },
    (finding) =>
      Object.fromEntries(
        finding.estimates.filter((one) => one.what === "rate").map((one, i) => [`rate ${i + 1}`, one.value]),
      ),
  );

const did = (clustered: boolean) =>
  method({
    name: clustered ? "did" : "did-rows",
    by: clustered
      ? "glm(poisson), lm(weights), Bell and McCaffrey's errors and degrees by their matrices"
      : "glm(poisson), lm(weights), vcovHC (HC0)",
    kind: "iterative",
    draw: (chance) => panelOf(chance, chance.random.between(4, 30)),
    differs: {
      "no event in one of the four":
        "the ratio is nought and has no error; R's model stops on its way there. The difference is the same.",
    },
    degenerate: {
      "no event in one of the four": (chance) => {
        const set = panelOf(chance, 10);
        return {
          ...set,
          count: set.count.map((each, i) => (set.treated[i] === 1 && set.after[i] === 1 ? 0 : each)),
        };
      },
      "nobody elsewhere": (chance) => {
        const set = panelOf(chance, 10);
        return { ...set, treated: set.treated.map(() => 1) };
      },
      "negative time": (chance) => {
        const set = panelOf(chance, 10);
        return { ...set, time: set.time.map((each, i) => (i === 3 ? -each : each)) };
      },
      ...(clustered ? { "two areas": (chance: Chance) => panelOf(chance, 2) } : {}),
    },
    ours: (set) => didOf(set, clustered),
    faults: clustered ? { "each row for itself in place of each area": (set) => didOf(set, false) } : {},
  });

/** Against something. */
export const COMPARISON = [...SERIES, match, weight("treated"), weight("everyone"), did(true), did(false)];
