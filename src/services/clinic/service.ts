import { ADULTS, proposedDays, proposedHours, service, TREATMENT_ENDINGS } from "../service.ts";

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
