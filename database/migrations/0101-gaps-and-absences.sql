-- Gaps and absences: what the time since the last dose leaves of an order, who looks before anything is given again to somebody who was
-- elsewhere, and what is done about sessions that were missed.

create table clinic_shipped_protocol (
  print   text primary key check (print ~ '^[0-9a-f]{64}$'),
  content jsonb not null
);
comment on table  clinic_shipped_protocol         is 'Protocols that come with the program, so that the database reads their table of gaps too. Written at start; none is taken away. About nobody.';
comment on column clinic_shipped_protocol.print   is 'SHA-256 of it.';
comment on column clinic_shipped_protocol.content is 'All of it.';
grant select on clinic_shipped_protocol to :"app";

create table clinic_absence (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null default 'medication' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  place      text not null check (place in ('custody', 'hospital', 'elsewhere')),
  told_by    uuid references agency,
  event_id   uuid references event on delete set null,
  from_at    timestamptz not null,
  noted_at   timestamptz not null default clock_timestamp(),
  noted_by   uuid references staff default acting_staff(),
  constraint an_absence_is_told_or_recorded check (told_by is null or event_id is null)
);
create unique index one_absence_of_an_event on clinic_absence (event_id, agency_id) where event_id is not null;
create index clinic_absence_person_index on clinic_absence (person_id, noted_at desc);
create index clinic_absence_agency_index on clinic_absence (agency_id);
create index clinic_absence_owner_kind_index on clinic_absence (owner_kind);
create index clinic_absence_category_index on clinic_absence (category);
create index clinic_absence_told_by_index on clinic_absence (told_by);
create index clinic_absence_event_index on clinic_absence (event_id);
create index clinic_absence_noted_by_index on clinic_absence (noted_by);
comment on table  clinic_absence            is 'Somebody whom a clinic treats is in custody, in hospital or elsewhere. Their plan is on hold, and nothing is given until a licensed doctor has reviewed the gap. Only added to.';
comment on column clinic_absence.id         is 'Identifier.';
comment on column clinic_absence.person_id  is 'Who.';
comment on column clinic_absence.category   is 'Category.';
comment on column clinic_absence.agency_id  is 'The clinic.';
comment on column clinic_absence.owner_kind is 'Kind of that agency.';
comment on column clinic_absence.shared_as  is 'What a grant must name to show it.';
comment on column clinic_absence.place      is 'Where, as far as the clinic may know of it.';
comment on column clinic_absence.told_by    is 'Agency whose health staff said that they are there.';
comment on column clinic_absence.event_id   is 'The event that says so.';
comment on column clinic_absence.from_at    is 'Since when.';
comment on column clinic_absence.noted_at   is 'When the clinic was told.';
comment on column clinic_absence.noted_by   is 'Who said so; empty where an event did.';

create table clinic_missed_action (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null default 'medication' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  visit_id   uuid not null references dosing_visit on delete cascade,
  what       text not null check (what in ('call', 'outreach', 'welfare', 'suspended')),
  at         timestamptz not null default clock_timestamp(),
  constraint each_missed_session_asks_for_it_once unique (visit_id, what)
);
create index clinic_missed_action_person_index on clinic_missed_action (person_id, at desc);
create index clinic_missed_action_agency_index on clinic_missed_action (agency_id);
create index clinic_missed_action_owner_kind_index on clinic_missed_action (owner_kind);
create index clinic_missed_action_category_index on clinic_missed_action (category);
comment on table  clinic_missed_action            is 'What was begun because a session was missed, each once. Written by the program alone.';
comment on column clinic_missed_action.id         is 'Identifier.';
comment on column clinic_missed_action.person_id  is 'Who did not come.';
comment on column clinic_missed_action.category   is 'Category.';
comment on column clinic_missed_action.agency_id  is 'The clinic.';
comment on column clinic_missed_action.owner_kind is 'Kind of that agency.';
comment on column clinic_missed_action.shared_as  is 'What a grant must name to show it.';
comment on column clinic_missed_action.visit_id   is 'The visit that was missed last.';
comment on column clinic_missed_action.what       is 'A call the same day, outreach and keyworker, a check that they are well, or the plan put on hold.';
comment on column clinic_missed_action.at         is 'When.';

select show_to_those_entitled(the_table) from unnest(array['clinic_absence', 'clinic_missed_action']::regclass[]) the_table;
grant select on clinic_absence, clinic_missed_action to :"app";
create trigger pages_after_insert after insert on clinic_absence referencing new table as changed for each statement execute function boards_have_changed();
alter table clinic_review drop constraint clinic_review_kind_check, add constraint clinic_review_kind_check check (kind in ('after-event', 'dose', 'benefit', 'gap'));
comment on column clinic_review.kind is 'After an event, of the dose, of the benefit, or of a gap before anything is given again.';

