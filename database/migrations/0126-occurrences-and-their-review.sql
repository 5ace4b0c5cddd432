-- What goes wrong at sessions stands in the quarterly report too, and is reviewed by somebody who had no part in it.

alter table dosing_incident drop constraint dosing_incident_kind_check,
  add constraint dosing_incident_kind_check check (kind in ('emergency', 'recorded-late', 'clash', 'below-zero', 'corrected', 'spill', 'other'));
alter table cd_incident add column about uuid unique;
comment on column cd_incident.about is 'What the program counted it from: nothing is counted twice. Empty where somebody wrote it down.';

-- Counts an occurrence once for whatever it follows from. Says nothing of who was treated.
create function count_cd_occurrence(the_id uuid, the_agency uuid, the_premises uuid, the_kind text, the_drug text, is_near_miss boolean, the_time timestamptz, the_words text, the_line uuid, the_cause uuid)
returns boolean language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  insert into cd_incident (id, agency_id, premises_id, kind, schedule, near_miss, happened_on, words, line, noted_by, about)
  values (the_id, the_agency, the_premises, the_kind, case the_drug when 'buprenorphine' then 3 else 2 end, is_near_miss, london_day(the_time), the_words, the_line, null, the_cause)
  on conflict (about) do nothing;
  return found;
end $$;

create function in_milligrams(the_ug bigint) returns text language sql immutable set search_path = :"schema", pg_temp
  return trim_scale(the_ug / 1000.0)::text || ' mg';

-- What was spilled at a session raises its incident, which is reviewed, and its occurrence, which is reported, under one number.
create function a_spill_is_an_incident() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare a authority%rowtype; place uuid; number uuid := uuidv7(); said text;
begin
  select * into a from authority where id = new.authority_id;
  select s.premises_id into place from dosing_session s where s.id = a.session_id;
  said := 'Spilled at a session: ' || in_milligrams(new.left_ug) || ' of ' || in_milligrams(new.dose_ug) || ' that was handed over. Incident ' || number || '.';
  if count_cd_occurrence(number, new.agency_id, place, 'spill', (select drug_class from clinic_order where id = a.order_id), false, new.ended_at, said, a.line_key, a.id) then
    insert into dosing_incident (id, person_id, agency_id, owner_kind, visit_id, kind, words, happened_at) values (number, new.person_id, new.agency_id, new.owner_kind, new.visit_id, 'spill', said, new.ended_at);
    perform tell_dosing_team(place, new.person_id, 'dosing-review', 'Open the visit: an incident waits for review', now() + parameter_span('review-a-dosing-incident'));
  end if;
  return null;
end $$;
create trigger a_spill_is_an_incident after insert on injection for each row when (new.what = 'spilled' and new.authority_id is not null) execute function a_spill_is_an_incident();

-- A dose recorded late that broke a rule. One that only waits beside its book is counted as the difference that it opens.
create function a_clash_is_an_occurrence() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform count_cd_occurrence(uuidv7(), new.agency_id, new.premises_id, case when new.clashes && array['above-most-single', 'above-most-daily', 'gap-above-cap'] then 'wrong-dose' else 'administration' end,
    (select drug_class from cd_book where id = new.book_id), false, new.given_at, 'A dose that was given otherwise than by an authority broke a rule: ' || array_to_string(new.clashes, ', ') || '.', new.line_key, new.incident_id);
  return null;
end $$;
create trigger a_clash_is_an_occurrence after insert on dosing_late for each row when (new.clashes <> '{}') execute function a_clash_is_an_occurrence();

-- A record that was corrected, and harm after a dose.
create function an_incident_is_an_occurrence() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform count_cd_occurrence(uuidv7(), new.agency_id, (select s.premises_id from dosing_visit v join dosing_session s on s.id = v.session_id where v.id = new.visit_id),
    case new.kind when 'corrected' then 'record' else 'other' end, null, false, new.happened_at,
    case new.kind when 'corrected' then 'What was recorded of a dose was wrong, and is corrected.' else 'Harm after a dose was recorded at a session.' end, null, new.id);
  return null;
end $$;
create trigger an_incident_is_an_occurrence after insert on dosing_incident for each row when (new.kind = 'corrected' or new.adverse is not null) execute function an_incident_is_an_occurrence();

-- Two who did not agree on what was prepared: noticed before it reached anybody, a near miss.
create function a_mismatch_is_a_near_miss() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform count_cd_occurrence(uuidv7(), b.agency_id, b.premises_id, 'wrong-dose', b.drug_class, true, new.at, 'What was prepared and what the second person read did not agree: ' || in_milligrams(new.entered_ug) || ' was read, '
                              || in_milligrams(p.dose_ug) || ' was to be given.', null, new.id)
     from preparation p join cd_book b on b.id = p.book_id where p.id = new.preparation_id;
  return null;
