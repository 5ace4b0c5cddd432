import type { Declared, Rule } from "./declared.ts";
import { OWN_DRAFTS } from "./own-drafts.ts";

const NOBODY: Declared = { columns: [] };

/** Tables behind a policy whose rows no role of the application reads or writes: definer functions alone do. */
export const SEEN_BY_NOBODY: Readonly<Record<string, Declared>> = {
  // Seen by no more than whoever writes it.
  ...OWN_DRAFTS,
  log_bound: { ...NOBODY, key: "ctid::text" },
  log_commitment: { ...NOBODY, key: "person_id::text" },
  joining_row: { ...NOBODY, key: "joining_id || place || key || part" },
  registration: { ...NOBODY, key: "person_id || ' ' || agency_id" },
  name_key: { ...NOBODY, key: "person_id || ' ' || source" },
  name_word: { ...NOBODY, key: "ctid::text" },
  person_key: { ...NOBODY, key: "person_id::text" },
  passkey: { ...NOBODY, key: "ctid::text" },
  passkey_challenge: { ...NOBODY, key: "ctid::text" },
  identity_provider: { ...NOBODY, key: "ctid::text" },
  provider_account: { ...NOBODY, key: "ctid::text" },
  provider_return: { ...NOBODY, key: "ctid::text" },
  step_to_recovery: { ...NOBODY, key: "handover_id::text" },
  exit_alarm: { ...NOBODY, key: "episode_id || ' ' || ended_on" },
  transfer_key: NOBODY,
  transfer_out: NOBODY,
  transfer_in: NOBODY,
  transfer_message: NOBODY,
  hospital_ask: { ...NOBODY, key: "event_id || ' ' || episode_id" },
  unlinked_event: NOBODY,
  account: NOBODY,
  credential: { ...NOBODY, key: "account_id::text" },
  one_time_link: { ...NOBODY, key: "account_id::text" },
  sign_in_attempt: { ...NOBODY, key: "ctid::text" },
  session: NOBODY,
  request_context: { ...NOBODY, key: "pid::text" },
};

const ofItsAgency: Rule = (_, reader, row) =>
  reader.agency !== undefined &&
  row.agency_id === reader.agency.agencyId &&
  reader.role.categories.includes(row.category ?? "");

/** Both services of a joint plan, where the role reads health and the agency has to do with the person itself. */
const atBothServices: Rule = (judge, reader, row) =>
  reader.agency !== undefined &&
  reader.role.categories.includes("health") &&
  [row.agency_id, row.other_agency_id].includes(reader.agency.agencyId) &&
  judge.own(reader, row.person_id);

/** What two services agree on about one person: written by functions alone. */
const SEEN_BY_BOTH: Readonly<Record<string, Declared>> = {
  joint_plan: { columns: ["person_id", "agency_id", "other_agency_id"], select: atBothServices },
  joint_ending: {
    columns: ["person_id"],
    parent: ["joint_plan", "plan_id"],
    select: (judge, reader, row) => row.parent !== undefined && atBothServices(judge, reader, row.parent),
  },
};

/** Tables of which no more than one or two agencies read a row. */
export const SEEN_BY_ITS_AGENCIES: Readonly<Record<string, Declared>> = {
  ...SEEN_BY_BOTH,
  supply_to_nobody: { columns: ["category", "agency_id"], select: ofItsAgency, update: ofItsAgency },
};
