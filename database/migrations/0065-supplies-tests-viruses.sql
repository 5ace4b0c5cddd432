-- What somebody is given to stay alive and well, what a sample showed, and what is known of viruses in the blood.

create table supply (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  handing     uuid not null default uuidv7(),
  kind        text not null check (length(kind) between 1 and 40),
  how_many    integer not null check (how_many between 1 and 1000),
  on_day      date not null,
  given_to    text check (given_to in ('person', 'family', 'worker')),
  trained     boolean,
  expires_on  date,
  why         text check (why in ('first', 'used', 'expired', 'lost', 'spare')),
  used_for    text check (used_for in ('person', 'somebody-else')),
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_because text,
  constraint a_withdrawn_supply_says_why check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index supply_person_index on supply (person_id, on_day desc);
create index supply_agency_index on supply (agency_id);
create index supply_owner_kind_index on supply (owner_kind);
create index supply_category_index on supply (category);
create index supply_noted_by_index on supply (noted_by);
create index supply_agency_day_index on supply (agency_id, on_day);
comment on table  supply is 'Naloxone given and used; packs of needles and syringes given; and what came back.';
comment on column supply.id is 'Identifier.';
comment on column supply.person_id is 'Who.';
comment on column supply.handing is 'What was handed over at one moment is one handing.';
comment on column supply.kind is 'Code of the kind of supply, from its definitions.';
comment on column supply.how_many is 'How many.';
comment on column supply.on_day is 'Day, London calendar.';
comment on column supply.given_to is 'Whose hands it went into: the person, somebody of their family, a worker.';
comment on column supply.trained is 'Whether whoever took it was shown how to use it.';
comment on column supply.expires_on is 'The last day on which it is in date.';
comment on column supply.why is 'For naloxone: the first kit, or what became of the one before.';
comment on column supply.used_for is 'For naloxone that was used: on the person, or by them on somebody else.';
comment on column supply.category is 'Category.';
comment on column supply.agency_id is 'Agency whose record it is.';
comment on column supply.owner_kind is 'Kind of that agency.';
comment on column supply.shared_as is 'What a grant must name to show it.';
comment on column supply.noted_at is 'When it was entered.';
comment on column supply.noted_by is 'Who entered it.';
comment on column supply.withdrawn_at is 'When it was found wrong; it stays, struck through.';
comment on column supply.withdrawn_because is 'Why.';

create table supply_to_nobody (
  id          uuid primary key default uuidv7(),
  handing     uuid not null default uuidv7(),
  client_code text check (length(client_code) between 1 and 20),
  kind        text not null check (length(kind) between 1 and 40),
  how_many    integer not null check (how_many between 1 and 1000),
  on_day      date not null,
  expires_on  date,
  trained     boolean,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_because text,
  constraint a_withdrawn_handing_says_why check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index supply_to_nobody_agency_index on supply_to_nobody (agency_id, on_day);
create index supply_to_nobody_category_index on supply_to_nobody (category);
create index supply_to_nobody_noted_by_index on supply_to_nobody (noted_by);
comment on table  supply_to_nobody             is 'The same, given to somebody who did not say who they are: nobody asks, and nobody can find out from it.';
comment on column supply_to_nobody.id          is 'Identifier.';
comment on column supply_to_nobody.handing     is 'What was handed over at one moment is one handing.';
comment on column supply_to_nobody.client_code is 'What somebody chose to be counted by, if they did. It leads to no record.';
comment on column supply_to_nobody.kind        is 'Code of the kind of supply.';
comment on column supply_to_nobody.how_many    is 'How many.';
comment on column supply_to_nobody.on_day      is 'Day, London calendar.';
comment on column supply_to_nobody.expires_on  is 'For naloxone: the last day on which it is in date.';
comment on column supply_to_nobody.trained     is 'For naloxone: whether whoever took it was shown how to use it.';
comment on column supply_to_nobody.category    is 'Category: health, or supervised use where that room gave it.';
comment on column supply_to_nobody.agency_id   is 'Agency that gave it; no other reads it.';
comment on column supply_to_nobody.noted_at    is 'When it was entered.';
comment on column supply_to_nobody.noted_by    is 'Who entered it.';
comment on column supply_to_nobody.withdrawn_at is 'When it was found wrong.';
comment on column supply_to_nobody.withdrawn_because is 'Why.';
alter table supply_to_nobody enable row level security;
alter table supply_to_nobody force row level security;
create policy read_by_own_agency on supply_to_nobody for select to :"app"
  using (agency_id = (select acting_agency()) and category = any ((select acting_categories())::text[]));
create policy written_by_own_agency on supply_to_nobody for insert to :"app"
  with check (agency_id = (select acting_agency()) and category = any ((select acting_categories())::text[]));
create policy withdrawn_by_own_agency on supply_to_nobody for update to :"app"
  using (agency_id = (select acting_agency()) and category = any ((select acting_categories())::text[]));

create table drug_test (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  on_day      date not null,
  sample      text not null check (sample in ('urine', 'oral-fluid', 'breath')),
  why         text not null check (length(why) between 1 and 40),
  consented   boolean not null,
  observed    boolean not null,
  confirmed   boolean not null,
  results     jsonb not null,
  words       text check (length(words) between 1 and 2000),
  corrects    uuid references drug_test,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  constraint nobody_is_tested_without_their_agreement check (consented),
  constraint a_test_shows_something check (results <> '{}')
);
create index drug_test_person_index on drug_test (person_id, on_day desc);
create index drug_test_agency_index on drug_test (agency_id);
create index drug_test_owner_kind_index on drug_test (owner_kind);
create index drug_test_category_index on drug_test (category);
create index drug_test_noted_by_index on drug_test (noted_by);
create index drug_test_corrects_index on drug_test (corrects);
comment on table  drug_test is 'A sample somebody gave and what it showed. Never changed; a correction is a test that points.';
comment on column drug_test.id is 'Identifier.';
comment on column drug_test.person_id is 'Who.';
comment on column drug_test.on_day is 'Day the sample was taken.';
comment on column drug_test.sample is 'Urine, oral fluid or breath.';
comment on column drug_test.why is 'Code of the reason.';
comment on column drug_test.consented is 'That the person agreed to it.';
comment on column drug_test.observed is 'Whether somebody watched the sample being given.';
comment on column drug_test.confirmed is 'Whether a laboratory confirmed it; otherwise it is a screen.';
comment on column drug_test.results is 'By substance: positive, negative or not clear, and whether that is what is prescribed.';
comment on column drug_test.words is 'What else is to be said.';
comment on column drug_test.corrects is 'The test it corrects.';
comment on column drug_test.category is 'Category.';
comment on column drug_test.agency_id is 'Agency whose record it is.';
comment on column drug_test.owner_kind is 'Kind of that agency.';
comment on column drug_test.shared_as is 'What a grant must name to show it.';
comment on column drug_test.noted_at is 'When it was entered.';
comment on column drug_test.noted_by is 'Who entered it.';

create table virus_step (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  virus       text not null check (virus in ('hepatitis-b', 'hepatitis-c', 'hiv')),
  step        text not null check (length(step) between 1 and 40),
  result      text check (result in ('positive', 'negative', 'not-clear')),
  on_day      date not null,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_because text,
  constraint a_withdrawn_step_says_why check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index virus_step_person_index on virus_step (person_id, on_day desc);
create index virus_step_agency_index on virus_step (agency_id);
create index virus_step_owner_kind_index on virus_step (owner_kind);
create index virus_step_category_index on virus_step (category);
create index virus_step_noted_by_index on virus_step (noted_by);
comment on table  virus_step is 'One thing that is known or was done about a virus in the blood: an offer, a dose, a test, a treatment.';
comment on column virus_step.id is 'Identifier.';
comment on column virus_step.person_id is 'Who.';
comment on column virus_step.virus is 'Hepatitis B, hepatitis C or HIV.';
comment on column virus_step.step is 'Code of the step, from its definitions.';
comment on column virus_step.result is 'What a test showed.';
comment on column virus_step.on_day is 'Day, London calendar.';
comment on column virus_step.category is 'Category.';
comment on column virus_step.agency_id is 'Agency whose record it is.';
comment on column virus_step.owner_kind is 'Kind of that agency.';
comment on column virus_step.shared_as is 'What a grant must name to show it.';
comment on column virus_step.noted_at is 'When it was entered.';
comment on column virus_step.noted_by is 'Who entered it.';
comment on column virus_step.withdrawn_at is 'When it was found wrong; it stays, struck through.';
comment on column virus_step.withdrawn_because is 'Why.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table)
  from unnest(array['supply', 'drug_test', 'virus_step']::regclass[]) the_table;
select let_own_agency_change(the_table, 'withdrawn_by_own_agency') from unnest(array['supply', 'virus_step']::regclass[]) the_table;

grant select, insert on supply, supply_to_nobody, drug_test, virus_step to :"app";
grant update (withdrawn_at, withdrawn_because) on supply, supply_to_nobody, virus_step to :"app";
