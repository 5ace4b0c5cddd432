-- Who watches somebody after a dose: the nurse who handed it over, until another nurse on shift takes them over by a press. Whom one nurse watches
-- counts against how many one nurse may, whoever gave them their dose; and nobody goes home while they watch anybody.

create table dosing_watch (
  id       uuid primary key default uuidv7(),
  visit_id uuid not null references dosing_visit on delete cascade,
  staff_id uuid not null references staff default acting_staff(),
  at       timestamptz not null default clock_timestamp()
);
create index dosing_watch_visit_index on dosing_watch (visit_id, at);
create index dosing_watch_staff_index on dosing_watch (staff_id);
comment on table  dosing_watch          is 'Another nurse takes over who watches somebody after a dose. Only added to.';
comment on column dosing_watch.id       is 'Identifier.';
comment on column dosing_watch.visit_id is 'Whom, at which visit.';
comment on column dosing_watch.staff_id is 'The nurse who watches from then on.';
comment on column dosing_watch.at       is 'From when.';
alter table dosing_watch enable row level security;
alter table dosing_watch force row level security;
create policy seen_with_the_visit on dosing_watch for select to :"app" using (exists (select from dosing_visit v where v.id = dosing_watch.visit_id));
grant select on dosing_watch to :"app";
create trigger pages_after_insert after insert on dosing_watch referencing new table as changed for each statement execute function visits_have_moved();

-- Who watches somebody of the acting clinic: of those who handed over to them or took them over, the last.
create function dosing_watcher(the_visit uuid) returns uuid language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select w.staff from (select a.taken_by as staff, a.taken_at as at from authority a where a.visit_id = the_visit
                       union all select t.staff_id, t.at from dosing_watch t where t.visit_id = the_visit) w
   where exists (select from dosing_visit v where v.id = the_visit and v.agency_id = acting_agency()) order by w.at desc limit 1;
end;

-- How many people of a session whoever acts watches, beside one: whoever had something handed over and has not left.
create function dosing_watched_by_me(the_session uuid, the_other uuid) returns bigint language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select count(distinct a.visit_id) from authority a
   where a.session_id = the_session and a.visit_id is distinct from the_other and dosing_state(a.visit_id) not in ('fit-to-leave', 'left-early', 'closed')
     and dosing_watcher(a.visit_id) = acting_staff();
end;

-- A nurse on shift takes somebody over. Visit and duty are locked in the order of whoever hands over, so that two at one moment are counted.
create function take_over_watch(the_visit uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype;
begin
  perform from dosing_visit where id = the_visit and agency_id = acting_agency() for no key update;
  select d.session_id into v.session_id from dosing_duty d join dosing_visit x on x.session_id = d.session_id
   where x.id = the_visit and d.staff_id = acting_staff() and d.duty = 'nurse' and d.until_at is null for no key update of d;
  if v.session_id is null or (acting_in_visit(the_visit, 'nurse')).id is null then return 'not-there'; end if;
  if dosing_watcher(the_visit) is null or dosing_state(the_visit) in ('fit-to-leave', 'left-early', 'closed') then return 'moved-since'; end if;
  if dosing_watcher(the_visit) = acting_staff() then return 'done'; end if;
  if dosing_watched_by_me(v.session_id, the_visit) >= dosing_number(v.session_id, 'observed-at-once') then return 'too-many-observed'; end if;
  insert into dosing_watch (visit_id) values (the_visit);
  return 'done';
end $$;

grant execute on function dosing_watcher(uuid), dosing_watched_by_me(uuid, uuid), take_over_watch(uuid) to :"app";

-- What the second of two read off the label in their hand.
alter table preparation_check add column entered_strength_ug bigint, add column entered_lot text check (length(entered_lot) <= 60);
comment on column preparation_check.entered_strength_ug is 'Strength that they read off the label, in micrograms: of one ampoule, or of a millilitre of a solution.';
comment on column preparation_check.entered_lot is 'Lot that they read off it.';
alter table preparation_step add column entered_strength_ug bigint, add column entered_lot text check (length(entered_lot) <= 60);
comment on column preparation_step.entered_strength_ug is 'What the checker read as the strength, in micrograms.';
comment on column preparation_step.entered_lot is 'And as the lot.';
