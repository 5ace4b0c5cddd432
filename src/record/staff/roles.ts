/** What a role may do. Pages ask for one of these; the database asks for some of them again. */
export type Permission =
  | "person:read"
  | "person:find"
  | "person:register"
  | "person:correct"
  | "person:record-death"
  | "work"
  | "clinical"
  | "safeguarding:lead"
  | "prescribe:draft"
  | "prescribe"
  | "prescribe:licensed"
  | "clinic:govern"
  | "dose"
  | "dose:check"
  | "dose:look"
  | "dose:help"
  | "dose:board"
  | "dose:account"
  | "dispense"
  | "register:read"
  | "register:keep"
  | "register:lead"
  | "register:oversee"
  | "register:report"
  | "register:destroy-witness"
  | "consent:record"
  | "emergency:open"
  | "emergency:review"
  | "gateway:answer"
  | "keeping:decide"
  | "sharing-rules:prepare"
  | "sharing-rules:sign"
  | "own-record"
  | "board:partnership"
  | "panel"
  | "panel:chair"
  | "selection"
  | "import"
  | "insight:read"
  | "budget:enter"
  | "release:read"
  | "release:prepare"
  | "release:approve"
  | "access-log:read"
  | "identity:review"
  | "staff:manage";

/** A kind of post: what it is for, which categories of record it needs, what it may do. */
export type Role = {
  readonly code: string;
  readonly name: string;
  readonly categories: readonly string[];
  readonly may: readonly Permission[];
};

const FINDING: readonly Permission[] = [
  "person:read",
  "person:find",
  "person:register",
  "person:correct",
  "work",
];
const CARING: readonly Permission[] = [
  ...FINDING,
  "clinical",
  "consent:record",
  "person:record-death",
  "emergency:open",
];
const ENFORCEMENT = ["identity", "contact", "offending", "safeguarding"];
const EVERY_CARE = [
  "identity",
  "contact",
  "health",
  "medication",
  "offending",
  "housing",
  "social",
  "safeguarding",
];

/** Whoever reads figures reads the tables that were published of them. */
const READING_FIGURES: readonly Permission[] = ["insight:read", "release:read"];

/** Keeping the controlled-drug register. */
const KEEPING_REGISTER: readonly Permission[] = ["register:read", "register:keep"];

/**
 * At a clinic's session: whoever sees its board and acts in an emergency (`dose:board`) answers besides for what is said of it afterwards
 * (`dose:account`: incidents, mistakes, paper, the clock), but for a recovery worker, who lets people in and takes readings (`dose:look`) under a nurse.
 */
const AT_SESSIONS: readonly Permission[] = ["dose:board", "dose:account"];

/** Checking in a session of another's. */
const CHECKING: readonly Permission[] = ["dose:check", "dose:look", ...AT_SESSIONS];

/** Giving at a clinic's session; checking is a part of it. */
const DOSING: readonly Permission[] = ["dose", ...CHECKING];

const role = (
  code: string,
  name: string,
  categories: readonly string[],
  may: readonly Permission[],
): Role => ({
  code,
  name,
  categories,
  may,
});

/**
 * Every role of the partnership. Categories narrow what the agency may see to what the job needs: a housing officer
 * reads no clinical note even where the council might.
 */
