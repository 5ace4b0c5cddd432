-- Sessions of a clinic: who is on shift as what, whom it expects, and where the visit of each stands. A visit is moved by adding a step:
-- each names the one before and the move it makes, so that none is skipped and nothing that happened is changed.

create table dosing_session (
  id                uuid primary key default uuidv7(),
  agency_id         uuid not null references agency,
  premises_id       uuid not null references premises,
  day               date not null,
  slot              text not null check (slot in ('morning', 'midday', 'evening')),
  ends_at           timestamptz not null,
  protocol          text not null,
  protocol_version  integer not null,
  protocol_print    text not null check (protocol_print ~ '^[0-9a-f]{64}$'),
  numbers           jsonb not null,
  opened_at         timestamptz not null default now(),
  opened_by         uuid references staff default acting_staff(),
  closed_at         timestamptz,
  closed_by         uuid references staff,
  cancelled_because text check (length(cancelled_because) between 1 and 400),
  constraint one_session_of_a_slot unique (premises_id, day, slot),
  constraint a_session_ends_after_it_opens check (ends_at > opened_at or cancelled_because is not null),
  constraint what_was_cancelled_is_closed check (cancelled_because is null or closed_at is not null)
);
create index dosing_session_agency_index on dosing_session (agency_id);
create index dosing_session_premises_index on dosing_session (premises_id);
create index dosing_session_opened_by_index on dosing_session (opened_by);
create index dosing_session_closed_by_index on dosing_session (closed_by);
comment on table dosing_session is 'One session of a clinic: premises, day and part of the day, opened with its staff by the numbers of a protocol.';
comment on column dosing_session.id is 'Identifier.';
comment on column dosing_session.agency_id is 'The clinic.';
comment on column dosing_session.premises_id is 'Where.';
comment on column dosing_session.day is 'Which day, London calendar.';
comment on column dosing_session.slot is 'Which session of the day.';
comment on column dosing_session.ends_at is 'When it ends; after that and a grace, whoever did not come is closed as not come.';
comment on column dosing_session.protocol is 'Code of the protocol it is run by.';
comment on column dosing_session.protocol_version is 'Version of it.';
comment on column dosing_session.protocol_print is 'SHA-256 of that version.';
comment on column dosing_session.numbers is 'Its numbers as they stood when the session was opened: everything that is refused is refused by these.';
comment on column dosing_session.opened_at is 'When it was opened.';
comment on column dosing_session.opened_by is 'Who opened it.';
comment on column dosing_session.closed_at is 'When it was closed or cancelled.';
comment on column dosing_session.closed_by is 'Who closed it; empty where the program did.';
comment on column dosing_session.cancelled_because is 'Why it did not take place.';
create table dosing_duty (
  session_id uuid not null references dosing_session,
  staff_id   uuid not null references staff,
  duty       text not null check (duty in ('nurse', 'checker', 'doctor', 'helper')),
  from_at    timestamptz not null default now(),
  until_at   timestamptz,
  breaks     tstzmultirange not null default '{}',
  named_by   uuid references staff default acting_staff(),
  primary key (session_id, staff_id)
);
create index dosing_duty_session_index on dosing_duty (session_id);
create index dosing_duty_staff_index on dosing_duty (staff_id);
create index dosing_duty_named_by_index on dosing_duty (named_by);
comment on table dosing_duty is 'Who is on shift in a session, as what. One duty each, for the whole of it: nobody changes from checking to giving midway.';
comment on column dosing_duty.session_id is 'Which session.'; comment on column dosing_duty.staff_id is 'Who.'; comment on column dosing_duty.duty is 'As what: gives, checks, doctor on call, or helps as a recovery worker.';
comment on column dosing_duty.from_at is 'Since when.';
comment on column dosing_duty.until_at is 'Until when, where they left before its end.';
comment on column dosing_duty.breaks is 'When they had left and came back later.';
comment on column dosing_duty.named_by is 'Who said so.';
create table dosing_move (
  from_state text not null,
  to_state   text not null,
  primary key (from_state, to_state)
);
comment on table dosing_move is 'Moves that a visit may make, from one state to another. There are no others.';
comment on column dosing_move.from_state is 'From.';
comment on column dosing_move.to_state is 'To.';
insert into dosing_move (from_state, to_state) values
  ('scheduled', 'arrived'), ('scheduled', 'no-show'), ('scheduled', 'excused'), ('scheduled', 'cancelled'),
  ('arrived', 'identified'), ('arrived', 'closed'),
  ('identified', 'cleared'), ('identified', 'reduced'), ('identified', 'deferred'), ('identified', 'withheld'), ('identified', 'observing'), ('identified', 'closed'),
  ('cleared', 'cleared'), ('cleared', 'reduced'), ('cleared', 'deferred'), ('cleared', 'withheld'), ('cleared', 'prepared'), ('cleared', 'observing'), ('cleared', 'closed'),
  ('reduced', 'cleared'), ('reduced', 'reduced'), ('reduced', 'deferred'), ('reduced', 'withheld'), ('reduced', 'prepared'), ('reduced', 'observing'), ('reduced', 'closed'),
  ('deferred', 'cleared'), ('deferred', 'reduced'), ('deferred', 'deferred'), ('deferred', 'withheld'), ('deferred', 'observing'), ('deferred', 'closed'),
  ('withheld', 'cleared'), ('withheld', 'reduced'), ('withheld', 'deferred'), ('withheld', 'withheld'), ('withheld', 'observing'), ('withheld', 'closed'),
  ('prepared', 'handed-over'), ('prepared', 'identified'),
  ('handed-over', 'observing'), ('handed-over', 'identified'),
  ('observing', 'cleared'), ('observing', 'reduced'), ('observing', 'deferred'), ('observing', 'withheld'), ('observing', 'fit-to-leave'), ('observing', 'left-early'),
  ('fit-to-leave', 'closed'), ('left-early', 'closed'), ('no-show', 'excused'),
  -- They were not expected, and came: while the session goes on whoever stands at the door is seen.
  ('excused', 'arrived');

