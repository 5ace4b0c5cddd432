-- Who looked and who changed; forms that arrive twice; work that outlasts a request; files that come in.

create table access_log (
  id         uuid not null default uuidv7(),
  at         timestamptz not null default now(),
  account_id uuid references account default acting_account(),
  staff_id   uuid references staff default acting_staff(),
  agency_id  uuid references agency default acting_agency(),
  role       text default acting_role(),
  what       text not null check (what in ('read', 'listed', 'searched', 'downloaded', 'changed',
    'signed-in', 'sign-in-failed', 'signed-out', 'way-in-changed', 'refused')),
  about      text not null,
  route      text not null,
  basis      text not null,
  person_ids uuid[] not null,
  by_itself  boolean not null default false,
  primary key (id, at)
) partition by range (at);
create index access_log_at_index on access_log (at desc);
create index access_log_account_index on access_log (account_id, at desc);
create index access_log_staff_index on access_log (staff_id, at desc);
create index access_log_agency_index on access_log (agency_id, at desc);
create index access_log_people_index on access_log using gin (person_ids);
create table access_log_otherwise partition of access_log default;
comment on table  access_log_otherwise  is 'Lines of a month that has no partition of its own yet, so that none is ever lost.';
comment on table  access_log            is 'Who looked at whom, and who changed what. Only ever added to; a partition a month.';
comment on column access_log.id         is 'Identifier.';
comment on column access_log.at         is 'When.';
comment on column access_log.account_id is 'Which account; of a line about a way in, whose it is.';
comment on column access_log.staff_id   is 'Which member of staff; empty when it was the person themselves.';
comment on column access_log.agency_id  is 'For which agency.';
comment on column access_log.role       is 'In which role.';
comment on column access_log.what       is
  'Read a record, listed several, searched, taken out as a file, or changed; or of ways in: signed in, failed to, signed out, changed; or refused.';
comment on column access_log.about      is 'Which part of the record, or which act.';
comment on column access_log.route      is 'Which page or command, without anyone''s identifier.';
comment on column access_log.basis      is 'On which basis.';
comment on column access_log.person_ids is 'About whom.';
comment on column access_log.by_itself  is 'Whether a page that was left open asked again by itself.';

-- Makes the partitions of this month and the 24 after it. Run by the owner at every start. What a server that ran on for
-- longer wrote to "otherwise" moves into its month; meanwhile nobody reads or writes the log.
create function make_log_partitions() returns void
language plpgsql volatile set search_path = :"schema", pg_temp as $$
declare
  first date := date_trunc('month', now() at time zone 'Europe/London')::date;
  month date;
  part  text;
begin
  alter table access_log_otherwise no force row level security;
  for month in
    select distinct on (m) m::date
      from (select generate_series(first, first + interval '24 months', interval '1 month') as m
            union all select date_trunc('month', at at time zone 'Europe/London') from access_log_otherwise) months
     order by m
  loop
    part := 'access_log_' || to_char(month, 'YYYY_MM');
    continue when to_regclass(quote_ident(current_schema()) || '.' || part) is not null;
    execute format('create table %I (like access_log including defaults including constraints)', part);
    execute format('with moved as (delete from access_log_otherwise where at >= %1$L and at < %2$L returning *)
                    insert into %3$I select * from moved', month::timestamp at time zone 'Europe/London',
                   (month + interval '1 month')::timestamp at time zone 'Europe/London', part);
    execute format('alter table access_log attach partition %I for values from (%L) to (%L)', part,
                   month::timestamp at time zone 'Europe/London',
                   (month + interval '1 month')::timestamp at time zone 'Europe/London');
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format('comment on table %I is %L', part, 'Access log of ' || to_char(month, 'FMMonth YYYY') || '.');
  end loop;
  alter table access_log_otherwise force row level security;
end $$;

