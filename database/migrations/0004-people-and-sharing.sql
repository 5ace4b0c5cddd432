-- People, what may be shared about them, and the one narrow table of rights that every policy asks.

create table category (
  code    text primary key,
  name    text not null,
  meaning text not null
);
comment on table  category         is 'What a row about a person is about; sharing is decided by it.';
comment on column category.code    is 'Code.';
comment on column category.name    is 'Name as people say it.';
comment on column category.meaning is 'What belongs here.';
insert into category (code, name, meaning) values
  ('identity',       'Identity',       'Names, date of birth and numbers that say who someone is.'),
  ('contact',        'Contact',        'Address, telephone and who to call.'),
  ('health',         'Health',         'Treatment, assessments, measures, hospital and mental health.'),
  ('medication',     'Medication',     'What is prescribed, dispensed and taken.'),
  ('offending',      'Offending',      'Offences, custody, court and diversion contracts.'),
  ('housing',        'Housing',        'Where someone lives and what housing they need.'),
  ('social',         'Social',         'Work, money, family and support.'),
  ('safeguarding',   'Safeguarding',   'Risk to or from a child or adult.'),
  ('supervised-use', 'Supervised use', 'Visits to an overdose prevention service.');

create table person (
  id               uuid primary key default uuidv7(),
  family_name      text not null check (length(family_name) between 1 and 100),
  given_names      text not null check (length(given_names) between 1 and 100),
  known_as         text check (length(known_as) <= 100),
  born_on          date not null,
  sex              text not null check (sex in ('female', 'male', 'indeterminate', 'not-known')),
  died_on          date,
  death_by         uuid references staff,
  death_noted_at   timestamptz,
  insight_key      uuid not null unique default gen_random_uuid(),
  registered_at    timestamptz not null default now(),
  constraint nobody_dies_before_birth check (died_on is null or died_on >= born_on),
  constraint a_recorded_death_says_when_it_was_noted check ((died_on is null) = (death_noted_at is null))
);
create index person_death_by_index on person (death_by);
create index person_born_index on person (born_on);
comment on table  person                is 'A human being known to the partnership.';
comment on column person.id             is 'Identifier.';
comment on column person.family_name    is 'Family name.';
comment on column person.given_names    is 'Given names.';
comment on column person.known_as       is 'Name they like to be called by.';
comment on column person.born_on        is 'Date of birth.';
comment on column person.sex            is 'Sex as recorded by the registering agency.';
comment on column person.died_on        is 'Day of death.';
comment on column person.death_by       is 'Who recorded the death.';
comment on column person.death_noted_at is 'When the death was recorded.';
comment on column person.insight_key    is 'Random key under which insight counts this person; says nothing about them.';
comment on column person.registered_at  is 'When the record was made.';

alter table account add constraint account_person_fkey foreign key (person_id) references person;

create table registration (
  person_id uuid not null references person,
  agency_id uuid not null references agency,
  at        timestamptz not null default now(),
  reason    text not null,
  primary key (person_id, agency_id)
);
create index registration_agency_index on registration (agency_id);
comment on table  registration           is 'An agency that met a person and has not yet opened an episode: a relationship for 28 days.';
comment on column registration.person_id is 'Who.';
comment on column registration.agency_id is 'Which agency.';
comment on column registration.at        is 'When.';
comment on column registration.reason    is 'Why the agency needs the record.';

create table sharing_purpose (
  code   text primary key,
  name   text not null,
  within boolean not null
);
comment on table  sharing_purpose        is 'What something about a person is shared for. Consent is given for one purpose at a time.';
comment on column sharing_purpose.code   is 'Code.';
comment on column sharing_purpose.name   is 'Name as people say it.';
comment on column sharing_purpose.within is 'Whether agencies of the partnership share for it by a rule; the other purposes lead out of the partnership.';
insert into sharing_purpose (code, name, within) values
  ('direct-care',             'Care and support',                              true),
  ('resettlement',            'Housing and resettlement',                      true),
  ('offender-management',     'Managing offenders and preventing crime',       true),
  ('national-returns',        'The national drug treatment return (NDTMS)',    false),
  ('research-and-evaluation', 'Research and evaluation beyond the partnership', false);

