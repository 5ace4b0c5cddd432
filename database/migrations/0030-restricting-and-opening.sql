-- Restricting a record to named workers or excluding one, opening a record in an emergency, and reviewing that.

-- The person knows whom they asked to keep out; so do those who record consent with them, and the lead of information governance.
create policy seen_by_the_person_and_their_carers on named_limit for select to :"app"
  using (person_id = (select acting_person())
         or (select acting_may('access-log:read'))
         or ((select acting_may('consent:record')) and (select acting_for_care())
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = named_limit.person_id
                            and v.until > now() and 'own' = any (v.grants))));
create policy seen_by_all_it_is_shown_to on emergency_access for select to :"app"
  using (person_id = (select acting_person())
         or staff_id = (select acting_staff())
         or (select acting_may('emergency:review'))
         or ((select acting_may('clinical')) and (select acting_for_care())
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = emergency_access.person_id
                            and v.until > now() and 'own' = any (v.grants))));
select bar_named_workers('named_limit'), bar_named_workers('emergency_access');
grant select on named_limit, emergency_access to :"app";

-- Workers who can be named, with where they work: for those who record consent with people.
create function workers_to_name() returns table (staff_id uuid, name text, agency_name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct s.id, s.name, g.name
    from staff s join account a on a.staff_id = s.id join post p on p.account_id = a.id join agency g on g.id = p.agency_id
   where acting_may('consent:record') and acting_for_care()
     and (s.left_on is null or s.left_on >= (now() at time zone 'Europe/London')::date)
     and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date);
end;

