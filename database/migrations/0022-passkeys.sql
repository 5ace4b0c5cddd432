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
