import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import { endOfDay, type Instant, londonDay } from "../../../kernel/time.ts";

// What the program does by itself about sessions that were missed. It runs as the policy role: nobody asks.

const Row = z.object({
  visit_id: z.string(),
  person_id: z.string(),
  agency_id: z.string(),
  premises_id: z.string(),
  service_id: z.string(),
  team_id: z.string(),
  in_a_row: z.number(),
  outreach_after: z.number().nullable(),
  outreach_given: z.boolean(),
  was_unwell: z.boolean(),
});

/** A session that somebody did not come to, with what the sessions before it were. */
export type MissedSession = {
  readonly visit: string;
  readonly person: string;
  readonly agency: string;
  readonly premises: string;
  readonly service: string;
  readonly team: string;
  /** Sessions missed in a row, this one among them; those excused count neither way. */
  readonly inARow: number;
  /** The protocol's number of sessions in a row; nothing where the session was opened without one. */
  readonly outreachAfter: number | undefined;
  /** Outreach was begun in this row of missed sessions already. */
  readonly outreachGiven: boolean;
  /** At the last session they came to they were intoxicated, or needed naloxone. */
  readonly wasUnwell: boolean;
};

/**
 * Sessions missed in the last two days about which nothing was begun yet: closed as not come, of somebody alive whom nobody has seen
 * take a dose at the clinic since the session opened, whatever was written of it later.
 */
export async function newlyMissed(tx: Sql, now: Instant): Promise<readonly MissedSession[]> {
  const rows = await tx`
    select v.id as visit_id, v.person_id, v.agency_id, s.premises_id, r.service_id,
           coalesce((select o.team_id from clinic_order o where o.person_id = v.person_id and o.agency_id = v.agency_id order by o.written_at desc limit 1),
                    (select t.id from team t where t.service_id = r.service_id order by t.id limit 1)) as team_id,
           (s.numbers ->> 'outreach-after')::int as outreach_after,
           (select count(*)::int from dosing_visit w join dosing_session x on x.id = w.session_id
             where w.person_id = v.person_id and w.agency_id = v.agency_id and dosing_state(w.id) = 'no-show' and x.ends_at <= s.ends_at and x.ends_at > seen.at) as in_a_row,
           exists (select from clinic_missed_action m join dosing_visit w on w.id = m.visit_id join dosing_session x on x.id = w.session_id
                    where m.person_id = v.person_id and m.agency_id = v.agency_id and m.what = 'outreach' and x.ends_at > seen.at) as outreach_given,
           coalesce(exists (select from pre_dose_assessment a where a.visit_id = seen.visit_id and a.decision <> 'clear'
                        and a.reasons && array['SEDATED', 'LOW_RR', 'LOW_SPO2', 'ALCOHOL', 'OTHER_DRUGS'])
             or exists (select from dosing_look l where l.visit_id = seen.visit_id and (l.sedation in ('3', '4') or l.rung = 'naloxone'))
             or exists (select from dosing_emergency e where e.visit_id = seen.visit_id and e.kind = 'overdose')
             or exists (select from dosing_emergency e join dosing_emergency_act c on c.emergency_id = e.id where e.visit_id = seen.visit_id and c.what = 'naloxone'), false) as was_unwell
      from dosing_visit v join dosing_session s on s.id = v.session_id join premises r on r.id = s.premises_id join person p on p.id = v.person_id
     cross join lateral (
       select greatest(coalesce(max(x.ends_at), '-infinity'),
                       coalesce((select max(d.given_at) from observed_dose d where d.person_id = v.person_id and d.agency_id = v.agency_id and d.way = 'injected'
                                    and d.withdrawn_at is null and d.given_at < s.opened_at), '-infinity')) as at,
              (array_agg(w.id order by x.ends_at desc))[1] as visit_id
         from dosing_visit w join dosing_session x on x.id = w.session_id
        where w.person_id = v.person_id and w.agency_id = v.agency_id and x.ends_at < s.ends_at
          and dosing_state(w.id) not in ('scheduled', 'no-show', 'excused', 'cancelled')) seen
     where s.ends_at > ${now}::timestamptz - interval '2 days' and s.ends_at <= ${now} and p.died_on is null and dosing_state(v.id) = 'no-show'
       and not exists (select from clinic_missed_action m where m.visit_id = v.id and m.what = 'call')
       and not exists (select from observed_dose d where d.person_id = v.person_id and d.agency_id = v.agency_id and d.way = 'injected' and d.withdrawn_at is null
                          and d.given_at >= s.opened_at)
     order by s.ends_at, v.id`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      visit: row.visit_id,
      person: row.person_id,
      agency: row.agency_id,
      premises: row.premises_id,
      service: row.service_id,
      team: row.team_id,
      inARow: row.in_a_row,
      outreachAfter: row.outreach_after ?? undefined,
      outreachGiven: row.outreach_given,
      wasUnwell: row.was_unwell,
    };
  });
}

