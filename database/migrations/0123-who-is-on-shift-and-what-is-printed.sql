-- Who is on shift decides while a session goes on, not only as it opens; and a pack counts as printed when somebody has it in their hand.

alter table dosing_duty add column confirmed_at timestamptz;
comment on column dosing_duty.confirmed_at is 'When they showed by themselves, having just shown who they are, that they are on shift; empty of whoever was only named, or came back without.';

-- What a session lacks of the staff that its protocol asks for, as it stands now: of those who are on shift, or of those of them who have confirmed it.
create function dosing_session_is_short(the_session uuid, of_confirmed boolean default false) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from dosing_session s
    cross join lateral (values ('nurse', 'staff-nurses'), ('checker', 'staff-checkers'), ('doctor', 'staff-doctors')) as need (duty, key)
    where s.id = the_session and s.closed_at is null
      and (select count(*) from dosing_duty d where d.session_id = s.id and d.duty = need.duty and d.until_at is null and (d.confirmed_at is not null or not of_confirmed))
          < coalesce((s.numbers ->> need.key)::numeric, 1));

-- Preparing and checking ask who it is: whoever does so is there.
create function preparing_confirms() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  update dosing_duty d set confirmed_at = now() from preparation p join dosing_visit v on v.id = p.visit_id
   where p.id = case tg_table_name when 'preparation' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'preparation_id')::uuid end
     and d.session_id = v.session_id and d.staff_id = acting_staff() and d.until_at is null and d.confirmed_at is null;
  return null;
end $$;
create trigger preparing_confirms after insert on preparation for each row execute function preparing_confirms();
create trigger preparing_confirms after insert on preparation_check for each row execute function preparing_confirms();

-- The authority is refused while somebody is missing, or has not confirmed by themselves that they are there. Observing, emergencies and what became
-- of a dose go on.
create function staff_before_authority() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if dosing_session_is_short(new.session_id) then raise exception using errcode = 'TCD01', message = 'too-few-now'; end if;
  if dosing_session_is_short(new.session_id, true) then raise exception using errcode = 'TCD01', message = 'not-confirmed'; end if;
  return new;
end $$;
create trigger staff_is_there_first before insert on authority for each row execute function staff_before_authority();

-- Boards tell that somebody came or left.
create function shifts_have_changed() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare one uuid;
begin
  for one in select distinct s.agency_id from changed c join dosing_session s on s.id = c.session_id loop
    perform pg_notify('changed', tg_table_schema || ':agency:' || one);
  end loop;
  return null;
end $$;
create trigger pages_after_insert after insert on dosing_duty referencing new table as changed for each statement execute function shifts_have_changed();
create trigger pages_after_update after update on dosing_duty referencing new table as changed for each statement execute function shifts_have_changed();

-- The second signature of a dose recorded late: was whoever gave it on shift there, now or when the dose was given?
alter table dosing_late_second add column on_shift boolean not null default false;
comment on column dosing_late_second.on_shift is 'Whether they were on shift at those premises, then or when they signed. Where not, an incident says so.';
create function was_on_shift_at(the_staff uuid, the_premises uuid, the_time timestamptz) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from dosing_duty d join dosing_session s on s.id = d.session_id
    where d.staff_id = the_staff and d.duty <> 'helper' and s.premises_id = the_premises
      and (d.until_at is null and s.closed_at is null or the_time between d.from_at and coalesce(d.until_at, s.closed_at) and not d.breaks @> the_time));

create function second_of_a_late_dose() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare l dosing_late%rowtype;
begin
  select * into l from dosing_late where id = new.late_id;
  new.on_shift := was_on_shift_at(new.staff_id, l.premises_id, l.given_at);
  if not new.on_shift then
    insert into dosing_incident (person_id, kind, words, happened_at)
    values (l.person_id, 'other', 'A dose that was recorded late was signed as the second by somebody who was on shift there neither when it was given nor when they signed.', clock_timestamp());
    perform tell_dosing_team(l.premises_id, l.person_id, 'dosing-review', 'Open the visit: an incident waits for review', now() + parameter_span('review-a-dosing-incident'));
  end if;
  return new;
end $$;
create trigger whether_they_were_on_shift before insert on dosing_late_second for each row execute function second_of_a_late_dose();

-- What became of a pack that was sent to print, or what is done where there is no printer.
create table downtime_print (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  premises_id uuid not null references premises,
  set_id      uuid references downtime_form_set,
  what        text not null check (what in ('in-hand', 'printer-out')),
  words       text check (length(words) between 1 and 400),
  at          timestamptz not null default clock_timestamp(),
  staff_id    uuid not null references staff default acting_staff(),
  constraint in_hand_is_a_pack check (what <> 'in-hand' or set_id is not null),
  constraint without_a_printer_it_is_said_how_else check (what <> 'printer-out' or words is not null)
);
create index downtime_print_agency_index on downtime_print (agency_id);
create index downtime_print_premises_index on downtime_print (premises_id, at);
create index downtime_print_set_index on downtime_print (set_id);
create index downtime_print_staff_index on downtime_print (staff_id);
comment on table  downtime_print             is 'That somebody has the paper of a pack in their hand, or that the printer is out and what is done instead. Only added to: the newest counts.';
comment on column downtime_print.id          is 'Identifier.';
comment on column downtime_print.agency_id   is 'The clinic.';
comment on column downtime_print.premises_id is 'Which premises.';
comment on column downtime_print.set_id      is 'Of which pack, by its forms.';
comment on column downtime_print.what        is 'In somebody''s hand, or the printer is out.';
comment on column downtime_print.words       is 'How else: written by hand, another printer.';
comment on column downtime_print.at          is 'When it was said.';
comment on column downtime_print.staff_id    is 'By whom.';
alter table downtime_print enable row level security;
alter table downtime_print force row level security;
create policy seen_by_the_clinic on downtime_print for select to :"app" using (agency_id = (select acting_agency()) and (select acting_may('dose:board')));
create trigger pages_after_insert after insert on downtime_print referencing new table as changed for each statement execute function boards_have_changed();
grant select on downtime_print to :"app";

-- Says so: the pack of the newest print is in hand, or there is no printer.
create function say_of_print(the_premises uuid, the_what text, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare newest uuid;
begin
  if not acting_may('dose:account') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return 'not-there'; end if;
  select id into newest from downtime_form_set where premises_id = the_premises and issued_for = 'print' order by issued_at desc limit 1;
  if the_what = 'in-hand' and newest is null then return 'not-printed'; end if;
  if the_what = 'printer-out' and the_words is null then return 'say-how-else'; end if;
  insert into downtime_print (premises_id, set_id, what, words) values (the_premises, newest, the_what, the_words);
  return 'done';
end $$;
-- As a server begins: where the newest line of the log lies ahead of the clock, that one was wrong before or is wrong now, which no watch that begins
-- with the server can see. Two people say what time it is, as after a jump. Answers whether it was so. For the program alone.
create function note_clock_behind_the_record() returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare newest timestamptz := (select at from access_log order by at desc limit 1);
begin
  if newest is null or newest - clock_timestamp() <= interval '1 minute' or clock_is_in_doubt() then return false; end if;
  perform note_clock_jump(gen_random_uuid(), -(extract(epoch from newest - clock_timestamp()) * 1000)::bigint);
  return true;
end $$;
grant execute on function dosing_session_is_short(uuid, boolean), say_of_print(uuid, text, text) to :"app";
