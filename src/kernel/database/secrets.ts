import { randomBytes } from "node:crypto";
import { chown, open, readFile, rename, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { accept, type Result, refuse } from "../result.ts";

/** What only this installation knows, by name: passwords and keys. */
export type Secrets = { readonly [name: string]: string };

/** The file is there but cannot be used. Losing it would lock everyone out, so it is never replaced unasked. */
export type SecretsRefusal = {
  readonly code: "secrets-unreadable";
  readonly file: string;
  readonly because: string;
};

const shape = z.record(z.string(), z.string());

/** Where they are kept. */
export const secretsFile = (dataDir: string): string => path.join(dataDir, "secrets.json");

/** A new password or key: 32 bytes of chance, in letters that are safe in a connection address and a shell. */
export const freshSecret = (): string => randomBytes(32).toString("base64url");

/** The secrets kept in this data folder; none when there is no file yet. */
export const readSecrets = (dataDir: string): Promise<Result<Secrets, SecretsRefusal>> =>
  readSecretsIn(secretsFile(dataDir));

/** The secrets kept in this file; none when it is not there yet. */
export async function readSecretsIn(file: string): Promise<Result<Secrets, SecretsRefusal>> {
  try {
    return accept(shape.parse(JSON.parse(await readFile(file, "utf8"))));
  } catch (error) {
    if (isMissing(error)) return accept({});
    return refuse({ code: "secrets-unreadable", file, because: reason(error) });
  }
}

/** Adds these secrets to those kept in this data folder, and answers all of them. */
export const writeSecrets = (dataDir: string, more: Secrets): Promise<Result<Secrets, SecretsRefusal>> =>
  changeSecretsIn(secretsFile(dataDir), more);

/**
 * Adds these secrets to the kept ones (a name already there gets the new value, one without a value goes) and answers all
 * of them. The file is replaced whole, readable by its owner alone: a crash leaves the old one or the new one, never half of
 * either.
 */
export async function changeSecretsIn(
  file: string,
  changes: { readonly [name: string]: string | undefined },
): Promise<Result<Secrets, SecretsRefusal>> {
  const kept = await readSecretsIn(file);
  if (!kept.ok) return kept;
  const changed = Object.entries({ ...kept.value, ...changes });
  const all = Object.fromEntries(
    changed.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const fresh = `${file}.${process.pid}.new`;
  const handle = await open(fresh, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(all, undefined, 2)}\n`);
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await keepOwner(path.dirname(file), fresh);
  await rename(fresh, file);
  return accept(all);
}

/** Root writing in someone else's folder must not lock them out of it. */
async function keepOwner(folder: string, file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await chown(file, uid, gid);
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** Never the text of the file itself, which a parser may quote: only that it is not what it should be. */
const reason = (error: unknown): string =>
  error instanceof Error && "code" in error
    ? String(error.code)
    : "it is not a list of names and texts in JSON";
