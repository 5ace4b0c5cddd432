-- Who sees what of a selection, which steps there are, nominating, the person's consent, and the panel's own acts.

do $$
declare the_table text;
begin
  foreach the_table in array array['nomination', 'nomination_step', 'panel_word'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
    execute format('grant select on %I to %I', the_table, :'app');
    perform bar_named_workers(the_table::regclass);
  end loop;
end $$;
-- Read by the clinic and by whoever nominated, where the role reads health; never by police and probation, and never by the panel,
-- which reads through panel_people and panel_words alone.
create policy seen_by_both_ends on nomination for select to :"app"
  using ('health' = any ((select acting_categories())::text[]) and not (select acting_for_enforcement())
         and (select acting_agency()) in (agency_id, from_agency_id)
         and exists (select from visible v where v.agency_id = (select acting_agency()) and v.person_id = nomination.person_id
                                             and v.until > now() and 'own' = any (v.grants)));
create policy seen_with_the_nomination on nomination_step for select to :"app"
  using (exists (select from nomination n where n.id = nomination_step.nomination_id));
create policy seen_by_the_clinic on panel_word for select to :"app"
  using (exists (select from nomination n where n.id = panel_word.nomination_id and n.agency_id = (select acting_agency())));

select show_to_those_entitled(the_table), let_own_agency_write(the_table)
  from unnest(array['eligibility_answer', 'treatment_agreement']::regclass[]) the_table;
create policy exceptions_by_their_own_act on eligibility_answer as restrictive for insert to :"app" with check (answer <> 'exception');
create trigger written_by_whoever_acts before insert or update on eligibility_answer
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
create trigger written_by_whoever_acts before insert or update on treatment_agreement
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
grant select on selection_rule, panel_meeting, panel_present to :"app";
grant select on eligibility_answer to :"app";
grant insert (person_id, nomination_id, programme, version, protocol, protocol_version, protocol_print, criterion, answer, words, evidence, category, agency_id, owner_kind, at, staff_id)
  on eligibility_answer to :"app";
grant select, insert on treatment_agreement to :"app";

-- Whether the person agrees today to be considered by the panel. Called by the functions of this area alone.
create function panel_consented(the_person uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select decision = 'given' from consent_to_use where person_id = the_person and purpose = 'panel-selection'
                    order by at desc, id desc limit 1), false);

-- Which states a nomination goes on to from where it stands. The program's rules say the same, and a test holds them together.
create function nomination_may_go(was text, goes text) returns boolean language sql immutable set search_path = pg_temp
  return case
    when goes = 'died' then was not in ('declined', 'not-suitable', 'induction', 'refused-by-person', 'withdrawn', 'ended', 'died')
    when goes = 'refused-by-person' then was in ('nominated', 'consented', 'panel', 'deferred', 'shortlisted', 'assessment', 'accepted', 'agreed')
    when goes = 'withdrawn' then was in ('nominated', 'consented', 'panel', 'deferred', 'shortlisted')
    when goes = 'ended' then was in ('assessment', 'accepted', 'agreed')
    when was = 'nominated' then goes = 'consented'
    when was = 'consented' then goes in ('panel', 'nominated')
    when was = 'panel' then goes in ('shortlisted', 'declined', 'deferred', 'nominated')
    when was = 'deferred' then goes in ('panel', 'nominated', 'shortlisted', 'declined')
    when was = 'shortlisted' then goes in ('assessment', 'declined', 'deferred')
    when was = 'declined' then goes in ('shortlisted', 'deferred')
    when was = 'assessment' then goes in ('accepted', 'not-suitable')
    when was = 'accepted' then goes in ('agreed', 'not-suitable')
    when was = 'agreed' then goes = 'induction'
    else false end;
create function nomination_is_open(n nomination) returns boolean language sql immutable set search_path = :"schema", pg_temp
  return n.state not in ('declined', 'not-suitable', 'induction', 'refused-by-person', 'withdrawn', 'ended', 'died');

create function nomination_moves() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if old.state <> 'died' and not nomination_may_go(old.state, new.state) then
    raise exception 'A nomination does not go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'nomination_moves';
  end if;
  new.since := now();
  if new.state <> 'shortlisted' then new.place := null; end if;
  if new.state <> 'deferred' then new.look_again_on := null; end if;
  return new;
end $$;
create trigger nomination_moves before update of state on nomination for each row when (old.state <> new.state) execute function nomination_moves();

