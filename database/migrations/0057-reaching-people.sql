-- Reaching people: the one ladder of steps when contact is missed, what they agreed to be written to, and reminders.

create table ladder_plan (
  service_kind text not null,
  position     integer not null check (position > 0),
  code         text not null,
  title        text not null,
  hours        integer not null check (hours > 0),
  owner        text not null check (owner in ('keyworker', 'team', 'outreach')),
  version      integer not null,
  status       text not null check (status in ('proposed', 'confirmed')),
  source       text not null,
  check_by     date not null,
  primary key (service_kind, position)
);
comment on table  ladder_plan              is 'The steps of the ladder for each kind of service. Written at start from the program.';
comment on column ladder_plan.service_kind is 'Kind of service; "usual" for all that have no steps of their own.';
comment on column ladder_plan.position     is 'Which step, from 1.';
comment on column ladder_plan.code         is 'What is done, as a code.';
comment on column ladder_plan.title        is 'What the task says. It says nothing about the person.';
comment on column ladder_plan.hours        is 'In how many hours it is to be done; then the next step begins.';
comment on column ladder_plan.owner        is 'Whose step it is.';
comment on column ladder_plan.version      is 'Which version of the steps.';
comment on column ladder_plan.status       is 'Proposed, or confirmed by those who may.';
comment on column ladder_plan.source       is 'Where the steps come from.';
comment on column ladder_plan.check_by     is 'Day by which someone looks at them again.';

create table ladder (
  id             uuid primary key default uuidv7(),
  person_id      uuid not null references person,
  category       text not null references category,
  agency_id      uuid not null references agency default acting_agency(),
  owner_kind     text not null references agency_kind default acting_agency_kind(),
  shared_as      text not null generated always as (category || '/' || owner_kind) stored,
  service_id     uuid not null references service,
  team_id        uuid not null references team,
  episode_id     uuid references episode,
  because        text not null,
  appointment_id uuid references appointment on delete set null,
  started_at     timestamptz not null default now(),
  started_by     uuid references staff default acting_staff(),
  position       integer not null default 0,
  rounds         integer not null default 0,
  task_id        uuid references task on delete set null,
  state          text not null default 'open' check (state in ('open', 'contact-made', 'stay-ended', 'person-died', 'not-missed')),
  ended_at       timestamptz,
  ended_by       uuid references staff,
  how            text not null default '' check (length(how) <= 1000),
  constraint an_open_ladder_has_no_end check ((state = 'open') = (ended_at is null))
);
create index ladder_person_index on ladder (person_id);
create index ladder_open_index on ladder (agency_id, person_id) where state = 'open';
create index ladder_agency_index on ladder (agency_id);
create index ladder_owner_kind_index on ladder (owner_kind);
create index ladder_category_index on ladder (category);
create index ladder_service_index on ladder (service_id);
create index ladder_team_index on ladder (team_id);
create index ladder_episode_index on ladder (episode_id);
create index ladder_appointment_index on ladder (appointment_id);
create index ladder_started_by_index on ladder (started_by);
create index ladder_task_index on ladder (task_id);
create index ladder_ended_by_index on ladder (ended_by);
comment on table  ladder                is 'Contact with somebody was missed: step after step is taken until it is made. Nobody falls off its end.';
comment on column ladder.id             is 'Identifier.';
comment on column ladder.person_id      is 'Whom nobody has reached.';
comment on column ladder.category       is 'Category, from the service''s declaration.';
comment on column ladder.agency_id      is 'Agency that tries.';
comment on column ladder.owner_kind     is 'Kind of that agency.';
comment on column ladder.shared_as      is 'What a grant must name to show it.';
comment on column ladder.service_id     is 'For which service.';
comment on column ladder.team_id        is 'Duty team that answers for it.';
comment on column ladder.episode_id     is 'In which stay.';
comment on column ladder.because        is 'What was missed, as a code.';
comment on column ladder.appointment_id is 'The appointment that was missed, if it was one.';
comment on column ladder.started_at     is 'When it began.';
comment on column ladder.started_by     is 'Who recorded what was missed.';
comment on column ladder.position       is 'At which step it is; 0 before the first.';
comment on column ladder.rounds         is 'How often the last step was given again.';
comment on column ladder.task_id        is 'The task of that step.';
comment on column ladder.state          is 'Open, contact made, or ended with the stay, by a death, or since nothing was missed after all.';
comment on column ladder.ended_at       is 'When it ended.';
comment on column ladder.ended_by       is 'Who ended it, if somebody did.';
comment on column ladder.how            is 'How contact was made.';

create table ladder_step (
  id        uuid primary key default uuidv7(),
  ladder_id uuid not null references ladder on delete cascade,
  position  integer not null,
  state     text not null,
  task_id   uuid references task on delete set null,
  at        timestamptz not null default now()
);
create index ladder_step_ladder_index on ladder_step (ladder_id, at);
create index ladder_step_task_index on ladder_step (task_id);
comment on table  ladder_step           is 'Each step a ladder took, and its end. Written by the database, only added to.';
comment on column ladder_step.id        is 'Identifier.';
comment on column ladder_step.ladder_id is 'Which ladder.';
comment on column ladder_step.position  is 'Which step.';
comment on column ladder_step.state     is 'Whether it went on or ended, and how.';
comment on column ladder_step.task_id   is 'Its task.';
comment on column ladder_step.at        is 'When.';

create function ladder_moves() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  insert into ladder_step (ladder_id, position, state, task_id) values (new.id, new.position, new.state, new.task_id);
  return null;
end $$;
create trigger moves after insert or update of position, rounds, task_id, state on ladder for each row execute function ladder_moves();

