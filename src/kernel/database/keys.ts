import { stat } from "node:fs/promises";
import { freshKey, type Key, type KeyRing } from "../encryption.ts";
import { accept, type Result } from "../result.ts";
import type { Queries } from "./connection.ts";
import { changeSecretsIn, readSecretsIn, type SecretsRefusal } from "./secrets.ts";

/** The files that hold this installation's keys: a new one goes into the first. */
export type KeyFiles = readonly [string, ...string[]];

/** Reads the keys as they are now: a command may have made another while the server runs. */
export type ReadKeys = () => Promise<KeyRing>;

const NAME = /^key-([0-9a-f]{16})$/;
const KEPT = /^(\S+) ([\w-]{43})$/;

/**
 * Every key that these files hold, oldest first. A key is newer than those above it in its file and than those of the files
 * after its own: no clock is asked, which may have been set back.
 */
export async function readKeys(files: KeyFiles): Promise<Result<KeyRing, SecretsRefusal>> {
  const ring: Key[] = [];
  for (const file of [...files].reverse()) {
    const secrets = await readSecretsIn(file);
    if (!secrets.ok) return secrets;
    for (const [name, value] of Object.entries(secrets.value)) {
      const [[, id], [, since, material]] = [NAME.exec(name) ?? [], KEPT.exec(value) ?? []];
      if (id && since && material) ring.push({ id, since, material: Buffer.from(material, "base64url") });
    }
  }
  return accept(ring);
}

/** Those of these files that others on this machine may read or write too. */
export async function openToOthers(files: KeyFiles): Promise<readonly string[]> {
  const modes = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  return files.filter((_, at) => ((modes[at]?.mode ?? 0) & 0o077) !== 0);
}

/** The keys as they are whenever they are asked for; none while a file cannot be read. */
export const keysIn =
  (files: KeyFiles): ReadKeys =>
  async () => {
    const ring = await readKeys(files);
    return ring.ok ? ring.value : [];
  };

/** Makes a key, kept before anything is encrypted by it. Whoever calls holds the lock on keys. */
export async function makeKey(files: KeyFiles, since: string): Promise<Result<Key, SecretsRefusal>> {
  const key = freshKey(since);
  const kept = await changeSecretsIn(files[0], {
    [`key-${key.id}`]: `${key.since} ${key.material.toString("base64url")}`,
  });
  return kept.ok ? accept(key) : kept;
}

/** Takes a key away for ever. Whoever calls holds the lock on keys, and has seen that nothing needs it. */
export async function forgetKey(files: KeyFiles, id: string): Promise<Result<void, SecretsRefusal>> {
  for (const file of files) {
    const secrets = await readSecretsIn(file);
    if (!secrets.ok) return secrets;
    if (secrets.value[`key-${id}`] === undefined) continue;
    const gone = await changeSecretsIn(file, { [`key-${id}`]: undefined });
    if (!gone.ok) return gone;
  }
  return accept(undefined);
}

/**
 * Until this transaction ends no key is made or taken away by another. Whoever encrypts by one shares the lock, so that a
 * key is not taken away between being read from its file and what it encrypted being there to see.
 */
export async function lockKeys(tx: Queries, how: "to-encrypt" | "to-change"): Promise<void> {
  await (how === "to-encrypt"
    ? tx`select pg_advisory_xact_lock_shared(hashtextextended('throughcare keys', 0))`
    : tx`select pg_advisory_xact_lock(hashtextextended('throughcare keys', 0))`);
}
