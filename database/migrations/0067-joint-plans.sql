-- Two services that have one person agree that neither closes alone; the other's yes is asked for, and given or refused with reasons.

create table joint_plan (
  id               uuid primary key default uuidv7(),
  person_id        uuid not null references person,
  episode_id       uuid not null references episode on delete cascade,
  agency_id        uuid not null references agency,
  other_episode_id uuid not null references episode on delete cascade,
  other_agency_id  uuid not null references agency,
  why              text not null check (length(why) between 1 and 2000),
  state            text not null default 'asked' check (state in ('asked', 'agreed', 'declined', 'ended')),
  asked_at         timestamptz not null default now(),
  asked_by         uuid references staff default acting_staff(),
  answered_at      timestamptz,
  answered_by      uuid references staff,
  answer_words     text check (length(answer_words) between 1 and 2000),
  ended_at         timestamptz,
  constraint a_joint_plan_is_of_two_stays check (episode_id <> other_episode_id and agency_id <> other_agency_id),
  constraint an_answered_plan_says_when check ((state in ('agreed', 'declined')) <= (answered_at is not null)),
  constraint a_no_says_why check (state <> 'declined' or answer_words is not null)
);
create unique index one_joint_plan_of_two_stays on joint_plan (least(episode_id, other_episode_id), greatest(episode_id, other_episode_id))
  where state in ('asked', 'agreed');
create index joint_plan_person_index on joint_plan (person_id);
create index joint_plan_episode_index on joint_plan (episode_id);
create index joint_plan_agency_index on joint_plan (agency_id);
create index joint_plan_other_episode_index on joint_plan (other_episode_id);
create index joint_plan_other_agency_index on joint_plan (other_agency_id);
create index joint_plan_asked_by_index on joint_plan (asked_by);
create index joint_plan_answered_by_index on joint_plan (answered_by);
comment on table  joint_plan                  is 'That two services work with one person together and neither closes alone.';
comment on column joint_plan.id               is 'Identifier.';
comment on column joint_plan.person_id        is 'With whom.';
comment on column joint_plan.episode_id       is 'The stay of the service that asked.';
comment on column joint_plan.agency_id        is 'Its agency.';
comment on column joint_plan.other_episode_id is 'The stay of the other service.';
comment on column joint_plan.other_agency_id  is 'Its agency.';
comment on column joint_plan.why              is 'What the two do together, in words for both.';
comment on column joint_plan.state            is 'Asked, agreed, declined or ended.';
comment on column joint_plan.asked_at         is 'When it was asked.';
comment on column joint_plan.asked_by         is 'Who asked.';
comment on column joint_plan.answered_at      is 'When it was answered.';
comment on column joint_plan.answered_by      is 'Who answered.';
comment on column joint_plan.answer_words     is 'What was answered; a no says why.';
comment on column joint_plan.ended_at         is 'When one of the two stays ended, and the plan with it.';

create table joint_ending (
  id          uuid primary key default uuidv7(),
  plan_id     uuid not null references joint_plan on delete cascade,
  person_id   uuid not null references person,
  episode_id  uuid not null references episode on delete cascade,
  why         text not null check (length(why) between 1 and 2000),
  asked_at    timestamptz not null default now(),
  asked_by    uuid references staff default acting_staff(),
  answer_by   timestamptz not null,
  answer      text check (answer in ('yes', 'no')),
  answered_at timestamptz,
  answered_by uuid references staff,
  reasons     text check (length(reasons) between 1 and 2000),
  escalated_at timestamptz,
  constraint an_answer_says_when check ((answer is null) = (answered_at is null)),
  constraint a_no_gives_its_reasons check (answer is distinct from 'no' or reasons is not null)
);
create unique index one_ending_asked_at_a_time on joint_ending (episode_id) where answer is null;
create index joint_ending_plan_index on joint_ending (plan_id);
create index joint_ending_person_index on joint_ending (person_id);
create index joint_ending_episode_index on joint_ending (episode_id);
create index joint_ending_asked_by_index on joint_ending (asked_by);
create index joint_ending_answered_by_index on joint_ending (answered_by);
comment on table  joint_ending             is 'That one of two services wishes to end its stay, and what the other answered.';
comment on column joint_ending.id          is 'Identifier.';
comment on column joint_ending.plan_id     is 'The joint plan.';
comment on column joint_ending.person_id   is 'With whom.';
comment on column joint_ending.episode_id  is 'The stay that is to end.';
comment on column joint_ending.why         is 'Why it is to end.';
comment on column joint_ending.asked_at    is 'When it was asked.';
comment on column joint_ending.asked_by    is 'Who asked.';
comment on column joint_ending.answer_by   is 'By when the other answers.';
comment on column joint_ending.answer      is 'Yes or no; silence is no yes.';
comment on column joint_ending.answered_at is 'When it was answered.';
comment on column joint_ending.answered_by is 'Who answered.';
comment on column joint_ending.reasons     is 'The reasons; a no always gives them.';
comment on column joint_ending.escalated_at is 'When the other team''s lead was told that no answer came in time.';

