-- What could harm a person and what is done about it; and their one care plan across services.

create table risk (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  area       text not null,
  level      text not null check (level in ('none-known', 'low', 'medium', 'high')),
  reasons    text not null check (length(reasons) between 1 and 4000),
  todo       text not null check (length(todo) between 1 and 4000),
  by_whom    text not null check (length(by_whom) between 1 and 200),
  review_on  date not null,
  changes    uuid references risk,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index risk_person_index on risk (person_id, area, at desc);
create index risk_review_index on risk (review_on);
create unique index a_risk_is_changed_once on risk (changes);
create index risk_agency_index on risk (agency_id);
create index risk_owner_kind_index on risk (owner_kind);
create index risk_category_index on risk (category);
create index risk_staff_index on risk (staff_id);
comment on table  risk            is 'How one agency judges one danger to a person, why, and what is done about it until when. Only added to: a newer one points.';
comment on column risk.id         is 'Identifier.';
comment on column risk.person_id  is 'To whom.';
comment on column risk.area       is 'Which danger: overdose, self-harm, children, domestic abuse, physical health.';
comment on column risk.level      is 'How great.';
comment on column risk.reasons    is 'Why it is judged so.';
comment on column risk.todo       is 'What to do about it.';
comment on column risk.by_whom    is 'Who does it.';
comment on column risk.review_on  is 'Day by which it is judged again, London calendar.';
comment on column risk.changes    is 'The judgement before.';
comment on column risk.category   is 'Category, from the area.';
comment on column risk.agency_id  is 'Agency that judged.';
comment on column risk.owner_kind is 'Kind of that agency.';
comment on column risk.shared_as  is 'What a grant must name to show it.';
comment on column risk.at         is 'When.';
comment on column risk.staff_id   is 'Who.';

create table plan_goal (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  words      text not null check (length(words) between 1 and 2000),
  state      text not null default 'open' check (state in ('open', 'reached', 'dropped')),
  because    text check (length(because) <= 2000),
  first_id   uuid references plan_goal,
  changes    uuid references plan_goal,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index plan_goal_person_index on plan_goal (person_id, at desc);
create index plan_goal_first_index on plan_goal (first_id);
create unique index a_goal_is_changed_once on plan_goal (changes);
create index plan_goal_agency_index on plan_goal (agency_id);
create index plan_goal_owner_kind_index on plan_goal (owner_kind);
create index plan_goal_category_index on plan_goal (category);
create index plan_goal_staff_index on plan_goal (staff_id);
comment on table  plan_goal            is 'A goal of a person''s care plan, in their words. Each change is a row that points at the one before.';
comment on column plan_goal.id         is 'Identifier.';
comment on column plan_goal.person_id  is 'Whose.';
comment on column plan_goal.words      is 'What they want, in their words.';
comment on column plan_goal.state      is 'Open, reached or dropped.';
comment on column plan_goal.because    is 'What was said about reaching or dropping it.';
comment on column plan_goal.first_id   is 'The row with which this goal began; empty in that row itself.';
comment on column plan_goal.changes    is 'The row that stood before.';
comment on column plan_goal.category   is 'Category.';
comment on column plan_goal.agency_id  is 'Agency with which it was agreed.';
comment on column plan_goal.owner_kind is 'Kind of that agency.';
comment on column plan_goal.shared_as  is 'What a grant must name to show it.';
comment on column plan_goal.at         is 'When.';
comment on column plan_goal.staff_id   is 'With whom.';

create table plan_step (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  goal_id    uuid references plan_goal on delete set null,
  words      text not null check (length(words) between 1 and 1000),
  who        text not null check (length(who) between 1 and 200),
  by_on      date,
  state      text not null default 'to-do' check (state in ('to-do', 'under-way', 'done', 'dropped')),
  first_id   uuid references plan_step,
  changes    uuid references plan_step,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index plan_step_person_index on plan_step (person_id, at desc);
create index plan_step_goal_index on plan_step (goal_id);
create index plan_step_first_index on plan_step (first_id);
create unique index a_step_is_changed_once on plan_step (changes);
create index plan_step_agency_index on plan_step (agency_id);
create index plan_step_owner_kind_index on plan_step (owner_kind);
create index plan_step_category_index on plan_step (category);
create index plan_step_staff_index on plan_step (staff_id);
comment on table  plan_step            is 'A step towards a goal: who does it, by when, where it stands. Each change is a row that points at the one before.';
comment on column plan_step.id         is 'Identifier.';
comment on column plan_step.person_id  is 'In whose plan.';
comment on column plan_step.goal_id    is 'The row with which its goal began; empty when that was another agency''s and was disposed of.';
comment on column plan_step.words      is 'What is done.';
comment on column plan_step.who        is 'Who does it.';
comment on column plan_step.by_on      is 'By when, London calendar.';
comment on column plan_step.state      is 'To do, under way, done or dropped.';
comment on column plan_step.first_id   is 'The row with which this step began; empty in that row itself.';
comment on column plan_step.changes    is 'The row that stood before.';
comment on column plan_step.category   is 'Category, its goal''s.';
comment on column plan_step.agency_id  is 'Agency that agreed it.';
comment on column plan_step.owner_kind is 'Kind of that agency.';
comment on column plan_step.shared_as  is 'What a grant must name to show it.';
comment on column plan_step.at         is 'When.';
comment on column plan_step.staff_id   is 'With whom.';

create table plan_review (
  id             uuid primary key default uuidv7(),
  person_id      uuid not null references person,
  held_on        date not null,
  agreed         boolean not null,
  words          text not null check (length(words) between 1 and 4000),
  copy_given     boolean not null,
  next_review_on date not null,
  corrects       uuid references plan_review,
  void           boolean not null default false,
  category       text not null references category,
  agency_id      uuid not null references agency default acting_agency(),
  owner_kind     text not null references agency_kind default acting_agency_kind(),
  shared_as      text not null generated always as (category || '/' || owner_kind) stored,
  at             timestamptz not null default now(),
  staff_id       uuid references staff default acting_staff(),
  constraint the_next_review_comes_later check (next_review_on > held_on),
  constraint what_is_withdrawn_points check (void = (corrects is not null))
);
create index plan_review_person_index on plan_review (person_id, held_on desc);
create index plan_review_next_index on plan_review (next_review_on);
create unique index a_plan_review_is_withdrawn_once on plan_review (corrects);
create index plan_review_agency_index on plan_review (agency_id);
create index plan_review_owner_kind_index on plan_review (owner_kind);
create index plan_review_category_index on plan_review (category);
create index plan_review_staff_index on plan_review (staff_id);
comment on table  plan_review                is 'That a care plan was gone through with the person: agreed or not, what they said, when next. Only added to.';
comment on column plan_review.id             is 'Identifier.';
comment on column plan_review.person_id      is 'Whose plan.';
comment on column plan_review.held_on        is 'On which day, London calendar.';
comment on column plan_review.agreed         is 'Whether the person agreed to it.';
comment on column plan_review.words          is 'What they said about it.';
comment on column plan_review.copy_given     is 'Whether they were given a copy.';
comment on column plan_review.next_review_on is 'By when it is gone through again.';
comment on column plan_review.corrects       is 'The review that was entered wrongly.';
comment on column plan_review.void           is 'Nothing was gone through: the review it points at was entered wrongly, and why.';
comment on column plan_review.category       is 'Category, of the stay of the agency that held it.';
comment on column plan_review.agency_id      is 'Agency that held it.';
comment on column plan_review.owner_kind     is 'Kind of that agency.';
comment on column plan_review.shared_as      is 'What a grant must name to show it.';
comment on column plan_review.at             is 'When it was entered.';
comment on column plan_review.staff_id       is 'Who held it.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table)
  from unnest(array['risk', 'plan_goal', 'plan_step', 'plan_review']::regclass[]) the_table;
grant select, insert on risk, plan_goal, plan_step, plan_review to :"app";

do $$
declare the_table text;
begin
  foreach the_table in array array['risk', 'plan_goal', 'plan_step', 'plan_review'] loop
    execute format('create trigger written_by_whoever_acts before insert or update on %I for each row when (current_user = %L) execute function written_by_whoever_acts(%L, %L)',
                   the_table, :'app', 'staff_id', 'at');
  end loop;
end $$;

-- The instant at which a day is over on the wall in England.
create function day_is_over_at(the_day date) returns timestamptz language sql stable
  return (the_day + 1)::timestamp at time zone 'Europe/London';
grant execute on function day_is_over_at(date) to :"app";
