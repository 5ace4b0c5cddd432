-- What was done about an occurrence after it was noted, to whom it was reported, and what whoever oversees controlled drugs sees of sessions.

create table cd_follow_up (
  id          uuid primary key default uuidv7(),
  agency_id   uuid not null references agency default acting_agency(),
  incident_id uuid references cd_incident,
  quarter     date,
  words       text check (length(words) between 1 and 4000),
  reported_to text check (length(reported_to) between 1 and 200),
  reported_on date,
  at          timestamptz not null default now(),
  staff_id    uuid references staff default acting_staff(),
  constraint it_follows_an_incident_or_a_quarter check (num_nonnulls(incident_id, quarter) = 1),
  constraint a_quarter_is_named_by_its_first_day check (quarter = date_trunc('quarter', quarter::timestamp)::date),
  constraint a_report_says_to_whom_and_when check ((reported_to is null) = (reported_on is null)),
  constraint a_quarter_is_followed_by_its_report check (quarter is null or reported_to is not null),
  constraint a_follow_up_says_something check (num_nonnulls(words, reported_to) > 0)
);
create index cd_follow_up_agency_index on cd_follow_up (agency_id, quarter);
create index cd_follow_up_incident_index on cd_follow_up (incident_id);
create index cd_follow_up_staff_index on cd_follow_up (staff_id);
comment on table  cd_follow_up             is 'What was done about an occurrence after it was noted, and to whom it, or the report of its quarter, went. Names nobody in treatment. Only added to.';
comment on column cd_follow_up.id          is 'Identifier.';
comment on column cd_follow_up.agency_id   is 'Agency.';
comment on column cd_follow_up.incident_id is 'About which occurrence.';
comment on column cd_follow_up.quarter     is 'Or the report of which quarter, by its first day.';
comment on column cd_follow_up.words       is 'What was done.';
comment on column cd_follow_up.reported_to is 'To whom it was reported.';
comment on column cd_follow_up.reported_on is 'On which day.';
comment on column cd_follow_up.at          is 'When it was entered.';
comment on column cd_follow_up.staff_id    is 'By whom.';
alter table cd_follow_up enable row level security;
alter table cd_follow_up force row level security;
create policy seen_by_its_keepers on cd_follow_up for select to :"app"
  using (agency_id = (select acting_agency()) and (select acting_may('register:read')));
-- What was done is said by whoever reads the register; that it was reported, by the accountable officer alone.
create policy written_by_its_readers on cd_follow_up for insert to :"app"
  with check (agency_id = (select acting_agency()) and (select acting_may('register:read')) and staff_id = (select acting_staff()) and at = now()
              and (reported_to is null or ((select acting_may('register:report')) and reported_on <= london_day(now())))
              and (quarter is null or quarter + interval '3 months' <= london_day(now()))
              and (incident_id is null or exists (select from cd_incident i where i.id = cd_follow_up.incident_id and i.agency_id = cd_follow_up.agency_id)));
grant select, insert on cd_follow_up to :"app";

-- `July to September 2026`
create function quarter_words(the_first date) returns text language sql immutable set search_path = :"schema", pg_temp
  return to_char(the_first, 'FMMonth') || ' to ' || to_char(the_first + interval '2 months', 'FMMonth YYYY');
create function quarter_task(the_first date) returns text language sql immutable set search_path = :"schema", pg_temp
  return 'Open Register, Incidents: report ' || quarter_words(the_first);

