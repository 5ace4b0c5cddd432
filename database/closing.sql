-- Run after every migration, in its transaction: what must be so for every function and table, whoever wrote it. Only what is not so yet
-- is done, since there are as many functions as would make each migration slower than the one before.

do $$
declare
  it record;
begin
  -- No function is for everybody; those that look past policies belong to the policy role.
  for it in select p.oid::regprocedure::text as signature from pg_proc p
             where p.pronamespace = :'schema'::regnamespace and has_function_privilege('public', p.oid, 'execute') loop
    execute format('revoke all on function %s from public', it.signature);
  end loop;
  for it in select p.oid::regprocedure::text as signature from pg_proc p
             where p.pronamespace = :'schema'::regnamespace and p.prosecdef and p.proowner <> :'policy'::regrole loop
    execute format('alter function %s owner to :"policy"', it.signature);
  end loop;

  -- The policy role works behind forced policies through a policy of its own on each table.
  for it in select c.relname from pg_class c
             where c.relnamespace = :'schema'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity and not c.relispartition
               and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'for_definer_functions') loop
    execute format('create policy for_definer_functions on %I to :"policy" using (true) with check (true)', it.relname);
  end loop;
end $$;
grant usage on schema :"schema" to :"app", :"door", :"policy", :"insight";

do $$
declare
  it record;
begin
  for it in select c.oid::regclass::text as name from pg_class c
             where c.relnamespace = :'schema'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
               and not (has_table_privilege(:'policy', c.oid, 'select') and has_table_privilege(:'policy', c.oid, 'insert')) loop
    execute format('grant select, insert, update, delete on %s to :"policy"', it.name);
  end loop;
  for it in select p.oid::regprocedure::text as signature from pg_proc p
             where p.pronamespace = :'schema'::regnamespace and not has_function_privilege(:'policy', p.oid, 'execute') loop
    execute format('grant execute on function %s to :"policy"', it.signature);
  end loop;
end $$;

-- What is only ever added to is changed by no role that runs, the policy role neither: not by a definer function either, whoever writes it.
do $$
declare
  it record;
begin
  for it in select * from (values
      ('cd_signature', 'update, delete, truncate', null), ('cd_entry', 'update, delete, truncate', null), ('cd_pending', 'update, delete, truncate', null),
      ('cd_mismatch', 'update, delete, truncate', null), ('cd_difference', 'update, delete, truncate', null),
      ('cd_difference_step', 'update, delete, truncate', null), ('cd_authority', 'update, delete, truncate', null),
      ('release_table', 'update, delete, truncate', null), ('release_draft', 'update, delete, truncate', null),
      ('release_signature', 'update, delete, truncate', null), ('release_version', 'update, delete, truncate', null),
      ('release_end', 'update, delete, truncate', null),
      ('cohort', 'update, delete, truncate', null), ('cohort_version', 'update, delete, truncate', null),
      ('cohort_answer', 'update, delete, truncate', null), ('programme_budget', 'update, delete, truncate', null),
      ('programme_funding', 'update, delete, truncate', null),
      ('area_month', 'update, delete, truncate', null), ('area_moment', 'update, delete, truncate', null),
      ('cd_key_log', 'update, delete, truncate', null), ('cd_incident', 'update, delete, truncate', null), ('cd_follow_up', 'update, delete, truncate', null), ('cd_return', 'update, delete, truncate', null),
      -- To take one's turn in a book is to lock its row, for which PostgreSQL asks leave to change something in it.
      ('cd_book', 'update, delete, truncate', 'turn'),
      ('cd_page', 'update, delete, truncate', 'second_signature, second_staff, second_session, signed_at'),
      ('cd_waiting', 'update, delete, truncate', 'closed_at, closed_by, closed_how, reason'),
      ('cd_checkpoint', 'update, delete, truncate', 'delivered_at, trouble, lost_at')) as kept (tab, never, but) loop
    if has_table_privilege(:'policy', to_regclass(format('%I.%I', :'schema', it.tab)), 'update') then
      execute format('revoke %s on %I.%I from :"policy"', it.never, :'schema', it.tab);
      if it.but is not null then execute format('grant update (%s) on %I.%I to :"policy"', it.but, :'schema', it.tab); end if;
    end if;
  end loop;
end $$;
