-- How long what is recorded is kept: the schedule, holds that stop every disposal, and disposals, which two people decide.
-- What one agency recorded about one person is a part; each part has a time of its own, and the person goes with the last.

create table retention_rule (
  code        text primary key,
  agency_kind text references agency_kind,
  keep        interval not null check (keep > interval '0'),
  after_death interval check (after_death > interval '0'),
  version     integer not null,
  status      text not null check (status in ('proposed', 'confirmed')),
  source      text not null,
  check_by    date not null
);
create unique index one_retention_rule_a_kind on retention_rule (agency_kind);
comment on table  retention_rule             is 'How long each kind of agency keeps what it recorded, and lists about nobody in particular. Written at start from the program.';
comment on column retention_rule.code        is 'The kind of agency, or the list.';
comment on column retention_rule.agency_kind is 'The kind of agency whose parts it is about; empty for a list.';
comment on column retention_rule.keep        is 'How long after the last contact, or after a line of the list was written.';
comment on column retention_rule.after_death is 'How long after a death, if that is sooner.';
comment on column retention_rule.version     is 'Which version of the value.';
comment on column retention_rule.status      is 'Proposed, or confirmed by those who may.';
comment on column retention_rule.source      is 'Where the value comes from.';
comment on column retention_rule.check_by    is 'Day by which someone looks at it again.';
grant select on retention_rule to :"app";

create table legal_hold (
  id        uuid primary key default uuidv7(),
  person_id uuid references person,
  agency_id uuid references agency,
  reason    text not null check (length(reason) between 1 and 1000),
  review_on date not null,
  placed_at timestamptz not null default now(),
  placed_by uuid not null references staff default acting_staff(),
  ended_at  timestamptz,
  ended_by  uuid references staff,
  end_reason text check (length(end_reason) between 1 and 1000),
  constraint an_ended_hold_says_who_and_why check (num_nonnulls(ended_at, ended_by, end_reason) in (0, 3)),
  constraint nobody_ends_their_own_hold check (ended_by <> placed_by)
);
create index legal_hold_person_index on legal_hold (person_id);
create index legal_hold_agency_index on legal_hold (agency_id);
create index legal_hold_placed_by_index on legal_hold (placed_by);
create index legal_hold_ended_by_index on legal_hold (ended_by);
comment on table  legal_hold            is 'While one stands, nothing it is about is disposed of or erased, whoever decides it.';
comment on column legal_hold.id         is 'Identifier.';
comment on column legal_hold.person_id  is 'About whom; empty for everybody.';
comment on column legal_hold.agency_id  is 'Whose part; empty for every agency''s.';
comment on column legal_hold.reason     is 'Which proceedings, inquiry or claim.';
comment on column legal_hold.review_on  is 'Day by which somebody asks whether it is still needed. It does not end by itself.';
comment on column legal_hold.placed_at  is 'Since when.';
comment on column legal_hold.placed_by  is 'Who placed it.';
comment on column legal_hold.ended_at   is 'When it was ended.';
comment on column legal_hold.ended_by   is 'By whom: somebody else than who placed it.';
comment on column legal_hold.end_reason is 'Why it is no longer needed.';

