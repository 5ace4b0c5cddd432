-- Sharing rules as versions: each with its legal bases, prepared, put forward and signed; never removed, and never changed
-- once somebody could sign it.

create table sharing_rule_set (
  number          integer primary key check (number > 0),
  state           text not null default 'draft'
                  check (state in ('draft', 'proposed', 'coming', 'in-force', 'superseded', 'dropped')),
  program_version text unique,
  based_on        integer references sharing_rule_set,
  note            text not null check (length(note) between 1 and 2000),
  prepared_by     uuid references staff,
  prepared_at     timestamptz not null default now(),
  proposed_at     timestamptz,
  hash            bytea check (length(hash) = 32),
  used_from       timestamptz,
  used_until      timestamptz,
  job_id          uuid references job,
  step            text check (step in ('closing', 'opening')),
  done_to         uuid,
  people_done     integer not null default 0,
  people_all      integer not null default 0,
  constraint prepared_by_somebody_or_the_program check ((program_version is null) = (prepared_by is not null)),
  constraint fixed_before_it_is_signed check (state in ('draft', 'dropped') or (hash is not null and proposed_at is not null)),
  constraint in_force_is_in_use check (state <> 'in-force' or (used_from is not null and used_until is null)),
  constraint superseded_was_in_use check ((state = 'superseded') = (used_until is not null))
);
create index sharing_rule_set_based_on_index on sharing_rule_set (based_on);
create index sharing_rule_set_prepared_by_index on sharing_rule_set (prepared_by);
create index sharing_rule_set_job_index on sharing_rule_set (job_id);
create unique index one_version_is_in_use on sharing_rule_set ((true)) where used_from is not null and used_until is null;
create unique index one_version_is_coming on sharing_rule_set ((true)) where state = 'coming';
comment on table  sharing_rule_set                 is 'A version of the partnership''s sharing rules. Never removed; unchanged from when it is put forward.';
comment on column sharing_rule_set.number          is 'Version.';
comment on column sharing_rule_set.state           is 'Draft, proposed (unchangeable, to be signed), coming (signed, rights being computed), in force, superseded or dropped.';
comment on column sharing_rule_set.program_version is 'The program''s own name of it, when it came with the program: a proposal, confirmed by nobody until it is signed.';
comment on column sharing_rule_set.based_on        is 'The version it was drafted from.';
comment on column sharing_rule_set.note            is 'What it changes and why.';
comment on column sharing_rule_set.prepared_by     is 'Who prepared it; empty when it came with the program.';
comment on column sharing_rule_set.prepared_at     is 'When it was begun.';
comment on column sharing_rule_set.proposed_at     is 'When it was put forward to be signed.';
comment on column sharing_rule_set.hash            is 'SHA-256 of its exact text when it was put forward.';
comment on column sharing_rule_set.used_from       is 'Since when rights follow it.';
comment on column sharing_rule_set.used_until      is 'Until when they did.';
comment on column sharing_rule_set.job_id          is 'The job that computes everybody''s rights by it.';
comment on column sharing_rule_set.step            is 'While that goes on: first what closes, then what opens.';
comment on column sharing_rule_set.done_to         is 'While that goes on: how far it has come, in order of records.';
comment on column sharing_rule_set.people_done     is 'Records computed so far.';
comment on column sharing_rule_set.people_all      is 'Records to compute, both steps together.';

create table sharing_rule_basis (
  set_number integer not null references sharing_rule_set,
  code       text not null check (code ~ '^[a-z][a-z0-9-]{1,59}$'),
  name       text not null check (length(name) between 1 and 200),
  article_6  text not null check (article_6 in ('6(1)(a)', '6(1)(b)', '6(1)(c)', '6(1)(d)', '6(1)(e)', '6(1)(f)', 'part-3')),
  article_9  text check (article_9 ~ '^9\(2\)\([a-j]\)$'),
  schedule   text check (length(schedule) between 1 and 200),
  confidence text not null check (confidence in ('implied-consent', 'explicit-consent', 'legal-duty', 'public-interest', 'vital-interests', 'none')),
  statute    text check (length(statute) between 1 and 200),
  primary key (set_number, code)
);
comment on table  sharing_rule_basis            is 'A legal basis that a version of the rules names.';
comment on column sharing_rule_basis.set_number is 'Which version.';
comment on column sharing_rule_basis.code       is 'Code within it.';
comment on column sharing_rule_basis.name       is 'What it is called.';
comment on column sharing_rule_basis.article_6  is 'Condition of UK GDPR article 6, or part-3: law enforcement under Part 3 of the Data Protection Act 2018.';
comment on column sharing_rule_basis.article_9  is 'Condition of UK GDPR article 9, where what is shared needs one.';
comment on column sharing_rule_basis.schedule   is 'Section or schedule of the Data Protection Act 2018.';
comment on column sharing_rule_basis.confidence is 'What meets, or sets aside, the common-law duty of confidence; none where no such duty is owed.';
comment on column sharing_rule_basis.statute    is 'The statute that gives the power or the duty, where one does.';

