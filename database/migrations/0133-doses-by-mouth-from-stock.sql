-- A dose by mouth that was given from a clinic's own stock stands among the doses that were seen, once, as soon as two have signed its line: in its book,
-- or beside it where the balance would be below zero. A line that is put into its book later is the same dose.

alter table observed_dose add column line_key uuid constraint one_dose_of_a_line unique;
comment on column observed_dose.line_key is 'Key of the line of the controlled-drug register by which it left a clinic''s stock: one line is one dose. Written with that line alone.';
revoke insert on observed_dose from :"app";
grant insert (id, person_id, category, agency_id, owner_kind, with_agency_id, drug, way, micrograms, given_at, collection_id, noted_at, noted_by, withdrawn_at, withdrawn_because)
  on observed_dose to :"app";

create function a_dose_by_mouth_is_seen() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_by, line_key)
  select n.person_id, n.agency_id, n.owner_kind, cd_product_drug(b.product), 'mouth', (-new.quantity_ug)::integer, new.happened_at, s.staff_id, new.key
    from cd_book b join cd_entry_person n on n.key = new.key join cd_signature s on s.id = new.first_signature
   where b.id = new.book_id and cd_product_way(b.product) = 'mouth' and new.quantity_ug < 0
  on conflict (line_key) do nothing;
  return null;
end $$;
create trigger a_dose_by_mouth_is_seen after insert on cd_entry for each row when (new.kind = 'administer') execute function a_dose_by_mouth_is_seen();
create trigger a_dose_by_mouth_is_seen after insert on cd_pending for each row when (new.kind = 'administer') execute function a_dose_by_mouth_is_seen();

-- What two signed for is not taken back by one: a dose that stands in the clinic's record, and by which its most in a day and its gaps are counted, is
-- withdrawn by the clinic's own correction alone.
create function stands_in_a_clinics_record(the_dose uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from observed_dose d where d.id = the_dose and d.line_key is not null) or exists (select from injection i where i.observed_dose_id = the_dose);
end;
grant execute on function stands_in_a_clinics_record(uuid) to :"app";
create policy corrected_where_two_signed on observed_dose as restrictive for update to :"app" using (not stands_in_a_clinics_record(id));
