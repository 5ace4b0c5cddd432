import { accept } from "../../kernel/result.ts";
import { normalReach } from "./distributions.ts";
import type { Estimate, Found, Rows } from "./finding.ts";
import { logRank } from "./log-rank.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { comparedMeans, meanTold, restrictedMean } from "./restricted-mean.ts";
import { type Course, coursesOf, eventsOf, type Followed, lastOf } from "./survival-data.ts";

/** One step of a survival curve: what holds from this time until the next step. */
export type Step = {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
  /** The share that had not had the event by then. */
  readonly survival: number;
  /** Greenwood's, of the share. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
};

/**
 * The Kaplan–Meier curve of one course, with Greenwood's variance and log-log limits.
 *
 * Limits are made on log(−log S), so that they stay between 0 and 1. Before the first event, and once nobody is left,
 * there are none. The same as R's `survfit(conf.type = "log-log")`. Source: Kalbfleisch and Prentice 1980.
 */
export function kaplanMeier(course: Course, level = USUAL_LEVEL): readonly Step[] {
  const z = normalReach(level);
  let [survival, greenwood] = [1, 0];
  return course.moments.map((moment) => {
    const { atRisk, events } = moment;
    if (events > 0) {
      survival = events === atRisk ? 0 : survival * ((atRisk - events) / atRisk);
      greenwood += events / (atRisk * (atRisk - events));
    }
    const standardError = survival === 0 ? Number.NaN : survival * Math.sqrt(greenwood);
    return { ...moment, survival, standardError, ...logLogLimits(survival, greenwood, z) };
  });
}

function logLogLimits(survival: number, greenwood: number, z: number): { low: number; high: number } {
  if (survival === 1 || survival === 0) return { low: Number.NaN, high: Number.NaN };
  const log = Math.log(survival);
  const reach = (z * Math.sqrt(greenwood)) / Math.abs(log);
  return { low: Math.exp(log * Math.exp(reach)), high: Math.exp(log * Math.exp(-reach)) };
}

/** As R has it: shares that differ by rounding alone are equal. */
const AS_GOOD_AS_EQUAL = 1.5e-8;

/**
 * When a curve reaches a height: the first time at or below it, and where the curve lies exactly on it for a while, the
 * middle of that while. Nothing where it never does.
 */
export function timeAt(steps: readonly Step[], height: number, of: (step: Step) => number): number {
  for (const [i, step] of steps.entries()) {
    const at = of(step);
    if (Number.isNaN(at) || at > height + AS_GOOD_AS_EQUAL) continue;
    if (at < height - AS_GOOD_AS_EQUAL) return step.time;
    const next = steps
      .slice(i + 1)
      .find((later) => of(later) < height - AS_GOOD_AS_EQUAL || Number.isNaN(of(later)));
    // A curve that ends on the height lies on it as long as anybody was followed.
    return (step.time + (next ?? steps.at(-1) ?? step).time) / 2;
  }
  return Number.NaN;
}

/** Below it intervals of restricted means were seen to hold the truth too seldom: docs/methods/coverage.md. */
const ENOUGH_EVENTS = 5;

/** What to ask of a curve besides itself. */
export type CurveOptions = {
  readonly level?: number;
  /** Restricted means are taken to here; by default the last time of the group that was followed least. */
  readonly until?: number;
  /** Times at which the share is told in a line of its own. */
  readonly at?: readonly number[];
};

/**
 * How long until: curve, median and restricted mean of each group, and whether the groups differ (log-rank).
 *
 * The restricted mean is the area under the curve to `until`: the average time without the event within that span. Between
 * two groups their difference and ratio are told too; unlike one hazard ratio they need no constant effect.
 */
export function survivalCurves(followed: Followed, options: CurveOptions = {}): Found {
  const level = options.level ?? USUAL_LEVEL;
  const early = options.at?.find((time) => !(time >= 0));
  if (early !== undefined) return cannot("before-start", { value: early });
  const courses = coursesOf(followed);
  if (!courses.ok) return courses;
  const groups = courses.value.filter((course) => course.people > 0);
  const last = Math.min(...groups.map(lastOf));
  const until = options.until ?? last;
  if (!(until > 0 && until <= last)) return cannot("beyond-follow-up", { until, last });
  const curves = groups.map((course) => ({ course, steps: kaplanMeier(course, level) }));
  const means = groups.map((course) => ({ ...restrictedMean(course, until), people: course.people }));
  const test = groups.length > 1 ? logRank(groups) : undefined;
  return accept({
    method: "km",
    level,
    estimates: [
      ...curves.flatMap(({ course, steps }, g) => [
        ...shares(course.name, steps, options.at ?? []),
        median(course.name, steps),
        {
          what: "restricted mean",
          of: course.name,
          ...meanTold(means[g] ?? NO_MEAN, until, course.people, level),
        },
      ]),
      ...(groups.length === 2 ? comparedMeans(means, until, level) : []),
      ...(test ? [{ what: "log-rank chi-squared", value: test.chiSquared, p: test.p }] : []),
    ],
    counts: {
      ...Object.fromEntries(
        groups.flatMap((one) => [
          [`people, ${one.name}`, one.people],
          [`events, ${one.name}`, eventsOf(one)],
          ...(test ? [[`events expected, ${one.name}`, test.expected.get(one.name) ?? Number.NaN]] : []),
        ]),
      ),
      "restricted to": until,
    },
    assumptions: [
      "Who is no longer followed would have fared like those who still are.",
      "Time runs from the same point for everybody, and nobody is followed from later on.",
    ],
    warnings: curves
      .flatMap(({ course, steps }, g) => [
        ...tailWarnings(course, steps),
        ...(means[g]?.standardError === 0
          ? [warn("no-spread-seen", { of: `restricted mean, ${course.name}` })]
          : []),
      ])
      .concat(crossing(curves)),
    tables: curves.map(({ course, steps }) => curveTable(course.name, steps)),
  });
}

const NO_MEAN = { value: Number.NaN, standardError: Number.NaN };

function shares(of: string, steps: readonly Step[], times: readonly number[]): Estimate[] {
  return times.map((time) => {
    const step = steps.filter((one) => one.time <= time).at(-1);
    const past = time > (steps.at(-1)?.time ?? 0) && (step?.survival ?? 1) > 0;
    const what = `share without the event at ${time}`;
    if (past) return { what, of, value: Number.NaN };
    if (!step) return { what, of, value: 1 };
    return {
      what,
      of,
      value: step.survival,
      low: step.low,
      high: step.high,
      standardError: step.standardError,
    };
  });
}

const median = (of: string, steps: readonly Step[]): Estimate => ({
  what: "median",
  of,
  value: timeAt(steps, 0.5, (step) => step.survival),
  low: timeAt(steps, 0.5, (step) => step.low),
  high: timeAt(steps, 0.5, (step) => step.high),
});

function tailWarnings(course: Course, steps: readonly Step[]): Warned[] {
  const few = steps.find((step) => step.atRisk < 10);
  const half = timeAt(steps, 0.5, (step) => step.survival);
  const events = eventsOf(course);
  return [
    ...(course.people < 10 ? [warn("few-people", { people: course.people })] : []),
    ...(course.people >= 10 && few ? [warn("few-at-risk", { of: course.name, from: few.time })] : []),
    ...(Number.isNaN(half) ? [warn("never-reached", { of: course.name })] : []),
    ...(events < ENOUGH_EVENTS ? [warn("few-events-on-curve", { of: course.name, events })] : []),
  ];
}

/** Two curves cross when each is well above the other at some time: by more than both their standard errors. */
function crossing(curves: readonly { readonly steps: readonly Step[] }[]): Warned[] {
  const [one, two] = curves;
  if (!(one && two && curves.length === 2)) return [];
  let [above, below, i, j] = [false, false, 0, 0];
  let [first, second] = [BEFORE_ALL, BEFORE_ALL];
  while (i < one.steps.length || j < two.steps.length) {
    const [a, b] = [one.steps[i], two.steps[j]];
    const now = Math.min(a?.time ?? Number.POSITIVE_INFINITY, b?.time ?? Number.POSITIVE_INFINITY);
    if (a?.time === now) [first, i] = [a, i + 1];
    if (b?.time === now) [second, j] = [b, j + 1];
    const apart = first.survival - second.survival;
    const error = Math.hypot(first.standardError || 0, second.standardError || 0);
    if (apart > error) above = true;
    if (apart < -error) below = true;
  }
  return above && below ? [warn("curves-cross")] : [];
}

const BEFORE_ALL: Pick<Step, "survival" | "standardError"> = { survival: 1, standardError: 0 };

const curveTable = (name: string, steps: readonly Step[]): Rows => ({
  name: `curve, ${name}`,
  columns: ["time", "at risk", "events", "censored", "survival", "standard error", "low", "high"],
  rows: steps.map((s) => [
    s.time,
    s.atRisk,
    s.events,
    s.censored,
    s.survival,
    s.standardError,
    s.low,
    s.high,
  ]),
});
