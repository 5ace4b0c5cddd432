import type { Opener } from "./kernel/archive/lock.ts";
import type { About, Head } from "./kernel/archive/manifest.ts";
import { type ReadRefusal, readArchive } from "./kernel/archive/read.ts";
import { onlyLooking, type Taker, type Walked, type WalkRefusal, walk } from "./kernel/archive/walk.ts";
import { connect, type Sql } from "./kernel/database/connection.ts";
import { lockKeys } from "./kernel/database/keys.ts";
import {
  fill,
  type LoadRefusal,
  makeItsOwn,
  sameTables,
  setSequences,
  type TableShape,
} from "./kernel/database/load.ts";
import { type Migration, migrate, migrations } from "./kernel/database/migrate.ts";
import {
  asPolicyRole,
  canBeMade,
  clearHalfRestored,
  enterRestored,
  holdRestore,
  makeToRestore,
  namesOf,
  OWNER,
  type PartnershipRefusal,
  upgradePartnership,
} from "./kernel/database/partnership.ts";
import { changeSecretsIn, readSecretsIn } from "./kernel/database/secrets.ts";
import { headsOf } from "./kernel/database/snapshot.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { type NotWhole, type Verified, verifyLog } from "./log-verifying.ts";
import { noteRestored } from "./record/backup/store.ts";
import { keyOf, registerSecret } from "./register-keeping.ts";
import { readCheckpoint, verifierKey } from "./services/clinic/register/checkpoint.ts";
import { newestNote } from "./services/clinic/register/checkpoint-store.ts";
import type { System } from "./system.ts";

/** Where a partnership is brought back. */
export type RestoreWork = Pick<System, "setUp" | "connection" | "keyFiles" | "keeper">;

/** What came back. */
export type Restored = {
  readonly about: About;
  readonly code: string;
  readonly rows: number;
  /** Migrations that are newer than the snapshot and ran on it. */
  readonly newer: number;
  readonly signedOut: number;
  readonly log: Verified;
  readonly books: number;
  /** Checkpoints of its register were signed by another key, or under another code, than the one here signs by. */
  readonly signedAnew: boolean;
  /** Keys it needs that are neither here nor in it. */
  readonly keysMissing: readonly string[];
};

export type RestoreRefusal =
  | ReadRefusal
  | WalkRefusal
  | LoadRefusal
  | PartnershipRefusal
  | NotWhole
  | { readonly code: "other-migrations"; readonly name: string }
  | { readonly code: "head-differs"; readonly of: string }
  | { readonly code: "keys-file-unusable"; readonly file: string };

/** Looks at every byte of a backup, without a database. */
export const verifyBackup = (
  file: string,
  opener: Opener,
): Promise<Result<Walked, ReadRefusal | WalkRefusal>> =>
  readArchive(file, opener, (members) => walk(members, onlyLooking));

/**
 * Brings a partnership back from a backup, under its own code or another, where there is none of that code. The file is read
 * twice: first every byte is looked at, then the rows are loaded into a schema to which nothing leads. Only when the log's
 * seals and the heads of the register are those of the snapshot is the partnership entered in the directory; until then, and
 * whatever stops it, it is not there.
 */
export async function restoreBackup(
  work: RestoreWork,
  file: string,
  opener: Opener,
  as: string | undefined,
): Promise<Result<Restored, RestoreRefusal>> {
  const looked = await verifyBackup(file, opener);
  if (!looked.ok) return looked;
  const code = as ?? looked.value.about.partnership.code;
  const usable = await canBeMade(work.setUp, code);
  if (!usable.ok) return usable;
  const builds = splitMigrations(await migrations(), looked.value.about);
  if (!builds.ok) return builds;
  const sql = connect(work.connection, 1);
  try {
    if (!(await holdRestore(sql, code))) return refuse({ code: "code-taken", given: code });
    const [logins, installation] = [await work.keeper.logins(code), await work.keeper.get("installation")];
    const made = await makeToRestore(sql, code, logins, installation, builds.value.until);
    if (!made.ok) return made;
    const restored = await bringBack(work, sql, { file, opener, code, ...builds.value });
    return restored;
  } finally {
    // Does nothing once the partnership is entered.
    await clearHalfRestored(sql, code).catch(() => {});
    await sql.end({ timeout: 5 });
  }
}

type Bringing = {
  readonly file: string;
  readonly opener: Opener;
  readonly code: string;
  readonly since: readonly Migration[];
};

