-- What became of each collection; doses that somebody saw given; and the acts by which a prescription is signed, held, restarted
-- and ended.

create table collection (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  with_agency_id uuid references agency,
  prescription_id uuid references prescription on delete set null,
  instalment_id uuid references instalment on delete set null,
  product     text not null,
  due_on      date not null,
  outcome     text not null check (outcome in ('supervised', 'collected', 'missed', 'refused', 'held', 'closed')),
  because     text check (because in ('intoxicated', 'unwell', 'behaviour', 'prescription', 'person', 'other')),
  micrograms  integer not null check (micrograms >= 0),
  supervised_micrograms integer not null check (supervised_micrograms between 0 and micrograms),
  from_on     date not null,
  given_at    timestamptz,
  concern     text check (length(concern) between 1 and 1000),
  despite     text check (length(despite) between 1 and 1000),
  source      text not null check (source in ('page', 'file', 'closing')),
  corrects    uuid unique references collection on delete set null,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  constraint only_what_was_given_has_an_amount check ((outcome in ('supervised', 'collected')) = (micrograms > 0)),
  constraint what_was_given_says_when check ((micrograms > 0) = (given_at is not null)),
  constraint a_refusal_says_why check ((outcome = 'refused') = (because is not null))
);
create unique index one_outcome_of_an_instalment on collection (instalment_id) where corrects is null;
create index collection_instalment_index on collection (instalment_id);
create index collection_prescription_index on collection (prescription_id, due_on);
create index collection_person_index on collection (person_id, due_on desc);
create index collection_agency_index on collection (agency_id);
create index collection_owner_kind_index on collection (owner_kind);
create index collection_category_index on collection (category);
create index collection_with_agency_index on collection (with_agency_id);
create index collection_noted_by_index on collection (noted_by);
comment on table  collection             is 'What became of one day of collection. Never changed; a correction is a line that points.';
comment on column collection.id          is 'Identifier.';
comment on column collection.person_id   is 'Whose.';
comment on column collection.category    is 'Category.';
comment on column collection.agency_id   is 'Agency of the pharmacy.';
comment on column collection.owner_kind  is 'Kind of that agency.';
comment on column collection.shared_as   is 'What a grant must name to show it.';
comment on column collection.with_agency_id is 'Agency that prescribed, which sees it as well.';
comment on column collection.prescription_id is 'Of which prescription.';
comment on column collection.instalment_id is 'Of which of its days of collection.';
comment on column collection.product     is 'Code of the product.';
comment on column collection.due_on      is 'Day on which it was to be collected.';
comment on column collection.outcome     is 'Taken there in sight, collected, missed, refused, held, or the pharmacy was closed.';
comment on column collection.because     is 'Why it was not given, of a refusal.';
comment on column collection.micrograms  is 'What was given altogether, in micrograms.';
comment on column collection.supervised_micrograms is 'What of it was taken there, in sight.';
comment on column collection.from_on     is 'First day for which it was given: later than the day due where somebody came late.';
comment on column collection.given_at    is 'When it was given.';
comment on column collection.concern     is 'What the pharmacist was worried about.';
comment on column collection.despite     is 'Given although it was held or over: how that came about, in the pharmacist''s words.';
comment on column collection.source      is 'The pharmacist''s page, the pharmacy''s file, or the end of the day.';
comment on column collection.corrects    is 'The line it corrects.';
comment on column collection.noted_at    is 'When it was entered.';
comment on column collection.noted_by    is 'Who entered it; empty where the day ended without.';

