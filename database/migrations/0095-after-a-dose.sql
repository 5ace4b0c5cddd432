-- After a handing over: what became of it, what is wasted before a witness, observation, emergencies, leaving; and doses that are recorded late.

create table dosing_late (
  id              uuid primary key default uuidv7(),
  person_id       uuid not null references person,
  category        text not null default 'medication' references category,
  agency_id       uuid not null references agency default acting_agency(),
  owner_kind      text not null references agency_kind default acting_agency_kind(),
  shared_as       text not null generated always as (category || '/' || owner_kind) stored,
  premises_id     uuid not null references premises,
  injection_id    uuid not null unique references injection on delete cascade,
  incident_id     uuid not null references dosing_incident on delete cascade,
  book_id         uuid not null references cd_book,
  dose_ug         bigint not null check (dose_ug > 0),
  given_at        timestamptz not null,
  clashes         text[] not null,
  words           text not null check (length(words) between 1 and 2000),
  line_key        uuid not null unique,
  line_details    text not null,
  recorded_at     timestamptz not null default clock_timestamp(),
  staff_id        uuid not null references staff default acting_staff(),
  first_signature uuid not null references cd_signature,
  constraint a_late_dose_can_be_countersigned unique (id, dose_ug, staff_id),
  constraint nothing_is_recorded_before_it_is_given check (given_at <= recorded_at)
);
create index dosing_late_person_index on dosing_late (person_id);
create index dosing_late_category_index on dosing_late (category);
create index dosing_late_agency_index on dosing_late (agency_id);
create index dosing_late_owner_kind_index on dosing_late (owner_kind);
create index dosing_late_premises_index on dosing_late (premises_id);
create index dosing_late_injection_index on dosing_late (injection_id);
create index dosing_late_incident_index on dosing_late (incident_id);
create index dosing_late_book_index on dosing_late (book_id);
create index dosing_late_staff_index on dosing_late (staff_id);
create index dosing_late_first_signature_index on dosing_late (first_signature);
comment on table dosing_late is 'A dose that was given otherwise than by an authority: on paper, a second one, one that breaks a rule. Recorded as it was, never refused, with its incident.';
comment on column dosing_late.id is 'Identifier.';
comment on column dosing_late.person_id is 'Who had it.';
comment on column dosing_late.category is 'Category.';
comment on column dosing_late.agency_id is 'The clinic.';
comment on column dosing_late.owner_kind is 'Kind of that agency.';
comment on column dosing_late.shared_as is 'What a grant must name to show it.';
comment on column dosing_late.premises_id is 'Where it was given.';
comment on column dosing_late.injection_id is 'The dose as it is counted.';
comment on column dosing_late.incident_id is 'Its incident.';
comment on column dosing_late.book_id is 'From which book.';
comment on column dosing_late.dose_ug is 'How much, in micrograms.';
comment on column dosing_late.given_at is 'When.';
comment on column dosing_late.clashes is 'Codes of the rules that it breaks.';
comment on column dosing_late.words is 'How it came about, and how that is known.';
comment on column dosing_late.line_key is 'Key of the line of the register.';
comment on column dosing_late.line_details is 'What the line says.';
comment on column dosing_late.recorded_at is 'When it was entered.';
comment on column dosing_late.staff_id is 'Who entered it.';
comment on column dosing_late.first_signature is 'Their signature under the line.';
create table dosing_late_second (
  late_id          uuid primary key references dosing_late on delete cascade,
  entered_ug       bigint not null,
  said_by          uuid not null,
  at               timestamptz not null default clock_timestamp(),
  staff_id         uuid not null references staff default acting_staff(),
  second_signature uuid not null references cd_signature,
  kept_beside      boolean not null,
  constraint the_second_entered_the_same foreign key (late_id, entered_ug, said_by) references dosing_late (id, dose_ug, staff_id) on delete cascade,
  constraint two_people_record_it check (staff_id <> said_by)
);
create index dosing_late_second_staff_index on dosing_late_second (staff_id);
create index dosing_late_second_second_signature_index on dosing_late_second (second_signature);
comment on table dosing_late_second is 'The second person''s signature under a dose that is recorded late.';
comment on column dosing_late_second.late_id is 'Under which.';
comment on column dosing_late_second.entered_ug is 'How much they entered by themselves.';
comment on column dosing_late_second.said_by is 'Who had entered it first.';
comment on column dosing_late_second.at is 'When.';
comment on column dosing_late_second.staff_id is 'Who.';
comment on column dosing_late_second.second_signature is 'Their signature.';
comment on column dosing_late_second.kept_beside is 'Whether the line waits beside its book, since the balance would be below zero.';
create index dosing_late_second_late_index on dosing_late_second (late_id, entered_ug, said_by);
select show_to_those_entitled('dosing_late');
alter table dosing_late_second enable row level security;
alter table dosing_late_second force row level security;
create policy seen_with_the_late_dose on dosing_late_second for select to :"app" using (exists (select from dosing_late l where l.id = dosing_late_second.late_id));
create trigger pages_after_insert after insert on dosing_late referencing new table as changed for each statement execute function boards_have_changed();

