import type { Sql } from "../../src/kernel/database/connection.ts";
import { namesOf } from "../../src/kernel/database/partnership.ts";

/**
 * Everything the catalogue says of a partnership's schema, a line each, with the names that differ between partnerships taken
 * out: what may be read and written by whom, policies, triggers and whether they are on, constraints and whether they hold,
 * functions and whose they are. Two partnerships of one version have the same lines.
 */
export async function shapeOf(sql: Sql, code: string): Promise<readonly string[]> {
  const { schema } = namesOf(code);
  const names = new RegExp(`\\b(p|app|door|policy|insight)_${code}\\b`, "g");
  const lines = sql.begin(async (tx) => {
    // So that every name is written with its schema.
    await tx.unsafe("set local search_path = pg_catalog");
    return tx.unsafe<{ line: string }[]>(
      `with here as (select '${schema}'::regnamespace as id)
     select 'table ' || c.relname || ' ' || c.relkind::text || ' ' || pg_get_userbyid(c.relowner) || ' rls ' || c.relrowsecurity || ' forced '
            || c.relforcerowsecurity || ' part ' || c.relispartition || ' acl ' || coalesce(c.relacl::text, '-') || ' as '
            || coalesce(pg_get_expr(c.relpartbound, c.oid), '-') || ' options ' || coalesce(c.reloptions::text, '-') as line
       from pg_class c, here where c.relnamespace = here.id
     union all
     select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' null ' || (not a.attnotnull)
            || ' ' || a.attgenerated::text || a.attidentity::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '-') || ' acl '
            || coalesce(a.attacl::text, '-') || ' said ' || coalesce(col_description(c.oid, a.attnum), '-')
       from pg_attribute a join pg_class c on c.oid = a.attrelid join here on c.relnamespace = here.id
       left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attnum > 0 and not a.attisdropped
     union all
     select 'policy ' || c.relname || ' ' || p.polname || ' ' || p.polcmd::text || ' permissive ' || p.polpermissive || ' for '
            || (select string_agg(case when o = 0 then 'public' else pg_get_userbyid(o) end, ',' order by 1) from unnest(p.polroles) o)
            || ' using ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '-') || ' check ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-')
       from pg_policy p join pg_class c on c.oid = p.polrelid join here on c.relnamespace = here.id
     union all
     select 'trigger ' || c.relname || ' ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join here on c.relnamespace = here.id where not t.tgisinternal
     union all
     select 'checks of references ' || c.relname || ' ' || t.tgenabled::text || ' ' || t.tgfoid::regproc || ' ' || count(*)
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join here on c.relnamespace = here.id where t.tgisinternal
      group by c.relname, t.tgenabled, t.tgfoid
     union all
     select 'constraint ' || coalesce(c.conrelid::regclass::text, '-') || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) || ' validated '
            || c.convalidated || ' enforced ' || c.conenforced || ' inherited ' || (c.conparentid <> 0)
       from pg_constraint c join here on c.connamespace = here.id
     union all
     select 'index ' || pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid
       from pg_index i join pg_class c on c.oid = i.indrelid join here on c.relnamespace = here.id
     union all
     select 'function ' || p.oid::regprocedure || ' ' || pg_get_userbyid(p.proowner) || ' definer ' || p.prosecdef || ' acl '
            || coalesce(p.proacl::text, '-') || ' ' || md5(regexp_replace(pg_get_functiondef(p.oid), '(p|app|door|policy|insight)_${code}', '_CODE', 'g'))
       from pg_proc p join here on p.pronamespace = here.id where p.prokind = 'f'
     union all
     select 'view ' || c.relname || ' ' || pg_get_viewdef(c.oid) from pg_class c join here on c.relnamespace = here.id where c.relkind = 'v'
     union all
     select 'schema ' || pg_get_userbyid(n.nspowner) || ' ' || n.nspacl::text || ' ' || coalesce(obj_description(n.oid), '-')
       from pg_namespace n join here on n.oid = here.id`,
    );
  });
  return (await lines).map(({ line }) => line.replaceAll(names, "$1_CODE").replace(/\d{5,}/g, "OID")).sort();
}

/** The rows of every table, as one hash a table over the sorted texts of all rows, beside how many there are. */
export async function contentOf(sql: Sql, code: string): Promise<ReadonlyMap<string, string>> {
  const { schema } = namesOf(code);
  const tables = await sql<{ name: string; columns: string }[]>`
    select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped group by 1 order by 1`;
  const all = new Map<string, string>();
  for (const { name, columns } of tables) {
    if (name === "migration") continue;
    const kept = KEPT_OUT[name] ? columns.replace(KEPT_OUT[name], "null") : columns;
    const [row] = await sql.unsafe<{ count: string; hash: string | null }[]>(
      `select count(*)::text as count, encode(sha256(convert_to(string_agg(t::text, E'\\n' order by t::text collate "C"), 'UTF8')), 'hex') as hash
         from (select ${kept} from "${schema}"."${name}" ${LEFT_OUT[name] ?? ""}) t`,
    );
    all.set(name, `${row?.count} rows ${row?.hash}`);
  }
  return all;
}

/** What a copy is meant to have otherwise: its code, the ends of sessions, the line in its log that says it is one. */
const KEPT_OUT: Readonly<Record<string, RegExp>> = {
  partnership_fact: /\bcode\b/,
  session: /\bended_at\b/,
};
const LEFT_OUT: Readonly<Record<string, string>> = {
  access_log: "where about not like 'brought back from a backup %'",
};
