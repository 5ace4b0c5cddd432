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
              coalesce(to_jsonb(t) ->> ''at'', to_jsonb(t) ->> ''noted_at'', to_jsonb(t) ->> ''asked_at'', to_jsonb(t) ->> ''made_at'', to_jsonb(t) ->> ''opened_at'',
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
     and not array[j.person_id, j.joined_id] && acting_barred()
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
  delete from consent_to_use where id in (select (key ->> 'id')::uuid from joining_row where joining_id = j.id and place = 'consent_to_use.person_id' and part = 'made');
  delete from named_limit where id in (select (key ->> 'id')::uuid from joining_row where joining_id = j.id and place = 'named_limit.person_id' and part = 'made');
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
  insert into named_limit select t.* from joining_row r cross join lateral jsonb_populate_record(null::named_limit, r.contents) t
   where r.joining_id = j.id and r.place = 'named_limit.person_id' and r.part = 'taken' on conflict do nothing;
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
  select p.insight_key, p.sex, p.born_year, p.died_on,
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
               times bigint, parts text[], downloads bigint)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select g.id, g.name, g.kind, min(l.at), max(l.at), count(*) filter (where l.what = 'read' and not l.by_itself), array_agg(distinct l.about order by l.about),
         count(*) filter (where l.what = 'downloaded')
    from access_log l
    join agency g on g.id = l.agency_id
    join agency_kind k on k.code = g.kind
   where l.person_ids && records_of(the_person) and l.what in ('read', 'downloaded')
     and (the_person = acting_person()
          or (acting_may('consent:record') and acting_for_care()
              and not k.enforcement and k.code <> 'office'
              and (k.code <> 'supervised-use' or acting_agency_kind() = 'supervised-use')
              and acting_holds(the_person, 'own')))
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
   where (lately.person_id = any (acting_emergencies()) or acting_holds(lately.person_id, 'minimum'))
     and not lately.person_id = any (acting_barred())
   group by lately.person_id
   order by max(lately.at) desc
   limit least(at_most, 50);
end;

grant execute on function records_to_look_for(uuid), opened_by_agencies(uuid), recent_people(integer) to :"app";
