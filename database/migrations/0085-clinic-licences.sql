-- Licences to treat addiction with diamorphine, cocaine or dipipanone: a named doctor, at named premises, between two days. About
-- nobody in treatment. A prescription is signed by the holder alone; another doctor may be authorised by a licence to give under it.

create table clinic_licence (
  id          uuid primary key default uuidv7(),
  staff_id    uuid not null references staff,
  premises_id uuid not null references premises,
  drug_class  text not null check (drug_class in ('diamorphine', 'cocaine', 'dipipanone')),
  number      text not null check (length(number) between 1 and 60),
  from_on     date not null,
  until_on    date not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid references staff default acting_staff(),
  ended_on    date,
  ended_because text check (length(ended_because) between 1 and 400),
  ended_at    timestamptz,
  ended_by    uuid references staff,
  constraint a_licence_ends_after_it_begins check (until_on >= from_on),
  constraint nobody_records_a_licence_of_their_own check (recorded_by is distinct from staff_id),
  constraint what_was_ended_says_when_and_why check (num_nulls(ended_on, ended_because, ended_at) in (0, 3)),
  constraint one_record_of_a_licence unique (staff_id, premises_id, drug_class, number)
);
create index clinic_licence_premises_index on clinic_licence (premises_id, drug_class);
create index clinic_licence_recorded_by_index on clinic_licence (recorded_by);
create index clinic_licence_ended_by_index on clinic_licence (ended_by);
comment on table  clinic_licence             is 'Licences of the Secretary of State: one doctor, at one place, for one drug, between two days (Supply to Addicts Regulations 1997, regulation 3).';
comment on column clinic_licence.id          is 'Identifier.';
comment on column clinic_licence.staff_id    is 'The doctor who holds it.';
comment on column clinic_licence.premises_id is 'The premises it names.';
comment on column clinic_licence.drug_class  is 'The drug it names.';
comment on column clinic_licence.number      is 'Its number, as it stands on the paper.';
comment on column clinic_licence.from_on     is 'First day on which it holds.';
comment on column clinic_licence.until_on    is 'Last day on which it holds.';
comment on column clinic_licence.recorded_at is 'When it was recorded here.';
comment on column clinic_licence.recorded_by is 'Who recorded it, having seen the paper; never its holder.';
comment on column clinic_licence.ended_on    is 'From this day it holds no longer, where it was ended before its last day.';
comment on column clinic_licence.ended_because is 'Why it was ended before its last day.';
comment on column clinic_licence.ended_at    is 'When that was recorded.';
comment on column clinic_licence.ended_by    is 'Who recorded that.';

create table clinic_licence_authorised (
  id          uuid primary key default uuidv7(),
  licence_id  uuid not null references clinic_licence,
  staff_id    uuid not null references staff,
  from_on     date not null,
  until_on    date not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid references staff default acting_staff(),
  ended_on    date,
  ended_by    uuid references staff,
  constraint an_authority_ends_after_it_begins check (until_on >= from_on),
  constraint another_doctor_is_authorised check (staff_id is distinct from recorded_by)
);
create index clinic_licence_authorised_licence_index on clinic_licence_authorised (licence_id);
create index clinic_licence_authorised_staff_index on clinic_licence_authorised (staff_id);
create index clinic_licence_authorised_recorded_by_index on clinic_licence_authorised (recorded_by);
create index clinic_licence_authorised_ended_by_index on clinic_licence_authorised (ended_by);
comment on table  clinic_licence_authorised             is 'Other doctors whom a licence authorises to administer or supply under it. They sign no prescription by it.';
comment on column clinic_licence_authorised.id          is 'Identifier.';
comment on column clinic_licence_authorised.licence_id  is 'By which licence.';
comment on column clinic_licence_authorised.staff_id    is 'Which doctor.';
comment on column clinic_licence_authorised.from_on     is 'From which day.';
comment on column clinic_licence_authorised.until_on    is 'Until which day; never longer than the licence holds.';
comment on column clinic_licence_authorised.recorded_at is 'When it was recorded.';
comment on column clinic_licence_authorised.recorded_by is 'The holder, who recorded it.';
comment on column clinic_licence_authorised.ended_on    is 'From this day no longer.';
comment on column clinic_licence_authorised.ended_by    is 'Who ended it.';

create table clinic_licence_reminder (
  licence_id  uuid not null references clinic_licence,
  days        integer not null check (days >= 0),
  at          timestamptz not null default now(),
  primary key (licence_id, days)
);
comment on table  clinic_licence_reminder            is 'Reminders that a licence ends, each given once.';
comment on column clinic_licence_reminder.licence_id is 'Which licence.';
comment on column clinic_licence_reminder.days       is 'How many days before its end; 0 when it has ended.';
comment on column clinic_licence_reminder.at         is 'When the task was given.';

-- The last day on which a licence holds: its own, or the day before it was ended.
create function clinic_licence_last_day(l clinic_licence) returns date language sql immutable set search_path = :"schema", pg_temp
  return least(l.until_on, l.ended_on - 1);

