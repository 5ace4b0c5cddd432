-- Orders of a clinic for what is injected there: numbered parts for each session, signed by a licensed doctor. What was written is
-- never written over: another order takes its place. Amounts are whole micrograms of the salt and nothing else.

create table clinic_order (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  category    text not null default 'medication' references category,
  agency_id   uuid not null references agency default acting_agency(),
  owner_kind  text not null references agency_kind default acting_agency_kind(),
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  premises_id uuid not null references premises,
  team_id     uuid not null references team,
  kind        text not null check (kind in ('standing', 'single-session')),
  drug_class  text not null check (drug_class ~ '^[a-z-]{3,40}$'),
  starts_on   date not null,
  ends_on     date not null,
  slot        text check (slot in ('morning', 'midday', 'evening')),
  sessions_a_day smallint not null check (sessions_a_day in (2, 3)),
  most_single_ug bigint not null check (most_single_ug > 0),
  most_daily_ug bigint not null check (most_daily_ug >= most_single_ug),
  range_least_ug bigint check (range_least_ug > 0),
  protocol    text not null,
  protocol_version integer not null,
  protocol_print text not null check (protocol_print ~ '^[0-9a-f]{64}$'),
  phase       text not null check (phase in ('titration', 'stable')),
  rule        text not null check (rule ~ '^[a-z0-9-]{1,40}$'),
  naloxone    text not null check (length(naloxone) between 1 and 400),
  reason      text check (length(reason) between 1 and 1000),
  replaces    uuid references clinic_order on delete set null,
  instead_of  uuid references clinic_order on delete set null,
  within_range_of uuid references clinic_order on delete set null,
  licence_id  uuid references clinic_licence,
  state       text not null default 'draft' check (state in ('draft', 'queued', 'signed', 'held', 'changed', 'ended', 'cancelled')),
  written_at  timestamptz not null default now(),
  written_by  uuid references staff default acting_staff(),
  signed_at   timestamptz,
  signed_by   uuid references staff,
  signed_print text,
  stops_on    date,
  restarted_at timestamptz,
  stopped_at  timestamptz,
  in_force    daterange not null generated always as
    (daterange(starts_on, greatest(starts_on, least(ends_on + 1, coalesce(stops_on, ends_on + 1))))) stored,
  constraint an_order_ends_after_it_starts check (ends_on >= starts_on),
  constraint a_single_session_is_of_one_day check (
    case kind when 'standing' then slot is null else slot is not null and starts_on = ends_on and replaces is null end),
  constraint a_nurse_orders_one_session_alone check (within_range_of is null or kind = 'single-session'),
  constraint what_is_signed_says_by_whom check ((state in ('signed', 'held', 'changed', 'ended')) <= (num_nulls(signed_at, signed_by, signed_print) = 0)),
  constraint what_has_stopped_says_when check ((state in ('changed', 'ended', 'cancelled')) = (stopped_at is not null)),
  -- Two orders that stand at once would be given both.
  constraint one_standing_order_at_a_time exclude using gist (person_id with =, drug_class with =, in_force with &&)
    where (kind = 'standing' and state in ('signed', 'held'))
);
create unique index one_order_of_a_session on clinic_order (person_id, drug_class, starts_on, slot)
  where kind = 'single-session' and state in ('signed', 'held');
