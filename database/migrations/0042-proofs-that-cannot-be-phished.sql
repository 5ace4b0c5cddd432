-- Proofs that cannot be phished (ASVS 6.3.3 at level 3). A page or a call that only looks like ours talks a code out of somebody, and
-- not a passkey, which answers this address alone. Acts that could harm ask for a proof that cannot be phished.

alter table partnership_fact add column codes_prove boolean not null default false;
comment on column partnership_fact.codes_prove is
  'True where a code proves as much as a passkey for acts that ask for a proof. Set by a command on the server alone.';

alter table identity_provider add column unphishable_acr text[] not null default '{}';
alter table identity_provider add constraint what_cannot_be_phished_is_good_enough check (unphishable_acr <@ acr);
comment on column identity_provider.unphishable_acr is 'Of those ways the ones that cannot be phished, as whoever runs the server says.';

-- Sessions from before this have shown nothing that is known: the first act that asks for it asks them.
alter table session add column proved_by text check (proved_by in ('passkey', 'code', 'organisation', 'demonstration'));
alter table session add column unphishable boolean not null default false;
alter table session add constraint what_can_be_phished_is_known check (
  case proved_by when 'passkey' then unphishable when 'demonstration' then unphishable when 'organisation' then true else not unphishable end);
comment on column session.proved_by   is 'By what they showed it last. Empty for a command.';
comment on column session.unphishable is 'Whether that cannot be phished: a passkey; an organisation''s sign-in by a way named so; the demonstration''s press.';

-- Whether whoever asks showed lately that it is they, by whatever factor: enough to sign oneself out elsewhere.
create function acting_is_fresh_by_any_factor() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from session s cross join partnership_fact f
                  where s.id = acting_session() and s.proved_at > now() - parameter_span('proof-lasts') and is_past(s.proved_at) and s.proved_by is not null
                    and (s.proved_by <> 'demonstration' or f.made_up));

-- The same by what cannot be phished, or where the partnership lets codes prove.
create or replace function acting_is_fresh() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return acting_is_fresh_by_any_factor()
     and exists (select from session s cross join partnership_fact f where s.id = acting_session() and (s.unphishable or f.codes_prove));

-- Whether whoever asks may add a passkey: their first by any factor, a further one by what cannot be phished.
create function acting_is_fresh_to_enrol() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return acting_is_fresh()
      or (acting_is_fresh_by_any_factor() and not exists (select from passkey where account_id = acting_account()));

grant execute on function acting_is_fresh_by_any_factor(), acting_is_fresh_to_enrol() to :"app";

-- A session is opened proved by what opened it.
create or replace function open_session(the_account uuid, the_token_hash bytea, the_browser text, the_way text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, proved_by, unphishable, expires_at)
  select the_token_hash, the_account, s.post_id, the_way, the_browser,
         case the_way when 'password' then 'code' when 'passkey' then 'passkey' end, the_way = 'passkey', now() + session_longest()
    from signs_in_as(the_account) s
  returning id;
end;

create or replace function open_demonstration_session(the_username text, the_token_hash bytea, the_browser text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, proved_by, unphishable, expires_at)
  select the_token_hash, a.id, s.post_id, 'demonstration', the_browser, 'demonstration', true, now() + session_longest()
    from account a cross join signs_in_as(a.id) s
   where a.username = the_username and (select made_up from partnership_fact)
  returning id;
end;

drop function open_provider_session(uuid, text, timestamptz, bytea, text);
create function open_provider_session(the_provider uuid, the_subject text, shown_at timestamptz, the_acr text, the_token_hash bytea, the_browser text)
returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into session (token_hash, account_id, post_id, opened_by, browser, proved_at, proved_by, unphishable, expires_at)
  select the_token_hash, l.account_id, s.post_id, 'provider', the_browser, least(shown_at, now()), 'organisation',
         coalesce(the_acr = any (p.unphishable_acr), false), now() + session_longest()
    from provider_account l
    join identity_provider p on p.id = l.provider_id and p.stopped_at is null
    cross join signs_in_as(l.account_id) s
   where l.provider_id = the_provider and l.subject = the_subject
     and shown_at > now() - parameter_span('organisation-sign-in-holds')
  returning id;
end;

-- They have shown it now, by a passkey or by a code: the door says which, once it has weighed it. False when the session has another
-- token already: the same form was sent twice.
drop function session_proved(uuid, bytea, bytea);
create function session_proved(the_session uuid, token_before bytea, token_now bytea, the_factor text) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session set proved_at = now(), proved_by = the_factor, unphishable = the_factor = 'passkey', token_hash = token_now
     where id = the_session and token_hash = token_before and ended_at is null and the_factor in ('passkey', 'code')
    returning 1)
  select exists (select from proved);
end;

create or replace function demonstration_proved(the_session uuid, token_before bytea, token_now bytea) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session set proved_at = now(), proved_by = 'demonstration', unphishable = true, token_hash = token_now
     where id = the_session and token_hash = token_before and ended_at is null
       and opened_by = 'demonstration' and (select made_up from partnership_fact)
    returning 1)
  select exists (select from proved);