end $$;
create trigger a_mismatch_is_a_near_miss after insert on preparation_step for each row when (new.what = 'mismatch') execute function a_mismatch_is_a_near_miss();

-- Each difference of a book, as it is found.
create function a_difference_is_an_occurrence() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform count_cd_occurrence(uuidv7(), b.agency_id, b.premises_id, 'difference', b.drug_class, false, new.opened_at, case new.because
      when 'count' then 'A count differed from the balance by ' || in_milligrams(new.difference_ug) || '.' else 'A line could not stand in its book: the balance would have been ' || in_milligrams(new.difference_ug) || '.' end, new.key, new.id)
     from cd_book b where b.id = new.book_id;
  return null;
end $$;
create trigger a_difference_is_an_occurrence after insert on cd_difference for each row execute function a_difference_is_an_occurrence();

-- Had whoever acts a part in what an incident is about? Whoever raised it; whoever assessed, prepared, checked, handed over, recorded or witnessed
-- a dose of that visit; and both who signed for a dose that was recorded late.
create function acting_took_part(the_incident uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from dosing_incident i where i.id = the_incident and acting_staff() in (
    select i.staff_id union all
    select a.staff_id from pre_dose_assessment a where a.visit_id = i.visit_id union all
    select unnest(array[p.prepared_by, c.checked_by]) from preparation p left join preparation_check c on c.preparation_id = p.id where p.visit_id = i.visit_id union all
    select a.taken_by from authority a where a.visit_id = i.visit_id union all
    select j.staff_id from injection j where j.visit_id = i.visit_id union all
    select unnest(array[k.staff_id, s.staff_id]) from injection_correction k left join injection_correction_second s on s.correction_id = k.id where k.visit_id = i.visit_id union all
    select unnest(array[w.staff_id, n.staff_id]) from dosing_waste w left join dosing_waste_witness n on n.waste_id = w.id where w.visit_id = i.visit_id union all
    select unnest(array[l.staff_id, s.staff_id]) from dosing_late l left join dosing_late_second s on s.late_id = l.id where l.incident_id = i.id));
end;

-- Keeps what came of an incident: somebody of the clinic who had no part in it and shows now that it is them; of an emergency or of harm, a
-- licensed doctor, who says what the harm was.
create function review_dosing_incident(the_incident uuid, the_words text, the_harm jsonb default null) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare i dosing_incident%rowtype;
begin
  select * into i from dosing_incident where id = the_incident and agency_id = acting_agency();
  if i.id is null or not acting_may('dose:account') or (i.person_id is not null and not acting_holds(i.person_id, 'own')) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if acting_took_part(i.id) then return 'took-part'; end if;
  if (i.kind = 'emergency' or i.adverse is not null) and not acting_may('prescribe:licensed') then return 'doctor-reviews'; end if;
  if (i.kind = 'emergency' or i.adverse is not null) and the_harm is null then return 'harm-not-said'; end if;
  insert into dosing_incident_review (incident_id, words, harm)
  values (i.id, the_words, the_harm || case the_harm ->> 'term' when 'none' then '{}' else dose_before_harm(i.visit_id, i.happened_at) end);
  return 'done';
end $$;
grant execute on function review_dosing_incident(uuid, text, jsonb) to :"app";

