import type { Sql } from "../../src/kernel/database/connection.ts";
import type { LocalDate } from "../../src/kernel/time.ts";

// Reads the tables as nobody in the system may, and shares no code with rules or actions: what must be true of a year.

/** Everyone with a stay that goes on is expected, looked for, or on somebody's list. Answers who is not. */
const lost = (sql: Sql, day: LocalDate) => sql`
  select 'lost on ' || ${String(day)} || ': ' || e.person_id as wrong from episode e
   where e.ended_on is null
     and not exists (select from appointment a where a.person_id = e.person_id and a.state in ('offered', 'booked')
                        and london_day(a.starts_at) > ${day}::date)
     and not exists (select from ladder l where l.person_id = e.person_id and l.state = 'open')
     and not exists (select from task t where t.person_id = e.person_id and t.state = 'open')`;

/** Whoever missed an appointment was looked for from then on: a ladder began with it, or one was open already. */
const notLookedFor = (sql: Sql) => sql`
  select 'missed and not looked for: ' || a.id as wrong from appointment a
   where a.state = 'missed'
     and not exists (select from ladder l where l.person_id = a.person_id and l.started_at <= a.closed_at + interval '1 second'
                        and coalesce(l.ended_at, 'infinity') >= a.closed_at)`;

/** Nobody falls off a ladder: an open one has an owner's open task. */
const withoutOwner = (sql: Sql) => sql`
  select 'a ladder that nobody has in hand: ' || l.id as wrong from ladder l
    left join task t on t.id = l.task_id
   where l.state = 'open' and (t.id is null or t.state <> 'open' or t.team_id is null)`;

/** No worker, room or person has two appointments at one time. */
const doubled = (sql: Sql) => sql`
  select 'booked twice: ' || a.id || ' and ' || b.id as wrong
    from appointment a join appointment b on a.id < b.id
   where a.state in ('offered', 'booked', 'attended') and b.state in ('offered', 'booked', 'attended')
     and not a.walked_in and not b.walked_in and not a.beside and not b.beside
     and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
     and (a.person_id = b.person_id or a.room_id = b.room_id or a.staff_id in (b.staff_id, b.also_staff_id)
          or a.also_staff_id in (b.staff_id, b.also_staff_id))`;

/**
 * Days without a dose in a row up to a day, counted one by one for everyone whose prescription still runs: three, or one while the
 * dose is being found, are never there once the pharmacy's day is closed, since they hold it; and every hold has told its team.
 */
const untold = (sql: Sql, day: LocalDate) => sql`
  with days as (
    select p.person_id, p.phase, i.due_on as day, (select c.outcome from collection c where c.instalment_id = i.id
              and not exists (select from collection n where n.corrects = c.id)) as outcome
      from prescription p join instalment i on i.prescription_id = p.id
     where p.state = 'signed' and i.due_on <= ${day}::date),
  tail as (
    select d.person_id, min(d.phase) as phase, count(*) as missed from days d
     where d.outcome in ('missed', 'refused')
       and not exists (select from days g where g.person_id = d.person_id and g.day > d.day and g.outcome in ('supervised', 'collected', 'held'))
     group by d.person_id)
  select 'missed ' || missed || ' days and untold on ' || ${String(day)} || ': ' || person_id as wrong from tail
   where missed >= case phase when 'titration' then 1 else 3 end
  union all
  select 'held for missed days and nobody told: ' || s.prescription_id from prescription_step s join prescription p on p.id = s.prescription_id
   where s.what = 'held' and s.staff_id is null and s.reason is distinct from 'A death was recorded'
     and not exists (select from task t where t.person_id = p.person_id and t.kind = 'medicines-missed')
  union all
  select 'held for missed days and not looked for: ' || s.prescription_id from prescription_step s join prescription p on p.id = s.prescription_id
   where s.what = 'held' and s.staff_id is null and s.reason is distinct from 'A death was recorded'
     and not exists (select from ladder l where l.person_id = p.person_id and l.started_at <= s.at + interval '1 second'
                        and coalesce(l.ended_at, 'infinity') >= s.at)`;

/** More was given of a prescription than it says, or something on a day that has another outcome already. */
const given = (sql: Sql) => sql`
  select 'given more than prescribed: ' || p.id as wrong from prescription p
   where (select coalesce(sum(c.micrograms), 0) from collection c where c.prescription_id = p.id
             and not exists (select from collection n where n.corrects = c.id)) > p.total_micrograms
  union all
  select 'two outcomes for a day: ' || c.instalment_id from collection c where c.instalment_id is not null
     and not exists (select from collection n where n.corrects = c.id) group by c.instalment_id having count(*) > 1`;

/** After a death nothing about the person goes on: no stay, appointment, ladder or task, nothing is given. */
const afterDeath = (sql: Sql) => sql`
  select 'goes on after a death: ' || what || ' ' || id as wrong from (
    select 'stay' as what, e.id, e.person_id from episode e where e.ended_on is null
    union all select 'appointment', a.id, a.person_id from appointment a where a.state in ('offered', 'booked')
    union all select 'ladder', l.id, l.person_id from ladder l where l.state = 'open'
    union all select 'task', t.id, t.person_id from task t where t.state = 'open'
    union all select 'prescription', p.id, p.person_id from prescription p where p.state in ('queued', 'signed')
    union all select 'dose', c.id, c.person_id from collection c join person d on d.id = c.person_id
               where c.micrograms > 0 and c.due_on > d.died_on) one
   where exists (select from person d where d.id = one.person_id and d.died_on is not null)`;

const wrongOf = async (rows: PromiseLike<readonly unknown[]>): Promise<readonly string[]> =>
  (await rows).map((row) => (row as { wrong: string }).wrong);

/** What does not hold at the end of a day. */
export async function auditDay(sql: Sql, day: LocalDate): Promise<readonly string[]> {
  return [
    ...(await wrongOf(lost(sql, day))),
    ...(await wrongOf(untold(sql, day))),
    ...(await wrongOf(afterDeath(sql))),
  ];
}

/** What does not hold at the end of the year. */
export async function auditYear(sql: Sql): Promise<readonly string[]> {
  const all = await Promise.all(
    [notLookedFor(sql), withoutOwner(sql), doubled(sql), given(sql)].map(wrongOf),
  );
  return all.flat();
}
