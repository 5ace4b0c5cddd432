-- Setting a dose that was recorded late aside: a sheet read wrongly, another person's, entered twice. Said by one and signed by another; until the
-- second has signed it counts, and nothing more is given. What is right is then recorded anew. Nothing is written over: the entry stays, struck
-- through, and where the register had its line already it gets a correction that gives the quantity back to the balance.

create table dosing_late_aside (
  id              uuid primary key default uuidv7(),
  person_id       uuid not null references person,
  category        text not null default 'medication' references category,
  agency_id       uuid not null references agency default acting_agency(),
  owner_kind      text not null references agency_kind default acting_agency_kind(),
  shared_as       text not null generated always as (category || '/' || owner_kind) stored,
  late_id         uuid not null references dosing_late on delete cascade,
  reason          text not null check (length(reason) between 1 and 1000),
  line_key        uuid unique,
  line_corrects   bigint,
  line_details    text,
  said_at         timestamptz not null default clock_timestamp(),
  staff_id        uuid not null references staff default acting_staff(),
  first_signature uuid references cd_signature,
  dropped_at      timestamptz,
  dropped_by      uuid references staff,
  constraint who_says_so_can_be_named unique (id, staff_id),
  constraint a_line_is_signed_and_pointed_at check (num_nulls(line_key, line_corrects, line_details, first_signature) in (0, 4)),
  constraint whoever_drops_it_is_named check ((dropped_at is null) = (dropped_by is null))
);
create unique index a_late_dose_is_set_aside_once on dosing_late_aside (late_id) where dropped_at is null;
create index dosing_late_aside_person_index on dosing_late_aside (person_id);
create index dosing_late_aside_category_index on dosing_late_aside (category);
create index dosing_late_aside_agency_index on dosing_late_aside (agency_id);
create index dosing_late_aside_owner_kind_index on dosing_late_aside (owner_kind);
create index dosing_late_aside_late_index on dosing_late_aside (late_id);
create index dosing_late_aside_staff_index on dosing_late_aside (staff_id);
create index dosing_late_aside_first_signature_index on dosing_late_aside (first_signature);
create index dosing_late_aside_dropped_by_index on dosing_late_aside (dropped_by);
comment on table dosing_late_aside is 'That a dose recorded late was none, as somebody says: it counts no more once a second has signed. Nothing is written over.';
comment on column dosing_late_aside.id is 'Identifier.';
comment on column dosing_late_aside.person_id is 'Whose record it stands in.';
comment on column dosing_late_aside.category is 'Category.';
comment on column dosing_late_aside.agency_id is 'The clinic.';
comment on column dosing_late_aside.owner_kind is 'Kind of that agency.';
comment on column dosing_late_aside.shared_as is 'What a grant must name to show it.';
comment on column dosing_late_aside.late_id is 'The entry.';
comment on column dosing_late_aside.reason is 'How the wrong entry came about, and how that is known.';
comment on column dosing_late_aside.line_key is 'Key of the correction in the register; empty where the entry never came into it.';
comment on column dosing_late_aside.line_corrects is 'The line at which the correction points.';
comment on column dosing_late_aside.line_details is 'What the correction says, as it is signed.';
comment on column dosing_late_aside.said_at is 'When it was said.';
comment on column dosing_late_aside.staff_id is 'Who said so.';
comment on column dosing_late_aside.first_signature is 'Their signature under the correction.';
comment on column dosing_late_aside.dropped_at is 'When it was dropped without a second.';
comment on column dosing_late_aside.dropped_by is 'By whom.';
create table dosing_late_aside_second (
  aside_id         uuid primary key references dosing_late_aside on delete cascade,
  said_by          uuid not null,
  at               timestamptz not null default clock_timestamp(),
  staff_id         uuid not null references staff default acting_staff(),
  second_signature uuid references cd_signature,
  made             uuid not null unique references injection on delete cascade,
  constraint the_second_signs_what_was_said foreign key (aside_id, said_by) references dosing_late_aside (id, staff_id) on delete cascade,
  constraint two_people_set_it_aside check (staff_id <> said_by)
);
create index dosing_late_aside_second_staff_index on dosing_late_aside_second (staff_id);
create index dosing_late_aside_second_second_signature_index on dosing_late_aside_second (second_signature);
create index dosing_late_aside_second_said_index on dosing_late_aside_second (aside_id, said_by);
comment on table dosing_late_aside_second is 'The second person under it. With them the entry counts no more.';
comment on column dosing_late_aside_second.aside_id is 'Under which.';
comment on column dosing_late_aside_second.said_by is 'Who had said so first.';
comment on column dosing_late_aside_second.at is 'When.';
comment on column dosing_late_aside_second.staff_id is 'Who.';
comment on column dosing_late_aside_second.second_signature is 'Their signature under the correction; empty where the register has none.';
comment on column dosing_late_aside_second.made is 'The entry that counts from now on: nothing of it was injected.';
select show_to_those_entitled('dosing_late_aside');
alter table dosing_late_aside_second enable row level security;
alter table dosing_late_aside_second force row level security;
create policy seen_with_what_is_set_aside on dosing_late_aside_second for select to :"app" using (exists (select from dosing_late_aside a where a.id = dosing_late_aside_second.aside_id));
create trigger pages_after_insert after insert on dosing_late_aside referencing new table as changed for each statement execute function boards_have_changed();
grant select on dosing_late_aside, dosing_late_aside_second to :"app";

