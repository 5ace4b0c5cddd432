import type { Estimate, Finding, Found } from "../../../src/insight/evaluate/finding.ts";
import type { Cannot } from "../../../src/insight/evaluate/messages.ts";
import type { Result } from "../../../src/kernel/result.ts";
import type { Chance } from "../chance.ts";

/** Figures by name: `ratio`, `ratio.low`, `ratio.high`, `ratio.se`, `ratio.p`. What is absent is compared as NaN. */
export type Figures = Readonly<Record<string, number>>;

/** What our side answers for one data set. */
export type Ours = Result<{ readonly figures: Figures; readonly warnings: readonly string[] }, Cannot>;

/** One method of evaluation, with how its data is drawn and what it answers; R's answer has the same name in an .R file here. */
export type Method<Set = never> = {
  readonly name: string;
  /** The R functions that answer it, as a reader would write them. */
  readonly by: string;
  /** Closed forms agree to 1e-9; iterative fits to 1e-6, their errors, limits and p-values to 1e-5. */
  readonly kind: "closed" | "iterative";
  readonly draw: (chance: Chance) => Set;
  /** Data that breaks something, by what it breaks. */
  readonly degenerate: Readonly<Record<string, (chance: Chance) => Set>>;
  readonly ours: (set: Set) => Ours;
  /** Kinds of degenerate data on which our figures are not R's, and why. */
  readonly differs?: Readonly<Record<string, string>>;
  /** Planted faults: answers that must be noticed as wrong. */
  readonly faults?: Readonly<Record<string, (set: Set) => Ours>>;
};

/** Ties a method's parts together, so that what is drawn is what is answered. */
export const method = <Set>(one: Method<Set>): Method => one as unknown as Method;

/** Takes lines of a finding as figures: a name for each, and the words that the finding has for it. */
export function figuresOf(
  found: Found,
  lines: Readonly<Record<string, string | readonly [what: string, of: string]>>,
  more: (finding: Finding) => Figures = () => ({}),
): Ours {
  if (!found.ok) return found;
  const figures: Record<string, number> = {};
  for (const [name, words] of Object.entries(lines)) {
    const [what, of] = typeof words === "string" ? [words, undefined] : words;
    const one = found.value.estimates.find(
      (each) => each.what === what && (of === undefined || each.of === of),
    );
    if (one) Object.assign(figures, parts(name, one));
  }
  return {
    ok: true,
    value: {
      figures: { ...figures, ...more(found.value) },
      warnings: found.value.warnings.map((each) => each.code),
    },
  };
}

function parts(name: string, one: Estimate): Figures {
  return {
    [name]: one.value,
    ...(one.low === undefined ? {} : { [`${name}.low`]: one.low }),
    ...(one.high === undefined ? {} : { [`${name}.high`]: one.high }),
    ...(one.standardError === undefined ? {} : { [`${name}.se`]: one.standardError }),
    ...(one.p === undefined ? {} : { [`${name}.p`]: one.p }),
  };
}

/** A column of a finding's table, as figures numbered from 1. */
export function columnOf(finding: Finding, table: string, column: string, name: string): Figures {
  const rows = finding.tables.find((one) => one.name === table);
  const at = rows?.columns.indexOf(column) ?? -1;
  return Object.fromEntries((rows?.rows ?? []).map((row, i) => [`${name} ${i + 1}`, Number(row[at])]));
}

/** So many of something. */
export const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));
