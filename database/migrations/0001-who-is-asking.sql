-- Who is asking: agencies, services, teams, staff, their posts, sign-in, and the binding of one transaction to one of them.
--
-- Written for one partnership's schema; the runner sets search_path to that schema and "ext", and puts the
-- partnership's own role names in the place of :"app", :"door", :"policy" and :"insight".
--
-- :"app"     signs in for every request of a signed-in user; owns nothing, bypasses nothing
-- :"door"    signs in only to check who someone is and to start and end sessions
-- :"policy"  never signs in; owns the functions marked security definer
-- :"insight" never signs in; owns the views without names

create table partnership_fact (
  only_row   boolean primary key default true check (only_row),
  code       text not null,
  name       text not null,
  made_up    boolean not null,
  created_at timestamptz not null default now()
);
comment on table  partnership_fact            is 'What this partnership is: one row.';
comment on column partnership_fact.only_row   is 'Keeps the table at one row.';
comment on column partnership_fact.code       is 'Short code, also the name of the schema.';
comment on column partnership_fact.name       is 'Name as people say it.';
comment on column partnership_fact.made_up    is 'True when every person in it is invented; only then is the demonstration sign-in open.';
comment on column partnership_fact.created_at is 'When the partnership was made.';

create table agency_kind (
  code        text primary key,
  name        text not null,
  enforcement boolean not null,
  care        boolean not null
);
comment on table  agency_kind             is 'Kinds of agency, which sharing rules speak of. Written at start from the program.';
comment on column agency_kind.code        is 'Code.';
comment on column agency_kind.name        is 'Name as people say it.';
comment on column agency_kind.enforcement is 'Police and probation: never see treatment, whatever anyone consents to.';
comment on column agency_kind.care        is 'Gives care under a duty of confidence.';

create table role (
  code       text primary key,
  name       text not null,
  categories text[] not null,
  may        text[] not null
);
comment on table  role            is 'Kinds of post and what each may do. Written at start from the program.';
comment on column role.code       is 'Code.';
comment on column role.name       is 'Name as people say it.';
comment on column role.categories is 'Categories of record this post needs for its work; nothing else is shown whatever the agency may see.';
comment on column role.may        is 'Permissions that pages ask for.';

create table service_kind (
  code           text primary key,
  name           text not null,
  category       text not null,
  retention_days integer not null check (retention_days >= 0)
);
comment on table  service_kind                is 'The kinds of service. Written at start from their declarations.';
comment on column service_kind.code           is 'Code of the declaration.';
comment on column service_kind.name           is 'Name as people say it.';
comment on column service_kind.category       is 'Category of an episode with such a service.';
comment on column service_kind.retention_days is 'Days after an ending during which the agency still sees the person.';

create table agency (
  id   uuid primary key default uuidv7(),
  code text not null unique,
  name text not null,
  kind text not null references agency_kind
);
create index agency_kind_index on agency (kind);
comment on table  agency      is 'An organisation of the partnership.';
comment on column agency.id   is 'Identifier.';
comment on column agency.code is 'Short code used on the command line and in files.';
comment on column agency.name is 'Name as people say it.';
comment on column agency.kind is 'Kind, which decides what may be shared with it.';

create table service (
  id        uuid primary key default uuidv7(),
  code      text not null unique,
  name      text not null,
  agency_id uuid not null references agency,
  kind      text not null references service_kind
);
create index service_agency_index on service (agency_id);
create index service_kind_index on service (kind);
comment on table  service           is 'One agency''s offer of one kind of service.';
comment on column service.id        is 'Identifier.';
comment on column service.code      is 'Short code used on the command line and in files.';
comment on column service.name      is 'Name as people say it.';
comment on column service.agency_id is 'The agency that runs it.';
comment on column service.kind      is 'What kind of service it is.';

create table staff (
  id        uuid primary key default uuidv7(),
  name      text not null,
  agency_id uuid not null references agency,
  left_on   date
);
create index staff_agency_index on staff (agency_id);
comment on table  staff           is 'People who work in the partnership.';
comment on column staff.id        is 'Identifier.';
comment on column staff.name      is 'Name as colleagues know them.';
comment on column staff.agency_id is 'Employer.';
comment on column staff.left_on   is 'Last day of work here, when they have left.';

