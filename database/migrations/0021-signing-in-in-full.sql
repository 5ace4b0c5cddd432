-- Signing in, in full: showing again that it is oneself, for acts that ask for it.

-- A span may be shorter than an hour.
alter table parameter add column minutes integer not null default 0 constraint minutes_are_of_one_hour check (minutes between 0 and 59);
alter table parameter drop constraint parameter_hours_check;
alter table parameter add constraint span_is_some_time check (hours >= 0 and hours + minutes > 0);
comment on column parameter.hours   is 'How long: its whole hours.';
comment on column parameter.minutes is 'How long: the minutes beyond those hours.';

create or replace function parameter_span(the_code text) returns interval language sql stable set search_path = :"schema", pg_temp
  return coalesce((select make_interval(hours => hours, mins => minutes) from parameter where code = the_code), interval '0');

-- Sessions from before this have shown nothing yet: the first act that asks for it asks them.
alter table session add column proved_at timestamptz;
alter table session alter column proved_at set default now();
comment on column session.proved_at is
  'When whoever holds it last showed by a factor that it is they: at signing in, or asked again since. Empty for a command, which shows nothing.';

-- When whoever asks last showed that it is they, and whether that is recent enough for an act that asks for it.
create function acting_proved_at() returns timestamptz language sql stable security definer set search_path = :"schema", pg_temp
  return (select proved_at from session where id = acting_session());
create function acting_is_fresh() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce(acting_proved_at() > now() - parameter_span('proof-lasts'), false);

-- They have shown it now. The door calls this once it has weighed what they showed.
create function session_proved(the_session uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update session set proved_at = now() where id = the_session and ended_at is null;
end;

-- In the demonstration a press is enough, and nowhere else.
create function demonstration_proved(the_session uuid) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session set proved_at = now()
     where id = the_session and ended_at is null and opened_by = 'demonstration' and (select made_up from partnership_fact)
    returning 1)
  select exists (select from proved);
end;

grant execute on function acting_proved_at(), acting_is_fresh() to :"app";
grant execute on function session_proved(uuid), demonstration_proved(uuid) to :"door";

