-- The clock of the database jumped while it ran: times between two doses cannot be trusted, so nothing is handed over until two people have said what time it is.

create table clock_jump (
  id             uuid primary key,
  noticed_at     timestamptz not null default clock_timestamp(),
  moved_ms       bigint not null check (abs(moved_ms) >= 1000),
  first_said     timestamptz,
  first_said_at  timestamptz,
  first_said_by  uuid references staff,
  second_said    timestamptz,
  second_said_at timestamptz,
  second_said_by uuid references staff,
  constraint what_is_said_has_who_and_when check (num_nulls(first_said, first_said_at, first_said_by) in (0, 3) and num_nulls(second_said, second_said_at, second_said_by) in (0, 3)),
  constraint the_second_comes_after_the_first check (second_said_by is null or (first_said_by is not null and first_said_by <> second_said_by))
);
create index clock_jump_unsettled on clock_jump (noticed_at) where second_said_by is null;
create index clock_jump_first_said_by_index on clock_jump (first_said_by);
create index clock_jump_second_said_by_index on clock_jump (second_said_by);
comment on table  clock_jump                is 'Times at which the clock of the database moved against the time that really passed. About nobody, and about every clinic of the partnership.';
comment on column clock_jump.id             is 'Identifier, given by the server that noticed it, which may tell of it more than once.';
comment on column clock_jump.noticed_at     is 'When it was noticed, by the clock as it had become.';
comment on column clock_jump.moved_ms       is 'By how many milliseconds it moved: less than nought where it was put back.';
comment on column clock_jump.first_said     is 'What time another clock showed, as the first of two people read it.';
comment on column clock_jump.first_said_at  is 'When they said so.';
comment on column clock_jump.first_said_by  is 'Who.';
comment on column clock_jump.second_said    is 'What time another clock showed, as the second of them read it. From then on the clock is trusted again.';
comment on column clock_jump.second_said_at is 'When they said so.';
comment on column clock_jump.second_said_by is 'Who: not the first.';
grant select on clock_jump to :"app";

-- Whether the clock is in doubt: it jumped, and two people have not said since that it is right.
create function clock_is_in_doubt() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from clock_jump where second_said_by is null);

-- Tells the open pages of every clinic that something changed.
create function clinics_hear_of_the_clock() returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select pg_notify('changed', current_schema() || ':agency:' || agency_id) from (select distinct agency_id from premises) clinics;
end;

-- Kept by the server for whoever happens to ask when it is noticed; told again by its identifier, it is the same jump.
create function note_clock_jump(the_jump uuid, the_ms bigint) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  insert into clock_jump (id, moved_ms) values (the_jump, the_ms) on conflict (id) do nothing;
  if found then perform clinics_hear_of_the_clock(); end if;
end $$;

-- One of two people says what another clock shows. Where this one shows something else, it is still wrong.
create function say_what_time_it_is(the_time timestamptz) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('dose:account') then return 'not-there'; end if;
  perform from clock_jump where second_said_by is null for no key update;
  if not clock_is_in_doubt() then return 'clock-is-right'; end if;
  if abs(extract(epoch from (the_time - clock_timestamp()))) > 120 then return 'clock-is-wrong'; end if;
  if exists (select from clock_jump where second_said_by is null and first_said_by = acting_staff())
    and not exists (select from clock_jump where second_said_by is null and first_said_by is null) then return 'said-by-you'; end if;
  update clock_jump set second_said = the_time, second_said_at = clock_timestamp(), second_said_by = acting_staff() where second_said_by is null and first_said_by <> acting_staff();
  update clock_jump set first_said = the_time, first_said_at = clock_timestamp(), first_said_by = acting_staff() where first_said_by is null;
  perform clinics_hear_of_the_clock();
  return 'done';
end $$;

-- Why a part may not be given on an assessment, or nothing: by itself; by the gap since the last dose; while it is in doubt what they had; and while
-- it is in doubt what time it is.
create function dose_stands_against(v dosing_visit, a pre_dose_assessment, o clinic_order, p clinic_order_part) returns text
language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce(dose_stands_against_by_itself(v, a, o, p), clinic_gap_stands_against(v.id, o.id, p.id),
                  case when injection_correction_waits(v.person_id) then 'correction-open' end,
                  case when clock_is_in_doubt() then 'clock-in-doubt' end);

grant execute on function clock_is_in_doubt(), note_clock_jump(uuid, bigint), say_what_time_it_is(timestamptz) to :"app";
