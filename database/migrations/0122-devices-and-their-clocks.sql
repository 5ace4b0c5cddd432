-- From which device something was signed, and by what clock. It stands beside the register, outside what the chain of hashes covers: what a program
-- writes down of a device is worth less than a signature, and must not be able to break one.

create table cd_signed_from (
  signature_id uuid primary key references cd_signature,
  device       text not null check (device ~ '^[A-Z2-9]{4}-[A-Z2-9]{4}$'),
  ahead_ms     bigint
);
comment on table  cd_signed_from              is 'From which device a signature came, and what the clock of that one showed. Only added to. A signature without a row came from no browser.';
comment on column cd_signed_from.signature_id is 'The signature.';
comment on column cd_signed_from.device       is 'Name of the device: drawn at random, kept by its browser, about nobody.';
comment on column cd_signed_from.ahead_ms     is 'How many milliseconds its clock was ahead of the server''s, behind where below nought; empty where the browser ran no scripts.';

create table cd_signed_elsewhere (
  signature_id uuid primary key references cd_signature,
  book_id      uuid not null references cd_book,
  device       text not null,
  noted_at     timestamptz not null default clock_timestamp()
);
create index cd_signed_elsewhere_book_index on cd_signed_elsewhere (book_id, device, noted_at);
comment on table  cd_signed_elsewhere              is 'Second signatures from a device that had not been used at the premises of their book in that shift: whether the witness was there is to be asked. Only added to.';
comment on column cd_signed_elsewhere.signature_id is 'The signature.';
comment on column cd_signed_elsewhere.book_id      is 'In which book its line is.';
comment on column cd_signed_elsewhere.device       is 'From which device.';
comment on column cd_signed_elsewhere.noted_at     is 'When it was noted.';

create table premises_device (
  premises_id uuid not null references premises,
  agency_id   uuid not null references agency,
  device      text not null,
  used_at     timestamptz not null default clock_timestamp(),
  primary key (premises_id, device)
);
comment on table  premises_device             is 'Devices as they were last used at premises: to open a session or come on shift, to sign as the first of two, or as somebody on shift said.';
comment on column premises_device.premises_id is 'The premises.';
create index premises_device_agency_index on premises_device (agency_id);
comment on column premises_device.agency_id   is 'The agency whose they are.';
comment on column premises_device.device      is 'Name of the device.';
comment on column premises_device.used_at     is 'When it was last used there, to five minutes.';

create table injection_clock (
  injection_id uuid primary key references injection on delete cascade,
  ahead_ms     bigint not null
);
comment on table  injection_clock              is 'What became of a dose, recorded on a device whose clock was further off than it may be. It is recorded all the same; only added to.';
comment on column injection_clock.injection_id is 'The entry.';
comment on column injection_clock.ahead_ms     is 'How many milliseconds that clock was ahead of the server''s; behind where below nought.';

