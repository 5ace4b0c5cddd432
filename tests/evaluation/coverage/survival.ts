import { cox } from "../../../src/insight/evaluate/cox.ts";
import { survivalCurves } from "../../../src/insight/evaluate/kaplan-meier.ts";
import type { Chance } from "../chance.ts";
import { told } from "./before-after.ts";
import { type Cell, cell } from "./cell.ts";

const SETS = 10_000;

/** A share leaves by time 1 (exponentially), half where nothing is said; a third or so are lost before they could be seen to. */
function followed(chance: Chance, n: number, leaving = HALF) {
  const time = new Float64Array(n);
  const event = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const [ends, lost] = [chance.exponential(-1 / Math.log(1 - leaving)), Math.min(3, chance.exponential(3))];
    time[i] = Math.min(ends, lost);
    event[i] = ends <= lost ? 1 : 0;
  }
  return { time, event };
}

const HALF = 0.5;
const FEW = 0.2;
/** The area up to 1 under the curve of those of whom this share leaves by then. */
const meanToOne = (leaving: number): number => leaving / -Math.log(1 - leaving);

/** Asked up to 1 whatever was seen: where nobody was followed so far, it is refused. */
const SURVIVAL = [6, 14, 50, 500].flatMap((n) =>
  (
    [
      [`n ${n}`, HALF],
      [`n ${n}, one in five leaves by 1`, FEW],
    ] as const
  ).map(([words, leaving]) =>
    cell({
      group: "How long until (Kaplan–Meier)",
      words,
      sets: SETS,
      draw: (chance) => {
        const set = followed(chance, n, leaving);
        return { curve: survivalCurves(set, { at: [0.25, 1] }), mean: survivalCurves(set, { until: 1 }) };
      },
      intervals: [
        {
          name: "share at 0.25, log-log",
          truth: (1 - leaving) ** 0.25,
          of: ({ curve }) => told(curve, "share without the event at 0.25"),
        },
        {
          name: "share at 1, log-log",
          truth: 1 - leaving,
          of: ({ curve }) => told(curve, "share without the event at 1"),
        },
        {
          name: "median",
          truth: Math.log(0.5) / Math.log(1 - leaving),
          of: ({ curve }) => ends(told(curve, "median")),
        },
        {
          name: "restricted mean to 1",
          truth: meanToOne(leaving),
          of: ({ mean }) => told(mean, "restricted mean"),
        },
      ],
    }),
  ),
);

const TWO_GROUPS = [6, 14, 50, 500].map((n) =>
  cell({
    group: "How long until, in two groups (restricted means to 1)",
    words: `${n} in each, one in five and half leave by 1`,
    sets: SETS,
    draw: (chance) => {
      const sets = [followed(chance, n, FEW), followed(chance, n)];
      const joined = (of: "time" | "event"): Float64Array =>
        Float64Array.from(sets.flatMap((set) => [...set[of]]));
      const codes = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 0 : 1));
      const group = { codes, names: ["with", "without"] };
      return survivalCurves({ time: joined("time"), event: joined("event"), group }, { until: 1 });
    },
    intervals: [
      {
        name: "difference",
        truth: meanToOne(FEW) - meanToOne(HALF),
        of: (found) => told(found, "difference of restricted means"),
      },
      {
        name: "ratio",
        truth: meanToOne(FEW) / meanToOne(HALF),
        of: (found) => told(found, "ratio of restricted means"),
      },
    ],
  }),
);

/** A limit of a median that was never reached has no end. */
const ends = (limits: ReturnType<typeof told>): ReturnType<typeof told> =>
  "refused" in limits
    ? limits
    : {
        low: Number.isNaN(limits.low) ? 0 : limits.low,
        high: Number.isNaN(limits.high) ? Number.POSITIVE_INFINITY : limits.high,
      };

const COX = [14, 50, 500].flatMap((n) =>
  [0.5, 1].map((ratio) =>
    cell({
      group: "What makes it come sooner (Cox)",
      words: `n ${n}, hazard ratio ${ratio}`,
      sets: SETS,
      draw: (chance) => {
        const [time, event] = [new Float64Array(n), new Uint8Array(n)];
        const [treated, age] = [new Float64Array(n), new Float64Array(n)];
        for (let i = 0; i < n; i++) {
          treated[i] = i % 2;
          age[i] = chance.normal();
          const hazard = ratio ** (i % 2) * Math.exp(0.3 * (age[i] ?? 0));
          const [until, lost] = [chance.exponential(1 / hazard), chance.exponential(2)];
          time[i] = Math.min(until, lost);
          event[i] = until <= lost ? 1 : 0;
        }
        return cox({ time, event }, [
          { name: "treated", values: treated },
          { name: "age", values: age },
        ]);
      },
      intervals: [
        { name: "Wald, Efron's ties", truth: ratio, of: (found) => told(found, "hazard ratio", "treated") },
      ],
    }),
  ),
);

/** Curves, restricted means of one group and of two, and hazards. */
export const SURVIVAL_CELLS: readonly Cell[] = [...SURVIVAL, ...TWO_GROUPS, ...COX];
