import { ADULTS, DIED, HANDED_OVER, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** Drugs and mental illness together: one joint plan with treatment, which always has an owner. */
export const mentalHealth = service({
  code: "mental-health",
  name: "Mental health and drugs together",
  purpose:
    "Treats mental illness alongside drug use under one joint plan, so that neither service waits for the other.",
  category: "health",
  stages: [
    { code: "screening", name: "Screening" },
    { code: "assessment", name: "Assessment" },
    { code: "joint-plan", name: "Joint plan agreed" },
    { code: "treatment", name: "In treatment", allowedFrom: ["assessment", "joint-plan"] },
    { code: "leaving", name: "Planning to leave" },
  ],
  endings: [
    { code: "plan-completed", name: "Joint plan completed", kind: "planned" },
    { code: "not-needed", name: "Assessed, no mental health treatment needed", kind: "planned" },
    { code: "dropped-out", name: "Dropped out", kind: "unplanned" },
    { code: "declined", name: "Chose not to start", kind: "unplanned" },
    { code: "withdrawn-by-service", name: "Treatment withdrawn by the service", kind: "unplanned" },
    HANDED_OVER,
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: [
    "gp",
    "hospital",
    "police-custody",
    "court",
    "diversion",
    "prison",
    "community",
    "clinic",
    "residential",
    "mental-health",
    "housing",
    "recovery",
  ],
  asksFor: ["psychological-health", "quality-of-life", "phq-9"],
  reportsTo: [],
  firstContactHours: {
    usual: proposedHours(120),
    from: { prison: proposedHours(48), hospital: proposedHours(48), "police-custody": proposedHours(24) },
  },
  retentionDays: proposedDays(365),
  youngest: ADULTS,
});
