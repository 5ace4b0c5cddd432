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
  acr           text[] not null check (cardinality(acr) > 0),
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
comment on column identity_provider.acr           is 'Ways of signing in there that are good enough here: by two factors at least.';
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
