import { invariant } from "../../kernel/result.ts";

/** A substance that a sample is looked at for, as reviewed data. */
export type Substance = { readonly code: string; readonly name: string; readonly breath?: true };

/**
 * The substances, in the order of a usual screen. Version 1, proposed, for the partnership's clinical lead to confirm by
 * 2027-04-01. Source: the panel that the national clinical guidelines on drug misuse (2017) describe; the codes are ours,
 * since no national list of test substances is confirmed here.
 */
export const SUBSTANCES = [
  { code: "opiates", name: "Opiates (heroin, morphine, codeine)" },
  { code: "6-mam", name: "6-MAM (heroin)" },
  { code: "methadone", name: "Methadone" },
  { code: "buprenorphine", name: "Buprenorphine" },
  { code: "other-opioids", name: "Other opioids (fentanyl, nitazenes, tramadol, oxycodone)" },
  { code: "cocaine", name: "Cocaine and crack" },
  { code: "amphetamines", name: "Amphetamines" },
  { code: "benzodiazepines", name: "Benzodiazepines" },
  { code: "gabapentinoids", name: "Pregabalin and gabapentin" },
  { code: "cannabis", name: "Cannabis" },
  { code: "ketamine", name: "Ketamine" },
  { code: "alcohol", name: "Alcohol", breath: true },
] as const satisfies readonly Substance[];

/** What a substance is called. */
export function substanceName(code: string): string {
  const found = SUBSTANCES.find((each) => each.code === code);
  invariant(found, `the substance '${code}' is defined`);
  return found.name;
}

/** What a sample is. */
export const SAMPLES = { urine: "Urine", "oral-fluid": "Oral fluid", breath: "Breath" } as const;
export type Sample = keyof typeof SAMPLES;

/** Why somebody is tested. */
export const REASONS = {
  assessment: "To begin treatment safely",
  review: "At a review",
  "asked-by-person": "The person asked for it",
  concern: "A concern about safety",
  "after-gap": "After a gap in treatment",
} as const;
export type Reason = keyof typeof REASONS;

/** What a sample showed for one substance. `expected`: the worker says that it is what is prescribed. */
export const SHOWN = {
  positive: "Positive",
  expected: "Positive, as prescribed",
  negative: "Negative",
  "not-clear": "Not clear",
} as const;
export type Shown = keyof typeof SHOWN;
