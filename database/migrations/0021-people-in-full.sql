-- Finding people among hundreds of thousands, and telling how alike two of them are. Candidates are bounded by an index
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
                                            and ''minimum'' = any (v.grants))' || conditions || ' limit $2)'
       into candidates using agency, most_candidates;
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
       where p.born_on = the_birth
         and exists (select from visible v where v.agency_id = agency and v.person_id = p.id and v.until > now()
                      and 'minimum' = any (v.grants))
       order by p.family_name, p.given_names, p.id
       limit most;
  end if;
end $$;
grant execute on function find_people(text, date, text, integer) to :"app";

-- How much each agreement or difference speaks for one person or for two.
create table match_weight (
  code     text primary key,
  m        numeric not null check (m > 0 and m <= 1),
  u        numeric not null check (u > 0 and u <= 1),
  weight   numeric not null,
  version  integer not null,
  status   text not null check (status in ('proposed', 'confirmed')),
  source   text not null,
  check_by date not null
);
comment on table  match_weight          is 'Weights of the comparison of two people, after Fellegi and Sunter. Written at start from the program.';
comment on column match_weight.code     is 'What is compared and what came of it, such as family:same.';
comment on column match_weight.m        is 'How often it comes out so for two records of one person.';
comment on column match_weight.u        is 'How often it comes out so for two people taken by chance.';
comment on column match_weight.weight   is 'log2(m/u): added up over what is compared.';
comment on column match_weight.version  is 'Which version of the weights.';
comment on column match_weight.status   is 'Proposed, or confirmed by those who may.';
comment on column match_weight.source   is 'Where the frequencies come from.';
comment on column match_weight.check_by is 'Day by which someone looks at it again.';

create table match_threshold (
  only_row boolean primary key default true check (only_row),
  weight   numeric not null
);
comment on table  match_threshold          is 'From which weight two records are put before a human eye: one row. Written at start from the program.';
comment on column match_threshold.only_row is 'Keeps the table at one row.';
comment on column match_threshold.weight   is 'The weight.';

create table short_name (
  short text not null,
  long  text not null,
  primary key (short, long)
);
comment on table  short_name       is 'Short forms of given names that do not begin like them. Written at start from the program.';
comment on column short_name.short is 'The short form, as names are compared.';
comment on column short_name.long  is 'What it is short for.';
grant select on match_weight, match_threshold, short_name to :"app";

-- The comparison is called only from within functions that look past policies, and is none itself: it costs what it does.
create function weight_of(agreement text[]) returns numeric language sql stable
  return (select coalesce(sum(weight), 0) from match_weight where code = any (agreement));

-- One letter more, less or other; or two neighbours changed round.
create function near_spelling(a text, b text) returns boolean language sql immutable parallel safe
  return length(a) > 2 and length(b) > 2
     and (ext.levenshtein_less_equal(a, b, 1) = 1
          or (length(a) = length(b) and a <> b
              and exists (select from generate_series(1, length(a) - 1) at
                           where overlay(a placing substr(a, at + 1, 1) || substr(a, at, 1) from at for 2) = b)));

-- How two family names compare. Null where one is not known.
create function family_compared(a text, b text) returns text language sql immutable parallel safe
  return case when a = '' or b = '' then null
              when a = b then 'same'
              when near_spelling(a, b) then 'near'
              when string_to_array(a, ' ') && string_to_array(b, ' ') then 'part'
              when name_sounds(a) && name_sounds(b) then 'sounds'
              when ext.similarity(a, b) >= 0.5 then 'like'
              else 'other' end;

-- How two given names compare by their first words, of which one may be short for the other.
create function given_compared(a text, b text) returns text
language sql stable
begin atomic
  select case when a = '' or b = '' then null
              when one = other then 'same'
              when near_spelling(one, other) then 'near'
              when (length(one) > 2 and starts_with(other, one)) or (length(other) > 2 and starts_with(one, other))
                or exists (select from short_name s where (s.short, s.long) in ((one, other), (other, one))) then 'short'
              when (length(one) = 1 or length(other) = 1) and left(one, 1) = left(other, 1) then 'initial'
              when string_to_array(a, ' ') && string_to_array(b, ' ') then 'short'
              when name_sounds(one) && name_sounds(other) then 'sounds'
              when similarity(one, other) >= 0.5 then 'like'
              else 'other' end
    from (values (split_part(a, ' ', 1), split_part(b, ' ', 1))) first (one, other);
end;

-- How two births compare.
create function birth_compared(a date, b date) returns text language sql immutable parallel safe
  return case when a is null or b is null then null
              when a = b then 'same'
              when extract(year from a) = extract(year from b) and extract(day from a) = extract(month from b)
                   and extract(month from a) = extract(day from b) then 'swapped'
              when ext.levenshtein_less_equal(to_char(a, 'YYYYMMDD'), to_char(b, 'YYYYMMDD'), 1) = 1 then 'one-digit'
              when abs(a - b) <= 10 or (extract(day from a) = extract(day from b)
                                        and (abs(extract(year from a) - extract(year from b)) = 1
                                             or (extract(year from a) = extract(year from b)
                                                 and abs(extract(month from a) - extract(month from b)) = 1))) then 'close'
              else 'other' end;