/** Claims something to be begun because of a missed session. False where it was begun already, by this or another server. */
export async function claim(
  tx: Sql,
  visit: string,
  what: "call" | "outreach" | "welfare" | "suspended",
  now: Instant,
): Promise<boolean> {
  const rows = await tx`
    insert into clinic_missed_action (person_id, agency_id, owner_kind, visit_id, what, at)
    select v.person_id, v.agency_id, v.owner_kind, v.id, ${what}, ${now} from dosing_visit v where v.id = ${visit}
    on conflict do nothing returning id`;
  return rows.length > 0;
}

/**
 * Tells the keyworker of each stay of somebody to speak with whoever treats them: of the clinic, and of every agency that may know of
 * what the clinic gives. Answers how many.
 */
export async function tellKeyworkers(tx: Sql, missed: MissedSession, now: Instant): Promise<number> {
  const rows = await tx`
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    select e.agency_id, e.team_id, e.keyworker_id, e.person_id, 'missed-contact', 'Missed contact: speak with whoever treats them, today',
           ${now}::timestamptz + parameter_span('look-for-missed-doses'), null
      from episode e
     where e.person_id = ${missed.person} and e.ended_on is null and e.keyworker_id is not null
       and (e.agency_id = ${missed.agency} or agency_may_know(e.agency_id, e.person_id, 'medication/clinic', ${missed.agency}, null))
    returning id`;
  return rows.length;
}

/** Asks the clinic's team to see, the same day, that somebody is well. */
export async function askForWelfareCheck(tx: Sql, missed: MissedSession, now: Instant): Promise<void> {
  await tx`
    insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
    values (${missed.agency}, ${missed.team}, ${missed.person}, 'dosing-welfare', 'Missed contact: see today that they are well',
            least(${now}::timestamptz + parameter_span('see-that-they-are-well'), ${endOfDay(londonDay(now))}::timestamptz), null)`;
}

const Suspend = z.object({
  visit_id: z.string().nullable(),
  person_id: z.string(),
  agency_id: z.string(),
  team_id: z.string(),
  doctor: z.string().nullable(),
  days: z.number(),
});

/** Somebody whose standing order goes on although no dose was seen for the protocol's days. */
export type Unseen = {
  /** Their last session since; none where none was opened. */
  readonly visit: string | undefined;
  readonly person: string;
  readonly agency: string;
  readonly team: string;
  readonly doctor: string | undefined;
  readonly days: number;
};

/**
 * Who has had no dose for so many days as their protocol lets go by, why ever not: not come, excused, withheld, or no session opened.
 * Counted from the last dose that the clinic may know of, from whatever site; before any, from the beginning of the orders that followed
 * each other without a break. What a doctor signs or restarts once the days have gone by is their decision on it, and the days count anew
 * from there; what was signed before that begins no new count. Who holds a dose of which nobody knows yet what became of it waits.
 */
