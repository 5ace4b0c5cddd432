-- Finding people among hundreds of thousands. Candidates are bounded by an index
-- first, then by rights; what the one who asks may not see is neither shown nor weighed for them.

-- Duplicates do no harm, and no two registrations wait for each other over a word that is new to both: so no unique key.
create table name_word (
  word   text not null,
  sounds text[] not null generated always as (name_sounds(word)) stored
);
create index name_word_word_index on name_word (word);
create index name_word_trigram_index on name_word using gin (word ext.gin_trgm_ops);
create index name_word_sounds_index on name_word using gin (sounds);
comment on table  name_word        is 'The words that names here consist of: a misspelt word is looked for among these, not among people. Read by the search alone.';
comment on column name_word.word   is 'The word as names are compared.';
comment on column name_word.sounds is 'How it sounds.';
alter table name_word enable row level security;
alter table name_word force row level security;

create table person_key (
  person_id uuid primary key references person on delete cascade,
  tokens    text[] not null
);
-- Written at once and not put off: a search would have to read through what waits.
create index person_key_tokens_index on person_key using gin (tokens) with (fastupdate = off);
comment on table  person_key           is 'What a person can be found by, all names together. Read by the search and by matching alone.';
comment on column person_key.person_id is 'Who.';
comment on column person_key.tokens    is '=word of a name, <beginning of one, of one and two letters, ~sound of one, @date of birth, #agency that has come to know them.';
alter table person_key enable row level security;
alter table person_key force row level security;

