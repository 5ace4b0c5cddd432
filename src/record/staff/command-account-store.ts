import type { Sql } from "../../kernel/database/connection.ts";
import { today } from "../../kernel/time.ts";
import type { Permission } from "./roles.ts";

/** The command line's own accounts, where a partnership has nobody yet who may do a thing. They cannot sign in. */
const OWN = {
  "insight:read": { username: "command-line", role: "commissioner", to: "read figures without names" },
  import: { username: "command-line-import", role: "administrator", to: "bring files in" },
} as const satisfies Partial<Record<Permission, { username: string; role: string; to: string }>>;

/** What a command may need somebody for. */
export type CommandPermission = keyof typeof OWN;

/**
 * In whose name a command works when it is not told: someone in the role it is the work of, else the first who may; and
 * where there is nobody, the command line's own account, which is made then and noted in the access log as made. It
 * holds that role's post at the partnership's office and has no password. Answers its user name. Set-up work: as the
 * policy role.
 */
export async function accountForCommands(tx: Sql, permission: CommandPermission): Promise<string> {
  const own = OWN[permission];
  const [found] = await tx<{ username: string }[]>`
    select a.username
      from account a join post p on p.account_id = a.id join role r on r.code = p.role
      join agency g on g.id = p.agency_id join agency_kind k on k.code = g.kind
     where a.disabled_at is null and ${permission} = any (r.may) and not k.enforcement
       and (p.ended_on is null or p.ended_on >= ${today()})
     order by (p.role = ${own.role}) desc, a.id limit 1`;
  if (found) return found.username;
  const [known] = await tx`select from account where username = ${own.username}`;
  if (!known) await makeAccount(tx, own);
  return own.username;
}

async function makeAccount(tx: Sql, own: (typeof OWN)[CommandPermission]): Promise<void> {
  await tx`insert into agency (code, name, kind)
           select 'office', f.name || ' partnership office', 'office' from partnership_fact f
            where not exists (select from agency where kind = 'office')
           on conflict (code) do nothing`;
  await tx`
    with office as (select id from agency where kind = 'office' order by id limit 1),
    worker as (insert into staff (name, agency_id) select 'Command line', id from office returning id, agency_id),
    opened as (insert into account (username, staff_id) select ${own.username}, id from worker returning id)
    insert into post (account_id, role, agency_id) select opened.id, ${own.role}, worker.agency_id from opened, worker`;
  await tx`insert into access_log (what, about, route, basis, person_ids)
           values ('changed', ${`the account ${own.username} made, to ${own.to}`}, 'throughcare',
                   'whoever may run commands on this machine', '{}')`;
}
