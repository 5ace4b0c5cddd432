-- Groups: what meets every week, who belongs to it, and each session's register.

create table regular_group (
  id               uuid primary key default uuidv7(),
  agency_id        uuid not null references agency,
  service_id       uuid not null references service,
  team_id          uuid not null references team,
  name             text not null check (length(name) between 1 and 80),
  programme        text not null default '' check (length(programme) <= 120),
  sub_intervention text check (sub_intervention ~ '^[A-Z]{3,8}$'),
  room_id          uuid references room,
  weekday          integer not null check (weekday between 1 and 7),
  from_at          time not null,
  minutes          integer not null check (minutes between 5 and 720),
  leader_id        uuid references staff,
  also_leader_id   uuid references staff,
  ended_on         date
);
create index regular_group_agency_index on regular_group (agency_id);
create index regular_group_service_index on regular_group (service_id);
create index regular_group_team_index on regular_group (team_id);
create index regular_group_room_index on regular_group (room_id);
create index regular_group_leader_index on regular_group (leader_id);
create index regular_group_also_leader_index on regular_group (also_leader_id);
comment on table  regular_group                  is 'A group of a service that meets every week.';
comment on column regular_group.id               is 'Identifier.';
comment on column regular_group.agency_id        is 'Whose group it is.';
comment on column regular_group.service_id       is 'Of which service.';
comment on column regular_group.team_id          is 'Duty team that answers for it.';
comment on column regular_group.name             is 'Name as people say it.';
comment on column regular_group.programme        is 'What is worked through in it.';
comment on column regular_group.sub_intervention is 'Code of the national sub-intervention it counts as.';
comment on column regular_group.room_id          is 'Where it meets.';
comment on column regular_group.weekday          is 'On which day of the week, 1 for Monday.';
comment on column regular_group.from_at          is 'At what time, by the clock on the wall.';
comment on column regular_group.minutes          is 'For how long.';
comment on column regular_group.leader_id        is 'Who leads it.';
comment on column regular_group.also_leader_id   is 'Who leads it with them.';
comment on column regular_group.ended_on         is 'Day from which it meets no more.';

create table group_session (
  id        uuid primary key default uuidv7(),
  group_id  uuid not null references regular_group,
  starts_at timestamptz not null,
  ends_at   timestamptz not null,
  state     text not null default 'planned' check (state in ('planned', 'cancelled')),
  constraint a_session_ends_after_it_starts check (ends_at > starts_at),
  constraint a_group_meets_once_at_a_time unique (group_id, starts_at)
);
comment on table  group_session           is 'One meeting of a group.';
comment on column group_session.id        is 'Identifier.';
comment on column group_session.group_id  is 'Of which group.';
comment on column group_session.starts_at is 'From when.';
comment on column group_session.ends_at   is 'Until when.';
comment on column group_session.state     is 'Planned, which it stays, or cancelled.';
grant select on regular_group, group_session to :"app";

alter table appointment add column session_id uuid references group_session;
comment on column appointment.session_id is 'The session of a group whose register this is a line of.';
create index appointment_session_index on appointment (session_id);
create unique index once_on_a_register on appointment (session_id, person_id) where session_id is not null and state not in ('moved', 'cancelled');
alter table occupied add column session_id uuid references group_session on delete cascade;
comment on column occupied.session_id is 'By which session of a group.';
create index occupied_session_index on occupied (session_id);

create table group_member (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  category   text not null references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  group_id   uuid references regular_group,
  joined_on  date not null default (now() at time zone 'Europe/London')::date,
  left_on    date,
  noted_by   uuid references staff default acting_staff()
);
create index group_member_person_index on group_member (person_id);
create index group_member_agency_index on group_member (agency_id);
create index group_member_owner_kind_index on group_member (owner_kind);
create index group_member_category_index on group_member (category);
create index group_member_group_index on group_member (group_id);
create index group_member_noted_by_index on group_member (noted_by);
comment on table  group_member            is 'Somebody belongs to a group, from a day and perhaps to one.';
comment on column group_member.id         is 'Identifier.';
comment on column group_member.person_id  is 'Who.';
comment on column group_member.category   is 'Category, from the service''s declaration.';
comment on column group_member.agency_id  is 'Agency whose group it is.';
comment on column group_member.owner_kind is 'Kind of that agency.';
comment on column group_member.shared_as  is 'What a grant must name to show it.';
comment on column group_member.group_id   is 'Which group.';
comment on column group_member.joined_on  is 'Since which day.';
comment on column group_member.left_on    is 'Day from which no more.';
comment on column group_member.noted_by   is 'Who entered it.';
select show_to_those_entitled('group_member'), let_own_agency_write('group_member'), let_own_agency_change('group_member', 'ended_by_own_agency');
grant select, insert on group_member to :"app";
grant update (left_on) on group_member to :"app";

