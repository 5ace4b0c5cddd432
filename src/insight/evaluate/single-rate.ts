import { accept } from "../../kernel/result.ts";
import { normalReach, poissonAtLeast, poissonAtMost } from "./distributions.ts";
import type { Found } from "./finding.ts";
import { cannot, warn } from "./messages.ts";
import { exactRate } from "./rate.ts";
import { type Arm, USUAL_LEVEL } from "./rate-ratio.ts";

/**
 * One rate with its exact (Garwood) interval and Byar's approximation to it.
 * The unit is that of the time given: events per person-year where time is in person-years.
 */
export function singleRate(arm: Arm, level = USUAL_LEVEL): Found {
  const exact = exactRate(arm, level);
  if (!exact.ok)
    return cannot(exact.refusal.code === "not-a-count" ? "not-a-count" : "no-time", { where: "The rate" });
  const { rate, low, high } = exact.value;
  const byar = byarLimits(arm.events, level);
  return accept({
    method: "rate",
    level,
    estimates: [
      { what: "rate", value: rate, low, high, by: "exact" },
      {
        what: "rate by Byar",
        value: rate,
        low: byar.low / arm.personYears,
        high: byar.high / arm.personYears,
        by: "Byar",
      },
    ],
    counts: { events: arm.events, time: arm.personYears },
    assumptions: ["Each event happens independently of the others, at one rate throughout."],
    warnings: arm.events > 2 ? [warn("repeat-events")] : [],
    tables: [],
  });
}

/**
 * A standardised mortality ratio: observed deaths over those expected at the comparison's rates, exact and Byar.
 *
 * The expected number is taken as known without error. The p-value is twice the smaller Poisson tail.
 * Source: Breslow and Day 1987, volume II, 2.3.
 */
export function standardisedRatio(observed: number, expected: number, level = USUAL_LEVEL): Found {
  const exact = exactRate({ events: observed, personYears: expected }, level);
  if (!exact.ok) {
    return exact.refusal.code === "not-a-count"
      ? cannot("not-a-count", { where: "The observed number" })
      : cannot("none-expected", { expected });
  }
  const { rate, low, high } = exact.value;
  const byar = byarLimits(observed, level);
  const tail = Math.min(poissonAtLeast(observed, expected), poissonAtMost(observed, expected));
  return accept({
    method: "smr",
    level,
    estimates: [
      { what: "ratio", value: rate, low, high, p: Math.min(1, 2 * tail), by: "exact" },
      {
        what: "ratio by Byar",
        value: rate,
        low: byar.low / expected,
        high: byar.high / expected,
        by: "Byar",
      },
      { what: "observed less expected", value: observed - expected },
    ],
    counts: { observed, expected },
    assumptions: [
      "Deaths are independent of one another.",
      "The comparison's rates fit everything but what is being asked about: age, sex and years are alike.",
    ],
    warnings: [warn("expected-is-a-guess")],
    tables: [],
  });
}

/** Byar's limits of a Poisson count. Good to the third digit from ten events on. The lower limit of nought is nought. */
function byarLimits(count: number, level: number): { low: number; high: number } {
  const z = normalReach(level);
  const cube = (from: number, sign: number): number =>
    from * (1 - 1 / (9 * from) + (sign * z) / (3 * Math.sqrt(from))) ** 3;
  return { low: count === 0 ? 0 : cube(count, -1), high: cube(count + 1, 1) };
}