-- Once a quarter is over: a task for the accountable officer of each agency whose books had lines in it or before, or for the team where nobody
-- holds that post. Answers how many.
create function tell_of_quarter_reports(the_now timestamptz) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare told integer; first date := date_trunc('quarter', london_day(the_now)::timestamp) - interval '3 months';
begin
  insert into task (agency_id, team_id, staff_id, kind, title, due_at, made_at, made_by)
  select distinct on (p.agency_id) p.agency_id, t.id, a.staff_id, 'register', quarter_task(first), the_now + parameter_span('report-a-quarter'), the_now, null
    from premises p
    join lateral (select id from team where service_id = p.service_id order by id limit 1) t on true
    left join lateral (select x.staff_id from post o join account x on x.id = o.account_id
                        where o.agency_id = p.agency_id and o.role = 'accountable-officer' and post_holds(o.id) and x.disabled_at is null and x.staff_id is not null
                        order by o.id limit 1) a on true
   where exists (select from cd_book b join cd_entry e on e.book_id = b.id where b.premises_id = p.id and london_day(e.entered_at) < first + interval '3 months')
     and not exists (select from task k where k.agency_id = p.agency_id and k.kind = 'register' and k.title = quarter_task(first))
     and not exists (select from cd_follow_up f where f.agency_id = p.agency_id and f.quarter = first)
   order by p.agency_id, p.id;
  get diagnostics told = row_count;
  return told;
end $$;

-- Reported: what asked for it is done.
create function a_reported_quarter_is_done() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  update task set state = 'done', closed_at = now(), closed_by = new.staff_id
   where agency_id = new.agency_id and kind = 'register' and title = quarter_task(new.quarter) and state = 'open';
  return null;
end $$;
create trigger a_reported_quarter_is_done after insert on cd_follow_up for each row when (new.quarter is not null) execute function a_reported_quarter_is_done();

-- Words about somebody, without their names: whole words, in capitals or not.
create function without_names(the_words text, the_person uuid) returns text
language plpgsql stable security definer set search_path = :"schema", pg_temp as $$
declare one text; said text := the_words;
begin
  for one in select distinct n from person p cross join regexp_split_to_table(concat_ws(' ', p.given_names, p.known_as, p.family_name), '\s+') n
              where p.id = the_person and length(n) > 1 loop
    said := regexp_replace(said, '\m' || regexp_replace(one, '([^[:alnum:]])', '\\\1', 'g') || '\M', '…', 'gi');
  end loop;
  return said;
end $$;

-- What a review found about an incident at a session is what was done about its occurrence.
create function a_review_reaches_the_report() returns trigger
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  insert into cd_follow_up (agency_id, incident_id, words, staff_id)
  select c.agency_id, c.id, left(without_names(new.words, i.person_id), 4000), new.staff_id
    from dosing_incident i join cd_incident c on c.about = i.id or c.id = i.id where i.id = new.incident_id;
  return null;
end $$;
create trigger a_review_reaches_the_report after insert on dosing_incident_review for each row execute function a_review_reaches_the_report();

-- Incidents at the acting clinic's sessions for whoever oversees controlled drugs there, and their reviews: never a name. Whose they are is for the log alone.
create function session_incidents(the_from date, the_to date)
returns table (id uuid, person uuid, premises text, kind text, words text, happened_at timestamptz, adverse jsonb, harm jsonb, reviews jsonb)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select i.id, i.person_id, r.name, i.kind, without_names(i.words, i.person_id), i.happened_at, i.adverse,
         (select case when w.harm ? 'candourWhy' then jsonb_set(w.harm, '{candourWhy}', to_jsonb(without_names(w.harm ->> 'candourWhy', i.person_id))) else w.harm end
            from dosing_incident_review w where w.incident_id = i.id and w.harm is not null order by w.at desc limit 1),
         (select coalesce(jsonb_agg(jsonb_build_object('words', without_names(w.words, i.person_id), 'by', s.name, 'at', w.at) order by w.at), '[]')
            from dosing_incident_review w left join staff s on s.id = w.staff_id where w.incident_id = i.id)
    from dosing_incident i
    left join dosing_visit v on v.id = i.visit_id left join dosing_session d on d.id = v.session_id left join dosing_emergency e on e.id = i.emergency_id
    left join premises r on r.id = coalesce(d.premises_id, e.premises_id)
   where acting_may('register:oversee') and i.agency_id = acting_agency() and london_day(i.happened_at) between the_from and the_to
   order by i.happened_at desc, i.id;
end;
grant execute on function session_incidents(date, date) to :"app";
