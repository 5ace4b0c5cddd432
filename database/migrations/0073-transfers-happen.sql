-- How transfers between partnerships go: prepared, approved, sent, answered; received, taken in, answered; and what ends them.

-- Is a stay being handed over to another partnership? To where, for the identity bar; and so that nobody ends it meanwhile.
create function being_transferred(the_person uuid) returns table (episode_id uuid, towards text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select t.episode_id, t.service_name || ', ' || p.name from transfer_out t join partner p on p.id = t.partner_id
   where t.person_id = the_person and t.state in ('sent', 'received', 'taken-in') and acting_holds(the_person, 'own')
     and t.agency_id = acting_agency() and t.category = any (acting_categories());
end;
create function transfer_holds(the_episode uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from transfer_out where episode_id = the_episode and state in ('sent', 'received', 'taken-in'));

-- Whoever decides to close comes as the application; deaths, arrivals and files write what has happened already.
create function not_while_they_are_moving() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if transfer_holds(new.id) then
    raise exception 'A transfer to another partnership holds this stay open' using errcode = 'check_violation', constraint = 'not_while_they_are_moving';
  end if;
  return new;
end $$;
create trigger not_while_they_are_moving before update of ended_on on episode
  for each row when (old.ended_on is null and new.ended_on is not null and current_user = :'app') execute function not_while_they_are_moving();

-- Prepares one: whoever has the person in a stay. Answers its number, or what stands in the way.
create function prepare_transfer(the_person uuid, the_episode uuid, the_partner uuid, the_service jsonb, the_basis text, the_evidence text,
                                 the_categories text[], the_words text, due timestamptz) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare e episode%rowtype; made uuid;
begin
  select * into e from episode where id = the_episode and person_id = the_person and agency_id = acting_agency() and ended_on is null;
  if e.id is null or not acting_may('work') or not acting_for_care() or not e.category = any (acting_categories()) or not acting_holds(the_person, 'own')
     or not exists (select from partner where id = the_partner and stopped_at is null) then return 'not-there'; end if;
  perform from person where id = the_person for no key update;
  if exists (select from person where id = the_person and died_on is not null) then return 'has-died'; end if;
  if exists (select from transfer_out where episode_id = the_episode and ended_at is null) then return 'prepared-already'; end if;
  if exists (select from handover where from_episode_id = the_episode and state in ('offered', 'accepted')) then return 'handed-over-here'; end if;
  insert into transfer_out (person_id, episode_id, category, partner_id, service_code, service_name, reader_kind, basis, evidence, categories, words, due_at)
  values (the_person, the_episode, e.category, the_partner, the_service ->> 'code', the_service ->> 'name', the_service ->> 'agencyKind', the_basis, the_evidence,
          the_categories, the_words, due) returning id into made;
  if the_basis <> 'consent' then perform tell_the_office(); end if;
  return made::text;
end $$;

-- Approves one that rests on a ground in law: the office, and never who prepared it. A no ends it.
create function approve_transfer(the_transfer uuid, yes boolean, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_out%rowtype;
begin
  if not acting_may('gateway:answer') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  select * into t from transfer_out where id = the_transfer and not person_id = any (acting_barred()) for update;
  if t.id is null then return 'not-there'; end if;
  if t.prepared_by = acting_staff() then return 'own'; end if;
  if t.state <> 'prepared' or t.approved_at is not null or t.basis = 'consent' then return 'answered'; end if;
  if yes then update transfer_out set approved_at = now(), approved_by = acting_staff(), approved_because = the_words where id = t.id;
  else update transfer_out set state = 'withdrawn', ended_at = now(), end_words = the_words where id = t.id; end if;
  perform pg_notify('changed', current_schema() || ':agency:' || t.agency_id);
  return 'done';
end $$;

-- Keeps a message of a transfer, once: the same again is the one that is here. Ours waits for the partner's door where it has one.
create function keep_transfer_message(t_out uuid, t_in uuid, the_what text, is_ours boolean, the_file text, the_words text) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  posted boolean := is_ours and (select p.by_post and p.stopped_at is null from partner p
                                  where p.id = coalesce((select partner_id from transfer_out where id = t_out), (select partner_id from transfer_in where id = t_in)));
begin
  insert into transfer_message (transfer_out_id, transfer_in_id, what, ours, file, words, post, next_try_at)
  values (t_out, t_in, the_what, is_ours, the_file, nullif(the_words, ''), case when posted then 'waiting' else 'by-hand' end, case when posted then now() end)
  on conflict do nothing;
end $$;

-- Sends one: what was shown, sealed. The team has a task until word comes.
create function send_transfer(the_transfer uuid, the_print text, the_counts jsonb, expires timestamptz, the_file text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_out%rowtype; made uuid;
begin
  select * into t from transfer_out where id = the_transfer;
  if t.id is null or not sees_transfer_out(t) or t.agency_id <> acting_agency() then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform from person where id = t.person_id for no key update;
  select * into t from transfer_out where id = the_transfer for update;
  if t.state <> 'prepared' then return 'answered'; end if;
  if t.basis <> 'consent' and t.approved_at is null then return 'not-approved'; end if;
  if not exists (select from episode where id = t.episode_id and ended_on is null) then return 'stay-has-ended'; end if;
  if exists (select from partner where id = t.partner_id and stopped_at is not null) then return 'partner-stopped'; end if;
  insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at)
  select e.agency_id, e.team_id, e.keyworker_id, e.person_id, 'transfer', 'See that word comes of a person who is moving to another area', t.due_at
    from episode e where e.id = t.episode_id returning id into made;
  update transfer_out set state = 'sent', print = the_print, counts = the_counts, expires_at = expires, sent_at = now(), sent_by = acting_staff(), task_id = made
   where id = t.id;
  perform keep_transfer_message(t.id, null, 'bundle', true, the_file, null);
  perform tell_the_office();
  return 'done';
end $$;

-- Closes what the team had to do about it.
create function close_transfer_task(the_task uuid, why text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp begin atomic
  update task set state = 'cancelled', closed_at = now(), close_reason = why where id = the_task and state = 'open';
end;

-- The sender ends one: taken back, or the person says no. Of one that was sent the receiver is told by a notice.
create function end_transfer(the_transfer uuid, the_state text, by_mistake boolean, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_out%rowtype;
begin
  select * into t from transfer_out where id = the_transfer;
  if t.id is null or not sees_transfer_out(t) or (t.agency_id is distinct from acting_agency() and not by_mistake) then return 'not-there'; end if;
  if by_mistake and not acting_is_fresh() then return 'not-fresh'; end if;
  perform from person where id = t.person_id for no key update;
  select * into t from transfer_out where id = the_transfer for update;
  if t.mistaken or (t.ended_at is not null and not (by_mistake and t.sent_at is not null)) then return 'answered'; end if;
  update transfer_out set state = case when ended_at is null then the_state else state end, ended_at = coalesce(ended_at, now()),
                          end_words = the_words, mistaken = by_mistake where id = t.id;
  perform close_transfer_task(t.task_id, 'The transfer was ended');
  if by_mistake then perform tell_the_office(); end if;
  return 'done';
end $$;
create function keep_transfer_notice(the_transfer uuid, the_what text, the_file text, the_words text) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not exists (select from transfer_out t where t.id = the_transfer and sees_transfer_out(t) and t.ended_at is not null) then return; end if;
  perform keep_transfer_message(the_transfer, null, the_what, true, the_file, the_words);
  update transfer_out set noticed_at = now() where id = the_transfer;
end $$;

-- A death ends what is open, and its reversal has it stand where it stood.
create function death_ends_transfers() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if new.died_on is not null and old.died_on is null then
    update transfer_out set state_before_death = state, state = 'ended-by-death', ended_at = new.death_noted_at, end_words = 'The person died'
     where person_id = new.id and ended_at is null;
  elsif new.died_on is null and old.died_on is not null then
    update transfer_out set state = state_before_death, state_before_death = null, ended_at = null, end_words = null
     where person_id = new.id and state = 'ended-by-death' and ended_at = old.death_noted_at and noticed_at is null;
  end if;
  return null;
end $$;
create trigger death_ends_transfers after update of died_on on person for each row execute function death_ends_transfers();

grant execute on function being_transferred(uuid), transfer_holds(uuid),
  prepare_transfer(uuid, uuid, uuid, jsonb, text, text, text[], text, timestamptz), approve_transfer(uuid, boolean, text),
  send_transfer(uuid, text, jsonb, timestamptz, text), end_transfer(uuid, text, boolean, text), keep_transfer_notice(uuid, text, text, text) to :"app";

-- What comes through the door is written into the log without an account; what somebody brings in, the page writes itself.
create function log_at_the_door(the_words text, the_person uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp begin atomic
  insert into access_log (what, about, route, basis, person_ids)
  select 'changed', the_words, '/transfers/door', 'transfer between partnerships', array_remove(array[the_person], null) where acting_account() is null;
end;

-- A bundle came, by file or through the door: kept sealed, and the service's team is told. The same again is the one that is here.
create function receive_transfer(the_id uuid, the_partner uuid, the_service text, the_print text, the_file text, the_how text, expires timestamptz)
returns text language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  t transfer_in%rowtype;
  v service%rowtype;
  made uuid;
begin
  if acting_account() is not null and not acting_may('person:register') then return 'not-there'; end if;
  perform pg_advisory_xact_lock(hashtextextended('transfer ' || the_id, 0));
  select * into t from transfer_in where id = the_id;
  if t.id is not null then
    return case when t.partner_id <> the_partner or t.print <> the_print then 'another-under-its-number' else 'known' end;
  end if;
  if expires <= now() then return 'expired'; end if;
  select * into v from service where code = the_service;
  if v.id is null then return 'no-such-service'; end if;
  insert into task (agency_id, team_id, kind, title, due_at)
  select v.agency_id, d.id, 'transfer', 'A person is moving to us from another area: take in their bundle', now() + parameter_span('take-in-a-transfer')
    from team d where d.service_id = v.id order by d.name limit 1 returning id into made;
  insert into transfer_in (id, partner_id, service_id, agency_id, print, how, expires_at, task_id)
  values (the_id, the_partner, v.id, v.agency_id, the_print, the_how, expires, made);
  perform keep_transfer_message(null, the_id, 'bundle', false, the_file, null), log_at_the_door('transfer received', null), tell_the_office();
  return 'received';
end $$;

-- Takes one in: what was told, all in one transaction or none of it. The page has registered or found the person and opened the stay.
create function take_in_transfer(the_transfer uuid, the_person uuid, the_episode uuid, the_items jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_in%rowtype; reach uuid;
begin
  select * into t from transfer_in where id = the_transfer for update;
  if t.id is null or not sees_transfer_in(t) or t.agency_id <> acting_agency() or not acting_holds(the_person, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if t.state <> 'received' then return 'answered'; end if;
  if t.expires_at <= now() then return 'expired'; end if;
  insert into transferred (person_id, transfer_id, section, source_id, origin_id, told_by, source, author, on_day, at, item, category, agency_id, owner_kind)
  select the_person, t.id, i.section, i.source_id, i.origin_id, i.told_by, i.source, i.author, i.on_day, i.at, i.item, i.category, t.agency_id, i.owner_kind
    from jsonb_to_recordset(the_items) as i(section text, source_id uuid, origin_id uuid, told_by text, source text, author text, on_day date, at timestamptz,
                                            item jsonb, category text, owner_kind text)
   where i.origin_id not in (select id from partnership_card)
  on conflict on constraint told_once do nothing;
  insert into task (agency_id, team_id, person_id, kind, title, due_at)
  select e.agency_id, e.team_id, e.person_id, 'transfer', 'A person has moved to us from another area: read what was told, and reach them',
         now() + parameter_span('take-in-a-transfer') from episode e where e.id = the_episode returning id into reach;
  update transfer_in set state = 'taken-in', person_id = the_person, episode_id = the_episode, taken_at = now(), taken_by = acting_staff(), task_id = reach where id = t.id;
  perform close_transfer_task(t.task_id, 'They were taken in'), tell_the_office();
  return 'done';
end $$;

-- The receiver's word: received and taken in, as it happens; that they arrived, or that it comes to nothing, with why.
create function say_of_transfer(the_transfer uuid, the_what text, the_words text, the_file text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_in%rowtype;
begin
  select * into t from transfer_in where id = the_transfer for update;
  if t.id is null or (acting_account() is not null and the_what <> 'received' and (not sees_transfer_in(t)
       or (the_what <> 'deleted' and t.agency_id <> acting_agency()))) then return 'not-there'; end if;
  if the_what = 'arrived' and (t.state <> 'taken-in' or not exists (select from episode where id = t.episode_id and ended_on is null)) then
    return case t.state when 'taken-in' then 'stay-has-ended' else 'answered' end; end if;
  if the_what = 'refused' and t.state not in ('received', 'taken-in') then return 'answered'; end if;
  if the_what = 'deleted' and t.state <> 'deleted' then return 'answered'; end if;
  if the_what in ('arrived', 'refused') then
    update transfer_in set state = the_what, ended_at = now(), end_words = nullif(the_words, '') where id = t.id;
    perform close_transfer_task(t.task_id, 'It was answered');
  end if;
  perform keep_transfer_message(null, t.id, the_what, true, the_file, the_words);
  return 'done';
end $$;
create function words_of_transfer(the_transfer uuid, the_partner uuid) returns table (what text, file text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select m.what, m.file from transfer_message m join transfer_in t on t.id = m.transfer_in_id
   where t.id = the_transfer and t.partner_id = the_partner and m.ours and m.file is not null
     and (acting_account() is null or acting_may('person:register')) order by m.at, m.id;
end;

-- The sender hears from the receiver, each word once. Only that they arrived ends the stay; a no comes back to the team that has them.
create function hear_of_transfer(the_transfer uuid, the_partner uuid, the_what text, the_words text, said_at timestamptz, the_file text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_out%rowtype; e episode%rowtype;
begin
  select * into t from transfer_out where id = the_transfer and partner_id = the_partner and sent_at is not null;
  if t.id is null or (acting_account() is not null and not sees_transfer_out(t)) then return 'not-ours'; end if;
  perform from person where id = t.person_id for no key update;
  select * into t from transfer_out where id = the_transfer for update;
  if exists (select from transfer_message where transfer_out_id = t.id and what = the_what) then return 'known'; end if;
  perform keep_transfer_message(t.id, null, the_what, false, the_file, the_words), log_at_the_door('transfer: ' || the_what, t.person_id);
  update transfer_message set post = 'delivered', next_try_at = null where transfer_out_id = t.id and what = 'bundle' and post = 'waiting';
  if the_what = 'deleted' or t.ended_at is not null then perform tell_the_office(); return 'heard'; end if;
  if the_what in ('received', 'taken-in') then
    update transfer_out set state = the_what where id = t.id and state <> 'taken-in';  return 'heard';
  end if;
  update transfer_out set state = the_what, ended_at = now(), end_words = nullif(the_words, '') where id = t.id;
  perform close_transfer_task(t.task_id, 'Word has come');
  select * into e from episode where id = t.episode_id for update;
  if the_what = 'arrived' and e.ended_on is null then
    update episode set ending = 'moved-away', end_reason = 'Arrived at ' || t.service_name || ', another area',
                       ended_on = greatest(england_day(least(said_at, now())), started_on) where id = e.id;
    insert into episode_stage (episode_id, what, stage, reason, staff_id) values (e.id, 'ended', e.stage, 'Arrived at ' || t.service_name || ', another area', null);
  elsif the_what = 'refused' then
    insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at)
    values (e.agency_id, e.team_id, e.keyworker_id, e.person_id, 'transfer', 'A move to another area came to nothing: agree with the person what happens next',
            now() + parameter_span('settle-after-a-no'));
  end if;
  return 'heard';
end $$;

-- The receiver hears from the sender that it ended. What came by mistake and was not taken in goes at once; what was, the office deletes.
create function notice_of_transfer(the_transfer uuid, the_partner uuid, the_what text, the_words text, the_file text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare t transfer_in%rowtype;
begin
  select * into t from transfer_in where id = the_transfer and partner_id = the_partner for update;
  if t.id is null or (acting_account() is not null and not acting_may('person:register') and not acting_may('access-log:read')) then return 'not-here'; end if;
  if exists (select from transfer_message where transfer_in_id = t.id and what = the_what) then return t.state; end if;
  perform keep_transfer_message(null, t.id, the_what, false, the_file, the_words), log_at_the_door('transfer ' || the_what, t.person_id);
  perform close_transfer_task(t.task_id, 'The sender ended it'), tell_the_office();
  if t.state = 'received' then
    update transfer_in set state = case the_what when 'mistaken' then 'deleted' else 'withdrawn' end, ended_at = now(), end_words = nullif(the_words, '') where id = t.id;
    update transfer_message set file = null where transfer_in_id = t.id and what = 'bundle';
    return case the_what when 'mistaken' then 'deleted' else 'withdrawn' end;
  end if;
  if the_what = 'mistaken' and t.state <> 'deleted' then update transfer_in set deletion_asked_at = now() where id = t.id; end if;
  insert into task (agency_id, team_id, person_id, kind, title, due_at)
  select e.agency_id, e.team_id, e.person_id, 'transfer', 'Another area has ended a move to us: read what it says', now() + parameter_span('settle-after-a-no')
    from episode e where e.id = t.episode_id and e.ended_on is null;
  return 'told';
end $$;
create function delete_transferred(the_transfer uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('access-log:read') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform from transfer_in where id = the_transfer and deletion_asked_at is not null and state <> 'deleted' and (person_id = any (acting_barred())) is not true for update;
  if not found then return 'answered'; end if;
  delete from transferred where transfer_id = the_transfer;
  update transfer_message set file = null where transfer_in_id = the_transfer and what = 'bundle';
  update transfer_in set state = 'deleted', ended_at = now() where id = the_transfer;
  return 'done';
end $$;

grant execute on function take_in_transfer(uuid, uuid, uuid, jsonb), delete_transferred(uuid) to :"app";
grant execute on function receive_transfer(uuid, uuid, text, text, text, text, timestamptz), say_of_transfer(uuid, text, text, text), words_of_transfer(uuid, uuid),
  hear_of_transfer(uuid, uuid, text, text, timestamptz, text), notice_of_transfer(uuid, uuid, text, text, text) to :"app", :"door";
