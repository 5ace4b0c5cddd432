import { accept, type Result, refuse } from "../result.ts";
import type { Connection, Queries, Sql } from "./connection.ts";
import { type Migration, type MigrationRefusal, migrate, type Names, oneAtATime } from "./migrate.ts";
import { claimRoles, type Logins, type RolesRefusal, setPasswords } from "./roles.ts";

/** Who owns the tables of every partnership. Nobody signs in as it. */
export const OWNER = "throughcare_owner";

/** What is noted on a schema while a snapshot is brought back into it: nothing leads to it, and it may be cleared away. */
const BEING_RESTORED = "Throughcare, being restored";

/** One line of the partnership directory. */
export type Partnership = {
  readonly code: string;
  readonly name: string;
  readonly schema: string;
  readonly madeUp: boolean;
};

export type PartnershipRefusal =
  | { readonly code: "code-not-usable"; readonly given: string }
  | { readonly code: "code-taken"; readonly given: string }
  | RolesRefusal
  | MigrationRefusal;

/** The names of a partnership's schema and roles. The code was checked when it was made: letters, digits, underscores. */
export const namesOf = (code: string): Names => ({
  schema: `p_${code}`,
  app: `app_${code}`,
  door: `door_${code}`,
  policy: `policy_${code}`,
  insight: `insight_${code}`,
});

/** Makes what all partnerships on a server stand on: the owner, the schema of extensions, the directory. Safe to repeat. */
export async function prepareServer(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('throughcare prepare server', 0))`;
    await tx.unsafe(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${OWNER}') then create role ${OWNER} nologin; end if;
      end $$;
      grant ${OWNER} to current_user;
      create schema if not exists ext;
      create extension if not exists btree_gist schema ext;
      create extension if not exists pg_trgm schema ext;
      create extension if not exists unaccent schema ext;
      create extension if not exists fuzzystrmatch schema ext;
      grant usage on schema ext to public;
      revoke all on schema public from public;
      create schema if not exists directory;
      create table if not exists directory.partnership (
        code text primary key, name text not null, schema_name text not null unique,
        made_up boolean not null, created_at timestamptz not null default now());`);
    const [here] = await tx<{ name: string }[]>`select current_database() as name`;
    await tx.unsafe(
      `revoke all on database "${here?.name}" from public; grant create, connect on database "${here?.name}" to ${OWNER}`,
    );
  });
}

/** The server's major version. */
export async function serverVersion(sql: Sql): Promise<number> {
  const [row] = await sql<{ version: number }[]>`
    select current_setting('server_version_num')::int / 10000 as version`;
  return row?.version ?? 0;
}

/** Settings of the server, by name, without which a power cut takes what was committed, and which are off. */
export async function unsafeSettings(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ name: string }[]>`
    select name from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off' order by name`;
  return rows.map(({ name }) => name);
}

/** Makes a database of this name unless there is one. The name is ours, never typed by a user. */
export async function ensureDatabase(sql: Sql, name: string): Promise<void> {
  const there = await sql`select from pg_database where datname = ${name}`;
  if (there.length === 0) await sql.unsafe(`create database "${name}"`);
}

/** The partnerships of this server, oldest first. */
export async function listPartnerships(sql: Sql): Promise<readonly Partnership[]> {
  const rows = await sql<{ code: string; name: string; schema_name: string; made_up: boolean }[]>`
    select code, name, schema_name, made_up from directory.partnership order by created_at, code`;
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    schema: row.schema_name,
    madeUp: row.made_up,
  }));
}

/** What a partnership is to be. */
export type Wanted = { readonly code: string; readonly name: string; readonly madeUp: boolean };

/** Makes an empty partnership: schema, roles, directory line, all migrations. */
export async function createPartnership(
  sql: Sql,
  wanted: Wanted,
  logins: Logins,
  installation: string,
): Promise<Result<Partnership, PartnershipRefusal>> {
  const made = await makeSchema(sql, wanted.code, logins, installation);
  if (!made.ok) return made;
  const names = namesOf(wanted.code);
  const migrated = await migrate(sql, names, OWNER);
  if (!migrated.ok) return migrated;
  await sql.begin(async (tx) => {
    await enter(tx, wanted);
    await tx.unsafe(`set local role "${OWNER}"`);
    await tx.unsafe(
      `insert into "${names.schema}".partnership_fact (code, name, made_up) values ($1, $2, $3) on conflict do nothing`,
      [wanted.code, wanted.name, wanted.madeUp],
    );
  });
  return accept({ code: wanted.code, name: wanted.name, schema: names.schema, madeUp: wanted.madeUp });
}

/** Whether a partnership of this code could be made here. */
export async function canBeMade(sql: Sql, code: string): Promise<Result<void, PartnershipRefusal>> {
  if (!/^[a-z][a-z0-9_]{1,30}$/.test(code)) return refuse({ code: "code-not-usable", given: code });
  const taken = (await listPartnerships(sql)).some((one) => one.code === code);
  return taken ? refuse({ code: "code-taken", given: code }) : accept(undefined);
}

