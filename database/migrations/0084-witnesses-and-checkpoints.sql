-- Destruction before its witness alone, lines added in one place, and signed checkpoints of each book's head that leave the house.

-- Whether somebody is authorised for the premises of this book today, and has signed no other line there.
create function witness_holds(the_book uuid, the_staff uuid, the_reference text default null) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from cd_book b join cd_authority a on a.premises_id = b.premises_id
                  where b.id = the_book and a.staff_id = the_staff and london_day(now()) between a.from_on and a.until_on
                    and (the_reference is null or a.reference = the_reference))
     and not exists (select from cd_book mine join cd_book b on b.premises_id = mine.premises_id join cd_entry e on e.book_id = b.id
                      where mine.id = the_book and e.kind <> 'destroy' and the_staff in (e.first_staff, e.second_staff));

-- Whether whoever acts may witness a destruction in this book today: authorised for its premises, and no keeper of drugs there.
create function acting_witnesses(the_book uuid) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return acting_may('register:destroy-witness') and not acting_may('register:keep') and witness_holds(the_book, acting_staff());

-- How much of a product was destroyed under an authority at premises of the actor's agency, in micrograms: what stands in the book, as corrections
-- have put it right, and what is kept beside it.
create function cd_destroyed_under(the_premises uuid, the_reference text, the_product text) returns bigint
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select coalesce(-sum(x.ug), 0)::bigint
    from cd_book b cross join lateral (
      select e.quantity_ug + coalesce((select sum(c.quantity_ug) from cd_entry c where c.book_id = e.book_id and c.kind = 'correction' and c.corrects = e.seq), 0) as ug
        from cd_entry e where e.book_id = b.id and e.kind = 'destroy' and e.details::jsonb ->> 'authority' = the_reference
      union all
      select k.quantity_ug from cd_pending k where k.book_id = b.id and k.kind = 'destroy' and k.details::jsonb ->> 'authority' = the_reference
         and not exists (select from cd_entry e where e.key = k.key)) x
   where b.premises_id = the_premises and b.product = the_product and b.agency_id = acting_agency();
end;
grant execute on function cd_destroyed_under(uuid, text, text) to :"app";

-- What may still be destroyed of a book under an authority, in micrograms; nothing where it lists no quantities, or there is no such authority.
create function cd_left_under(the_book uuid, the_reference text) returns bigint
language sql stable security definer set search_path = :"schema", pg_temp
  return (select coalesce((a.limits ->> b.product)::bigint, 0) - cd_destroyed_under(b.premises_id, a.reference, b.product)
            from cd_book b join cd_authority a on a.premises_id = b.premises_id and a.reference = the_reference and a.limits is not null where b.id = the_book);

-- The statement of a line. For whom it is, is written down beside it under the same key, once, and the statement commits to it.
create function state_cd_line(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid,
                                         the_details text, the_person uuid, the_address text) returns bytea
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare p cd_entry_person%rowtype;
begin
  if not acting_keeps_book(the_book) and not (the_kind = 'destroy' and acting_witnesses(the_book)) then return null; end if;
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

-- Adds the next line. Whoever calls has the book's turn and has looked the key up; never called by a role that signs in.
create function add_cd_line(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid, the_happened timestamptz,
                            the_details text, stated bytea, the_first uuid, the_second uuid)
returns table (outcome text, at_seq bigint, at_balance bigint, at_hash bytea, at_time timestamptz)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p cd_entry_person%rowtype; one cd_signature%rowtype; two cd_signature%rowtype; last cd_entry%rowtype;
  to_whom bytea; by_name bytea; now_there bigint; this_time timestamptz; this_hash bytea; before bytea; no bigint; at_that timestamptz;