-- Both agencies read them, while they have to do with the person themselves, by those whose role reads health.
do $$
declare tab text;
begin
  foreach tab in array array['joint_plan', 'joint_ending'] loop
    execute format('alter table %I enable row level security', tab);
    execute format('alter table %I force row level security', tab);
  end loop;
end $$;
create policy seen_by_both_services on joint_plan for select to :"app"
  using ('health' = any ((select acting_categories())::text[])
         and (select acting_agency()) in (agency_id, other_agency_id)
         and exists (select from visible v where v.agency_id = (select acting_agency()) and v.person_id = joint_plan.person_id
                                             and v.until > now() and 'own' = any (v.grants)));
create policy seen_with_the_plan on joint_ending for select to :"app"
  using (exists (select from joint_plan j where j.id = joint_ending.plan_id));
select bar_named_workers('joint_plan'), bar_named_workers('joint_ending');
grant select on joint_plan, joint_ending to :"app";

-- May the acting agency see this stay of another's, and may that agency see one of ours? What an agreement would tell is told already.
create function agency_sees_stay(the_agency uuid, the_episode uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from episode e join visible v on v.person_id = e.person_id
                  where e.id = the_episode and v.agency_id = the_agency and v.until > now() and e.shared_as = any (v.grants)
                    and acting_agency() is not null);

create function task_for_stay(the_episode uuid, the_kind text, the_title text, due timestamptz) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
  select e.agency_id, e.team_id, e.keyworker_id, e.person_id, the_kind, the_title, due, acting_staff()
    from episode e where e.id = the_episode and acting_agency() is not null and exists (
      select from joint_plan j where e.id in (j.episode_id, j.other_episode_id) and acting_agency() in (j.agency_id, j.other_agency_id));
end;

