import { z } from "zod";
import { longDateTime } from "../../../kernel/time.ts";
import { mg } from "./amount-rules.ts";

/** How serious harm after a dose was, as medicines agencies ask (ICH E2A). */
export const SERIOUSNESS = {
  no: "Not serious",
  hospital: "Hospital, or a longer stay there",
  "life-threatening": "A danger to life",
  lasting: "Lasting harm",
  died: "They died",
} as const;
export const SEVERITY = { mild: "Mild", moderate: "Moderate", severe: "Severe" } as const;
export const RELATEDNESS = {
  no: "No",
  possible: "Possibly",
  probable: "Probably",
  certain: "Certainly",
} as const;
/** To whom harm after a dose is reported. */
export const TOLD = {
  prescriber: "The prescriber",
  officer: "The accountable officer for controlled drugs",
  "yellow-card": "The medicines agency (Yellow Card)",
  lfpse: "The national record of patient safety events",
} as const;

/** What it was, in plain words, with the term that medicines agencies use; their coded dictionary is licensed and not here. */
export const TERMS = {
  drowsy: "Drowsy (somnolence)",
  breathing: "Breathed too slowly or too little (respiratory depression)",
  overdose: "Overdose",
  seizure: "Fit (seizure)",
  itching: "Itching (pruritus)",
  histamine: "Flush, hives or swelling straight after (histamine reaction)",
  site: "Sore, swollen or infected where it went in (injection-site reaction)",
  faint: "Faint on standing (orthostatic hypotension)",
  vomiting: "Vomiting",
  constipation: "Constipation",
  urine: "Could not pass water (urinary retention)",
  sleep: "Breathing stopped in sleep (central sleep apnoea)",
  withdrawal: "Withdrawal",
  other: "Something else: said above",
  none: "Nobody was harmed",
} as const;
/** How it ended, as far as is known. */
export const ENDED = {
  recovered: "Recovered",
  recovering: "Recovering",
  "not-recovered": "Not recovered",
  lasting: "Recovered with lasting harm",
  died: "They died",
  unknown: "Not known",
} as const;
/** The duty of candour: what the person was told of it. */
export const CANDOUR = {
  told: "They were told what happened, and that we are sorry",
  "not-yet": "They have not been told yet",
  "not-owed": "There is nothing to tell: it came of nothing that was done here",
} as const;

const keyOf = <K extends string>(of: Readonly<Record<K, string>>) => z.enum(Object.keys(of) as [K, ...K[]]);
const of = { micrograms: z.number().optional(), lot: z.string().optional(), minutes: z.number().optional() };
export const Adverse = z.object({
  seriousness: keyOf(SERIOUSNESS),
  severity: keyOf(SEVERITY),
  relatedness: keyOf(RELATEDNESS),
  told: z.array(keyOf(TOLD)),
  ...of,
});
/** Harm after a dose: how bad, who was told, and after how long of which dose where one was injected at that visit. */
export type Adverse = z.infer<typeof Adverse>;

const instant = z.string().transform((text) => Temporal.Instant.from(text));
/** What a review found: nobody harmed, or the harm, how it ended, who was told and what the person was told. */
export const Harm = z.union([
  z.object({ term: z.literal("none") }),
  Adverse.extend({
    term: keyOf(TERMS).exclude(["none"]),
    outcome: keyOf(ENDED),
    toldAt: instant.optional(),
    candour: keyOf(CANDOUR),
    candourAt: instant.optional(),
    candourBy: z.string().optional(),
    candourWhy: z.string().optional(),
  }),
]);
export type Harm = z.infer<typeof Harm>;

const low = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
const after = ({ micrograms, minutes, lot }: Pick<Adverse, "micrograms" | "minutes" | "lot">): string =>
  micrograms === undefined ? "" : `${minutes} minutes after ${mg(micrograms)}, lot ${lot}.`;
const told = (them: Adverse["told"]): string =>
  them.length === 0 ? "nobody yet" : them.map((one) => low(TOLD[one])).join(", ");
const sentence = (parts: readonly string[]): string => parts.filter((one) => one !== "").join(" ");

/** Harm after a dose as it was raised, in sentences. */
export const sayHarm = (it: Adverse): string =>
  sentence([
    `Harm after a dose: ${low(SERIOUSNESS[it.seriousness])}, ${low(SEVERITY[it.severity])}; came of the dose: ${low(RELATEDNESS[it.relatedness])}.`,
    after(it),
    `Told: ${told(it.told)}.`,
  ]);

/** What a review found, in sentences. */
export function sayFound(it: Harm): string {
  if (it.term === "none") return "Found: nobody was harmed.";
  return sentence([
    `Found: ${low(TERMS[it.term])}; ${low(SERIOUSNESS[it.seriousness])}, ${low(SEVERITY[it.severity])}; came of the dose: ${low(RELATEDNESS[it.relatedness])}; ${low(ENDED[it.outcome])}.`,
    after(it),
    `Told: ${told(it.told)}${it.toldAt ? `, ${longDateTime(it.toldAt)}` : ""}.`,
    `Candour: ${low(CANDOUR[it.candour])}${it.candourAt && it.candourBy ? `, ${longDateTime(it.candourAt)}, by ${it.candourBy}` : ""}${it.candourWhy ? ` (${it.candourWhy})` : ""}.`,
  ]);
}

/** Whether somebody is still to be told. */
export const isUntold = (it: Harm | undefined): boolean =>
  it !== undefined && it.term !== "none" && (it.told.length === 0 || it.candour === "not-yet");
