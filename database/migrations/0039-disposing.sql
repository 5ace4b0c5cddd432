-- Looking for what is due, deciding it, and disposing of it: the only way in which rows about people are ever deleted.

-- Asks that what is due be looked for: of one agency, or of every one. The job finds it.
create function look_for_due(the_agency uuid) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_job uuid;
  the_disposal uuid;
begin
  if not acting_may('keeping:decide') then return null; end if;
  insert into job (kind, post_id) values ('disposal', acting_post()) returning id into the_job;
  insert into disposal (what, agency_id, state, job_id) values ('schedule', the_agency, 'looking', the_job) returning id into the_disposal;
  return the_disposal;
end $$;

-- Asks that the part of the agency now acting be erased. Nothing goes by asking.
create function ask_erasure(the_person uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_disposal uuid;
begin
  if not acting_may('person:correct') or not acting_holds(the_person, 'own') then return 'not-there'; end if;
  perform from person where id = the_person for no key update;
  if exists (select from disposal d join disposal_part p on p.disposal_id = d.id
              where d.what = 'erasure' and d.state in ('prepared', 'approved') and p.person_id = the_person and p.agency_id = acting_agency()) then
    return 'asked';
  end if;
  if exists (select from parts_with_times(the_person, acting_agency()) where still) then return 'still'; end if;
  if register_keeps(the_person, acting_agency()) then return 'register'; end if;
  if is_held(the_person, acting_agency()) then return 'held'; end if;
  insert into disposal (what, agency_id, reason, state) values ('erasure', acting_agency(), the_reason, 'prepared') returning id into the_disposal;
  insert into disposal_part (disposal_id, person_id, agency_id, last_contact, due_on, rows_found)
  select the_disposal, the_person, acting_agency(), t.last_contact, t.due_on, rows_of_part(the_person, acting_agency())
    from (select 1) one left join parts_with_times(the_person, acting_agency()) t on true;
  perform tell_the_office();
  return 'done';
end $$;

-- How many rows of each table one part has.
create function rows_of_part(the_person uuid, the_agency uuid) returns jsonb
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare
  tab text;
  n   bigint;
  all_of_them jsonb := '{}';
begin
  foreach tab in array tables_of_parts() loop
    execute format('select count(*) from %I where person_id = $1 and agency_id = $2', tab) into n using the_person, the_agency;
    if n > 0 then all_of_them := all_of_them || jsonb_build_object(tab, n); end if;
  end loop;
  return all_of_them;
end $$;

-- Lines of lists about nobody in particular that are due: what files had wrong, events about numbers nobody has, sessions and
-- forms long over. Counts them, or deletes them.
create function lists_due(and_delete boolean) returns jsonb
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  it record;
  n  bigint;
  all_of_them jsonb := '{}';
begin
  for it in
    select code, now() - keep as before,
           case code
             when 'import-errors' then 'import_error where run_id in (select id from import_run where started_at < $1)'
             when 'unlinked-events' then 'unlinked_event where happened_on < $1'
             when 'forms' then 'form_once where at < $1'
             when 'sessions' then 'session s where coalesce(ended_at, expires_at) < $1 and expires_at < $1'
           end as which
      from retention_rule where agency_kind is null and code <> 'access-log' order by code
  loop
    if and_delete then
      if it.code = 'sessions' then
        delete from passkey_challenge where session_id in (select id from session where coalesce(ended_at, expires_at) < it.before and expires_at < it.before);
        delete from provider_return where session_id in (select id from session where coalesce(ended_at, expires_at) < it.before and expires_at < it.before);
      end if;
      execute 'delete from ' || it.which using it.before;
      get diagnostics n = row_count;
    else
      execute 'select count(*) from ' || it.which into n using it.before;
    end if;
    all_of_them := all_of_them || jsonb_build_object(it.code, n);
  end loop;
  -- The log goes seal by seal, so that each seal that stays still holds over all it closes in.
  select coalesce(sum(s.lines), 0) into n from log_seal s join retention_rule r on r.code = 'access-log'
   where s.disposed_at is null and s.last_at < now() - r.keep;
  if and_delete then
    with gone as (
      update log_seal s set disposed_at = now() from retention_rule r
       where r.code = 'access-log' and s.disposed_at is null and s.last_at < now() - r.keep returning s.no)
    delete from access_log where seal in (select no from gone);
  end if;
  return all_of_them || jsonb_build_object('access-log', n);
end $$;

-- What the job finds: at most so many parts that are due, the longest due first. Those under a hold are written down as such.
create function find_due(the_disposal uuid, most integer default 2000) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  d disposal%rowtype;
  n integer;
begin
  select * into d from disposal where id = the_disposal and state = 'looking' for update;
  if d.id is null or not acting_may('keeping:decide') then return null; end if;
  insert into disposal_part (disposal_id, person_id, agency_id, last_contact, due_on, state, done_at, rows_found)
  select d.id, t.person_id, t.agency_id, t.last_contact, t.due_on, case when is_held(t.person_id, t.agency_id) then 'held' else 'waiting' end,
         case when is_held(t.person_id, t.agency_id) then now() end, rows_of_part(t.person_id, t.agency_id)
    from (select * from parts_with_times(null, d.agency_id)
           where due_on <= (now() at time zone 'Europe/London')::date and not still
           order by due_on, person_id, agency_id limit most) t;
  get diagnostics n = row_count;
  delete from disposal_part where disposal_id = d.id and rows_found = '{}';
  update disposal set state = 'prepared', lists = case when d.agency_id is null then lists_due(false) else '{}' end where id = d.id;
  update job set state = 'done', ended_at = now() where id = d.job_id;
  perform tell_the_office();
  return n;
end $$;

-- A second person decides. Yes asks for the job that does it.
create function decide_disposal(the_disposal uuid, the_yes boolean, the_decision text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  d disposal%rowtype;
  the_job uuid;
begin
  if not acting_may('keeping:decide') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  select * into d from disposal where id = the_disposal for update;
  if d.id is null then return 'not-there'; end if;
  if d.asked_by = acting_staff() then return 'own'; end if;
  if d.state <> 'prepared' then return 'answered'; end if;
  if the_yes then insert into job (kind, post_id) values ('disposal', acting_post()) returning id into the_job; end if;
  update disposal set state = case when the_yes then 'approved' else 'refused' end, decided_at = now(), decided_by = acting_staff(),
                      decision = the_decision, job_id = coalesce(the_job, job_id) where id = d.id;
  return 'done';
end $$;

-- What a handover says goes on in the part of the other end, as a note of its own, when one end's part goes.
create function leave_handovers(the_person uuid, the_agency uuid) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  h record;
  n integer := 0;
begin
  for h in
    select w.*, other.id as other_id, other.kind as other_kind, k.enforcement, f.name as from_name, t.name as to_name,
           (select k.category from service s join service_kind k on k.code = s.kind
             where s.id = case when other.id = w.from_agency_id then w.from_service_id else w.to_service_id end) as category
      from handover w join service f on f.id = w.from_service_id join service t on t.id = w.to_service_id
      left join agency other on other.id = case when w.from_agency_id = the_agency then w.to_agency_id else w.from_agency_id end
                            and other.id <> the_agency
      left join agency_kind k on k.code = other.kind
     where w.person_id = the_person and the_agency in (w.from_agency_id, w.to_agency_id)
     for update of w
  loop
    update task set handover_id = null where handover_id = h.id;
    update handover_draft set handover_id = null where handover_id = h.id;
    delete from handover_change where handover_id = h.id;
    delete from handover where id = h.id;
    n := n + 1;
    if h.other_id is not null and rows_of_part(the_person, h.other_id) <> '{}' then
      insert into note (person_id, category, words, agency_id, owner_kind, at, staff_id)
      values (the_person, h.category,
              'Handover from ' || h.from_name || ' to ' || h.to_name || ', offered ' || to_char(h.offered_at at time zone 'Europe/London', 'FMDD FMMonth YYYY')
              -- Police and probation learn no more of what they sent than that it closed.
              || case when h.enforcement and h.other_id = h.from_agency_id then ', closed'
                      else ', ' || replace(h.state, '-', ' ') || coalesce(' ' || to_char(h.closed_at at time zone 'Europe/London', 'FMDD FMMonth YYYY'), '') end
              || '. ' || h.summary || ' (Kept when the other service''s record was disposed of.)',
              h.other_id, h.other_kind, coalesce(h.closed_at, h.offered_at), null);
    end if;
  end loop;
  return n;
end $$;

-- Deletes the rows of these tables that a condition keeps, in whatever order their keys allow. Answers how many of each.
create function delete_rows(tabs text[], condition text, the_person uuid, the_agency uuid) returns jsonb
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  left_over text[] := tabs;
  tab text;
  n   bigint;
  counts jsonb := '{}';
begin
  while cardinality(left_over) > 0 loop
    tabs := left_over;
    foreach tab in array tabs loop
      begin
        execute format('delete from %I where ' || condition, tab) using the_person, the_agency;
        get diagnostics n = row_count;
        if n > 0 then counts := counts || jsonb_build_object(tab, n); end if;
        left_over := array_remove(left_over, tab);
      exception when foreign_key_violation then null;
      end;
    end loop;
    if left_over = tabs then raise exception 'Rows of % are named by others that nobody disposes of', left_over; end if;
  end loop;
  return counts;
end $$;

-- Deletes all that is left of somebody when no agency has a part: what they decided, rights, keys to find them by, records
-- joined into theirs, their way in, and their id in the log.
create function erase_person(the_person uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  people uuid[] := records_of(the_person);
  one    uuid;
  spot   record;
  the_table text;
begin
  delete from joining_row where joining_id in (select id from joining where person_id = any (people) or joined_id = any (people));
  delete from joining where person_id = any (people) or joined_id = any (people);
  update session set ended_at = coalesce(ended_at, now()) where account_id in (select id from account where person_id = any (people));
  foreach the_table in array array['credential', 'passkey', 'one_time_link', 'provider_account'] loop
    execute format('delete from %I where account_id in (select id from account where person_id = any ($1))', the_table) using people;
  end loop;
  foreach one in array people loop
    for spot in select c.relname as tab, a.attname as col
                  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = f.conkey[1]
                 where f.contype = 'f' and f.confrelid = 'person'::regclass and c.relkind in ('r', 'p') and not c.relispartition
                   and c.relname not in ('person', 'account', 'log_commitment') loop
      perform delete_rows(array[spot.tab::text], format('%I = $1', spot.col), one, null);
    end loop;
    perform forget_in_log(one);
  end loop;
  update account set person_id = null, disabled_at = coalesce(disabled_at, now()),
                     username = 'erased-' || left(id::text, 8) || right(id::text, 12) where person_id = any (people);
  update person set joined_into = null where id = any (people);
  delete from person where id = any (people);
end $$;

-- Disposes of one part of an approved disposal: looks again whether it is still due and nothing holds it, deletes it, and the
-- person with the last of their parts. Answers what became of it.
create function dispose_of_part(the_part uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p disposal_part%rowtype;
  d disposal%rowtype;
  t record;
  n integer;
  counts jsonb := '{}';
  became text;
  words text[];
begin
  select * into p from disposal_part where id = the_part and state = 'waiting' for update;
  select * into d from disposal where id = p.disposal_id and state = 'approved';
  if d.id is null or not acting_may('keeping:decide') then return null; end if;
  perform pg_advisory_xact_lock_shared(lock_of_holds());
  perform from person where id = p.person_id for update;
  select * into t from parts_with_times(p.person_id, p.agency_id);
  became := case when rows_of_part(p.person_id, p.agency_id) = '{}' then 'gone'
                 when is_held(p.person_id, p.agency_id) then 'held'
                 when t.still or (d.what = 'schedule' and t.due_on > (now() at time zone 'Europe/London')::date) then 'not-due'
                 else 'done' end;
  if became = 'done' then
    words := array(select distinct part.word from name_key k cross join lateral string_to_table(k.key, ' ') part (word)
                    where k.person_id = any (records_of(p.person_id)));
    n := leave_handovers(p.person_id, p.agency_id);
    -- Who was joined of two cannot be separated any more: what would go back is no longer there.
    delete from joining_row where joining_id in (select id from joining where person_id = p.person_id);
    counts := delete_rows(tables_of_parts(), 'person_id = $1 and agency_id = $2', p.person_id, p.agency_id)
              || case when n > 0 then jsonb_build_object('handover', n) else '{}' end;
    perform rebuild_names(array[p.person_id]);
    perform recompute_visible(array[p.person_id]);
  end if;
  p.person_gone := became = 'done' and not is_held(p.person_id, null) and not exists (
    select from agency g where rows_of_part(p.person_id, g.id) <> '{}');
  if p.person_gone then perform erase_person(p.person_id); end if;
  -- A name that nobody has any more is not looked for among names.
  delete from name_word w where w.word = any (words) and not exists (select from person_key k where k.tokens @> array['=' || w.word]);
  update disposal_part set state = became, rows_gone = counts, person_gone = p.person_gone, done_at = now() where id = p.id;
  return became;
end $$;

-- Ends a disposal when none of its parts waits any more; lists about nobody go with it.
create function end_disposal(the_disposal uuid) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  d disposal%rowtype;
begin
  select * into d from disposal where id = the_disposal and state = 'approved' for update;
  if d.id is null or not acting_may('keeping:decide')
     or exists (select from disposal_part where disposal_id = d.id and state = 'waiting') then
    return false;
  end if;
  update disposal set state = 'done', done_at = now(),
                      lists = case when d.what = 'schedule' and d.agency_id is null then lists_due(true) else '{}' end
   where id = d.id;
  update job set state = 'done', ended_at = now() where id = d.job_id;
  perform tell_the_office();
  return true;
end $$;