-- The licence that a doctor holds at premises for a drug on a day: the one that holds longest.
create function clinic_licence_held(the_staff uuid, the_premises uuid, the_drug text, the_day date) returns uuid
language sql stable set search_path = :"schema", pg_temp
  return (select l.id from clinic_licence l
           where l.staff_id = the_staff and l.premises_id = the_premises and l.drug_class = the_drug
             and the_day between l.from_on and clinic_licence_last_day(l)
           order by clinic_licence_last_day(l) desc, l.id limit 1);

-- The same, or the one that authorises them to give under it.
create function clinic_licence_for_giving(the_staff uuid, the_premises uuid, the_drug text, the_day date) returns uuid
language sql stable set search_path = :"schema", pg_temp
  return coalesce(clinic_licence_held(the_staff, the_premises, the_drug, the_day),
    (select l.id from clinic_licence_authorised a join clinic_licence l on l.id = a.licence_id
      where a.staff_id = the_staff and l.premises_id = the_premises and l.drug_class = the_drug
        and the_day between a.from_on and least(a.until_on, a.ended_on - 1)
        and the_day between l.from_on and clinic_licence_last_day(l)
      order by a.until_on desc, l.id limit 1));

-- Is this a drug that nobody prescribes for addiction without a licence?
create function clinic_licence_needed(the_drug text) returns boolean language sql immutable set search_path = :"schema", pg_temp
  return the_drug in ('diamorphine', 'cocaine', 'dipipanone');

-- Records a licence: the controlled-drugs lead, of a doctor of their own clinic and not of themselves, with the paper in their hand.
create function record_clinic_licence(the_staff uuid, the_premises uuid, the_drug text, the_number text, the_first date, the_last date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('clinic:govern') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if the_staff = acting_staff() then return 'own-licence'; end if;
  if not exists (select from account a join post p on p.account_id = a.id join role r on r.code = p.role
                  where a.staff_id = the_staff and p.agency_id = acting_agency() and 'prescribe:licensed' = any (r.may)) then return 'no-doctor'; end if;
  insert into clinic_licence (staff_id, premises_id, drug_class, number, from_on, until_on)
  values (the_staff, the_premises, the_drug, the_number, the_first, the_last) on conflict do nothing;
  return case when found then 'done' else 'there-already' end;
end $$;

-- Ends a licence before its last day: the controlled-drugs lead or its holder. It stops what is given by it from that day.
create function end_clinic_licence(the_licence uuid, the_day date, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  l clinic_licence%rowtype;
begin
  select c.* into l from clinic_licence c join premises p on p.id = c.premises_id
   where c.id = the_licence and p.agency_id = acting_agency() for update of c;
  if l.id is null or not (acting_may('clinic:govern') or l.staff_id = acting_staff()) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if l.ended_on is not null then return 'ended-already'; end if;
  -- What was given until now was given by a licence that held: none is ended before today.
  if the_day < london_day(now()) or the_day > l.until_on then return 'not-that-day'; end if;
  update clinic_licence set ended_on = the_day, ended_because = the_reason, ended_at = now(), ended_by = acting_staff() where id = l.id;
  return 'done';
end $$;

-- Authorises another doctor of the clinic to give under one's own licence, no longer than it holds.
create function authorise_under_licence(the_licence uuid, the_staff uuid, the_first date, the_last date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  l clinic_licence%rowtype;
begin
  select c.* into l from clinic_licence c where c.id = the_licence and c.staff_id = acting_staff() for share;
  if l.id is null or not acting_may('prescribe:licensed') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if the_staff = acting_staff() then return 'own-licence'; end if;
  if not exists (select from account a join post p on p.account_id = a.id join role r on r.code = p.role
                  where a.staff_id = the_staff and p.agency_id = acting_agency() and 'prescribe:licensed' = any (r.may)) then return 'no-doctor'; end if;
  if the_first < l.from_on or the_last > clinic_licence_last_day(l) then return 'longer-than-the-licence'; end if;
  insert into clinic_licence_authorised (licence_id, staff_id, from_on, until_on) values (l.id, the_staff, the_first, the_last);
  return 'done';
end $$;

-- Takes back an authority one gave.
create function end_licence_authority(the_authority uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update clinic_licence_authorised a set ended_on = london_day(now()), ended_by = acting_staff()
    from clinic_licence l where a.id = the_authority and l.id = a.licence_id and l.staff_id = acting_staff() and a.ended_on is null;
  return case when found then 'done' else 'not-there' end;
end $$;

-- Who of one's own clinic may hold a licence, by their posts.
create function licensed_posts_here() returns table (id uuid, name text) language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct s.id, s.name from staff s join account a on a.staff_id = s.id join post p on p.account_id = a.id join role r on r.code = p.role
   where p.agency_id = acting_agency() and 'prescribe:licensed' = any (r.may) and acting_agency_kind() = 'clinic' order by s.name, s.id;
end;

grant select on clinic_licence, clinic_licence_authorised to :"app";
grant execute on function clinic_licence_last_day(clinic_licence), clinic_licence_held(uuid, uuid, text, date), clinic_licence_for_giving(uuid, uuid, text, date),
  clinic_licence_needed(text), record_clinic_licence(uuid, uuid, text, text, date, date), end_clinic_licence(uuid, date, text),
  authorise_under_licence(uuid, uuid, date, date), end_licence_authority(uuid), licensed_posts_here() to :"app";