-- The clinic keeps its own record of whoever is nominated to it, in order to ask them. Those of the panel to whom the person agreed
-- see who it is while the panel has it, and no more; police and probation read even that in the panel's papers alone.
create or replace view relationship with (security_invoker = true) as
  select s.agency_id, e.person_id, 'full' as level,
         case when e.ended_on is null then 'infinity'::timestamptz
              else (case when e.by_death and p.death_noted_at is not null
                         then greatest(e.ended_on, (p.death_noted_at at time zone 'Europe/London')::date)
                         else e.ended_on end + k.retention_days + 1)::timestamp at time zone 'Europe/London' end as until
    from episode e join service s on s.id = e.service_id join service_kind k on k.code = s.kind
    join person p on p.id = e.person_id
  union all
  select to_agency_id, person_id, 'full', 'infinity' from handover where state = 'accepted'
  union all
  select to_agency_id, person_id, 'minimum', 'infinity' from handover where state = 'offered'
  union all
  select to_agency_id, person_id, 'own', closed_at + (select parameter_span('sight-after-a-yes'))
    from handover where first_contact_at is not null and state not in ('offered', 'accepted', 'arrived')
  union all
  select s.agency_id, h.person_id, 'own', coalesce(h.ended_at, h.answered_at) + (select parameter_span('sight-after-a-no'))
    from handover h join team t on t.id = h.next_step_team_id join service s on s.id = t.service_id
   where h.state in ('declined', 'refused-by-person') and s.agency_id <> h.from_agency_id
  union all
  select agency_id, person_id, 'own', 'infinity' from task where state = 'open' and person_id is not null
  union all
  select agency_id, person_id, 'own', at + (select parameter_span('sight-after-registering')) from registration
  union all
  select with_agency_id, person_id, 'own',
         case when state in ('signed', 'held') then 'infinity' else stopped_at + (select parameter_span('sight-after-a-prescription')) end
    from prescription where signed_at is not null and with_agency_id is not null
  union all
  select n.agency_id, n.person_id, 'own',
         case when nomination_is_open(n) then 'infinity' else n.since + (select parameter_span('sight-after-a-nomination')) end
    from nomination n
  union all
  select a.id, n.person_id, 'minimum', 'infinity'
    from nomination n join agency a on a.id = any (n.agencies) join agency_kind k on k.code = a.kind and not k.enforcement
   where n.state in ('consented', 'panel', 'deferred', 'shortlisted')
     and (select c.decision from consent_to_use c where c.person_id = n.person_id and c.purpose = 'panel-selection'
           order by c.at desc, c.id desc limit 1) = 'given';
do $$
begin
  execute 'create trigger rights_after_insert after insert on nomination referencing new table as changed for each statement execute function rights_have_changed()';
  execute 'create trigger rights_after_update after update on nomination referencing new table as changed for each statement execute function rights_have_changed()';
  execute 'create trigger rights_after_delete after delete on nomination referencing old table as changed for each statement execute function rights_have_changed()';
end $$;

-- Open pages of the panel and both ends are told that something changed.
create function panel_has_changed(n nomination) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select pg_notify('changed', current_schema() || ':agency:' || a) from unnest(n.agencies || n.agency_id || n.from_agency_id) a;
end;

-- Moves a nomination and writes down that it moved. Called by the acts below only.
create function step_nomination(n nomination, to_state text, the_what text, the_reason text, the_words text, the_meeting uuid, at_step uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  last integer;
begin
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || ' shortlist ' || n.service_id, 0));
  if to_state = 'shortlisted' then select coalesce(max(place), 0) into last from nomination where service_id = n.service_id; end if;
  update nomination set state = to_state, place = last + 1 where id = n.id;
  insert into nomination_step (nomination_id, person_id, what, state, reason, words, place, meeting_id, points_at)
  values (n.id, n.person_id, the_what, to_state, nullif(the_reason, ''), nullif(the_words, ''), last + 1, the_meeting, at_step);
  -- Whoever stood behind somebody who left the waiting list moves up, and it is written down that they did.
  if n.place is not null then
    with moved as (update nomination set place = place - 1 where service_id = n.service_id and state = 'shortlisted' and place > n.place
                   returning id, person_id, place)
    insert into nomination_step (nomination_id, person_id, what, state, place) select id, person_id, 'shifted', 'shortlisted', place from moved;
  end if;
  perform panel_has_changed(n);
end $$;

