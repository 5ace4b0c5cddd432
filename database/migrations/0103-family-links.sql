-- Family links: two people who each have help of their own are linked only when both said yes, each to their own service.

-- What one of the two said. The first half makes a code, which says nothing of anybody and which the person hands on themselves; whoever
-- brings it to their own worker makes the second half. So no service learns from the system that the other has somebody, until both agreed.
create table family_agreement (
  id           uuid primary key default uuidv7(),
  link_id      uuid not null default gen_random_uuid(),
  side         smallint not null default 1 check (side in (1, 2)),
  person_id    uuid not null references person,
  named        text not null check (length(named) between 1 and 100),
  relation     text not null check (length(relation) between 1 and 40),
  tells        text[] not null check (tells <@ array['attendance', 'emergency', 'naloxone']),
  hears        text[] not null check (hears <@ array['attendance', 'emergency', 'naloxone']),
  said         text not null check (length(said) between 1 and 2000),
  said_at      timestamptz not null,
  how          text not null check (how in ('face-to-face', 'phone', 'video', 'writing')),
  code         text check (code ~ '^[A-HJ-NP-Z2-9]{10}$'),
  code_until   timestamptz,
  answered_at  timestamptz,
  ended_at     timestamptz,
  ended_because text check (ended_because in ('said', 'over')),
  end_said     text check (length(end_said) between 1 and 2000),
  end_said_at  timestamptz,
  end_how      text check (end_how in ('face-to-face', 'phone', 'video', 'writing')),
  ended_by     uuid references staff,
  category     text not null references category default 'social',
  agency_id    uuid not null references agency default acting_agency(),
  owner_kind   text not null references agency_kind default acting_agency_kind(),
  at           timestamptz not null default now(),
  staff_id     uuid references staff default acting_staff(),
  constraint a_link_has_two_sides unique (link_id, side),
  constraint an_agreement_is_about_something check (cardinality(tells) + cardinality(hears) > 0),
  constraint a_code_waits_for_an_answer check ((code is null) = (answered_at is not null or ended_at is not null) and (code is null or code_until is not null)),
  constraint an_ended_agreement_says_how check ((ended_at is null) = (ended_because is null)),
  constraint who_took_it_back_says_so check ((ended_because is not distinct from 'said') = (end_said is not null) and num_nonnulls(end_said, end_said_at, end_how) in (0, 3)),
  constraint said_no_later_than_written check (said_at <= at)
);
create unique index family_agreement_code on family_agreement (code) where code is not null;
create index family_agreement_person_index on family_agreement (person_id, at desc);
create index family_agreement_category_index on family_agreement (category);
create index family_agreement_agency_index on family_agreement (agency_id);
create index family_agreement_owner_kind_index on family_agreement (owner_kind);
create index family_agreement_staff_index on family_agreement (staff_id);
create index family_agreement_ended_by_index on family_agreement (ended_by);
comment on table  family_agreement               is 'That one person said yes to a link with somebody of their family, to their own service. A link stands when two such halves do.';
comment on column family_agreement.id            is 'Identifier.';
comment on column family_agreement.link_id       is 'Of which link it is a half. No key: what one service disposes of leaves the other''s half alone.';
comment on column family_agreement.side          is 'The first half made the code; the second brought it.';
comment on column family_agreement.person_id     is 'Who said yes.';
comment on column family_agreement.named         is 'The other, as this person names them.';
comment on column family_agreement.relation      is 'What the other is to them.';
comment on column family_agreement.tells         is 'What the other may be told of this person.';
comment on column family_agreement.hears         is 'What this person wishes to be told of the other.';
comment on column family_agreement.said          is 'What they said, in their words.';
comment on column family_agreement.said_at       is 'When they said it.';
comment on column family_agreement.how           is 'How they said it.';
comment on column family_agreement.code          is 'What they hand to the other; gone once it was brought, or the half has ended.';
comment on column family_agreement.code_until    is 'Until when it may be brought.';
comment on column family_agreement.answered_at   is 'When both halves stood.';
comment on column family_agreement.ended_at      is 'When the link ended, whichever side ended it.';
comment on column family_agreement.ended_because is 'Said: this person took their yes back. Over: the other did, or one of the two is no longer with the service that asked.';
comment on column family_agreement.end_said      is 'What this person said when they took it back.';
comment on column family_agreement.end_said_at   is 'When they said that.';
comment on column family_agreement.end_how       is 'How they said that.';
comment on column family_agreement.ended_by      is 'Who heard that and wrote it down.';
comment on column family_agreement.category      is 'Category.';
comment on column family_agreement.agency_id     is 'Agency whose service asked.';
comment on column family_agreement.owner_kind    is 'Kind of that agency.';
comment on column family_agreement.at            is 'When it was written down.';
comment on column family_agreement.staff_id      is 'Who heard it and wrote it down.';