do $$ declare the_table text; begin
  foreach the_table in array array['cd_signed_from', 'cd_signed_elsewhere', 'premises_device', 'injection_clock'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
create policy seen_with_the_signature on cd_signed_from for select to :"app" using (exists (select from cd_signature s where s.id = cd_signed_from.signature_id));
create policy seen_with_its_book on cd_signed_elsewhere for select to :"app" using (exists (select from cd_book b where b.id = cd_signed_elsewhere.book_id));
create policy seen_at_the_premises on premises_device for select to :"app"
  using (agency_id = (select acting_agency()) and (select acting_may('dose:board')));
create policy seen_with_the_entry on injection_clock for select to :"app" using (exists (select from injection i where i.id = injection_clock.injection_id));
grant select on cd_signed_from, cd_signed_elsewhere, premises_device, injection_clock to :"app";

-- Says for the rest of a transaction from which device it is asked. Answers whether its clock is further off than it may be; no without scripts.
create function note_device(the_device text, the_ahead_ms bigint) returns boolean
language plpgsql volatile set search_path = :"schema", pg_temp as $$
begin
  perform set_config('throughcare.device', the_device, true), set_config('throughcare.ahead_ms', coalesce(the_ahead_ms::text, ''), true);
  return coalesce(clock_is_apart(the_ahead_ms), false);
end $$;
create function clock_is_apart(the_ms bigint) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
  return abs(the_ms) > extract(epoch from parameter_span('device-clock-apart')) * 1000;
-- What is known of the device: evidence that stands beside an entry, and never a right.
create function acting_device() returns text language sql stable set search_path = :"schema", pg_temp
  return nullif(current_setting('throughcare.device', true), '');
create function acting_clock_ahead_ms() returns bigint language sql stable set search_path = :"schema", pg_temp
  return nullif(current_setting('throughcare.ahead_ms', true), '')::bigint;

-- A device is used at premises.
create function device_is_used(the_premises uuid, the_device text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into premises_device (premises_id, agency_id, device) select p.id, p.agency_id, the_device from premises p where p.id = the_premises and the_device is not null
  on conflict (premises_id, device) do update set used_at = excluded.used_at where premises_device.used_at < excluded.used_at - interval '5 minutes';
end;

create function signed_from_a_device() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if acting_device() is not null then insert into cd_signed_from (signature_id, device, ahead_ms) values (new.id, acting_device(), acting_clock_ahead_ms()); end if;
  return null;
end $$;
create trigger where_it_was_signed after insert on cd_signature for each row execute function signed_from_a_device();

create function recorded_by_a_clock() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if clock_is_apart(acting_clock_ahead_ms()) then insert into injection_clock (injection_id, ahead_ms) values (new.id, acting_clock_ahead_ms()); end if;
  return null;
end $$;
create trigger by_what_clock after insert on injection for each row execute function recorded_by_a_clock();

-- Whoever opens a session, or comes on shift by themselves, does so on a device that is there. A recovery worker signs nothing.
create function on_shift_with_a_device() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  if new.staff_id = acting_staff() and new.duty <> 'helper' and new.until_at is null then
    perform device_is_used((select premises_id from dosing_session where id = new.session_id), acting_device());
  end if;
  return null;
end $$;
create trigger device_of_the_shift after insert or update on dosing_duty for each row execute function on_shift_with_a_device();

-- Somebody on shift says that the device in their hand is used there.
create function say_device_is_here(the_session uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if coalesce(acting_duty(the_session), 'helper') = 'helper' or acting_device() is null then return 'not-there'; end if;
  perform device_is_used((select premises_id from dosing_session where id = the_session), acting_device());
  return 'done';
end $$;

-- A line came to stand, or to wait beside its book. Whoever signed first used their device there. Where the second signed from one that was not used
-- there since the session opened, or within the span, that is noted, and the accountable officer is asked to look: once a span for each device.
create function a_line_has_its_devices() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare place uuid; one text; two text; since timestamptz; told boolean;
begin
  select device into two from cd_signed_from where signature_id = new.second_signature;
  select device into one from cd_signed_from where signature_id = new.first_signature;
  select premises_id into place from cd_book where id = new.book_id;
  if one is not null then perform device_is_used(place, one); end if;
  if two is null or two = one then return null; end if;
  since := clock_timestamp() - parameter_span('device-used-within');
  since := least(since, (select min(opened_at) from dosing_session where premises_id = place and closed_at is null));
  if exists (select from premises_device where premises_id = place and device = two and used_at >= since) then return null; end if;
  told := exists (select from cd_signed_elsewhere e where e.book_id in (select id from cd_book where premises_id = place) and e.device = two and e.noted_at >= since);
  insert into cd_signed_elsewhere (signature_id, book_id, device) values (new.second_signature, new.book_id, two) on conflict do nothing;
  if not told then perform tell_of_register(new.book_id, 'accountable-officer', 'Open Register: a second signature came from elsewhere', 'look-at-a-signature-from-elsewhere'); end if;
  return null;
end $$;
create trigger devices_of_a_line after insert on cd_entry for each row execute function a_line_has_its_devices();
create trigger devices_of_a_line after insert on cd_pending for each row execute function a_line_has_its_devices();

grant execute on function note_device(text, bigint), clock_is_apart(bigint), acting_device(), acting_clock_ahead_ms(), say_device_is_here(uuid) to :"app";
