-- Correcting what was recorded as injected: a new entry that points at the wrong one, said by one and signed by another, each in a sign-in of
-- their own. Both sign for what was injected and for where the rest went, so that a correction settles the waste anew. What left the
-- cupboard stays what it was: the register gets a note of no quantity at the line of the handing over.

create table injection_correction (
  id              uuid primary key default uuidv7(),
  person_id       uuid not null references person,
  category        text not null default 'medication' references category,
  agency_id       uuid not null references agency default acting_agency(),
  owner_kind      text not null references agency_kind default acting_agency_kind(),
  shared_as       text not null generated always as (category || '/' || owner_kind) stored,
  visit_id        uuid not null references dosing_visit on delete cascade,
  injection_id    uuid not null references injection on delete cascade,
  what            text not null check (what in ('full', 'part', 'none', 'spilled', 'vein-failed')),
  dose_ug         bigint not null check (dose_ug > 0),
  injected_ug     bigint not null check (injected_ug >= 0),
  left_ug         bigint not null check (left_ug >= 0),
  ended_at        timestamptz not null,
  reason          text not null check (length(reason) between 1 and 1000),
  left_where      text check (length(left_where) between 1 and 400),
  book_id         uuid not null references cd_book,
  line_key        uuid not null unique,
  line_corrects   bigint not null,
  line_details    text not null,
  said_at         timestamptz not null default clock_timestamp(),
  staff_id        uuid not null references staff default acting_staff(),
  first_signature uuid not null references cd_signature,
  dropped_at      timestamptz,
  dropped_by      uuid references staff,
  constraint a_correction_can_be_countersigned unique (id, injected_ug, staff_id),
  constraint all_that_is_corrected_is_accounted_for check (dose_ug = injected_ug + left_ug),
  constraint the_words_of_a_correction_are_its_amounts check (case what when 'full' then left_ug = 0 when 'part' then injected_ug > 0 and left_ug > 0 when 'none' then injected_ug = 0 else left_ug > 0 end),
  constraint what_was_left_went_somewhere check ((left_ug > 0) = (left_where is not null)),
  constraint nothing_is_corrected_to_a_time_to_come check (ended_at <= said_at),
  constraint whoever_drops_a_correction_is_named check ((dropped_at is null) = (dropped_by is null))
);
create unique index one_correction_of_an_injection_at_a_time on injection_correction (injection_id) where dropped_at is null;
create index injection_correction_person_index on injection_correction (person_id);
create index injection_correction_category_index on injection_correction (category);
create index injection_correction_agency_index on injection_correction (agency_id);
create index injection_correction_owner_kind_index on injection_correction (owner_kind);
create index injection_correction_visit_index on injection_correction (visit_id);
create index injection_correction_injection_index on injection_correction (injection_id);
create index injection_correction_book_index on injection_correction (book_id);
create index injection_correction_staff_index on injection_correction (staff_id);
create index injection_correction_first_signature_index on injection_correction (first_signature);
create index injection_correction_dropped_by_index on injection_correction (dropped_by);
comment on table injection_correction is 'What was injected, as it should have been recorded: said and signed by one, and counted once a second has signed the same. Nothing is written over.';
comment on column injection_correction.id is 'Identifier.';
comment on column injection_correction.person_id is 'Who.';
comment on column injection_correction.category is 'Category.';
comment on column injection_correction.agency_id is 'The clinic.';
comment on column injection_correction.owner_kind is 'Kind of that agency.';
comment on column injection_correction.shared_as is 'What a grant must name to show it.';
comment on column injection_correction.visit_id is 'At which visit.';
comment on column injection_correction.injection_id is 'What it corrects.';
comment on column injection_correction.what is 'All of it, a part, none, spilled, or the vein failed.';
comment on column injection_correction.dose_ug is 'What was handed over, in micrograms.';
comment on column injection_correction.injected_ug is 'What of it was injected.';
comment on column injection_correction.left_ug is 'What was left.';
comment on column injection_correction.ended_at is 'When the injection ended.';
comment on column injection_correction.reason is 'How the wrong entry came about, and how the right one is known.';
comment on column injection_correction.left_where is 'Where what was left went; empty where nothing was.';
comment on column injection_correction.book_id is 'In which book the note stands.';
comment on column injection_correction.line_key is 'Key of the note in the register.';
comment on column injection_correction.line_corrects is 'The line of the handing over, at which the note points.';
comment on column injection_correction.line_details is 'What the note says, as it is signed.';
comment on column injection_correction.said_at is 'When it was said.';
comment on column injection_correction.staff_id is 'Who said so.';
comment on column injection_correction.first_signature is 'Their signature under the note.';
comment on column injection_correction.dropped_at is 'When it was dropped without a second signature.';
comment on column injection_correction.dropped_by is 'By whom.';
create table injection_correction_second (
  correction_id    uuid primary key references injection_correction on delete cascade,
  entered_ug       bigint not null,
  said_by          uuid not null,
  at               timestamptz not null default clock_timestamp(),
  staff_id         uuid not null references staff default acting_staff(),
  second_signature uuid not null references cd_signature,
  made             uuid not null unique references injection on delete cascade,
  constraint the_second_found_the_same foreign key (correction_id, entered_ug, said_by) references injection_correction (id, injected_ug, staff_id) on delete cascade,
  constraint two_people_correct check (staff_id <> said_by)
);
create index injection_correction_second_staff_index on injection_correction_second (staff_id);
create index injection_correction_second_second_signature_index on injection_correction_second (second_signature);
create index injection_correction_second_correction_index on injection_correction_second (correction_id, entered_ug, said_by);
comment on table injection_correction_second is 'The second person under a correction, who entered by themselves how much was injected. With it the correction counts.';
comment on column injection_correction_second.correction_id is 'Under which.';
comment on column injection_correction_second.entered_ug is 'What they entered, in micrograms.';
comment on column injection_correction_second.said_by is 'Who had said so first.';
comment on column injection_correction_second.at is 'When.';
comment on column injection_correction_second.staff_id is 'Who.';
comment on column injection_correction_second.second_signature is 'Their signature under the note.';
comment on column injection_correction_second.made is 'The entry that counts from now on.';
select show_to_those_entitled('injection_correction');
alter table injection_correction_second enable row level security;
alter table injection_correction_second force row level security;
create policy seen_with_the_correction on injection_correction_second for select to :"app" using (exists (select from injection_correction c where c.id = injection_correction_second.correction_id));
create trigger pages_after_insert after insert on injection_correction referencing new table as changed for each statement execute function boards_have_changed();
grant select on injection_correction, injection_correction_second to :"app";

