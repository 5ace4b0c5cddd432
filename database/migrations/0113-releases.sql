-- Tables that leave: drafted, signed by two people, published in versions without gap. Rows are only ever added; what must hold of two
-- people, of bytes and of versions are keys and checks, so that they hold for every writer.

create table release_table (
  number   integer primary key check (number > 0),
  origin   text not null unique check (length(origin) between 1 and 300),
  begun_at timestamptz not null default now()
);
comment on table  release_table          is 'A published table over all its versions: what it is of, over which time.';
comment on column release_table.number   is 'Number, as people say it: table 3.';
comment on column release_table.origin   is 'What the system makes it out of, or that somebody brought it in; the same again is a newer version.';
comment on column release_table.begun_at is 'When its first draft was made.';

create table release_draft (
  id            uuid primary key default uuidv7(),
  table_number  integer not null references release_table,
  version       integer not null check (version > 0),
  instead_of    uuid references release_draft,
  title         text not null check (length(title) between 1 and 200),
  asked         jsonb not null,
  facts         jsonb not null,
  from_on       date not null,
  to_on         date not null,
  row_labels    text[] not null,
  column_labels text[] not null,
  csv           bytea not null check (octet_length(csv) between 1 and 4000000),
  json          bytea not null check (octet_length(json) between 1 and 4000000),
  csv_hash      bytea not null generated always as (sha256(csv)) stored,
  json_hash     bytea not null generated always as (sha256(json)) stored,
  seen          integer not null check (seen >= 0),
  prepared_by   uuid not null references staff,
  prepared_at   timestamptz not null default now(),
  constraint from_a_day_to_a_day check (from_on <= to_on),
  constraint draft_by_whom unique (id, prepared_by),
  constraint draft_of_these_bytes unique (id, csv_hash, json_hash),
  constraint draft_of_this_version unique (id, table_number, version)
);
create index release_draft_table_index on release_draft (table_number, version);
create index release_draft_instead_index on release_draft (instead_of);
create index release_draft_prepared_by_index on release_draft (prepared_by);
comment on table  release_draft               is 'A table as it is to leave, byte by byte. No count that is kept back is in it, nor anywhere else. Never changed: another table is another draft.';
comment on column release_draft.id            is 'Identifier.';
comment on column release_draft.table_number  is 'Of which table.';
comment on column release_draft.version       is 'Which version it becomes when two have signed it.';
comment on column release_draft.instead_of    is 'The draft whose place it took.';
comment on column release_draft.title         is 'Its title, which is in its bytes too.';
comment on column release_draft.asked         is 'What was asked for, so that the figures can be taken again.';
comment on column release_draft.facts         is 'For those who sign: how closely an outsider can know what is kept back, what it was compared with, what to look at.';
comment on column release_draft.from_on       is 'First day of what it counts.';
comment on column release_draft.to_on         is 'Last day of what it counts.';
comment on column release_draft.row_labels    is 'Names of its rows, by which tables are known to be comparable.';
comment on column release_draft.column_labels is 'Names of its columns, likewise.';
comment on column release_draft.csv           is 'The CSV file, exactly as it leaves.';
comment on column release_draft.json          is 'The JSON file, exactly as it leaves.';
comment on column release_draft.csv_hash      is 'SHA-256 of the CSV file.';
comment on column release_draft.json_hash     is 'SHA-256 of the JSON file.';
comment on column release_draft.seen          is 'The last publication that it was compared with.';
comment on column release_draft.prepared_by   is 'Who prepared it, and gives the first signature.';
comment on column release_draft.prepared_at   is 'When its figures were taken.';