begin
  select * into p from cd_entry_person where key = the_key;
  to_whom := cd_commitment(p.salt, p.committed::text);
  by_name := cd_commitment(p.salt, p.words);
  select * into one from cd_signature where id = the_first;
  select * into two from cd_signature where id = the_second;
  select * into last from cd_entry where book_id = the_book order by seq desc limit 1;
  now_there := coalesce(last.balance_ug, 0) + the_quantity;
  -- A server's clock that was put back does not put the lines out of their order.
  this_time := greatest(clock_timestamp(), last.entered_at);
  at_that := least(the_happened, this_time);
  before := coalesce(last.hash, cd_genesis(the_book));
  no := coalesce(last.seq, 0) + 1;
  this_hash := sha256(convert_to(in_canonical_words('throughcare-line-1',
    encode(before, 'hex'), the_book::text, no::text, the_key::text, the_kind, the_quantity::text, now_there::text,
    the_corrects::text, the_pair::text, utc_words(at_that), utc_words(this_time), the_details, encode(to_whom, 'hex'), encode(by_name, 'hex'),
    one.id::text, one.staff_id::text, one.session_id::text, utc_words(one.at), one.signed_as,
    two.id::text, two.staff_id::text, two.session_id::text, utc_words(two.at), two.signed_as), 'UTF8'));
  insert into cd_entry (book_id, seq, key, kind, quantity_ug, balance_ug, corrects, pair, happened_at, entered_at, details, whom, named, statement,
                        first_signature, first_staff, first_session, first_at, first_as, second_signature, second_staff, second_session, second_at, second_as,
                        prev_seq, prev_balance_ug, prev_entered_at, prev_hash, hash)
  values (the_book, no, the_key, the_kind, the_quantity, now_there, the_corrects, the_pair, at_that, this_time,
          the_details, to_whom, by_name, stated, one.id, one.staff_id, one.session_id, one.at, one.signed_as,
          two.id, two.staff_id, two.session_id, two.at, two.signed_as,
          last.seq, coalesce(last.balance_ug, 0), last.entered_at, before, this_hash);
  return query select 'posted', no, now_there, this_hash, this_time;
end $$;

-- Adds a signed statement to its book as the next line. The key is looked up first, so that what is sent again waits for nobody; then the
-- book is taken, and the key looked up once more. What cannot stand there, since the balance would be below zero, is kept beside it.
create function post_cd_line(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid,
                                        the_happened timestamptz, the_details text, the_first uuid, the_second uuid)
returns table (outcome text, at_seq bigint, at_balance bigint, at_hash bytea, at_time timestamptz)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  p cd_entry_person%rowtype; one cd_signature%rowtype; two cd_signature%rowtype; stated bytea; last_seq bigint; balance bigint; refused text;
begin
  if not acting_keeps_book(the_book) and not (the_kind = 'destroy' and acting_witnesses(the_book)) then
    return query select 'not-there', null::bigint, null::bigint, null::bytea, null::timestamptz; return;
  end if;
  select * into p from cd_entry_person where key = the_key;
  stated := cd_statement(the_book, the_key, the_kind, the_quantity, the_corrects, the_pair, the_details, cd_commitment(p.salt, p.committed::text));
  return query select * from cd_line_by_key(the_key, stated);
  if found then return; end if;
  perform from cd_book where id = the_book for no key update;
  return query select * from cd_line_by_key(the_key, stated);
  if found then return; end if;

  select * into one from cd_signature where id = the_first and what_hash = stated;
  select * into two from cd_signature where id = the_second and what_hash = stated;
  select e.seq, e.balance_ug into last_seq, balance from cd_entry e where e.book_id = the_book order by e.seq desc limit 1;
  refused := case
    when one.id is null or two.id is null then 'not-signed'
    when one.staff_id = two.staff_id or one.session_id = two.session_id then 'same-person'
    when the_kind = 'destroy' and not witness_holds(the_book, two.staff_id, the_details::jsonb ->> 'authority') then 'not-authorised'
    when the_kind = 'destroy' and -the_quantity > cd_left_under(the_book, the_details::jsonb ->> 'authority') then 'beyond-authority'
    when the_kind = 'destroy' and exists (select from cd_difference d where d.book_id = the_book and not exists (select from cd_difference_step t where t.difference_id = d.id and t.what = 'explained')) then 'difference-open'
    -- What happened is entered whatever stands against the book; moving stock out of it, or making it up, is put off.
    when the_kind in ('transfer-out', 'reconstitute') and the_quantity < 0 and cd_book_stands_against(the_book) in ('pending', 'difference') then 'book-frozen'
    when the_kind = 'transfer-in' then cd_arrival_stands_against(the_book, the_pair, the_quantity, one.staff_id, two.staff_id)
    when last_seq is not null and the_kind = 'opening' then 'opened-already'
    when the_kind = 'count' and (the_details::jsonb ->> 'expected_micrograms')::bigint is distinct from balance then 'moved-since'
  end;
  -- Where an authority does not reach, the balance that is answered is what is left under it.
  if refused is not null then
    return query select refused, null::bigint, case refused when 'beyond-authority' then cd_left_under(the_book, the_details::jsonb ->> 'authority') end, null::bytea, null::timestamptz;
    return;
  end if;
  if coalesce(balance, 0) + the_quantity < 0 or (last_seq is null and the_kind <> 'opening') then
    insert into cd_pending (key, book_id, kind, quantity_ug, corrects, pair, happened_at, details, statement, first_signature, second_signature, because)
    values (the_key, the_book, the_kind, the_quantity, the_corrects, the_pair, the_happened, the_details, stated, one.id, two.id,
            case when last_seq is null then 'book-not-opened' else 'balance-below-zero' end);
    return query select * from cd_line_by_key(the_key, stated);
    return;
  end if;
  return query select * from add_cd_line(the_book, the_key, the_kind, the_quantity, the_corrects, the_pair, the_happened, the_details, stated, one.id, two.id);