create table sharing_rule_line (
  set_number    integer not null references sharing_rule_set,
  category      text not null references category,
  owner_kind    text not null references agency_kind,
  reader_kind   text not null references agency_kind,
  purpose       text not null references sharing_purpose,
  needs_consent boolean not null,
  basis         text not null,
  primary key (set_number, reader_kind, category, owner_kind),
  foreign key (set_number, basis) references sharing_rule_basis,
  constraint police_and_probation_never check (not (reader_kind in ('police', 'probation')
    and category in ('health', 'medication', 'supervised-use', 'housing', 'social', 'safeguarding'))),
  constraint supervised_use_by_consent_alone check (category <> 'supervised-use'
    or (needs_consent and reader_kind not in ('police', 'probation', 'prison', 'housing', 'office'))),
  constraint nothing_for_the_office check (reader_kind <> 'office')
);
create index sharing_rule_line_basis_index on sharing_rule_line (set_number, basis);
create index sharing_rule_line_category_index on sharing_rule_line (category);
create index sharing_rule_line_owner_index on sharing_rule_line (owner_kind);
create index sharing_rule_line_reader_index on sharing_rule_line (reader_kind);
create index sharing_rule_line_purpose_index on sharing_rule_line (purpose);
comment on table  sharing_rule_line               is 'One rule of a version. No rule, no sharing.';
comment on column sharing_rule_line.set_number    is 'Which version.';
comment on column sharing_rule_line.category      is 'Category of the row.';
comment on column sharing_rule_line.owner_kind    is 'Kind of agency that recorded it.';
comment on column sharing_rule_line.reader_kind   is 'Kind of agency that reads it.';
comment on column sharing_rule_line.purpose       is 'For which purpose it is shared; consent must be for the same.';
comment on column sharing_rule_line.needs_consent is 'Whether the person''s consent must be in force.';
comment on column sharing_rule_line.basis         is 'On which of the version''s legal bases.';

create table sharing_rule_signature (
  set_number integer not null references sharing_rule_set,
  staff_id   uuid not null references staff,
  name       text not null,
  role       text not null references role,
  agency_id  uuid not null references agency,
  hash       bytea not null check (length(hash) = 32),
  at         timestamptz not null default now(),
  primary key (set_number, staff_id),
  constraint one_signature_a_role unique (set_number, role)
);
create index sharing_rule_signature_staff_index on sharing_rule_signature (staff_id);
create index sharing_rule_signature_role_index on sharing_rule_signature (role);
create index sharing_rule_signature_agency_index on sharing_rule_signature (agency_id);
comment on table  sharing_rule_signature            is 'Who signed a version: two people, in two roles.';
comment on column sharing_rule_signature.set_number is 'Which version.';
comment on column sharing_rule_signature.staff_id   is 'Who.';
comment on column sharing_rule_signature.name       is 'Their name, as it was.';
comment on column sharing_rule_signature.role       is 'In which role.';
comment on column sharing_rule_signature.agency_id  is 'For which agency.';
comment on column sharing_rule_signature.hash       is 'SHA-256 of the exact text they signed.';
comment on column sharing_rule_signature.at         is 'When.';

-- A rule in use names the version and its basis.
alter table sharing_rule
  add column set_number integer not null references sharing_rule_set,
  add column basis text not null,
  add foreign key (set_number, basis) references sharing_rule_basis;
create index sharing_rule_set_index on sharing_rule (set_number, basis);
comment on column sharing_rule.set_number is 'The version it comes from.';
comment on column sharing_rule.basis      is 'On which of that version''s legal bases.';

grant select on sharing_rule_set, sharing_rule_basis, sharing_rule_line, sharing_rule_signature to :"app";

-- The exact text of a version, which is what is signed: the same for the same rules, letter by letter. Free words stand in
-- quotation marks as JSON writes them, so that none can look like a rule.
create function sharing_rules_text(the_set integer) returns text language sql stable set search_path = :"schema", pg_temp
  return (select concat_ws(E'\n',
      'Sharing rules, version ' || s.number,
      'Drafted from version ' || coalesce(s.based_on::text, 'none') || ', with the program as ' || coalesce(s.program_version, 'none'),
      'Note: ' || to_jsonb(s.note)::text,
      '',
      'Legal bases: code, name, UK GDPR article 6, article 9, Data Protection Act 2018, duty of confidence, statute',
      (select string_agg(concat_ws(' | ', b.code, to_jsonb(b.name)::text, b.article_6, coalesce(b.article_9, 'none'),
                                   coalesce(to_jsonb(b.schedule)::text, 'none'), b.confidence, coalesce(to_jsonb(b.statute)::text, 'none')),
                         E'\n' order by b.code collate "C")
         from sharing_rule_basis b where b.set_number = s.number),
      '',
      'Rules: who reads, what, recorded by whom, for what, consent, basis',
      (select string_agg(concat_ws(' | ', l.reader_kind, l.category, l.owner_kind, l.purpose,
                                   case when l.needs_consent then 'with consent' else 'without consent' end, l.basis),
                         E'\n' order by l.reader_kind collate "C", l.category collate "C", l.owner_kind collate "C")
         from sharing_rule_line l where l.set_number = s.number),
      '')
    from sharing_rule_set s where s.number = the_set);
