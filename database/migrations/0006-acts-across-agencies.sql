-- The few acts that touch what the one who asks may not see. Each is a short definer function that checks who asks,
-- does one thing, and answers no more than they may know.

-- Lower case, no accents, single spaces: how names are compared.
create function name_as_key(name text) returns text language sql immutable parallel safe set search_path = :"schema", ext, pg_temp
  return btrim(regexp_replace(lower(ext.unaccent('ext.unaccent'::regdictionary, name)), '[^a-z0-9]+', ' ', 'g'));

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

-- Registers a person an agency has met. Answers the new person's id; says nothing of anyone it may not see, but a
-- possible duplicate the agency cannot see is put before the identity clerk.
create function register_person(the_family text, the_given text, the_known_as text, the_birth date, the_sex text, the_reason text,
                                the_numbers jsonb)
returns uuid language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
declare
  new_id uuid;
begin
  if not acting_may('person:register') then return null; end if;
  insert into person (family_name, given_names, known_as, born_on, sex)
  values (the_family, the_given, nullif(the_known_as, ''), the_birth, the_sex) returning id into new_id;
  insert into registration (person_id, agency_id, reason) values (new_id, acting_agency(), the_reason);
  insert into identifier (person_id, scheme, value, agency_id, owner_kind)
  select new_id, key, value, acting_agency(), acting_agency_kind() from jsonb_each_text(the_numbers) where value <> '';
  insert into identity_review (person_id, candidate_id, why)
  select distinct on (p.id) new_id, p.id,
         case when n.value is not null then 'The same ' || n.scheme || ' number'
              when p.born_on = the_birth then 'The same date of birth and a similar name'
              else 'The same name and a close date of birth' end
    from person p
    left join identifier n on n.person_id = p.id and n.ended_at is null
          and the_numbers ->> n.scheme = n.value
    left join name_key k on k.person_id = p.id and k.source = 'person'
   where p.id <> new_id
     and (n.value is not null
          or (p.born_on = the_birth and similarity(k.key, name_as_key(the_given || ' ' || the_family)) > 0.5))
     and not exists (select from visible v where v.agency_id = acting_agency() and v.person_id = p.id and v.until > now())
  on conflict do nothing;
  return new_id;
end $$;

-- People like this whom the agency may see: name in any order or part, misspelt too, birth date, or a number.
-- Candidates by index first, rights second; the caller logs what is shown.
create function find_people(the_name text, the_birth date, the_number text, at_most integer)
returns table (person_id uuid, matched text, closeness real)
language plpgsql stable security definer set search_path = :"schema", ext, pg_temp as $$
#variable_conflict use_column
declare
  wanted text := name_as_key(coalesce(the_name, ''));
begin
  if acting_agency() is null then return; end if;
  return query
    with candidates as (
      (select i.person_id, 'number ' || i.scheme as matched, 1.0::real as closeness
         from identifier i
        where the_number is not null and i.value = the_number and i.ended_at is null
          and exists (select from visible v where v.agency_id = acting_agency() and v.person_id = i.person_id and v.until > now()
                       and (i.shared_as = any (v.grants) or (i.agency_id = v.agency_id and 'own' = any (v.grants)))))
      union all
      (select p.id, 'date of birth', 0.9::real from person p
        where the_birth is not null and p.born_on = the_birth and wanted = '' limit 2000)
      union all
      (select k.person_id, 'name', greatest(word_similarity(wanted, k.key), similarity(wanted, k.key))
         from name_key k
        where wanted <> '' and (k.key like '%' || wanted || '%' or wanted <% k.key)
          and exists (select from visible v where v.agency_id = acting_agency() and v.person_id = k.person_id
                       and v.until > now()
                       and (k.source = 'person'
                            or exists (select from alias a where a.id::text = k.source
                                        and (a.shared_as = any (v.grants) or (a.agency_id = v.agency_id and 'own' = any (v.grants))))))
        limit 2000)
    )
    select c.person_id, min(c.matched), max(c.closeness)
      from candidates c join person p on p.id = c.person_id
     where exists (select from visible v where v.agency_id = acting_agency() and v.person_id = c.person_id and v.until > now())
       and (the_birth is null or p.born_on = the_birth)
     group by c.person_id, p.family_name, p.given_names
     order by max(c.closeness) desc, p.family_name, p.given_names, c.person_id
     limit least(at_most, 100);
end $$;

-- Corrects who someone is. Only an agency with a full relationship; the old name stays as an alias.
create function correct_person(the_person uuid, the_family text, the_given text, the_known_as text, the_birth date, the_sex text)
returns boolean language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
declare
  before person%rowtype;
begin
  if not acting_may('person:correct')
     or not exists (select from visible v where v.agency_id = acting_agency() and v.person_id = the_person
                                            and v.until > now() and 'own' = any (v.grants)) then
    return false;
  end if;
  select * into before from person where id = the_person for update;
  if (before.family_name, before.given_names) is distinct from (the_family, the_given) then
    insert into alias (person_id, name, kind, agency_id, owner_kind)
    values (the_person, before.given_names || ' ' || before.family_name, 'former-name', acting_agency(), acting_agency_kind());
  end if;
  update person set family_name = the_family, given_names = the_given, known_as = nullif(the_known_as, ''),
                    born_on = the_birth, sex = the_sex
   where id = the_person;
  return true;
end $$;

