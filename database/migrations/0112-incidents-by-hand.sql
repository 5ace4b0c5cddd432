-- What somebody at the clinic saw and records by hand as an incident; where a dose did harm, as an adverse event.

alter table dosing_incident add column adverse jsonb
  constraint an_adverse_event_says_how_bad check (adverse is null or kind = 'other' and adverse ?& array['seriousness', 'severity', 'relatedness', 'told']);
comment on column dosing_incident.adverse is 'Where a dose did harm: how serious, how severe, whether it came of the dose, who was told; the dose, its lot and how long before.';

-- What a review of an emergency, or of harm after a dose, found: kept with the review, in the words of a list. Nobody harmed is an answer of its own.
alter table dosing_incident_review add column harm jsonb
  constraint harm_says_what_and_who_was_told check (harm is null or harm ->> 'term' = 'none'
    or (harm ?& array['term', 'seriousness', 'severity', 'relatedness', 'outcome', 'told', 'candour']
        and (harm -> 'told' = '[]' or harm ? 'toldAt') and case harm ->> 'candour' when 'told' then harm ?& array['candourAt', 'candourBy'] else harm ? 'candourWhy' end));
comment on column dosing_incident_review.harm is 'Of an emergency or harm after a dose: its term, how serious and severe, whether it came of the dose, how it ended, who was told and when, and what the person was told; the dose, its lot and how long before.';

-- The last dose of a visit before a time: how much, of which lot, how many minutes before. A time is typed to the minute: harm in the minute of the
-- injection came after it.
create function dose_before_harm(the_visit uuid, the_time timestamptz) returns jsonb language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce((select jsonb_build_object('micrograms', i.injected_ug, 'lot', p.lot, 'minutes', greatest(0, floor(extract(epoch from the_time - i.ended_at) / 60)))
    from injection i join authority a on a.id = i.authority_id join preparation p on p.id = a.preparation_id
   where i.visit_id = the_visit and i.injected_ug > 0 and i.ended_at < the_time + interval '1 minute' and not exists (select from injection c where c.corrects = i.id) order by i.ended_at desc limit 1), '{}');
end;

-- Keeps an incident of a visit, with the last dose of it where it did harm; the team is asked to review it, as of any other.
create function raise_dosing_incident(the_visit uuid, the_words text, the_time timestamptz, the_adverse jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype;
begin
  select * into v from dosing_visit where id = the_visit and agency_id = acting_agency();
  if v.id is null or not acting_may('dose:account') or not acting_holds(v.person_id, 'own') then return 'not-there'; end if;
  if the_time > clock_timestamp() then return 'yet-to-come'; end if;
  insert into dosing_incident (person_id, agency_id, owner_kind, visit_id, kind, words, happened_at, adverse)
  values (v.person_id, v.agency_id, v.owner_kind, v.id, 'other', the_words, the_time, the_adverse || dose_before_harm(v.id, the_time));
  perform tell_dosing_team((select premises_id from dosing_session where id = v.session_id), v.person_id, 'dosing-review', 'Open the visit: an incident waits for review', now() + parameter_span('review-a-dosing-incident'));
  -- Ticked that the accountable officer was told: they are, by this.
  if the_adverse -> 'told' ? 'officer' then
    perform tell_at_premises((select premises_id from dosing_session where id = v.session_id), 'accountable-officer', 'Open Register, Incidents at sessions: harm after a dose', 'read-of-harm');
  end if;
  return 'done';
end $$;
grant execute on function raise_dosing_incident(uuid, text, timestamptz, jsonb) to :"app";
