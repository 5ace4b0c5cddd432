-- Stock on the way between two premises: it left one book before two people, and stands in the other once two there have counted what arrived.

-- What left for a book and has not been entered there: how much, less what a correction of the line says never left.
create function cd_on_the_way(the_book uuid) returns table (key uuid, book_id uuid, seq bigint, from_premises text, sent_ug bigint, details text, since timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select e.key, e.book_id, e.seq, p.name, left_it.ug, e.details, e.entered_at
    from cd_entry e join cd_book b on b.id = e.book_id join premises p on p.id = b.premises_id
    cross join lateral (select -(e.quantity_ug + coalesce((select sum(c.quantity_ug) from cd_entry c where c.book_id = e.book_id and c.kind = 'correction' and c.corrects = e.seq), 0))::bigint as ug) left_it
   where e.kind = 'transfer-out' and e.details::jsonb ->> 'to_book' = the_book::text and left_it.ug > 0
     and acting_may('register:read') and exists (select from cd_book here where here.id = the_book and here.agency_id = acting_agency())
     and not exists (select from cd_entry x where x.kind = 'transfer-in' and x.pair = e.key)
     and not exists (select from cd_waiting w where w.kind = 'transfer-in' and w.pair = e.key and w.closed_at is null);
end;

-- Why an arrival may not be entered, or nothing: it is of what left for this book, no more of it, once, and not signed by just the two who sent it.
create function cd_arrival_stands_against(the_book uuid, the_pair uuid, the_ug bigint, the_first uuid, the_second uuid) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare sent cd_entry%rowtype;
begin
  select * into sent from cd_entry e where e.key = the_pair and e.kind = 'transfer-out' and e.details::jsonb ->> 'to_book' = the_book::text;
  if sent.key is null or exists (select from cd_entry x where x.kind = 'transfer-in' and x.pair = the_pair) then return 'nothing-on-the-way'; end if;
  if the_ug > -(sent.quantity_ug + coalesce((select sum(c.quantity_ug) from cd_entry c where c.book_id = sent.book_id and c.kind = 'correction' and c.corrects = sent.seq), 0)) then return 'more-than-was-sent'; end if;
  if the_first in (sent.first_staff, sent.second_staff) and the_second in (sent.first_staff, sent.second_staff) then return 'sent-by-both'; end if;
  return null;
end $$;

-- Whoever leads there is told as it leaves; and everybody who answers for it where less arrives than left.
create function tell_of_stock_on_the_way() returns trigger
language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare sent cd_entry%rowtype; here cd_book%rowtype;
begin
  if new.kind = 'transfer-out' then
    -- A book of the same agency, whatever the line says.
    perform tell_of_register(b.id, 'cd-lead', 'Open Register: stock is on the way', 'receive-a-transfer')
       from cd_book b join cd_book mine on mine.agency_id = b.agency_id where mine.id = new.book_id and b.id::text = new.details::jsonb ->> 'to_book';
    return null;
  end if;
  select * into sent from cd_entry where key = new.pair;
  if new.quantity_ug >= -sent.quantity_ug then return null; end if;
  select * into here from cd_book where id = new.book_id;
  insert into cd_incident (id, agency_id, premises_id, kind, schedule, near_miss, happened_on, words, line, noted_by)
  values (gen_random_uuid(), here.agency_id, here.premises_id, 'difference', 2, false, london_day(new.happened_at),
          format('Less arrived than left the other premises: %s of %s mg.', trim_scale(new.quantity_ug / 1000.0), trim_scale(-sent.quantity_ug / 1000.0)), new.key, null);
  perform tell_of_register(one, who, 'Open Register: less arrived than was sent', 'answer-an-unexplained-difference')
     from unnest(array[new.book_id, sent.book_id]) as one, unnest(array['accountable-officer', 'cd-lead']) as who;
  return null;
end $$;
create trigger whoever_answers_is_told after insert on cd_entry for each row
  when (new.kind in ('transfer-out', 'transfer-in')) execute function tell_of_stock_on_the_way();
grant execute on function cd_on_the_way(uuid) to :"app";