-- Each service reads its own half alone: no rule and no consent about records shows it to another. The person reads what they said themselves.
alter table family_agreement enable row level security;
alter table family_agreement force row level security;
create policy seen_by_the_person_and_the_service_that_asked on family_agreement for select to :"app"
  using (person_id = (select acting_person())
         or (agency_id = (select acting_agency()) and category = any ((select acting_categories())::text[])
             and exists (select from visible v where v.agency_id = (select acting_agency()) and v.person_id = family_agreement.person_id
                                                 and v.until > now() and 'own' = any (v.grants))));
select bar_named_workers('family_agreement');
grant select on family_agreement to :"app";

-- What keeps somebody from being linked by the agency now acting; null when nothing does.
create function family_link_barrier(the_person uuid) returns text
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select case when not exists (select from person where id = the_person) then 'not-there' else (select case
    when not acting_may('work') or not acting_for_care() or acting_agency_kind() = 'supervised-use'
      or not 'social' = any (acting_categories()) or not acting_holds(the_person, 'own') then 'not-there'
    when p.died_on is not null then 'died'
    when p.born_on > london_day(now()) - interval '18 years' then 'young'
    when exists (select from named_limit where person_id = p.id and what = 'allowed' and ended_at is null) then 'restricted'
    when not exists (select from episode e where e.person_id = p.id and e.agency_id = acting_agency() and e.ended_on is null) then 'not-with-us'
  end from person p where p.id = the_person) end;
end;

-- May the half that made a code still be answered? Its person alive, grown up, not restricted, still with the service that asked.
create function family_code_opens(a family_agreement) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return a.code_until > now()
     and exists (select from episode e where e.person_id = a.person_id and e.agency_id = a.agency_id and e.ended_on is null)
     and exists (select from person p where p.id = a.person_id and p.died_on is null)
     and not exists (select from named_limit l where l.person_id = a.person_id and l.what = 'allowed' and l.ended_at is null);

-- Whoever has this half's person now is asked to read what has changed. The words tell nothing.
create function tell_of_family(a family_agreement) returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  insert into task (agency_id, team_id, staff_id, person_id, kind, title, due_at, made_by)
  select e.agency_id, e.team_id, e.keyworker_id, e.person_id, 'family', 'Read the family page: something there has changed',
         now() + parameter_span('read-a-family-page'), null
    from episode e where e.person_id = a.person_id and e.agency_id = a.agency_id and e.ended_on is null
   order by e.started_on desc, e.id limit 1;
end;

