-- Staff administration: who works here, in which posts, and who may sign in. Each act checks that whoever asks manages
-- staff. An administrator never learns a password: they hand over a link that works once.

-- Every member of staff, with a post they hold now (or held last), how many more they hold, and where their account stands.
create function staff_directory()
returns table (account_id uuid, staff_id uuid, name text, username text, agency_id uuid, agency_name text, role text, role_name text,
               team_name text, post_id uuid, last_signed_in timestamptz, link_until timestamptz, state text, away_until date, more_posts integer)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id, s.id, s.name, a.username, coalesce(p.agency_id, s.agency_id), g.name, p.role, r.name, t.name, p.id,
         (select max(started_at) from session where account_id = a.id),
         (select max(expires_at) from one_time_link l where l.account_id = a.id and l.used_at is null and l.expires_at > now()),
         case when s.left_on < (now() at time zone 'Europe/London')::date then 'left'
              when a.disabled_at is not null then 'disabled'
              when p.id is null or p.ended_on < (now() at time zone 'Europe/London')::date then 'no-post'
              when c.account_id is null and not (select made_up from partnership_fact) then 'no-password'
              when b.to_on is not null then 'away'
              else 'working' end,
         b.to_on,
         greatest((select count(*)::int - 1 from post h where h.account_id = a.id and post_holds(h.id)), 0)
    from account a
    join staff s on s.id = a.staff_id
    left join lateral (select * from post where account_id = a.id order by ended_on desc nulls first, id limit 1) p on true
    left join agency g on g.id = coalesce(p.agency_id, s.agency_id)
    left join role r on r.code = p.role
    left join team t on t.id = p.team_id
    left join credential c on c.account_id = a.id
    left join lateral (select max(to_on) as to_on from absence
                        where absence.staff_id = s.id and (now() at time zone 'Europe/London')::date between from_on and to_on) b on true
   where acting_may('staff:manage')
   order by s.name, a.username;
end;

-- Adds a worker with an account, a post and the first link. Says what stands in the way, if anything does.
create function add_worker(the_name text, the_username text, the_agency uuid, the_role text, the_team uuid, link_hash bytea, link_hours integer)
returns table (outcome text, account_id uuid)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
#variable_conflict use_column
declare
  new_account uuid;
begin
  if not acting_may('staff:manage') then return query select 'not-allowed', null::uuid; return; end if;
  if not acting_is_fresh() then return query select 'not-fresh', null::uuid; return; end if;
  if exists (select from account where username = the_username) then return query select 'username-taken', null::uuid; return; end if;
  if not post_fits(the_agency, the_role, the_team) then return query select 'post-does-not-fit', null::uuid; return; end if;
  with worker as (insert into staff (name, agency_id) values (the_name, the_agency) returning id)
  insert into account (username, staff_id) select the_username, id from worker returning id into new_account;
  insert into post (account_id, role, agency_id, team_id) values (new_account, the_role, the_agency, the_team);
  insert into one_time_link (token_hash, account_id, purpose, expires_at)
  values (link_hash, new_account, 'set-password', now() + make_interval(hours => link_hours));
  return query select 'added', new_account;
end $$;

-- A post is a role of staff, at an agency, in a team of that agency if in one.
create function post_fits(the_agency uuid, the_role text, the_team uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from agency where id = the_agency)
     and exists (select from role where code = the_role and code <> 'person')
     and (the_team is null
          or exists (select from team t join service s on s.id = t.service_id where t.id = the_team and s.agency_id = the_agency));

