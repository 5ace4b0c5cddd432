import { DIED, MOVED_AWAY, proposedDays, proposedHours, service } from "../service.ts";

/** Treatment inside prison, and the way out of it: release is planned with those who meet the person. */
export const prison = service({
  code: "prison",
  name: "Treatment in prison",
  purpose: "Treats people inside, prepares their release, and hands them over to someone who meets them.",
  category: "health",
  stages: [
    { code: "reception", name: "Reception screening" },
    { code: "assessed", name: "Assessed" },
    { code: "in-treatment", name: "In treatment" },
    {
      code: "preparing-release",
      name: "Preparing for release",
      allowedFrom: ["reception", "assessed", "in-treatment"],
    },
    { code: "released", name: "Released, handing over" },
  ],
  endings: [
    {
      code: "completed-drug-free",
      name: "Completed, drug free",
      kind: "planned",
      ndtms: "Treatment completed - drug free",
    },
    {
      code: "completed-alcohol-free",
      name: "Completed, alcohol free",
      kind: "planned",
      ndtms: "Treatment completed - alcohol free",
    },
    { code: "completed", name: "Treatment completed", kind: "planned" },
    {
      code: "released-to-service",
      name: "Released and received by a service outside",
      kind: "transfer",
      ndtms: "Transferred - not in custody",
    },
    {
      code: "other-prison",
      name: "Moved to a prison outside the partnership",
      kind: "transfer",
      elsewhere: true,
      ndtms: "Transferred - in custody",
    },
    MOVED_AWAY,
    {
      code: "declined-on-release",
      name: "Chose no help after release",
      kind: "unplanned",
      ndtms: "Incomplete - dropped out",
    },
    {
      code: "dropped-out",
      name: "Dropped out while inside",
      kind: "unplanned",
      ndtms: "Incomplete - dropped out",
    },
    {
      code: "withdrawn-by-service",
      name: "Treatment withdrawn by the service",
      kind: "unplanned",
      ndtms: "Incomplete - treatment withdrawn by provider",
    },
    {
      code: "declined-to-start",
      name: "Chose not to start treatment",
      kind: "unplanned",
      ndtms: "Incomplete - treatment commencement declined by client",
    },
    DIED,
  ],
  takesFrom: [
    "police-custody",
    "court",
    "hospital",
    "diversion",
    "community",
    "clinic",
    "residential",
    "mental-health",
    "recovery",
  ],
  asksFor: ["top", "psychological-health", "physical-health", "phq-9", "housing-status"],
  reportsTo: ["ndtms-secure"],
  firstContactHours: { usual: proposedHours(24) },
  retentionDays: proposedDays(180),
});
