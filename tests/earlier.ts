import type { Queries, Sql } from "../src/kernel/database/connection.ts";
import { migrate, migrations } from "../src/kernel/database/migrate.ts";
import { asOwner, createPartnership, namesOf, type Partnership } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";

export const LOGINS = { app: "one-password", door: "another-password" };
const OWNER = "throughcare_owner";

/** An empty partnership as a version without the newest `fewer` migrations made it. */
export async function earlierPartnership(sql: Sql, code: string, fewer: number): Promise<Partnership> {
  const made = await createPartnership(sql, { code, name: code, madeUp: true }, LOGINS, "tests");
  invariant(made.ok, "the partnership is made");
  const { schema } = made.value;
  await sql.unsafe(`drop schema "${schema}" cascade; create schema "${schema}" authorization ${OWNER}`);
  const ran = await migrate(sql, namesOf(code), OWNER, (await migrations()).slice(0, -fewer));
  invariant(ran.ok, "its earlier migrations run");
  await asOwner(sql, schema, (tx) => tx.unsafe("select make_log_partitions()"));
  return made.value;
}

/** Its tables with their columns, but for the list of migrations. */
export async function columnsOf(sql: Sql, schema: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await sql<{ name: string; columns: string[] }[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attname) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'migration' and a.attgenerated = ''
     group by 1 order by 1`;
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

/**
 * Fills a partnership with the rows of another, table by table, in the columns that both have: what was there when it was
 * of that version. Triggers stay still, since what they would write is copied like everything else.
 */
export async function fillFrom(sql: Sql, from: string, to: string): Promise<void> {
  const [there, here] = [await columnsOf(sql, from), await columnsOf(sql, to)];
  await sql.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica");
    for (const [table, columns] of here) {
      const both = columns.filter((column) => there.get(table)?.includes(column));
      if (both.length === 0) continue;
      const list = both.map((column) => `"${column}"`).join(", ");
      await tx.unsafe(`delete from "${to}"."${table}"`);
      await tx.unsafe(
        `insert into "${to}"."${table}" (${list}) overriding system value select ${list} from "${from}"."${table}"`,
      );
    }
  });
}

/** Every row of these tables, in these columns: how often each is there. */
export async function rowsOf(
  sql: Sql,
  schema: string,
  tables: ReadonlyMap<string, readonly string[]>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const all = new Map<string, ReadonlyMap<string, number>>();
  for (const [table, columns] of tables) {
    const values = columns.map((column) => `'${column}', "${column}"`).join(", ");
    const rows = await sql.unsafe<{ hash: string; times: number }[]>(
      `select sha256(convert_to(jsonb_build_object(${values})::text, 'UTF8'))::text as hash, count(*)::int as times
         from "${schema}"."${table}" group by 1`,
    );
    all.set(table, new Map(rows.map(({ hash, times }) => [hash, times])));
  }
  return all;
}

/** Everything a partnership's schema is made of, in words that do not depend on its name. */
export async function madeOf(sql: Sql, code: string): Promise<readonly string[]> {
  const rows = await sql.begin(async (tx) => {
    await tx.unsafe("set local search_path = ''"); // So that every name is written in full.
    return partsOf(tx, `p_${code}`);
  });
  return rows.map(({ line }) => line.replaceAll(code, "CODE")).sort();
}

const partsOf = (tx: Queries, schema: string) =>
  tx<{ line: string }[]>`
    with here as (select ${schema}::regnamespace as oid),
    classes as (select c.* from pg_class c, here where c.relnamespace = here.oid and not c.relispartition
                   and not exists (select from pg_inherits i join pg_index x on x.indexrelid = c.oid where i.inhrelid = c.oid))
    select 'table ' || c.relname || ' ' || c.relkind::text || ' of ' || c.relowner::regrole || ' secured ' || c.relrowsecurity || c.relforcerowsecurity
           || coalesce(' ' || c.reloptions::text, '') as line from classes c where c.relkind <> 'i'
    union all
    select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
           || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') || ' ' || coalesce(col_description(c.oid, a.attnum), '')
      from classes c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where c.relkind <> 'i'
    union all
    select 'comment ' || c.relname || ' ' || obj_description(c.oid, 'pg_class') from classes c where obj_description(c.oid, 'pg_class') is not null
    union all
    select 'constraint ' || k.conrelid::regclass || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
      from pg_constraint k join classes c on c.oid = k.conrelid
    union all
    select 'index ' || pg_get_indexdef(c.oid) from classes c where c.relkind in ('i', 'I')
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t join classes c on c.oid = t.tgrelid where not t.tgisinternal
    union all
    select 'policy ' || to_jsonb(p)::text from pg_policies p where p.schemaname = ${schema}
    union all
    select 'view ' || c.relname || ' ' || pg_get_viewdef(c.oid) from classes c where c.relkind in ('v', 'm')
    union all
    select 'function ' || pg_get_functiondef(p.oid) || ' of ' || p.proowner::regrole from pg_proc p, here where p.pronamespace = here.oid
    union all
    select 'grant ' || c.relname || ' ' || a.grantee::regrole || ' ' || a.privilege_type from classes c, aclexplode(c.relacl) a where a.grantee <> 0
    union all
    select 'grant ' || c.relname || '.' || t.attname || ' ' || a.grantee::regrole || ' ' || a.privilege_type
      from classes c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a where a.grantee <> 0
    union all
    select 'grant ' || p.oid::regprocedure || ' ' || a.grantee::regrole from pg_proc p, here, aclexplode(p.proacl) a
     where p.pronamespace = here.oid and a.grantee <> 0
    union all
    select 'schema ' || a.grantee::regrole || ' ' || a.privilege_type from pg_namespace n, here, aclexplode(n.nspacl) a
     where n.oid = here.oid and a.grantee <> 0`;
