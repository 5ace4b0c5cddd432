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
            or ('identity' = any (acting_categories()) and not the_person = any (acting_barred())
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
          or (not the_person = any (acting_barred())
              and exists (select from visible v where v.agency_id = the_agency and v.person_id = the_person and v.until > now()
                             and 'minimum' = any (v.grants))));
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
   where acting_may('identity:review') and not array[r.person_id, r.candidate_id] && acting_barred()
     and case when the_review is null then r.state = 'open' else r.id = the_review end
   order by r.raised_at, r.id
   limit 100;
end;
grant execute on function identity_pairs(uuid) to :"app";
