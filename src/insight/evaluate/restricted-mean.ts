import { normalReach, normalTwoSided } from "./distributions.ts";
import type { Estimate } from "./finding.ts";
import type { Course } from "./survival-data.ts";

/** An average with its standard error. */
export type Mean = { readonly value: number; readonly standardError: number };

/**
 * The area under one course's Kaplan–Meier curve up to a time: the average time without the event within that span.
 *
 * Its variance is Σ (area still to come)² · d / (n (n − d)) over the events, as in R's `survfit(rmean = …)`; the last term
 * is nothing where everybody left has the event. Source: Royston and Parmar 2013; Klein and Moeschberger 4.5.
 */
export function restrictedMean(course: Course, until: number): Mean {
  const events = course.moments.filter((moment) => moment.events > 0 && moment.time <= until);
  const areas: number[] = [];
  let [survival, from, area] = [1, 0, 0];
  for (const { time, atRisk, events: d } of events) {
    area += survival * (time - from);
    areas.push(area);
    survival *= (atRisk - d) / atRisk;
    from = time;
  }
  area += survival * (until - from);
  let variance = 0;
  for (const [i, { atRisk, events: d }] of events.entries()) {
    const toCome = area - (areas[i] ?? 0);
    if (atRisk > d) variance += (toCome ** 2 * d) / (atRisk * (atRisk - d));
  }
  return { value: area, standardError: Math.sqrt(variance) };
}

/** The difference (first less second) and the ratio of two groups' restricted means; the ratio's interval by its logarithm. */
export function comparedMeans(means: readonly Mean[], level: number): Estimate[] {
  const [one, two] = means;
  if (!one || !two) return [];
  const z = normalReach(level);
  const difference = one.value - two.value;
  const standardError = Math.hypot(one.standardError, two.standardError);
  const ratio = one.value / two.value;
  // Where one of the two has no spread its share of the error is missing, and the limits would be too narrow.
  if (one.standardError === 0 || two.standardError === 0)
    return [
      { what: "difference of restricted means", value: difference },
      { what: "ratio of restricted means", value: ratio },
    ];
  const ofLog = Math.hypot(one.standardError / one.value, two.standardError / two.value);
  return [
    {
      what: "difference of restricted means",
      value: difference,
      low: difference - z * standardError,
      high: difference + z * standardError,
      standardError,
      p: normalTwoSided(difference / standardError),
    },
    {
      what: "ratio of restricted means",
      value: ratio,
      low: ratio * Math.exp(-z * ofLog),
      high: ratio * Math.exp(z * ofLog),
      standardError: ofLog,
    },
  ];
}
