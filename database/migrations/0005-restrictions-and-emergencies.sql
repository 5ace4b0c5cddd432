-- Exceptions from what the rules give: named workers who may not see someone, or alone may; sight opened in an emergency,
-- for one worker and an hour; parts shared without consent on a ground in law. The first two are asked beside the table of
-- rights by every policy: an exclusion beats every grant, an emergency's among them. The third is a line in that table.

create table named_limit (
  id         uuid primary key default uuidv7(),
  person_id  uuid not null references person,
  what       text not null check (what in ('excluded', 'allowed')),
  staff_id   uuid not null references staff,
  reason     text not null check (length(reason) between 1 and 500),
  agency_id  uuid references agency default acting_agency(),
  made_by    uuid references staff default acting_staff(),
  at         timestamptz not null default now(),
  ended_at   timestamptz,
  ended_by   uuid references staff,
  end_reason text check (length(end_reason) between 1 and 500),
  constraint an_ended_limit_says_why check ((ended_at is null) = (end_reason is null))
);
create unique index named_limit_once on named_limit (person_id, staff_id, what) where ended_at is null;
create index named_limit_person_index on named_limit (person_id);
create index named_limit_staff_index on named_limit (staff_id);
create index named_limit_agency_index on named_limit (agency_id);
create index named_limit_made_by_index on named_limit (made_by);
create index named_limit_ended_by_index on named_limit (ended_by);
create index named_limit_allowed_index on named_limit (person_id) where what = 'allowed' and ended_at is null;
comment on table  named_limit            is 'A worker who may not see someone, or, of a restricted record, one who alone with others named may. Never changed but ended.';
comment on column named_limit.id         is 'Identifier.';
comment on column named_limit.person_id  is 'Whose record.';
comment on column named_limit.what       is 'Excluded: this worker may not. Allowed: the record is restricted to those so named.';
comment on column named_limit.staff_id   is 'Which worker.';
comment on column named_limit.reason     is 'Why.';
comment on column named_limit.agency_id  is 'Agency that recorded it.';
comment on column named_limit.made_by    is 'Who recorded it.';
comment on column named_limit.at         is 'When.';
comment on column named_limit.ended_at   is 'When it was lifted.';
comment on column named_limit.ended_by   is 'Who lifted it.';
comment on column named_limit.end_reason is 'Why it was lifted.';

-- The people whom the worker now acting may not see, whatever anyone grants. Found once, when the transaction is bound.
alter table request_context add column barred uuid[] not null default '{}', add column emergencies uuid[] not null default '{}',
                            add column emergency_grants text[] not null default '{}';
comment on column request_context.barred           is 'The people whom this worker may not see.';
comment on column request_context.emergencies      is 'Whom this worker has open in an emergency, for the agency acting.';
comment on column request_context.emergency_grants is 'What such an emergency opens; nothing while there is none.';
create function acting_barred() returns uuid[] language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select barred from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned()), '{}');

-- Keeps a table's rows about them from them. Run by migrations, for every table about a person.
create function bar_named_workers(the_table regclass, condition text default '(person_id = any ((select acting_barred())::uuid[])) is not true')
returns void language plpgsql as $$
begin
  execute format('create policy kept_from_named_workers on %s as restrictive to :"app" using (%s)', the_table, condition);
end $$;

-- Words enough to say why.
create function is_emergency_reason(words text) returns boolean language sql immutable set search_path = pg_temp
  return coalesce(length(words) between 10 and 1000, false);

create table emergency_access (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  staff_id    uuid not null references staff default acting_staff(),
  agency_id   uuid not null references agency default acting_agency(),
  reason      text not null check (is_emergency_reason(reason)),
  opened_at   timestamptz not null default now(),
  until       timestamptz not null,
  closed_at   timestamptz,
  reviewed_at timestamptz,
  reviewed_by uuid references staff,
  finding     text check (finding in ('justified', 'not-justified')),
  review_note text check (length(review_note) between 1 and 1000),
  constraint an_emergency_lasts_an_hour_at_most check (until <= opened_at + interval '60 minutes'),
  constraint a_review_says_who_and_what check (num_nonnulls(reviewed_at, reviewed_by, finding, review_note) in (0, 4)),
  constraint nobody_reviews_their_own check (reviewed_by <> staff_id)
);
create index emergency_access_person_index on emergency_access (person_id, opened_at desc);
create index emergency_access_staff_index on emergency_access (staff_id, until);
create index emergency_access_agency_index on emergency_access (agency_id);
create index emergency_access_reviewed_by_index on emergency_access (reviewed_by);
create index emergency_access_open_index on emergency_access (opened_at) where reviewed_at is null;
comment on table  emergency_access             is 'One worker opened one record in an emergency, for an hour at most; shown to the person and those who care for them, and reviewed.';
comment on column emergency_access.id          is 'Identifier.';
comment on column emergency_access.person_id   is 'Whose record.';
comment on column emergency_access.staff_id    is 'Who opened it.';
comment on column emergency_access.agency_id   is 'For which agency.';
comment on column emergency_access.reason      is 'Why, in their words.';
comment on column emergency_access.opened_at   is 'When.';
comment on column emergency_access.until       is 'Until when it is open.';
comment on column emergency_access.closed_at   is 'When they closed it before that.';
comment on column emergency_access.reviewed_at is 'When it was reviewed.';
comment on column emergency_access.reviewed_by is 'Who reviewed it.';
comment on column emergency_access.finding     is 'What the review found.';
comment on column emergency_access.review_note is 'What was said or done about it.';

