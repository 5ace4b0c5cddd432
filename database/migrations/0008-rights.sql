-- The rights that episodes, handovers, consent, registration and gateways create, computed when one of these changes.

create view relationship with (security_invoker = true) as
  select s.agency_id, e.person_id, 'full' as level,
         case when e.ended_on is null then 'infinity'::timestamptz
              -- A stay that a death ended stays in sight from the day the death was noted: it may have been long before.
              else (case when e.by_death and p.death_noted_at is not null
                         then greatest(e.ended_on, (p.death_noted_at at time zone 'Europe/London')::date)
                         else e.ended_on end + k.retention_days + 1)::timestamp at time zone 'Europe/London' end as until
    from episode e join service s on s.id = e.service_id join service_kind k on k.code = s.kind
    join person p on p.id = e.person_id
  union all
  select to_agency_id, person_id, 'full', 'infinity' from handover where state = 'accepted'
  union all
  select to_agency_id, person_id, 'minimum', 'infinity' from handover where state = 'offered'
  union all
  -- Whoever had said yes keeps its own record of the person for some weeks after a handover by which they did not come.
  select to_agency_id, person_id, 'own', closed_at + (select parameter_span('sight-after-a-yes'))
    from handover where first_contact_at is not null and state not in ('offered', 'accepted', 'arrived')
  union all
  -- A no to police or probation comes back to the health-side liaison, which then has some weeks to see to the person:
  -- nobody else has it on a list.
  select s.agency_id, h.person_id, 'own', coalesce(h.ended_at, h.answered_at) + (select parameter_span('sight-after-a-no'))
    from handover h join team t on t.id = h.next_step_team_id join service s on s.id = t.service_id
   where h.state in ('declined', 'refused-by-person') and s.agency_id <> h.from_agency_id
  union all
  -- What an agency still has to do about somebody stays on its list until it is done or cancelled, whatever else has ended.
  select agency_id, person_id, 'own', 'infinity' from task where state = 'open' and person_id is not null
  union all
  select agency_id, person_id, 'own', at + (select parameter_span('sight-after-registering')) from registration;
comment on view relationship is 'Why an agency has to do with a person, and until when. A handover that is only offered shows the minimum.';

create view rights_now with (security_invoker = true) as
  select agency_id, person_id, until, array_agg(distinct grant_name order by grant_name) as grants
    from (
      select r.agency_id, r.person_id, least(r.until, g.until) as until, g.grant_name
        from relationship r
        join agency a on a.id = r.agency_id
        cross join lateral (
          select 'minimum' as grant_name, 'infinity'::timestamptz as until
          union all
          select 'own', 'infinity' where r.level in ('full', 'own')
          union all
          select rule.category || '/' || rule.owner_kind,
                 case when rule.needs_consent then newest.until else 'infinity' end
            from sharing_rule rule
            left join lateral (select c.decision, c.until from consent c
                                where c.person_id = r.person_id and c.category = rule.category and c.reader_kind = a.kind
                                  and c.purpose = rule.purpose
                                order by c.at desc, c.id desc limit 1) newest on rule.needs_consent
           where r.level = 'full' and rule.reader_kind = a.kind
             and (not rule.needs_consent or newest.decision = 'given')
        ) g
      union all
      -- What is shared without consent, on a ground in law: the parts named, whoever recorded them, and who the person is.
      select w.to_agency_id, w.person_id, w.until, g.grant_name
        from gateway w
        cross join lateral (
          select 'minimum' as grant_name
          union all
          select category || '/' || k.code from unnest(w.categories) category cross join agency_kind k
        ) g
       where w.state = 'approved'
    ) granted
   where until > now()
   group by agency_id, person_id, until;
comment on view rights_now is 'The rights as the rules give them, computed afresh. The table visible holds the same, computed when something changed.';

-- Which number stands for the rules in the locks of this partnership: whoever computes rights shares it until they are done,
-- whoever changes the rules waits for all of them and holds it alone.
create function sharing_rules_lock() returns bigint language sql immutable return hashtextextended(:'schema' || ' sharing rules', 0);

-- Computes the rights of these people again, from the rules; one at a time for each person, so that two changes at the
-- same moment each see the other.
create function recompute_visible(people uuid[]) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select pg_advisory_xact_lock_shared(sharing_rules_lock());
  select id from person where id = any (people) order by id for no key update;
  delete from visible where person_id = any (people);
  insert into visible (agency_id, person_id, until, grants)
  select agency_id, person_id, until, grants from rights_now where person_id = any (people);
end;

-- Runs behind every statement that changes a relationship or a consent: no writer can forget it.
create function rights_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform recompute_visible(array(select distinct person_id from changed));
  return null;
end $$;

do $$
declare the_table text;
begin
  foreach the_table in array array['episode', 'handover', 'consent', 'registration', 'gateway'] loop
    execute format('create trigger rights_after_insert after insert on %I referencing new table as changed
                    for each statement execute function rights_have_changed()', the_table);
    execute format('create trigger rights_after_update after update on %I referencing new table as changed
                    for each statement execute function rights_have_changed()', the_table);
    execute format('create trigger rights_after_delete after delete on %I referencing old table as changed
                    for each statement execute function rights_have_changed()', the_table);
  end loop;
end $$;

-- A task matters to rights only while it is open and about somebody.
create function rights_by_new_tasks() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform recompute_visible(array(select distinct person_id from changed where person_id is not null and state = 'open'));
  return null;
end $$;
create function rights_by_changed_tasks() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform recompute_visible(array(select distinct c.person_id from changed c join was w on w.id = c.id
                                   where c.person_id is not null and (c.state = 'open') <> (w.state = 'open')));
  return null;
end $$;
create trigger rights_after_insert after insert on task referencing new table as changed
  for each statement execute function rights_by_new_tasks();
create trigger rights_after_update after update on task referencing old table as was new table as changed
  for each statement execute function rights_by_changed_tasks();

-- Tells open pages of these teams that something changed: no data in it, the page asks again.
create function boards_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  topic text;
begin
  for topic in
    select distinct 'agency:' || agency from (
      select to_jsonb(c) ->> 'agency_id' as agency from changed c
      union select to_jsonb(c) ->> 'from_agency_id' from changed c
      union select to_jsonb(c) ->> 'to_agency_id' from changed c) t where agency is not null
  loop
    perform pg_notify('changed', tg_table_schema || ':' || topic);
  end loop;
  return null;
end $$;

do $$
declare the_table text;
begin
  foreach the_table in array array['episode', 'handover', 'task'] loop
    execute format('create trigger boards_after_insert after insert on %I referencing new table as changed
                    for each statement execute function boards_have_changed()', the_table);
    execute format('create trigger boards_after_update after update on %I referencing new table as changed
                    for each statement execute function boards_have_changed()', the_table);
  end loop;
end $$;

-- A consent changes what others see of this person: the open pages of those who have to do with them are told as well.
create function readers_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  reader uuid;
begin
  for reader in
    select distinct v.agency_id from changed c join visible v using (person_id) join agency a on a.id = v.agency_id
     where a.kind = c.reader_kind
  loop
    perform pg_notify('changed', tg_table_schema || ':agency:' || reader);
  end loop;
  return null;
end $$;
create trigger readers_after_insert after insert on consent referencing new table as changed
  for each statement execute function readers_have_changed();
