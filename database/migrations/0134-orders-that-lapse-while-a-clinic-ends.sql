-- An order that lapses while its clinic ends: nobody's last dose comes before somebody has received them, unsaid. Time cannot be refused; it is told.

-- Each standing order whose last day is near or gone by, inside an ending, of somebody whom nobody has received and for whom nothing follows: a task about
-- them for the doctor who signed it, and for the controlled-drugs lead, or for the team where nobody holds that post. One stays open at a time; one that was
-- done without an arrival comes back on the next day. Answers how many.
create function tell_of_last_orders(the_now timestamptz) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare told integer;
begin
  insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_at, made_by)
  select o.agency_id, o.team_id, case x.who when 'doctor' then clinic_order_holder_at(o.id, 'infinity') else a.staff_id end, o.person_id, 'clinic-last-order', x.title,
         least(the_now + parameter_span('answer-an-ending'), greatest(the_now, day_is_over_at(upper(o.in_force) - 1))), the_now, null
    from clinic_ending e join premises r on r.service_id = e.service_id join clinic_order o on o.premises_id = r.id
   cross join (values ('doctor', 'Open Ending a service: an order lapses and nobody has received them (doctor)'),
                      ('cd-lead', 'Open Ending a service: an order lapses and nobody has received them (controlled-drugs lead)')) as x (who, title)
    left join lateral (select c.staff_id from post p join account c on c.id = p.account_id where p.agency_id = o.agency_id and p.role = x.who and post_holds(p.id) and c.disabled_at is null
                          and c.staff_id is not null order by p.id limit 1) a on true
   where e.called_off_at is null and o.kind = 'standing' and o.state in ('signed', 'held')
     and o.person_id in (select clinic_ending_without_arrival(e.service_id))
     and upper(o.in_force) - 1 <= london_day(the_now + parameter_span('tell-of-a-last-order'))
     and not exists (select from clinic_order l where l.person_id = o.person_id and l.agency_id = o.agency_id and l.kind = 'standing' and l.state in ('signed', 'held')
                        and (upper(l.in_force), l.id) > (upper(o.in_force), o.id))
     and not exists (select from task k where k.person_id = o.person_id and k.agency_id = o.agency_id and k.kind = 'clinic-last-order' and k.title = x.title
                        and (k.state = 'open' or london_day(k.made_at) = london_day(the_now)));
  get diagnostics told = row_count;
  return told;
end $$;
