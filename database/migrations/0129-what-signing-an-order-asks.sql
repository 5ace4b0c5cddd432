-- What signing an order asks besides a licence: what the gap since the last dose leaves, and that somebody accepted and agreed came first.

-- The standing order by which somebody was given the same drug until now, before this one, as far as its clinic may know: what a gap leaves less of.
create function clinic_order_before(the_order uuid) returns uuid language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select b.id from clinic_order o join clinic_order b on b.person_id = o.person_id and b.drug_class = o.drug_class and b.id <> o.id
   where o.id = the_order and b.kind = 'standing' and b.state in ('signed', 'held', 'changed', 'ended') and b.starts_on <= london_day(now())
     and (b.stops_on is null or b.stops_on >= b.starts_on) and agency_may_know(o.agency_id, b.person_id, b.shared_as, b.agency_id, null)
   order by b.starts_on desc, b.signed_at desc limit 1;
end;

-- Is a part of an order more than a first day allows: by its schedule where it names one, else the first dose, the one that may follow it, and each further one.
create function clinic_order_above_day_one(the_order uuid, the_protocol jsonb) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (
    select from (select q.part, q.micrograms, row_number() over (order by array_position(array['morning', 'midday', 'evening'], q.slot), q.part) as injection,
                        dense_rank() over (order by array_position(array['morning', 'midday', 'evening'], q.slot))::integer as session,
                        (select s #> '{days,0}' from jsonb_array_elements(the_protocol -> 'schedules') s where s ->> 'code' = o.rule) as day_one
                   from clinic_order o join clinic_order_part q on q.order_id = o.id where o.id = the_order) x
     where x.micrograms > 1000 * coalesce(case
       when x.day_one is null then (the_protocol -> 'parameters' -> case x.injection when 1 then 'first-dose' when 2 then 'repeat-dose' else 'day-one-dose' end ->> 'value')::numeric
       when x.part <= 2 then (coalesce(x.day_one -> (x.session - 1), x.day_one -> -1) ->> case x.part when 1 then 'dose' else 'topUp' end)::numeric end, 0));
end;

-- Why the gap since the last dose, or an absence that was told of, keeps an order from being signed as it is; or nothing. Measured now, by the
-- order of before or, where none is known, by what was had last. After a session that was missed nothing is raised until a dose was had. Where the
-- table wants it in two halves, no part is above half of what is left, and none follows the one before sooner than halves are apart.
create function clinic_gap_leaves_less(the_order uuid) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; b clinic_order%rowtype; p jsonb; g record; had bigint; step bigint; left_ug jsonb;
begin
  select * into o from clinic_order where id = the_order;
  select * into b from clinic_order where id = clinic_order_before(o.id);
  p := clinic_protocol_content(o.agency_id, o.protocol_print);
  if p is null then return 'protocol-not-signed'; end if;
  select * into g from clinic_gap(o.id, null, clock_timestamp());
  if g.anew then return case when clinic_order_above_day_one(o.id, p) then 'begins-anew' end; end if;
  if g.row_no is null or (b.id is null and g.last_end is null) then return null; end if;
  select sum(d.micrograms) into had from observed_dose d
   where d.person_id = o.person_id and d.way = 'injected' and d.drug = o.drug_class and d.withdrawn_at is null and d.given_at <= g.last_end
     and d.given_at > g.last_end - make_interval(mins => (p #>> '{parameters,min-interval-ordered,value}')::integer)
     and agency_may_know(o.agency_id, d.person_id, d.shared_as, d.agency_id, d.with_agency_id);
  step := round((p #>> '{parameters,dispensing-step,value}')::numeric * 1000);
  select jsonb_object_agg(x.slot, case g.percent when 100 then x.ordered else (x.ordered * g.percent / 100 / step) * step end) into left_ug
    from (select distinct q.slot, case when b.id is null then had else clinic_slot_total(b.id, q.slot) end as ordered from clinic_order_part q where q.order_id = o.id) x;
  if exists (select from jsonb_each_text(left_ug) x where clinic_slot_total(o.id, x.key) > x.value::bigint) then return 'above-the-gap'; end if;
  return case when g.halves and exists (
    select from clinic_order_part q
     where q.order_id = o.id and (q.micrograms > ceil((left_ug ->> q.slot)::bigint / 2.0 / step) * step
                                  or (q.part > 1 and q.least_minutes < (p #>> '{parameters,halves-apart,value}')::numeric))) then 'not-in-halves' end;
end $$;

-- Why a held order may not go on as it is, or nothing: what is left of it now, by the function that giving asks, is not all of it. Where it is begun anew,
-- as far as no part is above a first day.
create function clinic_gap_keeps_held(the_order uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select case when d.anew and not clinic_order_above_day_one(o.id, clinic_protocol_content(o.agency_id, o.protocol_print)) then null
              when d.anew then 'begins-anew' when d.share <> 'whole' then 'above-the-gap' end
    from clinic_order o join (select distinct order_id, slot from clinic_order_part) q on q.order_id = o.id
   cross join lateral clinic_due_of(o.id, q.slot, null, clock_timestamp()) d
   where o.id = the_order and d.share <> 'whole' limit 1;
end;

-- Why nobody may begin treating somebody by an order yet, or nothing: in this stay nothing standing was signed at the clinic before, and no
-- licensed doctor has accepted them with an agreement that was signed. Where no selection goes on, a doctor may say why there was none.
create function clinic_selection_stands_against(the_order uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select case when exists (select from nomination n where n.person_id = o.person_id and n.service_id = r.service_id and nomination_is_open(n))
              then 'selection-goes-on' else 'not-selected' end
    from clinic_order o join premises r on r.id = o.premises_id
    left join lateral (select e.id, e.started_on from episode e where e.person_id = o.person_id and e.service_id = r.service_id and e.ended_on is null limit 1) stay on true
   where o.id = the_order and o.agency_id = acting_agency() and (acting_may('prescribe:draft') or acting_may('prescribe:licensed')) and not o.person_id = any (acting_barred())
     and not exists (select from clinic_order b join premises s on s.id = b.premises_id and s.service_id = r.service_id
                      where b.person_id = o.person_id and b.kind = 'standing' and b.id <> o.id and london_day(b.signed_at) >= stay.started_on)
     and not exists (select from nomination n where n.episode_id = stay.id and n.state in ('agreed', 'induction'));
end;
grant execute on function clinic_selection_stands_against(uuid) to :"app";