/** Makes the roles and the schema of a partnership that is not there yet. Until it is entered nothing leads to it. */
async function makeSchema(
  sql: Sql,
  code: string,
  logins: Logins,
  installation: string,
  mark?: typeof BEING_RESTORED,
): Promise<Result<void, PartnershipRefusal>> {
  const usable = await canBeMade(sql, code);
  if (!usable.ok) return usable;
  const names = namesOf(code);
  const roles = await claimRoles(sql, names, installation, "new");
  if (!roles.ok) return roles;
  if (!(await clearHalfRestored(sql, code))) return refuse({ code: "code-taken", given: code });
  await sql.begin(async (tx) => {
    await tx.unsafe(`grant "${names.policy}", "${names.insight}" to ${OWNER}`);
    await tx.unsafe(`create schema if not exists "${names.schema}" authorization ${OWNER}`);
    if (mark) await tx.unsafe(`comment on schema "${names.schema}" is '${mark}'`);
  });
  await setPasswords(sql, names, logins);
  return accept(undefined);
}

/**
 * Makes an empty schema for a snapshot, built by these migrations, and marked so that whatever stops the restore, nobody
 * takes what is left for a partnership. Refuses where a schema of that name holds something already.
 */
export async function makeToRestore(
  sql: Sql,
  code: string,
  logins: Logins,
  installation: string,
  given: readonly Migration[],
): Promise<Result<void, PartnershipRefusal>> {
  const cleared = await clearHalfRestored(sql, code);
  const there = await sql`select from pg_namespace where nspname = ${namesOf(code).schema}`;
  if (!cleared || there.length > 0) return refuse({ code: "code-taken", given: code });
  const made = await makeSchema(sql, code, logins, installation, BEING_RESTORED);
  if (!made.ok) return made;
  const migrated = await migrate(sql, namesOf(code), OWNER, given);
  return migrated.ok ? accept(undefined) : migrated;
}

/**
 * Takes away what a restore left that did not come to its end: nothing else bears that mark. False while that restore is
 * still under way, on another connection.
 */
export const clearHalfRestored = (sql: Sql, code: string): Promise<boolean> =>
  sql.begin(async (tx) => {
    const { schema } = namesOf(code);
    const [row] = await tx<{ note: string | null }[]>`
      select obj_description(oid, 'pg_namespace') as note from pg_namespace where nspname = ${schema}`;
    if (row?.note !== BEING_RESTORED) return true;
    const [lock] = await tx<{ ours: boolean }[]>`
      select pg_try_advisory_xact_lock(hashtextextended(${`restore ${schema}`}, 0)) as ours`;
    if (lock?.ours !== true) return false;
    await tx.unsafe(`drop schema "${schema}" cascade`);
    return true;
  }) as Promise<boolean>;

/** Keeps others from restoring under the same code, and from clearing away what is being restored, as long as this connection lives. */
export async function holdRestore(sql: Sql, code: string): Promise<boolean> {
  const [row] = await sql<{ ours: boolean }[]>`
    select pg_try_advisory_lock(hashtextextended(${`restore ${namesOf(code).schema}`}, 0)) as ours`;
  return row?.ours === true;
}

/** The last step of a restore: from now on the partnership is there. */
export const enterRestored = (sql: Sql, wanted: Wanted): Promise<void> =>
  sql.begin(async (tx) => {
    await enter(tx, wanted);
    await tx.unsafe(`comment on schema "${namesOf(wanted.code).schema}" is null`);
  }) as Promise<void>;

async function enter(tx: Queries, { code, name, madeUp }: Wanted): Promise<void> {
  await tx`insert into directory.partnership (code, name, schema_name, made_up)
           values (${code}, ${name}, ${namesOf(code).schema}, ${madeUp})`;
}

/** Brings an existing partnership to this version, its log partitions ahead of time and its logins to these passwords. */
export async function upgradePartnership(
  sql: Sql,
  partnership: Partnership,
  logins: Logins,
  installation: string,
): Promise<Result<number, PartnershipRefusal>> {
  const names = namesOf(partnership.code);
  const roles = await claimRoles(sql, names, installation, "there");
  if (!roles.ok) return roles;
  const migrated = await migrate(sql, names, OWNER);
  if (!migrated.ok) return migrated;
  await setPasswords(sql, names, logins);
  await asOwner(sql, partnership.schema, async (tx) => {
    await oneAtATime(tx, names);
    await tx.unsafe("select make_log_partitions()");
  });
  return migrated;
}

/** Runs set-up work as the owner of a partnership's tables. Row policies still hold: it sees nobody's record. */
export const asOwner = <T>(sql: Sql, schema: string, work: (tx: Sql) => Promise<T>): Promise<T> =>
  sql.begin(async (tx) => {
    await tx.unsafe(`set local role "${OWNER}"`);
    await tx.unsafe(`set local search_path = "${schema}", ext`);
    return work(tx as unknown as Sql);
  }) as Promise<T>;

/** Runs set-up work as the policy role, which may write every table of one partnership: generating Northmoor, first accounts. */
export const asPolicyRole = <T>(sql: Sql, code: string, work: (tx: Sql) => Promise<T>): Promise<T> =>
  sql.begin(async (tx) => {
    const names = namesOf(code);
    await tx.unsafe(`set local role "${names.policy}"`);
    await tx.unsafe(`set local search_path = "${names.schema}", ext`);
    return work(tx as unknown as Sql);
  }) as Promise<T>;

/** How one of a partnership's login roles connects, given how the server is reached. */
export const connectionOf = (
  server: Connection,
  code: string,
  role: "app" | "door",
  logins: Logins,
): Connection => ({
  ...server,
  user: namesOf(code)[role],
  password: logins[role],
});