create table disposal (
  id          uuid primary key default uuidv7(),
  what        text not null check (what in ('schedule', 'erasure')),
  agency_id   uuid references agency,
  reason      text check (length(reason) between 1 and 2000),
  state       text not null check (state in ('looking', 'prepared', 'approved', 'refused', 'done')),
  asked_at    timestamptz not null default now(),
  asked_by    uuid not null references staff default acting_staff(),
  decided_at  timestamptz,
  decided_by  uuid references staff,
  decision    text check (length(decision) between 1 and 1000),
  job_id      uuid references job,
  lists       jsonb not null default '{}',
  done_at     timestamptz,
  constraint an_erasure_says_why check ((what = 'erasure') = (reason is not null)),
  constraint a_decision_says_who_and_why check (num_nonnulls(decided_at, decided_by, decision) in (0, 3)),
  constraint what_was_decided_says_so check ((state in ('approved', 'refused', 'done')) = (decided_at is not null)),
  constraint nobody_decides_their_own_disposal check (decided_by <> asked_by)
);
create index disposal_agency_index on disposal (agency_id);
create index disposal_asked_by_index on disposal (asked_by);
create index disposal_decided_by_index on disposal (decided_by);
create index disposal_job_index on disposal (job_id);
create index disposal_open_index on disposal (asked_at) where state = 'prepared';
comment on table  disposal            is 'What is to go for good: what the schedule says, or one part that somebody asked to have erased. Found first, decided by a second person, then done.';
comment on column disposal.id         is 'Identifier.';
comment on column disposal.what       is 'By the schedule, or an erasure that was asked for.';
comment on column disposal.agency_id  is 'Of which agency; empty for every one.';
comment on column disposal.reason     is 'On which ground an erasure is asked for.';
comment on column disposal.state      is 'Being looked for, prepared, approved, refused or done.';
comment on column disposal.asked_at   is 'When it was asked for.';
comment on column disposal.asked_by   is 'By whom.';
comment on column disposal.decided_at is 'When it was decided.';
comment on column disposal.decided_by is 'By whom: somebody else.';
comment on column disposal.decision   is 'Why.';
comment on column disposal.job_id     is 'The job that looks or disposes.';
comment on column disposal.lists      is 'How many lines of each list about nobody in particular are due, later were deleted.';
comment on column disposal.done_at    is 'When all of it was done.';

-- A person here is an id and nothing else: it has no key, so that it says whose record was erased when a backup from before
-- is brought back, and nothing to anybody else.
create table disposal_part (
  id           uuid primary key default uuidv7(),
  disposal_id  uuid not null references disposal,
  person_id    uuid not null,
  agency_id    uuid not null references agency,
  last_contact date,
  due_on       date,
  rows_found   jsonb,
  state        text not null default 'waiting' check (state in ('waiting', 'done', 'held', 'not-due', 'gone')),
  rows_gone    jsonb,
  person_gone  boolean not null default false,
  done_at      timestamptz,
  constraint one_part_once unique (disposal_id, person_id, agency_id),
  constraint a_part_that_is_done_says_when check ((state = 'waiting') = (done_at is null))
);
create index disposal_part_person_index on disposal_part (person_id);
create index disposal_part_agency_index on disposal_part (agency_id);
comment on table  disposal_part              is 'One agency''s part of one person''s record, to be disposed of. Stays when all else is gone.';
comment on column disposal_part.id           is 'Identifier.';
comment on column disposal_part.disposal_id  is 'In which disposal.';
comment on column disposal_part.person_id    is 'About whom.';
comment on column disposal_part.agency_id    is 'Whose part.';
comment on column disposal_part.last_contact is 'The last day on which the agency had to do with the person.';
comment on column disposal_part.due_on       is 'Since when it is due.';
comment on column disposal_part.rows_found   is 'How many rows of each table there were when it was looked for.';
comment on column disposal_part.state        is 'Waiting; done; or why not: a hold, not due any more, gone already.';
comment on column disposal_part.rows_gone    is 'How many rows of each table were deleted.';
comment on column disposal_part.person_gone  is 'Whether nothing was left of the person, so that they went as well.';
comment on column disposal_part.done_at      is 'When.';

