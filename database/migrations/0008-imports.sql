-- Loading what agencies' files say: people, stays, events and times in custody; linking rows that came before the person.
--
-- Whoever imports learns how many rows were new, changed or here already, and what was wrong with a row; never which
-- numbers belong to someone here. So nothing below answers with a person, and a row about a number that nobody has
-- answers as one that somebody has. What changed is written into the access log here, where the person is known.

alter table import_run
  add column through      text not null default 'browser' check (through in ('browser', 'command-line')),
  add column source       text,
  add column map_text     text,
  add column event_kind   text not null default 'offence',
  add column rows_changed integer not null default 0,
  add column line_done    integer not null default 0,
  add column touched_at   timestamptz not null default now(),
  add column staff_id     uuid references staff default acting_staff();
create index import_run_staff_index on import_run (staff_id);
comment on column import_run.staff_id     is 'The member of staff who brought it in.';
comment on column import_run.through      is 'Whether it was brought in by the browser or on the command line.';
comment on column import_run.source       is 'Who sent the file, as its rows will say.';
comment on column import_run.map_text     is 'The map of columns it is read by.';
comment on column import_run.event_kind   is 'Kind of the events in a file that does not say.';
comment on column import_run.rows_changed is 'Good rows that brought a later state of something already here.';
comment on column import_run.line_done    is 'Last line of the file whose rows are loaded and counted; a stopped run goes on after it.';
comment on column import_run.touched_at   is 'When it last got on.';

alter table import_error add column code text not null default '';
comment on column import_error.code is 'Under which reason it is counted.';
create index import_error_code_index on import_error (run_id, code);

-- A row may carry several numbers of one person, and any of them may be the first to be registered here.
alter table unlinked_event
  drop column subject_scheme,
  drop column subject_value,
  add column pnc      text,
  add column nhs      text,
  add column prison   text,
  add column client   text,
  add column category text not null references category,
  add constraint an_unlinked_event_names_somebody check (num_nonnulls(pnc, nhs, prison, client) > 0);
create index unlinked_event_pnc_index on unlinked_event (pnc) where pnc is not null;
create index unlinked_event_nhs_index on unlinked_event (nhs) where nhs is not null;
create index unlinked_event_prison_index on unlinked_event (prison) where prison is not null;
create index unlinked_event_client_index on unlinked_event (agency_id, client) where client is not null;
create index unlinked_event_category_index on unlinked_event (category);
comment on column unlinked_event.pnc      is 'PNC number of whom it is about.';
comment on column unlinked_event.nhs      is 'NHS number of whom it is about.';
comment on column unlinked_event.prison   is 'Prison number of whom it is about.';
comment on column unlinked_event.client   is 'The source agency''s own reference of whom it is about.';
comment on column unlinked_event.category is 'Category it will have once linked.';

-- Imports load one batch after another, and nobody's number is registered in the middle of one: a batch waits for
-- registrations under way, a registration for the batch. Without it a row could stay unlinked beside its person.
create function wait_for_imports(alone boolean) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if alone then perform pg_advisory_xact_lock(hashtextextended('imports ' || :'schema', 0));
  else perform pg_advisory_xact_lock_shared(hashtextextended('imports ' || :'schema', 0));
  end if;
end $$;

-- The agency a run brings rows in for, when whoever asks may import, started it, and it is under way.
create function agency_of_my_import(the_run uuid) returns uuid
language sql stable security definer set search_path = :"schema", pg_temp
  return (select agency_id from import_run
           where id = the_run and state = 'running' and account_id = acting_account() and acting_may('import'));

-- Brings in a client list. A person is the one with this agency's reference, else the one with the NHS or PNC number,
-- else new. A row whose name or date of birth is not theirs is somebody-else: it says no more than that.
create function import_people(the_run uuid, the_rows jsonb) returns table (line integer, outcome text)
language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
#variable_conflict use_column
declare
  the_agency agency%rowtype;
  r record;
  matches uuid[];
  the_person uuid;
  added integer;
  was_client boolean;
  everyone uuid[] := '{}';
  touched uuid[] := '{}';