create table team (
  id            uuid primary key default uuidv7(),
  service_id    uuid not null references service,
  name          text not null,
  lead_staff_id uuid not null references staff
);
create index team_service_index on team (service_id);
create index team_lead_index on team (lead_staff_id);
comment on table  team               is 'A duty team: what a handover or task always belongs to, whoever is away.';
comment on column team.id            is 'Identifier.';
comment on column team.service_id    is 'The service it works for.';
comment on column team.name          is 'Name as people say it.';
comment on column team.lead_staff_id is 'The named lead to whom silence escalates.';

create table absence (
  id       uuid primary key default uuidv7(),
  staff_id uuid not null references staff,
  from_on  date not null,
  to_on    date not null,
  constraint absence_ends_after_it_starts check (to_on >= from_on)
);
create index absence_staff_index on absence (staff_id, from_on);
comment on table  absence          is 'Days a member of staff is away; their work shows as their team''s.';
comment on column absence.id       is 'Identifier.';
comment on column absence.staff_id is 'Who is away.';
comment on column absence.from_on  is 'First day away.';
comment on column absence.to_on    is 'Last day away.';

create table account (
  id          uuid primary key default uuidv7(),
  username    text not null unique check (username ~ '^[a-z0-9][a-z0-9.-]{1,62}$'),
  staff_id    uuid references staff,
  person_id   uuid,
  disabled_at timestamptz,
  constraint account_is_of_staff_or_of_a_person check (num_nonnulls(staff_id, person_id) = 1)
);
create index account_staff_index on account (staff_id);
create index account_person_index on account (person_id);
comment on table  account             is 'A way to sign in: of a member of staff, or of a person in treatment.';
comment on column account.id          is 'Identifier.';
comment on column account.username    is 'What is typed to sign in.';
comment on column account.staff_id    is 'The member of staff, if it is theirs.';
comment on column account.person_id   is 'The person in treatment, if it is theirs.';
comment on column account.disabled_at is 'Since when it cannot be used.';

create table post (
  id         uuid primary key default uuidv7(),
  account_id uuid not null references account,
  role       text not null references role,
  agency_id  uuid not null references agency,
  team_id    uuid references team,
  ended_on   date
);
create index post_account_index on post (account_id);
create index post_role_index on post (role);
create index post_agency_index on post (agency_id);
create index post_team_index on post (team_id);
comment on table  post            is 'A job someone holds: the role and agency they work as.';
comment on column post.id         is 'Identifier.';
comment on column post.account_id is 'Whose.';
comment on column post.role       is 'What they do.';
comment on column post.agency_id  is 'For whom.';
comment on column post.team_id    is 'In which duty team, if any.';
comment on column post.ended_on   is 'Last day in the post.';

create table credential (
  account_id        uuid primary key references account,
  password_hash     text,
  totp_secret       text,
  totp_confirmed_at timestamptz,
  totp_last_step    bigint,
  changed_at        timestamptz not null default now()
);
comment on table  credential                   is 'How an account proves itself. Only the door role''s functions touch it.';
comment on column credential.account_id        is 'Whose.';
comment on column credential.password_hash     is 'Argon2id, encoded with its parameters.';
comment on column credential.totp_secret       is 'Secret of the authenticator app, base32.';
comment on column credential.totp_confirmed_at is 'When the first right code was entered.';
comment on column credential.totp_last_step    is 'Last time step used, so that a code works once.';
comment on column credential.changed_at        is 'Last change.';

