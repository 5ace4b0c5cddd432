import { KEYS } from "./keys.ts";
import { ordered, type Protocol } from "./protocol.ts";

const WORDS = {
  substance: "The substance",
  gaps: "The gaps",
  rules: "The rules",
  schedules: "The schedules",
  emergencyMedicines: "Medicines of an emergency",
} as const;

/** One thing in which two protocols differ. */
export type Difference = { readonly what: string; readonly there: string; readonly here: string };

/** What differs between two protocols: each number, the table of gaps, the rules and each schedule. */
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
  const whole = (["substance", "gaps", "rules", "schedules", "emergencyMedicines"] as const).flatMap(
    (part): readonly Difference[] => {
      const [a, b] = [JSON.stringify(ordered(there[part])), JSON.stringify(ordered(here[part]))];
      return a === b ? [] : [{ what: WORDS[part], there: shortened(a), here: shortened(b) }];
    },
  );
  return [...numbers, ...whole];
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
