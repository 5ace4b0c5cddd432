import { competingRisks } from "../../../src/insight/evaluate/competing-risks.ts";
import { cox } from "../../../src/insight/evaluate/cox.ts";
import { survivalCurves } from "../../../src/insight/evaluate/kaplan-meier.ts";
import type { Ties } from "../../../src/insight/evaluate/risk-sets.ts";
import type { Chance } from "../chance.ts";
import { columnOf, figuresOf, method, type Ours, times } from "./method.ts";

type Curves = {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly group: readonly number[];
  readonly until: number;
};

/** Two groups followed for whole weeks, so that many end together; some are lost from sight. */
function curvesOf(chance: Chance, n: number): Curves {
  const rows = times(n, (i) => {
    const [ends, lost] = [chance.exponential(i % 2 ? 20 : 35), chance.exponential(60)];
    return {
      time: 1 + Math.floor(Math.min(ends, lost, 52)),
      event: ends <= Math.min(lost, 52) ? 1 : 0,
      group: i % 2,
    };
  });
  const last = [0, 1].map((g) =>
    Math.max(0, ...rows.filter((one) => one.group === g).map((one) => one.time)),
  );
  return {
    time: rows.map((one) => one.time),
    // Somebody has the event, or there is nothing to test.
    event: rows.map((one, i) => (i === 0 ? 1 : one.event)),
    group: rows.map((one) => one.group),
    until: Math.min(...last.filter((each) => each > 0)),
  };
}

const NAMES = ["0", "1"];
function kmOf({ time, event, group, until }: Curves): Ours {
  const found = survivalCurves({ time, event, group: { codes: group, names: NAMES } }, { until });
  const lines = NAMES.flatMap((g) => [
    [`median ${g}`, ["median", g]] as const,
    [`mean ${g}`, ["restricted mean", g]] as const,
  ]);
  return figuresOf(found, { ...Object.fromEntries(lines), logrank: "log-rank chi-squared" }, (finding) =>
    Object.assign(
      {},
      ...NAMES.flatMap((g) =>
        [
          ["survival", "survival"],
          ["standard error", "error"],
          ["low", "low"],
          ["high", "high"],
        ].map(([column = "", name = ""]) => columnOf(finding, `curve, ${g}`, column, `${name} ${g}`)),
      ),
    ),
  );
}

const km = method({
  name: "km",
  by: "survfit (log-log), quantile, summary(rmean), survdiff",
  kind: "closed",
  draw: (chance) => curvesOf(chance, chance.random.between(4, chance.random.pick([12, 40, 300]))),
  degenerate: {
    "all censored": (chance) => ({ ...curvesOf(chance, 20), event: new Array(20).fill(0) }),
    "nobody censored": (chance) => ({ ...curvesOf(chance, 20), event: new Array(20).fill(1) }),
    "one person": (chance) => curvesOf(chance, 1),
    "all end at once": (chance) => ({ ...curvesOf(chance, 20), time: new Array(20).fill(9), until: 9 }),
    "negative time": (chance) => ({ ...curvesOf(chance, 5), time: [3, -2, 8, 4, 1] }),
    "a time missing": (chance) => ({ ...curvesOf(chance, 5), time: [3, Number.NaN, 8, 4, 1] }),
  },
  ours: kmOf,
  differs: {
    "all censored": "without an event the log-rank test has nothing to test and none is told; R tells 0.",
  },
  faults: {
    "the groups changed over in the curve": (set) => kmOf({ ...set, group: set.group.map((g) => 1 - g) }),
  },
});

type Covered = {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
};

function coveredOf(chance: Chance, n: number): Covered {
  const rows = times(n, () => {
    const [x, y, z] = [chance.normal(), chance.random.between(0, 1), chance.random.between(18, 60)];
    const [ends, lost] = [
      chance.exponential(25 * Math.exp(-0.4 * x + 0.6 * y - 0.01 * z)),
      chance.exponential(40),
    ];
    return { x, y, z, time: 1 + Math.floor(Math.min(ends, lost)), event: ends <= lost ? 1 : 0 };
  });
  const of = (name: keyof (typeof rows)[number]) => rows.map((one) => one[name]);
  return { time: of("time"), event: of("event"), x: of("x"), y: of("y"), z: of("z") };
}

