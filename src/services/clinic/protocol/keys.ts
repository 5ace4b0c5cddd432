/** How a number of a protocol is kept: what it counts, and between what it must lie to be no slip of a figure. */
export type Kept = {
  readonly words: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
};
const kept = (words: string, unit: string, least: number, most: number): Kept => ({
  words,
  unit,
  least,
  most,
});

/** Every number of a protocol, by group. A protocol has each of them, and no other. Amounts in milligrams, as protocols are written. */
export const GROUPS = {
  "Drug and limits": {
    "dispensing-step": kept("Doses are measured in steps of, rounded down", "mg", 0.1, 50),
    "max-single": kept("Most in one injection", "mg", 1, 1000),
    "max-daily": kept("Most in a calendar day, and in any 24 hours", "mg", 1, 2000),
    "order-longest": kept("One order is for at most", "days", 1, 60),
    "tolerance-at": kept("Full tolerance is reached at about, a day", "mg", 1, 2000),
  },
  "Sessions and intervals": {
    "sessions-a-day": kept("Sessions a day", "sessions", 2, 3),
    "days-a-week": kept("Days a week", "days", 7, 7),
    "min-interval": kept("From the end of one injection to the next session", "minutes", 60, 1440),
    "min-interval-ordered": kept("The same, where a prescriber orders it so", "minutes", 60, 1440),
    "top-up-interval": kept("From one part to a further part of a session", "minutes", 0, 240),
    grace: kept("A session not attended closes after its end", "minutes", 0, 240),
    "staff-nurses": kept("A session opens with nurses who give, at least", "people", 1, 10),
    "staff-checkers": kept("with checkers, at least", "people", 1, 10),
    "staff-doctors": kept("and with doctors on call, at least", "people", 0, 5),
    "count-at-start": kept("Two people count the stock before a session opens", "(1 yes, 0 no)", 0, 1),
    "count-at-end": kept("and again before it closes", "(1 yes, 0 no)", 0, 1),
    "made-up-to": kept("A powder is made up to, in a millilitre", "mg", 1, 500),
    "made-up-keeps": kept("and is given for at most, once made up", "hours", 1, 168),
  },
  Titration: {
    "first-dose": kept("First dose at most", "mg", 1, 100),
    "repeat-dose": kept("A further dose straight away, if the first was well borne, at most", "mg", 1, 100),
    "day-one-dose": kept("Each further dose of the first day at most", "mg", 1, 200),
    "twice-daily-rise": kept("Two sessions a day: a dose rises by at most, of the one before", "%", 0, 100),
    "stable-after": kept("A dose is stable after, since it was last raised", "days", 1, 90),
    "multi-daily-share": kept(
      "More than two: a dose is at most, of all that was had the day before",
      "%",
      1,
      100,
    ),
  },
  // The database gives a full dose to nobody who is less awake than 1 or has alcohol in the breath, and none to whoever is less awake
  // than 2: a protocol may be stricter and no looser.
  "Before the dose": {
    "assessment-holds": kept("An assessment holds for", "minutes", 1, 60),
    "poss-clear": kept("Full dose up to a sedation score of", "score", 1, 1),
    "poss-defer": kept("Waits from a sedation score of", "score", 2, 2),
    "poss-withhold": kept("Withheld from a sedation score of", "score", 2, 3),
    "breaths-counted-for": kept("Breaths are counted for at least", "seconds", 15, 60),
    "breaths-withhold": kept("Withheld below, breaths a minute", "breaths", 6, 14),
    "breaths-defer": kept("Waits below, breaths a minute", "breaths", 8, 16),
    "oxygen-withhold": kept("Withheld below a saturation of", "%", 80, 97),
    "oxygen-defer": kept("Waits below a saturation of (or the person’s own)", "%", 85, 99),
    "own-oxygen": kept("A person’s own saturation on air counts too", "(1 yes, 0 no)", 0, 1),
    "own-oxygen-least": kept("but none lower than", "%", 80, 94),
    "own-oxygen-holds": kept("and only for, since it was measured", "days", 1, 730),
    "defer-wait": kept("Looked at again after", "minutes", 5, 120),
    "alcohol-clear": kept("Full dose up to a breath alcohol of", "µg/100 ml breath", 0, 0),
    "alcohol-limit": kept("Withheld above a breath alcohol of", "µg/100 ml breath", 0, 60),
    "alcohol-again": kept("Breath tested again after at least", "minutes", 15, 240),
    "alcohol-blood-ratio": kept(
      "Milligrams in 100 ml of blood for each microgram in 100 ml of breath",
      "times",
      2,
      2.5,
    ),
    "reduce-by": kept("A reduced dose is less by at least", "%", 5, 90),
  },
  "After the dose": {
    "check-late": kept("Readings are overdue when late by", "minutes", 1, 30),
    "watch-for": kept("Face and breathing are watched without a break for", "minutes", 1, 60),
    "first-check": kept("First readings after", "minutes", 1, 30),
    "second-check": kept("Second readings after", "minutes", 2, 60),
    "least-checks": kept("Readings before leaving, at least", "sets", 1, 6),
    "least-stay": kept("Stays at least", "minutes", 5, 240),
    "least-stay-titration": kept(
      "In titration, after a restart, a rise or a flag, stays at least",
      "minutes",
      5,
      240,
    ),
    "rise-counts-from": kept("A rise counts as one from", "%", 0, 50),
    "leave-poss": kept("Leaves with a sedation score of at most", "score", 1, 2),
    "leave-breaths": kept("Leaves with breaths a minute of at least", "breaths", 8, 16),
    "leave-oxygen": kept("Leaves with a saturation of at least", "%", 85, 99),
    "leave-look-holds": kept("The last readings before leaving hold for", "minutes", 1, 30),
    "welfare-call": kept("Left early: called within", "minutes", 15, 480),
    "observed-at-once": kept("One nurse observes at most", "people", 1, 10),
    "alarm-oxygen": kept("Spoken to when saturation is below", "%", 70, 95),
    "alarm-oxygen-for": kept("for longer than", "seconds", 5, 300),
    "alarm-breaths": kept("or breaths a minute are below", "breaths", 6, 14),
    "alarm-no-lift": kept("Oxygen when it does not lift within", "seconds", 5, 300),
    "naloxone-breaths": kept("Naloxone when breaths a minute are below", "breaths", 4, 12),
    "naloxone-oxygen": kept("or saturation despite oxygen is below", "%", 60, 92),
    "naloxone-observe": kept("Observed after naloxone for at least", "minutes", 30, 720),
    "naloxone-observe-oral": kept(
      "Where an opioid by mouth was seen in the two days before, for at least",
      "minutes",
      30,
      1440,
    ),
  },
  "In an emergency": {
    "naloxone-wears-off": kept("Naloxone may wear off after", "minutes", 5, 60),
    "emergency-readings-from": kept(
      "Breathing, saturation and sedation are read again after",
      "minutes",
      1,
      10,
    ),
    "emergency-readings-by": kept("and at the latest after", "minutes", 1, 15),
    "seizure-medicine-after": kept("A fit that goes on is treated with a medicine after", "minutes", 1, 15),
  },
  "Missed doses": {
    "titration-rows-down": kept("In titration the table of gaps is read so many rows lower", "rows", 0, 3),
    "unconfirmed-observe": kept("First dose after a gap: observed longer by", "minutes", 0, 120),
    "halves-apart": kept("Where a dose is split in two halves, they are apart by", "minutes", 10, 240),
    "outreach-after": kept("Outreach after sessions missed in a row", "sessions", 1, 10),
    "suspend-after": kept("Suspended after days without a dose", "days", 1, 10),
  },
  "Review and figures": {
    "review-first-month-every": kept("In the first month the dose is reviewed every", "days", 1, 28),
    "review-every": kept("After it, every", "days", 7, 84),
    "benefit-first": kept("Benefit is first reviewed after", "months", 1, 12),
    "benefit-second": kept("again after", "months", 1, 24),
    "benefit-third": kept("again after", "months", 1, 36),
    "benefit-every": kept("and then every", "months", 1, 36),
    "second-opinion": kept("A second opinion from outside at the latest after", "months", 6, 60),
    "retained-gap": kept("Still in treatment with a gap since the last dose of at most", "days", 1, 60),
    "licence-first-alert": kept("Told that a licence ends, first", "days before", 1, 365),
    "licence-second-alert": kept("again", "days before", 1, 365),
    "licence-third-alert": kept("and again", "days before", 1, 365),
    "dead-space": kept("In each syringe of a solution there stays", "microlitres", 0, 200),
    "vial-tolerance": kept("and a vial of solution may come to more or less by", "microlitres", 0, 5000),
    "register-kept": kept("The register is kept after its last entry for at least", "years", 2, 30),
    "invoices-kept": kept("An invoice is kept after what came on it for at least", "years", 2, 30),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kept>>>>;

type Groups = typeof GROUPS;
/** The name of a number of a protocol. */
export type Key = { [G in keyof Groups]: keyof Groups[G] }[keyof Groups] & string;

/** Every number, flat, in order. */
export const KEYS: ReadonlyMap<string, Kept> = new Map(
  Object.values(GROUPS).flatMap((group) => Object.entries<Kept>(group)),
);

/** Where a number comes from: looked up, from memory, proposed here, or worked out. */
export const MARKS = {
  L: "Looked up in a source that is named",
  M: "From memory, to be looked up before clinical use",
  P: "Proposed here; no published rule",
  C: "Worked out from figures that were looked up",
} as const;
