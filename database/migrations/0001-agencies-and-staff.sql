-- Agencies, services, teams, staff and their posts.
--
-- Written for one partnership's schema; the runner sets search_path to that schema and "ext", and puts the
-- partnership's own role names in the place of :"app", :"door", :"policy" and :"insight".
--
-- :"app"     signs in for every request of a signed-in user; owns nothing, bypasses nothing
-- :"door"    signs in only to check who someone is and to start and end sessions
-- :"policy"  never signs in; owns the functions marked security definer
-- :"insight" never signs in; owns the views without names

create table partnership_fact (
  only_row   boolean primary key default true check (only_row),
  code       text not null,
  name       text not null,
  made_up    boolean not null,
  created_at timestamptz not null default now()
);
comment on table  partnership_fact            is 'What this partnership is: one row.';
comment on column partnership_fact.only_row   is 'Keeps the table at one row.';
comment on column partnership_fact.code       is 'Short code, also the name of the schema.';
comment on column partnership_fact.name       is 'Name as people say it.';
comment on column partnership_fact.made_up    is 'True when every person in it is invented; only then is the demonstration sign-in open.';
comment on column partnership_fact.created_at is 'When the partnership was made.';

create table agency_kind (
  code        text primary key,
  name        text not null,
  enforcement boolean not null,
  care        boolean not null
);
comment on table  agency_kind             is 'Kinds of agency, which sharing rules speak of. Written at start from the program.';
comment on column agency_kind.code        is 'Code.';
comment on column agency_kind.name        is 'Name as people say it.';
comment on column agency_kind.enforcement is 'Police and probation: never see treatment, whatever anyone consents to.';
comment on column agency_kind.care        is 'Gives care under a duty of confidence.';

create table role (
  code       text primary key,
  name       text not null,
  categories text[] not null,
  may        text[] not null
);
comment on table  role            is 'Kinds of post and what each may do. Written at start from the program.';
comment on column role.code       is 'Code.';
comment on column role.name       is 'Name as people say it.';
comment on column role.categories is 'Categories of record this post needs for its work; nothing else is shown whatever the agency may see.';
comment on column role.may        is 'Permissions that pages ask for.';

create table service_kind (
  code           text primary key,
  name           text not null,
  category       text not null,
  retention_days integer not null check (retention_days >= 0)
);
comment on table  service_kind                is 'The kinds of service. Written at start from their declarations.';
comment on column service_kind.code           is 'Code of the declaration.';
comment on column service_kind.name           is 'Name as people say it.';
comment on column service_kind.category       is 'Category of an episode with such a service.';
comment on column service_kind.retention_days is 'Days after an ending during which the agency still sees the person.';

create table parameter (
  code     text primary key,
  hours    integer not null check (hours > 0),
  version  integer not null,
  status   text not null check (status in ('proposed', 'confirmed')),
  source   text not null,
  check_by date not null
);
comment on table  parameter          is 'Spans that practice settles and functions count by. Written at start from the program.';
comment on column parameter.code     is 'Name the functions ask by.';
comment on column parameter.hours    is 'How long, in hours.';
comment on column parameter.version  is 'Which version of the value.';
comment on column parameter.status   is 'Proposed, or confirmed by those who may.';
comment on column parameter.source   is 'Where the value comes from.';
comment on column parameter.check_by is 'Day by which someone looks at it again.';

-- A span by its name. Hours and not days: 28 days are 672 hours, whatever the clocks do. One that is not there is no time
-- at all, and never for ever.
create function parameter_span(the_code text) returns interval language sql stable set search_path = :"schema", pg_temp
  return coalesce((select make_interval(hours => hours) from parameter where code = the_code), interval '0');

create table agency (
  id   uuid primary key default uuidv7(),
  code text not null unique,
  name text not null,
  kind text not null references agency_kind
);
create index agency_kind_index on agency (kind);
comment on table  agency      is 'An organisation of the partnership.';
comment on column agency.id   is 'Identifier.';
comment on column agency.code is 'Short code used on the command line and in files.';
comment on column agency.name is 'Name as people say it.';
comment on column agency.kind is 'Kind, which decides what may be shared with it.';

