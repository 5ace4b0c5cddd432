import { threeLists, twoLists } from "../../../src/insight/evaluate/capture-recapture.ts";
import { compareRates } from "../../../src/insight/evaluate/compare-rates.ts";
import { singleRate, standardisedRatio } from "../../../src/insight/evaluate/single-rate.ts";
import { type Cells, share, twoByTwo } from "../../../src/insight/evaluate/two-by-two.ts";
import type { Chance } from "../chance.ts";
import { figuresOf, method, times } from "./method.ts";

/** A number of any size from one to a thousand times as much, all sizes as likely. */
const anySize = ({ random }: Chance, least: number, most: number): number =>
  least * (most / least) ** random.next();

const someRates = (chance: Chance) => ({
  events: times(2, () => chance.poisson(anySize(chance, 0.5, 500))),
  time: times(2, () => anySize(chance, 0.5, 5000)),
});

const rateRatio = method({
  name: "rate-ratio",
  by: "poisson.test, pbinom, uniroot",
  kind: "closed",
  draw: (chance) => {
    const { events, time } = someRates(chance);
    return { events: events[0] === 0 && events[1] === 0 ? [1, 0] : events, time };
  },
  degenerate: {
    "no event on the first side": (chance) => ({ ...someRates(chance), events: [0, 1 + chance.poisson(5)] }),
    "no event on the second side": (chance) => ({ ...someRates(chance), events: [1 + chance.poisson(5), 0] }),
    "no event at all": (chance) => ({ ...someRates(chance), events: [0, 0] }),
    "no time at risk": (chance) => ({ ...someRates(chance), time: [0, 10] }),
    "negative time": (chance) => ({ ...someRates(chance), time: [12, -3] }),
    "a count missing": (chance) => ({ ...someRates(chance), events: [Number.NaN, 4] }),
  },
  ours: ({ events: [x = 0, y = 0], time: [t = 0, u = 0] }) =>
    figuresOf(compareRates({ events: x, personYears: t }, { events: y, personYears: u }), {
      ratio: "rate ratio",
      mid: "rate ratio mid-P",
    }),
});

const rate = method({
  name: "rate",
  by: "qchisq; Byar's formula",
  kind: "closed",
  draw: (chance) => ({
    events: chance.poisson(anySize(chance, 0.5, 2000)),
    time: anySize(chance, 0.5, 5000),
  }),
  degenerate: {
    "no event": (chance) => ({ events: 0, time: anySize(chance, 0.5, 500) }),
    "no time at risk": () => ({ events: 3, time: 0 }),
    "negative time": () => ({ events: 3, time: -2 }),
  },
  ours: ({ events, time }) =>
    figuresOf(singleRate({ events, personYears: time }), { rate: "rate", byar: "rate by Byar" }),
});

const smr = method({
  name: "smr",
  by: "qchisq, ppois; Byar's formula",
  kind: "closed",
  draw: (chance) => {
    const expected = anySize(chance, 0.5, 500);
    return { observed: chance.poisson(expected * anySize(chance, 0.3, 6)), expected };
  },
  degenerate: {
    "nobody died": (chance) => ({ observed: 0, expected: anySize(chance, 0.5, 50) }),
    "none expected": () => ({ observed: 3, expected: 0 }),
  },
  ours: ({ observed, expected }) =>
    figuresOf(standardisedRatio(observed, expected), {
      smr: "ratio",
      byar: "ratio by Byar",
      apart: "observed less expected",
    }),
});

const someShare = ({ random }: Chance) => {
  const whole = random.between(1, random.pick([10, 100, 5000]));
  return { part: random.between(0, whole), whole };
};

const shares = method({
  name: "share",
  by: "prop.test(correct = FALSE), binom.test",
  kind: "closed",
  draw: someShare,
  degenerate: {
    none: ({ random }) => ({ part: 0, whole: random.between(1, 50) }),
    all: ({ random }) => {
      const whole = random.between(1, 50);
      return { part: whole, whole };
    },
    "one person": ({ random }) => ({ part: random.between(0, 1), whole: 1 }),
    nobody: () => ({ part: 0, whole: 0 }),
    "more than there are": () => ({ part: 7, whole: 5 }),
  },
  ours: ({ part, whole }) => figuresOf(share(part, whole), { wilson: "share", exact: "share exact" }),
});

const cells = (chance: Chance): Cells => {
  const [n1, n2] = [chance.random.between(1, 150), chance.random.between(1, 150)];
  const [a, c] = [chance.random.between(0, n1), chance.random.between(0, n2)];
  return [a, n1 - a, c, n2 - c];
};

