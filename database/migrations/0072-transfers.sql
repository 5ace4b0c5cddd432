-- Transfers of people between partnerships: what went out, what came in, the messages between, and what another partnership told.

create table transfer_out (
  id           uuid primary key default gen_random_uuid(),
  person_id    uuid not null references person,
  episode_id   uuid not null references episode,
  agency_id    uuid not null references agency default acting_agency(),
  category     text not null references category,
  partner_id   uuid not null references partner,
  service_code text not null check (length(service_code) between 1 and 100),
  service_name text not null check (length(service_name) between 1 and 200),
  reader_kind  text not null references agency_kind,
  basis        text not null check (basis in ('consent', 'court-order', 'serious-harm', 'safeguarding')),
  evidence     text not null check (length(evidence) between 1 and 2000),
  categories   text[] not null check (cardinality(categories) > 0),
  words        text not null check (length(words) between 1 and 4000),
  due_at       timestamptz not null,
  state        text not null default 'prepared' check (state in ('prepared', 'sent', 'received', 'taken-in', 'arrived', 'refused', 'withdrawn',
                                                                'refused-by-person', 'ended-by-death')),
  state_before_death text,
  prepared_at  timestamptz not null default now(),
  prepared_by  uuid references staff default acting_staff(),
  approved_at  timestamptz,
  approved_by  uuid references staff,
  approved_because text check (length(approved_because) between 1 and 2000),
  print        text,
  counts       jsonb,
  expires_at   timestamptz,
  sent_at      timestamptz,
  sent_by      uuid references staff,
  ended_at     timestamptz,
  end_words    text check (length(end_words) between 1 and 2000),
  mistaken     boolean not null default false,
  task_id      uuid references task,
  escalated_at timestamptz,
  noticed_at   timestamptz,
  constraint what_was_sent_says_when check (state not in ('sent', 'received', 'taken-in', 'arrived', 'refused')
    or num_nulls(sent_at, sent_by, print, expires_at) = 0),
  constraint nobody_approves_their_own_transfer check (approved_by <> prepared_by),
  constraint what_the_person_did_not_agree_to_was_approved check (basis = 'consent' or sent_at is null or approved_at is not null),
  constraint an_ended_transfer_says_when check ((state in ('arrived', 'refused', 'withdrawn', 'refused-by-person', 'ended-by-death')) = (ended_at is not null))
);
create unique index one_open_transfer_of_a_stay on transfer_out (episode_id) where ended_at is null;
create index transfer_out_person_index on transfer_out (person_id);
create index transfer_out_episode_index on transfer_out (episode_id);
create index transfer_out_agency_index on transfer_out (agency_id, prepared_at desc);
create index transfer_out_category_index on transfer_out (category);
create index transfer_out_partner_index on transfer_out (partner_id);
create index transfer_out_reader_kind_index on transfer_out (reader_kind);
create index transfer_out_prepared_by_index on transfer_out (prepared_by);
create index transfer_out_approved_by_index on transfer_out (approved_by);
create index transfer_out_sent_by_index on transfer_out (sent_by);
create index transfer_out_task_index on transfer_out (task_id);
comment on table  transfer_out              is 'A person who moves to another partnership. The sender stays responsible until the receiver says that they arrived.';
comment on column transfer_out.id           is 'Identifier, by which both partnerships name it.';
comment on column transfer_out.person_id    is 'Who moves.';
comment on column transfer_out.episode_id   is 'The stay that they are handed over from.';
comment on column transfer_out.agency_id    is 'Agency that sends.';
comment on column transfer_out.category     is 'Category of that stay.';
comment on column transfer_out.partner_id   is 'To which partnership.';
comment on column transfer_out.service_code is 'To which of its services, by its code there.';
comment on column transfer_out.service_name is 'Name of that service when it was prepared.';
comment on column transfer_out.reader_kind  is 'Kind of agency that service is of: by it the sharing rules say what may go.';
comment on column transfer_out.basis        is 'The person''s consent, or the ground in law without it.';
comment on column transfer_out.evidence     is 'How they consented, or why the ground holds.';
comment on column transfer_out.categories   is 'What goes, by category.';
comment on column transfer_out.words        is 'What the receiver needs to know first.';
comment on column transfer_out.due_at       is 'By when word of their arrival is due.';
comment on column transfer_out.state        is 'Where it stands.';
comment on column transfer_out.state_before_death is 'Where it stood when a death ended it, in case that was recorded in error.';
comment on column transfer_out.prepared_at  is 'When it was prepared.';
comment on column transfer_out.prepared_by  is 'Who prepared it.';
comment on column transfer_out.approved_at  is 'When it was approved, where it rests on a ground in law.';
comment on column transfer_out.approved_by  is 'Who approved it: never who prepared it.';
comment on column transfer_out.approved_because is 'Why it was approved.';
comment on column transfer_out.print        is 'Print of what was shown before it was sent, and went.';
comment on column transfer_out.counts       is 'How much of each part went.';
comment on column transfer_out.expires_at   is 'Until when it may be taken in.';
comment on column transfer_out.sent_at      is 'When it was sealed to be sent.';
comment on column transfer_out.sent_by      is 'Who sent it.';
comment on column transfer_out.ended_at     is 'When it ended.';
comment on column transfer_out.end_words    is 'What was said of its end.';
comment on column transfer_out.mistaken     is 'Whether it was sent by mistake: the receiver is asked to delete it.';
comment on column transfer_out.task_id      is 'The task of the sending team while no word has come.';
comment on column transfer_out.escalated_at is 'When the lead was told that no word came in time.';
comment on column transfer_out.noticed_at   is 'When the receiver was written a notice that it ended.';