-- Tells the team of premises to look. The title says no more than every role may read.
create function tell_dosing_team(the_premises uuid, the_person uuid, the_kind text, the_title text, the_due timestamptz) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, person_id, kind, title, due_at, made_by)
  select p.agency_id, t.id, the_person, the_kind, the_title, the_due, null from premises p join team t on t.service_id = p.service_id where p.id = the_premises order by t.id limit 1;
end;

-- A dose as everybody who treats them sees it.
-- What a product of the register is, by its code: `diamorphine-ampoule-100`, `methadone-oral-1`.
create function cd_product_drug(the_product text) returns text language sql immutable return split_part(the_product, '-', 1);
create function cd_product_way(the_product text) returns text language sql immutable return case when the_product like '%-oral-%' then 'mouth' else 'injected' end;

create function observe_injected(v_person uuid, the_drug text, the_ug bigint, the_end timestamptz) returns uuid
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into observed_dose (person_id, drug, way, micrograms, given_at) values (v_person, the_drug, 'injected', the_ug::integer, the_end) returning id;
end;

-- What became of what was handed over, refused only where it is said twice or about nothing. Without a time it ended just now, by this clock and no other.
create function record_injection(the_authority uuid, the_what text, the_ug bigint, the_end timestamptz, the_words text, the_place text default null, out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare a authority%rowtype; o clinic_order%rowtype; ended timestamptz := coalesce(the_end, clock_timestamp());
begin
  select * into a from authority where id = the_authority and agency_id = acting_agency();
  answer := 'not-there';
  if a.id is null or not acting_may('dose') or not acting_holds(a.person_id, 'own') then return; end if;
  perform from dosing_visit where id = a.visit_id for no key update;
  if exists (select from injection where authority_id = a.id and corrects is null) then answer := 'recorded-already'; return; end if;
  if the_ug < 0 or the_ug > a.dose_ug then answer := 'more-than-handed-over'; return; end if;
  if the_end < a.taken_at or the_end > clock_timestamp() then answer := 'not-that-time'; return; end if;
  select * into o from clinic_order where id = a.order_id;
  insert into injection (person_id, agency_id, owner_kind, visit_id, authority_id, what, dose_ug, injected_ug, left_ug, ended_at, because, place, observed_dose_id)
  values (a.person_id, a.agency_id, a.owner_kind, a.visit_id, a.id, the_what, a.dose_ug, the_ug, a.dose_ug - the_ug, ended, the_words, case when the_what <> 'none' then the_place end,
          case when the_ug > 0 then observe_injected(a.person_id, o.drug_class, the_ug, ended) end)
  returning id into made;
  answer := step_dosing_visit(a.visit_id, case when the_ug > 0 then 'observing' else 'identified' end, null, null, '{}', null, null, null, made);
end $$;

-- Says how what was left, or what was prepared and not handed over, leaves the visit, and signs for it; a second person sees it.
create function waste_from_dose(the_preparation uuid, back_unopened boolean, the_reason text, out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare p preparation%rowtype; a authority%rowtype; i injection%rowtype; w dosing_waste%rowtype;
begin
  select * into p from preparation where id = the_preparation and agency_id = acting_agency();
  answer := 'not-there';
  if p.id is null or not acting_may('dose') or not acting_holds(p.person_id, 'own') then return; end if;
  if not acting_is_fresh() then answer := 'not-fresh'; return; end if;
  perform from dosing_visit where id = p.visit_id for no key update;
  select * into a from authority where preparation_id = p.id;
  select * into i from injection x where x.authority_id = a.id and not exists (select from injection c where c.corrects = x.id);
  if a.id is not null and i.id is null then answer := 'outcome-not-known'; return; end if;
  if exists (select from dosing_waste d where d.preparation_id = p.id) or (a.id is not null and (i.left_ug = 0 or i.corrects is not null)) then answer := 'recorded-already'; return; end if;
  w.line_key := gen_random_uuid();
  w.wasted_ug := case when back_unopened and a.id is null then 0 else coalesce(i.left_ug, p.taken_ug) end;
  w.returned_ug := case when back_unopened and a.id is null then p.taken_ug else 0 end;
  w.line_kind := case when a.id is not null then 'correction' when w.wasted_ug > 0 then 'waste-part' else 'none' end;
  w.line_ug := case when w.line_kind = 'waste-part' then -w.wasted_ug else 0 end;
  if a.id is not null then select seq into w.line_corrects from cd_entry where key = a.line_key; end if;
  if w.line_kind <> 'none' then
    w.line_details := (jsonb_build_object('reason', the_reason, 'method', 'made irretrievable before a second person', 'of', p.line_key, 'micrograms', w.wasted_ug, 'lot', p.lot)
                       || case when i.what = 'spilled' then jsonb_build_object('incident', (select c.id from cd_incident c where c.about = a.id)) else '{}' end)::text;
    w.first_signature := sign_controlled_drug('left over', state_cd_line(p.book_id, w.line_key, w.line_kind, w.line_ug, w.line_corrects, null, w.line_details, null, null));
    if w.first_signature is null then answer := 'not-signed'; return; end if;
  end if;
  insert into dosing_waste (person_id, agency_id, owner_kind, visit_id, preparation_id, injection_id, wasted_ug, returned_ug, book_id, line_key, line_kind, line_ug, line_corrects, line_details, reason, first_signature)
  values (p.person_id, p.agency_id, p.owner_kind, p.visit_id, p.id, i.id, w.wasted_ug, w.returned_ug, p.book_id, w.line_key, w.line_kind, w.line_ug, w.line_corrects, w.line_details, the_reason, w.first_signature)
  returning id into made;
  answer := case when a.id is null then step_dosing_visit(p.visit_id, 'identified', the_reason) else 'done' end;
end $$;

-- The second person, who is on shift there, saw it made irretrievable, or put back, and entered how much.
create function witness_dosing_waste(the_waste uuid, the_ug bigint) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare w dosing_waste%rowtype; two uuid;
begin
  select * into w from dosing_waste where id = the_waste and agency_id = acting_agency() for no key update;
  if w.id is null or not acting_may('dose:check') or not acting_holds(w.person_id, 'own') or not exists (select from dosing_visit x where x.id = w.visit_id and acting_duty(x.session_id) is not null) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if exists (select from dosing_waste_witness where waste_id = w.id) then return 'recorded-already'; end if;
  if w.staff_id = acting_staff() then return 'same-person'; end if;
  if w.seen_ug <> the_ug then return 'mismatch'; end if;
  if w.line_kind <> 'none' then
    two := sign_controlled_drug('witnessed', (select what_hash from cd_signature where id = w.first_signature));
    if two is null or (select outcome from post_cd_line(w.book_id, w.line_key, w.line_kind, w.line_ug, w.line_corrects, null, w.at, w.line_details, w.first_signature, two)) not in ('posted', 'pending') then return 'not-signed'; end if;
  end if;
  insert into dosing_waste_witness (waste_id, entered_ug, said_by, second_signature) values (w.id, the_ug, w.staff_id, two);
  return 'done';
end $$;

-- Readings after an injection. What must stop a rise of the dose stops it. A recovery worker takes them on shift, and while a nurse is.
create function look_after_dose(the_visit uuid, the_sedation text, the_breaths integer, the_seconds integer, the_spo2 integer, with_oxygen boolean, low_for integer, the_rung text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype;
begin
  select * into v from dosing_visit where id = the_visit and agency_id = acting_agency();
  if v.id is null or not acting_may('dose:look') or not acting_holds(v.person_id, 'own') then return 'not-there'; end if;
  if not acting_may('dose:check') then
    if acting_duty(v.session_id) is distinct from 'helper' then return 'not-there'; end if;
    if not exists (select from dosing_duty d where d.session_id = v.session_id and d.duty = 'nurse' and d.until_at is null) then return 'no-nurse'; end if;
  end if;
  insert into dosing_look (person_id, agency_id, owner_kind, visit_id, sedation, breaths, seconds, spo2, on_oxygen, low_seconds, rung)
  values (v.person_id, v.agency_id, v.owner_kind, v.id, the_sedation, the_breaths, the_seconds, the_spo2, with_oxygen, low_for, the_rung);
  if the_sedation in ('3', '4') then insert into clinic_rise_stop (person_id, because, happened_at) values (v.person_id, 'sedation', clock_timestamp()); end if;
  if with_oxygen then insert into clinic_rise_stop (person_id, because, happened_at) values (v.person_id, 'oxygen', clock_timestamp()); end if;
  return 'done';
end $$;

-- Records a dose that was given otherwise: as it was, with what it breaks, its incident, and the first of two signatures. What its line must say and
-- only the paper knows is taken from there; what the paper does not say stands as not known.
create function record_late_dose(the_person uuid, the_book uuid, the_ug bigint, the_time timestamptz, the_address text, the_words text, the_paper jsonb default '{}', out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare b cd_book%rowtype; clashes text[] := '{}'; it injection%rowtype; key uuid := gen_random_uuid(); details text; one uuid; incident uuid; o clinic_order%rowtype;
begin
  select * into b from cd_book where id = the_book and agency_id = acting_agency();
  answer := 'not-there';
  if b.id is null or not acting_may('dose') or not acting_holds(the_person, 'own') then return; end if;
  if not acting_is_fresh() then answer := 'not-fresh'; return; end if;
  if the_time > clock_timestamp() then answer := 'not-that-time'; return; end if;
  -- What is taken by mouth was no injection: counted as one it would end a gap.
  if cd_product_way(b.product) <> 'injected' then answer := 'by-mouth'; return; end if;
  perform from person where id = the_person for no key update;
  -- The order that stood at that time, also where it was ended or changed later on the day; else the one of the day, signed after it.
  select x.* into o from clinic_order x where x.person_id = the_person and x.premises_id = b.premises_id and x.signed_at is not null and london_day(the_time) between x.starts_on and x.ends_on
     and (x.in_force @> london_day(the_time) or (x.stops_on = london_day(the_time) and x.stopped_at > the_time)) order by x.signed_at <= the_time desc, x.kind desc, x.starts_on desc, x.signed_at desc limit 1;
  clashes := late_dose_clashes(the_person, b.premises_id, o.id, the_ug, the_time);
  if o.drug_class <> cd_product_drug(b.product) then clashes := array_append(clashes, 'another-drug'); end if;
  details := (jsonb_build_object('prescriber', coalesce((select name from staff where id = clinic_order_holder_at(o.id, the_time)), 'not known'), 'authority', coalesce(clinic_order_authority(o.id, the_time) || ', ', '') || 'recorded late',
                                'microlitres', the_paper -> 'microlitres', 'id_asked', the_paper -> 'id_asked', 'id_shown', the_paper -> 'id_shown', 'late', the_words)
              || (select coalesce(jsonb_object_agg(w.key, w.value), '{}') from jsonb_each(the_paper) w where w.key = any (array['lot', 'form', 'given_by', 'seen_by'])))::text;
  one := sign_controlled_drug('recorded late', state_cd_line(b.id, key, 'administer', -the_ug, null, null, details, the_person, the_address));
  if one is null then answer := 'not-signed'; return; end if;
  insert into injection (person_id, what, dose_ug, injected_ug, left_ug, ended_at, because, observed_dose_id)
  values (the_person, 'full', the_ug, the_ug, 0, the_time, the_words, observe_injected(the_person, cd_product_drug(b.product), the_ug, the_time)) returning * into it;
  insert into dosing_incident (person_id, kind, words, happened_at)
  values (the_person, case when clashes = '{}' then 'recorded-late' else 'clash' end, the_words, the_time) returning id into incident;
  insert into dosing_late (person_id, premises_id, injection_id, incident_id, book_id, dose_ug, given_at, clashes, words, line_key, line_details, first_signature)
  values (the_person, b.premises_id, it.id, incident, b.id, the_ug, the_time, clashes, the_words, key, details, one) returning id into made;
  perform tell_dosing_team(b.premises_id, the_person, 'dosing-review', 'Open the visit: an incident waits for review', now() + parameter_span('review-a-dosing-incident'));
  answer := 'done';
end $$;

-- The second signature: its line is written, or kept beside its book where the balance would be below zero, with an incident of its own.
create function countersign_late_dose(the_late uuid, the_ug bigint) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare l dosing_late%rowtype; two uuid; became text;
begin
  select * into l from dosing_late where id = the_late and agency_id = acting_agency() for no key update;
  if l.id is null or not acting_may('dose:check') or not acting_holds(l.person_id, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if exists (select from dosing_late_second where late_id = l.id) then return 'recorded-already'; end if;
  if exists (select from dosing_late_aside x where x.late_id = l.id and x.dropped_at is null) then return 'aside-already'; end if;
  if l.staff_id = acting_staff() then return 'same-person'; end if;
  if l.dose_ug <> the_ug then return 'mismatch'; end if;
  two := sign_controlled_drug('recorded late', (select what_hash from cd_signature where id = l.first_signature));
  select outcome into became from post_cd_line(l.book_id, l.line_key, 'administer', -l.dose_ug, null, null, l.given_at, l.line_details, l.first_signature, two);
  if became not in ('posted', 'pending') then return 'not-signed'; end if;
  insert into dosing_late_second (late_id, entered_ug, said_by, second_signature, kept_beside) values (l.id, the_ug, l.staff_id, two, became = 'pending');
  insert into dosing_incident (person_id, kind, words, happened_at)
  select l.person_id, 'below-zero', 'The line of a dose that was recorded late waits beside its book: the balance would be below zero.', l.given_at where became = 'pending';
  return 'done';
end $$;
grant select on dosing_late, dosing_late_second to :"app";
grant execute on function record_injection(uuid, text, bigint, timestamptz, text, text), waste_from_dose(uuid, boolean, text), witness_dosing_waste(uuid, bigint),
  look_after_dose(uuid, text, integer, integer, integer, boolean, integer, text), 
  record_late_dose(uuid, uuid, bigint, timestamptz, text, text, jsonb), countersign_late_dose(uuid, bigint) to :"app";