begin
  select * into the_agency from agency where id = agency_of_my_import(the_run);
  if not found then return; end if;
  perform wait_for_imports(true);
  for r in select * from jsonb_to_recordset(the_rows) as x(line integer, ref text, family text, given text, born_on date,
                                                           sex text, nhs text, pnc text, prison text, cro text) order by line
  loop
    line := r.line;
    select coalesce(array_agg(distinct i.person_id), '{}'), coalesce(bool_or(i.scheme = 'client'), false)
      into matches, was_client
      from identifier i
     where i.ended_at is null
       and (i.scheme, i.value) in (('client', r.ref), ('nhs', r.nhs), ('pnc', r.pnc))
       and (i.scheme <> 'client' or i.agency_id = the_agency.id);
    the_person := matches[1];
    if cardinality(matches) > 1 or (cardinality(matches) = 1 and not import_person_agrees(the_person, r.family, r.given, r.born_on, r.nhs)) then
      outcome := 'someone-else';
      return next;
      continue;
    end if;
    if the_person is null then
      insert into person (family_name, given_names, born_on, sex) values (r.family, r.given, r.born_on, r.sex)
      returning id into the_person;
      insert into identity_review (person_id, candidate_id, why)
      select the_person, p.id, 'The same date of birth and a similar name'
        from person p join name_key k on k.person_id = p.id and k.source = 'person'
       where p.born_on = r.born_on and p.id <> the_person and similarity(k.key, name_as_key(r.given || ' ' || r.family)) > 0.5
      on conflict do nothing;
    end if;
    insert into identifier (person_id, scheme, value, agency_id, owner_kind)
    select the_person, n.scheme, n.value, the_agency.id, the_agency.kind
      from (values ('client', r.ref), ('nhs', r.nhs), ('pnc', r.pnc), ('prison', r.prison), ('cro', r.cro)) n(scheme, value)
     where n.value is not null
    on conflict do nothing;
    get diagnostics added = row_count;
    everyone := everyone || the_person;
    outcome := case when not was_client then 'new' when added > 0 then 'changed' else 'known' end;
    if outcome <> 'known' then touched := touched || the_person; end if;
    return next;
  end loop;
  -- Rights are computed once for the whole batch.
  insert into registration (person_id, agency_id, reason)
  select distinct one, the_agency.id, 'On the agency''s client list' from unnest(everyone) one
  on conflict do nothing;
  perform log_import('imported people', touched);
end $$;

-- Whether a row can be about this person: the same day of birth, a name like one of theirs, no other NHS number.
create function import_person_agrees(the_person uuid, the_family text, the_given text, the_birth date, the_nhs text) returns boolean
language sql stable security definer set search_path = :"schema", ext, pg_temp
  return exists (select from person p where p.id = the_person and p.born_on = the_birth)
     and exists (select from name_key k where k.person_id = the_person
                   and similarity(k.key, name_as_key(the_given || ' ' || the_family)) >= 0.5)
     and not exists (select from identifier i where i.person_id = the_person and i.scheme = 'nhs' and i.ended_at is null
                        and i.value <> the_nhs);