create table transfer_in (
  id           uuid primary key,
  partner_id   uuid not null references partner,
  service_id   uuid not null references service,
  agency_id    uuid not null references agency,
  person_id    uuid references person,
  episode_id   uuid references episode,
  state        text not null default 'received' check (state in ('received', 'taken-in', 'arrived', 'refused', 'withdrawn', 'deleted')),
  print        text not null,
  how          text not null check (how in ('file', 'post')),
  expires_at   timestamptz not null,
  received_at  timestamptz not null default now(),
  received_by  uuid references staff default acting_staff(),
  taken_at     timestamptz,
  taken_by     uuid references staff,
  ended_at     timestamptz,
  end_words    text check (length(end_words) between 1 and 2000),
  deletion_asked_at timestamptz,
  task_id      uuid references task,
  constraint what_was_taken_in_says_whose_it_is check ((state in ('taken-in', 'arrived')) <= (num_nulls(person_id, taken_at) = 0))
);
create index transfer_in_partner_index on transfer_in (partner_id);
create index transfer_in_service_index on transfer_in (service_id);
create index transfer_in_agency_index on transfer_in (agency_id, received_at desc);
create index transfer_in_person_index on transfer_in (person_id);
create index transfer_in_episode_index on transfer_in (episode_id);
create index transfer_in_received_by_index on transfer_in (received_by);
create index transfer_in_taken_by_index on transfer_in (taken_by);
create index transfer_in_task_index on transfer_in (task_id);
comment on table  transfer_in             is 'A person who moves here from another partnership, since their bundle was received.';
comment on column transfer_in.id          is 'Identifier, as the sender made it.';
comment on column transfer_in.partner_id  is 'From which partnership.';
comment on column transfer_in.service_id  is 'To which service here.';
comment on column transfer_in.agency_id   is 'Agency of that service.';
comment on column transfer_in.person_id   is 'Whose record here, once it was taken in.';
comment on column transfer_in.episode_id  is 'The stay that was opened for them, or that was open.';
comment on column transfer_in.state       is 'Where it stands.';
comment on column transfer_in.print       is 'Print of the bundle, so that another under the same number is noticed.';
comment on column transfer_in.how         is 'Whether it came as a file or through the door.';
comment on column transfer_in.expires_at  is 'Until when it may be taken in.';
comment on column transfer_in.received_at is 'When it was received.';
comment on column transfer_in.received_by is 'Who brought in the file.';
comment on column transfer_in.taken_at    is 'When it was taken in.';
comment on column transfer_in.taken_by    is 'Who took it in.';
comment on column transfer_in.ended_at    is 'When it ended: arrived, refused, withdrawn or deleted.';
comment on column transfer_in.end_words   is 'What was said of its end.';
comment on column transfer_in.deletion_asked_at is 'When the sender asked that what came by mistake be deleted.';
comment on column transfer_in.task_id     is 'The task of the receiving team while nobody has answered.';

