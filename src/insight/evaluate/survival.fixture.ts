import oracle from "./oracle/survival.json" with { type: "json" };
import type { Followed } from "./survival-data.ts";

/** Weeks in remission, with 1 for a relapse and 0 for still well: Freireich's trial of 6-MP, 1963, as Cox printed it in 1972. */
const MP: readonly (readonly [number, number])[] = [
  [6, 1],
  [6, 1],
  [6, 1],
  [6, 0],
  [7, 1],
  [9, 0],
  [10, 1],
  [10, 0],
  [11, 0],
  [13, 1],
  [16, 1],
  [17, 0],
  [19, 0],
  [20, 0],
  [22, 1],
  [23, 1],
  [25, 0],
  [32, 0],
  [32, 0],
  [34, 0],
  [35, 0],
];
const PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

/** Forty-two children with leukaemia, half on 6-MP. */
export const leukaemia: Followed & { readonly placebo: readonly number[] } = {
  time: [...MP.map(([weeks]) => weeks), ...PLACEBO],
  event: [...MP.map(([, relapsed]) => relapsed), ...PLACEBO.map(() => 1)],
  group: { codes: [...MP.map(() => 0), ...PLACEBO.map(() => 1)], names: ["6-MP", "placebo"] },
  placebo: [...MP.map(() => 0), ...PLACEBO.map(() => 1)],
};

const GROUPS = ["a", "b", "c"];

/** Eighty made-up people with ties, three groups and two endings; R holds the same. */
export const eighty: Followed = {
  time: oracle.made.map((one) => one.time),
  event: oracle.made.map((one) => one.event),
  group: { codes: oracle.made.map((one) => GROUPS.indexOf(one.group)), names: GROUPS },
};

/** The endings of the eighty: 0 still followed. */
export const endings = oracle.made.map((one) => one.cause);

/** Three columns of the eighty. */
export const columns = (["x", "y", "z"] as const).map((name) => ({
  name,
  values: oracle.made.map((one) => one[name]),
}));
