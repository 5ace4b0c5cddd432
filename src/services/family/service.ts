import { ADULTS, DIED, HANDED_OVER, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** Support for relatives, partners, friends and carers in their own right: not treatment, and on nobody else's record. */
export const family = service({
  code: "family",
  name: "Family and carer support",
  purpose:
    "Supports relatives, partners, friends and carers for themselves, whether or not anyone is in treatment.",
  category: "social",
  stages: [
    { code: "referred", name: "Referred" },
    { code: "listening", name: "First conversation" },
    { code: "supported", name: "Being supported", allowedFrom: ["referred", "listening"] },
  ],
  endings: [
    { code: "support-completed", name: "Support completed", kind: "planned" },
    { code: "not-wanted", name: "Did not want support", kind: "unplanned" },
    { code: "lost-contact", name: "Lost contact", kind: "unplanned" },
    HANDED_OVER,
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: ["self", "gp", "hospital", "outreach", "community", "early-help", "housing", "mental-health"],
  asksFor: ["quality-of-life"],
  reportsTo: [],
  firstContactHours: { usual: proposedHours(120) },
  retentionDays: proposedDays(90),
  youngest: ADULTS,
});
