import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import { EXCUSES, type Excuse, type SessionRow, type Started } from "../prescribing/attendance-rules.ts";

/** Two days, both included. */
export type Span = { readonly from: LocalDate; readonly to: LocalDate };

const day = z.instanceof(Temporal.PlainDate);
const whole = z.bigint().transform(Number);

/** How a visit was excused, in the words by which attendance counts it. */
const EXCUSE_OF: Readonly<Record<string, Excuse>> = {
  hospital: "hospital",
  custody: "custody",
  agreed: "agreed absence",
  closed: "service closed",
  suspended: "prescriber suspended",
};
const excuse = z.enum(EXCUSES);

const Row = z.object({
  person_id: PersonId.schema,
  name: z.string(),
  day,
  slot: z.enum(["morning", "midday", "evening"]),
  visit_id: z.uuid().nullable(),
  state: z.enum(["arrived", "no-show", "excused"]),
  code: z.string().nullable(),
  prescribed_ug: whole,
  injected_ug: whole,
});

/** A session of somebody, and their visit to it where there was one. */
export type AttendedSession = SessionRow & { readonly visit: string | undefined };

/** Somebody and every session that was scheduled for them. */
export type Attended = {
  readonly person: PersonId;
  readonly name: string;
  readonly sessions: readonly AttendedSession[];
};

/**
 * Every session that the plan in force on its day scheduled, of one person or of everybody of the acting clinic. One that was not opened
 * counts as closed by the service, unless a dose of that part of the day was written down later: the clinic worked on paper, and they
 * came. One that goes on does not count yet. A dose that was written down later for a session counts as had there. Notes who was listed.
 */
export async function sessionsIn(
  tx: Tx,
  { from, to }: Span,
  now: Instant,
  person?: PersonId,
): Promise<readonly Attended[]> {
  const rows = await tx`
    with scheduled as (
      select distinct on (o.person_id, d.day, p.slot) o.person_id, d.day::date as day, p.slot, o.premises_id,
             sum(p.micrograms) over (partition by o.id, d.day, p.slot)::bigint as ug
        from clinic_order o join clinic_order_part p on p.order_id = o.id
       cross join lateral generate_series(greatest(lower(o.in_force), ${from}::date), least(upper(o.in_force) - 1, ${to}::date), interval '1 day') d (day)
       where o.agency_id = acting_agency() and o.kind = 'standing' and o.signed_at is not null and not isempty(o.in_force)
         and (${person ?? null}::uuid is null or o.person_id = ${person ?? null})
       order by o.person_id, d.day, p.slot, o.starts_on desc),
    -- When a session of a slot begins, for days on which nobody opened it: as the last one there did, else by equal parts of the day.
    begun as (
      select c.*, coalesce((select s.opened_at - day_is_over_at(s.day - 1) from dosing_session s where s.premises_id = c.premises_id and s.slot = c.slot order by s.day desc limit 1),
                           interval '1 day' * (row_number() over slots - 1) / count(*) over (partition by c.person_id, c.day)) as since
        from scheduled c window slots as (partition by c.person_id, c.day order by array_position(array['morning', 'midday', 'evening'], c.slot))),
    slotted as (
      select b.*, case when row_number() over days > 1 then day_is_over_at(b.day - 1) + b.since else day_is_over_at(b.day - 1) end as from_at,
             coalesce(day_is_over_at(b.day - 1) + lead(b.since) over days, day_is_over_at(b.day)) as until_at
        from begun b window days as (partition by b.person_id, b.day order by b.since)),
    visited as (
      select v.id, v.person_id, s.day, s.slot, s.closed_at, n.to_state, n.code, v.prescribed_ug,
             (select coalesce(sum(i.injected_ug), 0) from injection i where i.person_id = v.person_id and not exists (select from injection c where c.corrects = i.id)
                 and (i.visit_id = v.id or (i.visit_id is null and i.ended_at between s.opened_at and s.ends_at + make_interval(mins => (s.numbers ->> 'grace')::int))))::bigint as injected_ug
        from dosing_visit v join dosing_session s on s.id = v.session_id
        join lateral (select d.to_state, d.code from dosing_step d where d.visit_id = v.id order by d.seq desc limit 1) n on true
       where s.agency_id = acting_agency() and s.day between ${from}::date and ${to}::date and (${person ?? null}::uuid is null or v.person_id = ${person ?? null}))
    select x.*, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name from (
      select v.person_id, v.id as visit_id, v.day, v.slot, v.prescribed_ug, v.injected_ug,
             case when v.injected_ug > 0 then 'arrived' when v.to_state = 'no-show' then 'no-show' when v.to_state in ('excused', 'cancelled') then 'excused' else 'arrived' end as state,
             case when v.to_state = 'cancelled' then 'closed' else v.code end as code
        from visited v where v.to_state in ('closed', 'no-show', 'excused', 'cancelled') or (v.closed_at is not null and v.to_state <> 'scheduled')
      union all
      select c.person_id, null, c.day, c.slot, c.ug, w.ug, case when w.ug > 0 then 'arrived' else 'excused' end, case when w.ug > 0 then null else 'closed' end
        from slotted c
       cross join lateral (select coalesce(sum(i.injected_ug), 0)::bigint as ug from injection i
                            where i.person_id = c.person_id and i.agency_id = acting_agency() and i.visit_id is null and i.ended_at >= c.from_at and i.ended_at < c.until_at
                              and not exists (select from injection n where n.corrects = i.id)
                              and not exists (select from dosing_visit v join dosing_session s on s.id = v.session_id
                                               where v.person_id = c.person_id and i.ended_at between s.opened_at and s.ends_at + make_interval(mins => (s.numbers ->> 'grace')::int))) w
       where c.day < ${londonDay(now)}::date
         and not exists (select from visited v where v.person_id = c.person_id and v.day = c.day and v.slot = c.slot)
         and not exists (select from dosing_session s where s.premises_id = c.premises_id and s.day = c.day and s.slot = c.slot)) x
      join person p on p.id = x.person_id
     order by p.family_name, p.given_names, x.person_id, x.day, array_position(array['morning', 'midday', 'evening'], x.slot)`;
  const by = new Map<PersonId, { name: string; sessions: AttendedSession[] }>();
  for (const raw of rows) {
    const row = Row.parse(raw);
    const kept = by.get(row.person_id) ?? { name: row.name, sessions: [] };
    kept.sessions.push(sessionFrom(row));
    by.set(row.person_id, kept);
  }
  const found = [...by].map(([id, one]) => ({ person: id, ...one }));
  if (found.length > 0)
    tx.log({ what: person ? "read" : "listed", about: "attendance", people: found.map((one) => one.person) });
  return found;
}

