import { accept } from "../../kernel/result.ts";
import { normalReach } from "./distributions.ts";
import type { Estimate, Found, Numbers } from "./finding.ts";
import { cannot, warn } from "./messages.ts";
import { rising } from "./order.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";

/** How long each person was followed and how it ended: 0 still followed, or the number of an ending, 1 being the first name. */
export type Endings = {
  readonly time: Numbers;
  readonly ending: Numbers;
  /** What each ending is called, from ending 1 on. */
  readonly names: readonly string[];
};

/** The share that had one ending by a time. */
export type Incidence = {
  readonly time: number;
  readonly share: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
};

/** A variance is a small difference of large numbers: below this share of them it is nothing but their last digits. */
const ROUNDING = 1e-14;

type Ended = { readonly time: number; readonly atRisk: number; readonly by: readonly number[] };

/**
 * The share that had each ending by each time, where one ending rules the others out: Aalen and Johansen's estimate.
 *
 * At each time the share still without an ending, times the part of those at risk who have this one, is added up. One
 * less Kaplan–Meier, with other endings taken as lost from sight, is always higher and answers no question about people.
 * The variance is by the delta method over multinomial steps (as etm's Greenwood-type in R); limits on log(−log(1 − share)).
 * Source: Aalen and Johansen 1978; Putter, Fiocco and Geskus 2007.
 */
export function competingRisks(endings: Endings, level = USUAL_LEVEL, at: readonly number[] = []): Found {
  const early = at.find((time) => !(time >= 0));
  if (early !== undefined) return cannot("before-start", { value: early });
  const steps = stepsOf(endings);
  if (!Array.isArray(steps)) return steps;
  const courses = endings.names.map((name, cause) => ({ name, course: incidence(steps, cause, level) }));
  const people = endings.time.length;
  const end = endOf(steps, endings.time);
  const counts = endings.names.map((name, cause): [string, number] => [
    `ended, ${name}`,
    steps.reduce((sum, step) => sum + (step.by[cause] ?? 0), 0),
  ]);
  const ended = counts.reduce((sum, [, count]) => sum + count, 0);
  return accept({
    method: "competing",
    level,
    estimates: courses.flatMap(({ name, course }) => shares(name, course, at, end)),
    counts: { people, ...Object.fromEntries(counts), "still followed": people - ended },
    assumptions: [
      "Who is no longer followed would have fared like those who still are.",
      "Each person has one ending, the first.",
    ],
    warnings: [...(people < 10 ? [warn("few-people", { people })] : []), warn("competing")],
    tables: courses.map(({ name, course }) => ({
      name: `share ended, ${name}`,
      columns: ["time", "share", "standard error", "low", "high"],
      rows: course.map((one) => [one.time, one.share, one.standardError, one.low, one.high]),
    })),
  });
}

/** Up to when shares can be told: the last time anybody was followed to, or for ever where nobody was left without an ending. */
function endOf(steps: readonly Ended[], time: Numbers): number {
  const last = steps.at(-1);
  if (last && last.atRisk === last.by.reduce((sum, count) => sum + count, 0)) return Number.POSITIVE_INFINITY;
  let latest = 0;
  for (let i = 0; i < time.length; i++) latest = Math.max(latest, time[i] as number);
  return latest;
}

function shares(of: string, course: readonly Incidence[], at: readonly number[], end: number): Estimate[] {
  const last = course.at(-1);
  const asked = at.map((time): Estimate => {
    const one = course.filter((step) => step.time <= time).at(-1);
    const what = `share by ${time}`;
    if (time > end) return { what, of, value: Number.NaN };
    return one
      ? { what, of, value: one.share, low: one.low, high: one.high, standardError: one.standardError }
      : { what, of, value: 0 };
  });
  if (!last) return asked;
  const { share: value, low, high, standardError } = last;
  return [...asked, { what: "share at the end", of, value, low, high, standardError }];
}

function stepsOf({ time, ending, names }: Endings): Ended[] | ReturnType<typeof cannot> {
  if (ending.length !== time.length) return cannot("unequal-lengths");
  if (time.length === 0) return cannot("nobody", { where: "in the file" });
  const steps: Ended[] = [];
  const order = rising(time);
  for (let i = 0; i < order.length; ) {
    const now = time[order[i] as number] as number;
    const atRisk = order.length - i;
    const by = names.map(() => 0);
    for (; i < order.length && time[order[i] as number] === now; i++) {
      const row = order[i] as number;
      const cause = ending[row] as number;
      if (!(Number.isInteger(cause) && cause >= 0 && cause <= names.length))
        return cannot("not-finite", { where: "The ending", row: row + 1 });
      if (cause > 0) by[cause - 1] = (by[cause - 1] ?? 0) + 1;
    }
    if (now < 0) return cannot("negative-time", { row: (order[0] as number) + 1, value: now });
    if (!Number.isFinite(now))
      return cannot("not-finite", { where: "The time", row: (order[i - 1] as number) + 1 });
    if (by.some((count) => count > 0)) steps.push({ time: now, atRisk, by });
  }
  return steps.length > 0 ? steps : cannot("no-events", { where: "in the file" });
}

/**
 * One ending's share by each time. The variance of F(t) is a square in F(t) whose three coefficients only grow, so that one
 * walk gives all: a step with shares a (of this ending) and b (of others) moves F(t) by S·da − R·(da + db), R being
 * (F(t) − F(s)) / (1 − a − b).
 */
export function incidence(steps: readonly Ended[], cause: number, level = USUAL_LEVEL): readonly Incidence[] {
  const z = normalReach(level);
  let [survival, share] = [1, 0];
  let [constant, linear, square] = [0, 0, 0];
  return steps.map(({ time, atRisk, by }) => {
    const a = (by[cause] ?? 0) / atRisk;
    const all = by.reduce((sum, count) => sum + count, 0) / atRisk;
    const before = survival;
    share += before * a;
    survival = before * (1 - all);
    // Written about F(t): the effect of da is u − v·F(t), of db is w − v·F(t). Where all left end at once nothing comes after.
    const v = all < 1 ? 1 / (1 - all) : 0;
    const [u, w] = [before + v * share, v * share];
    if (all < 1) {
      const mean = u * a + w * (all - a);
      constant += (u * u * a + w * w * (all - a) - mean * mean) / atRisk;
      linear += (u * v * a + w * v * (all - a) - mean * v * all) / atRisk;
      square += (v * v * all - (v * all) ** 2) / atRisk;
    } else constant += (before * before * a * (1 - a)) / atRisk;
    const difference = constant - 2 * linear * share + square * share * share;
    const variance = difference > ROUNDING * constant ? difference : 0;
    const standardError = Math.sqrt(variance);
    return { time, share, standardError, ...limits(share, standardError, z) };
  });
}

function limits(share: number, standardError: number, z: number): { low: number; high: number } {
  // Before the first of them, and once all have it, nothing was seen to vary.
  if (share === 0 || share >= 1 - ROUNDING) return { low: Number.NaN, high: Number.NaN };
  const log = Math.log(1 - share);
  const reach = (z * standardError) / ((1 - share) * Math.abs(log));
  return { low: 1 - Math.exp(log * Math.exp(-reach)), high: 1 - Math.exp(log * Math.exp(reach)) };
}