-- A no to the panel, or one that takes a yes back, takes the person off its pages at once, wherever it was recorded.
create function consent_to_the_panel_changes() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  if new.decision = 'given' then return null; end if;
  for n in select * from nomination where person_id = new.person_id and cardinality(agencies) > 0
              and state in ('consented', 'panel', 'deferred', 'shortlisted') for update loop
    if n.state <> 'shortlisted' then perform step_nomination(n, 'nominated', 'moved', 'consent-' || new.decision, '', null, null); end if;
    update nomination set agencies = '{}' where id = n.id;
    perform panel_has_changed(n);
    insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
    select n.agency_id, t.id, n.person_id, 'selection', 'Speak with this person: a consent has changed', now() + parameter_span('answer-a-nomination'), null
      from team t where t.service_id = n.service_id order by t.id limit 1;
  end loop;
  perform recompute_visible(array[new.person_id]);
  return null;
end $$;
create trigger consent_to_the_panel after insert on consent_to_use for each row when (new.purpose = 'panel-selection')
  execute function consent_to_the_panel_changes();

-- Nominates somebody: any agency that has to do with them itself. Who else has nominated them is told to nobody.
create function nominate(the_person uuid, the_service uuid, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  s service%rowtype;
  the_id uuid;
begin
  select * into s from service where id = the_service and kind = 'clinic';
  if s.id is null or not acting_may('person:read') or not acting_may('work') or not acting_holds(the_person, 'own') then return 'not-there'; end if;
  perform from person where id = the_person and died_on is null for no key update;
  if not found then return 'has-died'; end if;
  if exists (select from nomination n where n.person_id = the_person and n.service_id = s.id and n.from_agency_id = acting_agency()
                                        and nomination_is_open(n)) then return 'already'; end if;
  insert into nomination (person_id, service_id, agency_id, from_agency_id, why) values (the_person, s.id, s.agency_id, acting_agency(), the_words)
  returning id into the_id;
  insert into nomination_step (nomination_id, person_id, what, state) values (the_id, the_person, 'moved', 'nominated');
  insert into task (agency_id, team_id, person_id, kind, title, due_at)
  select s.agency_id, t.id, the_person, 'selection', 'Speak with this person about a nomination', now() + parameter_span('answer-a-nomination')
    from team t where t.service_id = s.id order by t.id limit 1;
  return 'nominated';
end $$;

-- What whoever nominated learns: received, or closed. Police and probation learn no more than this. Whoever takes consent back is gone from the panel's
-- page as after any decision, and so reads closed too: else what was still received would say that they had.
create function own_nominations() returns table (person_id uuid, service_name text, at timestamptz, status text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select n.person_id, s.name, n.at, case when n.state in ('consented', 'panel', 'deferred')
                                              or (n.state = 'nominated' and not exists (select from nomination_step t where t.nomination_id = n.id and t.state not in ('nominated'))) then 'received' else 'closed' end
    from nomination n join service s on s.id = n.service_id
   where n.from_agency_id = acting_agency() and acting_may('person:read') and acting_holds(n.person_id, 'minimum')
   order by n.at desc limit 500;
end;

-- The agencies of the panel to which the person agrees, once they have agreed to the panel. Recorded by the clinic or by whoever nominated in care.
create function name_panel_agencies(the_nomination uuid, the_agencies uuid[]) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
  r selection_rule%rowtype;
begin
  select * into n from nomination where id = the_nomination and acting_agency() in (agency_id, from_agency_id) for update;
  if n.id is null or not acting_may('consent:record') or not acting_for_care() or not acting_holds(n.person_id, 'own') then return 'not-there'; end if;
  select * into r from selection_rule where service_id = n.service_id order by version desc limit 1;
  if r.id is null then return 'no-panel'; end if;
  if not panel_consented(n.person_id) then return 'no-consent'; end if;
  if n.state <> 'nominated' and not (n.state = 'shortlisted' and n.agencies = '{}') then return 'elsewhere'; end if;
  update nomination set agencies = array(select a from unnest(r.agencies) a where a = any (the_agencies) or a = r.chaired_by) where id = n.id
  returning * into n;
  if n.state = 'nominated' then perform step_nomination(n, 'consented', 'moved', '', '', null, null); else perform panel_has_changed(n); end if;
  return 'done';
end $$;

-- How much of a nomination's papers whoever acts may read: all that everyone named reads, that and support, or care as well. Null: nothing.
create function panel_reach(n nomination) returns text
language sql stable security definer set search_path = :"schema", pg_temp
  return case
    when not acting_may('panel') or not acting_agency() = any (n.agencies) or n.person_id = any (acting_barred()) or not panel_consented(n.person_id) then null
    when acting_for_enforcement() then case when n.state in ('consented', 'panel', 'deferred') then 'all' end
    when n.state in ('consented', 'panel', 'deferred', 'shortlisted')
      or (n.state = 'declined' and n.since > now() - parameter_span('panel-sees-its-decision')) then case when acting_for_care() then 'care' else 'support' end
    end;

-- Says something for the panel, or corrects what one's own agency said. Who may say what follows from what it is; so does who reads it.
create function say_for_panel(the_nomination uuid, the_what text, the_words text, the_old uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
  clinical boolean;
begin
  select * into n from nomination where id = the_nomination for share;
  if n.id is null then return 'not-there'; end if;
  clinical := acting_for_care() and acting_may('clinical') and acting_agency() in (n.agency_id, n.from_agency_id) and acting_holds(n.person_id, 'own');
  if not (case when the_what in ('summary', 'health') then clinical
               when the_what = 'offending' then panel_reach(n) is not null and acting_for_enforcement()
               when the_what = 'housing' then panel_reach(n) is not null and acting_agency_kind() = 'housing'
               else panel_reach(n) is not null end) then return 'not-there'; end if;
  if n.state not in ('nominated', 'consented', 'panel', 'deferred') then return 'elsewhere'; end if;
  if the_old is not null and not exists (select from panel_word where id = the_old and nomination_id = n.id and what = the_what
                                                                  and by_agency_id = acting_agency()) then return 'not-there'; end if;
  begin
    insert into panel_word (nomination_id, person_id, what, part, words, corrects)
    values (n.id, n.person_id, the_what,
            case when the_what = 'summary' or acting_for_enforcement() then 'all' when the_what = 'health' or acting_for_care() then 'care' else 'support' end,
            the_words, the_old);
  exception when unique_violation then return 'corrected-already';
  end;
  perform panel_has_changed(n);
  return 'done';
end $$;
-- The version of a clinic's selection that is in force.
create function selection_in_force(the_service uuid) returns selection_rule language sql stable set search_path = :"schema", pg_temp
  return (select r from selection_rule r where r.service_id = the_service order by r.version desc limit 1);
create function acting_chairs(the_service uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return acting_may('panel:chair') and acting_agency() = (selection_in_force(the_service)).chaired_by;
create function acting_selects(the_service uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return acting_may('selection') and exists (select from service where id = the_service and kind = 'clinic' and agency_id = acting_agency());

-- Sets a new version: by the clinic, or by whoever leads the panel.
create function set_selection_rule(the_service uuid, the_chair uuid, the_agencies uuid[], the_places integer, the_programme text, the_version integer,
                                   the_source text, the_check_by date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_selects(the_service) and not (acting_chairs(the_service) and the_chair = acting_agency()) then return 'not-there'; end if;
  perform from service where id = the_service for update;
  insert into selection_rule (service_id, version, chaired_by, agencies, places, programme, programme_version, source, check_by)
  values (the_service, coalesce((selection_in_force(the_service)).version, 0) + 1, the_chair,
          array(select distinct a from unnest(the_agencies || the_chair) a), the_places, the_programme, the_version, the_source, the_check_by);
  return 'done';
end $$;

create function plan_panel_meeting(the_service uuid, the_day date, the_place text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into panel_meeting (service_id, held_on, place) select the_service, the_day, the_place where acting_chairs(the_service) returning id;
end;
create function note_present(the_meeting uuid, the_agency uuid, the_name text, there boolean) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with noted as (
    insert into panel_present (meeting_id, agency_id, name, was_there)
    select m.id, the_agency, the_name, there from panel_meeting m
     where m.id = the_meeting and acting_chairs(m.service_id) and the_agency = any ((selection_in_force(m.service_id)).agencies) returning 1)
  select exists (select from noted);
end;

grant execute on function nominate(uuid, uuid, text), own_nominations(), name_panel_agencies(uuid, uuid[]),
  say_for_panel(uuid, text, text, uuid), nomination_may_go(text, text), selection_in_force(uuid),
  set_selection_rule(uuid, uuid, uuid[], integer, text, integer, text, date), plan_panel_meeting(uuid, date, text), note_present(uuid, uuid, text, boolean),
  acting_chairs(uuid), acting_selects(uuid) to :"app";
