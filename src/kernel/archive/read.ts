import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { accept, type Result, refuse } from "../result.ts";
import { decrypted, type Opener, type OpenerRefusal } from "./lock.ts";
import { pairOf } from "./write.ts";

/** One member of an archive as it comes by. Its body is read before the next one is asked for. */
export type Member = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };

export type ReadRefusal =
  | OpenerRefusal
  | { readonly code: "cannot-read"; readonly file: string; readonly because: string }
  /** A byte is another than was written, or the end is missing. */
  | { readonly code: "not-whole" };

/**
 * Reads an archive from its beginning, and hands over its members in order. Every byte is authenticated before it is handed
 * over; that none is missing at the end is known only when the last member was read. What `take` did by then is for it to undo.
 */
export const readArchive = <V, R>(
  file: string,
  opener: Opener,
  take: (members: AsyncIterable<Member>) => Promise<Result<V, R>>,
): Promise<Result<V, R | ReadRefusal>> =>
  readLocked(file, opener, (plain, onBroken) =>
    take(membersOf(plain.pipeThrough(createTarDecoder({ strict: true })), onBroken)),
  );

/** Reads all of a locked stream that is known to be small: none of it is answered before its last byte was authenticated. */
export const readPiece = (file: string, opener: Opener): Promise<Result<Buffer, ReadRefusal>> =>
  readLocked(file, opener, async (plain, onBroken): Promise<Result<Buffer, ReadRefusal>> => {
    const all: Uint8Array[] = [];
    for await (const bytes of noticing(plain, onBroken)) all.push(bytes);
    return accept(Buffer.concat(all));
  });

/** Opens what was compressed and encrypted. What turns out to be broken while it is read is said by `onBroken`, and then thrown. */
async function readLocked<V, R>(
  file: string,
  opener: Opener,
  take: (plain: ReadableStream<Uint8Array>, onBroken: () => void) => Promise<Result<V, R>>,
): Promise<Result<V, R | ReadRefusal>> {
  const onDisk = createReadStream(file);
  try {
    await new Promise((resolve, reject) => onDisk.once("open", resolve).once("error", reject));
  } catch (error) {
    return refuse({
      code: "cannot-read",
      file,
      because: String((error as { code?: string }).code ?? "unknown"),
    });
  }
  let broken = false;
  try {
    const plain = await decrypted(Readable.toWeb(onDisk) as unknown as ReadableStream<Uint8Array>, opener);
    if (!plain.ok) return plain;
    return await take(plain.value.pipeThrough(pairOf(createGunzip())), () => {
      broken = true;
    });
  } catch (error) {
    if (!broken) throw error;
    return refuse({ code: "not-whole" });
  } finally {
    onDisk.destroy();
  }
}

async function* membersOf(
  entries: ReadableStream<ParsedTarEntry>,
  onBroken: () => void,
): AsyncGenerator<Member> {
  const reader = entries.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield { name: value.header.name, body: noticing(value.body, onBroken) };
    }
  } catch (error) {
    onBroken();
    throw error;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

async function* noticing(body: ReadableStream<Uint8Array>, onBroken: () => void): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const next = await reader.read().catch((error: unknown) => {
      onBroken();
      throw error;
    });
    if (next.done) return;
    yield next.value;
  }
}
