-- What naloxone was given from and what it did; saying that a press was a mistake; and what goes on counting until a second has signed.

-- Of which batch a dose of naloxone, or of what ended a fit, was, and who gave it: said once, when hands are free.
create function record_naloxone(the_act uuid, the_batch text, the_giver uuid, the_name text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('dose:board') or not exists (select from dosing_emergency_act a join dosing_emergency e on e.id = a.emergency_id
     where a.id = the_act and a.what in ('naloxone', 'benzodiazepine') and e.agency_id = acting_agency()) then return 'not-there'; end if;
  if the_giver is not null and not exists (select from dosing_staff() s where s.staff = the_giver) then return 'not-there'; end if;
  insert into dosing_naloxone (act_id, emergency_id, batch, given_by, given_name)
  select a.id, a.emergency_id, the_batch, the_giver, the_name from dosing_emergency_act a where a.id = the_act on conflict do nothing;
  return case when found then 'done' else 'recorded-already' end;
end $$;

-- How they breathe after naloxone.
create function respond_in_emergency(the_emergency uuid, the_breaths integer, the_spo2 integer, the_sedation text) returns text
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into dosing_emergency_act (emergency_id, what, breaths, spo2, sedation)
  select e.id, 'response', the_breaths, the_spo2, the_sedation from dosing_emergency e where e.id = the_emergency and e.agency_id = acting_agency() and acting_may('dose:board') returning 'done';
end;

-- The clinic's own press, readings or emergency of this number: whose it is, and whether taking it away sets somebody free.
create function pressed_at_clinic(the_press uuid, out emergency uuid, out look uuid, out act uuid, out whose uuid, out frees boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select null::uuid, l.id, null::uuid, l.person_id, l.rung <> 'watch' or l.sedation not in ('1', '2') or l.on_oxygen from dosing_look l where l.id = the_press and l.agency_id = acting_agency()
  union all select e.id, null, a.id, e.person_id, a.what = 'naloxone' from dosing_emergency_act a join dosing_emergency e on e.id = a.emergency_id where a.id = the_press and e.agency_id = acting_agency()
  union all select e.id, null, null, e.person_id, true from dosing_emergency e where e.id = the_press and e.agency_id = acting_agency();
end;

-- Says that a press was a mistake. What keeps somebody safe (naloxone, readings that were no good, an emergency) counts until a second has signed.
create function say_mistake(the_press uuid, the_reason text, out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare it record;
begin
  select * into it from pressed_at_clinic(the_press);
  answer := 'not-there';
  if coalesce(it.look, it.emergency) is null or not acting_may('dose:account') or (it.whose is not null and not acting_holds(it.whose, 'own')) then return; end if;
  insert into dosing_mistake (act_id, look_id, emergency_id, reason, needs_second) values (it.act, it.look, it.emergency, the_reason, it.frees) on conflict do nothing returning id into made;
  answer := case when made is null then 'recorded-already' else 'done' end;
end $$;

-- A second person, on their own sign-in, finds so too.
create function sign_mistake(the_mistake uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare m dosing_mistake%rowtype;
begin
  select * into m from dosing_mistake where id = the_mistake for no key update;
  if m.id is null or not acting_may('dose:check') or not exists (select from pressed_at_clinic(coalesce(m.act_id, m.look_id, m.emergency_id)) p where coalesce(p.look, p.emergency) is not null) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if m.second_at is not null or not m.needs_second then return 'recorded-already'; end if;
  if m.staff_id = acting_staff() then return 'same-person'; end if;
  update dosing_mistake set second_at = clock_timestamp(), second_by = acting_staff() where id = m.id;
  return 'done';
end $$;

-- A mistake as pages show it: who says so, and whether it counts or waits for a second.
create function mistake_shown(m dosing_mistake) returns jsonb language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select jsonb_build_object('id', m.id, 'reason', m.reason, 'at', m.at, 'by', (select s.name from staff s where s.id = m.staff_id), 'mine', m.staff_id is not distinct from acting_staff(),
                            'waits', m.needs_second and m.second_at is null, 'second_at', m.second_at, 'second', (select s.name from staff s where s.id = m.second_by));
end;

-- The most that somebody was given in one visit of the days by which a rise is measured, before this one. Nothing where there was none.
create function dosing_largest_before(the_visit uuid) returns bigint language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select max(of.ug)::bigint from dosing_visit v cross join lateral (select sum(e.dose_ug) as ug from authority e where e.for_whom = v.person_id and e.visit_id <> v.id
     and e.taken_at > now() - make_interval(days => dosing_number(v.session_id, 'stable-after')::integer) group by e.visit_id) of where v.id = the_visit;
end;

-- Until when they stay after the last injection of a visit, by the session's protocol: longer in titration, after a rise, after whatever was flagged before
-- the dose, and after the first dose since a restart or since a gap whose nights nobody confirmed. After naloxone, which wears off before an opioid does,
-- longer still where an opioid by mouth was seen in the two days before. Also where nothing was injected: after naloxone, and while somebody found drowsy
-- or breathing too little is watched.
create function dosing_stays_until(the_visit uuid) returns timestamptz language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select greatest(
    (select max(i.ended_at) from injection i where i.visit_id = v.id and i.injected_ug > 0 and not exists (select from injection c where c.corrects = i.id))
      + make_interval(mins => dosing_number(v.session_id, case when (select a.reasons <> '{}' from pre_dose_assessment a where a.visit_id = v.id order by a.at desc limit 1)
         or exists (select from authority x join clinic_order o on o.id = x.order_id where x.visit_id = v.id and (o.phase = 'titration'
              or exists (select from clinic_order_step r where r.order_id = o.id and r.what = 'restarted' and r.at <= x.taken_at
                            and r.at > coalesce((select max(e.taken_at) from authority e where e.order_id = o.id and e.visit_id <> v.id and e.taken_at < x.taken_at), '-infinity'))))
         or (select sum(x.dose_ug) from authority x where x.visit_id = v.id) > (1 + dosing_number(v.session_id, 'rise-counts-from') / 100) * dosing_largest_before(v.id)
       then 'least-stay-titration' else 'least-stay' end)::integer
         + case when exists (select from authority x cross join lateral clinic_gap(x.order_id, v.id, x.taken_at) g where x.visit_id = v.id and g.longer)
                then dosing_number(v.session_id, 'unconfirmed-observe')::integer else 0 end),
    (select max(n.at + make_interval(mins => coalesce(case when exists (select from observed_dose d where d.person_id = v.person_id and d.way <> 'injected' and d.withdrawn_at is null
                                                                            and d.given_at between n.at - interval '48 hours' and n.at and agency_may_know(v.agency_id, d.person_id, d.shared_as, d.agency_id, d.with_agency_id))
                                                           then dosing_number(v.session_id, 'naloxone-observe-oral') end, dosing_number(v.session_id, 'naloxone-observe'))::integer))
       from dosing_emergency e join dosing_emergency_act n on n.emergency_id = e.id and n.what = 'naloxone' and dosing_counts(n.id) and dosing_counts(e.id) where e.visit_id = v.id),
    (select max(a.at) + make_interval(mins => dosing_number(v.session_id, 'least-stay-titration')::integer) from pre_dose_assessment a
      where a.visit_id = v.id and a.decision = 'withhold' and a.reasons && array['SEDATED', 'LOW_RR', 'LOW_SPO2']
        and not exists (select from pre_dose_assessment n where n.visit_id = v.id and n.at > a.at and n.decision in ('clear', 'reduce'))))
    from dosing_visit v where v.id = the_visit and v.agency_id = acting_agency();
end;

-- Whether the last readings that count are those of somebody who is not fit to leave: drowsy, breathing too slowly, short of oxygen by the session's numbers or their own.
create function dosing_not_fit(the_visit uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select l.sedation = 'asleep' or l.sedation::integer > dosing_number(v.session_id, 'leave-poss') or l.breaths * 60.0 / l.seconds < dosing_number(v.session_id, 'leave-breaths')
      or l.spo2 < least(dosing_number(v.session_id, 'leave-oxygen'), own_oxygen_that_counts(v.person_id, v.session_id))
    from dosing_look l join dosing_visit v on v.id = l.visit_id where l.visit_id = the_visit and dosing_counts(l.id) order by l.at desc limit 1;
end;

-- Leaving, closing, excusing; and going on being observed when no further part is given, once it is known what became of each that was. By the readings
-- and emergencies that count, and by what was read last.
create function move_dosing_visit(the_visit uuid, the_to text, the_reason text, the_code text, the_details jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype; last injection%rowtype;
begin
  select * into v from dosing_visit where id = the_visit and agency_id = acting_agency();
  if v.id is null or not acting_may('dose') or not acting_holds(v.person_id, 'own') or the_to not in ('fit-to-leave', 'left-early', 'closed', 'excused', 'observing') then return 'not-there'; end if;
  if not dosing_may_move(v.id, the_to) then return 'moved-since'; end if;
  select * into last from injection i where i.visit_id = v.id and i.injected_ug > 0 and not exists (select from injection c where c.corrects = i.id) order by i.ended_at desc limit 1;
  if the_to in ('fit-to-leave', 'closed') and exists (select from dosing_emergency e where e.visit_id = v.id and not dosing_emergency_over(e.id)) then return 'emergency-goes-on'; end if;
  if the_to = 'observing' and (last.id is null or dosing_state(v.id) = 'handed-over') then return case when last.id is null then 'moved-since' else 'outcome-not-known' end; end if;
  if the_to = 'fit-to-leave' and ((select count(*) from dosing_look l where l.visit_id = v.id and l.at >= last.ended_at and dosing_counts(l.id)) < dosing_number(v.session_id, 'least-checks')
       or clock_timestamp() < dosing_stays_until(v.id)) then return 'too-early'; end if;
  if the_to = 'fit-to-leave' and dosing_not_fit(v.id) then return 'not-fit'; end if;
  if the_to = 'fit-to-leave' and (select max(l.at) from dosing_look l where l.visit_id = v.id and dosing_counts(l.id))
       < clock_timestamp() - make_interval(mins => coalesce(dosing_number(v.session_id, 'leave-look-holds'), dosing_number(v.session_id, 'second-check'))::integer) then return 'look-first'; end if;
  if the_to = 'left-early' and not the_details ?& array['advised', 'capacity', 'witness', 'naloxone'] then return 'not-enough-said'; end if;
  if the_to = 'closed' and last.id is not null and dosing_state(v.id) not in ('fit-to-leave', 'left-early') then return 'still-observed'; end if;
  if the_to = 'closed' and last.id is null and the_code is null then return 'not-enough-said'; end if;
  if the_to = 'closed' and last.id is null and the_code <> 'left' and clock_timestamp() < dosing_stays_until(v.id) then return 'watched-on'; end if;
  if the_to = 'left-early' or (the_to = 'closed' and the_code = 'left' and clock_timestamp() < dosing_stays_until(v.id)) then
    perform tell_dosing_team((select premises_id from dosing_session where id = v.session_id), v.person_id, 'dosing-welfare', 'Open the visit: call them, they left early',
                             now() + make_interval(mins => dosing_number(v.session_id, 'welfare-call')::integer));
  end if;
  return step_dosing_visit(v.id, the_to, the_reason, the_code, the_details, null, null, null, case when the_to = 'observing' then last.id end);
end $$;

-- Who was told that less than the full dose, or nothing, was given: asked of each such decision. That nobody was told yet is an answer, which waits.
create table dosing_told (
  id            uuid primary key default uuidv7(),
  assessment_id uuid not null references pre_dose_assessment on delete cascade,
  who           text not null check (who in ('prescriber', 'keyworker', 'nobody')),
  at            timestamptz not null default clock_timestamp(),
  staff_id      uuid references staff default acting_staff()
);
create index dosing_told_assessment_index on dosing_told (assessment_id);
create index dosing_told_staff_index on dosing_told (staff_id);
comment on table dosing_told is 'Who was told of a decision other than the full dose. Only added to.';
comment on column dosing_told.id is 'Identifier.';
comment on column dosing_told.assessment_id is 'Of which decision.';
comment on column dosing_told.who is 'The prescriber, their keyworker, or nobody yet.';
comment on column dosing_told.at is 'When this was said.';
comment on column dosing_told.staff_id is 'By whom.';
alter table dosing_told enable row level security;
alter table dosing_told force row level security;
create policy seen_with_the_assessment on dosing_told for select to :"app" using (exists (select from pre_dose_assessment a where a.id = dosing_told.assessment_id));
grant select on dosing_told to :"app";

-- The decision of a visit of which nobody was told: the last, where that was less than the full dose. As whoever asks may see it.
create function dosing_untold(the_visit uuid) returns uuid language sql stable set search_path = :"schema", pg_temp
  return (select a.id from (select * from pre_dose_assessment s where s.visit_id = the_visit order by s.at desc limit 1) a
           where a.decision <> 'clear' and not exists (select from dosing_told t where t.assessment_id = a.id and t.who <> 'nobody'));

-- Says who was told of the last decision of a visit; of a decision that was the full dose there is nothing to tell.
create function told_of_decision(the_visit uuid, the_who text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype;
begin
  select * into v from dosing_visit where id = the_visit and agency_id = acting_agency();
  if v.id is null or not acting_may('dose:board') or not acting_holds(v.person_id, 'own') then return 'not-there'; end if;
  insert into dosing_told (assessment_id, who)
  select a.id, the_who from (select * from pre_dose_assessment s where s.visit_id = v.id order by s.at desc limit 1) a where a.decision <> 'clear';
  return case when found then 'done' else 'not-assessed' end;
end $$;

grant execute on function dosing_untold(uuid), told_of_decision(uuid, text) to :"app";
grant execute on function record_naloxone(uuid, text, uuid, text), respond_in_emergency(uuid, integer, integer, text), say_mistake(uuid, text), sign_mistake(uuid), mistake_shown(dosing_mistake) to :"app";

-- A second opinion from outside: whose, where and when. Its result is what the review says.
alter table clinic_review drop constraint clinic_review_kind_check,
  add constraint clinic_review_kind_check check (kind in ('after-event', 'dose', 'benefit', 'gap', 'second-opinion')),
  add column asked_of text check (length(asked_of) between 1 and 100),
  add column asked_at text check (length(asked_at) between 1 and 200),
  add column given_on date,
  add constraint an_opinion_says_whose_where_and_when check (num_nonnulls(asked_of, asked_at, given_on) = case kind when 'second-opinion' then 3 else 0 end);
comment on column clinic_review.kind is 'After an event, of the dose, of the benefit, of a gap before anything is given again, or a second opinion from outside.';
comment on column clinic_review.asked_of is 'Of a second opinion: whose.';
comment on column clinic_review.asked_at is 'Of a second opinion: where they work.';
comment on column clinic_review.given_on is 'Of a second opinion: the day it was given.';
alter table clinic_review_prompt drop constraint clinic_review_prompt_kind_check, add constraint clinic_review_prompt_kind_check check (kind in ('dose', 'benefit', 'second-opinion'));
comment on column clinic_review_prompt.kind is 'Of the dose, of the benefit, or a second opinion from outside.';

-- How treatment ended at the acting clinic between two days, each ending apart, without names: for whoever oversees controlled drugs there.
create function clinic_endings(the_first date, the_last date) returns table (ending text, people integer) language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select e.ending, count(*)::integer from episode e join service s on s.id = e.service_id
   where s.agency_id = acting_agency() and s.kind = 'clinic' and acting_may('register:read') and e.ended_on between the_first and the_last group by e.ending order by e.ending;
end;
grant execute on function clinic_endings(date, date) to :"app";
grant execute on function dosing_stays_until(uuid) to :"app";
grant execute on function move_dosing_visit(uuid, text, text, text, jsonb) to :"app";
