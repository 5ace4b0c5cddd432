import { open, readdir, rename } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Lock } from "../../archive/lock.ts";
import { type Filling, type WriteRefusal, writeArchive } from "../../archive/write.ts";
import { accept, type Result } from "../../result.ts";
import { now } from "../../time.ts";
import type { Connection } from "../connection.ts";
import { type Base, baseName } from "./folder.ts";
import { whileCopying } from "./slot-store.ts";

/** What the copy is of: its first member. Another format gets another number. */
export const About = z.object({
  format: z.literal("throughcare-journal"),
  version: z.literal(1),
  postgresql: z.int(),
  /** Passwords by which the server and its partnerships are reached. No key of a secret is among them. */
  passwords: z.record(z.string(), z.string()),
});
export type About = z.infer<typeof About>;

/** Its last member: until where the log of changes must go for the copy to be of one moment, and folders that may be empty. */
export const End = z.object({ to: z.string().regex(/^\d+$/), folders: z.array(z.string()) });

export const ABOUT = "about.json";
export const END = "end.json";
export const FILES = "files/";
export const LABEL = "backup_label";

/** What a server makes anew by itself, or what would be another's: as PostgreSQL's own tool leaves it out. */
const EMPTIED = [
  ...["pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots"],
  ...["pg_stat_tmp", "pg_subtrans"],
];
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|current_logfiles.*|recovery\.signal|.*\/?pgsql_tmp[^/]*|(.*\/)?pg_internal\.init[^/]*)$/;
/** Read last: it says from where the log is replayed. */
const CONTROL = "global/pg_control";
const PIECE = 1024 * 1024;

/** Copies the whole cluster into a folder, encrypted, while everyone works on. */
export async function takeBase(
  at: { readonly connection: Connection; readonly cluster: string; readonly timeline: number },
  about: About,
  folder: string,
  lock: Lock,
): Promise<Result<Base, WriteRefusal>> {
  const made = { file: "", timeline: at.timeline, from: 0n, at: now() };
  const making = path.join(folder, `base-${process.pid}.making`);
  const written = await writeArchive(making, lock, async (archive) => {
    await archive.add(ABOUT, Buffer.from(JSON.stringify(about)));
    const folders: string[] = [];
    const { from, to, label } = await whileCopying(at.connection, async () => {
      const files = await filesOf(at.cluster, "", folders);
      for (const file of [...files.filter((name) => name !== CONTROL), CONTROL])
        await addFile(archive, at.cluster, file);
    });
    await archive.add(`${FILES}${LABEL}`, Buffer.from(label));
    await archive.add(END, Buffer.from(JSON.stringify({ to: String(to), folders })));
    made.from = from;
  });
  if (!written.ok) return written;
  made.at = now();
  made.file = baseName(made);
  await rename(making, path.join(folder, made.file));
  return accept(made);
}

/** Every file of the cluster that belongs in a copy; folders are noted on the way, also empty ones. */
async function filesOf(cluster: string, inside: string, folders: string[]): Promise<readonly string[]> {
  const files: string[] = [];
  const entries = await readdir(path.join(cluster, inside), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (LEFT_OUT.test(name)) continue;
    if (entry.isDirectory()) {
      folders.push(name);
      if (!EMPTIED.includes(name)) files.push(...(await filesOf(cluster, name, folders)));
      else if (name === "pg_wal") folders.push("pg_wal/archive_status", "pg_wal/summaries");
    } else if (entry.isFile()) files.push(name);
  }
  return files;
}

/** Packs a file as it is read, in pieces of one name. What vanishes meanwhile is not missed: the log knows of it. */
async function addFile(archive: Filling, cluster: string, name: string): Promise<void> {
  const file = await open(path.join(cluster, name), "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return;
  try {
    for (let piece = 0; ; piece++) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE), 0, PIECE, null);
      // An empty file is one all the same.
      if (bytesRead > 0 || piece === 0) await archive.add(`${FILES}${name}`, buffer.subarray(0, bytesRead));
      if (bytesRead < PIECE) return;
    }
  } finally {
    await file.close();
  }
}
