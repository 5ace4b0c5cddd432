-- Drafting a version of the sharing rules, signing it, and how it comes into force: while everybody's rights are computed,
-- nobody holds more than both the old rules and the new allow.

create function acting_drafts_rules(the_set integer) returns boolean language sql stable set search_path = :"schema", pg_temp
  return acting_may('sharing-rules:prepare') and exists (select from sharing_rule_set where number = the_set and state = 'draft');

-- Begins a version as a copy of another.
create function draft_sharing_rules(the_base integer, the_note text) returns integer
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  the_set integer;
begin
  if not acting_may('sharing-rules:prepare') or not exists (select from sharing_rule_set where number = the_base and state <> 'dropped') then
    return null;
  end if;
  perform pg_advisory_xact_lock(sharing_rules_lock() + 1);
  select max(number) + 1 into the_set from sharing_rule_set;
  insert into sharing_rule_set (number, based_on, note, prepared_by) values (the_set, the_base, the_note, acting_staff());
  insert into sharing_rule_basis select the_set, code, name, article_6, article_9, schedule, confidence, statute
    from sharing_rule_basis where set_number = the_base;
  insert into sharing_rule_line select the_set, category, owner_kind, reader_kind, purpose, needs_consent, basis
    from sharing_rule_line where set_number = the_base;
  return the_set;
end $$;

