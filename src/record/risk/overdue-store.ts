import type { Sql } from "../../kernel/database/connection.ts";

/**
 * Puts one task before the team that has somebody whose risk or care plan was to be looked at again by a day that is over:
 * once for each agency that judged or agreed, and again only when a later day passes. Run as the partnership's own role.
 * Answers how many were put.
 */
export async function raiseOverdueReviews(tx: Sql): Promise<number> {
  const made = await tx`
    with due as (
      select r.person_id, r.agency_id, r.review_on as on_day from risk r
       where not exists (select from risk n where n.changes = r.id)
      union all
      select p.person_id, p.agency_id, p.next_review_on
        from (select distinct on (person_id, agency_id) person_id, agency_id, next_review_on
                from plan_review w where not void and not exists (select from plan_review n where n.corrects = w.id)
               order by person_id, agency_id, held_on desc, at desc) p),
    late as (
      select d.person_id, d.agency_id, max(d.on_day) as on_day from due d
       where day_is_over_at(d.on_day) <= now() group by d.person_id, d.agency_id)
    insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
    select l.agency_id, e.team_id, l.person_id, 'review-overdue', 'Hold a review that is overdue: risk or care plan',
           now() + parameter_span('hold-an-overdue-review'), null
      from late l join person p on p.id = l.person_id and p.died_on is null
      cross join lateral (select team_id from episode e
                           where e.person_id = l.person_id and e.agency_id = l.agency_id and e.ended_on is null
                           order by e.started_on desc, e.id desc limit 1) e
     where not exists (select from task t
                        where t.person_id = l.person_id and t.agency_id = l.agency_id and t.kind = 'review-overdue'
                          and t.made_at >= day_is_over_at(l.on_day))
    returning id`;
  return made.length;
}

/** Throws away referrals that were begun and not taken up for as long as they are kept. Answers how many. */
export async function dropOldDrafts(tx: Sql): Promise<number> {
  const gone = await tx`
    delete from referral_draft where saved_at < now() - parameter_span('referral-draft-kept') returning id`;
  return gone.length;
}
