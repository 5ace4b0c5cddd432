-- Other partnerships, to and from which people move: their public keys, and this one's own. No query ever crosses two partnerships.

create table partnership_card (
  only_one   boolean primary key default true check (only_one),
  id         uuid not null default gen_random_uuid(),
  name       text not null check (length(name) between 1 and 200),
  address    text check (address ~ '^https://[^\s]+$' and length(address) <= 400),
  changed_at timestamptz not null default now(),
  changed_by uuid references staff default acting_staff()
);
create index partnership_card_changed_by_index on partnership_card (changed_by);
comment on table  partnership_card            is 'What other partnerships are told of this one: about nobody. One row, once keys were made.';
comment on column partnership_card.only_one   is 'There is one.';
comment on column partnership_card.id         is 'By what other partnerships know this one.';
comment on column partnership_card.name       is 'Its name, as others read it.';
comment on column partnership_card.address    is 'The address of its door for transfers, where it has one.';
comment on column partnership_card.changed_at is 'When it was last changed.';
comment on column partnership_card.changed_by is 'Who changed it.';

create table transfer_key (
  id         uuid primary key,
  kid        text not null unique check (length(kid) between 20 and 100),
  use        text not null check (use in ('seal', 'sign')),
  public_key jsonb not null,
  key_secret text constraint key_secret_is_encrypted check (key_secret ~ '^encrypted\.[0-9a-f]{16}\.[A-Za-z0-9_-]{38,}$'),
  made_at    timestamptz not null default now(),
  made_by    uuid references staff default acting_staff(),
  retired_at timestamptz
);
create unique index one_transfer_key_in_use on transfer_key (use) where retired_at is null;
create index transfer_key_made_by_index on transfer_key (made_by);
comment on table  transfer_key            is 'The key pairs of this partnership: one to seal to, one to sign by, and those before them.';
comment on column transfer_key.id         is 'Identifier.';
comment on column transfer_key.kid        is 'The thumbprint of its public part (RFC 7638), which messages name.';
comment on column transfer_key.use        is 'Whether others seal to it, or it signs.';
comment on column transfer_key.public_key is 'The public part, as a JSON Web Key.';
comment on column transfer_key.key_secret is 'The private part, encrypted by the program for this row alone, with the key that it names.';
comment on column transfer_key.made_at    is 'When it was made.';
comment on column transfer_key.made_by    is 'Who made it.';
comment on column transfer_key.retired_at is 'Since when another is used; what was sealed to it before still opens.';

create table partner (
  id         uuid primary key,
  name       text not null check (length(name) between 1 and 200),
  address    text check (address ~ '^https://[^\s]+$' and length(address) <= 400),
  mailbox    text check (length(mailbox) between 1 and 200),
  seal_key   jsonb not null,
  sign_keys  jsonb not null check (jsonb_typeof(sign_keys) = 'array'),
  services   jsonb not null check (jsonb_typeof(services) = 'array'),
  by_post    boolean not null default false,
  checked    text not null check (length(checked) between 1 and 500),
  added_at   timestamptz not null default now(),
  added_by   uuid references staff default acting_staff(),
  stopped_at timestamptz,
  constraint what_goes_by_itself_has_an_address check (not by_post or address is not null)
);
create index partner_added_by_index on partner (added_by);
comment on table  partner            is 'The directory of other partnerships: about nobody. Kept by an administrator, with proof.';
comment on column partner.id         is 'By what it names itself.';
comment on column partner.name       is 'Its name.';
comment on column partner.address    is 'The address of its door for transfers.';
comment on column partner.mailbox    is 'To whom a file is sent where there is no door.';
comment on column partner.seal_key   is 'The public key that we seal to, as a JSON Web Key.';
comment on column partner.sign_keys  is 'The public keys by which it signs, the newest first: one before still tells what was signed then.';
comment on column partner.services   is 'Its services, with code, name, kind of service and kind of agency.';
comment on column partner.by_post    is 'Whether what goes to it is sent to its door by itself; else it is downloaded.';
comment on column partner.checked    is 'How the thumbprints were compared with it, by another way than the one the card came by.';
comment on column partner.added_at   is 'When it was written or last changed.';
comment on column partner.added_by   is 'Who wrote it.';
comment on column partner.stopped_at is 'Since when nothing goes to it or is taken from it.';

alter table transfer_key enable row level security;
alter table transfer_key force row level security;
grant select on partnership_card, partner to :"app";