end $$;

-- Ends the waiting: signed, once the line stands in its book or beside it; or withdrawn, with a reason; by the witness as well of what they signed. False
-- when somebody else was first.
create function end_waiting(the_key uuid, the_reason text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update cd_waiting w
     set closed_at = now(), closed_by = acting_staff(), reason = the_reason, closed_how = case when the_reason is null then 'signed' else 'withdrawn' end
   where (w.key = the_key or w.pair = the_key) and w.closed_at is null
     and (acting_keeps_book(w.book_id) or (the_reason is null and w.kind = 'destroy' and acting_witnesses(w.book_id)))
     and (the_reason is not null or exists (select from cd_entry e where e.key = w.key) or exists (select from cd_pending k where k.key = w.key));
  return found;
end $$;

create table cd_checkpoint (
  id        uuid primary key default uuidv7(),
  book_id   uuid not null,
  size      bigint not null,
  head      bytea not null,
  note      text not null check (length(note) between 1 and 2000),
  verifier  text check (length(verifier) between 1 and 500),
  at        timestamptz not null default now(),
  delivered_at timestamptz,
  trouble   text check (length(trouble) between 1 and 200),
  lost_at   timestamptz,
  constraint one_checkpoint_of_a_head unique (book_id, size),
  constraint a_checkpoint_is_of_a_line foreign key (book_id, size) references cd_entry (book_id, seq)
);
create index cd_checkpoint_undelivered_index on cd_checkpoint (at) where delivered_at is null;
comment on table  cd_checkpoint              is 'Signed checkpoints of a book''s head, and whether each left the house. Made by the program.';
comment on column cd_checkpoint.id           is 'Identifier.';
comment on column cd_checkpoint.book_id      is 'Of which book.';
comment on column cd_checkpoint.size         is 'Number of its last line.';
comment on column cd_checkpoint.head         is 'Hash of that line: the head of the chain.';
comment on column cd_checkpoint.note         is 'The checkpoint as it is sent, in the form of C2SP''s tlog-checkpoint.';
comment on column cd_checkpoint.verifier     is 'The public key by which it is verified, in the form of a signed note; empty of one made before that was kept.';
comment on column cd_checkpoint.at           is 'When it was made.';
comment on column cd_checkpoint.delivered_at is 'When it was taken by whoever keeps it.';
comment on column cd_checkpoint.trouble      is 'Why it was not taken last time, in a word.';
comment on column cd_checkpoint.lost_at      is 'When it was raised as an incident that it could not be delivered.';
alter table cd_checkpoint enable row level security;
alter table cd_checkpoint force row level security;
create policy seen_with_its_book on cd_checkpoint for select to :"app" using (exists (select from cd_book b where b.id = cd_checkpoint.book_id));
grant select on cd_checkpoint to :"app";

-- Adds premises to a service: whoever manages the agencies of the partnership.
create function add_premises(the_service uuid, the_name text, the_address text, the_phone text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('staff:manage') or not exists (select from service where id = the_service and kind = 'clinic') then return 'not-there'; end if;
  insert into premises (agency_id, service_id, name, address, phone)
  select s.agency_id, s.id, the_name, the_address, the_phone from service s where s.id = the_service
  on conflict (service_id, name) do nothing;
  return case when found then 'done' else 'there-already' end;
end $$;
grant execute on function add_premises(uuid, text, text, text) to :"app";

-- Who at the reader's agency may do this with the register: for lists to choose from.
create function register_staff(the_permission text) returns table (id uuid, name text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select distinct s.id, s.name from post o join role r on r.code = o.role join account a on a.id = o.account_id join staff s on s.id = a.staff_id
   where acting_may('register:read') and o.agency_id = acting_agency() and the_permission = any (r.may) and the_permission like 'register:%'
     and post_holds(o.id) and a.disabled_at is null
   order by s.name;
end;
grant execute on function register_staff(text) to :"app";
grant execute on function state_cd_line(uuid, uuid, text, bigint, bigint, uuid, text, uuid, text) to :"app";
grant execute on function post_cd_line(uuid, uuid, text, bigint, bigint, uuid, timestamptz, text, uuid, uuid) to :"app";
grant execute on function end_waiting(uuid, text) to :"app";