-- Makes a group of a service of the agency now acting. Answers nothing where it may not.
create function make_group(the_team uuid, the_name text, the_programme text, the_code text, the_room uuid, the_weekday integer,
                           the_time time, the_minutes integer, the_leader uuid, the_other uuid) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into regular_group (agency_id, service_id, team_id, name, programme, sub_intervention, room_id, weekday, from_at, minutes,
                             leader_id, also_leader_id)
  select s.agency_id, s.id, t.id, the_name, the_programme, the_code, the_room, the_weekday, the_time, the_minutes, the_leader, the_other
    from team t join service s on s.id = t.service_id
   where t.id = the_team and s.id = any (acting_services()) and acting_may('work')
     and (the_room is null or exists (select from room r where r.id = the_room and r.agency_id = s.agency_id))
  returning id;
end;

-- Ends a group: what is planned after the day is cancelled.
create function end_group(the_group uuid, the_day date) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update regular_group set ended_on = the_day where id = the_group and service_id = any (acting_services()) and acting_may('work');
  if not found then return false; end if;
  update group_session set state = 'cancelled' where group_id = the_group and starts_at >= the_day::timestamp at time zone 'Europe/London';
  delete from occupied o using group_session s where s.id = o.session_id and s.group_id = the_group and s.state = 'cancelled';
  return true;
end $$;

-- Plans one session and takes the time of its leaders and its room. Answers it, or what was taken already; nothing where it
-- may not be planned, or is.
create function plan_session(the_group uuid, the_start timestamptz, the_end timestamptz)
returns table (session_id uuid, taken_staff uuid, taken_room uuid)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
#variable_conflict use_column
declare
  g regular_group%rowtype;
  one uuid;
begin
  select * into g from regular_group where id = the_group and service_id = any (acting_services()) and acting_may('work') and ended_on is null;
  if not found then return; end if;
  insert into group_session (group_id, starts_at, ends_at) values (the_group, the_start, the_end)
  on conflict (group_id, starts_at) do nothing returning id into session_id;
  if session_id is null then return; end if;
  for one in select s from unnest(array[g.leader_id, g.also_leader_id]) s where s is not null order by s loop
    insert into occupied (agency_id, staff_id, session_id, starts_at, ends_at) values (g.agency_id, one, session_id, the_start, the_end)
    on conflict do nothing;
    if not found then taken_staff := one; end if;
  end loop;
  if g.room_id is not null then
    insert into occupied (agency_id, room_id, session_id, starts_at, ends_at) values (g.agency_id, g.room_id, session_id, the_start, the_end)
    on conflict do nothing;
    if not found then taken_room := g.room_id; end if;
  end if;
  if taken_staff is not null or taken_room is not null then
    delete from group_session where id = session_id;
    session_id := null;
  end if;
  return next;
end $$;
grant execute on function
  make_group(uuid, text, text, text, uuid, integer, time, integer, uuid, uuid), end_group(uuid, date), plan_session(uuid, timestamptz, timestamptz)
  to :"app";

