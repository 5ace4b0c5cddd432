-- Lines that wait for their second signature, what the two did not agree on, and differences until they are explained.

create table cd_waiting (
  key          uuid primary key,
  book_id      uuid not null references cd_book,
  kind         text not null,
  quantity_ug  bigint not null,
  corrects     bigint,
  pair         uuid,
  happened_at  timestamptz not null,
  details      text not null check (details is json object),
  first_signature uuid not null references cd_signature,
  first_staff  uuid not null references staff,
  waits_since  timestamptz not null default now(),
  closed_at    timestamptz,
  closed_by    uuid references staff,
  closed_how   text check (closed_how in ('signed', 'withdrawn')),
  reason       text check (length(reason) between 1 and 1000),
  constraint what_is_closed_says_how check ((closed_at is null) = (closed_how is null)),
  constraint what_is_withdrawn_says_why check ((closed_how = 'withdrawn') = (reason is not null))
);
create index cd_waiting_book_index on cd_waiting (book_id);
create index cd_waiting_first_index on cd_waiting (first_signature);
create index cd_waiting_staff_index on cd_waiting (first_staff);
create index cd_waiting_closed_by_index on cd_waiting (closed_by);
create index cd_waiting_open_index on cd_waiting (book_id) where closed_at is null;
comment on table  cd_waiting             is 'Lines that one person has filled in and signed, and that wait for a second person. They stand in no book yet.';
comment on column cd_waiting.key         is 'Key of the line.';
comment on column cd_waiting.book_id     is 'In which book it belongs.';
comment on column cd_waiting.kind        is 'Kind of line.';
comment on column cd_waiting.quantity_ug is 'Whole micrograms.';
comment on column cd_waiting.corrects    is 'The line that a correction is about.';
comment on column cd_waiting.pair        is 'Key of the line on the other page: both are signed together.';
comment on column cd_waiting.happened_at is 'When it happened.';
comment on column cd_waiting.details     is 'What is said, as it was signed.';
comment on column cd_waiting.first_signature is 'First signature.';
comment on column cd_waiting.first_staff is 'Who filled it in.';
comment on column cd_waiting.waits_since is 'Since when it waits.';
comment on column cd_waiting.closed_at   is 'When it ceased to wait.';
comment on column cd_waiting.closed_by   is 'Who signed second, or withdrew it.';
comment on column cd_waiting.closed_how  is 'Signed, or withdrawn.';
comment on column cd_waiting.reason      is 'Why it was withdrawn.';

create table cd_mismatch (
  id          uuid primary key default uuidv7(),
  key         uuid not null references cd_waiting,
  quantity_ug bigint not null,
  staff_id    uuid not null references staff default acting_staff(),
  at          timestamptz not null default now()
);
create index cd_mismatch_key_index on cd_mismatch (key);
create index cd_mismatch_staff_index on cd_mismatch (staff_id);
comment on table  cd_mismatch             is 'Each time that a second person, entering the quantity for themselves, entered another than the first. Only added to.';
comment on column cd_mismatch.id          is 'Identifier.';
comment on column cd_mismatch.key         is 'The line that waits.';
comment on column cd_mismatch.quantity_ug is 'What they entered, in whole micrograms.';
comment on column cd_mismatch.staff_id    is 'Who.';
comment on column cd_mismatch.at          is 'When.';

create table cd_difference (
  id          uuid primary key default uuidv7(),
  book_id     uuid not null references cd_book,
  because     text not null check (because in ('count', 'pending')),
  key         uuid not null unique,
  difference_ug bigint not null,
  opened_at   timestamptz not null default now()
);
create index cd_difference_book_index on cd_difference (book_id);
comment on table  cd_difference               is 'What does not agree: a count that differs from its balance, or a line that could not stand in its book. Nothing is issued from the book until it is explained, or the controlled-drugs lead releases a count that differed. Only added to.';
comment on column cd_difference.id            is 'Identifier.';
comment on column cd_difference.book_id       is 'In which book.';
comment on column cd_difference.because       is 'A count, or a line that is kept beside the book.';
comment on column cd_difference.key           is 'Key of that count or line.';
comment on column cd_difference.difference_ug is 'Whole micrograms that were counted above or below the balance, or by which it would have been below zero.';
comment on column cd_difference.opened_at     is 'When it was found.';

