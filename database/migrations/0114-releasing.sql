-- Drafting a release, signing it, publishing it by a second signature, dropping a draft, withdrawing a version.

-- One release at a time is drafted or published: what a draft is compared with is then all there is.
create function release_lock() returns bigint language sql immutable return hashtextextended(:'schema' || ' releases', 0);

-- Takes the turn until the end of the transaction and answers where a table of this origin stands: its number and next version, and the
-- last publication of any table.
create function take_release_turn(the_origin text, out number integer, out version integer, out seen integer)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform pg_advisory_xact_lock(release_lock());
  select t.number into number from release_table t where t.origin = the_origin;
  version := coalesce((select max(v.version) from release_version v where v.table_number = take_release_turn.number), 0) + 1;
  number := coalesce(number, (select coalesce(max(t.number), 0) + 1 from release_table t));
  seen := coalesce((select max(v.number) from release_version v), 0);
end $$;

-- Whether something comparable was published after this draft was compared: rows and columns of the same names.
create function release_overtaken(the_draft uuid) returns boolean language sql stable set search_path = :"schema", pg_temp
  return exists (select from release_draft d join release_version v on v.number > d.seen join release_draft o on o.id = v.draft_id
                  where d.id = the_draft and ((o.row_labels && d.row_labels and o.column_labels && d.column_labels) or o.table_number = d.table_number));

create function release_is_open(the_draft uuid) returns boolean language sql stable set search_path = :"schema", pg_temp
  return not exists (select from release_version where draft_id = the_draft) and not exists (select from release_end where draft_id = the_draft);

-- Ends a draft or a version, by whoever acts.
create function end_release(the_draft uuid, the_how text, the_reason text) returns void language sql volatile set search_path = :"schema", pg_temp
begin atomic
  insert into release_end (draft_id, how, reason, staff_id, name, role)
  select the_draft, the_how, the_reason, s.id, s.name, acting_role() from staff s where s.id = acting_staff();
end;

-- Writes a draft; one that it takes the place of is dropped. The bytes say which table and version they are, so both have to be right.
create function draft_release(the_origin text, the_number integer, the_version integer, the_seen integer, the_instead uuid, the_title text,
                              the_asked jsonb, the_facts jsonb, the_from date, the_to date, the_rows text[], the_columns text[],
                              the_csv bytea, the_json bytea, out outcome text, out draft uuid)
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  turn record;
begin
  outcome := 'not-there';
  if not acting_may('release:prepare') or acting_for_enforcement() then return; end if;
  select * into turn from take_release_turn(the_origin);
  if (turn.number, turn.version, turn.seen) is distinct from (the_number, the_version, the_seen) then outcome := 'overtaken'; return; end if;
  if the_instead is not null then
    if not exists (select from release_draft where id = the_instead) or not release_is_open(the_instead) then return; end if;
    perform end_release(the_instead, 'dropped', 'Another draft took its place');
  end if;
  insert into release_table (number, origin) values (the_number, the_origin) on conflict (number) do nothing;
  insert into release_draft (table_number, version, instead_of, title, asked, facts, from_on, to_on, row_labels, column_labels, csv, json, seen, prepared_by)
  values (the_number, the_version, the_instead, the_title, the_asked, the_facts, the_from, the_to, the_rows, the_columns, the_csv, the_json, the_seen, acting_staff())
  returning id into draft;
  outcome := 'done';
end $$;

create function write_release_signature(the_draft uuid, the_place smallint) returns void language sql volatile set search_path = :"schema", pg_temp
begin atomic
  insert into release_signature (draft_id, place, staff_id, name, role, agency_id, csv_hash, json_hash)
  select d.id, the_place, s.id, s.name, acting_role(), acting_agency(), d.csv_hash, d.json_hash
    from release_draft d cross join staff s where d.id = the_draft and s.id = acting_staff();
end;

-- The first signature: whoever prepared it puts it forward. It is shown to them by its hashes, which they say again.
create function sign_release(the_draft uuid, the_csv_hash bytea, the_json_hash bytea) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  d release_draft%rowtype;
begin
  if not acting_may('release:prepare') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform pg_advisory_xact_lock(release_lock());
  select * into d from release_draft where id = the_draft;
  if d.id is null then return 'not-there'; end if;
  if not release_is_open(the_draft) then return 'decided'; end if;
  if d.prepared_by <> acting_staff() then return 'not-prepared-by-you'; end if;
  if exists (select from release_signature where draft_id = the_draft) then return 'signed-already'; end if;
  if (d.csv_hash, d.json_hash) is distinct from (the_csv_hash, the_json_hash) then return 'other-bytes'; end if;
  if release_overtaken(the_draft) then return 'overtaken'; end if;
  perform write_release_signature(the_draft, 1::smallint);
  return 'signed';
end $$;

-- The second signature, by somebody else, publishes it.
create function approve_release(the_draft uuid, the_csv_hash bytea, the_json_hash bytea) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  d release_draft%rowtype;
begin
  if not acting_may('release:approve') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform pg_advisory_xact_lock(release_lock());
  select * into d from release_draft where id = the_draft;
  if d.id is null then return 'not-there'; end if;
  if not release_is_open(the_draft) then return 'decided'; end if;
  if not exists (select from release_signature where draft_id = the_draft) then return 'not-signed'; end if;
  if exists (select from release_signature where draft_id = the_draft and staff_id = acting_staff()) then return 'same-person'; end if;
  if (d.csv_hash, d.json_hash) is distinct from (the_csv_hash, the_json_hash) then return 'other-bytes'; end if;
  if release_overtaken(the_draft) then return 'overtaken'; end if;
  perform write_release_signature(the_draft, 2::smallint);
  insert into release_version (table_number, version, draft_id, number)
  select d.table_number, d.version, d.id, coalesce(max(number), 0) + 1 from release_version;
  return 'published';
end $$;

-- Drops a draft that was not published, by whoever prepares or approves.
create function drop_release(the_draft uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not (acting_may('release:prepare') or acting_may('release:approve')) then return 'not-there'; end if;
  perform pg_advisory_xact_lock(release_lock());
  if not exists (select from release_draft where id = the_draft) then return 'not-there'; end if;
  if not release_is_open(the_draft) then return 'decided'; end if;
  perform end_release(the_draft, 'dropped', the_reason);
  return 'dropped';
end $$;

-- Withdraws a published version. It stays to be read, marked; what left has left, so that later tables are compared with it all the same.
create function withdraw_release(the_draft uuid, the_reason text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not (acting_may('release:prepare') or acting_may('release:approve')) then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  perform pg_advisory_xact_lock(release_lock());
  if not exists (select from release_version where draft_id = the_draft) then return 'not-there'; end if;
  if exists (select from release_end where draft_id = the_draft) then return 'decided'; end if;
  perform end_release(the_draft, 'withdrawn', the_reason);
  return 'withdrawn';
end $$;

grant execute on function release_overtaken(uuid), take_release_turn(text), draft_release(text, integer, integer, integer, uuid, text, jsonb, jsonb, date, date, text[], text[], bytea, bytea),
  sign_release(uuid, bytea, bytea), approve_release(uuid, bytea, bytea), drop_release(uuid, text), withdraw_release(uuid, text) to :"app";
