import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { accept, type Result, refuse } from "../kernel/result.ts";
import { inSession, type Stopped } from "./door.ts";
import type { Route, Upload } from "./page.ts";
import { problemPage } from "./problems.tsx";
import type { Web } from "./web.ts";

/** A line may be as slow as it likes, but whoever sends nothing at all for this long has gone, or holds us up. */
const LONGEST_SILENCE_MS = 60_000;
const PIECE_BYTES = 65_536;

type Sending = FastifyRequest & {
  uploaded?: Upload | undefined;
  /** What to say has been decided: nothing more that comes changes it. */
  answered?: boolean;
};

/** A multipart form's small fields become its body, so that one token check serves every form; its file stays a stream. */
export async function readMultipartFields(request: Sending): Promise<void> {
  if (!request.isMultipart()) return;
  const fields: Record<string, string> = {};
  const part = await request.file().catch((error: unknown) => {
    if (!request.answered) throw error;
    return undefined;
  });
  for (const [name, value] of Object.entries(part?.fields ?? {})) {
    const field = Array.isArray(value) ? value[0] : value;
    if (field?.type === "field") fields[name] = String(field.value).replaceAll("\0", "");
  }
  request.body = fields;
  if (part) request.uploaded = { name: part.filename, bytes: part.file };
}

/** The file that came with this form. */
export const uploadOf = (request: FastifyRequest): Upload | undefined => (request as Sending).uploaded;

/** The sender went away in the middle, or what came is not whole. */
type BrokeOff = { readonly code: "broke-off" };

/**
 * Takes in the file that came with a form before the door is opened, so that however slowly it comes it holds nothing of
 * the database. It lies on the disk without a name: it is gone as soon as it is let go, or the process ends, however.
 * Answers how to let it go. Nobody fills the disk who may not send files: that is asked first.
 */
export async function keepUpload(
  web: Web,
  route: Route,
  request: Sending,
): Promise<Result<() => Promise<void>, Stopped | BrokeOff>> {
  const { uploaded } = request;
  request.uploaded = undefined;
  if (!uploaded || route.largestFile === undefined) return accept(async () => {});
  const may = await inSession<undefined, never>(web, request, route, async () => accept(undefined));
  if (!may.ok) return may;
  const handle = await openNameless(web.options.uploads);
  try {
    if (await takeIn(handle, uploaded.bytes, route.largestFile)) {
      request.uploaded = { name: uploaded.name, bytes: bytesOf(handle) };
      return accept(() => handle.close());
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return refuse({ code: "broke-off" });
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, randomUUID());
  const handle = await open(file, "wx+", 0o600);
  await rm(file, { force: true });
  return handle;
}

/** What a process left that died between giving a file its name and taking it away again. */
export async function clearUploads(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    await rm(path.join(folder, name), { force: true });
}

/** Writes bytes as they come, and of a file that is too large one byte too many. False when they break off. */
async function takeIn(handle: FileHandle, bytes: AsyncIterable<Buffer>, largest: number): Promise<boolean> {
  const pieces = bytes[Symbol.asyncIterator]();
  for (let room = largest + 1; room > 0; ) {
    const next = await pieces.next().catch(() => undefined);
    if (!next) return false;
    if (next.done) return true;
    const piece = next.value.subarray(0, room);
    await handle.writeFile(piece);
    room -= piece.length;
  }
  await pieces.return?.();
  return true;
}

async function* bytesOf(handle: FileHandle): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/**
 * Lets the rest of a file run out that a refused form did not read. A browser shows no answer before it has sent
 * everything, and whoever stops reading in the middle leaves it waiting for ever.
 */
export async function takeInTheRest(request: Sending): Promise<void> {
  const { raw } = request;
  if (request.answered || !request.isMultipart() || raw.readableEnded || raw.destroyed) return;
  request.answered = true;
  raw.unpipe();
  raw.resume();
  // A sender that went away waits for no answer.
  await finished(raw, { writable: false }).catch(() => {});
}

/** Cuts off whoever falls silent in the middle of a form or a file, and tells them so where they still listen. */
export function cutOffSilence(web: Web): (request: Sending, reply: FastifyReply) => Promise<void> {
  const longest = web.options.longestSilenceMs ?? LONGEST_SILENCE_MS;
  return async (request, reply) => {
    if (request.method === "GET" || request.method === "HEAD") return;
    const { raw } = request;
    let [heard, since] = [raw.socket.bytesRead, performance.now()];
    const look = setInterval(() => {
      if (raw.complete || raw.destroyed) return clearInterval(look);
      // Where as much lies here as may, it is they who wait for us.
      const isOurs = raw.readableLength >= raw.readableHighWaterMark;
      if (isOurs || raw.socket.bytesRead !== heard)
        [heard, since] = [raw.socket.bytesRead, performance.now()];
      else if (performance.now() - since >= longest) {
        clearInterval(look);
        cutOff(web, request, reply);
      }
    }, longest / 4);
    reply.raw.once("close", () => clearInterval(look));
  };
}

function cutOff(web: Web, request: Sending, reply: FastifyReply): void {
  if (request.answered) return void request.raw.destroy();
  request.answered = true;
  web.show(request, reply.header("connection", "close"), problemPage("fell-silent"), 408);
}