-- Brings in stays. The person is the agency's client of that reference; the stay is the one that began on that day.
create function import_episodes(the_run uuid, the_rows jsonb) returns table (line integer, outcome text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
#variable_conflict use_column
declare
  the_agency agency%rowtype;
  r record;
  the_person uuid;
  here episode%rowtype;
  touched uuid[] := '{}';
begin
  select * into the_agency from agency where id = agency_of_my_import(the_run);
  if not found then return; end if;
  perform wait_for_imports(true);
  for r in select x.*, (select t.id from team t where t.service_id = x.service_id order by t.id limit 1) as team_id
             from jsonb_to_recordset(the_rows) as x(line integer, ref text, service_id uuid, category text, stage text,
                                                    started_on date, ended_on date, ending text, reason text)
             join service s on s.id = x.service_id and s.agency_id = the_agency.id
            order by line
  loop
    line := r.line;
    here := null;
    select i.person_id into the_person from identifier i
     where i.scheme = 'client' and i.value = r.ref and i.agency_id = the_agency.id and i.ended_at is null
     order by i.person_id limit 1;
    select e.* into here from episode e
     where e.person_id = the_person and e.service_id = r.service_id and e.started_on = r.started_on;
    if the_person is null then
      outcome := 'no-client';
    elsif here.id is not null and (here.by_death or (here.ended_on, here.ending) is not distinct from (r.ended_on, r.ending)) then
      outcome := 'known';
    elsif here.id is not null and r.ended_on is null then
      outcome := 'ended-here';
    elsif exists (select from episode e where e.person_id = the_person and e.service_id = r.service_id
                    and e.id is distinct from here.id
                    and daterange(e.started_on, e.ended_on, '[]') && daterange(r.started_on, r.ended_on, '[]')) then
      outcome := 'overlaps';
    elsif here.id is not null then
      update episode set ended_on = r.ended_on, ending = r.ending, end_reason = r.reason where id = here.id;
      insert into episode_stage (episode_id, what, stage, reason, at)
      values (here.id, case when here.ended_on is null then 'ended' else 'corrected' end, here.stage, r.reason,
              r.ended_on::timestamp at time zone 'Europe/London');
      outcome := 'changed';
    else
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on,
                           ending, end_reason, client_ref)
      values (the_person, r.service_id, the_agency.id, the_agency.kind, r.category, r.team_id, r.stage, r.started_on,
              r.ended_on, r.ending, r.reason, r.ref)
      returning * into here;
      insert into episode_stage (episode_id, what, stage, reason, at)
      select here.id, step.what, here.stage, step.reason, step.day::timestamp at time zone 'Europe/London'
        from (values ('opened', null, r.started_on), ('ended', r.reason, r.ended_on)) step(what, reason, day)
       where step.day is not null;
      outcome := 'new';
    end if;
    if outcome in ('new', 'changed') then touched := touched || the_person; end if;
    return next;
  end loop;
  perform log_import('imported episodes', touched);
end $$;

-- The person whom these numbers name: of each scheme the one registered first. None when they name nobody, and none
-- when they name different people, which the identity clerk then looks at.
create function people_of_numbers(the_agency uuid, the_pnc text, the_nhs text, the_prison text, the_client text)
returns setof uuid language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  (select i.person_id from identifier i where i.scheme = 'pnc' and i.value = the_pnc and i.ended_at is null
    order by i.person_id limit 1)
  union
  (select i.person_id from identifier i where i.scheme = 'nhs' and i.value = the_nhs and i.ended_at is null
    order by i.person_id limit 1)
  union
  (select i.person_id from identifier i where i.scheme = 'prison' and i.value = the_prison and i.ended_at is null
    order by i.person_id limit 1)
  union
  (select i.person_id from identifier i where i.scheme = 'client' and i.value = the_client and i.agency_id = the_agency
      and i.ended_at is null order by i.person_id limit 1);
end;

