import { ADULTS, DIED, HANDED_OVER, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** The supervised room. People are known by a chosen name; joining their record is their own choice. */
export const overdosePrevention = service({
  code: "overdose-prevention",
  name: "Overdose prevention room",
  purpose: "Keeps people alive while they use, in a supervised room, and opens the door to other help.",
  category: "supervised-use",
  stages: [
    { code: "welcomed", name: "Welcomed" },
    { code: "attending", name: "Attending" },
    { code: "seeking-help", name: "Asking for other help", allowedFrom: ["welcomed", "attending"] },
  ],
  endings: [
    { code: "no-longer-needed", name: "No longer needs the room", kind: "planned" },
    { code: "stopped-coming", name: "Stopped coming", kind: "unplanned" },
    { code: "excluded", name: "Asked not to return", kind: "unplanned" },
    HANDED_OVER,
    MOVED_AWAY,
    DIED,
  ],
  takesFrom: ["self", "outreach", "hospital", "community", "housing"],
  asksFor: [],
  asksAbout: ["naloxone"],
  reportsTo: [],
  firstContactHours: { usual: proposedHours(24) },
  retentionDays: proposedDays(90),
  youngest: ADULTS,
});
