-- Ways in are logged: who signed in how, who failed to, whose way in changed, and what was refused. Triggers on what is written
-- when somebody signs in write the lines, so that no path forgets. A line that anybody can cause is written so often, then counted.

-- Whether a line of the log is about records: a look or a change. Who counts looks counts these.
create function is_look_or_change(what text) returns boolean language sql immutable
  return what in ('read', 'listed', 'searched', 'downloaded', 'changed');

-- One line about a way in: whose it is, where that is known.
create function log_way_in(the_account uuid, the_post uuid, the_what text, the_about text, the_basis text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids)
  select a.id, a.staff_id, coalesce(p.agency_id, s.agency_id), coalesce(p.role, case when a.person_id is not null then 'person' end),
         the_what, the_about, 'signing in and out', the_basis, '{}'
    from (select) one
    left join account a on a.id = the_account
    left join post p on p.id = the_post
    left join staff s on s.id = a.staff_id;
end;

-- A session opened, or proved again: which is when it goes on with another token.
create function session_was_shown() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform log_way_in(new.account_id, new.post_id, 'signed-in',
    case when tg_op = 'UPDATE' then 'showed again that it is they'
         else case new.opened_by when 'password' then 'by password and code' when 'passkey' then 'by passkey'
                                 when 'provider' then 'at their organisation' when 'demonstration' then 'by name, in the demonstration'
                                 else 'by a command on the server' end end,
    case when new.opened_by = 'command-line' then 'whoever may run commands on this machine' else 'own account' end);
  return null;
end $$;
create trigger session_was_opened after insert on session for each row execute function session_was_shown();
create trigger session_was_proved after update of token_hash on session
  for each row when (old.token_hash <> new.token_hash) execute function session_was_shown();

-- Something by which an account is entered changed. Who changed it is told by the basis and, where it was an act, by the act's own line.
create function way_in_has_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  now_is jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  whose  uuid := case when tg_table_name = 'account' then now_is ->> 'id' else now_is ->> 'account_id' end;
begin
  perform log_way_in(whose, null, 'way-in-changed', coalesce(
      tg_argv[case tg_op when 'INSERT' then 0 when 'UPDATE' then 1 else 2 end],
      case when now_is ->> 'disabled_at' is null then 'account enabled' else 'account disabled' end),
    case when whose = acting_account() or (acting_account() is null and session_user = :'door') then 'own account'
         when acting_account() is not null then 'administration'
         else 'whoever may run commands on this machine' end);
  return null;
end $$;
create trigger password_was_set after insert on credential for each row execute function way_in_has_changed('password and authenticator app set');
create trigger password_has_changed after update of password_hash on credential
  for each row when (old.password_hash is distinct from new.password_hash) execute function way_in_has_changed('', 'password changed');
-- Not when the secret is encrypted by another key: then it stays the same.
create trigger app_has_changed after update of totp_confirmed_at on credential
  for each row when (old.totp_confirmed_at is distinct from new.totp_confirmed_at) execute function way_in_has_changed('', 'authenticator app set');
create trigger passkey_has_changed after insert or delete on passkey
  for each row execute function way_in_has_changed('passkey added', '', 'passkey removed');
create trigger passkey_was_renamed after update of name on passkey
  for each row when (old.name <> new.name) execute function way_in_has_changed('', 'passkey renamed');
create trigger organisation_was_linked after insert or delete on provider_account
  for each row execute function way_in_has_changed('organisation linked', '', 'organisation unlinked');
create trigger link_was_made after insert on one_time_link for each row execute function way_in_has_changed('one-time link made');
create trigger account_was_disabled after update of disabled_at on account
  for each row when ((old.disabled_at is null) <> (new.disabled_at is null)) execute function way_in_has_changed();

create unlogged table log_bound (
  kind     text not null check (kind in ('sign-in-failed', 'refused')),
  place    text not null,
  since    timestamptz not null default now(),
  lines    integer not null default 0,
  left_out integer not null default 0,
  primary key (kind, place)
);
create index log_bound_since_index on log_bound (since);
comment on table  log_bound          is 'How many lines one place has caused lately, so that nobody fills the access log. Lost with a crash, which does no harm.';
comment on column log_bound.kind     is 'Of which kind.';
comment on column log_bound.place    is 'The session, or the keyed hash of the place, that they come from.';
comment on column log_bound.since    is 'When the first of them was written; a quarter of an hour later the count begins anew.';
comment on column log_bound.lines    is 'How many were written.';
comment on column log_bound.left_out is 'How many were only counted since.';
alter table log_bound enable row level security;
alter table log_bound force row level security;

-- Whether a line of this kind may be written still for this place: twenty in a quarter of an hour. More are counted.
create function log_has_room(the_kind text, the_place text) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into log_bound as b (kind, place, lines) values (the_kind, the_place, 1)
  on conflict (kind, place) do update set lines = b.lines + (b.lines < 20)::int, left_out = b.left_out + (b.lines >= 20)::int
  returning left_out = 0;
end;

-- Says in one line for each place how many were only counted, once their quarter of an hour is over. Asked every minute.
create function tell_left_out() returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  full_up log_bound%rowtype;
begin
  for full_up in delete from log_bound where since < now() - interval '15 minutes' returning * loop
    continue when full_up.left_out = 0;
    insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids)
    select s.account_id, a.staff_id, p.agency_id, p.role, full_up.kind, format('%s more from the same place within a quarter of an hour', full_up.left_out),
           'counted', 'none', '{}'
      from (select) one
      left join session s on full_up.place = 'session ' || s.id
      left join account a on a.id = s.account_id
      left join post p on p.id = s.post_id;
  end loop;
end $$;

-- Notes that somebody failed to sign in, or to show again that it is they: the same work whether there is such an account or not.
-- What was typed is not kept.
create function sign_in_failed(the_username text, the_place text, the_about text) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if log_has_room('sign-in-failed', the_place) then
    perform log_way_in((select id from account where username = the_username), null, 'sign-in-failed', the_about, 'none');
  end if;
end $$;

-- Notes that whoever asks was refused an address, or something at it that is not theirs or not there: the log does not say which.
create function log_refused(the_about text, the_route text, alone boolean) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if log_has_room('refused', coalesce('session ' || acting_session(), 'account ' || acting_account())) then
    insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids, by_itself)
    values (acting_account(), acting_staff(), acting_agency(), acting_role(), 'refused', the_about, the_route, 'none', '{}', alone);
  end if;
end $$;

-- What changed in one's own ways in within 90 days, the newest first.
create function own_ways_in_changed() returns table (at timestamptz, about text, basis text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select l.at, l.about, l.basis from access_log l
   where l.account_id = acting_account() and l.what = 'way-in-changed' and l.at > now() - interval '90 days'
   order by l.at desc, l.id desc limit 10;
end;

-- What changed in the ways in of whoever just opened this session, since they signed in before. Nothing at their first time.
create function ways_in_changed_since(token text) returns table (at timestamptz, about text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select l.at, l.about
    from session s
    cross join lateral (select max(b.started_at) as at from session b
                         where b.account_id = s.account_id and b.started_at < s.started_at and b.opened_by <> 'command-line') before
    join access_log l on l.account_id = s.account_id and l.what = 'way-in-changed' and l.at > before.at and l.at < s.started_at
   where s.token_hash = sha256(convert_to(token, 'UTF8'))
   order by l.at, l.id;
end;

grant execute on function is_look_or_change(text), log_refused(text, text, boolean), own_ways_in_changed() to :"app";
grant execute on function sign_in_failed(text, text, text), ways_in_changed_since(text) to :"door";
