import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Arm, USUAL_LEVEL } from "./rate-ratio.ts";

/** Events per person-year with their exact interval. */
export type Rate = {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** 0.95 for a 95 % interval. */
  readonly level: number;
};

/** Why there is no rate. */
export type RateRefusal = { readonly code: "not-a-count" } | { readonly code: "zero-exposure" };

/**
 * A rate per person-year with Garwood's exact interval for a Poisson count.
 *
 * The lower limit is the mean for which so many events or more would happen in 2.5 % of years, the upper the mean for
 * which so few or fewer would: found by halving on the Poisson sum itself, to the last digits of a double. The same
 * numbers as `qchisq(0.025, 2x) / 2` and `qchisq(0.975, 2x + 2) / 2` in R. The lower limit of no event is 0.
 */
export function exactRate({ events, personYears }: Arm, level = USUAL_LEVEL): Result<Rate, RateRefusal> {
  if (!Number.isSafeInteger(events) || events < 0) return refuse({ code: "not-a-count" });
  if (!(Number.isFinite(personYears) && personYears > 0)) return refuse({ code: "zero-exposure" });
  const tail = (1 - level) / 2;
  const low = events === 0 ? 0 : meanWhere(events - 1, 1 - tail);
  const high = meanWhere(events, tail);
  return accept({ rate: events / personYears, low: low / personYears, high: high / personYears, level });
}

/** The Poisson mean at which `atMost` or fewer events have this probability. The probability falls as the mean grows. */
function meanWhere(atMost: number, probability: number): number {
  const logTop = logFactorial(atMost);
  let low = 0;
  let high = atMost + 10;
  while (chanceOfAtMost(atMost, high, logTop) > probability) high *= 2;
  // Sixty halvings reach the resolution of a double; the loop also ends as soon as nothing lies between.
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (chanceOfAtMost(atMost, middle, logTop) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Well above the smallest number that a double holds with all its digits, 2.2e-308. */
const LEAST_WITH_ALL_DIGITS = 1e-290;

/** P(X ≤ k) for a Poisson mean, summed downwards from k until the terms no longer count. */
function chanceOfAtMost(k: number, mean: number, logFactorialOfK: number): number {
  if (mean === 0) return 1;
  let term = Math.exp(k * Math.log(mean) - mean - logFactorialOfK);
  // Far above the mean the first term underflows although the sum is all but one, and loses its digits before it does.
  if (term < LEAST_WITH_ALL_DIGITS) return k > mean ? 1 : 0;
  let sum = term;
  for (let j = k; j > 0; j--) {
    term *= j / mean;
    sum += term;
    if (j < mean && term < sum * 1e-17) break;
  }
  return sum;
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += Math.log(k);
  return sum;
}