-- Before somebody's account, link, post or last day is changed: says what stands in the way, and holds their account and one's own
-- until it is done. Nobody shuts themselves out; of two administrators who shut each other out at one moment, the second finds
-- here that their own session has ended. So the last administrator stays. Accounts are held so that nobody waits for the
-- requests of whoever is shut out: those name the account, and change nothing of it.
create function hold_account(the_account uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if the_account = acting_account() then return 'own-account'; end if;
  perform from account where id in (the_account, acting_account()) order by id for no key update;
  if not exists (select from session where id = acting_session() and ended_at is null) then return 'not-allowed'; end if;
  if not exists (select from account where id = the_account and staff_id is not null) then return 'not-there'; end if;
  return null;
end $$;

-- A new one-time link; the ones before stop working. The password in use goes on until the link is used.
create function renew_link(the_account uuid, link_hash bytea, link_hours integer) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if exists (select from account where id = the_account and disabled_at is not null) then return 'disabled'; end if;
  update one_time_link set expires_at = now() where account_id = the_account and used_at is null and expires_at > now();
  insert into one_time_link (token_hash, account_id, purpose, expires_at)
  values (link_hash, the_account, 'set-password', now() + make_interval(hours => link_hours));
  return 'made';
end $$;

-- Takes away everything by which an account can act: its sessions and its links. What they had to do shows as their
-- team's from then on, since staff_available() asks the account and the post.
create function stop_signing_in(the_account uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update session set ended_at = now() where account_id = the_account and ended_at is null;
  update one_time_link set expires_at = now() where account_id = the_account and used_at is null and expires_at > now();
end;

-- Disables or enables an account.
create function set_account_disabled(the_account uuid, disable boolean) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  update account set disabled_at = case when disable then coalesce(disabled_at, now()) end where id = the_account;
  if disable then perform stop_signing_in(the_account); end if;
  return 'done';
end $$;

-- Days a worker is away.
create function record_absence(the_staff uuid, first_day date, last_day date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if not exists (select from staff where id = the_staff) then return 'not-there'; end if;
  if exists (select from absence where staff_id = the_staff and from_on <= last_day and to_on >= first_day) then return 'overlaps'; end if;
  insert into absence (staff_id, from_on, to_on) values (the_staff, first_day, last_day);
  return 'done';
end $$;

-- They are back, or will not go: an absence of today ends yesterday, one to come is taken out, one that is over stays.
create function end_absence(the_absence uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  today date := (now() at time zone 'Europe/London')::date;
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  delete from absence where id = the_absence and from_on >= today;
  if found then return 'done'; end if;
  update absence set to_on = today - 1 where id = the_absence and to_on >= today;
  return case when found then 'done' else 'not-there' end;
end $$;

-- Gives a worker a post from now: beside those they hold, between which they then press, or in their place. In their place:
-- those end now and so do the sessions, so that no page of an old post stays open in the new one.
create function give_post(the_account uuid, the_agency uuid, the_role text, the_team uuid, beside boolean default false) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  today date := (now() at time zone 'Europe/London')::date;
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if not post_fits(the_agency, the_role, the_team) then return 'post-does-not-fit'; end if;
  if exists (select from post where account_id = the_account and agency_id = the_agency and role = the_role
                                and team_id is not distinct from the_team and post_holds(id)) then
    return 'same-post';
  end if;
  beside := beside and exists (select from post where account_id = the_account and post_holds(id));
  if not beside then
    update post set ended_on = today - 1 where account_id = the_account and (ended_on is null or ended_on >= today);
    update session set ended_at = now() where account_id = the_account and ended_at is null;
    update staff set agency_id = the_agency where id = (select staff_id from account where id = the_account);
  end if;
  insert into post (account_id, role, agency_id, team_id) values (the_account, the_role, the_agency, the_team);
  update staff set left_on = null where id = (select staff_id from account where id = the_account);
  return 'done';
end $$;

-- A worker leaves. From the day after their last nothing opens for them; when that day is over, at once. Said again with
-- another day, their last post ends with that one; a post they were moved from before stays as the move left it.
create function leave_work(the_account uuid, last_day date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  today date := (now() at time zone 'Europe/London')::date;
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  update post set ended_on = last_day
   where account_id = the_account
     and (ended_on is null or ended_on >= today
          or id = (select id from post where account_id = the_account order by id desc limit 1));
  update staff set left_on = last_day where id = (select staff_id from account where id = the_account);
  if last_day < today then perform stop_signing_in(the_account); end if;
  return 'done';
end $$;

create function add_agency(the_code text, the_name text, the_kind text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if exists (select from agency where code = the_code) then return 'code-taken'; end if;
  if not exists (select from agency_kind where code = the_kind) then return 'not-there'; end if;
  insert into agency (code, name, kind) values (the_code, the_name, the_kind);
  return 'done';
end $$;

create function add_service(the_code text, the_name text, the_agency uuid, the_kind text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if exists (select from service where code = the_code) then return 'code-taken'; end if;
  if not exists (select from agency where id = the_agency) or not exists (select from service_kind where code = the_kind) then return 'not-there'; end if;
  insert into service (code, name, agency_id, kind) values (the_code, the_name, the_agency, the_kind);
  return 'done';
end $$;

-- A duty team and its lead, who must work for the agency; a lead who is in no team yet joins it.
create function add_team(the_service uuid, the_name text, the_lead uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  new_team uuid;
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if not leads_fit(the_service, the_lead) then return 'lead-works-elsewhere'; end if;
  insert into team (service_id, name, lead_staff_id) values (the_service, the_name, the_lead) returning id into new_team;
  update post set team_id = new_team
   where team_id is null and ended_on is null and account_id in (select id from account where staff_id = the_lead)
     and agency_id = (select agency_id from service where id = the_service);
  return 'done';
end $$;

create function set_team_lead(the_team uuid, the_lead uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-allowed'; end if;
  if not exists (select from team where id = the_team and leads_fit(service_id, the_lead)) then return 'lead-works-elsewhere'; end if;
  update team set lead_staff_id = the_lead where id = the_team;
  return 'done';
end $$;

create function leads_fit(the_service uuid, the_lead uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from service s
                   join post p on p.agency_id = s.agency_id and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date)
                   join account a on a.id = p.account_id and a.disabled_at is null
                  where s.id = the_service and a.staff_id = the_lead);

grant execute on function
  staff_directory(), add_worker(text, text, uuid, text, uuid, bytea, integer), renew_link(uuid, bytea, integer),
  set_account_disabled(uuid, boolean), record_absence(uuid, date, date), end_absence(uuid), give_post(uuid, uuid, text, uuid, boolean),
  leave_work(uuid, date), add_agency(text, text, text), add_service(text, text, uuid, text), add_team(uuid, text, uuid),
  set_team_lead(uuid, uuid)
  to :"app";
