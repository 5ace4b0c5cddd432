import type { Random } from "../../kernel/random.ts";
import { accept, type Result } from "../../kernel/result.ts";
import { exactRate } from "../evaluate/rate.ts";
import type { Refused } from "../stats/messages.ts";
import { spreadOf } from "./check.ts";
import type { Design } from "./design.ts";
import type { How } from "./how.ts";
import { refused, type Warning, warned } from "./messages.ts";
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
  /** With the counterfactual's own limits as well, melded with the exact ones by draws; undefined where none were stated. */
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

/**
 * Each limit takes the end of the count that its exact limit takes: with a counterfactual that is known the two are Garwood's
 * own, so that one kind of limits stands in both rows. Source: Fay, Proschan and Brittain 2015, melded intervals.
 */
function drawnLimits({ observed, expected }: DeathsAsked, random: Random, draws: number, level: number) {
  const otherwise = drawsOf(expected, random.fork("deaths expected"), draws);
  const averted = (events: number, name: string): Float64Array => {
    const seen = drawsOf(
      { kind: "gamma", mean: events, standardError: Math.sqrt(events) },
      random.fork(name),
      draws,
    );
    return otherwise.map((value, i) => value - (seen[i] ?? 0));
  };
  return {
    low: percentiles(averted(observed + 1, "deaths seen, at most"), level).low,
    high: percentiles(averted(observed, "deaths seen, at least"), level).high,
  };
}

/** Deaths averted, with whose words the counterfactual is and what each cost. */
export type DeathsAnswer = DeathsAverted & {
  readonly words: string;
  readonly source: string;
  /** Pounds of the programme's extra cost; NaN where nothing extra was spent, or where chance may have averted none. */
  readonly costPerDeath: number;
};

/** Reads the counterfactual that a design states, and sets the deaths that were seen against it. */
export function deathsOf(
  file: string,
  asked: Design["deaths"],
  how: How,
  extraCost: number,
): Result<DeathsAnswer | undefined, Refused> {
  if (!asked) return accept(undefined);
  const { expected, "per-1000-person-years": rate, words, source } = asked.counterfactual;
  const time = asked["person-years"];
  const amount = expected ?? rate;
  const twice = expected !== undefined && rate !== undefined;
  if (amount === undefined || twice || (rate !== undefined && time === undefined))
    return refused("deaths-one-of", { file });
  const times = expected === undefined ? (time ?? 0) / 1000 : 1;
  const field = `deaths.counterfactual.${expected === undefined ? "per-1000-person-years" : "expected"}`;
  const spread = spreadOf(file, field, amount, times, "lognormal");
  if (!spread.ok) return spread;
  const stated = (typeof amount === "number" ? amount : amount.value) * times;
  const averted = deathsAverted(
    { observed: asked.observed, expected: spread.value, stated },
    how.random,
    how.draws,
  );
  const priced = extraCost > 0 && widest(averted).low > 0;
  const costPerDeath = priced ? extraCost / averted.averted : Number.NaN;
  return accept({ ...averted, words, source, costPerDeath });
}

/** The limits to go by: with the counterfactual's own where it has any. */
const widest = ({ byChance, withCounterfactual }: DeathsAverted) => withCounterfactual ?? byChance;

/** What must be known of deaths averted before believing them; nothing where a design states no counterfactual. */
export function deathsWarnings(deaths: DeathsAnswer | undefined): readonly Warning[] {
  if (!deaths) return [];
  const { low, high } = widest(deaths);
  return [
    warned("deaths-modelled"),
    ...(low <= 0 && high >= 0 ? [warned("deaths-over-nought", { low, high })] : []),
  ];
}
