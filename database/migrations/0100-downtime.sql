-- The day on which the system is down: packs on paper and as a file, numbered forms, downtimes, and what became of each form.

create table downtime (
  id            uuid primary key default uuidv7(),
  agency_id     uuid not null references agency default acting_agency(),
  premises_id   uuid not null references premises,
  began_at      timestamptz not null,
  reason        text not null check (length(reason) between 1 and 400),
  declared_at   timestamptz not null default clock_timestamp(),
  declared_by   uuid not null references staff default acting_staff(),
  ended_at      timestamptz,
  ended_by      uuid references staff,
  finished_at   timestamptz,
  finished_by   uuid references staff,
  forms_counted integer check (forms_counted >= 0),
  constraint nothing_begins_after_it_is_declared check (began_at <= declared_at),
  constraint a_downtime_ends_after_it_began check (ended_at >= began_at),
  constraint an_end_says_by_whom check ((ended_at is null) = (ended_by is null)),
  constraint what_is_finished_has_ended_and_was_counted check (num_nulls(finished_at, finished_by, forms_counted) in (0, 3) and (finished_at is null or ended_at is not null))
);
create unique index one_downtime_at_a_time on downtime (premises_id) where ended_at is null;
create index downtime_agency_index on downtime (agency_id);
create index downtime_premises_index on downtime (premises_id, began_at);
create index downtime_declared_by_index on downtime (declared_by);
create index downtime_ended_by_index on downtime (ended_by);
create index downtime_finished_by_index on downtime (finished_by);
comment on table  downtime               is 'A time in which premises worked on paper: declared, ended, and finished once every numbered form of it is accounted for.';
comment on column downtime.id            is 'Identifier.';
comment on column downtime.agency_id     is 'The clinic.';
comment on column downtime.premises_id   is 'Where.';
comment on column downtime.began_at      is 'Since when paper was used.';
comment on column downtime.reason        is 'What did not work.';
comment on column downtime.declared_at   is 'When it was declared here; afterwards, where nothing worked at all.';
comment on column downtime.declared_by   is 'By whom.';
comment on column downtime.ended_at      is 'Until when paper was used.';
comment on column downtime.ended_by      is 'Who ended it.';
comment on column downtime.finished_at   is 'When a second person found all of its paper accounted for.';
comment on column downtime.finished_by   is 'Who: none who ticked off a form.';
comment on column downtime.forms_counted is 'How many forms with a dose they counted on the desk, by themselves.';

create table downtime_form_set (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency,
  premises_id uuid not null references premises,
  first       integer not null check (first >= 1),
  last_dose   integer not null,
  last        integer not null,
  numbers     int4range not null generated always as (int4range(first, last, '[]')) stored,
  issued_for  text not null check (issued_for in ('file', 'print')),
  issued_at   timestamptz not null default clock_timestamp(),
  issued_by   uuid references staff,
  downtime_id uuid references downtime,
  constraint doses_first_then_pages check (first <= last_dose and last_dose < last),
  constraint no_number_is_issued_twice exclude using gist (premises_id with =, numbers with &&)
);
create index downtime_form_set_agency_index on downtime_form_set (agency_id);
create index downtime_form_set_premises_index on downtime_form_set (premises_id);
create index downtime_form_set_issued_by_index on downtime_form_set (issued_by);
create index downtime_form_set_downtime_index on downtime_form_set (downtime_id);
comment on table  downtime_form_set             is 'Numbered forms that were issued together: in the file that is made anew every few minutes, or on a printed pack.';
comment on column downtime_form_set.id          is 'Identifier.';
comment on column downtime_form_set.agency_id   is 'The clinic.';
comment on column downtime_form_set.premises_id is 'Where they are used.';
comment on column downtime_form_set.first       is 'First number. Up to last_dose they are forms for one dose each.';
comment on column downtime_form_set.last_dose   is 'Last number of a form for a dose.';
comment on column downtime_form_set.last        is 'Last number; those after last_dose are blank pages of the register.';
comment on column downtime_form_set.numbers     is 'All numbers of the set.';
comment on column downtime_form_set.issued_for  is 'For the file, or for a print.';
comment on column downtime_form_set.issued_at   is 'When.';
comment on column downtime_form_set.issued_by   is 'Who printed them; nobody for the file.';
comment on column downtime_form_set.downtime_id is 'The downtime in which they were taken into use.';

