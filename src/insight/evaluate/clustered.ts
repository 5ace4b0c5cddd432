import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Concentrated, concentrated } from "./concentration.ts";
import { type Arm, type RateRatio, USUAL_LEVEL } from "./rate-ratio.ts";

/** What one person did in two windows. A window without time at risk has no event that counts. */
export type PersonArms = { readonly rate: Arm; readonly comparison: Arm };

/** A rate ratio whose interval lets one person's events hang together. */
export type ClusteredRatio = RateRatio & {
  /** Of the logarithm of the ratio. */
  readonly standardError: number;
  /** People with time at risk in at least one window. */
  readonly clusters: number;
  /** Those of them who had any event. */
  readonly withEvents: number;
  /** True below forty people with any event, where such intervals come out too narrow. */
  readonly few: boolean;
};

/** Why no interval can be given that allows for repeat offenders. */
export type ClusteredRefusal =
  | { readonly code: "too-few-people"; readonly people: number; readonly fewest: number }
  | { readonly code: "no-events-in-one-window" }
  | Concentrated;

/** Below this many people with any event the interval is known to come out too narrow, and says so. Source: evaluation.md section 4. */
export const GOOD_NUMBER_OF_PEOPLE = 40;

/** Below this many people the sandwich is unusable (with six its error is absurdly small) and is not given. */
export const FEWEST_PEOPLE = 10;

/**
 * Divides one rate by another among the same people, with an interval that allows for repeat offenders.
 *
 * A Poisson log-linear model of events by window, offset by log person-years, fitted to all; its variance is the sandwich
 * with the person as cluster. With two windows it has a closed form: each person's pull on the log ratio is the number of
 * events above expectation over all events in the one window, less the same in the other, and the variance is the sum
 * of squared pulls. Small-sample correction: × G / (G − 1) for G people, and Student's t with G − 1 degrees of freedom.
 * The same as R's `glm(poisson)` with `sandwich::vcovCL(cluster, type = "HC0", cadjust = TRUE)` and `qt(0.975, G - 1)`.
 *
 * Refuses: fewer than ten people; a window in which nobody had an event (the log ratio has no finite error); and what
 * `concentrated` finds, such as one person with every event, whose interval would be a point.
 */
export function clusteredRateRatio(
  people: readonly PersonArms[],
  level = USUAL_LEVEL,
): Result<ClusteredRatio, ClusteredRefusal> {
  const known = people.filter((one) => one.rate.personYears > 0 || one.comparison.personYears > 0);
  const clusters = known.length;
  if (clusters < FEWEST_PEOPLE)
    return refuse({ code: "too-few-people", people: clusters, fewest: FEWEST_PEOPLE });
  const rate = pooled(known.map((one) => one.rate));
  const comparison = pooled(known.map((one) => one.comparison));
  if (rate.events === 0 || comparison.events === 0) return refuse({ code: "no-events-in-one-window" });

  const withEvents = known.filter((one) => one.rate.events + one.comparison.events > 0).length;
  let [squares, greatest] = [0, 0];
  for (const one of known) {
    const square = (pull(one.rate, rate) - pull(one.comparison, comparison)) ** 2;
    squares += square;
    greatest = Math.max(greatest, square);
  }
  const model = 1 / rate.events + 1 / comparison.events;
  const unusable = concentrated({ squares, greatest, model }, withEvents);
  if (unusable) return refuse(unusable);
  const standardError = Math.sqrt((squares * clusters) / (clusters - 1));
  const ratio = rate.events / rate.personYears / (comparison.events / comparison.personYears);
  const reach = Math.exp(studentQuantile(level, clusters - 1) * standardError);
  const few = withEvents < GOOD_NUMBER_OF_PEOPLE;
  const limits = { ratio, low: ratio / reach, high: ratio * reach, level };
  return accept({ ...limits, standardError, clusters, withEvents, few });
}

function pooled(arms: readonly Arm[]): Arm {
  let events = 0;
  let personYears = 0;
  for (const arm of arms) {
    events += arm.events;
    personYears += arm.personYears;
  }
  return { events, personYears };
}

/** How far one person moves the logarithm of a window's rate. */
const pull = (one: Arm, all: Arm): number => one.events / all.events - one.personYears / all.personYears;

/** The two-sided limit of Student's t, by t² / (df + t²) being beta with shapes 1/2 and df/2. */
function studentQuantile(level: number, degreesOfFreedom: number): number {
  const share = betaQuantile(level, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * share) / (1 - share));
}
