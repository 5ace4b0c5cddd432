import type { Sql } from "../../kernel/database/connection.ts";

/**
 * Lets codes prove as much as passkeys do in a partnership, or no longer. Answers whether that is new. Noted in the access log.
 * Set-up work: as the policy role.
 */
export async function setCodesProve(tx: Sql, codesProve: boolean): Promise<boolean> {
  const changed = await tx`
    update partnership_fact set codes_prove = ${codesProve} where codes_prove <> ${codesProve} returning code`;
  if (changed.length === 0) return false;
  const about = codesProve
    ? "codes prove as much as passkeys from now on, for acts that could harm"
    : "codes prove no act that could harm any more";
  await tx`
    insert into access_log (what, about, route, basis, person_ids)
    values ('changed', ${about}, 'throughcare', 'whoever may run commands on this machine', '{}')`;
  return true;
}
