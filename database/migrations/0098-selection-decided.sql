-- The panel's meeting and its waiting list, the clinical side's acts, and what keeps a nomination and the clinic's stay in step.

alter table nomination add column licence_id uuid references clinic_licence, add column protocol text, add column protocol_version integer, add column protocol_print text,
  add constraint only_under_a_licence check (state not in ('accepted', 'agreed', 'induction') or licence_id is not null),
  add constraint only_under_a_protocol check (state not in ('accepted', 'agreed', 'induction') or (protocol is not null and protocol_version is not null and protocol_print is not null));
create index nomination_licence_index on nomination (licence_id);
comment on column nomination.licence_id is 'The licence of the doctor who accepted.';
comment on column nomination.protocol is 'The clinic''s protocol that was in force when they were accepted.';
comment on column nomination.protocol_version is 'Its version.';
comment on column nomination.protocol_print is 'SHA-256 of all of it.';

-- Whom the panel has, as whoever acts may see it. Police and probation read of each only that it was received.
create function panel_people() returns table (id uuid, person_id uuid, name text, born_on date, state text, since timestamptz, look_again_on date,
  place integer, service_id uuid, service_name text, named text[], said text[], reach text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select n.id, n.person_id, p.given_names || ' ' || p.family_name, p.born_on, case when acting_for_enforcement() then 'received' else n.state end,
         case when acting_for_enforcement() then null else n.since end, case when not acting_for_enforcement() then n.look_again_on end,
         case when not acting_for_enforcement() then n.place end, n.service_id, s.name,
         array(select a.name from agency a where a.id = any (n.agencies) order by a.name),
         array(select distinct a.name from panel_word w join agency a on a.id = w.by_agency_id where w.nomination_id = n.id
                  and (not acting_for_enforcement() or w.part = 'all' or w.by_agency_id = acting_agency())), panel_reach(n)
    from nomination n join person p on p.id = n.person_id join service s on s.id = n.service_id
   where panel_reach(n) is not null
   order by n.place nulls first, n.at;
end;

-- What was said about one, as far as whoever acts reads it: cell by cell.
create function panel_words(the_nomination uuid) returns table (id uuid, what text, part text, words text, corrects uuid, agency text, own boolean, at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select w.id, w.what, w.part, w.words, w.corrects, a.name, w.by_agency_id = acting_agency(), w.at
    from nomination n join panel_word w on w.nomination_id = n.id join agency a on a.id = w.by_agency_id
   where n.id = the_nomination
     and case panel_reach(n) when 'care' then true when 'support' then w.part in ('all', 'support') when 'all' then w.part = 'all' else false end
   order by w.at;
end;

-- The panel's decisions and the places on the waiting list. Not for police and probation.
create function panel_steps(the_nomination uuid) returns table (id uuid, what text, state text, reason text, words text, place integer, meeting_id uuid,
  points_at uuid, staff text, agency text, at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select t.id, t.what, t.state, t.reason, t.words, t.place, t.meeting_id, t.points_at, f.name, a.name, t.at
    from nomination n join nomination_step t on t.nomination_id = n.id left join staff f on f.id = t.staff_id left join agency a on a.id = t.by_agency_id
   where n.id = the_nomination and panel_reach(n) in ('support', 'care') and t.what <> 'moved'
   order by t.at desc;
end;

-- Records a decision of the meeting. Where somebody recorded another at the same time both are kept, the first holds, and whoever leads settles it.
create function panel_decide(the_nomination uuid, the_meeting uuid, the_decision text, the_reason text, the_words text, again date, settles boolean) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
  before nomination_step%rowtype;
begin
  select * into n from nomination where id = the_nomination for update;
  if n.id is null or not acting_chairs(n.service_id) or panel_reach(n) is null or the_decision not in ('shortlisted', 'declined', 'deferred')
     or not exists (select from panel_meeting m where m.id = the_meeting and m.service_id = n.service_id) then return 'not-there'; end if;
  select * into before from nomination_step t where t.nomination_id = n.id and t.what in ('decided', 'settled') order by t.at desc limit 1;
  if n.state = 'panel' then
    perform step_nomination(n, the_decision, 'decided', the_reason, the_words, the_meeting, null);
  elsif before.meeting_id = the_meeting and n.state in ('shortlisted', 'declined', 'deferred') and not settles then
    insert into nomination_step (nomination_id, person_id, what, state, reason, words, meeting_id, points_at)
    values (n.id, n.person_id, 'clashed', the_decision, nullif(the_reason, ''), nullif(the_words, ''), the_meeting, before.id);
    perform panel_has_changed(n);
    return 'clashed';
  elsif before.meeting_id = the_meeting and n.state in ('shortlisted', 'declined', 'deferred') then
    if n.state = the_decision then
      insert into nomination_step (nomination_id, person_id, what, state, reason, words, place, meeting_id, points_at)
      values (n.id, n.person_id, 'settled', the_decision, nullif(the_reason, ''), nullif(the_words, ''), n.place, the_meeting, before.id);
      perform panel_has_changed(n);
    else perform step_nomination(n, the_decision, 'settled', the_reason, the_words, the_meeting, before.id); end if;
  else return 'not-before-the-panel'; end if;
  update nomination set look_again_on = again where id = n.id and the_decision = 'deferred';
  return 'done';
end $$;

-- Moves somebody on the waiting list; everybody whose place changes by it has that written down.
create function place_nomination(the_nomination uuid, to_place integer, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
  last integer;
begin
  select * into n from nomination where id = the_nomination;
  if n.id is null or n.person_id = any (acting_barred()) then return 'not-there'; end if;
  if not acting_selects(n.service_id) and (not acting_chairs(n.service_id) or panel_reach(n) is null) then return 'not-there'; end if;
  perform pg_advisory_xact_lock(hashtextextended(current_schema() || ' shortlist ' || n.service_id, 0));
  select * into n from nomination where id = the_nomination for update;
  if n.state <> 'shortlisted' then return 'elsewhere'; end if;
  select max(place) into last from nomination where service_id = n.service_id;
  if to_place not between 1 and last then return 'no-such-place'; end if;
  if to_place = n.place then return 'same-place'; end if;
  with moved as (
    update nomination o set place = case when o.id = n.id then to_place when n.place < to_place then o.place - 1 else o.place + 1 end
     where o.service_id = n.service_id and o.place between least(n.place, to_place) and greatest(n.place, to_place) returning o.id, o.person_id, o.place)
  insert into nomination_step (nomination_id, person_id, what, state, words, place)
  select m.id, m.person_id, case when m.id = n.id then 'placed' else 'shifted' end, 'shortlisted', case when m.id = n.id then the_reason end, m.place from moved m;
  perform panel_has_changed(n);
  return 'done';
end $$;

-- The other steps: before the panel by whoever leads it; the person's no, by either end; taken back; not suitable; begun.
create function move_nomination(the_nomination uuid, to_state text, the_reason text, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  select * into n from nomination where id = the_nomination for update;
  if n.id is null or n.person_id = any (acting_barred()) then return 'not-there'; end if;
  if not (case to_state
            when 'panel' then acting_chairs(n.service_id) and panel_reach(n) is not null
            when 'not-suitable' then acting_selects(n.service_id)
            when 'refused-by-person' then acting_selects(n.service_id)
            when 'withdrawn' then acting_selects(n.service_id) else false end
          or (to_state in ('refused-by-person', 'withdrawn') and n.from_agency_id = acting_agency() and acting_may('work')
              and not acting_for_enforcement() and acting_holds(n.person_id, 'own') and n.episode_id is null)) then return 'not-there'; end if;
  if not nomination_may_go(n.state, to_state) then return 'elsewhere'; end if;
  perform step_nomination(n, to_state, 'moved', the_reason, the_words, null, null);
  return 'done';
end $$;

-- The clinical assessment begins with the clinic's stay.
create function begin_assessment(the_nomination uuid, the_episode uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  select * into n from nomination where id = the_nomination and not person_id = any (acting_barred()) for update;
  if n.id is null or not acting_selects(n.service_id) or not exists (select from episode e where e.id = the_episode and e.person_id = n.person_id
       and e.service_id = n.service_id and e.ended_on is null) then return 'not-there'; end if;
  if n.state <> 'shortlisted' then return 'elsewhere'; end if;
  update nomination set episode_id = the_episode where id = n.id;
  perform step_nomination(n, 'assessment', 'moved', '', '', null, null);
  return 'done';
end $$;

-- The premises of a clinic at which the licence of whoever acts holds today.
create function licensed_premises(the_service uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select p.id, p.name from premises p
   where p.service_id = the_service and clinic_licence_held(acting_staff(), p.id, 'diamorphine', london_day(now())) is not null order by p.name;
end;

-- An exception to a criterion: by a licensed doctor alone, and a second doctor of the clinic is told.
create function note_exception(the_nomination uuid, the_programme text, the_version integer, the_criterion text, the_words text, second uuid,
                               the_protocol text, its_version integer, its_print text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  select * into n from nomination where id = the_nomination and not person_id = any (acting_barred());
  if n.id is null or not acting_selects(n.service_id) or not acting_may('prescribe') then return 'not-there'; end if;
  if not exists (select from licensed_premises(n.service_id)) then return 'no-licence'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if n.state <> 'assessment' then return 'elsewhere'; end if;
  if second = acting_staff() or not exists (select from second_doctors() d where d.id = second) then return 'no-second-doctor'; end if;
  insert into eligibility_answer (person_id, nomination_id, programme, version, protocol, protocol_version, protocol_print, criterion, answer, words, second_staff_id, category)
  values (n.person_id, n.id, the_programme, the_version, the_protocol, its_version, its_print, the_criterion, 'exception', the_words, second, 'health');
  insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at)
  select n.agency_id, t.id, second, n.person_id, 'selection', 'Read what a colleague decided in a selection', now() + parameter_span('read-an-exception')
    from team t where t.service_id = n.service_id order by t.id limit 1;
  return 'done';
end $$;
create function second_doctors() returns table (id uuid, name text) language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct s.id, s.name from staff s join account a on a.staff_id = s.id join post p on p.account_id = a.id join role r on r.code = p.role
   where p.agency_id = acting_agency() and 'prescribe' = any (r.may) and post_holds(p.id) and a.disabled_at is null and s.id <> acting_staff();
end;

-- Accepts somebody for treatment. Only the doctor whose licence for these premises holds today, who has just shown that it is they.
create function accept_nomination(the_nomination uuid, the_premises uuid, the_words text, the_protocol text, its_version integer, its_print text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
  licence uuid;
begin
  select * into n from nomination where id = the_nomination and not person_id = any (acting_barred()) for update;
  if n.id is null or not acting_selects(n.service_id) or not acting_may('prescribe')
     or not exists (select from premises where id = the_premises and service_id = n.service_id) then return 'not-there'; end if;
  licence := clinic_licence_held(acting_staff(), the_premises, 'diamorphine', london_day(now()));
  if licence is null then return 'no-licence'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if n.state <> 'assessment' then return 'elsewhere'; end if;
  update nomination set licence_id = licence, protocol = the_protocol, protocol_version = its_version, protocol_print = its_print where id = n.id;
  perform step_nomination(n, 'accepted', 'moved', '', the_words, null, null);
  return 'done';
end $$;
-- Whoever writes it, and by whatever way: accepted is what the holder of a licence that holds today accepted; agreed is what was signed.
create function only_as_the_law_has_it() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if new.state = 'accepted' and old.state <> 'died' and not exists (
       select from clinic_licence l join premises p on p.id = l.premises_id and p.service_id = new.service_id
        where l.id = new.licence_id and l.staff_id = acting_staff() and l.drug_class = 'diamorphine'
          and london_day(now()) between l.from_on and clinic_licence_last_day(l)) then
    raise exception 'Only a doctor whose licence holds today accepts' using errcode = 'check_violation', constraint = 'only_a_licensed_doctor_accepts';
  end if;
  if new.state = 'agreed' and not exists (select from treatment_agreement a where a.nomination_id = new.id) then
    raise exception 'Nothing was signed' using errcode = 'check_violation', constraint = 'an_agreement_is_signed';
  end if;
  return new;
end $$;
create trigger only_as_the_law_has_it before update of state on nomination for each row when (old.state <> new.state) execute function only_as_the_law_has_it();
-- A signed agreement moves the nomination on, and the first session is a task of the clinic.
create function agreement_is_signed() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  select * into n from nomination where id = new.nomination_id and person_id = new.person_id and agency_id = new.agency_id and state = 'accepted' for update;
  if n.id is null then
    raise exception 'Nobody has accepted this person' using errcode = 'check_violation', constraint = 'accepted_before_agreed';
  end if;
  perform step_nomination(n, 'agreed', 'moved', '', '', null, null);
  insert into task (agency_id, team_id, person_id, kind, title, due_at)
  select n.agency_id, t.id, n.person_id, 'selection', 'Plan a first session with this person', now() + parameter_span('plan-a-first-session')
    from team t where t.service_id = n.service_id order by t.id limit 1;
  return null;
end $$;
create trigger agreement_is_signed after insert on treatment_agreement for each row when (new.nomination_id is not null) execute function agreement_is_signed();

-- Does a selection that has not come so far stand in the way of beginning treatment in this stay? Called by the functions of this area alone.
create function selection_holds_stay(the_episode uuid, the_stage text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return the_stage in ('titration', 'maintenance', 'stepping-down') and exists (
    select from episode e join nomination n on n.person_id = e.person_id and n.service_id = e.service_id
     where e.id = the_episode and nomination_is_open(n)
       and not exists (select from nomination o where o.person_id = n.person_id and o.service_id = n.service_id and o.state in ('agreed', 'induction')));
-- The same, for whoever is of the agency whose stay it is.
create function selection_holds(the_episode uuid, the_stage text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from episode e where e.id = the_episode and e.agency_id = acting_agency() and acting_holds(e.person_id, 'own')) and selection_holds_stay(the_episode, the_stage);
create function agreed_before_treated() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if old.stage <> new.stage and selection_holds_stay(new.id, new.stage) then
    raise exception 'A selection holds this stay' using errcode = 'check_violation', constraint = 'agreed_before_treated';
  end if;
  return new;
end $$;
create trigger agreed_before_treated before update of stage on episode for each row when (current_user = :'app') execute function agreed_before_treated();
-- Treatment that has begun is the induction; a stay that ends ends its selection.
create function selection_follows_the_stay() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  for n in select * from nomination where episode_id = new.id and state in ('assessment', 'accepted', 'agreed') for update loop
    if new.ended_on is not null and not new.by_death then
      perform step_nomination(n, case when new.ending = 'declined-to-start' then 'refused-by-person'
                                      when new.ending = 'not-selected' and n.state <> 'agreed' then 'not-suitable' else 'ended' end, 'moved', '', '', null, null);
    elsif new.ended_on is null and n.state = 'agreed' and new.stage in ('titration', 'maintenance', 'stepping-down') then
      perform step_nomination(n, 'induction', 'moved', '', '', null, null);
    end if;
  end loop;
  return null;
end $$;
create trigger selection_follows_the_stay after update of stage, ended_on on episode for each row
  when (old.stage <> new.stage or old.ended_on is distinct from new.ended_on) execute function selection_follows_the_stay();

create function death_and_nominations() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  n nomination%rowtype;
begin
  for n in select * from nomination where person_id = new.id and (new.died_on is not null and nomination_is_open(nomination) or new.died_on is null and state = 'died') for update loop
    if new.died_on is not null then
      update nomination set state_before_death = n.state where id = n.id;
      perform step_nomination(n, 'died', 'moved', '', '', null, null);
    else perform step_nomination(n, n.state_before_death, 'moved', 'death-reversed', '', null, null); end if;
  end loop;
  return null;
end $$;
create trigger death_and_nominations after update of died_on on person for each row
  when ((old.died_on is null) <> (new.died_on is null)) execute function death_and_nominations();

-- For the report, without names: when each nomination came to each state. For the clinic, for whoever leads, and for the board.
create function selection_steps(the_service uuid) returns table (nomination_id uuid, state text, reason text, at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select n.id, t.state, t.reason, t.at from nomination n join nomination_step t on t.nomination_id = n.id
   where n.service_id = the_service and t.what in ('moved', 'decided', 'settled')
     and (acting_chairs(the_service) or acting_selects(the_service) or acting_may('board:partnership')) order by n.at, n.id, t.at;
end;
-- How many the clinic has places for, treats, is about to begin with, assesses, and has waiting.
create function clinic_places(the_service uuid) returns table (places integer, treated integer, starting integer, assessed integer, waiting integer)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select (selection_in_force(the_service)).places,
         (select count(*)::int from episode where service_id = the_service and ended_on is null and stage in ('titration', 'maintenance', 'stepping-down')),
         count(*) filter (where state in ('accepted', 'agreed'))::int, count(*) filter (where state = 'assessment')::int,
         count(*) filter (where state = 'shortlisted')::int
    from nomination where service_id = the_service
  having acting_chairs(the_service) or acting_selects(the_service);
end;
grant execute on function panel_people(), panel_words(uuid), panel_steps(uuid), panel_decide(uuid, uuid, text, text, text, date, boolean),
  place_nomination(uuid, integer, text), move_nomination(uuid, text, text, text), begin_assessment(uuid, uuid), licensed_premises(uuid), second_doctors(),
  note_exception(uuid, text, integer, text, text, uuid, text, integer, text), accept_nomination(uuid, uuid, text, text, integer, text), selection_holds(uuid, text), selection_steps(uuid),
  clinic_places(uuid) to :"app";