alter table access_log enable row level security;
alter table access_log force row level security;
alter table access_log_otherwise enable row level security;
alter table access_log_otherwise force row level security;
create policy seen_by_the_lead_and_by_the_person on access_log for select to :"app"
  using ((select acting_may('access-log:read')) or (select acting_person()) = any (person_ids));
create policy kept_from_named_workers on access_log as restrictive for select to :"app"
  using (not (person_ids && (select acting_barred())::uuid[]));
create policy written_as_oneself on access_log for insert to :"app"
  with check (account_id = (select acting_account()) and at = now());
grant select on access_log to :"app";
grant insert (what, about, route, basis, person_ids, by_itself) on access_log to :"app";

create table form_once (
  id         uuid primary key,
  account_id uuid not null references account default acting_account(),
  route      text not null,
  body_hash  bytea not null,
  location   text not null,
  at         timestamptz not null default now()
);
create index form_once_account_index on form_once (account_id);
comment on table  form_once            is 'Forms already acted on, so that a double press is one act.';
comment on column form_once.id         is 'Identifier made when the form was shown.';
comment on column form_once.account_id is 'Who sent it.';
comment on column form_once.route      is 'Where to.';
comment on column form_once.body_hash  is 'SHA-256 of what was sent, to tell a repeat from a reuse.';
comment on column form_once.location   is 'Where the first answer led.';
comment on column form_once.at         is 'When.';
alter table form_once enable row level security;
alter table form_once force row level security;
create policy own_forms on form_once for select to :"app" using (account_id = (select acting_account()));
create policy own_form on form_once for insert to :"app" with check (account_id = (select acting_account()));
create policy own_form_ends on form_once for update to :"app" using (account_id = (select acting_account()));
grant select, insert, update (location) on form_once to :"app";

create table job (
  id         uuid primary key default uuidv7(),
  kind       text not null,
  account_id uuid not null references account default acting_account(),
  post_id    uuid references post,
  made_at    timestamptz not null default now(),
  state      text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  ended_at   timestamptz
);
create index job_account_index on job (account_id);
create index job_post_index on job (post_id);
comment on table  job            is 'Work that outlasts a request; it runs with the rights of whoever asked for it.';
comment on column job.id         is 'Identifier.';
comment on column job.kind       is 'What kind of work.';
comment on column job.account_id is 'Who asked for it.';
comment on column job.post_id    is 'In which post.';
comment on column job.made_at    is 'When it was asked for.';
comment on column job.state      is 'Waiting, running, done or failed.';
comment on column job.ended_at   is 'When it ended.';
alter table job enable row level security;
alter table job force row level security;
create policy own_jobs on job for select to :"app" using (account_id = (select acting_account()));
create policy own_job on job for insert to :"app" with check (account_id = (select acting_account()));
create policy own_job_moves on job for update to :"app" using (account_id = (select acting_account()));
grant select, insert on job to :"app";
grant update (state, ended_at) on job to :"app";

-- Binds this transaction to whoever asked for a job, if they still may sign in and still hold the post.
create function begin_job(the_job uuid) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  found_job job%rowtype;
begin
  select j.* into found_job from job j
    join account a on a.id = j.account_id and a.disabled_at is null
    left join post p on p.id = j.post_id
   where j.id = the_job and j.state in ('waiting', 'running')
     and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date);
  if not found then return null; end if;
  perform bind_context(found_job.account_id, null, found_job.post_id);
  return found_job.id;
end $$;
grant execute on function begin_job(uuid) to :"app";

-- The post now acting, which a job remembers.
create function acting_post() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select post_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
grant execute on function acting_post() to :"app";

