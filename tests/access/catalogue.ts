import type { Sql } from "../../src/kernel/database/connection.ts";

/** One thing the database's own catalogue must never show, and how to look for it. Each answers the offenders, in words. */
export type Lint = {
  readonly sentence: string;
  readonly find: (sql: Sql, schema: string) => Promise<readonly string[]>;
  /** Breaks the rule on purpose, in a transaction that is thrown away, to prove that the lint can go red. */
  readonly breakIt: string;
};

/** Lists that say nothing about any person. Everything else the application may read is behind policies. */
const ABOUT_NOBODY = [
  "backup_made",
  "partnership_fact",
  "agency_kind",
  "role",
  "service_kind",
  "parameter",
  "agency",
  "service",
  "staff",
  "team",
  "absence",
  "post",
  "category",
  "sharing_purpose",
  "sharing_rule",
  "sharing_rule_set",
  "sharing_rule_basis",
  "sharing_rule_line",
  "sharing_rule_signature",
  "match_weight",
  "match_threshold",
  "short_name",
  "retention_rule",
  "pharmacy",
  "pharmacy_closed_day",
  "premises",
  "clinic_licence",
  "clinic_licence_authorised",
  "clinic_licence_reminder",
  "premises_paper",
  "clinic_protocol",
  "clinic_protocol_sign_off",
  "clinic_shipped_protocol",
  "clinic_ending",
  "dosing_move",
  "room",
  "working_hours",
  "ladder_plan",
  "regular_group",
  "group_session",
  "selection_rule",
  "panel_meeting",
  "panel_present",
  "partnership_card",
  "partner",
  "release_table",
  "release_draft",
  "release_signature",
  "release_version",
  "release_end",
  "cohort",
  "cohort_version",
  "cohort_answer",
  "clock_jump",
  "area_month",
  "area_moment",
  "event_code",
  "programme_budget",
  "programme_funding",
  "migration",
];

const names = async (rows: Promise<readonly { found: string }[]>): Promise<readonly string[]> =>
  (await rows).map((row) => row.found);

