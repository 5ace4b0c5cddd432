-- Emergencies of somebody who has no visit or is not known, the batch of naloxone and what it did, and a press that was a mistake.

alter table dosing_emergency alter column person_id drop not null;
alter table dosing_emergency
  add column premises_id uuid references premises,
  add column age_group   text check (age_group in ('under-18', '18-29', '30-49', '50-up')),
  add column sex_seen    text check (sex_seen in ('woman', 'man', 'not-clear')),
  add column known_at    timestamptz,
  add column known_by    uuid references staff,
  add constraint somebody_not_known_is_at_premises check (person_id is not null or (premises_id is not null and visit_id is null)),
  add constraint whoever_recognises_is_named check ((known_at is null) = (known_by is null) and (known_at is null or person_id is not null));
create index dosing_emergency_premises_index on dosing_emergency (premises_id, began_at);
create index dosing_emergency_known_by_index on dosing_emergency (known_by);
comment on column dosing_emergency.premises_id is 'At which premises.';
comment on column dosing_emergency.age_group is 'Of somebody not known: how old they look.';
comment on column dosing_emergency.sex_seen is 'Of somebody not known: their sex, as seen.';
comment on column dosing_emergency.known_at is 'When somebody not known was recognised.';
comment on column dosing_emergency.known_by is 'By whom.';
alter table dosing_incident alter column person_id drop not null;
alter table dosing_incident add column emergency_id uuid references dosing_emergency on delete cascade,
  add constraint an_incident_is_of_somebody check (person_id is not null or emergency_id is not null);
create index dosing_incident_emergency_index on dosing_incident (emergency_id);
comment on column dosing_incident.emergency_id is 'Of which emergency.';
-- Of somebody not known: seen by those of the clinic who are there. One policy, since two would be an or that nobody reads together.
do $$ declare one record; begin
  for one in select p.polrelid::regclass as of_table, pg_get_expr(p.polqual, p.polrelid) as already from pg_policy p
              where p.polrelid in ('dosing_emergency'::regclass, 'dosing_incident'::regclass) and p.polname = 'seen_by_those_entitled' loop
    execute format('alter policy seen_by_those_entitled on %s using ((%s) or (person_id is null and agency_id = (select acting_agency()) and (select acting_may(''dose:board''))))', one.of_table, one.already);
  end loop;
end $$;

alter table dosing_emergency_act
  add column drug     text check (drug ~ '^[a-z][a-z-]{2,39}$'),
  add column breaths  smallint check (breaths between 0 and 100),
  add column spo2     smallint check (spo2 between 30 and 100),
  add column sedation text check (sedation in ('asleep', '1', '2', '3', '4')),
  add constraint a_response_says_what_was_read check ((what = 'response') = (breaths is not null and spo2 is not null and sedation is not null)),
  add constraint a_press_is_of_its_emergency unique (id, emergency_id),
  add constraint a_note_says_something check (what <> 'note' or words is not null),
  add constraint a_benzodiazepine_says_which check ((what = 'benzodiazepine') <= (drug is not null));
comment on column dosing_emergency_act.drug is 'Of a medicine: which drug.';
comment on column dosing_emergency_act.breaths is 'Of a response: breaths a minute.';
comment on column dosing_emergency_act.spo2 is 'Of a response: saturation, in per cent.';
comment on column dosing_emergency_act.sedation is 'Of a response: how sleepy.';

