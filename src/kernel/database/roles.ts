import { accept, type Result, refuse } from "../result.ts";
import type { Queries, Sql } from "./connection.ts";
import { type Names, oneAtATime } from "./migrate.ts";

/** Login passwords of one partnership's roles, kept in the data folder and never in the database as text. */
export type Logins = { readonly app: string; readonly door: string };

/** Roles of these names serve somebody else, whom another password would lock out. Nothing was touched. */
export type RolesRefusal = {
  readonly code: "roles-taken";
  readonly role: string;
  readonly serves:
    | { readonly what: "this-database-from-another-folder" }
    | { readonly what: "another-database"; readonly database: string }
    | { readonly what: "unknown" };
};

/**
 * Makes a partnership's roles, or finds them to be its own. They belong to the whole server and not to one database, so
 * each carries a note of the database and the installation it serves. A role without a note is left alone by a new
 * partnership, and taken by one that is there: whoever runs PostgreSQL may have taken the note away for it.
 */
export const claimRoles = (
  sql: Sql,
  names: Names,
  installation: string,
  partnership: "new" | "there",
): Promise<Result<void, RolesRefusal>> =>
  sql.begin(async (tx): Promise<Result<void, RolesRefusal>> => {
    await oneAtATime(tx, names);
    const [here] = await tx<{ name: string }[]>`select current_database() as name`;
    const database = here?.name ?? "";
    const ours = `Throughcare, database ${database}, installation ${installation}`;
    const note = await noteOn(tx, names.app);
    const serves = note === ours ? undefined : await servedBy(tx, note, database);
    const free = serves === undefined || (partnership === "there" && serves.what === "unknown");
    if (!free) return refuse({ code: "roles-taken", role: names.app, serves });
    await makeRoles(tx, names, database);
    if (note !== ours) await sign(tx, names, ours);
    return accept(undefined);
  }) as Promise<Result<void, RolesRefusal>>;

/** What is noted on a role: nothing, or undefined where there is no such role. */
async function noteOn(tx: Queries, role: string): Promise<string | null | undefined> {
  const [row] = await tx<{ note: string | null }[]>`
    select shobj_description(oid, 'pg_authid') as note from pg_roles where rolname = ${role}`;
  return row?.note;
}

/** Whom a role with this note serves: nobody where there is no such role, or its database is gone. */
async function servedBy(
  tx: Queries,
  note: string | null | undefined,
  here: string,
): Promise<RolesRefusal["serves"] | undefined> {
  if (note === undefined) return undefined;
  const database = /^Throughcare, database (.+), installation /.exec(note ?? "")?.[1];
  if (database === undefined) return { what: "unknown" };
  if (database === here) return { what: "this-database-from-another-folder" };
  const there = await tx`select from pg_database where datname = ${database}`;
  return there.length === 0 ? undefined : { what: "another-database", database };
}

async function makeRoles(tx: Queries, names: Names, database: string): Promise<void> {
  for (const role of [names.policy, names.insight]) await tx.unsafe(ensureRole(role, "nologin"));
  for (const role of [names.app, names.door]) {
    await tx.unsafe(ensureRole(role, "login noinherit nosuperuser nocreatedb nocreaterole nobypassrls"));
    await tx.unsafe(`grant connect on database "${database}" to "${role}"`);
  }
}

async function sign(tx: Queries, names: Names, note: string): Promise<void> {
  for (const role of [names.policy, names.insight, names.app, names.door])
    await tx.unsafe(`comment on role "${role}" is '${note.replaceAll("'", "''")}'`);
}

const ensureRole = (role: string, options: string): string => `
  do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role "${role}" ${options}; end if;
  end $$;`;

/** In one transaction, so that every statement has the connection that was told the password, which no log then holds. */
export async function setPasswords(sql: Sql, names: Names, logins: Logins): Promise<void> {
  await sql.begin(async (tx) => {
    await oneAtATime(tx, names);
    for (const [role, password] of [
      [names.app, logins.app],
      [names.door, logins.door],
    ] as const) {
      await tx`select set_config('throughcare.password', ${password}, true)`;
      await tx.unsafe(
        `do $$ begin execute format('alter role %I password %L', '${role}', current_setting('throughcare.password')); end $$`,
      );
    }
  });
}