function sessionFrom(row: z.infer<typeof Row>): AttendedSession {
  const why =
    row.state === "excused" ? excuse.parse(EXCUSE_OF[row.code ?? ""] ?? "agreed absence") : undefined;
  return {
    day: row.day,
    slot: row.slot,
    visit: row.visit_id ?? undefined,
    state: row.state,
    ...(why ? { excuse: why } : {}),
    prescribed_ug: row.prescribed_ug,
    injected_ug: row.injected_ug,
  };
}

const StartedRow = z.object({
  person_id: PersonId.schema,
  doses: z.array(z.string()),
  discharged_on: day.nullable(),
  died_on: day.nullable(),
});

/** Everybody who was ever seen to take a dose at the acting clinic, with each of their days; of one person alone if asked. Notes who was read. */
export async function everStarted(
  tx: Tx,
  person?: PersonId,
): Promise<readonly (Started & { readonly person: PersonId })[]> {
  const rows = await tx`
    select d.person_id, array_agg(distinct london_day(d.given_at)::text order by london_day(d.given_at)::text) as doses, p.died_on,
           (select case when bool_or(e.ended_on is null) then null else max(e.ended_on) end from episode e join service s on s.id = e.service_id
             where e.person_id = d.person_id and e.agency_id = acting_agency() and s.kind = 'clinic') as discharged_on
      from observed_dose d join person p on p.id = d.person_id
     where d.agency_id = acting_agency() and d.way = 'injected' and d.withdrawn_at is null and (${person ?? null}::uuid is null or d.person_id = ${person ?? null})
     group by d.person_id, p.died_on`;
  const found = rows.map((raw) => {
    const row = StartedRow.parse(raw);
    const doses = row.doses.map((text) => Temporal.PlainDate.from(text));
    return {
      person: row.person_id,
      doses,
      firstDose: doses[0] as LocalDate,
      ...(row.discharged_on ? { dischargedOn: row.discharged_on } : {}),
      ...(row.died_on ? { diedOn: row.died_on } : {}),
    };
  });
  if (found.length > 0)
    tx.log({ what: "listed", about: "time in treatment", people: found.map((one) => one.person) });
  return found;
}
