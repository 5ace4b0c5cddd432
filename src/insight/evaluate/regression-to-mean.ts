import { accept } from "../../kernel/result.ts";
import { normalAbove, normalHeight } from "./distributions.ts";
import type { Finding, Found, Numbers } from "./finding.ts";
import { cannot, warn } from "./messages.ts";

/** What is known of everybody, before anybody is chosen. */
export type Everybody = {
  readonly mean: number;
  /** The standard deviation of one reading. */
  readonly deviation: number;
  /** How two readings of one person with nothing done in between hang together. */
  readonly correlation: number;
};

/** Readings of those chosen, before and after. */
export type Chosen = { readonly before: number; readonly after: number };

/**
 * How far those who were chosen for a high reading will fall by themselves.
 *
 * Davis: for readings spread normally, those above a limit stand s·λ above the mean and fall back s·(1 − r)·λ at the next
 * reading, λ being the height of the normal curve at the limit over the share above it. Where readings of those chosen are
 * given, the change is told with that taken off. It is an expectation about a population: no interval.
 * Source: Davis 1976; Barnett, van der Pols and Dobson 2005.
 */
export function regressionToMean(everybody: Everybody, limit: number, chosen?: Chosen): Found {
  const { mean, deviation, correlation } = everybody;
  if (!(deviation > 0)) return cannot("no-spread", { what: "Readings" });
  if (!(correlation >= 0 && correlation <= 1))
    return cannot("not-a-correlation", { what: "The correlation of two readings", value: correlation });
  const z = (limit - mean) / deviation;
  const above = normalAbove(z);
  if (!(above > 0)) return cannot("nobody-above", { limit, away: z.toFixed(1) });
  const lambda = normalHeight(z) / above;
  const fall = deviation * (1 - correlation) * lambda;
  return accept({
    method: "regression-to-mean",
    level: 0.95,
    estimates: [
      { what: "expected fall by itself", value: fall },
      { what: "share above the limit", value: above },
      { what: "expected reading of those chosen", value: mean + deviation * lambda },
      { what: "expected next reading", value: mean + correlation * deviation * lambda },
      ...(chosen
        ? [
            { what: "fall seen", value: chosen.before - chosen.after },
            { what: "fall beyond the expected", value: chosen.before - chosen.after - fall },
          ]
        : []),
    ],
    counts: {},
    assumptions: [
      "Readings are spread normally, and those who were chosen were chosen by the reading alone.",
      "Nothing was done between the two readings by which the correlation was taken.",
    ],
    warnings: [warn("falls-by-itself")],
    tables: [],
  });
}

/**
 * The same from a file of everybody, chosen or not, whom nothing was done to: mean, spread and correlation are taken from
 * it, and those above the limit are followed.
 */
export function regressionInFile(before: Numbers, after: Numbers, limit: number): Found {
  const n = before.length;
  if (after.length !== n) return cannot("unequal-lengths");
  if (n < 10) return cannot("too-few", { what: "people", there: n, fewest: 10 });
  for (const [where, values] of [
    ["Before", before],
    ["After", after],
  ] as const)
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(values[i])) return cannot("not-finite", { where, row: i + 1 });
  const [one, two] = [momentsOf(before), momentsOf(after)];
  let together = 0;
  for (let i = 0; i < n; i++)
    together += ((before[i] as number) - one.mean) * ((after[i] as number) - two.mean);
  const correlation = together / (n - 1) / (one.deviation * two.deviation);
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => (before[i] as number) > limit);
  const average = (values: Numbers) => rows.reduce((sum, i) => sum + (values[i] as number), 0) / rows.length;
  const chosen = rows.length > 0 ? { before: average(before), after: average(after) } : undefined;
  const found = regressionToMean({ ...one, correlation: Math.max(0, correlation) }, limit, chosen);
  if (!found.ok) return found;
  return accept({
    ...found.value,
    estimates: [
      ...found.value.estimates,
      { what: "correlation of two readings", value: correlation },
      { what: "mean of everybody", value: one.mean },
      { what: "standard deviation of everybody", value: one.deviation },
    ],
    counts: { people: n, "above the limit": rows.length },
  } satisfies Finding);
}

function momentsOf(values: Numbers): { readonly mean: number; readonly deviation: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - sum / n) ** 2;
  return { mean: sum / n, deviation: Math.sqrt(squares / (n - 1)) };
}
