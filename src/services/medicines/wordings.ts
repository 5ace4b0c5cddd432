/** One of the Home Office's approved wordings, which let a pharmacist act without ringing the prescriber. */
export type Wording = { readonly code: string; readonly words: string; readonly short: string };

/** Version of the wordings: which may be chosen, and what they say. */
export const WORDINGS_SOURCE = {
  version: "2015",
  source:
    "Home Office approved wording for instalment prescriptions, 2015, as given by ggcprescribing.org.uk and numarknet.com; the exact text is to be compared with the circular",
  checkBy: "2027-04-01",
};

/** The wordings of 2015. Any of them may be chosen. */
export const WORDINGS: readonly Wording[] = [
  {
    code: "closed-days",
    short: "Closed days",
    words: "Please dispense instalments due on pharmacy closed days on a prior suitable day.",
  },
  {
    code: "remaining-days",
    short: "Missed collection day",
    words:
      "If an instalment’s collection day has been missed, please still dispense the amount due for any remaining day(s) of that instalment.",
  },
  {
    code: "three-days",
    short: "Three days missed",
    words: "Consult the prescriber if 3 or more consecutive days of a prescription have been missed.",
  },
  {
    code: "supervise",
    short: "Supervise",
    words: "Supervise consumption on collection days.",
  },
  {
    code: "separate-containers",
    short: "Separate containers",
    words: "Dispense daily doses in separate containers.",
  },
];

/** Wordings by their codes, in the order of the list. */
export const wordingsOf = (codes: readonly string[]): readonly Wording[] =>
  WORDINGS.filter(({ code }) => codes.includes(code));