create table downtime_form (
  premises_id uuid not null references premises,
  number      integer not null,
  seq         smallint not null check (seq >= 1),
  set_id      uuid not null references downtime_form_set,
  became      text not null check (became in ('dose', 'page', 'spoiled', 'blank')),
  late_id     uuid unique references dosing_late on delete set null,
  words       text check (length(words) between 1 and 1000),
  at          timestamptz not null default clock_timestamp(),
  staff_id    uuid not null references staff default acting_staff(),
  primary key (premises_id, number, seq),
  constraint only_a_dose_has_its_record check (late_id is null or became = 'dose'),
  constraint what_is_not_blank_says_why check (became in ('dose', 'blank') or words is not null),
  constraint another_answer_says_why check (seq = 1 or words is not null)
);
create index downtime_form_set_index on downtime_form (set_id);
create index downtime_form_staff_index on downtime_form (staff_id);
comment on table  downtime_form             is 'What became of each numbered form, ticked off one by one. Only added to: the newest answer about a number counts.';
comment on column downtime_form.premises_id is 'Where.';
comment on column downtime_form.number      is 'Number on the form.';
comment on column downtime_form.seq         is 'First answer about it, or a later one.';
comment on column downtime_form.set_id      is 'With which it was issued.';
comment on column downtime_form.became      is 'A dose that is recorded late, a page of the register whose lines are entered, spoiled, or blank.';
comment on column downtime_form.late_id     is 'The dose.';
comment on column downtime_form.words       is 'Which lines, how it was spoiled, or why it is answered anew.';
comment on column downtime_form.at          is 'When it was ticked off.';
comment on column downtime_form.staff_id    is 'By whom.';

create table downtime_pack (
  premises_id uuid primary key references premises,
  agency_id   uuid not null references agency,
  tried_at    timestamptz not null default clock_timestamp(),
  made_at     timestamptz,
  file        text check (length(file) between 1 and 255 and file !~ '/'),
  pages       integer check (pages > 0),
  bytes       integer check (bytes > 0),
  sha256      text check (sha256 ~ '^[0-9a-f]{64}$'),
  trouble     text check (length(trouble) between 1 and 100),
  constraint a_pack_has_all_its_facts check (num_nulls(made_at, file, pages, bytes, sha256) in (0, 5)),
  constraint it_was_made_or_failed check (made_at is not null or trouble is not null)
);
create index downtime_pack_agency_index on downtime_pack (agency_id);
comment on table  downtime_pack             is 'The newest pack for a downtime of each premises, as a file, and what came of the last try to make one.';
comment on column downtime_pack.premises_id is 'For which premises.';
comment on column downtime_pack.agency_id   is 'The clinic.';
comment on column downtime_pack.tried_at    is 'When one was last tried.';
comment on column downtime_pack.made_at     is 'The moment that the newest good one shows.';
comment on column downtime_pack.file        is 'Its name, without the folder.';
comment on column downtime_pack.pages       is 'Its pages.';
comment on column downtime_pack.bytes       is 'Its bytes.';
comment on column downtime_pack.sha256      is 'SHA-256 of it.';
comment on column downtime_pack.trouble     is 'Why the last try failed, in a word of the system; empty when it did not.';

