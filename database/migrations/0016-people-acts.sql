-- Deaths and their reversal, whom one looked at lately, numbers added later, and the identity clerk's pairs.

create table death_decision (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  what       text not null check (what in ('recorded', 'reversed')),
  died_on    date not null,
  reason     text not null check (length(reason) between 1 and 500),
  category   text not null default 'identity' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index death_decision_person_index on death_decision (person_id, at desc);
create index death_decision_agency_index on death_decision (agency_id);
create index death_decision_owner_kind_index on death_decision (owner_kind);
create index death_decision_category_index on death_decision (category);
create index death_decision_staff_index on death_decision (staff_id);
comment on table  death_decision            is 'A death recorded, or a record of one reversed. Only ever added to.';
comment on column death_decision.id         is 'Identifier.';
comment on column death_decision.person_id  is 'Who.';
comment on column death_decision.what       is 'Recorded, or reversed.';
comment on column death_decision.died_on    is 'The day of death it is about.';
comment on column death_decision.reason     is 'How it became known, or why the record was wrong.';
comment on column death_decision.category   is 'Category.';
comment on column death_decision.agency_id  is 'Agency that recorded it.';
comment on column death_decision.owner_kind is 'Kind of that agency.';
comment on column death_decision.shared_as  is 'What a grant must name to show it.';
comment on column death_decision.at         is 'When it was recorded.';
comment on column death_decision.staff_id   is 'Who recorded it.';
select show_to_those_entitled('death_decision');
grant select on death_decision to :"app";

-- The key under which insight counts someone goes with no one's name and birth date.
revoke select on person from :"app";
grant select (id, family_name, given_names, known_as, born_on, sex, died_on, death_noted_at, registered_at) on person to :"app";

-- A death stops everything at once, everywhere; what stood before is kept so that an error can be undone. What the one
-- who recorded it wrote stays with that decision: the records of others say only that the person died.
create function record_death(the_person uuid, the_day date, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('person:record-death')
     or not acting_holds(the_person, 'own') then
    return 'not-there';
  end if;
  perform from person where id = the_person for update;
  if exists (select from person where id = the_person and died_on is not null) then return 'already-recorded'; end if;
  update person set died_on = the_day, death_by = acting_staff(), death_noted_at = now() where id = the_person;
  insert into death_decision (person_id, what, died_on, reason) values (the_person, 'recorded', the_day, the_reason);
  update handover set state_before_death = state, state = 'ended-by-death', ended_at = now(), end_reason = 'The person died'
   where person_id = the_person and state in ('offered', 'accepted');
  update task set state = 'stopped-by-death', closed_at = now(), closed_by = acting_staff()
   where person_id = the_person and state = 'open';
  with ended as (
    update episode set ended_on = greatest(the_day, started_on), ending = 'died', end_reason = 'The person died', by_death = true
     where person_id = the_person and ended_on is null returning id, stage)
  insert into episode_stage (episode_id, what, stage, reason, staff_id)
  select id, 'ended', stage, 'The person died', acting_staff() from ended;
  return 'recorded';
end $$;

-- Undoes a death recorded in error: everything it stopped stands where it stood. A stay beside which the same service has
-- a later one by now (its file brought it in) cannot go on; it stays ended, and its team is asked how it really ended.
create function reverse_death(the_person uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  noted timestamptz;
  day date;
begin
  if not acting_may('person:record-death')
     or not acting_holds(the_person, 'own') then
    return 'not-there';
  end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  select death_noted_at, died_on into noted, day from person where id = the_person and died_on is not null for update;
  if noted is null then return 'not-recorded'; end if;
  insert into death_decision (person_id, what, died_on, reason) values (the_person, 'reversed', day, the_reason);
  update person set died_on = null, death_by = null, death_noted_at = null where id = the_person;
  with gone_on as (
    update episode e set by_death = false
     where e.person_id = the_person and e.by_death
       and exists (select from episode l where l.person_id = the_person and l.service_id = e.service_id and l.id <> e.id
                      and coalesce(l.ended_on, 'infinity') >= e.started_on)
    returning e.agency_id, e.team_id, e.started_on)
  insert into task (agency_id, team_id, person_id, kind, title, due_at)
  select agency_id, team_id, the_person, 'to-do',
         'Correct how the stay from ' || to_char(started_on, 'FMDD FMMonth YYYY')
           || ' ended: a death was recorded in error, and another stay has begun since', now() + parameter_span('say-how-it-ended')
    from gone_on;
  with reopened as (
    update episode set ended_on = null, ending = null, end_reason = null, by_death = false
     where person_id = the_person and by_death returning id, stage)
  insert into episode_stage (episode_id, what, stage, reason, staff_id)
  select id, 'reopened', stage, 'A death was recorded in error', acting_staff() from reopened;
  update handover set state = state_before_death, state_before_death = null, ended_at = null, end_reason = null
   where person_id = the_person and state = 'ended-by-death'
     and exists (select from episode e where e.id = from_episode_id and e.ended_on is null);
  -- A handover from a stay that cannot go on cannot either: both its ends are asked what happens instead.
  with lost as (
    select h.id, h.team_id, h.to_agency_id, h.from_service_id, e.team_id as sent_by, k.enforcement
      from handover h join episode e on e.id = h.from_episode_id
      join agency a on a.id = h.from_agency_id join agency_kind k on k.code = a.kind
     where h.person_id = the_person and h.state = 'ended-by-death' and h.ended_at = noted),
  asked as (
    select id, team_id, 'to-do' as kind, 'agree with who sent them what happens next' as words from lost
    union all
    select id, case when enforcement then coalesce((select team_id from teams_for_a_no(from_service_id) limit 1), team_id) else sent_by end,
           'handover-returned', case when enforcement then 'agree with the person what happens next'
                                     else 'agree with whom they were offered to what happens next' end
      from lost)
  insert into task (agency_id, team_id, person_id, handover_id, kind, title, due_at)
  select s.agency_id, t.id, the_person, asked.id, asked.kind, 'A handover ended when a death was recorded in error: ' || asked.words,
         now() + parameter_span('settle-after-a-no')
    from asked join team t on t.id = asked.team_id join service s on s.id = t.service_id;
  update task set state = 'open', closed_at = null, closed_by = null
   where person_id = the_person and state = 'stopped-by-death' and closed_at = noted;
  return 'reversed';
end $$;

-- Adds a number to a person; one found wrong before counts again. Anyone else who has it goes before the identity clerk,
-- whether or not whoever asks may see them, and they are told nothing of it.
create function add_number(the_person uuid, the_scheme text, the_value text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  added uuid;
begin
  if not acting_may('person:correct') or not 'identity' = any (acting_categories())
     or not acting_holds(the_person, 'own') then
    return 'not-there';
  end if;
  insert into identifier (person_id, scheme, value) values (the_person, the_scheme, the_value)
  on conflict (person_id, scheme, value, agency_id) do update set ended_at = null, at = now()
    where identifier.ended_at is not null
  returning id into added;
  if added is null then return 'already-there'; end if;
  perform raise_pair(the_person, candidate, array[the_scheme || ':same'])
     from alike_candidates('', '', '', null, jsonb_build_object(the_scheme, the_value), 20) candidate;
  return 'added';
end $$;

-- Of one person whom an agency of enforcement referred: to where, when, and sent, received or closed.
create function referral_status(the_person uuid) returns table (to_service text, offered_at timestamptz, status text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.name, h.offered_at,
         case h.state when 'offered' then 'sent' when 'accepted' then 'received' else 'closed' end
    from handover h join service s on s.id = h.to_service_id
   where h.person_id = the_person and h.from_service_id = any (acting_services())
     and acting_holds(the_person, 'minimum')
   order by h.offered_at desc
   limit 100;
end;

create index identity_review_open_index on identity_review (raised_at, id) where state = 'open';

grant execute on function
  record_death(uuid, date, text), reverse_death(uuid, text), add_number(uuid, text, text),
  referral_status(uuid)
  to :"app";
