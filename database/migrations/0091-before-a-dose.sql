-- Before a dose: how somebody is, what may be given, and what two people prepare. Every rule that a number can say is a constraint.

create table pre_dose_assessment (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references person,
  category      text not null default 'medication' references category,
  agency_id     uuid not null references agency default acting_agency(),
  owner_kind    text not null references agency_kind default acting_agency_kind(),
  shared_as     text not null generated always as (category || '/' || owner_kind) stored,
  visit_id      uuid not null references dosing_visit on delete cascade,
  at            timestamptz not null default clock_timestamp(),
  staff_id      uuid not null references staff default acting_staff(),
  valid_until   timestamptz not null,
  readings      jsonb not null,
  alertness     text not null check (alertness in ('alert', 'voice', 'pain', 'unresponsive')),
  sedation      text not null check (sedation in ('asleep', '1', '2', '3', '4')),
  breaths       smallint not null check (breaths between 0 and 200),
  seconds       smallint not null check (seconds between 15 and 120),
  spo2          smallint not null check (spo2 between 30 and 100),
  baseline_spo2 smallint check (baseline_spo2 between 30 and 100),
  alcohol       numeric check (alcohol >= 0),
  alcohol_unit  text check (alcohol_unit in ('ug-breath', 'mg-breath', 'mg-blood')),
  breaths_clear numeric not null check (breaths_clear > 0),
  spo2_clear    numeric not null check (spo2_clear > 0),
  decision      text not null check (decision in ('clear', 'reduce', 'defer', 'withhold', 'block')),
  reasons       text[] not null,
  decided_by    text not null check (decided_by in ('nobody', 'second-staff', 'prescriber')),
  sentence      text not null check (length(sentence) between 1 and 1000),
  again_at      timestamptz,
  constraint an_assessment_can_be_named unique (id, visit_id, valid_until),
  constraint alcohol_never_stands_without_its_unit check ((alcohol is null) = (alcohol_unit is null)),
  constraint a_full_dose_is_for_somebody_well check (decision <> 'clear' or (alertness = 'alert' and sedation = '1' and breaths * 60 >= breaths_clear * seconds and (spo2 >= spo2_clear or spo2 >= baseline_spo2) and alcohol = 0) is true),
  constraint nothing_is_given_to_somebody_sedated check (decision not in ('clear', 'reduce') or (alertness = 'alert' and sedation in ('1', '2') and alcohol is not null) is true),
  constraint an_assessment_holds_for_a_while check (valid_until > at and valid_until <= at + interval '1 hour'),
  constraint anything_but_a_full_dose_says_why check (decision = 'clear' or cardinality(reasons) > 0)
);
create index pre_dose_assessment_person_index on pre_dose_assessment (person_id);
create index pre_dose_assessment_category_index on pre_dose_assessment (category);
create index pre_dose_assessment_agency_index on pre_dose_assessment (agency_id);
create index pre_dose_assessment_owner_kind_index on pre_dose_assessment (owner_kind);
create index pre_dose_assessment_staff_index on pre_dose_assessment (staff_id);
create index pre_dose_assessment_visit_index on pre_dose_assessment (visit_id, at);
comment on table pre_dose_assessment is 'How somebody was just before a dose, and the decision that follows from it by the protocol''s table. Never changed; another assessment follows it.';
comment on column pre_dose_assessment.id is 'Identifier.';
comment on column pre_dose_assessment.person_id is 'Of whom.';
comment on column pre_dose_assessment.category is 'Category.';
comment on column pre_dose_assessment.agency_id is 'The clinic.';
comment on column pre_dose_assessment.owner_kind is 'Kind of that agency.';
comment on column pre_dose_assessment.shared_as is 'What a grant must name to show it.';
comment on column pre_dose_assessment.visit_id is 'At which visit.';
comment on column pre_dose_assessment.at is 'When, by the server''s clock.';
comment on column pre_dose_assessment.staff_id is 'Who looked.';
comment on column pre_dose_assessment.valid_until is 'Until when it holds.';
comment on column pre_dose_assessment.readings is 'Everything that was read and asked, as it was entered.';
comment on column pre_dose_assessment.alertness is 'How awake they were.';
comment on column pre_dose_assessment.sedation is 'How sleepy an opioid had made them.';
comment on column pre_dose_assessment.breaths is 'Breaths that were counted.';
comment on column pre_dose_assessment.seconds is 'In so many seconds.';
comment on column pre_dose_assessment.spo2 is 'Saturation on air, in per cent.';
comment on column pre_dose_assessment.baseline_spo2 is 'Their own at rest, as a prescriber recorded it.';
comment on column pre_dose_assessment.alcohol is 'What the breath tester showed; empty where the test was refused.';
comment on column pre_dose_assessment.alcohol_unit is 'In which unit it showed it.';
comment on column pre_dose_assessment.breaths_clear is 'Breaths a minute from which the protocol gives a full dose.';
comment on column pre_dose_assessment.spo2_clear is 'Saturation from which it does.';
comment on column pre_dose_assessment.decision is 'What may be given.';
comment on column pre_dose_assessment.reasons is 'Codes of why.';
comment on column pre_dose_assessment.decided_by is 'Who may decide otherwise: nobody, the nurse with a second member of staff, or a prescriber by an order.';
comment on column pre_dose_assessment.sentence is 'The decision and why, in a sentence.';
comment on column pre_dose_assessment.again_at is 'When it may be looked at again.';
create table pre_dose_agreement (
  assessment_id uuid not null references pre_dose_assessment on delete cascade,
  staff_id      uuid not null references staff default acting_staff(),
  at            timestamptz not null default clock_timestamp(),
  reason        text not null check (length(reason) between 1 and 1000),
  primary key (assessment_id)
);
create index pre_dose_agreement_assessment_index on pre_dose_agreement (assessment_id);
create index pre_dose_agreement_staff_index on pre_dose_agreement (staff_id);
comment on table pre_dose_agreement is 'A second member of staff who looked and agreed that a full dose may be given, where the protocol lets two decide.';
comment on column pre_dose_agreement.assessment_id is 'About which assessment.';
comment on column pre_dose_agreement.staff_id is 'Who.';
comment on column pre_dose_agreement.at is 'When.';
comment on column pre_dose_agreement.reason is 'Why.';
-- A part of an order is named with how much it is and how far it is from the one before: what is prepared cannot be another amount.
alter table clinic_order_part add constraint a_part_can_be_named unique (id, order_id, product, micrograms, least_minutes);
alter table cd_book add constraint a_book_can_be_named unique (id, product);