do $$ declare the_table text; begin
  foreach the_table in array array['downtime', 'downtime_form_set', 'downtime_form', 'downtime_pack'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
create policy seen_by_the_clinic on downtime for select to :"app" using (agency_id = (select acting_agency()) and (select acting_may('dose:board')));
create policy seen_by_the_clinic on downtime_form_set for select to :"app" using (agency_id = (select acting_agency()) and (select acting_may('dose:board')));
create policy seen_by_the_clinic on downtime_pack for select to :"app" using (agency_id = (select acting_agency()) and (select acting_may('dose:board')));
create policy seen_with_its_set on downtime_form for select to :"app" using (exists (select from downtime_form_set s where s.id = downtime_form.set_id));
create trigger pages_after_insert after insert on downtime referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_insert after insert on downtime_form_set referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_update after update on downtime referencing new table as changed for each statement execute function boards_have_changed();

-- Issues the next numbers of premises. Called by the two functions below.
create function next_downtime_forms(the_premises uuid, the_doses integer, the_pages integer, the_use text, the_staff uuid) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare p premises%rowtype; last_one integer; made uuid;
begin
  select * into p from premises where id = the_premises for no key update;
  select coalesce(max(last), 0) into last_one from downtime_form_set where premises_id = p.id;
  insert into downtime_form_set (agency_id, premises_id, first, last_dose, last, issued_for, issued_by)
  values (p.agency_id, p.id, last_one + 1, last_one + the_doses, last_one + the_doses + the_pages, the_use, the_staff) returning id into made;
  return made;
end $$;

-- Forms for a pack that is printed now: numbers of their own.
create function print_downtime_forms(the_premises uuid, the_doses integer, the_pages integer) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('dose:account') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return null; end if;
  return next_downtime_forms(the_premises, least(greatest(the_doses, 1), 500), least(greatest(the_pages, 1), 100), 'print', acting_staff());
end $$;

-- Forms of the file: the same numbers each time it is made, until they are taken into use or no longer suffice. For the program alone.
create function file_downtime_forms(the_premises uuid, the_doses integer, the_pages integer) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare it downtime_form_set%rowtype;
begin
  perform from premises where id = the_premises for no key update;
  select * into it from downtime_form_set where premises_id = the_premises and issued_for = 'file' order by first desc limit 1;
  if it.id is not null and it.downtime_id is null and it.last_dose - it.first + 1 >= the_doses and it.last - it.last_dose >= the_pages then return it.id; end if;
  return next_downtime_forms(the_premises, the_doses, the_pages, 'file', null);
end $$;

-- Declares that premises work on paper, or worked on it since then, with these forms.
create function declare_downtime(the_premises uuid, the_begin timestamptz, the_reason text, the_sets uuid[], out made uuid, out answer text)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  answer := 'not-there';
  if not acting_may('dose') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return; end if;
  perform from premises where id = the_premises for no key update;
  if the_begin > clock_timestamp() then answer := 'not-that-time'; return; end if;
  if exists (select from downtime where premises_id = the_premises and ended_at is null) then answer := 'declared-already'; return; end if;
  insert into downtime (premises_id, began_at, reason) values (the_premises, the_begin, the_reason) returning id into made;
  update downtime_form_set set downtime_id = made where premises_id = the_premises and id = any (the_sets) and downtime_id is null;
  insert into task (agency_id, team_id, kind, title, due_at, made_by)
  select p.agency_id, t.id, 'downtime', 'Open the downtime: its paper is to be entered', now() + parameter_span('enter-paper-of-a-downtime'), null
    from premises p join team t on t.service_id = p.service_id where p.id = the_premises order by t.id limit 1;
  answer := 'done';
end $$;

-- More forms were taken into use than was known.
create function use_downtime_forms(the_downtime uuid, the_set uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare d downtime%rowtype;
begin
  select * into d from downtime where id = the_downtime and agency_id = acting_agency() and acting_may('dose') for no key update;
  if d.id is null then return 'not-there'; end if;
  if d.finished_at is not null then return 'finished-already'; end if;
  update downtime_form_set set downtime_id = d.id where id = the_set and premises_id = d.premises_id and downtime_id is null;
  return case when found then 'done' else 'no-such-form' end;
end $$;

-- The system is used again since then.
create function end_downtime(the_downtime uuid, the_end timestamptz) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare d downtime%rowtype;
begin
  select * into d from downtime where id = the_downtime and agency_id = acting_agency() and acting_may('dose') for no key update;
  if d.id is null then return 'not-there'; end if;
  if d.ended_at is not null then return 'ended-already'; end if;
  if the_end > clock_timestamp() or the_end < d.began_at then return 'not-that-time'; end if;
  update downtime set ended_at = the_end, ended_by = acting_staff() where id = d.id;
  return 'done';
end $$;

-- Says what became of one form. A dose names its record, which two people sign; no record answers for two forms.
create function tick_downtime_form(the_downtime uuid, the_number integer, the_end text, the_late uuid, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare d downtime%rowtype; s downtime_form_set%rowtype; f downtime_form%rowtype;
begin
  select * into d from downtime where id = the_downtime and agency_id = acting_agency() and acting_may('dose') for no key update;
  if d.id is null then return 'not-there'; end if;
  if d.finished_at is not null then return 'finished-already'; end if;
  select * into s from downtime_form_set where downtime_id = d.id and numbers @> the_number;
  if s.id is null then return 'no-such-form'; end if;
  select * into f from downtime_form where premises_id = d.premises_id and number = the_number order by seq desc limit 1;
  if (f.became = 'dose' and not dosing_late_is_aside(f.late_id)) or (f.seq is not null and the_words is null) then return 'ticked-already'; end if;
  if (the_end = 'dose' and the_number > s.last_dose) or (the_end = 'page' and the_number <= s.last_dose) then return 'other-form'; end if;
  if (the_end = 'dose') <> (the_late is not null) or (the_end in ('page', 'spoiled') and the_words is null) then return 'not-enough-said'; end if;
  if the_end = 'dose' and not exists (select from dosing_late l where l.id = the_late and l.premises_id = d.premises_id) then return 'not-there'; end if;
  if exists (select from downtime_form where late_id = the_late) then return 'late-ticked-already'; end if;
  insert into downtime_form (premises_id, number, seq, set_id, became, late_id, words)
  values (d.premises_id, the_number, coalesce(f.seq, 0) + 1, s.id, the_end, the_late, the_words);
  return 'done';
end $$;

-- A second person, who ticked off none of them, counts the forms with a dose on the desk. With that a downtime is over.
create function finish_downtime(the_downtime uuid, the_count integer) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare d downtime%rowtype; o record;
begin
  select * into d from downtime where id = the_downtime and agency_id = acting_agency() and acting_may('dose:check') for no key update;
  if d.id is null then return 'not-there'; end if;
  if d.finished_at is not null then return 'finished-already'; end if;
  if d.ended_at is null then return 'goes-on'; end if;
  if exists (select from downtime_form f join downtime_form_set s on s.id = f.set_id where s.downtime_id = d.id and f.staff_id = acting_staff()) then return 'same-person'; end if;
  select * into o from downtime_open_forms(d.id);
  if o.missing > 0 then return 'forms-missing'; end if;
  if o.unsigned > 0 then return 'waits-for-second'; end if;
  if o.doses <> the_count then return 'mismatch'; end if;
  update downtime set finished_at = clock_timestamp(), finished_by = acting_staff(), forms_counted = the_count where id = d.id;
  update task set state = 'done', closed_at = now(), closed_by = acting_staff() where agency_id = d.agency_id and kind = 'downtime' and state = 'open'
     and not exists (select from downtime x where x.agency_id = d.agency_id and x.finished_at is null);
  return 'done';
end $$;

-- Nothing is handed over here meanwhile: what somebody had on paper counts for interval and most, and is not known yet.
create function paper_before_authority() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if dose_may_be_on_paper((select premises_id from dosing_session where id = new.session_id)) then raise exception using errcode = 'TCD01', message = 'paper-not-entered'; end if;
  return new;
end $$;
create trigger paper_is_entered_first before insert on authority for each row execute function paper_before_authority();

grant select on downtime, downtime_form_set, downtime_form, downtime_pack to :"app";
grant execute on function print_downtime_forms(uuid, integer, integer), declare_downtime(uuid, timestamptz, text, uuid[]), use_downtime_forms(uuid, uuid), end_downtime(uuid, timestamptz),
  tick_downtime_form(uuid, integer, text, uuid, text), finish_downtime(uuid, integer) to :"app";
