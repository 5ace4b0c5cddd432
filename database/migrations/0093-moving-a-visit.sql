-- Opening and closing sessions, and moving visits. What is not allowed is answered with a code; nothing is half done.

-- A number of the protocol by which a session is run.
create function dosing_number(the_session uuid, the_key text) returns numeric language sql stable security definer set search_path = :"schema", pg_temp
  return (select (numbers ->> the_key)::numeric from dosing_session where id = the_session);

-- Why nothing may be issued from a book, or nothing: what is kept beside it, or a count that did not agree and is neither explained nor released.
create function cd_book_stands_against(the_book uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select case
    when not exists (select from cd_entry e where e.book_id = the_book) then 'book-not-opened'
    when exists (select from cd_pending p where p.book_id = the_book and not exists (select from cd_entry e where e.key = p.key)) then 'pending'
    when cd_book_is_frozen(the_book) then 'difference'
    when (select sum(a.left_ug) from cd_set_aside(the_book) a) > (select e.balance_ug from cd_entry e where e.book_id = the_book order by e.seq desc limit 1) then 'set-aside'
  end;
end;

-- Why nothing may be given from a lot, or nothing: all of it is set aside; or it was made up, here or where it was moved from, and is used no more since
-- the moment that was signed for it, nor longer than the session's protocol lets a solution be kept. A move carries both moments in its line.
create function cd_lot_stands_against(the_book uuid, the_lot text, the_session uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select case
    when exists (select from cd_set_aside(the_book) a where a.lot = the_lot and a.all_of_it) then 'set-aside'
    when (select least((e.details::jsonb ->> 'used_until')::timestamptz, coalesce((e.details::jsonb ->> 'made_up_at')::timestamptz, e.happened_at)
                                                                         + make_interval(hours => dosing_number(the_session, 'made-up-keeps')::integer))
            from cd_entry e where e.book_id = the_book and e.kind in ('reconstitute', 'transfer-in') and e.quantity_ug > 0 and e.details::jsonb ->> 'lot' = the_lot
             and e.details::jsonb ->> 'used_until' is not null order by e.seq desc limit 1) <= clock_timestamp() then 'used-until-passed'
  end;
end;

-- Whether the stock of a book was counted for a session that opens now: since the last one at the premises closed, or since midnight. What the lead has
-- released counts as agreed.
create function cd_book_counted(the_book uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce((select case when exists (select from cd_difference d where d.key = c.key
                                           and not exists (select from cd_difference_step t where t.difference_id = d.id and t.what = 'released')) then 'differs' else 'agreed' end
                     from cd_entry c where c.book_id = the_book and c.kind = 'count'
                      and c.entered_at >= coalesce((select max(s.closed_at) from dosing_session s join cd_book b on b.premises_id = s.premises_id
                                                     where b.id = the_book and london_day(s.closed_at) = london_day(now())),
                                                   day_is_over_at(london_day(now()) - 1))
                    order by c.seq desc limit 1), 'not-counted');
end;

-- Books that two people must count before a session ends: something was entered since it opened, and no count after that. None where the
-- clinic's signed protocol does not ask for a count at the end.
create function dosing_books_uncounted(the_session uuid) returns setof uuid language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select b.id from dosing_session s join cd_book b on b.premises_id = s.premises_id
   where s.id = the_session and coalesce(dosing_number(s.id, 'count-at-end'), 1) = 1
     and exists (select from cd_entry e where e.book_id = b.id and e.kind <> 'count' and e.entered_at >= s.opened_at
                    and e.seq > coalesce((select max(c.seq) from cd_entry c where c.book_id = b.id and c.kind = 'count'), 0))
   order by b.id;
end;

-- Adds the next move of a visit. Called by the functions of this area alone.
create function step_dosing_visit(the_visit uuid, the_to text, the_reason text default null, the_code text default null, the_details jsonb default '{}',
                                  the_assessment uuid default null, the_preparation uuid default null, the_authority uuid default null, the_injection uuid default null,
                                  out answer text) language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  last dosing_step%rowtype;
  a record;
begin
  perform from dosing_visit where id = the_visit for no key update;
  select * into last from dosing_step where visit_id = the_visit order by seq desc limit 1;
  if last.seq is not null and not exists (select from dosing_move m where m.from_state = last.to_state and m.to_state = the_to) then answer := 'moved-since'; return; end if;
  select * into a from dosing_account(the_visit);
  if the_to = 'closed' and a.prepared <> a.injected + a.wasted + a.returned then answer := 'not-accounted-for'; return; end if;
  insert into dosing_step (visit_id, seq, prev_seq, from_state, to_state, reason, code, details, assessment_id, preparation_id, authority_id, injection_id,
                           prepared_ug, injected_ug, wasted_ug, returned_ug)
  values (the_visit, coalesce(last.seq, 0) + 1, last.seq, last.to_state, the_to, the_reason, the_code, the_details, the_assessment, the_preparation,
          the_authority, the_injection, a.prepared, a.injected, a.wasted, a.returned);
  answer := 'done';
end $$;

-- Whether a visit may make a move now. It is held until the transaction ends, so that it stays so.
create function dosing_may_move(the_visit uuid, the_to text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  -- The person first and the visit then, as whoever hands over does: else two acts at one moment could wait for one another.
  perform from person where id = (select person_id from dosing_visit where id = the_visit) for no key update;
  perform from dosing_visit where id = the_visit for no key update;
  return exists (select from dosing_move m where m.from_state = dosing_state(the_visit) and m.to_state = the_to);
end $$;

-- What was prepared in a visit, and what of it is accounted for by two.
create function dosing_account(the_visit uuid, out prepared bigint, out injected bigint, out wasted bigint, out returned bigint)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce((select sum(p.taken_ug) from preparation p where p.visit_id = the_visit), 0)::bigint,
         coalesce((select sum(i.injected_ug) from injection i where i.visit_id = the_visit and i.authority_id is not null
                      and not exists (select from injection c where c.corrects = i.id)), 0)::bigint,
         (coalesce((select sum(p.rest_ug) from preparation p join authority a on a.preparation_id = p.id where p.visit_id = the_visit), 0)
          + coalesce((select sum(w.wasted_ug) from dosing_waste w join dosing_waste_witness s on s.waste_id = w.id where w.visit_id = the_visit
                         and not exists (select from injection c where c.corrects = w.injection_id)), 0)
          -- Under a correction two people have signed for what was left as well: it stands in place of the waste that was seen before.
          + coalesce((select sum(i.left_ug) from injection i where i.visit_id = the_visit and i.corrects is not null
                         and not exists (select from injection c where c.corrects = i.id)), 0))::bigint,
         coalesce((select sum(w.returned_ug) from dosing_waste w join dosing_waste_witness s on s.waste_id = w.id where w.visit_id = the_visit), 0)::bigint;
end;

-- Where a visit stands.
create function dosing_state(the_visit uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
  return (select to_state from dosing_step where visit_id = the_visit order by seq desc limit 1);

-- What a post must allow for a duty. A nurse does not come as a recovery worker, nor a recovery worker as anybody else.
create function dosing_duty_asks(the_duty text) returns text language sql immutable
  return case the_duty when 'nurse' then 'dose' when 'checker' then 'dose:check' when 'helper' then 'dose:help' else 'prescribe:licensed' end;

-- As what whoever acts is on shift in a session that goes on.
create function acting_duty(the_session uuid) returns text language sql stable security definer set search_path = :"schema", pg_temp
  return (select d.duty from dosing_duty d join dosing_session s on s.id = d.session_id
           where d.session_id = the_session and d.staff_id = acting_staff() and d.until_at is null and s.agency_id = acting_agency() and s.closed_at is null);

-- Who of the clinic may be on shift, and as what, by their posts: for whoever opens a session.
create function dosing_staff() returns table (staff uuid, name text, duties text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.id, s.name, array_remove(array[case when bool_or('dose' = any (r.may)) then 'nurse' end, case when bool_or('dose:check' = any (r.may)) then 'checker' end,
                                          case when bool_or('prescribe:licensed' = any (r.may)) then 'doctor' end, case when bool_or('dose:help' = any (r.may)) then 'helper' end], null)
    from staff s join account a on a.staff_id = s.id join post p on p.account_id = a.id join role r on r.code = p.role
   where acting_may('dose:board') and p.agency_id = acting_agency() and (p.ended_on is null or p.ended_on > london_day(now()))
     and (s.left_on is null or s.left_on >= london_day(now())) and r.may && array['dose', 'dose:check', 'prescribe:licensed', 'dose:help']
   group by s.id, s.name order by s.name;
end;

-- Opens a session: whoever gives, with enough staff, counted books, a licence and a protocol. Answers its id, or what is missing.
create function open_dosing_session(the_premises uuid, the_slot text, the_end timestamptz, the_duties jsonb,
                                    the_protocol text, the_version integer, the_print text, the_numbers jsonb, out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  today date := london_day(now());
  kept  clinic_protocol%rowtype;
  it    record;
begin
  answer := 'not-there';
  if not acting_may('dose') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return; end if;
  perform from premises where id = the_premises for no key update;
  select * into kept from clinic_protocol where agency_id = acting_agency() and print = the_print;
  if kept.id is not null then
    -- The numbers of a protocol that was put forward are its own, whatever a page sends.
    the_numbers := (select jsonb_object_agg(p.key, p.value -> 'value') from jsonb_each(kept.content -> 'parameters') p);
  end if;
  if not clinic_protocol_may_be_used(acting_agency(), the_protocol, the_version, the_print) then answer := 'no-protocol'; return; end if;
  if not exists (select from clinic_licence l where l.premises_id = the_premises and today between l.from_on and clinic_licence_last_day(l)) then answer := 'no-licence'; return; end if;
  for it in select d.staff, d.duty from jsonb_to_recordset(the_duties) as d (staff uuid, duty text) loop
    if not exists (select from account a join post p on p.account_id = a.id join role r on r.code = p.role
                    where a.staff_id = it.staff and p.agency_id = acting_agency()
                      and dosing_duty_asks(it.duty) = any (r.may)) then
      answer := 'not-their-duty'; return;
    end if;
  end loop;
  if (select count(distinct staff) <> count(*) from jsonb_to_recordset(the_duties) as d (staff uuid)) then answer := 'twice'; return; end if;
  for it in select * from (values ('nurse', 'staff-nurses'), ('checker', 'staff-checkers'), ('doctor', 'staff-doctors')) as need (duty, key) loop
    if (select count(*) from jsonb_to_recordset(the_duties) as d (duty text) where d.duty = it.duty) < coalesce((the_numbers ->> it.key)::numeric, 1) then answer := 'too-few'; return; end if;
  end loop;
  if not exists (select from cd_book where premises_id = the_premises) then answer := 'no-book'; return; end if;
  if coalesce((the_numbers ->> 'count-at-start')::numeric, 1) = 1
     and exists (select from cd_book b where b.premises_id = the_premises and cd_book_stands_against(b.id) is null and cd_book_counted(b.id) <> 'agreed') then answer := 'not-counted'; return; end if;
  if exists (select from cd_book b where b.premises_id = the_premises and cd_book_stands_against(b.id) in ('pending', 'difference')) then answer := 'discrepancy'; return; end if;
  insert into dosing_session (agency_id, premises_id, day, slot, ends_at, protocol, protocol_version, protocol_print, numbers)
  values (acting_agency(), the_premises, today, the_slot, the_end, the_protocol, the_version, the_print, the_numbers)
  on conflict do nothing returning id into made;
  if made is null then answer := 'opened-already'; return; end if;
  -- Named is not there: whoever opens it shows who they are; the others confirm for themselves.
  insert into dosing_duty (session_id, staff_id, duty, confirmed_at)
  select made, d.staff, d.duty, case when d.staff = acting_staff() and acting_is_fresh() then now() end from jsonb_to_recordset(the_duties) as d (staff uuid, duty text);
  perform expect_dosing_visits(made);
  answer := 'done';
end $$;

-- Comes on shift, confirms that they are, or leaves it, not while they watch anybody after a dose. Whoever comes back does what they did. It is confirmed
-- by whoever has just shown who they are, and by nobody else.
create function take_dosing_duty(the_session uuid, the_duty text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare had text; shown timestamptz := case when acting_is_fresh() then now() end;
begin
  if not exists (select from dosing_session where id = the_session and agency_id = acting_agency() and closed_at is null) or acting_staff() is null then return 'not-there'; end if;
  if the_duty is null then
    -- Locked before it is asked whom they watch: whoever hands over locks the same row, so that one of the two comes first.
    perform from dosing_duty where session_id = the_session and staff_id = acting_staff() and until_at is null for no key update;
    if found and dosing_watched_by_me(the_session, null) > 0 then return 'still-watches'; end if;
    update dosing_duty set until_at = now() where session_id = the_session and staff_id = acting_staff() and until_at is null;
    return case when found then 'done' else 'not-there' end;
  end if;
  if not acting_may(dosing_duty_asks(the_duty)) then return 'not-there'; end if;
  select duty into had from dosing_duty where session_id = the_session and staff_id = acting_staff();
  if had <> the_duty then return 'another-duty'; end if;
  insert into dosing_duty (session_id, staff_id, duty, confirmed_at) values (the_session, acting_staff(), the_duty, shown)
  on conflict (session_id, staff_id) do update
    set breaks = case when dosing_duty.until_at is null then dosing_duty.breaks else dosing_duty.breaks + tstzmultirange(tstzrange(dosing_duty.until_at, now())) end,
        confirmed_at = case when dosing_duty.until_at is null then coalesce(dosing_duty.confirmed_at, shown) else shown end, until_at = null
    where dosing_duty.until_at is not null or dosing_duty.confirmed_at is null;
  return 'done';
end $$;

-- Closes a session once every visit has come to its end and its books are counted by two, or cancels one that does not take place. Whoever is
-- still expected is told by a cancellation, so that one waits for no count: the lead is told that it is missing.
create function close_dosing_session(the_session uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  one uuid;
  lets_go boolean := false;
begin
  perform from dosing_session where id = the_session and agency_id = acting_agency() and closed_at is null and acting_may('dose') for update;
  if not found then return 'not-there'; end if;
  for one in select id from dosing_visit where session_id = the_session order by id loop
    if dosing_state(one) = 'scheduled' and the_reason is not null then
      perform step_dosing_visit(one, 'cancelled', the_reason, 'service-cancelled');
      lets_go := true;
    end if;
    if dosing_state(one) not in ('closed', 'no-show', 'excused', 'cancelled', 'scheduled') then return 'visits-go-on'; end if;
    if dosing_state(one) = 'scheduled' then return 'still-expected'; end if;
  end loop;
  for one in select dosing_books_uncounted(the_session) loop
    if not lets_go then return 'count-first'; end if;
    perform tell_of_register(one, 'cd-lead', 'Open Register: a session ended without its count', 'explain-a-difference');
  end loop;
  update dosing_session set closed_at = now(), closed_by = acting_staff(), cancelled_because = the_reason where id = the_session;
  return 'done';
end $$;

-- People of one session, or of one visit there, whose names could be taken for one another, by the comparisons with which records of one person
-- are looked for: family names the same, near or (unless they share a word) of one sound, as family_compared says it; or given names and births. Each
-- pair is compared once, and how a name sounds is worked out once.
create function dosing_name_alerts(the_session uuid, the_visit uuid) returns table (visit uuid, alike text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with here as materialized (
    select v.id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name, lower(p.family_name) as family, lower(p.given_names) as given, p.born_on,
           name_sounds(lower(p.family_name)) as sounds
      from dosing_visit v join person p on p.id = v.person_id
     where v.session_id = the_session and v.agency_id = acting_agency() and acting_may('dose:board') and not v.person_id = any (acting_barred()))
  select x.visit, x.alike
    from here a join here b on b.id > a.id
   cross join lateral (values (a.id, b.name), (b.id, a.name)) as x(visit, alike)
   where (the_visit is null or the_visit in (a.id, b.id)) and (the_visit is null or x.visit = the_visit) and a.family <> '' and b.family <> ''
     and (a.family = b.family or near_spelling(a.family, b.family)
          or (a.sounds && b.sounds and not string_to_array(a.family, ' ') && string_to_array(b.family, ' '))
          or (birth_compared(a.born_on, b.born_on) in ('same', 'swapped', 'one-digit') and given_compared(a.given, b.given) in ('same', 'near')));
end;

-- Somebody comes: expected or not.
create function arrive_for_dosing(the_session uuid, the_person uuid, out the_visit uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  answer := 'not-there';
  if acting_duty(the_session) is null or not acting_holds(the_person, 'own') then return; end if;
  perform expect_dosing_visits(the_session, the_person);
  select id into the_visit from dosing_visit where session_id = the_session and person_id = the_person;
  if the_visit is null then answer := 'nothing-ordered'; return; end if;
  answer := step_dosing_visit(the_visit, 'arrived');
end $$;

grant execute on function dosing_number(uuid, text), cd_book_stands_against(uuid), cd_lot_stands_against(uuid, text, uuid), cd_book_counted(uuid), dosing_books_uncounted(uuid), dosing_account(uuid), dosing_state(uuid), acting_duty(uuid), dosing_staff(), dosing_name_alerts(uuid, uuid),
  open_dosing_session(uuid, text, timestamptz, jsonb, text, integer, text, jsonb), take_dosing_duty(uuid, text), close_dosing_session(uuid, text),
  arrive_for_dosing(uuid, uuid) to :"app";
