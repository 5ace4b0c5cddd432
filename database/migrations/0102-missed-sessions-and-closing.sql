-- What becomes of missed sessions without asking anybody, and the ending of a service: nobody new, and everybody somewhere before the last dose.

-- Writes down whom a session expects: everybody of whom an order has parts for it, and what the standing order prescribes for it: an order for
-- one session changes what is given and never what was prescribed, whenever it was written. Of whom the plan is on hold, why that is so as far as it is known.
create function expect_dosing_visits(the_session uuid, the_person uuid default null) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  one record;
  made uuid;
begin
  for one in
    select distinct on (o.person_id) o.person_id, o.agency_id, o.owner_kind, o.state,
           coalesce((select clinic_slot_total(b.id, s.slot) from clinic_order b
                      where b.person_id = o.person_id and b.premises_id = o.premises_id and b.drug_class = o.drug_class and b.kind = 'standing' and b.state in ('signed', 'held')
                        and b.in_force @> s.day and clinic_slot_total(b.id, s.slot) > 0 order by b.starts_on desc limit 1), clinic_slot_total(o.id, s.slot)) as ug,
           clinic_gap_unreviewed(o.person_id, o.agency_id) as away
      from dosing_session s join clinic_order o on o.premises_id = s.premises_id
     where s.id = the_session and o.state in ('signed', 'held') and o.in_force @> s.day and (o.slot is null or o.slot = s.slot)
       and (the_person is null or o.person_id = the_person) and clinic_slot_total(o.id, s.slot) > 0
     order by o.person_id, o.kind = 'single-session' desc, o.starts_on desc
  loop
    insert into dosing_visit (person_id, agency_id, owner_kind, session_id, for_whom, prescribed_ug)
    values (one.person_id, one.agency_id, one.owner_kind, the_session, one.person_id, one.ug) on conflict do nothing returning id into made;
    if made is null then continue; end if;
    perform step_dosing_visit(made, 'scheduled');
    if one.state = 'held' then
      perform step_dosing_visit(made, 'excused', null, case when one.away in ('custody', 'hospital') then one.away else 'suspended' end);
    end if;
  end loop;
end $$;

-- What closes by itself, once a minute: whoever did not come until the end of a session and its grace; and sessions in which everything is done. Whom nobody saw is looked for by what follows a missed session, not by a task of its own. Where nobody counted
-- at the end, it closes all the same, so that nothing is given in it any more, and the lead is told of each book; the next session opens counted alone.
create function close_dosing_by_itself(the_now timestamptz) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  one uuid;
  n integer := 0;
  book uuid;
begin
  for one in select v.id from dosing_session s join dosing_visit v on v.session_id = s.id
              where s.closed_at is null and s.ends_at + make_interval(mins => coalesce((s.numbers ->> 'grace')::integer, 60)) <= the_now
                and dosing_state(v.id) = 'scheduled' order by v.id for update of v skip locked loop
    perform step_dosing_visit(one, 'no-show');
    n := n + 1;
  end loop;
  for one in
    update dosing_session s set closed_at = the_now
     where s.closed_at is null and s.ends_at + make_interval(mins => coalesce((s.numbers ->> 'grace')::integer, 60)) <= the_now
       and not exists (select from dosing_visit v where v.session_id = s.id and dosing_state(v.id) not in ('closed', 'no-show', 'excused', 'cancelled'))
    returning s.id
  loop
    for book in select dosing_books_uncounted(one) loop
      perform tell_of_register(book, 'cd-lead', 'Open Register: a session ended without its count', 'explain-a-difference');
    end loop;
  end loop;
  return n;
end $$;

