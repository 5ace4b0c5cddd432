import { KEYS } from "./keys.ts";
import type { Protocol } from "./protocol.ts";

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
  const whole = (["substance", "gaps", "rules", "schedules", "eligibility"] as const).flatMap(
    (part): readonly Difference[] => {
      const [a, b] = [JSON.stringify(there[part]) ?? "none", JSON.stringify(here[part]) ?? "none"];
      return a === b ? [] : [{ what: `The ${part}`, there: shortened(a), here: shortened(b) }];
    },
  );
  return [...numbers, ...whole];
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
