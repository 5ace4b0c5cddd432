import { beforeAfter } from "../../../src/insight/evaluate/before-after.ts";
import { geeRegression } from "../../../src/insight/evaluate/gee.ts";
import { negativeBinomialRegression } from "../../../src/insight/evaluate/negative-binomial.ts";
import { permutationTest } from "../../../src/insight/evaluate/permutation.ts";
import { poissonRegression } from "../../../src/insight/evaluate/poisson.ts";
import { shrinkage } from "../../../src/insight/evaluate/shrinkage.ts";
import type { Chance } from "../chance.ts";
import { columnOf, figuresOf, method, type Ours, times } from "./method.ts";

const permutation = method({
  name: "permutation",
  by: "every swap written out; limits as averages of subsets",
  kind: "closed",
  draw: (chance) => {
    const whole = chance.random.chance(0.5);
    return {
      differences: times(chance.random.between(2, 12), () => {
        const each = -1 + 4 * chance.normal();
        return whole ? Math.round(each) : each;
      }),
    };
  },
  degenerate: {
    "one person": (chance) => ({ differences: [chance.normal()] }),
    "nobody changed": () => ({ differences: [0, 0, 0, 0, 0, 0, 0] }),
    "all changed alike": () => ({ differences: [-2, -2, -2, -2, -2, -2, -2] }),
    missing: () => ({ differences: [1, Number.NaN, 3] }),
  },
  ours: ({ differences }) => figuresOf(permutationTest(differences), { difference: "average difference" }),
});

/** People with a rate of their own over two spans, which a programme multiplies. */
function beforeAndAfter(chance: Chance, n: number, ratio = 0.4, start = 4) {
  const theta = chance.random.pick([0.5, 2, 5]);
  // Half of them over times as good as equal, which alone can be swapped.
  const near = chance.random.chance(0.5);
  const years = () => (near ? 0.95 + 0.05 * chance.random.next() : 0.3 + 0.7 * chance.random.next());
  const [years_before, years_after, own] = [
    times(n, years),
    times(n, years),
    times(n, () => chance.frailty(theta)),
  ];
  const count = (rate: number, at: readonly number[]) =>
    at.map((t, i) => chance.poisson(rate * (own[i] ?? 1) * t));
  return {
    before: count(start, years_before),
    after: count(start * ratio, years_after),
    years_before,
    years_after,
  };
}

const beforeAfterMethod = method({
  name: "before-after",
  by: "glm(poisson), vcovCL (HC0, × G / (G − 1), t), poisson.test, binom.test, every swap",
  kind: "iterative",
  draw: (chance) => beforeAndAfter(chance, chance.random.between(5, chance.random.pick([14, 80]))),
  degenerate: {
    "one person": (chance) => beforeAndAfter(chance, 1, 1, 20),
    "no event before": (chance) => ({ ...beforeAndAfter(chance, 12), before: new Array(12).fill(0) }),
    "no event after": (chance) => beforeAndAfter(chance, 12, 0),
    "no event at all": (chance) => beforeAndAfter(chance, 12, 0, 0),
    "negative time": (chance) => ({ ...beforeAndAfter(chance, 3), years_after: [1, -0.5, 1] }),
    "a count missing": (chance) => ({ ...beforeAndAfter(chance, 3), after: [1, Number.NaN, 1] }),
  },
  ours: ({ before, after, years_before, years_after }) =>
    figuresOf(
      beforeAfter(
        before.map((events, i) => ({
          rate: { events: after[i] ?? 0, personYears: years_after[i] ?? 0 },
          comparison: { events, personYears: years_before[i] ?? 0 },
        })),
      ),
      {
        before: "rate before",
        after: "rate after",
        clustered: "rate ratio",
        exact: "rate ratio exact",
        ...(before.length <= 14 ? { swapped: "average difference of rates" } : {}),
        rose: "share whose rate rose",
        held: "share whose rate held",
        fell: "share whose rate fell",
      },
    ),
});

