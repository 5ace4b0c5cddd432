-- What the table of gaps leaves of an order from now on, by the clock: for whoever gives by paper while nobody can ask the program.

-- From moment to moment what may be had in a session of an order, by the function that every page and every authority asks, with what is known now: the
-- night that nobody has seen counts as missed. It ends with the order, or where nothing may be given by it any more. Called by the program alone.
create function due_ahead(the_order uuid, the_slot text, the_at timestamptz) returns table (from_at timestamptz, until_at timestamptz, last_end timestamptz, nights boolean,
                          away boolean, share text, ordered_ug bigint, most_ug bigint, halves boolean, apart_minutes integer, prescriber_first boolean, anew boolean)
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare
  o clinic_order%rowtype;
  first record; here record; due record;
  since timestamptz; ends timestamptz; one timestamptz;
begin
  select * into o from clinic_order where id = the_order;
  since := greatest(the_at, day_is_over_at(o.starts_on - 1));
  ends := day_is_over_at(upper(o.in_force) - 1);
  select d.* into first from clinic_due_of(o.id, the_slot, null, since) d;
  here := first;
  -- What is left changes where a row of the table ends, and at midnight, when another night must have been seen.
  for one in
    select x.at from (
      select first.last_end + make_interval(secs => (g ->> 'underHours')::numeric::float8 * 3600) as at
        from jsonb_array_elements(coalesce((select c.content from clinic_protocol c where c.agency_id = o.agency_id and c.print = o.protocol_print limit 1),
                                           (select c.content from clinic_shipped_protocol c where c.print = o.protocol_print)) -> 'gaps') g
       where jsonb_typeof(g -> 'underHours') = 'number'
      union
      select day_is_over_at(n::date) from generate_series(london_day(since), london_day(ends), interval '1 day') n where first.last_end is not null) x
     where x.at > since and x.at < ends order by x.at
  loop
    exit when here.share = 'nothing';
    select d.* into due from clinic_due_of(o.id, the_slot, null, one) d;
    continue when (due.share, due.most_ug, due.halves) is not distinct from (here.share, here.most_ug, here.halves);
    return query select since, one, here.last_end, first.nights, here.away, here.share, here.ordered_ug, here.most_ug, here.halves, here.apart_minutes, here.prescriber_first, here.anew;
    since := one;
    here := due;
  end loop;
  return query select since, ends, here.last_end, first.nights, here.away, here.share, here.ordered_ug, here.most_ug, here.halves, here.apart_minutes, here.prescriber_first, here.anew;
end $$;

-- The same, for whoever works at the clinic whose order it is.
create function clinic_due_ahead(the_order uuid, the_slot text, the_at timestamptz) returns table (from_at timestamptz, until_at timestamptz, last_end timestamptz, nights boolean,
                                 away boolean, share text, ordered_ug bigint, most_ug bigint, halves boolean, apart_minutes integer, prescriber_first boolean, anew boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select d.* from clinic_order o cross join lateral due_ahead(o.id, the_slot, the_at) d
   where o.id = the_order and o.agency_id = acting_agency() and not o.person_id = any (acting_barred());
end;
grant execute on function clinic_due_ahead(uuid, text, timestamptz) to :"app";
