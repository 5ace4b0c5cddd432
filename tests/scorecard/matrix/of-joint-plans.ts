import type { Sql } from "../../../src/kernel/database/connection.ts";

/**
 * Joint plans of every two stays that are open with one person at two agencies, and what was asked about ending them. `lapsed`: people to
 * whom every agency's right has run out by the time anybody looks.
 */
export async function writeJoint(
  sql: Sql,
  lapsed: readonly string[],
  agencies: readonly string[],
): Promise<void> {
  await sql`
    insert into joint_plan (person_id, episode_id, agency_id, other_episode_id, other_agency_id, why)
    select a.person_id, a.id, a.agency_id, b.id, b.agency_id, 'zq-joint'
      from episode a join episode b on b.person_id = a.person_id and b.agency_id <> a.agency_id and b.id > a.id
     where a.ended_on is null and b.ended_on is null`;
  // And one long over of whoever was offered somebody, or has a right that has lapsed: to see the person, or to have had them, is not
  // to see what one's own once agreed on.
  await sql`
    insert into joint_plan (person_id, episode_id, agency_id, other_episode_id, other_agency_id, why, state)
    select n.person_id, e.one, n.agency_id, e.another, o.id, 'zq-over', 'ended'
      from (select person_id, to_agency_id as agency_id from handover where state = 'offered'
            union select p, a from unnest(${sql.array([...lapsed], 2950)}::uuid[]) p cross join unnest(${sql.array([...agencies], 2950)}::uuid[]) a) n
     cross join (select min(id::text)::uuid as one, max(id::text)::uuid as another from episode) e
     cross join lateral (select id from agency where id <> n.agency_id order by id limit 1) o`;
  await sql`
    insert into joint_ending (plan_id, person_id, episode_id, why, answer_by, answer, answered_at, reasons)
    select id, person_id, episode_id, 'zq-ending', now(), 'no', now(), 'zq-no' from joint_plan`;
}
