import { accept } from "../../kernel/result.ts";
import { binomialAtLeast, binomialAtMost, whereRises } from "./distributions.ts";
import type { Found } from "./finding.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { type Arm, rateRatio, USUAL_LEVEL } from "./rate-ratio.ts";

const SIDES = { rate: "The first rate", comparison: "The second rate" } as const;

/**
 * Divides one rate by another: the exact interval, and the narrower mid-P one.
 *
 * Exact: conditional on all events, the first rate's are binomial; Clopper–Pearson limits turned back (see `rateRatio`).
 * Mid-P: the same, counting only half the chance of exactly what was seen; closer to 95 % and sometimes below it.
 * The p-value is twice the smaller tail, so that it agrees with the exact interval. Limits are solved to the last digits
 * of a double; epitools' mid-P limits, by a coarse root finder, differ in the third digit.
 * Source: Clopper and Pearson 1934; Berry and Armitage 1995 for mid-P.
 */
export function compareRates(first: Arm, second: Arm, level = USUAL_LEVEL): Found {
  const exact = rateRatio(first, second, level);
  if (!exact.ok) {
    const { refusal } = exact;
    if (refusal.code === "no-events-at-all") return cannot("no-events-at-all");
    const where = SIDES[refusal.arm];
    return refusal.code === "not-a-count" ? cannot("not-a-count", { where }) : cannot("no-time", { where });
  }
  const { ratio, low, high } = exact.value;
  const [x, n] = [first.events, first.events + second.events];
  const evenShare = first.personYears / (first.personYears + second.personYears);
  const tail = Math.min(binomialAtLeast(x, n, evenShare), binomialAtMost(x, n, evenShare));
  const mid = midP(first, second, level);
  return accept({
    method: "rate-ratio",
    level,
    estimates: [
      { what: "rate", of: "first", value: first.events / first.personYears },
      { what: "rate", of: "second", value: second.events / second.personYears },
      { what: "rate ratio", value: ratio, low, high, p: Math.min(1, 2 * tail), by: "exact" },
      { what: "rate ratio mid-P", value: ratio, ...mid, by: "mid-P" },
    ],
    counts: {
      "events, first": first.events,
      "time, first": first.personYears,
      "events, second": second.events,
      "time, second": second.personYears,
    },
    assumptions: [
      "Each event happens independently of the others, at one rate on each side.",
      "Time at risk is counted on both sides in the same unit, without time in custody.",
    ],
    warnings: warningsOf(first, second),
    tables: [],
  });
}

function warningsOf(first: Arm, second: Arm): Warned[] {
  return first.events + second.events > 2 ? [warn("repeat-events")] : [];
}

/** Mid-P limits: those shares at which half the chance of what was seen, with all beyond it, is the tail. */
function midP(first: Arm, second: Arm, level: number): { low: number; high: number } {
  const [x, n] = [first.events, first.events + second.events];
  const tail = (1 - level) / 2;
  const above = (p: number): number => (binomialAtLeast(x, n, p) + binomialAtLeast(x + 1, n, p)) / 2;
  const below = (p: number): number => (binomialAtMost(x, n, p) + binomialAtMost(x - 1, n, p)) / 2;
  const low = x === 0 ? 0 : whereRises(above, tail, 0, 1);
  const high = x === n ? 1 : whereRises((p) => -below(p), -tail, 0, 1);
  const asRatio = (share: number): number => (share / (1 - share)) * (second.personYears / first.personYears);
  return { low: asRatio(low), high: asRatio(high) };
}