end;

-- They have shown at their organisation that the session is theirs. What they showed later stands, and what cannot be phished in the
-- place of what can. Says whether it is enough for acts that could harm ('proved'), or not ('phishable'); and when it is somebody else.
drop function session_proved_by_provider(uuid, uuid, text, timestamptz, bytea);
create function session_proved_by_provider(the_session uuid, the_provider uuid, the_subject text, shown_at timestamptz, the_acr text, token_now bytea)
returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  strong boolean := (select coalesce(the_acr = any (p.unphishable_acr), false)
                       from session s
                       join provider_account l on l.account_id = s.account_id and l.provider_id = the_provider and l.subject = the_subject
                       join identity_provider p on p.id = l.provider_id and p.stopped_at is null
                      where s.id = the_session and s.ended_at is null);
begin
  if strong is null then return 'somebody-else'; end if;
  update session set token_hash = token_now where id = the_session and ended_at is null;
  if not found then return 'somebody-else'; end if;
  update session set proved_at = least(shown_at, now()), proved_by = 'organisation', unphishable = strong
   where id = the_session and (coalesce(proved_at, '-infinity') < shown_at or (strong and not unphishable));
  return case when (select s.unphishable or f.codes_prove from session s cross join partnership_fact f where s.id = the_session)
              then 'proved' else 'phishable' end;
end $$;

-- By what whoever holds a live session can show again that it is they, and whether a code is as good as a passkey here.
drop function proof_for(text);
create function proof_for(token text)
returns table (session_id uuid, account_id uuid, username text, opened_by text, totp_secret text, passkeys integer, codes_prove boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.id, a.id, a.username, s.opened_by, c.totp_secret,
         (select count(*)::int from passkey k where k.account_id = a.id), f.codes_prove
    from session s join account a on a.id = s.account_id
    cross join partnership_fact f
    left join credential c on c.account_id = a.id and c.totp_confirmed_at is not null
   where s.token_hash = sha256(convert_to(token, 'UTF8')) and session_is_live(s) and post_holds(s.post_id)
     and a.disabled_at is null;
end;

drop function provider_for(text);
create function provider_for(the_code text)
returns table (id uuid, code text, name text, issuer text, client_id text, client_secret text, acr text[], unphishable_acr text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.id, p.code, p.name, p.issuer, p.client_id, p.client_secret, p.acr, p.unphishable_acr
    from identity_provider p where p.code = the_code and p.stopped_at is null;
end;

-- Organisations at which whoever holds a session can show that it is they, and whether there is a way there that cannot be phished.
drop function providers_of(uuid);
create function providers_of(the_account uuid) returns table (code text, name text, unphishable boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.code, p.name, cardinality(p.unphishable_acr) > 0
    from provider_account l join identity_provider p on p.id = l.provider_id and p.stopped_at is null
   where l.account_id = the_account order by p.name;
end;

-- Whether the worker who just opened this session will be held up by the first act that could harm: they have no passkey, came by
-- what can be phished, and codes do not prove here. They are told while there is time.
create function lacks_a_passkey(token text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from session s join account a on a.id = s.account_id and a.staff_id is not null
                 cross join partnership_fact f
                  where s.token_hash = sha256(convert_to(token, 'UTF8')) and session_is_live(s) and not s.unphishable
                    and not f.codes_prove and not exists (select from passkey k where k.account_id = a.id));

grant execute on function
  session_proved(uuid, bytea, bytea, text), open_provider_session(uuid, text, timestamptz, text, bytea, text),
  session_proved_by_provider(uuid, uuid, text, timestamptz, text, bytea), proof_for(text), provider_for(text), providers_of(uuid),
  lacks_a_passkey(text)
  to :"door";

-- One's first passkey may be added by a code, a further one only by what cannot be phished. Of two that are added at one moment the
-- second waits, and is no longer the first.
create or replace function add_passkey(the_name text, the_credential text, the_key bytea, the_counter bigint, may_sync boolean, is_backed_up boolean,
                                       the_transports text[]) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform from account where id = acting_account() for no key update;
  if acting_session() is null or not acting_is_fresh_to_enrol() then return 'not-fresh'; end if;
  insert into passkey (account_id, credential_id, public_key, counter, synced, backed_up, transports, name)
  values (acting_account(), the_credential, the_key, the_counter, may_sync, is_backed_up, the_transports, the_name)
  on conflict (credential_id) do nothing;
  return case when found then 'done' else 'known-already' end;
end $$;

-- Nobody who wants to be signed out elsewhere is held up for want of a passkey: any factor will do.
create or replace function end_own_other_sessions(the_session uuid default null) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  ended integer;
begin
  if not acting_is_fresh_by_any_factor() then return -1; end if;
  update session s set ended_at = now()
   where s.account_id = acting_account() and s.id <> acting_session() and session_is_live(s)
     and (the_session is null or s.id = the_session);
  get diagnostics ended = row_count;
  return ended;
end $$;
