import { FUNNEL, funnel } from "../../../src/insight/evaluate/funnel.ts";
import { trajectories } from "../../../src/insight/evaluate/trajectories.ts";
import { USUAL_THRESHOLDS } from "../../../src/insight/evaluate/trajectory-thresholds.ts";
import type { Chance } from "../chance.ts";
import { columnOf, figuresOf, method, type Ours, times } from "./method.ts";

/** Places of all sizes, alike but for chance or each with its own value. */
function placesOf(chance: Chance, n: number, kind: "share" | "rate") {
  const uneven = chance.random.chance(0.5);
  const rows = times(n, () => {
    const own = uneven ? chance.frailty(8) : 1;
    const size = 10 * 40 ** chance.random.next();
    if (kind === "rate") return { over: size, events: chance.poisson(0.4 * own * size) };
    const over = Math.round(size);
    const share = Math.min(0.95, 0.4 * own);
    return { over, events: times(over, () => (chance.random.chance(share) ? 1 : 0)).filter(Boolean).length };
  });
  return { kind, events: rows.map(({ events }) => events), over: rows.map(({ over }) => over) };
}
type Drawn = ReturnType<typeof placesOf>;

const LIMITS = ["95 %", "99.8 %", "99.8 % by phi", "99.8 % by tau"] as const;

function funnelOf({ kind, events, over }: Drawn): Ours {
  const codes = events.map((_, i) => i);
  const names = codes.map((i) => `place ${String(i).padStart(3, "0")}`);
  return figuresOf(
    funnel({ unit: { codes, names }, events, over, kind }),
    { pooled: `pooled ${kind}`, phi: "phi", plain: "phi as it is", tau: "tau" },
    (finding) =>
      Object.assign(
        { outside: finding.counts["outside 99.8 %"], beyond: finding.counts["outside 95 %"] },
        ...LIMITS.flatMap((limit) =>
          (["low", "high"] as const).map((end) =>
            columnOf(finding, FUNNEL, `${end} ${limit}`, `${end} ${limit}`),
          ),
        ),
      ),
  );
}

const funnelOver = (kind: "share" | "rate") =>
  method({
    name: `funnel-${kind}s`,
    by: `${kind === "share" ? "qbinom, binom.test" : "qpois, poisson.test"}, quantile, pchisq; Spiegelhalter's formulas`,
    kind: "closed",
    draw: (chance) => placesOf(chance, chance.random.between(3, 60), kind),
    degenerate: {
      "two places": (chance) => placesOf(chance, 2, kind),
      "no event anywhere": (chance) => ({ ...placesOf(chance, 6, kind), events: new Array(6).fill(0) }),
      "nothing to count over in one": (chance) => {
        const set = placesOf(chance, 6, kind);
        return { ...set, over: set.over.map((each, i) => (i === 2 ? 0 : each)) };
      },
      "all alike": () => ({ kind, events: new Array(6).fill(4), over: new Array(6).fill(10) }),
    },
    ours: funnelOf,
    faults: {
      "the largest place taken for half as large": (set) => {
        const at = set.over.indexOf(Math.max(...set.over));
        const over = set.over.map((each, i) => (i === at ? each / 2 : each));
        return funnelOf({ ...set, over: kind === "share" ? over.map(Math.ceil) : over });
      },
    },
  });

/** People with their own rates over times of their own; a few have no time after. */
function coursesOf(chance: Chance, n: number, theta: number) {
  const rows = times(n, () => {
    const own = 3 * chance.frailty(theta);
    const [before, after] = [0.5 + chance.random.next(), 0.5 + chance.random.next()];
    const gone = chance.random.chance(0.03);
    return {
      before: chance.poisson(own * before),
      years_before: before,
      after: gone ? 0 : chance.poisson(0.8 * own * after),
      years_after: gone ? 0 : after,
    };
  });
  const of = (name: keyof (typeof rows)[number]) => rows.map((one) => one[name]);
  return {
    before: of("before"),
    years_before: of("years_before"),
    after: of("after"),
    years_after: of("years_after"),
  };
}
type Courses = ReturnType<typeof coursesOf>;

const SHARES = {
  "rose sharply": "share that rose sharply",
  "fell sharply": "share that fell sharply",
  rose: "share that rose at all",
  held: "share that held",
  fell: "share that fell at all",
} as const;
const GROUPS = ["people", "low", "high", "rate before", "rate after"] as const;
const LEVELS = [
  "people",
  "rate before",
  "rate after",
  "expected after",
  "change expected",
  "change seen",
] as const;

const trajectoriesOf = (set: Courses, thresholds = USUAL_THRESHOLDS): Ours =>
  figuresOf(
    trajectories(
      set.before.map((events, i) => ({
        comparison: { events, personYears: set.years_before[i] as number },
        rate: { events: set.after[i] as number, personYears: set.years_after[i] as number },
      })),
      { thresholds },
    ),
    SHARES,
    (finding) =>
      Object.assign(
        {},
        ...GROUPS.map((column) => columnOf(finding, "groups", column, `group ${column}`)),
        ...LEVELS.map((column) => columnOf(finding, "levels before", column, `level ${column}`)),
        // Ends of a range of whole counts.
        ...["low", "high"].map((end) => columnOf(finding, "levels before", end, `level expected ${end}`)),
      ),
  );

const courses = method({
  name: "trajectories",
  by: "binom.test; glm.nb as under negbin, qnbinom, slopes by differences",
  kind: "iterative",
  draw: (chance) => coursesOf(chance, chance.random.between(4, 200), chance.random.pick([0.5, 2, 8])),
  degenerate: {
    "one person": (chance) => ({ ...coursesOf(chance, 1, 2), years_after: [1] }),
    "nobody with time on both sides": (chance) => ({
      ...coursesOf(chance, 5, 2),
      after: new Array(5).fill(0),
      years_after: new Array(5).fill(0),
    }),
    "no event before": (chance) => ({ ...coursesOf(chance, 20, 2), before: new Array(20).fill(0) }),
    "less spread than chance": (chance) => ({
      ...coursesOf(chance, 20, 2),
      before: times(20, (i) => 3 + (i % 2)),
      years_before: new Array(20).fill(1),
    }),
    "negative time": (chance) => {
      const set = coursesOf(chance, 6, 2);
      return { ...set, years_before: set.years_before.map((each, i) => (i === 1 ? -each : each)) };
    },
  },
  ours: (set) => trajectoriesOf(set),
  faults: {
    "sharp from three times the rate": (set) => trajectoriesOf(set, { ...USUAL_THRESHOLDS, times: 3 }),
    "before and after exchanged": ({ before, after, years_before, years_after }) =>
      trajectoriesOf({ before: after, after: before, years_before: years_after, years_after: years_before }),
  },
});

/** Places side by side, and people by their course. */
export const PLACES = [funnelOver("share"), funnelOver("rate")];
export const COURSES = [courses];
