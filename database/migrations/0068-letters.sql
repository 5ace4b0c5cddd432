-- Letters: written from a template, looked over, then kept as they were sent, with whom they went to and on which basis.

create table letter (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  template    text not null check (length(template) between 1 and 40),
  version     integer not null,
  to_kind     text not null,
  addressee   text not null check (length(addressee) between 1 and 500),
  basis       text not null check (basis in ('direct-care', 'consent', 'own-copy')),
  evidence    text check (length(evidence) between 1 and 500),
  words       text not null check (length(words) between 1 and 20000),
  sent_at     timestamptz,
  sent_by     uuid references staff,
  category    text not null references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  constraint no_letter_goes_to_police_or_probation
    check (to_kind in ('person', 'gp', 'hospital', 'care-service', 'other')),
  constraint what_goes_beyond_care_is_consented_to check (to_kind <> 'other' or basis = 'consent'),
  constraint the_persons_own_copy_is_theirs check ((to_kind = 'person') = (basis = 'own-copy')),
  constraint consent_is_evidenced check ((basis = 'consent') = (evidence is not null))
);
create index letter_person_index on letter (person_id, noted_at desc);
create index letter_sent_by_index on letter (sent_by);
create index letter_category_index on letter (category);
create index letter_agency_index on letter (agency_id);
create index letter_owner_kind_index on letter (owner_kind);
create index letter_noted_by_index on letter (noted_by);
comment on table  letter            is 'A letter about a person: a draft, and once it was sent, never changed again.';
comment on column letter.id         is 'Identifier.';
comment on column letter.person_id  is 'About whom.';
comment on column letter.template   is 'Code of the template it began from.';
comment on column letter.version    is 'Version of that template.';
comment on column letter.to_kind    is 'To whom: the person, their GP, a hospital, a service that cares for them, somebody else.';
comment on column letter.addressee  is 'Name and address.';
comment on column letter.basis      is 'Direct care, consent, or the person''s own copy.';
comment on column letter.evidence   is 'How the person consented, where that is the basis.';
comment on column letter.words      is 'The letter.';
comment on column letter.sent_at    is 'When it was sent.';
comment on column letter.sent_by    is 'Who sent it.';
comment on column letter.category   is 'Category.';
comment on column letter.agency_id  is 'Agency that wrote it.';
comment on column letter.owner_kind is 'Kind of that agency.';
comment on column letter.shared_as  is 'What a grant must name to show it.';
comment on column letter.noted_at   is 'When it was begun.';
comment on column letter.noted_by   is 'Who began it.';

-- What was sent stays as it was sent; and it is sent now, by whoever sends it.
create function letter_stays_as_sent() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.sent_at is not null then
    if (new.words, new.addressee, new.to_kind, new.basis, new.evidence, new.sent_at, new.sent_by)
       is distinct from (old.words, old.addressee, old.to_kind, old.basis, old.evidence, old.sent_at, old.sent_by) then
      raise exception 'A letter that was sent stays as it was sent' using errcode = 'check_violation', constraint = 'a_sent_letter_stays_as_it_is';
    end if;
  elsif new.sent_at is not null and acting_staff() is not null then
    new.sent_at := now();
    new.sent_by := acting_staff();
  end if;
  return new;
end $$;
create trigger stays_as_sent before insert or update on letter for each row execute function letter_stays_as_sent();

-- Who wrote and when is kept true as for every other table; see 0033.
do $$
declare
  tab text;
begin
  foreach tab in array array['supply', 'supply_to_nobody', 'drug_test', 'virus_step', 'check_up', 'letter'] loop
    execute format('create trigger written_by_whoever_acts before insert or update on %I for each row when (current_user = %L) execute function written_by_whoever_acts(%L, %L)',
                   tab, :'app', 'noted_by', 'noted_at');
  end loop;
  execute format('create trigger signed_by_whoever_acts before insert or update on letter for each row when (current_user = %L) execute function signed_by_whoever_acts(%L, %L)',
                 :'app', 'sent_by', '');
end $$;

select show_to_those_entitled('letter'), let_own_agency_write('letter'), let_own_agency_change('letter', 'changed_until_sent');
grant select, insert, update (to_kind, addressee, basis, evidence, words, sent_at) on letter to :"app";
