-- Sessions as the one who is signed in sees them: where, since when, until when; ending them; and what their ending does.

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
    select a.id, a.staff_id, p.agency_id, coalesce(p.role, 'person'), 'signed-out', 'session ended', 'signing in and out', 'own account', '{}'
      from account a left join post p on p.id = new.post_id where a.id = new.account_id;
  end if;
  return null;
end $$;
create trigger session_has_ended after update of ended_at on session
  for each row when (old.ended_at is null and new.ended_at is not null) execute function session_has_ended();

grant execute on function
  session_idle_limit(), session_longest(), own_sessions(), end_own_other_sessions(uuid), sessions_open(uuid), end_sessions_of(uuid)
  to :"app";