create table consent (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null references category,
  reader_kind text not null references agency_kind,
  purpose     text not null default 'direct-care' references sharing_purpose,
  decision    text not null check (decision in ('given', 'refused', 'withdrawn')),
  until       timestamptz not null default 'infinity',
  evidence    text not null,
  agency_id   uuid references agency default acting_agency(),
  staff_id    uuid references staff default acting_staff(),
  at          timestamptz not null default now()
);
create index consent_person_index on consent (person_id, category, reader_kind, purpose, at desc);
create index consent_category_index on consent (category);
create index consent_reader_kind_index on consent (reader_kind);
create index consent_purpose_index on consent (purpose);
create index consent_agency_index on consent (agency_id);
create index consent_staff_index on consent (staff_id);
comment on table  consent             is 'Each decision a person made about sharing. The newest for a category, kind of agency and purpose is in force.';
comment on column consent.id          is 'Identifier.';
comment on column consent.person_id   is 'Who decided.';
comment on column consent.category    is 'About which category.';
comment on column consent.reader_kind is 'Towards which kind of agency.';
comment on column consent.purpose     is 'For which purpose; most are for care and support.';
comment on column consent.decision    is 'Given, refused or withdrawn.';
comment on column consent.until       is 'When a given consent lapses by itself.';
comment on column consent.evidence    is 'How the decision is evidenced.';
comment on column consent.agency_id   is 'Agency that recorded it; empty when the person did so themselves.';
comment on column consent.staff_id    is 'Who recorded it; empty when the person did so themselves.';
comment on column consent.at          is 'When it was recorded.';

create table sharing_rule (
  category      text not null references category,
  owner_kind    text not null references agency_kind,
  reader_kind   text not null references agency_kind,
  purpose       text not null references sharing_purpose,
  needs_consent boolean not null,
  primary key (category, owner_kind, reader_kind),
  -- Whatever anybody signs: police and probation never read of treatment or a private life, nobody reads of the supervised-use
  -- room but care and by consent, and the office reads nothing.
  constraint police_and_probation_never check (not (reader_kind in ('police', 'probation')
    and category in ('health', 'medication', 'supervised-use', 'housing', 'social', 'safeguarding'))),
  constraint supervised_use_by_consent_alone check (category <> 'supervised-use'
    or (needs_consent and reader_kind not in ('police', 'probation', 'prison', 'housing', 'office'))),
  constraint nothing_for_the_office check (reader_kind <> 'office')
);
create index sharing_rule_reader_index on sharing_rule (reader_kind);
create index sharing_rule_purpose_index on sharing_rule (purpose);
create index sharing_rule_owner_index on sharing_rule (owner_kind);
comment on table  sharing_rule               is 'The rules by which rights are computed: what a kind of agency may see of what another kind recorded. No rule, no sharing.';
comment on column sharing_rule.category      is 'Category of the row.';
comment on column sharing_rule.owner_kind    is 'Kind of agency that recorded it.';
comment on column sharing_rule.reader_kind   is 'Kind of agency that reads it.';
comment on column sharing_rule.purpose       is 'For which purpose it is shared; consent must be for the same.';
comment on column sharing_rule.needs_consent is 'Whether the person''s consent must be in force.';

create table visible (
  agency_id uuid not null references agency,
  person_id uuid not null references person,
  until     timestamptz not null,
  grants    text[] not null,
  primary key (agency_id, person_id, until)
);
create index visible_person_index on visible (person_id);
comment on table  visible           is 'The one narrow table of rights: computed when a relationship, consent or rule changes, asked by every policy.';
comment on column visible.agency_id is 'Agency that may see.';
comment on column visible.person_id is 'Whom.';
comment on column visible.until     is 'Until when this line holds.';
comment on column visible.grants    is 'category/kind-of-owner it may see; minimum: name and birth date; own: what the agency itself recorded.';

alter table person enable row level security;
alter table person force row level security;
create policy seen_by_those_with_a_relationship on person for select to :"app"
  using (id = (select acting_person())
         or ('identity' = any ((select acting_categories())::text[])
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = person.id and v.until > now()
                            and 'minimum' = any (v.grants))));

alter table registration enable row level security;
alter table registration force row level security;
alter table visible enable row level security;
alter table visible force row level security;
alter table consent enable row level security;
alter table consent force row level security;
create policy own_agency_only on visible for select to :"app" using (agency_id = (select acting_agency()));

-- What a person decided about sharing: theirs to see, and that of agencies bound by a duty of confidence who know them.
create policy seen_by_the_person_and_their_carers on consent for select to :"app"
  using (person_id = (select acting_person())
         or (not (select acting_for_enforcement())
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = consent.person_id
                            and v.until > now() and 'own' = any (v.grants))));
create policy recorded_with_the_person on consent for insert to :"app"
  with check ((person_id = (select acting_person()) and staff_id is null and agency_id is null)
              or (agency_id = (select acting_agency()) and staff_id = (select acting_staff())
                  and not (select acting_for_enforcement())
                  and exists (select from visible v
                               where v.agency_id = (select acting_agency()) and v.person_id = consent.person_id
                                 and v.until > now() and 'own' = any (v.grants))));

grant select on category, person, visible, consent, sharing_purpose, sharing_rule to :"app";
grant insert on consent to :"app";
