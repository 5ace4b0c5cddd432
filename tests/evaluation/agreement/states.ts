import { markov } from "../../../src/insight/evaluate/markov.ts";
import type { Chance } from "../chance.ts";
import { columnOf, figuresOf, method, type Ours, times } from "./method.ts";

type Stays = {
  readonly from: readonly number[];
  readonly time: readonly number[];
  readonly to: readonly number[];
  readonly at: readonly number[];
};

const STATES = ["a", "b", "c", "d"];

/** Stays in three states that people come back to and one that keeps them, some of which still go on. */
function staysOf(chance: Chance, n: number): Stays {
  const rows = times(n, (i) => {
    const from = i % 3;
    const others = STATES.flatMap((_, to) => (to === from ? [] : [to]));
    const still = i >= 3 && chance.random.chance(0.2);
    return {
      from,
      time: 1 + Math.floor(chance.exponential(20 + 40 * from)),
      to: still ? -1 : (chance.random.pick(others) ?? 0),
    };
  });
  return {
    from: rows.map((one) => one.from),
    time: rows.map((one) => one.time),
    to: rows.map((one) => one.to),
    at: [0.5, 30, 400],
  };
}

function statesOf({ from, time, to, at }: Stays): Ours {
  const found = markov({ states: STATES, from, time, to }, { start: 0, at });
  const lines = at.flatMap((t) => STATES.map((s) => [`share ${s} ${t}`, [`share after ${t}`, s]] as const));
  return figuresOf(found, Object.fromEntries(lines), (finding) =>
    Object.assign(
      {},
      ...["rate", "low", "high"].map((column) => columnOf(finding, "rates of moving", column, column)),
    ),
  );
}

/** Shares in states. */
export const STATE_METHODS = [
  method({
    name: "markov",
    by: "MatrixExp of msm; expmFrechet for the errors; qgamma for the rates",
    kind: "closed",
    draw: (chance) => staysOf(chance, chance.random.between(6, chance.random.pick([12, 60, 400]))),
    degenerate: {
      "nobody moves": (chance) => ({ ...staysOf(chance, 12), to: new Array(12).fill(-1) }),
      "one person": (chance) => staysOf(chance, 1),
      "a state that nobody leaves": () => ({ from: [0, 0, 1], time: [5, 9, 4], to: [1, 1, -1], at: [7] }),
      "negative time": (chance) => ({ ...staysOf(chance, 3), time: [3, -2, 8] }),
      "a time missing": (chance) => ({ ...staysOf(chance, 3), time: [3, Number.NaN, 8] }),
      "left at once": () => ({ from: [0, 1], time: [0, 4], to: [1, 0], at: [7] }),
    },
    ours: statesOf,
    faults: {
      "one way out forgotten": (set) => statesOf({ ...set, to: set.to.map((to) => (to === 3 ? -1 : to)) }),
    },
  }),
];
