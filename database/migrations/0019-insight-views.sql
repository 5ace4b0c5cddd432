-- What insight may read: people, stays and events under a random key, without names, numbers, identifiers or free text.
--
-- These views belong to the role that never signs in and reads, of each table, the columns named here and no others, so
-- that a view written carelessly tomorrow still cannot show a name. Whoever may not read insight reads no row, whatever
-- page asks; nor do police and probation, whatever their role. What the supervised-use room records is left out: it joins
-- to a person only by that person's own consent.

-- The year alone: by the date of birth somebody could be told from others, and insight never reads it.
alter table person add column born_year integer not null generated always as (extract(year from born_on)::integer) stored;
comment on column person.born_year is 'Year of birth, by which insight tells how old people were.';

grant usage on schema :"schema" to :"insight";
grant select on agency, service, service_kind to :"insight";
grant select (id, insight_key, sex, born_year, died_on) on person to :"insight";
grant select (person_id, scheme, ended_at) on identifier to :"insight";
grant select (person_id, service_id, category, started_on, ended_on, ending) on episode to :"insight";
grant select (person_id, kind, happened_on, until_on, precision, certainty, category, agency_id, withdrawn_at) on event to :"insight";
grant select (kind, event_kinds, agency_id, state, dry_run, earliest_on, latest_on, complete_to, complete_by, ended_at) on import_run to :"insight";

create policy counted_without_names on person for select to :"insight" using (true);
create policy counted_without_names on identifier for select to :"insight" using (true);
create policy counted_without_names on episode for select to :"insight" using (true);
create policy counted_without_names on event for select to :"insight" using (true);
create policy counted_without_names on import_run for select to :"insight" using (true);

