import { ADULTS, DIED, HANDED_OVER, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** Brief advice, before anyone would call it treatment. */
export const earlyHelp = service({
  code: "early-help",
  name: "Early help",
  purpose: "Gives brief advice to people who do not see themselves as having a problem, before it grows.",
  category: "social",
  stages: [
    { code: "conversation", name: "First conversation" },
    { code: "brief-advice", name: "Brief advice" },
    { code: "follow-up", name: "Follow-up" },
  ],
  endings: [
    { code: "advice-completed", name: "Advice completed", kind: "planned" },
    { code: "not-wanted", name: "Did not want advice", kind: "unplanned" },
    { code: "lost-contact", name: "Lost contact", kind: "unplanned" },
    HANDED_OVER,
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: ["self", "gp", "hospital", "outreach", "police-custody", "diversion", "housing"],
  asksFor: ["quality-of-life"],
  reportsTo: [],
  firstContactHours: { usual: proposedHours(120) },
  retentionDays: proposedDays(90),
  youngest: ADULTS,
});
