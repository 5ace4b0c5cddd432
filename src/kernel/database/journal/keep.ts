import { mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Lock } from "../../archive/lock.ts";
import { type WriteRefusal, writeLocked } from "../../archive/write.ts";
import { accept, invariant, type Result } from "../../result.ts";
import { now } from "../../time.ts";
import type { Connection, Sql } from "../connection.ts";
import { type About, takeBase } from "./base.ts";
import { type Base, contentsOf, following, neededFrom, type Piece, pieceName } from "./folder.ts";
import { journalHas, keepForJournal, standingOfLog } from "./slot-store.ts";
import { SEGMENT, segmentName, segmentStart } from "./wal.ts";

/** Of what a journal is kept, and where. */
export type JournalWork = {
  /** As the server's administrator: a pool, and how to connect anew. */
  readonly sql: Sql;
  readonly connection: Connection;
  /** The folder of PostgreSQL's own files. */
  readonly cluster: string;
  readonly folder: string;
  readonly lock: Lock;
  readonly about: About;
};

/** What was kept just now. */
export type Kept = { readonly bytes: number; readonly base: Base | undefined };

/** A new copy of the whole is made so often: what is replayed at a restore is never more than that. */
const BASE_EVERY = { hours: 24 };
/** So many copies are kept, with everything since the oldest. */
const BASES_KEPT = 2;

/**
 * Keeps everything that was changed since it was asked the last time, encrypted, in the journal's folder; and, when it is time or something
 * is missing, a new copy of the whole to begin from. What it wrote is on the disk before PostgreSQL is told that it need not keep it.
 */
export async function keepJournalOnce(work: JournalWork): Promise<Result<Kept, WriteRefusal>> {
  const { sql, lock, about, connection, cluster } = work;
  if ((await standingOfLog(sql)).keptFrom === undefined) await keepForJournal(sql);
  const { system, timeline } = await standingOfLog(sql);
  const folder = path.join(work.folder, system);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = await keepChanges(work, folder);
  if (!kept.ok) return kept;
  const { bases, pieces } = await contentsOf(folder);
  const last = bases.filter((base) => base.timeline === timeline).at(-1);
  const newest = pieces.filter((piece) => piece.timeline === timeline).at(-1);
  if (last && !isDue(last) && (!newest || following(last, pieces).at(-1)?.file === newest.file)) return kept;
  await clearHalfMade(folder);
  const base = await takeBase({ connection, cluster, timeline }, about, folder, lock);
  if (!base.ok) return base;
  // It is of no use before it is completed by what was changed while it was taken.
  const completed = await keepChanges(work, folder);
  if (!completed.ok) return completed;
  await forgetOld(folder);
  return accept({ bytes: kept.value.bytes + completed.value.bytes, base: base.value });
}

/** Keeps what was changed since the last piece. */
async function keepChanges(work: JournalWork, folder: string): Promise<Result<Kept, WriteRefusal>> {
  const { timeline, flushed, keptFrom } = await standingOfLog(work.sql);
  invariant(keptFrom !== undefined, "what is kept for the journal begins somewhere");
  const { pieces } = await contentsOf(folder);
  const reached = pieces.filter((piece) => piece.timeline === timeline).at(-1)?.to ?? 0n;
  // Where something was thrown away meanwhile, a whole file is begun with, and a new copy must be made to begin from.
  const from = reached >= keptFrom && reached <= flushed ? reached : segmentStart(keptFrom);
  for (let begin = from; begin < flushed; ) {
    const end = min(segmentStart(begin) + SEGMENT, flushed);
    const piece = await keepPiece(work, folder, { timeline, from: begin, to: end });
    if (!piece.ok) return piece;
    begin = end;
  }
  if (from < flushed) await journalHas(work.sql, flushed);
  return accept({ bytes: Number(flushed - from), base: undefined });
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const isDue = ({ at }: Base): boolean => Temporal.Instant.compare(at.add(BASE_EVERY), now()) <= 0;

/** Reads one part of the log of changes, all of which is on the disk, from its file. */
async function keepPiece(
  { cluster, lock }: JournalWork,
  folder: string,
  part: Omit<Piece, "file" | "at">,
): Promise<Result<Piece, WriteRefusal>> {
  const { timeline, from, to } = part;
  const file = await open(path.join(cluster, "pg_wal", segmentName(timeline, from)), "r");
  const bytes = Buffer.alloc(Number(to - from));
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, Number(from - segmentStart(from)));
    invariant(bytesRead === bytes.byteLength, "what is on the disk is in its file");
  } finally {
    await file.close();
  }
  const piece = { ...part, at: now() };
  const name = pieceName(piece);
  const written = await writeLocked(path.join(folder, name), lock, () => ({
    plain: new Blob([bytes]).stream(),
  }));
  return written.ok ? accept({ ...piece, file: name }) : written;
}

/** What a crash left half written. Nobody else writes in the folder of this server. */
async function clearHalfMade(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith(".part") || name.endsWith(".making"))
      await rm(path.join(folder, name), { force: true });
}

/** Deletes copies beyond those to keep, and pieces that none of the kept needs. */
async function forgetOld(folder: string): Promise<void> {
  const { bases, pieces } = await contentsOf(folder);
  const kept = bases.slice(-BASES_KEPT);
  const needed = (piece: Piece): boolean =>
    kept.some((base) => base.timeline === piece.timeline && piece.to > neededFrom(base));
  const gone = [...bases.filter((base) => !kept.includes(base)), ...pieces.filter((piece) => !needed(piece))];
  for (const { file } of gone) await rm(path.join(folder, file), { force: true });
}