create view insight_person with (security_barrier = true) as
  select p.insight_key, p.sex, p.born_year, p.died_on,
         exists (select from identifier i where i.person_id = p.id and i.scheme = 'pnc' and i.ended_at is null) as has_pnc,
         exists (select from identifier i where i.person_id = p.id and i.scheme = 'nhs' and i.ended_at is null) as has_nhs
    from person p
   where (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_person is 'People without names, each under a random key.';
comment on column insight_person.insight_key is 'Random key; says nothing about the person and is shown on no page.';
comment on column insight_person.sex is 'Sex as recorded by the registering agency.';
comment on column insight_person.born_year is 'Year of birth; the date is not here.';
comment on column insight_person.died_on is 'Day of death: the last day on which anything can happen to them.';
comment on column insight_person.has_pnc is 'Whether police know them by a number that is recorded here, so that police data can be linked.';
comment on column insight_person.has_nhs is 'Whether hospitals know them by a number that is recorded here, so that hospital data can be linked.';

create view insight_service with (security_barrier = true) as
  select s.code, s.name, k.code as kind, k.name as kind_name
    from service s join service_kind k on k.code = s.kind
   where k.category <> 'supervised-use'
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_service is 'Services whose stays insight can count.';
comment on column insight_service.code is 'Code of the service.';
comment on column insight_service.name is 'Name as people say it.';
comment on column insight_service.kind is 'Code of its kind.';
comment on column insight_service.kind_name is 'Name of its kind.';

create view insight_episode with (security_barrier = true) as
  select p.insight_key, s.code as service_code, s.kind as service_kind, a.kind as agency_kind,
         e.started_on, e.ended_on, e.ending
    from episode e join person p on p.id = e.person_id join service s on s.id = e.service_id join agency a on a.id = s.agency_id
   where e.category <> 'supervised-use'
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_episode is 'Stays with services, without names.';
comment on column insight_episode.insight_key is 'Whose, as a random key.';
comment on column insight_episode.service_code is 'Code of the service.';
comment on column insight_episode.service_kind is 'Code of its kind.';
comment on column insight_episode.agency_kind is 'Kind of the agency that runs it.';
comment on column insight_episode.started_on is 'First day.';
comment on column insight_episode.ended_on is 'Last day; empty while still there.';
comment on column insight_episode.ending is 'Code of the ending, from the declaration of the kind of service.';

-- Not what the source says in its own words: such words can name people.
create view insight_event with (security_barrier = true) as
  select p.insight_key, e.kind, e.happened_on, e.until_on, e.precision, e.certainty, a.code as agency_code
    from event e join person p on p.id = e.person_id join agency a on a.id = e.agency_id
   where e.withdrawn_at is null and e.category not in ('supervised-use', 'safeguarding')
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_event is 'What happened to people, without names and without anybody''s words. What was found wrong is not here.';
comment on column insight_event.insight_key is 'To whom, as a random key.';
comment on column insight_event.kind is 'Kind of event.';
comment on column insight_event.happened_on is 'Day; the first day of a month or year known only so far.';
comment on column insight_event.until_on is 'Day a spell ended; that day is no longer part of it.';
comment on column insight_event.precision is 'How exactly the day is known: minute, day, month or year.';
comment on column insight_event.certainty is 'Confirmed, reported or suspected.';
comment on column insight_event.agency_code is 'Agency whose record it is.';

create view insight_source with (security_barrier = true) as
  select r.kind, a.code as agency_code, a.name as agency_name, a.kind as agency_kind,
         r.complete_to, r.complete_by, r.earliest_on, r.latest_on, r.ended_at as imported_at, r.event_kinds
    from import_run r join agency a on a.id = r.agency_id
   where r.state = 'done' and not r.dry_run
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_source is 'Files that were brought in, and to which day each is complete.';
comment on column insight_source.kind is 'What its rows are: people, episodes, events or custody.';
comment on column insight_source.agency_code is 'Agency whose record the rows are.';
comment on column insight_source.agency_name is 'Its name.';
comment on column insight_source.agency_kind is 'Its kind.';
comment on column insight_source.complete_to is 'Last day to which the source is complete, if anybody knows.';
comment on column insight_source.complete_by is 'Whether that was stated by whoever brought it in or inferred from the file.';
comment on column insight_source.latest_on is 'Latest day in the file.';
comment on column insight_source.imported_at is 'When it was brought in.';
comment on column insight_source.event_kinds is 'Kinds of its events.';
comment on column insight_source.earliest_on is 'Earliest day in the file.';

-- For one person's own page. These run as whoever asks, behind the policies of the record: what the reader may not see is
-- not counted, and the page asks one_person.grants first whether that would leave something out.

create view one_person with (security_invoker = true) as
  select p.id as person_id, p.died_on,
         exists (select from identifier i where i.person_id = p.id and i.scheme = 'pnc' and i.ended_at is null) as has_pnc,
         exists (select from identifier i where i.person_id = p.id and i.scheme = 'nhs' and i.ended_at is null) as has_nhs,
         coalesce((select array_agg(distinct g.one) from visible v cross join unnest(v.grants) g(one)
                    where v.person_id = p.id and v.agency_id = (select acting_agency()) and v.until > now()), '{}') as grants,
         coalesce((select acting_categories())::text[], '{}') as categories
    from person p
   where (select acting_may('insight:read') and not acting_for_enforcement());
comment on view one_person is 'One person as the reader may see them, for what changed for them.';
comment on column one_person.person_id is 'Who.';
comment on column one_person.died_on is 'Day of death.';
comment on column one_person.has_pnc is 'Whether the reader sees a PNC number.';
comment on column one_person.has_nhs is 'Whether the reader sees an NHS number.';
comment on column one_person.grants is 'What the reader''s agency may see of them now, as the rights say it.';
comment on column one_person.categories is 'What the reader''s role needs for its work.';

create view one_person_episode with (security_invoker = true) as
  select e.person_id, s.code as service_code, s.kind as service_kind, k.name as kind_name, e.agency_id,
         e.started_on, e.ended_on, e.ending
    from episode e join service s on s.id = e.service_id join service_kind k on k.code = s.kind
   where (select acting_may('insight:read') and not acting_for_enforcement());
comment on view one_person_episode is 'Stays of people whom the reader may see.';
comment on column one_person_episode.person_id is 'Whose.';
comment on column one_person_episode.service_code is 'Code of the service.';
comment on column one_person_episode.service_kind is 'Code of its kind.';
comment on column one_person_episode.kind_name is 'Name of its kind.';
comment on column one_person_episode.agency_id is 'The agency that runs it.';
comment on column one_person_episode.started_on is 'First day.';
comment on column one_person_episode.ended_on is 'Last day; empty while still there.';
comment on column one_person_episode.ending is 'Code of the ending.';

create view one_person_event with (security_invoker = true) as
  select e.person_id, e.kind, e.happened_on, e.until_on, e.precision, e.certainty
    from event e
   where e.withdrawn_at is null
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view one_person_event is 'What happened to people whom the reader may see.';
comment on column one_person_event.person_id is 'To whom.';
comment on column one_person_event.kind is 'Kind of event.';
comment on column one_person_event.happened_on is 'Day; the first day of a month or year known only so far.';
comment on column one_person_event.until_on is 'Day a spell ended; that day is no longer part of it.';
comment on column one_person_event.precision is 'How exactly the day is known.';
comment on column one_person_event.certainty is 'Confirmed, reported or suspected.';

alter view insight_person  owner to :"insight";
alter view insight_service owner to :"insight";
alter view insight_episode owner to :"insight";
alter view insight_event   owner to :"insight";
alter view insight_source  owner to :"insight";
grant select on insight_person, insight_service, insight_episode, insight_event, insight_source to :"app";
grant select on one_person, one_person_episode, one_person_event to :"app";