-- May an agency know of a row of somebody's, by the rights it has now? What it may not know counts for nothing: unknown is treated as missed.
create function agency_may_know(the_agency uuid, the_person uuid, the_share text, its_agency uuid, the_other uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from visible v where v.agency_id = the_agency and v.person_id = the_person and v.until > now()
                    and (the_share = any (v.grants) or (its_agency = the_agency and 'own' = any (v.grants)) or (the_other = the_agency and 'minimum' = any (v.grants))));
end;

-- The events by which somebody is in custody or hospital now for all that is known: neither was a dose seen injected since, nor an order signed.
create function absence_events(the_person uuid, the_agency uuid) returns table (event_id uuid, place text, from_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select e.id, case when not agency_may_know(the_agency, e.person_id, e.shared_as, e.agency_id, null) then 'elsewhere'
                    when e.kind = 'admission' then 'hospital' else 'custody' end,
         coalesce(e.happened_at, day_is_over_at(e.happened_on - 1))
    from event e
   where e.person_id = the_person and e.kind in ('arrest', 'custody', 'admission') and e.withdrawn_at is null and e.certainty <> 'suspected' and e.precision in ('minute', 'day')
     and e.happened_on > london_day(now() - parameter_span('hospital-stay-asks'))
     and not exists (select from clinic_order o where o.person_id = e.person_id and o.agency_id = the_agency and london_day(o.signed_at) > coalesce(e.until_on, e.happened_on))
     and not exists (select from observed_dose d where d.person_id = e.person_id and d.agency_id = the_agency and d.way = 'injected' and d.withdrawn_at is null
                        and case when e.until_on is not null then london_day(d.given_at) > e.until_on
                                 when e.happened_at is not null then d.given_at > e.happened_at else london_day(d.given_at) > e.happened_on end);
end;

-- Where somebody is or was of whom no licensed doctor of the clinic has reviewed the gap; nothing where nobody has to.
create function clinic_gap_unreviewed(the_person uuid, the_agency uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select x.place from (select a.place, a.noted_at from clinic_absence a where a.person_id = the_person and a.agency_id = the_agency
                          and not exists (select from clinic_review r where r.person_id = a.person_id and r.agency_id = a.agency_id and r.kind = 'gap' and r.noted_at >= a.noted_at)
                       union all
                       select e.place, now() from absence_events(the_person, the_agency) e
                        where not exists (select from clinic_absence a where a.event_id = e.event_id and a.agency_id = the_agency)) x
   order by x.place = 'elsewhere', x.noted_at desc limit 1;
end;

-- The same, for whoever works at the clinic and reads medicines.
create function gap_unreviewed_here(the_person uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select clinic_gap_unreviewed(the_person, acting_agency()) where 'medication' = any (acting_categories()) and not the_person = any (acting_barred());
end;

-- Is it an opioid by mouth that covers a night: by the code of a drug, or of a product, which begins with its drug's? A depot is none.
create function covers_the_night(the_code text) returns boolean language sql immutable set search_path = :"schema", pg_temp
  return the_code ~ '^(methadone|buprenorphine|morphine|dihydrocodeine)(-|$)' and the_code !~ '-depot(-|$)';

-- What a protocol says that is known here: one that was put forward at an agency, or one that comes with the program; nothing of any other.
create function clinic_protocol_content(the_agency uuid, the_print text) returns jsonb language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select x.content from clinic_protocol x where x.agency_id = the_agency and x.print = the_print limit 1),
                  (select x.content from clinic_shipped_protocol x where x.print = the_print));

-- Was a dose being found by the order by which they had their last one: by this order, or, where it was signed or is to be signed since, by the standing
-- one before it. Signing and giving ask the same. Where none is known before, as the order itself is.
create function clinic_gap_in_titration(the_order uuid, the_last timestamptz) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce((select b.phase = 'titration' from clinic_order b
                    where b.person_id = o.person_id and b.drug_class = o.drug_class and b.id <> o.id and (o.signed_at is null or o.signed_at > the_last)
                      and b.kind = 'standing' and b.state in ('signed', 'held', 'changed', 'ended') and b.signed_at <= coalesce(o.signed_at, now())
                      and b.starts_on <= london_day(coalesce(o.signed_at, now())) and (b.stops_on is null or b.stops_on >= b.starts_on)
                      and agency_may_know(o.agency_id, b.person_id, b.shared_as, b.agency_id, null)
                    order by b.starts_on desc, b.signed_at desc limit 1), o.phase = 'titration')
    from clinic_order o where o.id = the_order;
end;

-- The gap since the last dose that was injected and seen, at whatever site, and the row of the protocol's table that it falls in. A dose of
-- this very visit does not end the gap: two parts of one session are measured against the same. Called by the functions of this area alone.
create function clinic_gap(the_order uuid, the_visit uuid, the_at timestamptz, out last_end timestamptz, out hours numeric, out nights boolean, out away boolean,
                           out row_no integer, out words text, out percent integer, out halves boolean, out longer boolean, out tell boolean, out prescriber_first boolean, out anew boolean)
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; p jsonb; n integer; c jsonb; missed boolean;
begin
  select * into o from clinic_order where id = the_order;
  p := clinic_protocol_content(o.agency_id, o.protocol_print);
  select max(d.given_at) into last_end from observed_dose d
   where d.person_id = o.person_id and d.way = 'injected' and d.drug = o.drug_class and d.withdrawn_at is null and d.given_at <= the_at
     and agency_may_know(o.agency_id, d.person_id, d.shared_as, d.agency_id, d.with_agency_id)
     and not exists (select from injection i where i.observed_dose_id = d.id and i.visit_id = the_visit);
  hours := extract(epoch from the_at - last_end) / 3600;
  nights := london_day(last_end) < london_day(the_at) and not exists (
    select from generate_series(london_day(last_end), london_day(the_at) - 1, interval '1 day') g
     where not exists (select from observed_dose d where d.person_id = o.person_id and d.way = 'mouth' and covers_the_night(d.drug) and d.withdrawn_at is null and london_day(d.given_at) = g::date
                          and agency_may_know(o.agency_id, d.person_id, d.shared_as, d.agency_id, d.with_agency_id))
       and not exists (select from collection k where k.person_id = o.person_id and k.outcome = 'supervised' and covers_the_night(k.product) and london_day(k.given_at) = g::date
                          and not exists (select from collection l where l.corrects = k.id) and agency_may_know(o.agency_id, k.person_id, k.shared_as, k.agency_id, k.with_agency_id)));
  nights := coalesce(nights, false);
  away := not nights and last_end is not null and (
    exists (select from clinic_absence a where a.person_id = o.person_id and a.agency_id = o.agency_id and a.noted_at > last_end and a.noted_at <= the_at)
    or exists (select from event e where e.person_id = o.person_id and e.kind in ('custody', 'admission') and e.withdrawn_at is null and london_day(e.noted_at) <= london_day(the_at)
                  and coalesce(e.until_on, e.happened_on + 1) > london_day(last_end) and e.happened_on >= london_day(last_end)
                  and agency_may_know(o.agency_id, e.person_id, e.shared_as, e.agency_id, null)));
  missed := exists (select from dosing_visit v join dosing_session s on s.id = v.session_id
                     where v.person_id = o.person_id and v.agency_id = o.agency_id and v.id is distinct from the_visit and s.ends_at > last_end and s.ends_at <= the_at
                       and dosing_state(v.id) in ('no-show', 'cancelled', 'excused'));
  n := jsonb_array_length(p -> 'gaps');
  -- A protocol that nobody knows lets nothing be given.
  if n is null then percent := 0; anew := true; prescriber_first := true; tell := true; halves := false; longer := false; words := 'the protocol of this order is not known here'; return; end if;
  row_no := case when last_end is null or away then n - 1
                 else (select min(g.ordinality - 1) from jsonb_array_elements(p -> 'gaps') with ordinality g (gap, ordinality)
                        where jsonb_typeof(g.gap -> 'underHours') = 'null' or hours < (g.gap ->> 'underHours')::numeric) end;
  if row_no = 0 and not missed then
    row_no := null; percent := 100; halves := false; longer := false; tell := false; prescriber_first := false; anew := false; words := 'no session was missed'; return;
  end if;
  row_no := least(row_no + case when clinic_gap_in_titration(o.id, last_end) then (p #>> '{parameters,titration-rows-down,value}')::integer else 0 end, n - 1);
  c := p -> 'gaps' -> row_no -> case when nights then 'confirmed' else 'otherwise' end;
  words := p -> 'gaps' -> row_no ->> 'words';
  percent := (c ->> 'percent')::integer; halves := (c ->> 'halves')::boolean; longer := (c ->> 'observeLonger')::boolean;
  tell := (c ->> 'tellPrescriber')::boolean; prescriber_first := (c ->> 'prescriberFirst')::boolean; anew := (c ->> 'beginAnew')::boolean;
end $$;

-- What of an order may be had in a session at a moment, and by what arithmetic. What a doctor signed within the gap was written for it, and
-- is whole while the gap leaves the same, by row and by column: a night that was not seen leaves less in the same row. A nurse who reduces within a range
-- gives what the order of that range leaves. Called by the functions of this area alone.
create function clinic_due_of(the_order uuid, the_slot text, the_visit uuid, the_at timestamptz, out last_end timestamptz, out hours numeric, out nights boolean, out away boolean,
                           out words text, out percent integer, out halves boolean, out longer boolean, out tell boolean, out prescriber_first boolean, out anew boolean,
                           out share text, out ordered_ug bigint, out step_ug bigint, out most_ug bigint, out apart_minutes integer)
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; g record; p jsonb; in_gap boolean; after_dose boolean; g_then record;
begin
  select b.* into o from clinic_order x join clinic_order b on b.id = coalesce(x.within_range_of, x.id)
   where x.id = the_order;
  if o.id is null then share := 'nothing'; most_ug := 0; return; end if;
  p := clinic_protocol_content(o.agency_id, o.protocol_print);
  select * into g from clinic_gap(o.id, the_visit, the_at);
  last_end := g.last_end; hours := g.hours; nights := g.nights; away := g.away; words := g.words; percent := g.percent; halves := g.halves; longer := g.longer;
  tell := g.tell; prescriber_first := g.prescriber_first; anew := g.anew;
  after_dose := o.signed_at is not null and (g.last_end is null or o.signed_at > g.last_end);
  select * into g_then from clinic_gap(o.id, the_visit, o.signed_at);
  in_gap := after_dose and (g_then.row_no, g_then.percent, g_then.halves, g_then.anew) is not distinct from (g.row_no, g.percent, g.halves, g.anew);
  ordered_ug := clinic_slot_total(o.id, the_slot);
  step_ug := round((p #>> '{parameters,dispensing-step,value}')::numeric * 1000);
  apart_minutes := (p #>> '{parameters,halves-apart,value}')::numeric;
  share := case when (g.percent = 100 and not g.anew) or (in_gap and p is not null) then 'whole'
                when g.anew or (after_dose and g_then.percent < 100) then 'nothing'
                when g.prescriber_first and not exists (select from clinic_review r where r.person_id = o.person_id and r.agency_id = o.agency_id and r.kind = 'gap' and r.noted_at > g.last_end) then 'nothing'
                else 'capped' end;
  most_ug := case share when 'whole' then ordered_ug when 'nothing' then 0 else (ordered_ug * g.percent / 100 / step_ug) * step_ug end;
end $$;

-- The same, for whoever works at the clinic whose order it is.
create function clinic_due(the_order uuid, the_slot text, the_visit uuid, the_at timestamptz, out last_end timestamptz, out hours numeric, out nights boolean, out away boolean,
                           out words text, out percent integer, out halves boolean, out longer boolean, out tell boolean, out prescriber_first boolean, out anew boolean,
                           out share text, out ordered_ug bigint, out step_ug bigint, out most_ug bigint, out apart_minutes integer)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select d.* from clinic_due_of((select x.id from clinic_order x where x.id = the_order and x.agency_id = acting_agency() and not x.person_id = any (acting_barred())),
                                the_slot, the_visit, the_at) d;
end;

-- Why a part may not be given because of a gap or an absence, or nothing.
create function clinic_gap_stands_against(the_visit uuid, the_order uuid, the_part uuid) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype; p clinic_order_part%rowtype; d record; given bigint; last_here timestamptz;
begin
  select * into v from dosing_visit where id = the_visit and agency_id = acting_agency();
  select * into p from clinic_order_part where id = the_part and order_id = the_order;
  if clinic_gap_unreviewed(v.person_id, v.agency_id) is not null then return 'gap-review-needed'; end if;
  select * into d from clinic_due(the_order, p.slot, v.id, clock_timestamp());
  if d.share = 'whole' then return null; end if;
  if d.share = 'nothing' then return case when d.anew then 'gap-begin-anew' when d.prescriber_first then 'gap-prescriber-first' else 'gap-order-anew' end; end if;
  select coalesce(sum(coalesce(i.injected_ug, a.dose_ug)), 0), max(i.ended_at) into given, last_here
    from authority a left join injection i on i.authority_id = a.id and not exists (select from injection c where c.corrects = i.id) where a.visit_id = v.id;
  if given + p.micrograms > d.most_ug then return 'gap-above-cap'; end if;
  if d.halves and p.micrograms > ceil(d.most_ug / 2.0 / d.step_ug) * d.step_ug then return 'gap-halves'; end if;
  if d.halves and last_here + make_interval(mins => d.apart_minutes) > clock_timestamp() then return 'gap-halves-apart'; end if;
  return null;
end $$;

-- Tells a clinic that somebody it treats is elsewhere: their plan is held, and its team and the doctor who signed it are given it to review.
create function note_clinic_absence(the_person uuid, the_clinic uuid, the_place text, the_teller uuid, the_event uuid, the_from timestamptz) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; held integer;
begin
  select * into o from clinic_order where person_id = the_person and agency_id = the_clinic and kind = 'standing' and state in ('signed', 'held') and upper(in_force) > london_day(now())
   order by in_force @> london_day(now()) desc, starts_on limit 1;
  if o.id is null then return 0; end if;
  insert into clinic_absence (person_id, agency_id, owner_kind, place, told_by, event_id, from_at)
  values (the_person, the_clinic, o.owner_kind, the_place, the_teller, the_event, the_from) on conflict do nothing;
  if not found then return 0; end if;
  held := hold_clinic_orders(the_person, the_clinic, case the_place when 'custody' then 'In custody: a gap review comes first' when 'hospital' then 'In hospital: a gap review comes first' else 'Elsewhere: a gap review comes first' end);
  insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
  values (o.agency_id, o.team_id, clinic_order_holder_at(o.id, 'infinity'), the_person, 'clinic-gap-review', 'Open the plan: it waits for your review', now() + parameter_span('decide-after-a-hold'), null);
  if held = 0 then perform tell_clinic_team(o.id, 'clinic-held', 'Open Medicines: decide how the plan goes on', 'decide-after-a-hold'); end if;
  -- Of a session that goes on they are excused: nobody looks for somebody whose whereabouts are known.
  perform step_dosing_visit(v.id, 'excused', null, case the_place when 'elsewhere' then 'suspended' else the_place end)
     from dosing_visit v join dosing_session s on s.id = v.session_id
    where v.person_id = the_person and v.agency_id = the_clinic and s.closed_at is null and dosing_state(v.id) = 'scheduled';
  return 1;
end $$;

-- Health staff of custody, prison or hospital say that somebody is there now: whoever prescribes them an opioid is told, and clinics hold it.
-- Nobody else may say so, and nothing is answered that police or probation could learn by. Answers how many agencies were told; -1: not theirs.
create function say_they_are_here(the_person uuid) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare one record; told integer := 0; the_place text := case acting_agency_kind() when 'hospital' then 'hospital' else 'custody' end;
begin
  if acting_agency_kind() not in ('liaison', 'prison-health', 'hospital') or not acting_may('clinical') or not 'medication' = any (acting_categories()) then return -1; end if;
  if the_person = any (acting_barred()) or not (acting_holds(the_person, 'own') or the_person = any (acting_emergencies())) then return -1; end if;
  perform from person where id = the_person and died_on is null for no key update;
  if not found then return -1; end if;
  for one in select distinct agency_id from clinic_order where person_id = the_person and kind = 'standing' and state in ('signed', 'held') and upper(in_force) > london_day(now()) loop
    -- What was said already and waits for its review is not said again.
    if exists (select from clinic_absence a where a.person_id = the_person and a.agency_id = one.agency_id and a.told_by = acting_agency()
                  and not exists (select from clinic_review r where r.person_id = a.person_id and r.agency_id = a.agency_id and r.kind = 'gap' and r.noted_at >= a.noted_at)) then continue; end if;
    told := told + note_clinic_absence(the_person, one.agency_id, the_place, acting_agency(), null, now());
  end loop;
  for one in select distinct on (agency_id) id, team_id from prescription p where person_id = the_person and state = 'signed' and agency_id <> acting_agency()
              and not exists (select from task t where t.person_id = p.person_id and t.team_id = p.team_id and t.kind = 'medicines-elsewhere' and t.state = 'open') order by agency_id, starts_on loop
    perform tell_prescribing_team(one.id, 'medicines-elsewhere', 'Open Medicines: they may be elsewhere now', 'decide-after-a-hold');
    told := told + 1;
  end loop;
  return told;
end $$;

grant execute on function gap_unreviewed_here(uuid), clinic_due(uuid, text, uuid, timestamptz), say_they_are_here(uuid) to :"app";
