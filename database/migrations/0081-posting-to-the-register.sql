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

-- The statement of a line. For whom it is, is written down beside it under the same key, once, and the statement commits to it.
create function state_cd_line(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid,
                              the_details text, the_person uuid, the_address text) returns bytea
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare p cd_entry_person%rowtype;
begin
  if not acting_keeps_book(the_book) then return null; end if;
  if the_person is not null then
    if not acting_holds(the_person, 'own') then return null; end if;
    insert into cd_entry_person (person_id, key, salt, committed, words)
    select n.id, the_key, uuid_send(gen_random_uuid()), n.id,
           concat_ws(', ', n.given_names || ' ' || n.family_name, 'born ' || to_char(n.born_on, 'FMDD FMMonth YYYY'), nullif(trim(the_address), ''))
      from person n where n.id = the_person
    on conflict (key) do nothing;
  end if;
  select * into p from cd_entry_person where key = the_key;
  if p.committed is distinct from the_person and p.person_id is distinct from the_person then return null; end if;
  return cd_statement(the_book, the_key, the_kind, the_quantity, the_corrects, the_pair, the_details, cd_commitment(p.salt, p.committed::text));
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

-- Adds a signed statement to its book as the next line. The key is looked up first, so that what is sent again waits for nobody; then the
-- book is taken, and the key looked up once more. What cannot stand there, since the balance would be below zero, is kept beside it.
create function post_cd_line(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid,
                             the_happened timestamptz, the_details text, the_first uuid, the_second uuid)
returns table (outcome text, at_seq bigint, at_balance bigint, at_hash bytea, at_time timestamptz)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p cd_entry_person%rowtype; one cd_signature%rowtype; two cd_signature%rowtype; last cd_entry%rowtype;
  stated bytea; to_whom bytea; by_name bytea; now_there bigint; this_time timestamptz; this_hash bytea; before bytea;
begin
  if not acting_keeps_book(the_book) then return query select 'not-there', null::bigint, null::bigint, null::bytea, null::timestamptz; return; end if;
  select * into p from cd_entry_person where key = the_key;
  to_whom := cd_commitment(p.salt, p.committed::text);
  by_name := cd_commitment(p.salt, p.words);
  stated := cd_statement(the_book, the_key, the_kind, the_quantity, the_corrects, the_pair, the_details, to_whom);
  return query select * from cd_line_by_key(the_key, stated);
  if found then return; end if;
  perform from cd_book where id = the_book for no key update;
  return query select * from cd_line_by_key(the_key, stated);
  if found then return; end if;

  select * into one from cd_signature where id = the_first and what_hash = stated;
  select * into two from cd_signature where id = the_second and what_hash = stated;
  if one.id is null or two.id is null then return query select 'not-signed', null::bigint, null::bigint, null::bytea, null::timestamptz; return; end if;
  if one.staff_id = two.staff_id or one.session_id = two.session_id then return query select 'same-person', null::bigint, null::bigint, null::bytea, null::timestamptz; return; end if;

  select * into last from cd_entry where book_id = the_book order by seq desc limit 1;
  if last.seq is not null and the_kind = 'opening' then return query select 'opened-already', null::bigint, null::bigint, null::bytea, null::timestamptz; return; end if;
  if the_kind = 'count' and (the_details::jsonb ->> 'expected_micrograms')::bigint is distinct from last.balance_ug then
    return query select 'moved-since', null::bigint, last.balance_ug, null::bytea, null::timestamptz; return;
  end if;
  now_there := coalesce(last.balance_ug, 0) + the_quantity;
  if now_there < 0 or (last.seq is null and the_kind <> 'opening') then
    insert into cd_pending (key, book_id, kind, quantity_ug, corrects, pair, happened_at, details, statement, first_signature, second_signature, because)
    values (the_key, the_book, the_kind, the_quantity, the_corrects, the_pair, the_happened, the_details, stated, one.id, two.id,
            case when last.seq is null then 'book-not-opened' else 'balance-below-zero' end);
    return query select * from cd_line_by_key(the_key, stated);
    return;
  end if;
  -- A server's clock that was put back does not put the lines out of their order.
  this_time := greatest(clock_timestamp(), last.entered_at);
  before := coalesce(last.hash, cd_genesis(the_book));
  this_hash := sha256(convert_to(in_canonical_words('throughcare-line-1',
    encode(before, 'hex'), the_book::text, (coalesce(last.seq, 0) + 1)::text, the_key::text, the_kind, the_quantity::text, now_there::text,
    the_corrects::text, the_pair::text, utc_words(least(the_happened, this_time)), utc_words(this_time), the_details, encode(to_whom, 'hex'), encode(by_name, 'hex'),
    one.id::text, one.staff_id::text, one.session_id::text, utc_words(one.at), one.signed_as,
    two.id::text, two.staff_id::text, two.session_id::text, utc_words(two.at), two.signed_as), 'UTF8'));
  insert into cd_entry (book_id, seq, key, kind, quantity_ug, balance_ug, corrects, pair, happened_at, entered_at, details, whom, named, statement,
                        first_signature, first_staff, first_session, first_at, first_as, second_signature, second_staff, second_session, second_at, second_as,
                        prev_seq, prev_balance_ug, prev_entered_at, prev_hash, hash)
  values (the_book, coalesce(last.seq, 0) + 1, the_key, the_kind, the_quantity, now_there, the_corrects, the_pair, least(the_happened, this_time), this_time,
          the_details, to_whom, by_name, stated, one.id, one.staff_id, one.session_id, one.at, one.signed_as,
          two.id, two.staff_id, two.session_id, two.at, two.signed_as,
          last.seq, coalesce(last.balance_ug, 0), last.entered_at, before, this_hash);
  return query select 'posted', coalesce(last.seq, 0) + 1, now_there, this_hash, this_time;
end $$;

grant execute on function acting_keeps_book(uuid), open_cd_book(uuid, text, text, text), sign_controlled_drug(text, bytea),
  state_cd_line(uuid, uuid, text, bigint, bigint, uuid, text, uuid, text), take_turns_in(uuid[]),
  post_cd_line(uuid, uuid, text, bigint, bigint, uuid, timestamptz, text, uuid, uuid) to :"app";
