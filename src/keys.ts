import type { Sql } from "./kernel/database/connection.ts";
import { forgetKey, type KeyFiles, lockKeys, makeKey, readKeys } from "./kernel/database/keys.ts";
import { asOwner, asPolicyRole } from "./kernel/database/partnership.ts";
import { type Key, type KeyRing, newestOf } from "./kernel/encryption.ts";
import { accept, type Result, refuse } from "./kernel/result.ts";
import { now } from "./kernel/time.ts";
import {
  ENCRYPTED,
  type EncryptedColumn,
  encryptAnew,
  encryptPlain,
  type Guarded,
  guardedBy,
  haveAllEncrypted,
  isAllEncrypted,
} from "./record/staff/encrypted-store.ts";

/** A partnership as far as its keys go. */
type Kept = { readonly code: string; readonly schema: string; readonly name: string };

/** Everything that work on keys needs: set-up's connection, the files, the partnerships. */
export type KeyWork = {
  readonly setUp: Sql;
  readonly keyFiles: KeyFiles;
  readonly partnerships: readonly Kept[];
};

export type KeyRefusal =
  | { readonly code: "file-unreadable"; readonly file: string }
  | { readonly code: "no-such-key"; readonly key: string }
  | { readonly code: "newest-key"; readonly key: string }
  | { readonly code: "key-in-use"; readonly key: string; readonly guards: readonly Guarded[] };

const unreadable = ({ file }: { readonly file: string }) =>
  refuse({ code: "file-unreadable" as const, file });

/** Runs work with the lock on keys held, in one transaction of set-up's. */
const alone = <V>(setUp: Sql, work: (tx: Sql) => Promise<V>): Promise<V> =>
  setUp.begin(async (tx) => {
    await lockKeys(tx as unknown as Sql, "to-change");
    return work(tx as unknown as Sql);
  }) as Promise<V>;

/**
 * The newest key, made when there is none yet. None, and none made, where something was encrypted by one that is not here: its
 * file may be on a disk that is not there at the moment, and a new one in its place would hide that.
 */
const someKey = (
  setUp: Sql,
  files: KeyFiles,
  wasThere: boolean,
): Promise<Result<Key | undefined, KeyRefusal>> =>
  alone(setUp, async (): Promise<Result<Key | undefined, KeyRefusal>> => {
    const ring = await readKeys(files);
    if (!ring.ok) return unreadable(ring.refusal);
    const newest = newestOf(ring.value);
    if (newest || wasThere) return accept(newest);
    const made = await makeKey(files, now().toString());
    return made.ok ? made : unreadable(made.refusal);
  });

const isKey = ({ key }: Guarded): boolean => /^[0-9a-f]{16}$/.test(key);

/** Sees to it that there is a key, and that a partnership's secrets are encrypted: an older version left them in plain text. */
export async function encryptAtRest(
  setUp: Sql,
  files: KeyFiles,
  { code, schema }: Pick<Kept, "code" | "schema">,
): Promise<Result<void, KeyRefusal>> {
  const key = await someKey(setUp, files, (await asPolicyRole(setUp, code, guardedBy)).some(isKey));
  if (!key.ok) return key;
  const newest = key.value;
  if (!newest || (await asPolicyRole(setUp, code, isAllEncrypted))) return accept(undefined);
  await asPolicyRole(setUp, code, async (tx) => {
    await lockKeys(tx, "to-encrypt");
    await encryptPlain(tx, newest);
  });
  await asOwner(setUp, schema, haveAllEncrypted);
  return accept(undefined);
}

/** One key, whether it is here, and what it guards in all partnerships. */
export type KeyLine = {
  readonly id: string;
  readonly since: string | undefined;
  readonly guards: readonly Guarded[];
};

/** Every key that is here or needed, newest first, the lost ones last. */
export async function allKeys({
  setUp,
  keyFiles,
  partnerships,
}: KeyWork): Promise<Result<readonly KeyLine[], KeyRefusal>> {
  const ring = await readKeys(keyFiles);
  if (!ring.ok) return unreadable(ring.refusal);
  const guarded: Guarded[] = [];
  for (const { code } of partnerships) guarded.push(...(await asPolicyRole(setUp, code, guardedBy)));
  const here = [...ring.value].reverse();
  const lost = new Set(guarded.map(({ key }) => key).filter((key) => !here.some((one) => one.id === key)));
  return accept([
    ...here.map(({ id, since }) => ({ id, since, guards: summed(guarded, id) })),
    ...[...lost].sort().map((id) => ({ id, since: undefined, guards: summed(guarded, id) })),
  ]);
}

/** What a key guards, added up over partnerships. */
function summed(guarded: readonly Guarded[], key: string): readonly Guarded[] {
  return ENCRYPTED.map((of) => ({
    key,
    of,
    count: guarded.filter((one) => one.key === key && one.of === of).reduce((sum, one) => sum + one.count, 0),
  })).filter(({ count }) => count > 0);
}

