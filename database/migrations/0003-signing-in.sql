-- Signing in: what an account proves itself by, links that set it, attempts, and what the door may ask.

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
create index sign_in_attempt_origin_index on sign_in_attempt (origin, at);
comment on table  sign_in_attempt           is 'Attempts to sign in, to slow guessing per account and per origin.';
comment on column sign_in_attempt.id        is 'Order.';
comment on column sign_in_attempt.username  is 'What was typed, known or not, so that both cost the same.';
comment on column sign_in_attempt.origin    is 'Salted hash of the address it came from.';
comment on column sign_in_attempt.at        is 'When.';
comment on column sign_in_attempt.succeeded is 'Whether it opened a session.';

-- What the door may ask: everything about signing in, nothing about anyone's record.

-- By what an account proves itself. Who holds no post any more, or is disabled, is answered as if there were no such account.
create function credential_for(the_username text)
returns table (account_id uuid, password_hash text, totp_secret text, totp_confirmed boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id, c.password_hash, c.totp_secret, c.totp_confirmed_at is not null
    from account a join credential c on c.account_id = a.id
   where a.username = the_username and exists (select from signs_in_as(a.id));
end;

-- Notes an attempt before it is tried, as failed, unless as many failed within the last quarter of an hour as may: for one
-- name from one origin, or from one origin for any name. One at a time from an origin, so that many at the same moment are
-- counted like as many one after another. Answers its id; null: to wait.
create function claim_attempt(the_username text, the_origin text, for_one_name integer, from_one_origin integer) returns bigint
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  typed text := left(the_username, 64);
  claimed bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('signing in ' || :'schema' || ' ' || the_origin, 0));
  delete from sign_in_attempt where at < now() - interval '1 day';
  insert into sign_in_attempt (username, origin, succeeded)
  select typed, the_origin, false
   where (select count(*) filter (where username = typed) < for_one_name and count(*) < from_one_origin
            from sign_in_attempt
           where origin = the_origin and not succeeded and at > now() - interval '15 minutes')
  returning id into claimed;
  return claimed;
end $$;

create function attempt_succeeded(the_attempt bigint) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update sign_in_attempt set succeeded = true where id = the_attempt;
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

create function open_session(the_account uuid, the_token_hash bytea, the_browser text, the_way text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, expires_at)
  select the_token_hash, the_account, s.post_id, the_way, the_browser, now() + session_longest()
    from signs_in_as(the_account) s
  returning id;
end;

-- The demonstration's sign-in by name alone: nothing at all unless the partnership is made up.
create function open_demonstration_session(the_username text, the_token_hash bytea, the_browser text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, expires_at)
  select the_token_hash, a.id, s.post_id, 'demonstration', the_browser, now() + session_longest()
    from account a cross join signs_in_as(a.id) s
   where a.username = the_username and (select made_up from partnership_fact)
  returning id;
end;

create function end_session(token text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update session set ended_at = now() where token_hash = sha256(convert_to(token, 'UTF8')) and ended_at is null;
end;

-- The account a one-time link is for, when it can still be used, and the names its password must not be made of.
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

-- Sets password and authenticator secret by a one-time link, once. Ends every open session of the account and takes out
-- its passkeys: whoever had the password may have added one.
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
  delete from passkey where account_id = the_account;
  update session set ended_at = now() where account_id = the_account and ended_at is null;
  return the_account;
end $$;

-- Names on the demonstration's list, each as what they sign in as. Empty unless the partnership is made up.
create function demonstration_list()
returns table (username text, staff_name text, role_name text, agency_name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.username, coalesce(s.name, 'A person in treatment'), coalesce(r.name, 'Person in treatment'), g.name
    from account a
    cross join signs_in_as(a.id) now
    left join staff s on s.id = a.staff_id
    left join post p on p.id = now.post_id
    left join agency g on g.id = p.agency_id
    left join role r on r.code = p.role
   where (select made_up from partnership_fact) and a.username !~ '\d$';
end;

-- Nobody reads these rows directly but the functions above.
alter table credential enable row level security;
alter table credential force row level security;
alter table one_time_link enable row level security;
alter table one_time_link force row level security;
alter table sign_in_attempt enable row level security;
alter table sign_in_attempt force row level security;

grant execute on function
  credential_for(text), claim_attempt(text, text, integer, integer), attempt_succeeded(bigint), use_totp_step(uuid, bigint),
  open_session(uuid, bytea, text, text), open_demonstration_session(text, bytea, text), end_session(text),
  account_of_link(text), set_credential_by_link(text, text, text, bigint), demonstration_list()
  to :"door";
