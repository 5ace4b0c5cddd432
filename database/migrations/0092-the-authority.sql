-- The authority to hand over one part of an order on one day, and what became of it. What is refused is the authority; what happened
-- is only ever written down.

create table authority (
  id             uuid primary key default uuidv7(),
  person_id      uuid not null references person,
  category       text not null default 'medication' references category,
  agency_id      uuid not null references agency default acting_agency(),
  owner_kind     text not null references agency_kind default acting_agency_kind(),
  shared_as      text not null generated always as (category || '/' || owner_kind) stored,
  visit_id       uuid not null references dosing_visit on delete cascade,
  session_id     uuid not null references dosing_session,
  order_id       uuid not null references clinic_order,
  order_part_id  uuid not null references clinic_order_part,
  day            date not null,
  for_whom       uuid not null,
  assessment_id  uuid not null,
  assessed_until timestamptz not null,
  preparation_id uuid not null unique references preparation_check on delete cascade,
  dose_ug        bigint not null,
  least_minutes  integer not null,
  after_end      timestamptz,
  taken_at       timestamptz not null,
  taken_by       uuid not null references staff,
  block          tstzrange not null,
  key            uuid not null unique,
  line_key       uuid not null unique references cd_entry (key),
  constraint one_authority_for_a_part_on_a_day unique (order_part_id, day),
  constraint never_closer_than_its_interval exclude using gist (for_whom with =, block with &&),
  constraint its_block_is_its_interval check (block = tstzrange(taken_at - make_interval(mins => least_minutes), taken_at, '(]')),
  constraint it_keeps_its_distance_from_the_injection_before check (after_end is null or taken_at - after_end >= make_interval(mins => least_minutes)),
  constraint an_authority_can_be_used unique (id, visit_id, dose_ug),
  constraint an_authority_is_of_an_assessment_that_holds foreign key (assessment_id, visit_id, assessed_until) references pre_dose_assessment (id, visit_id, valid_until) on delete cascade,
  constraint it_is_taken_while_the_assessment_holds check (taken_at <= assessed_until),
  constraint whoever_prepared_it_hands_it_over foreign key (preparation_id, visit_id, order_part_id, dose_ug, day, taken_by) references preparation (id, visit_id, order_part_id, dose_ug, day, prepared_by) on delete cascade
);
create index authority_person_index on authority (person_id);
create index authority_category_index on authority (category);
create index authority_agency_index on authority (agency_id);
create index authority_owner_kind_index on authority (owner_kind);
create index authority_order_index on authority (order_id);
create index authority_order_part_index on authority (order_part_id);
create index authority_taken_by_index on authority (taken_by);
create index authority_line_key_index on authority (line_key);
create index authority_visit_index on authority (visit_id, taken_at);
create index authority_session_index on authority (session_id, taken_by);
create index authority_assessment_index on authority (assessment_id, visit_id, assessed_until);
create index authority_preparation_index on authority (preparation_id, visit_id, order_part_id, dose_ug, day, taken_by);
comment on table authority is 'Leave to hand over one numbered part of an order on one day: once, never closer than its interval, by who prepared it with a second. Taking it hands over.';
comment on column authority.id is 'Identifier.';
comment on column authority.person_id is 'For whom.';
comment on column authority.category is 'Category.';
comment on column authority.agency_id is 'The clinic.';
comment on column authority.owner_kind is 'Kind of that agency.';
comment on column authority.shared_as is 'What a grant must name to show it.';
comment on column authority.visit_id is 'At which visit.';
comment on column authority.session_id is 'In which session.';
comment on column authority.order_id is 'By which order.';
comment on column authority.order_part_id is 'Which of its parts.';
comment on column authority.day is 'On which day.';
comment on column authority.for_whom is 'Their record when it was taken: the interval is kept by it, whatever is joined later.';
comment on column authority.assessment_id is 'On which assessment.';
comment on column authority.assessed_until is 'Until when that holds.';
comment on column authority.preparation_id is 'What was prepared for it by two.';
comment on column authority.dose_ug is 'How much, in micrograms.';
comment on column authority.least_minutes is 'How far from the injection before, at least.';
comment on column authority.after_end is 'When the last injection here before it had ended.';
comment on column authority.taken_at is 'When it was taken, by the server''s clock.';
comment on column authority.taken_by is 'Who handed over.';
comment on column authority.block is 'From so long before it as its interval asks until it was taken. No two of one person overlap.';
comment on column authority.key is 'Key of the form: the same form again is answered with this row.';
comment on column authority.line_key is 'The line of the register, written in the same transaction.';
create table injection (
  id               uuid primary key default uuidv7(),
  person_id        uuid not null references person,
  category         text not null default 'medication' references category,
  agency_id        uuid not null references agency default acting_agency(),
  owner_kind       text not null references agency_kind default acting_agency_kind(),
  shared_as        text not null generated always as (category || '/' || owner_kind) stored,
  visit_id         uuid references dosing_visit on delete cascade,
  authority_id     uuid,
  what             text not null check (what in ('full', 'part', 'none', 'spilled', 'vein-failed')),
  dose_ug          bigint not null check (dose_ug > 0),
  injected_ug      bigint not null check (injected_ug >= 0),
  left_ug          bigint not null check (left_ug >= 0),
  ended_at         timestamptz not null,
  recorded_at      timestamptz not null default clock_timestamp(),
  staff_id         uuid not null references staff default acting_staff(),
  observed_dose_id uuid references observed_dose on delete set null,
  corrects         uuid unique references injection on delete cascade,
  because          text check (length(because) between 1 and 1000),
  place            text check (place ~ '^(vein|muscle|skin)(-[a-z]+){1,2}$'),
  constraint an_injection_is_of_its_authority foreign key (authority_id, visit_id, dose_ug) references authority (id, visit_id, dose_ug) on delete cascade,
  constraint an_injection_can_be_named unique (id, visit_id),
  constraint all_of_it_is_accounted_for check (dose_ug = injected_ug + left_ug),
  constraint the_words_are_the_amounts check (case what when 'full' then left_ug = 0 when 'part' then injected_ug > 0 and left_ug > 0 when 'none' then injected_ug = 0 else left_ug > 0 end),
  constraint nothing_ends_after_it_is_entered check (ended_at <= recorded_at),
  constraint a_correction_says_why check (corrects is null or because is not null)
);
create index injection_person_index on injection (person_id);
create index injection_category_index on injection (category);
create index injection_agency_index on injection (agency_id);
create index injection_owner_kind_index on injection (owner_kind);
create index injection_staff_index on injection (staff_id);
create index injection_observed_dose_index on injection (observed_dose_id);
create index injection_corrects_index on injection (corrects);
create index injection_visit_index on injection (visit_id, recorded_at);
create index injection_authority_index on injection (authority_id, visit_id, dose_ug);
comment on table injection is 'What became of what was handed over, or of a dose that was given otherwise and recorded later. Never changed: a correction points at the one before.';
comment on column injection.id is 'Identifier.';
comment on column injection.person_id is 'Who.';
comment on column injection.category is 'Category.';
comment on column injection.agency_id is 'The clinic.';
comment on column injection.owner_kind is 'Kind of that agency.';
comment on column injection.shared_as is 'What a grant must name to show it.';
comment on column injection.visit_id is 'At which visit; empty of a dose outside any session.';
comment on column injection.authority_id is 'By which authority; empty of what was given without one.';
comment on column injection.what is 'All of it, a part, none, spilled, or the vein failed.';
comment on column injection.dose_ug is 'What was handed over, in micrograms.';
comment on column injection.injected_ug is 'What of it was injected.';
comment on column injection.left_ug is 'What was left, and is wasted with a witness.';
comment on column injection.ended_at is 'When the injection ended: intervals are counted from here.';
comment on column injection.recorded_at is 'When it was entered.';
comment on column injection.staff_id is 'Who saw it and entered it.';
comment on column injection.observed_dose_id is 'The dose as everyone who treats them sees it.';
comment on column injection.corrects is 'The one that it corrects.';
comment on column injection.place is 'Where it went in: vein, muscle or skin, and the site; empty where nobody said.';
comment on column injection.because is 'Why it is corrected, or recorded otherwise.';
create unique index one_outcome_of_an_authority on injection (authority_id) where corrects is null;
create table dosing_waste (
  id              uuid primary key default uuidv7(),
  person_id       uuid not null references person,
  category        text not null default 'medication' references category,
  agency_id       uuid not null references agency default acting_agency(),
  owner_kind      text not null references agency_kind default acting_agency_kind(),
  shared_as       text not null generated always as (category || '/' || owner_kind) stored,
  visit_id        uuid not null references dosing_visit on delete cascade,
  preparation_id  uuid not null references preparation on delete cascade,
  injection_id    uuid unique references injection on delete cascade,
  wasted_ug       bigint not null check (wasted_ug >= 0),
  returned_ug     bigint not null check (returned_ug >= 0),
  seen_ug         bigint not null generated always as (wasted_ug + returned_ug) stored,
  book_id         uuid not null references cd_book,
  line_key        uuid not null unique,
  line_kind       text not null check (line_kind in ('waste-part', 'correction', 'none')),
  line_ug         bigint not null check (line_ug <= 0),
  line_corrects   bigint,
  line_details    text,
  reason          text not null check (length(reason) between 1 and 400),
  at              timestamptz not null default clock_timestamp(),
  staff_id        uuid not null references staff default acting_staff(),
  first_signature uuid references cd_signature,
  constraint a_waste_can_be_witnessed unique (id, seen_ug, staff_id),
  constraint something_went_somewhere check (seen_ug > 0),
  constraint a_line_is_signed check ((line_kind = 'none') = (first_signature is null) and (line_kind = 'correction') = (line_corrects is not null))
);
create index dosing_waste_person_index on dosing_waste (person_id);
create index dosing_waste_category_index on dosing_waste (category);
create index dosing_waste_agency_index on dosing_waste (agency_id);
create index dosing_waste_owner_kind_index on dosing_waste (owner_kind);
create index dosing_waste_preparation_index on dosing_waste (preparation_id);
create index dosing_waste_injection_index on dosing_waste (injection_id);
create index dosing_waste_book_index on dosing_waste (book_id);
create index dosing_waste_staff_index on dosing_waste (staff_id);
create index dosing_waste_first_signature_index on dosing_waste (first_signature);
create index dosing_waste_visit_index on dosing_waste (visit_id, at);
comment on table dosing_waste is 'What was prepared and is neither injected nor drawn up: left in a syringe, or undone before it was handed over. Wasted or returned before a witness.';
comment on column dosing_waste.id is 'Identifier.';
comment on column dosing_waste.person_id is 'Whose it was.';
comment on column dosing_waste.category is 'Category.';
comment on column dosing_waste.agency_id is 'The clinic.';
comment on column dosing_waste.owner_kind is 'Kind of that agency.';
comment on column dosing_waste.shared_as is 'What a grant must name to show it.';
comment on column dosing_waste.visit_id is 'At which visit.';
comment on column dosing_waste.preparation_id is 'Of which preparation.';
comment on column dosing_waste.injection_id is 'What it was left from; empty where nothing was handed over.';
comment on column dosing_waste.wasted_ug is 'Wasted, in micrograms.';
comment on column dosing_waste.returned_ug is 'Returned to the cupboard unopened.';
comment on column dosing_waste.seen_ug is 'What a witness sees and enters.';
comment on column dosing_waste.book_id is 'In which book it stands.';
comment on column dosing_waste.line_key is 'Key of the line of the register: waste of what no line has taken from the book yet, or a note to the line that has.';
comment on column dosing_waste.line_kind is 'Kind of that line; none where it goes back unopened.';
comment on column dosing_waste.line_ug is 'What that line takes from the balance.';
comment on column dosing_waste.line_corrects is 'The line that a note points at.';
comment on column dosing_waste.line_details is 'What the line says.';
comment on column dosing_waste.reason is 'Why.';
comment on column dosing_waste.at is 'When.';
comment on column dosing_waste.staff_id is 'Who says so.';
comment on column dosing_waste.first_signature is 'Their signature under the line.';
create unique index one_undoing_of_a_preparation on dosing_waste (preparation_id) where injection_id is null;
create table dosing_waste_witness (
  waste_id         uuid primary key references dosing_waste on delete cascade,
  entered_ug       bigint not null,
  said_by          uuid not null,
  at               timestamptz not null default clock_timestamp(),
  staff_id         uuid not null references staff default acting_staff(),
  second_signature uuid references cd_signature,
  constraint the_witness_saw_the_same foreign key (waste_id, entered_ug, said_by) references dosing_waste (id, seen_ug, staff_id) on delete cascade,
  constraint two_people_see_it check (staff_id <> said_by)
);
create index dosing_waste_witness_staff_index on dosing_waste_witness (staff_id);
create index dosing_waste_witness_second_signature_index on dosing_waste_witness (second_signature);
comment on table dosing_waste_witness is 'The second person, who saw it made irretrievable or put back, and entered by themselves how much.';
comment on column dosing_waste_witness.waste_id is 'Of what.';
comment on column dosing_waste_witness.entered_ug is 'What they entered, in micrograms.';
comment on column dosing_waste_witness.said_by is 'Who had said so first.';
comment on column dosing_waste_witness.at is 'When.';
comment on column dosing_waste_witness.staff_id is 'Who.';
comment on column dosing_waste_witness.second_signature is 'Their signature under the line of the register.';
create index dosing_waste_witness_waste_index on dosing_waste_witness (waste_id, entered_ug, said_by);
create table dosing_look (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  visit_id    uuid not null references dosing_visit on delete cascade,
  at          timestamptz not null default clock_timestamp(),
  staff_id    uuid references staff default acting_staff(),
  sedation    text not null check (sedation in ('asleep', '1', '2', '3', '4')),
  breaths     smallint not null check (breaths between 0 and 200),
  seconds     smallint not null check (seconds between 10 and 120),
  spo2        smallint not null check (spo2 between 30 and 100),
  on_oxygen   boolean not null,
  low_seconds smallint not null check (low_seconds between 0 and 3600),
  rung        text not null check (rung in ('watch', 'stimulate', 'oxygen', 'naloxone'))
);
create index dosing_look_person_index on dosing_look (person_id);
create index dosing_look_category_index on dosing_look (category);
create index dosing_look_agency_index on dosing_look (agency_id);
create index dosing_look_owner_kind_index on dosing_look (owner_kind);
create index dosing_look_staff_index on dosing_look (staff_id);
create index dosing_look_visit_index on dosing_look (visit_id, at);
comment on table dosing_look is 'Readings of somebody after an injection, and what the ladder asked for. Only added to.';
comment on column dosing_look.id is 'Identifier.';
comment on column dosing_look.person_id is 'Of whom.';
comment on column dosing_look.category is 'Category.';
comment on column dosing_look.agency_id is 'The clinic.';
comment on column dosing_look.owner_kind is 'Kind of that agency.';
comment on column dosing_look.shared_as is 'What a grant must name to show it.';
comment on column dosing_look.visit_id is 'At which visit.';
comment on column dosing_look.at is 'When, by the server''s clock.';
comment on column dosing_look.staff_id is 'Who looked.';
comment on column dosing_look.sedation is 'How sleepy.';
comment on column dosing_look.breaths is 'Breaths that were counted.';
comment on column dosing_look.seconds is 'In so many seconds.';
comment on column dosing_look.spo2 is 'Saturation, in per cent.';
comment on column dosing_look.on_oxygen is 'Whether they had oxygen.';
comment on column dosing_look.low_seconds is 'For how long saturation had been below the line, as the monitor showed.';
comment on column dosing_look.rung is 'What the ladder asked for.';
create table dosing_baseline (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null default 'medication' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  spo2       smallint check (spo2 between 60 and 100),
  measured_on date,
  reason     text not null check (length(reason) between 1 and 400),
  noted_at   timestamptz not null default clock_timestamp(),
  noted_by   uuid references staff default acting_staff(),
  constraint what_was_measured_says_when check ((spo2 is null) = (measured_on is null))
);
create index dosing_baseline_category_index on dosing_baseline (category);
create index dosing_baseline_agency_index on dosing_baseline (agency_id);
create index dosing_baseline_owner_kind_index on dosing_baseline (owner_kind);
create index dosing_baseline_noted_by_index on dosing_baseline (noted_by);
create index dosing_baseline_person_index on dosing_baseline (person_id, noted_at);
comment on table dosing_baseline is 'Somebody''s own saturation on air at rest, as a licensed doctor recorded it, or that it counts no longer. Never changed: the newest counts.';
comment on column dosing_baseline.id is 'Identifier.';
comment on column dosing_baseline.person_id is 'Of whom.';
comment on column dosing_baseline.category is 'Category.';
comment on column dosing_baseline.agency_id is 'The clinic.';
comment on column dosing_baseline.owner_kind is 'Kind of that agency.';
comment on column dosing_baseline.shared_as is 'What a grant must name to show it.';
comment on column dosing_baseline.spo2 is 'In per cent; empty where the one before counts no longer.';
comment on column dosing_baseline.measured_on is 'On which day it was measured: its age counts from here.';
comment on column dosing_baseline.reason is 'Why it is theirs, or counts no longer.';
comment on column dosing_baseline.noted_at is 'When.';
comment on column dosing_baseline.noted_by is 'By which prescriber.';

select show_to_those_entitled(the_table) from unnest(array['authority', 'injection', 'dosing_waste', 'dosing_look', 'dosing_baseline']::regclass[]) the_table;
alter table dosing_waste_witness enable row level security;
alter table dosing_waste_witness force row level security;
create policy seen_with_the_waste on dosing_waste_witness for select to :"app" using (exists (select from dosing_waste w where w.id = dosing_waste_witness.waste_id));
alter table dosing_step add constraint an_authority_is_of_its_visit foreign key (authority_id) references authority on delete cascade,
  add constraint an_injection_is_of_its_visit foreign key (injection_id, visit_id) references injection (id, visit_id) on delete cascade;
create trigger pages_after_insert after insert on injection referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_insert after insert on dosing_waste referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_insert after insert on dosing_look referencing new table as changed for each statement execute function boards_have_changed();
grant select on authority, injection, dosing_waste, dosing_waste_witness, dosing_look, dosing_baseline to :"app";
