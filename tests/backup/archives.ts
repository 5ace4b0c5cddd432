import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type BackupOptions, takeBackup } from "../../src/backup.ts";
import { newIdentity, type Opener } from "../../src/kernel/archive/lock.ts";
import {
  type About,
  type Manifest,
  pieceOf,
  Sum,
  sha256,
  wholeOf,
} from "../../src/kernel/archive/manifest.ts";
import { readArchive } from "../../src/kernel/archive/read.ts";
import { writeArchive } from "../../src/kernel/archive/write.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { WORLD_CODE } from "../global-setup.ts";
import type { World } from "../world.ts";

/** An archive's members, to be changed and packed again by whoever holds the key. */
export type Members = { name: string; bytes: Buffer }[];

/** A place for backups of a test, with a pair of keys. */
export type Shelf = {
  readonly folder: string;
  readonly opener: Opener;
  readonly recipient: string;
  file(name: string): string;
  /** Takes a backup of a world. */
  take(world: World, name: string, options?: Partial<BackupOptions>, code?: string): Promise<string>;
  /** Opens an archive, whatever is in it. */
  open(file: string): Promise<Members>;
  /** Packs members again, as only somebody with the public key could. */
  pack(name: string, members: Members): Promise<string>;
  clear(): Promise<void>;
};

export async function aShelf(): Promise<Shelf> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-backups-"));
  const keys = await newIdentity();
  const opener: Opener = { by: "identities", identities: [keys.identity] };
  const lock = { by: "recipients", recipients: [keys.recipient] } as const;
  const file = (name: string): string => path.join(folder, name);
  return {
    folder,
    opener,
    recipient: keys.recipient,
    file,
    take: async (world, name, options = {}, code = WORLD_CODE) => {
      const made = await takeBackup(
        {
          connection: world.server,
          keyFiles: [path.join(folder, "secrets.json")],
          partnership: { code, name: "Testland", madeUp: true },
        },
        file(name),
        { lock, withKeys: false, ...options },
      );
      invariant(made.ok, `a backup is taken: ${JSON.stringify(made)}`);
      return file(name);
    },
    open: async (from) => {
      const members: Members = [];
      const read = await readArchive(from, opener, async (all) => {
        for await (const { name, body } of all) {
          const pieces: Uint8Array[] = [];
          for await (const piece of body) pieces.push(piece);
          members.push({ name, bytes: Buffer.concat(pieces) });
        }
        return accept(undefined);
      });
      invariant(read.ok, "the test's own archive opens");
      return members;
    },
    pack: async (name, members) => {
      await rm(file(name), { force: true });
      const written = await writeArchive(file(name), lock, async (archive) => {
        for (const member of members) await archive.add(member.name, member.bytes);
      });
      invariant(written.ok, "the test's own archive is written");
      return file(name);
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The member of this name. */
export function memberOf(members: Members, name: string): Members[number] {
  const member = members.find((one) => one.name === name);
  invariant(member, `${name} is in the archive`);
  return member;
}

/** Changes the first member as whoever wants to deceive would. */
export function changeAbout(members: Members, change: (about: About) => unknown): Members {
  const about = memberOf(members, "about.json");
  const read = JSON.parse(about.bytes.toString()) as About;
  about.bytes = Buffer.from(JSON.stringify(change(read) ?? read));
  return members;
}

/** Makes the manifest say what is in the archive, whatever that is: a deceit that no hash finds. */
export function setManifestRight(members: Members): Members {
  const sums = new Map<string, Sum>();
  for (const { name, bytes } of members) {
    const piece = pieceOf(name);
    if (!piece) continue;
    const sum = sums.get(piece.table) ?? new Sum();
    sum.add(bytes);
    sums.set(piece.table, sum);
  }
  const tables = [...sums].map(([name, sum]) => sum.of(name));
  const parts = { about: sha256(memberOf(members, "about.json").bytes), keys: null, tables };
  const manifest: Manifest = { ...parts, whole: wholeOf(parts) };
  memberOf(members, "manifest.json").bytes = Buffer.from(JSON.stringify(manifest));
  return members;
}

/** Writes a copy of a file with something done to its bytes. */
export async function changed(
  bytes: Buffer,
  file: string,
  change: { readonly flip?: number; readonly cutTo?: number; readonly add?: string },
): Promise<string> {
  const copy = Buffer.from(bytes.subarray(0, change.cutTo));
  if (change.flip !== undefined) copy[change.flip] = (copy[change.flip] ?? 0) ^ 1;
  await writeFile(file, copy);
  if (change.add) await appendFile(file, change.add);
  return file;
}
