import type { Choice } from "../../../web/fields.ts";

/** The states of a nomination, in the order in which one can come to them. */
export const STATES = [
  "nominated",
  "consented",
  "panel",
  "deferred",
  "shortlisted",
  "declined",
  "assessment",
  "accepted",
  "not-suitable",
  "agreed",
  "induction",
  "refused-by-person",
  "withdrawn",
  "ended",
  "died",
] as const;
export type State = (typeof STATES)[number];

/** What pages call each state. */
export const STATE_NAMES: Readonly<Record<State, string>> = {
  nominated: "Nominated",
  consented: "Agreed to the panel",
  panel: "Before the panel",
  deferred: "Put off by the panel",
  shortlisted: "On the waiting list",
  declined: "Declined by the panel",
  assessment: "Clinical assessment",
  accepted: "Accepted by the licensed doctor",
  "not-suitable": "Not suitable",
  agreed: "Agreement signed",
  induction: "Treatment begun",
  "refused-by-person": "Refused by the person",
  withdrawn: "Nomination taken back",
  ended: "Ended with the stay",
  died: "Died",
};

/** States in which a selection is over. Treatment begun is one: it was what it was for. */
export const OVER: readonly State[] = [
  "declined",
  "not-suitable",
  "induction",
  "refused-by-person",
  "withdrawn",
  "ended",
  "died",
];

/** What a panel can decide. */
export const DECISIONS = ["shortlisted", "declined", "deferred"] as const;

const SOURCE =
  "proposed, for the clinic's prescriber and the panel's chair to confirm; look again by 2027-04-01";

/** Reasons by what they are for, as reviewed data. A code once used is never given another meaning. */
export const REASONS = {
  shortlisted: [
    { value: "greatest-need", label: "Great need that other treatment has not met" },
    { value: "risk-of-death", label: "In danger of dying of an overdose" },
    { value: "other", label: "Another reason, said below" },
  ],
  declined: [
    { value: "other-treatment-first", label: "Other treatment has not been tried enough" },
    { value: "need-not-so-great", label: "Need not so great as others'" },
    { value: "risk-to-others", label: "Danger to staff or other patients that cannot be managed here" },
    { value: "cannot-attend", label: "Could not come two or three times a day" },
    { value: "other", label: "Another reason, said below" },
  ],
  deferred: [
    { value: "more-to-know", label: "More is to be known first" },
    { value: "away", label: "Not in the area, in hospital or in custody at present" },
    { value: "other-treatment-first", label: "Other treatment is tried first" },
    { value: "other", label: "Another reason, said below" },
  ],
  "not-suitable": [
    { value: "criteria-not-met", label: "Criteria not met" },
    { value: "contraindication", label: "Something speaks against this treatment" },
    { value: "safety", label: "Could not be treated safely here" },
    { value: "other", label: "Another reason, said below" },
  ],
  "refused-by-person": [
    { value: "does-not-want", label: "Does not want this treatment" },
    { value: "not-now", label: "Not now" },
    { value: "too-often", label: "Cannot or will not come every day" },
    { value: "not-shared", label: "Does not agree to the panel" },
    { value: "other", label: "Another reason, said below" },
  ],
  withdrawn: [
    { value: "changed", label: "Things have changed" },
    { value: "also-nominated", label: "Nominated by another agency as well" },
    { value: "moved-away", label: "Has moved away" },
    { value: "other", label: "Another reason, said below" },
  ],
} as const satisfies Readonly<Record<string, readonly Choice[]>>;

/** Where the reasons come from, and when somebody looks at them again. */
export const REASONS_REVIEW = { source: SOURCE, checkBy: "2027-04-01" } as const;

const OTHERS: Readonly<Record<string, string>> = {
  "consent-withdrawn": "The person took their consent back",
  "consent-refused": "The person does not agree to the panel",
  "death-reversed": "A death recorded in error was reversed",
};

/** A reason in words. */
export function reasonWords(state: string, code: string | null): string {
  if (code === null) return "";
  const choices: readonly Choice[] = Object.entries(REASONS).find(([of]) => of === state)?.[1] ?? [];
  return choices.find((choice) => choice.value === code)?.label ?? OTHERS[code] ?? code;
}
