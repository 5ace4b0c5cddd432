import type { Sql } from "../src/kernel/database/connection.ts";

/**
 * Writes the sessions of a made-up clinic that have gone by, from what was seen to be injected there: whoever had a dose came, was
 * observed and left; whoever had none did not come; of whom the plan was on hold, it was suspended. All of it in a few statements.
 */
export async function writeSessions(
  tx: Sql,
  one: {
    readonly premises: string;
    readonly nurse: string;
    readonly protocol: string;
    readonly version: number;
    readonly print: string;
    readonly numbers: Readonly<Record<string, number>>;
    readonly slots: readonly {
      readonly day: string;
      readonly slot: string;
      readonly opens: string;
      readonly ends: string;
      readonly closes: string;
    }[];
  },
): Promise<void> {
  await tx`
    insert into dosing_session (agency_id, premises_id, day, slot, opened_at, opened_by, ends_at, closed_at, protocol, protocol_version, protocol_print, numbers)
    select r.agency_id, r.id, x.day, x.slot, x.opens, ${one.nurse}, x.ends, x.closes, ${one.protocol}, ${one.version}, ${one.print}, ${tx.json(one.numbers)}
      from premises r, jsonb_to_recordset(${tx.json(one.slots as never)}) as x (day date, slot text, opens timestamptz, ends timestamptz, closes timestamptz)
     where r.id = ${one.premises}`;
  await tx`
    insert into dosing_visit (person_id, agency_id, owner_kind, session_id, for_whom, prescribed_ug, made_at)
    select o.person_id, o.agency_id, 'clinic', s.id, o.person_id, p.micrograms, s.opened_at
      from dosing_session s join clinic_order o on o.premises_id = s.premises_id and o.kind = 'standing' and o.state in ('signed', 'held') and o.in_force @> s.day
      join clinic_order_part p on p.order_id = o.id and p.slot = s.slot where s.premises_id = ${one.premises}
    on conflict do nothing`;
  await tx`
    insert into injection (person_id, agency_id, owner_kind, visit_id, what, dose_ug, injected_ug, left_ug, ended_at, recorded_at, staff_id, observed_dose_id, place)
    select v.person_id, v.agency_id, 'clinic', v.id, 'full', d.micrograms, d.micrograms, 0, d.given_at, d.given_at + interval '1 minute', ${one.nurse}, d.id,
           case when s.slot = 'morning' then 'vein-arm-left' else 'vein-arm-right' end
      from dosing_visit v join dosing_session s on s.id = v.session_id
      join observed_dose d on d.person_id = v.person_id and d.way = 'injected' and d.given_at between s.opened_at and s.ends_at where s.premises_id = ${one.premises}`;
  // Each move names the one before, so that they are written in order.
  for (const [seq, from, to] of [
    [1, null, "scheduled"],
    [2, "scheduled", "arrived"],
    [3, "arrived", "identified"],
    [4, "identified", "observing"],
    [5, "observing", "fit-to-leave"],
    [6, "fit-to-leave", "closed"],
  ] as const)
    await tx`
      insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state, at, staff_id, injection_id)
      select v.id, ${seq}, ${seq === 1 ? null : seq - 1}, ${from}, ${to}, coalesce(i.ended_at, s.opened_at) + (${seq}::int - 4) * interval '8 minutes',
             case when ${seq} > 1 then ${one.nurse}::uuid end, case when ${to} = 'observing' then i.id end
        from dosing_visit v join dosing_session s on s.id = v.session_id left join injection i on i.visit_id = v.id
       where s.premises_id = ${one.premises} and (${seq} = 1 or i.id is not null)`;
  await tx`
    insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state, at, code)
    select v.id, 2, 1, 'scheduled', case when held.at <= s.opened_at then 'excused' else 'no-show' end, s.closed_at, case when held.at <= s.opened_at then 'hospital' end
      from dosing_visit v join dosing_session s on s.id = v.session_id
      left join lateral (select min(t.at) as at from clinic_order o join clinic_order_step t on t.order_id = o.id and t.what = 'held' where o.person_id = v.person_id) held on true
     where s.premises_id = ${one.premises} and not exists (select from injection i where i.visit_id = v.id)`;
}

/** Writes that a hospital told the clinic of somebody whose plan is on hold since. */
export async function writeAbsence(tx: Sql, premises: string): Promise<void> {
  await tx`
    insert into clinic_absence (person_id, agency_id, owner_kind, place, told_by, from_at, noted_at)
    select o.person_id, o.agency_id, 'clinic', 'hospital', (select id from agency where kind = 'hospital' order by id limit 1), t.at, t.at
      from clinic_order o join clinic_order_step t on t.order_id = o.id and t.what = 'held' where o.premises_id = ${premises} and o.state = 'held'`;
}
