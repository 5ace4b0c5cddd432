-- Unusual patterns in the access log: what counting them asks that the log's reader may not see, and what was found out. Then what signing in and joining lacked.

create table pattern_review (
  id        uuid primary key default uuidv7(),
  kind      text not null check (kind ~ '^[a-z-]+$'),
  version   integer not null check (version > 0),
  staff_id  uuid references staff,
  agency_id uuid references agency,
  person_id uuid references person,
  counted   integer not null check (counted > 0),
  span_from timestamptz not null,
  span_to   timestamptz not null,
  note      text not null check (length(note) between 1 and 1000),
  at        timestamptz not null default now(),
  made_by   uuid not null references staff default acting_staff(),
  constraint a_pattern_is_of_a_worker_or_of_a_record check (num_nonnulls(staff_id, person_id) > 0),
  constraint a_worker_is_one_of_an_agency check ((staff_id is null) = (agency_id is null)),
  constraint nobody_looks_into_their_own check (made_by is distinct from staff_id),
  constraint a_span_has_a_length check (span_from < span_to)
);
create index pattern_review_kind_index on pattern_review (kind, at desc);
create index pattern_review_staff_index on pattern_review (staff_id);
create index pattern_review_agency_index on pattern_review (agency_id);
create index pattern_review_person_index on pattern_review (person_id);
create index pattern_review_made_by_index on pattern_review (made_by);
comment on table  pattern_review           is 'What the lead found out about an unusual pattern of access. Only ever added to; the pattern comes back when it grows.';
comment on column pattern_review.id        is 'Identifier.';
comment on column pattern_review.kind      is 'Which pattern, as the program declares it.';
comment on column pattern_review.version   is 'Which version of its rule.';
comment on column pattern_review.staff_id  is 'Whose pattern it is; empty when it is a record''s.';
comment on column pattern_review.agency_id is 'For which agency they worked in it.';
comment on column pattern_review.person_id is 'Which record, where the pattern is about one.';
comment on column pattern_review.counted   is 'What was counted when it was looked into.';
comment on column pattern_review.span_from is 'From when it was counted.';
comment on column pattern_review.span_to   is 'Up to when.';
comment on column pattern_review.note      is 'What was found out.';
comment on column pattern_review.at        is 'When.';
comment on column pattern_review.made_by   is 'Who looked into it.';

alter table pattern_review enable row level security;
alter table pattern_review force row level security;
create policy seen_by_the_lead on pattern_review for select to :"app" using ((select acting_may('access-log:read')));
create policy written_by_the_lead on pattern_review for insert to :"app"
  with check ((select acting_may('access-log:read')));
select bar_named_workers('pattern_review');
grant select on pattern_review to :"app";
grant insert (kind, version, staff_id, agency_id, person_id, counted, span_from, span_to, note) on pattern_review to :"app";

-- The day on the wall in England.
create function london_day(at timestamptz) returns date language sql stable return (at at time zone 'Europe/London')::date;