create table clinic_ending (
  id             uuid primary key default uuidv7(),
  agency_id      uuid not null references agency default acting_agency(),
  service_id     uuid not null references service,
  because        text not null check (because in ('money', 'licence', 'stock', 'staff', 'other')),
  words          text not null check (length(words) between 1 and 1000),
  last_day       date not null,
  begun_at       timestamptz not null default now(),
  begun_by       uuid references staff default acting_staff(),
  called_off_at  timestamptz,
  called_off_by  uuid references staff,
  called_off_because text check (length(called_off_because) between 1 and 1000),
  constraint what_was_called_off_says_why check ((called_off_at is null) = (called_off_because is null))
);
create unique index a_service_ends_once on clinic_ending (service_id) where called_off_at is null;
create index clinic_ending_service_index on clinic_ending (service_id);
create index clinic_ending_agency_index on clinic_ending (agency_id);
create index clinic_ending_begun_by_index on clinic_ending (begun_by);
create index clinic_ending_called_off_by_index on clinic_ending (called_off_by);
comment on table  clinic_ending                    is 'A service that ends or has to stop: nobody new is taken on, and everybody arrives somewhere before the last dose. About nobody.';
comment on column clinic_ending.id                 is 'Identifier.';
comment on column clinic_ending.agency_id          is 'The clinic.';
comment on column clinic_ending.service_id         is 'Its service.';
comment on column clinic_ending.because            is 'Money, licence, stock, staff or something else.';
comment on column clinic_ending.words              is 'What happened.';
comment on column clinic_ending.last_day           is 'Last day on which a dose is given, as it is planned.';
comment on column clinic_ending.begun_at           is 'When it was written down.';
comment on column clinic_ending.begun_by           is 'By whom.';
comment on column clinic_ending.called_off_at      is 'When it was called off.';
comment on column clinic_ending.called_off_by      is 'By whom.';
comment on column clinic_ending.called_off_because is 'Why.';

create table clinic_ending_plan (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  ending_id   uuid references clinic_ending,
  destination text check (length(destination) between 1 and 400),
  prescriber  text check (length(prescriber) between 1 and 400),
  oral_plan   text check (length(oral_plan) between 1 and 1000),
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff()
);
create index clinic_ending_plan_person_index on clinic_ending_plan (person_id, noted_at desc);
create index clinic_ending_plan_agency_index on clinic_ending_plan (agency_id);
create index clinic_ending_plan_owner_kind_index on clinic_ending_plan (owner_kind);
create index clinic_ending_plan_category_index on clinic_ending_plan (category);
create index clinic_ending_plan_ending_index on clinic_ending_plan (ending_id);
create index clinic_ending_plan_noted_by_index on clinic_ending_plan (noted_by);
comment on table  clinic_ending_plan             is 'Where somebody goes when their clinic ends: to whom, who prescribes then, and what is taken by mouth. Only added to; the newest counts.';
comment on column clinic_ending_plan.id          is 'Identifier.';
comment on column clinic_ending_plan.person_id   is 'Who.';
comment on column clinic_ending_plan.category    is 'Category.';
comment on column clinic_ending_plan.agency_id   is 'The clinic.';
comment on column clinic_ending_plan.owner_kind  is 'Kind of that agency.';
comment on column clinic_ending_plan.shared_as   is 'What a grant must name to show it.';
comment on column clinic_ending_plan.ending_id   is 'For which ending.';
comment on column clinic_ending_plan.destination is 'Where they go.';
comment on column clinic_ending_plan.prescriber  is 'Who prescribes from then on, and from which day.';
comment on column clinic_ending_plan.oral_plan   is 'What is taken by mouth from then on.';
comment on column clinic_ending_plan.noted_at    is 'When it was written.';
comment on column clinic_ending_plan.noted_by    is 'By whom.';
select show_to_those_entitled('clinic_ending_plan'), let_own_agency_write('clinic_ending_plan');
create policy planned_by_those_who_care on clinic_ending_plan as restrictive for insert to :"app"
  with check ((select acting_may('clinical')) and category = 'medication' and owner_kind = 'clinic');
create trigger written_by_whoever_acts before insert or update on clinic_ending_plan
  for each row when (current_user = :'app') execute function written_by_whoever_acts('noted_by', 'noted_at');
grant select on clinic_ending, clinic_ending_plan to :"app";
grant insert on clinic_ending_plan to :"app";

-- The ending of a service that stands, or nothing.
create function clinic_ending_of(the_service uuid) returns clinic_ending language sql stable set search_path = :"schema", pg_temp
  return (select e from clinic_ending e where e.service_id = the_service and e.called_off_at is null);

-- Begins the ending of a service, or calls it off: a licensed doctor or the controlled-drugs lead of its clinic, with a proof.
create function end_clinic_service(the_service uuid, the_because text, the_words text, the_day date) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not (acting_may('clinic:govern') or acting_may('prescribe:licensed'))
     or not exists (select from service where id = the_service and agency_id = acting_agency() and kind = 'clinic') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if the_day < london_day(now()) then return 'day-has-passed'; end if;
  insert into clinic_ending (service_id, because, words, last_day) values (the_service, the_because, the_words, the_day) on conflict do nothing;
  return case when found then 'done' else 'ends-already' end;
