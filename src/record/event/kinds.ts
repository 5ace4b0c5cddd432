import { invariant } from "../../kernel/result.ts";

/** The category an event carries, which decides who may see it. */
export type EventCategory = "offending" | "health" | "housing" | "social";

/** One kind of thing that happens to a person, as data. Lists, imports, charts and economics read it. */
export type EventKind = {
  readonly code: string;
  readonly name: string;
  readonly plural: string;
  readonly category: EventCategory;
  /** True when it lasts: it has a first day and, once over, a day on which it ended. */
  readonly spell: boolean;
  /** The key of its unit cost in economics; null means counted, not costed, for the reason in `costNote`. */
  readonly costedAs: string | null;
  readonly costNote?: string;
  /** More of them is what everybody hopes for. */
  readonly hopedFor?: true;
};

const INSIDE_COST_OF_CRIME =
  "Police, courts and prison are already inside the response part of an offence's cost; adding them counts them twice.";

/**
 * Every kind of event, in the order users read them.
 *
 * Source for what is costed: the Home Office's cost of crime (Research Report 99, 2018) values an offence with its
 * criminal-justice response included, so what follows from an offence is counted and shown but not costed again.
 */
export const EVENT_KINDS = [
  {
    code: "offence",
    name: "Recorded offence",
    plural: "Recorded offences",
    category: "offending",
    spell: false,
    costedAs: "crime-by-offence",
  },
  {
    code: "arrest",
    name: "Arrest",
    plural: "Arrests",
    category: "offending",
    spell: false,
    costedAs: null,
    costNote: INSIDE_COST_OF_CRIME,
  },
  {
    code: "charge",
    name: "Charge",
    plural: "Charges",
    category: "offending",
    spell: false,
    costedAs: null,
    costNote: INSIDE_COST_OF_CRIME,
  },
  {
    code: "conviction",
    name: "Conviction",
    plural: "Convictions",
    category: "offending",
    spell: false,
    costedAs: null,
    costNote: INSIDE_COST_OF_CRIME,
  },
  {
    code: "custody",
    name: "Time in custody",
    plural: "Times in custody",
    category: "offending",
    spell: true,
    costedAs: null,
    costNote: INSIDE_COST_OF_CRIME,
  },
  {
    code: "release",
    name: "Release from custody",
    plural: "Releases from custody",
    category: "offending",
    spell: false,
    costedAs: null,
    costNote: "A release ends a time in custody and costs nothing of its own.",
  },
  {
    code: "overdose",
    name: "Overdose",
    plural: "Overdoses",
    category: "health",
    spell: false,
    costedAs: null,
    costNote: "What an overdose costs is in the ambulance, A&E attendance and admission recorded with it.",
  },
  {
    code: "ambulance",
    name: "Ambulance call-out",
    plural: "Ambulance call-outs",
    category: "health",
    spell: false,
    costedAs: "ambulance",
  },
  {
    code: "ae-attendance",
    name: "A&E attendance",
    plural: "A&E attendances",
    category: "health",
    spell: false,
    costedAs: "ae-attendance",
  },
  {
    code: "admission",
    name: "Hospital admission",
    plural: "Hospital admissions",
    category: "health",
    spell: true,
    costedAs: "admission-by-length",
  },
  {
    code: "death",
    name: "Death",
    plural: "Deaths",
    category: "health",
    spell: false,
    costedAs: null,
    costNote: "A life is never entered as a bill; value of life, where a study uses it, is stated apart.",
  },
  {
    code: "job-start",
    name: "Start of a job",
    plural: "Starts of jobs",
    category: "social",
    hopedFor: true,
    spell: false,
    costedAs: null,
    costNote: "What a job is worth depends on how long it lasts, which its start does not say.",
  },
  {
    code: "home-move",
    name: "Move of home",
    plural: "Moves of home",
    category: "housing",
    spell: false,
    costedAs: null,
    costNote: "A move can be a gain or a loss; it is counted with where the person moved to.",
  },
] as const satisfies readonly EventKind[];

/** The code of one kind of event. */
export type EventCode = (typeof EVENT_KINDS)[number]["code"];

/** Is this the code of a kind of event? For addresses and files. */
export const isEventCode = (code: string): code is EventCode =>
  EVENT_KINDS.some((kind) => kind.code === code);

/** The kind of event with this code. */
export function eventKind(code: EventCode): EventKind {
  const kind = EVENT_KINDS.find((each) => each.code === code);
  invariant(kind, `the event kind '${code}' is declared`);
  return kind;
}

/** How exactly a source knew when something happened, finest first, in the words users read. */
export const PRECISIONS = {
  minute: "to the minute",
  day: "to the day",
  month: "to the month",
  year: "to the year",
} as const;
export type Precision = keyof typeof PRECISIONS;

/** How sure the source is that it happened, surest first, in the words users read. */
export const CERTAINTIES = {
  confirmed: "confirmed by a record",
  reported: "as the person or another told it",
  suspected: "suspected, not confirmed",
} as const;
export type Certainty = keyof typeof CERTAINTIES;
