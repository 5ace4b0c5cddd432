-- Finding, registering and correcting people, among others whom the one who asks may not see. Each function checks who
-- asks, does one thing, and answers no more than they may know.

-- Lower case, no accents or apostrophes, single spaces: how names are compared. The letters of every script stay, with the
-- marks that belong to them; what is punctuation, anywhere or in ASCII, stands between words.
create function name_as_key(name text) returns text language sql immutable parallel safe
  return btrim(regexp_replace(regexp_replace(lower(ext.unaccent('ext.unaccent'::regdictionary, name)), '[''`’]', '', 'g'),
                              '[[:punct:][:space:][:cntrl:]\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e]+', ' ', 'g'));

create function names_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", ext, pg_temp as $$
begin
  if tg_table_name = 'person' then
    insert into name_key (person_id, source, key)
    select id, 'person', name_as_key(concat_ws(' ', given_names, family_name, known_as)) from changed
    on conflict (person_id, source) do update set key = excluded.key where name_key.key <> excluded.key;
  else
    insert into name_key (person_id, source, key) select person_id, id::text, name_as_key(name) from changed
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger names_after_insert after insert on person referencing new table as changed
  for each statement execute function names_have_changed();
create trigger names_after_update after update on person referencing new table as changed
  for each statement execute function names_have_changed();
create trigger names_after_insert after insert on alias referencing new table as changed
  for each statement execute function names_have_changed();

-- How the words of a name sound, so that a name heard and misspelt is still found.
create function name_sounds(key text) returns text[] language sql immutable parallel safe
  return (select coalesce(array_agg(distinct sound), '{}')
            from string_to_table(key, ' ') word
            cross join lateral (values (ext.dmetaphone(word)), (ext.dmetaphone_alt(word))) heard (sound)
           where length(word) > 1 and sound <> '');
alter table name_key add column sounds text[] not null generated always as (name_sounds(key)) stored;
create index name_key_sounds_index on name_key using gin (sounds);
comment on column name_key.sounds is 'How its words sound.';

-- How close a word that was typed is to a word of a name: whole, its start, inside it, or misspelt. Null: not the same.
create function word_closeness(typed text, word text, misspelt boolean) returns real
language sql immutable parallel safe
  return case
    when word = typed then 1.0
    when starts_with(word, typed) then 0.95
    when length(typed) > 2 and strpos(word, typed) > 0 then 0.85
    when not misspelt or length(typed) < 3 or abs(length(typed) - length(word)) > 3 then null
    when ext.levenshtein_less_equal(typed, word, 3) <= case when length(typed) < 4 then 1 when length(typed) < 7 then 2 else 3 end
         and (name_sounds(typed) && name_sounds(word)
              or (length(typed) > 4 and ext.levenshtein_less_equal(typed, word, 3) < length(typed) / 2.5))
      then 0.8 - 0.1 * ext.levenshtein_less_equal(typed, word, 3)
    when length(typed) > 3 and ext.similarity(typed, word) >= 0.45 then 0.4
    else null end;

