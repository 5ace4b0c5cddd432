-- Signing an order, holding, restarting and ending it, taking it over; and what stands against giving by it on a day.

-- By whose licence an order was given at a time: of whoever had taken it over last by then, else of whoever signed it. Called by the functions of this
-- area alone.
create function clinic_order_holder_at(the_order uuid, the_time timestamptz) returns uuid language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select l.staff_id from clinic_order o join clinic_licence l on l.id = coalesce(
           (select s.licence_id from clinic_order_step s where s.order_id = o.id and s.what = 'taken over' and s.at <= the_time order by s.at desc, s.id desc limit 1), o.licence_id)
   where o.id = the_order;
end;

-- The same now, for whoever is of the clinic whose order it is.
create function clinic_order_holder(the_order uuid) returns uuid language sql stable security definer set search_path = :"schema", pg_temp
  return (select clinic_order_holder_at(o.id, 'infinity') from clinic_order o where o.id = the_order and o.agency_id = acting_agency());

-- The number of the licence under which an order is given at a time, as its line of the register says it: of whoever holds it then, on that day.
create function clinic_order_authority(the_order uuid, the_time timestamptz) returns text language sql stable security definer set search_path = :"schema", pg_temp
  return (select l.number from clinic_order o
            join clinic_licence l on l.id = clinic_licence_held(clinic_order_holder_at(o.id, the_time), o.premises_id, o.drug_class, london_day(the_time))
           where o.id = the_order);

-- What stands against giving anything by an order on a day, or nothing. Each authority to hand a part over asks it; so does every page.
create function clinic_order_stands_against(the_order uuid, the_day date) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare
  o clinic_order%rowtype;
begin
  select * into o from clinic_order where id = the_order and agency_id = acting_agency();
  if o.id is null then return 'not-there'; end if;
  if o.state in ('draft', 'queued', 'cancelled') then return 'not-signed'; end if;
  if exists (select from person where id = o.person_id and died_on is not null) then return 'has-died'; end if;
  if o.state = 'held' then return 'held'; end if;
  -- What was ended is not given any more, in a session of the day before neither, which goes on after midnight.
  if o.state = 'ended' or (o.state = 'changed' and o.stops_on is null) then return 'stopped'; end if;
  if the_day < o.starts_on then return 'not-yet'; end if;
  if o.stops_on <= the_day then return 'stopped'; end if;
  if o.ends_on < the_day then return 'lapsed'; end if;
  if not exists (select from episode e join premises r on r.service_id = e.service_id
                  where r.id = o.premises_id and e.person_id = o.person_id and e.ended_on is null) then return 'no-open-stay'; end if;
  if not clinic_protocol_may_be_used(o.agency_id, o.protocol, o.protocol_version, o.protocol_print) then return 'protocol-not-signed'; end if;
  if clinic_licence_needed(o.drug_class) and clinic_licence_held(clinic_order_holder_at(o.id, 'infinity'), o.premises_id, o.drug_class, the_day) is null then return 'no-licence'; end if;
  return null;
end $$;

-- Most of an order in one injection and in a day.
create function clinic_order_most(the_order uuid, out one bigint, out a_day bigint) language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce(max(micrograms), 0), coalesce(sum(micrograms), 0) from clinic_order_part where order_id = the_order;
end;

