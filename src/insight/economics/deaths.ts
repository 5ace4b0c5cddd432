import type { Random } from "../../kernel/random.ts";
import { exactRate } from "../evaluate/rate.ts";
import { percentiles } from "./percentiles.ts";
import { drawsOf, type Spread } from "./spread.ts";

/** Deaths that were seen, and how many there would have been otherwise as somebody states it. */
export type DeathsAsked = {
  readonly observed: number;
  /** Deaths expected otherwise over the same people and time. */
  readonly expected: Spread;
  readonly stated: number;
};

/** Deaths averted, with the limits of chance, and with those of the counterfactual where it has any. */
export type DeathsAverted = {
  readonly observed: number;
  readonly expected: number;
  readonly averted: number;
  /** The expected number taken as known: exact limits of the count that was seen (Garwood). */
  readonly byChance: { readonly low: number; readonly high: number };
  /** With the counterfactual's own limits as well, from draws; undefined where none were stated. */
  readonly withCounterfactual: { readonly low: number; readonly high: number } | undefined;
};

/**
 * Deaths expected less deaths seen. Negative where more died than were expected, and never cut off at nought.
 *
 * Whoever states the counterfactual decides most of the answer; a result is told with the words of who stated it.
 */
export function deathsAverted(
  asked: DeathsAsked,
  random: Random,
  draws: number,
  level = 0.95,
): DeathsAverted {
  const { observed, stated } = asked;
  const exact = exactRate({ events: observed, personYears: 1 }, level);
  const seen = exact.ok
    ? { low: exact.value.low, high: exact.value.high }
    : { low: Number.NaN, high: Number.NaN };
  const fixed = asked.expected.kind === "fixed";
  return {
    observed,
    expected: stated,
    averted: stated - observed,
    byChance: { low: stated - seen.high, high: stated - seen.low },
    withCounterfactual: fixed ? undefined : drawnLimits(asked, random, draws, level),
  };
}

function drawnLimits({ observed, expected }: DeathsAsked, random: Random, draws: number, level: number) {
  // The mean that so many deaths speak for, with half a death added so that none seen still leaves some doubt (Jeffreys).
  const mean = observed + 0.5;
  const seen = drawsOf(
    { kind: "gamma", mean, standardError: Math.sqrt(mean) },
    random.fork("deaths seen"),
    draws,
  );
  const otherwise = drawsOf(expected, random.fork("deaths expected"), draws);
  const { low, high } = percentiles(
    otherwise.map((value, i) => value - (seen[i] ?? 0)),
    level,
  );
  return { low, high };
}