function coxOf({ time, event, x, y, z }: Covered, ties: Ties): Ours {
  const covariates = Object.entries({ x, y, z }).map(([name, values]) => ({ name, values }));
  return figuresOf(
    cox({ time, event }, covariates, { ties }),
    {
      x: ["hazard ratio", "x"],
      y: ["hazard ratio", "y"],
      z: ["hazard ratio", "z"],
      loglik: "log-likelihood",
      lr: "likelihood-ratio chi-squared",
      score: "score chi-squared",
    },
    (finding) => columnOf(finding, "is the effect constant", "chi-squared", "zph"),
  );
}

const coxBy = (ties: Ties) =>
  method({
    name: `cox-${ties}`,
    by: `coxph(ties = "${ties}") to its last digits, cox.zph (km)`,
    kind: "iterative",
    draw: (chance) => coveredOf(chance, chance.random.between(30, chance.random.pick([60, 400]))),
    degenerate: {
      "all censored": (chance) => ({ ...coveredOf(chance, 40), event: new Array(40).fill(0) }),
      "one person": (chance) => coveredOf(chance, 1),
      "a column that tells every event": (chance) => {
        const set = coveredOf(chance, 40);
        return { ...set, y: set.event.map((each) => each) };
      },
      "a column the same for all": (chance) => ({ ...coveredOf(chance, 40), z: new Array(40).fill(30) }),
      "one column follows from another": (chance) => {
        const set = coveredOf(chance, 40);
        return { ...set, z: set.x.map((each) => 2 * each + 3) };
      },
      "negative time": (chance) => {
        const set = coveredOf(chance, 40);
        return { ...set, time: set.time.map((each, i) => (i === 7 ? -each : each)) };
      },
      "a cell missing": (chance) => {
        const set = coveredOf(chance, 40);
        return { ...set, x: set.x.map((each, i) => (i === 7 ? Number.NaN : each)) };
      },
    },
    ours: (set) => coxOf(set, ties),
    faults: {
      "the other treatment of ties": (set) => coxOf(set, ties === "efron" ? "breslow" : "efron"),
    },
    differs: {
      "a column that tells every event":
        "its hazard ratio is told as endless, with a warning; R stops where its steps do and warns in words.",
    },
  });

const endingsOf = (chance: Chance, n: number) => {
  const rows = times(n, () => {
    const [ends, lost] = [chance.exponential(20), chance.exponential(40)];
    return {
      time: 1 + Math.floor(Math.min(ends, lost)),
      ending: ends <= lost ? chance.random.pick([1, 1, 2]) : 0,
    };
  });
  return { time: rows.map((one) => one.time), ending: rows.map((one) => one.ending) };
};

const ENDINGS = ["left", "died"];
const competing = method({
  name: "competing",
  by: "cmprsk::cuminc; variance by products of transition matrices",
  kind: "closed",
  draw: (chance) => endingsOf(chance, chance.random.between(4, chance.random.pick([12, 40, 200]))),
  degenerate: {
    "all censored": (chance) => ({ ...endingsOf(chance, 20), ending: new Array(20).fill(0) }),
    "one person": () => ({ time: [5], ending: [1] }),
    "one kind of ending alone": (chance) => {
      const set = endingsOf(chance, 20);
      return { ...set, ending: set.ending.map((each) => Math.min(each, 1)) };
    },
    "negative time": (chance) => ({ ...endingsOf(chance, 5), time: [3, -2, 8, 4, 1] }),
    "a time missing": (chance) => ({ ...endingsOf(chance, 5), time: [3, Number.NaN, 8, 4, 1] }),
  },
  ours: ({ time, ending }) =>
    figuresOf(competingRisks({ time, ending, names: ENDINGS }), {}, (finding) =>
      Object.assign(
        {},
        ...ENDINGS.flatMap((name, cause) =>
          ending.includes(cause + 1)
            ? [
                ["share", "share"],
                ["standard error", "error"],
                ["low", "low"],
                ["high", "high"],
              ].map(([column = "", of = ""]) =>
                columnOf(finding, `share ended, ${name}`, column, `${of} ${cause + 1}`),
              )
            : [],
        ),
      ),
    ),
});

/** How long until. */
export const SURVIVAL = [km, coxBy("efron"), coxBy("breslow"), competing];
