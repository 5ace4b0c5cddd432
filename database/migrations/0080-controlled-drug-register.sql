-- The controlled-drug register: premises, books, signatures, and lines that are chained to one another by constraints.

create table premises (
  id         uuid primary key default uuidv7(),
  agency_id  uuid not null references agency,
  service_id uuid not null references service,
  name       text not null check (length(name) between 1 and 200),
  address    text not null check (length(address) between 1 and 400),
  phone      text not null check (length(phone) between 1 and 40),
  constraint one_premises_of_a_name unique (service_id, name)
);
create index premises_agency_index on premises (agency_id);
comment on table  premises            is 'Where a clinic works and keeps its stock. A service may have several.';
comment on column premises.id         is 'Identifier.';
comment on column premises.agency_id  is 'The agency whose premises they are.';
comment on column premises.service_id is 'The service that works there.';
comment on column premises.name       is 'Name as it stands over the door.';
comment on column premises.address    is 'Address, as licence and register name it.';
comment on column premises.phone      is 'Telephone.';

create table cd_signature (
  id         uuid primary key default uuidv7(),
  staff_id   uuid not null references staff,
  session_id uuid not null,
  agency_id  uuid not null references agency,
  signed_as  text not null,
  at         timestamptz not null,
  proof_at   timestamptz not null,
  purpose    text not null check (length(purpose) between 1 and 100),
  what_hash  bytea not null check (length(what_hash) = 32),
  constraint a_signature_is_who_signed_what unique (id, staff_id, session_id, what_hash),
  constraint a_signature_follows_a_proof check (proof_at <= at)
);
create index cd_signature_staff_index on cd_signature (staff_id);
create index cd_signature_agency_index on cd_signature (agency_id);
comment on table  cd_signature            is 'One person''s signature under one statement about controlled drugs, given just after a proof that it is they. Only added to.';
comment on column cd_signature.id         is 'Identifier.';
comment on column cd_signature.staff_id   is 'Who signed.';
comment on column cd_signature.session_id is 'The sign-in in which they signed; not a key to it.';
comment on column cd_signature.agency_id  is 'The agency for which they signed.';
comment on column cd_signature.signed_as  is 'Name and role as they stood then: it goes into the line.';
comment on column cd_signature.at         is 'When, by the server''s clock.';
comment on column cd_signature.proof_at   is 'When they last showed that it is they.';
comment on column cd_signature.purpose    is 'What for, in a word or two.';
comment on column cd_signature.what_hash  is 'SHA-256 of the statement that was signed. The statement names its own line, so that it is used once.';

create table cd_book (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency,
  premises_id uuid not null references premises,
  drug_class  text not null check (length(drug_class) between 1 and 100),
  product     text not null check (length(product) between 1 and 100),
  heading     text not null check (length(heading) between 1 and 1000),
  opened_at   timestamptz not null default now(),
  opened_by   uuid references staff default acting_staff(),
  turn        boolean not null default true check (turn),
  constraint one_book_of_a_product_at_premises unique (premises_id, product)
);
create index cd_book_agency_index on cd_book (agency_id);
create index cd_book_opened_by_index on cd_book (opened_by);
comment on table  cd_book             is 'One page of the register: one drug, form and strength at one premises. Holds no balance: that is in its last line.';
comment on column cd_book.id          is 'Identifier.';
comment on column cd_book.agency_id   is 'The agency whose book it is.';
comment on column cd_book.premises_id is 'Where it is kept.';
comment on column cd_book.drug_class  is 'Class of drug, which stands at the head of each page.';
comment on column cd_book.product     is 'Code of the product: drug, form and strength.';
comment on column cd_book.heading     is 'What stands at the head of each page; the first line repeats it, signed by two.';
comment on column cd_book.opened_at   is 'When the page was begun.';
comment on column cd_book.opened_by   is 'Who began it.';
comment on column cd_book.turn        is 'Locked by whoever adds a line, so that lines are added one after another. Says nothing.';

-- Values one below the other, each with its length in bytes before it; a dash where there is none. No two lists come to the same text.
create function in_canonical_words(variadic fields text[]) returns text language sql immutable
  return (select string_agg(coalesce(octet_length(f) || ':' || f, '-'), E'\n' order by n) from unnest(fields) with ordinality as list (f, n));