-- Makes this partnership's keys, or newer ones in their place. The private parts come encrypted.
create function keep_transfer_keys(the_name text, the_address text, the_keys jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  insert into partnership_card (name, address) values (the_name, the_address)
  on conflict (only_one) do update set name = the_name, address = the_address, changed_at = now(), changed_by = acting_staff();
  if jsonb_array_length(the_keys) > 0 then
    update transfer_key set retired_at = now() where retired_at is null;
    insert into transfer_key (id, kid, use, public_key, key_secret)
    select k.id, k.kid, k.use, k.public_key, k.key_secret
      from jsonb_to_recordset(the_keys) as k(id uuid, kid text, use text, public_key jsonb, key_secret text);
  end if;
  return 'done';
end $$;

-- This partnership's keys as they are kept: the private parts encrypted, which only the program opens. The door's function is the same for what comes by post.
create function transfer_secrets_at_the_door()
returns table (id uuid, kid text, use text, public_key jsonb, key_secret text, retired_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select k.id, k.kid, k.use, k.public_key, k.key_secret, k.retired_at from transfer_key k where k.key_secret is not null;
end;
create function transfer_secrets()
returns table (id uuid, kid text, use text, public_key jsonb, key_secret text, retired_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.* from transfer_secrets_at_the_door() s where acting_may('work');
end;

-- The public parts of this partnership's keys that are in use, for its card.
create function transfer_public_keys() returns table (kid text, use text, public_key jsonb, made_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select k.kid, k.use, k.public_key, k.made_at from transfer_key k where k.retired_at is null and acting_may('work');
end;

-- Writes a partner from its card, or anew when its keys or services have changed: what it signed before still tells.
create function keep_partner(the_id uuid, the_card jsonb, the_mailbox text, posting boolean, the_checked text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if exists (select from partnership_card where id = the_id) then return 'ourselves'; end if;
  insert into partner (id, name, address, mailbox, seal_key, sign_keys, services, by_post, checked)
  values (the_id, the_card ->> 'name', the_card ->> 'address', the_mailbox, the_card -> 'seal', jsonb_build_array(the_card -> 'sign'),
          the_card -> 'services', posting, the_checked)
  on conflict (id) do update set name = excluded.name, address = excluded.address, mailbox = excluded.mailbox, seal_key = excluded.seal_key,
    sign_keys = excluded.sign_keys || coalesce((select jsonb_agg(k) from jsonb_array_elements(partner.sign_keys) k
                                                 where k <> excluded.sign_keys -> 0), '[]'),
    services = excluded.services, by_post = excluded.by_post, checked = excluded.checked, added_at = now(), added_by = acting_staff(),
    stopped_at = null;
  return 'done';
end $$;

-- Nothing goes to this partner any more, and nothing is taken from it, until its card is written anew.
create function stop_partner(the_id uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  update partner set stopped_at = now() where id = the_id and stopped_at is null;
  return case when found then 'done' else 'stopped-already' end;
end $$;

-- For the door: who this partnership is, and whose signature a message is weighed by.
create function transfer_directory() returns table (id uuid, name text, ours boolean, seal_key jsonb, sign_keys jsonb, address text, by_post boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.id, c.name, true, null::jsonb, null::jsonb, c.address, false from partnership_card c
  union all
  select p.id, p.name, false, p.seal_key, p.sign_keys, p.address, p.by_post from partner p where p.stopped_at is null;
end;

-- In which role somebody recorded what they recorded: where it goes to another partnership it says so, and names nobody.
create function roles_of_authors(authors uuid[]) returns table (staff_id uuid, role text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct on (a.staff_id) a.staff_id, r.name
    from account a join post p on p.account_id = a.id join role r on r.code = p.role
   where a.staff_id = any (authors) and acting_may('work') order by a.staff_id, p.ended_on desc nulls first, p.id;
end;

-- A key that a secret here needs is missed when it is lost.
create or replace function keys_in_use() returns setof text
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select split_part(totp_secret, '.', 2) from credential where totp_secret is not null
  union
  select split_part(client_secret, '.', 2) from identity_provider
  union
  select split_part(key_secret, '.', 2) from transfer_key where key_secret is not null;
end;

grant execute on function roles_of_authors(uuid[]), keep_transfer_keys(text, text, jsonb), transfer_secrets(), transfer_public_keys(), transfer_directory(),
  keep_partner(uuid, jsonb, text, boolean, text), stop_partner(uuid) to :"app";
grant execute on function transfer_secrets_at_the_door(), transfer_directory() to :"door";