-- How two whole names compare, as codes. What somebody is called may be what the other record has as given name.
create function names_compared(family_1 text, given_1 text, called_1 text, family_2 text, given_2 text, called_2 text) returns text[]
language sql stable
begin atomic
  select case when family_1 <> '' and family_2 <> '' and family_1 <> family_2
                   and family_1 = split_part(given_2, ' ', 1) and family_2 = split_part(given_1, ' ', 1)
              then array['names:swapped']
              else array_remove(array['family:' || family_compared(family_1, family_2),
                     (select 'given:' || code
                        from (values (given_1, given_2), (given_1, called_2), (called_1, given_2), (called_1, called_2)) p (a, b)
                       cross join lateral (select given_compared(a, b) as code offset 0) c
                       where a <> '' and b <> ''
                       order by array_position(array['same', 'short', 'near', 'sounds', 'like', 'initial', 'other'], code) limit 1)],
                     null) end;
end;

-- Birth dates that are one slip of the pen away: day and month changed round, one digit off, or a few days.
create function close_births(birth date) returns date[] language sql immutable parallel safe
  return array(select distinct near from (
           select case when extract(day from birth) <= 12
                       then make_date(extract(year from birth)::int, extract(day from birth)::int, extract(month from birth)::int) end as near
           union all select (birth + make_interval(years => n * step))::date
             from generate_series(-9, 9) n cross join unnest(array[1, 10]) step
           union all select (birth + make_interval(months => n))::date from unnest(array[-10, -1, 1, 10]) n
           union all select birth + n from generate_series(-10, 10) n
           union all select birth + n from unnest(array[-20, 20]) n) slips where near is not null and near <> birth);

-- What agrees and what differs between somebody described and a record: on everything that is recorded, or on what this
-- agency may see of it, named. Null names and births are not compared. Called by the functions below only.
create function agreement_with(the_person uuid, the_agency uuid, the_family text, the_given text, the_called text, the_birth date,
                               the_sex text, the_numbers jsonb)
returns text[] language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with known as (
    select i.scheme, i.value from identifier i
     where i.person_id = the_person and i.ended_at is null and (i.scheme <> 'client' or i.agency_id = acting_agency())
       and (the_agency is null
            or ('identity' = any (acting_categories())
                and exists (select from visible v where v.agency_id = the_agency and v.person_id = the_person and v.until > now()
                               and (i.shared_as = any (v.grants) or (i.agency_id = v.agency_id and 'own' = any (v.grants)))))))
  select names.codes
      || array_remove(array['birth:' || birth_compared(the_birth, p.born_on),
                            case when 'not-known' in (the_sex, p.sex) then null when the_sex = p.sex then 'sex:same' else 'sex:other' end], null)
      || array(select n.key || case when exists (select from known where scheme = n.key and value = n.value) then ':same' else ':other' end
                 from jsonb_each_text(the_numbers) n
                where n.value <> '' and exists (select from known where scheme = n.key)
                  -- Of a prison number or an agency's own reference a person may well have several.
                  and (n.key in ('nhs', 'pnc', 'cro') or exists (select from known where scheme = n.key and value = n.value))
                order by n.key)
    from person p
   cross join lateral (
     select each.codes
       from (select names_compared(name_as_key(the_family), name_as_key(the_given), name_as_key(coalesce(the_called, '')),
                                   other.family, other.given, other.called) as codes
               from (select name_as_key(p.family_name) as family, name_as_key(p.given_names) as given,
                            name_as_key(coalesce(p.known_as, '')) as called
                     union all
                     -- The last word of another name is taken for the family's.
                     select regexp_replace(k.key, '^.* ', ''), regexp_replace(k.key, ' ?[^ ]*$', ''), ''
                       from name_key k where k.person_id = p.id and k.source <> 'person'
                        and (the_agency is null or name_seen(the_agency, p.id, k.source))) other
             offset 0) each
      order by weight_of(each.codes) desc
      limit 1) names
   where p.id = the_person
     and (the_agency is null
          or exists (select from visible v where v.agency_id = the_agency and v.person_id = the_person and v.until > now()
                        and 'minimum' = any (v.grants)));
end;

-- Is this much agreement worth a human eye? A number belongs to one person, whatever else differs.
create function agreement_counts(agreement text[]) returns boolean language sql stable
  return coalesce(agreement && array['nhs:same', 'pnc:same', 'prison:same', 'cro:same', 'client:same']
                  or weight_of(agreement) >= (select weight from match_threshold), false);

