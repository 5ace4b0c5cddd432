-- Counts of areas by month (anti-social behaviour, drug litter, open drug use, drug deaths), as files bring them in, and the days from
-- which something began that a reader wants looked at. About areas, never about a person; a corrected count is a version beside the first.

alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check
  check (kind in ('people', 'episodes', 'events', 'custody', 'area-months'));

create table area_month (
  id         uuid primary key default uuidv7(),
  agency_id  uuid not null references agency,
  area       text not null check (area <> ''),
  area_code  text,
  area_name  text,
  measure    text not null check (measure ~ '^[a-z0-9-]{1,40}$'),
  month      date not null constraint a_month_is_told_by_its_first_day check (extract(day from month) = 1),
  version    integer not null check (version > 0),
  counted    integer not null check (counted >= 0),
  population integer check (population > 0),
  basis      text check (basis in ('occurred', 'registered')),
  source     text not null,
  run_id     uuid not null references import_run,
  loaded_at  timestamptz not null default now(),
  constraint one_version_of_a_count unique (agency_id, measure, area, month, version)
);
create index area_month_run_index on area_month (run_id);
comment on table  area_month            is 'How many were counted in one area in one month. Only ever added to: a corrected count is the next version.';
comment on column area_month.id         is 'Identifier.';
comment on column area_month.agency_id  is 'Whose count it is.';
comment on column area_month.area       is 'What the area goes by from file to file: its code, else its name.';
comment on column area_month.area_code  is 'Its code, where the file has one.';
comment on column area_month.area_name  is 'Its name, where the file has one.';
comment on column area_month.measure    is 'Code of what is counted.';
comment on column area_month.month      is 'First day of the month.';
comment on column area_month.version    is '1 for what was first brought in; the highest counts.';
comment on column area_month.counted    is 'How many.';
comment on column area_month.population is 'People who live there, where the file says it.';
comment on column area_month.basis      is 'Of deaths: by the month they occurred or were registered in.';
comment on column area_month.source     is 'Where the count comes from: as the file says, else the map of its columns, else the agency.';
comment on column area_month.run_id     is 'The file that brought it.';
comment on column area_month.loaded_at  is 'When it was brought in.';
grant select (agency_id, area, area_code, area_name, measure, month, version, counted, population, basis, source, loaded_at)
  on area_month to :"insight";

-- Brings in counts of areas. Area, measure and month say which count of the agency it is; another number, population, basis or source of
-- the same is its next version. What a later file leaves empty takes nothing away.
create function import_area_months(the_run uuid, the_rows jsonb) returns table (line integer, outcome text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
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
      from jsonb_to_recordset(the_rows) as x(line integer, area text, area_code text, area_name text, measure text, month date,
             counted integer, population integer, basis text, source text)
  ), judged as materialized (
    select r.line, r.area, coalesce(r.area_code, m.area_code) as area_code, coalesce(r.area_name, m.area_name) as area_name,
           r.measure, r.month, r.counted, coalesce(r.population, m.population) as population,
           coalesce(r.basis, m.basis) as basis, coalesce(r.source, m.source, the_source) as source, coalesce(m.version, 0) as version,
           case when m.version is null then 'new'
                when r.counted <> m.counted or coalesce(r.population, m.population) is distinct from m.population
                  or coalesce(r.basis, m.basis) is distinct from m.basis or coalesce(r.source, m.source) <> m.source
                  or coalesce(r.area_name, m.area_name) is distinct from m.area_name then 'changed'
                else 'known' end as verdict
      from r
      left join lateral (select * from area_month m
                          where m.agency_id = the_agency.id and m.measure = r.measure and m.area = r.area and m.month = r.month
                          order by m.version desc limit 1) m on true
  ), written as (
    insert into area_month (agency_id, area, area_code, area_name, measure, month, version, counted, population, basis, source, run_id)
    select the_agency.id, area, area_code, area_name, measure, month, version + 1, counted, population, basis, source, the_run
      from judged where verdict <> 'known'
  )
  select line, verdict from judged;
end $$;
grant execute on function import_area_months(uuid, jsonb) to :"app";

create view insight_area_month with (security_barrier = true) as
  select a.code as agency_code, a.name as agency_name, m.area, m.area_code, m.area_name, m.measure, m.month, m.version,
         m.counted, m.population, m.basis, m.source, m.loaded_at
    from area_month m join agency a on a.id = m.agency_id
   where (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_area_month is 'Counts of areas by month in every version that was brought in; the highest counts.';
comment on column insight_area_month.agency_code is 'Code of the agency whose count it is.';
comment on column insight_area_month.agency_name is 'Its name.';
comment on column insight_area_month.area is 'What the area goes by from file to file.';
comment on column insight_area_month.area_code is 'Its code.';
comment on column insight_area_month.area_name is 'Its name.';
comment on column insight_area_month.measure is 'Code of what is counted.';
comment on column insight_area_month.month is 'First day of the month.';
comment on column insight_area_month.version is 'Which version of the count.';
comment on column insight_area_month.counted is 'How many.';
comment on column insight_area_month.population is 'People who live there.';
comment on column insight_area_month.basis is 'Of deaths: occurred or registered in that month.';
comment on column insight_area_month.source is 'Where the count comes from.';
comment on column insight_area_month.loaded_at is 'When it was brought in.';
alter view insight_area_month owner to :"insight";
grant select on insight_area_month to :"app";

create table area_moment (
  id         uuid primary key default uuidv7(),
  began_on   date not null,
  what       text not null check (length(what) between 1 and 120),
  reason     text not null check (length(reason) between 1 and 500),
  staff_id   uuid not null references staff default acting_staff(),
  agency_id  uuid not null references agency default acting_agency(),
  written_at timestamptz not null default now()
);
create index area_moment_staff_index on area_moment (staff_id);
create index area_moment_agency_index on area_moment (agency_id);
comment on table  area_moment            is 'Days from which something began that series of areas are looked at around. Only ever added to: who tried which day stays to be seen.';
comment on column area_moment.id         is 'Identifier.';
comment on column area_moment.began_on   is 'The day it began.';
comment on column area_moment.what       is 'What began.';
comment on column area_moment.reason     is 'Why this day, and where it is known from.';
comment on column area_moment.staff_id   is 'Who wrote it down.';
comment on column area_moment.agency_id  is 'For which agency.';
comment on column area_moment.written_at is 'When.';
grant select on area_moment to :"app";

-- Writes a day down. Nothing where the role reads no figures.
create function write_area_moment(the_day date, the_what text, the_reason text) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into area_moment (began_on, what, reason)
  select the_day, the_what, the_reason where acting_may('insight:read') and not acting_for_enforcement() returning id;
end;
grant execute on function write_area_moment(date, text, text) to :"app";