create table transfer_message (
  id              uuid primary key default uuidv7(),
  transfer_out_id uuid references transfer_out on delete cascade,
  transfer_in_id  uuid references transfer_in on delete cascade,
  what            text not null check (what in ('bundle', 'received', 'taken-in', 'arrived', 'refused', 'deleted', 'withdrawn', 'mistaken')),
  ours            boolean not null,
  file            text,
  words           text check (length(words) between 1 and 2000),
  at              timestamptz not null default now(),
  staff_id        uuid references staff default acting_staff(),
  post            text not null default 'by-hand' check (post in ('by-hand', 'waiting', 'delivered', 'given-up')),
  tries           integer not null default 0,
  next_try_at     timestamptz,
  trouble         text check (length(trouble) between 1 and 200),
  constraint a_message_is_of_one_transfer check (num_nonnulls(transfer_out_id, transfer_in_id) = 1),
  constraint what_waits_says_until_when check ((post = 'waiting') = (next_try_at is not null))
);
create unique index one_message_of_a_kind_out on transfer_message (transfer_out_id, what) where transfer_out_id is not null;
create unique index one_message_of_a_kind_in on transfer_message (transfer_in_id, what) where transfer_in_id is not null;
create index transfer_message_out_index on transfer_message (transfer_out_id);
create index transfer_message_in_index on transfer_message (transfer_in_id);
create index transfer_message_staff_index on transfer_message (staff_id);
create index transfer_message_waiting_index on transfer_message (next_try_at) where post = 'waiting';
comment on table  transfer_message                 is 'What went to and fro about a transfer: bundle, receipts, notices. Each once.';
comment on column transfer_message.id              is 'Identifier.';
comment on column transfer_message.transfer_out_id is 'Of which transfer to elsewhere.';
comment on column transfer_message.transfer_in_id  is 'Of which transfer to here.';
comment on column transfer_message.what            is 'What it is or says.';
comment on column transfer_message.ours            is 'Whether we sealed it, or it came.';
comment on column transfer_message.file            is 'The sealed file: what only its addressee opens. Taken away when its time is over.';
comment on column transfer_message.words           is 'What was written with it.';
comment on column transfer_message.at              is 'When it was sealed or came.';
comment on column transfer_message.staff_id        is 'Who sealed it or brought it in; nobody where it came through the door.';
comment on column transfer_message.post            is 'Whether it is downloaded, waits to be sent, was delivered, or was given up.';
comment on column transfer_message.tries           is 'How often sending was tried.';
comment on column transfer_message.next_try_at     is 'When it is tried next.';
comment on column transfer_message.trouble         is 'Why it was not delivered the last time, in a word.';

create table transferred (
  id          uuid primary key default uuidv7(),
  person_id   uuid not null references person,
  transfer_id uuid not null references transfer_in on delete cascade,
  section     text not null check (length(section) between 1 and 40),
  source_id   uuid not null,
  origin_id   uuid not null,
  told_by     text not null check (length(told_by) between 1 and 200),
  source      text not null check (length(source) between 1 and 200),
  author      text check (length(author) between 1 and 200),
  on_day      date not null,
  at          timestamptz,
  item        jsonb not null,
  category    text not null references category,
  agency_id   uuid not null references agency,
  owner_kind  text not null references agency_kind,
  shared_as   text not null generated always as (category || '/' || owner_kind) stored,
  noted_at    timestamptz not null default now(),
  noted_by    uuid references staff default acting_staff(),
  set_aside_at timestamptz,
  set_aside_by uuid references staff,
  set_aside_because text check (length(set_aside_because) between 1 and 500),
  constraint what_is_set_aside_says_why check (num_nonnulls(set_aside_at, set_aside_because) in (0, 2)),
  constraint told_once unique (person_id, agency_id, origin_id, section, source_id)
);
create index transferred_person_index on transferred (person_id, on_day desc);
create index transferred_transfer_index on transferred (transfer_id);
create index transferred_category_index on transferred (category);
create index transferred_agency_index on transferred (agency_id);
create index transferred_owner_kind_index on transferred (owner_kind);
create index transferred_noted_by_index on transferred (noted_by);
create index transferred_set_aside_by_index on transferred (set_aside_by);
comment on table  transferred             is 'What another partnership told of somebody who moved here: history, never an observation or an order of one''s own.';
comment on column transferred.id          is 'Identifier.';
comment on column transferred.person_id   is 'About whom.';
comment on column transferred.transfer_id is 'By which transfer it came.';
comment on column transferred.section     is 'Which part of the bundle it was in.';
comment on column transferred.source_id   is 'The number of the row where it was first recorded.';
comment on column transferred.origin_id   is 'The partnership where it was first recorded.';
comment on column transferred.told_by     is 'The name of that partnership.';
comment on column transferred.source      is 'The agency that recorded it there.';
comment on column transferred.author      is 'The role of who recorded it there.';
comment on column transferred.on_day      is 'Of which day it is.';
comment on column transferred.at          is 'Of which moment, where one is known.';
comment on column transferred.item        is 'What was told: words, and for the last observed dose its site and moment.';
comment on column transferred.category    is 'Category.';
comment on column transferred.agency_id   is 'Agency that took it in.';
comment on column transferred.owner_kind  is 'Kind of agency that recorded it there: by it the rules here say who else reads it.';
comment on column transferred.shared_as   is 'What a grant must name to show it.';
comment on column transferred.noted_at    is 'When it was taken in.';
comment on column transferred.noted_by    is 'Who took it in.';
comment on column transferred.set_aside_at is 'When the agency that took it in said that it no longer holds: an alert, mostly.';
comment on column transferred.set_aside_by is 'Who said so.';
comment on column transferred.set_aside_because is 'Why.';