-- What a dose broke that was given otherwise, by what held when it was given: whatever would have refused its authority, as far as a paper can tell.
-- Nothing is refused for it.
create function late_dose_clashes(the_person uuid, the_premises uuid, the_order uuid, the_ug bigint, the_time timestamptz) returns text[]
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare o clinic_order%rowtype; found text[] := '{}'; apart interval; d record; here boolean; of_day bigint; of_24_hours bigint;
begin
  select * into o from clinic_order where id = the_order;
  if o.id is null then
    here := exists (select from clinic_order x where x.person_id = the_person and x.premises_id = the_premises and x.signed_at is not null and x.starts_on <= london_day(the_time));
    found := array[case when here then 'order-lapsed' else 'no-order' end];
  else
    if (select s.what from clinic_order_step s where s.order_id = o.id and s.what in ('signed', 'held', 'restarted', 'ended', 'changed') and s.at <= the_time order by s.at desc, s.id desc limit 1) = 'held' then
      found := array_append(found, 'order-held');
    end if;
    if clinic_licence_needed(o.drug_class) and clinic_licence_held(clinic_order_holder_at(o.id, the_time), o.premises_id, o.drug_class, london_day(the_time)) is null then found := array_append(found, 'no-licence'); end if;
    -- An order is a direction in writing before anything is given by it; what it leaves after a gap is not asked of a time before it was.
    if the_time < o.signed_at then found := array_append(found, 'order-unsigned'); end if;
    select x.* into d from (select distinct slot from clinic_order_part where order_id = o.id) q cross join lateral clinic_due(o.id, q.slot, null, the_time) x order by x.most_ug desc limit 1;
    if the_time >= o.signed_at and d.share <> 'whole' and the_ug > d.most_ug then found := array_append(found, case when d.share = 'capped' then 'gap-above-cap' when d.anew then 'gap-begin-anew' when d.prescriber_first then 'gap-prescriber-first' else 'gap-order-anew' end); end if;
  end if;
  if exists (select from clinic_absence a where a.person_id = the_person and a.agency_id = acting_agency() and a.noted_at <= the_time
                and not exists (select from clinic_review r where r.person_id = a.person_id and r.agency_id = a.agency_id and r.kind = 'gap' and r.noted_at between a.noted_at and the_time)) then
    found := array_append(found, 'gap-review-needed');
  end if;
  if exists (select from dosing_emergency e where e.person_id = the_person and e.agency_id = acting_agency() and e.began_at <= the_time and dosing_counts(e.id)
                and not exists (select from clinic_review r where r.person_id = e.person_id and r.agency_id = e.agency_id and r.kind = 'after-event' and r.noted_at between e.began_at and the_time)) then
    found := array_append(found, 'waits-for-review');
  end if;
  apart := make_interval(mins => coalesce((select (s.numbers ->> 'min-interval')::integer from dosing_session s where s.premises_id = the_premises order by s.opened_at desc limit 1),
                                          (select max(q.least_minutes) from clinic_order_part q where q.order_id = o.id)));
  if exists (select from observed_dose x where x.person_id = the_person and x.way = 'injected' and x.withdrawn_at is null and x.given_at between the_time - apart and the_time + apart) then
    found := array_append(found, 'second-dose');
  end if;
  if the_ug > o.most_single_ug then found := array_append(found, 'above-most-single'); end if;
  -- What comes together with it: on its calendar day by the order, and in any 24 hours that hold it, up to it or up to one that followed, by its protocol.
  select coalesce(sum(x.micrograms), 0) into of_day from observed_dose x
   where x.person_id = the_person and x.way = 'injected' and x.withdrawn_at is null and london_day(x.given_at) = london_day(the_time);
  select max((select coalesce(sum(x.micrograms), 0) from observed_dose x where x.person_id = the_person and x.way = 'injected' and x.withdrawn_at is null
                 and x.given_at > e.upto - interval '24 hours' and x.given_at <= e.upto)) into of_24_hours
    from (select the_time as upto union select y.given_at from observed_dose y where y.person_id = the_person and y.way = 'injected' and y.withdrawn_at is null
             and y.given_at >= the_time and y.given_at < the_time + interval '24 hours') e;
  if the_ug + of_day > o.most_daily_ug
     or the_ug + greatest(of_day, of_24_hours) > (clinic_protocol_content(o.agency_id, o.protocol_print) #>> '{parameters,max-daily,value}')::numeric * 1000 then found := array_append(found, 'above-most-daily'); end if;
  return found;
end $$;

-- Who of a service that ends was treated when that began, or since, and has not arrived at whoever goes on treating them: also once their order has lapsed.
create function clinic_ending_without_arrival(the_service uuid) returns setof uuid
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct o.person_id from clinic_ending e join premises r on r.service_id = e.service_id join clinic_order o on o.premises_id = r.id join person p on p.id = o.person_id
   where e.service_id = the_service and e.called_off_at is null and p.died_on is null and o.kind = 'standing' and o.state in ('signed', 'held')
     and upper(o.in_force) > london_day(e.begun_at) and not arrived_from_service(o.person_id, e.service_id);
end;

-- Once a day as the last day of a service comes near, and after it, while somebody has not arrived: a task for a licensed doctor and for the
-- controlled-drugs lead, or for the team where nobody holds that post. Answers how many.
create function tell_of_clinic_endings(the_now timestamptz) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare told integer;
begin
  insert into task (agency_id, team_id, staff_id, kind, title, due_at, made_at, made_by)
  select e.agency_id, t.id, a.staff_id, 'clinic-ending', 'Open Ending a service: somebody has not arrived yet (' || case who when 'cd-lead' then 'controlled-drugs lead' else 'licensed doctor' end || ')',
         the_now + parameter_span('answer-an-ending'), the_now, null
    from clinic_ending e cross join unnest(array['clinic-doctor', 'cd-lead']) who
    join lateral (select id from team where service_id = e.service_id order by id limit 1) t on true
    left join lateral (select x.staff_id from post o join account x on x.id = o.account_id where o.agency_id = e.agency_id and o.role = who and post_holds(o.id) and x.disabled_at is null and x.staff_id is not null
                        order by o.id limit 1) a on true
   where e.called_off_at is null and london_day(the_now + parameter_span('tell-of-an-ending')) >= e.last_day
     and exists (select from clinic_ending_without_arrival(e.service_id))
     and not exists (select from task k where k.team_id = t.id and k.kind = 'clinic-ending' and london_day(k.made_at) = london_day(the_now));
  get diagnostics told = row_count;
  return told;
end $$;
grant execute on function clinic_ending_without_arrival(uuid) to :"app";