type Rows = {
  readonly count: readonly number[];
  readonly time: readonly number[];
  readonly x: readonly number[];
  readonly group: readonly number[];
  readonly person: readonly number[];
};

/** Several spans of each person, with a column that changes and one that does not. */
function spans(
  chance: Chance,
  people: number,
  more: { readonly theta?: number; readonly each?: number } = {},
): Rows {
  const theta = more.theta ?? chance.random.pick([0.7, 2, 6]);
  const rows = times(people, (person) => {
    const own = chance.frailty(theta);
    return times(more.each ?? chance.random.between(1, 4), () => {
      const [x, time, group] = [chance.normal(), 0.3 + 1.2 * chance.random.next(), person % 2];
      return {
        person,
        x,
        time,
        group,
        count: chance.poisson(3 * own * time * Math.exp(0.25 * x - 0.4 * group)),
      };
    });
  }).flat();
  return {
    count: rows.map((one) => one.count),
    time: rows.map((one) => one.time),
    x: rows.map((one) => one.x),
    group: rows.map((one) => one.group),
    person: rows.map((one) => one.person),
  };
}
const people = ({ random }: Chance): number => random.between(10, random.pick([30, 80]));

const columnsOf = ({ x, group }: Rows) => [
  { name: "x", values: x },
  { name: "group", values: group },
];
const countsOf = (rows: Rows) => ({ count: rows.count, time: rows.time, columns: columnsOf(rows) });
const both = (name: string, what: string): Record<string, readonly [string, string]> => ({
  [`${name} x`]: [what, "x"],
  [`${name} group`]: [what, "group"],
});

const broken = (rows: (chance: Chance) => Rows) => ({
  "no event": (chance: Chance): Rows => ({ ...rows(chance), count: rows(chance).count.map(() => 0) }),
  "one row": (): Rows => ({ count: [2], time: [1], x: [0.5], group: [1], person: [1] }),
  "one group without an event": (chance: Chance): Rows => {
    const all = rows(chance);
    return { ...all, count: all.count.map((each, i) => (all.group[i] === 1 ? 0 : each + 1)) };
  },
  "a column the same for all": (chance: Chance): Rows => {
    const all = rows(chance);
    return { ...all, x: all.x.map(() => 3) };
  },
  "one column follows from another": (chance: Chance): Rows => {
    const all = rows(chance);
    return { ...all, x: all.group.map((each) => 2 * each + 1) };
  },
  "a cell missing": (chance: Chance): Rows => {
    const all = rows(chance);
    return { ...all, x: all.x.map((each, i) => (i === 3 ? Number.NaN : each)) };
  },
  "no time at risk in one row": (chance: Chance): Rows => {
    const all = rows(chance);
    return { ...all, time: all.time.map((each, i) => (i === 3 ? 0 : each)) };
  },
  "negative time": (chance: Chance): Rows => {
    const all = rows(chance);
    return { ...all, time: all.time.map((each, i) => (i === 3 ? -1 : each)) };
  },
});

const clusteredPoisson = (rows: Rows, cluster: readonly number[] | undefined): Ours =>
  figuresOf(poissonRegression({ ...countsOf(rows), ...(cluster ? { cluster } : {}) }), {
    ...both("clustered", "rate ratio"),
    ...both("own", "rate ratio, Poisson's own"),
    ...both("quasi", "rate ratio, quasi-Poisson"),
    dispersion: "dispersion",
  });

/** With people as clusters, and beside it each row by itself. */
function poissonOf(rows: Rows): Ours {
  const [one, alone] = [
    clusteredPoisson(rows, rows.person),
    figuresOf(poissonRegression(countsOf(rows)), both("rows", "rate ratio")),
  ];
  if (!one.ok || !alone.ok) return one.ok ? alone : one;
  return { ok: true, value: { ...one.value, figures: { ...one.value.figures, ...alone.value.figures } } };
}