do $$
declare tab text;
begin
  foreach tab in array array['transfer_out', 'transfer_in', 'transfer_message'] loop
    execute format('alter table %I enable row level security', tab);
    execute format('alter table %I force row level security', tab);
  end loop;
end $$;
select show_to_those_entitled('transferred'), let_own_agency_change('transferred', 'set_aside_by_own_agency');
grant select, update (set_aside_at, set_aside_by, set_aside_because) on transferred to :"app";
create trigger signed_by_whoever_acts before insert or update on transferred
  for each row when (current_user = :'app') execute function signed_by_whoever_acts('set_aside_by', '');

-- Who sees a transfer: the agency whose it is, where it has to do with the person and the role reads that stay; and whoever keeps watch over what leaves.
create function sees_transfer_out(t transfer_out) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return not t.person_id = any (acting_barred())
     and ((t.agency_id = acting_agency() and acting_may('work') and t.category = any (acting_categories()) and acting_holds(t.person_id, 'own'))
          or acting_may('access-log:read'));
create function sees_transfer_in(t transfer_in) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce(not t.person_id = any (acting_barred()), true)
     and ((t.agency_id = acting_agency() and acting_may('person:register') and t.service_id = any (acting_services())
           and (t.person_id is null or acting_holds(t.person_id, 'own')))
          or acting_may('access-log:read'));

create function transfers_out(the_person uuid default null, the_transfer uuid default null)
returns table (id uuid, person_id uuid, initials text, episode_id uuid, agency text, ours boolean, partner_id uuid, partner text, by_post boolean,
               service_code text, service_name text, reader_kind text, basis text, evidence text, categories text[], words text, due_at timestamptz,
               state text, prepared_at timestamptz, prepared_by text, own boolean, approved_at timestamptz, print text, counts jsonb,
               expires_at timestamptz, sent_at timestamptz, sent_by text, ended_at timestamptz, end_words text, mistaken boolean)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select t.id, t.person_id, left(p.given_names, 1) || left(p.family_name, 1), t.episode_id, g.name, t.agency_id = acting_agency(), t.partner_id, r.name, r.by_post,
         t.service_code, t.service_name, t.reader_kind, t.basis, t.evidence, t.categories, t.words, t.due_at, t.state, t.prepared_at, s.name,
         coalesce(t.prepared_by = acting_staff(), false), t.approved_at, t.print, t.counts, t.expires_at, t.sent_at, n.name, t.ended_at, t.end_words, t.mistaken
    from transfer_out t join person p on p.id = t.person_id join agency g on g.id = t.agency_id join partner r on r.id = t.partner_id
    left join staff s on s.id = t.prepared_by left join staff n on n.id = t.sent_by
   where sees_transfer_out(t) and (the_person is null or t.person_id = the_person) and (the_transfer is null or t.id = the_transfer)
   order by t.prepared_at desc, t.id limit 200;
end;
create function transfers_in(the_person uuid default null, the_transfer uuid default null)
returns table (id uuid, person_id uuid, agency text, ours boolean, partner_id uuid, partner text, by_post boolean, service_id uuid, service text, state text, print text,
               how text, expires_at timestamptz, received_at timestamptz, taken_at timestamptz, taken_by text, ended_at timestamptz, end_words text,
               deletion_asked_at timestamptz)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select t.id, t.person_id, g.name, t.agency_id = acting_agency(), t.partner_id, r.name, r.by_post, t.service_id, v.name, t.state, t.print, t.how, t.expires_at,
         t.received_at, t.taken_at, s.name, t.ended_at, t.end_words, t.deletion_asked_at
    from transfer_in t join agency g on g.id = t.agency_id join partner r on r.id = t.partner_id join service v on v.id = t.service_id
    left join staff s on s.id = t.taken_by
   where sees_transfer_in(t) and (the_person is null or t.person_id = the_person) and (the_transfer is null or t.id = the_transfer)
   order by t.received_at desc, t.id limit 200;
end;
create function transfer_messages(the_transfer uuid)
returns table (id uuid, what text, ours boolean, file text, words text, at timestamptz, staff text, post text, tries integer, trouble text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select m.id, m.what, m.ours, m.file, m.words, m.at, s.name, m.post, m.tries, m.trouble
    from transfer_message m left join staff s on s.id = m.staff_id
   where exists (select from transfer_out t where t.id = m.transfer_out_id and t.id = the_transfer and sees_transfer_out(t))
      or exists (select from transfer_in t where t.id = m.transfer_in_id and t.id = the_transfer and sees_transfer_in(t))
   order by m.at, m.id;
end;
grant execute on function transfers_out(uuid, uuid), transfers_in(uuid, uuid), transfer_messages(uuid) to :"app";