-- Brings in events and times in custody. The source's reference says which event it is; a later state of it updates it.
-- A reference that is here about other numbers is other-subject, whether or not anybody here has either number.
-- The tables grow under the import faster than their statistics, so every look-up is laid down as one by index.
create function import_events(the_run uuid, the_rows jsonb) returns table (line integer, outcome text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp set enable_seqscan = off as $$
#variable_conflict use_column
declare
  the_agency agency%rowtype;
  the_source text;
begin
  select * into the_agency from agency where id = agency_of_my_import(the_run);
  if not found then return; end if;
  select coalesce(source, the_agency.name) into the_source from import_run where id = the_run;
  perform wait_for_imports(true);
  return query
  with r as materialized (
    select *
      from jsonb_to_recordset(the_rows) as x(line integer, ref text, kind text, category text, what text, outcome text,
             place text, happened_on date, happened_at timestamptz, until_on date, precision text,
             pnc text, nhs text, prison text, client text)
  ), named as (
    select r.line, array_agg(distinct i.person_id) as people
      from r
      cross join lateral (values ('pnc', r.pnc), ('nhs', r.nhs), ('prison', r.prison), ('client', r.client)) n(scheme, value)
      cross join lateral (select i.person_id from identifier i
                           where i.scheme = n.scheme and i.value = n.value and i.ended_at is null
                             and (n.scheme <> 'client' or i.agency_id = the_agency.id)
                           order by i.person_id limit 1) i
     where n.value is not null
     group by r.line
  ), judged as materialized (
    select r.*, named.people, named.people[1] as who, e.id as event_id, u.id as waiting_id,
           coalesce(cardinality(named.people) = 1, false) as is_known,
           case
             when e.id is not null and case when cardinality(named.people) = 1 then named.people[1] <> e.person_id
                  else not exists (select from identifier i where i.person_id = e.person_id
                                     and (i.scheme, i.value) in (('pnc', r.pnc), ('nhs', r.nhs), ('prison', r.prison), ('client', r.client)))
                  end then 'other-subject'
             when u.pnc <> r.pnc or u.nhs <> r.nhs or u.prison <> r.prison or u.client <> r.client then 'other-subject'
             when e.withdrawn_at is not null then 'known'
             when e.id is null and u.id is null then 'new'
             when (coalesce(e.what, u.what), coalesce(e.happened_on, u.happened_on), coalesce(e.happened_at, u.happened_at))
                    is distinct from (r.what, r.happened_on, r.happened_at)
               -- What a later file leaves empty takes nothing away.
               or (r.outcome is not null and r.outcome is distinct from coalesce(e.outcome, u.outcome))
               or (r.place is not null and r.place is distinct from coalesce(e.place, u.place))
               or (r.until_on is not null and r.until_on is distinct from coalesce(e.until_on, u.until_on)) then 'changed'
             else 'known'
           end as verdict
      from r
      left join named on named.line = r.line
      left join lateral (select * from event e
                          where e.agency_id = the_agency.id and e.kind = r.kind and e.source_ref = r.ref limit 1) e on true
      left join lateral (select * from unlinked_event u
                          where u.agency_id = the_agency.id and u.kind = r.kind and u.source_ref = r.ref limit 1) u on true
  ), made as (
    insert into event (person_id, kind, what, outcome, place, happened_on, happened_at, until_on, precision, source, source_ref,
                       category, agency_id, owner_kind)
    select who, kind, what, outcome, place, happened_on, happened_at, until_on, precision, the_source, ref, category,
           the_agency.id, the_agency.kind
      from judged where verdict <> 'other-subject' and event_id is null and is_known
    returning person_id
  ), linked as (
    delete from unlinked_event u using judged j
     where u.id = j.waiting_id and j.is_known and j.verdict <> 'other-subject'
  ), waits as (
    insert into unlinked_event (pnc, nhs, prison, client, agency_id, kind, what, outcome, place, happened_on, happened_at,
                                until_on, precision, source, source_ref, category)
    select pnc, nhs, prison, client, the_agency.id, kind, what, outcome, place, happened_on, happened_at, until_on, precision,
           the_source, ref, category
      from judged where verdict = 'new' and not is_known
  ), updated as (
    update event e set what = j.what, outcome = coalesce(j.outcome, e.outcome), place = coalesce(j.place, e.place),
           happened_on = j.happened_on, happened_at = j.happened_at, until_on = coalesce(j.until_on, e.until_on),
           precision = j.precision
      from judged j where e.id = j.event_id and j.verdict = 'changed'
    returning e.person_id
  ), still_waiting as (
    update unlinked_event u set what = j.what, outcome = coalesce(j.outcome, u.outcome), place = coalesce(j.place, u.place),
           happened_on = j.happened_on, happened_at = j.happened_at, until_on = coalesce(j.until_on, u.until_on),
           precision = j.precision
      from judged j where u.id = j.waiting_id and j.verdict = 'changed' and not j.is_known
  ), doubted as (
    insert into identity_review (person_id, candidate_id, why)
    select distinct greatest(a.one, b.one), least(a.one, b.one), 'The numbers of one imported row lead to both'
      from judged j cross join lateral unnest(j.people) a(one) cross join lateral unnest(j.people) b(one)
     where cardinality(j.people) > 1 and a.one <> b.one
    on conflict do nothing
  ), logged as (
    select log_import('imported events', array(select person_id from made union select person_id from updated))
  )
  select j.line, j.verdict from judged j, logged;
end $$;

-- One line of the access log for everyone a batch changed. Nothing when nobody was.
create function log_import(the_words text, the_people uuid[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into access_log (what, about, route, basis, person_ids)
  select 'changed', the_words, '/imports', 'file of the source agency', array(select distinct unnest(the_people))
   where cardinality(the_people) > 0;
end;

-- Rows that came before the person: linked when one of their numbers is registered, whoever registers it and however.
create function link_waiting_events() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  linked uuid[];
begin
  perform wait_for_imports(false);
  if not exists (select from unlinked_event) then return null; end if;
  with candidate as (
    select u.id from changed c join unlinked_event u on c.scheme = 'pnc' and u.pnc = c.value
    union select u.id from changed c join unlinked_event u on c.scheme = 'nhs' and u.nhs = c.value
    union select u.id from changed c join unlinked_event u on c.scheme = 'prison' and u.prison = c.value
    union select u.id from changed c join unlinked_event u on c.scheme = 'client' and u.client = c.value and u.agency_id = c.agency_id
  ), found as (
    select u.id, array(select people_of_numbers(u.agency_id, u.pnc, u.nhs, u.prison, u.client)) as people
      from candidate join unlinked_event u using (id)
  ), gone as (
    delete from unlinked_event u using found f where u.id = f.id and cardinality(f.people) = 1
    returning u.*, f.people[1] as person_id
  ), made as (
    insert into event (person_id, kind, what, outcome, place, happened_on, happened_at, until_on, precision, source, source_ref,
                       category, agency_id, owner_kind, noted_by)
    select g.person_id, g.kind, g.what, g.outcome, g.place, g.happened_on, g.happened_at, g.until_on, g.precision, g.source,
           g.source_ref, g.category, g.agency_id, a.kind, null
      from gone g join agency a on a.id = g.agency_id
    returning person_id
  )
  select array_agg(distinct person_id) into linked from made;
  if linked is not null then
    -- Nobody did this: whoever registered the number neither asked for it nor learns of it.
    insert into access_log (account_id, staff_id, agency_id, role, what, about, route, basis, person_ids)
    values (null, null, null, null, 'changed', 'imported events linked', '/imports', 'number registered', linked);
  end if;
  return null;
end $$;
create trigger events_linked_after_insert after insert on identifier referencing new table as changed
  for each statement execute function link_waiting_events();

-- Tells the worker that a job waits, and open pages of whoever imports that a run got on. No data in either.
create function job_was_asked_for() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  perform pg_notify('jobs', tg_table_schema);
  return null;
end $$;
create trigger job_was_asked_for after insert on job for each statement execute function job_was_asked_for();

create function import_got_on() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform pg_notify('changed', tg_table_schema || ':agency:' || acting_agency());
  return null;
end $$;
create trigger import_got_on after insert or update on import_run for each statement execute function import_got_on();

grant execute on function
  import_people(uuid, jsonb), import_episodes(uuid, jsonb), import_events(uuid, jsonb)
  to :"app";