const poisson = method({
  name: "poisson",
  by: "glm(poisson), vcovCL (HC0, × G / (G − 1), t), vcovHC (HC0), quasi-Poisson",
  kind: "iterative",
  draw: (chance) => spans(chance, people(chance)),
  degenerate: broken((chance) => spans(chance, 24)),
  ours: poissonOf,
  faults: {
    "each row for itself in place of each person": (rows) =>
      clusteredPoisson(
        rows,
        rows.count.map((_, i) => i),
      ),
  },
});

const negbinOf = (rows: Rows): Ours =>
  figuresOf(negativeBinomialRegression(countsOf(rows)), {
    ...both("ratio", "rate ratio"),
    theta: "theta",
    loglik: "log-likelihood",
  });

const negbin = method({
  name: "negbin",
  by: "MASS::glm.nb, its two parts in turns until neither moves",
  kind: "iterative",
  draw: (chance) => spans(chance, people(chance), { each: 1 }),
  degenerate: {
    ...broken((chance) => spans(chance, 24, { each: 1 })),
    "less spread than chance": (chance) => {
      const rows = spans(chance, 30, { each: 1 });
      return { ...rows, time: rows.time.map(() => 1), count: rows.count.map((_, i) => 3 + (i % 2)) };
    },
  },
  ours: negbinOf,
  faults: {
    "Poisson in place of negative binomial": (rows) =>
      figuresOf(poissonRegression(countsOf(rows)), both("ratio", "rate ratio, Poisson's own")),
  },
});

const GEE = {
  ...both("md", "rate ratio"),
  ...both("kc", "rate ratio, Kauermann–Carroll"),
  ...both("plain", "rate ratio, plain sandwich"),
  correlation: "correlation within a person",
  dispersion: "dispersion",
};

const gee = method({
  name: "gee",
  by: "geepack::geeglm (exchangeable); Mancl–DeRouen and Kauermann–Carroll with their full matrices",
  kind: "iterative",
  draw: (chance) => spans(chance, people(chance), { each: chance.random.between(2, 4) }),
  degenerate: broken((chance) => spans(chance, 24, { each: 3 })),
  ours: (rows) => figuresOf(geeRegression({ ...countsOf(rows), cluster: rows.person }), GEE),
  faults: {
    "Kauermann–Carroll in place of Mancl–DeRouen": (rows) =>
      figuresOf(geeRegression({ ...countsOf(rows), cluster: rows.person }), {
        ...GEE,
        ...both("md", "rate ratio, Kauermann–Carroll"),
      }),
  },
});

const ownRates = (chance: Chance, n: number, theta: number) => {
  const time = times(n, () => 0.3 + 1.2 * chance.random.next());
  return { time, count: time.map((t) => chance.poisson(3 * chance.frailty(theta) * t)) };
};

const shrunk = method({
  name: "shrinkage",
  by: "glm.nb, qgamma",
  kind: "iterative",
  draw: (chance) => ownRates(chance, chance.random.between(10, 120), chance.random.pick([0.5, 2, 8])),
  degenerate: {
    "no event": (chance) => ({ ...ownRates(chance, 12, 2), count: new Array(12).fill(0) }),
    "one person": (chance) => ownRates(chance, 1, 2),
    "less spread than chance": () => ({ time: new Array(12).fill(1), count: times(12, (i) => 3 + (i % 2)) }),
  },
  ours: ({ count, time }) =>
    figuresOf(shrinkage(count, time), { rate: "rate of everybody", theta: "theta" }, (finding) => ({
      ...columnOf(finding, "own rates", "own rate", "own"),
      ...columnOf(finding, "own rates", "low", "low"),
      ...columnOf(finding, "own rates", "high", "high"),
    })),
});

/** Events and counts. */
export const COUNTS = [permutation, beforeAfterMethod, poisson, negbin, gee, shrunk];
