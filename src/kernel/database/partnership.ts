import { accept, type Result, refuse } from "../result.ts";
import type { Connection, Sql } from "./connection.ts";
import { type MigrationRefusal, migrate, type Names, oneAtATime } from "./migrate.ts";
import { claimRoles, type Logins, type RolesRefusal, setPasswords } from "./roles.ts";

const OWNER = "throughcare_owner";

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

/** Makes an empty partnership: schema, roles, directory line, all migrations. */
export async function createPartnership(
  sql: Sql,
  wanted: { readonly code: string; readonly name: string; readonly madeUp: boolean },
  logins: Logins,
  installation: string,
): Promise<Result<Partnership, PartnershipRefusal>> {
  if (!/^[a-z][a-z0-9_]{1,30}$/.test(wanted.code))
    return refuse({ code: "code-not-usable", given: wanted.code });
  if ((await listPartnerships(sql)).some((one) => one.code === wanted.code)) {
    return refuse({ code: "code-taken", given: wanted.code });
  }
  const names = namesOf(wanted.code);
  const roles = await claimRoles(sql, names, installation, "new");
  if (!roles.ok) return roles;
  await sql.begin(async (tx) => {
    await tx.unsafe(`grant "${names.policy}", "${names.insight}" to ${OWNER}`);
    await tx.unsafe(`create schema if not exists "${names.schema}" authorization ${OWNER}`);
  });
  await setPasswords(sql, names, logins);
  const migrated = await migrate(sql, names, OWNER);
  if (!migrated.ok) return migrated;
  await sql.begin(async (tx) => {
    await tx`insert into directory.partnership (code, name, schema_name, made_up)
             values (${wanted.code}, ${wanted.name}, ${names.schema}, ${wanted.madeUp})`;
    await tx.unsafe(`set local role "${OWNER}"`);
    await tx.unsafe(
      `insert into "${names.schema}".partnership_fact (code, name, made_up) values ($1, $2, $3) on conflict do nothing`,
      [wanted.code, wanted.name, wanted.madeUp],
    );
  });
  return accept({ code: wanted.code, name: wanted.name, schema: names.schema, madeUp: wanted.madeUp });
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
