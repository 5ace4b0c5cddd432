import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { accept, type Result, refuse } from "../../../kernel/result.ts";

// A checkpoint says how many lines a book has and what its head is, signed: the form of C2SP's tlog-checkpoint within a signed note. What
// stands where a log of trees has its root is the head of a chain, the hash of the last line: no proof of a part can be made from it.

/** By what checkpoints are signed. */
export type CheckpointKey = { readonly name: string; readonly secret: KeyObject };
/** By what they are verified, as it is handed to whoever keeps them: name, its mark, and the key. */
export type VerifierKey = string;

/** What a checkpoint says. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly head: string };

export type CheckpointFault =
  | { readonly code: "not-a-checkpoint" }
  | { readonly code: "not-a-key" }
  | { readonly code: "not-signed-by-this-key" };

const ED25519 = 1;
const SEED_BEFORE = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_BEFORE = Buffer.from("302a300506032b6570032100", "hex");

/** The key of a name from 32 bytes of chance. */
export const checkpointKey = (name: string, seed: Buffer): CheckpointKey => ({
  name,
  secret: createPrivateKey({ key: Buffer.concat([SEED_BEFORE, seed]), format: "der", type: "pkcs8" }),
});

const publicOf = (secret: KeyObject): Buffer =>
  createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(PUBLIC_BEFORE.length);

const markOf = (name: string, key: Buffer): Buffer =>
  createHash("sha256")
    .update(`${name}\n`)
    .update(Buffer.from([ED25519]))
    .update(key)
    .digest()
    .subarray(0, 4);

/** The other half of a key, in the form of signed notes: `name+mark+key`. */
export function verifierKey({ name, secret }: CheckpointKey): VerifierKey {
  const key = publicOf(secret);
  const typed = Buffer.concat([Buffer.from([ED25519]), key]).toString("base64");
  return `${name}+${markOf(name, key).toString("hex")}+${typed}`;
}

/** Writes and signs a checkpoint. */
export function signCheckpoint(key: CheckpointKey, { origin, size, head }: Checkpoint): string {
  const text = `${origin}\n${size}\n${Buffer.from(head, "hex").toString("base64")}\n`;
  const signature = Buffer.concat([
    markOf(key.name, publicOf(key.secret)),
    sign(null, Buffer.from(text), key.secret),
  ]);
  return `${text}\n— ${key.name} ${signature.toString("base64")}\n`;
}

/** Reads a checkpoint, whose signature must be of this key. */
export function readCheckpoint(note: string, verifier: VerifierKey): Result<Checkpoint, CheckpointFault> {
  const key = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(verifier.trim());
  const typed = Buffer.from(key?.[3] ?? "", "base64");
  if (!key || typed.length !== 33 || typed[0] !== ED25519) return refuse({ code: "not-a-key" });
  const parts = /^([^\n]+)\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:— \S+ \S+\n)+)$/.exec(note);
  if (!parts) return refuse({ code: "not-a-checkpoint" });
  const [, origin = "", size = "", head = "", signatures = ""] = parts;
  const text = Buffer.from(`${origin}\n${size}\n${head}\n`);
  const open = createPublicKey({
    key: Buffer.concat([PUBLIC_BEFORE, typed.subarray(1)]),
    format: "der",
    type: "spki",
  });
  const isSigned = signatures.split("\n").some((line) => {
    const [, name, signature = ""] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = Buffer.from(signature, "base64");
    return (
      name === key[1] &&
      bytes.subarray(0, 4).equals(markOf(key[1] ?? "", typed.subarray(1))) &&
      verify(null, text, open, bytes.subarray(4))
    );
  });
  if (!isSigned) return refuse({ code: "not-signed-by-this-key" });
  return accept({ origin, size: Number(size), head: Buffer.from(head, "base64").toString("hex") });
}

/** What a book is called in its checkpoints, in no other partnership or installation alike. */
export const originOf = (partnership: string, book: string): string =>
  `throughcare/${partnership}/register/${book}`;