create table service (
  id        uuid primary key default uuidv7(),
  code      text not null unique,
  name      text not null,
  agency_id uuid not null references agency,
  kind      text not null references service_kind
);
create index service_agency_index on service (agency_id);
create index service_kind_index on service (kind);
comment on table  service           is 'One agency''s offer of one kind of service.';
comment on column service.id        is 'Identifier.';
comment on column service.code      is 'Short code used on the command line and in files.';
comment on column service.name      is 'Name as people say it.';
comment on column service.agency_id is 'The agency that runs it.';
comment on column service.kind      is 'What kind of service it is.';

create table staff (
  id        uuid primary key default uuidv7(),
  name      text not null,
  agency_id uuid not null references agency,
  left_on   date
);
create index staff_agency_index on staff (agency_id);
comment on table  staff           is 'People who work in the partnership.';
comment on column staff.id        is 'Identifier.';
comment on column staff.name      is 'Name as colleagues know them.';
comment on column staff.agency_id is 'Employer.';
comment on column staff.left_on   is 'Last day of work here, when they have left.';

create table team (
  id            uuid primary key default uuidv7(),
  service_id    uuid not null references service,
  name          text not null,
  lead_staff_id uuid not null references staff
);
create index team_service_index on team (service_id);
create index team_lead_index on team (lead_staff_id);
comment on table  team               is 'A duty team: what a handover or task always belongs to, whoever is away.';
comment on column team.id            is 'Identifier.';
comment on column team.service_id    is 'The service it works for.';
comment on column team.name          is 'Name as people say it.';
comment on column team.lead_staff_id is 'The named lead to whom silence escalates.';

create table absence (
  id       uuid primary key default uuidv7(),
  staff_id uuid not null references staff,
  from_on  date not null,
  to_on    date not null,
  constraint absence_ends_after_it_starts check (to_on >= from_on)
);
create index absence_staff_index on absence (staff_id, from_on);
comment on table  absence          is 'Days a member of staff is away; their work shows as their team''s.';
comment on column absence.id       is 'Identifier.';
comment on column absence.staff_id is 'Who is away.';
comment on column absence.from_on  is 'First day away.';
comment on column absence.to_on    is 'Last day away.';

create table account (
  id          uuid primary key default uuidv7(),
  username    text not null unique check (username ~ '^[a-z0-9][a-z0-9.-]{1,62}$'),
  staff_id    uuid references staff,
  person_id   uuid,
  disabled_at timestamptz,
  constraint account_is_of_staff_or_of_a_person check (num_nonnulls(staff_id, person_id) = 1)
);
create index account_staff_index on account (staff_id);
create index account_person_index on account (person_id);
comment on table  account             is 'A way to sign in: of a member of staff, or of a person in treatment.';
comment on column account.id          is 'Identifier.';
comment on column account.username    is 'What is typed to sign in.';
comment on column account.staff_id    is 'The member of staff, if it is theirs.';
comment on column account.person_id   is 'The person in treatment, if it is theirs.';
comment on column account.disabled_at is 'Since when it cannot be used.';

create table post (
  id         uuid primary key default uuidv7(),
  account_id uuid not null references account,
  role       text not null references role,
  agency_id  uuid not null references agency,
  team_id    uuid references team,
  ended_on   date
);
create index post_account_index on post (account_id);
create index post_role_index on post (role);
create index post_agency_index on post (agency_id);
create index post_team_index on post (team_id);
comment on table  post            is 'A job someone holds: the role and agency they work as.';
comment on column post.id         is 'Identifier.';
comment on column post.account_id is 'Whose.';
comment on column post.role       is 'What they do.';
comment on column post.agency_id  is 'For whom.';
comment on column post.team_id    is 'In which duty team, if any.';
comment on column post.ended_on   is 'Last day in the post.';

-- Nobody reads accounts directly but definer functions.
alter table account enable row level security;
alter table account force row level security;

grant select on partnership_fact to :"app", :"door";
grant select on agency_kind, role, service_kind, parameter, agency, service, staff, team, absence, post to :"app";
