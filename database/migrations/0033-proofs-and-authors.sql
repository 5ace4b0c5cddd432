-- Proofs and authors. Whoever shows again that it is they goes on with a new token, and the one before opens nothing (ASVS 7.2.4). The
-- session is the same: its pages, its post and its log stay what they were.

drop function session_proved(uuid);
drop function demonstration_proved(uuid);
drop function session_proved_by_provider(uuid, uuid, text, timestamptz);

-- They have shown it now. The door calls this once it has weighed what they showed. False when the session has another
-- token already: the same form was sent twice.
create function session_proved(the_session uuid, token_before bytea, token_now bytea) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session set proved_at = now(), token_hash = token_now
     where id = the_session and token_hash = token_before and ended_at is null
    returning 1)
  select exists (select from proved);
end;

-- In the demonstration a press is enough, and nowhere else.
create function demonstration_proved(the_session uuid, token_before bytea, token_now bytea) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session set proved_at = now(), token_hash = token_now
     where id = the_session and token_hash = token_before and ended_at is null
       and opened_by = 'demonstration' and (select made_up from partnership_fact)
    returning 1)
  select exists (select from proved);
end;

-- They have shown at their organisation that the session is theirs. False when it is somebody else's.
create function session_proved_by_provider(the_session uuid, the_provider uuid, the_subject text, shown_at timestamptz, token_now bytea)
returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session s set proved_at = greatest(s.proved_at, least(shown_at, now())), token_hash = token_now
     where s.id = the_session and s.ended_at is null
       and exists (select from provider_account l join identity_provider p on p.id = l.provider_id and p.stopped_at is null
                    where l.provider_id = the_provider and l.subject = the_subject and l.account_id = s.account_id)
    returning 1)
  select exists (select from proved);
end;

-- Whether this token was given for a proof within the last minute: a form that is sent twice goes on with it.
create function proved_lately(token text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from session s
                  where s.token_hash = sha256(convert_to(token, 'UTF8')) and session_is_live(s) and s.proved_at > now() - interval '1 minute');

grant execute on function
  session_proved(uuid, bytea, bytea), demonstration_proved(uuid, bytea, bytea), session_proved_by_provider(uuid, uuid, text, timestamptz, bytea),
  proved_lately(text)
  to :"door";

-- Authors. Who wrote a row, and when, is filled in; whoever finds a way to run a statement of their own, as the application, signs
-- with nobody's name but their own. A policy sees the row as it will be; these see what it was, too.

-- Where a policy asks already who writes, only the time is asked here. The writer, and where there is one the time of writing: as they are when the row is made, and the same for ever.
create function written_by_whoever_acts() returns trigger
language plpgsql set search_path = :"schema", pg_temp as $$
declare
  author text := to_jsonb(new) ->> tg_argv[0];
  acting uuid := case when tg_argv[0] = 'account_id' then acting_account() else acting_staff() end;
begin
  if tg_op = 'UPDATE' then
    if author is not distinct from to_jsonb(old) ->> tg_argv[0]
       and (to_jsonb(new) ->> tg_argv[1]) is not distinct from (to_jsonb(old) ->> tg_argv[1]) then return new; end if;
  elsif (tg_argv[0] = '' or author is not distinct from acting::text)
        and (tg_argv[1] = '' or (to_jsonb(new) ->> tg_argv[1])::timestamptz = now()) then return new;
  end if;
  raise insufficient_privilege using message = format('%s is written by whoever acts, now', tg_table_name);
end $$;

-- Who answered, closed or decided: oneself, or as it stood. What somebody signed is not rubbed out either, but where it is undone.
create function signed_by_whoever_acts() returns trigger
language plpgsql set search_path = :"schema", pg_temp as $$
declare
  signed text := to_jsonb(new) ->> tg_argv[0];
begin
  if (tg_op = 'INSERT' and signed is null) or (tg_op = 'UPDATE' and signed is not distinct from to_jsonb(old) ->> tg_argv[0])
     or signed is not distinct from acting_staff()::text
     or (signed is null and to_jsonb(new) ->> 'state' = tg_argv[1]) then return new; end if;
  raise insufficient_privilege using message = format('%s of %s is whoever acts', tg_argv[0], tg_table_name);
end $$;

do $$
declare
  it record;
begin
  for it in select * from (values
      ('alert', 'staff_id', 'at'), ('alias', '', 'at'), ('consent', '', 'at'), ('identifier', '', 'at'), ('note', 'staff_id', 'at'),
      ('event', 'noted_by', 'noted_at'), ('measure', 'noted_by', 'noted_at'), ('episode', 'opened_by', 'opened_at'),
      ('episode_stage', 'staff_id', ''), ('handover', 'offered_by', ''), ('handover_change', 'by', 'at'), ('handover_draft', '', 'made_at'),
      ('task', 'made_by', 'made_at'), ('import_run', 'staff_id', 'started_at'), ('import_run', 'account_id', 'started_at'),
      ('form_once', '', 'at'), ('job', '', 'made_at')) as written (tab, author, wrote) loop
    execute format('create trigger %I before insert or update on %I for each row when (current_user = %L) execute function written_by_whoever_acts(%L, %L)',
                   'written_by_whoever_acts' || case it.author when 'account_id' then '_' else '' end, it.tab, :'app', it.author, it.wrote);
  end loop;
  for it in select * from (values ('task', 'closed_by', 'open'), ('handover', 'answered_by', ''), ('identity_review', 'answered_by', '')) as signed (tab, signature, undone) loop
    execute format('create trigger signed_by_whoever_acts before insert or update on %I for each row when (current_user = %L) execute function signed_by_whoever_acts(%L, %L)',
                   it.tab, :'app', it.signature, it.undone);
  end loop;
end $$;

-- An offer names the agencies of its services: rights follow the agency, and the answer the service.
create function offered_between_its_services() returns trigger
language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if exists (select from service f, service t
              where f.id = new.from_service_id and f.agency_id = new.from_agency_id and t.id = new.to_service_id and t.agency_id = new.to_agency_id) then
    return new;
  end if;
  raise insufficient_privilege using message = 'an offer names the agencies of its services';
end $$;
create trigger offered_between_its_services before insert on handover
  for each row when (current_user = :'app') execute function offered_between_its_services();

-- A job is done in a post of whoever asked for it, and in nobody else's.
create or replace function begin_job(the_job uuid) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  found_job job%rowtype;
begin
  select j.* into found_job from job j
    join account a on a.id = j.account_id and a.disabled_at is null
    left join post p on p.id = j.post_id
   where j.id = the_job and j.state in ('waiting', 'running')
     and (j.post_id is null or p.account_id = j.account_id)
     and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date);
  if not found then return null; end if;
  perform bind_context(found_job.account_id, null, found_job.post_id);
  return found_job.id;
end $$;
