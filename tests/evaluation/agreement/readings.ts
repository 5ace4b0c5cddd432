import { regressionInFile, regressionToMean } from "../../../src/insight/evaluate/regression-to-mean.ts";
import { reliableChange } from "../../../src/insight/evaluate/reliable-change.ts";
import type { Chance } from "../chance.ts";
import { figuresOf, method, times } from "./method.ts";

const readings = (chance: Chance, n: number) => {
  const own = times(n, () => 20 + 6 * chance.normal());
  return {
    before: own.map((each) => Math.round(each + 4 * chance.normal())),
    after: own.map((each) => Math.round(each - 3 + 4 * chance.normal())),
  };
};
const measured = (chance: Chance, n: number) => ({
  ...readings(chance, n),
  reliability: 0.5 + 0.45 * chance.random.next(),
  well: 15,
});

const change = method({
  name: "reliable-change",
  by: "sd, t.test, prop.test, by the paper's formula",
  kind: "closed",
  draw: (chance) => measured(chance, chance.random.between(5, 300)),
  degenerate: {
    "one person": (chance) => measured(chance, 1),
    "all alike": (chance) => ({ ...measured(chance, 8), before: new Array(8).fill(12) }),
    "a reading missing": (chance) => ({ ...measured(chance, 8), after: [1, 2, Number.NaN, 4, 5, 6, 7, 8] }),
  },
  ours: ({ before, after, reliability, well }) =>
    figuresOf(reliableChange(before, after, { reliability, better: "lower", wellFrom: well }), {
      noise: "smallest reliable change",
      improved: "share reliably improved",
      same: "share without reliable change",
      worse: "share reliably worse",
      recovered: "share recovered",
      gain: "average change for the better",
    }),
});

const regression = method({
  name: "regression-to-mean",
  by: "integrate over the two readings",
  kind: "closed",
  draw: ({ random }) => {
    const [mean, deviation] = [random.between(5, 60), 1 + 9 * random.next()];
    return { mean, deviation, correlation: random.next(), limit: mean + deviation * (3 * random.next() - 1) };
  },
  degenerate: {
    "no spread": () => ({ mean: 10, deviation: 0, correlation: 0.5, limit: 12 }),
    "a correlation beyond 1": () => ({ mean: 10, deviation: 2, correlation: 1.4, limit: 12 }),
  },
  ours: ({ limit, ...everybody }) =>
    figuresOf(regressionToMean(everybody, limit), {
      fall: "expected fall by itself",
      above: "share above the limit",
      chosen: "expected reading of those chosen",
    }),
});

const regressionFile = method({
  name: "regression-in-file",
  by: "cor, sd, dnorm, pnorm",
  kind: "closed",
  draw: (chance) => ({ ...readings(chance, chance.random.between(10, 300)), limit: 22 }),
  degenerate: {
    "one person": (chance) => ({ ...readings(chance, 1), limit: 22 }),
    "nobody above the limit": (chance) => ({ ...readings(chance, 30), limit: 90 }),
    "all alike": (chance) => ({ ...readings(chance, 12), before: new Array(12).fill(9), limit: 9 }),
  },
  ours: ({ before, after, limit }) =>
    figuresOf(regressionInFile(before, after, limit), {
      correlation: "correlation of two readings",
      mean: "mean of everybody",
      deviation: "standard deviation of everybody",
      fall: "expected fall by itself",
      seen: "fall seen",
      beyond: "fall beyond the expected",
    }),
});

/** Who changed, and what comes by itself. */
export const READINGS = [change, regression, regressionFile];
