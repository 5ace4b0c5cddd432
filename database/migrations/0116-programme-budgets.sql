-- Budgets of programmes: fixed for each site and year, variable for each person-year, with price year, source and status. Rows are only ever
-- added: another budget is another version, and what was reckoned by the one before can be reckoned again. Whose money it is stands in streams, each
-- with its share and the last day on which it pays.

create table programme_budget (
  service_id               uuid not null references service,
  version                  integer not null check (version > 0),
  sites                    integer not null check (sites between 1 and 1000),
  fixed_per_site_year      numeric(14, 2) not null check (fixed_per_site_year >= 0),
  variable_per_person_year numeric(14, 2) not null check (variable_per_person_year >= 0),
  places                   integer check (places between 1 and 100000),
  price_year               text not null check (price_year ~ '^\d{4}/\d{2}$'),
  source                   text not null check (length(source) between 1 and 400),
  status                   text not null check (status in ('verified', 'unverified')),
  why                      text not null default '' check (length(why) <= 1000),
  staff_id                 uuid references staff,
  name                     text not null,
  role                     text references role,
  agency_id                uuid references agency,
  saved_at                 timestamptz not null default now(),
  previous                 integer generated always as (case when version > 1 then version - 1 end) stored,
  primary key (service_id, version),
  constraint another_budget_says_why check (version = 1 or why <> ''),
  constraint budgets_run_without_gap foreign key (service_id, previous) references programme_budget (service_id, version)
);
create index programme_budget_previous_index on programme_budget (service_id, previous);
create index programme_budget_staff_index on programme_budget (staff_id);
create index programme_budget_role_index on programme_budget (role);
create index programme_budget_agency_index on programme_budget (agency_id);
comment on table  programme_budget                          is 'What a service''s programme costs, version after version; the newest is reckoned by. Never changed.';
comment on column programme_budget.service_id               is 'Of which service.';
comment on column programme_budget.version                  is 'Which version: 1, 2 and so on, without gap.';
comment on column programme_budget.sites                    is 'At how many sites it runs.';
comment on column programme_budget.fixed_per_site_year      is 'Pounds for each site and year, whoever comes.';
comment on column programme_budget.variable_per_person_year is 'Pounds for each person-year in the programme.';
comment on column programme_budget.places                   is 'How many people it could have at once, all sites together; nothing where nobody says.';
comment on column programme_budget.price_year               is 'Of which financial year the pounds are: 2025/26.';
comment on column programme_budget.source                   is 'Where the numbers come from.';
comment on column programme_budget.status                   is 'Looked up in its source, or not yet.';
comment on column programme_budget.why                      is 'What another version changes, and why.';
comment on column programme_budget.staff_id                 is 'Who entered it; nobody where it was set up from the command line.';
comment on column programme_budget.name                     is 'Their name, as it was.';
comment on column programme_budget.role                     is 'In which role.';
comment on column programme_budget.agency_id                is 'For which agency.';
comment on column programme_budget.saved_at                 is 'When.';
comment on column programme_budget.previous                 is 'The version that has to be there before.';

-- Which payers there are is reviewed data of the application: a version keeps the name that its payer had then, so that it reads on as it was.
create table programme_funding (
  service_id uuid not null,
  version    integer not null,
  line       integer not null check (line between 1 and 20),
  payer      text not null check (payer ~ '^[a-z][a-z-]{0,39}$'),
  called     text not null default '' check (length(called) <= 120),
  name       text not null check (length(name) between 1 and 200),
  per_cent   numeric(5, 2) not null check (per_cent > 0 and per_cent <= 100),
  until      date,
  primary key (service_id, version, line),
  constraint streams_told_apart unique (service_id, version, name),
  foreign key (service_id, version) references programme_budget (service_id, version)
);
comment on table  programme_funding            is 'Who pays a version of a programme''s budget: streams of money whose shares make up the whole. Never changed.';
comment on column programme_funding.service_id is 'Of which service.';
comment on column programme_funding.version    is 'Of which version of its budget.';
comment on column programme_funding.line       is 'Which stream, in the order in which they were entered.';
comment on column programme_funding.payer      is 'Which payer, by the code of the reviewed list.';
comment on column programme_funding.called     is 'Who it is, in words, where the list does not say or several streams have one payer.';
comment on column programme_funding.name       is 'What it is called on pages, as it was when it was entered.';
comment on column programme_funding.per_cent   is 'Which part of the cost it pays, in per cent; those of a version add up to 100.';
comment on column programme_funding.until      is 'The last day on which it pays; nothing where no end is known.';

-- Enters a budget, or the next version of one. Whoever did not see the newest overwrites nothing: they are told.
create function enter_programme_budget(the_service text, the_after integer, the_sites integer, the_fixed numeric, the_variable numeric, the_places integer,
                                       the_price_year text, the_source text, the_status text, the_why text, the_funding jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  of_service uuid;
  newest integer;
begin
  if not acting_may('budget:enter') or acting_for_enforcement() then return 'not-there'; end if;
  select s.id into of_service from service s join service_kind k on k.code = s.kind where s.code = the_service and k.category <> 'supervised-use' for no key update of s;
  if of_service is null then return 'not-there'; end if;
  select coalesce(max(b.version), 0) into newest from programme_budget b where b.service_id = of_service;
  if newest <> the_after then return 'overtaken'; end if;
  insert into programme_budget (service_id, version, sites, fixed_per_site_year, variable_per_person_year, places, price_year, source, status, why,
                                staff_id, name, role, agency_id)
  select of_service, newest + 1, the_sites, the_fixed, the_variable, the_places, the_price_year, the_source, the_status, the_why,
         s.id, s.name, acting_role(), acting_agency()
    from staff s where s.id = acting_staff();
  insert into programme_funding (service_id, version, line, payer, called, name, per_cent, until)
  select of_service, newest + 1, f.line, f.payer, f.called, f.name, f.per_cent, f.until
    from jsonb_to_recordset(the_funding) as f(line integer, payer text, called text, name text, per_cent numeric, until date);
  -- The form says so in words before; here nothing that does not add up is kept, whoever calls.
  if (select coalesce(sum(f.per_cent), 0) from programme_funding f where f.service_id = of_service and f.version = newest + 1) <> 100 then
    raise exception 'the shares of a budget''s streams add up to 100 per cent' using errcode = 'check_violation';
  end if;
  return 'entered';
end $$;

grant select on programme_budget, programme_funding to :"app";
grant execute on function enter_programme_budget(text, integer, integer, numeric, numeric, integer, text, text, text, text, jsonb) to :"app";