create table observed_dose (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  with_agency_id uuid references agency,
  drug        text not null,
  way         text not null default 'mouth' check (way in ('mouth', 'depot', 'injected')),
  micrograms  integer not null check (micrograms > 0),
  given_at    timestamptz not null,
  collection_id uuid references collection on delete set null,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_because text,
  constraint a_withdrawn_dose_says_why check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index observed_dose_person_index on observed_dose (person_id, given_at desc);
create index observed_dose_agency_index on observed_dose (agency_id);
create index observed_dose_owner_kind_index on observed_dose (owner_kind);
create index observed_dose_category_index on observed_dose (category);
create index observed_dose_with_agency_index on observed_dose (with_agency_id);
create index observed_dose_collection_index on observed_dose (collection_id);
create index observed_dose_noted_by_index on observed_dose (noted_by);
comment on table  observed_dose            is 'A dose of an opioid medicine that a worker saw taken, at whatever site. The newest that is not withdrawn is the last observed dose.';
comment on column observed_dose.id         is 'Identifier.';
comment on column observed_dose.person_id  is 'Who took it.';
comment on column observed_dose.category   is 'Category.';
comment on column observed_dose.agency_id  is 'Site: agency whose worker saw it.';
comment on column observed_dose.owner_kind is 'Kind of that agency.';
comment on column observed_dose.shared_as  is 'What a grant must name to show it.';
comment on column observed_dose.with_agency_id is 'Agency that prescribed it, which sees it as well.';
comment on column observed_dose.drug       is 'Which drug.';
comment on column observed_dose.way        is 'By mouth, under or on the tongue; as a depot; or injected at a clinic.';
comment on column observed_dose.micrograms is 'How much of it, in micrograms of that drug; never turned into another.';
comment on column observed_dose.given_at   is 'When.';
comment on column observed_dose.collection_id is 'The collection at which it was taken.';
comment on column observed_dose.noted_at   is 'When it was entered.';
comment on column observed_dose.noted_by   is 'Who saw it.';
comment on column observed_dose.withdrawn_at is 'When it was found wrong; it stays, struck through.';
comment on column observed_dose.withdrawn_because is 'Why.';

select show_to_both_ends(the_table), let_own_agency_write(the_table) from unnest(array['collection', 'observed_dose']::regclass[]) the_table;
select let_own_agency_change('observed_dose', 'withdrawn_by_own_agency');
-- A collection is recorded at the pharmacy it was to be made at, of a day of a prescription of that person.
create policy recorded_where_it_is_collected on collection as restrictive for insert to :"app"
  with check ((select acting_may('dispense')) and category = 'medication'
              and exists (select from instalment i join prescription p on p.id = i.prescription_id join pharmacy f on f.id = p.pharmacy_id
                           where i.id = collection.instalment_id and p.id = collection.prescription_id and p.person_id = collection.person_id
                             and f.agency_id = collection.agency_id and p.agency_id = collection.with_agency_id and i.due_on = collection.due_on
                             and collection.micrograms <= i.supervised_micrograms + i.home_micrograms));
do $$
declare the_table text;
begin
  foreach the_table in array array['collection', 'observed_dose'] loop
    execute format('create trigger written_by_whoever_acts before insert or update on %I
                      for each row when (current_user = %L) execute function written_by_whoever_acts(''noted_by'', ''noted_at'')', the_table, :'app');
  end loop;
end $$;
grant select, insert on collection, observed_dose to :"app";
grant update (withdrawn_at, withdrawn_because) on observed_dose to :"app";

-- A prescription addressed to a pharmacy is a reason why it has to do with the person, while it goes on and some weeks after.
create or replace view relationship with (security_invoker = true) as
  select s.agency_id, e.person_id, 'full' as level,
         case when e.ended_on is null then 'infinity'::timestamptz
              -- A stay that a death ended stays in sight from the day the death was noted: it may have been long before.
              else (case when e.by_death and p.death_noted_at is not null
                         then greatest(e.ended_on, (p.death_noted_at at time zone 'Europe/London')::date)
                         else e.ended_on end + k.retention_days + 1)::timestamp at time zone 'Europe/London' end as until
    from episode e join service s on s.id = e.service_id join service_kind k on k.code = s.kind
    join person p on p.id = e.person_id
  union all
  select to_agency_id, person_id, 'full', 'infinity' from handover where state = 'accepted'
  union all
  select to_agency_id, person_id, 'minimum', 'infinity' from handover where state = 'offered'
  union all
  -- Whoever had said yes keeps its own record of the person for some weeks after a handover by which they did not come.
  select to_agency_id, person_id, 'own', closed_at + (select parameter_span('sight-after-a-yes'))
    from handover where first_contact_at is not null and state not in ('offered', 'accepted', 'arrived')
  union all
  -- A no to police or probation comes back to the health-side liaison, which then has some weeks to see to the person:
  -- nobody else has it on a list.
  select s.agency_id, h.person_id, 'own', coalesce(h.ended_at, h.answered_at) + (select parameter_span('sight-after-a-no'))
    from handover h join team t on t.id = h.next_step_team_id join service s on s.id = t.service_id
   where h.state in ('declined', 'refused-by-person') and s.agency_id <> h.from_agency_id
  union all
  -- What an agency still has to do about somebody stays on its list until it is done or cancelled, whatever else has ended.
  select agency_id, person_id, 'own', 'infinity' from task where state = 'open' and person_id is not null
  union all
  select agency_id, person_id, 'own', at + (select parameter_span('sight-after-registering')) from registration
  union all
  select with_agency_id, person_id, 'own',
         case when state in ('signed', 'held') then 'infinity' else stopped_at + (select parameter_span('sight-after-a-prescription')) end
    from prescription where signed_at is not null and with_agency_id is not null;
create trigger rights_after_insert after insert on prescription referencing new table as changed for each statement execute function rights_have_changed();
create trigger rights_after_update after update on prescription referencing new table as changed for each statement execute function rights_have_changed();
create trigger rights_after_delete after delete on prescription referencing old table as changed for each statement execute function rights_have_changed();

-- Tells open pages at both ends that something changed.
create function both_ends_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  one uuid;
begin
  for one in select agency_id from changed union select with_agency_id from changed where with_agency_id is not null loop
    perform pg_notify('changed', tg_table_schema || ':agency:' || one);
  end loop;
  return null;
end $$;
create trigger pages_after_insert after insert on prescription referencing new table as changed for each statement execute function both_ends_have_changed();
create trigger pages_after_update after update on prescription referencing new table as changed for each statement execute function both_ends_have_changed();
create trigger pages_after_insert after insert on collection referencing new table as changed for each statement execute function both_ends_have_changed();

-- When each agency last had to do with each person, as before; and by prescriptions, at both their ends, and by doses.
create or replace function contacts_of(the_person uuid default null, the_agency uuid default null)
returns table (person_id uuid, agency_id uuid, last_contact date, still boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.person_id, c.agency_id, coalesce(max(c.met), max(c.noted)), bool_or(c.still)
    from (select e.person_id, e.agency_id, greatest(e.started_on, e.ended_on) as met, null::date as noted, e.ended_on is null as still from episode e
          union all select h.person_id, a.agency_id, greatest(h.offered_at, h.closed_at)::date, null, h.state in ('offered', 'accepted')
                      from handover h cross join lateral (values (h.from_agency_id), (h.to_agency_id)) a (agency_id)
          union all select t.person_id, t.agency_id, coalesce(t.closed_at, t.made_at)::date, null, t.state = 'open' from task t
          union all select v.person_id, v.agency_id, greatest(v.happened_on, v.until_on), null, false from event v
          union all select m.person_id, m.agency_id, m.taken_on, null, false from measure m
          union all select n.person_id, n.agency_id, n.at::date, null, false from note n
          union all select d.person_id, d.agency_id, d.made_at::date, null, d.handover_id is null from handover_draft d
          union all select l.person_id, l.agency_id, null, greatest(l.at, l.ended_at)::date, false from alert l
          union all select i.person_id, i.agency_id, null, i.at::date, false from identifier i
          union all select s.person_id, s.agency_id, null, s.at::date, false from alias s
          union all select x.person_id, x.agency_id, null, x.at::date, false from death_decision x
          union all select r.person_id, r.agency_id, null, r.at::date, false from registration r
          union all select p.person_id, p.agency_id, coalesce(p.stopped_at, p.written_at)::date, null, p.state in ('signed', 'held') from prescription p
          union all select p.person_id, p.with_agency_id, coalesce(p.stopped_at, p.signed_at)::date, null, p.state in ('signed', 'held')
                      from prescription p where p.with_agency_id is not null
          union all select c.person_id, c.agency_id, c.due_on, null, false from collection c
          union all select o.person_id, o.agency_id, o.given_at::date, null, false from observed_dose o
          union all select w.person_id, w.to_agency_id, null, w.until::date, w.state = 'approved' and w.until > now()
                      from gateway w where w.state in ('approved', 'ended')) c
   where c.person_id is not null and (the_person is null or c.person_id = the_person)
     and (the_agency is null or c.agency_id = the_agency)
   group by c.person_id, c.agency_id;
end;

-- Signs a prescription as it was shown: its revision and its days of collection. One that it changes stops on the day this one starts.
create function sign_prescription(the_prescription uuid, the_revision integer, the_print text, the_instalments jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p     prescription%rowtype;
  today date := (now() at time zone 'Europe/London')::date;
begin
  select * into p from prescription where id = the_prescription and agency_id = acting_agency();
  if p.id is null or not acting_may('prescribe') or not acting_holds(p.person_id, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform from person where id = p.person_id and died_on is null for no key update;
  if not found then return 'has-died'; end if;
  select * into p from prescription where id = the_prescription for update;
  if p.state <> 'queued' then return 'not-queued'; end if;
  if p.revision <> the_revision then return 'changed-since'; end if;
  if p.starts_on < today then return 'begins-in-the-past'; end if;
  insert into instalment (prescription_id, due_on, days, supervised_micrograms, home_micrograms)
  select p.id, i.due_on, i.days, i.supervised, i.home from jsonb_to_recordset(the_instalments) as i (due_on date, days integer, supervised integer, home integer);
  if (select sum(supervised_micrograms + home_micrograms) from instalment where prescription_id = p.id) is distinct from p.total_micrograms
     or exists (select from instalment where prescription_id = p.id and (due_on not between p.starts_on and p.ends_on or not pharmacy_is_open(p.pharmacy_id, due_on))) then
    raise exception 'the days of a prescription come to its total, each on a day on which its pharmacy is open';
  end if;
  update prescription set state = 'signed', signed_at = now(), signed_by = acting_staff(), signed_print = the_print,
                          with_agency_id = (select agency_id from pharmacy where id = p.pharmacy_id) where id = p.id;
  insert into prescription_step (prescription_id, what) values (p.id, 'signed');
  update prescription set stops_on = least(stops_on, p.starts_on), state = case when p.starts_on <= today then 'changed' else state end,
                          stopped_at = case when p.starts_on <= today then now() end
   where id = p.replaces and person_id = p.person_id and agency_id = p.agency_id and state in ('signed', 'held');
  if found then insert into prescription_step (prescription_id, what) values (p.replaces, 'changed'); end if;
  return 'done';
end $$;

-- Tells the team of a prescription to look: a task that says no more than every role may read.
create function tell_prescribing_team(the_prescription uuid, the_kind text, the_title text, the_span text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
  select p.agency_id, p.team_id, p.person_id, the_kind, the_title, now() + parameter_span(the_span), null from prescription p where p.id = the_prescription;
end;

-- Holds, restarts or ends a prescription. Holding needs no proof: it stops from now, and its team owns what comes next.
create function move_prescription(the_prescription uuid, the_step text, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p     prescription%rowtype;
  today date := (now() at time zone 'Europe/London')::date;
begin
  perform from person where id = (select person_id from prescription where id = the_prescription and agency_id = acting_agency()) for no key update;
  select * into p from prescription where id = the_prescription and agency_id = acting_agency() for update;
  if p.id is null or not acting_may('prescribe:draft') or not acting_holds(p.person_id, 'own') then return 'not-there'; end if;
  if the_step <> 'held' and not acting_may('prescribe') then return 'not-there'; end if;
  if the_step <> 'held' and not acting_is_fresh() then return 'not-fresh'; end if;
  if not ((the_step = 'held' and p.state = 'signed') or (the_step = 'restarted' and p.state = 'held') or (the_step = 'ended' and p.state in ('signed', 'held'))) then
    return 'stands-elsewhere';
  end if;
  if the_step = 'restarted' and exists (select from person where id = p.person_id and died_on is not null) then return 'has-died'; end if;
  update prescription
     set state = case the_step when 'held' then 'held' when 'restarted' then 'signed' else 'ended' end,
         restarted_on = case when the_step = 'restarted' then today else restarted_on end,
         stops_on = case when the_step = 'ended' then least(stops_on, today) else stops_on end,
         stopped_at = case when the_step = 'ended' then now() end where id = p.id;
  insert into prescription_step (prescription_id, what, reason) values (p.id, the_step, the_reason);
  if the_step = 'held' then perform tell_prescribing_team(p.id, 'medicines-held', 'Open Medicines: decide how it goes on', 'decide-after-a-hold'); end if;
  return 'done';
end $$;

-- Tells whoever prescribed that something at the pharmacy needs them: for the pharmacist's concerns and what was given despite a hold.
create function tell_of_collection(the_collection uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if exists (select from collection where id = the_collection and agency_id = acting_agency() and acting_may('dispense')) then
    perform tell_prescribing_team(c.prescription_id, 'medicines-concern', 'Open Medicines: the pharmacy has told you something', 'answer-a-pharmacy')
       from collection c where c.id = the_collection and c.prescription_id is not null;
  end if;
end $$;

-- Somebody who has died is given nothing: what goes on is held, and stays so if the death was recorded in error.
create function death_holds_prescriptions() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  with held as (update prescription set state = 'held' where person_id = new.id and state = 'signed' returning id)
  insert into prescription_step (prescription_id, what, reason, staff_id) select id, 'held', 'A death was recorded', null from held;
  return null;
end $$;
create trigger death_holds_prescriptions after update of died_on on person
  for each row when (old.died_on is null and new.died_on is not null) execute function death_holds_prescriptions();

grant execute on function sign_prescription(uuid, integer, text, jsonb), move_prescription(uuid, text, text), tell_of_collection(uuid) to :"app";
