-- What follows when two records are joined: decisions, names, who reads them through, and the act itself.

-- Of two decisions about sharing that are both in force, the one that shares less holds: where the newest of both would share
-- more, it is written down once more. A decision that has lapsed by itself says nothing against the other.
create function combine_consents(the_joining uuid, survivor uuid, joined uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with newest as (
    select distinct on (c.person_id, c.category, c.reader_kind, c.purpose) c.* from consent c where c.person_id in (survivor, joined)
     order by c.person_id, c.category, c.reader_kind, c.purpose, c.at desc, c.id desc),
  in_force as (
    select n.*, row_number() over (partition by n.category, n.reader_kind, n.purpose order by n.at desc, n.id desc) as place
      from newest n where n.decision <> 'given' or n.until > now()),
  combined as (
    select category, reader_kind, purpose,
           case when bool_or(decision = 'refused') then 'refused' when bool_or(decision = 'withdrawn') then 'withdrawn' else 'given' end as decision,
           min(until) filter (where decision = 'given') as until
      from in_force group by category, reader_kind, purpose having count(*) = 2),
  made as (
    insert into consent (person_id, category, reader_kind, purpose, decision, until, evidence)
    select survivor, c.category, c.reader_kind, c.purpose, c.decision, case when c.decision = 'given' then c.until else 'infinity' end,
           'Two records of this person were joined: of two decisions the one that shares less holds. Ask the person again'
      from combined c join in_force f on f.category = c.category and f.reader_kind = c.reader_kind and f.purpose = c.purpose and f.place = 1
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
  perform combine_uses(new_id, survivor.id, other.id);
  insert into joining_row (joining_id, place, key, part, contents)
  select new_id, 'episode.beside', jsonb_build_object('id', e.id), 'changed', null from episode e
   where e.person_id = other.id and not e.beside
     and exists (select from episode s where s.person_id = survivor.id and s.service_id = e.service_id and not s.beside
                    and daterange(s.started_on, s.ended_on, '[]') && daterange(e.started_on, e.ended_on, '[]'));
  update episode e set beside = true from joining_row r
   where r.joining_id = new_id and r.place = 'episode.beside' and e.id = (r.key ->> 'id')::uuid;
  perform move_rows(new_id, survivor.id, other.id);
  insert into joining_row (joining_id, place, key, part)
  select new_id, 'named_limit.person_id', jsonb_build_object('id', named), 'made' from name_the_leads(survivor.id) named;
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
