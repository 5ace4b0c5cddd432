-- Episodes, the handovers between them, and the tasks that follow.

create table episode (
  id           uuid primary key default uuidv7(),
  person_id    uuid not null references person,
  service_id   uuid not null references service,
  agency_id    uuid not null references agency default acting_agency(),
  owner_kind   text not null references agency_kind default acting_agency_kind(),
  category     text not null references category,
  shared_as    text not null generated always as (category || '/' || owner_kind) stored,
  team_id      uuid not null references team,
  keyworker_id uuid references staff,
  stage        text not null,
  started_on   date not null,
  ended_on     date,
  ending       text,
  end_reason   text,
  by_death     boolean not null default false,
  client_ref   text,
  opened_at    timestamptz not null default now(),
  opened_by    uuid references staff default acting_staff(),
  constraint an_episode_ends_after_it_starts check (ended_on is null or ended_on >= started_on),
  constraint an_ended_episode_says_how check ((ended_on is null) = (ending is null)),
  constraint one_episode_at_a_time_per_service
    exclude using gist (person_id with =, service_id with =, daterange(started_on, ended_on, '[]') with &&)
);
create index episode_service_open_index on episode (service_id, started_on desc) where ended_on is null;
create index episode_service_index on episode (service_id, started_on desc);
create index episode_agency_index on episode (agency_id);
create index episode_owner_kind_index on episode (owner_kind);
create index episode_category_index on episode (category);
create index episode_team_index on episode (team_id) where ended_on is null;
create index episode_team_all_index on episode (team_id);
create index episode_keyworker_index on episode (keyworker_id);
create index episode_opened_by_index on episode (opened_by);
comment on table  episode              is 'One continuous stay of one person with one service.';
comment on column episode.id           is 'Identifier.';
comment on column episode.person_id    is 'Who.';
comment on column episode.service_id   is 'With which service.';
comment on column episode.agency_id    is 'The agency that runs it.';
comment on column episode.owner_kind   is 'Kind of that agency.';
comment on column episode.category     is 'Category, from the service''s declaration.';
comment on column episode.shared_as    is 'What a grant must name to show it.';
comment on column episode.team_id      is 'Duty team responsible.';
comment on column episode.keyworker_id is 'The named worker, if there is one.';
comment on column episode.stage        is 'Stage of the service''s declaration.';
comment on column episode.started_on   is 'First day of care, London calendar.';
comment on column episode.ended_on     is 'Last day of care; empty while open.';
comment on column episode.ending       is 'Ending of the service''s declaration.';
comment on column episode.end_reason   is 'What was said about the ending.';
comment on column episode.by_death     is 'Ended by the recording of a death, so that reversing it reopens.';
comment on column episode.client_ref   is 'The provider''s own reference, when it came from their file.';
comment on column episode.opened_at    is 'When it was entered.';
comment on column episode.opened_by    is 'Who entered it.';

