import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { accept, invariant, type Result, refuse } from "../result.ts";
import type { Queries, Sql } from "./connection.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../../database/migrations");
const CLOSING = path.resolve(import.meta.dirname, "../../../database/closing.sql");

/** Names that a partnership's SQL speaks of. */
export type Names = {
  readonly schema: string;
  readonly app: string;
  readonly door: string;
  readonly policy: string;
  readonly insight: string;
};

export type MigrationRefusal =
  | { readonly code: "migration-changed"; readonly name: string }
  | { readonly code: "migration-unknown"; readonly name: string };

/** One migration: its file, its text and the hash of that. */
export type Migration = { readonly name: string; readonly sql: string; readonly hash: string };

/** The migrations of this version, in order. */
export async function migrations(): Promise<readonly Migration[]> {
  const names = (await readdir(MIGRATIONS)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  invariant(names.length > 0, "there are migrations");
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(MIGRATIONS, name), "utf8");
      return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** Puts a partnership's names in the place of :"app" and its like, quoted as SQL wants them. */
export const withNames = (sql: string, names: Names): string =>
  sql.replace(/(?<!:):(["'])(schema|app|door|policy|insight)\1/g, (_all, quote: string, name: keyof Names) =>
    quote === '"' ? `"${names[name]}"` : `'${names[name]}'`,
  );

/**
 * Brings one partnership's schema to this version: each migration in a transaction of its own under an advisory lock,
 * so that two processes never run one twice and a stopped run goes on where it stood.
 * Refuses a landed migration whose text changed, and one that this build does not have. `given`: the migrations of another
 * version, which only tests have.
 */
export async function migrate(
  sql: Sql,
  names: Names,
  owner: string,
  given?: readonly Migration[],
): Promise<Result<number, MigrationRefusal>> {
  const all = given ?? (await migrations());
  const closing = withNames(await readFile(CLOSING, "utf8"), names);
  let ran = 0;
  await sql.begin(async (tx) => {
    await oneAtATime(tx, names);
    await tx.unsafe(`set local role "${owner}"`);
    await tx.unsafe(`create table if not exists "${names.schema}".migration (
      name text primary key, hash text not null, at timestamptz not null default now())`);
    await tx.unsafe(`comment on table "${names.schema}".migration is 'Migrations that have run.'`);
    for (const [column, words] of [
      ["name", "File name."],
      ["hash", "SHA-256 of its text."],
      ["at", "When it ran."],
    ]) {
      await tx.unsafe(`comment on column "${names.schema}".migration."${column}" is '${words}'`);
    }
  });
  const known = new Set(all.map((one) => one.name));
  const landed = await sql.unsafe<{ name: string }[]>(
    `select name from "${names.schema}".migration order by name`,
  );
  const unknown = landed.find((row) => !known.has(row.name));
  if (unknown) return refuse({ code: "migration-unknown", name: unknown.name });
  for (const migration of all) {
    const outcome = await runOne(sql, names, owner, migration, closing);
    if (!outcome.ok) return outcome;
    if (outcome.value) ran += 1;
  }
  return accept(ran);
}

async function runOne(
  sql: Sql,
  names: Names,
  owner: string,
  migration: Migration,
  closing: string,
): Promise<Result<boolean, MigrationRefusal>> {
  return sql.begin(async (tx): Promise<Result<boolean, MigrationRefusal>> => {
    await oneAtATime(tx, names);
    const landed = await tx.unsafe<{ hash: string }[]>(
      `select hash from "${names.schema}".migration where name = $1`,
      [migration.name],
    );
    if (landed[0]) {
      return landed[0].hash === migration.hash
        ? accept(false)
        : refuse({ code: "migration-changed", name: migration.name });
    }
    await tx.unsafe(`set local role "${owner}"`);
    await tx.unsafe(`set local search_path = "${names.schema}", ext`);
    await tx.unsafe(`grant create on schema "${names.schema}" to "${names.policy}", "${names.insight}"`);
    await tx.unsafe(withNames(migration.sql, names));
    await tx.unsafe(closing);
    await tx.unsafe(`revoke create on schema "${names.schema}" from "${names.policy}", "${names.insight}"`);
    await tx.unsafe(`insert into "${names.schema}".migration (name, hash) values ($1, $2)`, [
      migration.name,
      migration.hash,
    ]);
    return accept(true);
  });
}

/** Waits until no other process is setting this partnership up. Held until the transaction ends. */
export async function oneAtATime(tx: Queries, names: Names): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`migrate ${names.schema}`}, 0))`;
}