-- May the agency now acting see this name? The person's own name goes with the person, another name by its own rule.
create function name_seen(the_agency uuid, the_person uuid, source text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return not the_person = any (acting_barred())
     and exists (select from visible v
                  where v.agency_id = the_agency and v.person_id = the_person and v.until > now()
                    and 'minimum' = any (v.grants)
                    and (source = 'person'
                         or exists (select from alias a where a.id = case when source <> 'person' then source::uuid end
                                     and (a.shared_as = any (v.grants) or (a.agency_id = v.agency_id and 'own' = any (v.grants))))));

-- Birth dates that are one slip of the pen away: day and month changed round, or one part a little off.
create function close_births(birth date) returns date[] language sql immutable parallel safe
  return array(select distinct near from (
           select case when extract(day from birth) <= 12
                       then make_date(extract(year from birth)::int, extract(day from birth)::int, extract(month from birth)::int) end as near
           union all select (birth + make_interval(years => n))::date from unnest(array[-10, -1, 1, 10]) n
           union all select (birth + make_interval(months => n))::date from unnest(array[-1, 1]) n
           union all select birth + n from unnest(array[-10, -1, 1, 10]) n) slips where near is not null and near <> birth);

-- People who may be the one described, each way in which they may be, and whether the agency now acting may see it.
-- Called by the functions below only.
create function alike_people(the_family text, the_given text, the_known_as text, the_birth date, the_numbers jsonb)
returns table (person_id uuid, why text, weight integer, seen boolean)
language sql stable security definer set search_path = :"schema", ext, pg_temp
begin atomic
  select i.person_id,
         'The same ' || case i.scheme when 'nhs' then 'NHS number' when 'pnc' then 'PNC number' when 'prison' then 'prison number'
                                      when 'cro' then 'CRO number' else 'client reference' end,
         3,
         'identity' = any (acting_categories()) and not i.person_id = any ((select acting_barred())::uuid[])
         and exists (select from visible v where v.agency_id = acting_agency() and v.person_id = i.person_id and v.until > now()
                      and (i.shared_as = any (v.grants) or (i.agency_id = v.agency_id and 'own' = any (v.grants))))
    from jsonb_each_text(the_numbers) n
    join identifier i on i.scheme = n.key and i.value = n.value and i.ended_at is null
   where n.key <> 'client' or i.agency_id = acting_agency()
  union all
  select p.id,
         case when p.born_on = the_birth then 'The same date of birth and a similar name'
              else 'A similar name and a close date of birth' end,
         case when p.born_on = the_birth then 2 else 1 end,
         bool_or(name_seen(acting_agency(), p.id, k.source))
    from person p
    join name_key k on k.person_id = p.id
   where p.born_on = any (the_birth || close_births(the_birth))
     and case when p.born_on = the_birth
              then ext.similarity(k.key, name_as_key(concat_ws(' ', the_given, the_family, the_known_as))) >= 0.4
                   or (k.sounds && name_sounds(name_as_key(the_family))
                       and k.sounds && name_sounds(name_as_key(concat_ws(' ', the_given, the_known_as))))
              else ext.similarity(k.key, name_as_key(concat_ws(' ', the_given, the_family))) >= 0.7 end
   -- A name that several agencies keep is one name, seen by whoever sees it from any of them.
   group by p.id, k.key;
end;

-- Of the people who may be the one described, those the agency may see, with what agrees: the closest first.
create function possible_duplicates(the_family text, the_given text, the_known_as text, the_birth date, the_numbers jsonb)
returns table (person_id uuid, why text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select person_id, why from (
    select distinct on (a.person_id) a.person_id, a.why, a.weight
      from alike_people(the_family, the_given, the_known_as, the_birth, the_numbers) a
     where a.seen and acting_may('person:register')
     order by a.person_id, a.weight desc) nearest
   order by weight desc, person_id
   limit 20;
end;

-- Puts what whoever asks may not see before the identity clerk, without a word to them.
create function raise_identity_reviews(the_person uuid, the_family text, the_given text, the_known_as text, the_birth date,
                                       the_numbers jsonb)
returns void language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into identity_review (person_id, candidate_id, why)
  select distinct on (a.person_id) the_person, a.person_id, a.why
    from alike_people(the_family, the_given, the_known_as, the_birth, the_numbers) a
   where not a.seen and a.person_id <> the_person
     and not exists (select from identity_review r where r.person_id = a.person_id and r.candidate_id = the_person)
   order by a.person_id, a.weight desc
  on conflict do nothing;
end;

-- Registers a person an agency has met. Answers the new person's id; says nothing of anyone it may not see, but a
-- possible duplicate the agency cannot see is put before the identity clerk.
create function register_person(the_family text, the_given text, the_known_as text, the_birth date, the_sex text, the_reason text,
                                the_numbers jsonb)
returns uuid language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
declare
  new_id uuid;
begin
  if not acting_may('person:register') or acting_agency() is null then return null; end if;
  insert into person (family_name, given_names, known_as, born_on, sex)
  values (the_family, the_given, nullif(the_known_as, ''), the_birth, the_sex) returning id into new_id;
  -- Before the registration, so that what the agency sees of the new record itself plays no part.
  perform raise_identity_reviews(new_id, the_family, the_given, the_known_as, the_birth, the_numbers);
  insert into registration (person_id, agency_id, reason) values (new_id, acting_agency(), the_reason);
  insert into identifier (person_id, scheme, value, agency_id, owner_kind)
  select new_id, key, value, acting_agency(), acting_agency_kind() from jsonb_each_text(the_numbers) where value <> '';
  return new_id;
end $$;

-- People with a name in which each of these words is found, as typed or misspelt, whom the agency may see by that name.
-- An agency that knows few people is searched through those; one that knows many, through the index of names, then by
-- rights, up to a bounded number. Called by find_people only.
create function people_named(agency uuid, words text[], the_birth date, misspelt boolean, at_most integer)
returns table (person_id uuid, matched text, closeness real)
language plpgsql stable security definer set search_path = :"schema", ext, pg_temp
set pg_trgm.word_similarity_threshold = 0.4 as $$
#variable_conflict use_column
declare
  few constant integer := 5000;
  most_candidates constant integer := 2000;
  -- The longest word leads to the fewest candidates; a word of one or two letters stands only at the start of a name's.
  lead_word text := (select word from unnest(words) word order by length(word) desc, word limit 1);
  inside text := case when length(lead_word) > 2 then '%' || lead_word || '%' else lead_word || '%' end;
  later text := case when length(lead_word) > 2 then inside else '% ' || lead_word || '%' end;
  lead_sounds text[] := case when misspelt and length(lead_word) > 2 then name_sounds(lead_word) else '{}' end;
  barred uuid[] := acting_barred();
  other_words text[] := array(select word from unnest(words) word where word <> lead_word);
  known uuid[] := array(select v.person_id from visible v
                         where v.agency_id = agency and v.until > now() and 'minimum' = any (v.grants)
                           and not v.person_id = any (barred) limit few + 1);
  candidates uuid[];
begin
  if cardinality(known) <= few then
    candidates := array(
      select distinct k.person_id
        from name_key k
       where k.person_id = any (known)
         and (the_birth is null or exists (select from person p where p.id = k.person_id and p.born_on = the_birth))
         and (k.key like inside or k.key like later or (misspelt and (k.sounds && lead_sounds or lead_word <% k.key))));
  else
    candidates := array(
      select k.person_id
        from name_key k
       where (k.key like inside or k.key like later or (misspelt and (k.sounds && lead_sounds or lead_word <% k.key)))
         and (the_birth is null or exists (select from person p where p.id = k.person_id and p.born_on = the_birth))
         and not k.person_id = any (barred)
         and exists (select from visible v where v.agency_id = agency and v.person_id = k.person_id and v.until > now()
                      and 'minimum' = any (v.grants))
         and not exists (select from unnest(other_words) word
                          where not exists (select from name_key o
                                             where o.person_id = k.person_id
                                               and (o.key like '%' || word || '%'
                                                    or (misspelt and (o.sounds && name_sounds(word) or word <% o.key)))))
       limit most_candidates);
  end if;
  -- Each word against each word of the names that may be seen: a candidate by another agency's alias falls out here.
  return query
    with scored as (
      select known_word.person_id, typed.place, known_word.source,
             word_closeness(typed.word, known_word.word, misspelt) as closeness
        from (select k.person_id, k.source, word
                from name_key k, string_to_table(k.key, ' ') word
               where k.person_id = any (candidates)
                 and (k.source = 'person' or name_seen(agency, k.person_id, k.source))
              offset 0) known_word
        cross join unnest(words) with ordinality typed (word, place)),
    best as (
      select distinct on (s.person_id, s.place) s.person_id, s.place, s.source, s.closeness
        from scored s where s.closeness is not null
       order by s.person_id, s.place, s.closeness desc, s.source = 'person' desc)
    select p.id,
           case when min(b.closeness) < 0.8 then 'a similar name'
                when bool_and(b.source = 'person') then 'name' else 'another name' end,
           avg(b.closeness)::real
      from best b join person p on p.id = b.person_id
     group by p.id
    having count(*) = cardinality(words)
     order by avg(b.closeness) desc, p.family_name, p.given_names, p.id
     limit at_most;
end $$;

-- People like this whom the agency may see: parts of a name in any order, misspelt too; a birth date; or a number.
-- Never more than 100. The caller logs what is shown.
create function find_people(the_name text, the_birth date, the_number text, at_most integer)
returns table (person_id uuid, matched text, closeness real)
language plpgsql stable security definer set search_path = :"schema", ext, pg_temp as $$
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

-- Corrects who someone is. Only an agency with a full relationship. The old name stays: as an alias from whoever corrected
-- it, and for each other agency that knows the person as its own, so that it still finds them by the name it knows. That
-- it knows them, nobody else is told by this.
create function correct_person(the_person uuid, the_family text, the_given text, the_known_as text, the_birth date, the_sex text)
returns boolean language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
declare
  before person%rowtype;
  former text;
begin
  if not acting_may('person:correct')
     or not acting_holds(the_person, 'own') then
    return false;
  end if;
  select * into before from person where id = the_person for no key update;
  if (before.family_name, before.given_names) is distinct from (the_family, the_given) then
    former := left(before.given_names || ' ' || before.family_name, 200);
    insert into alias (person_id, name, kind, agency_id, owner_kind)
    values (the_person, former, 'former-name', acting_agency(), acting_agency_kind());
    insert into alias (person_id, name, kind, agency_id, owner_kind, own_only)
    select the_person, former, 'former-name', g.id, g.kind, true
      from agency g
     where g.id <> acting_agency()
       and exists (select from visible v where v.agency_id = g.id and v.person_id = the_person and v.until > now()
                                           and 'minimum' = any (v.grants))
       and not exists (select from alias a where a.person_id = the_person and a.agency_id = g.id and a.name = former);
  end if;
  update person set family_name = the_family, given_names = the_given, known_as = nullif(the_known_as, ''),
                    born_on = the_birth, sex = the_sex
   where id = the_person;
  return true;
end $$;

grant execute on function
  name_as_key(text), possible_duplicates(text, text, text, date, jsonb),
  register_person(text, text, text, date, text, text, jsonb), find_people(text, date, text, integer),
  correct_person(uuid, text, text, text, date, text)
  to :"app";