create table dosing_visit (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references person,
  category      text not null default 'medication' references category,
  agency_id     uuid not null references agency default acting_agency(),
  owner_kind    text not null references agency_kind default acting_agency_kind(),
  shared_as     text not null generated always as (category || '/' || owner_kind) stored,
  session_id    uuid not null references dosing_session,
  for_whom      uuid not null,
  prescribed_ug bigint not null check (prescribed_ug >= 0),
  made_at       timestamptz not null default now(),
  constraint one_visit_of_somebody_in_a_session unique (session_id, for_whom)
);
create index dosing_visit_person_index on dosing_visit (person_id);
create index dosing_visit_category_index on dosing_visit (category);
create index dosing_visit_agency_index on dosing_visit (agency_id);
create index dosing_visit_owner_kind_index on dosing_visit (owner_kind);
create index dosing_visit_session_index on dosing_visit (session_id);
comment on table dosing_visit is 'Somebody in one session: made when they are expected, or when they come.';
comment on column dosing_visit.id is 'Identifier.';
comment on column dosing_visit.person_id is 'Who.';
comment on column dosing_visit.category is 'Category.';
comment on column dosing_visit.agency_id is 'The clinic.';
comment on column dosing_visit.owner_kind is 'Kind of that agency.';
comment on column dosing_visit.shared_as is 'What a grant must name to show it.';
comment on column dosing_visit.session_id is 'Which session.';
comment on column dosing_visit.for_whom is 'Their record when this was written: what may happen once stays so when two records are joined.';
comment on column dosing_visit.prescribed_ug is 'What was ordered for the session when it was opened or they came, in micrograms: attendance is counted by it, whatever is ordered later.';
comment on column dosing_visit.made_at is 'When it was written.';
create table dosing_step (
  visit_id       uuid not null references dosing_visit on delete cascade,
  seq            smallint not null check (seq >= 1),
  prev_seq       smallint,
  from_state     text,
  to_state       text not null,
  at             timestamptz not null default clock_timestamp(),
  staff_id       uuid references staff default acting_staff(),
  reason         text check (length(reason) between 1 and 1000),
  code           text check (code ~ '^[a-z-]{1,40}$'),
  details        jsonb not null default '{}',
  assessment_id  uuid,
  preparation_id uuid,
  authority_id   uuid,
  injection_id   uuid,
  prepared_ug    bigint not null default 0,
  injected_ug    bigint not null default 0,
  wasted_ug      bigint not null default 0,
  returned_ug    bigint not null default 0,
  primary key (visit_id, seq),
  constraint a_step_can_be_followed unique (visit_id, seq, to_state),
  constraint a_step_follows_the_one_before foreign key (visit_id, prev_seq, from_state) references dosing_step (visit_id, seq, to_state),
  constraint a_visit_makes_only_moves_that_are_moves foreign key (from_state, to_state) references dosing_move,
  constraint the_first_step_expects_them check (case when seq = 1 then prev_seq is null and from_state is null and to_state = 'scheduled' else prev_seq = seq - 1 and from_state is not null end),
  constraint a_decision_names_its_assessment check ((to_state in ('cleared', 'reduced', 'deferred', 'withheld')) = (assessment_id is not null)),
  constraint what_is_prepared_is_named check ((to_state = 'prepared') = (preparation_id is not null)),
  constraint nothing_is_handed_over_without_an_authority check ((to_state = 'handed-over') = (authority_id is not null)),
  constraint nobody_is_observed_without_an_injection check ((to_state = 'observing') <= (injection_id is not null)),
  constraint an_excuse_has_its_code check ((to_state = 'excused') <= (code in ('hospital', 'custody', 'agreed', 'closed', 'suspended'))),
  constraint a_visit_closes_when_everything_is_accounted_for check (to_state <> 'closed' or prepared_ug = injected_ug + wasted_ug + returned_ug)
);
create index dosing_step_staff_index on dosing_step (staff_id);
create index dosing_step_moves_index on dosing_step (from_state, to_state);
create index dosing_step_before_index on dosing_step (visit_id, prev_seq, from_state);
create index dosing_step_assessment_index on dosing_step (assessment_id, visit_id);
create index dosing_step_preparation_index on dosing_step (preparation_id, visit_id);
create index dosing_step_authority_index on dosing_step (authority_id, visit_id);
create index dosing_step_injection_index on dosing_step (injection_id, visit_id);
comment on table dosing_step is 'Every move of a visit, one after another. The newest says where it stands. Only added to.';
comment on column dosing_step.visit_id is 'Which visit.';
comment on column dosing_step.seq is 'Number of the move.';
comment on column dosing_step.prev_seq is 'Number of the move before.';
comment on column dosing_step.from_state is 'From where.';
comment on column dosing_step.to_state is 'To where.';
comment on column dosing_step.at is 'When, by the server''s clock.';
comment on column dosing_step.staff_id is 'Who; empty where the program did it by itself.';
comment on column dosing_step.reason is 'Why, in words, where it is asked.';
comment on column dosing_step.code is 'Why, as a code: how they were excused, why nothing was given.';
comment on column dosing_step.details is 'What else is said: how they were identified, what was advised to whoever left early.';
comment on column dosing_step.assessment_id is 'The assessment that decided it.';
comment on column dosing_step.preparation_id is 'What was prepared.';
comment on column dosing_step.authority_id is 'By which authority it was handed over.';
comment on column dosing_step.injection_id is 'What became of it.';
comment on column dosing_step.prepared_ug is 'Of a visit that closes: everything prepared.';
comment on column dosing_step.injected_ug is 'Of it injected.';
comment on column dosing_step.wasted_ug is 'Wasted with a witness.';
comment on column dosing_step.returned_ug is 'Returned to the cupboard unopened.';
create table dosing_emergency (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null default 'medication' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  visit_id   uuid references dosing_visit on delete cascade,
  kind       text not null check (kind in ('overdose', 'seizure')),
  began_at   timestamptz not null default clock_timestamp(),
  staff_id   uuid references staff default acting_staff()
);
create index dosing_emergency_category_index on dosing_emergency (category);
create index dosing_emergency_agency_index on dosing_emergency (agency_id);
create index dosing_emergency_owner_kind_index on dosing_emergency (owner_kind);
create index dosing_emergency_visit_index on dosing_emergency (visit_id);
create index dosing_emergency_staff_index on dosing_emergency (staff_id);
create index dosing_emergency_person_index on dosing_emergency (person_id, began_at);
comment on table dosing_emergency is 'An overdose or a seizure at the clinic, begun in one touch. It begins an incident and keeps the next session closed until a prescriber has reviewed it. Whoever is not known has no person until they are recognised.';
comment on column dosing_emergency.id is 'Identifier.';
comment on column dosing_emergency.person_id is 'To whom.';
comment on column dosing_emergency.category is 'Category.';
comment on column dosing_emergency.agency_id is 'The clinic.';
comment on column dosing_emergency.owner_kind is 'Kind of that agency.';
comment on column dosing_emergency.shared_as is 'What a grant must name to show it.';
comment on column dosing_emergency.visit_id is 'At which visit.';
comment on column dosing_emergency.kind is 'What.';
comment on column dosing_emergency.began_at is 'When it was touched.';
comment on column dosing_emergency.staff_id is 'By whom.';
create table dosing_emergency_act (
  id           uuid primary key default uuidv7(),
  emergency_id uuid not null references dosing_emergency on delete cascade,
  what         text not null check (what in ('stimulate', 'airway', 'oxygen', 'naloxone', 'ambulance-called', 'ambulance-arrived', 'cpr', 'aed', 'benzodiazepine', 'recovered', 'to-hospital', 'note', 'response')),
  route        text check (route in ('muscle', 'nose', 'vein', 'skin', 'cheek', 'rectum')),
  micrograms   integer check (micrograms > 0),
  words        text check (length(words) between 1 and 1000),
  at           timestamptz not null default clock_timestamp(),
  staff_id     uuid references staff default acting_staff(),
  constraint a_medicine_says_how_and_how_much check ((what in ('naloxone', 'benzodiazepine')) <= (route is not null and micrograms is not null))
);
create index dosing_emergency_act_emergency_index on dosing_emergency_act (emergency_id);
create index dosing_emergency_act_staff_index on dosing_emergency_act (staff_id);
comment on table dosing_emergency_act is 'What was done in an emergency, each with its time. Only added to.';
comment on column dosing_emergency_act.id is 'Identifier.';
comment on column dosing_emergency_act.emergency_id is 'In which emergency.';
comment on column dosing_emergency_act.what is 'What.';
comment on column dosing_emergency_act.route is 'Of a medicine: how it was given.';
comment on column dosing_emergency_act.micrograms is 'How much of it.';
comment on column dosing_emergency_act.words is 'What else is said.';
comment on column dosing_emergency_act.at is 'When, by the server''s clock.';
comment on column dosing_emergency_act.staff_id is 'Who.';
create table dosing_incident (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  visit_id    uuid references dosing_visit on delete cascade,
  kind        text not null check (kind in ('emergency', 'recorded-late', 'clash', 'below-zero', 'corrected', 'other')),
  words       text not null check (length(words) between 1 and 4000),
  happened_at timestamptz not null,
  raised_at   timestamptz not null default clock_timestamp(),
  staff_id    uuid references staff default acting_staff()
);
create index dosing_incident_person_index on dosing_incident (person_id);
create index dosing_incident_category_index on dosing_incident (category);
create index dosing_incident_agency_index on dosing_incident (agency_id);
create index dosing_incident_owner_kind_index on dosing_incident (owner_kind);
create index dosing_incident_visit_index on dosing_incident (visit_id);
create index dosing_incident_staff_index on dosing_incident (staff_id);
comment on table dosing_incident is 'Something that went otherwise than it should at a session, raised in the same transaction as what it is about.';
comment on column dosing_incident.id is 'Identifier.';
comment on column dosing_incident.person_id is 'About whom.';
comment on column dosing_incident.category is 'Category.';
comment on column dosing_incident.agency_id is 'The clinic.';
comment on column dosing_incident.owner_kind is 'Kind of that agency.';
comment on column dosing_incident.shared_as is 'What a grant must name to show it.';
comment on column dosing_incident.visit_id is 'At which visit.';
comment on column dosing_incident.kind is 'What kind.';
comment on column dosing_incident.words is 'What happened.';
comment on column dosing_incident.happened_at is 'When.';
comment on column dosing_incident.raised_at is 'When it was raised.';
comment on column dosing_incident.staff_id is 'By whom.';
create table dosing_incident_review (
  id          uuid primary key default uuidv7(),
  incident_id uuid not null references dosing_incident on delete cascade,
  words       text not null check (length(words) between 1 and 4000),
  at          timestamptz not null default clock_timestamp(),
  staff_id    uuid references staff default acting_staff()
);
create index dosing_incident_review_incident_index on dosing_incident_review (incident_id);
create index dosing_incident_review_staff_index on dosing_incident_review (staff_id);
comment on table dosing_incident_review is 'What came of an incident. Only added to.';
comment on column dosing_incident_review.id is 'Identifier.';
comment on column dosing_incident_review.incident_id is 'Of which incident.';
comment on column dosing_incident_review.words is 'What was found and done.';
comment on column dosing_incident_review.at is 'When.';
comment on column dosing_incident_review.staff_id is 'By whom.';