const table = method({
  name: "two-by-two",
  by: "prop.test, glm(binomial), glm(binomial(log)), noncentral hypergeometric, fisher.test",
  kind: "closed",
  draw: (chance) => ({ cells: cells(chance) }),
  differs: {
    "everybody with it":
      "R's model of the risk ratio has a point where nothing was seen to vary; no limits are given.",
  },
  degenerate: {
    "one cell nought": ({ random }): { cells: Cells } => ({
      cells: [0, random.between(1, 30), random.between(1, 9), 5],
    }),
    "nobody with it": ({ random }): { cells: Cells } => ({ cells: [0, random.between(1, 30), 0, 5] }),
    "everybody with it": ({ random }): { cells: Cells } => ({ cells: [random.between(1, 30), 0, 5, 0] }),
    "one person each": ({ random }): { cells: Cells } => {
      const one = random.between(0, 1);
      return { cells: [one, 1 - one, 1 - one, one] };
    },
    "an empty group": (): { cells: Cells } => ({ cells: [4, 3, 0, 0] }),
  },
  ours: (set) =>
    figuresOf(twoByTwo(set.cells), {
      first: ["share", "first"],
      second: ["share", "second"],
      newcombe: "risk difference",
      katz: "risk ratio",
      woolf: "odds ratio",
      fisher: "conditional odds ratio",
    }),
});

const twoListsOf = ({ random }: Chance) => {
  const both = random.between(1, 60);
  return { lists: [both + random.between(0, 300), both + random.between(0, 300), both] };
};

const capture = method({
  name: "capture",
  by: "Chapman's and Seber's formulas; phyper, dhyper",
  kind: "closed",
  draw: twoListsOf,
  degenerate: {
    "the lists do not meet": () => ({ lists: [12, 30, 0] }),
    "one list within the other": ({ random }) => ({ lists: [9, 9 + random.between(1, 40), 9] }),
    "more on both than on one": () => ({ lists: [5, 30, 8] }),
  },
  ours: ({ lists: [a = 0, b = 0, both = 0] }) =>
    figuresOf(
      twoLists(a, b, both),
      { number: "number in all", unseen: "number on neither list" },
      ({ estimates }) => {
        const one = estimates.find(({ by }) => by?.startsWith("log-normal"));
        return {
          normal: one?.value ?? Number.NaN,
          "normal.low": one?.low ?? Number.NaN,
          "normal.high": one?.high ?? Number.NaN,
          "normal.se": one?.standardError ?? Number.NaN,
        };
      },
    ),
});

type Seven = readonly [number, number, number, number, number, number, number];
const sevenOf = (chance: Chance): Seven => {
  const n = anySize(chance, 300, 20000);
  const p = times(3, () => 0.05 + 0.35 * chance.random.next());
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < n; i++) {
    // Some are easier to find than others, so that the lists hang together.
    const easy = chance.frailty(3);
    const on = p.map((each) => (chance.random.chance(Math.min(0.95, each * easy)) ? 1 : 0));
    const place = (on[0] ?? 0) * 4 + (on[1] ?? 0) * 2 + (on[2] ?? 0);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const at = (place: number) => Math.max(1, counts[place] ?? 0);
  return [at(7), at(6), at(5), at(3), at(4), at(2), at(1)];
};

const NAMES = { none: "none", "a:b": "1–2", "a:c": "1–3", "b:c": "2–3" } as const;
const MODELS = ["none", "a:b", "a:c", "a:b+a:c", "b:c", "a:b+b:c", "a:c+b:c", "a:b+a:c+b:c"] as const;
const ourName = (model: string): string =>
  model
    .split("+")
    .map((part) => NAMES[part as keyof typeof NAMES])
    .join(", ");

const captureThree = method({
  name: "capture-three",
  by: "glm(poisson), all eight models",
  kind: "iterative",
  draw: (chance) => ({ cells: sevenOf(chance) }),
  degenerate: {
    "nobody on two lists": (): { cells: Seven } => ({ cells: [0, 0, 0, 0, 20, 30, 15] }),
    "nobody on the first and the second": ({ random }): { cells: Seven } => ({
      cells: [0, 0, 5, 6, 20, random.between(10, 40), 15],
    }),
  },
  differs: {
    "nobody on the first and the second":
      "the model of all pairs divides nought by nought here and is left out; R tells where its steps stopped.",
  },
  ours: (set) =>
    figuresOf(threeLists(set.cells), {}, (finding) => {
      const rows = finding.tables[0]?.rows ?? [];
      return Object.assign(
        {},
        ...MODELS.map((model) => {
          const row = rows.find((each) => each[0] === ourName(model));
          if (!row) return {};
          const [value, low, high, aic, bic] = row.slice(1).map(Number);
          return {
            [model]: value,
            [`${model}.low`]: low,
            [`${model}.high`]: high,
            [`${model} aic`]: aic,
            [`${model} bic`]: bic,
          };
        }),
      );
    }),
});

/** Rates, shares, tables and lists. */
export const TABLES = [rateRatio, rate, smr, shares, table, capture, captureThree];