/** What a rotation came to. */
export type Rotated = {
  readonly newest: string;
  /** Whether one that was stopped in the middle went on, rather than a key being made. */
  readonly resumed: boolean;
  readonly moved: number;
  /** What did not open: its key is lost, or somebody changed or moved it. */
  readonly unopened: number;
};

/**
 * Makes a key and encrypts everything by it, in parts of which each is whole. One that was stopped in the middle goes on
 * with the key it made. The old keys stay: backups need them.
 */
export async function rotateKeys(work: KeyWork): Promise<Result<Rotated, KeyRefusal>> {
  const ring = await readKeys(work.keyFiles);
  if (!ring.ok) return unreadable(ring.refusal);
  const newest = newestOf(ring.value);
  const rest = newest && (await encryptAll(work, newest));
  if (rest?.ok === false) return rest;
  if (newest && rest && rest.value.moved > 0)
    return accept({ newest: newest.id, resumed: true, ...rest.value });
  const made = await alone(work.setUp, () => makeKey(work.keyFiles, now().toString()));
  if (!made.ok) return unreadable(made.refusal);
  const all = await encryptAll(work, made.value);
  return all.ok ? accept({ newest: made.value.id, resumed: false, ...all.value }) : all;
}

async function encryptAll(
  { setUp, keyFiles, partnerships }: KeyWork,
  newest: Key,
): Promise<Result<Pick<Rotated, "moved" | "unopened">, KeyRefusal>> {
  const ring = await readKeys(keyFiles);
  if (!ring.ok) return unreadable(ring.refusal);
  let [moved, unopened] = [0, 0];
  for (const { code } of partnerships) {
    for (const of of ENCRYPTED) {
      const done = await encryptColumn(setUp, code, of, newest, ring.value);
      moved += done.moved;
      unopened += done.unopened;
    }
  }
  return accept({ moved, unopened });
}

const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

async function encryptColumn(
  setUp: Sql,
  code: string,
  of: EncryptedColumn,
  newest: Key,
  ring: KeyRing,
): Promise<Pick<Rotated, "moved" | "unopened">> {
  let [moved, unopened, from] = [0, 0, BEFORE_ALL as string | undefined];
  while (from !== undefined) {
    const at: string = from;
    const part = await asPolicyRole(setUp, code, async (tx) => {
      await lockKeys(tx, "to-encrypt");
      return encryptAnew(tx, of, newest, ring, at);
    });
    moved += part.moved;
    unopened += part.unopened;
    from = part.onFrom;
  }
  return { moved, unopened };
}

/** Takes a key away for ever, once nothing here needs it. */
export const dropKey = (work: KeyWork, id: string): Promise<Result<void, KeyRefusal>> =>
  alone(work.setUp, async (): Promise<Result<void, KeyRefusal>> => {
    // Nobody encrypts while this lock is held, so what is counted here is all there is.
    const lines = await allKeys(work);
    if (!lines.ok) return lines;
    const line = lines.value.find((one) => one.id === id && one.since !== undefined);
    if (!line) return refuse({ code: "no-such-key", key: id });
    if (line.guards.length > 0) return refuse({ code: "key-in-use", key: id, guards: line.guards });
    if (line.id === lines.value[0]?.id) return refuse({ code: "newest-key", key: id });
    const gone = await forgetKey(work.keyFiles, id);
    return gone.ok ? gone : unreadable(gone.refusal);
  });

/** What nobody can read any more, and what to do about it; nothing when no key is lost. */
export function sayLostKeys(lines: readonly KeyLine[], files: KeyFiles): string | undefined {
  const lost = lines.filter(({ since }) => since === undefined);
  if (lost.length === 0) return undefined;
  const all = lost.map(({ id, guards }) => `${id} (${sayGuards(guards)})`).join(", ");
  return [
    `A key is lost: ${all}. It is not in ${files.join(" or ")}.`,
    "Whoever those secrets belong to cannot sign in by code, or at that organisation. Put the file with the key back, from where you keep it.",
    "If it is gone for ever: ./throughcare keys rotate makes a new one; then ./throughcare account recover USERNAME for each worker, ./throughcare provider secret CODE for each organisation.",
  ].join("\n");
}

/** What a key guards, in words. */
export const sayGuards = (guards: readonly Guarded[]): string =>
  guards.length === 0
    ? "nothing"
    : guards.map(({ count, of }) => `${count} ${count === 1 ? of.one : of.more}`).join(", ");

/** Why work on keys was not done, and what to do. */
export function sayKeys(refusal: KeyRefusal): string {
  switch (refusal.code) {
    case "file-unreadable":
      return `The file of keys ${refusal.file} cannot be read or written. Nothing was changed. Put it back as it was, or see to its owner and rights.`;
    case "no-such-key":
      return `There is no key ${refusal.key} here. See them with ./throughcare keys.`;
    case "newest-key":
      return `${refusal.key} is the newest key, by which everything is encrypted. Make another first with ./throughcare keys rotate.`;
    case "key-in-use":
      return `The key ${refusal.key} still guards ${sayGuards(refusal.guards)}. Encrypt them anew with ./throughcare keys rotate first.`;
  }
}