-- People who may be the one described, a bounded number by index: whoever has one of the numbers; and whoever was born that
-- day, or a slip of the pen away, and has a name that sounds like one of these. The very same name comes before others, so
-- that it is found also among hundreds of a placeholder's date. Of all of them those whose names read most alike.
create function alike_candidates(the_family text, the_given text, the_called text, the_birth date, the_numbers jsonb, at_most integer) returns setof uuid
language plpgsql stable security definer set search_path = :"schema", ext, pg_temp
set plan_cache_mode = force_custom_plan set max_parallel_workers_per_gather = 0 set jit = off as $$
declare
  typed text := name_as_key(concat_ws(' ', the_given, the_family, the_called));
  words text[] := string_to_array(nullif(typed, ''), ' ');
  whole text[] := array(select '=' || word from unnest(words) word);
  sounds text[] := array(select '~' || sound from unnest(words) word, unnest(name_sounds(word)) sound) || whole;
  that_day text[] := array['@' || the_birth];
  near_days text[] := array(select '@' || near from unnest(close_births(the_birth)) near);
  found uuid[];
begin
  return query
    select i.person_id from jsonb_each_text(the_numbers) n join identifier i on i.scheme = n.key and i.value = n.value
     where i.ended_at is null and (n.key <> 'client' or i.agency_id = acting_agency())
     limit 20;
  if the_birth is null or words is null then return; end if;
  found := array(select k.person_id from person_key k where k.tokens @> (that_day || whole) limit at_most);
  if cardinality(found) < at_most then
    found := found || array(select k.person_id from person_key k where k.tokens @> that_day and k.tokens && sounds limit 100)
                   || array(select k.person_id from person_key k where k.tokens && near_days and k.tokens && sounds limit 100);
  end if;
  return query
    select k.person_id from name_key k where k.person_id = any (found)
     group by k.person_id order by max(similarity(k.key, typed)) desc, k.person_id limit at_most;
end $$;

-- Of the people who may be the one described, those the agency may see, with what it sees to agree: the closest first.
create function possible_duplicates(the_family text, the_given text, the_called text, the_birth date, the_sex text, the_numbers jsonb)
returns table (person_id uuid, agreement text[], weight numeric)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.id, seen.agreement, weight_of(seen.agreement)
    from (select distinct found as id from alike_candidates(the_family, the_given, the_called, the_birth, the_numbers, 20) found
           where acting_may('person:register')) c
   cross join lateral (select agreement_with(c.id, acting_agency(), the_family, the_given, the_called, the_birth, the_sex,
                                             the_numbers) offset 0) seen (agreement)
   where agreement_counts(seen.agreement)
   order by 3 desc, 1
   limit 20;
end;
grant execute on function possible_duplicates(text, text, text, date, text, jsonb) to :"app";

alter table identity_review drop column why, add column agreement text[] not null default '{}', add column weight numeric not null default 0;
comment on column identity_review.agreement is 'What agrees and what differs, as codes without the values.';
comment on column identity_review.weight    is 'How much that speaks for one person, when it was raised.';