create table dosing_naloxone (
  act_id     uuid primary key,
  emergency_id uuid not null references dosing_emergency on delete cascade,
  batch      text not null check (length(batch) between 1 and 60),
  given_by   uuid references staff,
  given_name text check (length(given_name) between 1 and 100),
  at         timestamptz not null default clock_timestamp(),
  staff_id   uuid references staff default acting_staff(),
  constraint naloxone_of_its_emergency foreign key (act_id, emergency_id) references dosing_emergency_act (id, emergency_id) on delete cascade,
  constraint somebody_gave_it check (num_nonnulls(given_by, given_name) = 1)
);
create index dosing_naloxone_act_index on dosing_naloxone (act_id, emergency_id);
create index dosing_naloxone_emergency_index on dosing_naloxone (emergency_id);
create index dosing_naloxone_given_by_index on dosing_naloxone (given_by);
create index dosing_naloxone_staff_index on dosing_naloxone (staff_id);
comment on table dosing_naloxone is 'Of which batch naloxone, or what ended a fit, was, and who gave it. Said when hands are free, and never beforehand.';
comment on column dosing_naloxone.act_id is 'Which dose.';
comment on column dosing_naloxone.emergency_id is 'In which emergency.';
comment on column dosing_naloxone.batch is 'The batch, as printed.';
comment on column dosing_naloxone.given_by is 'Who of the staff gave it.';
comment on column dosing_naloxone.given_name is 'Who else gave it.';
comment on column dosing_naloxone.at is 'When this was said.';
comment on column dosing_naloxone.staff_id is 'By whom.';
create table dosing_mistake (
  id           uuid primary key default uuidv7(),
  emergency_id uuid references dosing_emergency on delete cascade,
  act_id       uuid,
  look_id      uuid unique references dosing_look on delete cascade,
  reason       text not null check (length(reason) between 3 and 1000),
  needs_second boolean not null,
  at           timestamptz not null default clock_timestamp(),
  staff_id     uuid not null references staff default acting_staff(),
  second_at    timestamptz,
  second_by    uuid references staff,
  constraint a_mistake_is_of_one_thing check (num_nonnulls(look_id, emergency_id) = 1 and (act_id is null or emergency_id is not null)),
  constraint a_mistake_is_said_once unique nulls not distinct (emergency_id, act_id, look_id),
  constraint a_press_of_that_emergency foreign key (act_id, emergency_id) references dosing_emergency_act (id, emergency_id) on delete cascade,
  constraint a_second_signs_and_is_named check ((second_at is null) = (second_by is null)),
  constraint the_second_is_another check (second_by <> staff_id)
);
create index dosing_mistake_act_index on dosing_mistake (act_id, emergency_id);
create index dosing_mistake_staff_index on dosing_mistake (staff_id);
create index dosing_mistake_second_by_index on dosing_mistake (second_by);
comment on table dosing_mistake is 'A press of an emergency or readings that somebody says were a mistake. What was pressed stays, struck through; what keeps somebody safe goes on counting until a second has signed.';
comment on column dosing_mistake.id is 'Identifier.';
comment on column dosing_mistake.emergency_id is 'In which emergency.';
comment on column dosing_mistake.act_id is 'Which press of it; empty where it is the emergency as a whole.';
comment on column dosing_mistake.look_id is 'Or which readings after a dose.';
comment on column dosing_mistake.reason is 'Why it was none.';
comment on column dosing_mistake.needs_second is 'Whether it counts only with a second.';
comment on column dosing_mistake.at is 'When it was said.';
comment on column dosing_mistake.staff_id is 'By whom.';
comment on column dosing_mistake.second_at is 'When a second signed.';
comment on column dosing_mistake.second_by is 'Who.';
alter table dosing_naloxone enable row level security;
alter table dosing_naloxone force row level security;
alter table dosing_mistake enable row level security;
alter table dosing_mistake force row level security;
create policy seen_with_the_emergency on dosing_naloxone for select to :"app" using (exists (select from dosing_emergency e where e.id = dosing_naloxone.emergency_id));
create policy seen_with_what_it_is_about on dosing_mistake for select to :"app" using (exists (select from dosing_look l where l.id = dosing_mistake.look_id) or exists (select from dosing_emergency e where e.id = dosing_mistake.emergency_id));
grant select on dosing_naloxone, dosing_mistake to :"app";

