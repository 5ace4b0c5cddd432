-- Two records of one person joined into one, on evidence, and separated again exactly. Every row about the joined record is
-- moved to the one that goes on and written down, so that it can go back. Whatever table is made later moves as well: the
-- tables are read from the catalogue.

alter table person add column joined_into uuid references person;
create index person_joined_into_index on person (joined_into);
comment on column person.joined_into is 'The record under which this one is read, when the identity clerk joined them.';
grant select (joined_into) on person to :"insight";

create table joining (
  id             uuid primary key default uuidv7(),
  person_id      uuid not null references person,
  joined_id      uuid not null references person,
  evidence       text not null check (length(evidence) between 1 and 2000),
  was            jsonb not null,
  kept           jsonb not null,
  joined_at      timestamptz not null default now(),
  joined_by      uuid references staff default acting_staff(),
  undone_at      timestamptz,
  undone_by      uuid references staff,
  undone_because text check (length(undone_because) between 1 and 2000),
  constraint nobody_is_joined_to_themselves check (person_id <> joined_id),
  constraint an_undone_joining_says_why check ((undone_at is null) = (undone_because is null))
);
create index joining_person_index on joining (person_id);
create index joining_joined_index on joining (joined_id);
create unique index joined_once_at_a_time on joining (joined_id) where undone_at is null;
create index joining_joined_by_index on joining (joined_by);
create index joining_undone_by_index on joining (undone_by);
comment on table  joining                is 'Two records that the identity clerk found to be one person''s, on what evidence, and whether that was undone.';
comment on column joining.id             is 'Identifier.';
comment on column joining.person_id      is 'The record that goes on.';
comment on column joining.joined_id      is 'The record that is read under it.';
comment on column joining.evidence       is 'How the clerk knows that they are one person.';
comment on column joining.was            is 'Who the record that goes on said they were before.';
comment on column joining.kept           is 'Who it said they were from then on.';
comment on column joining.joined_at      is 'When they were joined.';
comment on column joining.joined_by      is 'Who joined them.';
comment on column joining.undone_at      is 'When they were separated again.';
comment on column joining.undone_by      is 'Who separated them.';
comment on column joining.undone_because is 'Why.';

create table joining_row (
  joining_id uuid not null references joining,
  place      text not null,
  key        jsonb not null,
  part       text not null check (part in ('survivor', 'moved', 'taken', 'changed', 'made')),
  contents   jsonb,
  primary key (joining_id, place, key, part)
);
comment on table  joining_row            is 'Every row about either record when they were joined: whose it was, what was taken or changed, what was made by it.';
comment on column joining_row.joining_id is 'Which joining.';
comment on column joining_row.place      is 'Table and column in which it names the person.';
comment on column joining_row.key        is 'Its primary key but for the person.';
comment on column joining_row.part       is 'The survivor''s already; moved; taken away because the survivor has its like; changed; made by the joining.';
comment on column joining_row.contents   is 'What stood in it, where it was taken away or changed.';

