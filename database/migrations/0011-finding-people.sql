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
  perform raise_identity_reviews(new_id, the_family, the_given, the_known_as, the_birth, the_sex, the_numbers);
  insert into registration (person_id, agency_id, reason) values (new_id, acting_agency(), the_reason);
  insert into identifier (person_id, scheme, value, agency_id, owner_kind)
  select new_id, key, value, acting_agency(), acting_agency_kind() from jsonb_each_text(the_numbers) where value <> '';
  return new_id;
end $$;

-- Keeps a name that somebody no longer goes by: as another name from whoever corrected it, and for each other agency that knows
-- the person as its own, so that it still finds them by the name it knows. That it knows them, nobody else is told by this.
-- One that is to be kept private is shown to nobody; it finds the person for those alone who knew them by it. Called by
-- correct_person only.
create function keep_former_name(the_person uuid, former text, the_kind text, keep_private boolean) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  insert into alias (person_id, name, kind, agency_id, owner_kind, own_only, kept_private)
  values (the_person, former, the_kind, acting_agency(), acting_agency_kind(), keep_private, keep_private);
  insert into alias (person_id, name, kind, agency_id, owner_kind, own_only, kept_private)
  select the_person, former, the_kind, g.id, g.kind, true, keep_private
    from agency g
   where g.id <> acting_agency()
     and exists (select from visible v where v.agency_id = g.id and v.person_id = the_person and v.until > now()
                                         and 'minimum' = any (v.grants))
     and not exists (select from alias a where a.person_id = the_person and a.agency_id = g.id and a.name = former);
  if keep_private then
    update alias set own_only = true, kept_private = true where person_id = the_person and name = former;
  end if;
end $$;

-- Corrects who someone is. Only an agency with a full relationship. A name that changes is kept, and so is what they were called.
create function correct_person(the_person uuid, the_family text, the_given text, the_known_as text, the_birth date, the_sex text,
                               keep_private boolean)
returns boolean language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
declare
  before person%rowtype;
begin
  if not acting_may('person:correct')
     or not acting_holds(the_person, 'own') then
    return false;
  end if;
  select * into before from person where id = the_person for no key update;
  if (before.family_name, before.given_names) is distinct from (the_family, the_given) then
    perform keep_former_name(the_person, left(before.given_names || ' ' || before.family_name, 200), 'former-name', keep_private);
  end if;
  if before.known_as is not null and before.known_as <> the_known_as then
    perform keep_former_name(the_person, before.known_as, 'nickname', keep_private);
  end if;
  update person set family_name = the_family, given_names = the_given, known_as = nullif(the_known_as, ''),
                    born_on = the_birth, sex = the_sex
   where id = the_person;
  return true;
end $$;

grant execute on function
  name_as_key(text), register_person(text, text, text, date, text, text, jsonb),
  correct_person(uuid, text, text, text, date, text, boolean)
  to :"app";
