import { createHash } from "node:crypto";
import { access, type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Duplex } from "node:stream";
import { createGzip } from "node:zlib";
import { createTarPacker } from "modern-tar";
import { accept, type Result, refuse } from "../result.ts";
import { encrypterFor, type Lock, type LockRefusal } from "./lock.ts";

/** What fills an archive, a member at a time. */
export type Filling = { add(name: string, body: Uint8Array): Promise<void> };

/** An archive as it lies on the disk. */
export type Written = { readonly bytes: number; readonly sha256: string };

export type WriteRefusal =
  | LockRefusal
  | { readonly code: "file-there"; readonly file: string }
  | { readonly code: "cannot-write"; readonly file: string; readonly because: string };

/** Little is gained above this level, and the time doubles. */
const LEVEL = 4;
/** The same whoever takes it and whenever: nothing is told by the headers of members. */
const NO_TIME = new Date(0);

/**
 * Writes an archive: members packed by tar, compressed by gzip, encrypted by age, all of it as it comes, so that memory does
 * not grow with it.
 */
export const writeArchive = (
  file: string,
  lock: Lock,
  fill: (archive: Filling) => Promise<void>,
): Promise<Result<Written, WriteRefusal>> =>
  writeLocked(file, lock, () => {
    const packer = createTarPacker();
    return { plain: packer.readable, filled: filled(packer.controller, fill) };
  });

/** What is to be locked as it comes, and the filling of it, which may fail. */
type Coming = { readonly plain: ReadableStream<Uint8Array>; readonly filled?: Promise<void> };

/**
 * Writes a stream compressed by gzip and encrypted by age. It is written beside its place and renamed once the disk has it: a file of that
 * name is a whole one.
 */
export async function writeLocked(
  file: string,
  lock: Lock,
  begin: () => Coming,
): Promise<Result<Written, WriteRefusal>> {
  const encrypter = encrypterFor(lock);
  if (!encrypter.ok) return encrypter;
  if (await isThere(file)) return refuse({ code: "file-there", file });
  const making = `${file}.${process.pid}.part`;
  let onDisk: FileHandle | undefined;
  try {
    onDisk = await open(making, "w", 0o600);
  } catch (error) {
    return cannotWrite(file, error);
  }
  const { plain, filled: filling } = begin();
  const zipped = plain.pipeThrough(pairOf(createGzip({ level: LEVEL })));
  let full: unknown;
  const drain = async (handle: FileHandle): Promise<Written> => {
    const [hash, encrypted] = [createHash("sha256"), await encrypter.value.encrypt(zipped)];
    let bytes = 0;
    for await (const piece of encrypted) {
      hash.update(piece);
      bytes += piece.byteLength;
      await handle.writeFile(piece).catch((error: unknown) => {
        full = error;
        throw error;
      });
    }
    await handle.sync();
    return { bytes, sha256: hash.digest("hex") };
  };
  try {
    const [written] = await Promise.all([drain(onDisk), filling]);
    await onDisk.close();
    await rename(making, file);
    await syncFolder(path.dirname(file));
    return accept(written);
  } catch (error) {
    await onDisk.close().catch(() => {});
    await rm(making, { force: true });
    if (full !== undefined) return cannotWrite(file, full);
    throw error;
  }
}

type Packer = ReturnType<typeof createTarPacker>["controller"];

async function filled(packer: Packer, fill: (archive: Filling) => Promise<void>): Promise<void> {
  try {
    await fill({
      add: async (name, body) => {
        const member = packer.add({ name, size: body.byteLength, type: "file", mode: 0o600, mtime: NO_TIME });
        const writer = member.getWriter();
        if (body.byteLength > 0) await writer.write(body);
        await writer.close();
      },
    });
    packer.finalize();
  } catch (error) {
    packer.error(error);
    throw error;
  }
}

/** A stream of Node's as the pair that web streams are piped through. */
export const pairOf = (stream: Duplex): ReadableWritablePair<Uint8Array, Uint8Array> =>
  Duplex.toWeb(stream) as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;

function cannotWrite(file: string, error: unknown): Result<never, WriteRefusal> {
  if (!(error instanceof Error && "code" in error)) throw error;
  return refuse({ code: "cannot-write", file, because: String(error.code) });
}

/** So that the name, too, is there after a power cut. Some file systems know no such thing. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