-- Puts a pair before the identity clerk, unless it has been there.
create function raise_pair(the_person uuid, the_candidate uuid, also text[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into identity_review (person_id, candidate_id, agreement, weight)
  select p.id, the_candidate, pair.agreement, weight_of(pair.agreement)
    from person p
   cross join lateral (
     select agreement_with(the_candidate, null, p.family_name, p.given_names, p.known_as, p.born_on, p.sex,
              coalesce((select jsonb_object_agg(i.scheme, i.value) from identifier i
                         where i.person_id = p.id and i.ended_at is null and i.scheme in ('nhs', 'pnc', 'cro')
                           and not exists (select from unnest(also) code where starts_with(code, i.scheme || ':'))), '{}'))
            || also) pair (agreement)
   where p.id = the_person and the_person <> the_candidate
     and not exists (select from identity_review r where r.person_id = the_candidate and r.candidate_id = the_person)
  on conflict do nothing;
end;

-- Puts before the identity clerk, without a word to whoever asks, the closest of those whom they may not see to be alike: at
-- most five of the ten whose names read most alike, however many there are of one name and one birth date.
create function raise_identity_reviews(the_person uuid, the_family text, the_given text, the_called text, the_birth date, the_sex text,
                                       the_numbers jsonb)
returns void language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  near record;
begin
  for near in
    select alike.id, alike.agreement, alike.weight
      from (select c.id, whole.agreement, weight_of(whole.agreement) as weight
              from (select distinct found.id from alike_candidates(the_family, the_given, the_called, the_birth, the_numbers, 10) found (id)
                     where found.id <> the_person) c
             cross join lateral (select agreement_with(c.id, null, the_family, the_given, the_called, the_birth, the_sex,
                                                       the_numbers) offset 0) whole (agreement)
             where agreement_counts(whole.agreement)
             order by 3 desc, 1
             limit 5) alike
     cross join lateral (select agreement_with(alike.id, acting_agency(), the_family, the_given, the_called, the_birth, the_sex,
                                               the_numbers) offset 0) seen (agreement)
     where not agreement_counts(seen.agreement) or alike.weight > weight_of(seen.agreement)
  loop
    if the_birth is null then
      perform raise_pair(the_person, near.id,
                         array(select code from unnest(near.agreement) code where code ~ '^(nhs|pnc|prison|cro|client):'));
    else
      insert into identity_review (person_id, candidate_id, agreement, weight)
      select the_person, near.id, near.agreement, near.weight
       where not exists (select from identity_review r where r.person_id = near.id and r.candidate_id = the_person)
      on conflict do nothing;
    end if;
  end loop;
end $$;

-- A name that somebody has left behind and that is nobody's to read: to those who knew the person by it, it still finds them.
alter table alias add column kept_private boolean not null default false;
comment on column alias.kept_private is
  'A former name that is shown to nobody, as when a change of sex is recognised (proposed, after the Gender Recognition Act 2004 s22): it only finds.';
create policy shown_unless_kept_private on alias as restrictive for select to :"app" using (not kept_private);

-- Who someone is, and nothing else about them. Called by identity_pairs only.
create function identity_of(the_person uuid) returns jsonb
language sql stable security definer set search_path = :"schema", pg_temp
  return (select jsonb_build_object(
            'family_name', p.family_name, 'given_names', p.given_names, 'known_as', p.known_as, 'born_on', p.born_on,
            'sex', p.sex, 'died_on', p.died_on, 'registered_on', (p.registered_at at time zone 'Europe/London')::date,
            'numbers', (select coalesce(jsonb_agg(distinct jsonb_build_object('scheme', i.scheme, 'value', i.value)), '[]')
                          from identifier i where i.person_id = p.id and i.ended_at is null and i.scheme <> 'client'),
            'aliases', (select coalesce(jsonb_agg(distinct a.name), '[]') from alias a where a.person_id = p.id and not a.kept_private))
            from person p where p.id = the_person);

-- For the identity clerk alone: two records that may be one person's, side by side. All that are open, or one by its id.
create function identity_pairs(the_review uuid)
returns table (id uuid, agreement text[], weight numeric, state text, raised_at timestamptz, answered_at timestamptz, answered_by uuid,
               person_id uuid, candidate_id uuid, one jsonb, other jsonb)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select r.id, r.agreement, r.weight, r.state, r.raised_at, r.answered_at, r.answered_by, r.person_id, r.candidate_id,
         identity_of(r.person_id), identity_of(r.candidate_id)
    from identity_review r
   where acting_may('identity:review')
     and case when the_review is null then r.state = 'open' else r.id = the_review end
   order by r.raised_at, r.id
   limit 100;
end;
grant execute on function identity_pairs(uuid) to :"app";

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
          or exists (select from visible v where v.agency_id = acting_agency() and v.person_id = s.id and v.until > now()
                        and 'minimum' = any (v.grants)));
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
     and c.relname not in ('person', 'visible', 'name_key', 'person_key', 'joining')
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
      elsif at.tab in ('identifier', 'registration', 'identity_review') then
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

-- Of two decisions about sharing that are both in force, the one that shares less holds: where the newest of both would share
-- more, it is written down once more. A decision that has lapsed by itself says nothing against the other.
create function combine_consents(the_joining uuid, survivor uuid, joined uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with newest as (
    select distinct on (c.person_id, c.category, c.reader_kind) c.* from consent c where c.person_id in (survivor, joined)
     order by c.person_id, c.category, c.reader_kind, c.at desc, c.id desc),
  in_force as (
    select n.*, row_number() over (partition by n.category, n.reader_kind order by n.at desc, n.id desc) as place
      from newest n where n.decision <> 'given' or n.until > now()),
  combined as (
    select category, reader_kind,
           case when bool_or(decision = 'refused') then 'refused' when bool_or(decision = 'withdrawn') then 'withdrawn' else 'given' end as decision,
           min(until) filter (where decision = 'given') as until
      from in_force group by category, reader_kind having count(*) = 2),
  made as (
    insert into consent (person_id, category, reader_kind, decision, until, evidence)
    select survivor, c.category, c.reader_kind, c.decision, case when c.decision = 'given' then c.until else 'infinity' end,
           'Two records of this person were joined: of two decisions the one that shares less holds. Ask the person again'
      from combined c join in_force f on f.category = c.category and f.reader_kind = c.reader_kind and f.place = 1
     where f.decision = 'given' and (c.decision <> 'given' or c.until < f.until)
    returning id)
  insert into joining_row (joining_id, place, key, part)
  select the_joining, 'consent.person_id', jsonb_build_object('id', id), 'made' from made;
end;

-- Keeps for each agency that knew a record by a name that is not kept that name as its own, so that it still finds the person.
create function keep_names(the_joining uuid, survivor uuid, joined uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with known as (
    select distinct p.id, v.agency_id, names.name, names.kind
      from person p join visible v on v.person_id = p.id and v.until > now() and 'minimum' = any (v.grants)
     cross join lateral (values (left(p.given_names || ' ' || p.family_name, 200), 'alias'), (p.known_as, 'nickname')) names (name, kind)
     where p.id in (survivor, joined) and names.name is not null),
  kept as (select left(j.kept ->> 'given_names', 100) || ' ' || (j.kept ->> 'family_name') as name from joining j where j.id = the_joining
           union all select j.kept ->> 'known_as' from joining j where j.id = the_joining),
  made as (
    insert into alias (person_id, name, kind, agency_id, owner_kind, own_only)
    select distinct on (k.agency_id, k.name) survivor, k.name, k.kind, k.agency_id, g.kind, true
      from known k join agency g on g.id = k.agency_id
     where not exists (select from kept where kept.name = k.name)
       and not exists (select from alias a where a.person_id in (survivor, joined) and a.agency_id = k.agency_id and a.name = k.name)
     order by k.agency_id, k.name, k.kind
    returning id)
  insert into joining_row (joining_id, place, key, part)
  select the_joining, 'alias.person_id', jsonb_build_object('id', id), 'made' from made;
end;

-- Asks each agency that has to do with one of these people, without an end in sight, to read the record through: the team that
-- has the person, else one of its teams. Nobody sees for longer by being asked, and the words tell nobody that another agency
-- knows the person.
create function ask_to_read_through(people uuid[], the_title text) returns setof uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, person_id, kind, title, due_at)
  select k.agency_id, team.id, k.person_id, 'to-do', the_title, now() + parameter_span('read-through-a-joined-record')
    from (select distinct v.agency_id, v.person_id from visible v
           where v.person_id = any (people) and v.until = 'infinity' and 'own' = any (v.grants)) k
   cross join lateral (
     select t.id from team t join service s on s.id = t.service_id
       left join episode e on e.team_id = t.id and e.person_id = k.person_id
      where s.agency_id = k.agency_id
      order by (e.id is not null and e.ended_on is null) desc nulls last, e.started_on desc nulls last, t.id limit 1) team
  returning id;
end;

create function details_of(one person) returns jsonb language sql immutable
  return jsonb_build_object('family_name', one.family_name, 'given_names', one.given_names, 'known_as', one.known_as,
                            'born_on', one.born_on, 'sex', one.sex);

-- Joins the two records of a pair: the one registered first goes on. `kept` says for names, known_as, born_on and sex whose of
-- the two is kept; the survivor's where it says nothing. Answers the joining, or why not.
create function join_people(the_review uuid, the_evidence text, kept jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  pair identity_review%rowtype;
  survivor person%rowtype;
  other person%rowtype;
  new_id uuid;
begin
  if not acting_may('identity:review') then return 'not-there'; end if;
  -- No file is in the middle of writing to a person who is about to be read under another.
  perform wait_for_imports(true);
  select * into pair from identity_review where id = the_review and state in ('open', 'same') for update;
  if not found then return 'not-there'; end if;
  perform from person where id in (pair.person_id, pair.candidate_id) order by id for update;
  select * into survivor from person where id in (pair.person_id, pair.candidate_id) order by registered_at, id limit 1;
  select * into other from person where id in (pair.person_id, pair.candidate_id) and id <> survivor.id;
  if survivor.joined_into is not null or other.joined_into is not null then return 'already-joined'; end if;
  if (survivor.died_on is null) <> (other.died_on is null) then return 'one-has-died'; end if;
  -- Whom the overdose prevention service knows is joined to nobody's record without their own yes.
  if (exists (select from episode e where e.person_id in (survivor.id, other.id) and e.category = 'supervised-use')
      or exists (select from visible v join agency a on a.id = v.agency_id
                  where v.person_id in (survivor.id, other.id) and a.kind = 'supervised-use'))
     and not exists (select from (select distinct on (c.person_id) c.decision, c.until from consent c
                                   where c.person_id in (survivor.id, other.id) and c.category = 'supervised-use'
                                   order by c.person_id, c.at desc, c.id desc) own
                      where own.decision = 'given' and own.until > now()) then
    return 'needs-own-yes';
  end if;
  insert into joining (person_id, joined_id, evidence, was, kept)
  select survivor.id, other.id, the_evidence, details_of(survivor),
         details_of(survivor)
           || case when kept ->> 'names' = other.id::text
                   then jsonb_build_object('family_name', other.family_name, 'given_names', other.given_names) else '{}' end
           || (select coalesce(jsonb_object_agg(one, details_of(other) -> one), '{}')
                 from unnest(array['known_as', 'born_on', 'sex']) one where kept ->> one = other.id::text)
  returning id into new_id;
  insert into joining_row (joining_id, place, key, part)
  select distinct new_id, 'visible', jsonb_build_object('agency_id', v.agency_id), case v.person_id when survivor.id then 'survivor' else 'moved' end
    from visible v where v.person_id in (survivor.id, other.id) and v.until > now();
  perform keep_names(new_id, survivor.id, other.id);
  perform combine_consents(new_id, survivor.id, other.id);
  insert into joining_row (joining_id, place, key, part, contents)
  select new_id, 'episode.beside', jsonb_build_object('id', e.id), 'changed', null from episode e
   where e.person_id = other.id and not e.beside
     and exists (select from episode s where s.person_id = survivor.id and s.service_id = e.service_id and not s.beside
                    and daterange(s.started_on, s.ended_on, '[]') && daterange(e.started_on, e.ended_on, '[]'));
  update episode e set beside = true from joining_row r
   where r.joining_id = new_id and r.place = 'episode.beside' and e.id = (r.key ->> 'id')::uuid;
  perform move_rows(new_id, survivor.id, other.id);
  update person p set joined_into = survivor.id where p.id = other.id;
  update person p set family_name = k.family_name, given_names = k.given_names, known_as = nullif(k.known_as, ''), born_on = k.born_on, sex = k.sex
    from joining j cross join lateral jsonb_to_record(j.kept) as k (family_name text, given_names text, known_as text, born_on date, sex text)
   where j.id = new_id and p.id = survivor.id;
  perform rebuild_names(array[survivor.id, other.id]);
  perform recompute_visible(array[survivor.id, other.id]);
  insert into joining_row (joining_id, place, key, part)
  select new_id, 'task.person_id', jsonb_build_object('id', asked), 'made'
    from ask_to_read_through(array[survivor.id], 'The identity clerk has put in order who this person is: read the record through, and correct what does not fit')
         asked;
  update identity_review set state = 'same', answered_at = now(), answered_by = acting_staff() where id = the_review;
  return new_id;
end $$;
grant execute on function join_people(uuid, text, jsonb) to :"app";

-- Two joined records separated again exactly, and what reads a person's records as one.

-- Every row about the record that goes on, since when it is there, whose it was when they were joined, and to which agency it
-- belongs. Called by the functions below only.
create function rows_of_joining(the_joining uuid)
returns table (place text, tab text, col text, key jsonb, part text, agency_id uuid, at timestamptz, contents jsonb)
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare
  the_place record;
begin
  for the_place in select * from places_of_people() loop
    return query execute format(
      'select $1, $2, $3, key_of(to_jsonb(t), $4), coalesce(r.part, ''since''),
              coalesce(to_jsonb(t) ->> ''agency_id'', to_jsonb(t) ->> ''from_agency_id'')::uuid,
              coalesce(to_jsonb(t) ->> ''at'', to_jsonb(t) ->> ''noted_at'', to_jsonb(t) ->> ''made_at'', to_jsonb(t) ->> ''opened_at'',
                       to_jsonb(t) ->> ''offered_at'')::timestamptz, to_jsonb(t)
         from %1$I t
         left join lateral (select x.part from joining_row x
                             where x.joining_id = $5 and x.place = $1 and x.key = key_of(to_jsonb(t), $4)
                               and x.part in (''moved'', ''survivor'', ''made'')
                             order by x.part = ''made'' desc limit 1) r on true
        where t.%2$I = (select person_id from joining where id = $5)', the_place.tab, the_place.col)
      using the_place.place, the_place.tab, the_place.col, the_place.keys, the_joining;
  end loop;
end $$;

-- What was recorded since two records were joined, and to which of them it seems to belong: what hangs on something of one of
-- them follows it; an agency that knew only one of them goes on to know that one. Null: whoever separates them decides.
create function since_joining(the_joining uuid)
returns table (place text, tab text, col text, key jsonb, agency_id uuid, at timestamptz, side text, follows boolean)
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
#variable_conflict use_column
declare
  found_rows jsonb;
  sides jsonb := '{}';
  before jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(r)), '[]') into found_rows from rows_of_joining(the_joining) r;
  -- Which record each episode, handover and note is of: those that were there, then those that hang on them.
  select coalesce(jsonb_object_agg(r ->> 'tab' || (r -> 'key' ->> 'id'), case r ->> 'part' when 'moved' then 'joined' else 'survivor' end), '{}')
    into sides from jsonb_array_elements(found_rows) r
   where r ->> 'part' in ('moved', 'survivor') and r -> 'key' ? 'id' and r ->> 'col' = 'person_id';
  loop
    before := sides;
    select sides || coalesce(jsonb_object_agg(r ->> 'tab' || (r -> 'key' ->> 'id'), hangs.side), '{}') into sides
      from jsonb_array_elements(found_rows) r
     cross join lateral (
       select coalesce(sides ->> ('episode' || (r -> 'contents' ->> 'episode_id')), sides ->> ('episode' || (r -> 'contents' ->> 'from_episode_id')),
                       sides ->> ('handover' || (r -> 'contents' ->> 'handover_id')), sides ->> ('note' || (r -> 'contents' ->> 'corrects')),
                       (select sides ->> ('handover' || (h -> 'key' ->> 'id')) from jsonb_array_elements(found_rows) h
                         where r ->> 'tab' = 'episode' and h ->> 'tab' = 'handover'
                           and h -> 'contents' ->> 'to_episode_id' = r -> 'key' ->> 'id' limit 1)) as side) hangs
     where r ->> 'part' = 'since' and r -> 'key' ? 'id' and hangs.side is not null;
    exit when before = sides;
  end loop;
  return query
    with known as (
      select agency_id, bool_or(part <> 'survivor') as joined, bool_or(part = 'survivor') as survivor
        from (select (r ->> 'agency_id')::uuid as agency_id, r ->> 'part' as part
                from jsonb_array_elements(found_rows) r where r ->> 'part' in ('moved', 'survivor')
              union all
              select coalesce(x.key ->> 'agency_id', x.contents ->> 'agency_id')::uuid, x.part
                from joining_row x where x.joining_id = the_joining and (x.place = 'visible' or x.part = 'taken')) had
       where agency_id is not null group by agency_id)
    select r ->> 'place', r ->> 'tab', r ->> 'col', r -> 'key', (r ->> 'agency_id')::uuid, (r ->> 'at')::timestamptz,
           coalesce(hangs.side, case when k.joined and not k.survivor then 'joined' when k.survivor and not k.joined then 'survivor' end),
           hangs.side is not null
      from jsonb_array_elements(found_rows) r
      left join known k on k.agency_id = (r ->> 'agency_id')::uuid
     cross join lateral (select sides ->> (r ->> 'tab' || (r -> 'key' ->> 'id')) as side) hangs
     where r ->> 'part' = 'since' and r ->> 'tab' <> 'identity_review';
end $$;

-- What the identity clerk is asked about when two records are separated: not what it is, only which kind of entry, whose, when.
create function entries_since_joining(the_joining uuid) returns table (place text, key jsonb, tab text, agency text, at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.place, s.key, s.tab, g.name, s.at
    from since_joining(the_joining) s left join agency g on g.id = s.agency_id
   where acting_may('identity:review') and s.side is null
   order by g.name, s.at, s.place, s.key;
end;

-- Those joined, the newest first, or one by its id: for the identity clerk alone.
create function joinings(the_joining uuid)
returns table (id uuid, person_id uuid, joined_id uuid, evidence text, was jsonb, kept jsonb, joined_at timestamptz, joined_by text,
               undone_at timestamptz, undone_by text, undone_because text, other jsonb, is_latest boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select j.id, j.person_id, j.joined_id, j.evidence, j.was, j.kept, j.joined_at, s.name, j.undone_at, u.name, j.undone_because,
         details_of(o),
         not exists (select from joining later where later.undone_at is null and later.joined_at > j.joined_at
                                                 and j.person_id in (later.person_id, later.joined_id))
    from joining j join person o on o.id = j.joined_id left join staff s on s.id = j.joined_by left join staff u on u.id = j.undone_by
   where acting_may('identity:review') and (the_joining is null or j.id = the_joining)
   order by j.joined_at desc, j.id
   limit 100;
end;

-- Separates two records again. `to_joined`: which of the entries that whoever separates them was asked about are of the record
-- that was joined, as place and key. What was there goes back as it was; what was recorded since goes where it belongs.
create function separate_people(the_joining uuid, the_reason text, to_joined jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  j joining%rowtype;
  at record;
  back jsonb;
begin
  if not acting_may('identity:review') then return 'not-there'; end if;
  perform wait_for_imports(true);
  select * into j from joining where id = the_joining and undone_at is null for update;
  if not found then return 'not-there'; end if;
  perform from person where id in (j.person_id, j.joined_id) order by id for update;
  if not (select is_latest from joinings(the_joining)) then return 'joined-again-since'; end if;
  -- What the joining itself wrote and nobody has acted on.
  delete from consent where id in (select (key ->> 'id')::uuid from joining_row where joining_id = j.id and place = 'consent.person_id' and part = 'made');
  delete from alias where id in (select (key ->> 'id')::uuid from joining_row where joining_id = j.id and place = 'alias.person_id' and part = 'made');
  delete from task where state = 'open'
     and id in (select (key ->> 'id')::uuid from joining_row where joining_id = j.id and place = 'task.person_id' and part = 'made');
  select coalesce(jsonb_agg(jsonb_build_object('tab', s.tab, 'col', s.col, 'key', s.key)), '[]') into back
    from since_joining(j.id) s
   where s.side = 'joined' or (s.side is null and to_joined @> jsonb_build_array(jsonb_build_object('place', s.place, 'key', s.key)));
  for at in select r.tab, r.col, r.key from rows_of_joining(j.id) r where r.part = 'moved'
            union all select b ->> 'tab', b ->> 'col', b -> 'key' from jsonb_array_elements(back) b loop
    perform move_row(at.tab, at.col, at.key, j.person_id, j.joined_id);
  end loop;
  update episode e set beside = false from joining_row r
   where r.joining_id = j.id and r.place = 'episode.beside' and e.id = (r.key ->> 'id')::uuid;
  update identifier i set ended_at = (r.contents ->> 'ended_at')::timestamptz from joining_row r
   where r.joining_id = j.id and r.place = 'identifier.person_id' and r.part = 'changed' and i.id = (r.key ->> 'id')::uuid and i.ended_at is null;
  update registration g set at = (r.contents ->> 'at')::timestamptz from joining_row r
   where r.joining_id = j.id and r.place = 'registration.person_id' and r.part = 'changed'
     and g.person_id = j.person_id and g.agency_id = (r.key ->> 'agency_id')::uuid;
  insert into registration select t.* from joining_row r cross join lateral jsonb_populate_record(null::registration, r.contents) t
   where r.joining_id = j.id and r.place = 'registration.person_id' and r.part = 'taken' on conflict do nothing;
  insert into identifier (id, person_id, scheme, value, agency_id, owner_kind, category, at, ended_at)
  select t.id, t.person_id, t.scheme, t.value, t.agency_id, t.owner_kind, t.category, t.at, t.ended_at
    from joining_row r cross join lateral jsonb_populate_record(null::identifier, r.contents) t
   where r.joining_id = j.id and r.place = 'identifier.person_id' and r.part = 'taken' on conflict do nothing;
  insert into identity_review select t.* from joining_row r cross join lateral jsonb_populate_record(null::identity_review, r.contents) t
   where r.joining_id = j.id and r.place like 'identity_review.%' and r.part = 'taken' on conflict do nothing;
  -- Who the person is goes back as it was, but for what somebody has corrected since.
  update person p set (family_name, given_names, known_as, born_on, sex) = (
           select case when p.family_name = k.family_name then w.family_name else p.family_name end,
                  case when p.given_names = k.given_names then w.given_names else p.given_names end,
                  case when p.known_as is not distinct from nullif(k.known_as, '') then nullif(w.known_as, '') else p.known_as end,
                  case when p.born_on = k.born_on then w.born_on else p.born_on end,
                  case when p.sex = k.sex then w.sex else p.sex end
             from jsonb_populate_record(null::person, j.kept) k cross join jsonb_populate_record(null::person, j.was) w)
   where p.id = j.person_id;
  update person set joined_into = null where id = j.joined_id;
  update joining set undone_at = now(), undone_by = acting_staff(), undone_because = the_reason where id = j.id;
  update identity_review set state = 'different', answered_at = now(), answered_by = acting_staff()
   where j.person_id in (person_id, candidate_id) and j.joined_id in (person_id, candidate_id);
  perform rebuild_names(array[j.person_id, j.joined_id]);
  perform recompute_visible(array[j.person_id, j.joined_id]);
  perform ask_to_read_through(array[j.person_id, j.joined_id],
                              'The identity clerk has corrected who this person is: read the record through, and say where something is missing');
  return 'separated';
end $$;
grant execute on function entries_since_joining(uuid), joinings(uuid), separate_people(uuid, text, jsonb) to :"app";

-- Insight counts one person.
create or replace view insight_person with (security_barrier = true) as
  select p.insight_key, p.sex, p.died_on,
         exists (select from identifier i where i.person_id = p.id and i.scheme = 'pnc' and i.ended_at is null) as has_pnc,
         exists (select from identifier i where i.person_id = p.id and i.scheme = 'nhs' and i.ended_at is null) as has_nhs
    from person p
   where p.joined_into is null
     and (select acting_may('insight:read') and not acting_for_enforcement());

-- Who looked at a record that is read under another looked at that person.
create function acting_records() returns uuid[] language sql stable security definer set search_path = :"schema", pg_temp
  return records_of(acting_person());
grant execute on function acting_records() to :"app";
alter policy seen_by_the_lead_and_by_the_person on access_log
  using ((select acting_may('access-log:read')) or person_ids && (select acting_records())::uuid[]);

-- The records in which the log is to be searched for one person: for the reader of the log and for the person themselves.
create function records_to_look_for(the_person uuid) returns uuid[]
language sql stable security definer set search_path = :"schema", pg_temp
  return case when acting_may('access-log:read') or the_person = acting_person() then records_of(the_person) else array[the_person] end;

-- Which agencies have opened a person's record, for the person and for those who record consent with them. Care
-- agencies are not told of enforcement, nor of the supervised-use room.
create function opened_by_agencies(the_person uuid)
returns table (agency_id uuid, agency_name text, agency_kind text, first_at timestamptz, last_at timestamptz,
               times bigint, parts text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select g.id, g.name, g.kind, min(l.at), max(l.at), count(*) filter (where not l.by_itself), array_agg(distinct l.about order by l.about)
    from access_log l
    join agency g on g.id = l.agency_id
    join agency_kind k on k.code = g.kind
   where l.person_ids && records_of(the_person) and l.what = 'read'
     and (the_person = acting_person()
          or (acting_may('consent:record') and acting_for_care()
              and not k.enforcement and k.code <> 'office'
              and (k.code <> 'supervised-use' or acting_agency_kind() = 'supervised-use')
              and exists (select from visible v
                           where v.agency_id = acting_agency() and v.person_id = the_person
                             and v.until > now() and 'own' = any (v.grants))))
   group by g.id, g.name, g.kind
   order by max(l.at) desc;
end;

-- The people whose records whoever asks opened or changed lately, for the agency they act for, newest first.
create function recent_people(at_most integer) returns table (person_id uuid, at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with lately as (
    select l.at, survivor_of(l.person_ids[1]) as person_id
      from access_log l
     where l.staff_id = acting_staff() and l.agency_id = acting_agency() and l.what in ('read', 'changed')
       and not l.by_itself and cardinality(l.person_ids) = 1 and l.at > now() - interval '90 days'
     order by l.at desc
     limit 400)
  select lately.person_id, max(lately.at)
    from lately
   where exists (select from visible v where v.agency_id = acting_agency() and v.person_id = lately.person_id
                                         and v.until > now() and 'minimum' = any (v.grants))
   group by lately.person_id
   order by max(lately.at) desc
   limit least(at_most, 50);
end;

grant execute on function records_to_look_for(uuid), opened_by_agencies(uuid), recent_people(integer) to :"app";
