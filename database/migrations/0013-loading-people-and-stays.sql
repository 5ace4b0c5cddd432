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
  add column event_kinds  text[] not null default '{}',
  add column earliest_on  date,
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
comment on column import_run.event_kinds  is 'Kinds of event that its good rows hold, or that a file without a column for it can hold alone.';
comment on column import_run.earliest_on  is 'Earliest day in the file.';
comment on column import_run.rows_changed is 'Good rows that brought a later state of something already here.';
comment on column import_run.line_done    is 'Last line of the file whose rows are loaded and counted; a stopped run goes on after it.';
comment on column import_run.touched_at   is 'When it last got on.';

alter table import_error
  add column code    text not null default '',
  add column settled boolean not null default false;
grant update (settled) on import_error to :"app";
comment on column import_error.code    is 'Under which reason it is counted.';
comment on column import_error.settled is 'Whether the row was good after all, when a later one had made room for it.';
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

-- One line of the access log for everyone a batch changed. Nothing when nobody was.
create function log_import(the_words text, the_people uuid[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into access_log (what, about, route, basis, person_ids)
  select 'changed', the_words, '/imports', 'file of the source agency', array(select distinct unnest(the_people))
   where cardinality(the_people) > 0;
end;

-- Brings in a client list. A person is the one with this agency's reference, else one with the NHS or PNC number whose name
-- and date of birth agree, else new. Only a reference of the agency's own that is somebody-else's is refused: a number of
-- someone the agency has nothing to do with goes before the identity clerk, and the row is answered as if nobody had it.
create function import_people(the_run uuid, the_rows jsonb) returns table (line integer, outcome text)
language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
#variable_conflict use_column
declare
  the_agency agency%rowtype;
  r record;
  the_person uuid;
  numbers jsonb;
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
    numbers := jsonb_build_object('nhs', r.nhs, 'pnc', r.pnc, 'prison', r.prison, 'cro', r.cro);
    select i.person_id into the_person from identifier i
     where i.scheme = 'client' and i.value = r.ref and i.agency_id = the_agency.id and i.ended_at is null
     order by i.person_id limit 1;
    was_client := the_person is not null;
    if was_client and not import_person_agrees(the_person, r.family, r.given, r.born_on, r.nhs) then
      outcome := 'someone-else';
      return next;
      continue;
    end if;
    if not was_client then
      select i.person_id into the_person from identifier i
       where i.ended_at is null and (i.scheme, i.value) in (('nhs', r.nhs), ('pnc', r.pnc))
         and import_person_agrees(i.person_id, r.family, r.given, r.born_on, r.nhs)
       order by i.person_id limit 1;
    end if;
    if the_person is null then
      insert into person (family_name, given_names, born_on, sex) values (r.family, r.given, r.born_on, r.sex)
      returning id into the_person;
      perform raise_identity_reviews(the_person, r.family, r.given, '', r.born_on, r.sex, numbers);
    else
      perform raise_identity_reviews(the_person, '', '', '', null, 'not-known', numbers);
    end if;
    insert into identifier (person_id, scheme, value, agency_id, owner_kind)
    select the_person, n.key, n.value, the_agency.id, the_agency.kind
      from jsonb_each_text(numbers || jsonb_build_object('client', r.ref)) n
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
  died date;
  here episode%rowtype;
  touched uuid[] := '{}';
begin
  select * into the_agency from agency where id = agency_of_my_import(the_run);
  if not found then return; end if;
  perform wait_for_imports(true);
  -- Stays that are here come first: one that a row closes must not stand in the way of the next, whatever the file's order.
  for r in select x.*, (select t.id from team t where t.service_id = x.service_id order by t.id limit 1) as team_id
             from jsonb_to_recordset(the_rows) as x(line integer, ref text, service_id uuid, category text, stage text,
                                                    started_on date, ended_on date, ending text, reason text)
             join service s on s.id = x.service_id and s.agency_id = the_agency.id
            order by not exists (select from identifier i join episode e on e.person_id = i.person_id
                                  where i.scheme = 'client' and i.value = x.ref and i.agency_id = the_agency.id and i.ended_at is null
                                    and e.service_id = x.service_id and e.started_on = x.started_on), line
  loop
    line := r.line;
    here := null;
    select i.person_id into the_person from identifier i
     where i.scheme = 'client' and i.value = r.ref and i.agency_id = the_agency.id and i.ended_at is null
     order by i.person_id limit 1;
    -- Held before the stay, as a death holds them: neither waits for the other in a circle.
    select died_on into died from person where id = the_person for no key update;
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
    elsif here.id is not null and here.ended_on is null
          and exists (select from handover h where h.from_episode_id = here.id and h.state in ('offered', 'accepted')) then
      -- Whoever hands a person over has them until they arrive: an end by file would leave nobody responsible.
      outcome := 'handing-over';
    elsif died is not null and (r.ended_on is null or r.started_on > died) then
      outcome := 'has-died';
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

grant execute on function import_people(uuid, jsonb), import_episodes(uuid, jsonb) to :"app";