-- Works in another of one's own posts from now on, in this session. Its pages that are open are told.
create function switch_post(the_post uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not exists (select from post where id = the_post and account_id = acting_account() and post_holds(id)) then return 'not-there'; end if;
  update session set post_id = the_post where id = acting_session() and ended_at is null and post_id <> the_post;
  if not found then return 'same-post'; end if;
  perform pg_notify('changed', :'schema' || ':switched:' || acting_session());
  return 'done';
end $$;

-- Ends one of a worker's several posts, from now, and the sessions that stand for it. The last one ends with their leaving.
create function end_post(the_post uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_account uuid := (select account_id from post where id = the_post and post_holds(id));
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  if not exists (select from post where account_id = the_account and post_holds(id) and id <> the_post) then return 'only-post'; end if;
  update post set ended_on = (now() at time zone 'Europe/London')::date - 1 where id = the_post;
  update session set ended_at = now() where post_id = the_post and ended_at is null;
  return 'done';
end $$;

grant execute on function switch_post(uuid), end_post(uuid) to :"app";

-- Passkeys. What a browser signs with stays in it; kept here is what its signatures are checked by.
alter table session drop constraint session_opened_by_check;
alter table session add constraint session_opened_by_check
  check (opened_by in ('password', 'passkey', 'demonstration', 'command-line'));

create table passkey (
  id            uuid primary key default uuidv7(),
  account_id    uuid not null references account,
  credential_id text not null unique check (credential_id ~ '^[A-Za-z0-9_-]+$' and length(credential_id) <= 1400),
  public_key    bytea not null,
  counter       bigint not null check (counter >= 0),
  synced        boolean not null,
  backed_up     boolean not null,
  transports    text[] not null,
  name          text not null check (length(name) between 1 and 60),
  added_at      timestamptz not null default now(),
  last_used_at  timestamptz
);
create index passkey_account_index on passkey (account_id);
comment on table  passkey               is 'Passkeys by which accounts sign in without a password. Only definer functions touch it.';
comment on column passkey.id            is 'Identifier.';
comment on column passkey.account_id    is 'Whose.';
comment on column passkey.credential_id is 'What the authenticator calls it, base64url.';
comment on column passkey.public_key    is 'Key its signatures are checked by, COSE.';
comment on column passkey.counter       is 'Signatures its authenticator counted; stays at nought where it does not count. Never goes back.';
comment on column passkey.synced        is 'May be copied between its owner''s devices (backup eligible).';
comment on column passkey.backed_up     is 'Has been copied, as the authenticator said last.';
comment on column passkey.transports    is 'How the browser reaches the authenticator.';
comment on column passkey.name          is 'What its owner calls it.';
comment on column passkey.added_at      is 'When it was added.';
comment on column passkey.last_used_at  is 'When it was used last.';

create table passkey_challenge (
  challenge  text primary key,
  purpose    text not null check (purpose in ('sign-in', 'prove', 'add')),
  session_id uuid references session,
  expires_at timestamptz not null,
  constraint who_is_signed_in_is_known check ((purpose = 'sign-in') = (session_id is null))
);
create index passkey_challenge_session_index on passkey_challenge (session_id);
create index passkey_challenge_expires_index on passkey_challenge (expires_at);
comment on table  passkey_challenge            is 'What a passkey is to sign next: drawn by lot, good once and for five minutes.';
comment on column passkey_challenge.challenge  is 'The challenge, base64url.';
comment on column passkey_challenge.purpose    is 'What it is for.';
comment on column passkey_challenge.session_id is 'The session it was drawn for; none before signing in.';
comment on column passkey_challenge.expires_at is 'When it stops being good.';

create function keep_challenge(the_challenge text, the_purpose text, the_session uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  delete from passkey_challenge where expires_at < now();
  insert into passkey_challenge (challenge, purpose, session_id, expires_at)
  values (the_challenge, the_purpose, the_session, now() + interval '5 minutes');
end;

-- Uses a challenge up. False when it was never drawn for this, was used, or is too old.
create function take_challenge(the_challenge text, the_purpose text, the_session uuid) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with taken as (
    delete from passkey_challenge
     where challenge = the_challenge and purpose = the_purpose and session_id is not distinct from the_session and expires_at > now()
    returning 1)
  select exists (select from taken);
end;

-- A passkey by what its authenticator calls it. Who is disabled, or holds no post any more, has none.
create function passkey_for(the_credential text)
returns table (passkey_id uuid, account_id uuid, public_key bytea, counter bigint, transports text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select k.id, k.account_id, k.public_key, k.counter, k.transports
    from passkey k where k.credential_id = the_credential and exists (select from signs_in_as(k.account_id));
end;

-- The passkeys of an account, for the browser to choose from or to leave out.
create function passkeys_of(the_account uuid) returns table (credential_id text, transports text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select k.credential_id, k.transports from passkey k where k.account_id = the_account order by k.id;
end;

-- Notes that a passkey was used. False when its counter does not go on: somebody has a copy, or used it at the same moment.
create function passkey_used(the_passkey uuid, new_counter bigint, is_backed_up boolean) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with used as (
    update passkey set counter = new_counter, backed_up = is_backed_up, last_used_at = now()
     where id = the_passkey and (counter < new_counter or (counter = 0 and new_counter = 0))
    returning 1)
  select exists (select from used);
end;

-- By what whoever holds a live session can show again that it is they.
create function proof_for(token text)
returns table (session_id uuid, account_id uuid, username text, opened_by text, totp_secret text, passkeys integer)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.id, a.id, a.username, s.opened_by, c.totp_secret,
         (select count(*)::int from passkey k where k.account_id = a.id)
    from session s join account a on a.id = s.account_id
    left join credential c on c.account_id = a.id and c.totp_confirmed_at is not null
   where s.token_hash = sha256(convert_to(token, 'UTF8')) and session_is_live(s) and post_holds(s.post_id)
     and a.disabled_at is null;
end;

create function own_passkeys()
returns table (id uuid, name text, synced boolean, added_at timestamptz, last_used_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select k.id, k.name, k.synced, k.added_at, k.last_used_at from passkey k where k.account_id = acting_account() order by k.id;
end;

create function add_passkey(the_name text, the_credential text, the_key bytea, the_counter bigint, may_sync boolean, is_backed_up boolean,
                            the_transports text[]) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if acting_session() is null or not acting_is_fresh() then return 'not-fresh'; end if;
  insert into passkey (account_id, credential_id, public_key, counter, synced, backed_up, transports, name)
  values (acting_account(), the_credential, the_key, the_counter, may_sync, is_backed_up, the_transports, the_name)
  on conflict (credential_id) do nothing;
  return case when found then 'done' else 'known-already' end;
end $$;

create function rename_passkey(the_passkey uuid, the_name text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update passkey set name = the_name where id = the_passkey and account_id = acting_account();
  return case when found then 'done' else 'not-there' end;
end $$;

create function remove_passkey(the_passkey uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_is_fresh() then return 'not-fresh'; end if;
  delete from passkey where id = the_passkey and account_id = acting_account();
  return case when found then 'done' else 'not-there' end;
end $$;

alter table passkey enable row level security;
alter table passkey force row level security;
alter table passkey_challenge enable row level security;
alter table passkey_challenge force row level security;

grant execute on function
  own_passkeys(), add_passkey(text, text, bytea, bigint, boolean, boolean, text[]), rename_passkey(uuid, text), remove_passkey(uuid),
  take_challenge(text, text, uuid)
  to :"app";
grant execute on function
  proof_for(text), keep_challenge(text, text, uuid), take_challenge(text, text, uuid), passkey_for(text), passkeys_of(uuid), passkey_used(uuid, bigint, boolean)
  to :"door";

-- Signing in at one's organisation, by OpenID Connect. Whoever runs the server says which organisations; an administrator says
-- which of their subjects is which account. An e-mail address or a name links nothing.
alter table session drop constraint session_opened_by_check;
alter table session add constraint session_opened_by_check
  check (opened_by in ('password', 'passkey', 'provider', 'demonstration', 'command-line'));

create table identity_provider (
  id            uuid primary key default uuidv7(),
  code          text not null unique check (code ~ '^[a-z][a-z0-9-]{1,30}$'),
  name          text not null check (length(name) between 1 and 80),
  issuer        text not null unique,
  client_id     text not null,
  client_secret text not null,
  acr           text[] not null,
  added_at      timestamptz not null default now(),
  stopped_at    timestamptz
);
comment on table  identity_provider               is 'Organisations at which staff may sign in. Written by commands on the server; only definer functions read it.';
comment on column identity_provider.id            is 'Identifier.';
comment on column identity_provider.code          is 'Short code, which stands in its addresses.';
comment on column identity_provider.name          is 'Name as people say it.';
comment on column identity_provider.issuer        is 'Its issuer identifier, an address.';
comment on column identity_provider.client_id     is 'What it calls us.';
comment on column identity_provider.client_secret is 'By what we show it that it is us.';
comment on column identity_provider.acr           is 'Ways of signing in there that are good enough here; when there are none, whatever it takes.';
comment on column identity_provider.added_at      is 'When it was added.';
comment on column identity_provider.stopped_at    is 'Since when nobody signs in by it.';

create table provider_account (
  provider_id uuid not null references identity_provider,
  subject     text not null check (length(subject) between 1 and 255),
  account_id  uuid not null references account,
  linked_at   timestamptz not null default now(),
  linked_by   uuid references staff default acting_staff(),
  primary key (provider_id, subject),
  unique (account_id, provider_id)
);
create index provider_account_by_index on provider_account (linked_by);
comment on table  provider_account             is 'Which subject of which organisation is which account. The same subject at two organisations is two people.';
comment on column provider_account.provider_id is 'The organisation.';
comment on column provider_account.subject     is 'What it calls them, for ever.';
comment on column provider_account.account_id  is 'Whose account it is here.';
comment on column provider_account.linked_at   is 'When it was linked.';
comment on column provider_account.linked_by   is 'The administrator who linked it.';

create table provider_return (
  return_hash bytea primary key,
  provider_id uuid not null references identity_provider,
  state       text not null,
  nonce       text not null,
  verifier    text not null,
  session_id  uuid references session,
  expires_at  timestamptz not null
);
create index provider_return_provider_index on provider_return (provider_id);
create index provider_return_session_index on provider_return (session_id);
create index provider_return_expires_index on provider_return (expires_at);
comment on table  provider_return             is 'Whoever was sent to their organisation and is to come back, once and within ten minutes.';
comment on column provider_return.return_hash is 'SHA-256 of the cookie that the browser comes back with.';
comment on column provider_return.provider_id is 'Where they were sent.';
comment on column provider_return.state       is 'What the organisation is to hand back.';
comment on column provider_return.nonce       is 'What its ID token is to carry.';
comment on column provider_return.verifier    is 'The PKCE verifier.';
comment on column provider_return.session_id  is 'The session that is to be shown to be theirs; none when they sign in.';
comment on column provider_return.expires_at  is 'When they are too late.';

-- Organisations that the sign-in page offers.
create function providers_offered() returns table (code text, name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.code, p.name from identity_provider p where p.stopped_at is null order by p.name;
end;

create function provider_for(the_code text)
returns table (id uuid, code text, name text, issuer text, client_id text, client_secret text, acr text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.id, p.code, p.name, p.issuer, p.client_id, p.client_secret, p.acr
    from identity_provider p where p.code = the_code and p.stopped_at is null;
end;

create function keep_return(the_hash bytea, the_provider uuid, the_state text, the_nonce text, the_verifier text, the_session uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  delete from provider_return where expires_at < now();
  insert into provider_return (return_hash, provider_id, state, nonce, verifier, session_id, expires_at)
  values (the_hash, the_provider, the_state, the_nonce, the_verifier, the_session, now() + interval '10 minutes');
end;

-- Who comes back, once. No row: not sent by this browser to this organisation, back already, or too late.
create function take_return(the_hash bytea, the_provider uuid)
returns table (state text, nonce text, verifier text, session_id uuid)
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with taken as (
    delete from provider_return where return_hash = the_hash and provider_id = the_provider and expires_at > now()
    returning state, nonce, verifier, session_id)
  select t.state, t.nonce, t.verifier, t.session_id from taken t;
end;

-- Opens a session for the account that this subject of this organisation is linked to, unless what they showed
-- there is too long ago. It counts from when they showed it.
create function open_provider_session(the_provider uuid, the_subject text, shown_at timestamptz, the_token_hash bytea, the_browser text)
returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, proved_at, expires_at)
  select the_token_hash, l.account_id, s.post_id, 'provider', the_browser, least(shown_at, now()), now() + session_longest()
    from provider_account l
    join identity_provider p on p.id = l.provider_id and p.stopped_at is null
    cross join signs_in_as(l.account_id) s
   where l.provider_id = the_provider and l.subject = the_subject
     and shown_at > now() - parameter_span('organisation-sign-in-holds')
  returning id;
end;

-- They have shown at their organisation that the session is theirs. False when it is somebody else's.
create function session_proved_by_provider(the_session uuid, the_provider uuid, the_subject text, shown_at timestamptz) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session s set proved_at = greatest(s.proved_at, least(shown_at, now()))
     where s.id = the_session and s.ended_at is null
       and exists (select from provider_account l join identity_provider p on p.id = l.provider_id and p.stopped_at is null
                    where l.provider_id = the_provider and l.subject = the_subject and l.account_id = s.account_id)
    returning 1)
  select exists (select from proved);
end;

-- Organisations at which whoever holds a session can show that it is they.
create function providers_of(the_account uuid) returns table (code text, name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.code, p.name from provider_account l join identity_provider p on p.id = l.provider_id and p.stopped_at is null
   where l.account_id = the_account order by p.name;
end;

-- For an administrator: organisations, and the subjects a worker is linked by.
create function providers_for_linking() returns table (id uuid, name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.id, p.name from identity_provider p where acting_may('staff:manage') and p.stopped_at is null order by p.name;
end;
create function linked_subjects(the_account uuid) returns table (provider_id uuid, name text, subject text, linked_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select l.provider_id, p.name, l.subject, l.linked_at from provider_account l join identity_provider p on p.id = l.provider_id
   where acting_may('staff:manage') and l.account_id = the_account order by p.name;
end;

create function link_subject(the_account uuid, the_provider uuid, the_subject text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if not exists (select from identity_provider where id = the_provider and stopped_at is null) then return 'not-there'; end if;
  insert into provider_account (provider_id, subject, account_id) values (the_provider, the_subject, the_account) on conflict do nothing;
  return case when found then 'done' else 'subject-taken' end;
end $$;

-- Takes a link away, and ends the sessions that were opened at an organisation.
create function unlink_subject(the_account uuid, the_provider uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  delete from provider_account where account_id = the_account and provider_id = the_provider;
  if not found then return 'not-there'; end if;
  update session set ended_at = now() where account_id = the_account and opened_by = 'provider' and ended_at is null;
  return 'done';
end $$;

alter table identity_provider enable row level security;
alter table identity_provider force row level security;
alter table provider_account enable row level security;
alter table provider_account force row level security;
alter table provider_return enable row level security;
alter table provider_return force row level security;

grant execute on function providers_for_linking(), linked_subjects(uuid), link_subject(uuid, uuid, text), unlink_subject(uuid, uuid) to :"app";
grant execute on function
  providers_offered(), provider_for(text), keep_return(bytea, uuid, text, text, text, uuid), take_return(bytea, uuid),
  open_provider_session(uuid, text, timestamptz, bytea, text), session_proved_by_provider(uuid, uuid, text, timestamptz), providers_of(uuid)
  to :"door";
