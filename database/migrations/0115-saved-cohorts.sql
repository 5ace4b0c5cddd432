-- Cohorts that are asked of the record: defined once, in words and in code, saved in versions with author and date, and what each answered.
-- Rows are only ever added. Whoever could have had a service and was not offered it is told by a view without names.

-- Declined because no place was free: they could have had it. What else a no says in words stays where it is.
alter table handover add column no_place boolean not null generated always as (state = 'declined' and coalesce(decline_reason, '') ~ '^no-capacity(: |$)') stored;
comment on column handover.no_place is 'Whether it was declined because no place was free in time.';

grant select (person_id, to_service_id, offered_at, no_place) on handover to :"insight";
grant select (person_id, service_id, category, state, at) on nomination to :"insight";
create policy counted_without_names on handover for select to :"insight" using (true);
create policy counted_without_names on nomination for select to :"insight" using (true);

create view insight_not_offered with (security_barrier = true) as
  select p.insight_key, s.code as service_code, s.kind as service_kind, london_day(x.at) as put_forward_on
    from (select person_id, to_service_id as service_id, offered_at as at from handover where no_place
          union all
          select person_id, service_id, at from nomination where state in ('shortlisted', 'deferred') and category <> 'supervised-use') x
    join person p on p.id = x.person_id join service s on s.id = x.service_id join service_kind k on k.code = s.kind
   where k.category <> 'supervised-use'
     and not exists (select from episode e where e.person_id = x.person_id and e.service_id = x.service_id)
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_not_offered is 'People put forward for a service who could have had it and were not offered it, without names: no place was free, or they wait for one.';
comment on column insight_not_offered.insight_key is 'Who, as a random key.';
comment on column insight_not_offered.service_code is 'Code of the service.';
comment on column insight_not_offered.service_kind is 'Code of its kind.';
comment on column insight_not_offered.put_forward_on is 'On which day they were put forward.';
alter view insight_not_offered owner to :"insight";
grant select on insight_not_offered to :"app";

create table cohort (
  number   integer primary key check (number > 0),
  begun_at timestamptz not null default now()
);
comment on table  cohort          is 'A cohort over all its versions.';
comment on column cohort.number   is 'Number, as people say it: cohort 3.';
comment on column cohort.begun_at is 'When its first version was saved.';

create table cohort_version (
  number       integer not null references cohort,
  version      integer not null check (version > 0),
  title        text not null check (length(title) between 1 and 200),
  question     text not null check (length(question) between 1 and 1000),
  service_code text not null check (length(service_code) between 1 and 100),
  design       bytea not null check (octet_length(design) between 1 and 40000),
  design_print bytea not null generated always as (sha256(design)) stored,
  why          text not null default '' check (length(why) <= 1000),
  staff_id     uuid not null references staff,
  name         text not null,
  role         text not null references role,
  agency_id    uuid not null references agency,
  saved_at     timestamptz not null default now(),
  previous     integer generated always as (case when version > 1 then version - 1 end) stored,
  primary key (number, version),
  constraint a_change_says_why check (version = 1 or why <> ''),
  constraint cohort_versions_run_without_gap foreign key (number, previous) references cohort_version (number, version)
);
create index cohort_version_previous_index on cohort_version (number, previous);
create index cohort_version_staff_index on cohort_version (staff_id);
create index cohort_version_role_index on cohort_version (role);
create index cohort_version_agency_index on cohort_version (agency_id);
comment on table  cohort_version              is 'A cohort as it was defined, in words and in code. Never changed: to change a cohort is to save another version.';
comment on column cohort_version.number       is 'Of which cohort.';
comment on column cohort_version.version      is 'Which version: 1, 2 and so on, without gap.';
comment on column cohort_version.title        is 'Its title.';
comment on column cohort_version.question     is 'What it is asked.';
comment on column cohort_version.service_code is 'Code of the service that is entered.';
comment on column cohort_version.design       is 'The design as the command line reads it too (YAML), byte by byte.';
comment on column cohort_version.design_print is 'SHA-256 of the design.';
comment on column cohort_version.why          is 'What was changed and why; of a first version nothing.';
comment on column cohort_version.staff_id     is 'Who saved it.';
comment on column cohort_version.name         is 'Their name, as it was.';
comment on column cohort_version.role         is 'In which role.';
comment on column cohort_version.agency_id    is 'For which agency.';
comment on column cohort_version.saved_at     is 'When.';
comment on column cohort_version.previous     is 'The version that has to be there before.';

