-- What stays in each syringe, and by how much a vial may come to more or less: the loss of a solution's page that a clinic has signed beforehand.

-- By how many micrograms a count of a solution may differ from its balance and open no difference: for each dose and each vial since the last count
-- that agreed, or since the balance was put right, what the clinic's protocol in force says, signed by both. Nothing where none is signed, nor on a
-- page into which nothing was made up. Whole micrograms, rounded down.
create function cd_count_tolerance(the_book uuid) returns bigint language sql stable set search_path = :"schema", pg_temp
begin atomic
  select coalesce((
    select floor((n.dead_space * l.doses + n.a_vial * l.vials) * s.ug_per_ml / 1000)::bigint
      from (select (p.content -> 'parameters' -> 'dead-space' ->> 'value')::numeric as dead_space, (p.content -> 'parameters' -> 'vial-tolerance' ->> 'value')::numeric as a_vial
              from cd_book b join clinic_protocol p on p.agency_id = b.agency_id and p.content ->> 'drugClass' = split_part(b.product, '-', 1)
             where b.id = the_book and clinic_protocol_is_signed(p.agency_id, p.code, p.version, p.print)
             order by (select max(f.at) from clinic_protocol_sign_off f where f.protocol_id = p.id and f.print = p.print) desc limit 1) n,
           (select (e.details::jsonb ->> 'micrograms_per_ml')::numeric as ug_per_ml from cd_entry e
             where e.book_id = the_book and e.kind = 'reconstitute' and e.quantity_ug > 0 order by e.seq desc limit 1) s,
           (select count(*) filter (where e.kind = 'administer') as doses, count(*) filter (where e.kind = 'reconstitute' and e.quantity_ug > 0) as vials
              from cd_entry e
             where e.book_id = the_book
               and e.seq > (select coalesce(max(c.seq), 0) from cd_entry c
                             where c.book_id = the_book and (c.kind = 'opening' or (c.kind = 'correction' and c.quantity_ug <> 0)
                                or (c.kind = 'count' and (c.details::jsonb ->> 'counted_micrograms')::bigint = c.balance_ug)))) l), 0);
end;
grant execute on function cd_count_tolerance(uuid) to :"app";
