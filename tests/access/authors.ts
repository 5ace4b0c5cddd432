import type { Sql } from "../../src/kernel/database/connection.ts";

/** Whoever is to do something, or is looked into, chosen by whoever writes it down: no signature. */
const CHOSEN = [
  "task.staff_id",
  "appointment.staff_id",
  "appointment.also_staff_id",
  "handover.staff_id",
  "handover_change.staff_id",
  "episode.keyworker_id",
  "pattern_review.staff_id",
  "cd_authority.staff_id",
  "cd_key_log.from_staff",
];

/** Written by the server's clock, which the due times beside them are counted by. */
const BY_THE_SERVERS_CLOCK = ["handover.offered_at", "episode_stage.at", "import_run.touched_at"];

/**
 * Columns that the application may write and that say who did something, for whom or when, with nothing that keeps them true:
 * no policy that asks, and no trigger that is named for them. Each with the command that is open.
 */
export async function forgeable(sql: Sql, schema: string, app: string): Promise<readonly string[]> {
  const rows = await sql<{ found: string }[]>`
    with columns as (
      select c.oid, c.relname || '.' || a.attname as name, a.attname::text as col,
             case when pg_get_expr(d.adbin, d.adrelid) = 'now()' then 'time'
                  when pg_get_expr(d.adbin, d.adrelid) ~ '^acting_agency(_kind)?\\(\\)$' then 'agency'
                  else 'author' end as says,
             has_column_privilege(${app}, c.oid, a.attnum, 'insert') as insertable,
             has_column_privilege(${app}, c.oid, a.attnum, 'update') as updatable
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and (pg_get_expr(d.adbin, d.adrelid) = 'now()' or pg_get_expr(d.adbin, d.adrelid) ~ '^acting_'
              or exists (select from pg_constraint k
                          where k.contype = 'f' and k.conrelid = c.oid and a.attnum = any (k.conkey)
                            and k.confrelid in (to_regclass(${`${schema}.staff`}), to_regclass(${`${schema}.account`}))))),
    kept as (
      select t.tgrelid, (t.tgtype & 4) > 0 as on_insert, (t.tgtype & 16) > 0 as on_update,
             string_to_array(encode(t.tgargs, 'escape'), '\\000') as names
        from pg_trigger t join pg_proc p on p.oid = t.tgfoid
       where t.tgenabled in ('O', 'A') and (t.tgtype & 2) > 0 and p.proname in ('written_by_whoever_acts', 'signed_by_whoever_acts'))
    select n.name || ' on ' || command as found
      from columns n
      cross join lateral (values ('insert', n.insertable), ('update', n.updatable)) as open (command, is_open)
     where is_open and n.name <> all (${sql.array([...CHOSEN, ...BY_THE_SERVERS_CLOCK], 1009)})
       and not exists (select from kept k where k.tgrelid = n.oid and n.col = any (k.names)
                          and case command when 'insert' then k.on_insert else k.on_update end)
       and not (command = 'insert' and exists (
             select from pg_policy p join pg_roles r on r.oid = any (p.polroles)
              where p.polrelid = n.oid and r.rolname = ${app} and p.polcmd in ('a', '*')
                and pg_get_expr(p.polwithcheck, p.polrelid) ~ (
                      '\\m' || n.col || case n.says when 'time' then ' = now\\(\\)' else ' = \\( SELECT acting_' end)))
     order by 1`;
  return rows.map(({ found }) => found);
}