end $$;
create function call_off_clinic_ending(the_ending uuid, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not (acting_may('clinic:govern') or acting_may('prescribe:licensed')) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  update clinic_ending set called_off_at = now(), called_off_by = acting_staff(), called_off_because = the_words
   where id = the_ending and agency_id = acting_agency() and called_off_at is null;
  return case when found then 'done' else 'not-there' end;
end $$;

-- Kinds of service that go on treating somebody who comes from a clinic. A handover to housing or to recovery check-ups is no way on.
create function goes_on_treating(the_kind text) returns boolean language sql immutable set search_path = :"schema", pg_temp
  return the_kind in ('community', 'prison', 'clinic', 'residential');

-- Has somebody arrived at whoever goes on treating them, since the ending of this service began?
create function arrived_from_service(the_person uuid, the_service uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from handover h join service s on s.id = h.to_service_id where h.person_id = the_person and h.from_service_id = the_service
                    and h.state = 'arrived' and goes_on_treating(s.kind)
                    and h.offered_at >= coalesce((select begun_at from clinic_ending e where e.service_id = the_service and e.called_off_at is null), now()) - interval '28 days');
end;

-- While a service ends: nobody is nominated to it or accepted, no order begins a treatment or outlasts the last day, and none is ended
-- before the person has arrived somewhere else.
alter function nominate(uuid, uuid, text) rename to nominate_by_itself;
create function nominate(the_person uuid, the_service uuid, the_words text) returns text language sql volatile security definer set search_path = :"schema", pg_temp
  return case when (clinic_ending_of(the_service)).id is not null then 'service-ends' else nominate_by_itself(the_person, the_service, the_words) end;
alter function accept_nomination(uuid, uuid, text, text, integer, text) rename to accept_nomination_by_itself;
create function accept_nomination(the_nomination uuid, the_premises uuid, the_words text, the_protocol text, its_version integer, its_print text) returns text language sql volatile security definer set search_path = :"schema", pg_temp
  return case when acting_may('prescribe') and (select (clinic_ending_of(n.service_id)).id from nomination n where n.id = the_nomination and n.agency_id = acting_agency()) is not null
              then 'service-ends' else accept_nomination_by_itself(the_nomination, the_premises, the_words, the_protocol, its_version, its_print) end;
alter function sign_clinic_order(uuid, text, text) rename to sign_clinic_order_by_itself;
create function sign_clinic_order(the_order uuid, the_print text, the_words text default null) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; e clinic_ending%rowtype;
begin
  select * into o from clinic_order where id = the_order and agency_id = acting_agency();
  e := clinic_ending_of((select service_id from premises where id = o.premises_id));
  if e.id is not null and acting_may('prescribe:licensed') and acting_holds(o.person_id, 'own') then
    if o.ends_on > e.last_day then return 'after-the-last-day'; end if;
    if o.kind = 'standing' and not exists (select from clinic_order b where b.person_id = o.person_id and b.agency_id = o.agency_id and b.kind = 'standing'
                                              and b.signed_at is not null and b.signed_at < e.begun_at) then return 'service-ends'; end if;
  end if;
  return sign_clinic_order_by_itself(the_order, the_print, the_words);
end $$;
alter function move_clinic_order(uuid, text, text) rename to move_clinic_order_by_itself;
create function move_clinic_order(the_order uuid, the_step text, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; the_service uuid;
begin
  select * into o from clinic_order where id = the_order and agency_id = acting_agency();
  the_service := (select service_id from premises where id = o.premises_id);
  if the_step = 'ended' and o.kind = 'standing' and o.state in ('signed', 'held') and acting_may('prescribe:licensed') and acting_holds(o.person_id, 'own')
     and (clinic_ending_of(the_service)).id is not null and not arrived_from_service(o.person_id, the_service)
     and not exists (select from person where id = o.person_id and died_on is not null) then return 'nobody-has-arrived'; end if;
  return move_clinic_order_by_itself(the_order, the_step, the_reason);
end $$;
grant execute on function clinic_ending_of(uuid), goes_on_treating(text), end_clinic_service(uuid, text, text, date), call_off_clinic_ending(uuid, text),
  nominate(uuid, uuid, text), accept_nomination(uuid, uuid, text, text, integer, text), sign_clinic_order(uuid, text, text), move_clinic_order(uuid, text, text) to :"app";
revoke execute on function nominate_by_itself(uuid, uuid, text), accept_nomination_by_itself(uuid, uuid, text, text, integer, text), sign_clinic_order_by_itself(uuid, text, text),
  move_clinic_order_by_itself(uuid, text, text) from :"app";