create table gateway (
  id           uuid primary key default uuidv7(),
  person_id    uuid not null references person,
  to_agency_id uuid not null references agency,
  categories   text[] not null check (cardinality(categories) > 0 and not 'supervised-use' = any (categories)),
  ground       text not null check (ground in ('court-order', 'serious-harm', 'safeguarding')),
  reason       text not null check (length(reason) between 1 and 2000),
  until        timestamptz not null,
  state        text not null default 'asked' check (state in ('asked', 'approved', 'refused', 'ended')),
  asked_at     timestamptz not null default now(),
  asked_by     uuid not null references staff default acting_staff(),
  agency_id    uuid not null references agency default acting_agency(),
  answered_at  timestamptz,
  answered_by  uuid references staff,
  answer       text check (length(answer) between 1 and 1000),
  person_told  boolean not null default true,
  ended_at     timestamptz,
  ended_by     uuid references staff,
  end_reason   text check (length(end_reason) between 1 and 500),
  constraint an_answer_says_who_and_why check (num_nonnulls(answered_at, answered_by, answer) in (0, 3)),
  constraint what_is_open_was_answered check ((state = 'asked') = (answered_at is null)),
  constraint nobody_answers_their_own check (answered_by <> asked_by),
  constraint an_ended_gateway_says_why check ((state = 'ended') = (ended_at is not null) and (ended_at is null) = (end_reason is null)),
  constraint a_gateway_has_an_end check (until > asked_at and until <= asked_at + interval '366 days')
);
create index gateway_person_index on gateway (person_id, asked_at desc);
create index gateway_to_agency_index on gateway (to_agency_id);
create index gateway_asked_by_index on gateway (asked_by);
create index gateway_agency_index on gateway (agency_id);
create index gateway_answered_by_index on gateway (answered_by);
create index gateway_ended_by_index on gateway (ended_by);
create index gateway_open_index on gateway (asked_at) where state = 'asked';
comment on table  gateway              is 'Parts of one record shared with one agency without consent, on a ground in law, for a time; approved by another than who asked.';
comment on column gateway.id           is 'Identifier.';
comment on column gateway.person_id    is 'Whose record.';
comment on column gateway.to_agency_id is 'With which agency.';
comment on column gateway.categories   is 'Which parts.';
comment on column gateway.ground       is 'On which ground.';
comment on column gateway.reason       is 'Why it is needed and no less would do; the order or the risk it rests on.';
comment on column gateway.until        is 'Until when.';
comment on column gateway.state        is 'Asked, approved, refused, or ended before its time.';
comment on column gateway.asked_at     is 'When it was asked for.';
comment on column gateway.asked_by     is 'Who asked.';
comment on column gateway.agency_id    is 'For which agency they asked.';
comment on column gateway.answered_at  is 'When it was answered.';
comment on column gateway.answered_by  is 'Who answered.';
comment on column gateway.answer       is 'Why so.';
comment on column gateway.person_told  is 'Whether the person may read of it: not where telling them would put somebody in danger.';
comment on column gateway.ended_at     is 'When it was ended before its time.';
comment on column gateway.ended_by     is 'Who ended it.';
comment on column gateway.end_reason   is 'Why.';

-- Whom the worker now acting has open in an emergency, in the agency they opened it for; and what that opens: all that the
-- rules could open to their kind of agency with every consent, but for what belongs to the supervised-use room.
create function acting_emergencies() returns uuid[] language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select emergencies from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned()), '{}');
create function acting_emergency_grants() returns text[] language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select emergency_grants from request_context where pid = pg_backend_pid() and xid = pg_current_xact_id_if_assigned()), '{}');

