-- Pharmacies at which medicines are collected, and when they are open: about nobody.

create table pharmacy (
  id        uuid primary key default uuidv7(),
  agency_id uuid not null unique references agency,
  name      text not null check (length(name) between 1 and 200),
  address   text not null check (length(address) between 1 and 400),
  phone     text not null check (length(phone) between 1 and 40),
  -- Days of the week from 1 for Monday, each with when it opens and closes; a day that is not there is closed.
  hours     jsonb not null,
  constraint hours_are_of_a_week check (jsonb_typeof(hours) = 'object' and hours <> '{}'
    and hours - array['1', '2', '3', '4', '5', '6', '7'] = '{}')
);
comment on table  pharmacy           is 'Pharmacies at which medicines are collected.';
comment on column pharmacy.id        is 'Identifier.';
comment on column pharmacy.agency_id is 'The agency it is; those who work there dispense.';
comment on column pharmacy.name      is 'Name as it stands over the door.';
comment on column pharmacy.address   is 'Address, as a prescription names it.';
comment on column pharmacy.phone     is 'Telephone.';
comment on column pharmacy.hours     is 'Days of the week, 1 for Monday, with when it opens and closes on the wall in England: {"1": ["09:00", "18:00"]}. A day left out is closed.';

create table pharmacy_closed_day (
  pharmacy_id uuid not null references pharmacy,
  day         date not null,
  reason      text not null check (length(reason) between 1 and 200),
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  primary key (pharmacy_id, day)
);
create index pharmacy_closed_day_noted_by_index on pharmacy_closed_day (noted_by);
comment on table  pharmacy_closed_day             is 'Single days on which a pharmacy is closed: bank holidays, stocktaking, an emergency.';
comment on column pharmacy_closed_day.pharmacy_id is 'Which pharmacy.';
comment on column pharmacy_closed_day.day         is 'Which day.';
comment on column pharmacy_closed_day.reason      is 'Why.';
comment on column pharmacy_closed_day.noted_at    is 'When it was said.';
comment on column pharmacy_closed_day.noted_by    is 'Who said it.';

-- The day that a pharmacy's day is open on, by its week and its single closed days.
create function pharmacy_is_open(the_pharmacy uuid, the_day date) returns boolean
language sql stable set search_path = :"schema", pg_temp
  return exists (select from pharmacy p where p.id = the_pharmacy and p.hours ? extract(isodow from the_day)::text)
     and not exists (select from pharmacy_closed_day c where c.pharmacy_id = the_pharmacy and c.day = the_day);

-- When a day is over at a pharmacy: when it closes, or at midnight on a day on which it is closed. By the clock on the wall,
-- so that a day on which clocks change is over when its doors are.
create function pharmacy_day_over(the_pharmacy uuid, the_day date) returns timestamptz
language sql stable set search_path = :"schema", pg_temp
  return (select case when pharmacy_is_open(p.id, the_day)
                      then (the_day + (p.hours -> extract(isodow from the_day)::text ->> 1)::time) at time zone 'Europe/London'
                      else (the_day + 1)::timestamp at time zone 'Europe/London' end
            from pharmacy p where p.id = the_pharmacy);

-- Adds a pharmacy: whoever manages the agencies of the partnership.
create function add_pharmacy(the_agency uuid, the_name text, the_address text, the_phone text, the_hours jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') or not exists (select from agency where id = the_agency and kind = 'pharmacy') then return 'not-there'; end if;
  insert into pharmacy (agency_id, name, address, phone, hours) values (the_agency, the_name, the_address, the_phone, the_hours)
  on conflict (agency_id) do nothing;
  return case when found then 'done' else 'there-already' end;
end $$;

-- Says that a pharmacy is closed on a day: those who work there, and those who prescribe to it. Never of a day that is over.
create function close_pharmacy_on(the_pharmacy uuid, the_day date, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not exists (select from pharmacy p where p.id = the_pharmacy
                    and (acting_may('prescribe') or (acting_may('dispense') and p.agency_id = acting_agency()))) then return 'not-there'; end if;
  if pharmacy_day_over(the_pharmacy, the_day) <= now() then return 'over'; end if;
  insert into pharmacy_closed_day (pharmacy_id, day, reason) values (the_pharmacy, the_day, the_reason) on conflict do nothing;
  return case when found then 'done' else 'closed-already' end;
end $$;

grant select on pharmacy, pharmacy_closed_day to :"app";
grant execute on function pharmacy_is_open(uuid, date), pharmacy_day_over(uuid, date), add_pharmacy(uuid, text, text, text, jsonb),
  close_pharmacy_on(uuid, date, text) to :"app";