create index clinic_order_person_index on clinic_order (person_id, starts_on desc);
create index clinic_order_agency_index on clinic_order (agency_id, state);
create index clinic_order_owner_kind_index on clinic_order (owner_kind);
create index clinic_order_category_index on clinic_order (category);
create index clinic_order_premises_index on clinic_order (premises_id, state);
create index clinic_order_team_index on clinic_order (team_id);
create index clinic_order_replaces_index on clinic_order (replaces);
create index clinic_order_instead_of_index on clinic_order (instead_of);
create index clinic_order_within_range_of_index on clinic_order (within_range_of);
create index clinic_order_licence_index on clinic_order (licence_id);
create index clinic_order_written_by_index on clinic_order (written_by);
create index clinic_order_signed_by_index on clinic_order (signed_by);
comment on table  clinic_order             is 'What is injected at a clinic, ordered for somebody: a standing order for every day of its span, or one for a single session. Nothing of it changes but where it stands.';
comment on column clinic_order.id          is 'Identifier.';
comment on column clinic_order.person_id   is 'For whom.';
comment on column clinic_order.category    is 'Category.';
comment on column clinic_order.agency_id   is 'The clinic.';
comment on column clinic_order.owner_kind  is 'Kind of that agency.';
comment on column clinic_order.shared_as   is 'What a grant must name to show it.';
comment on column clinic_order.premises_id is 'Premises at which it is given.';
comment on column clinic_order.team_id     is 'Duty team that is told when something is wrong.';
comment on column clinic_order.kind        is 'Standing: every day of its span. Single session: one day and slot, before any standing order.';
comment on column clinic_order.drug_class  is 'Drug; each of its parts is a product of it.';
comment on column clinic_order.starts_on   is 'First day for which it is.';
comment on column clinic_order.ends_on     is 'Last day for which it is.';
comment on column clinic_order.slot        is 'Session of the day, of an order for a single one.';
comment on column clinic_order.sessions_a_day is 'Sessions a day, on each of the seven days of the week.';
comment on column clinic_order.most_single_ug is 'Most of it in one injection.';
comment on column clinic_order.most_daily_ug is 'Most of it in a calendar day. In any 24 hours its protocol says the most.';
comment on column clinic_order.range_least_ug is 'Down to how much of a session a nurse may reduce it without asking; empty where not at all.';
comment on column clinic_order.protocol    is 'Code of the protocol it was written under.';
comment on column clinic_order.protocol_version is 'Version of that protocol.';
comment on column clinic_order.protocol_print is 'SHA-256 of that version.';
comment on column clinic_order.phase       is 'Titration or stable: decides about gaps and how long somebody stays.';
comment on column clinic_order.rule        is 'The rule of titration it follows, of its protocol.';
comment on column clinic_order.naloxone    is 'What is ordered for an overdose.';
comment on column clinic_order.reason      is 'Why it is so.';
comment on column clinic_order.replaces    is 'The standing order that it takes the place of, which stops when this one starts.';
comment on column clinic_order.instead_of  is 'The unsigned order that was written anew as this.';
comment on column clinic_order.within_range_of is 'The signed order in whose range a nurse reduced this session.';
comment on column clinic_order.licence_id  is 'Licence under which it was signed.';
comment on column clinic_order.state       is 'Draft, queued for signing, signed, held, changed by a later one, ended, or cancelled before it was signed.';
comment on column clinic_order.written_at  is 'When it was written.';
comment on column clinic_order.written_by  is 'Who wrote it.';
comment on column clinic_order.signed_at   is 'When it was signed.';
comment on column clinic_order.signed_by   is 'Who signed it.';
comment on column clinic_order.signed_print is 'SHA-256 of what was signed.';
comment on column clinic_order.stops_on    is 'From this day nothing more of it is given.';
comment on column clinic_order.restarted_at is 'When a hold of it was last ended.';
comment on column clinic_order.stopped_at  is 'When it ended, was changed or cancelled.';
comment on column clinic_order.in_force    is 'Its days, as far as it has not stopped before.';

create table clinic_order_part (
  id          uuid primary key default uuidv7(),
  order_id    uuid not null references clinic_order on delete cascade,
  slot        text not null check (slot in ('morning', 'midday', 'evening')),
  part        smallint not null check (part between 1 and 9),
  product     text not null,
  micrograms  bigint not null check (micrograms > 0),
  least_minutes integer not null check (least_minutes between 0 and 1440),
  route       text check (route in ('vein', 'muscle', 'skin')),
  constraint a_part_has_its_number unique (order_id, slot, part)
);
comment on table  clinic_order_part             is 'The numbered parts of an order, each an injection of its own. Written with the order and never after.';
comment on column clinic_order_part.id          is 'Identifier.';
comment on column clinic_order_part.order_id    is 'Of which order.';
comment on column clinic_order_part.slot        is 'In which session of the day.';
comment on column clinic_order_part.part        is 'Number in that session.';
comment on column clinic_order_part.product     is 'Code of the product it is made from.';
comment on column clinic_order_part.micrograms  is 'How much, in micrograms.';
comment on column clinic_order_part.route is 'How it is injected; empty where the order does not say.';
comment on column clinic_order_part.least_minutes is 'Minutes from the end of the injection before, at least; 0 for a part that may follow straight away.';

