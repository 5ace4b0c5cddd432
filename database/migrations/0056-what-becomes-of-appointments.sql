-- What follows when an appointment is settled, when somebody dies, and when records are joined; and what an order may learn.

-- Writes down what became of an appointment, and gives free what it no longer needs.
create function appointment_settles() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.state = old.state then return null; end if;
  insert into appointment_step (appointment_id, state, reason, staff_id) values (new.id, new.state, new.reason, acting_staff());
  if new.state not in ('offered', 'booked', 'attended') then delete from occupied where appointment_id = new.id; end if;
  return null;
end $$;
create trigger settles after insert or update on appointment for each row execute function appointment_settles();

-- Rows of a joined record come beside those there: two appointments at one time are one person's all the same.
create function appointment_joins() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  -- Generated columns of the new row are not computed yet; those of the old one say the same.
  new.beside := exists (select from appointment o where o.person_id = new.person_id and o.id <> new.id and o.apart = old.apart
                           and o.state in ('offered', 'booked', 'attended') and not o.walked_in
                           and tstzrange(o.starts_at, o.ends_at) && tstzrange(new.starts_at, new.ends_at));
  return new;
end $$;
create trigger joins before update of person_id on appointment for each row when (old.person_id <> new.person_id)
  execute function appointment_joins();

-- A death stops what was booked. Reversed, each stands again where its time is still to come and still free; of the others
-- their team is told, since the person may be waiting.
create function death_and_appointments() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  a appointment%rowtype;
begin
  if new.died_on is not null then
    update appointment set state = 'stopped-by-death', closed_at = new.death_noted_at
     where person_id = new.id and state in ('offered', 'booked');
    return null;
  end if;
  for a in select * from appointment where person_id = new.id and state = 'stopped-by-death' and closed_at = old.death_noted_at
            order by starts_at, id loop
    begin
      if a.starts_at <= now() then raise exclusion_violation; end if;
      update appointment set state = 'booked', closed_at = null where id = a.id;
      insert into occupied (agency_id, staff_id, appointment_id, starts_at, ends_at)
      select a.agency_id, s, a.id, a.starts_at, a.ends_at from unnest(array[a.staff_id, a.also_staff_id]) s where s is not null;
      insert into occupied (agency_id, room_id, appointment_id, starts_at, ends_at)
      select a.agency_id, a.room_id, a.id, a.starts_at, a.ends_at where a.room_id is not null;
    exception when exclusion_violation then
      insert into task (agency_id, team_id, person_id, kind, title, due_at)
      values (a.agency_id, a.team_id, a.person_id, 'to-do', 'Book again: an appointment was stopped by a death recorded in error',
              now() + parameter_span('settle-after-a-no'));
    end;
  end loop;
  return null;
end $$;
create trigger stops_appointments after update of died_on on person for each row
  when (old.died_on is distinct from new.died_on) execute function death_and_appointments();

-- What whoever holds an order or contract learns of the appointments it asks for: the day, and attended, missed or excused. Not
-- with whom, where or what for; and only where the sharing rules let the reader see offending of that kind of agency.
create function order_attendance(the_person uuid) returns table (on_day date, outcome text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select (a.starts_at at time zone 'Europe/London')::date, a.state
    from appointment a
   where a.person_id = the_person and a.for_order and a.state in ('attended', 'missed', 'excused')
     and a.category <> 'supervised-use' and 'offending' = any (acting_categories())
     and not a.person_id = any (acting_barred())
     and exists (select from visible v where v.agency_id = acting_agency() and v.person_id = a.person_id and v.until > now()
                    and ('offending/' || a.owner_kind = any (v.grants) or (a.agency_id = v.agency_id and 'own' = any (v.grants))))
   order by a.starts_at desc
   limit 200;
end;

-- Adds a room of the agency now acting, or closes one. Answers nothing where it may not.
create function add_room(the_name text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into room (agency_id, name) select acting_agency(), the_name where acting_agency() is not null and acting_may('work')
  on conflict (agency_id, name) do update set closed_on = null returning id;
end;
create function close_room(the_room uuid) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update room set closed_on = (now() at time zone 'Europe/London')::date
   where id = the_room and agency_id = acting_agency() and acting_may('work');
  return found;
end $$;

-- Writes when in the week the worker who asks sees people, in the place of what stood there.
create function set_working_hours(the_days integer[], the_from time[], the_to time[]) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if acting_staff() is null then return false; end if;
  delete from working_hours where staff_id = acting_staff();
  insert into working_hours (staff_id, weekday, from_at, to_at)
  select acting_staff(), d, f, t from unnest(the_days, the_from, the_to) as x (d, f, t);
  return true;
end $$;
grant execute on function order_attendance(uuid), add_room(text), close_room(uuid), set_working_hours(integer[], time[], time[]) to :"app";

-- Open pages of the agency are told when its diary changes.
create trigger boards_after_insert after insert on appointment referencing new table as changed
  for each statement execute function boards_have_changed();
create trigger boards_after_update after update on appointment referencing new table as changed
  for each statement execute function boards_have_changed();

-- Police and probation read their own diary. Of others' they learn what an order needs from the function above, never from here.
create policy only_what_an_order_needs on appointment as restrictive for select to :"app"
  using (agency_id = (select acting_agency()) or person_id = (select acting_person()) or not (select acting_for_enforcement()));
