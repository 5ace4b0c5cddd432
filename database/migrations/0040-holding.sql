-- Holds placed and ended, and what a worker reads about how long their agency's part is kept.

-- Places a hold: by a worker over their agency's part of somebody's record; by whoever decides about disposals over anything.
create function place_hold(the_person uuid, the_agency uuid, the_reason text, the_review date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('keeping:decide')
     and not coalesce(acting_may('person:correct') and the_agency = acting_agency() and acting_holds(the_person, 'own'), false) then
    return 'not-there';
  end if;
  if the_person is not null and (the_person = any (acting_barred()) or not exists (select from person where id = the_person)) then
    return 'not-there';
  end if;
  if the_agency is not null and not exists (select from agency where id = the_agency) then return 'not-there'; end if;
  if the_review <= (now() at time zone 'Europe/London')::date then return 'has-passed'; end if;
  -- Waits for a disposal that is under way, of the same person or of anybody, which then has been done or finds this.
  perform from person where id = the_person for no key update;
  if the_person is null then perform pg_advisory_xact_lock(lock_of_holds()); end if;
  insert into legal_hold (person_id, agency_id, reason, review_on) values (the_person, the_agency, the_reason, the_review);
  perform tell_the_office();
  return 'done';
end $$;

-- Ends one: never who placed it.
create function end_hold(the_hold uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  h legal_hold%rowtype;
begin
  if not acting_may('keeping:decide') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  select * into h from legal_hold where id = the_hold and (person_id is null or not person_id = any (acting_barred())) for update;
  if h.id is null then return 'not-there'; end if;
  if h.ended_at is not null then return 'answered'; end if;
  if h.placed_by = acting_staff() then return 'own'; end if;
  update legal_hold set ended_at = now(), ended_by = acting_staff(), end_reason = the_reason where id = h.id;
  perform tell_the_office();
  return 'done';
end $$;

-- How long the agency now acting keeps its part of somebody's record.
create function own_part(the_person uuid)
returns table (last_contact date, due_on date, still boolean, held boolean, asked boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select t.last_contact, t.due_on, t.still, is_held(the_person, acting_agency()),
         exists (select from disposal d join disposal_part p on p.disposal_id = d.id
                  where d.what = 'erasure' and d.state in ('prepared', 'approved') and p.person_id = the_person
                    and p.agency_id = acting_agency())
    from (select 1) one left join parts_with_times(the_person, acting_agency()) t on true
   where acting_holds(the_person, 'own');
end;

grant execute on function
  look_for_due(uuid), ask_erasure(uuid, text), find_due(uuid, integer), decide_disposal(uuid, boolean, text), dispose_of_part(uuid),
  end_disposal(uuid), place_hold(uuid, uuid, text, date), end_hold(uuid, text), own_part(uuid)
  to :"app";