create table release_signature (
  draft_id   uuid not null references release_draft,
  place      smallint not null check (place in (1, 2)),
  staff_id   uuid not null references staff,
  name       text not null,
  role       text not null references role,
  agency_id  uuid not null references agency,
  csv_hash   bytea not null,
  json_hash  bytea not null,
  at         timestamptz not null default now(),
  earlier    smallint generated always as (case place when 2 then 1 end) stored,
  preparer   uuid generated always as (case place when 1 then staff_id end) stored,
  primary key (draft_id, place),
  constraint one_person_signs_once unique (draft_id, staff_id),
  constraint the_second_signs_after_the_first foreign key (draft_id, earlier) references release_signature (draft_id, place),
  constraint the_first_is_who_prepared_it foreign key (draft_id, preparer) references release_draft (id, prepared_by),
  constraint what_is_signed_are_these_bytes foreign key (draft_id, csv_hash, json_hash) references release_draft (id, csv_hash, json_hash)
);
create index release_signature_earlier_index on release_signature (draft_id, earlier);
create index release_signature_preparer_index on release_signature (draft_id, preparer);
create index release_signature_bytes_index on release_signature (draft_id, csv_hash, json_hash);
create index release_signature_staff_index on release_signature (staff_id);
create index release_signature_role_index on release_signature (role);
create index release_signature_agency_index on release_signature (agency_id);
comment on table  release_signature           is 'Who signed a draft: first whoever prepared it, then somebody else.';
comment on column release_signature.draft_id  is 'Which draft.';
comment on column release_signature.place     is 'The first signature or the second.';
comment on column release_signature.staff_id  is 'Who.';
comment on column release_signature.name      is 'Their name, as it was.';
comment on column release_signature.role      is 'In which role.';
comment on column release_signature.agency_id is 'For which agency.';
comment on column release_signature.csv_hash  is 'SHA-256 of the CSV file they signed.';
comment on column release_signature.json_hash is 'SHA-256 of the JSON file they signed.';
comment on column release_signature.at        is 'When.';
comment on column release_signature.earlier   is 'The signature that a second one needs.';
comment on column release_signature.preparer  is 'Who has to have prepared it, of a first signature.';

create table release_version (
  table_number integer not null references release_table,
  version      integer not null check (version > 0),
  draft_id     uuid not null unique,
  number       integer not null unique check (number > 0),
  published_at timestamptz not null default now(),
  previous     integer generated always as (case when version > 1 then version - 1 end) stored,
  before       integer generated always as (case when number > 1 then number - 1 end) stored,
  signed       smallint not null generated always as (2) stored,
  primary key (table_number, version),
  constraint versions_run_without_gap foreign key (table_number, previous) references release_version (table_number, version),
  constraint publications_run_without_gap foreign key (before) references release_version (number),
  constraint two_have_signed foreign key (draft_id, signed) references release_signature (draft_id, place),
  constraint as_it_was_drafted foreign key (draft_id, table_number, version) references release_draft (id, table_number, version)
);
create index release_version_previous_index on release_version (table_number, previous);
create index release_version_before_index on release_version (before);
create index release_version_signed_index on release_version (draft_id, signed);
create index release_version_draft_index on release_version (draft_id, table_number, version);
comment on table  release_version              is 'A published version. The newest of its table holds; those before it stay to be read.';
comment on column release_version.table_number is 'Of which table.';
comment on column release_version.version      is 'Which version: 1, 2 and so on, without gap.';
comment on column release_version.draft_id     is 'What was published.';
comment on column release_version.number       is 'Which publication of the partnership it is, of all tables, without gap.';
comment on column release_version.published_at is 'When the second signed.';
comment on column release_version.previous     is 'The version that has to be there before.';
comment on column release_version.before       is 'The publication that has to be there before.';
comment on column release_version.signed       is 'The signature that it needs: the second.';

create table release_end (
  draft_id  uuid primary key references release_draft,
  how       text not null check (how in ('dropped', 'withdrawn')),
  reason    text not null check (length(reason) between 1 and 2000),
  staff_id  uuid not null references staff,
  name      text not null,
  role      text not null references role,
  at        timestamptz not null default now(),
  withdrawn uuid generated always as (case how when 'withdrawn' then draft_id end) stored,
  constraint what_is_withdrawn_was_published foreign key (withdrawn) references release_version (draft_id)
);
create index release_end_withdrawn_index on release_end (withdrawn);
create index release_end_staff_index on release_end (staff_id);
create index release_end_role_index on release_end (role);
comment on table  release_end           is 'Drafts that were dropped before and versions that were withdrawn after they were published. They stay to be read.';
comment on column release_end.draft_id  is 'Which.';
comment on column release_end.how       is 'Dropped or withdrawn.';
comment on column release_end.reason    is 'Why.';
comment on column release_end.staff_id  is 'Who did.';
comment on column release_end.name      is 'Their name, as it was.';
comment on column release_end.role      is 'In which role.';
comment on column release_end.at        is 'When.';
comment on column release_end.withdrawn is 'What has to have been published, of what is withdrawn.';

grant select on release_table, release_draft, release_signature, release_version, release_end to :"app";