-- What workers opened in a span, each record once, by its id of now: whoever a record was joined to. Called by those below only.
create function opened_in(the_from timestamptz, the_to timestamptz)
returns table (staff_id uuid, agency_id uuid, role text, person_id uuid, at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct l.staff_id, l.agency_id, l.role, coalesce(j.person_id, p.id), l.at
    from access_log l cross join unnest(l.person_ids) p (id)
    left join joining j on j.joined_id = p.id and j.undone_at is null
   where (select acting_may('access-log:read')) and l.at >= the_from and l.at < the_to
     and l.what = 'read' and not l.by_itself and l.staff_id is not null and l.basis <> 'governance'
     and not l.person_ids && (select acting_barred());
end;

-- Records that workers opened while their agency had nothing to do with the person: no stay, handover or task open that day, none
-- registered shortly before, none opened in an emergency or shared on a ground in law. For the lead of information governance.
create function opened_without_work(the_from timestamptz, the_to timestamptz)
returns table (staff_id uuid, agency_id uuid, role text, person_ids uuid[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select o.staff_id, o.agency_id, o.role, array_agg(distinct o.person_id order by o.person_id)
    from opened_in(the_from, the_to) o
   where not exists (select from episode e
                      where e.person_id = o.person_id and e.agency_id = o.agency_id
                        and e.started_on <= london_day(o.at)
                        and (e.ended_on is null or e.ended_on >= london_day(o.at)))
     and not exists (select from handover h
                      where h.person_id = o.person_id and o.agency_id in (h.from_agency_id, h.to_agency_id)
                        and h.offered_at <= o.at
                        and coalesce(h.closed_at, h.ended_at, h.arrived_at, 'infinity') >= o.at - interval '1 day')
     and not exists (select from registration r
                      where r.person_id = o.person_id and r.agency_id = o.agency_id
                        and r.at between o.at - parameter_span('sight-after-registering') and o.at)
     and not exists (select from task t
                      where t.person_id = o.person_id and t.agency_id = o.agency_id and t.made_at <= o.at
                        and coalesce(t.closed_at, 'infinity') >= o.at - interval '1 day')
     and not exists (select from emergency_access x
                      where x.person_id = o.person_id and x.staff_id = o.staff_id and o.at between x.opened_at and x.until)
     and not exists (select from gateway w
                      where w.person_id = o.person_id and w.to_agency_id = o.agency_id and w.answered_at <= o.at
                        and w.state in ('approved', 'ended') and o.at <= w.until)
   group by o.staff_id, o.agency_id, o.role;
end;

-- Records that workers opened of people who bear the worker's own family name. Says nothing of the name itself.
create function opened_with_own_name(the_from timestamptz, the_to timestamptz)
returns table (staff_id uuid, agency_id uuid, role text, person_ids uuid[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select o.staff_id, o.agency_id, o.role, array_agg(distinct o.person_id order by o.person_id)
    from opened_in(the_from, the_to) o
    join staff s on s.id = o.staff_id
    join person p on p.id = o.person_id
   where name_as_key(p.family_name) = name_as_key(regexp_replace(btrim(s.name), '^.*\s', ''))
   group by o.staff_id, o.agency_id, o.role;
end;

grant execute on function london_day(timestamptz), opened_without_work(timestamptz, timestamptz), opened_with_own_name(timestamptz, timestamptz) to :"app";

-- What a session's own password is weighed against, and the names that a new one must not be made of. For the door.
create function password_of(the_session uuid) returns table (password_hash text, staff_name text, agency_name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select c.password_hash, f.name, g.name
    from session s join credential c on c.account_id = s.account_id join account a on a.id = s.account_id
    left join staff f on f.id = a.staff_id left join agency g on g.id = f.agency_id
   where s.id = the_session and session_is_live(s) and a.disabled_at is null and c.password_hash is not null;
end;

-- Puts a new password in the place of one's own, from a live session, and ends all the others. For the door, which has weighed both.
create function change_password(the_session uuid, the_hash text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_account uuid := (select s.account_id from session s join account a on a.id = s.account_id
                        where s.id = the_session and session_is_live(s) and a.disabled_at is null);
begin
  update credential set password_hash = the_hash, changed_at = now() where account_id = the_account;
  if not found then return false; end if;
  update session set ended_at = now() where account_id = the_account and id <> the_session and ended_at is null;
  return true;
end $$;
-- Whether whoever asks has a password that can be changed; nothing of it.
create function has_own_password() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from credential where account_id = acting_account() and password_hash is not null);
grant execute on function password_of(uuid), change_password(uuid, text) to :"door";
grant execute on function has_own_password() to :"app";

-- Ends others of one's own sessions, as before; but for whoever showed shortly before that it is they. Minus one when they did not.
create or replace function end_own_other_sessions(the_session uuid default null) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  ended integer;
begin
  if not acting_is_fresh() then return -1; end if;
  update session s set ended_at = now()
   where s.account_id = acting_account() and s.id <> acting_session() and session_is_live(s)
     and (the_session is null or s.id = the_session);
  get diagnostics ended = row_count;
  return ended;
end $$;

-- Nothing is written to a record in the very moment in which it is joined to another: there nobody would read it. Whoever waited for
-- the joining is told that what they refer to went, and the act is done anew, in the record that goes on.
create function not_of_a_joined_record() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if exists (select from person where id = new.person_id and joined_into is not null) then
    raise foreign_key_violation using message = 'This record was joined to another meanwhile';
  end if;
  return null;
end $$;
do $$
declare
  it text;
begin
  -- Asked at the very end: the foreign key has then waited for whoever is joining the two, and separating them is over.
  foreach it in array array['note', 'event', 'measure', 'alert', 'identifier', 'alias', 'episode', 'handover', 'task', 'consent', 'registration'] loop
    execute format('create constraint trigger written_where_it_is_read after insert on %I deferrable initially deferred
                    for each row execute function not_of_a_joined_record()', it);
  end loop;
end $$;