-- Binds a transaction as before, and finds for whom the worker stands outside the rules.
alter function bind_context(uuid, uuid, uuid) rename to bind_post;
create function bind_context(the_account uuid, the_session uuid, the_post uuid) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select bind_post(the_account, the_session, the_post);
  update request_context c
     set barred = array(select person_id from named_limit where staff_id = c.staff_id and what = 'excluded' and ended_at is null
                        union
                        select person_id from named_limit where what = 'allowed' and ended_at is null and c.staff_id is not null
                         group by person_id having not bool_or(staff_id = c.staff_id)),
         emergencies = array(select person_id from emergency_access
                              where staff_id = c.staff_id and agency_id = c.agency_id and until > now() and closed_at is null)
   where c.pid = pg_backend_pid();
  update request_context c
     set emergency_grants = array(select category || '/' || owner_kind from sharing_rule
                                   where c.emergencies <> '{}' and reader_kind = c.agency_kind and category <> 'supervised-use')
   where c.pid = pg_backend_pid() and (c.emergencies <> '{}' or c.emergency_grants <> '{}');
end;

-- Holds the agency now acting this grant for someone, and is the worker not barred from them? For definer functions.
create function acting_holds(the_person uuid, the_grant text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return exists (select from visible v
                  where v.agency_id = acting_agency() and v.person_id = the_person and v.until > now() and the_grant = any (v.grants))
     and not the_person = any (acting_barred());

-- Who sees a row of the record, said once: the person, but for safeguarding; and whoever reads its category for an agency
-- with a grant that names the row or, for the agency's own rows, 'own'; or, for an hour, who opened it in an emergency. Run
-- by migrations, for each such table. Each policy repeats it in full: a correlated exists on one narrow table costs
-- nothing, a function called for each row does.
create function show_to_those_entitled(the_table regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', the_table);
  execute format('alter table %s force row level security', the_table);
  execute format($policy$
    create policy seen_by_those_entitled on %1$s for select to :"app"
      using ((person_id = (select acting_person()) and category <> 'safeguarding')
             or (category = any ((select acting_categories())::text[])
                 and (exists (select from visible v
                               where v.agency_id = (select acting_agency()) and v.person_id = %1$s.person_id
                                 and v.until > now()
                                 and (%1$s.shared_as = any (v.grants)
                                      or (%1$s.agency_id = v.agency_id and 'own' = any (v.grants))))
                      or (person_id = any ((select acting_emergencies())::uuid[])
                          and shared_as = any ((select acting_emergency_grants())::text[])))))$policy$, the_table);
  perform bar_named_workers(the_table);
end $$;

-- Who writes one: whoever reads its category, as their own agency, which has to do with the person itself.
create function let_own_agency_write(the_table regclass) returns void language plpgsql as $$
begin
  execute format($policy$
    create policy written_by_own_agency on %1$s for insert to :"app"
      with check (agency_id = (select acting_agency()) and owner_kind = (select acting_agency_kind())
                  and category = any ((select acting_categories())::text[])
                  and exists (select from visible v
                               where v.agency_id = (select acting_agency()) and v.person_id = %1$s.person_id
                                 and v.until > now() and 'own' = any (v.grants)))$policy$, the_table);
end $$;

-- Who changes one: whoever may still read it as their own agency's. A change that names no row and reads none asks no policy
-- for reading, so this one says it all again.
create function let_own_agency_change(the_table regclass, the_name text) returns void language plpgsql as $$
begin
  execute format($policy$
    create policy %2$I on %1$s for update to :"app"
      using (agency_id = (select acting_agency()) and category = any ((select acting_categories())::text[])
             and exists (select from visible v
                          where v.agency_id = (select acting_agency()) and v.person_id = %1$s.person_id
                            and v.until > now() and 'own' = any (v.grants)))$policy$, the_table, the_name);
end $$;

alter policy seen_by_those_with_a_relationship on person
  using (id = (select acting_person())
         or ('identity' = any ((select acting_categories())::text[])
             and (id = any ((select acting_emergencies())::uuid[])
                  or exists (select from visible v
                              where v.agency_id = (select acting_agency()) and v.person_id = person.id and v.until > now()
                                and 'minimum' = any (v.grants)))));
select bar_named_workers('person', '(id = any ((select acting_barred())::uuid[])) is not true'),
       bar_named_workers('consent'), bar_named_workers('visible');

alter table named_limit enable row level security;
alter table named_limit force row level security;
alter table emergency_access enable row level security;
alter table emergency_access force row level security;
alter table gateway enable row level security;
alter table gateway force row level security;
