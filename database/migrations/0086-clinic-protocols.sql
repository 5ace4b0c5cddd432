-- Protocols of a clinic: their numbers as they were put forward, who signed exactly those, and which is in force. About nobody.

create table clinic_protocol (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  code        text not null check (code ~ '^[a-z0-9][a-z0-9-]{1,59}$'),
  version     integer not null check (version > 0),
  print       text not null check (print ~ '^[0-9a-f]{64}$'),
  content     jsonb not null,
  loaded_at   timestamptz not null default now(),
  loaded_by   uuid references staff default acting_staff(),
  withdrawn_at timestamptz,
  withdrawn_by uuid references staff,
  withdrawn_because text check (length(withdrawn_because) between 1 and 400),
  constraint a_version_is_put_forward_once unique (agency_id, code, version),
  constraint what_was_withdrawn_says_why check (num_nulls(withdrawn_at, withdrawn_because) in (0, 2))
);
create index clinic_protocol_loaded_by_index on clinic_protocol (loaded_by);
create index clinic_protocol_withdrawn_by_index on clinic_protocol (withdrawn_by);
comment on table  clinic_protocol             is 'Versions of a clinic''s protocol, as they were put forward. Never changed: another version is another row.';
comment on column clinic_protocol.id          is 'Identifier.';
comment on column clinic_protocol.agency_id   is 'Which clinic.';
comment on column clinic_protocol.code        is 'Code of the protocol.';
comment on column clinic_protocol.version     is 'Its version.';
comment on column clinic_protocol.print       is 'SHA-256 of all of it, which is what is signed.';
comment on column clinic_protocol.content     is 'All of it: each number with unit, mark and source.';
comment on column clinic_protocol.loaded_at   is 'When it was put forward.';
comment on column clinic_protocol.loaded_by   is 'Who put it forward.';
comment on column clinic_protocol.withdrawn_at is 'From then on nothing is given by it.';
comment on column clinic_protocol.withdrawn_by is 'Who withdrew it.';
comment on column clinic_protocol.withdrawn_because is 'Why.';

create table clinic_protocol_sign_off (
  id          uuid primary key default uuidv7(),
  protocol_id uuid not null references clinic_protocol,
  print       text not null,
  capacity    text not null check (capacity in ('licensed-doctor', 'safety-lead')),
  staff_id    uuid not null references staff,
  at          timestamptz not null default now(),
  constraint one_signature_in_each_capacity unique (protocol_id, capacity),
  constraint two_people_sign unique (protocol_id, staff_id)
);
create index clinic_protocol_sign_off_staff_index on clinic_protocol_sign_off (staff_id);
comment on table  clinic_protocol_sign_off             is 'Signatures under a version of a clinic''s protocol: a licensed doctor and the clinical safety lead. With both it is for clinical use.';
comment on column clinic_protocol_sign_off.id          is 'Identifier.';
comment on column clinic_protocol_sign_off.protocol_id is 'Under which version.';
comment on column clinic_protocol_sign_off.print       is 'SHA-256 of what was shown to whoever signed.';
comment on column clinic_protocol_sign_off.capacity    is 'As what they signed.';
comment on column clinic_protocol_sign_off.staff_id    is 'Who signed.';
comment on column clinic_protocol_sign_off.at          is 'When.';

-- Is exactly this signed by both, and not withdrawn?
create function clinic_protocol_is_signed(the_agency uuid, the_code text, the_version integer, the_print text) returns boolean
language sql stable set search_path = :"schema", pg_temp
  return exists (select from clinic_protocol p
                  where p.agency_id = the_agency and p.code = the_code and p.version = the_version and p.print = the_print and p.withdrawn_at is null
                    and (select count(*) from clinic_protocol_sign_off s where s.protocol_id = p.id and s.print = p.print) = 2);

-- May something be given by exactly this? Signed by both, or everybody here is made up; and nobody has withdrawn it.
create function clinic_protocol_may_be_used(the_agency uuid, the_code text, the_version integer, the_print text) returns boolean
language sql stable set search_path = :"schema", pg_temp
  return (clinic_protocol_is_signed(the_agency, the_code, the_version, the_print) or (select made_up from partnership_fact))
     and not exists (select from clinic_protocol p where p.agency_id = the_agency and p.print = the_print and p.withdrawn_at is not null);

-- Puts a version forward: whoever signs protocols at a clinic. What was put forward stays as it is.
create function put_clinic_protocol_forward(the_code text, the_version integer, the_print text, the_content jsonb) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not (acting_may('clinic:govern') or acting_may('prescribe:licensed')) or acting_agency_kind() <> 'clinic' then return 'not-there'; end if;
  insert into clinic_protocol (code, version, print, content) values (the_code, the_version, the_print, the_content) on conflict do nothing;
  if found then return 'done'; end if;
  return case when exists (select from clinic_protocol where agency_id = acting_agency() and code = the_code and version = the_version and print = the_print)
              then 'done' else 'another-of-that-version' end;
end $$;

-- Signs exactly what was shown. A doctor signs who holds a licence today at premises of the clinic; the lead signs as the lead.
create function sign_clinic_protocol(the_protocol uuid, the_print text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p     clinic_protocol%rowtype;
  as_what text;
  today date := london_day(now());
begin
  select * into p from clinic_protocol where id = the_protocol and agency_id = acting_agency() for share;
  if p.id is null or not (acting_may('clinic:govern') or acting_may('prescribe:licensed')) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  if p.print <> the_print then return 'changed-since'; end if;
  if p.withdrawn_at is not null then return 'withdrawn'; end if;
  as_what := case when acting_may('clinic:govern') then 'safety-lead' else 'licensed-doctor' end;
  if as_what = 'licensed-doctor'
     and not exists (select from clinic_licence l join premises r on r.id = l.premises_id
                      where r.agency_id = acting_agency() and l.staff_id = acting_staff() and today between l.from_on and clinic_licence_last_day(l)) then
    return 'no-licence';
  end if;
  insert into clinic_protocol_sign_off (protocol_id, print, capacity, staff_id) values (p.id, the_print, as_what, acting_staff()) on conflict do nothing;
  return case when found then 'done' else 'signed-already' end;
end $$;

-- Takes a version out of use: whoever may sign one. Nothing is given by it from then on.
create function withdraw_clinic_protocol(the_protocol uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not (acting_may('clinic:govern') or acting_may('prescribe:licensed')) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  update clinic_protocol set withdrawn_at = now(), withdrawn_by = acting_staff(), withdrawn_because = the_reason
   where id = the_protocol and agency_id = acting_agency() and withdrawn_at is null;
  return case when found then 'done' else 'not-there' end;
end $$;

grant select on clinic_protocol, clinic_protocol_sign_off to :"app";
grant execute on function clinic_protocol_is_signed(uuid, text, integer, text), clinic_protocol_may_be_used(uuid, text, integer, text),
  put_clinic_protocol_forward(text, integer, text, jsonb), sign_clinic_protocol(uuid, text), withdraw_clinic_protocol(uuid, text) to :"app";
