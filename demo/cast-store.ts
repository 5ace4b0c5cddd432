import type { Sql } from "../src/kernel/database/connection.ts";
import { CAST, SECOND_POSTS } from "./cast.ts";
import { writePharmacy } from "./medicines-store.ts";

/** Writes Northmoor's agencies, services, teams, staff, posts and accounts. Safe to repeat. */
export async function writeCast(tx: Sql): Promise<void> {
  for (const agency of CAST) {
    await tx`insert into agency (code, name, kind) values (${agency.code}, ${agency.name}, ${agency.kind}) on conflict (code) do nothing`;
    for (const post of agency.posts) {
      const there = await tx`select from account where username = ${post.username}`;
      if (there.length > 0) continue;
      await tx`with worker as (
                 insert into staff (name, agency_id) select ${post.name}, id from agency where code = ${agency.code} returning id)
               insert into account (username, staff_id) select ${post.username}, id from worker`;
    }
    for (const service of agency.services) {
      await tx`insert into service (code, name, agency_id, kind)
               select ${service.code}, ${service.name}, id, ${service.kind} from agency where code = ${agency.code}
               on conflict (code) do nothing`;
      await tx`insert into team (service_id, name, lead_staff_id)
               select s.id, ${service.team}, a.staff_id from service s, account a
                where s.code = ${service.code} and a.username = ${service.lead}
                  and not exists (select from team t where t.service_id = s.id)`;
    }
    for (const post of agency.posts) {
      await tx`insert into post (account_id, role, agency_id, team_id)
               select a.id, ${post.role}, g.id, (select t.id from team t join service s on s.id = t.service_id where s.code = ${post.service ?? ""})
                 from account a, agency g
                where a.username = ${post.username} and g.code = ${agency.code}
                  and not exists (select from post p where p.account_id = a.id)`;
    }
  }
  for (const post of SECOND_POSTS) {
    await tx`insert into post (account_id, role, agency_id, team_id)
             select a.id, ${post.role}, g.id, (select t.id from team t join service s on s.id = t.service_id where s.code = ${post.service})
               from account a, agency g
              where a.username = ${post.username} and g.code = ${post.agency}
                and not exists (select from post p where p.account_id = a.id and p.agency_id = g.id)`;
  }
  await writePharmacy(tx);
}
