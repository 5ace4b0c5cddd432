-- Appointments: who is met by whom, where and when, and what came of it. No worker, room or person is booked twice.

create table room (
  id        uuid primary key default uuidv7(),
  agency_id uuid not null references agency,
  name      text not null check (length(name) between 1 and 80),
  closed_on date,
  constraint an_agency_names_a_room_once unique (agency_id, name)
);
comment on table  room           is 'A room of an agency in which people are met.';
comment on column room.id        is 'Identifier.';
comment on column room.agency_id is 'Whose room it is.';
comment on column room.name      is 'Name as people say it.';
comment on column room.closed_on is 'Day from which it is no longer booked.';

create table working_hours (
  staff_id uuid not null references staff,
  weekday  integer not null check (weekday between 1 and 7),
  from_at  time not null,
  to_at    time not null,
  primary key (staff_id, weekday, from_at),
  constraint hours_end_after_they_start check (to_at > from_at)
);
comment on table  working_hours          is 'When in the week a worker sees people; free times are looked for there.';
comment on column working_hours.staff_id is 'Whose.';
comment on column working_hours.weekday  is 'Day of the week, 1 for Monday.';
comment on column working_hours.from_at  is 'From when, by the clock on the wall.';
comment on column working_hours.to_at    is 'Until when.';

create table appointment (
  id            uuid primary key default uuidv7(),
  person_id     uuid not null references person,
  category      text not null references category,
  agency_id     uuid not null references agency default acting_agency(),
  owner_kind    text not null references agency_kind default acting_agency_kind(),
  shared_as     text not null generated always as (category || '/' || owner_kind) stored,
  apart         text not null generated always as (case when category = 'supervised-use' then 'supervised-use'
                                                        when owner_kind in ('police', 'probation') then 'enforcement'
                                                        else 'care' end) stored,
  service_id    uuid not null references service,
  team_id       uuid not null references team,
  episode_id    uuid references episode,
  kind          text not null,
  purpose       text not null default '' check (length(purpose) <= 120),
  starts_at     timestamptz not null,
  ends_at       timestamptz not null,
  staff_id      uuid references staff,
  also_staff_id uuid references staff,
  room_id       uuid references room,
  place         text not null default '' check (length(place) <= 120),
  for_order     boolean not null default false,
  walked_in     boolean not null default false,
  beside        boolean not null default false,
  state         text not null default 'booked'
                check (state in ('offered', 'booked', 'moved', 'cancelled', 'attended', 'missed', 'excused', 'stopped-by-death')),
  cancelled_by  text check (cancelled_by in ('person', 'service')),
  reason        text not null default '' check (length(reason) <= 1000),
  moved_to      uuid references appointment,
  made_at       timestamptz not null default now(),
  made_by       uuid references staff default acting_staff(),
  closed_at     timestamptz,
  constraint an_appointment_ends_after_it_starts check (ends_at > starts_at and ends_at <= starts_at + interval '12 hours'),
  constraint two_workers_are_two check (also_staff_id is null or also_staff_id <> staff_id),
  constraint what_is_cancelled_says_by_whom check ((state = 'cancelled') = (cancelled_by is not null)),
  constraint what_is_settled_says_when check ((state in ('offered', 'booked')) = (closed_at is null)),
  constraint a_person_is_in_one_place_at_a_time
    exclude using gist (person_id with =, apart with =, tstzrange(starts_at, ends_at) with &&)
    where (state in ('offered', 'booked', 'attended') and not walked_in and not beside)
);
create index appointment_person_index on appointment (person_id, starts_at desc) include (state, kind, agency_id, category, ends_at);
create index appointment_agency_index on appointment (agency_id, starts_at);
create index appointment_owner_kind_index on appointment (owner_kind);
create index appointment_category_index on appointment (category);
create index appointment_service_index on appointment (service_id);
create index appointment_team_index on appointment (team_id, starts_at);
create index appointment_episode_index on appointment (episode_id, made_at);
create index appointment_staff_index on appointment (staff_id, starts_at);
create index appointment_also_staff_index on appointment (also_staff_id);
create index appointment_room_index on appointment (room_id, starts_at);
create index appointment_moved_to_index on appointment (moved_to);
create index appointment_made_by_index on appointment (made_by);
comment on table  appointment               is 'A person is to be met. Never rewritten: one that is moved points at the one it became.';
comment on column appointment.id            is 'Identifier.';
comment on column appointment.person_id     is 'Who.';
comment on column appointment.category      is 'Category, from the service''s declaration.';
comment on column appointment.agency_id     is 'Agency whose diary it stands in.';
comment on column appointment.owner_kind    is 'Kind of that agency.';
comment on column appointment.shared_as     is 'What a grant must name to show it.';
comment on column appointment.apart         is 'Diaries that learn nothing of each other, not even that somebody is busy: care, enforcement, supervised use.';
comment on column appointment.service_id    is 'With which service.';
comment on column appointment.team_id       is 'Duty team that answers for it.';
comment on column appointment.episode_id    is 'In which stay, where there is one.';
comment on column appointment.kind          is 'What kind: keywork, review and so on.';
comment on column appointment.purpose       is 'What it is for, in words that give nothing away.';
comment on column appointment.starts_at     is 'From when.';
comment on column appointment.ends_at       is 'Until when; that instant is free again.';
comment on column appointment.staff_id      is 'The worker, where one is named.';
comment on column appointment.also_staff_id is 'A second worker.';
comment on column appointment.room_id       is 'In which room of the agency.';
comment on column appointment.place         is 'Where else: at home, by telephone, a cafe.';
comment on column appointment.for_order     is 'An order or contract asks for it: whoever holds that learns attended, missed or excused, where the sharing rules let it.';
comment on column appointment.walked_in     is 'Came without having been booked; what happened is never refused.';
comment on column appointment.beside        is 'Came from a joined record and overlaps another there.';
comment on column appointment.state         is 'Offered, booked, moved, cancelled, attended, missed, excused, or stopped by a death.';
comment on column appointment.cancelled_by  is 'Whether the person or the service cancelled it.';
comment on column appointment.reason        is 'Why it was moved, cancelled or excused.';
comment on column appointment.moved_to      is 'The appointment it became.';
comment on column appointment.made_at       is 'When it was offered or booked.';
comment on column appointment.made_by       is 'Who made it.';
comment on column appointment.closed_at     is 'When it was settled.';