do $$
declare the_table text;
begin
  foreach the_table in array array['joining', 'joining_row'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
create policy clerk_reads on joining for select to :"app" using ((select acting_may('identity:review')));
grant select on joining to :"app";
select bar_named_workers('joining', '(array[person_id, joined_id] && (select acting_barred())::uuid[]) is not true');

-- Of one person in two records, both may have had a stay with the same service at the same time: until its team has put that
-- right, the two stand beside each other.
alter table episode add column beside boolean not null default false;
comment on column episode.beside is 'Came from a joined record and overlaps a stay with the same service there: its team is asked to put it right.';
create index episode_person_index on episode (person_id);
alter table episode drop constraint one_episode_at_a_time_per_service;
alter table episode add constraint one_episode_at_a_time_per_service
  exclude using gist (person_id with =, service_id with =, daterange(started_on, ended_on, '[]') with &&) where (not beside);

-- The record under which this one is read; itself when it was joined to none.
create function survivor_of(the_person uuid) returns uuid
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with recursive way as (
    select id, joined_into, 0 as step from person where id = the_person
    union all select p.id, p.joined_into, step + 1 from way join person p on p.id = way.joined_into where step < 50)
  select id from way where joined_into is null;
end;

-- This record and those that are read under it.
create function records_of(the_person uuid) returns uuid[]
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with recursive below as (
    select the_person as id, 0 as step
    union all select p.id, step + 1 from below join person p on p.joined_into = below.id where step < 50)
  select array_agg(id) from below where id is not null;
end;

-- Where an old link to a joined record leads, for those who may see the record that goes on; to nobody else anywhere.
create function surviving_record(the_person uuid) returns uuid
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.id from (select survivor_of(the_person) as id) s
   where s.id <> the_person
     and (s.id = acting_person()
          or acting_holds(s.id, 'minimum'));
end;
grant execute on function surviving_record(uuid) to :"app";

-- The places in which a row names a person and moves with them. What is computed from other rows is computed again instead.
create function places_of_people() returns table (place text, tab text, col text, keys text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.relname || '.' || a.attname, c.relname, a.attname,
         array(select k.attname::text from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any (i.indkey::int2[])
                where i.indrelid = c.oid and i.indisprimary and k.attname <> a.attname order by k.attnum)
    from pg_constraint f
    join pg_class c on c.oid = f.conrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
   where f.contype = 'f' and f.confrelid = 'person'::regclass and c.relkind in ('r', 'p') and not c.relispartition
     and c.relname not in ('person', 'visible', 'name_key', 'person_key', 'joining', 'log_commitment')
   order by 1;
end;

create function key_of(one jsonb, keys text[]) returns jsonb language sql immutable
  return (select coalesce(jsonb_object_agg(name, one -> name), '{}') from unnest(keys) name);

-- Writes the names of these people as the search reads them again; a joined record is found by none.
create function rebuild_names(people uuid[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  delete from name_key where person_id = any (people);
  insert into name_key (person_id, source, key)
  select id, 'person', name_as_key(concat_ws(' ', given_names, family_name, known_as)) from person
   where id = any (people) and joined_into is null
  union all
  select person_id, id::text, name_as_key(name) from alias where person_id = any (people);
end;

-- Moves one row from one record to another. False: the other has its like already.
create function move_row(tab text, col text, the_key jsonb, from_person uuid, to_person uuid) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  execute format('update %1$I t set %2$I = $1 where %2$I = $2 and to_jsonb(t) @> $3', tab, col) using to_person, from_person, the_key;
  return true;
exception when unique_violation then
  return false;
end $$;

-- Moves every row about the joined record, and writes down whose every row was. A number or registration that the other record
-- has as well is taken away and kept, so that nobody is found or seen by the joined record any more.
create function move_rows(the_joining uuid, survivor uuid, joined uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  at record;
  one jsonb;
  the_key jsonb;
begin
  for at in select * from places_of_people() loop
    execute format('insert into joining_row (joining_id, place, key, part)
                    select $1, $2, key_of(to_jsonb(t), $3), ''survivor'' from %I t where %I = $4', at.tab, at.col)
      using the_joining, at.place, at.keys, survivor;
    for one in execute format('select to_jsonb(t) from %I t where %I = $1', at.tab, at.col) using joined loop
      -- The pair itself stays a pair.
      continue when at.tab = 'identity_review' and (one ->> 'person_id')::uuid in (survivor, joined)
                                               and (one ->> 'candidate_id')::uuid in (survivor, joined);
      the_key := key_of(one, at.keys);
      if move_row(at.tab, at.col, the_key, joined, survivor) then
        insert into joining_row values (the_joining, at.place, the_key, 'moved', null);
      elsif at.tab in ('identifier', 'registration', 'identity_review', 'named_limit') then
        insert into joining_row values (the_joining, at.place, the_key, 'taken', one);
        execute format('delete from %1$I t where %2$I = $1 and to_jsonb(t) @> $2', at.tab, at.col) using joined, the_key;
      else
        raise exception 'A row of % cannot be moved from one record to another', at.tab;
      end if;
    end loop;
  end loop;
  -- What was taken away lives on in its like: a number that still counts, the later registration.
  insert into joining_row (joining_id, place, key, part, contents)
  select the_joining, 'identifier.person_id', jsonb_build_object('id', i.id), 'changed', to_jsonb(i)
    from joining_row r join identifier i on i.person_id = survivor and i.ended_at is not null
                        and to_jsonb(i) @> (r.contents - array['id', 'person_id', 'at', 'ended_at'])
   where r.joining_id = the_joining and r.place = 'identifier.person_id' and r.part = 'taken' and r.contents ->> 'ended_at' is null;
  update identifier i set ended_at = null from joining_row r
   where r.joining_id = the_joining and r.place = 'identifier.person_id' and r.part = 'changed' and i.id = (r.key ->> 'id')::uuid;
  insert into joining_row (joining_id, place, key, part, contents)
  select the_joining, 'registration.person_id', r.key, 'changed', to_jsonb(g)
    from joining_row r join registration g on g.person_id = survivor and g.agency_id = (r.key ->> 'agency_id')::uuid
   where r.joining_id = the_joining and r.place = 'registration.person_id' and r.part = 'taken'
     and (r.contents ->> 'at')::timestamptz > g.at;
  update registration g set at = (t.contents ->> 'at')::timestamptz
    from joining_row c join joining_row t on t.joining_id = c.joining_id and t.place = c.place and t.key = c.key and t.part = 'taken'
   where c.joining_id = the_joining and c.place = 'registration.person_id' and c.part = 'changed'
     and g.person_id = survivor and g.agency_id = (c.key ->> 'agency_id')::uuid;
end $$;
