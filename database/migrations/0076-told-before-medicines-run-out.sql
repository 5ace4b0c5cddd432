-- A day on which a pharmacy is closed after all is told to the teams whose people were to collect on it.

create or replace function close_pharmacy_on(the_pharmacy uuid, the_day date, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not exists (select from pharmacy p where p.id = the_pharmacy
                    and (acting_may('prescribe') or (acting_may('dispense') and p.agency_id = acting_agency()))) then return 'not-there'; end if;
  if pharmacy_day_over(the_pharmacy, the_day) <= now() then return 'over'; end if;
  insert into pharmacy_closed_day (pharmacy_id, day, reason) values (the_pharmacy, the_day, the_reason) on conflict do nothing;
  if not found then return 'closed-already'; end if;
  -- One task for each person, however many prescriptions they collect there on that day.
  perform tell_prescribing_team(one.id, 'medicines-closed-day', 'Settle where this person collects, and open Medicines', 'answer-a-pharmacy')
     from (select distinct on (p.person_id, p.agency_id) p.id from prescription p join instalment i on i.prescription_id = p.id
            where p.pharmacy_id = the_pharmacy and p.state in ('signed', 'held') and i.due_on = the_day and (p.stops_on is null or i.due_on < p.stops_on)
              and not exists (select from collection c where c.instalment_id = i.id)
            order by p.person_id, p.agency_id, p.id) one;
  return 'done';
end $$;
