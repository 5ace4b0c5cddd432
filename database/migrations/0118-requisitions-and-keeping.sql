-- Requisitions of controlled drugs, signed by whoever orders; and that nothing of a register is disposed of before its time.

create table cd_requisition (
  id          uuid primary key,
  agency_id   uuid not null references agency default acting_agency(),
  premises_id uuid not null references premises,
  number      text not null check (length(number) between 1 and 60),
  dated       date not null,
  product     text not null check (length(product) between 1 and 100),
  heading     text not null check (length(heading) between 1 and 1000),
  quantity_ug bigint not null check (quantity_ug > 0),
  purpose     text not null check (length(purpose) between 1 and 400),
  supplier    text not null check (length(supplier) between 1 and 400),
  recipient   text not null check (length(recipient) between 1 and 200),
  profession  text not null check (length(profession) between 1 and 100),
  cd_form     text not null check (cd_form in ('fp10cdf', 'cdrf', 'wp10cdf')),
  statement   bytea not null,
  signature   uuid not null,
  staff_id    uuid not null references staff,
  session_id  uuid not null,
  ordered_at  timestamptz not null default clock_timestamp(),
  closed_at   timestamptz,
  closed_by   uuid references staff,
  closed_because text check (length(closed_because) between 1 and 400),
  constraint one_requisition_of_a_number unique (agency_id, number),
  constraint what_is_closed_says_why check (num_nulls(closed_at, closed_because) in (0, 2)),
  constraint the_orderer_signed_this foreign key (signature, staff_id, session_id, statement) references cd_signature (id, staff_id, session_id, what_hash),
  constraint the_statement_is_of_this_requisition check (statement = sha256(convert_to(in_canonical_words('throughcare-requisition-1',
    id::text, premises_id::text, number, to_char(dated, 'YYYY-MM-DD'), product, heading, quantity_ug::text, purpose, supplier, recipient, profession, cd_form), 'UTF8')))
);
create index cd_requisition_premises_index on cd_requisition (premises_id, dated desc);
create index cd_requisition_signature_index on cd_requisition (signature, staff_id, session_id, statement);
create index cd_requisition_staff_index on cd_requisition (staff_id);
create index cd_requisition_closed_by_index on cd_requisition (closed_by);
comment on table  cd_requisition             is 'What was ordered in writing before it was supplied. Kept for as long as the register. Only closed, never changed.';
comment on column cd_requisition.id          is 'Drawn when its form was made: the same form twice is one requisition.';
comment on column cd_requisition.agency_id   is 'The agency that orders.';
comment on column cd_requisition.premises_id is 'For which premises.';
comment on column cd_requisition.number      is 'Its number, as the form has it.';
comment on column cd_requisition.dated       is 'The day that stands on it.';
comment on column cd_requisition.product     is 'Code of the product.';
comment on column cd_requisition.heading     is 'Drug, form and strength, as they stood.';
comment on column cd_requisition.quantity_ug is 'Total quantity, in whole micrograms.';
comment on column cd_requisition.purpose     is 'For what it is needed.';
comment on column cd_requisition.supplier    is 'Name and address of the supplier.';
comment on column cd_requisition.recipient   is 'Name of the recipient.';
comment on column cd_requisition.profession  is 'Their profession or occupation.';
comment on column cd_requisition.cd_form     is 'The mandatory form that carries it: FP10CDF of England, CDRF of Scotland, WP10CDF of Wales.';
comment on column cd_requisition.statement   is 'SHA-256 of all that, which was signed.';
comment on column cd_requisition.signature   is 'The signature.';
comment on column cd_requisition.staff_id    is 'Who ordered it.';
comment on column cd_requisition.session_id  is 'In which sign-in.';
comment on column cd_requisition.ordered_at  is 'When.';
comment on column cd_requisition.closed_at   is 'When it was closed although less came than was ordered.';
comment on column cd_requisition.closed_by   is 'By whom.';
comment on column cd_requisition.closed_because is 'Why.';
alter table cd_requisition enable row level security;
alter table cd_requisition force row level security;
create policy seen_by_its_keepers on cd_requisition for select to :"app" using (agency_id = (select acting_agency()) and (select acting_may('register:read')));
grant select on cd_requisition to :"app";

-- Signs a requisition as whoever acts, who has just shown that it is they.
create function order_controlled_drugs(the_id uuid, the_premises uuid, the_number text, the_day date, the_product text, the_heading text, the_quantity bigint,
                                       the_purpose text, the_supplier text, the_recipient text, the_profession text, the_form text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare stated bytea; made uuid;
begin
  if not acting_may('register:keep') or not exists (select from premises p where p.id = the_premises and p.agency_id = acting_agency()) then return 'not-there'; end if;
  stated := sha256(convert_to(in_canonical_words('throughcare-requisition-1', the_id::text, the_premises::text, the_number, to_char(the_day, 'YYYY-MM-DD'),
    the_product, the_heading, the_quantity::text, the_purpose, the_supplier, the_recipient, the_profession, the_form), 'UTF8'));
  if exists (select from cd_requisition q where q.id = the_id) then
    return (select case when q.statement = stated and q.agency_id = acting_agency() then 'done' else 'other-body' end from cd_requisition q where q.id = the_id);
  end if;
  if the_day > london_day(now()) then return 'still-to-come'; end if;
  if exists (select from cd_requisition q where q.agency_id = acting_agency() and q.number = the_number) then return 'number-used'; end if;
  made := sign_controlled_drug('requisition', stated);
  if made is null then return 'not-fresh'; end if;
  insert into cd_requisition (id, premises_id, number, dated, product, heading, quantity_ug, purpose, supplier, recipient, profession, cd_form, statement, signature, staff_id, session_id)
  values (the_id, the_premises, the_number, the_day, the_product, the_heading, the_quantity, the_purpose, the_supplier, the_recipient, the_profession,
          the_form, stated, made, acting_staff(), acting_session())
  on conflict do nothing;
  return case when found then 'done' else 'number-used' end;
end $$;

-- Closes a requisition on which no more will come.
create function close_requisition(the_id uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update cd_requisition set closed_at = now(), closed_by = acting_staff(), closed_because = the_reason
   where id = the_id and agency_id = acting_agency() and acting_may('register:keep') and closed_at is null;
  return case when found then 'done' else 'not-there' end;
end $$;
grant execute on function order_controlled_drugs(uuid, uuid, text, date, text, text, bigint, text, text, text, text, text), close_requisition(uuid, text) to :"app";

-- Whether a line of a register that must still be kept was given to somebody: kept from the book's last entry for as long as the agency's
-- protocols say, and never less than the two years of the law (Misuse of Drugs Regulations 2001, regulation 23).
create function register_keeps(the_person uuid, the_agency uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (
    select from cd_entry_person n
      join lateral (select e.book_id from cd_entry e where e.key = n.key union all select k.book_id from cd_pending k where k.key = n.key) b on true
      join lateral (select max(e.entered_at) as last from cd_entry e where e.book_id = b.book_id) of on true
     where n.person_id = the_person and n.agency_id = the_agency
       and coalesce(of.last, now()) > now() - make_interval(years => greatest(2, (
             select max((p.content -> 'parameters' -> 'register-kept' ->> 'value')::integer) from clinic_protocol p
              where p.agency_id = the_agency and p.withdrawn_at is null))));
end;

-- Whether a hold stands over one agency's part of somebody's record, or the register that it must keep does.
create or replace function is_held(the_person uuid, the_agency uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from legal_hold where ended_at is null and (person_id is null or person_id = the_person)
                                          and (agency_id is null or agency_id = the_agency))
         or register_keeps(the_person, the_agency);