create table cd_difference_step (
  id            uuid primary key default uuidv7(),
  difference_id uuid not null references cd_difference,
  what          text not null check (what in ('requisitions', 'doses', 'wrong-page', 'arithmetic', 'unexplained', 'released', 'explained')),
  found         text not null check (length(found) between 1 and 2000),
  at            timestamptz not null default now(),
  staff_id      uuid not null references staff default acting_staff(),
  constraint each_step_once unique (difference_id, what, at)
);
create index cd_difference_step_staff_index on cd_difference_step (staff_id);
comment on table  cd_difference_step               is 'The walk through a difference, step by step, and how it ended. Only added to.';
comment on column cd_difference_step.id            is 'Identifier.';
comment on column cd_difference_step.difference_id is 'Which difference.';
comment on column cd_difference_step.what          is 'What was gone through; that it is unexplained, which tells the accountable officer; released, by which the lead lets the book be issued from; or explained, which closes it.';
comment on column cd_difference_step.found         is 'What was found.';
comment on column cd_difference_step.at            is 'When.';
comment on column cd_difference_step.staff_id      is 'By whom.';

do $$
declare the_table text;
begin
  foreach the_table in array array['cd_waiting', 'cd_mismatch', 'cd_difference', 'cd_difference_step'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
  end loop;
end $$;
create policy seen_with_its_book on cd_waiting for select to :"app" using (exists (select from cd_book b where b.id = cd_waiting.book_id));
create policy seen_with_its_line on cd_mismatch for select to :"app" using (exists (select from cd_waiting w where w.key = cd_mismatch.key));
create policy seen_with_its_book on cd_difference for select to :"app" using (exists (select from cd_book b where b.id = cd_difference.book_id));
create policy seen_with_its_difference on cd_difference_step for select to :"app" using (exists (select from cd_difference d where d.id = cd_difference_step.difference_id));
grant select on cd_waiting, cd_mismatch, cd_difference, cd_difference_step to :"app";

-- Lets a line wait for its second signature. The same key twice is one line that waits. Without a time it happened just now.
create function wait_for_second(the_book uuid, the_key uuid, the_kind text, the_quantity bigint, the_corrects bigint, the_pair uuid,
                                the_happened timestamptz, the_details text, the_first uuid) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_keeps_book(the_book) then return 'not-there'; end if;
  if the_happened > clock_timestamp() then return 'still-to-come'; end if;
  if not exists (select from cd_signature where id = the_first and staff_id = acting_staff() and session_id = acting_session()) then return 'not-signed'; end if;
  insert into cd_waiting (key, book_id, kind, quantity_ug, corrects, pair, happened_at, details, first_signature, first_staff)
  values (the_key, the_book, the_kind, the_quantity, the_corrects, the_pair, coalesce(the_happened, clock_timestamp()), the_details, the_first, acting_staff())
  on conflict (key) do nothing;
  return case when found then 'waiting' else 'other-body' end;
end $$;

-- Notes that a second person entered another quantity than the first, which keeps the line waiting.
create function note_mismatch(the_key uuid, the_quantity bigint) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into cd_mismatch (key, quantity_ug)
  select w.key, the_quantity from cd_waiting w where w.key = the_key and w.closed_at is null and w.first_staff <> acting_staff() and acting_keeps_book(w.book_id);
end;

-- Whoever of an agency answers for its controlled drugs is told at once, in words that say no more than every role may read.
create function tell_at_premises(the_premises uuid, the_role text, the_title text, the_span text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, staff_id, kind, title, due_at, made_by)
  select p.agency_id, t.id, a.staff_id, 'register', the_title, now() + parameter_span(the_span), null
    from premises p
    join lateral (select id from team where service_id = p.service_id order by id limit 1) t on true
    left join lateral (select x.staff_id from post o join account x on x.id = o.account_id
                        where o.agency_id = p.agency_id and o.role = the_role and post_holds(o.id) and x.disabled_at is null and x.staff_id is not null
                        order by o.id limit 1) a on true
   where p.id = the_premises;
end;
create function tell_of_register(the_book uuid, the_role text, the_title text, the_span text) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select tell_at_premises(b.premises_id, the_role, the_title, the_span) from cd_book b where b.id = the_book;
end;

-- Whether a book is frozen by a count: one that differed is neither explained nor released by the controlled-drugs lead, whatever was counted since.
create function cd_book_is_frozen(the_book uuid) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from cd_difference d where d.book_id = the_book and d.because = 'count'
                    and not exists (select from cd_difference_step t where t.difference_id = d.id and t.what in ('explained', 'released')));
