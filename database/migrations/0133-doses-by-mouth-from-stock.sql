-- A dose by mouth that was given from a clinic's own stock stands among the doses that were seen, once, as soon as two have signed its line: in its book,
-- or beside it where the balance would be below zero. A line that is put into its book later is the same dose.

alter table observed_dose add column line_key uuid constraint one_dose_of_a_line unique;
comment on column observed_dose.line_key is 'Key of the line of the controlled-drug register by which it left a clinic''s stock: one line is one dose. Written with that line alone.';
alter table observed_dose add column of_line uuid;
create index observed_dose_of_line_index on observed_dose (of_line);
comment on column observed_dose.of_line is 'Key of the line by which the dose left the stock at first: what stands of it after a correction names the same.';
revoke insert on observed_dose from :"app";
grant insert (id, person_id, category, agency_id, owner_kind, with_agency_id, drug, way, micrograms, given_at, collection_id, noted_at, noted_by, withdrawn_at, withdrawn_because)
  on observed_dose to :"app";

-- A second one of a drug on one day that does not say how it came about is booked as it was, and is an incident: of two at one instant the second to be
-- written finds the first.
create function a_dose_by_mouth_is_seen() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare the_product text; n cd_entry_person%rowtype; made uuid;
begin
  select b.product into the_product from cd_book b where b.id = new.book_id;
  select * into n from cd_entry_person where key = new.key;
  if n.key is null or cd_product_way(the_product) <> 'mouth' or new.quantity_ug >= 0 then return null; end if;
  perform from person where id = n.person_id for no key update;
  insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_by, line_key, of_line)
  select n.person_id, n.agency_id, n.owner_kind, cd_product_drug(the_product), 'mouth', (-new.quantity_ug)::integer, new.happened_at, s.staff_id, new.key, new.key
    from cd_signature s where s.id = new.first_signature
  on conflict (line_key) do nothing returning id into made;
  if made is null or new.details::jsonb ? 'again' then return null; end if;
  if exists (select from observed_dose d where d.person_id = n.person_id and d.id <> made and d.way = 'mouth' and d.withdrawn_at is null and cd_product_drug(d.drug) = cd_product_drug(the_product)
                and london_day(d.given_at) = london_day(new.happened_at) and agency_may_know(n.agency_id, d.person_id, d.shared_as, d.agency_id, d.with_agency_id)) then
    insert into dosing_incident (person_id, agency_id, owner_kind, kind, words, happened_at)
    values (n.person_id, n.agency_id, n.owner_kind, 'clash', 'A second dose by mouth of the same drug was booked on one day, and nobody said how it came about.', new.happened_at);
    perform tell_dosing_team((select b.premises_id from cd_book b where b.id = new.book_id), n.person_id, 'dosing-review', 'Open the visit: an incident waits for review',
                             now() + parameter_span('review-a-dosing-incident'));
  end if;
  return null;
end $$;
create trigger a_dose_by_mouth_is_seen after insert on cd_entry for each row when (new.kind = 'administer') execute function a_dose_by_mouth_is_seen();
create trigger a_dose_by_mouth_is_seen after insert on cd_pending for each row when (new.kind = 'administer') execute function a_dose_by_mouth_is_seen();

-- A dose by mouth whose line is corrected is corrected with it, dated, and what stood before is kept as withdrawn: a dose that was not swallowed, or not
-- by them, ends no gap and no days without a dose. The correction says what was taken in truth; where it says nothing of it, what the balance gets back
-- was not taken. Whoever answers for doses is told in the same moment, and an incident says so.
create function a_dose_by_mouth_is_corrected() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare root cd_entry%rowtype; said jsonb := new.details::jsonb; was observed_dose%rowtype; seen bigint; taken bigint; why text;
begin
  -- What was kept beside its book has corrected it already.
  if tg_table_name = 'cd_entry' and exists (select from cd_pending k where k.key = new.key) then return null; end if;
  with recursive back as (
    select e.* from cd_entry e where e.book_id = new.book_id and e.seq = new.corrects
    union all select e.* from back b join cd_entry e on e.book_id = b.book_id and e.seq = b.corrects and e.seq < b.seq)
  select * into root from back where kind = 'administer' limit 1;
  select * into was from observed_dose d where d.line_key = root.key;
  if was.id is null then return null; end if;
  select coalesce(sum(d.micrograms), 0) into seen from observed_dose d where d.of_line = root.key and d.withdrawn_at is null;
  taken := case when said ->> 'taken' = 'as recorded' then seen else coalesce((said ->> 'taken_micrograms')::bigint, greatest(seen - new.quantity_ug, 0)) end;
  if taken = seen then return null; end if;
  why := 'Corrected in the register: ' || (said ->> 'reason');
  update observed_dose set withdrawn_at = clock_timestamp(), withdrawn_because = why where of_line = root.key and withdrawn_at is null;
  if taken > 0 then
    insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_by, line_key, of_line)
    values (was.person_id, was.agency_id, was.owner_kind, was.drug, was.way, taken::integer, was.given_at, (select staff_id from cd_signature where id = new.first_signature), new.key, root.key);
  end if;
  insert into dosing_incident (person_id, agency_id, owner_kind, kind, words, happened_at)
  values (was.person_id, was.agency_id, was.owner_kind, 'corrected', left('A dose by mouth is corrected: ' || (said ->> 'reason'), 4000), was.given_at);
  perform tell_dosing_team((select b.premises_id from cd_book b where b.id = new.book_id), was.person_id, 'dosing-review', 'Open the visit: an incident waits for review',
                           now() + parameter_span('review-a-dosing-incident'));
  return null;
end $$;
create trigger a_dose_by_mouth_is_corrected after insert on cd_entry for each row when (new.kind = 'correction') execute function a_dose_by_mouth_is_corrected();
create trigger a_dose_by_mouth_is_corrected after insert on cd_pending for each row when (new.kind = 'correction') execute function a_dose_by_mouth_is_corrected();

-- What two signed for is not taken back by one: a dose that stands in the clinic's record, and by which its most in a day and its gaps are counted, is
-- withdrawn by the clinic's own correction alone.
create function stands_in_a_clinics_record(the_dose uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from observed_dose d where d.id = the_dose and d.line_key is not null) or exists (select from injection i where i.observed_dose_id = the_dose);
end;
grant execute on function stands_in_a_clinics_record(uuid) to :"app";
create policy corrected_where_two_signed on observed_dose as restrictive for update to :"app" using (not stands_in_a_clinics_record(id));
