import { chiSquareAbove } from "./distributions.ts";
import { addTo, dot, solve, split, zeros } from "./matrix.ts";
import type { Course } from "./survival-data.ts";

/** Whether several courses have one curve, with the events that each would have had if so. */
export type LogRank = {
  readonly chiSquared: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly expected: ReadonlyMap<string, number>;
};

/**
 * The log-rank test between two or more groups.
 *
 * At each event time the events are shared out by who was at risk; the sums of observed less expected, with their
 * hypergeometric covariance, give chi-squared with one degree of freedom less than there are groups. As R's `survdiff`.
 * NaN where nobody had the event while two groups were followed. Source: Mantel 1966; Peto and Peto 1972.
 */
export function logRank(courses: readonly Course[]): LogRank {
  const groups = courses.length;
  const expected = new Float64Array(groups);
  const observed = new Float64Array(groups);
  const covariance = zeros(groups - 1);
  const next = new Uint32Array(groups);
  const atRisk = courses.map((course) => course.people);
  const moments = courses.flatMap((course) => course.moments);
  const times = [...new Set(moments.filter((m) => m.events > 0).map((m) => m.time))].sort((a, b) => a - b);
  for (const time of times) {
    let events = 0;
    for (const [g, course] of courses.entries()) {
      let i = next[g] as number;
      while ((course.moments[i]?.time ?? Number.POSITIVE_INFINITY) < time) i++;
      next[g] = i;
      const moment = course.moments[i];
      atRisk[g] = moment?.atRisk ?? 0;
      const d = moment?.time === time ? moment.events : 0;
      events += d;
      observed[g] = (observed[g] as number) + d;
    }
    const all = atRisk.reduce((sum, each) => sum + each, 0);
    const spread = all > 1 ? (events * (all - events)) / (all - 1) : 0;
    for (let g = 0; g < groups; g++) {
      const share = (atRisk[g] as number) / all;
      expected[g] = (expected[g] as number) + events * share;
      if (g === groups - 1) continue;
      for (let h = 0; h < groups - 1; h++)
        addTo(covariance, g, h, spread * share * ((g === h ? 1 : 0) - (atRisk[h] as number) / all));
    }
  }
  const apart = Float64Array.from(
    { length: groups - 1 },
    (_, g) => (observed[g] as number) - (expected[g] as number),
  );
  const lower = split(covariance);
  const chiSquared = lower.ok ? dot(apart, solve(lower.lower, apart)) : Number.NaN;
  return {
    chiSquared,
    degreesOfFreedom: groups - 1,
    p: chiSquareAbove(chiSquared, groups - 1),
    expected: new Map(courses.map((course, g) => [course.name, expected[g] as number])),
  };
}