create table one_time_link (
  token_hash bytea primary key,
  account_id uuid not null references account,
  purpose    text not null check (purpose in ('set-password')),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index one_time_link_account_index on one_time_link (account_id);
comment on table  one_time_link            is 'Links that let someone choose a password once.';
comment on column one_time_link.token_hash is 'SHA-256 of the token; the token itself is never kept.';
comment on column one_time_link.account_id is 'Whose.';
comment on column one_time_link.purpose    is 'What it is for.';
comment on column one_time_link.expires_at is 'When it stops working.';
comment on column one_time_link.used_at    is 'When it was used.';

create table sign_in_attempt (
  id         bigint generated always as identity primary key,
  username   text not null,
  origin     text not null,
  at         timestamptz not null default now(),
  succeeded  boolean not null
);
create index sign_in_attempt_index on sign_in_attempt (username, at);
create index sign_in_attempt_origin_index on sign_in_attempt (origin, at);
comment on table  sign_in_attempt           is 'Attempts to sign in, to slow guessing per account and per origin.';
comment on column sign_in_attempt.id        is 'Order.';
comment on column sign_in_attempt.username  is 'What was typed, known or not, so that both cost the same.';
comment on column sign_in_attempt.origin    is 'Salted hash of the address it came from.';
comment on column sign_in_attempt.at        is 'When.';
comment on column sign_in_attempt.succeeded is 'Whether it opened a session.';

create table session (
  id           uuid primary key default uuidv7(),
  token_hash   bytea not null unique,
  account_id   uuid not null references account,
  post_id      uuid references post,
  opened_by    text not null check (opened_by in ('password', 'demonstration', 'command-line')),
  started_at   timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at   timestamptz not null,
  ended_at     timestamptz
);
create index session_account_index on session (account_id);
create index session_post_index on session (post_id);
comment on table  session              is 'Someone signed in.';
comment on column session.id           is 'Identifier.';
comment on column session.token_hash   is 'SHA-256 of the token in the cookie.';
comment on column session.account_id   is 'Whose.';
comment on column session.post_id      is 'The post they work as; none for a person in treatment.';
comment on column session.opened_by    is 'How it was opened.';
comment on column session.started_at   is 'When it was opened.';
comment on column session.last_used_at is 'Last use, to the minute.';
comment on column session.expires_at   is 'When it ends whatever happens.';
comment on column session.ended_at     is 'When it was ended.';

create unlogged table request_context (
  pid         integer primary key,
  xid         xid8 not null,
  account_id  uuid not null references account,
  session_id  uuid,
  post_id     uuid,
  staff_id    uuid,
  person_id   uuid,
  agency_id   uuid,
  agency_kind text,
  role        text,
  team_id     uuid,
  categories  text[] not null,
  may         text[] not null
) with (fillfactor = 50);
create index request_context_account_index on request_context (account_id);
comment on table  request_context             is 'Who the transaction now running on a connection acts for. Written only by begin_request and begin_job.';
comment on column request_context.pid         is 'Server process of the connection.';
comment on column request_context.xid         is 'The one transaction it holds for.';
comment on column request_context.account_id  is 'The account.';
comment on column request_context.session_id  is 'The session, when there is one.';
comment on column request_context.post_id     is 'The post.';
comment on column request_context.staff_id    is 'The member of staff.';
comment on column request_context.person_id   is 'The person in treatment, when it is they who ask.';
comment on column request_context.agency_id   is 'The agency they act for.';
comment on column request_context.agency_kind is 'Its kind.';
comment on column request_context.role        is 'The role of the post.';
comment on column request_context.team_id     is 'The duty team of the post.';
comment on column request_context.categories  is 'Categories the role needs.';
comment on column request_context.may         is 'Permissions of the role.';

-- Ever-same answers within a statement; asked as (select acting_agency()) so that they are asked once.
create function acting_agency() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select agency_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_agency_kind() returns text language sql stable security definer set search_path = :"schema", pg_temp
  return (select agency_kind from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_staff() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select staff_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_account() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select account_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_person() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select person_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_role() returns text language sql stable security definer set search_path = :"schema", pg_temp
  return (select role from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_team() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select team_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_categories() returns text[] language sql stable security definer set search_path = :"schema", pg_temp
  return (select categories from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
create function acting_may(permission text) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select permission = any (may) from request_context
                    where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned()), false);
create function acting_for_enforcement() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select k.enforcement from request_context c join agency_kind k on k.code = c.agency_kind
                    where c.pid = pg_backend_pid() and c.xid = pg_current_xact_id_if_assigned()), true);