create table episode_stage (
  id         uuid primary key default uuidv7(),
  episode_id uuid not null references episode on delete cascade,
  what       text not null check (what in ('opened', 'moved', 'ended', 'reopened', 'corrected')),
  stage      text not null,
  reason     text,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index episode_stage_episode_index on episode_stage (episode_id, at);
create index episode_stage_staff_index on episode_stage (staff_id);
comment on table  episode_stage            is 'Everything that happened to an episode, in order. Only added to.';
comment on column episode_stage.id         is 'Identifier.';
comment on column episode_stage.episode_id is 'Which episode.';
comment on column episode_stage.what       is 'What happened.';
comment on column episode_stage.stage      is 'The stage it was then in.';
comment on column episode_stage.reason     is 'Why, where a reason is asked.';
comment on column episode_stage.at         is 'When.';
comment on column episode_stage.staff_id   is 'Who.';

create table handover (
  id                uuid primary key default uuidv7(),
  person_id         uuid not null references person,
  from_episode_id   uuid not null references episode,
  from_service_id   uuid not null references service,
  from_agency_id    uuid not null references agency default acting_agency(),
  to_service_id     uuid not null references service,
  to_agency_id      uuid not null references agency,
  to_episode_id     uuid references episode,
  state             text not null default 'offered',
  summary           text not null check (length(summary) between 1 and 4000),
  after_arrival     text not null check (after_arrival in ('close', 'keep')),
  offered_at        timestamptz not null default now(),
  offered_by        uuid references staff default acting_staff(),
  team_id           uuid references team,
  staff_id          uuid references staff,
  due_at            timestamptz,
  answered_at       timestamptz,
  answered_by       uuid references staff,
  first_contact_at  timestamptz,
  arrived_at        timestamptz,
  decline_reason    text,
  next_step         text,
  next_step_team_id uuid references team,
  next_step_due_at  timestamptz,
  ended_at          timestamptz,
  end_reason        text,
  state_before_death text,
  closed_at         timestamptz,

  -- Nobody falls between two services: what is open has a team, a due time, and (through the team) a named lead.
  constraint an_open_handover_has_a_team_and_a_due_time
    check (state not in ('offered', 'accepted') or (team_id is not null and due_at is not null)),
  constraint each_state_holds_exactly_what_is_true_in_it check (case state
    when 'offered'          then num_nonnulls(answered_at, first_contact_at, arrived_at, decline_reason, ended_at) = 0
    when 'accepted'         then num_nulls(answered_at, first_contact_at) = 0
                             and num_nonnulls(arrived_at, decline_reason, ended_at) = 0
    when 'arrived'          then num_nulls(answered_at, first_contact_at, arrived_at, to_episode_id) = 0
                             and num_nonnulls(decline_reason, ended_at) = 0
    when 'declined'         then num_nulls(answered_at, decline_reason, next_step, next_step_team_id, next_step_due_at) = 0
                             and num_nonnulls(arrived_at, ended_at) = 0
    when 'withdrawn'        then num_nulls(ended_at, end_reason) = 0 and arrived_at is null
    when 'refused-by-person' then num_nulls(ended_at, end_reason) = 0 and arrived_at is null
    when 'ended-by-death'   then num_nulls(ended_at, state_before_death) = 0
    else false end),
  constraint what_has_closed_says_when check ((state in ('offered', 'accepted')) = (closed_at is null)),
  constraint nobody_is_handed_to_the_service_they_are_with check (from_service_id <> to_service_id)
);
-- Two senders may offer the same person to one service: neither may learn that the other did.
create unique index one_open_handover_from_an_episode_to_a_service on handover (from_episode_id, to_service_id)
  where state in ('offered', 'accepted');
create index handover_person_index on handover (person_id);
create index handover_open_to_index on handover (to_agency_id, due_at) where state in ('offered', 'accepted');
create index handover_open_from_index on handover (from_agency_id, due_at) where state in ('offered', 'accepted');
create index handover_to_agency_index on handover (to_agency_id);
create index handover_from_agency_index on handover (from_agency_id);
create index handover_from_episode_index on handover (from_episode_id);
create index handover_to_episode_index on handover (to_episode_id);
create index handover_from_service_index on handover (from_service_id);
create index handover_to_service_index on handover (to_service_id);
create index handover_team_index on handover (team_id);
create index handover_staff_index on handover (staff_id);
create index handover_offered_by_index on handover (offered_by);
create index handover_answered_by_index on handover (answered_by);
create index handover_next_step_team_index on handover (next_step_team_id);
comment on table  handover                   is 'A person passed from one service to another. The sender stays responsible until they have arrived.';
comment on column handover.id                is 'Identifier.';
comment on column handover.person_id         is 'Who.';
comment on column handover.from_episode_id   is 'The sender''s episode.';
comment on column handover.from_service_id   is 'The sending service.';
comment on column handover.from_agency_id    is 'Its agency.';
comment on column handover.to_service_id     is 'The receiving service.';
comment on column handover.to_agency_id      is 'Its agency.';
comment on column handover.to_episode_id     is 'The receiver''s episode, once arrived.';
comment on column handover.state             is 'offered, accepted, arrived, declined, withdrawn, refused-by-person or ended-by-death.';
comment on column handover.summary           is 'What the receiver needs to know to decide.';
comment on column handover.after_arrival     is 'Whether the sender''s episode closes or continues once they have arrived.';
comment on column handover.offered_at        is 'When it was offered.';
comment on column handover.offered_by        is 'Who offered it.';
comment on column handover.team_id           is 'Duty team that must act.';
comment on column handover.staff_id          is 'Person of that team, if named.';
comment on column handover.due_at            is 'By when they must act.';
comment on column handover.answered_at       is 'When it was accepted or declined.';
comment on column handover.answered_by       is 'Who answered.';
comment on column handover.first_contact_at  is 'First contact promised on acceptance.';
comment on column handover.arrived_at        is 'When they arrived.';
comment on column handover.decline_reason    is 'Why it was declined.';
comment on column handover.next_step         is 'What happens instead.';
comment on column handover.next_step_team_id is 'Who owns that.';
comment on column handover.next_step_due_at  is 'By when.';
comment on column handover.ended_at          is 'When it was withdrawn, refused by the person, or ended by death.';
comment on column handover.end_reason        is 'Why.';
comment on column handover.state_before_death is 'Where it stood, so that a death recorded in error can be reversed.';
comment on column handover.closed_at         is 'When it stopped waiting, by the clock: not the time of arrival that was typed.';

-- Keeps when it closed, whoever writes its state. What came closed from elsewhere closed when it says.
create function handover_has_closed() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if new.state in ('offered', 'accepted') then
    new.closed_at := null;
  elsif new.closed_at is null then
    new.closed_at := case when tg_op = 'INSERT' then coalesce(new.ended_at, new.arrived_at, new.answered_at) else now() end;
  end if;
  return new;
end $$;
create trigger closes before insert or update on handover for each row execute function handover_has_closed();

create table task (
  id           uuid primary key default uuidv7(),
  agency_id    uuid not null references agency default acting_agency(),
  team_id      uuid not null references team,
  staff_id     uuid references staff,
  person_id    uuid references person,
  handover_id  uuid references handover,
  kind         text not null,
  title        text not null check (length(title) between 1 and 300),
  due_at       timestamptz not null,
  state        text not null default 'open' check (state in ('open', 'done', 'cancelled', 'stopped-by-death')),
  made_at      timestamptz not null default now(),
  made_by      uuid references staff default acting_staff(),
  closed_at    timestamptz,
  closed_by    uuid references staff,
  close_reason text,
  constraint a_closed_task_says_when check ((state = 'open') = (closed_at is null))
);
create index task_open_team_index on task (team_id, due_at) where state = 'open';
create index task_team_index on task (team_id);
create index task_agency_index on task (agency_id);
create index task_staff_index on task (staff_id);
create index task_person_index on task (person_id);
create index task_handover_index on task (handover_id);
create index task_made_by_index on task (made_by);
create index task_closed_by_index on task (closed_by);
comment on table  task              is 'Something a team, perhaps someone in it by name, must do by a time.';
comment on column task.id           is 'Identifier.';
comment on column task.agency_id    is 'Agency of the team.';
comment on column task.team_id      is 'Duty team.';
comment on column task.staff_id     is 'Named worker, if there is one.';
comment on column task.person_id    is 'About whom, if about someone.';
comment on column task.handover_id  is 'The handover it follows from.';
comment on column task.kind         is 'What kind of task.';
comment on column task.title        is 'What is to be done.';
comment on column task.due_at       is 'By when.';
comment on column task.state        is 'Open, done, cancelled, or stopped by a death.';
comment on column task.made_at      is 'When it was made.';
comment on column task.made_by      is 'Who made it.';
comment on column task.closed_at    is 'When it was closed.';
comment on column task.closed_by    is 'Who closed it.';
comment on column task.close_reason is 'Why it was cancelled.';

select show_to_those_entitled('episode'), let_own_agency_write('episode');
-- Beside what every row must be, an episode is of a service of the agency and of that service's category.
create policy of_its_own_service on episode as restrictive for insert to :"app"
  with check (exists (select from service s join service_kind k on k.code = s.kind
                       where s.id = episode.service_id and s.agency_id = episode.agency_id and k.category = episode.category));
select let_own_agency_change('episode', 'changed_by_own_agency');

alter table episode_stage enable row level security;
alter table episode_stage force row level security;
create policy seen_with_the_episode on episode_stage for select to :"app"
  using (exists (select from episode e where e.id = episode_stage.episode_id));
create policy written_by_own_agency on episode_stage for insert to :"app"
  with check (exists (select from episode e where e.id = episode_stage.episode_id and e.agency_id = (select acting_agency())));

-- The services of the agency now acting whose work its role may see; and its teams there.
create function acting_services() returns uuid[] language sql stable security definer set search_path = :"schema", pg_temp
  return (select array_agg(s.id) from service s join service_kind k on k.code = s.kind
           where s.agency_id = acting_agency() and k.category = any (acting_categories()));
create function acting_teams() returns uuid[] language sql stable security definer set search_path = :"schema", pg_temp
  return (select array_agg(t.id) from team t where t.service_id = any (acting_services()));
grant execute on function acting_services(), acting_teams() to :"app";

-- Police and probation, of whom they referred, learn only sent, received and closed: from sent_referrals, never from here.
alter table handover enable row level security;
alter table handover force row level security;
create policy seen_by_both_ends on handover for select to :"app"
  using (person_id = (select acting_person())
         or to_service_id = any ((select acting_services())::uuid[])
         or ((from_service_id = any ((select acting_services())::uuid[])
              or next_step_team_id = any ((select acting_teams())::uuid[])) and not (select acting_for_enforcement())));
create policy offered_by_the_sender on handover for insert to :"app"
  with check (from_agency_id = (select acting_agency()) and state = 'offered'
              and exists (select from episode e where e.id = handover.from_episode_id and e.agency_id = handover.from_agency_id
                                                  and e.person_id = handover.person_id and e.ended_on is null));
select bar_named_workers('handover');
create policy answered_by_either_end on handover for update to :"app"
  using (to_service_id = any ((select acting_services())::uuid[])
         or (from_service_id = any ((select acting_services())::uuid[]) and not (select acting_for_enforcement())));

alter table task enable row level security;
alter table task force row level security;
create policy seen_by_own_agency on task for select to :"app"
  using (agency_id = (select acting_agency())
         and (person_id is null
              or exists (select from visible v where v.agency_id = task.agency_id and v.person_id = task.person_id
                                                 and v.until > now())));
select bar_named_workers('task');
create policy made_by_own_agency on task for insert to :"app"
  with check (agency_id = (select acting_agency())
              and exists (select from team t join service s on s.id = t.service_id
                           where t.id = task.team_id and s.agency_id = task.agency_id)
              and (person_id is null
                   or exists (select from visible v where v.agency_id = task.agency_id and v.person_id = task.person_id
                                                      and v.until > now())));
create policy closed_by_own_agency on task for update to :"app"
  using (agency_id = (select acting_agency())
         and (person_id is null
              or exists (select from visible v where v.agency_id = task.agency_id and v.person_id = task.person_id
                                                 and v.until > now())));

grant select, insert on episode, episode_stage, handover, task to :"app";
grant update (stage, team_id, keyworker_id, started_on, ended_on, ending, end_reason, by_death) on episode to :"app";
grant update (to_episode_id, state, team_id, staff_id, due_at, answered_at, answered_by, first_contact_at, arrived_at,
              decline_reason, next_step, next_step_team_id, next_step_due_at, ended_at, end_reason) on handover to :"app";
grant update (state, staff_id, team_id, due_at, closed_at, closed_by, close_reason) on task to :"app";
