-- Posting to the register: a statement is signed by two, each in a sign-in of their own, and becomes the next line of its book.

create table cd_pending (
  key          uuid primary key,
  book_id      uuid not null references cd_book,
  kind         text not null,
  quantity_ug  bigint not null,
  corrects     bigint,
  pair         uuid,
  happened_at  timestamptz not null,
  details      text not null check (details is json object),
  statement    bytea not null,
  first_signature  uuid not null references cd_signature,
  second_signature uuid not null references cd_signature,
  because      text not null check (because in ('balance-below-zero', 'book-not-opened')),
  kept_at      timestamptz not null default now()
);
create index cd_pending_book_index on cd_pending (book_id);
create index cd_pending_first_index on cd_pending (first_signature);
create index cd_pending_second_index on cd_pending (second_signature);
comment on table  cd_pending             is 'Signed lines that cannot stand in their book yet, since its balance would be below zero. What happened is kept; until it stands in the book nothing more is issued from it. Only added to.';
comment on column cd_pending.key         is 'Key of the line. It stands in the book once a line with this key does.';
comment on column cd_pending.book_id     is 'In which book it belongs.';
comment on column cd_pending.kind        is 'Kind of line.';
comment on column cd_pending.quantity_ug is 'Whole micrograms.';
comment on column cd_pending.corrects    is 'The line that a correction is about.';
comment on column cd_pending.pair        is 'Key of the line on the other page.';
comment on column cd_pending.happened_at is 'When it happened.';
comment on column cd_pending.details     is 'What is said, as it was signed.';
comment on column cd_pending.statement   is 'SHA-256 of what both signed.';
comment on column cd_pending.first_signature  is 'First signature.';
comment on column cd_pending.second_signature is 'Second signature.';
comment on column cd_pending.because     is 'Why it cannot stand in the book yet.';
comment on column cd_pending.kept_at     is 'When it was kept.';
alter table cd_pending enable row level security;
alter table cd_pending force row level security;
create policy seen_with_its_book on cd_pending for select to :"app" using (exists (select from cd_book b where b.id = cd_pending.book_id));
grant select on cd_pending to :"app";

-- Whether whoever acts may put lines into this book.
create function acting_keeps_book(the_book uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return acting_may('register:keep') and exists (select from cd_book b where b.id = the_book and b.agency_id = acting_agency());

-- Begins a page. Its first line, the opening stock, is signed by two like any other.
create function open_cd_book(the_premises uuid, the_product text, the_class text, the_heading text) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare made uuid;
begin
  if not acting_may('register:keep') or not exists (select from premises p where p.id = the_premises and p.agency_id = acting_agency()) then return null; end if;
  insert into cd_book (agency_id, premises_id, drug_class, product, heading)
  values (acting_agency(), the_premises, the_class, the_product, the_heading)
  on conflict (premises_id, product) do nothing returning id into made;
  return coalesce(made, (select id from cd_book where premises_id = the_premises and product = the_product));
end $$;

-- Signs a statement about controlled drugs as whoever acts, in the sign-in they act in. Nothing when they have not just shown that it is they.
create function sign_controlled_drug(the_purpose text, the_hash bytea) returns uuid
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare made uuid;
begin
  if the_hash is null or acting_session() is null or not (acting_may('register:keep') or acting_may('register:destroy-witness')) or not acting_is_fresh() then return null; end if;
  insert into cd_signature (staff_id, session_id, agency_id, signed_as, at, proof_at, purpose, what_hash)
  select acting_staff(), acting_session(), acting_agency(), s.name || ', ' || lower(r.name), clock_timestamp(), acting_proved_at(), the_purpose, the_hash
    from staff s, role r where s.id = acting_staff() and r.code = acting_role()
  returning id into made;
  return made;
end $$;

-- Whoever posts lines into several books takes their turns first, all in one order, so that nobody waits for one another.
create function take_turns_in(the_books uuid[]) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform from cd_book where id = any (the_books) and agency_id = acting_agency() order by id for no key update;
end $$;

-- What became of a line, by its key.
create function cd_line_by_key(the_key uuid, the_statement bytea) returns table (outcome text, at_seq bigint, at_balance bigint, at_hash bytea, at_time timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select case when e.statement = the_statement then 'replayed' else 'other-body' end, e.seq, e.balance_ug, e.hash, e.entered_at
    from cd_entry e where e.key = the_key
  union all
  select case when p.statement = the_statement then 'pending' else 'other-body' end, null, null, null, p.kept_at
    from cd_pending p where p.key = the_key and not exists (select from cd_entry e where e.key = the_key);
end;

grant execute on function acting_keeps_book(uuid), open_cd_book(uuid, text, text, text), sign_controlled_drug(text, bytea),
  take_turns_in(uuid[]) to :"app";
