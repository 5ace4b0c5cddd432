import { accept, type Result, refuse } from "../result.ts";
import {
  ABOUT,
  About,
  FORMAT,
  Format,
  KEYS,
  MANIFEST,
  Manifest,
  pieceOf,
  Sum,
  sha256,
  type TableSum,
  VERSION,
  wholeOf,
} from "./manifest.ts";
import type { Member } from "./read.ts";

/** Where a table's bytes go as they come by. */
export type Sink = { write(bytes: Uint8Array): Promise<void>; end(): Promise<void> };

/** Whoever takes in a snapshot: told what it is of before the first row, then handed each table. */
export type Taker<R> = {
  begin(about: About): Promise<Result<void, R>>;
  table(name: string): Promise<Sink>;
};

/** What was walked through, and what all of it came to. */
export type Walked = {
  readonly about: About;
  readonly manifest: Manifest;
  /** Keys of secrets, where they were put in: name and value as the file of keys has them. */
  readonly keys: Readonly<Record<string, string>> | undefined;
};

export type WalkRefusal =
  /** It is encrypted as ours are, and is something else. */
  | { readonly code: "not-a-backup" }
  | { readonly code: "newer-format"; readonly version: number }
  | { readonly code: "member-out-of-place"; readonly member: string }
  | { readonly code: "table-differs"; readonly table: string }
  | { readonly code: "part-differs"; readonly part: string };

const JSON_MOST = 16 * 1024 * 1024;
const NOWHERE: Sink = { write: async () => {}, end: async () => {} };

/** Only looks. */
export const onlyLooking: Taker<never> = {
  begin: async () => accept(undefined),
  table: async () => NOWHERE,
};

/**
 * Walks through the members of a backup from first to last, and holds what comes by to its manifest: every table, rows, bytes
 * and hash. Whoever takes the tables in must be able to undo it until this has accepted.
 */
export async function walk<R>(
  members: AsyncIterable<Member>,
  taker: Taker<R>,
): Promise<Result<Walked, R | WalkRefusal>> {
  const seen: Seen = { sums: [] };
  let open: Open | undefined;
  const close = async (): Promise<void> => {
    if (open) seen.sums.push(open.sum.of(open.table));
    await open?.sink.end();
    open = undefined;
  };
  for await (const member of members) {
    if (!seen.about) {
      const about = await readAbout(member, seen);
      if (!about.ok) return about;
      const begun = await taker.begin(about.value);
      if (!begun.ok) return begun;
      continue;
    }
    const piece = pieceOf(member.name);
    if (piece && !seen.rest) {
      if (piece.table !== open?.table) {
        await close();
        if (seen.about.tables[seen.sums.length]?.name !== piece.table) return outOfPlace(member);
        open = { table: piece.table, pieces: 0, sum: new Sum(), sink: await taker.table(piece.table) };
      }
      if (piece.piece !== open.pieces + 1) return outOfPlace(member);
      open.pieces += 1;
      for await (const bytes of member.body) {
        open.sum.add(bytes);
        await open.sink.write(bytes);
      }
      continue;
    }
    await close();
    if (!(await readRest(member, seen))) return outOfPlace(member);
  }
  return judged(seen);
}

type Open = { readonly table: string; pieces: number; readonly sum: Sum; readonly sink: Sink };

/** What came by so far. */
type Seen = {
  about?: About;
  aboutHash?: string;
  readonly sums: TableSum[];
  keys?: Buffer;
  manifest?: Buffer;
  rest?: true;
};

const outOfPlace = ({ name }: Member) => refuse({ code: "member-out-of-place" as const, member: name });

async function readAbout(member: Member, seen: Seen): Promise<Result<About, WalkRefusal>> {
  if (member.name !== ABOUT) return refuse({ code: "not-a-backup" });
  const bytes = await whole(member);
  const json = parsed(bytes);
  const format = Format.safeParse(json);
  if (!format.success || format.data.format !== FORMAT) return refuse({ code: "not-a-backup" });
  if (format.data.version > VERSION) return refuse({ code: "newer-format", version: format.data.version });
  const about = About.safeParse(json);
  if (!about.success) return refuse({ code: "part-differs", part: ABOUT });
  seen.about = about.data;
  seen.aboutHash = sha256(bytes);
  return accept(about.data);
}

/** Keys, then the manifest, and nothing behind it. */
async function readRest(member: Member, seen: Seen): Promise<boolean> {
  if (seen.manifest || (member.name !== MANIFEST && (member.name !== KEYS || seen.keys))) return false;
  seen.rest = true;
  seen[member.name === KEYS ? "keys" : "manifest"] = await whole(member);
  return true;
}

function judged({ about, aboutHash, sums, keys, manifest }: Seen): Result<Walked, WalkRefusal> {
  if (!about) return refuse({ code: "not-a-backup" });
  const read = Manifest.safeParse(manifest && parsed(manifest));
  if (!read.success) return refuse({ code: "part-differs", part: MANIFEST });
  const said = read.data;
  if (said.about !== aboutHash) return refuse({ code: "part-differs", part: ABOUT });
  if (said.keys !== (keys ? sha256(keys) : null)) return refuse({ code: "part-differs", part: KEYS });
  for (const [at, { name }] of about.tables.entries())
    if (!alike(sums[at], said.tables[at]) || sums[at]?.name !== name)
      return refuse({ code: "table-differs", table: name });
  if (said.tables.length !== about.tables.length || said.whole !== wholeOf(said))
    return refuse({ code: "part-differs", part: MANIFEST });
  return accept({ about, manifest: said, keys: keys && (parsed(keys) as Record<string, string>) });
}

const alike = (one: TableSum | undefined, other: TableSum | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

async function whole({ body }: Member): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes <= JSON_MOST) pieces.push(piece);
  }
  return bytes <= JSON_MOST ? Buffer.concat(pieces) : Buffer.alloc(0);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
