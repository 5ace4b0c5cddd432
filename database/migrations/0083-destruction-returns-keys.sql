-- Destruction of stock before an authorised witness, medicines that patients bring back, keys, incidents, and pages that two sign.

create table cd_authority (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  premises_id uuid not null references premises,
  staff_id    uuid not null references staff,
  reference   text not null check (length(reference) between 1 and 100),
  issued_by   text not null check (length(issued_by) between 1 and 200),
  quantities  text not null check (length(quantities) between 1 and 2000),
  limits      jsonb,
  exemption   text not null check (length(exemption) between 1 and 100),
  from_on     date not null,
  until_on    date not null,
  noted_at    timestamptz not null default now(),
  noted_by    uuid not null references staff default acting_staff(),
  -- NHS England's temporary authorisation holds for 28 days (S82).
  constraint an_authority_holds_four_weeks check (until_on between from_on and from_on + 27),
  constraint nobody_authorises_themselves check (staff_id <> noted_by),
  constraint one_authority_of_a_reference unique (premises_id, reference),
  constraint limits_are_micrograms_by_product check (jsonb_typeof(limits) = 'object' and limits <> '{}' and not jsonb_path_exists(limits, '$.* ? (@.type() != "number" || @ <= 0)'))
);
create index cd_authority_agency_index on cd_authority (agency_id);
create index cd_authority_premises_index on cd_authority (premises_id);
create index cd_authority_staff_index on cd_authority (staff_id, until_on);
create index cd_authority_noted_by_index on cd_authority (noted_by);
comment on table  cd_authority             is 'Who may witness the destruction of stock at premises, and between which days. Only added to.';
comment on column cd_authority.id          is 'Identifier.';
comment on column cd_authority.agency_id   is 'The agency whose stock it is.';
comment on column cd_authority.premises_id is 'Where.';
comment on column cd_authority.staff_id    is 'The witness, who keeps no controlled drugs there from day to day.';
comment on column cd_authority.reference   is 'Reference of the authorisation.';
comment on column cd_authority.issued_by   is 'Who issued it.';
comment on column cd_authority.quantities  is 'What it lists, in its own words.';
comment on column cd_authority.limits      is 'Of a temporary authorisation: by product, how many micrograms may be destroyed under it. None where a witness is named without a list.';
comment on column cd_authority.exemption   is 'The waste exemption under which it is done (T28).';
comment on column cd_authority.from_on     is 'First day.';
comment on column cd_authority.until_on    is 'Last day: four weeks at most.';
comment on column cd_authority.noted_at    is 'When it was entered.';
comment on column cd_authority.noted_by    is 'Who entered it.';

create index cd_entry_apart_index on cd_entry (book_id, kind) where kind in ('set-aside', 'destroy', 'reconstitute');
-- Stock of the actor's agency that two people have set aside, expired or damaged, and what is left of it until it is destroyed: it counts in the
-- balance all the while. A correction that points at it takes it back.
create function cd_set_aside(the_book uuid) returns table (key uuid, seq bigint, lot text, all_of_it boolean, left_ug bigint)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select e.key, e.seq, e.details::jsonb ->> 'lot', (e.details::jsonb ->> 'all_of_it')::boolean,
         ((e.details::jsonb ->> 'micrograms')::bigint + coalesce((select sum(d.quantity_ug) from cd_entry d
           where d.book_id = e.book_id and d.kind = 'destroy' and d.details::jsonb ->> 'set_aside' = e.key::text), 0))::bigint
    from cd_entry e join cd_book b on b.id = e.book_id
   where e.book_id = the_book and e.kind = 'set-aside' and b.agency_id = acting_agency()
     and not exists (select from cd_entry c where c.book_id = e.book_id and c.corrects = e.seq);
end;
grant execute on function cd_set_aside(uuid) to :"app";