-- Says that something else was injected than was recorded, and signs for it. Nothing counts otherwise until a second has signed; but nothing
-- more is given meanwhile.
create function correct_injection(the_injection uuid, the_what text, the_ug bigint, the_end timestamptz, the_reason text, the_left text, out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare i injection%rowtype; a authority%rowtype; p preparation%rowtype; k injection_correction%rowtype;
begin
  select * into i from injection where id = the_injection and agency_id = acting_agency();
  answer := 'not-there';
  if i.authority_id is null or not acting_may('dose') or not acting_holds(i.person_id, 'own') then return; end if;
  if not acting_is_fresh() then answer := 'not-fresh'; return; end if;
  perform from person where id = i.person_id for no key update;
  perform from dosing_visit where id = i.visit_id for no key update;
  if exists (select from injection c where c.corrects = i.id) then answer := 'corrected-since'; return; end if;
  if exists (select from injection_correction c where c.injection_id = i.id and c.dropped_at is null) then answer := 'correction-waits'; return; end if;
  -- What is left of it is wasted and seen first, as it was recorded: two accounts of one syringe are never open at once.
  if i.corrects is null and i.left_ug > 0 and not exists (select from dosing_waste w join dosing_waste_witness n on n.waste_id = w.id where w.injection_id = i.id) then answer := 'left-first'; return; end if;
  select * into a from authority where id = i.authority_id;
  select * into p from preparation where id = a.preparation_id;
  if the_ug < 0 or the_ug > i.dose_ug then answer := 'more-than-handed-over'; return; end if;
  if the_end < a.taken_at or the_end > clock_timestamp() then answer := 'not-that-time'; return; end if;
  if the_ug = i.injected_ug and the_what = i.what and the_end = i.ended_at then answer := 'nothing-to-correct'; return; end if;
  if the_ug < i.dose_ug and the_left is null then answer := 'left-where'; return; end if;
  -- Whoever is observed after a dose stays so until they leave: that nothing was injected after all is said then.
  if the_ug = 0 and i.injected_ug > 0 and dosing_state(i.visit_id) not in ('fit-to-leave', 'left-early', 'closed') then answer := 'leave-first'; return; end if;
  k.line_key := gen_random_uuid();
  select seq into k.line_corrects from cd_entry where key = a.line_key;
  k.line_details := jsonb_build_object('reason', the_reason, 'of', a.line_key, 'injected_micrograms', the_ug, 'left_micrograms', i.dose_ug - the_ug,
                                       'recorded_micrograms', i.injected_ug, 'left_where', coalesce(the_left, 'nothing was left'))::text;
  k.first_signature := sign_controlled_drug('corrected', state_cd_line(p.book_id, k.line_key, 'correction', 0, k.line_corrects, null, k.line_details, null, null));
  if k.first_signature is null then answer := 'not-signed'; return; end if;
  insert into injection_correction (person_id, agency_id, owner_kind, visit_id, injection_id, what, dose_ug, injected_ug, left_ug, ended_at, reason, left_where,
                                    book_id, line_key, line_corrects, line_details, first_signature)
  values (i.person_id, i.agency_id, i.owner_kind, i.visit_id, i.id, the_what, i.dose_ug, the_ug, i.dose_ug - the_ug, the_end, the_reason,
          case when the_ug < i.dose_ug then the_left end, p.book_id, k.line_key, k.line_corrects, k.line_details, k.first_signature)
  returning id into made;
  insert into dosing_incident (person_id, agency_id, owner_kind, visit_id, kind, words, happened_at)
  values (i.person_id, i.agency_id, i.owner_kind, i.visit_id, 'corrected', 'What was recorded as injected is corrected: ' || the_reason, i.ended_at);
  perform tell_dosing_team((select s.premises_id from dosing_session s join dosing_visit v on v.session_id = s.id where v.id = i.visit_id), i.person_id,
                           'dosing-review', 'Open the visit: an incident waits for review', now() + parameter_span('review-a-dosing-incident'));
  answer := 'done';
end $$;

-- The second person entered the same: the new entry counts, the dose that others see is withdrawn and another stands, and the register has its note.
create function countersign_injection_correction(the_correction uuid, the_ug bigint) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare k injection_correction%rowtype; i injection%rowtype; two uuid; made uuid; the_drug text;
begin
  perform from person where id = (select person_id from injection_correction where id = the_correction and agency_id = acting_agency()) for no key update;
  select * into k from injection_correction where id = the_correction and agency_id = acting_agency() for no key update;
  if k.id is null or not acting_may('dose:check') or not acting_holds(k.person_id, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if k.dropped_at is not null then return 'correction-dropped'; end if;
  if exists (select from injection_correction_second where correction_id = k.id) then return 'recorded-already'; end if;
  if k.staff_id = acting_staff() then return 'same-person'; end if;
  if k.injected_ug <> the_ug then return 'mismatch'; end if;
  perform from dosing_visit where id = k.visit_id for no key update;
  -- They may have gone on to be observed since it was said.
  select * into i from injection where id = k.injection_id;
  if k.injected_ug = 0 and i.injected_ug > 0 and dosing_state(k.visit_id) not in ('fit-to-leave', 'left-early', 'closed') then return 'leave-first'; end if;
  two := sign_controlled_drug('corrected', (select what_hash from cd_signature where id = k.first_signature));
  if two is null or (select outcome from post_cd_line(k.book_id, k.line_key, 'correction', 0, k.line_corrects, null, k.said_at, k.line_details, k.first_signature, two)) <> 'posted' then return 'not-signed'; end if;
  update observed_dose set withdrawn_at = clock_timestamp(), withdrawn_because = 'Corrected at the clinic: ' || k.reason where id = i.observed_dose_id and withdrawn_at is null;
  select o.drug_class into the_drug from authority a join clinic_order o on o.id = a.order_id where a.id = i.authority_id;
  insert into injection (person_id, agency_id, owner_kind, visit_id, authority_id, what, dose_ug, injected_ug, left_ug, ended_at, staff_id, corrects, because, place, observed_dose_id)
  values (i.person_id, i.agency_id, i.owner_kind, i.visit_id, i.authority_id, k.what, k.dose_ug, k.injected_ug, k.left_ug, k.ended_at, k.staff_id, i.id, k.reason, case when k.what <> 'none' then i.place end,
          case when k.injected_ug > 0 then observe_injected(i.person_id, the_drug, k.injected_ug, k.ended_at) end)
  returning id into made;
  insert into injection_correction_second (correction_id, entered_ug, said_by, second_signature, made) values (k.id, the_ug, k.staff_id, two, made);
  return 'done';
end $$;

-- Drops a correction that nobody has signed as the second: what was recorded stands, and that somebody doubted it stays to be seen.
create function drop_injection_correction(the_correction uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare k injection_correction%rowtype;
begin
  select * into k from injection_correction where id = the_correction and agency_id = acting_agency() for no key update;
  if k.id is null or not acting_may('dose') or not acting_holds(k.person_id, 'own') then return 'not-there'; end if;
  if k.dropped_at is not null then return 'correction-dropped'; end if;
  if exists (select from injection_correction_second where correction_id = k.id) then return 'recorded-already'; end if;
  update injection_correction set dropped_at = clock_timestamp(), dropped_by = acting_staff() where id = k.id;
  return 'done';
end $$;

grant execute on function correct_injection(uuid, text, bigint, timestamptz, text, text), countersign_injection_correction(uuid, bigint), drop_injection_correction(uuid) to :"app";
