-- One opioid plan: what holds a part of it holds the whole; what stops a rise; reviews, and what reminds of them.

create table clinic_rise_stop (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  because     text not null check (because in ('sedation', 'oxygen', 'naloxone', 'seizure')),
  happened_at timestamptz not null,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff()
);
create index clinic_rise_stop_person_index on clinic_rise_stop (person_id, happened_at desc);
create index clinic_rise_stop_agency_index on clinic_rise_stop (agency_id);
create index clinic_rise_stop_owner_kind_index on clinic_rise_stop (owner_kind);
create index clinic_rise_stop_category_index on clinic_rise_stop (category);
create index clinic_rise_stop_noted_by_index on clinic_rise_stop (noted_by);
comment on table  clinic_rise_stop             is 'What happened at a session after which no dose is raised until a licensed doctor has reviewed it.';
comment on column clinic_rise_stop.id          is 'Identifier.';
comment on column clinic_rise_stop.person_id   is 'To whom.';
comment on column clinic_rise_stop.category    is 'Category.';
comment on column clinic_rise_stop.agency_id   is 'The clinic.';
comment on column clinic_rise_stop.owner_kind  is 'Kind of that agency.';
comment on column clinic_rise_stop.shared_as   is 'What a grant must name to show it.';
comment on column clinic_rise_stop.because     is 'Sedation (3 or 4 on the scale), oxygen, naloxone, or a seizure.';
comment on column clinic_rise_stop.happened_at is 'When it happened.';
comment on column clinic_rise_stop.noted_at    is 'When it was entered.';
comment on column clinic_rise_stop.noted_by    is 'Who entered it.';

create table clinic_review (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  kind        text not null check (kind in ('after-event', 'dose', 'benefit')),
  words       text not null check (length(words) between 1 and 4000),
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff()
);
create index clinic_review_person_index on clinic_review (person_id, noted_at desc);
create index clinic_review_agency_index on clinic_review (agency_id);
create index clinic_review_owner_kind_index on clinic_review (owner_kind);
create index clinic_review_category_index on clinic_review (category);
create index clinic_review_noted_by_index on clinic_review (noted_by);
comment on table  clinic_review            is 'Reviews by a licensed doctor: after something happened at a session, of the dose, of the benefit of the treatment. Only added to.';
comment on column clinic_review.id         is 'Identifier.';
comment on column clinic_review.person_id  is 'Of whom.';
comment on column clinic_review.category   is 'Category.';
comment on column clinic_review.agency_id  is 'The clinic.';
comment on column clinic_review.owner_kind is 'Kind of that agency.';
comment on column clinic_review.shared_as  is 'What a grant must name to show it.';
comment on column clinic_review.kind       is 'After an event, of the dose, or of the benefit.';
comment on column clinic_review.words      is 'What was found and decided.';
comment on column clinic_review.noted_at   is 'When.';
comment on column clinic_review.noted_by   is 'Which doctor.';

create table clinic_review_prompt (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency,
  owner_kind  text not null references agency_kind,
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  kind        text not null check (kind in ('dose', 'benefit')),
  due_on      date not null,
  at          timestamptz not null default now(),
  constraint each_review_is_reminded_of_once unique (person_id, agency_id, kind, due_on)
);
create index clinic_review_prompt_agency_index on clinic_review_prompt (agency_id);
create index clinic_review_prompt_owner_kind_index on clinic_review_prompt (owner_kind);
create index clinic_review_prompt_category_index on clinic_review_prompt (category);
comment on table  clinic_review_prompt            is 'Reviews that the clinic''s team has been given as a task, each once.';
comment on column clinic_review_prompt.id         is 'Identifier.';
comment on column clinic_review_prompt.person_id  is 'Of whom.';
comment on column clinic_review_prompt.category   is 'Category.';
comment on column clinic_review_prompt.agency_id  is 'The clinic.';
comment on column clinic_review_prompt.owner_kind is 'Kind of that agency.';
comment on column clinic_review_prompt.shared_as  is 'What a grant must name to show it.';
comment on column clinic_review_prompt.kind       is 'Of the dose, or of the benefit.';
comment on column clinic_review_prompt.due_on     is 'Day on which it is due.';
comment on column clinic_review_prompt.at         is 'When the task was given.';

select show_to_those_entitled(the_table) from unnest(array['clinic_rise_stop', 'clinic_review', 'clinic_review_prompt']::regclass[]) the_table;
select let_own_agency_write(the_table) from unnest(array['clinic_rise_stop', 'clinic_review']::regclass[]) the_table;
create policy noted_by_those_who_care on clinic_rise_stop as restrictive for insert to :"app"
  with check ((select acting_may('clinical')) and category = 'medication' and owner_kind = 'clinic');
create policy reviewed_by_a_licensed_doctor on clinic_review as restrictive for insert to :"app"
  with check ((select acting_may('prescribe:licensed')) and category = 'medication' and owner_kind = 'clinic' and (select acting_is_fresh()));
