import { ADULTS, DIED, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

// Quarterly in the first year, as in recovery management check-ups (Dennis and Scott, 2012), and sooner at first; then yearly to
// the fifth, after which few return to dependence.
const CHECK_UP_DAYS = [14, 42, 91, 182, 273, 365, 730, 1095, 1460, 1825];

/** Long-term check-ups: staying in touch for years, and a quick way back. */
export const recovery = service({
  code: "recovery",
  name: "Recovery check-ups",
  purpose: "Keeps in touch after treatment ends, and brings people back quickly if they struggle.",
  category: "health",
  stages: [
    { code: "invited", name: "Invited" },
    { code: "checking-in", name: "Checking in" },
    { code: "asked-to-return", name: "Asked to come back", allowedFrom: ["invited", "checking-in"] },
  ],
  endings: [
    { code: "completed", name: "Check-ups completed", kind: "planned" },
    { code: "stopped-by-choice", name: "Chose to stop check-ups", kind: "planned" },
    {
      code: "handed-over",
      name: "Returned to treatment",
      kind: "transfer",
      ndtms: "Transferred - not in custody",
    },
    { code: "lost-contact", name: "Lost contact", kind: "unplanned", ndtms: "Incomplete - dropped out" },
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: ["self", "community", "clinic", "residential", "prison", "mental-health", "housing"],
  asksFor: [
    "psychological-health",
    "physical-health",
    "quality-of-life",
    "housing-status",
    "employment-status",
  ],
  asksAbout: ["naloxone"],
  checkUps: CHECK_UP_DAYS.map((value) => ({
    ...proposedDays(value),
    source:
      "proposed after recovery management check-ups (Dennis and Scott, 2012), for the recovery lead to confirm",
  })),
  reportsTo: ["ndtms-adult"],
  firstContactHours: { usual: proposedHours(168) },
  retentionDays: proposedDays(730),
  youngest: ADULTS,
});
