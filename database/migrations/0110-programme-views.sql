-- What the pages of programmes count beside stays and events, without names and without anybody's words: scores, appointments and what came of
-- them, sessions of a clinic and what came of them, and what went wrong there.

grant select (scores) on measure to :"insight";
grant select (person_id, service_id, category, starts_at, state) on appointment to :"insight";
grant select (id, person_id, session_id, category) on dosing_visit to :"insight";
grant select (id, agency_id, day, premises_id, closed_at) on dosing_session to :"insight";
grant select (visit_id, seq, to_state, code) on dosing_step to :"insight";
grant select (person_id, agency_id, category, kind, began_at) on dosing_emergency to :"insight";
grant select (person_id, agency_id, category, kind, happened_at) on dosing_incident to :"insight";
grant select (id, service_id) on premises to :"insight";
create policy counted_without_names on dosing_visit for select to :"insight" using (true);
create policy counted_without_names on dosing_session for select to :"insight" using (true);
create policy counted_without_names on dosing_step for select to :"insight" using (true);
create policy counted_without_names on dosing_emergency for select to :"insight" using (true);
create policy counted_without_names on dosing_incident for select to :"insight" using (true);

-- Numbers alone, under codes as definitions have them: whatever else somebody wrote into a measure is not told.
create function numbers_alone(scores jsonb) returns jsonb language sql immutable set search_path = pg_temp
  return (select coalesce(jsonb_object_agg(one.key, one.value), '{}') from jsonb_each(scores) one
           where jsonb_typeof(one.value) = 'number' and one.key ~ '^[a-z0-9-]{1,40}$');

create view insight_score with (security_barrier = true) as
  select p.insight_key, m.definition, m.taken_on, numbers_alone(m.scores) as scores,
         case when m.definition = 'employment-status' and m.answers ->> 'employment' ~ '^[0-9]{1,2}$'
              then m.answers ->> 'employment' end as work
    from measure m join person p on p.id = m.person_id
   where m.withdrawn_at is null and m.category in ('health', 'housing', 'social')
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_score is 'Scores of measures that were taken, without names and without what was answered in words.';
comment on column insight_score.insight_key is 'Whose, as a random key.';
comment on column insight_score.definition is 'Code of the measure.';
comment on column insight_score.taken_on is 'Day it was taken.';
comment on column insight_score.scores is 'Its scores by code, as numbers.';
comment on column insight_score.work is 'Of the measure of work: the code of the answer.';

create view insight_appointment with (security_barrier = true) as
  select p.insight_key, s.code as service_code, london_day(a.starts_at) as day, a.state
    from appointment a join person p on p.id = a.person_id join service s on s.id = a.service_id
   where a.category <> 'supervised-use'
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_appointment is 'Appointments and what came of each, without names.';
comment on column insight_appointment.insight_key is 'Whose, as a random key.';
comment on column insight_appointment.service_code is 'Code of the service.';
comment on column insight_appointment.day is 'On which day.';
comment on column insight_appointment.state is 'Offered, booked, moved, cancelled, attended, missed, excused, or stopped by a death.';

-- As the clinic counts its own attendance: whoever came is there, whatever was given to them.
create view insight_session with (security_barrier = true) as
  select p.insight_key, s.code as service_code, d.day,
         case n.to_state when 'no-show' then 'missed' when 'excused' then 'excused' when 'cancelled' then 'excused' else 'attended' end as state
    from dosing_visit v join dosing_session d on d.id = v.session_id join premises r on r.id = d.premises_id
    join service s on s.id = r.service_id join person p on p.id = v.person_id
    join lateral (select t.to_state from dosing_step t where t.visit_id = v.id order by t.seq desc limit 1) n on true
   where v.category <> 'supervised-use'
     and (n.to_state in ('closed', 'no-show', 'excused', 'cancelled') or (d.closed_at is not null and n.to_state <> 'scheduled'))
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_session is 'Sessions of a clinic for which somebody was expected, and whether they came, without names.';
comment on column insight_session.insight_key is 'Who, as a random key.';
comment on column insight_session.service_code is 'Code of the clinic''s service.';
comment on column insight_session.day is 'On which day.';
comment on column insight_session.state is 'Attended, missed or excused.';

create view insight_harm with (security_barrier = true) as
  select p.insight_key, a.code as agency_code, x.kind, london_day(x.at) as day
    from (select person_id, agency_id, kind, began_at as at from dosing_emergency where category <> 'supervised-use'
          union all
          select person_id, agency_id, 'incident', happened_at from dosing_incident where category <> 'supervised-use' and kind <> 'emergency') x
    join person p on p.id = x.person_id join agency a on a.id = x.agency_id
   where (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_harm is 'Emergencies and other incidents at sessions of a clinic, without names and without anybody''s words.';
comment on column insight_harm.insight_key is 'To whom, as a random key.';
comment on column insight_harm.agency_code is 'The clinic.';
comment on column insight_harm.kind is 'Overdose or seizure in a session, or another incident.';
comment on column insight_harm.day is 'On which day.';

-- Which agency runs a service: a clinic's incidents are its agency's.
create view insight_agency with (security_barrier = true) as
  select s.code as service_code, a.code as agency_code, a.name as agency_name
    from service s join agency a on a.id = s.agency_id join service_kind k on k.code = s.kind
   where k.category <> 'supervised-use'
     and (select acting_may('insight:read') and not acting_for_enforcement());
comment on view insight_agency is 'Which agency runs each service that insight can count.';
comment on column insight_agency.service_code is 'Code of the service.';
comment on column insight_agency.agency_code is 'Code of the agency.';
comment on column insight_agency.agency_name is 'Its name.';

alter view insight_score owner to :"insight";
alter view insight_appointment owner to :"insight";
alter view insight_session owner to :"insight";
alter view insight_harm owner to :"insight";
alter view insight_agency owner to :"insight";
grant execute on function numbers_alone(jsonb) to :"insight", :"app";
grant select on insight_score, insight_appointment, insight_session, insight_harm, insight_agency to :"app";