create table cd_key_log (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  premises_id uuid not null references premises,
  what        text not null check (what in ('taken', 'handed-over', 'put-back')),
  keys        text not null check (length(keys) between 1 and 100),
  how_many    smallint not null check (how_many between 1 and 99),
  from_staff  uuid references staff,
  at          timestamptz not null default now(),
  staff_id    uuid not null references staff default acting_staff(),
  constraint keys_are_handed_over_by_somebody_else check (what <> 'handed-over' or (from_staff is not null and from_staff <> staff_id))
);
create index cd_key_log_agency_index on cd_key_log (agency_id);
create index cd_key_log_premises_index on cd_key_log (premises_id, at desc);
create index cd_key_log_from_index on cd_key_log (from_staff);
create index cd_key_log_staff_index on cd_key_log (staff_id);
comment on table  cd_key_log             is 'Who has the keys of the cupboard: written by whoever takes them, counted. Only added to.';
comment on column cd_key_log.id          is 'Identifier.';
comment on column cd_key_log.agency_id   is 'Agency.';
comment on column cd_key_log.premises_id is 'Where.';
comment on column cd_key_log.what        is 'Taken from their safe, taken over from somebody, or put back.';
comment on column cd_key_log.keys        is 'Which keys.';
comment on column cd_key_log.how_many    is 'How many were counted.';
comment on column cd_key_log.from_staff  is 'From whom they were taken over.';
comment on column cd_key_log.at          is 'When.';
comment on column cd_key_log.staff_id    is 'Who took them, or put them back.';

create table cd_incident (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  premises_id uuid references premises,
  kind        text not null check (length(kind) between 1 and 40),
  schedule    smallint not null default 2 check (schedule between 2 and 5),
  near_miss   boolean not null default false,
  happened_on date not null,
  words       text not null check (length(words) between 1 and 4000),
  done        text check (length(done) between 1 and 4000),
  line        uuid,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff()
);
create index cd_incident_agency_index on cd_incident (agency_id, happened_on);
create index cd_incident_premises_index on cd_incident (premises_id);
create index cd_incident_noted_by_index on cd_incident (noted_by);
comment on table  cd_incident             is 'What went wrong with controlled drugs, near misses too, for the quarterly report. Names nobody in treatment. Only added to.';
comment on column cd_incident.id          is 'Identifier.';
comment on column cd_incident.agency_id   is 'Agency.';
comment on column cd_incident.premises_id is 'Where.';
comment on column cd_incident.kind        is 'Kind, from the list of the report.';
comment on column cd_incident.schedule    is 'Schedule of the drug.';
comment on column cd_incident.near_miss   is 'Whether it was noticed before it had an effect.';
comment on column cd_incident.happened_on is 'Day.';
comment on column cd_incident.words       is 'What happened.';
comment on column cd_incident.done        is 'What was done about it.';
comment on column cd_incident.line        is 'Key of the line of the register it belongs to.';
comment on column cd_incident.noted_at    is 'When it was entered.';
comment on column cd_incident.noted_by    is 'Who entered it; empty where the program did.';

create table cd_return (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  premises_id uuid not null references premises,
  drug        text not null check (length(drug) between 1 and 200),
  quantity    text not null check (length(quantity) between 1 and 200),
  from_whom   text not null check (from_whom in ('person', 'somebody-for-them', 'found')),
  received_at timestamptz not null default now(),
  received_by uuid not null references staff default acting_staff()
);
create index cd_return_agency_index on cd_return (agency_id);
create index cd_return_premises_index on cd_return (premises_id, received_at desc);
create index cd_return_received_by_index on cd_return (received_by);
comment on table  cd_return             is 'Controlled drugs that were brought back: no stock, and no line of the register. Says nothing of whose they were. Only added to.';
comment on column cd_return.id          is 'Identifier.';
comment on column cd_return.agency_id   is 'Agency.';
comment on column cd_return.premises_id is 'Where.';
comment on column cd_return.drug        is 'Name, strength and form.';
comment on column cd_return.quantity    is 'How much, in words.';
comment on column cd_return.from_whom   is 'Brought by the person, by somebody for them, or found.';
comment on column cd_return.received_at is 'When.';
comment on column cd_return.received_by is 'By whom.';