-- An instant as it is hashed, exported and verified: UTC, to the microsecond.
create function utc_words(the_instant timestamptz) returns text language sql immutable
  return to_char(the_instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
-- What the first line of a book follows.
create function cd_genesis(the_book uuid) returns bytea language sql immutable
  return sha256(convert_to(in_canonical_words('throughcare-register-1', the_book::text), 'UTF8'));
-- What two people sign under: this line of this book, its kind, how much, and everything that is said of it.
create function cd_statement(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid,
                             the_details text, the_whom bytea) returns bytea language sql immutable
  return sha256(convert_to(in_canonical_words('throughcare-statement-1', the_book::text, the_key::text, the_kind, the_quantity::text,
                                              the_corrects::text, the_pair::text, the_details, encode(the_whom, 'hex')), 'UTF8'));
-- The commitment to who somebody is. Without its salt it says nothing, and the salt goes when the record of the person does.
create function cd_commitment(the_salt bytea, the_words text) returns bytea language sql immutable
  return sha256(the_salt || convert_to(the_words, 'UTF8'));

-- What must be said in a line of each kind.
create function cd_says_enough(the_kind text, the_details jsonb) returns boolean language sql immutable
  return case the_kind
    when 'opening'      then the_details ?& array['heading', 'evidence']
    when 'receipt'      then the_details ?& array['supplier', 'supplier_address', 'requisition', 'ordered_by', 'invoice', 'lot', 'expires_on']
    when 'reconstitute' then the_details ?& array['vial', 'lot', 'micrograms', 'microlitres', 'micrograms_per_ml', 'expires_on', 'used_until', 'overage_micrograms']
    when 'administer'   then the_details ?& array['prescriber', 'authority', 'microlitres', 'id_asked', 'id_shown']
    when 'waste-part'   then the_details ?& array['reason', 'method', 'of']
    when 'spill'        then the_details ?& array['reason', 'incident']
    when 'return-unused' then the_details ?& array['reason']
    when 'transfer-out' then the_details ?& array['other', 'to_book']
    when 'transfer-in'  then the_details ?& array['other']
    when 'destroy'      then the_details ?& array['authority', 'lot', 'method']
    when 'set-aside'    then the_details ?& array['lot', 'micrograms', 'all_of_it', 'reason']
    when 'count'        then the_details ?& array['counted_micrograms', 'expected_micrograms']
    when 'correction'   then the_details ?& array['reason']
  end;

create table cd_entry (
  book_id        uuid not null references cd_book,
  seq            bigint not null check (seq >= 1),
  key            uuid not null unique,
  kind           text not null check (kind in ('opening', 'receipt', 'reconstitute', 'administer', 'waste-part', 'spill', 'return-unused',
                                               'transfer-out', 'transfer-in', 'destroy', 'set-aside', 'count', 'correction')),
  quantity_ug    bigint not null,
  balance_ug     bigint not null constraint the_balance_is_never_negative check (balance_ug >= 0),
  corrects       bigint,
  pair           uuid,
  happened_at    timestamptz not null,
  entered_at     timestamptz not null,
  details        text not null check (details is json object),
  whom           bytea check (length(whom) = 32),
  named          bytea check (length(named) = 32),
  statement      bytea not null,
  first_signature  uuid not null,
  first_staff      uuid not null,
  first_session    uuid not null,
  first_at         timestamptz not null,
  first_as         text not null,
  second_signature uuid not null,
  second_staff     uuid not null,
  second_session   uuid not null,
  second_at        timestamptz not null,
  second_as        text not null,
  prev_seq         bigint,
  prev_balance_ug  bigint not null,
  prev_entered_at  timestamptz,
  prev_hash        bytea not null,
  hash             bytea not null,
  primary key (book_id, seq),
  constraint a_line_can_be_followed unique (book_id, seq, balance_ug, entered_at, hash),
  -- The chain: the line before is named with its balance, its time and its hash, and is followed by one line only.
  constraint a_line_follows_the_one_before foreign key (book_id, prev_seq, prev_balance_ug, prev_entered_at, prev_hash)
    references cd_entry (book_id, seq, balance_ug, entered_at, hash),
  constraint a_line_is_followed_once unique (book_id, prev_seq, prev_balance_ug, prev_entered_at, prev_hash),
  constraint the_first_line_opens_the_book check (
    case when seq = 1 then kind = 'opening' and prev_seq is null and prev_entered_at is null and prev_balance_ug = 0 and prev_hash = cd_genesis(book_id)
         else kind <> 'opening' and prev_seq is not null and prev_entered_at is not null end),
  constraint the_next_number check (seq = 1 or seq = prev_seq + 1),
  constraint the_balance_is_a_running_sum check (balance_ug = prev_balance_ug + quantity_ug),
  constraint lines_stand_in_the_order_they_were_entered check (prev_entered_at is null or entered_at >= prev_entered_at),
  constraint nothing_happens_after_it_is_entered check (happened_at <= entered_at),
  constraint a_quantity_has_the_sign_of_its_kind check (
    case when kind in ('opening') then quantity_ug >= 0
         when kind in ('receipt', 'return-unused', 'transfer-in') then quantity_ug > 0
         when kind in ('administer', 'waste-part', 'spill', 'transfer-out', 'destroy') then quantity_ug < 0
         when kind = 'reconstitute' then quantity_ug <> 0
         when kind in ('count', 'set-aside') then quantity_ug = 0
         else true end),
  constraint only_a_correction_points_back check ((kind = 'correction') = (corrects is not null) and (corrects is null or corrects < seq)),
  constraint a_correction_points_at_a_line foreign key (book_id, corrects) references cd_entry (book_id, seq),
  constraint two_pages_are_paired check ((kind = 'reconstitute') <= (pair is not null)),
  constraint what_is_given_is_given_to_somebody check ((kind = 'administer') <= (whom is not null and named is not null)),
  constraint a_line_says_what_its_kind_asks check (cd_says_enough(kind, details::jsonb)),
  constraint a_count_expects_what_is_in_the_book check (kind <> 'count' or (details::jsonb ->> 'expected_micrograms')::bigint = balance_ug),
  -- Two people, in two sign-ins, under this very statement.
  constraint the_first_signature_is_under_this foreign key (first_signature, first_staff, first_session, statement)
    references cd_signature (id, staff_id, session_id, what_hash),
  constraint the_second_signature_is_under_this foreign key (second_signature, second_staff, second_session, statement)
    references cd_signature (id, staff_id, session_id, what_hash),
  constraint the_first_signature_is_used_once unique (first_signature, first_staff, first_session, statement),
  constraint the_second_signature_is_used_once unique (second_signature, second_staff, second_session, statement),
  constraint two_people_sign check (first_staff <> second_staff),
  constraint two_sign_ins_sign check (first_session <> second_session),
  constraint the_statement_is_of_this_line check (statement = cd_statement(book_id, key, kind, quantity_ug, corrects, pair, details, whom)),
  constraint the_hash_is_of_this_line check (hash = sha256(convert_to(in_canonical_words('throughcare-line-1',
    encode(prev_hash, 'hex'), book_id::text, seq::text, key::text, kind, quantity_ug::text, balance_ug::text, corrects::text, pair::text,
    utc_words(happened_at), utc_words(entered_at), details, encode(whom, 'hex'), encode(named, 'hex'),
    first_signature::text, first_staff::text, first_session::text, utc_words(first_at), first_as,
    second_signature::text, second_staff::text, second_session::text, utc_words(second_at), second_as), 'UTF8')))
);
create index cd_entry_corrects_index on cd_entry (book_id, corrects);
create index cd_entry_pair_index on cd_entry (pair);
comment on table  cd_entry                  is 'Lines of the register. Each follows the one before by its number, balance, time and hash. Only added to.';
comment on column cd_entry.book_id          is 'In which book.';
comment on column cd_entry.seq              is 'Number of the line, from 1, without a gap.';
comment on column cd_entry.key              is 'Drawn when its form was made: the same key twice is one line.';
comment on column cd_entry.kind             is 'Kind of line.';
comment on column cd_entry.quantity_ug      is 'Whole micrograms: obtained above zero, supplied or gone below.';
comment on column cd_entry.balance_ug       is 'Whole micrograms that should be there after it.';
comment on column cd_entry.corrects         is 'The line that a correction is about. That one stays as it is.';
comment on column cd_entry.pair             is 'Key of the line on the other page that belongs to it.';
comment on column cd_entry.happened_at      is 'When it happened.';
comment on column cd_entry.entered_at       is 'When it was entered, by the server''s clock.';
comment on column cd_entry.details          is 'Everything else that is said, as the very text that was signed.';
comment on column cd_entry.whom             is 'Commitment to the record of the person it was given to.';
comment on column cd_entry.named            is 'Commitment to that person''s name and address as they stood.';
comment on column cd_entry.statement        is 'SHA-256 of what both signed.';
comment on column cd_entry.first_signature  is 'First signature.';
comment on column cd_entry.first_staff      is 'Who signed first.';
comment on column cd_entry.first_session    is 'In which sign-in.';
comment on column cd_entry.first_at         is 'When.';
comment on column cd_entry.first_as         is 'Name and role then.';
comment on column cd_entry.second_signature is 'Second signature.';
comment on column cd_entry.second_staff     is 'Who signed second.';
comment on column cd_entry.second_session   is 'In which sign-in.';
comment on column cd_entry.second_at        is 'When.';
comment on column cd_entry.second_as        is 'Name and role then.';
comment on column cd_entry.prev_seq         is 'Number of the line before; none of the first.';
comment on column cd_entry.prev_balance_ug  is 'Balance of the line before.';
comment on column cd_entry.prev_entered_at  is 'When the line before was entered.';
comment on column cd_entry.prev_hash        is 'Hash of the line before; of the first, of the book''s identifier.';
comment on column cd_entry.hash             is 'SHA-256 of the hash before and of everything in this line.';

create table cd_entry_person (
  id           uuid primary key default uuidv7(),
  person_id    uuid not null references person,
  category     text not null default 'medication' references category,
  agency_id    uuid not null references agency default acting_agency(),
  owner_kind   text not null references agency_kind default acting_agency_kind(),
  shared_as    text not null generated always as (category || '/' || owner_kind) stored,
  key          uuid not null constraint one_person_a_line unique,
  salt         bytea not null check (length(salt) = 16),
  committed    uuid not null,
  words        text not null check (length(words) between 1 and 1000)
);
create index cd_entry_person_person_index on cd_entry_person (person_id);
create index cd_entry_person_category_index on cd_entry_person (category);
create index cd_entry_person_agency_index on cd_entry_person (agency_id);
create index cd_entry_person_owner_kind_index on cd_entry_person (owner_kind);
comment on table  cd_entry_person            is 'To whom a line of the register is given. Kept apart from the line, which holds commitments only, so that it can go when its time is over.';
comment on column cd_entry_person.id         is 'Identifier.';
comment on column cd_entry_person.person_id  is 'Who.';
comment on column cd_entry_person.category   is 'Category.';
comment on column cd_entry_person.agency_id  is 'Agency that gives it.';
comment on column cd_entry_person.owner_kind is 'Kind of that agency.';
comment on column cd_entry_person.shared_as  is 'What a grant must name to show it.';
comment on column cd_entry_person.key        is 'Key of the line: written before it is signed, so that both sign for this person.';
comment on column cd_entry_person.salt       is 'What opens the commitments in the line.';
comment on column cd_entry_person.committed  is 'The identifier that the line commits to: the person''s own when it was written.';
comment on column cd_entry_person.words      is 'Name and address as they stood.';
select show_to_those_entitled('cd_entry_person');

-- Whoever keeps or reads the register of an agency sees its books, lines and signatures; nobody else does, and police and probation have none.
do $$
declare the_table text;
begin
  foreach the_table in array array['cd_signature', 'cd_book', 'cd_entry'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
create policy seen_by_its_keepers on cd_signature for select to :"app"
  using (agency_id = (select acting_agency()) and ((select acting_may('register:read')) or staff_id = (select acting_staff())));
create policy seen_by_its_keepers on cd_book for select to :"app"
  using (agency_id = (select acting_agency()) and (select acting_may('register:read')));
create policy seen_with_its_book on cd_entry for select to :"app" using (exists (select from cd_book b where b.id = cd_entry.book_id));

grant select on premises, cd_signature, cd_book, cd_entry, cd_entry_person to :"app";
grant execute on function utc_words(timestamptz) to :"app";