do $$
declare the_table text;
begin
  foreach the_table in array array['clinic_rise_stop', 'clinic_review'] loop
    execute format('create trigger written_by_whoever_acts before insert or update on %I
                      for each row when (current_user = %L) execute function written_by_whoever_acts(''noted_by'', ''noted_at'')', the_table, :'app');
  end loop;
end $$;
grant select, insert on clinic_rise_stop, clinic_review to :"app";
grant select on clinic_review_prompt to :"app";

-- Has anything happened after which no dose is raised, and no doctor has reviewed it since? Called by the functions of this area alone.
create function clinic_rise_is_stopped(the_person uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from clinic_rise_stop s where s.person_id = the_person
                    and not exists (select from clinic_review r where r.person_id = s.person_id and r.agency_id = s.agency_id and r.kind = 'after-event'
                                                                  and r.noted_at >= greatest(s.happened_at, s.noted_at)));
end;

-- What an order comes to in one session.
create function clinic_slot_total(the_order uuid, the_slot text) returns bigint language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce(sum(micrograms), 0)::bigint from clinic_order_part where order_id = the_order and slot = the_slot;
end;

-- Does an order stay below its own most, and has it parts for each session of its day and for no other?
create function clinic_order_keeps_its_limits(the_order uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select m.one between 1 and o.most_single_ug and m.a_day <= o.most_daily_ug
     and (select count(distinct slot) from clinic_order_part where order_id = o.id) = case o.kind when 'standing' then o.sessions_a_day else 1 end
     and (o.slot is null or not exists (select from clinic_order_part where order_id = o.id and slot <> o.slot))
     and (o.sessions_a_day = 3 or not exists (select from clinic_order_part where order_id = o.id and slot = 'midday'))
    from clinic_order o cross join lateral clinic_order_most(o.id) m where o.id = the_order;
end;


-- Holds everything that is given to somebody at clinics, or at one of them. Answers how many orders.
create function hold_clinic_orders(the_person uuid, the_agency uuid, the_reason text) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  one  uuid;
  held integer := 0;
begin
  for one in update clinic_order set state = 'held'
              where person_id = the_person and (the_agency is null or agency_id = the_agency) and state = 'signed' and upper(in_force) > london_day(now())
             returning id loop
    insert into clinic_order_step (order_id, what, reason, staff_id) values (one, 'held', the_reason, acting_staff());
    -- One task for all of them.
    if held = 0 then perform tell_clinic_team(one, 'clinic-held', 'Open Medicines: decide how the plan goes on', 'decide-after-a-hold'); end if;
    held := held + 1;
  end loop;
  return held;
end $$;

-- Holds all orders of one's own clinic for somebody: whoever cares for them.
create function suspend_clinic_orders(the_person uuid, the_reason text) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('clinical') or not acting_holds(the_person, 'own') then return -1; end if;
  return hold_clinic_orders(the_person, acting_agency(), the_reason);
end $$;

-- A stop of one part of the plan stops the rest: at the same agency it is held until somebody decides; another agency is told to look.
-- What runs out or is changed by another stops nothing.
create function stop_of_oral_holds_clinic() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  one clinic_order%rowtype;
begin
  perform hold_clinic_orders(new.person_id, new.agency_id, 'The oral opioid of the same plan was stopped');
  for one in select distinct on (agency_id) * from clinic_order
              where person_id = new.person_id and agency_id <> new.agency_id and kind = 'standing' and state = 'signed' and upper(in_force) > london_day(now())
              order by agency_id, starts_on loop
    perform tell_clinic_team(one.id, 'clinic-plan-changed', 'Open Medicines: something else of the plan was stopped', 'decide-after-a-hold');
  end loop;
  return null;
end $$;
create trigger stop_of_oral_holds_clinic after update of state on prescription for each row
  when (old.state = 'signed' and (new.state = 'held' or (new.state = 'ended' and new.stops_on is not null))) execute function stop_of_oral_holds_clinic();

create function stop_at_clinic_holds_oral() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  one prescription%rowtype;
begin
  -- A smaller dose of a session that was ordered beside it stops with it.
  with beside as (update clinic_order set state = 'held' where person_id = new.person_id and agency_id = new.agency_id and kind = 'single-session'
                     and state = 'signed' and upper(in_force) > london_day(now()) returning id)
  insert into clinic_order_step (order_id, what, reason, staff_id) select id, 'held', 'The standing order was stopped', acting_staff() from beside;
  for one in update prescription set state = 'held' where person_id = new.person_id and agency_id = new.agency_id and state = 'signed' returning * loop
    insert into prescription_step (prescription_id, what, reason, staff_id) values (one.id, 'held', 'What is given at the clinic in the same plan was stopped', acting_staff());
    perform tell_prescribing_team(one.id, 'medicines-held', 'Open Medicines: decide how it goes on', 'decide-after-a-hold');
  end loop;
  for one in select distinct on (agency_id) * from prescription where person_id = new.person_id and agency_id <> new.agency_id and state = 'signed' order by agency_id, starts_on loop
    perform tell_prescribing_team(one.id, 'medicines-plan-changed', 'Open Medicines: something else of the plan was stopped', 'decide-after-a-hold');
  end loop;
  return null;
end $$;
create trigger stop_at_clinic_holds_oral after update of state on clinic_order for each row
  when (new.kind = 'standing' and old.state = 'signed' and new.state in ('held', 'ended')) execute function stop_at_clinic_holds_oral();

-- Somebody who has died is given nothing.
create function death_holds_clinic_orders() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform hold_clinic_orders(new.id, null, 'A death was recorded');
  return null;
end $$;
create trigger death_holds_clinic_orders after update of died_on on person
  for each row when (old.died_on is null and new.died_on is not null) execute function death_holds_clinic_orders();

grant execute on function suspend_clinic_orders(uuid, text) to :"app";
