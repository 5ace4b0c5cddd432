import { DIED, HANDED_OVER, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** A home and work: accommodation, tenancy support and employment support. */
export const housing = service({
  code: "housing",
  name: "Housing and employment support",
  purpose: "Finds people a home, helps them to keep it, and helps them into work.",
  category: "housing",
  stages: [
    { code: "assessment", name: "Needs assessed" },
    { code: "waiting", name: "Waiting for a place" },
    { code: "in-accommodation", name: "In supported accommodation", allowedFrom: ["assessment", "waiting"] },
    {
      code: "support",
      name: "Support in own home or into work",
      allowedFrom: ["assessment", "in-accommodation"],
    },
    { code: "moving-on", name: "Moving on", allowedFrom: ["in-accommodation", "support"] },
  ],
  endings: [
    { code: "settled-home", name: "Moved to a settled home", kind: "planned" },
    { code: "support-completed", name: "Support completed", kind: "planned" },
    { code: "evicted", name: "Evicted", kind: "unplanned" },
    { code: "left-without-notice", name: "Left without notice", kind: "unplanned" },
    { code: "declined", name: "Chose not to take the offer", kind: "unplanned" },
    { code: "in-custody", name: "Place lost through custody", kind: "unplanned" },
    HANDED_OVER,
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: [
    "self",
    "outreach",
    "hospital",
    "court",
    "diversion",
    "prison",
    "community",
    "clinic",
    "housing",
    "overdose-prevention",
    "residential",
    "mental-health",
    "recovery",
    "early-help",
  ],
  asksFor: ["quality-of-life", "housing-status", "employment-status"],
  reportsTo: ["ndtms-ips"],
  firstContactHours: {
    usual: proposedHours(72),
    from: { prison: proposedHours(24), hospital: proposedHours(24) },
  },
  retentionDays: proposedDays(180),
});