-- Of everyone with an open stay with the agency now acting, its keyworker or team: what it is decided by who matters most today.
-- The rights are those of the policies on its own agency's rows, asked once for each person instead of once for each row: for a team
-- of 2,000 that is the difference between four seconds and a tenth of one. `whose` is mine, team or away. Further back than 120
-- days nothing is looked at: whoever was not seen since is not seen.
create function caseload_facts(whose text)
returns table (episode_id uuid, person_id uuid, person_name text, since_days integer, keyworker_name text, here boolean, step text,
               step_due float8, missed integer, missed_since boolean, seen_at float8, seen_days integer, review_days integer,
               next_at float8, unmarked integer, late_tasks integer, top_days integer)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with me as materialized (
    select acting_agency() as agency, acting_staff() as staff, acting_team() as team, acting_categories() as categories, acting_barred() as barred,
           (now() at time zone 'Europe/London')::date as today),
  open_stay as materialized (
    select e.id, e.person_id, e.started_on, e.keyworker_id, e.team_id
      from episode e cross join me
     where e.ended_on is null and e.agency_id = me.agency and e.category = any (me.categories) and 'identity' = any (me.categories)
       and case when whose = 'mine' then e.keyworker_id = me.staff else e.team_id = me.team end
       and (e.person_id = any (me.barred)) is not true
       and exists (select from visible v where v.agency_id = me.agency and v.person_id = e.person_id and v.until > now()
                      and 'own' = any (v.grants) and 'minimum' = any (v.grants))),
  -- Who is away is asked once for each worker of each team (materialized: the planner would ask for each stay).
  worker as materialized (select distinct o.keyworker_id, o.team_id from open_stay o where o.keyworker_id is not null),
  away as materialized (
    select coalesce(array_agg(w.keyworker_id), '{}') as gone from worker w where not staff_available(w.keyworker_id, w.team_id)),
  stay as materialized (
    select o.*, w.name as keyworker_name, o.keyworker_id is not null and o.keyworker_id <> all (away.gone) as here
      from open_stay o cross join away left join staff w on w.id = o.keyworker_id
     where whose <> 'away' or o.keyworker_id = any (away.gone))
  -- Each person's rows are looked up by that person's own index (so the agency is asked by `is true`, which no index answers): no estimate of
  -- how many there are can lead astray.
  select s.id, s.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name, me.today - s.started_on, s.keyworker_name, s.here,
         c.step, 1000 * extract(epoch from c.step_due)::float8, met.missed, coalesce(met.last_missed > coalesce(met.last_seen, '-infinity'), false),
         1000 * extract(epoch from met.last_seen)::float8, me.today - coalesce((met.last_seen at time zone 'Europe/London')::date, s.started_on),
         me.today - coalesce((met.last_review at time zone 'Europe/London')::date, s.started_on), 1000 * extract(epoch from met.next_at)::float8,
         met.unmarked, l.late_tasks, me.today - coalesce(t.taken_on, s.started_on)
    from stay s cross join me
    join person p on p.id = s.person_id
   cross join lateral (
      select count(*) filter (where a.state = 'missed' and a.starts_at > now() - interval '28 days')::int as missed,
             max(a.starts_at) filter (where a.state = 'missed') as last_missed,
             max(a.starts_at) filter (where a.state = 'attended') as last_seen,
             max(a.starts_at) filter (where a.state = 'attended' and a.kind = 'review') as last_review,
             min(a.starts_at) filter (where a.state in ('offered', 'booked') and a.starts_at > now()) as next_at,
             count(*) filter (where a.state in ('offered', 'booked') and a.ends_at < now())::int as unmarked
        from appointment a
       where a.person_id = s.person_id and a.starts_at > now() - interval '120 days'
         and (a.agency_id = me.agency) is true and a.category = any (me.categories)) met
    left join lateral (
      select coalesce(k.title, 'Missed contact') as step, k.due_at as step_due
        from ladder d left join task k on k.id = d.task_id and k.state = 'open'
       where d.agency_id = me.agency and d.person_id = s.person_id and d.state = 'open' and d.category = any (me.categories)
       order by k.due_at limit 1) c on true
   cross join lateral (
      select count(*)::int as late_tasks from task k
       where k.person_id = s.person_id and k.state = 'open' and k.due_at < now() and k.kind <> 'missed-contact' and (k.agency_id = me.agency) is true) l
    left join lateral (
      select m.taken_on from measure m
       where m.person_id = s.person_id and m.definition = 'top' and m.withdrawn_at is null and (m.agency_id = me.agency) is true
         and m.category = any (me.categories)
       order by m.taken_on desc limit 1) t on true;
end;
grant execute on function caseload_facts(text) to :"app";

create trigger written_by_whoever_acts before insert or update on group_member
  for each row when (current_user = :'app') execute function written_by_whoever_acts('noted_by', '');
