-- Signing in, in full: showing again that it is oneself, for acts that ask for it.

-- A span may be shorter than an hour.
alter table parameter add column minutes integer not null default 0 constraint minutes_are_of_one_hour check (minutes between 0 and 59);
alter table parameter drop constraint parameter_hours_check;
alter table parameter add constraint span_is_some_time check (hours >= 0 and hours + minutes > 0);
comment on column parameter.hours   is 'How long: its whole hours.';
comment on column parameter.minutes is 'How long: the minutes beyond those hours.';

create or replace function parameter_span(the_code text) returns interval language sql stable set search_path = :"schema", pg_temp
  return coalesce((select make_interval(hours => hours, mins => minutes) from parameter where code = the_code), interval '0');

-- Sessions from before this have shown nothing yet: the first act that asks for it asks them.
alter table session add column proved_at timestamptz;
alter table session alter column proved_at set default now();
comment on column session.proved_at is
  'When whoever holds it last showed by a factor that it is they: at signing in, or asked again since. Empty for a command, which shows nothing.';

-- When whoever asks last showed that it is they, and whether that is recent enough for an act that asks for it.
create function acting_proved_at() returns timestamptz language sql stable security definer set search_path = :"schema", pg_temp
  return (select proved_at from session where id = acting_session());
create function acting_is_fresh() returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce(acting_proved_at() > now() - parameter_span('proof-lasts'), false);

-- They have shown it now. The door calls this once it has weighed what they showed.
create function session_proved(the_session uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  update session set proved_at = now() where id = the_session and ended_at is null;
end;

-- In the demonstration a press is enough, and nowhere else.
create function demonstration_proved(the_session uuid) returns boolean
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with proved as (
    update session set proved_at = now()
     where id = the_session and ended_at is null and opened_by = 'demonstration' and (select made_up from partnership_fact)
    returning 1)
  select exists (select from proved);
end;

grant execute on function acting_proved_at(), acting_is_fresh() to :"app";
grant execute on function session_proved(uuid), demonstration_proved(uuid) to :"door";

-- Works in another of one's own posts from now on, in this session. Its pages that are open are told.
create function switch_post(the_post uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not exists (select from post where id = the_post and account_id = acting_account() and post_holds(id)) then return 'not-there'; end if;
  update session set post_id = the_post where id = acting_session() and ended_at is null and post_id <> the_post;
  if not found then return 'same-post'; end if;
  perform pg_notify('changed', :'schema' || ':switched:' || acting_session());
  return 'done';
end $$;

-- Ends one of a worker's several posts, from now, and the sessions that stand for it. The last one ends with their leaving.
create function end_post(the_post uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_account uuid := (select account_id from post where id = the_post and post_holds(id));
  obstacle text := hold_account(the_account);
begin
  if obstacle is not null then return obstacle; end if;
  if not exists (select from post where account_id = the_account and post_holds(id) and id <> the_post) then return 'only-post'; end if;
  update post set ended_on = (now() at time zone 'Europe/London')::date - 1 where id = the_post;
  update session set ended_at = now() where post_id = the_post and ended_at is null;
  return 'done';
end $$;

grant execute on function switch_post(uuid), end_post(uuid) to :"app";