export async function unseenForDays(tx: Sql, now: Instant): Promise<readonly Unseen[]> {
  const rows = await tx`
    select distinct on (o.person_id, o.agency_id) o.person_id, o.agency_id, o.team_id, clinic_order_holder_at(o.id, 'infinity') as doctor,
           (select v.id from dosing_visit v join dosing_session s on s.id = v.session_id
             where v.person_id = o.person_id and v.agency_id = o.agency_id and s.ends_at > since.at and s.ends_at <= ${now} order by s.ends_at desc limit 1) as visit_id,
           floor(extract(epoch from ${now}::timestamptz - since.at) / 86400)::int as days
      from clinic_order o join person p on p.id = o.person_id and p.died_on is null
     cross join lateral (
       select make_interval(hours => (24 * (coalesce((select c.content from clinic_protocol c where c.agency_id = o.agency_id and c.print = o.protocol_print limit 1),
                       (select c.content from clinic_shipped_protocol c where c.print = o.protocol_print)) #>> '{parameters,suspend-after,value}')::numeric)::int) as days) allowed
     cross join lateral (
       with recursive theirs as materialized (
         select x.in_force, x.starts_on, x.signed_at, x.restarted_at, day_is_over_at(x.starts_on - 1) as begins from clinic_order x
          where x.person_id = o.person_id and x.agency_id = o.agency_id and x.drug_class = o.drug_class and x.kind = 'standing' and x.signed_at <= ${now} and x.starts_on <= london_day(${now})),
       counted (at) as (
         select coalesce((select max(d.given_at) from observed_dose d where d.person_id = o.person_id and d.way = 'injected' and d.drug = o.drug_class and d.withdrawn_at is null
                             and d.given_at <= ${now} and agency_may_know(o.agency_id, d.person_id, d.shared_as, d.agency_id, d.with_agency_id)),
                         (select min(greatest(t.signed_at, t.begins)) from theirs t
                           where t.starts_on = (select lower(r) from unnest((select range_agg(u.in_force) from theirs u)) r where r @> london_day(${now}))))
         union all
         select d.at from counted c cross join lateral (
           select greatest(e.decided, t.begins) as at from theirs t cross join lateral (values (t.signed_at), (t.restarted_at)) e (decided)
            where e.decided >= c.at + allowed.days and e.decided <= ${now} order by e.decided limit 1) d)
       select max(c.at) as at from counted c) since
     where o.kind = 'standing' and o.state = 'signed' and o.in_force @> london_day(${now}) and since.at + allowed.days <= ${now}::timestamptz
       and not exists (select from authority a where a.person_id = o.person_id and a.taken_at > since.at and not exists (select from injection i where i.authority_id = a.id))
     order by o.person_id, o.agency_id, o.starts_on`;
  return rows.map((raw) => {
    const row = Suspend.parse(raw);
    return {
      visit: row.visit_id ?? undefined,
      person: row.person_id,
      agency: row.agency_id,
      team: row.team_id,
      doctor: row.doctor ?? undefined,
      days: row.days,
    };
  });
}

/**
 * Puts the plan of somebody on hold: the clinic's orders, and with them the oral part of the same agency; prescribers elsewhere are told
 * by the same act. The doctor whose licence it is given by is asked to review, and each pharmacy of an oral part to look before its next dose.
 */
export async function suspend(tx: Sql, one: Unseen, reason: string, now: Instant): Promise<void> {
  await tx`select hold_clinic_orders(${one.person}, ${one.agency}, ${reason})`;
  await tx`
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
    values (${one.agency}, ${one.team}, ${one.doctor ?? null}, ${one.person}, 'clinic-gap-review', 'Open the plan: it waits for your review',
            ${now}::timestamptz + parameter_span('decide-after-a-hold'), null)`;
  await tx`
    insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
    select distinct on (f.agency_id) f.agency_id, t.id, p.person_id, 'dispensing-look', 'Open their prescription before the next dose', ${now}::timestamptz + parameter_span('answer-a-pharmacy'), null
      from prescription p join pharmacy f on f.id = p.pharmacy_id join service s on s.agency_id = f.agency_id join team t on t.service_id = s.id
     where p.person_id = ${one.person} and p.state in ('signed', 'held') and p.ends_on >= london_day(${now})
     order by f.agency_id, t.id`;
}

/** One process at a time does it; another that asks meanwhile does nothing. */
export async function isOurs(tx: Sql): Promise<boolean> {
  const [row] = await tx<{ ours: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' missed sessions', 0)) as ours`;
  return row?.ours ?? false;
}

/** Nobody did this: the log says so. */
export async function noteByItself(tx: Sql, about: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  await tx`
    insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids, by_itself)
    values (null, null, null, null, 'changed', ${about}, '/dosing', 'the end of a clinic''s session', ${tx.array([...new Set(people)], 2950)}, true)`;
}