-- Does a press, or do readings, count still? Not once they are known to be a mistake, with a second's signature where that sets somebody free.
create function dosing_counts(the_press uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select not exists (select from dosing_mistake m where the_press = coalesce(m.act_id, m.look_id, m.emergency_id) and (m.second_at is not null or not m.needs_second));
end;

-- Is an emergency over: did they recover, or were they taken to hospital, or was it none?
create function dosing_emergency_over(the_emergency uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select not dosing_counts(the_emergency) or exists (select from dosing_emergency_act a where a.emergency_id = the_emergency and a.what in ('recovered', 'to-hospital') and dosing_counts(a.id));
end;

-- Has something happened at a session that no prescriber has reviewed since? An emergency that was none has not.
create function dosing_waits_for_review(the_person uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from dosing_emergency e where e.person_id = the_person and dosing_counts(e.id)
                    and not exists (select from clinic_review r where r.person_id = e.person_id and r.agency_id = e.agency_id and r.kind = 'after-event' and r.noted_at >= greatest(e.began_at, e.known_at)));
end;

-- One touch for somebody of the session, whether they have come or not. The person is locked first and the visit then, as whoever hands over does.
create function begin_dosing_emergency(the_visit uuid, the_kind text) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype; made uuid; place uuid;
begin
  select * into v from dosing_visit where id = the_visit and agency_id = acting_agency();
  if v.id is null or not acting_may('dose:board') then return null; end if;
  perform dosing_may_move(v.id, 'observing');
  select e.id into made from dosing_emergency e where e.visit_id = v.id and not dosing_emergency_over(e.id);
  if made is not null then return made; end if;
  select premises_id into place from dosing_session where id = v.session_id;
  insert into dosing_emergency (person_id, agency_id, owner_kind, visit_id, premises_id, kind) values (v.person_id, v.agency_id, v.owner_kind, v.id, place, the_kind) returning id into made;
  perform raise_emergency_incident(made);
  return made;
end $$;

-- The incident of an emergency, and who is told of it.
create function raise_emergency_incident(the_emergency uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare e dosing_emergency%rowtype;
begin
  select * into e from dosing_emergency where id = the_emergency;
  insert into dosing_incident (person_id, agency_id, owner_kind, visit_id, emergency_id, kind, words, happened_at)
  values (e.person_id, e.agency_id, e.owner_kind, e.visit_id, e.id, 'emergency', case e.kind when 'seizure' then 'A seizure at the clinic.' else 'An overdose at the clinic.' end, e.began_at);
  if e.kind = 'seizure' and e.person_id is not null then insert into clinic_rise_stop (person_id, because, happened_at) values (e.person_id, 'seizure', e.began_at); end if;
  perform tell_dosing_team(e.premises_id, e.person_id, 'dosing-review', case when e.person_id is null then 'Open the incidents of the clinic: one waits for review' else 'Open the visit: an incident waits for review' end,
                           now() + parameter_span('review-a-dosing-incident'));
end $$;

-- One touch for somebody who is not known, or is nobody of the session. Each press of another page is another person: two may collapse at once.
create function begin_emergency_here(the_premises uuid, the_kind text) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare made uuid;
begin
  if not acting_may('dose:board') or not exists (select from premises p where p.id = the_premises and p.agency_id = acting_agency()) then return null; end if;
  insert into dosing_emergency (premises_id, kind) values (the_premises, the_kind) returning id into made;
  perform raise_emergency_incident(made);
  return made;
end $$;

-- How somebody not known looks.
create function describe_emergency(the_emergency uuid, the_age text, the_sex text) returns text language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update dosing_emergency set age_group = the_age, sex_seen = the_sex where id = the_emergency and agency_id = acting_agency() and acting_may('dose:board') and person_id is null returning 'done';
end;

-- Somebody not known turns out to be of the sessions of that day: what was done was done to them, and stands in the way of their next dose.
create function recognise_in_emergency(the_emergency uuid, the_visit uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare e dosing_emergency%rowtype; v dosing_visit%rowtype;
begin
  select x.* into v from dosing_visit x join dosing_session s on s.id = x.session_id join dosing_emergency q on q.id = the_emergency and q.premises_id = s.premises_id
   where x.id = the_visit and x.agency_id = acting_agency() and s.day between london_day(q.began_at) - 1 and london_day(q.began_at);
  if v.id is null or not acting_may('dose:board') then return 'not-there'; end if;
  perform dosing_may_move(v.id, 'observing');
  select * into e from dosing_emergency where id = the_emergency for no key update;
  if e.person_id is not null then return 'moved-since'; end if;
  update dosing_emergency set person_id = v.person_id, visit_id = v.id, known_at = clock_timestamp(), known_by = acting_staff() where id = e.id;
  update dosing_incident set person_id = v.person_id, visit_id = v.id where emergency_id = e.id;
  if e.kind = 'seizure' then insert into clinic_rise_stop (person_id, because, happened_at) values (v.person_id, 'seizure', e.began_at); end if;
  insert into clinic_rise_stop (person_id, because, happened_at) select v.person_id, a.what, a.at from dosing_emergency_act a where a.emergency_id = e.id and a.what in ('oxygen', 'naloxone');
  return 'done';
end $$;

-- One press, one time: what was done.
create function act_in_dosing_emergency(the_emergency uuid, the_what text, the_route text, the_ug integer, the_words text, the_drug text default null) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare e dosing_emergency%rowtype;
begin
  select * into e from dosing_emergency where id = the_emergency and agency_id = acting_agency();
  if e.id is null or not acting_may('dose:board') then return 'not-there'; end if;
  -- Held against whoever recognises them at that moment, who would not see this press.
  select * into e from dosing_emergency where id = e.id for share;
  insert into dosing_emergency_act (emergency_id, what, route, micrograms, words, drug) values (e.id, the_what, the_route, the_ug, the_words, the_drug);
  if e.person_id is not null and the_what in ('oxygen', 'naloxone') then insert into clinic_rise_stop (person_id, because, happened_at) values (e.person_id, the_what, clock_timestamp()); end if;
  return 'done';
end $$;

grant execute on function dosing_counts(uuid), dosing_emergency_over(uuid), begin_emergency_here(uuid, text), describe_emergency(uuid, text, text), recognise_in_emergency(uuid, uuid) to :"app";
grant execute on function begin_dosing_emergency(uuid, text) to :"app";
grant execute on function act_in_dosing_emergency(uuid, text, text, integer, text, text) to :"app";
grant execute on function dosing_waits_for_review(uuid) to :"app";