create table cd_page (
  id          uuid primary key,
  agency_id   uuid not null references agency,
  premises_id uuid not null references premises,
  kind        text not null check (kind in ('balance', 'return-destroyed')),
  about       uuid references cd_return,
  words       text not null check (words is json object),
  what_hash   bytea not null,
  first_signature  uuid not null,
  first_staff      uuid not null,
  first_session    uuid not null,
  second_signature uuid,
  second_staff     uuid,
  second_session   uuid,
  signed_at   timestamptz,
  constraint the_hash_is_of_these_words check (what_hash = sha256(convert_to(in_canonical_words('throughcare-page-1', id::text, kind, about::text, words), 'UTF8'))),
  constraint first_signed_so foreign key (first_signature, first_staff, first_session, what_hash) references cd_signature (id, staff_id, session_id, what_hash),
  constraint second_signed_so foreign key (second_signature, second_staff, second_session, what_hash) references cd_signature (id, staff_id, session_id, what_hash),
  constraint two_people_sign_a_page check (second_staff <> first_staff and second_session <> first_session),
  constraint signed_by_both_says_when check ((second_signature is null) = (signed_at is null) and (second_staff is null) = (signed_at is null) and (second_session is null) = (signed_at is null)),
  constraint only_what_came_back_is_destroyed_so check ((kind = 'return-destroyed') = (about is not null))
);
create index cd_page_agency_index on cd_page (agency_id);
create index cd_page_premises_index on cd_page (premises_id, kind, signed_at desc);
create index cd_page_about_index on cd_page (about);
create index cd_page_first_index on cd_page (first_signature, first_staff, first_session, what_hash);
create index cd_page_second_index on cd_page (second_signature, second_staff, second_session, what_hash);
comment on table  cd_page                  is 'Pages that two people sign: the balance of the day with the head of each book, and the destruction of what came back.';
comment on column cd_page.id               is 'Identifier, drawn when its form was made.';
comment on column cd_page.agency_id        is 'Agency.';
comment on column cd_page.premises_id      is 'Where.';
comment on column cd_page.kind             is 'Kind of page.';
comment on column cd_page.about            is 'What came back and is destroyed.';
comment on column cd_page.words            is 'What it says, as it was signed.';
comment on column cd_page.what_hash        is 'SHA-256 of what was signed.';
comment on column cd_page.first_signature  is 'First signature.';
comment on column cd_page.first_staff      is 'Who signed first.';
comment on column cd_page.first_session    is 'In which sign-in.';
comment on column cd_page.second_signature is 'Second signature; empty while it waits.';
comment on column cd_page.second_staff     is 'Who signed second.';
comment on column cd_page.second_session   is 'In which sign-in.';
comment on column cd_page.signed_at        is 'When both had signed.';