end;

-- Whether a count found again just what the lead has released, and no count or correction since says otherwise: that is one difference, and not another.
create function cd_difference_is_known(the_book uuid, the_ug bigint) returns boolean language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select exists (select from cd_difference d join cd_entry n on n.key = d.key
                  where d.book_id = the_book and d.because = 'count' and d.difference_ug = the_ug
                    and exists (select from cd_difference_step t where t.difference_id = d.id and t.what = 'released')
                    and not exists (select from cd_difference_step t where t.difference_id = d.id and t.what = 'explained')
                    and not exists (select from cd_entry c where c.book_id = the_book and c.seq > n.seq
                                       and ((c.kind = 'correction' and c.quantity_ug <> 0)
                                            or (c.kind = 'count' and (c.details::jsonb ->> 'counted_micrograms')::bigint = c.balance_ug))));
end;

-- Whether corrections that two signed explain a count that differed: one by just as much, signed since for a difference of this book; or one for this
-- very difference, after which two people who signed neither it nor that count counted again and agreed. Read as whoever asks may read the book.
create function cd_count_is_corrected(the_difference uuid) returns boolean language sql stable set search_path = :"schema", pg_temp
begin atomic
  select exists (
    select from cd_difference d
      join cd_entry n on n.key = d.key
      join cd_entry c on c.book_id = d.book_id and c.kind = 'correction' and c.seq > n.seq
      join cd_difference f on f.book_id = d.book_id and f.id::text = c.details::jsonb ->> 'difference'
     where d.id = the_difference
       and (c.quantity_ug = d.difference_ug
            or (f.id = d.id
                and exists (select from cd_entry r
                             where r.book_id = d.book_id and r.kind = 'count' and r.seq > c.seq
                               and not array[r.first_staff, r.second_staff] && array[n.first_staff, n.second_staff, c.first_staff, c.second_staff]
                               and ((r.details::jsonb ->> 'counted_micrograms')::bigint = r.balance_ug
                                    or (r.details::jsonb ? 'tolerance_micrograms' and not exists (select from cd_difference x where x.key = r.key)))))));
end;

-- A count that differs, and a line that cannot stand in its book, each open a difference where they are written, whoever writes them.
create function a_difference_is_opened() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare differs bigint;
begin
  if tg_table_name = 'cd_pending' then
    differs := (select coalesce((select e.balance_ug from cd_entry e where e.book_id = new.book_id order by seq desc limit 1), 0)) + new.quantity_ug;
  else
    differs := (new.details::jsonb ->> 'counted_micrograms')::bigint - new.balance_ug;
    -- The loss in syringes and vials that a signed protocol expects opens none, where the line that two signed says so itself.
    if differs = 0 or abs(differs) <= least(cd_count_tolerance(new.book_id), coalesce((new.details::jsonb ->> 'tolerance_micrograms')::bigint, 0)) then return null; end if;
    if not new.details::jsonb ? 'tolerance_micrograms' and cd_difference_is_known(new.book_id, differs) then return null; end if;
  end if;
  insert into cd_difference (book_id, because, key, difference_ug)
  values (new.book_id, case tg_table_name when 'cd_pending' then 'pending' else 'count' end, new.key, differs);
  perform tell_of_register(new.book_id, 'cd-lead', 'Open Register: something does not agree', 'explain-a-difference');
  return null;
