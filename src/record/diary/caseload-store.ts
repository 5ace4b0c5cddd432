import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, PersonId, StaffId } from "../../kernel/id.ts";

const At = z.instanceof(Temporal.Instant);
const Day = z.instanceof(Temporal.PlainDate);

const Row = z.object({
  episode_id: EpisodeId.schema,
  person_id: PersonId.schema,
  person_name: z.string(),
  started_on: Day,
  keyworker_id: StaffId.schema.nullable(),
  keyworker_name: z.string().nullable(),
  here: z.boolean(),
  step: z.string().nullable(),
  step_due: At.nullable(),
  missed: z.int(),
  last_missed: At.nullable(),
  last_seen: At.nullable(),
  last_review: At.nullable(),
  next_at: At.nullable(),
  unmarked: z.int(),
  late_tasks: z.int(),
  oldest_late: At.nullable(),
  last_top: Day.nullable(),
});
/** One person of a caseload, with everything by which it is decided what matters today. */
export type CaseRow = z.infer<typeof Row>;

/** Whose people: the asker's own, everyone of their team, or those of workers who are not here today. */
export const WHOSE = ["mine", "team", "away"] as const;
export type CaseWhose = (typeof WHOSE)[number];

/**
 * Everyone with an open stay with the asker's team, in one statement: each table is read once for all of them, and by the
 * rights of whoever asks. The caller decides the order.
 */
export async function caseRows(tx: Tx, whose: CaseWhose): Promise<readonly CaseRow[]> {
  const { staff_id: me, team_id: team } = tx.asking;
  const which = whose === "mine" ? tx`e.keyworker_id = ${me}` : tx`e.team_id = ${team}`;
  const rows = await tx`
    with here as materialized (
      select w.id, w.name, staff_available(w.id, ${team}) as here
        from staff w where w.id in (select e.keyworker_id from episode e where e.ended_on is null and ${which})),
    stay as materialized (
      select e.id, e.person_id, e.started_on, e.keyworker_id, h.name as keyworker_name, coalesce(h.here, false) as here, e.service_id
        from episode e left join here h on h.id = e.keyworker_id
       where e.ended_on is null and ${which}
         and (${whose !== "away"} or (e.keyworker_id is not null and not h.here))),
    met as (
      select a.person_id,
             count(*) filter (where a.state = 'missed' and a.starts_at > now() - interval '28 days')::int as missed,
             max(a.starts_at) filter (where a.state = 'missed') as last_missed,
             max(a.starts_at) filter (where a.state = 'attended') as last_seen,
             max(a.starts_at) filter (where a.state = 'attended' and a.kind = 'review') as last_review,
             min(a.starts_at) filter (where a.state in ('offered', 'booked') and a.starts_at > now()) as next_at,
             count(*) filter (where a.state in ('offered', 'booked') and a.ends_at < now())::int as unmarked
        from appointment a where a.person_id in (select person_id from stay) group by a.person_id),
    climbing as (
      select l.person_id, min(k.title) as step, min(k.due_at) as step_due
        from ladder l left join task k on k.id = l.task_id
       where l.state = 'open' and l.agency_id = ${tx.asking.agency_id} and l.person_id in (select person_id from stay) group by l.person_id),
    late as (
      select k.person_id, count(*)::int as late_tasks, min(k.due_at) as oldest_late
        from task k where k.state = 'open' and k.due_at < now() and k.kind <> 'missed-contact' and k.person_id in (select person_id from stay)
       group by k.person_id),
    asked as (
      select m.person_id, max(m.taken_on) as last_top
        from measure m where m.definition = 'top' and m.withdrawn_at is null and m.person_id in (select person_id from stay) group by m.person_id)
    select s.id as episode_id, s.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name, s.started_on,
           s.keyworker_id, s.keyworker_name, s.here, coalesce(c.step, case when c.person_id is not null then 'Missed contact' end) as step,
           c.step_due, coalesce(met.missed, 0) as missed, met.last_missed, met.last_seen, met.last_review, met.next_at,
           coalesce(met.unmarked, 0) as unmarked, coalesce(l.late_tasks, 0) as late_tasks, l.oldest_late, t.last_top
      from stay s
      join person p on p.id = s.person_id
      left join met on met.person_id = s.person_id
      left join climbing c on c.person_id = s.person_id
      left join late l on l.person_id = s.person_id
      left join asked t on t.person_id = s.person_id`;
  return rows.map((row) => Row.parse(row));
}