-- Of the people an agency of enforcement referred: sent, received or closed, and nothing more.
create function sent_referrals()
returns table (handover_id uuid, person_id uuid, to_service_id uuid, offered_at timestamptz, status text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select h.id, h.person_id, h.to_service_id, h.offered_at,
         case when h.state = 'offered' then 'sent' when h.state in ('accepted', 'arrived') then 'received' else 'closed' end
    from handover h
   where h.from_agency_id = acting_agency()
   order by h.offered_at desc
   limit 500;
end;

-- The sender takes back what nobody has answered.
create function withdraw_handover(the_handover uuid, the_reason text) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with taken_back as (
    update handover set state = 'withdrawn', ended_at = now(), end_reason = the_reason
     where id = the_handover and from_agency_id = acting_agency() and state in ('offered', 'accepted')
    returning 1)
  select exists (select from taken_back);
end;

-- What follows at the sender's side when the receiver has answered: their task after a decline, their episode's close
-- after an arrival. Only the receiver of that handover may call it, and only for a handover in that state.
create function hand_back(the_handover uuid, the_close_reason text, the_stage text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  h handover%rowtype;
begin
  select * into h from handover where id = the_handover and to_agency_id = acting_agency();
  if not found then return false; end if;
  if h.state in ('declined', 'refused-by-person') then
    insert into task (agency_id, team_id, staff_id, person_id, handover_id, kind, title, due_at, made_by)
    select h.from_agency_id, coalesce(h.next_step_team_id, e.team_id), null, h.person_id, h.id, 'handover-returned',
           case when h.state = 'declined' then 'Referral declined: ' || left(h.next_step, 250)
                else 'Person said no to the referral: agree what happens next' end,
           coalesce(h.next_step_due_at, now() + interval '2 days'), acting_staff()
      from episode e where e.id = h.from_episode_id;
  elsif h.state = 'arrived' and h.after_arrival = 'close' then
    update episode set ended_on = (now() at time zone 'Europe/London')::date, ending = 'handed-on', end_reason = the_close_reason
     where id = h.from_episode_id and ended_on is null;
    insert into episode_stage (episode_id, what, stage, reason, staff_id)
    select id, 'ended', stage, the_close_reason, acting_staff() from episode where id = h.from_episode_id;
  end if;
  return true;
end $$;

-- A death stops everything at once, everywhere; what stood before is kept so that an error can be undone.
create function record_death(the_person uuid, the_day date, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('person:record-death')
     or not exists (select from visible v where v.agency_id = acting_agency() and v.person_id = the_person
                                            and v.until > now() and 'own' = any (v.grants)) then
    return 'not-there';
  end if;
  perform from person where id = the_person for update;
  if exists (select from person where id = the_person and died_on is not null) then return 'already-recorded'; end if;
  update person set died_on = the_day, death_reason = the_reason, death_by = acting_staff(), death_noted_at = now()
   where id = the_person;
  update handover set state_before_death = state, state = 'ended-by-death', ended_at = now(), end_reason = the_reason
   where person_id = the_person and state in ('offered', 'accepted');
  update task set state = 'stopped-by-death', closed_at = now(), closed_by = acting_staff()
   where person_id = the_person and state = 'open';
  with ended as (
    update episode set ended_on = greatest(the_day, started_on), ending = 'died', end_reason = the_reason, by_death = true
     where person_id = the_person and ended_on is null returning id, stage)
  insert into episode_stage (episode_id, what, stage, reason, staff_id)
  select id, 'ended', stage, the_reason, acting_staff() from ended;
  return 'recorded';
end $$;

-- Undoes a death recorded in error: everything it stopped stands where it stood.
create function reverse_death(the_person uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  noted timestamptz;
begin
  if not acting_may('person:record-death')
     or not exists (select from visible v where v.agency_id = acting_agency() and v.person_id = the_person
                                            and v.until > now() and 'own' = any (v.grants)) then
    return 'not-there';
  end if;
  select death_noted_at into noted from person where id = the_person and died_on is not null for update;
  if noted is null then return 'not-recorded'; end if;
  update person set died_on = null, death_reason = null, death_by = null, death_noted_at = null where id = the_person;
  with reopened as (
    update episode set ended_on = null, ending = null, end_reason = null, by_death = false
     where person_id = the_person and by_death returning id, stage)
  insert into episode_stage (episode_id, what, stage, reason, staff_id)
  select id, 'reopened', stage, the_reason, acting_staff() from reopened;
  update handover set state = state_before_death, state_before_death = null, ended_at = null, end_reason = null
   where person_id = the_person and state = 'ended-by-death';
  update task set state = 'open', closed_at = null, closed_by = null
   where person_id = the_person and state = 'stopped-by-death' and closed_at = noted;
  return 'reversed';
end $$;

-- Is this member of staff at work now? An absence, a departure or a disabled account gives their work to the team at once.
create function staff_available(the_staff uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return the_staff is not null
     and exists (select from staff s where s.id = the_staff
                   and (s.left_on is null or s.left_on >= (now() at time zone 'Europe/London')::date))
     and exists (select from account a where a.staff_id = the_staff and a.disabled_at is null)
     and not exists (select from absence b where b.staff_id = the_staff
                       and (now() at time zone 'Europe/London')::date between b.from_on and b.to_on);

grant execute on function
  name_as_key(text), register_person(text, text, text, date, text, text, jsonb), find_people(text, date, text, integer),
  correct_person(uuid, text, text, text, date, text), sent_referrals(), withdraw_handover(uuid, text),
  hand_back(uuid, text, text), record_death(uuid, date, text), reverse_death(uuid, text), staff_available(uuid)
  to :"app";