create table preparation (
  id                    uuid primary key default uuidv7(),
  person_id             uuid not null references person,
  category              text not null default 'medication' references category,
  agency_id             uuid not null references agency default acting_agency(),
  owner_kind            text not null references agency_kind default acting_agency_kind(),
  shared_as             text not null generated always as (category || '/' || owner_kind) stored,
  visit_id              uuid not null references dosing_visit on delete cascade,
  assessment_id         uuid not null,
  assessed_until        timestamptz not null,
  order_id              uuid not null references clinic_order,
  order_part_id         uuid not null,
  least_minutes         integer not null,
  day                   date not null,
  book_id               uuid not null,
  product               text not null,
  lot                   text not null check (length(lot) between 1 and 60),
  expires_on            date not null,
  dose_ug               bigint not null check (dose_ug > 0),
  units                 smallint not null check (units >= 0),
  taken_ug              bigint not null,
  rest_ug               bigint not null check (rest_ug >= 0),
  ug_per_ml             integer not null check (ug_per_ml > 0),
  microlitres           integer not null check (microlitres > 0),
  hand_key              uuid not null default gen_random_uuid() unique,
  line_key              uuid not null default gen_random_uuid() unique,
  line_details          text not null,
  waste_key             uuid unique,
  waste_details         text,
  prepared_at           timestamptz not null default clock_timestamp(),
  prepared_by           uuid not null references staff default acting_staff(),
  prepared_in           uuid not null default acting_session(),
  first_signature       uuid not null references cd_signature,
  first_waste_signature uuid references cd_signature,
  constraint a_preparation_can_be_checked unique (id, dose_ug, microlitres, prepared_by, prepared_in),
  constraint a_preparation_can_be_handed_over unique (id, visit_id, order_part_id, dose_ug, day, prepared_by),
  constraint a_preparation_can_be_named unique (id, visit_id),
  constraint a_preparation_is_of_its_visits_assessment foreign key (assessment_id, visit_id, assessed_until) references pre_dose_assessment (id, visit_id, valid_until) on delete cascade,
  constraint what_is_prepared_is_what_was_ordered foreign key (order_part_id, order_id, product, dose_ug, least_minutes) references clinic_order_part (id, order_id, product, micrograms, least_minutes),
  constraint it_comes_from_the_book_of_its_product foreign key (book_id, product) references cd_book (id, product),
  constraint nothing_is_prepared_on_a_stale_assessment check (prepared_at <= assessed_until),
  constraint nothing_expired_is_prepared check (expires_on >= day),
  constraint dose_and_rest_are_what_was_taken check (taken_ug = dose_ug + rest_ug),
  constraint the_volume_is_the_dose check (microlitres::bigint * ug_per_ml = dose_ug * 1000),
  constraint the_rest_has_a_line check ((rest_ug > 0) = (waste_key is not null) and (waste_key is null) = (waste_details is null) and (waste_key is null) = (first_waste_signature is null))
);
create index preparation_person_index on preparation (person_id);
create index preparation_category_index on preparation (category);
create index preparation_agency_index on preparation (agency_id);
create index preparation_owner_kind_index on preparation (owner_kind);
create index preparation_order_index on preparation (order_id);
create index preparation_prepared_by_index on preparation (prepared_by);
create index preparation_first_signature_index on preparation (first_signature);
create index preparation_first_waste_signature_index on preparation (first_waste_signature);
create index preparation_visit_index on preparation (visit_id, prepared_at);
create index preparation_assessment_index on preparation (assessment_id, visit_id, assessed_until);
create index preparation_part_index on preparation (order_part_id, order_id, product, dose_ug, least_minutes);
create index preparation_book_index on preparation (book_id, product);
comment on table preparation is 'One part of an order, prepared for one person: how much, from what, made up how. Signed by whoever prepared it.';
comment on column preparation.id is 'Identifier.';
comment on column preparation.person_id is 'For whom.';
comment on column preparation.category is 'Category.';
comment on column preparation.agency_id is 'The clinic.';
comment on column preparation.owner_kind is 'Kind of that agency.';
comment on column preparation.shared_as is 'What a grant must name to show it.';
comment on column preparation.visit_id is 'At which visit.';
comment on column preparation.assessment_id is 'On which assessment.';
comment on column preparation.assessed_until is 'Until when that holds.';
comment on column preparation.order_id is 'By which order.';
comment on column preparation.order_part_id is 'Which of its parts.';
comment on column preparation.least_minutes is 'How far from the injection before, at least.';
comment on column preparation.day is 'For which day.';
comment on column preparation.book_id is 'From which book.';
comment on column preparation.product is 'Which product.';
comment on column preparation.lot is 'Which lot.';
comment on column preparation.expires_on is 'When that expires.';
comment on column preparation.dose_ug is 'The dose, in micrograms of the salt.';
comment on column preparation.units is 'Ampoules opened; none of a solution.';
comment on column preparation.taken_ug is 'Everything taken from the cupboard for it.';
comment on column preparation.rest_ug is 'What of it is not drawn up, and is wasted at once with a witness.';
comment on column preparation.ug_per_ml is 'What it is made up to, in micrograms in a millilitre.';
comment on column preparation.microlitres is 'How much is drawn up, in microlitres.';
comment on column preparation.hand_key is 'Key of the form that hands it over: the same form twice is one handing over.';
comment on column preparation.line_key is 'Key of the line of the register.';
comment on column preparation.line_details is 'What the line says, as it is signed.';
comment on column preparation.waste_key is 'Key of the line for what is not drawn up.';
comment on column preparation.waste_details is 'What that line says.';
comment on column preparation.prepared_at is 'When.';
comment on column preparation.prepared_by is 'Who prepared it, and alone hands it over.';
comment on column preparation.prepared_in is 'In which sign-in.';
comment on column preparation.first_signature is 'Their signature under the line.';
comment on column preparation.first_waste_signature is 'And under the line for what is not drawn up.';
create table preparation_check (
  preparation_id         uuid primary key references preparation on delete cascade,
  entered_ug             bigint not null,
  entered_microlitres    integer not null,
  prepared_by            uuid not null,
  prepared_in            uuid not null,
  checked_at             timestamptz not null default clock_timestamp(),
  checked_by             uuid not null references staff default acting_staff(),
  checked_in             uuid not null default acting_session(),
  second_signature       uuid not null references cd_signature,
  second_waste_signature uuid references cd_signature,
  constraint the_checker_came_to_the_same foreign key (preparation_id, entered_ug, entered_microlitres, prepared_by, prepared_in) references preparation (id, dose_ug, microlitres, prepared_by, prepared_in) on delete cascade,
  constraint two_people_prepare check (checked_by <> prepared_by),
  constraint two_sign_ins_prepare check (checked_in <> prepared_in)
);
create index preparation_check_checked_by_index on preparation_check (checked_by);
create index preparation_check_second_signature_index on preparation_check (second_signature);
create index preparation_check_second_waste_signature_index on preparation_check (second_waste_signature);
comment on table preparation_check is 'The second of two, who entered the dose by themselves and came to the same, in a sign-in of their own. Without it nothing is handed over.';
comment on column preparation_check.preparation_id is 'Of which preparation.';
comment on column preparation_check.entered_ug is 'What they entered, in micrograms.';
comment on column preparation_check.entered_microlitres is 'And in microlitres.';
comment on column preparation_check.prepared_by is 'Who had prepared it.';
comment on column preparation_check.prepared_in is 'In which sign-in.';
comment on column preparation_check.checked_at is 'When.';
comment on column preparation_check.checked_by is 'Who checked.';
comment on column preparation_check.checked_in is 'In which sign-in.';
comment on column preparation_check.second_signature is 'Their signature under the line of the register.';
comment on column preparation_check.second_waste_signature is 'And under the line for what is not drawn up.';
create index preparation_check_preparation_index on preparation_check (preparation_id, entered_ug, entered_microlitres, prepared_by, prepared_in);
create table preparation_step (
  id                  uuid primary key default uuidv7(),
  preparation_id      uuid not null references preparation on delete cascade,
  what                text not null check (what in ('mismatch', 'looked-again')),
  entered_ug          bigint,
  entered_microlitres integer,
  at                  timestamptz not null default clock_timestamp(),
  staff_id            uuid references staff default acting_staff()
);
create index preparation_step_preparation_index on preparation_step (preparation_id);
create index preparation_step_staff_index on preparation_step (staff_id);
comment on table preparation_step is 'What stopped a preparation: amounts that did not agree, and that both looked again. Only added to.';
comment on column preparation_step.id is 'Identifier.';
comment on column preparation_step.preparation_id is 'Of which preparation.';
comment on column preparation_step.what is 'What.';
comment on column preparation_step.entered_ug is 'What the checker entered, in micrograms.';
comment on column preparation_step.entered_microlitres is 'And in microlitres.';
comment on column preparation_step.at is 'When.';
comment on column preparation_step.staff_id is 'Who.';
create table person_photo (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null default 'medication' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  image      bytea not null check (octet_length(image) between 100 and 300000),
  type       text not null check (type in ('image/jpeg', 'image/png')),
  taken_at   timestamptz not null default now(),
  taken_by   uuid references staff default acting_staff()
);
create index person_photo_category_index on person_photo (category);
create index person_photo_agency_index on person_photo (agency_id);
create index person_photo_owner_kind_index on person_photo (owner_kind);
create index person_photo_taken_by_index on person_photo (taken_by);
create index person_photo_person_index on person_photo (person_id, taken_at);
comment on table person_photo is 'A photo by which somebody is known at the clinic before a dose. The newest counts; it goes with the clinic''s part of the record.';
comment on column person_photo.id is 'Identifier.';
comment on column person_photo.person_id is 'Of whom.';
comment on column person_photo.category is 'Category.';
comment on column person_photo.agency_id is 'The clinic.';
comment on column person_photo.owner_kind is 'Kind of that agency.';
comment on column person_photo.shared_as is 'What a grant must name to show it.';
comment on column person_photo.image is 'The picture, small.';
comment on column person_photo.type is 'Kind of picture.';
comment on column person_photo.taken_at is 'When it was kept.';
comment on column person_photo.taken_by is 'By whom.';

