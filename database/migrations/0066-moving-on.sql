-- How a stay leads on: a planned ending steps to recovery check-ups, an unplanned one raises an alarm, a hospital stay is followed up.

create table step_to_recovery (
  handover_id uuid primary key references handover on delete cascade,
  person_id   uuid not null references person,
  episode_id  uuid not null references episode on delete cascade,
  agency_id   uuid not null references agency,
  ending      text not null check (length(ending) between 1 and 60),
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff()
);
create index step_to_recovery_person_index on step_to_recovery (person_id);
create index step_to_recovery_episode_index on step_to_recovery (episode_id);
create index step_to_recovery_agency_index on step_to_recovery (agency_id);
create index step_to_recovery_noted_by_index on step_to_recovery (noted_by);
comment on table  step_to_recovery             is 'A planned ending that waits until recovery check-ups have the person: recovery is not discharge.';
comment on column step_to_recovery.handover_id is 'The handover to the recovery service.';
comment on column step_to_recovery.person_id   is 'Who.';
comment on column step_to_recovery.episode_id  is 'The stay that ends.';
comment on column step_to_recovery.agency_id   is 'Agency whose stay it is.';
comment on column step_to_recovery.ending      is 'Code of the planned ending, which holds once they have arrived.';
comment on column step_to_recovery.noted_at    is 'When it was entered.';
comment on column step_to_recovery.noted_by    is 'Who entered it.';
alter table step_to_recovery enable row level security;
alter table step_to_recovery force row level security;

-- Says how a stay ends once the handover it offered has arrived. Only the sender, while nobody has answered.
create function note_step_to_recovery(the_handover uuid, the_ending text) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into step_to_recovery (handover_id, person_id, episode_id, agency_id, ending)
  select h.id, h.person_id, h.from_episode_id, h.from_agency_id, the_ending from handover h
   where h.id = the_handover and h.from_agency_id = acting_agency() and h.state = 'offered' and acting_may('work')
     and not h.person_id = any (acting_barred())
  on conflict do nothing
  returning true;
end;
grant execute on function note_step_to_recovery(uuid, text) to :"app";

-- What an arrival closes as handed over ended as planned, where that was said when the step was offered.
create function planned_ending_holds() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if old.ended_on is null and new.ending = 'handed-over' then
    new.ending := coalesce((select r.ending from step_to_recovery r join handover h on h.id = r.handover_id
                             where r.episode_id = new.id and h.state = 'arrived' order by r.noted_at desc limit 1), new.ending);
  end if;
  return new;
end $$;
create trigger holds_planned_ending before update of ending on episode for each row execute function planned_ending_holds();

create table check_up (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  episode_id  uuid not null references episode on delete cascade,
  due_on      date not null,
  task_id     uuid references task on delete set null,
  outcome     text check (outcome in ('well', 'struggling', 'not-reached')),
  held_on     date,
  words       text check (length(words) between 1 and 2000),
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  constraint one_check_up_a_day unique (episode_id, due_on),
  constraint a_check_up_that_was_held_says_how_they_are check ((outcome is null) = (held_on is null))
);
create index check_up_person_index on check_up (person_id, due_on);
create index check_up_waiting_index on check_up (due_on) where outcome is null and task_id is null;
create index check_up_task_index on check_up (task_id);
create index check_up_category_index on check_up (category);
create index check_up_agency_index on check_up (agency_id);
create index check_up_owner_kind_index on check_up (owner_kind);
create index check_up_noted_by_index on check_up (noted_by);
comment on table  check_up            is 'A recovery check-up that is due or was held: a series, by the spans its service declares.';
comment on column check_up.id         is 'Identifier.';
comment on column check_up.person_id  is 'Who.';
comment on column check_up.episode_id is 'The stay with the recovery service.';
comment on column check_up.due_on     is 'Day it is due.';
comment on column check_up.task_id    is 'The task that asks for it, once it is near.';
comment on column check_up.outcome    is 'How the person is: well, struggling; or not reached.';
comment on column check_up.held_on    is 'Day it was held or tried.';
comment on column check_up.words      is 'What else is to be said.';
comment on column check_up.category   is 'Category.';
comment on column check_up.agency_id  is 'Agency whose record it is.';
comment on column check_up.owner_kind is 'Kind of that agency.';
comment on column check_up.shared_as  is 'What a grant must name to show it.';
comment on column check_up.noted_at   is 'When the series was made.';
comment on column check_up.noted_by   is 'Who entered it; empty for a series that made itself.';

select show_to_those_entitled('check_up'), let_own_agency_write('check_up');
select let_own_agency_change('check_up', 'held_by_own_agency');
grant select, insert on check_up to :"app";
grant update (outcome, held_on, words) on check_up to :"app";

-- The minute's round looks for stays that ended in the last days.
create index episode_ended_index on episode (ended_on) where ended_on is not null;

create table exit_alarm (
  episode_id uuid not null references episode on delete cascade,
  ended_on   date not null,
  person_id  uuid not null references person,
  agency_id  uuid not null references agency,
  raised_at  timestamptz not null default now(),
  primary key (episode_id, ended_on)
);
create index exit_alarm_person_index on exit_alarm (person_id);
create index exit_alarm_agency_index on exit_alarm (agency_id);
comment on table  exit_alarm            is 'That the alarm of an unplanned exit was raised, so that it is raised once.';
comment on column exit_alarm.episode_id is 'The stay that ended.';
comment on column exit_alarm.ended_on   is 'Its last day: another ending is another alarm.';
comment on column exit_alarm.person_id  is 'Who left.';
comment on column exit_alarm.agency_id  is 'Whose stay it was.';
comment on column exit_alarm.raised_at  is 'When it was raised.';

create table hospital_ask (
  event_id   uuid not null references event on delete cascade,
  episode_id uuid not null references episode on delete cascade,
  person_id  uuid not null references person,
  agency_id  uuid not null references agency,
  asked_at   timestamptz not null default now(),
  primary key (event_id, episode_id)
);
create index hospital_ask_episode_index on hospital_ask (episode_id);
create index hospital_ask_person_index on hospital_ask (person_id);
create index hospital_ask_agency_index on hospital_ask (agency_id);
comment on table  hospital_ask            is 'That a service was asked to follow somebody up before they leave hospital, so that it is asked once.';
comment on column hospital_ask.event_id   is 'The hospital stay.';
comment on column hospital_ask.episode_id is 'The stay with the service that was asked.';
comment on column hospital_ask.person_id  is 'Who is in hospital.';
comment on column hospital_ask.agency_id  is 'The service''s agency.';
comment on column hospital_ask.asked_at   is 'When it was asked.';
alter table exit_alarm enable row level security;
alter table exit_alarm force row level security;
alter table hospital_ask enable row level security;
alter table hospital_ask force row level security;

-- The day in England at a moment, and the end of a working day there: what days are counted by.
create function england_day(the_moment timestamptz) returns date language sql stable set search_path = :"schema", pg_temp
  return (the_moment at time zone 'Europe/London')::date;
create function england_five_o_clock(the_day date) returns timestamptz language sql stable set search_path = :"schema", pg_temp
  return (the_day + time '17:00') at time zone 'Europe/London';
