import { ADULTS, DIED, HANDED_OVER, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** Diversion from prosecution: a contract instead of a charge, kept with a navigator's help. */
export const diversion = service({
  code: "diversion",
  name: "Custody diversion",
  purpose:
    "Offers eligible people in custody a contract with support instead of prosecution, and sees it through.",
  category: "offending",
  stages: [
    { code: "identified", name: "Identified in custody" },
    { code: "eligibility-checked", name: "Eligibility checked" },
    { code: "contract-offered", name: "Contract offered" },
    { code: "on-contract", name: "On contract" },
    { code: "final-review", name: "Final review" },
  ],
  endings: [
    { code: "contract-completed", name: "Contract completed", kind: "planned" },
    { code: "not-eligible", name: "Not eligible for a contract", kind: "unplanned" },
    { code: "contract-declined", name: "Chose not to take the contract", kind: "unplanned" },
    { code: "contract-broken", name: "Contract broken, case returned to police", kind: "unplanned" },
    { code: "contract-cancelled", name: "Contract cancelled by the service", kind: "unplanned" },
    HANDED_OVER,
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: ["police-custody", "court"],
  asksFor: ["quality-of-life", "housing-status", "employment-status"],
  reportsTo: ["ndtms-cjit"],
  firstContactHours: { usual: proposedHours(72), from: { "police-custody": proposedHours(24) } },
  retentionDays: proposedDays(180),
  youngest: ADULTS,
});