-- Writes down what somebody said: a half of a link. With a code it answers another's; whatever is wrong with a code, the answer is the same.
create function agree_family_link(the_person uuid, the_code text, the_name text, the_relation text, the_tells text[], the_hears text[],
                                  the_words text, the_moment timestamptz, the_way text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  barrier text := family_link_barrier(the_person);
  first_half family_agreement%rowtype;
  lot bytea := uuid_send(gen_random_uuid());
begin
  if barrier is not null then return barrier; end if;
  perform from person where id = the_person for no key update;
  if the_code is not null then
    select a.* into first_half from family_agreement a where a.code = the_code for update;
    if first_half.id is null or first_half.person_id = the_person or not family_code_opens(first_half) then return 'no-such-code'; end if;
    update family_agreement set answered_at = now(), code = null where id = first_half.id;
    perform tell_of_family(first_half);
  end if;
  insert into family_agreement (link_id, side, person_id, named, relation, tells, hears, said, said_at, how, code, code_until, answered_at)
  values (coalesce(first_half.link_id, gen_random_uuid()), case when the_code is null then 1 else 2 end, the_person, the_name, the_relation,
          the_tells, the_hears, the_words, the_moment, the_way,
          case when the_code is null then
            (select string_agg(substr('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', (get_byte(lot, i) & 31) + 1, 1), '')
               from unnest(array[0, 1, 2, 3, 4, 5, 9, 10, 11, 12]) i) end,
          case when the_code is null then now() + parameter_span('family-code-waits') end,
          case when the_code is not null then now() end);
  return 'done';
end $$;

-- Ends both halves of a link, wherever they are. Whoever took their yes back has their own words beside it; the other side reads that it is over.
create function end_family_halves(the_link uuid, but_not uuid) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  half family_agreement%rowtype;
begin
  for half in update family_agreement set ended_at = now(), ended_because = 'over', code = null
               where link_id = the_link and ended_at is null and id is distinct from but_not returning * loop
    perform tell_of_family(half);
  end loop;
end $$;

-- Takes back what somebody said: by the service that asked, or by themselves, of which that service then learns. False where it was over already.
create function take_back_family_link(the_half uuid, the_words text, the_moment timestamptz, the_way text) returns boolean
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  half family_agreement%rowtype;
begin
  select * into half from family_agreement where id = the_half and (agency_id = acting_agency() or person_id = acting_person());
  if half.id is null or half.person_id is distinct from acting_person()
     and not (acting_may('work') and half.category = any (acting_categories()) and acting_holds(half.person_id, 'own')) then
    return false;
  end if;
  -- Both ends of a link wait for each other here, in one order.
  perform from family_agreement where link_id = half.link_id order by side for update;
  update family_agreement set ended_at = now(), ended_because = 'said', code = null, end_said = the_words, end_said_at = the_moment,
                              end_how = the_way, ended_by = acting_staff()
   where id = the_half and ended_at is null;
  if not found then return false; end if;
  perform end_family_halves(half.link_id, the_half);
  if half.person_id = acting_person() then perform tell_of_family(half); end if;
  return true;
end $$;

-- A link ends for good when somebody is no longer with the service that asked them, or their record is restricted: it never revives by itself.
create function family_link_ends() returns trigger language plpgsql security definer set search_path = :"schema", pg_temp as $$
declare
  the_link uuid;
begin
  for the_link in select a.link_id from family_agreement a
                   where a.person_id = new.person_id and a.ended_at is null
                     and (tg_table_name = 'named_limit'
                          or not exists (select from episode e where e.person_id = a.person_id and e.agency_id = a.agency_id and e.ended_on is null)) loop
    perform end_family_halves(the_link, null);
  end loop;
  return null;
end $$;
create trigger family_link_ends after update of ended_on on episode for each row
  when (old.ended_on is null and new.ended_on is not null) execute function family_link_ends();
create trigger family_link_ends after insert on named_limit for each row
  when (new.what = 'allowed' and new.ended_at is null) execute function family_link_ends();

-- How each half that may be read about somebody stands, and what both agreed may be told: what one lets be told and the other wishes to hear.
create function family_links(the_person uuid)
returns table (agreement_id uuid, state text, may_be_told text[], may_hear text[])
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select a.id,
         case when a.ended_at is not null then 'over'
              when a.answered_at is null then case when a.code_until > now() then 'waits' else 'ran-out' end
              when o.ended_at is null and o.person_id <> a.person_id then 'stands' else 'over' end,
         case when a.ended_at is null and o.ended_at is null and o.person_id <> a.person_id
              then array(select unnest(a.tells) intersect select unnest(o.hears) order by 1) else '{}'::text[] end,
         case when a.ended_at is null and o.ended_at is null and o.person_id <> a.person_id
              then array(select unnest(a.hears) intersect select unnest(o.tells) order by 1) else '{}'::text[] end
    from family_agreement a left join family_agreement o on o.link_id = a.link_id and o.side <> a.side
   where a.person_id = the_person
     and (a.person_id = acting_person()
          or (a.agency_id = acting_agency() and a.category = any (acting_categories()) and acting_holds(the_person, 'own')));
end;

grant execute on function family_link_barrier(uuid), family_links(uuid), take_back_family_link(uuid, text, timestamptz, text),
  agree_family_link(uuid, text, text, text, text[], text[], text, timestamptz, text) to :"app";