end $$;
create trigger a_difference_is_opened after insert on cd_pending for each row execute function a_difference_is_opened();
create trigger a_difference_is_opened after insert on cd_entry for each row when (new.kind = 'count') execute function a_difference_is_opened();

-- Goes one step through a difference. A count that differed is explained once corrections do, and what was kept once it stands in its book.
create function walk_difference(the_difference uuid, the_step text, the_words text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare d cd_difference%rowtype;
begin
  select * into d from cd_difference where id = the_difference;
  if d.id is null or the_step = 'released' or not acting_keeps_book(d.book_id) then return 'not-there'; end if;
  perform from cd_book where id = d.book_id for no key update;
  if exists (select from cd_difference_step where difference_id = d.id and what = 'explained') then return 'closed-already'; end if;
  if the_step in ('explained', 'unexplained')
     and (select count(distinct what) from cd_difference_step where difference_id = d.id and what in ('requisitions', 'doses', 'wrong-page', 'arithmetic')) < 4 then
    return 'not-walked-through';
  end if;
  if the_step = 'explained' and d.because = 'pending' and not exists (select from cd_entry where key = d.key) then return 'still-kept'; end if;
  if the_step = 'explained' and d.because = 'count' and not cd_count_is_corrected(d.id) then return 'not-corrected'; end if;
  insert into cd_difference_step (difference_id, what, found, at) values (d.id, the_step, the_words, clock_timestamp());
  if the_step = 'unexplained' then
    perform tell_of_register(d.book_id, who, 'Open Register: a difference is unexplained', 'answer-an-unexplained-difference') from unnest(array['accountable-officer', 'cd-lead']) who;
  end if;
  return 'done';
end $$;

-- The controlled-drugs lead lets a book be issued from although a count of it differed and nobody has explained that yet: with a reason, showing now that
-- it is they. It ends nothing of the difference. What is kept beside a book is released by nobody.
create function release_difference(the_difference uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare d cd_difference%rowtype;
begin
  select * into d from cd_difference where id = the_difference;
  if d.id is null or not acting_may('register:lead') or not acting_keeps_book(d.book_id) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform from cd_book where id = d.book_id for no key update;
  if d.because <> 'count' then return 'still-kept'; end if;
  if exists (select from cd_difference_step where difference_id = d.id and what = 'explained') then return 'closed-already'; end if;
  if exists (select from cd_difference_step where difference_id = d.id and what = 'released') then return 'released-already'; end if;
  insert into cd_difference_step (difference_id, what, found, at) values (d.id, 'released', the_reason, clock_timestamp());
  return 'done';
end $$;

-- Puts a line that was kept into its book, once the balance allows it: as it was signed, and by the same two.
create function post_pending(the_key uuid) returns table (outcome text, at_seq bigint, at_balance bigint, at_hash bytea, at_time timestamptz)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare k cd_pending%rowtype; balance bigint;
begin
  select * into k from cd_pending where key = the_key;
  if k.key is null or not acting_keeps_book(k.book_id) then return query select 'not-there', null::bigint, null::bigint, null::bytea, null::timestamptz; return; end if;
  perform from cd_book where id = k.book_id for no key update;
  if not exists (select from cd_entry where key = the_key) then
    select e.balance_ug into balance from cd_entry e where e.book_id = k.book_id order by e.seq desc limit 1;
    if balance is null or balance + k.quantity_ug < 0 then return query select 'pending', null::bigint, balance, null::bytea, k.kept_at; return; end if;
    return query select * from add_cd_line(k.book_id, k.key, k.kind, k.quantity_ug, k.corrects, k.pair, k.happened_at, k.details, k.statement, k.first_signature, k.second_signature);
    return;
  end if;
  return query select 'replayed', e.seq, e.balance_ug, e.hash, e.entered_at from cd_entry e where e.key = the_key;
end $$;

grant execute on function wait_for_second(uuid, uuid, text, bigint, bigint, uuid, timestamptz, text, uuid), note_mismatch(uuid, bigint), 
  cd_count_is_corrected(uuid), walk_difference(uuid, text, text), release_difference(uuid, text), post_pending(uuid) to :"app";
