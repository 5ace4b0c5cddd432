import { ADULTS, proposedDays, proposedHours, service, TREATMENT_ENDINGS } from "../service.ts";

/** Community drug and alcohol treatment: a keyworker, a prescriber where needed, and talking therapies. */
export const community = service({
  code: "community",
  name: "Community treatment",
  purpose:
    "Treats people where they live, with a keyworker, prescribing such as methadone, and talking therapies.",
  category: "health",
  stages: [
    { code: "referred", name: "Referred" },
    { code: "assessment", name: "Assessment" },
    { code: "starting", name: "Starting treatment", treats: true },
    { code: "in-treatment", name: "In treatment", allowedFrom: ["assessment", "starting"], treats: true },
    { code: "leaving", name: "Planning to leave", treats: true },
  ],
  endings: TREATMENT_ENDINGS,
  takesFrom: [
    "self",
    "gp",
    "hospital",
    "outreach",
    "police-custody",
    "court",
    "diversion",
    "prison",
    "community",
    "clinic",
    "overdose-prevention",
    "residential",
    "housing",
    "mental-health",
    "recovery",
    "early-help",
    "family",
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
  // The national indicator counts contact within three weeks of leaving prison; the first days are the deadliest.
  firstContactHours: {
    usual: proposedHours(120),
    from: {
      prison: proposedHours(24),
      "overdose-prevention": proposedHours(24),
      "police-custody": proposedHours(48),
      court: proposedHours(48),
      diversion: proposedHours(48),
      hospital: proposedHours(48),
    },
  },
  retentionDays: proposedDays(365),
  youngest: ADULTS,
});
