import type { Sql } from "../../kernel/database/connection.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { LINK_HOURS } from "./first-administrator-store.ts";

export type RecoveryRefusal = { readonly code: "no-such-account" | "disabled" | "no-post" };

/**
 * Helps a worker who has lost every way in, an administrator above all: their sessions end, their passkeys go, links made
 * before stop working, and a new one-time link takes their place. Noted in the access log. Set-up work: as the policy role.
 */
export async function recoverAccount(
  tx: Sql,
  username: string,
  linkHash: Buffer,
): Promise<Result<void, RecoveryRefusal>> {
  const [account] = await tx<{ id: string; disabled: boolean; holds: boolean }[]>`
    select id, disabled_at is not null as disabled, exists (select from signs_in_as(a.id)) as holds
      from account a where username = ${username} and staff_id is not null for no key update`;
  if (!account) return refuse({ code: "no-such-account" });
  if (account.disabled) return refuse({ code: "disabled" });
  if (!account.holds) return refuse({ code: "no-post" });
  await tx`select stop_signing_in(${account.id})`;
  await tx`delete from passkey where account_id = ${account.id}`;
  await tx`insert into one_time_link (token_hash, account_id, purpose, expires_at)
           values (${linkHash}, ${account.id}, 'set-password', now() + make_interval(hours => ${LINK_HOURS}))`;
  await tx`insert into access_log (account_id, staff_id, what, about, route, basis, person_ids)
           select id, staff_id, 'changed', 'account recovered on the server: sessions ended, passkeys removed, one-time link made',
                  'throughcare', 'whoever may run commands on this machine', '{}'
             from account where id = ${account.id}`;
  return accept(undefined);
}