-- Tells the team of an order to look: a task that says no more than every role may read.
create function tell_clinic_team(the_order uuid, the_kind text, the_title text, the_span text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
  select o.agency_id, o.team_id, o.person_id, the_kind, the_title, now() + parameter_span(the_span), null from clinic_order o where o.id = the_order;
end;

-- Signs an order as it was shown. The doctor holds the licence on each day of it; those whom a licence authorises sign no more than a
-- smaller dose for a single session of an order that stands. Where the stay has no selection, the words say why, and are kept with the step.
create function sign_clinic_order(the_order uuid, the_print text, the_words text default null) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  o       clinic_order%rowtype;
  base    clinic_order%rowtype;
  today   date := london_day(now());
  licence uuid;
  rises   boolean;
  against text;
begin
  select * into o from clinic_order where id = the_order and agency_id = acting_agency();
  if o.id is null or not acting_may('prescribe:licensed') or not acting_holds(o.person_id, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform from person where id = o.person_id and died_on is null for no key update;
  if not found then return 'has-died'; end if;
  select * into o from clinic_order where id = the_order for update;
  if o.state <> 'queued' then return 'not-queued'; end if;
  if o.starts_on < today then return 'begins-in-the-past'; end if;
  if not exists (select from episode e join premises r on r.service_id = e.service_id
                  where r.id = o.premises_id and e.person_id = o.person_id and e.ended_on is null) then return 'no-open-stay'; end if;
  if not clinic_protocol_may_be_used(o.agency_id, o.protocol, o.protocol_version, o.protocol_print) then return 'protocol-not-signed'; end if;
  if not clinic_order_keeps_its_limits(o.id) then return 'above-its-own-most'; end if;
  if exists (select from clinic_protocol p where p.agency_id = o.agency_id and p.print = o.protocol_print
                and (o.most_single_ug > (p.content #>> '{parameters,max-single,value}')::numeric * 1000
                     or o.most_daily_ug > (p.content #>> '{parameters,max-daily,value}')::numeric * 1000
                     or o.sessions_a_day > (p.content #>> '{parameters,sessions-a-day,value}')::numeric)) then return 'above-the-protocol'; end if;
  -- What it is measured against: the order of before that goes on longest, whatever became of it.
  select * into base from clinic_order s
   where s.person_id = o.person_id and s.drug_class = o.drug_class and s.kind = 'standing' and s.state in ('signed', 'held', 'changed', 'ended')
     and s.starts_on <= o.starts_on and (s.stops_on is null or s.stops_on >= s.starts_on)
   -- One that was ended on its first day was given until then.
   order by coalesce(upper(s.in_force), s.starts_on) desc, s.signed_at desc limit 1;
  if o.kind = 'single-session' then
    if base.state = 'held' and base.in_force @> o.starts_on then return 'held'; end if;
    rises := base.id is not null and clinic_slot_total(o.id, o.slot) > clinic_slot_total(base.id, o.slot);
  else
    rises := base.id is not null and ((select a_day from clinic_order_most(o.id)) > (select a_day from clinic_order_most(base.id))
                                      or (select one from clinic_order_most(o.id)) > (select one from clinic_order_most(base.id)));
  end if;
  if rises and clinic_rise_is_stopped(o.person_id) then return 'rise-stopped'; end if;
  if clinic_licence_needed(o.drug_class) then
    licence := clinic_licence_held(acting_staff(), o.premises_id, o.drug_class, o.starts_on);
    if licence is null and o.kind = 'single-session' and base.in_force @> o.starts_on and not rises then
      licence := clinic_licence_for_giving(acting_staff(), o.premises_id, o.drug_class, o.starts_on);
    elsif exists (select from generate_series(o.starts_on, o.ends_on, interval '1 day') d
                   where clinic_licence_held(acting_staff(), o.premises_id, o.drug_class, d::date) is null) then
      return 'no-licence';
    end if;
    if licence is null then return 'no-licence'; end if;
  end if;
  against := clinic_selection_stands_against(o.id);
  if against = 'selection-goes-on' or (against is not null and coalesce(btrim(the_words), '') = '') then return against; end if;
  if clinic_gap_leaves_less(o.id) is not null then return clinic_gap_leaves_less(o.id); end if;
  begin
    -- What it takes the place of stops when it starts; a hold of that does not hold this.
    if o.kind = 'standing' and o.replaces is not null then
      update clinic_order set stops_on = least(stops_on, o.starts_on), state = case when o.starts_on <= today then 'changed' else state end,
                              stopped_at = case when o.starts_on <= today then now() end
       where id = o.replaces and person_id = o.person_id and agency_id = o.agency_id and kind = 'standing' and state in ('signed', 'held');
      if found then insert into clinic_order_step (order_id, what) values (o.replaces, 'changed'); end if;
    end if;
    update clinic_order set state = 'signed', signed_at = now(), signed_by = acting_staff(), signed_print = the_print, licence_id = licence where id = o.id;
  exception when exclusion_violation or unique_violation then
    return 'another-stands';
  end;
  insert into clinic_order_step (order_id, what, reason, licence_id) values (o.id, 'signed', case when against is not null then btrim(the_words) end, licence);
  return 'done';
end $$;

-- A nurse reduces one session within the range that a doctor signed: less of it than was ordered, no less than the range allows, each part a whole number
-- of the protocol's dispensing steps. While no part of it was prepared they may do so anew: what was reduced before ends, and its step says why.
create function order_within_range(the_order uuid, the_day date, the_slot text, the_parts jsonb, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  o    clinic_order%rowtype;
  earlier clinic_order%rowtype;
  fresh_order uuid;
  whole bigint;
  asked bigint;
  step_ug bigint;
begin
  -- The person first, as whoever prepares does: a part is not prepared while it is asked whether one was.
  perform from person where id = (select person_id from clinic_order where id = the_order and agency_id = acting_agency()) for no key update;
  select * into o from clinic_order where id = the_order and agency_id = acting_agency() for share;
  if o.id is null or not (acting_may('dose') or acting_may('prescribe:licensed')) or not acting_holds(o.person_id, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if the_day <> london_day(now()) then return 'not-today'; end if;
  if clinic_order_stands_against(o.id, the_day) is not null then return clinic_order_stands_against(o.id, the_day); end if;
  if o.kind <> 'standing' or o.range_least_ug is null then return 'no-range'; end if;
  whole := clinic_slot_total(o.id, the_slot);
  -- From the first part on, none left out: a part alone would bring its short time into a session that another begins.
  select sum(p.micrograms) into asked from jsonb_to_recordset(the_parts) as p (part smallint, micrograms bigint)
  having count(distinct p.part) = max(p.part) and count(*) = max(p.part) and min(p.part) = 1;
  if asked is null or asked < o.range_least_ug or asked >= whole
     or exists (select from jsonb_to_recordset(the_parts) as p (part smallint, micrograms bigint)
                 left join clinic_order_part q on q.order_id = o.id and q.slot = the_slot and q.part = p.part
                where q.id is null or p.micrograms > q.micrograms or p.micrograms <= 0) then return 'outside-the-range'; end if;
  step_ug := round((coalesce((select x.content from clinic_protocol x where x.agency_id = o.agency_id and x.print = o.protocol_print limit 1),
                             (select x.content from clinic_shipped_protocol x where x.print = o.protocol_print)) #>> '{parameters,dispensing-step,value}')::numeric * 1000);
  if exists (select from jsonb_to_recordset(the_parts) as p (micrograms bigint) where p.micrograms % step_ug <> 0) then return 'not-whole-steps'; end if;
  select * into earlier from clinic_order x
   where x.person_id = o.person_id and x.within_range_of = o.id and x.state = 'signed' and x.slot = the_slot and x.in_force @> the_day for update;
  if exists (select from preparation where order_id = earlier.id) then return 'prepared-already'; end if;
  insert into clinic_order (person_id, owner_kind, premises_id, team_id, kind, drug_class, starts_on, ends_on, slot, sessions_a_day, most_single_ug, most_daily_ug,
                            protocol, protocol_version, protocol_print, phase, rule, naloxone, reason, within_range_of, licence_id)
  values (o.person_id, o.owner_kind, o.premises_id, o.team_id, 'single-session', o.drug_class, the_day, the_day, the_slot, o.sessions_a_day, o.most_single_ug,
          o.most_daily_ug, o.protocol, o.protocol_version, o.protocol_print, o.phase, o.rule, o.naloxone, the_reason, o.id,
          clinic_licence_held(clinic_order_holder_at(o.id, 'infinity'), o.premises_id, o.drug_class, the_day))
  returning id into fresh_order;
  insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes, route)
  select fresh_order, the_slot, q.part, q.product, p.micrograms, q.least_minutes, q.route
    from jsonb_to_recordset(the_parts) as p (part smallint, micrograms bigint) join clinic_order_part q on q.order_id = o.id and q.slot = the_slot and q.part = p.part;
  begin
    if earlier.id is not null then
      update clinic_order set state = 'ended', stops_on = least(stops_on, the_day), stopped_at = now() where id = earlier.id;
      insert into clinic_order_step (order_id, what, reason) values (earlier.id, 'ended', left('Reduced anew: ' || the_reason, 1000));
    end if;
    update clinic_order set state = 'signed', signed_at = now(), signed_by = acting_staff(), signed_print = encode(sha256(convert_to(the_parts::text, 'UTF8')), 'hex') where id = fresh_order;
  exception when exclusion_violation or unique_violation then
    delete from clinic_order where id = fresh_order;
    return 'another-stands';
  end;
  insert into clinic_order_step (order_id, what, reason, licence_id) select fresh_order, 'signed', the_reason, licence_id from clinic_order where id = fresh_order;
  return 'done';
end $$;

-- Holds, restarts, ends or cancels an order. Whoever cares for the person holds it, without a proof: it stops from now.
create function move_clinic_order(the_order uuid, the_step text, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  o     clinic_order%rowtype;
  today date := london_day(now());
  against text;
begin
  -- The person first: whoever hands over has them, and waits for the order.
  perform from person where id = (select person_id from clinic_order where id = the_order and agency_id = acting_agency()) for no key update;
  select * into o from clinic_order where id = the_order and agency_id = acting_agency() for update;
  if o.id is null or not acting_holds(o.person_id, 'own') then return 'not-there'; end if;
  if not (case the_step when 'held' then acting_may('clinical') when 'cancelled' then acting_may('prescribe:draft') else acting_may('prescribe:licensed') end) then return 'not-there'; end if;
  if the_step in ('restarted', 'ended') and not acting_is_fresh() then return 'not-fresh'; end if;
  if not ((the_step = 'held' and o.state = 'signed') or (the_step = 'restarted' and o.state = 'held') or (the_step = 'ended' and o.state in ('signed', 'held'))
          or (the_step = 'cancelled' and o.state in ('draft', 'queued'))) then return 'stands-elsewhere'; end if;
  if the_step = 'restarted' then
    if exists (select from person where id = o.person_id and died_on is not null) then return 'has-died'; end if;
    if clinic_licence_needed(o.drug_class) and clinic_licence_held(acting_staff(), o.premises_id, o.drug_class, today) is null then return 'no-licence'; end if;
    if not clinic_protocol_may_be_used(o.agency_id, o.protocol, o.protocol_version, o.protocol_print) then return 'protocol-not-signed'; end if;
    against := clinic_gap_keeps_held(o.id);
    if against is not null then return against; end if;
  end if;
  update clinic_order
     set state = case the_step when 'restarted' then 'signed' else the_step end,
         restarted_at = case when the_step = 'restarted' then now() else restarted_at end,
         stops_on = case when the_step = 'ended' then least(stops_on, today) else stops_on end,
         stopped_at = case when the_step in ('ended', 'cancelled') then now() end
   where id = o.id;
  insert into clinic_order_step (order_id, what, reason) values (o.id, the_step, the_reason);
  if the_step = 'held' then perform tell_clinic_team(o.id, 'clinic-held', 'Open Medicines: decide how the plan goes on', 'decide-after-a-hold'); end if;
  return 'done';
end $$;

-- Another licensed doctor takes over orders at premises: from now on they are given under their licence.
create function take_over_clinic_orders(the_orders uuid[], the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  o clinic_order%rowtype;
  licence uuid;
begin
  if not acting_may('prescribe:licensed') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  for o in select * from clinic_order where id = any (the_orders) and agency_id = acting_agency() and state in ('signed', 'held') order by id for update loop
    licence := clinic_licence_held(acting_staff(), o.premises_id, o.drug_class, london_day(now()));
    if licence is null then return 'no-licence'; end if;
    if not acting_holds(o.person_id, 'own') then return 'not-there'; end if;
    insert into clinic_order_step (order_id, what, reason, licence_id) values (o.id, 'taken over', the_reason, licence);
  end loop;
  return 'done';
end $$;

grant execute on function clinic_order_stands_against(uuid, date), clinic_order_holder(uuid), sign_clinic_order(uuid, text, text),
  order_within_range(uuid, date, text, jsonb, text), move_clinic_order(uuid, text, text), take_over_clinic_orders(uuid[], text) to :"app";