do $$
declare the_table text;
begin
  foreach the_table in array array['legal_hold', 'disposal', 'disposal_part'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
-- Whoever decides sees all of them; who asked, what they asked for. A hold on somebody is seen by the agencies that have a part.
create policy seen_by_those_who_decide on legal_hold for select to :"app"
  using ((select acting_may('keeping:decide'))
         or ((select acting_may('person:correct')) and (agency_id is null or agency_id = (select acting_agency()))
             and exists (select from visible v where v.agency_id = (select acting_agency()) and v.person_id = legal_hold.person_id
                                                 and v.until > now() and 'own' = any (v.grants))));
select bar_named_workers('legal_hold');
create policy seen_by_those_who_decide on disposal for select to :"app"
  using ((select acting_may('keeping:decide')) or asked_by = (select acting_staff()));
create policy seen_by_those_who_decide on disposal_part for select to :"app"
  using (exists (select from disposal d where d.id = disposal_part.disposal_id));
select bar_named_workers('disposal_part');
grant select on legal_hold, disposal, disposal_part to :"app";

-- Tables of which each row is one agency's about one person. What the person decided, what is computed and what somebody
-- must answer for is nobody's part, and stays until the person goes.
create function tables_of_parts() returns text[] language sql stable set search_path = :"schema", pg_temp
begin atomic
  select array_agg(c.relname::text order by c.relname)
    from pg_class c
    join pg_constraint p on p.conrelid = c.oid and p.contype = 'f' and p.confrelid = 'person'::regclass
    join pg_attribute a on a.attrelid = c.oid and a.attnum = p.conkey[1] and a.attname = 'person_id'
   where c.relkind in ('r', 'p') and not c.relispartition
     and exists (select from pg_attribute b where b.attrelid = c.oid and b.attname = 'agency_id' and not b.attisdropped)
     and c.relname not in ('visible', 'consent', 'named_limit', 'emergency_access', 'gateway', 'legal_hold', 'consent_to_use');
end;

-- When each agency last had to do with each person, and whether it still has. Being written down without anything that
-- happened counts where nothing happened. A handover counts at both its ends.
create function contacts_of(the_person uuid default null, the_agency uuid default null)
returns table (person_id uuid, agency_id uuid, last_contact date, still boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.person_id, c.agency_id, coalesce(max(c.met), max(c.noted)), bool_or(c.still)
    from (select e.person_id, e.agency_id, greatest(e.started_on, e.ended_on) as met, null::date as noted, e.ended_on is null as still from episode e
          union all select h.person_id, a.agency_id, greatest(h.offered_at, h.closed_at)::date, null, h.state in ('offered', 'accepted')
                      from handover h cross join lateral (values (h.from_agency_id), (h.to_agency_id)) a (agency_id)
          union all select t.person_id, t.agency_id, coalesce(t.closed_at, t.made_at)::date, null, t.state = 'open' from task t
          union all select v.person_id, v.agency_id, greatest(v.happened_on, v.until_on), null, false from event v
          union all select m.person_id, m.agency_id, m.taken_on, null, false from measure m
          union all select n.person_id, n.agency_id, n.at::date, null, false from note n
          union all select d.person_id, d.agency_id, d.made_at::date, null, d.handover_id is null from handover_draft d
          union all select l.person_id, l.agency_id, null, greatest(l.at, l.ended_at)::date, false from alert l
          union all select i.person_id, i.agency_id, null, i.at::date, false from identifier i
          union all select s.person_id, s.agency_id, null, s.at::date, false from alias s
          union all select x.person_id, x.agency_id, null, x.at::date, false from death_decision x
          union all select r.person_id, r.agency_id, null, r.at::date, false from registration r
          union all select w.person_id, w.to_agency_id, null, w.until::date, w.state = 'approved' and w.until > now()
                      from gateway w where w.state in ('approved', 'ended')) c
   where c.person_id is not null and (the_person is null or c.person_id = the_person)
     and (the_agency is null or c.agency_id = the_agency)
   group by c.person_id, c.agency_id;
end;

-- What a hold over everybody and a disposal take hold of, so that neither overlooks the other.
create function lock_of_holds() returns bigint language sql immutable set search_path = pg_temp
  return hashtextextended(:'schema' || ' holds', 0);

-- Whether a hold stands over one agency's part of somebody's record.
create function is_held(the_person uuid, the_agency uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from legal_hold where ended_at is null and (person_id is null or person_id = the_person)
                                          and (agency_id is null or agency_id = the_agency));

-- Parts and the day from which the schedule says they go. None while the agency still has to do with the person.
create function parts_with_times(the_person uuid default null, the_agency uuid default null)
returns table (person_id uuid, agency_id uuid, last_contact date, due_on date, still boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.person_id, c.agency_id, c.last_contact,
         least((c.last_contact + r.keep)::date, (p.died_on + r.after_death)::date), c.still
    from contacts_of(the_person, the_agency) c
    join agency g on g.id = c.agency_id join retention_rule r on r.agency_kind = g.kind join person p on p.id = c.person_id;
end;
grant execute on function is_held(uuid, uuid) to :"app";

-- A way in whose person was erased stays, without a name, since the log says what was done by it.
alter table account drop constraint account_is_of_staff_or_of_a_person;
alter table account add constraint account_is_of_staff_or_of_a_person
  check (num_nonnulls(staff_id, person_id) = 1
         or (num_nonnulls(staff_id, person_id) = 0 and disabled_at is not null and username ~ '^erased-'));
