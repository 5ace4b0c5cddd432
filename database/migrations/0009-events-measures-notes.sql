-- What happened, what was measured, and what was written down.

create table event (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  kind        text not null,
  what        text,
  outcome     text,
  place       text,
  happened_on date not null,
  happened_at timestamptz,
  until_on    date,
  precision   text not null check (precision in ('minute', 'day', 'month', 'year')),
  certainty   text not null default 'confirmed' check (certainty in ('confirmed', 'reported', 'suspected')),
  source      text not null,
  source_ref  text,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_because text,
  constraint an_event_ends_after_it_starts check (until_on is null or until_on >= happened_on),
  constraint a_minute_has_its_instant check ((precision = 'minute') = (happened_at is not null)),
  constraint a_withdrawn_event_says_why check ((withdrawn_at is null) = (withdrawn_because is null))
);
create unique index one_event_per_source_reference on event (agency_id, kind, source_ref) where source_ref is not null;
create index event_person_index on event (person_id, happened_on desc);
create index event_kind_index on event (kind, happened_on);
create index event_agency_index on event (agency_id);
create index event_owner_kind_index on event (owner_kind);
create index event_category_index on event (category);
create index event_noted_by_index on event (noted_by);
comment on table  event              is 'Something that happened to a person.';
comment on column event.id           is 'Identifier.';
comment on column event.person_id    is 'Who.';
comment on column event.kind         is 'Kind: offence, custody, overdose and so on.';
comment on column event.what         is 'What exactly, in the source''s words.';
comment on column event.outcome      is 'What came of it: a disposal, a result.';
comment on column event.place        is 'Where, when the source says so.';
comment on column event.happened_on  is 'Day, London calendar; the first day of a month or year known only so far.';
comment on column event.happened_at  is 'Instant, when known to the minute.';
comment on column event.until_on     is 'Day a spell ended; that day is no longer part of it.';
comment on column event.precision    is 'How exactly the time is known.';
comment on column event.certainty    is 'How sure it is.';
comment on column event.source       is 'Where it comes from.';
comment on column event.source_ref   is 'The source''s own reference; the same one twice is one event.';
comment on column event.category     is 'Category.';
comment on column event.agency_id    is 'Agency whose record it is.';
comment on column event.owner_kind   is 'Kind of that agency.';
comment on column event.shared_as    is 'What a grant must name to show it.';
comment on column event.noted_at     is 'When it was entered.';
comment on column event.noted_by     is 'Who entered it.';
comment on column event.withdrawn_at is 'When it was found wrong; it stays, struck through.';
comment on column event.withdrawn_because is 'Why.';

create table unlinked_event (
  id             uuid primary key default uuidv7(),
  subject_scheme text not null check (subject_scheme in ('nhs', 'pnc', 'prison', 'cro', 'client')),
  subject_value  text not null,
  agency_id      uuid not null references agency,
  kind           text not null,
  what           text,
  outcome        text,
  place          text,
  happened_on    date not null,
  happened_at    timestamptz,
  until_on       date,
  precision      text not null,
  source         text not null,
  source_ref     text not null,
  constraint unlinked_once_per_source_reference unique (agency_id, kind, source_ref)
);
create index unlinked_event_subject_index on unlinked_event (subject_scheme, subject_value);
comment on table  unlinked_event                is 'Imported rows about a number nobody here has yet; linked when someone with it is registered.';
comment on column unlinked_event.id             is 'Identifier.';
comment on column unlinked_event.subject_scheme is 'Kind of number.';
comment on column unlinked_event.subject_value  is 'The number.';
comment on column unlinked_event.agency_id      is 'Agency whose record it is.';
comment on column unlinked_event.kind           is 'Kind of event.';
comment on column unlinked_event.what           is 'What exactly.';
comment on column unlinked_event.outcome        is 'What came of it.';
comment on column unlinked_event.place          is 'Where.';
comment on column unlinked_event.happened_on    is 'Day.';
comment on column unlinked_event.happened_at    is 'Instant, when known.';
comment on column unlinked_event.until_on       is 'Day a spell ended.';
comment on column unlinked_event.precision      is 'How exactly the time is known.';
comment on column unlinked_event.source         is 'Where it comes from.';
comment on column unlinked_event.source_ref     is 'The source''s own reference.';

create table measure (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  episode_id uuid references episode,
  definition text not null,
  version    text not null,
  stage      text,
  taken_on   date not null,
  answers    jsonb not null,
  scores     jsonb not null,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  noted_at   timestamptz not null default now(),
  noted_by   uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_because text,
  constraint a_withdrawn_measure_says_why check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index measure_person_index on measure (person_id, definition, taken_on);
create index measure_episode_index on measure (episode_id);
create index measure_agency_index on measure (agency_id);
create index measure_owner_kind_index on measure (owner_kind);
create index measure_category_index on measure (category);
create index measure_noted_by_index on measure (noted_by);
comment on table  measure            is 'A questionnaire or reading at a moment.';
comment on column measure.id         is 'Identifier.';
comment on column measure.person_id  is 'Whose.';
comment on column measure.episode_id is 'In which episode it was taken.';
comment on column measure.definition is 'Code of the definition.';
comment on column measure.version    is 'Version of the definition.';
comment on column measure.stage      is 'Start, review, exit or after exit, where the definition has stages.';
comment on column measure.taken_on   is 'Day it was taken.';
comment on column measure.answers    is 'Answers by item; NA where not disclosed.';
comment on column measure.scores     is 'Scores by code; empty where an answer is missing.';
comment on column measure.category   is 'Category.';
comment on column measure.agency_id  is 'Agency that took it.';
comment on column measure.owner_kind is 'Kind of that agency.';
comment on column measure.shared_as  is 'What a grant must name to show it.';
comment on column measure.noted_at   is 'When it was entered.';
comment on column measure.noted_by   is 'Who entered it.';
comment on column measure.withdrawn_at is 'When it was found wrong.';
comment on column measure.withdrawn_because is 'Why.';

create table note (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null references category,
  words      text not null check (length(words) between 1 and 20000),
  corrects   uuid references note,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index note_person_index on note (person_id, at desc);
create index note_corrects_index on note (corrects);
create index note_agency_index on note (agency_id);
create index note_owner_kind_index on note (owner_kind);
create index note_category_index on note (category);
create index note_staff_index on note (staff_id);
comment on table  note            is 'What someone wrote down. Never changed; a correction is a note that points.';
comment on column note.id         is 'Identifier.';
comment on column note.person_id  is 'About whom.';
comment on column note.category   is 'Category.';
comment on column note.words      is 'The note.';
comment on column note.corrects   is 'The note it corrects.';
comment on column note.agency_id  is 'Agency that wrote it.';
comment on column note.owner_kind is 'Kind of that agency.';
comment on column note.shared_as  is 'What a grant must name to show it.';
comment on column note.at         is 'When.';
comment on column note.staff_id   is 'Who.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table)
  from unnest(array['event', 'measure', 'note']::regclass[]) the_table;
select let_own_agency_change(the_table, 'withdrawn_by_own_agency') from unnest(array['event', 'measure']::regclass[]) the_table;

-- Rows about a number nobody here has: shown to nobody.
alter table unlinked_event enable row level security;
alter table unlinked_event force row level security;

grant select, insert on event, measure, note to :"app";
grant update (withdrawn_at, withdrawn_because) on event, measure to :"app";