-- Asks another service that has the person for a joint plan. Answers what stands in the way, or 'asked'.
create function ask_joint_plan(mine uuid, theirs uuid, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  m episode%rowtype;
  t episode%rowtype;
begin
  select * into m from episode where id = mine and agency_id = acting_agency() and ended_on is null and not person_id = any (acting_barred());
  select * into t from episode where id = theirs and agency_id <> acting_agency() and ended_on is null;
  if m.id is null or t.id is null or m.person_id <> t.person_id or not acting_may('work') or not acting_for_care()
     or not 'health' = any (acting_categories()) then return 'not-there'; end if;
  if not agency_sees_stay(m.agency_id, t.id) or not agency_sees_stay(t.agency_id, m.id) then return 'not-shared'; end if;
  perform from person where id = m.person_id for no key update;
  if exists (select from joint_plan j where j.state in ('asked', 'agreed') and mine in (j.episode_id, j.other_episode_id)
                                        and theirs in (j.episode_id, j.other_episode_id)) then return 'asked-already'; end if;
  insert into joint_plan (person_id, episode_id, agency_id, other_episode_id, other_agency_id, why)
  values (m.person_id, m.id, m.agency_id, t.id, t.agency_id, the_words);
  perform task_for_stay(t.id, 'joint-plan', 'Answer: another service asks for a joint plan', now() + parameter_span('answer-a-joint-plan'));
  return 'asked';
end $$;

-- The other service answers. Only the one that was asked, and once.
create function answer_joint_plan(the_plan uuid, yes boolean, the_words text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update joint_plan set state = case when yes then 'agreed' else 'declined' end, answered_at = now(), answered_by = acting_staff(),
                        answer_words = nullif(the_words, '')
   where id = the_plan and other_agency_id = acting_agency() and state = 'asked' and acting_may('work')
     and 'health' = any (acting_categories()) and not person_id = any (acting_barred());
  if not found then return false; end if;
  perform task_for_stay(episode_id, 'joint-plan', 'Read the answer about the joint plan', now() + parameter_span('answer-a-joint-plan'))
     from joint_plan where id = the_plan;
  return true;
end $$;

-- Asks the other service for its yes to an ending. Answers what stands in the way, or 'asked'.
create function ask_joint_ending(the_episode uuid, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  j joint_plan%rowtype;
begin
  select p.* into j from joint_plan p join episode e on e.id = the_episode and e.agency_id = acting_agency()
   where p.state = 'agreed' and the_episode in (p.episode_id, p.other_episode_id) and not p.person_id = any (acting_barred())
   order by p.asked_at limit 1;
  if j.id is null or not acting_may('work') or not 'health' = any (acting_categories()) then return 'not-there'; end if;
  perform from person where id = j.person_id for no key update;
  if exists (select from joint_ending where episode_id = the_episode and answer is null) then return 'asked-already'; end if;
  insert into joint_ending (plan_id, person_id, episode_id, why, answer_by)
  select p.id, p.person_id, the_episode, the_words, now() + parameter_span('answer-a-joint-ending') from joint_plan p where p.id = j.id;
  perform task_for_stay(case when j.episode_id = the_episode then j.other_episode_id else j.episode_id end, 'joint-ending',
                        'Answer: the other service of a joint plan asks to end its part', now() + parameter_span('answer-a-joint-ending'));
  return 'asked';
end $$;

-- The other service says yes, or no with its reasons. Never the one that asked.
create function answer_joint_ending(the_ending uuid, yes boolean, the_words text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update joint_ending n set answer = case when yes then 'yes' else 'no' end, answered_at = now(), answered_by = acting_staff(),
                            reasons = nullif(the_words, '')
    from joint_plan j, episode e
   where n.id = the_ending and j.id = n.plan_id and e.id = n.episode_id and n.answer is null and e.agency_id <> acting_agency()
     and acting_agency() in (j.agency_id, j.other_agency_id) and acting_may('work') and 'health' = any (acting_categories())
     and not n.person_id = any (acting_barred());
  if not found then return false; end if;
  perform task_for_stay(episode_id, 'joint-ending', 'Read the answer about ending your part of the joint plan',
                        now() + parameter_span('answer-a-joint-plan')) from joint_ending where id = the_ending;
  return true;
end $$;

-- Does a joint plan stand in the way of ending this stay?
create function joint_plan_holds(the_episode uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from joint_plan j
                  where the_episode in (j.episode_id, j.other_episode_id) and j.state = 'agreed'
                    and not exists (select from joint_ending n where n.plan_id = j.id and n.episode_id = the_episode and n.answer = 'yes'));

-- Whoever decides to close comes as the application; deaths, arrivals and files write what has happened already.
create function neither_closes_alone() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if old.ended_on is null and new.ended_on is not null and joint_plan_holds(new.id) then
    raise exception 'A joint plan holds this stay open' using errcode = 'check_violation', constraint = 'neither_closes_alone';
  end if;
  return new;
end $$;
create trigger neither_closes_alone before update of ended_on on episode for each row when (current_user = :'app') execute function neither_closes_alone();

-- A joint plan ends with either stay. Where nobody agreed to it, since somebody arrived elsewhere or a file says so, the other is told.
create function joint_plan_ends() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  j record;
begin
  for j in select p.*, joint_plan_holds(new.id) as held from joint_plan p
            where new.id in (p.episode_id, p.other_episode_id) and p.state in ('asked', 'agreed') loop
    update joint_plan set state = 'ended', ended_at = now() where id = j.id;
    if j.held and not new.by_death then
      insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
      select e.agency_id, e.team_id, e.keyworker_id, e.person_id, 'joint-plan',
             'The other service of a joint plan no longer has this person: look at the plan', now() + parameter_span('answer-a-joint-plan'), null
        from episode e where e.id = case when j.episode_id = new.id then j.other_episode_id else j.episode_id end and e.ended_on is null;
    end if;
  end loop;
  return null;
end $$;
create trigger joint_plan_ends after update of ended_on on episode for each row
  when (old.ended_on is null and new.ended_on is not null) execute function joint_plan_ends();

grant execute on function ask_joint_plan(uuid, uuid, text), answer_joint_plan(uuid, boolean, text), ask_joint_ending(uuid, text),
  answer_joint_ending(uuid, boolean, text), joint_plan_holds(uuid) to :"app";