create table cohort_answer (
  id           uuid primary key default uuidv7(),
  number       integer not null,
  version      integer not null,
  data_print   bytea not null check (octet_length(data_print) = 32),
  answer       bytea not null check (octet_length(answer) between 1 and 400000),
  answer_print bytea not null generated always as (sha256(answer)) stored,
  staff_id     uuid not null references staff,
  name         text not null,
  role         text not null references role,
  agency_id    uuid not null references agency,
  at           timestamptz not null default now(),
  constraint the_version_that_was_asked foreign key (number, version) references cohort_version (number, version)
);
create index cohort_answer_version_index on cohort_answer (number, version, at desc);
create index cohort_answer_staff_index on cohort_answer (staff_id);
create index cohort_answer_role_index on cohort_answer (role);
create index cohort_answer_agency_index on cohort_answer (agency_id);
comment on table  cohort_answer              is 'What a version of a cohort answered, as it may be shown: small numbers are in it nowhere.';
comment on column cohort_answer.id           is 'Identifier.';
comment on column cohort_answer.number       is 'Of which cohort.';
comment on column cohort_answer.version      is 'Of which version.';
comment on column cohort_answer.data_print   is 'SHA-256 of the rows of the record that were read: the same rows, the same print.';
comment on column cohort_answer.answer       is 'The answer (JSON), byte by byte, numbers of one to four people kept back.';
comment on column cohort_answer.answer_print is 'SHA-256 of the answer.';
comment on column cohort_answer.staff_id     is 'Who asked.';
comment on column cohort_answer.name         is 'Their name, as it was.';
comment on column cohort_answer.role         is 'In which role.';
comment on column cohort_answer.agency_id    is 'For which agency.';
comment on column cohort_answer.at           is 'When.';

-- Saves a cohort, or the next version of one. Whoever did not see the newest version overwrites nothing: they are told.
create function save_cohort(the_number integer, the_version integer, the_title text, the_question text, the_service text, the_design text,
                            the_why text, out outcome text, out number integer, out version integer)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  outcome := 'not-there';
  if not acting_may('insight:read') or acting_for_enforcement() then return; end if;
  perform pg_advisory_xact_lock(hashtextextended(current_schema || ' cohorts', 0));
  if the_number is null then
    select coalesce(max(c.number), 0) + 1 into save_cohort.number from cohort c;
    insert into cohort (number) values (save_cohort.number);
    version := 1;
  else
    select max(v.version) + 1 into save_cohort.version from cohort_version v where v.number = the_number;
    if save_cohort.version is null then return; end if;
    if save_cohort.version <> the_version + 1 then outcome := 'overtaken'; return; end if;
    number := the_number;
  end if;
  insert into cohort_version (number, version, title, question, service_code, design, why, staff_id, name, role, agency_id)
  select save_cohort.number, save_cohort.version, the_title, the_question, the_service, convert_to(the_design, 'UTF8'), the_why, s.id, s.name, acting_role(), acting_agency()
    from staff s where s.id = acting_staff();
  outcome := 'saved';
end $$;

-- Keeps what a version answered.
create function keep_cohort_answer(the_number integer, the_version integer, the_data_print bytea, the_answer text) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  kept uuid;
begin
  if not acting_may('insight:read') or acting_for_enforcement() then return null; end if;
  insert into cohort_answer (number, version, data_print, answer, staff_id, name, role, agency_id)
  select v.number, v.version, the_data_print, convert_to(the_answer, 'UTF8'), s.id, s.name, acting_role(), acting_agency()
    from cohort_version v cross join staff s where v.number = the_number and v.version = the_version and s.id = acting_staff()
  returning id into kept;
  return kept;
end $$;

grant select on cohort, cohort_version, cohort_answer to :"app";
grant execute on function save_cohort(integer, integer, text, text, text, text, text), keep_cohort_answer(integer, integer, bytea, text) to :"app";
