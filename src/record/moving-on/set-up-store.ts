import type { Sql } from "../../kernel/database/connection.ts";
import { kindsWith, type Series, type Unplanned } from "./rules.ts";

/**
 * Raises the alarm of every unplanned ending of the last days that has none yet: a task for its duty team and, where the
 * lead is at work, one for the lead by name. Whatever wrote the ending, a page or a file. Answers how many exits.
 */
export async function raiseExitAlarms(tx: Sql, unplanned: readonly Unplanned[]): Promise<number> {
  const [kinds, endings] = kindsWith(unplanned);
  const rows = await tx`
    with gone as (
      insert into exit_alarm (episode_id, ended_on, person_id, agency_id)
      select e.id, e.ended_on, e.person_id, e.agency_id
        from episode e join service s on s.id = e.service_id join person p on p.id = e.person_id
        join unnest(${tx.array([...kinds], 1009)}, ${tx.array([...endings], 1009)}) u (kind, ending) on u.kind = s.kind and u.ending = e.ending
       where e.ended_on > england_day(now() - parameter_span('alarm-an-unplanned-exit'))
         and not e.by_death and p.died_on is null and p.joined_into is null
         and not exists (select from exit_alarm x where x.episode_id = e.id and x.ended_on = e.ended_on)
      on conflict do nothing
      returning episode_id, person_id, agency_id)
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    select g.agency_id, e.team_id, who.staff_id, g.person_id, 'unplanned-exit',
           'Left unplanned: reach them and agree what happens next', now() + parameter_span('answer-an-unplanned-exit'), null
      from gone g join episode e on e.id = g.episode_id join team t on t.id = e.team_id
     cross join lateral (select null::uuid as staff_id union all select t.lead_staff_id where lead_available(t.id)) who
    returning person_id, staff_id`;
  return rows.filter((row) => row.staff_id === null).length;
}

/**
 * Makes the series of check-ups of every open stay that has none: those days that are still to come. Then a task for each
 * that is near. Answers how many tasks.
 */
export async function scheduleCheckUps(tx: Sql, series: readonly Series[]): Promise<number> {
  const kinds = tx.array(
    series.map((each) => each.kind),
    1009,
  );
  const days = tx.array(
    series.map((each) => each.days),
    1007,
  );
  await tx`
    insert into check_up (person_id, episode_id, due_on, category, agency_id, owner_kind, noted_by)
    select e.person_id, e.id, e.started_on + u.days, e.category, e.agency_id, e.owner_kind, null
      from episode e join service s on s.id = e.service_id join person p on p.id = e.person_id
      join unnest(${kinds}, ${days}) u (kind, days) on u.kind = s.kind
     where e.ended_on is null and p.died_on is null
       and e.started_on + u.days >= england_day(now())
       and not exists (select from check_up c where c.episode_id = e.id)
    on conflict do nothing`;
  const rows = await tx`
    with near as (
      select c.id, gen_random_uuid() as task_id, e.agency_id, e.team_id, e.keyworker_id, e.person_id,
             england_five_o_clock(c.due_on) as due_at
        from check_up c join episode e on e.id = c.episode_id join person p on p.id = e.person_id
       where c.outcome is null and c.task_id is null and e.ended_on is null and p.died_on is null
         and c.due_on <= england_day(now() + parameter_span('check-up-in-sight'))
         for update of c skip locked),
    made as (
      insert into task (id, agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
      select task_id, agency_id, team_id, keyworker_id, person_id, 'check-up', 'Hold the recovery check-up', due_at, null from near
      returning id)
    update check_up c set task_id = n.task_id from near n join made m on m.id = n.task_id where c.id = n.id returning c.id`;
  return rows.length;
}

/**
 * Asks each service that follows people up in hospital to do so before they go home, once for each hospital stay, where
 * its agency is entitled to know of it. Answers how many were asked.
 */
export async function askHospitalFollowUps(tx: Sql, kinds: readonly string[]): Promise<number> {
  const rows = await tx`
    with asked as (
      insert into hospital_ask (event_id, episode_id, person_id, agency_id)
      select v.id, e.id, e.person_id, e.agency_id
        from event v join episode e on e.person_id = v.person_id and e.ended_on is null
        join service s on s.id = e.service_id and s.kind = any (${tx.array([...kinds], 1009)})
        join person p on p.id = e.person_id and p.died_on is null
       where v.kind = 'admission' and v.until_on is null and v.withdrawn_at is null and v.certainty <> 'suspected'
         and v.happened_on > england_day(now() - parameter_span('hospital-stay-asks'))
         and exists (select from visible x where x.agency_id = e.agency_id and x.person_id = e.person_id and x.until > now()
                        and (v.shared_as = any (x.grants) or (v.agency_id = e.agency_id and 'own' = any (x.grants))))
         and not exists (select from hospital_ask h where h.event_id = v.id and h.episode_id = e.id)
      on conflict do nothing
      returning episode_id, person_id, agency_id)
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    select a.agency_id, e.team_id, e.keyworker_id, a.person_id, 'hospital-follow-up',
           'Agree a follow-up before they go home: read their newest event', now() + parameter_span('follow-up-in-hospital'), null
      from asked a join episode e on e.id = a.episode_id
    returning id`;
  return rows.length;
}

/** Tells the lead of a team that has not answered in time about ending a part of a joint plan. Silence is no yes. */
export async function escalateJointEndings(tx: Sql): Promise<number> {
  const rows = await tx`
    with late as (
      update joint_ending n set escalated_at = now()
       where n.answer is null and n.escalated_at is null and n.answer_by < now()
         and exists (select from joint_plan j where j.id = n.plan_id and j.state = 'agreed')
      returning n.plan_id, n.episode_id)
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    select e.agency_id, e.team_id, case when lead_available(t.id) then t.lead_staff_id end, e.person_id, 'joint-ending',
           'No answer yet to the other service of a joint plan: see that one is given',
           now() + parameter_span('answer-an-unplanned-exit'), null
      from late l join joint_plan j on j.id = l.plan_id
      join episode e on e.id = case when j.episode_id = l.episode_id then j.other_episode_id else j.episode_id end
      join team t on t.id = e.team_id
    returning id`;
  return rows.length;
}
