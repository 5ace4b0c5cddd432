-- The work around episodes, handovers and tasks: referrals being written, changes of owner and time, and what boards ask.

create table handover_draft (
  id              uuid primary key default uuidv7(),
  person_id       uuid not null references person,
  from_episode_id uuid not null references episode,
  to_service_id   uuid not null references service,
  agency_id       uuid not null references agency default acting_agency(),
  staff_id        uuid not null references staff default acting_staff(),
  summary         text not null default '' check (length(summary) <= 4000),
  after_arrival   text check (after_arrival in ('close', 'keep')),
  due_at          timestamptz,
  made_at         timestamptz not null default now(),
  handover_id     uuid references handover
);
create index handover_draft_person_index on handover_draft (person_id);
create index handover_draft_episode_index on handover_draft (from_episode_id);
create index handover_draft_service_index on handover_draft (to_service_id);
create index handover_draft_agency_index on handover_draft (agency_id);
create index handover_draft_staff_index on handover_draft (staff_id) where handover_id is null;
create index handover_draft_staff_all_index on handover_draft (staff_id);
create index handover_draft_handover_index on handover_draft (handover_id);
comment on table  handover_draft                 is 'A referral being written: kept between its pages, so that it can be left and taken up again, safe in two tabs.';
comment on column handover_draft.id              is 'Identifier.';
comment on column handover_draft.person_id       is 'Who.';
comment on column handover_draft.from_episode_id is 'The sender''s episode.';
comment on column handover_draft.to_service_id   is 'The service it is meant for.';
comment on column handover_draft.agency_id       is 'The sender''s agency.';
comment on column handover_draft.staff_id        is 'Who is writing it; nobody else sees it.';
comment on column handover_draft.summary         is 'What the receiver needs to know to decide.';
comment on column handover_draft.after_arrival   is 'Whether the sender''s episode closes or continues once they have arrived.';
comment on column handover_draft.due_at          is 'By when an answer is wanted.';
comment on column handover_draft.made_at         is 'When it was begun.';
comment on column handover_draft.handover_id     is 'The handover it became, once offered.';

alter table handover_draft enable row level security;
alter table handover_draft force row level security;
create policy seen_by_its_writer on handover_draft for select to :"app"
  using (staff_id = (select acting_staff()) and agency_id = (select acting_agency())
         and exists (select from visible v where v.agency_id = handover_draft.agency_id and v.person_id = handover_draft.person_id
                                            and v.until > now()));
select bar_named_workers('handover_draft');
create policy written_by_oneself on handover_draft for insert to :"app"
  with check (staff_id = (select acting_staff()) and agency_id = (select acting_agency())
              and exists (select from episode e where e.id = handover_draft.from_episode_id
                            and e.agency_id = handover_draft.agency_id and e.person_id = handover_draft.person_id));
create policy changed_by_its_writer on handover_draft for update to :"app"
  using (staff_id = (select acting_staff()) and agency_id = (select acting_agency())
         and exists (select from visible v where v.agency_id = handover_draft.agency_id and v.person_id = handover_draft.person_id
                                            and v.until > now()));
create policy dropped_by_its_writer on handover_draft for delete to :"app"
  using (staff_id = (select acting_staff()) and agency_id = (select acting_agency())
         and exists (select from visible v where v.agency_id = handover_draft.agency_id and v.person_id = handover_draft.person_id
                                            and v.until > now()));
grant select, insert, delete, update (summary, after_arrival, due_at, handover_id) on handover_draft to :"app";

create table handover_change (
  id          uuid primary key default uuidv7(),
  handover_id uuid not null references handover,
  team_id     uuid not null references team,
  staff_id    uuid references staff,
  due_at      timestamptz not null,
  reason      text not null check (length(reason) between 1 and 1000),
  at          timestamptz not null default now(),
  by          uuid references staff default acting_staff()
);
create index handover_change_handover_index on handover_change (handover_id, at);
create index handover_change_team_index on handover_change (team_id);
create index handover_change_staff_index on handover_change (staff_id);
create index handover_change_by_index on handover_change (by);
comment on table  handover_change             is 'Each change of owner or time of an open handover, with its reason, for both sides to read. Only added to.';
comment on column handover_change.id          is 'Identifier.';
comment on column handover_change.handover_id is 'Which handover.';
comment on column handover_change.team_id     is 'The team it then belonged to.';
comment on column handover_change.staff_id    is 'The person of that team, if named.';
comment on column handover_change.due_at      is 'By when they must act.';
comment on column handover_change.reason      is 'Why it changed.';
comment on column handover_change.at          is 'When.';
comment on column handover_change.by          is 'Who changed it.';

alter table handover_change enable row level security;
alter table handover_change force row level security;
create policy seen_with_the_handover on handover_change for select to :"app"
  using (exists (select from handover h where h.id = handover_change.handover_id));
