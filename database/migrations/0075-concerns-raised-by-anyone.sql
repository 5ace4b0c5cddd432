-- A concern for somebody's safety is kept whoever raises it: also by a role that keeps no safeguarding records, which never reads it again.

create function raise_concern(the_person uuid, the_kind text, the_words text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if acting_staff() is null or not acting_may('person:read') or not acting_holds(the_person, 'own') then return false; end if;
  insert into concern (person_id, kind, words, agency_id, owner_kind, staff_id)
  values (the_person, the_kind, the_words, acting_agency(), acting_agency_kind(), acting_staff());
  return true;
end $$;
grant execute on function raise_concern(uuid, text, text) to :"app";
