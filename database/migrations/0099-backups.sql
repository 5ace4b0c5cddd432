-- Backups that were made of this partnership, and tries that failed: about nobody.

create table backup_made (
  id          uuid primary key default uuidv7(),
  taken_at    timestamptz not null,
  finished_at timestamptz not null default now(),
  by_itself   boolean not null,
  file        text not null check (length(file) between 1 and 255 and file !~ '/'),
  bytes       bigint check (bytes > 0),
  rows_in_it  bigint check (rows_in_it >= 0),
  sha256      text check (sha256 ~ '^[0-9a-f]{64}$'),
  every       interval check (every > interval '0'),
  trouble     text check (length(trouble) between 1 and 100),
  constraint good_with_all_its_facts_or_failed_with_a_reason check (
    case when trouble is null then num_nonnulls(bytes, rows_in_it, sha256) = 3 else num_nonnulls(bytes, rows_in_it, sha256) = 0 end),
  constraint what_comes_by_itself_comes_regularly check (by_itself = (every is not null))
);
create index backup_made_good_index on backup_made (taken_at desc) where trouble is null;
create index backup_made_by_itself_index on backup_made (finished_at desc) where by_itself;
comment on table  backup_made             is 'Backups that were made of this partnership, and tries that failed. Only added to; the oldest go.';
comment on column backup_made.id          is 'Identifier.';
comment on column backup_made.taken_at    is 'The moment it shows. Nothing later is in it.';
comment on column backup_made.finished_at is 'When it was written, or failed.';
comment on column backup_made.by_itself   is 'Whether the server made it as its settings say; else somebody did by a command.';
comment on column backup_made.file        is 'Name of the file, without its folder.';
comment on column backup_made.bytes       is 'Bytes of the file; empty when it failed.';
comment on column backup_made.rows_in_it  is 'Rows in it; empty when it failed.';
comment on column backup_made.sha256      is 'SHA-256 of the file; empty when it failed.';
comment on column backup_made.every       is 'How often the settings asked for one then; empty for one by hand.';
comment on column backup_made.trouble     is 'Why it failed, in a word of the system; empty when it is good.';

-- Written by whoever runs the server; read on the administrator's page.
grant select on backup_made to :"app";