create function sharing_rules_hash(the_set integer) returns bytea language sql stable set search_path = :"schema", pg_temp
  return sha256(convert_to(sharing_rules_text(the_set), 'UTF8'));

-- What stands in the way of putting a version forward: parts that are shared on a basis that does not carry them.
create function sharing_rule_faults(the_set integer)
returns table (fault text, reader_kind text, category text, basis text)
language sql stable set search_path = :"schema", pg_temp
begin atomic
  select f.fault, l.reader_kind, l.category, b.name
    from sharing_rule_line l join sharing_rule_basis b on b.set_number = l.set_number and b.code = l.basis
    cross join lateral (values
      ('no-article-9', l.category in ('health', 'medication', 'supervised-use') and b.article_9 is null),
      ('not-by-consent', l.needs_consent and b.confidence <> 'explicit-consent'),
      ('only-by-consent', not l.needs_consent and b.confidence = 'explicit-consent'),
      ('no-law-on-offences', l.category = 'offending' and b.schedule is null and b.statute is null),
      ('leads-out', not (select p.within from sharing_purpose p where p.code = l.purpose))) f (fault, so)
   where l.set_number = the_set and f.so
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4;
end;

-- Uses that lead out of the partnership, such as the national return, are consented to apart: no rule shares for them, and no
-- consent to sharing says anything about them. The overdose prevention room, which knows people by a chosen name, asks nobody.
create table consent_to_use (
  id        uuid primary key default uuidv7(),
  person_id uuid not null references person,
  purpose   text not null references sharing_purpose check (purpose in ('national-returns', 'research-and-evaluation')),
  decision  text not null check (decision in ('given', 'refused', 'withdrawn')),
  evidence  text not null check (length(evidence) between 1 and 500),
  agency_id uuid references agency default acting_agency(),
  staff_id  uuid references staff default acting_staff(),
  at        timestamptz not null default now()
);
create index consent_to_use_person_index on consent_to_use (person_id, purpose, at desc);
create index consent_to_use_purpose_index on consent_to_use (purpose);
create index consent_to_use_agency_index on consent_to_use (agency_id);
create index consent_to_use_staff_index on consent_to_use (staff_id);
comment on table  consent_to_use           is 'Each decision a person made about a use that leads out of the partnership. The newest for a use is in force; without one it is not agreed to.';
comment on column consent_to_use.id        is 'Identifier.';
comment on column consent_to_use.person_id is 'Who decided.';
comment on column consent_to_use.purpose   is 'About which use.';
comment on column consent_to_use.decision  is 'Given, refused or withdrawn.';
comment on column consent_to_use.evidence  is 'How the decision is evidenced.';
comment on column consent_to_use.agency_id is 'Agency that recorded it; empty when the person did so themselves.';
comment on column consent_to_use.staff_id  is 'Who recorded it; empty when the person did so themselves.';
comment on column consent_to_use.at        is 'When it was recorded.';
create trigger written_by_whoever_acts before insert or update on consent_to_use
  for each row when (current_user = :'app') execute function written_by_whoever_acts('', 'at');
alter table consent_to_use enable row level security;
alter table consent_to_use force row level security;
create policy seen_by_the_person_and_their_carers on consent_to_use for select to :"app"
  using (person_id = (select acting_person())
         or ((select acting_may('consent:record')) and (select acting_for_care()) and (select acting_agency_kind()) <> 'supervised-use'
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = consent_to_use.person_id
                            and v.until > now() and 'own' = any (v.grants))));
create policy recorded_with_the_person on consent_to_use for insert to :"app"
  with check ((person_id = (select acting_person()) and staff_id is null and agency_id is null)
              or (agency_id = (select acting_agency()) and staff_id = (select acting_staff())
                  and (select acting_may('consent:record')) and (select acting_for_care())
                  and (select acting_agency_kind()) <> 'supervised-use'
                  and exists (select from visible v
                               where v.agency_id = (select acting_agency()) and v.person_id = consent_to_use.person_id
                                 and v.until > now() and 'own' = any (v.grants))));
select bar_named_workers('consent_to_use');
grant select, insert on consent_to_use to :"app";

-- Of two records that are joined, the decision about a use that allows less holds, as it does for sharing.
create function combine_uses(the_joining uuid, survivor uuid, joined uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  with newest as (
    select distinct on (c.person_id, c.purpose) c.* from consent_to_use c where c.person_id in (survivor, joined)
     order by c.person_id, c.purpose, c.at desc, c.id desc),
  made as (
    insert into consent_to_use (person_id, purpose, decision, evidence)
    select survivor, purpose, case when bool_or(decision = 'refused') then 'refused' else 'withdrawn' end,
           'Two records of this person were joined: of two decisions the one that allows less holds. Ask the person again'
      from newest group by purpose
    having bool_or(decision <> 'given') and (array_agg(decision order by at desc, id desc))[1] = 'given'
    returning id)
  insert into joining_row (joining_id, place, key, part)
  select the_joining, 'consent_to_use.person_id', jsonb_build_object('id', id), 'made' from made;
end;
