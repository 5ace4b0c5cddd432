-- What a clinic's premises need before stock may lie there: a licence to hold and supply controlled drugs, or the reason why none is needed, and the
-- registration with whoever inspects. Recorded with the paper in hand, told before it ends; nothing is stopped by it. About nobody in treatment.

create table premises_paper (
  id             uuid primary key default uuidv7(),
  premises_id    uuid not null references premises,
  kind           text not null check (kind in ('stock', 'registration')),
  number         text check (length(number) between 1 and 60),
  exempt_because text check (length(exempt_because) between 1 and 400),
  responsible    text not null check (length(responsible) between 1 and 400),
  from_on        date not null,
  until_on       date,
  recorded_at    timestamptz not null default now(),
  recorded_by    uuid references staff default acting_staff(),
  reminded       integer[] not null default '{}',
  constraint a_number_or_why_none check (num_nulls(number, exempt_because) = 1),
  constraint a_paper_ends_after_it_begins check (until_on >= from_on),
  constraint a_licence_for_stock_ends check (kind = 'registration' or number is null or until_on is not null),
  constraint one_record_of_a_paper unique (premises_id, kind, number, from_on)
);
create index premises_paper_recorded_by_index on premises_paper (recorded_by);
comment on table  premises_paper                is 'What premises need before controlled drugs may lie there: a licence to hold stock, or why none is needed, and the registration with whoever inspects.';
comment on column premises_paper.id             is 'Identifier.';
comment on column premises_paper.premises_id    is 'Which premises.';
comment on column premises_paper.kind           is 'Licence to hold and supply stock, or registration of the service there.';
comment on column premises_paper.number         is 'Its number, as it stands on the paper.';
comment on column premises_paper.exempt_because is 'Why these premises need none: what exempts them.';
comment on column premises_paper.responsible    is 'The persons it names as responsible, or who has judged that none is needed.';
comment on column premises_paper.from_on        is 'First day on which it holds.';
comment on column premises_paper.until_on       is 'Last day on which it holds; none where it goes on until it is taken away.';
comment on column premises_paper.recorded_at    is 'When it was recorded here.';
comment on column premises_paper.recorded_by    is 'Who recorded it, having seen the paper.';
comment on column premises_paper.reminded       is 'Of how many days before its end the clinic was told, 0 when it had ended.';

-- Records one: the controlled-drugs lead, of premises of their own clinic.
create function record_premises_paper(the_premises uuid, the_kind text, the_number text, the_exemption text, the_responsible text, the_first date, the_last date)
returns text language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('clinic:govern') or not exists (select from premises where id = the_premises and agency_id = acting_agency()) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  insert into premises_paper (premises_id, kind, number, exempt_because, responsible, from_on, until_on)
  values (the_premises, the_kind, the_number, the_exemption, the_responsible, the_first, the_last) on conflict do nothing;
  return case when found then 'done' else 'there-already' end;
end $$;

grant select on premises_paper to :"app";
grant execute on function record_premises_paper(uuid, text, text, text, text, date, date) to :"app";