-- Was this entry set aside by two?
create function dosing_late_is_aside(the_late uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from dosing_late_aside a join dosing_late_aside_second s on s.aside_id = a.id where a.late_id = the_late);
end;

-- Is it in doubt what somebody had? A correction of an injection waits for its second signature, or setting aside a dose that was recorded late does.
create function injection_correction_waits(the_person uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from injection_correction k where k.person_id = the_person and k.dropped_at is null
                    and not exists (select from injection_correction_second s where s.correction_id = k.id))
      or exists (select from dosing_late_aside a where a.person_id = the_person and a.dropped_at is null
                    and not exists (select from dosing_late_aside_second s where s.aside_id = a.id));
end;

-- Says that a dose recorded late was none. It counts until a second has signed; but nothing more is given meanwhile.
create function set_late_dose_aside(the_late uuid, the_reason text, out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare l dosing_late%rowtype; n bigint; a dosing_late_aside%rowtype;
begin
  perform from person where id = (select person_id from dosing_late where id = the_late and agency_id = acting_agency()) for no key update;
  select * into l from dosing_late where id = the_late and agency_id = acting_agency() for no key update;
  answer := 'not-there';
  if l.id is null or not acting_may('dose') or not acting_holds(l.person_id, 'own') then return; end if;
  if not acting_is_fresh() then answer := 'not-fresh'; return; end if;
  if exists (select from dosing_late_aside x where x.late_id = l.id and x.dropped_at is null) then answer := 'aside-already'; return; end if;
  if exists (select from dosing_late_second where late_id = l.id) then
    select seq into n from cd_entry where key = l.line_key;
    if n is null then answer := 'line-waits-beside'; return; end if;
    a.line_key := gen_random_uuid();
    a.line_details := jsonb_build_object('reason', the_reason, 'of', l.line_key, 'recorded_micrograms', l.dose_ug, 'late', 'set aside')::text;
    a.first_signature := sign_controlled_drug('corrected', state_cd_line(l.book_id, a.line_key, 'correction', l.dose_ug, n, null, a.line_details, null, null));
    if a.first_signature is null then answer := 'not-signed'; return; end if;
  end if;
  insert into dosing_late_aside (person_id, agency_id, owner_kind, late_id, reason, line_key, line_corrects, line_details, first_signature)
  values (l.person_id, l.agency_id, l.owner_kind, l.id, the_reason, a.line_key, n, a.line_details, a.first_signature) returning id into made;
  insert into dosing_incident (person_id, agency_id, owner_kind, kind, words, happened_at)
  values (l.person_id, l.agency_id, l.owner_kind, 'corrected', 'A dose that was recorded late is set aside: ' || the_reason, l.given_at);
  perform tell_dosing_team(l.premises_id, l.person_id, 'dosing-review', 'Open the visit: an incident waits for review', now() + parameter_span('review-a-dosing-incident'));
  answer := 'done';
end $$;

-- The second signs: the entry counts no more, for nobody; where the register had its line the balance is put right by a correction.
create function countersign_late_aside(the_aside uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare a dosing_late_aside%rowtype; l dosing_late%rowtype; i injection%rowtype; two uuid; it uuid;
begin
  perform from person where id = (select person_id from dosing_late_aside where id = the_aside and agency_id = acting_agency()) for no key update;
  select * into a from dosing_late_aside where id = the_aside and agency_id = acting_agency() for no key update;
  if a.id is null or not acting_may('dose:check') or not acting_holds(a.person_id, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if a.dropped_at is not null then return 'correction-dropped'; end if;
  if exists (select from dosing_late_aside_second where aside_id = a.id) then return 'recorded-already'; end if;
  if a.staff_id = acting_staff() then return 'same-person'; end if;
  select * into l from dosing_late where id = a.late_id for no key update;
  if a.line_key is not null then
    two := sign_controlled_drug('corrected', (select what_hash from cd_signature where id = a.first_signature));
    if two is null or (select outcome from post_cd_line(l.book_id, a.line_key, 'correction', l.dose_ug, a.line_corrects, null, a.said_at, a.line_details, a.first_signature, two)) <> 'posted' then return 'not-signed'; end if;
  end if;
  select * into i from injection where id = l.injection_id;
  update observed_dose set withdrawn_at = clock_timestamp(), withdrawn_because = 'Set aside at the clinic: ' || a.reason where id = i.observed_dose_id and withdrawn_at is null;
  insert into injection (person_id, agency_id, owner_kind, what, dose_ug, injected_ug, left_ug, ended_at, staff_id, corrects, because)
  values (i.person_id, i.agency_id, i.owner_kind, 'none', i.dose_ug, 0, i.dose_ug, i.ended_at, a.staff_id, i.id, a.reason) returning id into it;
  insert into dosing_late_aside_second (aside_id, said_by, second_signature, made) values (a.id, a.staff_id, two, it);
  return 'done';
end $$;

-- Drops it before anybody has signed as the second: the entry stands.
create function drop_late_aside(the_aside uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare a dosing_late_aside%rowtype;
begin
  select * into a from dosing_late_aside where id = the_aside and agency_id = acting_agency() for no key update;
  if a.id is null or not acting_may('dose') or not acting_holds(a.person_id, 'own') then return 'not-there'; end if;
  if a.dropped_at is not null then return 'correction-dropped'; end if;
  if exists (select from dosing_late_aside_second where aside_id = a.id) then return 'recorded-already'; end if;
  update dosing_late_aside set dropped_at = clock_timestamp(), dropped_by = acting_staff() where id = a.id;
  return 'done';
end $$;

-- What stands against finishing a downtime: numbers of which nobody has said anything, doses without a second signature; a form whose dose was set
-- aside is to be ticked off again.
create function downtime_open_forms(the_downtime uuid, out missing integer, out unsigned integer, out doses integer) language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select count(*) filter (where f.number is null or dosing_late_is_aside(f.late_id))::integer,
         count(*) filter (where f.became = 'dose' and f.late_id is not null and n.late_id is null and not dosing_late_is_aside(f.late_id))::integer,
         count(*) filter (where f.became = 'dose' and not dosing_late_is_aside(f.late_id))::integer
    from downtime_form_set s cross join lateral generate_series(s.first, s.last) as number
    left join lateral (select * from downtime_form x where x.premises_id = s.premises_id and x.number = number.number order by x.seq desc limit 1) f on true
    left join dosing_late_second n on n.late_id = f.late_id
   where s.downtime_id = the_downtime;
end;

-- May somebody have had a dose on paper that is not entered yet? While a downtime goes on, and until each of its forms for a dose is ticked off; where
-- nobody has said which forms were used, until a second person has finished it. What was entered for a form and set aside is not entered.
create function dose_may_be_on_paper(the_premises uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (
    select from downtime d where d.premises_id = the_premises and d.finished_at is null and (d.ended_at is null
      or not exists (select from downtime_form_set s where s.downtime_id = d.id) or exists (
      select from downtime_form_set s cross join lateral generate_series(s.first, s.last_dose) as n(number)
       where s.downtime_id = d.id and not exists (select from downtime_form f where f.premises_id = s.premises_id and f.number = n.number
                                                     and not dosing_late_is_aside(f.late_id)))));
end;

grant execute on function set_late_dose_aside(uuid, text), countersign_late_aside(uuid), drop_late_aside(uuid), dosing_late_is_aside(uuid), injection_correction_waits(uuid) to :"app";
grant execute on function downtime_open_forms(uuid) to :"app";
grant execute on function dose_may_be_on_paper(uuid) to :"app";