create function refresh_person_keys(people uuid[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into name_word (word)
  select distinct part.word from name_key k cross join lateral string_to_table(k.key, ' ') part (word)
   where k.person_id = any (people) and part.word <> '' and not exists (select from name_word w where w.word = part.word);
  delete from person_key where person_id = any (people) and not exists (select from name_key k where k.person_id = person_key.person_id);
  insert into person_key (person_id, tokens)
  select p.id, array_agg(distinct named.token) || ('@' || p.born_on)
         || array(select distinct '#' || v.agency_id from visible v where v.person_id = p.id and v.until > now())
    from person p
    join (select k.person_id, unnest(array['=' || part.word, '<' || left(part.word, 1), '<' || left(part.word, 2)]) as token
            from name_key k cross join lateral string_to_table(k.key, ' ') part (word)
           where k.person_id = any (people) and part.word <> ''
          union all
          select k.person_id, '~' || sound from name_key k cross join lateral unnest(name_sounds(k.key)) sound
           where k.person_id = any (people)) named on named.person_id = p.id
   group by p.id
  on conflict (person_id) do update set tokens = excluded.tokens where person_key.tokens <> excluded.tokens;
end;

create function keys_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  people uuid[] := array(select distinct person_id from changed);
begin
  if cardinality(people) > 0 then perform refresh_person_keys(people); end if;
  return null;
end $$;
create trigger keys_after_insert after insert on name_key referencing new table as changed
  for each statement execute function keys_have_changed();
create trigger keys_after_update after update on name_key referencing new table as changed
  for each statement execute function keys_have_changed();
create trigger keys_after_delete after delete on name_key referencing old table as changed
  for each statement execute function keys_have_changed();

-- An agency that comes to know somebody finds them from then on. One that knows them no more finds them no more by its rights,
-- which are asked each time, whatever stands here.
create function agencies_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  people uuid[] := array(select distinct c.person_id from changed c join person_key k on k.person_id = c.person_id
                          where not k.tokens @> array['#' || c.agency_id]);
begin
  if cardinality(people) > 0 then perform refresh_person_keys(people); end if;
  return null;
end $$;
create trigger agencies_after_insert after insert on visible referencing new table as changed
  for each statement execute function agencies_have_changed();

create function births_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  people uuid[] := array(select c.id from changed c join was w on w.id = c.id where c.born_on <> w.born_on);
begin
  if cardinality(people) > 0 then perform refresh_person_keys(people); end if;
  return null;
end $$;
create trigger births_after_update after update on person referencing old table as was new table as changed
  for each statement execute function births_have_changed();

-- The words of names here that may be the one typed, each with how close it is. Called by people_named only.
create function close_words(typed text, misspelt boolean) returns table (word text, closeness real)
language sql stable security definer set search_path = :"schema", ext, pg_temp set pg_trgm.word_similarity_threshold = 0.4
begin atomic
  select near.word, near.closeness
    from (select distinct w.word, word_closeness(typed, w.word, misspelt) as closeness
            from name_word w
           where w.word like '%' || typed || '%' or (misspelt and (w.sounds && name_sounds(typed) or typed <% w.word))) near
   where near.closeness is not null
   order by near.closeness desc, near.word
   limit 1000;
end;

-- Of these people, those with a name that holds each of the words, by the names whoever asks may see, and how closely.
-- `near` are the words of names that stand for a typed one: its place, the word, how close. Called by people_named only.
create function names_weighed(agency uuid, people uuid[], words text[], places integer[], near text[], nears real[])
returns table (person_id uuid, matched text, closeness real)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with known as materialized (
    select k.person_id, k.source, word from name_key k cross join lateral string_to_table(k.key, ' ') word
     where k.person_id = any (people)),
  scored as materialized (
    select n.person_id, close.place, n.source, close.closeness
      from known n join unnest(places, near, nears) close (place, word, closeness) using (word)
    union all
    -- A word of one or two letters is the beginning of a name's.
    select n.person_id, typed.place::int, n.source, case when n.word = typed.word then 1.0 else 0.95 end
      from known n join unnest(words) with ordinality typed (word, place) on length(typed.word) <= 2 and starts_with(n.word, typed.word)),
  -- A candidate by another agency's alias falls out here.
  best as (
    select distinct on (s.person_id, s.place) s.person_id, s.place, s.source, s.closeness
      from scored s where s.source = 'person' or name_seen(agency, s.person_id, s.source)
     order by s.person_id, s.place, s.closeness desc, s.source = 'person' desc)
  select b.person_id,
         case when min(b.closeness) < 0.8 then 'a similar name'
              when bool_and(b.source = 'person') then 'name' else 'another name' end,
         avg(b.closeness)::real
    from best b
   group by b.person_id
  having count(*) = cardinality(words);
end;

-- People with a name in which each of these words is found, as typed or misspelt, whom the agency may see by that name.
-- The closest words first, and further ones only while too few are found: each time a bounded number of people, by the index
-- of what they can be found by, then by rights. Called by find_people only.
create function people_named(agency uuid, words text[], the_birth date, misspelt boolean, at_most integer)
returns table (person_id uuid, matched text, closeness real)
language plpgsql stable security definer set search_path = :"schema", ext, pg_temp
-- A search is over before a worker process or a compiler has begun.
set plan_cache_mode = force_custom_plan set max_parallel_workers_per_gather = 0 set jit = off as $$
#variable_conflict use_column
declare
  most_candidates constant integer := 200;
  places integer[];
  near text[];
  nears real[];
  at_least real;
  wanted text[];
  conditions text;
  asked_before text;
  candidates uuid[];
  ids uuid[];
  hows text[];
  scores real[];
begin
  select array_agg(typed.place), array_agg(w.word), array_agg(w.closeness) into places, near, nears
    from unnest(words) with ordinality typed (word, place) cross join lateral close_words(typed.word, misspelt) w
   where length(typed.word) > 2;
  <<tier>>
  foreach at_least in array case when misspelt then array[0.85, 0.6, 0]::real[] else array[1, 0]::real[] end loop
    conditions := format(' and k.tokens @> %L::text[]', array_remove(array['#' || agency, '@' || the_birth], null));
    for one in 1 .. cardinality(words) loop
      if length(words[one]) > 2 then
        wanted := array(select '=' || n.word from unnest(places, near, nears) n (place, word, closeness)
                         where n.place = one and n.closeness >= at_least);
      else
        wanted := array[case when at_least = 1 then '=' else '<' end || words[one]];
      end if;
      continue tier when cardinality(wanted) = 0;
      conditions := conditions || format(' and k.tokens && %L::text[]', wanted);
    end loop;
    continue when conditions = asked_before;
    asked_before := conditions;
    execute 'select array(select k.person_id from person_key k
                           where exists (select from visible v where v.agency_id = $1 and v.person_id = k.person_id and v.until > now()
                                            and ''minimum'' = any (v.grants))
                             and not k.person_id = any ($3)' || conditions || ' limit $2)'
       into candidates using agency, most_candidates, acting_barred();
    select array_agg(f.person_id), array_agg(f.matched), array_agg(f.closeness) into ids, hows, scores
      from names_weighed(agency, array(select unnest(candidates) union select unnest(ids)), words, places, near, nears) f;
    exit when cardinality(ids) >= at_most;
  end loop;
  return query
    select p.id, f.matched, f.closeness
      from unnest(ids, hows, scores) f (person_id, matched, closeness) join person p on p.id = f.person_id
     order by f.closeness desc, p.family_name, p.given_names, p.id
     limit at_most;
end $$;

-- People like this whom the agency may see: parts of a name in any order, misspelt too; a birth date; or a number.
-- Never more than 100. The caller logs what is shown.
create function find_people(the_name text, the_birth date, the_number text, at_most integer)
returns table (person_id uuid, matched text, closeness real)
language plpgsql stable security definer set search_path = :"schema", ext, pg_temp
set max_parallel_workers_per_gather = 0 set jit = off as $$
#variable_conflict use_column
declare
  agency uuid := acting_agency();
  words text[] := array_remove((regexp_split_to_array(name_as_key(coalesce(the_name, '')), ' '))[1:6], '');
  most integer := least(at_most, 100);
  barred uuid[] := acting_barred();
  ids uuid[];
  hows text[];
  nears real[];
begin
  if agency is null or not acting_may('person:find') or not 'identity' = any (acting_categories()) then return; end if;
  if the_number is not null then
    return query
      select i.person_id, min(i.scheme), 1.0::real
        from identifier i
       where i.value = the_number and i.ended_at is null
         and i.scheme = any (array['nhs', 'pnc', 'prison', 'cro', 'client'])
         and not i.person_id = any (barred)
         and exists (select from visible v where v.agency_id = agency and v.person_id = i.person_id and v.until > now()
                      and (i.shared_as = any (v.grants) or (i.agency_id = v.agency_id and 'own' = any (v.grants))))
       group by i.person_id
       order by i.person_id
       limit most;
  elsif cardinality(words) > 0 then
    select array_agg(n.person_id), array_agg(n.matched), array_agg(n.closeness) into ids, hows, nears
      from people_named(agency, words, the_birth, false, most) n;
    -- As typed first; when that finds few, misspelt as well.
    if cardinality(ids) >= least(10, most) then
      return query select found.* from unnest(ids, hows, nears) found;
    else
      return query select n.* from people_named(agency, words, the_birth, true, most) n;
    end if;
  elsif the_birth is not null then
    return query
      select p.id, 'date of birth', 1.0::real from person p
       where p.born_on = the_birth and not p.id = any (barred)
         and exists (select from visible v where v.agency_id = agency and v.person_id = p.id and v.until > now()
                      and 'minimum' = any (v.grants))
       order by p.family_name, p.given_names, p.id
       limit most;
  end if;
end $$;
grant execute on function find_people(text, date, text, integer) to :"app";
