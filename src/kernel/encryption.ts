import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { accept, type Result, refuse } from "./result.ts";

/** A key by which secrets are encrypted before they go into the database, which never holds it. */
export type Key = { readonly id: string; readonly since: string; readonly material: Buffer };

/** The keys of this installation, oldest first: what is written is encrypted by the newest, what is read by the one it names. */
export type KeyRing = readonly Key[];

/** Where a secret is kept. It opens nowhere else: not in another row, nor in another column. */
export type Place = { readonly table: string; readonly column: string; readonly row: string };

/** Why a secret does not open: its key is not here, or it was not encrypted for this place by that key. */
export type Unopened = { readonly code: "key-lost"; readonly key: string } | { readonly code: "not-of-here" };

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK = "encrypted";
const SHAPE = new RegExp(`^${MARK}\\.([0-9a-f]{16})\\.([\\w-]+)$`);

/** A new key: 256 bits of chance, and a name that says nothing of them. */
export const freshKey = (since: string): Key => ({
  id: randomBytes(8).toString("hex"),
  since,
  material: randomBytes(32),
});

/** The key by which secrets are encrypted from now on. None in an installation that has lost them all. */
export const newestOf = (ring: KeyRing): Key | undefined => ring.at(-1);

/** Encrypts a secret for one place: AES-256-GCM, with a nonce drawn by lot and the place authenticated with it. */
export function encrypt(key: Key, place: Place, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.material, nonce).setAAD(bytesOf(place));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  const all = Buffer.concat([nonce, text, cipher.getAuthTag()]).toString("base64url");
  return `${MARK}.${key.id}.${all}`;
}

/** The secret that was encrypted for this place, or why it does not open. A text that was never encrypted is no secret of ours. */
export function decrypt(ring: KeyRing, place: Place, encrypted: string): Result<string, Unopened> {
  const [, id = "", all = ""] = SHAPE.exec(encrypted) ?? [];
  if (id === "") return refuse({ code: "not-of-here" });
  const key = ring.find((one) => one.id === id);
  if (!key) return refuse({ code: "key-lost", key: id });
  const bytes = Buffer.from(all, "base64url");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return refuse({ code: "not-of-here" });
  const opening = createDecipheriv(CIPHER, key.material, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(bytesOf(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = opening.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return accept(Buffer.concat([text, opening.final()]).toString("utf8"));
  } catch {
    return refuse({ code: "not-of-here" });
  }
}

/** A place, so that no two are written alike. */
const bytesOf = ({ table, column, row }: Place): Buffer => Buffer.from(JSON.stringify([table, column, row]));
