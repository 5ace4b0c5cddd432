import type { Sql } from "../src/kernel/database/connection.ts";
import { invariant } from "../src/kernel/result.ts";
import type { Filed } from "./office.ts";
import type { Directory, Row } from "./rows.ts";

/** The types of every column of a partnership's tables, by table, so that rows can travel as one JSON text. */
export type ColumnTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the column types of this partnership's tables. */
export async function columnTypes(tx: Sql): Promise<ColumnTypes> {
  const rows = await tx<{ table_name: string; column_name: string; type: string }[]>`
    select c.relname as table_name, a.attname as column_name, format_type(a.atttypid, a.atttypmod) as type
      from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`;
  const types = new Map<string, Map<string, string>>();
  for (const { table_name, column_name, type } of rows) {
    types.set(table_name, (types.get(table_name) ?? new Map<string, string>()).set(column_name, type));
  }
  return types;
}

/** Writes rows of one table in one statement, with every trigger and constraint on. */
export async function insertRows(
  tx: Sql,
  types: ColumnTypes,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const of = types.get(table);
  const columns = Object.keys(first).map((name) => {
    const type = of?.get(name);
    invariant(type, `the table ${table} has the column ${name}`);
    return { name, type };
  });
  const names = columns.map(({ name }) => name).join(", ");
  const shape = columns.map(({ name, type }) => `${name} ${type}`).join(", ");
  await tx.unsafe(
    `insert into ${table} (${names}) select ${names} from jsonb_to_recordset($1::text::jsonb) as r(${shape})`,
    [JSON.stringify(rows)],
  );
}

/** Where the cast stands in the tables. */
export async function readDirectory(tx: Sql): Promise<Directory> {
  const agencies = await tx<{ code: string; id: string; kind: string }[]>`select code, id, kind from agency`;
  const services = await tx<{ code: string; id: string; team_id: string }[]>`
    select s.code, s.id, t.id as team_id from service s join team t on t.service_id = s.id`;
  const workers = await tx<{ username: string; staff_id: string; account_id: string; role: string }[]>`
    select a.username, a.staff_id, a.id as account_id, p.role from account a join post p on p.account_id = a.id where a.staff_id is not null`;
  return {
    agencies: new Map(agencies.map(({ code, id, kind }) => [code, { id, kind }])),
    services: new Map(services.map(({ code, id, team_id }) => [code, { id, teamId: team_id }])),
    workers: new Map(
      workers.map((one) => [
        one.username,
        { staffId: one.staff_id, accountId: one.account_id, role: one.role },
      ]),
    ),
  };
}

/** Lets one invented person sign in as themselves. */
export async function giveOwnAccount(tx: Sql, username: string, personId: string): Promise<void> {
  await tx`insert into account (username, person_id) values (${username}, ${personId}) on conflict (username) do nothing`;
}

/** Which of these insight keys belong to someone who is there. */
export async function keysThere(tx: Sql, keys: readonly string[]): Promise<readonly string[]> {
  const rows = await tx<{ insight_key: string }[]>`
    select insight_key from person where insight_key = any (${tx.array([...keys])}::uuid[])`;
  return rows.map((row) => row.insight_key);
}

/** What is on record as come by file, by kind, so that the line of each file tells true figures. */
export async function filedEvents(tx: Sql): Promise<Filed> {
  const [row] = await tx<Filed[]>`
    select count(*) filter (where source = 'police file')::int as offences,
           count(*) filter (where kind = 'custody')::int as custody,
           count(*) filter (where source = 'hospital record')::int as hospital,
           coalesce(array_agg(distinct kind) filter (where source = 'police file'), '{}') as kinds,
           coalesce(array_agg(distinct kind) filter (where source = 'hospital record'), '{}') as hospital_kinds,
           jsonb_build_object('events', min(happened_on) filter (where source = 'police file'),
                              'hospital', min(happened_on) filter (where source = 'hospital record'),
                              'custody', min(happened_on) filter (where kind = 'custody')) as earliest
      from event`;
  return (
    row ?? {
      offences: 0,
      custody: 0,
      hospital: 0,
      kinds: [],
      hospital_kinds: [],
      earliest: { events: null, hospital: null, custody: null },
    }
  );
}

/** Whether the made-up partnership is whole: the lines of its files are the last thing written. */
export async function isWhole(tx: Sql): Promise<boolean> {
  const [row] = await tx<{ whole: boolean }[]>`select exists (select from import_run) as whole`;
  return row?.whole ?? false;
}

/** Somebody registered twice, when that was. */
export type Twice = { readonly person: string; readonly like: string; readonly at: string };

/** Puts those registered twice before the identity clerk, with what agrees between their records. */
export async function raiseReviews(tx: Sql, pairs: readonly Twice[]): Promise<void> {
  for (const { person, like, at } of pairs) {
    await tx`select raise_pair(${person}, ${like}, '{}')`;
    await tx`update identity_review set raised_at = ${at}::text::timestamptz where person_id = ${person} and candidate_id = ${like}`;
  }
}
