import type { Declared } from "./declared.ts";
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
  unlinked_event: NOBODY,
  account: NOBODY,
  credential: { ...NOBODY, key: "account_id::text" },
  one_time_link: { ...NOBODY, key: "account_id::text" },
  sign_in_attempt: { ...NOBODY, key: "ctid::text" },
  session: NOBODY,
  request_context: { ...NOBODY, key: "pid::text" },
};
