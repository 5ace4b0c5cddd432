import { ADULTS, proposedDays, proposedHours, service, TREATMENT_ENDINGS } from "../service.ts";

/** Rehabilitation by the day and night, and the step-down houses that follow it. */
export const residential = service({
  code: "residential",
  name: "Residential rehabilitation",
  purpose: "Offers a place to live and recover in, from preparation to a step-down house near home.",
  category: "health",
  stages: [
    { code: "preparing", name: "Preparing to come" },
    { code: "detoxification", name: "Detoxification", treats: true },
    {
      code: "programme",
      name: "In the programme",
      allowedFrom: ["preparing", "detoxification"],
      treats: true,
    },
    { code: "step-down", name: "In a step-down house", treats: true },
    { code: "leaving", name: "Planning to leave", allowedFrom: ["programme", "step-down"], treats: true },
  ],
  endings: TREATMENT_ENDINGS,
  takesFrom: [
    "community",
    "clinic",
    "prison",
    "hospital",
    "diversion",
    "mental-health",
    "recovery",
    "residential",
  ],
  asksFor: [
    "top",
    "psychological-health",
    "physical-health",
    "quality-of-life",
    "phq-9",
    "housing-status",
    "employment-status",
  ],
  asksAbout: ["naloxone", "viruses"],
  reportsTo: ["ndtms-adult"],
  firstContactHours: {
    usual: proposedHours(168),
    from: { prison: proposedHours(24), hospital: proposedHours(48) },
  },
  retentionDays: proposedDays(180),
  youngest: ADULTS,
});