/** What the catalogue is asked. Follows the database linters that public projects publish, for our own roles. */
export const LINTS: readonly Lint[] = [
  {
    sentence:
      "every table that is not a list about nobody has row-level security, on and forced, with a policy",
    find: (sql, schema) =>
      names(sql`
      select c.relname as found from pg_class c
       where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p')
         and c.relname <> all (${sql.array(ABOUT_NOBODY, 1009)})
         and not (c.relrowsecurity and c.relforcerowsecurity
                  and (c.relispartition or exists (select from pg_policy p where p.polrelid = c.oid)))`),
    breakIt: "alter table note no force row level security",
  },
  {
    sentence: "no list about nobody has a column about a person",
    find: (sql, schema) =>
      names(sql`
      select c.relname || '.' || a.attname as found from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relnamespace = ${schema}::regnamespace and c.relname = any (${sql.array(ABOUT_NOBODY, 1009)})
         and a.attname ~ '(person|episode)_id'`),
    breakIt: "alter table team add column person_id uuid",
  },
  {
    sentence: "no role that signs in is a superuser, bypasses policies, creates roles or owns anything",
    find: (sql) =>
      names(sql`
      select r.rolname as found from pg_roles r
       where (r.rolname like 'app\_%' or r.rolname like 'door\_%')
         and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolinherit
              or exists (select from pg_class c where c.relowner = r.oid)
              or exists (select from pg_proc p where p.proowner = r.oid)
              or exists (select from pg_auth_members m where m.member = r.oid))`),
    breakIt: "grant policy_testland to app_testland",
  },
  {
    sentence: "every view runs as whoever asks, except the views without names that insight's role owns",
    find: (sql, schema) =>
      names(sql`
      select c.relname as found from pg_class c join pg_roles o on o.oid = c.relowner
       where c.relnamespace = ${schema}::regnamespace and c.relkind in ('v', 'm')
         and not coalesce('security_invoker=true' = any (c.reloptions), false)
         and o.rolname not like 'insight\_%'`),
    breakIt: "alter view relationship reset (security_invoker)",
  },
  {
    sentence:
      "every definer function belongs to the policy role, fixes its search path and is closed to the public",
    find: (sql, schema) =>
      names(sql`
      select p.oid::regprocedure::text as found from pg_proc p join pg_roles o on o.oid = p.proowner
       where p.pronamespace = ${schema}::regnamespace and p.prosecdef
         and (o.rolname not like 'policy\_%'
              or not exists (select from unnest(p.proconfig) s where s like 'search_path=%pg_temp')
              or exists (select from aclexplode(p.proacl) a where a.grantee = 0)
              or p.proacl is null)`),
    breakIt: "alter function acting_agency() reset search_path",
  },
  {
    sentence: "no function at all is open to the public",
    find: (sql, schema) =>
      names(sql`
      select p.oid::regprocedure::text as found from pg_proc p
       where p.pronamespace = ${schema}::regnamespace
         and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))`),
    breakIt: "grant execute on function find_people(text, date, text, integer) to public",
  },
  {
    sentence: "no policy for the application says simply yes",
    find: (sql, schema) =>
      names(sql`
      select c.relname || ': ' || p.polname as found from pg_policy p join pg_class c on c.oid = p.polrelid
       where c.relnamespace = ${schema}::regnamespace
         and (0 = any (p.polroles) or exists (select from pg_roles r where r.oid = any (p.polroles) and r.rolname ~ '^(app|door)_'))
         and (pg_get_expr(p.polqual, p.polrelid) = 'true' or pg_get_expr(p.polwithcheck, p.polrelid) = 'true')`),
    breakIt: "create policy everything on note for delete to app_testland using (true)",
  },
  {
    sentence: "no table has two permissive policies for one command of the application: they would be an or",
    find: (sql, schema) =>
      names(sql`
      select c.relname || ' ' || p.polcmd::text as found
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_roles r on r.oid = any (p.polroles)
       where c.relnamespace = ${schema}::regnamespace and p.polpermissive and r.rolname like 'app\_%'
       group by c.relname, p.polcmd having count(*) > 1`),
    breakIt: "create policy another on note for select to app_testland using (at is not null)",
  },
  {
    sentence: "every table about people that the application reads is kept from workers named for it",
    find: (sql, schema) =>
      names(sql`
      select c.relname as found from pg_class c
       where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and (c.relname = 'person'
              or exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.attname ~ 'person_ids?$'))
         and exists (select from pg_policy p join pg_roles r on r.oid = any (p.polroles)
                      where p.polrelid = c.oid and p.polpermissive and r.rolname like 'app\_%' and p.polcmd in ('r', '*'))
         and not exists (select from pg_policy p
                          where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*')
                            and pg_get_expr(p.polqual, p.polrelid) ~ 'acting_barred')`),
    breakIt: "drop policy kept_from_named_workers on note",
  },
  {
    sentence: "no policy and no definer function believes a setting that the application could change",
    find: (sql, schema) =>
      names(sql`
      select c.relname || ': ' || p.polname as found from pg_policy p join pg_class c on c.oid = p.polrelid
       where c.relnamespace = ${schema}::regnamespace
         and concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~ 'current_setting'
      union all
      select p.proname from pg_proc p where p.pronamespace = ${schema}::regnamespace and p.prosecdef
         and pg_get_functiondef(p.oid) ~ 'current_setting'`),
    breakIt:
      "create policy believing on note for delete to app_testland using (current_setting('app.agency', true) = agency_id::text)",
  },
  {
    sentence: "every foreign key has an index that begins with its columns",
    find: (sql, schema) =>
      names(sql`
      select k.conrelid::regclass::text || ' ' || k.conname as found from pg_constraint k join pg_class c on c.oid = k.conrelid
       where k.contype = 'f' and c.relnamespace = ${schema}::regnamespace and not c.relispartition
         and not exists (select from pg_index i
                          where i.indrelid = k.conrelid and i.indpred is null
                            and (i.indkey::int2[])[0:array_length(k.conkey, 1) - 1] @> k.conkey
                            and i.indkey[0] = any (k.conkey))`),
    breakIt: "drop index note_staff_index",
  },
  {
    sentence: "every table, view and column says in words what it is",
    find: (sql, schema) =>
      names(sql`
      select c.relname || coalesce('.' || a.attname, '') as found
        from pg_class c
        left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')
       where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
         and (obj_description(c.oid, 'pg_class') is null
              or (a.attnum is not null and col_description(c.oid, a.attnum) is null))`),
    breakIt: "comment on column note.words is null",
  },
  {
    sentence: "there is no enum and no domain: dropping one partnership must not touch another",
    find: (sql, schema) =>
      names(sql`
      select t.typname as found from pg_type t where t.typnamespace = ${schema}::regnamespace and t.typtype in ('e', 'd')`),
    breakIt: "create type mood as enum ('calm')",
  },
  {
    sentence: "what is only ever added to cannot be changed or removed by the application",
    find: (sql, schema) =>
      names(sql`
      select g.table_name || ' ' || g.privilege_type as found from information_schema.role_table_grants g
       where g.table_schema = ${schema} and g.grantee like 'app\_%'
         and g.table_name in ('access_log', 'consent', 'consent_to_use', 'note', 'episode_stage', 'prescription_step', 'collection', 'appointment_step', 'ladder_step', 'cd_signature', 'cd_book', 'cd_entry', 'cd_pending', 'cd_entry_person', 'dosing_step', 'pre_dose_assessment', 'preparation', 'preparation_check', 'authority', 'injection', 'dosing_look', 'dosing_waste', 'dosing_late', 'dosing_late_aside', 'dosing_incident', 'dosing_emergency', 'cd_mismatch', 'cd_difference', 'cd_difference_step', 'cd_authority', 'cd_key_log', 'cd_incident', 'cd_follow_up', 'cd_return', 'cd_page', 'cd_waiting', 'cd_checkpoint', 'release_table', 'release_draft', 'release_signature', 'release_version', 'release_end', 'cohort', 'cohort_version', 'cohort_answer', 'programme_budget', 'programme_funding')
         and g.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
      union all
      select g.table_name || ' ' || g.column_name from information_schema.column_privileges g
       where g.table_schema = ${schema} and g.grantee like 'app\_%' and g.privilege_type = 'UPDATE'
         and g.table_name in ('access_log', 'consent', 'consent_to_use', 'note', 'episode_stage', 'prescription_step', 'collection', 'appointment_step', 'ladder_step', 'cd_signature', 'cd_book', 'cd_entry', 'cd_pending', 'cd_entry_person', 'dosing_step', 'pre_dose_assessment', 'preparation', 'preparation_check', 'authority', 'injection', 'dosing_look', 'dosing_waste', 'dosing_late', 'dosing_late_aside', 'dosing_incident', 'dosing_emergency', 'cd_mismatch', 'cd_difference', 'cd_difference_step', 'cd_authority', 'cd_key_log', 'cd_incident', 'cd_follow_up', 'cd_return', 'cd_page', 'cd_waiting', 'cd_checkpoint', 'release_table', 'release_draft', 'release_signature', 'release_version', 'release_end', 'cohort', 'cohort_version', 'cohort_answer', 'programme_budget', 'programme_funding')`),
    breakIt: "grant delete on access_log to app_testland",
  },
  {
    sentence: "the application deletes nothing about a person but a referral's draft",
    find: (sql, schema) =>
      names(sql`
      select g.table_name as found from information_schema.role_table_grants g
       where g.table_schema = ${schema} and g.grantee like 'app\_%' and g.privilege_type in ('DELETE', 'TRUNCATE')
         and g.table_name not in ('import_file', 'handover_draft', 'referral_draft')`),
    breakIt: "grant delete on person to app_testland",
  },
  {
    sentence: "a day is a day in England: the database's own begins an hour late in summer",
    find: (sql, schema) =>
      names(sql`
      select p.proname as found from pg_proc p
       where p.pronamespace = ${schema}::regnamespace and p.prokind = 'f' and pg_get_functiondef(p.oid) ~* 'current_date'`),
    breakIt: "create function day_of_the_database() returns date language sql return current_date",
  },
];
