import type { Sql } from "../../kernel/database/connection.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";

/** Hours in which a one-time link can be used. */
export const LINK_HOURS = 24;

export type AdministratorRefusal =
  | { readonly code: "has-one-already"; readonly username: string }
  | { readonly code: "username-taken" };

/**
 * Gives a partnership its first administrator, with an agency to work for and a one-time link to choose a password.
 * Run again before that link was used, it makes another link in its place. Set-up work: as the policy role.
 */
export async function makeAdministrator(
  tx: Sql,
  wanted: {
    readonly username: string;
    readonly name: string;
    readonly office: string;
    readonly tokenHash: Buffer;
  },
): Promise<Result<void, AdministratorRefusal>> {
  const [there] = await tx<{ id: string; username: string; ready: boolean }[]>`
    select a.id, a.username, c.account_id is not null as ready
      from account a join post p on p.account_id = a.id left join credential c on c.account_id = a.id
     where p.role = 'administrator' and a.disabled_at is null order by ready desc, a.id limit 1`;
  if (there?.ready || (there && there.username !== wanted.username))
    return refuse({ code: "has-one-already", username: there.username });
  if (!there) {
    const [taken] = await tx`select from account where username = ${wanted.username}`;
    if (taken) return refuse({ code: "username-taken" });
    await newAdministrator(tx, wanted);
  }
  await tx`update one_time_link l set expires_at = now() from account a
            where a.id = l.account_id and a.username = ${wanted.username} and l.used_at is null`;
  await tx`insert into one_time_link (token_hash, account_id, purpose, expires_at)
           select ${wanted.tokenHash}, id, 'set-password', now() + make_interval(hours => ${LINK_HOURS})
             from account where username = ${wanted.username}`;
  return accept(undefined);
}

async function newAdministrator(
  tx: Sql,
  wanted: { readonly username: string; readonly name: string; readonly office: string },
): Promise<void> {
  const office = `${wanted.office} partnership office`;
  await tx`insert into agency (code, name, kind) values ('office', ${office}, 'office') on conflict (code) do nothing`;
  await tx`insert into staff (name, agency_id) select ${wanted.name}, id from agency where code = 'office'`;
  await tx`insert into account (username, staff_id)
           select ${wanted.username}, s.id from staff s join agency g on g.id = s.agency_id
            where g.code = 'office' and s.name = ${wanted.name} and not exists (select from account a where a.staff_id = s.id) limit 1`;
  await tx`insert into service (code, name, agency_id, kind) select 'office', 'Partnership office', id, 'early-help' from agency where code = 'office'
           on conflict (code) do nothing`;
  await tx`insert into team (service_id, name, lead_staff_id)
           select s.id, 'Office team', a.staff_id from service s, account a
            where s.code = 'office' and a.username = ${wanted.username} and not exists (select from team t where t.service_id = s.id)`;
  await tx`insert into post (account_id, role, agency_id, team_id)
           select a.id, 'administrator', g.id, (select t.id from team t join service s on s.id = t.service_id where s.code = 'office')
             from account a, agency g where a.username = ${wanted.username} and g.code = 'office'`;
}
