import { z } from "zod";
import { mg } from "./amount-rules.ts";

/** What kind an incident at a session is, in words. */
export const INCIDENT_NAMES = {
  emergency: "Emergency",
  "recorded-late": "Recorded late",
  clash: "Broke a rule",
  "below-zero": "Balance below zero",
  corrected: "Record corrected",
  spill: "Spilled",
  other: "Other",
} as const;

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

const keyOf = <K extends string>(of: Readonly<Record<K, string>>) => z.enum(Object.keys(of) as [K, ...K[]]);
/** Harm after a dose, as it is kept. */
export const Adverse = z.object({
  seriousness: keyOf(SERIOUSNESS),
  severity: keyOf(SEVERITY),
  relatedness: keyOf(RELATEDNESS),
  told: z.array(keyOf(TOLD)),
  micrograms: z.number().optional(),
  lot: z.string().optional(),
  minutes: z.number().optional(),
});
/** Harm after a dose: how bad, who was told, and after how long of which dose where one was injected at that visit. */
export type Adverse = z.infer<typeof Adverse>;

export const IncidentKind = keyOf(INCIDENT_NAMES);

/** Harm after a dose, in a sentence. */
export const sayHarm = ({
  seriousness,
  severity,
  relatedness,
  told,
  micrograms,
  lot,
  minutes,
}: Adverse): string =>
  [
    `Harm after a dose: ${SERIOUSNESS[seriousness].toLowerCase()}, ${SEVERITY[severity].toLowerCase()}; came of the dose: ${RELATEDNESS[relatedness].toLowerCase()}.`,
    micrograms === undefined ? "" : `${minutes} minutes after ${mg(micrograms)}, lot ${lot}.`,
    `Told: ${told.length === 0 ? "nobody yet" : told.map((one) => TOLD[one].toLowerCase()).join(", ")}.`,
  ]
    .filter((one) => one !== "")
    .join(" ");