select show_to_those_entitled(the_table) from unnest(array['pre_dose_assessment', 'preparation', 'person_photo']::regclass[]) the_table;
do $$
declare the_table text;
begin
  foreach the_table in array array['preparation_check', 'preparation_step'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
    execute format('create policy seen_with_the_preparation on %1$I for select to :"app" using (exists (select from preparation p where p.id = %1$I.preparation_id))', the_table);
  end loop;
end $$;
alter table pre_dose_agreement enable row level security;
alter table pre_dose_agreement force row level security;
create policy seen_with_the_assessment on pre_dose_agreement for select to :"app" using (exists (select from pre_dose_assessment a where a.id = pre_dose_agreement.assessment_id));
alter table dosing_step add constraint a_decision_is_of_its_visit foreign key (assessment_id) references pre_dose_assessment on delete cascade,
  add constraint what_is_prepared_is_of_its_visit foreign key (preparation_id, visit_id) references preparation (id, visit_id) on delete cascade;
create trigger pages_after_insert after insert on preparation referencing new table as changed for each statement execute function boards_have_changed();
-- Tells open pages of the clinic that the second of two has looked.
create function preparations_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare one uuid;
begin
  for one in select distinct p.agency_id from changed c join preparation p on p.id = c.preparation_id loop
    perform pg_notify('changed', tg_table_schema || ':agency:' || one);
  end loop;
  return null;
end $$;
create trigger pages_after_insert after insert on preparation_check referencing new table as changed for each statement execute function preparations_have_changed();
create trigger pages_after_insert after insert on preparation_step referencing new table as changed for each statement execute function preparations_have_changed();

-- Keeps a photo of somebody in the care of one's own clinic.
create function keep_person_photo(the_person uuid, the_type text, the_image bytea) returns text
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into person_photo (person_id, type, image)
  select the_person, the_type, the_image where acting_may('dose') and acting_agency_kind() = 'clinic' and acting_holds(the_person, 'own') returning 'done';
end;
grant execute on function keep_person_photo(uuid, text, bytea) to :"app";
grant select on person_photo, pre_dose_assessment, pre_dose_agreement, preparation, preparation_check, preparation_step to :"app";