create table import_run (
  id          uuid primary key default uuidv7(),
  job_id      uuid references job,
  kind        text not null check (kind in ('people', 'episodes', 'events', 'custody')),
  file_name   text not null,
  file_hash   bytea,
  agency_id   uuid not null references agency,
  service_id  uuid references service,
  state       text not null check (state in ('waiting', 'running', 'done', 'failed')),
  dry_run     boolean not null,
  bytes_all   bigint not null default 0,
  bytes_done  bigint not null default 0,
  rows_read   integer not null default 0,
  rows_good   integer not null default 0,
  rows_bad    integer not null default 0,
  rows_repeated integer not null default 0,
  rows_new    integer not null default 0,
  rows_known  integer not null default 0,
  latest_on   date,
  complete_to date,
  complete_by text check (complete_by in ('stated', 'inferred')),
  failure     text,
  account_id  uuid not null references account default acting_account(),
  started_at  timestamptz not null default now(),
  ended_at    timestamptz
);
create index import_run_job_index on import_run (job_id);
create index import_run_agency_index on import_run (agency_id);
create index import_run_service_index on import_run (service_id);
create index import_run_account_index on import_run (account_id);
comment on table  import_run               is 'One file brought in, or tried.';
comment on column import_run.id            is 'Identifier.';
comment on column import_run.job_id        is 'The job that does it.';
comment on column import_run.kind          is 'What the rows are.';
comment on column import_run.file_name     is 'Name of the file as it was given.';
comment on column import_run.file_hash     is 'SHA-256 of the file.';
comment on column import_run.agency_id     is 'Whose record the rows are.';
comment on column import_run.service_id    is 'The service that episodes belong to.';
comment on column import_run.state         is 'Waiting, running, done or failed.';
comment on column import_run.dry_run       is 'Only checked, nothing written.';
comment on column import_run.bytes_all     is 'Size of the file.';
comment on column import_run.bytes_done    is 'How far it was read.';
comment on column import_run.rows_read     is 'Rows read.';
comment on column import_run.rows_good     is 'Rows that passed every check.';
comment on column import_run.rows_bad      is 'Rows refused, each with its reasons.';
comment on column import_run.rows_repeated is 'Rows that repeat one already in the file.';
comment on column import_run.rows_new      is 'Good rows that added something.';
comment on column import_run.rows_known    is 'Good rows that were here already.';
comment on column import_run.latest_on     is 'Latest day in the file.';
comment on column import_run.complete_to   is 'Last day to which the source is complete.';
comment on column import_run.complete_by   is 'Whether that was stated or inferred from the file.';
comment on column import_run.failure       is 'Why it failed, in words.';
comment on column import_run.account_id    is 'Who brought it in.';
comment on column import_run.started_at    is 'When.';
comment on column import_run.ended_at      is 'When it ended.';

create table import_error (
  run_id  uuid not null references import_run,
  line    integer not null,
  ordinal integer not null,
  field   text not null,
  value   text not null,
  words   text not null,
  primary key (run_id, line, ordinal)
);
comment on table  import_error         is 'What was wrong with a row of a file.';
comment on column import_error.run_id  is 'Which file.';
comment on column import_error.line    is 'Line of the file, the heading being line 1.';
comment on column import_error.ordinal is 'Order within the line.';
comment on column import_error.field   is 'Which column.';
comment on column import_error.value   is 'What stood there.';
comment on column import_error.words   is 'What is wrong with it.';

create table import_file (
  run_id uuid not null references import_run,
  part   integer not null,
  bytes  bytea not null,
  primary key (run_id, part)
);
comment on table  import_file        is 'An uploaded file until it has been read, in parts.';
comment on column import_file.run_id is 'Which import.';
comment on column import_file.part   is 'Order.';
comment on column import_file.bytes  is 'Content.';

do $$
declare the_table text;
begin
  foreach the_table in array array['import_run', 'import_error', 'import_file'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
    execute format('create policy for_those_who_import on %I for all to :"app"
                      using ((select acting_may(''import''))) with check ((select acting_may(''import'')))', the_table);
  end loop;
end $$;
grant select, insert, update on import_run to :"app";
grant select, insert on import_error to :"app";
grant select, insert, delete on import_file to :"app";