export const ROLES: readonly Role[] = [
  role("custody-officer", "Custody officer", ENFORCEMENT, FINDING),
  role("custody-nurse", "Custody nurse", EVERY_CARE, CARING),
  role(
    "diversion-navigator",
    "Diversion navigator",
    [...ENFORCEMENT, "social", "housing"],
    [...FINDING, "person:record-death"],
  ),
  role("court-liaison", "Court liaison practitioner", EVERY_CARE, CARING),
  role("probation-practitioner", "Probation practitioner", ENFORCEMENT, [...FINDING, "person:record-death"]),
  role("prison-nurse", "Prison nurse", EVERY_CARE, CARING),
  role(
    "prison-resettlement",
    "Prison resettlement worker",
    ["identity", "contact", "offending", "housing", "social"],
    [...FINDING, "consent:record"],
  ),
  role("keyworker", "Keyworker", EVERY_CARE, [...CARING, "prescribe:draft", ...READING_FIGURES]),
  role("community-prescriber", "Community prescriber", EVERY_CARE, [
    ...CARING,
    "prescribe:draft",
    "prescribe",
    ...READING_FIGURES,
  ]),
  role(
    "community-pharmacist",
    "Community pharmacist",
    ["identity", "contact", "health", "medication"],
    ["person:read", "person:find", "work", "clinical", "dispense"],
  ),
  role("outreach-worker", "Outreach worker", EVERY_CARE, CARING),
  role("hospital-liaison", "Hospital liaison nurse", EVERY_CARE, CARING),
  role("clinic-nurse", "Clinic nurse", EVERY_CARE, [...CARING, ...KEEPING_REGISTER, ...DOSING, "selection"]),
  role(
    "clinic-checker",
    "Clinic checker",
    ["identity", "health", "medication"],
    ["person:read", "person:find", "work", "clinical", ...KEEPING_REGISTER, ...CHECKING],
  ),
  role(
    "clinic-recovery-worker",
    "Clinic recovery worker",
    ["identity", "medication"],
    ["dose:board", "dose:help", "dose:look"],
  ),
  role("clinic-doctor", "Clinic doctor", EVERY_CARE, [
    ...CARING,
    "prescribe:draft",
    "prescribe",
    "prescribe:licensed",
    ...AT_SESSIONS,
    ...READING_FIGURES,
    "selection",
  ]),
  role(
    "cd-lead",
    "Controlled-drugs lead",
    ["identity", "medication"],
    [
      "person:read",
      "person:find",
      "work",
      "clinic:govern",
      ...KEEPING_REGISTER,
      "register:lead",
      "register:oversee",
    ],
  ),
  role(
    "accountable-officer",
    "Controlled-drugs accountable officer",
    ["identity", "medication"],
    ["work", ...READING_FIGURES, "register:read", "register:oversee", "register:report"],
  ),
  role("destruction-witness", "Authorised witness of destruction", [], ["work", "register:destroy-witness"]),
  role(
    "opc-worker",
    "Overdose prevention worker",
    ["identity", "contact", "health", "supervised-use", "safeguarding"],
    [...FINDING, "clinical", "consent:record"],
  ),
  role("rehab-worker", "Rehab worker", EVERY_CARE, CARING),
  role(
    "housing-officer",
    "Housing officer",
    ["identity", "contact", "housing", "social"],
    [...FINDING, "consent:record"],
  ),
  role("mental-health-nurse", "Mental health nurse", EVERY_CARE, CARING),
  role("recovery-worker", "Recovery worker", EVERY_CARE, CARING),
  role(
    "safeguarding-lead",
    "Safeguarding lead",
    ["identity", "contact", "safeguarding"],
    ["person:read", "person:find", "work", "safeguarding:lead"],
  ),
  role("panel-chair", "Panel chair", ["identity"], ["work", "board:partnership", "panel", "panel:chair"]),
  role("panel-member", "Panel member", ["identity"], ["work", "panel"]),
  role(
    "commissioner",
    "Commissioner",
    [],
    ["work", ...READING_FIGURES, "budget:enter", "release:prepare", "board:partnership"],
  ),
  role(
    "ig-lead",
    "Information governance lead",
    [],
    [
      "work",
      "access-log:read",
      "emergency:review",
      "gateway:answer",
      "sharing-rules:prepare",
      "sharing-rules:sign",
      "keeping:decide",
      "release:read",
      "release:approve",
      "board:partnership",
    ],
  ),
  role(
    "data-protection-officer",
    "Data protection officer",
    [],
    ["work", "sharing-rules:sign", "keeping:decide", "release:read", "release:approve"],
  ),
  role("identity-clerk", "Identity clerk", ["identity"], ["work", "identity:review"]),
  role("administrator", "Administrator", [], ["work", "import", "staff:manage"]),
  role("person", "Person in treatment", [], ["own-record"]),
];
