-- Somebody's own saturation on air: recorded, replaced and taken back by a licensed doctor alone, each time with a reason. It can let a full
-- dose be given where the table would withhold it, so it asks for a proof, and two at once are not both taken for the newest.
create function record_own_oxygen(the_person uuid, the_spo2 integer, the_day date, the_reason text, the_one_before uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare before dosing_baseline%rowtype;
begin
  if acting_agency_kind() <> 'clinic' or not acting_may('prescribe:licensed') or not acting_holds(the_person, 'own') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform from person where id = the_person and died_on is null for no key update;
  if not found then return 'has-died'; end if;
  select * into before from dosing_baseline where person_id = the_person and agency_id = acting_agency() order by noted_at desc, id desc limit 1;
  if before.id is distinct from the_one_before then return 'changed-since'; end if;
  if the_spo2 is null and before.spo2 is null then return 'nothing-to-take-back'; end if;
  if the_day > london_day(now()) then return 'not-measured-yet'; end if;
  insert into dosing_baseline (person_id, spo2, measured_on, reason) values (the_person, the_spo2, the_day, the_reason);
  return 'done';
end $$;

grant execute on function own_oxygen_that_counts(uuid, uuid), record_own_oxygen(uuid, integer, date, text, uuid) to :"app";
