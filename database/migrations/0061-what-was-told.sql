-- What a person told about themselves, once for every service that may read it, and the assessments that were finished.

create table told (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  item       text not null,
  version    text not null,
  answer     text not null check (length(answer) between 1 and 8000),
  how        text not null check (how in ('told', 'confirmed', 'corrected')),
  corrects   uuid references told on delete set null,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index told_person_index on told (person_id, item, at desc);
create index told_corrects_index on told (corrects);
create index told_agency_index on told (agency_id);
create index told_owner_kind_index on told (owner_kind);
create index told_category_index on told (category);
create index told_staff_index on told (staff_id);
comment on table  told            is 'One answer to one item of an assessment. The newest that a reader may see counts; older ones stay. Only added to.';
comment on column told.id         is 'Identifier.';
comment on column told.person_id  is 'About whom.';
comment on column told.item       is 'Code of the item.';
comment on column told.version    is 'Version of the items under which it was asked.';
comment on column told.answer     is 'The answer: a code of the item''s list, a number, or words.';
comment on column told.how        is 'Told for the first time; confirmed as still right; or corrected.';
comment on column told.corrects   is 'The answer that stood before; empty when it was another agency''s and was disposed of.';
comment on column told.category   is 'Category, from the item.';
comment on column told.agency_id  is 'Agency that was told.';
comment on column told.owner_kind is 'Kind of that agency.';
comment on column told.shared_as  is 'What a grant must name to show it.';
comment on column told.at         is 'When.';
comment on column told.staff_id   is 'Who was told.';

create table assessment (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  episode_id uuid references episode,
  definition text not null,
  version    text not null,
  done_on    date not null,
  words      text check (length(words) <= 8000),
  corrects   uuid references assessment,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index assessment_person_index on assessment (person_id, done_on desc);
create index assessment_episode_index on assessment (episode_id);
create index assessment_corrects_index on assessment (corrects);
create index assessment_agency_index on assessment (agency_id);
create index assessment_owner_kind_index on assessment (owner_kind);
create index assessment_category_index on assessment (category);
create index assessment_staff_index on assessment (staff_id);
comment on table  assessment            is 'That an assessment was finished: which, on which day, by whom. What was said stands in told. Only added to.';
comment on column assessment.id         is 'Identifier.';
comment on column assessment.person_id  is 'Of whom.';
comment on column assessment.episode_id is 'In which stay.';
comment on column assessment.definition is 'Triage or comprehensive assessment, by its code.';
comment on column assessment.version    is 'Version of the definition.';
comment on column assessment.done_on    is 'Day on which it was finished, London calendar.';
comment on column assessment.words      is 'What comes of it, in the worker''s words.';
comment on column assessment.corrects   is 'The one that was entered wrongly.';
comment on column assessment.category   is 'Category.';
comment on column assessment.agency_id  is 'Agency that assessed.';
comment on column assessment.owner_kind is 'Kind of that agency.';
comment on column assessment.shared_as  is 'What a grant must name to show it.';
comment on column assessment.at         is 'When it was entered.';
comment on column assessment.staff_id   is 'Who finished it.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table) from unnest(array['told', 'assessment']::regclass[]) the_table;
grant select, insert on told, assessment to :"app";

create trigger written_by_whoever_acts before insert or update on told
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
create trigger written_by_whoever_acts before insert or update on assessment
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
