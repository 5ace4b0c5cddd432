-- What holds where less than the full dose, or nothing, was decided: a wait, a smaller order signed since, never a rise by agreement; and who is identified.

-- Photo, or somebody who knows them, and two more signs. A photo that nobody keeps shows nothing.
create function dosing_identified(the_visit uuid, signs jsonb) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return (select count(distinct s) >= 3 and bool_or(s = 'known' or (s = 'photo' and exists (select from dosing_visit v join person_photo p on p.person_id = v.person_id where v.id = the_visit)))
            from jsonb_array_elements_text(signs) s);

-- Until when somebody of whom it was decided to look again waits: less may be decided at any time, a dose only afterwards.
create function dosing_waits_until(the_visit uuid) returns timestamptz language sql stable security definer set search_path = :"schema", pg_temp
  return (select max(a.again_at) from pre_dose_assessment a where a.visit_id = the_visit and a.decision in ('defer', 'withhold')
             and not exists (select from pre_dose_assessment n where n.visit_id = a.visit_id and n.at > a.at and n.decision in ('clear', 'reduce')));

-- Where less is to be given: why an order does not give less, or nothing. A second member of staff may agree to what they had before, never to a rise; otherwise it is an order
-- for this session that was signed since it was decided, and is less than the standing one by the protocol's share at least.
create function reduced_dose_stands_against(v dosing_visit, a pre_dose_assessment, o clinic_order, s dosing_session) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare total bigint := clinic_slot_total(o.id, s.slot); usual bigint;
begin
  if exists (select from pre_dose_agreement g where g.assessment_id = a.id) then
    return case when total > coalesce(dosing_largest_before(v.id), 0) then 'never-the-increase' end;
  end if;
  select clinic_slot_total(x.id, s.slot) into usual from clinic_order x
   where x.person_id = v.person_id and x.agency_id = v.agency_id and x.kind = 'standing' and x.state in ('signed', 'held') and x.drug_class = o.drug_class and x.in_force @> s.day limit 1;
  if o.kind = 'standing' or o.signed_at < (select min(x.at) from pre_dose_assessment x where x.visit_id = v.id and x.decision in ('reduce', 'defer', 'withhold'))
     or total > usual * (1 - dosing_number(s.id, 'reduce-by') / 100) then return 'reduced-order-needed'; end if;
  return null;
end $$;
