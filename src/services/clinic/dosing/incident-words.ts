import { z } from "zod";

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
type Kind = keyof typeof INCIDENT_NAMES;

export const IncidentKind = z.enum(Object.keys(INCIDENT_NAMES) as [Kind, ...Kind[]]);
