-- Prescriptions of medicines by mouth and of depots: written, signed, held, changed and ended; and the days on which they are
-- collected. Amounts are whole micrograms and nothing else.

-- Shows a table's rows as the common rule does, and besides to the agency at the other end: the pharmacy that a prescription is
-- addressed to, and whoever prescribed what a pharmacy records of it. No rule of sharing opens or closes that.
create function show_to_both_ends(the_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', the_table);
  execute format('alter table %s force row level security', the_table);
  execute format($policy$
    create policy seen_by_those_entitled on %1$s for select to :"app"
      using ((person_id = (select acting_person()) and category <> 'safeguarding')
             or (category = any ((select acting_categories())::text[])
                 and (exists (select from visible v
                               where v.agency_id = (select acting_agency()) and v.person_id = %1$s.person_id
                                 and v.until > now()
                                 and (%1$s.shared_as = any (v.grants)
                                      or (%1$s.agency_id = v.agency_id and 'own' = any (v.grants))
                                      or (%1$s.with_agency_id = v.agency_id and 'minimum' = any (v.grants))))
                      or (person_id = any ((select acting_emergencies())::uuid[])
                          and shared_as = any ((select acting_emergency_grants())::text[])))))$policy$, the_table);
  perform bar_named_workers(the_table);
end $$;

create table prescription (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  with_agency_id uuid references agency,
  pharmacy_id uuid not null references pharmacy,
  team_id     uuid not null references team,
  product     text not null,
  micrograms  integer not null check (micrograms > 0),
  starts_on   date not null,
  ends_on     date not null,
  collected_on text not null check (collected_on ~ '^[1-7]+$'),
  supervised  text not null check (supervised in ('every', 'none')),
  wordings    text[] not null default '{}',
  protocol    text not null,
  protocol_version integer not null,
  phase       text not null check (phase in ('titration', 'stable')),
  reason      text check (length(reason) between 1 and 1000),
  continues   jsonb,
  total_micrograms integer not null check (total_micrograms > 0),
  replaces    uuid references prescription on delete set null,
  state       text not null default 'draft' check (state in ('draft', 'queued', 'signed', 'held', 'changed', 'ended', 'cancelled')),
  revision    integer not null default 1,
  written_at  timestamptz not null default now(),
  written_by  uuid references staff default acting_staff(),
  changed_by  uuid references staff,
  signed_at   timestamptz,
  signed_by   uuid references staff,
  signed_print text,
  stops_on    date,
  restarted_on date,
  stopped_at  timestamptz,
  constraint a_prescription_ends_after_it_starts check (ends_on >= starts_on),
  constraint what_is_signed_says_by_whom check ((state in ('signed', 'held', 'changed', 'ended')) <= (num_nulls(signed_at, signed_by, signed_print) = 0)),
  constraint what_has_stopped_says_when check ((state in ('changed', 'ended', 'cancelled')) = (stopped_at is not null))
);
create index prescription_person_index on prescription (person_id, starts_on desc);
create index prescription_agency_index on prescription (agency_id, state);
create index prescription_owner_kind_index on prescription (owner_kind);
create index prescription_category_index on prescription (category);
create index prescription_with_agency_index on prescription (with_agency_id);
create index prescription_pharmacy_index on prescription (pharmacy_id);
create index prescription_team_index on prescription (team_id);
create index prescription_replaces_index on prescription (replaces);
create index prescription_written_by_index on prescription (written_by);
create index prescription_changed_by_index on prescription (changed_by);
create index prescription_signed_by_index on prescription (signed_by);
create index prescription_going_index on prescription (pharmacy_id) where state in ('signed', 'held');
comment on table  prescription             is 'A medicine prescribed to somebody between two days, collected at one pharmacy. Nothing of it changes once it is signed but where it stands.';
comment on column prescription.id          is 'Identifier.';
comment on column prescription.person_id   is 'For whom.';
comment on column prescription.category    is 'Category.';
comment on column prescription.agency_id   is 'Agency that prescribes.';
comment on column prescription.owner_kind  is 'Kind of that agency.';
comment on column prescription.shared_as   is 'What a grant must name to show it.';
comment on column prescription.with_agency_id is 'Agency of the pharmacy it is addressed to, from when it is signed: it sees it as well.';
comment on column prescription.pharmacy_id is 'Pharmacy at which it is collected.';
comment on column prescription.team_id     is 'Duty team that is told when something is wrong.';
comment on column prescription.product     is 'Code of the product: drug, form and strength; of several strengths in one dose, how many of each: 1*CODE+2*CODE.';
comment on column prescription.micrograms  is 'One dose, in micrograms.';
comment on column prescription.starts_on   is 'First day for which it is.';
comment on column prescription.ends_on     is 'Last day for which it is.';
comment on column prescription.collected_on is 'Days of the week on which it is collected, 1 for Monday.';
comment on column prescription.supervised  is 'Whether the dose of each day of collection is taken in sight of the pharmacist.';
comment on column prescription.wordings    is 'Codes of the Home Office wordings on it.';
comment on column prescription.protocol    is 'Code of the protocol it was written under.';
comment on column prescription.protocol_version is 'Version of that protocol.';
comment on column prescription.phase       is 'Titration or stable: decides how many missed days alert.';
comment on column prescription.reason      is 'Why it is outside what the protocol lets pass without a word.';
comment on column prescription.continues   is 'A dose taken elsewhere that it goes on from: micrograms, last day, who confirmed it.';
comment on column prescription.total_micrograms is 'Everything it is for, in micrograms.';
comment on column prescription.replaces    is 'The prescription that it changes.';
comment on column prescription.state       is 'Draft, queued for signing, signed, held, changed by a later one, ended, or cancelled before it was signed.';
comment on column prescription.revision    is 'Goes up by one whenever it is written anew: nobody signs what was changed since they saw it.';
comment on column prescription.written_at  is 'When it was first written.';
comment on column prescription.written_by  is 'Who first wrote it.';
comment on column prescription.changed_by  is 'Who wrote it last.';
comment on column prescription.signed_at   is 'When it was signed.';
comment on column prescription.signed_by   is 'Who signed it.';
comment on column prescription.signed_print is 'SHA-256 of what was signed.';
comment on column prescription.stops_on    is 'From this day nothing more of it is given.';
comment on column prescription.restarted_on is 'Day on which a hold of it was last ended: missed days count from it.';
comment on column prescription.stopped_at  is 'When it ended, was changed or cancelled.';

create table prescription_step (
  id              uuid primary key default uuidv7(),
  prescription_id uuid not null references prescription on delete cascade,
  what            text not null check (what in ('written', 'rewritten', 'queued', 'signed', 'held', 'restarted', 'changed', 'ended', 'cancelled')),
  reason          text check (length(reason) between 1 and 1000),
  at              timestamptz not null default now(),
  staff_id        uuid references staff default acting_staff()
);
create index prescription_step_prescription_index on prescription_step (prescription_id, at);
create index prescription_step_staff_index on prescription_step (staff_id);
comment on table  prescription_step                 is 'Everything that happened to a prescription, in order. Only added to.';
comment on column prescription_step.id              is 'Identifier.';
comment on column prescription_step.prescription_id is 'Which prescription.';
comment on column prescription_step.what            is 'What happened.';
comment on column prescription_step.reason          is 'Why, where a reason is asked.';
comment on column prescription_step.at              is 'When.';
comment on column prescription_step.staff_id        is 'Who; empty where the program did it by itself.';

create table instalment (
  id              uuid primary key default uuidv7(),
  prescription_id uuid not null references prescription on delete cascade,
  due_on          date not null,
  days            integer not null check (days > 0),
  supervised_micrograms integer not null check (supervised_micrograms >= 0),
  home_micrograms integer not null check (home_micrograms >= 0),
  constraint one_instalment_a_day unique (prescription_id, due_on),
  constraint an_instalment_is_of_something check (supervised_micrograms + home_micrograms > 0)
);
create index instalment_due_index on instalment (due_on);
comment on table  instalment                 is 'One day on which a signed prescription is collected, and what is given on it. Written when it is signed.';
comment on column instalment.id              is 'Identifier.';
comment on column instalment.prescription_id is 'Of which prescription.';
comment on column instalment.due_on          is 'Day of collection.';
comment on column instalment.days            is 'For how many days, from that day on.';
comment on column instalment.supervised_micrograms is 'Taken there, in sight of the pharmacist, in micrograms.';
comment on column instalment.home_micrograms is 'Taken home, in micrograms.';

select show_to_both_ends('prescription'), let_own_agency_write('prescription');
-- Beside what every row must be: written as a draft, by whoever may write one, for a team of one's own agency; the other end is named by signing alone.
create policy written_as_a_draft on prescription as restrictive for insert to :"app"
  with check ((select acting_may('prescribe:draft')) and state in ('draft', 'queued') and signed_at is null and with_agency_id is null
              and category = 'medication'
              and exists (select from team t join service s on s.id = t.service_id where t.id = prescription.team_id and s.agency_id = prescription.agency_id));
-- Only what nobody has signed is written anew; signing, holding and ending are acts of their own.
create policy rewritten_before_it_is_signed on prescription for update to :"app"
  using (agency_id = (select acting_agency()) and category = any ((select acting_categories())::text[])
         and (select acting_may('prescribe:draft')) and state in ('draft', 'queued')
         and exists (select from visible v where v.agency_id = (select acting_agency()) and v.person_id = prescription.person_id
                        and v.until > now() and 'own' = any (v.grants)))
  with check (agency_id = (select acting_agency()) and state in ('draft', 'queued', 'cancelled') and signed_at is null);

do $$
declare the_table text;
begin
  foreach the_table in array array['prescription_step', 'instalment'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
    execute format('create policy seen_with_the_prescription on %1$I for select to :"app"
                      using (exists (select from prescription p where p.id = %1$I.prescription_id))', the_table);
  end loop;
end $$;
create policy written_by_own_agency on prescription_step for insert to :"app"
  with check (what in ('written', 'rewritten', 'queued', 'cancelled')
              and exists (select from prescription p where p.id = prescription_step.prescription_id and p.agency_id = (select acting_agency())));

create trigger written_by_whoever_acts before insert or update on prescription
  for each row when (current_user = :'app') execute function written_by_whoever_acts('written_by', 'written_at');
create trigger signed_by_whoever_acts before insert or update on prescription
  for each row when (current_user = :'app') execute function signed_by_whoever_acts('changed_by', '');
create trigger signed_by_whoever_acts_ before insert or update on prescription
  for each row when (current_user = :'app') execute function signed_by_whoever_acts('signed_by', '');
-- Whoever writes it anew makes another revision of it: the page on which somebody else reads the one before signs nothing.
create function another_revision() returns trigger language plpgsql set search_path = :"schema", pg_temp as $$
begin
  new.revision := old.revision + 1;
  return new;
end $$;
create trigger another_revision before update on prescription for each row when (current_user = :'app') execute function another_revision();
create trigger written_by_whoever_acts before insert or update on prescription_step
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');

grant select, insert on prescription, prescription_step to :"app";
grant select on instalment to :"app";
grant update (pharmacy_id, team_id, product, micrograms, starts_on, ends_on, collected_on, supervised, wordings, protocol,
              protocol_version, phase, reason, continues, total_micrograms, state, changed_by, stopped_at) on prescription to :"app";