-- Sessions and who is on shift: seen by those of the clinic who give, check, prescribe or keep the register.
do $$ declare the_table text; begin
  foreach the_table in array array['dosing_session', 'dosing_duty', 'dosing_step', 'dosing_emergency_act', 'dosing_incident_review'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
create policy seen_by_the_clinic on dosing_session for select to :"app" using (agency_id = (select acting_agency()) and (select acting_may('dose:board')));
create policy seen_with_the_session on dosing_duty for select to :"app" using (exists (select from dosing_session s where s.id = dosing_duty.session_id));
select show_to_those_entitled(the_table) from unnest(array['dosing_visit', 'dosing_emergency', 'dosing_incident']::regclass[]) the_table;
create policy seen_with_the_visit on dosing_step for select to :"app" using (exists (select from dosing_visit v where v.id = dosing_step.visit_id));
create policy seen_with_the_emergency on dosing_emergency_act for select to :"app" using (exists (select from dosing_emergency e where e.id = dosing_emergency_act.emergency_id));
create policy seen_with_the_incident on dosing_incident_review for select to :"app" using (exists (select from dosing_incident i where i.id = dosing_incident_review.incident_id));
create trigger pages_after_insert after insert on dosing_emergency referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_insert after insert on dosing_session referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_insert after insert on dosing_visit referencing new table as changed for each statement execute function boards_have_changed();
-- Tells open pages of the clinic that a visit moved.
create function visits_have_moved() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare one uuid;
begin
  for one in select distinct v.agency_id from changed c join dosing_visit v on v.id = c.visit_id loop
    perform pg_notify('changed', tg_table_schema || ':agency:' || one);
  end loop;
  return null;
end $$;
create trigger pages_after_insert after insert on dosing_step referencing new table as changed for each statement execute function visits_have_moved();
grant select on dosing_session, dosing_duty, dosing_move, dosing_visit, dosing_step,
  dosing_emergency, dosing_emergency_act, dosing_incident, dosing_incident_review to :"app";