create table clinic_order_step (
  id          uuid primary key default uuidv7(),
  order_id    uuid not null references clinic_order on delete cascade,
  what        text not null check (what in ('written', 'queued', 'signed', 'held', 'restarted', 'changed', 'ended', 'cancelled', 'taken over')),
  reason      text check (length(reason) between 1 and 1000),
  licence_id  uuid references clinic_licence,
  at          timestamptz not null default now(),
  staff_id    uuid references staff default acting_staff(),
  constraint what_is_taken_over_names_the_licence check ((what = 'taken over') <= (licence_id is not null))
);
create index clinic_order_step_order_index on clinic_order_step (order_id, at);
create index clinic_order_step_staff_index on clinic_order_step (staff_id);
create index clinic_order_step_licence_index on clinic_order_step (licence_id);
comment on table  clinic_order_step             is 'Everything that happened to an order, in order. Only added to.';
comment on column clinic_order_step.id          is 'Identifier.';
comment on column clinic_order_step.order_id    is 'Which order.';
comment on column clinic_order_step.what        is 'What happened.';
comment on column clinic_order_step.reason      is 'Why, where a reason is asked.';
comment on column clinic_order_step.licence_id  is 'The licence under which it was signed or taken over.';
comment on column clinic_order_step.at          is 'When.';
comment on column clinic_order_step.staff_id    is 'Who; empty where the program did it by itself.';

select show_to_those_entitled('clinic_order'), let_own_agency_write('clinic_order');
-- Beside what every row must be: written unsigned, by a clinic, for its own premises and team, of medication.
create policy written_unsigned on clinic_order as restrictive for insert to :"app"
  with check ((select acting_may('prescribe:draft')) and state in ('draft', 'queued') and category = 'medication' and owner_kind = 'clinic'
              and exists (select from premises r join team t on t.service_id = r.service_id
                           where r.id = clinic_order.premises_id and t.id = clinic_order.team_id and r.agency_id = clinic_order.agency_id));

do $$
declare the_table text;
begin
  foreach the_table in array array['clinic_order_part', 'clinic_order_step'] loop
    execute format('alter table %I enable row level security', the_table);
    execute format('alter table %I force row level security', the_table);
    execute format('create policy seen_with_the_order on %1$I for select to :"app"
                      using (exists (select from clinic_order o where o.id = %1$I.order_id))', the_table);
  end loop;
end $$;
-- A part is written in the same transaction as its order, and in no other: what was shown is what is signed.
create policy written_with_the_order on clinic_order_part for insert to :"app"
  with check (exists (select from clinic_order o where o.id = clinic_order_part.order_id and o.agency_id = (select acting_agency())
                         and o.state in ('draft', 'queued') and o.written_at = now() and o.written_by = (select acting_staff())));
create policy written_by_own_agency on clinic_order_step for insert to :"app"
  with check (what = 'written' and licence_id is null
              and exists (select from clinic_order o where o.id = clinic_order_step.order_id and o.agency_id = (select acting_agency())));

create trigger written_by_whoever_acts before insert or update on clinic_order
  for each row when (current_user = :'app') execute function written_by_whoever_acts('written_by', 'written_at');
create trigger written_by_whoever_acts before insert or update on clinic_order_step
  for each row when (current_user = :'app') execute function written_by_whoever_acts('staff_id', 'at');
create trigger pages_after_insert after insert on clinic_order referencing new table as changed for each statement execute function boards_have_changed();
create trigger pages_after_update after update on clinic_order referencing new table as changed for each statement execute function boards_have_changed();

grant select on clinic_order, clinic_order_part, clinic_order_step to :"app";
grant insert (id, person_id, category, agency_id, owner_kind, premises_id, team_id, kind, drug_class, starts_on, ends_on, slot, sessions_a_day, most_single_ug,
              most_daily_ug, range_least_ug, protocol, protocol_version, protocol_print, phase, rule, naloxone, reason, replaces, instead_of,
              state, written_at, written_by) on clinic_order to :"app";
grant insert on clinic_order_part, clinic_order_step to :"app";
