/** The parts a home page can have. */
export type Block =
  | "work"
  | "today"
  | "sessions"
  | "referrals"
  | "people"
  | "standing"
  | "late"
  | "identity"
  | "emergencies"
  | "rules"
  | "imports"
  | "staff"
  | "looks"
  | "insight";

const WITH_PEOPLE: readonly Block[] = ["today", "work", "people", "standing"];

/**
 * What each role finds on its home, in the order they would do it. Keyed by role, so that a new role without a home
 * does not pass its test. The person in treatment has a home of their own under /my.
 */
export const HOMES: Readonly<Record<string, readonly Block[]>> = {
  "custody-officer": ["work", "referrals", "people"],
  "custody-nurse": WITH_PEOPLE,
  "diversion-navigator": ["work", "referrals", "people"],
  "court-liaison": WITH_PEOPLE,
  "probation-practitioner": ["work", "referrals", "people"],
  "prison-nurse": WITH_PEOPLE,
  "prison-resettlement": WITH_PEOPLE,
  keyworker: WITH_PEOPLE,
  "community-prescriber": WITH_PEOPLE,
  "community-pharmacist": WITH_PEOPLE,
  "outreach-worker": WITH_PEOPLE,
  "hospital-liaison": WITH_PEOPLE,
  "clinic-nurse": WITH_PEOPLE,
  "clinic-checker": WITH_PEOPLE,
  "clinic-recovery-worker": ["sessions"],
  "clinic-doctor": WITH_PEOPLE,
  "cd-lead": ["work", "standing"],
  "accountable-officer": ["work", "standing", "insight"],
  "destruction-witness": ["work"],
  "opc-worker": WITH_PEOPLE,
  "rehab-worker": WITH_PEOPLE,
  "housing-officer": WITH_PEOPLE,
  "mental-health-nurse": WITH_PEOPLE,
  "recovery-worker": WITH_PEOPLE,
  "safeguarding-lead": ["work"],
  "panel-chair": ["work", "late", "standing"],
  "panel-member": ["work"],
  commissioner: ["work", "late", "standing", "insight"],
  "ig-lead": ["emergencies", "rules", "work", "looks", "late"],
  "data-protection-officer": ["rules", "work"],
  "identity-clerk": ["identity", "work"],
  administrator: ["work", "imports", "staff"],
  person: [],
};
