import { KEYS } from "./keys.ts";
import { ordered, type Protocol } from "./protocol.ts";

const WORDS = {
  substance: "The substance",
  gaps: "The gaps",
  rules: "The rules",
  schedules: "The schedules",
  emergencyMedicines: "Medicines of an emergency",
  eligibility: "The checklist of eligibility",
} as const;

/** One thing in which two protocols differ. */
export type Difference = { readonly what: string; readonly there: string; readonly here: string };

/** What differs between two protocols: each number, the table of gaps, the rules, each schedule and the checklist of eligibility. */
export function differences(there: Protocol, here: Protocol): readonly Difference[] {
  const numbers = [...KEYS].flatMap(([key, { words, unit }]): readonly Difference[] => {
    const [a, b] = [there.parameters[key], here.parameters[key]];
    if (a?.value === b?.value && a?.mark === b?.mark && a?.source === b?.source) return [];
    return [
      {
        what: words,
        there: `${a?.value ?? "missing"} ${unit} (${a?.mark})`,
        here: `${b?.value ?? "missing"} ${unit} (${b?.mark})`,
      },
    ];
  });
  const whole = (Object.keys(WORDS) as (keyof typeof WORDS)[]).flatMap((part): readonly Difference[] => {
    const [a, b] = [textOf(there[part]), textOf(here[part])];
    return a === b ? [] : [{ what: WORDS[part], there: shortened(a), here: shortened(b) }];
  });
  return [...numbers, ...whole];
}

const textOf = (part: unknown): string => (part === undefined ? "none" : JSON.stringify(ordered(part)));
const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
