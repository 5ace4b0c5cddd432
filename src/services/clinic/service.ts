import type { Ending } from "../../record/episode/service-kind.ts";
import { ADULTS, proposedDays, proposedHours, service, TREATMENT_ENDINGS } from "../service.ts";

/** Rules whose breach ends the treatment, each coded by its ground (Swiss clinics, as the reference has them in 1.13). */
const BREACHES: readonly Ending[] = (
  [
    ["breach-use-on-site", "Broke a rule: illicit use on site"],
    ["breach-passing-on", "Broke a rule: passing on or selling the drug"],
    ["breach-violence", "Broke a rule: violence or threats"],
    ["breach-no-care", "Broke a rule: not joining care"],
  ] as const
).map(([code, name]) => ({
  code,
  name,
  kind: "unplanned",
  ndtms: "Incomplete - treatment withdrawn by provider",
}));

/** Heroin-assisted treatment: supervised injectable diamorphine for people whom other treatment has not helped. */
export const clinic = service({
  code: "clinic",
  name: "Heroin-assisted treatment clinic",
  purpose:
    "Gives supervised diamorphine, under licence, to people whom other treatment has repeatedly not helped.",
  category: "health",
  stages: [
    { code: "nominated", name: "Nominated to the panel" },
    { code: "assessment", name: "Clinical assessment" },
    { code: "titration", name: "Finding the dose", treats: true },
    { code: "maintenance", name: "Attending daily", treats: true },
    { code: "stepping-down", name: "Stepping down", allowedFrom: ["titration", "maintenance"], treats: true },
  ],
  endings: [
    ...TREATMENT_ENDINGS,
    ...BREACHES,
    {
      code: "own-choice",
      name: "Ended by their own choice",
      kind: "unplanned",
      ndtms: "Incomplete - dropped out",
    },
    {
      code: "clinic-closed",
      name: "The clinic closed or could not go on",
      kind: "unplanned",
      ndtms: "Incomplete - treatment withdrawn by provider",
    },
    { code: "not-selected", name: "Not selected by the panel", kind: "unplanned" },
  ],
  takesFrom: [
    "community",
    "prison",
    "diversion",
    "hospital",
    "overdose-prevention",
    "mental-health",
    "outreach",
  ],
  asksFor: [
    "top",
    "psychological-health",
    "physical-health",
    "quality-of-life",
    "phq-9",
    "housing-status",
    "employment-status",
    "street-drug-spend",
  ],
  followsUpHospital: true,
  asksAbout: ["naloxone", "viruses"],
  reportsTo: ["ndtms-adult"],
  firstContactHours: { usual: proposedHours(120), from: { prison: proposedHours(24) } },
  retentionDays: proposedDays(365),
  youngest: ADULTS,
});