create policy written_by_either_end on handover_change for insert to :"app"
  with check (exists (select from handover h where h.id = handover_change.handover_id
                         and (select acting_agency()) in (h.to_agency_id, h.from_agency_id)));
grant select, insert on handover_change to :"app";

-- The days between which someone lived, held until the end of the transaction: a death recorded at the same moment waits,
-- or is seen. Every act about a person takes this first, so that two never wait for each other in a circle.
create function hold_life(the_person uuid) returns table (born_on date, died_on date)
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select p.born_on, p.died_on from person p
   where p.id = the_person
     and acting_holds(the_person, 'minimum')
     for no key update of p;
end;

-- Which handovers out of one's own episode have a receiver who still has the person. A sender may not see the receiver's
-- episodes; police and probation are not told even this.
create function still_received(the_episode uuid) returns table (handover_id uuid)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select h.id from handover h join episode mine on mine.id = h.from_episode_id join episode theirs on theirs.id = h.to_episode_id
   where mine.id = the_episode and mine.agency_id = acting_agency() and not mine.person_id = any (acting_barred()) and not acting_for_enforcement()
     and h.state = 'arrived' and theirs.ended_on is null;
end;

-- May the one who asks see the partnership's late handovers: its office, and leads of care teams.
create function acting_sees_ageing() returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return acting_may('board:partnership')
      or (exists (select from team t join service s on s.id = t.service_id
                   where t.lead_staff_id = acting_staff() and s.agency_id = acting_agency())
          and exists (select from agency_kind k where k.code = acting_agency_kind() and k.care));

-- The open handovers of the partnership past their time, oldest first: for the partnership's board and for leads of care
-- teams. Says services, since when and how late. Initials only to an agency at one end that may see the handover, and to
-- roles that may know who someone is; of what the supervised-use room is part of to nobody: who is meant would tell that
-- somebody goes there.
create function ageing_handovers()
returns table (reference text, initials text, from_service text, to_service text, team text, lead text, state text,
               offered_at timestamptz, due_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select upper(right(h.id::text, 5)),
         case when 'identity' = any (acting_categories())
               and (h.to_service_id = any (acting_services())
                    or (h.from_service_id = any (acting_services()) and not acting_for_enforcement()))
               and acting_holds(p.id, 'minimum')
               and not exists (select from service_kind k where k.code in (f.kind, t.kind) and k.category = 'supervised-use')
              then left(p.given_names, 1) || left(p.family_name, 1) end,
         f.name, t.name, d.name, l.name, h.state, h.offered_at, h.due_at
    from handover h
    join person p on p.id = h.person_id
    join service f on f.id = h.from_service_id
    join service t on t.id = h.to_service_id
    join team d on d.id = h.team_id
    join staff l on l.id = d.lead_staff_id
   where h.state in ('offered', 'accepted') and h.due_at < now()
     and acting_sees_ageing()
   order by h.due_at, h.id
   limit 500;
end;

-- How each service stands: counts and no people. The whole partnership's for those who may see its board, else one's own
-- agency's. Of other agencies' services a number of people below five is not told (null).
create function service_standing()
returns table (service_id uuid, service_name text, agency_name text, open_episodes integer, offered integer, accepted integer,
               late integer, oldest_due timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.id, s.name, g.name,
         (select case when count(*) between 1 and 4 and s.agency_id <> acting_agency() then null else count(*)::int end
            from episode e where e.service_id = s.id and e.ended_on is null),
         (count(h.id) filter (where h.state = 'offered'))::int,
         (count(h.id) filter (where h.state = 'accepted'))::int,
         (count(h.id) filter (where h.due_at < now()))::int,
         min(h.due_at) filter (where h.due_at < now())
    from service s
    join agency g on g.id = s.agency_id
    left join handover h on h.to_service_id = s.id and h.state in ('offered', 'accepted')
   where acting_may('work') and (s.agency_id = acting_agency() or acting_may('board:partnership'))
   group by s.id, s.name, g.name
   order by s.name;
end;

-- Who holds a post in these teams now: colleagues to whom work can be given.
create function staff_posts(teams uuid[], who_read_people boolean) returns table (staff_id uuid, name text, team_id uuid)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct s.id, s.name, p.team_id
    from post p join account a on a.id = p.account_id join staff s on s.id = a.staff_id join role r on r.code = p.role
   where acting_staff() is not null and p.team_id = any (teams) and a.disabled_at is null
     and (not who_read_people or 'person:read' = any (r.may))
     and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date)
     and (s.left_on is null or s.left_on >= (now() at time zone 'Europe/London')::date);
end;

grant execute on function staff_posts(uuid[], boolean), hold_life(uuid), still_received(uuid), acting_sees_ageing(), ageing_handovers(), service_standing() to :"app";
