-- Loading events and times in custody; linking those that came before the person.

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
           coalesce(cardinality(named.people) = 1, false) as is_known, known_at.at as known_at,
           case
             when e.id is not null and case when cardinality(named.people) = 1 then named.people[1] <> e.person_id
                  else not exists (select from identifier i where i.person_id = e.person_id
                                     and (i.scheme, i.value) in (('pnc', r.pnc), ('nhs', r.nhs), ('prison', r.prison), ('client', r.client)))
                  end then 'other-subject'
             when u.pnc <> r.pnc or u.nhs <> r.nhs or u.prison <> r.prison or u.client <> r.client then 'other-subject'
             when e.withdrawn_at is not null then 'known'
             when e.id is null and u.id is null then 'new'
             when (coalesce(e.what, u.what), coalesce(e.happened_on, u.happened_on), coalesce(e.happened_at, u.happened_at))
                    is distinct from (r.what, r.happened_on, known_at.at)
               -- What a later file leaves empty takes nothing away; nor does a day the time that is known of it.
               or (r.outcome is not null and r.outcome is distinct from coalesce(e.outcome, u.outcome))
               or (r.place is not null and r.place is distinct from coalesce(e.place, u.place))
               or (r.until_on is not null and r.until_on is distinct from coalesce(e.until_on, u.until_on))
               or (e.id is null and num_nonnulls(u.pnc, u.nhs, u.prison, u.client)
                                    < num_nonnulls(coalesce(u.pnc, r.pnc), coalesce(u.nhs, r.nhs), coalesce(u.prison, r.prison),
                                                   coalesce(u.client, r.client))) then 'changed'
             else 'known'
           end as verdict
      from r
      left join named on named.line = r.line
      left join lateral (select * from event e
                          where e.agency_id = the_agency.id and e.kind = r.kind and e.source_ref = r.ref limit 1) e on true
      left join lateral (select * from unlinked_event u
                          where u.agency_id = the_agency.id and u.kind = r.kind and u.source_ref = r.ref limit 1) u on true
      cross join lateral (select coalesce(r.happened_at, case when r.happened_on = coalesce(e.happened_on, u.happened_on)
                                                              then coalesce(e.happened_at, u.happened_at) end) as at) known_at
  ), made as (
    insert into event (person_id, kind, what, outcome, place, happened_on, happened_at, until_on, precision, source, source_ref,
                       category, agency_id, owner_kind)
    select j.who, j.kind, j.what, coalesce(j.outcome, u.outcome), coalesce(j.place, u.place), j.happened_on, j.known_at,
           coalesce(j.until_on, u.until_on), case when j.known_at is null then j.precision else 'minute' end, the_source, j.ref,
           j.category, the_agency.id, the_agency.kind
      from judged j left join unlinked_event u on u.id = j.waiting_id
     where j.verdict <> 'other-subject' and j.event_id is null and j.is_known
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
           happened_on = j.happened_on, happened_at = j.known_at, until_on = coalesce(j.until_on, e.until_on),
           precision = case when j.known_at is null then j.precision else 'minute' end
      from judged j where e.id = j.event_id and j.verdict = 'changed'
    returning e.person_id
  ), still_waiting as (
    update unlinked_event u set pnc = coalesce(u.pnc, j.pnc), nhs = coalesce(u.nhs, j.nhs), prison = coalesce(u.prison, j.prison),
           client = coalesce(u.client, j.client), what = j.what, outcome = coalesce(j.outcome, u.outcome), place = coalesce(j.place, u.place),
           happened_on = j.happened_on, happened_at = j.known_at, until_on = coalesce(j.until_on, u.until_on),
           precision = case when j.known_at is null then j.precision else 'minute' end
      from judged j where u.id = j.waiting_id and j.verdict = 'changed' and not j.is_known
  ), doubted as (
    insert into identity_review (person_id, candidate_id, agreement)
    select p.id, pair.least, agreement_with(pair.least, null, p.family_name, p.given_names, p.known_as, p.born_on, p.sex, '{}')
                             || array['row:both']
      from (select distinct greatest(a.one, b.one), least(a.one, b.one)
              from judged j cross join lateral unnest(j.people) a(one) cross join lateral unnest(j.people) b(one)
             where cardinality(j.people) > 1 and a.one <> b.one) pair
      join person p on p.id = pair.greatest
    on conflict do nothing
  ), logged as (
    select log_import('imported events', array(select person_id from made union select person_id from updated))
  )
  select j.line, j.verdict from judged j, logged;
end $$;

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

grant execute on function import_events(uuid, jsonb) to :"app";