-- Says anew how these parts, recorded by these kinds, are shared with a kind of agency: `not`, `consent` or `without`.
create function change_sharing_rules(the_set integer, the_reader text, the_categories text[], the_owners text[], how text,
                                     the_purpose text, the_basis text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform from sharing_rule_set where number = the_set for update;
  if not acting_drafts_rules(the_set) then return 'not-there'; end if;
  delete from sharing_rule_line
   where set_number = the_set and reader_kind = the_reader and category = any (the_categories) and owner_kind = any (the_owners);
  if how <> 'not' then
    insert into sharing_rule_line (set_number, category, owner_kind, reader_kind, purpose, needs_consent, basis)
    select the_set, c, o, the_reader, the_purpose, how = 'consent', the_basis from unnest(the_categories) c cross join unnest(the_owners) o;
  end if;
  return 'done';
exception when check_violation then return 'never';
end $$;

-- Writes a legal basis of a draft, anew or over the one of the same code.
create function write_sharing_basis(the_set integer, the_code text, the_name text, article6 text, article9 text, the_schedule text,
                                    the_confidence text, the_statute text) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform from sharing_rule_set where number = the_set for update;
  if not acting_drafts_rules(the_set) then return 'not-there'; end if;
  insert into sharing_rule_basis values (the_set, the_code, the_name, article6, article9, the_schedule, the_confidence, the_statute)
  on conflict (set_number, code) do update
     set name = excluded.name, article_6 = excluded.article_6, article_9 = excluded.article_9, schedule = excluded.schedule,
         confidence = excluded.confidence, statute = excluded.statute;
  return 'done';
end $$;

-- Puts a draft forward: from now on it cannot be changed, only signed or dropped. Bases that no rule names are left out.
create function propose_sharing_rules(the_set integer) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform from sharing_rule_set where number = the_set for update;
  if not acting_drafts_rules(the_set) then return 'not-there'; end if;
  if exists (select from sharing_rule_faults(the_set)) then return 'faults'; end if;
  if not exists (select from ((select category, owner_kind, reader_kind, purpose, needs_consent, b.* from sharing_rule_line l
                                join sharing_rule_basis b on b.set_number = l.set_number and b.code = l.basis
                                join sharing_rule_set s on s.number = the_set where l.set_number in (the_set, s.based_on))) x
                  group by category, owner_kind, reader_kind, purpose, needs_consent, code, name, article_6, article_9, schedule, confidence, statute
                 having count(*) = 1) then
    return 'unchanged';
  end if;
  delete from sharing_rule_basis b where b.set_number = the_set
     and not exists (select from sharing_rule_line l where l.set_number = the_set and l.basis = b.code);
  update sharing_rule_set set state = 'proposed', proposed_at = now(), hash = sharing_rules_hash(the_set) where number = the_set;
  return 'done';
end $$;

-- Drops a draft or a proposal of the partnership's own. It stays to be read.
create function drop_sharing_rules(the_set integer) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  if not acting_may('sharing-rules:prepare') then return 'not-there'; end if;
  update sharing_rule_set set state = 'dropped'
   where number = the_set and state in ('draft', 'proposed') and program_version is null;
  return case when found then 'done' else 'not-there' end;
end $$;

-- Makes rights follow a version from now on: for whoever computes one from this moment. Waits for whoever computes one now.
create function use_sharing_rules(the_set integer) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform pg_advisory_xact_lock(sharing_rules_lock());
  delete from sharing_rule;
  insert into sharing_rule (set_number, category, owner_kind, reader_kind, purpose, needs_consent, basis)
  select set_number, category, owner_kind, reader_kind, purpose, needs_consent, basis from sharing_rule_line where set_number = the_set;
  update sharing_rule_set set state = 'superseded', used_until = now()
   where used_from is not null and used_until is null and number <> the_set;
  update sharing_rule_set set used_from = coalesce(used_from, now()) where number = the_set;
end $$;

-- Makes rights follow what both the version in use and a coming one allow. Two purposes for one part would need two consents: nothing.
create function use_narrower_sharing_rules(the_set integer) returns void
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
begin
  perform pg_advisory_xact_lock(sharing_rules_lock());
  delete from sharing_rule;
  insert into sharing_rule (set_number, category, owner_kind, reader_kind, purpose, needs_consent, basis)
  select n.set_number, category, owner_kind, reader_kind, case when n.needs_consent then n.purpose else o.purpose end,
         o.needs_consent or n.needs_consent, n.basis
    from sharing_rule_line o
    join sharing_rule_set was on was.number = o.set_number and was.used_from is not null and was.used_until is null
    join sharing_rule_line n using (category, owner_kind, reader_kind)
   where n.set_number = the_set and (o.purpose = n.purpose or not o.needs_consent or not n.needs_consent);
end $$;

-- Signs a version. The second signature sets it going: at once where rights follow it already, otherwise by a job.
create function sign_sharing_rules(the_set integer) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  s sharing_rule_set%rowtype;
begin
  if not acting_may('sharing-rules:sign') then return 'not-there'; end if;
  if not acting_is_fresh() then return 'not-fresh'; end if;
  select * into s from sharing_rule_set where number = the_set for update;
  if s.number is null or s.state = 'draft' then return 'not-there'; end if;
  if s.state <> 'proposed' then return 'decided'; end if;
  if exists (select from sharing_rule_signature where set_number = the_set and staff_id = acting_staff()) then return 'signed-already'; end if;
  if exists (select from sharing_rule_signature where set_number = the_set and role = acting_role()) then return 'role-signed'; end if;
  if s.hash <> sharing_rules_hash(the_set) then return 'does-not-match'; end if;
  if exists (select from sharing_rule_set where state = 'coming') then return 'another-coming'; end if;
  insert into sharing_rule_signature (set_number, staff_id, name, role, agency_id, hash)
  select the_set, st.id, st.name, acting_role(), acting_agency(), s.hash from staff st where st.id = acting_staff();
  if (select count(*) from sharing_rule_signature where set_number = the_set) < 2 then return 'signed'; end if;
  if s.used_from is not null then
    update sharing_rule_set set state = 'in-force' where number = the_set;
    return 'in-force';
  end if;
  update sharing_rule_set set state = 'coming', step = 'closing' where number = the_set;
  perform use_narrower_sharing_rules(the_set);
  with asked as (insert into job (kind, post_id) values ('sharing-rules', acting_post()) returning id)
  update sharing_rule_set set job_id = asked.id, people_all = 2 * (select count(*) from person) from asked where number = the_set;
  return 'coming';
end $$;

-- Tells every open page that what it shows may have changed.
create function everybody_looks_again() returns void
language sql volatile security definer set search_path = :"schema", pg_temp
begin atomic
  select pg_notify('changed', :'schema' || ':agency:' || id) from agency;
end;

-- Does the next part of a version's coming into force, at most so many records. Answers how far it is; for the server's own job.
create function carry_on_sharing_rules(the_job uuid, at_most integer) returns text
language plpgsql volatile security definer set search_path = :"schema", pg_temp as $$
declare
  s sharing_rule_set%rowtype;
  part uuid[];
begin
  select * into s from sharing_rule_set where job_id = the_job and step is not null for update;
  if s.number is null then return 'over'; end if;
  part := array(select id from person where s.done_to is null or id > s.done_to order by id limit at_most);
  if cardinality(part) > 0 then
    perform recompute_visible(part);
    update sharing_rule_set set done_to = part[cardinality(part)], people_done = people_done + cardinality(part) where number = s.number;
    perform tell_the_office();
    return 'going-on';
  end if;
  if s.step = 'closing' then
    update sharing_rule_set set step = 'opening', done_to = null where number = s.number;
    perform use_sharing_rules(s.number);
    update sharing_rule_set set state = 'in-force' where number = s.number;
    perform everybody_looks_again();
    return 'going-on';
  end if;
  update sharing_rule_set set step = null where number = s.number;
  update job set state = 'done', ended_at = now() where id = the_job;
  perform everybody_looks_again();
  return 'over';
end $$;

-- Is this person's consent in force now, of a category towards a kind of agency for a purpose?
create function consents_now(the_person uuid, the_category text, the_reader text, the_purpose text) returns boolean
language sql stable security definer set search_path = :"schema", pg_temp
  return coalesce((select c.decision = 'given' and c.until > now() from consent c
                    where c.person_id = the_person and c.category = the_category and c.reader_kind = the_reader and c.purpose = the_purpose
                    order by c.at desc, c.id desc limit 1), false);

-- What one version shares otherwise than another, and of how many people agencies of that kind would see more or less today:
-- people they look after, with a consent in force where one is asked for.
create function sharing_rule_changes(the_old integer, the_new integer)
returns table (reader_kind text, category text, owners text[], purpose_before text, consent_before boolean, basis_before text,
               purpose_after text, consent_after boolean, basis_after text, opens bigint, closes bigint)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  with before as (select l.*, b.name, row(b.name, b.article_6, b.article_9, b.schedule, b.confidence, b.statute) as law
                    from sharing_rule_line l join sharing_rule_basis b on b.set_number = l.set_number and b.code = l.basis
                   where l.set_number = the_old),
       after as (select l.*, b.name, row(b.name, b.article_6, b.article_9, b.schedule, b.confidence, b.statute) as law
                   from sharing_rule_line l join sharing_rule_basis b on b.set_number = l.set_number and b.code = l.basis
                  where l.set_number = the_new),
       changed as (
         select reader_kind, category, array_agg(owner_kind order by owner_kind) as owners, o.purpose as p0, o.needs_consent as c0, o.name as b0,
                n.purpose as p1, n.needs_consent as c1, n.name as b1
           from before o full join after n using (reader_kind, category, owner_kind)
          where (o.purpose, o.needs_consent, o.law) is distinct from (n.purpose, n.needs_consent, n.law)
          group by reader_kind, category, o.purpose, o.needs_consent, o.name, n.purpose, n.needs_consent, n.name),
       cared_for as materialized (
         select distinct a.kind, r.person_id from relationship r join agency a on a.id = r.agency_id
          where r.level = 'full' and r.until > now() and a.kind in (select changed.reader_kind from changed)),
       seen as (
         select c.*, f.person_id,
                c.c0 is not null and (not c.c0 or consents_now(f.person_id, c.category, c.reader_kind, c.p0)) as then_seen,
                c.c1 is not null and (not c.c1 or consents_now(f.person_id, c.category, c.reader_kind, c.p1)) as now_seen
           from changed c left join cared_for f on f.kind = c.reader_kind)
  select s.reader_kind, s.category, s.owners, s.p0, s.c0, s.b0, s.p1, s.c1, s.b1,
         count(s.person_id) filter (where s.now_seen and not s.then_seen), count(s.person_id) filter (where s.then_seen and not s.now_seen)
    from seen s
   where acting_may('sharing-rules:sign')
   group by 1, 2, 3, 4, 5, 6, 7, 8, 9
   order by 1, 2, 3;
end;

-- Where what is stored is not what was put forward and signed, or rights do not follow it. Nothing, as it should be.
create function sharing_rule_mismatches() returns table (set_number integer, mismatch text)
language sql stable security definer set search_path = :"schema", pg_temp
begin atomic
  select s.number, 'changed' from sharing_rule_set s where s.hash is not null and s.hash <> sharing_rules_hash(s.number)
  union all
  select distinct g.set_number, 'signed-otherwise' from sharing_rule_signature g join sharing_rule_set s on s.number = g.set_number
   where g.hash is distinct from s.hash
  union all
  select s.number, 'not-signed-by-two' from sharing_rule_set s
   where s.state in ('coming', 'in-force') and (select count(*) from sharing_rule_signature g where g.set_number = s.number) < 2
  union all
  select distinct x.number, 'not-what-is-in-use'
    from (select category, owner_kind, reader_kind, purpose, needs_consent, basis, set_number as number from sharing_rule
          union all
          select l.category, l.owner_kind, l.reader_kind, l.purpose, l.needs_consent, l.basis, l.set_number
            from sharing_rule_line l join sharing_rule_set s on s.number = l.set_number
           where s.used_from is not null and s.used_until is null) x
   where not exists (select from sharing_rule_set where state = 'coming')
   group by x.category, x.owner_kind, x.reader_kind, x.purpose, x.needs_consent, x.basis, x.number having count(*) <> 2
   order by 1, 2;
end;

grant execute on function
  draft_sharing_rules(integer, text), change_sharing_rules(integer, text, text[], text[], text, text, text),
  write_sharing_basis(integer, text, text, text, text, text, text, text), propose_sharing_rules(integer), drop_sharing_rules(integer),
  sign_sharing_rules(integer), sharing_rules_text(integer), sharing_rule_faults(integer), sharing_rule_changes(integer, integer),
  sharing_rule_mismatches()
  to :"app";
