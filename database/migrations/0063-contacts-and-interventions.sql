-- Keywork as it happens, and the recognised interventions that it adds up to, so that the national return needs no second entry.

create table contact (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  episode_id  uuid references episode,
  how         text not null check (how in ('face-to-face', 'phone', 'video', 'text', 'letter')),
  happened_at timestamptz not null,
  minutes     integer check (minutes between 1 and 600),
  with_whom   text not null check (with_whom in ('person', 'person-and-family', 'family', 'professional')),
  delivered   text[] not null default '{}',
  words       text not null check (length(words) between 1 and 8000),
  corrects    uuid references contact,
  void        boolean not null default false,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  at          timestamptz not null default now(),
  staff_id    uuid references staff default acting_staff()
);
create index contact_person_index on contact (person_id, happened_at desc);
create index contact_episode_index on contact (episode_id);
create unique index a_contact_is_corrected_once on contact (corrects);
create index contact_agency_index on contact (agency_id);
create index contact_owner_kind_index on contact (owner_kind);
create index contact_category_index on contact (category);
create index contact_staff_index on contact (staff_id);
comment on table  contact             is 'A keywork contact: how, when, how long, with whom, what was delivered, and in the worker''s words. A correction points.';
comment on column contact.id          is 'Identifier.';
comment on column contact.person_id   is 'About whom.';
comment on column contact.episode_id  is 'In which stay.';
comment on column contact.how         is 'Face to face, phone, video, text or letter.';
comment on column contact.happened_at is 'When it began.';
comment on column contact.minutes     is 'How long it took.';
comment on column contact.with_whom   is 'With the person, their family, or another professional.';
comment on column contact.delivered   is 'Which recognised sub-interventions were delivered, by their national codes.';
comment on column contact.words       is 'What was said and done.';
comment on column contact.corrects    is 'The contact it corrects.';
comment on column contact.void        is 'Of a correction: it did not happen so at all, and counts no more.';
comment on column contact.category    is 'Category, of the stay.';
comment on column contact.agency_id   is 'Agency whose contact it was.';
comment on column contact.owner_kind  is 'Kind of that agency.';
comment on column contact.shared_as   is 'What a grant must name to show it.';
comment on column contact.at          is 'When it was written down.';
comment on column contact.staff_id    is 'Who wrote it down.';

create table intervention (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  episode_id  uuid references episode,
  modality    text not null check (modality in ('94', '95', '96')),
  setting     text not null,
  referred_on date not null,
  offered_on  date,
  started_on  date,
  ended_on    date,
  exit        text check (exit in ('A', 'B', 'C')),
  void        boolean not null default false,
  first_id    uuid references intervention,
  changes     uuid references intervention,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  at          timestamptz not null default now(),
  staff_id    uuid references staff default acting_staff(),
  constraint it_is_offered_after_it_is_referred check (offered_on >= referred_on),
  constraint it_starts_after_it_is_referred check (started_on >= referred_on),
  constraint it_ends_after_it_starts check (ended_on >= started_on),
  constraint what_ended_says_how check ((ended_on is null) = (exit is null)),
  constraint what_ended_had_started check (ended_on is null or started_on is not null)
);
create index intervention_person_index on intervention (person_id, referred_on desc);
create index intervention_episode_index on intervention (episode_id);
create index intervention_first_index on intervention (first_id);
create unique index an_intervention_is_changed_once on intervention (changes);
create index intervention_agency_index on intervention (agency_id);
create index intervention_owner_kind_index on intervention (owner_kind);
create index intervention_category_index on intervention (category);
create index intervention_staff_index on intervention (staff_id);
comment on table  intervention             is 'An intervention of the national set: pharmacological, psychosocial or recovery support. Each change points at the row before.';
comment on column intervention.id          is 'Identifier.';
comment on column intervention.person_id   is 'Of whom.';
comment on column intervention.episode_id  is 'In which stay.';
comment on column intervention.modality    is '94 pharmacological, 95 psychosocial, 96 recovery support.';
comment on column intervention.setting     is 'Where it is given.';
comment on column intervention.referred_on is 'Day it was asked for (REFMODDT).';
comment on column intervention.offered_on  is 'Day of the first appointment offered (FAOMODDT).';
comment on column intervention.started_on  is 'Day it began (MODST).';
comment on column intervention.ended_on    is 'Day it ended (MODEND).';
comment on column intervention.exit        is 'How: A agreed, B the person left, C withdrawn (MODEXIT).';
comment on column intervention.void        is 'Of a change: it was not so at all, and counts no more.';
comment on column intervention.first_id    is 'The row with which it began, whose id goes into the return for ever; empty in that row itself.';
comment on column intervention.changes     is 'The row that stood before.';
comment on column intervention.category    is 'Category, of the stay.';
comment on column intervention.agency_id   is 'Agency that gives it.';
comment on column intervention.owner_kind  is 'Kind of that agency.';
comment on column intervention.shared_as   is 'What a grant must name to show it.';
comment on column intervention.at          is 'When it was written down.';
comment on column intervention.staff_id    is 'Who wrote it down.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table) from unnest(array['contact', 'intervention']::regclass[]) the_table;
grant select, insert on contact, intervention to :"app";
create trigger written_by_whoever_acts before insert or update on contact
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
create trigger written_by_whoever_acts before insert or update on intervention
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