do $$
declare the_table text;
begin
  foreach the_table in array array['cd_authority', 'cd_key_log', 'cd_incident', 'cd_return', 'cd_page'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
  foreach the_table in array array['cd_key_log', 'cd_incident', 'cd_return', 'cd_page'] loop
    execute format('create policy seen_by_its_keepers on %I for select to :"app"
                      using (agency_id = (select acting_agency()) and (select acting_may(''register:read'')))', the_table);
  end loop;
end $$;
create policy seen_by_keepers_and_the_witness on cd_authority for select to :"app"
  using (agency_id = (select acting_agency()) and ((select acting_may('register:read')) or staff_id = (select acting_staff())));
create policy written_by_the_lead on cd_authority for insert to :"app"
  with check (agency_id = (select acting_agency()) and (select acting_may('register:lead')) and noted_by = (select acting_staff()) and noted_at = now()
              and exists (select from premises p where p.id = cd_authority.premises_id and p.agency_id = cd_authority.agency_id));
create policy written_by_its_keepers on cd_key_log for insert to :"app"
  with check (agency_id = (select acting_agency()) and (select acting_may('register:keep')) and staff_id = (select acting_staff()) and at = now()
              and exists (select from premises p where p.id = cd_key_log.premises_id and p.agency_id = cd_key_log.agency_id));
create policy written_by_its_readers on cd_incident for insert to :"app"
  with check (agency_id = (select acting_agency()) and (select acting_may('register:read')) and noted_by = (select acting_staff()) and noted_at = now()
              and exists (select from premises p where p.id = cd_incident.premises_id and p.agency_id = cd_incident.agency_id));
create policy written_by_its_keepers on cd_return for insert to :"app"
  with check (agency_id = (select acting_agency()) and (select acting_may('register:keep')) and received_by = (select acting_staff()) and received_at = now()
              and exists (select from premises p where p.id = cd_return.premises_id and p.agency_id = cd_return.agency_id));
grant select on cd_page to :"app";
grant select, insert on cd_authority, cd_key_log, cd_incident, cd_return to :"app";
-- Whoever it came from is the one who hands it over, and nobody signs with that.
comment on constraint keys_are_handed_over_by_somebody_else on cd_key_log is 'Whoever takes keys over writes the line, and names from whom.';

-- What is serious goes to whoever answers for it at once, and waits for no quarterly report (S90).
create function tell_of_a_serious_incident() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
begin
  perform tell_at_premises(new.premises_id, who, 'Open Register: something serious was written down', 'answer-a-serious-incident')
     from unnest(array['accountable-officer', 'cd-lead']) as who;
  return null;
end $$;
create trigger whoever_answers_is_told after insert on cd_incident for each row
  when (new.kind in ('theft', 'fraud', 'misappropriation', 'lost-stationery') and not new.near_miss) execute function tell_of_a_serious_incident();

-- The witness of a destruction reads the books of the premises for which they hold an authority, on its days.
alter policy seen_by_its_keepers on cd_book
  using (agency_id = (select acting_agency())
         and ((select acting_may('register:read'))
              or ((select acting_may('register:destroy-witness'))
                  and exists (select from cd_authority a where a.premises_id = cd_book.premises_id and a.staff_id = (select acting_staff())
                                 and london_day(now()) between a.from_on and a.until_on))));

-- What stands in the books of premises now, as a page that two sign says it: for each its last line, its balance and its head.
create function balance_words(the_premises uuid) returns text
language sql stable security definer set search_path = :"schema", pg_temp
  return (select json_build_object('premises', p.name, 'day', london_day(now())::text, 'books', coalesce((
            select json_agg(json_build_object('book', b.id, 'heading', b.heading, 'line', e.seq::text, 'balance_micrograms', e.balance_ug::text,
                                              'head', encode(e.hash, 'hex')) order by b.heading, b.id)
              from cd_book b join lateral (select * from cd_entry x where x.book_id = b.id order by x.seq desc limit 1) e on true
             where b.premises_id = p.id), '[]'))::text
            from premises p where p.id = the_premises and p.agency_id = acting_agency());

-- Signs a page as whoever acts: its first signature, or its second. A balance that has moved since the first is signed anew.
create function sign_cd_page(the_page uuid, the_premises uuid, the_kind text, the_about uuid, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare p cd_page%rowtype; said text; stated bytea; made uuid;
begin
  if not acting_may('register:keep') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return 'not-there'; end if;
  select * into p from cd_page where id = the_page for update;
  if p.id is not null and (p.premises_id <> the_premises or p.kind <> the_kind) then return 'not-there'; end if;
  if p.signed_at is not null then return 'signed-already'; end if;
  said := case when the_kind = 'balance' then balance_words(the_premises) else coalesce(p.words, the_words) end;
  if p.id is not null and said <> p.words then return 'moved-since'; end if;
  if p.first_staff = acting_staff() then return 'same-person'; end if;
  if the_kind = 'return-destroyed' and not exists (select from cd_return r where r.id = the_about and r.premises_id = the_premises) then return 'not-there'; end if;
  if the_kind = 'return-destroyed' and exists (select from cd_page x where x.about = the_about and x.id <> the_page) then return 'signed-already'; end if;
  stated := sha256(convert_to(in_canonical_words('throughcare-page-1', the_page::text, the_kind, the_about::text, said), 'UTF8'));
  made := sign_controlled_drug(the_kind, stated);
  if made is null then return 'not-fresh'; end if;
  if p.id is null then
    insert into cd_page (id, agency_id, premises_id, kind, about, words, what_hash, first_signature, first_staff, first_session)
    values (the_page, acting_agency(), the_premises, the_kind, the_about, said, stated, made, acting_staff(), acting_session())
    on conflict (id) do nothing;
    return case when found then 'waiting' else 'signed-already' end;
  end if;
  update cd_page set second_signature = made, second_staff = acting_staff(), second_session = acting_session(), signed_at = clock_timestamp() where id = the_page;
  return 'signed';
end $$;

grant execute on function balance_words(uuid), sign_cd_page(uuid, uuid, text, uuid, text) to :"app";