-- A death ends every ladder about somebody; reversed, each goes on where it stood, with the task that stands again.
create function death_and_ladders() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if new.died_on is not null then
    update ladder set state = 'person-died', ended_at = new.death_noted_at where person_id = new.id and state = 'open';
  else
    update ladder set state = 'open', ended_at = null
     where person_id = new.id and state = 'person-died' and ended_at = old.death_noted_at;
  end if;
  return null;
end $$;
create trigger ends_ladders after update of died_on on person for each row
  when (old.died_on is distinct from new.died_on) execute function death_and_ladders();

create table contact_agreement (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  channel    text not null check (channel in ('sms', 'email', 'call', 'letter')),
  address    text not null check (length(address) between 1 and 200),
  may_leave  boolean not null default false,
  agreed_on  date not null default (now() at time zone 'Europe/London')::date,
  noted_at   timestamptz not null default now(),
  noted_by   uuid references staff default acting_staff(),
  ended_at   timestamptz,
  end_reason text not null default ''
);
create index contact_agreement_person_index on contact_agreement (person_id);
create index contact_agreement_agency_index on contact_agreement (agency_id);
create index contact_agreement_owner_kind_index on contact_agreement (owner_kind);
create index contact_agreement_category_index on contact_agreement (category);
create index contact_agreement_noted_by_index on contact_agreement (noted_by);
comment on table  contact_agreement            is 'A way by which somebody agreed to be reached by an agency, with the number or address they gave for it.';
comment on column contact_agreement.id         is 'Identifier.';
comment on column contact_agreement.person_id  is 'Who agreed.';
comment on column contact_agreement.category   is 'Category.';
comment on column contact_agreement.agency_id  is 'Agency to which they gave it.';
comment on column contact_agreement.owner_kind is 'Kind of that agency.';
comment on column contact_agreement.shared_as  is 'What a grant must name to show it.';
comment on column contact_agreement.channel    is 'Text message, e-mail, call or letter.';
comment on column contact_agreement.address    is 'The number or address.';
comment on column contact_agreement.may_leave  is 'Whether a message may be left there with whoever answers.';
comment on column contact_agreement.agreed_on  is 'When they agreed.';
comment on column contact_agreement.noted_at   is 'When it was entered.';
comment on column contact_agreement.noted_by   is 'Who entered it.';
comment on column contact_agreement.ended_at   is 'Since when it is not used any more.';
comment on column contact_agreement.end_reason is 'Why not.';

create table reminder (
  id             uuid primary key default uuidv7(),
  person_id      uuid not null references person,
  category       text not null references category,
  agency_id      uuid not null references agency,
  owner_kind     text not null references agency_kind,
  shared_as      text not null generated always as (category || '/' || owner_kind) stored,
  appointment_id uuid not null references appointment on delete cascade,
  agreement_id   uuid not null references contact_agreement on delete cascade,
  state          text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'unsure', 'bounced', 'not-needed')),
  due_at         timestamptz not null,
  tries          integer not null default 0,
  tried_at       timestamptz,
  trouble        text not null default '',
  constraint one_reminder_of_an_appointment unique (appointment_id)
);
create index reminder_person_index on reminder (person_id);
create index reminder_agency_index on reminder (agency_id);
create index reminder_owner_kind_index on reminder (owner_kind);
create index reminder_category_index on reminder (category);
create index reminder_agreement_index on reminder (agreement_id);
create index reminder_waiting_index on reminder (due_at) where state in ('waiting', 'sending');
comment on table  reminder                is 'A message that reminds somebody of an appointment: sent once, or seen not to have been.';
comment on column reminder.id             is 'Identifier.';
comment on column reminder.person_id      is 'Who is reminded.';
comment on column reminder.category       is 'Category.';
comment on column reminder.agency_id      is 'Agency whose appointment it is.';
comment on column reminder.owner_kind     is 'Kind of that agency.';
comment on column reminder.shared_as      is 'What a grant must name to show it.';
comment on column reminder.appointment_id is 'Of which appointment.';
comment on column reminder.agreement_id   is 'By which way they agreed to.';
comment on column reminder.state          is 'Waiting, being sent, sent, failed, unsure (the server stopped meanwhile), come back, or not needed any more.';
comment on column reminder.due_at         is 'When it is to be sent.';
comment on column reminder.tries          is 'How often it was tried.';
comment on column reminder.tried_at       is 'When last.';
comment on column reminder.trouble        is 'What went wrong, in a word without anyone''s data.';

select show_to_those_entitled(the_table), let_own_agency_change(the_table, 'changed_by_own_agency')
  from unnest(array['ladder', 'contact_agreement', 'reminder']::regclass[]) the_table;
select let_own_agency_write('ladder'), let_own_agency_write('contact_agreement');
alter table ladder_step enable row level security;
alter table ladder_step force row level security;
create policy seen_with_the_ladder on ladder_step for select to :"app"
  using (exists (select from ladder l where l.id = ladder_step.ladder_id));
grant select on ladder_plan, ladder, ladder_step, contact_agreement, reminder to :"app";
grant insert on ladder, contact_agreement to :"app";
grant update (position, rounds, task_id, state, ended_at, ended_by, how) on ladder to :"app";
grant update (ended_at, end_reason) on contact_agreement to :"app";
grant update (state, trouble) on reminder to :"app";

create trigger written_by_whoever_acts before insert or update on ladder
  for each row when (current_user = :'app') execute function written_by_whoever_acts('started_by', 'started_at');
create trigger signed_by_whoever_acts before insert or update on ladder
  for each row when (current_user = :'app') execute function signed_by_whoever_acts('ended_by', '');
create trigger written_by_whoever_acts before insert or update on contact_agreement
  for each row when (current_user = :'app') execute function written_by_whoever_acts('noted_by', 'noted_at');
