-- What goes with a person: numbers, other names, alerts, keys to find names by, and possible duplicates.

create table identifier (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  scheme     text not null check (scheme in ('nhs', 'pnc', 'prison', 'cro', 'client')),
  value      text not null,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  category   text not null default 'identity' references category,
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  ended_at   timestamptz,
  constraint one_number_once_per_agency unique (person_id, scheme, value, agency_id)
);
create index identifier_value_index on identifier (scheme, value) where ended_at is null;
create index identifier_agency_index on identifier (agency_id);
create index identifier_owner_kind_index on identifier (owner_kind);
create index identifier_category_index on identifier (category);
comment on table  identifier            is 'Numbers by which agencies know a person.';
comment on column identifier.id         is 'Identifier of the line.';
comment on column identifier.person_id  is 'Whose.';
comment on column identifier.scheme     is 'NHS, PNC, prison, CRO, or a provider''s own client reference.';
comment on column identifier.value      is 'The number in its canonical form.';
comment on column identifier.agency_id  is 'Agency that recorded it.';
comment on column identifier.owner_kind is 'Kind of that agency.';
comment on column identifier.category   is 'Category.';
comment on column identifier.shared_as  is 'What a grant must name to show it.';
comment on column identifier.at         is 'When it was recorded.';
comment on column identifier.ended_at   is 'When it was found wrong.';

create table alias (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  name       text not null check (length(name) between 1 and 200),
  kind       text not null check (kind in ('alias', 'former-name', 'nickname')),
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  category   text not null default 'identity' references category,
  own_only   boolean not null default false,
  -- No grant names nobody: such a name is the agency's own and is shared with none.
  shared_as  text not null generated always as (case when own_only then 'nobody' else category || '/' || owner_kind end) stored,
  at         timestamptz not null default now()
);
create index alias_person_index on alias (person_id);
create index alias_agency_index on alias (agency_id);
create index alias_owner_kind_index on alias (owner_kind);
create index alias_category_index on alias (category);
comment on table  alias            is 'Other names of a person.';
comment on column alias.id         is 'Identifier.';
comment on column alias.person_id  is 'Whose.';
comment on column alias.name       is 'The name.';
comment on column alias.kind       is 'What kind of other name.';
comment on column alias.agency_id  is 'Agency that recorded it.';
comment on column alias.owner_kind is 'Kind of that agency.';
comment on column alias.category   is 'Category.';
comment on column alias.own_only   is 'A former name kept for an agency that knew the person by it: that it did is nobody else''s to learn.';
comment on column alias.shared_as  is 'What a grant must name to show it.';
comment on column alias.at         is 'When it was recorded.';

create table alert (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null references category,
  words      text not null check (length(words) between 1 and 200),
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  staff_id   uuid references staff default acting_staff(),
  at         timestamptz not null default now(),
  ended_at   timestamptz
);
create index alert_person_index on alert (person_id);
create index alert_agency_index on alert (agency_id);
create index alert_owner_kind_index on alert (owner_kind);
create index alert_category_index on alert (category);
create index alert_staff_index on alert (staff_id);
comment on table  alert            is 'What anyone meeting the person must know at once, shown in the identity bar.';
comment on column alert.id         is 'Identifier.';
comment on column alert.person_id  is 'About whom.';
comment on column alert.category   is 'Category.';
comment on column alert.words      is 'The alert in a few words.';
comment on column alert.agency_id  is 'Agency that raised it.';
comment on column alert.owner_kind is 'Kind of that agency.';
comment on column alert.shared_as  is 'What a grant must name to show it.';
comment on column alert.staff_id   is 'Who raised it.';
comment on column alert.at         is 'When.';
comment on column alert.ended_at   is 'When it stopped being true.';

create table name_key (
  person_id uuid not null references person on delete cascade,
  source    text not null,
  key       text not null,
  primary key (person_id, source)
);
comment on table  name_key           is 'Names as the search reads them: lower case, no accents. Only the search and matching functions read it.';
comment on column name_key.person_id is 'Whose.';
comment on column name_key.source    is 'person, or the alias it stands for.';
comment on column name_key.key       is 'The name to compare with.';

create table identity_review (
  id           uuid primary key default uuidv7(),
  person_id    uuid not null references person,
  candidate_id uuid not null references person,
  why          text not null,
  state        text not null default 'open' check (state in ('open', 'same', 'different')),
  raised_at    timestamptz not null default now(),
  answered_at  timestamptz,
  answered_by  uuid references staff,
  constraint an_answered_review_says_when check ((state = 'open') = (answered_at is null)),
  constraint one_review_per_pair unique (person_id, candidate_id)
);
create index identity_review_candidate_index on identity_review (candidate_id);
create index identity_review_answered_by_index on identity_review (answered_by);
comment on table  identity_review              is 'Possible duplicates that whoever registered the person may not see: for the identity clerk alone.';
comment on column identity_review.id           is 'Identifier.';
comment on column identity_review.person_id    is 'The record just made.';
comment on column identity_review.candidate_id is 'The record it may repeat.';
comment on column identity_review.why          is 'What agrees, in words without the values.';
comment on column identity_review.state        is 'Open, the same person, or different people.';
comment on column identity_review.raised_at    is 'When it was found.';
comment on column identity_review.answered_at  is 'When it was decided.';
comment on column identity_review.answered_by  is 'Who decided.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table)
  from unnest(array['identifier', 'alias', 'alert']::regclass[]) the_table;
select let_own_agency_change(the_table, 'ended_by_own_agency') from unnest(array['identifier', 'alert']::regclass[]) the_table;

alter table name_key enable row level security;
alter table name_key force row level security;
alter table identity_review enable row level security;
alter table identity_review force row level security;
create policy clerk_reads on identity_review for select to :"app" using ((select acting_may('identity:review')));
select bar_named_workers('identity_review',
  '(array[person_id, candidate_id] && (select acting_barred())::uuid[]) is not true');
create policy clerk_answers on identity_review for update to :"app" using ((select acting_may('identity:review')));

grant select on identifier, alias, alert, identity_review to :"app";
grant insert on identifier, alias, alert to :"app";
grant update (ended_at) on identifier, alert to :"app";
grant update (state, answered_at, answered_by) on identity_review to :"app";
