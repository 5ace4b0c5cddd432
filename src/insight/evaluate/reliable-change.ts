import { accept } from "../../kernel/result.ts";
import { studentReach } from "./distributions.ts";
import type { Estimate, Found, Numbers } from "./finding.ts";
import { cannot, type Warned, warn } from "./messages.ts";
import { USUAL_LEVEL } from "./rate-ratio.ts";
import { wilson } from "./two-by-two.ts";

/** How a measure is read. */
export type ReliableOptions = {
  /** How well the measure agrees with itself, from 0 to 1: its test–retest or internal reliability. */
  readonly reliability: number;
  /** The standard deviation of readings among people like these; by default that of the readings before. */
  readonly deviation?: number;
  readonly better: "lower" | "higher";
  /** Beyond it a reading is like that of people who are well. */
  readonly wellFrom?: number;
  readonly level?: number;
};

/** A change this many standard errors of a difference is more than the measure's own noise. */
const NOISE = 1.96;

/**
 * Who changed by more than the measure's own noise: Jacobson and Truax's reliable change.
 *
 * The standard error of a difference is √2 · s · √(1 − r); a change beyond 1.96 of them is reliable. With a limit for those who are
 * well, a reliable improvement that also passes it is recovery. Shares have Wilson's intervals. Those who worsened stand beside
 * those who improved. Source: Jacobson and Truax 1991; Marsden 2011 found it the best of four on 18,163 TOP records and asks
 * that regression to the mean be kept in mind.
 */
export function reliableChange(before: Numbers, after: Numbers, options: ReliableOptions): Found {
  const { reliability, better, level = USUAL_LEVEL } = options;
  const n = before.length;
  if (after.length !== n) return cannot("unequal-lengths");
  if (n === 0) return cannot("nobody", { where: "in the file" });
  if (!(reliability >= 0 && reliability < 1))
    return cannot("not-a-correlation", { what: "The reliability", value: reliability });
  for (const [where, values] of [
    ["Before", before],
    ["After", after],
  ] as const)
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(values[i])) return cannot("not-finite", { where, row: i + 1 });
  const deviation = options.deviation ?? spreadOf(before);
  if (!(deviation > 0)) return cannot("no-spread", { what: "The readings before" });
  const noise = Math.SQRT2 * deviation * Math.sqrt(1 - reliability);
  const gains = Array.from(
    { length: n },
    (_, i) => (better === "lower" ? -1 : 1) * ((after[i] as number) - (before[i] as number)),
  );
  const improved = gains.map((gain) => gain > NOISE * noise);
  const well = (i: number): boolean => {
    const [limit, now, then] = [options.wellFrom, after[i] as number, before[i] as number];
    if (limit === undefined) return false;
    return better === "lower" ? now <= limit && then > limit : now >= limit && then < limit;
  };
  const share = (what: string, count: number): Estimate => ({
    what,
    value: count / n,
    ...wilson(count, n, level),
    by: "Wilson",
  });
  const worsened = gains.filter((gain) => gain < -NOISE * noise).length;
  const gained = improved.filter(Boolean).length;
  return accept({
    method: "reliable-change",
    level,
    estimates: [
      { what: "smallest reliable change", value: NOISE * noise },
      share("share reliably improved", gained),
      share("share without reliable change", n - gained - worsened),
      share("share reliably worse", worsened),
      ...(options.wellFrom === undefined
        ? []
        : [share("share recovered", improved.filter((yes, i) => yes && well(i)).length)]),
      averageGain(gains, level),
    ],
    counts: { people: n, improved: gained, worsened, unchanged: n - gained - worsened },
    assumptions: [
      "The measure is as noisy for everybody, at every height.",
      "The reliability was found among people like these.",
    ],
    warnings: warningsOf(n),
    tables: [],
  });
}

function spreadOf(values: Numbers): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - sum / n) ** 2;
  return Math.sqrt(squares / (n - 1));
}

/** The average change towards better, with Student's interval. */
function averageGain(gains: readonly number[], level: number): Estimate {
  const n = gains.length;
  const value = gains.reduce((sum, each) => sum + each, 0) / n;
  if (n < 2) return { what: "average change for the better", value };
  const standardError = spreadOf(gains) / Math.sqrt(n);
  const reach = studentReach(level, n - 1) * standardError;
  return {
    what: "average change for the better",
    value,
    low: value - reach,
    high: value + reach,
    standardError,
  };
}

const warningsOf = (people: number): Warned[] => [
  ...(people < 10 ? [warn("few-people", { people })] : []),
  warn("no-comparison"),
  warn("regression-to-mean"),
];
