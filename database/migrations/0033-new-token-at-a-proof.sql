-- Whoever shows again that it is they goes on with a new token, and the one before opens nothing (ASVS 7.2.4). The session is the
-- same: its pages, its post and its log stay what they were.

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
