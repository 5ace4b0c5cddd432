-- Telling how alike two people are, by weights that are data.

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
          -- Two neighbours changed round are two letters apart: asked first, since it is the quicker question.
          or (length(a) = length(b) and a <> b and ext.levenshtein_less_equal(a, b, 2) <= 2
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
