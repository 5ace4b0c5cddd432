-- Sessions as the one who is signed in sees them: where, since when, until when; ending them; and what their ending does.

alter table session add column browser text
  constraint browser_is_a_short_family check (browser ~ '^[A-Za-z ]{1,40}$');
comment on column session.browser is
  'Family of the browser and its system, such as Firefox on Windows: made at sign-in from a short list, never what the browser sent. Empty when unknown.';

-- How long a session lasts: without use, and whatever happens. Nowhere else.
create function session_idle_limit() returns interval language sql immutable return interval '60 minutes';
create function session_longest() returns interval language sql immutable return interval '12 hours';

create function session_is_live(one session) returns boolean language sql stable
  return one.ended_at is null and one.expires_at > now() and one.last_used_at > now() - session_idle_limit();

-- A post still held today; none at all for a person in treatment.
create function post_holds(the_post uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return the_post is null
      or exists (select from post where id = the_post
                   and (ended_on is null or ended_on >= (now() at time zone 'Europe/London')::date));

create function acting_session() returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select session_id from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned());

-- Who is asking, as before; when a session is over is now asked of the two functions above.
create or replace function begin_request(token text, counts_as_use boolean default true)
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
     and session_is_live(s) and post_holds(s.post_id)
     and a.disabled_at is null;
  if not found then return; end if;
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

drop function open_session(uuid, bytea, integer);
create function open_session(the_account uuid, the_token_hash bytea, the_browser text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, expires_at)
  select the_token_hash, a.id,
         (select p.id from post p where p.account_id = a.id and post_holds(p.id) order by p.id limit 1),
         'password', the_browser, now() + session_longest()
    from account a where a.id = the_account and a.disabled_at is null
  returning id;
end;

drop function open_demonstration_session(text, bytea);
create function open_demonstration_session(the_username text, the_token_hash bytea, the_browser text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, expires_at)
  select the_token_hash, a.id,
         (select p.id from post p where p.account_id = a.id and post_holds(p.id) order by p.id limit 1),
         'demonstration', the_browser, now() + session_longest()
    from account a
   where a.username = the_username and a.disabled_at is null
     and (select made_up from partnership_fact)
  returning id;
end;

-- One's own live sessions. The id names a session and opens nothing: what opens is the token, whose hash alone is kept.
create function own_sessions()
returns table (id uuid, this_one boolean, opened_by text, browser text, started_at timestamptz, last_used_at timestamptz,
               ends_unused_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.id, s.id = acting_session(), s.opened_by, s.browser, s.started_at, s.last_used_at,
         least(s.last_used_at + session_idle_limit(), s.expires_at), s.expires_at
    from session s
   where s.account_id = acting_account() and session_is_live(s) and post_holds(s.post_id)
   order by s.id = acting_session() desc, s.last_used_at desc, s.id;
end;

-- Ends others of one's own sessions: one of them, or all when none is named. Says how many; this one ends by signing out.
create function end_own_other_sessions(the_session uuid default null) returns integer
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with ended as (
    update session s set ended_at = now()
     where s.account_id = acting_account() and s.id <> acting_session() and session_is_live(s)
       and (the_session is null or s.id = the_session)
    returning 1)
  select count(*)::int from ended;
end;

-- How many sessions a worker's account has open, for whoever manages staff.
create function sessions_open(the_account uuid) returns integer
language sql stable security definer set search_path = :"schema", pg_temp
  return (select count(*)::int from session s
           where acting_may('staff:manage') and s.account_id = the_account and session_is_live(s) and post_holds(s.post_id));

-- Ends every session of a worker's account; they may sign in again. Their own they end themselves.
create function end_sessions_of(the_account uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if the_account = acting_account() then return 'own-account'; end if;
  if not exists (select from account where id = the_account and staff_id is not null) then return 'not-there'; end if;
  update session set ended_at = now() where account_id = the_account and ended_at is null;
  return 'done';
end $$;

-- What the end of a session does, whatever ended it: its open pages are told, and the log gets a line. When somebody
-- signed in ended it, their act wrote the line; otherwise (signing out, a password chosen by link) it is written here.
create function session_has_ended() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform pg_notify('changed', tg_table_schema || ':session:' || new.id);
  if acting_account() is null and session_is_live(old) then
    insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids)
    select a.id, a.staff_id, p.agency_id, coalesce(p.role, 'person'), 'changed', 'session ended', 'signing in and out', 'own account', '{}'
      from account a left join post p on p.id = new.post_id where a.id = new.account_id;
  end if;
  return null;
end $$;
create trigger session_has_ended after update of ended_at on session
  for each row when (old.ended_at is null and new.ended_at is not null) execute function session_has_ended();

-- Whose a one-time link is, as before, and the names their password must not be made of.
drop function account_of_link(text);
create function account_of_link(token text)
returns table (account_id uuid, username text, staff_name text, agency_name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id, a.username, s.name, g.name
    from one_time_link l join account a on a.id = l.account_id
    left join staff s on s.id = a.staff_id
    left join agency g on g.id = s.agency_id
   where l.token_hash = sha256(convert_to(token, 'UTF8')) and l.used_at is null and l.expires_at > now()
     and a.disabled_at is null;
end;

-- Sets password and authenticator secret by a one-time link, once, as before; the code that proved the secret is spent.
drop function set_credential_by_link(text, text, text);
create function set_credential_by_link(token text, new_password_hash text, new_totp_secret text, used_step bigint) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_account uuid;
begin
  update one_time_link l set used_at = now()
   where l.token_hash = sha256(convert_to(token, 'UTF8')) and l.used_at is null and l.expires_at > now()
     and exists (select from account a where a.id = l.account_id and a.disabled_at is null)
  returning l.account_id into the_account;
  if the_account is null then return null; end if;
  insert into credential (account_id, password_hash, totp_secret, totp_confirmed_at, totp_last_step)
  values (the_account, new_password_hash, new_totp_secret, now(), used_step)
  on conflict (account_id) do update
     set password_hash = excluded.password_hash, totp_secret = excluded.totp_secret,
         totp_confirmed_at = excluded.totp_confirmed_at, totp_last_step = excluded.totp_last_step, changed_at = now();
  update session set ended_at = now() where account_id = the_account and ended_at is null;
  return the_account;
end $$;

grant execute on function
  session_idle_limit(), session_longest(), own_sessions(), end_own_other_sessions(uuid), sessions_open(uuid), end_sessions_of(uuid)
  to :"app";
grant execute on function
  open_session(uuid, bytea, text), open_demonstration_session(text, bytea, text), account_of_link(text),
  set_credential_by_link(text, text, text, bigint)
  to :"door";