async function bringBack(
  work: RestoreWork,
  sql: Sql,
  { file, opener, code, since }: Bringing,
): Promise<Result<Restored, RestoreRefusal>> {
  const loaded = await load(sql, file, opener, code);
  if (!loaded.ok) return loaded;
  const { about, manifest, keys, signedOut } = loaded.value;
  const heads = await asPolicyRole(sql, code, headsOf);
  const other = differs(about.heads, heads);
  if (other !== undefined) return refuse({ code: "head-differs", of: other });
  const log = await verifyLog(sql, code, undefined);
  if (!log.ok) return log;
  const migrated = await migrate(sql, namesOf(code), OWNER);
  if (!migrated.ok) return migrated;
  const missing = await bringKeys(work, about.keys, keys);
  if (!missing.ok) return missing;
  const { name, madeUp } = about.partnership;
  const [logins, installation] = [await work.keeper.logins(code), await work.keeper.get("installation")];
  const upgraded = await upgradePartnership(
    sql,
    { code, name, madeUp, schema: namesOf(code).schema },
    logins,
    installation,
  );
  if (!upgraded.ok) return upgraded;
  await asPolicyRole(sql, code, (tx) => noteRestored(tx, `a backup taken at ${about.takenAt}`));
  await enterRestored(sql, { code, name, madeUp });
  return accept({
    about,
    code,
    rows: manifest.tables.reduce((all, { rows }) => all + rows, 0),
    newer: since.length,
    signedOut,
    log: log.value,
    books: about.heads.filter(({ of }) => of.startsWith("book ")).length,
    signedAnew: await signedByAnother(work, sql, code),
    keysMissing: missing.value,
  });
}

type Loaded = Walked & { readonly signedOut: number };

/** Loads all tables in one transaction, held to the manifest once more: the file may have been changed since it was looked at. */
const load = (
  sql: Sql,
  file: string,
  opener: Opener,
  code: string,
): Promise<Result<Loaded, ReadRefusal | WalkRefusal | LoadRefusal>> =>
  fill(sql, code, async (into, tx): Promise<Result<Loaded, ReadRefusal | WalkRefusal | LoadRefusal>> => {
    let shapes = new Map<string, TableShape>();
    const taker: Taker<LoadRefusal> = {
      begin: async ({ tables }) => {
        shapes = new Map(tables.map((table) => [table.name, table]));
        return sameTables(tx, tables);
      },
      table: async (name) => into(shapes.get(name) ?? { name, columns: [] }),
    };
    const walked = await readArchive(file, opener, (members) => walk(members, taker));
    if (!walked.ok) return walked;
    await setSequences(tx, walked.value.about.sequences);
    return accept({ ...walked.value, signedOut: await makeItsOwn(tx, code) });
  });

/** Which of our migrations had run when the snapshot was taken, and which came since. */
export function splitMigrations(
  ours: readonly Migration[],
  { migrations: theirs }: Pick<About, "migrations">,
): Result<
  { readonly until: readonly Migration[]; readonly since: readonly Migration[] },
  { readonly code: "other-migrations"; readonly name: string }
> {
  for (const [at, { name, hash }] of theirs.entries())
    if (ours[at]?.name !== name || ours[at].hash !== hash) return refuse({ code: "other-migrations", name });
  return accept({ until: ours.slice(0, theirs.length), since: ours.slice(theirs.length) });
}

/** The first head that is not as it was. */
function differs(then: readonly Head[], now: readonly Head[]): string | undefined {
  const key = ({ of, no, hash }: Head): string => `${of} ${no} ${hash}`;
  const [before, after] = [new Set(then.map(key)), new Set(now.map(key))];
  return [...then.filter((one) => !after.has(key(one))), ...now.filter((one) => !before.has(key(one)))][0]
    ?.of;
}

/** Whether the newest checkpoint in it is not one that the key here, under this code, has signed. A key that is not here is not made for it. */
async function signedByAnother({ keyFiles }: RestoreWork, sql: Sql, code: string): Promise<boolean> {
  const note = await asPolicyRole(sql, code, newestNote);
  if (note === undefined) return false;
  const secret = await registerSecret(keyFiles);
  return secret === undefined || !readCheckpoint(note, verifierKey(keyOf(code, secret))).ok;
}

/** Puts the keys that came in the backup beside those that are here. Answers which are still missing. */
const bringKeys = (
  { setUp, keyFiles }: RestoreWork,
  needed: readonly string[],
  brought: Walked["keys"],
): Promise<Result<readonly string[], RestoreRefusal>> =>
  setUp.begin(async (tx): Promise<Result<readonly string[], RestoreRefusal>> => {
    await lockKeys(tx, "to-change");
    const here = new Set<string>();
    for (const file of keyFiles) {
      const secrets = await readSecretsIn(file);
      if (!secrets.ok) return refuse({ code: "keys-file-unusable", file });
      for (const name of Object.keys(secrets.value)) here.add(name);
    }
    const fresh = Object.entries(brought ?? {}).filter(([name]) => !here.has(name));
    if (fresh.length > 0) {
      const kept = await changeSecretsIn(keyFiles[0], Object.fromEntries(fresh));
      if (!kept.ok) return refuse({ code: "keys-file-unusable", file: keyFiles[0] });
    }
    const all = new Set([...here, ...fresh.map(([name]) => name)]);
    return accept(needed.filter((id) => !all.has(`key-${id}`)));
  }) as Promise<Result<readonly string[], RestoreRefusal>>;
