import type { Readable } from "node:stream";
import type { Lock } from "./kernel/archive/lock.ts";
import {
  ABOUT,
  type About,
  FORMAT,
  type Head,
  KEYS,
  MANIFEST,
  type Manifest,
  pieceName,
  Sum,
  sha256,
  type TableSum,
  VERSION,
  wholeOf,
} from "./kernel/archive/manifest.ts";
import { type Filling, type WriteRefusal, type Written, writeArchive } from "./kernel/archive/write.ts";
import type { Connection, Sql } from "./kernel/database/connection.ts";
import { type KeyFiles, readKeys } from "./kernel/database/keys.ts";
import {
  atOneMoment,
  builtBy,
  headsOf,
  momentOf,
  rowsOf,
  sequencesOf,
  type TableShape,
  tablesOf,
} from "./kernel/database/snapshot.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { guardedBy } from "./record/staff/encrypted-store.ts";
import { REGISTER_SECRET, registerSecret } from "./register-keeping.ts";

/** What a backup needs: how the database is reached, the files of keys, which partnership. */
export type BackupWork = {
  readonly connection: Connection;
  readonly keyFiles: KeyFiles;
  readonly partnership: { readonly code: string; readonly name: string; readonly madeUp: boolean };
};

export type BackupOptions = {
  readonly lock: Lock;
  /** Puts the keys of secrets in as well, so that the file alone is enough, and whoever opens it opens those too. */
  readonly withKeys: boolean;
};

/** A backup that was made. */
export type Backup = Written & {
  readonly takenAt: string;
  readonly tables: number;
  readonly rows: number;
  readonly heads: readonly Head[];
  /** Keys of secrets that it needs and does not hold. */
  readonly keysApart: readonly string[];
  /** There is a key by which checkpoints of the register are signed, and it is not in it. */
  readonly signingApart: boolean;
};

export type BackupRefusal = WriteRefusal | { readonly code: "keys-unreadable"; readonly file: string };

/** Rows are packed in pieces of about this many bytes. */
const PIECE_BYTES = 1024 * 1024;

/** Takes an encrypted snapshot of one partnership into a file that is not there yet, while everyone works on. */
export async function takeBackup(
  { connection, keyFiles, partnership }: BackupWork,
  file: string,
  { lock, withKeys }: BackupOptions,
): Promise<Result<Backup, BackupRefusal>> {
  const ring = await readKeys(keyFiles);
  if (!ring.ok) return refuse({ code: "keys-unreadable", file: ring.refusal.file });
  return atOneMoment(connection, partnership.code, async (tx): Promise<Result<Backup, BackupRefusal>> => {
    const about = await aboutOf(tx, partnership);
    const inside = ring.value.filter(({ id }) => withKeys && about.keys.includes(id));
    const signing = await registerSecret(keyFiles);
    const packed = {
      ...Object.fromEntries(
        inside.map(({ id, since, material }) => [`key-${id}`, `${since} ${material.toString("base64url")}`]),
      ),
      ...(withKeys && signing ? { [REGISTER_SECRET]: signing } : {}),
    };
    const keys = Object.keys(packed).length === 0 ? undefined : JSON.stringify(packed);
    const sums: TableSum[] = [];
    const written = await writeArchive(file, lock, async (archive) => {
      const first = Buffer.from(JSON.stringify(about, undefined, 1));
      await archive.add(ABOUT, first);
      for (const table of about.tables) sums.push(await addTable(archive, table, await rowsOf(tx, table)));
      if (keys) await archive.add(KEYS, Buffer.from(keys));
      const parts = { about: sha256(first), keys: keys ? sha256(keys) : null, tables: sums };
      const manifest: Manifest = { ...parts, whole: wholeOf(parts) };
      await archive.add(MANIFEST, Buffer.from(JSON.stringify(manifest, undefined, 1)));
    });
    if (!written.ok) return written;
    return accept({
      ...written.value,
      takenAt: about.takenAt,
      tables: sums.length,
      rows: sums.reduce((all, { rows }) => all + rows, 0),
      heads: about.heads,
      keysApart: about.keys.filter((id) => !inside.some((key) => key.id === id)),
      signingApart: signing !== undefined && !withKeys,
    });
  });
}

async function aboutOf(tx: Sql, partnership: BackupWork["partnership"]): Promise<About> {
  const { at, postgresql } = await momentOf(tx);
  const { code, name, madeUp } = partnership;
  const guarded = (await guardedBy(tx)).map(({ key }) => key).filter((key) => /^[0-9a-f]{16}$/.test(key));
  return {
    format: FORMAT,
    version: VERSION,
    partnership: { code, name, madeUp },
    takenAt: at,
    postgresql,
    migrations: [...(await builtBy(tx))],
    tables: (await tablesOf(tx)).map((table) => ({ name: table.name, columns: [...table.columns] })),
    sequences: [...(await sequencesOf(tx, code))],
    keys: [...new Set(guarded)].sort(),
    heads: [...(await headsOf(tx))],
  };
}

/** Packs a table's rows as they come. A piece ends where a row ends, so that each can be read by itself. */
async function addTable(archive: Filling, { name }: TableShape, rows: Readable): Promise<TableSum> {
  const sum = new Sum();
  let [piece, waiting, bytes] = [1, [] as Buffer[], 0];
  const pack = async (whole: Buffer): Promise<void> => {
    sum.add(whole);
    await archive.add(pieceName(name, piece), whole);
    piece += 1;
  };
  for await (const chunk of rows as AsyncIterable<Buffer>) {
    waiting.push(chunk);
    bytes += chunk.byteLength;
    if (bytes < PIECE_BYTES) continue;
    const all = Buffer.concat(waiting);
    const end = all.lastIndexOf(10) + 1;
    if (end > 0) await pack(all.subarray(0, end));
    waiting = [all.subarray(end)];
    bytes = all.byteLength - end;
  }
  // A table without rows has one piece with nothing in it, so that none is ever missing.
  if (bytes > 0 || piece === 1) await pack(Buffer.concat(waiting));
  return sum.of(name);
}