create table appointment_step (
  id             uuid primary key default uuidv7(),
  appointment_id uuid not null references appointment on delete cascade,
  state          text not null,
  reason         text not null default '',
  at             timestamptz not null default now(),
  staff_id       uuid references staff
);
create index appointment_step_appointment_index on appointment_step (appointment_id, at);
create index appointment_step_staff_index on appointment_step (staff_id);
comment on table  appointment_step                is 'Everything that became of an appointment, in order. Written by the database, only added to.';
comment on column appointment_step.id             is 'Identifier.';
comment on column appointment_step.appointment_id is 'Which appointment.';
comment on column appointment_step.state          is 'What it became.';
comment on column appointment_step.reason         is 'Why.';
comment on column appointment_step.at             is 'When.';
comment on column appointment_step.staff_id       is 'Who.';

create table occupied (
  id             uuid primary key default uuidv7(),
  agency_id      uuid not null references agency,
  staff_id       uuid references staff,
  room_id        uuid references room,
  appointment_id uuid references appointment on delete cascade,
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  constraint a_worker_or_a_room check (num_nonnulls(staff_id, room_id) = 1),
  constraint a_worker_is_in_one_place_at_a_time exclude using gist (staff_id with =, tstzrange(starts_at, ends_at) with &&) where (staff_id is not null),
  constraint a_room_holds_one_thing_at_a_time exclude using gist (room_id with =, tstzrange(starts_at, ends_at) with &&) where (room_id is not null)
);
create index occupied_agency_index on occupied (agency_id);
create index occupied_staff_index on occupied (staff_id, starts_at);
create index occupied_room_index on occupied (room_id, starts_at);
create index occupied_appointment_index on occupied (appointment_id);
comment on table  occupied                is 'When workers and rooms are taken, for whatever it is. Written by the database as appointments are.';
comment on column occupied.id             is 'Identifier.';
comment on column occupied.agency_id      is 'In whose diary.';
comment on column occupied.staff_id       is 'The worker.';
comment on column occupied.room_id        is 'The room.';
comment on column occupied.appointment_id is 'By which appointment.';
comment on column occupied.starts_at      is 'From when.';
comment on column occupied.ends_at        is 'Until when.';

select show_to_those_entitled('appointment'), let_own_agency_write('appointment'), let_own_agency_change('appointment', 'settled_by_own_agency');
grant select, insert on appointment to :"app";
grant update (state, cancelled_by, reason, moved_to, closed_at) on appointment to :"app";
alter table appointment_step enable row level security;
alter table appointment_step force row level security;
create policy seen_with_the_appointment on appointment_step for select to :"app"
  using (exists (select from appointment a where a.id = appointment_step.appointment_id));
alter table occupied enable row level security;
alter table occupied force row level security;
create policy seen_by_own_agency on occupied for select to :"app" using (agency_id = (select acting_agency()));
grant select on appointment_step, occupied, room, working_hours to :"app";

-- Takes the time of the workers and the room of an appointment of the agency now acting. Answers what was taken already, and
-- nothing when all of it was free: whoever asks then gives up the whole. Always in the same order, so that two never wait for
-- each other in a circle.
create function hold_time(the_appointment uuid) returns table (taken_staff uuid, taken_room uuid)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  a appointment%rowtype;
  one uuid;
begin
  select * into a from appointment where id = the_appointment and agency_id = acting_agency() and state in ('offered', 'booked');
  if not found then return; end if;
  for one in select s from unnest(array[a.staff_id, a.also_staff_id]) s where s is not null order by s loop
    insert into occupied (agency_id, staff_id, appointment_id, starts_at, ends_at)
    values (a.agency_id, one, a.id, a.starts_at, a.ends_at) on conflict do nothing;
    if not found then taken_staff := one; return next; return; end if;
  end loop;
  if a.room_id is not null then
    insert into occupied (agency_id, room_id, appointment_id, starts_at, ends_at)
    values (a.agency_id, a.room_id, a.id, a.starts_at, a.ends_at) on conflict do nothing;
    if not found then taken_room := a.room_id; return next; end if;
  end if;
end $$;
grant execute on function hold_time(uuid) to :"app";

create trigger written_by_whoever_acts before insert or update on appointment
  for each row when (current_user = :'app') execute function written_by_whoever_acts('made_by', 'made_at');
