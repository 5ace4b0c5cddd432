-- The path of a dose: looked at, prepared by one, checked by another, handed over by an authority that is taken once, injected, accounted for.

-- The visit that whoever acts may act in: of their own clinic, in a session that goes on, in the duty that the act asks for.
create function acting_in_visit(the_visit uuid, variadic duties text[]) returns dosing_visit
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select v from dosing_visit v where v.id = the_visit and v.agency_id = acting_agency() and acting_duty(v.session_id) = any (duties) and acting_holds(v.person_id, 'own');
end;

-- They are who they say they are: how that was found stands in the step.
create function identify_for_dosing(the_visit uuid, the_details jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if (acting_in_visit(the_visit, 'nurse')).id is null then return 'not-there'; end if;
  if not dosing_identified(the_visit, the_details -> 'by') then return 'not-identified'; end if;
  -- Once, when they have come. From where something is prepared or handed over it is another act that leads back here.
  perform from dosing_visit where id = the_visit for no key update;
  if dosing_state(the_visit) <> 'arrived' then return 'moved-since'; end if;
  return step_dosing_visit(the_visit, 'identified', null, null, the_details);
end $$;

-- Somebody's own saturation, where the protocol of a session lets it count: the newest that the clinic recorded, not too low, not too old.
create function own_oxygen_that_counts(the_person uuid, the_session uuid) returns smallint
language sql stable security definer set search_path = :"schema", pg_temp
  return (select b.spo2 from dosing_session s
            join lateral (select * from dosing_baseline n where n.person_id = the_person and n.agency_id = s.agency_id order by n.noted_at desc, n.id desc limit 1) b on true
           where s.id = the_session and dosing_number(s.id, 'own-oxygen') = 1 and b.spo2 >= dosing_number(s.id, 'own-oxygen-least')
             and b.measured_on + dosing_number(s.id, 'own-oxygen-holds')::integer >= s.day);

-- Keeps an assessment with the decision that follows from it, and moves the visit by it.
create function assess_before_dose(the_visit uuid, the_readings jsonb, the_decision text, the_reasons text[], the_decider text, the_sentence text, again_minutes integer,
                                   out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare v dosing_visit%rowtype;
begin
  v := acting_in_visit(the_visit, 'nurse');
  answer := 'not-there';
  if v.id is null then return; end if;
  if not dosing_may_move(v.id, case the_decision when 'clear' then 'cleared' when 'reduce' then 'reduced' when 'defer' then 'deferred' else 'withheld' end) then answer := 'moved-since'; return; end if;
  if the_decision in ('clear', 'reduce') and dosing_waits_until(v.id) > clock_timestamp() then answer := 'wait-first'; return; end if;
  insert into pre_dose_assessment (person_id, agency_id, owner_kind, visit_id, valid_until, readings, alertness, sedation, breaths, seconds, spo2, baseline_spo2, alcohol,
                                   alcohol_unit, breaths_clear, spo2_clear, decision, reasons, decided_by, sentence, again_at)
  select v.person_id, v.agency_id, v.owner_kind, v.id, clock_timestamp() + make_interval(mins => dosing_number(v.session_id, 'assessment-holds')::integer), the_readings,
         r.alertness, r.sedation, r.breaths, r.seconds, r.spo2,
         own_oxygen_that_counts(v.person_id, v.session_id), r.alcohol, r.alcohol_unit, dosing_number(v.session_id, 'breaths-defer'), dosing_number(v.session_id, 'oxygen-defer'),
         the_decision, the_reasons, the_decider, the_sentence, case when again_minutes is not null then now() + make_interval(mins => again_minutes) end
    from jsonb_to_record(the_readings) as r (alertness text, sedation text, breaths smallint, seconds smallint, spo2 smallint, alcohol numeric, alcohol_unit text)
  returning id into made;
  if the_readings ->> 'sedation' in ('3', '4') then insert into clinic_rise_stop (person_id, because, happened_at) values (v.person_id, 'sedation', clock_timestamp()); end if;
  answer := step_dosing_visit(v.id, case the_decision when 'clear' then 'cleared' when 'reduce' then 'reduced' when 'defer' then 'deferred' else 'withheld' end,
                              null, null, '{}', made);
end $$;

-- A second member of staff agrees that a full dose may be given after all, where two may decide that.
create function agree_before_dose(the_assessment uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare a pre_dose_assessment%rowtype;
begin
  select * into a from pre_dose_assessment where id = the_assessment;
  if (acting_in_visit(a.visit_id, 'nurse', 'checker', 'doctor')).id is null then return 'not-there'; end if;
  if a.decision <> 'reduce' or a.decided_by <> 'second-staff' then return 'not-theirs-to-decide'; end if;
  if a.staff_id = acting_staff() then return 'same-person'; end if;
  if a.valid_until < now() then return 'too-old'; end if;
  insert into pre_dose_agreement (assessment_id, reason) values (a.id, the_reason) on conflict do nothing;
  return 'done';
end $$;

-- Why a part may not be given on an assessment, or nothing: by session, order, licence and assessment. All that may stand against it is one list,
-- in dose_stands_against(), made once everything it asks is there.
create function dose_stands_against_by_itself(v dosing_visit, a pre_dose_assessment, o clinic_order, p clinic_order_part) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare
  s dosing_session%rowtype;
  against text;
begin
  select * into s from dosing_session where id = v.session_id;
  if s.closed_at is not null then return 'session-closed'; end if;
  if o.person_id <> v.person_id or o.premises_id <> s.premises_id or p.slot <> s.slot or (o.slot is not null and o.slot <> s.slot) then return 'not-due'; end if;
  -- Parts go in their order, as pages offer them: a later one keeps its short time from the one before, and not the hours between two sessions. A dose by
  -- paper since the session was opened was one of them.
  if (select count(*) from clinic_order_part q where q.order_id = o.id and q.slot = p.slot and q.part < p.part
         and not exists (select from authority x where x.order_part_id = q.id and x.day = s.day))
     > (select count(*) from dosing_late l where l.person_id = v.person_id and l.agency_id = v.agency_id and l.premises_id = s.premises_id and l.given_at >= s.opened_at) then return 'part-before'; end if;
  if exists (select from clinic_order x where x.person_id = v.person_id and x.agency_id = v.agency_id and x.state in ('signed', 'held') and x.kind = 'single-session'
                and x.drug_class = o.drug_class and x.in_force @> s.day and x.slot = s.slot and x.id <> o.id) and o.kind = 'standing' then return 'another-order'; end if;
  against := clinic_order_stands_against(o.id, s.day);
  -- A session of the day before goes on after midnight, a licence does not.
  if against is null and clinic_licence_needed(o.drug_class) and clinic_licence_held(clinic_order_holder_at(o.id, 'infinity'), o.premises_id, o.drug_class, london_day(now())) is null then against := 'no-licence'; end if;
  if against is not null then return 'order:' || against; end if;
  if dosing_waits_for_review(v.person_id) then return 'waits-for-review'; end if;
  if a.id is null or a.visit_id <> v.id or exists (select from pre_dose_assessment n where n.visit_id = v.id and n.at > a.at) then return 'not-assessed'; end if;
  if a.valid_until < clock_timestamp() then return 'too-old'; end if;
  if a.decision not in ('clear', 'reduce') then return 'not-cleared'; end if;
  return case when a.decision = 'reduce' then reduced_dose_stands_against(v, a, o, s) end;
end $$;

-- Prepares one part: the amounts follow from the order, the product and what a powder is made up to; whoever prepares signs the lines.
create function prepare_dose(the_visit uuid, the_part uuid, the_book uuid, the_lot text, the_expiry date, unit_ug bigint, ug_a_ml integer, the_address text,
                             out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  v dosing_visit%rowtype; a pre_dose_assessment%rowtype; o clinic_order%rowtype; p clinic_order_part%rowtype; b cd_book%rowtype; s dosing_session%rowtype;
  row preparation%rowtype;
begin
  v := acting_in_visit(the_visit, 'nurse');
  answer := 'not-there';
  if v.id is null then return; end if;
  if not acting_is_fresh() then answer := 'not-fresh'; return; end if;
  if not dosing_may_move(v.id, 'prepared') then answer := 'moved-since'; return; end if;
  select * into s from dosing_session where id = v.session_id;
  select * into p from clinic_order_part where id = the_part;
  select * into o from clinic_order where id = p.order_id;
  select * into a from pre_dose_assessment where visit_id = v.id order by at desc limit 1;
  select * into b from cd_book where id = the_book and premises_id = s.premises_id and product = p.product;
  if p.id is null or b.id is null then return; end if;
  answer := dose_stands_against(v, a, o, p);
  if answer is null and exists (select from authority x where x.order_part_id = p.id and x.day = s.day) then answer := 'taken-already'; end if;
  if answer is null then answer := coalesce(cd_book_stands_against(b.id), cd_lot_stands_against(b.id, the_lot, s.id)); end if;
  if answer is null and the_expiry < s.day then answer := 'expired'; end if;
  if answer is not null then return; end if;
  row.id := uuidv7(); row.line_key := gen_random_uuid();
  row.units := case when unit_ug > 0 then ceil(p.micrograms::numeric / unit_ug) else 0 end;
  row.taken_ug := case when unit_ug > 0 then row.units * unit_ug else p.micrograms end;
  row.rest_ug := row.taken_ug - p.micrograms;
  if (p.micrograms * 1000) % (ug_a_ml * 10::bigint) <> 0 then answer := 'not-drawn-exactly'; return; end if;
  row.microlitres := p.micrograms * 1000 / ug_a_ml;
  row.line_details := jsonb_build_object('prescriber', (select name from staff where id = clinic_order_holder_at(o.id, 'infinity')),
    'authority', coalesce(clinic_order_authority(o.id, now()), 'none'), 'microlitres', row.microlitres, 'id_asked', true, 'id_shown',
    coalesce((select details -> 'by' ? 'document' from dosing_step where visit_id = v.id and to_state = 'identified' order by seq desc limit 1), false),
    'lot', the_lot, 'visit', v.id)::text;
  row.first_signature := sign_controlled_drug('prepared', state_cd_line(b.id, row.line_key, 'administer', -p.micrograms, null, null, row.line_details, v.person_id, the_address));
  if row.rest_ug > 0 then
    row.waste_key := gen_random_uuid();
    row.waste_details := jsonb_build_object('reason', 'not drawn up', 'method', 'made irretrievable before a second person', 'of', row.line_key, 'lot', the_lot)::text;
    row.first_waste_signature := sign_controlled_drug('prepared', state_cd_line(b.id, row.waste_key, 'waste-part', -row.rest_ug, null, null, row.waste_details, null, null));
  end if;
  if row.first_signature is null or (row.rest_ug > 0 and row.first_waste_signature is null) then answer := 'not-signed'; return; end if;
  insert into preparation (id, person_id, agency_id, owner_kind, visit_id, assessment_id, assessed_until, order_id, order_part_id, least_minutes, day, book_id, product, lot, expires_on,
                           dose_ug, units, taken_ug, rest_ug, ug_per_ml, microlitres, line_key, line_details, waste_key, waste_details, first_signature, first_waste_signature)
  values (row.id, v.person_id, v.agency_id, v.owner_kind, v.id, a.id, a.valid_until, o.id, p.id, p.least_minutes, s.day, b.id, p.product, the_lot, the_expiry,
          p.micrograms, row.units, row.taken_ug, row.rest_ug, ug_a_ml, row.microlitres, row.line_key, row.line_details, row.waste_key, row.waste_details,
          row.first_signature, row.first_waste_signature);
  made := row.id;
  answer := step_dosing_visit(v.id, 'prepared', null, null, '{}', null, made);
end $$;

-- The second of two, on a sign-in of their own, enters what is in the syringe and what is printed on the label in their hand, and signs the same
-- lines: the wrong ampoule is made up to what looks like the right dose. What does not agree, or was not entered, stops the preparation until
-- whoever prepared it has looked again.
create function check_preparation(the_preparation uuid, the_ug bigint, the_microlitres integer, the_strength_ug bigint default null, the_lot text default null) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare p preparation%rowtype; v dosing_visit%rowtype; one uuid; two uuid;
begin
  select * into p from preparation where id = the_preparation for no key update;
  v := acting_in_visit(p.visit_id, 'checker');
  if v.id is null then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if exists (select from preparation_check where preparation_id = p.id) then return 'checked-already'; end if;
  if exists (select from dosing_waste where preparation_id = p.id) then return 'undone'; end if;
  if p.prepared_by = acting_staff() or p.prepared_in = acting_session() then return 'same-person'; end if;
  if p.assessed_until < clock_timestamp() then return 'too-old'; end if;
  if (select s.what from preparation_step s where s.preparation_id = p.id order by s.at desc limit 1) = 'mismatch' then return 'stopped'; end if;
  if p.dose_ug <> the_ug or p.microlitres <> the_microlitres or the_strength_ug is distinct from (case when p.units > 0 then p.taken_ug / p.units else p.ug_per_ml end)
     or upper(regexp_replace(the_lot, '\s', '', 'g')) is distinct from upper(regexp_replace(p.lot, '\s', '', 'g')) then
    insert into preparation_step (preparation_id, what, entered_ug, entered_microlitres, entered_strength_ug, entered_lot)
    values (p.id, 'mismatch', the_ug, the_microlitres, the_strength_ug, the_lot);
    return 'mismatch';
  end if;
  one := sign_controlled_drug('checked', (select what_hash from cd_signature where id = p.first_signature));
  if p.rest_ug > 0 then two := sign_controlled_drug('checked', (select what_hash from cd_signature where id = p.first_waste_signature)); end if;
  if one is null then return 'not-signed'; end if;
  insert into preparation_check (preparation_id, entered_ug, entered_microlitres, entered_strength_ug, entered_lot, prepared_by, prepared_in, second_signature, second_waste_signature)
  values (p.id, the_ug, the_microlitres, the_strength_ug, the_lot, p.prepared_by, p.prepared_in, one, two);
  return 'done';
end $$;

-- Whoever prepared it has looked again at what did not agree.
create function look_again_at_preparation(the_preparation uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not exists (select from preparation p where p.id = the_preparation and p.prepared_by = acting_staff() and (acting_in_visit(p.visit_id, 'nurse')).id is not null) then return 'not-there'; end if;
  insert into preparation_step (preparation_id, what) values (the_preparation, 'looked-again');
  return 'done';
end $$;

-- The authority. Whoever takes it hands over: its row, the lines of the register and the move of the visit are one transaction. The key is
-- looked up first, so that what is sent again waits for nobody; then rows are locked in one order: person, visit, duty, book. Every question is by
-- the key of a row: to look for a better way anew, as each connection does five times, took as long as the answers.
create function take_authority(the_preparation uuid, the_key uuid, out answer text, out made uuid, out at_time timestamptz, out earliest timestamptz)
language plpgsql volatile security definer set search_path = :"schema", pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  p preparation%rowtype; c preparation_check%rowtype; v dosing_visit%rowtype; a pre_dose_assessment%rowtype; o clinic_order%rowtype; part clinic_order_part%rowtype;
  s dosing_session%rowtype; posted record; last_end timestamptz; last_handed timestamptz; of_day bigint; of_24_hours bigint; done authority%rowtype;
begin
  select * into done from authority where key = the_key and agency_id = acting_agency();
  if done.id is not null then
    answer := case when done.preparation_id = the_preparation then 'replayed' else 'other-body' end; made := done.id; at_time := done.taken_at; return;
  end if;
  -- Whoever asks by the key meanwhile is told that it is on its way.
  perform pg_advisory_xact_lock(hashtextextended(the_key::text, 0));
  -- Pressed twice at one moment: the first has written by now, and the second gets its answer.
  select * into done from authority where key = the_key and agency_id = acting_agency();
  if done.id is not null then
    answer := case when done.preparation_id = the_preparation then 'replayed' else 'other-body' end; made := done.id; at_time := done.taken_at; return;
  end if;
  answer := 'not-there';
  select * into p from preparation where id = the_preparation;
  v := acting_in_visit(p.visit_id, 'nurse');
  if v.id is null then return; end if;
  if p.prepared_by <> acting_staff() then answer := 'not-who-prepared-it'; return; end if;
  if not acting_is_fresh() then answer := 'not-fresh'; return; end if;
  if p.hand_key <> the_key then answer := 'other-body'; return; end if;
  if exists (select from authority x where x.order_part_id = p.order_part_id and x.day = p.day) then answer := 'taken-already'; return; end if;
  perform from person where id = v.person_id for no key update;
  perform from dosing_visit where id = v.id for no key update;
  select * into c from preparation_check where preparation_id = p.id;
  if c.preparation_id is null then answer := 'not-checked'; return; end if;
  select * into s from dosing_session where id = v.session_id;
  -- One nurse hands over to one person at a time: else two at one moment would each find that they observe nobody.
  perform from dosing_duty where session_id = s.id and staff_id = acting_staff() and until_at is null for no key update;
  if not found then answer := 'not-there'; return; end if;
  if not exists (select from dosing_duty d where d.session_id = s.id and d.staff_id = c.checked_by and d.duty = 'checker' and d.until_at is null) then answer := 'checker-not-on-shift'; return; end if;
  if dosing_state(v.id) <> 'prepared' or exists (select from dosing_waste w where w.preparation_id = p.id) then answer := 'moved-since'; return; end if;
  select * into a from pre_dose_assessment where id = p.assessment_id;
  select * into o from clinic_order where id = p.order_id;
  select * into part from clinic_order_part where id = p.order_part_id;
  answer := dose_stands_against(v, a, o, part);
  if answer is null then answer := coalesce(cd_book_stands_against(p.book_id), cd_lot_stands_against(p.book_id, p.lot, s.id)); end if;
  at_time := clock_timestamp();
  if answer is null and p.dose_ug > least(o.most_single_ug, (dosing_number(s.id, 'max-single') * 1000)::bigint) then answer := 'above-most-single'; end if;
  -- The order's most by the day on the wall, since whoever comes a little earlier than yesterday has no more for it; the protocol's by any 24 hours too.
  select coalesce(sum(d.micrograms) filter (where london_day(d.given_at) = s.day), 0), coalesce(sum(d.micrograms) filter (where d.given_at > at_time - interval '24 hours'), 0)
    into of_day, of_24_hours from observed_dose d where d.person_id = v.person_id and d.way = 'injected' and d.withdrawn_at is null;
  if answer is null and (p.dose_ug + of_day > o.most_daily_ug or p.dose_ug + greatest(of_day, of_24_hours) > dosing_number(s.id, 'max-daily') * 1000) then answer := 'above-most-daily'; end if;
  select max(d.given_at) into last_end from observed_dose d where d.person_id = v.person_id and d.way = 'injected' and d.withdrawn_at is null;
  if answer is null and last_end + make_interval(mins => p.least_minutes) > at_time then answer := 'too-soon'; earliest := last_end + make_interval(mins => p.least_minutes); end if;
  -- A dose that was handed over and of which nobody has said yet what became of it is had, for all that is known.
  if answer is null and exists (select from authority x where x.for_whom = v.person_id and not exists (select from injection i where i.authority_id = x.id)) then answer := 'outcome-not-known'; end if;
  -- What was handed over counts for the time between two doses even if none of it was injected: nobody can take that back by a later entry.
  select max(x.taken_at) into last_handed from authority x where x.for_whom = v.person_id;
  if answer is null and last_handed + make_interval(mins => p.least_minutes) > at_time then answer := 'too-soon'; earliest := last_handed + make_interval(mins => p.least_minutes); end if;
  if answer is null and dosing_watched_by_me(s.id, v.id) >= dosing_number(s.id, 'observed-at-once') then answer := 'too-many-observed'; end if;
  if answer is not null then return; end if;

  begin
    select * into posted from post_cd_line(p.book_id, p.line_key, 'administer', -p.dose_ug, null, null, at_time, p.line_details, p.first_signature, c.second_signature);
    if posted.outcome = 'posted' and p.rest_ug > 0 then
      select * into posted from post_cd_line(p.book_id, p.waste_key, 'waste-part', -p.rest_ug, null, null, at_time, p.waste_details, p.first_waste_signature, c.second_waste_signature);
    end if;
    if posted.outcome <> 'posted' then raise exception using errcode = 'TCD01', message = case posted.outcome when 'pending' then 'no-stock' else 'not-signed' end; end if;
    -- Asked once more now that the book is ours: a count that differs, or a line beside it, may have come in while we waited for it.
    answer := coalesce(cd_book_stands_against(p.book_id), cd_lot_stands_against(p.book_id, p.lot, s.id));
    if answer is not null then raise exception using errcode = 'TCD01', message = answer; end if;
    insert into authority (person_id, agency_id, owner_kind, visit_id, session_id, order_id, order_part_id, day, for_whom, assessment_id, assessed_until, preparation_id, dose_ug,
                           least_minutes, after_end, taken_at, taken_by, block, key, line_key)
    values (v.person_id, v.agency_id, v.owner_kind, v.id, s.id, o.id, part.id, p.day, v.person_id, a.id, a.valid_until, p.id, p.dose_ug, p.least_minutes, last_end, at_time, acting_staff(),
            tstzrange(at_time - make_interval(mins => p.least_minutes), at_time, '(]'), the_key, p.line_key)
    on conflict do nothing returning id into made;
    if made is null then raise exception using errcode = 'TCD01', message = 'taken-already'; end if;
    answer := step_dosing_visit(v.id, 'handed-over', null, null, '{}', null, null, made);
    if answer <> 'done' then raise exception using errcode = 'TCD01', message = answer; end if;
  exception when sqlstate 'TCD01' then
    -- Nothing of it stands: neither the lines nor the row.
    answer := sqlerrm; made := null;
  end;
end $$;

-- What is known of a form that got no answer: its row stands, it is being done now, or it has not arrived. Waits for nobody.
create function known_by_hand_key(the_key uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if exists (select from authority a where a.key = the_key and a.agency_id = acting_agency()) then return 'handed-over'; end if;
  return case when pg_try_advisory_xact_lock(hashtextextended(the_key::text, 0)) then 'not-arrived' else 'on-its-way' end;
end $$;

grant execute on function known_by_hand_key(uuid), identify_for_dosing(uuid, jsonb), assess_before_dose(uuid, jsonb, text, text[], text, text, integer),
  agree_before_dose(uuid, text), prepare_dose(uuid, uuid, uuid, text, date, bigint, integer, text), check_preparation(uuid, bigint, integer, bigint, text),
  look_again_at_preparation(uuid), take_authority(uuid, uuid) to :"app";
