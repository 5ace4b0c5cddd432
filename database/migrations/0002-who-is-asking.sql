-- Who is asking: sessions, and the binding of one transaction to one of them.

create table session (
  id           uuid primary key default uuidv7(),
  token_hash   bytea not null unique,
  account_id   uuid not null references account,
  post_id      uuid references post,
  opened_by    text not null check (opened_by in ('password', 'demonstration', 'command-line')),
  started_at   timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  browser      text constraint browser_is_a_short_family check (browser ~ '^[A-Za-z ]{1,40}$')
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
comment on column session.browser      is
  'Family of the browser and its system, such as Firefox on Windows: made at sign-in from a short list, never what the browser sent. Empty when unknown.';

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
create function acting_session() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select session_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());
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

-- How long a session lasts: without use, and whatever happens. Nowhere else.
create function session_idle_limit() returns interval language sql immutable return interval '60 minutes';
create function session_longest() returns interval language sql immutable return interval '12 hours';

-- What was used later than now was used before the clock was put back, and nobody knows how long ago: it would last by so much longer.
-- Clocks that are set right by a moment or two end nothing.
create function is_past(moment timestamptz) returns boolean language sql stable return moment < now() + interval '2 minutes';

create function session_is_live(one session) returns boolean language sql stable
  return one.ended_at is null and one.expires_at > now() and one.last_used_at > now() - session_idle_limit() and is_past(one.last_used_at);

-- A post still held today; none at all for a person in treatment.
create function post_holds(the_post uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return the_post is null
      or exists (select from post where id = the_post
                   and (ended_on is null or ended_on >= (now() at time zone 'Europe/London')::date));

-- What somebody signs in as: of the posts they hold the one they worked in last, or a person in treatment as themselves.
-- No row for a worker without a post.
create function signs_in_as(the_account uuid) returns table (post_id uuid)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select null::uuid from account where id = the_account and disabled_at is null and person_id is not null
  union all
  (select p.id from post p join account a on a.id = p.account_id
    where a.id = the_account and a.disabled_at is null and post_holds(p.id)
    order by (select max(s.last_used_at) from session s where s.account_id = the_account and s.post_id = p.id) desc nulls last, p.id limit 1);
end;

-- Notes, to the minute, that a session is in use: in a transaction of its own before the one that works, so that whoever
-- ends a session waits for none of its requests. A board that refreshes itself does not call it: a screen left alone signs out.
create function use_session(token text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update session s set last_used_at = now()
   where s.token_hash = sha256(convert_to(token, 'UTF8'))
     and s.last_used_at < now() - interval '1 minute' and session_is_live(s);
end;

-- Who is asking, from the session's token: binds the transaction and says who it is. No row: no live session.
create function begin_request(token text)
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
     and session_is_live(s) and post_holds(s.post_id) and (s.post_id is not null or a.person_id is not null)
     and a.disabled_at is null;
  if not found then return; end if;
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

-- Nobody reads these rows directly but the functions above.
alter table session enable row level security;
alter table session force row level security;
alter table request_context enable row level security;
alter table request_context force row level security;

grant execute on function
  use_session(text), begin_request(text), acting_agency(), acting_agency_kind(), acting_staff(), acting_account(), acting_person(),
  acting_role(), acting_team(), acting_categories(), acting_may(text), acting_for_enforcement()
  to :"app";
