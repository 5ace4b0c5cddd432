import { accept, type Result } from "../../kernel/result.ts";
import { FEWEST_PEOPLE } from "./clustered.ts";
import { studentReach } from "./distributions.ts";
import { exactRate, type Rate, type RateRefusal } from "./rate.ts";
import { type Arm, USUAL_LEVEL } from "./rate-ratio.ts";
import { clopperPearson } from "./two-by-two.ts";

/** One person's part of a ratio: so many events in so many years, so many sessions kept of so many. */
export type OfPerson = { readonly some: number; readonly of: number };

/** The limits of an interval. */
export type Limits = { readonly low: number; readonly high: number };

/**
 * The interval of a ratio of two sums over people that lets what is one person's hang together.
 *
 * Ratio estimator: r = Σ some / Σ of; a person's pull is their some less r times their of. Variance by the delta method, HC0 with
 * the person as cluster: G / (G − 1) × Σ pull² / (Σ of)²; Student's t with G − 1 degrees of freedom for G people. Never below nought.
 * Source: Cochran 1977, chapter 6; the same as R's `survey::svyratio` of people drawn with replacement.
 *
 * @returns nothing below ten people, of whom such an error is absurdly small; nothing where there is nothing to divide by.
 */
export function limitsByPerson(people: readonly OfPerson[], level = USUAL_LEVEL): Limits | undefined {
  const there = people.filter(({ of }) => of > 0);
  const n = there.length;
  if (n < FEWEST_PEOPLE) return undefined;
  const all = there.reduce((sum, one) => ({ some: sum.some + one.some, of: sum.of + one.of }));
  const ratio = all.some / all.of;
  const squares = there.reduce((sum, { some, of }) => sum + (some - ratio * of) ** 2, 0);
  const reach = (studentReach(level, n - 1) * Math.sqrt((squares * n) / (n - 1))) / all.of;
  return { low: Math.max(0, ratio - reach), high: ratio + reach };
}

/** Of two intervals what either holds; of one alone that one. */
export const wider = (exact: Limits, byPerson: Limits | undefined): Limits =>
  byPerson
    ? { low: Math.min(exact.low, byPerson.low), high: Math.max(exact.high, byPerson.high) }
    : { low: exact.low, high: exact.high };

/**
 * A rate of several people's events: the exact (Garwood) interval, which takes events as independent, or from ten people on the wider of
 * that and the one by person. Below ten the exact one is left, and is too narrow where people have several events.
 */
export function rateByPerson(people: readonly Arm[], level = USUAL_LEVEL): Result<Rate, RateRefusal> {
  let [events, personYears] = [0, 0];
  for (const one of people) {
    events += one.events;
    personYears += one.personYears;
  }
  const exact = exactRate({ events, personYears }, level);
  if (!exact.ok) return exact;
  const arms = people.map((one) => ({ some: one.events, of: one.personYears }));
  return accept({ ...exact.value, ...wider(exact.value, limitsByPerson(arms, level)) });
}

/** The limits of a share of what people did several times: the exact (Clopper–Pearson) ones or, from ten people on, the wider by person. */
export function shareLimitsByPerson(people: readonly OfPerson[], level = USUAL_LEVEL): Limits {
  const sum = (what: keyof OfPerson): number => people.reduce((all, one) => all + one[what], 0);
  const { low, high } = wider(clopperPearson(sum("some"), sum("of"), level), limitsByPerson(people, level));
  return { low, high: Math.min(1, high) };
}