-- Binds this transaction to a post of an account. Never called by a signing-in role: begin_request and begin_job call it.
create function bind_context(the_account uuid, the_session uuid, the_post uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into request_context
         (pid, xid, account_id, session_id, post_id, staff_id, person_id, agency_id, agency_kind, role, team_id, categories, may)
  select pg_backend_pid(), pg_current_xact_id(), a.id, the_session, p.id, a.staff_id, a.person_id,
         p.agency_id, g.kind, r.code, p.team_id, coalesce(r.categories, '{}'), coalesce(r.may, '{}')
    from account a
    left join post p on p.id = the_post and p.account_id = a.id
    left join agency g on g.id = p.agency_id
    left join role r on r.code = coalesce(p.role, case when a.person_id is not null then 'person' end)
   where a.id = the_account
  on conflict (pid) do update
     set xid = excluded.xid, account_id = excluded.account_id, session_id = excluded.session_id,
         post_id = excluded.post_id, staff_id = excluded.staff_id, person_id = excluded.person_id,
         agency_id = excluded.agency_id, agency_kind = excluded.agency_kind, role = excluded.role,
         team_id = excluded.team_id, categories = excluded.categories, may = excluded.may;
end;

-- Who is asking, from the session's token: binds the transaction and says who it is. No row: no live session.
-- A board that refreshes itself does not count as use, so that a screen left alone signs out.
create function begin_request(token text, counts_as_use boolean default true)
returns table (account_id uuid, username text, session_id uuid, staff_id uuid, staff_name text, person_id uuid,
               post_id uuid, role text, role_name text, agency_id uuid, agency_name text, agency_kind text,
               team_id uuid, may text[], opened_by text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
#variable_conflict use_column
declare
  found_session session%rowtype;
begin
  select s.* into found_session
    from session s join account a on a.id = s.account_id
   where s.token_hash = sha256(convert_to(token, 'UTF8'))
     and s.ended_at is null and s.expires_at > now()
     and s.last_used_at > now() - interval '60 minutes'
     and a.disabled_at is null;
  if not found then return; end if;
  if found_session.post_id is not null and not exists (
       select from post p where p.id = found_session.post_id
                             and (p.ended_on is null or p.ended_on >= current_date)) then
    return;
  end if;
  if counts_as_use and found_session.last_used_at < now() - interval '1 minute' then
    update session set last_used_at = now() where id = found_session.id;
  end if;
  perform bind_context(found_session.account_id, found_session.id, found_session.post_id);
  return query
    select a.id, a.username, found_session.id, a.staff_id, st.name, a.person_id,
           p.id, r.code, r.name, p.agency_id, g.name, g.kind, p.team_id, r.may, found_session.opened_by
      from account a
      left join staff st on st.id = a.staff_id
      left join post p on p.id = found_session.post_id
      left join agency g on g.id = p.agency_id
      left join role r on r.code = coalesce(p.role, case when a.person_id is not null then 'person' end)
     where a.id = found_session.account_id;
end $$;

-- What the door may ask: everything about signing in, nothing about anyone's record.

create function credential_for(the_username text)
returns table (account_id uuid, password_hash text, totp_secret text, totp_confirmed boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id, c.password_hash, c.totp_secret, c.totp_confirmed_at is not null
    from account a join credential c on c.account_id = a.id
   where a.username = the_username and a.disabled_at is null;
end;

-- Failed attempts of the last quarter of an hour: for one name from one origin, and from one origin for any name.
create function recent_failures(the_username text, the_origin text)
returns table (for_this_name integer, from_this_origin integer)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select (select count(*)::int from sign_in_attempt
           where username = the_username and origin = the_origin and not succeeded and at > now() - interval '15 minutes'),
         (select count(*)::int from sign_in_attempt
           where origin = the_origin and not succeeded and at > now() - interval '15 minutes');
end;

create function note_attempt(the_username text, the_origin text, it_succeeded boolean) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into sign_in_attempt (username, origin, succeeded) values (left(the_username, 64), the_origin, it_succeeded);
  delete from sign_in_attempt where at < now() - interval '1 day';
end;

-- Uses up a time step of the authenticator app. False when it, or a later one, was used already.
create function use_totp_step(the_account uuid, step bigint) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with used as (
    update credential set totp_last_step = step, totp_confirmed_at = coalesce(totp_confirmed_at, now())
     where account_id = the_account and (totp_last_step is null or totp_last_step < step)
    returning 1)
  select exists (select from used);
end;

create function open_session(the_account uuid, the_token_hash bytea, hours integer) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, expires_at)
  select the_token_hash, a.id,
         (select p.id from post p where p.account_id = a.id and (p.ended_on is null or p.ended_on >= current_date)
           order by p.id limit 1),
         'password', now() + make_interval(hours => hours)
    from account a where a.id = the_account and a.disabled_at is null
  returning id;
end;

-- The demonstration's sign-in by name alone: nothing at all unless the partnership is made up.
create function open_demonstration_session(the_username text, the_token_hash bytea) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, expires_at)
  select the_token_hash, a.id,
         (select p.id from post p where p.account_id = a.id and (p.ended_on is null or p.ended_on >= current_date)
           order by p.id limit 1),
         'demonstration', now() + interval '12 hours'
    from account a
   where a.username = the_username and a.disabled_at is null
     and (select made_up from partnership_fact)
  returning id;
end;

create function end_session(token text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update session set ended_at = now() where token_hash = sha256(convert_to(token, 'UTF8')) and ended_at is null;
end;

-- The account a one-time link is for, when it can still be used.
create function account_of_link(token text) returns table (account_id uuid, username text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id, a.username from one_time_link l join account a on a.id = l.account_id
   where l.token_hash = sha256(convert_to(token, 'UTF8')) and l.used_at is null and l.expires_at > now()
     and a.disabled_at is null;
end;

-- Sets password and authenticator secret by a one-time link, once. Ends every open session of the account.
create function set_credential_by_link(token text, new_password_hash text, new_totp_secret text) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_account uuid;
begin
  update one_time_link l set used_at = now()
   where l.token_hash = sha256(convert_to(token, 'UTF8')) and l.used_at is null and l.expires_at > now()
  returning l.account_id into the_account;
  if the_account is null then return null; end if;
  insert into credential (account_id, password_hash, totp_secret)
  values (the_account, new_password_hash, new_totp_secret)
  on conflict (account_id) do update
     set password_hash = excluded.password_hash, totp_secret = excluded.totp_secret,
         totp_confirmed_at = null, totp_last_step = null, changed_at = now();
  update session set ended_at = now() where account_id = the_account and ended_at is null;
  return the_account;
end $$;

-- Names on the demonstration's list. Empty unless the partnership is made up.
create function demonstration_list()
returns table (username text, staff_name text, role_name text, agency_name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.username, coalesce(s.name, 'A person in treatment'), coalesce(r.name, 'Person in treatment'), g.name
    from account a
    left join staff s on s.id = a.staff_id
    left join post p on p.account_id = a.id
    left join agency g on g.id = p.agency_id
    left join role r on r.code = p.role
   where a.disabled_at is null and (select made_up from partnership_fact) and a.username !~ '\d$';
end;

-- Nobody reads these rows directly but the functions above.
alter table account enable row level security;
alter table account force row level security;
alter table credential enable row level security;
alter table credential force row level security;
alter table one_time_link enable row level security;
alter table one_time_link force row level security;
alter table sign_in_attempt enable row level security;
alter table sign_in_attempt force row level security;
alter table session enable row level security;
alter table session force row level security;
alter table request_context enable row level security;
alter table request_context force row level security;

grant select on partnership_fact to :"app", :"door";
grant select on agency_kind, role, service_kind, agency, service, staff, team, absence, post to :"app";
grant execute on function
  begin_request(text, boolean), acting_agency(), acting_agency_kind(), acting_staff(), acting_account(), acting_person(),
  acting_role(), acting_team(), acting_categories(), acting_may(text), acting_for_enforcement()
  to :"app";
grant execute on function
  credential_for(text), recent_failures(text, text), note_attempt(text, text, boolean), use_totp_step(uuid, bigint),
  open_session(uuid, bytea, integer), open_demonstration_session(text, bytea), end_session(text),
  account_of_link(text), set_credential_by_link(text, text, text), demonstration_list()
  to :"door";