-- What a worker who may no longer see someone was to do about them is their team's. Called by the functions below only.
create function give_back_work(the_person uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  kept_out uuid[] := array(
    select s.id from staff s
     where exists (select from named_limit l where l.person_id = the_person and l.staff_id = s.id and l.what = 'excluded' and l.ended_at is null)
        or (exists (select from named_limit l where l.person_id = the_person and l.what = 'allowed' and l.ended_at is null)
            and not exists (select from named_limit l where l.person_id = the_person and l.staff_id = s.id and l.what = 'allowed'
                                                         and l.ended_at is null)));
begin
  update episode set keyworker_id = null where person_id = the_person and ended_on is null and keyworker_id = any (kept_out);
  update handover set staff_id = null where person_id = the_person and state in ('offered', 'accepted') and staff_id = any (kept_out);
  update task set staff_id = null where person_id = the_person and state = 'open' and staff_id = any (kept_out);
end $$;

-- The services that have someone now, or were offered them, in whose team nobody could see them. Called by the functions below only.
create function left_without_anyone(the_person uuid) returns text[]
language sql stable security definer set search_path = :"schema", pg_temp
  return array(
    select distinct s.name
      from (select team_id from episode where person_id = the_person and ended_on is null
            union select team_id from handover where person_id = the_person and state in ('offered', 'accepted')) has
      join team t on t.id = has.team_id join service s on s.id = t.service_id
     where not exists (
             select from post p join account a on a.id = p.account_id
              where a.disabled_at is null and p.agency_id = s.agency_id and (p.team_id = t.id or a.staff_id = t.lead_staff_id)
                and (p.ended_on is null or p.ended_on >= (now() at time zone 'Europe/London')::date)
                and not exists (select from named_limit l where l.person_id = the_person and l.staff_id = a.staff_id
                                                            and l.what = 'excluded' and l.ended_at is null)
                and (not exists (select from named_limit l where l.person_id = the_person and l.what = 'allowed' and l.ended_at is null)
                     or exists (select from named_limit l where l.person_id = the_person and l.staff_id = a.staff_id
                                                            and l.what = 'allowed' and l.ended_at is null)))
     order by 1);

-- Excludes workers, or restricts the record to those named so far and these. Refused where it would leave a service that
-- has the person with nobody who could see them. Answers what came of it, and those services.
create function limit_to_named(the_person uuid, the_what text, the_staff uuid[], the_reason text)
returns table (outcome text, services text[])
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  made uuid[];
  without text[];
begin
  if not acting_may('consent:record') or not acting_for_care() or not acting_holds(the_person, 'own') then
    return query select 'not-there', '{}'::text[]; return;
  end if;
  perform from person where id = the_person for no key update;
  with added as (
    insert into named_limit (person_id, what, staff_id, reason)
    select the_person, the_what, s.id, the_reason from staff s where s.id = any (the_staff)
    on conflict (person_id, staff_id, what) where ended_at is null do nothing returning id)
  select array_agg(id) into made from added;
  if made is null then return query select 'already', '{}'::text[]; return; end if;
  without := left_without_anyone(the_person);
  if cardinality(without) > 0 then
    delete from named_limit where id = any (made);
    return query select 'leaves-nobody', without; return;
  end if;
  perform give_back_work(the_person);
  return query select 'done', '{}'::text[];
end $$;

-- Lifts one limit. Whoever is kept out by it cannot see it, and so cannot.
create function lift_limit(the_limit uuid, the_reason text) returns table (outcome text, services text[])
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_person uuid := (select person_id from named_limit where id = the_limit and ended_at is null);
  without text[];
begin
  if the_person is null or not acting_may('consent:record') or not acting_for_care() or not acting_holds(the_person, 'own') then
    return query select 'not-there', '{}'::text[]; return;
  end if;
  perform from person where id = the_person for no key update;
  update named_limit set ended_at = now(), ended_by = acting_staff(), end_reason = the_reason
   where id = the_limit and ended_at is null;
  if not found then return query select 'not-there', '{}'::text[]; return; end if;
  without := left_without_anyone(the_person);
  if cardinality(without) > 0 then
    update named_limit set ended_at = null, ended_by = null, end_reason = null where id = the_limit;
    return query select 'leaves-nobody', without; return;
  end if;
  perform give_back_work(the_person);
  return query select 'done', '{}'::text[];
end $$;

-- Whoever leads a team that is given a person with a restricted record is named for it, so that no handover waits unseen.
create function name_the_lead() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  insert into named_limit (person_id, what, staff_id, reason, agency_id, made_by)
  select new.person_id, 'allowed', t.lead_staff_id, 'Leads the team that was given this person', null, null
    from team t
   where t.id = new.team_id
     and exists (select from named_limit l where l.person_id = new.person_id and l.what = 'allowed' and l.ended_at is null)
  on conflict (person_id, staff_id, what) where ended_at is null do nothing;
  return null;
end $$;
-- The same for every team that has somebody now or was offered them, when their record becomes restricted by being joined to
-- one that is. Answers what it made. Called by join_people only.
create function name_the_leads(the_person uuid) returns setof uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into named_limit (person_id, what, staff_id, reason, agency_id, made_by)
  select distinct the_person, 'allowed', t.lead_staff_id, 'Leads a team that has this person', null::uuid, null::uuid
    from (select team_id from episode where person_id = the_person and ended_on is null
          union select team_id from handover where person_id = the_person and state in ('offered', 'accepted')) has
    join team t on t.id = has.team_id
   where exists (select from named_limit l where l.person_id = the_person and l.what = 'allowed' and l.ended_at is null)
  on conflict (person_id, staff_id, what) where ended_at is null do nothing
  returning id;
end;
create trigger lead_is_named_for_restricted after insert or update of team_id on handover
  for each row execute function name_the_lead();
create trigger lead_is_named_for_restricted after insert or update of team_id on episode
  for each row execute function name_the_lead();

-- Tells the open pages of the partnership's office, which reviews.
create function tell_the_office() returns void
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  office uuid;
begin
  for office in select id from agency where kind = 'office' loop
    perform pg_notify('changed', current_schema() || ':agency:' || office);
  end loop;
end $$;

-- Opens one record for the worker now acting, for an hour. Called by the two functions below only. In the same transaction
-- the teams that care for the person have a task, and the office's pages are told.
create function open_in_emergency(the_person uuid, the_reason text) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  opened uuid := (select id from emergency_access where person_id = the_person and staff_id = acting_staff()
                     and agency_id = acting_agency() and until > now() and closed_at is null);
begin
  -- Said each time, also where it is open already.
  if not is_emergency_reason(the_reason) then raise check_violation using message = 'an emergency is opened with a reason'; end if;
  if opened is not null then return opened; end if;
  insert into emergency_access (person_id, reason, until)
  values (the_person, the_reason, now() + least(parameter_span('emergency-lasts'), interval '60 minutes'))
  returning id into opened;
  insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
  select distinct on (e.team_id) e.agency_id, e.team_id, the_person, 'to-do',
         left('Their record was opened in an emergency by ' || (select name from staff where id = acting_staff()) || ', '
              || (select name from agency where id = acting_agency()) || ': look at how they are', 250),
         now() + parameter_span('look-after-an-emergency'), null::uuid
    from episode e join agency a on a.id = e.agency_id join agency_kind k on k.code = a.kind
   where e.person_id = the_person and e.ended_on is null and k.care and k.code <> 'supervised-use'
     and e.agency_id <> acting_agency()
   order by e.team_id;
  perform tell_the_office();
  return opened;
end $$;

-- Whether the worker now acting may open anything in an emergency: one whose role and agency give care.
create function may_open_in_emergency() returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return acting_may('emergency:open') and acting_for_care() and acting_staff() is not null;

-- Opens the record of someone of whom the agency sees something already.
create function open_known_in_emergency(the_person uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not may_open_in_emergency() or not acting_holds(the_person, 'minimum') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform open_in_emergency(the_person, the_reason);
  return 'opened';
end $$;

-- Opens the record of someone described exactly: by NHS number, or by family name, a given name and birth date. Of nobody
-- else anything is said, nor of more than one; and an hour has only so many tries, which the log keeps.
create function open_described_in_emergency(the_nhs text, the_family text, the_given text, the_birth date, the_reason text)
returns table (outcome text, person_id uuid)
language plpgsql volatile security definer set search_path = :"schema", ext, pg_temp as $$
#variable_conflict use_column
declare
  tries integer := (select count(*) from access_log l
                     where l.staff_id = acting_staff() and l.what = 'searched' and l.about = 'emergency' and l.at > now() - interval '1 hour');
  alike uuid[];
begin
  if not may_open_in_emergency() then return query select 'not-there', null::uuid; return; end if;
  if not acting_is_fresh() then return query select 'not-fresh', null::uuid; return; end if;
  if tries >= extract(epoch from interval '1 hour') / greatest(extract(epoch from parameter_span('emergency-try-every')), 1) then return query select 'too-many', null::uuid; return; end if;
  if the_nhs is not null then
    alike := array(select distinct i.person_id from identifier i where i.scheme = 'nhs' and i.value = the_nhs and i.ended_at is null);
  else
    alike := array(select p.id from person p
                    where p.born_on = the_birth
                      and name_as_key(p.family_name) = name_as_key(the_family)
                      and (name_as_key(the_given) = any (string_to_array(name_as_key(p.given_names || ' ' || coalesce(p.known_as, '')), ' '))
                           or name_as_key(p.given_names) = name_as_key(the_given)));
  end if;
  if cardinality(alike) <> 1 or alike[1] = any (acting_barred()) then return query select 'nobody', null::uuid; return; end if;
  perform open_in_emergency(alike[1], the_reason);
  return query select 'opened', alike[1];
end $$;

-- Closes what one opened before its hour is over.
create function close_emergency(the_person uuid) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update emergency_access set closed_at = now()
   where person_id = the_person and staff_id = acting_staff() and until > now() and closed_at is null;
  return found;
end $$;

-- Says what a review found. Nobody reviews what they opened themselves.
create function review_emergency(the_emergency uuid, the_finding text, the_note text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('emergency:review') then return 'not-there'; end if;
  if exists (select from emergency_access where id = the_emergency and staff_id = acting_staff()) then return 'own'; end if;
  update emergency_access set reviewed_at = now(), reviewed_by = acting_staff(), finding = the_finding, review_note = the_note
   where id = the_emergency and reviewed_at is null and not person_id = any (acting_barred());
  return case when found then 'done' else 'not-there' end;
end $$;

-- What the reviewer reads of it: whose record by initials, who opened it as what, why, and what of it they then looked at.
create function emergencies(the_emergency uuid default null)
returns table (id uuid, person_id uuid, initials text, staff_name text, role_name text, agency_name text, reason text,
               opened_at timestamptz, until timestamptz, closed_at timestamptz, reviewed_at timestamptz, reviewed_by text,
               finding text, review_note text, looked_at text[], own boolean, review_by timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select x.id, x.person_id, left(p.given_names, 1) || left(p.family_name, 1), s.name,
         (select r.name from access_log l join role r on r.code = l.role
           where l.staff_id = x.staff_id and l.agency_id = x.agency_id and l.at >= x.opened_at order by l.at limit 1),
         g.name, x.reason, x.opened_at, x.until, x.closed_at, x.reviewed_at, w.name, x.finding, x.review_note,
         array(select distinct l.about from access_log l
                where l.staff_id = x.staff_id and l.agency_id = x.agency_id and l.what = 'read' and l.person_ids @> array[x.person_id]
                  and l.at between x.opened_at and coalesce(x.closed_at, x.until) order by 1),
         x.staff_id = acting_staff(), x.opened_at + parameter_span('review-an-emergency')
    from emergency_access x
    join person p on p.id = x.person_id join staff s on s.id = x.staff_id join agency g on g.id = x.agency_id
    left join staff w on w.id = x.reviewed_by
   where acting_may('emergency:review') and not x.person_id = any (acting_barred())
     and (the_emergency is null or x.id = the_emergency)
   order by x.reviewed_at is not null, x.opened_at desc
   limit 200;
end;

grant execute on function
  acting_barred(), acting_emergencies(), acting_emergency_grants(), acting_holds(uuid, text),
  workers_to_name(), limit_to_named(uuid, text, uuid[], text), lift_limit(uuid, text), may_open_in_emergency(),
  open_known_in_emergency(uuid, text), open_described_in_emergency(text, text, text, date, text), close_emergency(uuid),
  review_emergency(uuid, text, text), emergencies(uuid)
  to :"app";
