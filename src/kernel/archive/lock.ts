import { open } from "node:fs/promises";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { accept, type Result, refuse } from "../result.ts";

/**
 * By what an archive is locked: public keys, so that whoever makes it need not be able to read it, or a passphrase. The file
 * is in the format age (age-encryption.org/v1), which other programs read as well.
 */
export type Lock =
  | { readonly by: "recipients"; readonly recipients: readonly string[] }
  | { readonly by: "passphrase"; readonly passphrase: string };

/** By what it is opened: the secret keys that belong to those public ones, or the passphrase. */
export type Opener =
  | { readonly by: "identities"; readonly identities: readonly string[] }
  | { readonly by: "passphrase"; readonly passphrase: string };

export type LockRefusal = { readonly code: "not-a-recipient"; readonly given: string };
export type OpenerRefusal =
  | { readonly code: "not-an-identity" }
  | { readonly code: "wrong-key" }
  | { readonly code: "not-an-archive" };

const FIRST_LINE = "age-encryption.org/v1";
const HEADER_MOST = 4096;

/** What encrypts for this lock, or which of its public keys is none. */
export function encrypterFor(lock: Lock): Result<Encrypter, LockRefusal> {
  const encrypter = new Encrypter();
  if (lock.by === "passphrase") {
    encrypter.setPassphrase(lock.passphrase);
    return accept(encrypter);
  }
  for (const recipient of lock.recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      return refuse({ code: "not-a-recipient", given: recipient });
    }
  }
  return accept(encrypter);
}

/** Begins to decrypt: the archive's beginning is read and its key found. What follows may still prove not to be whole. */
export async function decrypted(
  encrypted: ReadableStream<Uint8Array>,
  opener: Opener,
): Promise<Result<ReadableStream<Uint8Array>, OpenerRefusal>> {
  const decrypter = new Decrypter();
  if (opener.by === "passphrase") decrypter.addPassphrase(opener.passphrase);
  else
    for (const identity of opener.identities) {
      try {
        decrypter.addIdentity(identity);
      } catch {
        return refuse({ code: "not-an-identity" });
      }
    }
  try {
    return accept(await decrypter.decrypt(encrypted));
  } catch (error) {
    const noneFits = error instanceof Error && /no identity matched/i.test(error.message);
    return refuse({ code: noneFits ? "wrong-key" : "not-an-archive" });
  }
}

/** By what the archive in this file is locked, from its first lines; undefined when it is no archive of this kind. */
export async function lockedBy(file: string): Promise<"recipients" | "passphrase" | undefined> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_MOST), 0, HEADER_MOST, 0);
    const [first, second = ""] = buffer.subarray(0, bytesRead).toString("latin1").split("\n");
    if (first !== FIRST_LINE) return undefined;
    return second.startsWith("-> scrypt ") ? "passphrase" : "recipients";
  } finally {
    await handle.close();
  }
}

/** The secret keys in a text as age-keygen writes it: one a line, comments after #. */
export const identitiesIn = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** A new pair of keys: the secret one, to be kept apart, and the public one that belongs to it. */
export async function newIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}
