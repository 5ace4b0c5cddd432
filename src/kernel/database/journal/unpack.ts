import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { Opener } from "../../archive/lock.ts";
import { type Member, type ReadRefusal, readArchive, readPiece } from "../../archive/read.ts";
import { accept, type Result, refuse } from "../../result.ts";
import { ABOUT, About, END, End, FILES } from "./base.ts";
import type { Chosen } from "./choose.ts";
import type { Piece } from "./folder.ts";
import { SEGMENT, segmentName, segmentStart } from "./wal.ts";

export type UnpackRefusal =
  | ReadRefusal
  /** The copy was made by another release, which alone can read it. */
  | { readonly code: "another-postgresql"; readonly major: number };

/** What is done with what is read: files of the cluster, its folders, and parts of the log of changes. */
export type Putting = {
  file(name: string, body: AsyncIterable<Uint8Array>): Promise<void>;
  folder(name: string): Promise<void>;
  part(piece: Piece, bytes: Buffer): Promise<void>;
};

/** Reads all of a journal that one moment needs: the copy, then every piece. What does not open, or is short, is refused. */
export async function readAll(
  from: { readonly folder: string; readonly opener: Opener; readonly major?: number },
  { base, pieces }: Chosen,
  put: Putting,
): Promise<Result<About, UnpackRefusal>> {
  const { folder, opener, major } = from;
  const about = await readArchive(path.join(folder, base.file), opener, (members) =>
    readCopy(members, major, put),
  );
  if (!about.ok) return about;
  for (const piece of pieces) {
    const read = await readPiece(path.join(folder, piece.file), opener);
    if (!read.ok) return read;
    if (BigInt(read.value.byteLength) !== piece.to - piece.from) return refuse({ code: "not-whole" });
    await put.part(piece, read.value);
  }
  return about;
}

async function readCopy(
  members: AsyncIterable<Member>,
  major: number | undefined,
  put: Putting,
): Promise<Result<About, UnpackRefusal>> {
  let [about, ended]: [About | undefined, boolean] = [undefined, false];
  for await (const { name, body } of members) {
    const file = name.startsWith(FILES) ? name.slice(FILES.length) : undefined;
    if (file !== undefined) {
      if (!isInside(file)) return refuse({ code: "not-an-archive" });
      await put.file(file, body);
    } else if (name === ABOUT) {
      const read = About.safeParse(JSON.parse(await textOf(body)));
      if (!read.success) return refuse({ code: "not-an-archive" });
      about = read.data;
      if (major !== undefined && about.postgresql !== major)
        return refuse({ code: "another-postgresql", major: about.postgresql });
    } else if (name === END) {
      const { folders } = End.parse(JSON.parse(await textOf(body)));
      if (!folders.every(isInside)) return refuse({ code: "not-an-archive" });
      for (const folder of folders) await put.folder(folder);
      ended = true;
    }
  }
  return about && ended ? accept(about) : refuse({ code: "not-whole" });
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const bytes of body) all.push(bytes);
  return Buffer.concat(all).toString("utf8");
}

/** Reads and keeps nothing: whether all of it opens. */
export const ONLY_LOOKING: Putting = {
  file: async (_name, body) => {
    for await (const _ of body);
  },
  folder: async () => {},
  part: async () => {},
};

/** Puts everything into a folder, as PostgreSQL will find it. */
export const puttingInto = (into: string): Putting => ({
  file: async (name, body) => {
    const file = path.join(into, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // A large file comes in pieces of one name.
    const handle = await open(file, "a", 0o600);
    try {
      for await (const bytes of body) await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
  },
  folder: async (name) => {
    await mkdir(path.join(into, name), { recursive: true, mode: 0o700 });
  },
  part: async ({ timeline, from }, bytes) => {
    const file = path.join(into, "pg_wal", segmentName(timeline, from));
    await (await open(file, "a", 0o600)).close();
    const handle = await open(file, "r+");
    try {
      // What no piece has is empty, and PostgreSQL ends reading there.
      await handle.truncate(Number(SEGMENT));
      await handle.write(bytes, 0, bytes.byteLength, Number(from - segmentStart(from)));
    } finally {
      await handle.close();
    }
  },
});

/** Whoever can make an archive that opens must not be able to write elsewhere by it. */
const isInside = (name: string): boolean =>
  !path.isAbsolute(name) &&
  !name.includes("\\") &&
  name.split("/").every((part) => part !== "" && !/^\.+$/.test(part));
