-- The access log sealed: its lines are closed in by seals, each of which names the one before it, so that a line changed, taken
-- out or put in is found by whoever holds the seals. People stand in what is sealed only as commitments, each with a key of
-- its own: when somebody's record is erased the key goes and the seals still hold.

create table log_seal (
  no          bigint primary key check (no > 0),
  before_no   bigint generated always as (nullif(no - 1, 0)) stored,
  before_hash bytea,
  lines       integer not null check (lines > 0),
  first_at    timestamptz not null,
  last_at     timestamptz not null,
  root        bytea not null,
  hash        bytea not null,
  sealed_at   timestamptz not null default now(),
  sent_at     timestamptz,
  disposed_at timestamptz,
  constraint a_seal_is_named_by_number_and_hash unique (no, hash),
  constraint each_seal_names_the_one_before foreign key (before_no, before_hash) references log_seal (no, hash),
  constraint the_first_names_none check ((no = 1) = (before_hash is null))
);
create unique index one_seal_after_each on log_seal (before_no, before_hash);
comment on table  log_seal             is 'Seals over the access log, each naming the one before it. No line changes unseen by whoever holds them.';
comment on column log_seal.no          is 'Number, without a gap.';
comment on column log_seal.before_no   is 'Number of the seal before.';
comment on column log_seal.before_hash is 'Hash of the seal before.';
comment on column log_seal.lines       is 'How many lines it closes in.';
comment on column log_seal.first_at    is 'When the first of them was written.';
comment on column log_seal.last_at     is 'When the last of them was written.';
comment on column log_seal.root        is 'SHA-256 over the hashes of its lines, by time and id.';
comment on column log_seal.hash        is 'SHA-256 over number, hash before, count, times and root.';
comment on column log_seal.sealed_at   is 'When.';
comment on column log_seal.sent_at     is 'When its lines were taken by the system that keeps the log apart.';
comment on column log_seal.disposed_at is 'When its lines were disposed of by the schedule; the seal stays.';
alter table log_seal enable row level security;
alter table log_seal force row level security;
create policy seen_by_the_lead on log_seal for select to :"app" using ((select acting_may('access-log:read')));
grant select on log_seal to :"app";

create table log_commitment (
  person_id uuid primary key references person,
  key       bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) check (length(key) = 32)
);
comment on table  log_commitment           is 'The key by which somebody stands in sealed lines of the log. Without it nobody can tell that they do.';
comment on column log_commitment.person_id is 'Who.';
comment on column log_commitment.key       is 'By chance; deleted when their record is erased.';
alter table log_commitment enable row level security;
alter table log_commitment force row level security;

alter table access_log add column seal bigint references log_seal, add column erased bytea[] not null default '{}';
create index access_log_seal_index on access_log (seal);
create index access_log_unsealed_index on access_log (at, id) where seal is null;
comment on column access_log.seal   is 'The seal that closes this line in; empty for about a minute after it was written.';
comment on column access_log.erased is 'Commitments to people whose records were erased since, in place of their ids.';

-- Texts one after the other, each after its length in bytes, so that no two lists give the same.
create function framed(variadic parts text[]) returns bytea language sql immutable
  return convert_to((select string_agg(coalesce(octet_length(convert_to(part, 'UTF8')) || ':' || part, '-'), ',' order by place)
                       from unnest(parts) with ordinality as p (part, place)), 'UTF8');

-- Somebody in one line, as only who has their key can tell.
create function log_commitment_of(the_key bytea, the_line uuid, the_person uuid) returns bytea language sql immutable
  return sha256(the_key || uuid_send(the_line) || uuid_send(the_person));

-- Microseconds since 1970, as text: the same in every time zone and language.
create function micros(at timestamptz) returns text language sql immutable return (extract(epoch from at) * 1000000)::bigint::text;

-- What is sealed of a line.
create function log_line_hash(l access_log) returns bytea
language sql stable security definer set search_path = :"schema", pg_temp
  return sha256(framed(l.id::text, micros(l.at), l.account_id::text, l.staff_id::text, l.agency_id::text, l.role, l.what, l.about,
                       l.route, l.basis, l.by_itself::text,
                       (select string_agg(encode(c, 'hex'), ' ' order by c)
                          from (select log_commitment_of(k.key, l.id, p) from unnest(l.person_ids) p join log_commitment k on k.person_id = p
                                union all select unnest(l.erased)) commitments (c))));

create function seal_hash(no bigint, before_hash bytea, lines integer, first_at timestamptz, last_at timestamptz, root bytea)
returns bytea language sql immutable
  return sha256(framed(no::text, encode(before_hash, 'hex'), lines::text, micros(first_at), micros(last_at), encode(root, 'hex')));
alter table log_seal add constraint its_hash_is_over_what_it_says
  check (hash = seal_hash(no, before_hash, lines, first_at, last_at, root));

-- Takes somebody's id out of every line that has it and leaves the commitment in its place, then deletes the key.
create function forget_in_log(the_person uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_key bytea;
begin
  insert into log_commitment (person_id) select id from person where id = the_person on conflict do nothing;
  select key into the_key from log_commitment where person_id = the_person;
  -- Of someone already gone there is no key and never will be: what stands in their place is drawn by lot.
  the_key := coalesce(the_key, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  update access_log l
     set person_ids = array_remove(l.person_ids, the_person),
         erased = l.erased || array(select log_commitment_of(the_key, l.id, p) from unnest(l.person_ids) p where p = the_person)
   where l.person_ids @> array[the_person];
  delete from log_commitment where person_id = the_person;
end $$;

-- Closes in the oldest lines that no seal closes in yet, at most so many. Answers how many. Lines of transactions that are
-- still under way are closed in next time.
create function seal_log(most integer default 5000) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  before  log_seal%rowtype;
  fresh   log_seal%rowtype;
  the_ids uuid[];
  gone    uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || ' seal', 0));
  select * into before from log_seal order by no desc limit 1;
  select array_agg(id), min(at), max(at), count(*) into the_ids, fresh.first_at, fresh.last_at, fresh.lines
    from (select id, at from access_log where seal is null order by at, id limit most) oldest;
  if fresh.lines = 0 then return 0; end if;
  -- Whoever was erased in the moment between a look at them and now.
  for gone in
    select distinct p from access_log l, unnest(l.person_ids) p
     where l.seal is null and l.at between fresh.first_at and fresh.last_at and l.id = any (the_ids)
       and not exists (select from person where id = p)
  loop
    perform forget_in_log(gone);
  end loop;
  insert into log_commitment (person_id)
  select distinct p from access_log l, unnest(l.person_ids) p
   where l.seal is null and l.at between fresh.first_at and fresh.last_at and l.id = any (the_ids)
   order by p on conflict do nothing;
  select sha256(string_agg(log_line_hash(l), '' order by l.at, l.id)) into fresh.root
    from access_log l where l.seal is null and l.at between fresh.first_at and fresh.last_at and l.id = any (the_ids);
  fresh.no := coalesce(before.no, 0) + 1;
  fresh.hash := seal_hash(fresh.no, before.hash, fresh.lines, fresh.first_at, fresh.last_at, fresh.root);
  insert into log_seal (no, before_hash, lines, first_at, last_at, root, hash)
  values (fresh.no, before.hash, fresh.lines, fresh.first_at, fresh.last_at, fresh.root, fresh.hash);
  update access_log l set seal = fresh.no
   where l.seal is null and l.at between fresh.first_at and fresh.last_at and l.id = any (the_ids);
  return fresh.lines;
end $$;
