import { differenceInDifferences } from "../../../src/insight/evaluate/difference-in-differences.ts";
import type { Found } from "../../../src/insight/evaluate/finding.ts";
import { interruptedSeries } from "../../../src/insight/evaluate/interrupted-series.ts";
import { matched } from "../../../src/insight/evaluate/matching.ts";
import type { Groups } from "../../../src/insight/evaluate/propensity.ts";
import { weighted } from "../../../src/insight/evaluate/weighting.ts";
import { accept } from "../../../src/kernel/result.ts";
import type { Chance } from "../chance.ts";
import { columnOf, figuresOf, method, type Ours, times } from "./method.ts";

/** Months with a trend, a season, neighbours that hang together, and something that begins. */
function seriesOf(chance: Chance, n: number) {
  const from = chance.random.between(Math.ceil(n / 3), Math.floor((2 * n) / 3));
  let drift = 0;
  const series = times(n, (i) => {
    drift = 0.5 * drift + 4 * chance.normal();
    return 120 - 0.5 * i + 8 * Math.sin(i / 2) + drift - (i + 1 >= from ? 15 : 0);
  });
  return { series, from, season: n > 30 && chance.random.chance(0.5) };
}
type Series = ReturnType<typeof seriesOf>;

const interrupted = ({ series, from, season }: Series, lag?: number): Found =>
  interruptedSeries(series, {
    from,
    ...(season ? { season: 12 } : {}),
    ...(lag === undefined ? {} : { lag }),
  });

/** The lines of one way of errors alone. */
const by = (found: Found, way: string): Found =>
  found.ok
    ? accept({
        ...found.value,
        estimates: found.value.estimates.filter((one) => one.by === undefined || one.by.startsWith(way)),
      })
    : found;

const LINES = {
  trend: "trend before",
  step: "step",
  bend: "change of trend",
  end: "difference at the last point",
} as const;

const itsOf = (set: Series, lag?: number): Ours =>
  figuresOf(by(interrupted(set, lag), "Newey–West"), { ...LINES, watson: "Durbin–Watson" });

const serialOf = (set: Series): Ours =>
  figuresOf(by(interrupted(set), "AR(1)"), { phi: "correlation of neighbours", ...LINES }, (finding) => {
    const rows = finding.tables.find(({ name }) => name === "errors")?.rows ?? [];
    return Object.assign(
      {},
      ...Object.entries(LINES).map(([name, what]) => {
        const row = rows.find(([of, way]) => of === what && String(way).startsWith("AR(1)"));
        return row ? { [`${name} plain.se`]: Number(row[3]), [`${name} degrees.se`]: Number(row[4]) } : {};
      }),
    );
  });

const its = method({
  name: "its",
  by: "lm, NeweyWest(prewhite = FALSE, adjust = TRUE), dwtest",
  kind: "iterative",
  draw: (chance) => seriesOf(chance, chance.random.between(14, 120)),
  degenerate: {
    "nothing before": (chance) => ({ ...seriesOf(chance, 20), from: 1 }),
    "too short": (): Series => ({ series: [3, 4, 5, 6], from: 3, season: false }),
    "a month missing": (chance) => {
      const set = seriesOf(chance, 20);
      return { ...set, series: set.series.map((each, i) => (i === 4 ? Number.NaN : each)) };
    },
    "every month the same": (): Series => ({ series: new Array(20).fill(7), from: 10, season: false }),
  },
  ours: (set) => itsOf(set),
  faults: {
    "a lag of one more": (set) => itsOf(set, Math.floor(4 * (set.series.length / 100) ** (2 / 9)) + 1),
  },
});

const itsSerial = method({
  name: "its-serial",
  by: "nlme::gls(corAR1, REML); Kenward and Roger with every matrix written out",
  kind: "iterative",
  draw: (chance) => seriesOf(chance, chance.random.between(14, 120)),
  degenerate: {
    "every month the same": (): Series => ({ series: new Array(20).fill(7), from: 10, season: false }),
    "points on their line": (): Series => ({
      series: times(20, (i) => 3 + 2 * i),
      from: 10,
      season: false,
    }),
    "seven points": (): Series => ({ series: [3, 5, 4, 6, 2, 7, 4], from: 5, season: false }),
    "a walk that drifts": (chance) => {
      let at = 0;
      return { series: times(24, () => (at += chance.normal())), from: 13, season: false };
    },
    "up and down in turns": (chance) => ({
      series: times(24, (i) => (i % 2) * 8 + chance.normal() / 10),
      from: 13,
      season: false,
    }),
  },
  differs: { "seven points": "R has no floor; with fewer than four points more than columns none is told." },
  ours: serialOf,
});

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
    by: "glm(binomial), lm(weights), their equations stacked",
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
      ? "glm(poisson), lm(weights), vcovCL (HC0, × G / (G − 1), t)"
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
export const COMPARISON = [
  its,
  itsSerial,
  match,
  weight("treated"),
  weight("everyone"),
  did(true),
  did(false),
];
