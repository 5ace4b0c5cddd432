-- Referrals as they come in by a door, drafts of them, and concerns for somebody's safety.

alter table service_kind add column youngest_years integer;
comment on column service_kind.youngest_years is 'Age from which its services take somebody, in whole years, from its declaration; empty where any age is.';

-- A child is never taken into an adult's stay, whichever page or act writes it. What a file tells is what happened, and is kept.
create function of_an_age_that_its_service_takes() returns trigger
language plpgsql set search_path = :"schema", pg_temp as $$
begin
  if exists (select from service s join service_kind k on k.code = s.kind join person p on p.id = new.person_id
              where s.id = new.service_id and p.born_on + make_interval(years => k.youngest_years) > new.started_on) then
    raise check_violation using message = 'somebody younger than the service takes is referred to safeguarding';
  end if;
  return new;
end $$;
create trigger of_an_age_that_its_service_takes before insert or update of started_on, service_id, person_id on episode
  for each row when (current_user = :'app') execute function of_an_age_that_its_service_takes();

create table referral_draft (
  id        uuid primary key default uuidv7(),
  source    text not null,
  answers   jsonb not null,
  edition   integer not null default 1,
  agency_id uuid not null references agency default acting_agency(),
  staff_id  uuid not null references staff default acting_staff(),
  made_at   timestamptz not null default now(),
  saved_at  timestamptz not null
);
create index referral_draft_agency_index on referral_draft (agency_id);
create index referral_draft_staff_index on referral_draft (staff_id, saved_at desc);
comment on table  referral_draft           is 'A referral being taken down: about nobody on record yet, so its writer''s alone; gone once it is recorded, thrown away or old.';
comment on column referral_draft.id        is 'Identifier.';
comment on column referral_draft.source    is 'By which door, as declared.';
comment on column referral_draft.answers   is 'What was typed so far, as it was typed.';
comment on column referral_draft.edition   is 'How many times it was saved, so that two windows notice each other.';
comment on column referral_draft.agency_id is 'Agency of its writer.';
comment on column referral_draft.staff_id  is 'Who is writing it; nobody else sees it.';
comment on column referral_draft.made_at   is 'When it was begun.';
comment on column referral_draft.saved_at  is 'When it was last saved.';

alter table referral_draft enable row level security;
alter table referral_draft force row level security;
create policy seen_by_its_writer on referral_draft for select to :"app"
  using (staff_id = (select acting_staff()) and agency_id = (select acting_agency()));
create policy written_by_oneself on referral_draft for insert to :"app"
  with check (staff_id = (select acting_staff()) and agency_id = (select acting_agency()) and (select acting_may('person:register')));
create policy changed_by_its_writer on referral_draft for update to :"app"
  using (staff_id = (select acting_staff()) and agency_id = (select acting_agency()));
create policy dropped_by_its_writer on referral_draft for delete to :"app"
  using (staff_id = (select acting_staff()) and agency_id = (select acting_agency()));
grant select, insert, delete, update (answers, edition, saved_at) on referral_draft to :"app";

create table referral (
  id               uuid primary key default uuidv7(),
  person_id        uuid not null references person,
  episode_id       uuid references episode,
  source           text not null,
  ndtms_source     text,
  referred_on      date not null,
  words            text not null check (length(words) between 1 and 4000),
  answers          jsonb not null default '{}',
  agreed           text not null check (agreed in ('yes', 'no', 'not-asked')),
  first_contact_by timestamptz,
  corrects         uuid references referral,
  category         text not null references category,
  agency_id        uuid not null references agency default acting_agency(),
  owner_kind       text not null references agency_kind default acting_agency_kind(),
  shared_as        text not null generated always as (category || '/' || owner_kind) stored,
  at               timestamptz not null default now(),
  staff_id         uuid references staff default acting_staff()
);
create index referral_person_index on referral (person_id, referred_on desc);
create index referral_episode_index on referral (episode_id);
create unique index a_referral_is_corrected_once on referral (corrects);
create index referral_agency_index on referral (agency_id);
create index referral_owner_kind_index on referral (owner_kind);
create index referral_category_index on referral (category);
create index referral_staff_index on referral (staff_id);
comment on table  referral                  is 'How somebody came to a service by a door: who sent them, why, and by when they are to be met. Never changed.';
comment on column referral.id               is 'Identifier.';
comment on column referral.person_id        is 'Who was referred.';
comment on column referral.episode_id       is 'The stay it began.';
comment on column referral.source           is 'By which door, as declared.';
comment on column referral.ndtms_source     is 'Referral source of the national return, core data set K; empty where none is known.';
comment on column referral.referred_on      is 'Day of the referral, London calendar.';
comment on column referral.words            is 'Why, in the words of whoever referred.';
comment on column referral.answers          is 'Answers to what this door asks, by question.';
comment on column referral.agreed           is 'Whether the person agreed to being referred.';
comment on column referral.first_contact_by is 'By when the first contact was due when it was taken down.';
comment on column referral.corrects         is 'The referral it corrects.';
comment on column referral.category         is 'Category, from the service''s declaration.';
comment on column referral.agency_id        is 'Agency that took it.';
comment on column referral.owner_kind       is 'Kind of that agency.';
comment on column referral.shared_as        is 'What a grant must name to show it.';
comment on column referral.at               is 'When it was taken down.';
comment on column referral.staff_id         is 'Who took it down.';

create table concern (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  kind       text not null,
  words      text not null check (length(words) between 1 and 4000),
  told_to    text,
  follows    uuid references concern,
  category   text not null default 'safeguarding' references category,
  agency_id  uuid not null references agency default acting_agency(),
  owner_kind text not null references agency_kind default acting_agency_kind(),
  shared_as  text not null generated always as (category || '/' || owner_kind) stored,
  at         timestamptz not null default now(),
  staff_id   uuid references staff default acting_staff()
);
create index concern_person_index on concern (person_id, at desc);
create index concern_follows_index on concern (follows);
create index concern_agency_index on concern (agency_id);
create index concern_owner_kind_index on concern (owner_kind);
create index concern_category_index on concern (category);
create index concern_staff_index on concern (staff_id);
comment on table  concern            is 'A concern for somebody''s safety, and after it each thing that was done about it. Only added to.';
comment on column concern.id         is 'Identifier.';
comment on column concern.person_id  is 'About whose safety.';
comment on column concern.kind       is 'A child, exploitation, an adult at risk; or what was done.';
comment on column concern.words      is 'What was seen or heard, or done.';
comment on column concern.told_to    is 'Who was told: children''s services, police and so on.';
comment on column concern.follows    is 'The concern about which it was done.';
comment on column concern.category   is 'Category: safeguarding.';
comment on column concern.agency_id  is 'Agency that wrote it.';
comment on column concern.owner_kind is 'Kind of that agency.';
comment on column concern.shared_as  is 'What a grant must name to show it.';
comment on column concern.at         is 'When.';
comment on column concern.staff_id   is 'Who.';

select show_to_those_entitled(the_table), let_own_agency_write(the_table) from unnest(array['referral', 'concern']::regclass[]) the_table;
grant select, insert on referral, concern to :"app";

create trigger written_by_whoever_acts before insert or update on referral
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
create trigger written_by_whoever_acts before insert or update on concern
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
create trigger written_by_whoever_acts before insert or update on referral_draft
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'made_at');
