import type { Sql } from "../../kernel/database/connection.ts";

/** The account of the command line itself, where a partnership has nobody yet who may read figures. It cannot sign in. */
export const COMMAND_LINE = "command-line";

/**
 * In whose name a command reads figures when it is not told: a commissioner, else the first of those who may; and where
 * there is nobody, the command line's own account, which is made then and noted in the access log as made. It holds a
 * commissioner's post at the partnership's office and has no password. Answers its user name. Set-up work: as the policy role.
 */
export async function readerOfFigures(tx: Sql): Promise<string> {
  const [found] = await tx<{ username: string }[]>`
    select a.username
      from account a join post p on p.account_id = a.id join role r on r.code = p.role
      join agency g on g.id = p.agency_id join agency_kind k on k.code = g.kind
     where a.disabled_at is null and 'insight:read' = any (r.may) and not k.enforcement
       and (p.ended_on is null or p.ended_on >= current_date)
     order by (p.role = 'commissioner') desc, a.id limit 1`;
  if (found) return found.username;
  const [known] = await tx`select from account where username = ${COMMAND_LINE}`;
  if (!known) await makeCommandLine(tx);
  return COMMAND_LINE;
}

async function makeCommandLine(tx: Sql): Promise<void> {
  await tx`insert into agency (code, name, kind)
           select 'office', f.name || ' partnership office', 'office' from partnership_fact f
            where not exists (select from agency where kind = 'office')
           on conflict (code) do nothing`;
  await tx`
    with office as (select id from agency where kind = 'office' order by id limit 1),
    worker as (insert into staff (name, agency_id) select 'Command line', id from office returning id, agency_id),
    opened as (insert into account (username, staff_id) select ${COMMAND_LINE}, id from worker returning id)
    insert into post (account_id, role, agency_id) select opened.id, 'commissioner', worker.agency_id from opened, worker`;
  await tx`insert into access_log (what, about, route, basis, person_ids)
           values ('changed', 'the account command-line made, to read figures without names', 'throughcare changed',
                   'whoever may run commands on this machine', '{}')`;
}
