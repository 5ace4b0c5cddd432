import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  exportJWK,
  FlattenedEncrypt,
  flattenedDecrypt,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { Envelope, FORMAT, Message, PublicKey, VERSION } from "./format.ts";

/** How files are sealed and signed: standards that other programs speak (RFC 7516, 7515, 8037). */
const SEALING = { alg: "ECDH-ES+A256KW", enc: "A256GCM" } as const;
const SIGNING = "Ed25519";

/** A key pair of this partnership: `private` is never written anywhere in plain text. */
export type KeyPair = {
  readonly use: "seal" | "sign";
  readonly public: PublicKey;
  readonly private: JWK;
};

/** Makes a key pair, named by the thumbprint of its public part. */
export async function makeKeyPair(use: KeyPair["use"]): Promise<KeyPair> {
  const pair = await (use === "seal"
    ? generateKeyPair(SEALING.alg, { crv: "X25519", extractable: true })
    : generateKeyPair(SIGNING, { extractable: true }));
  const { kty, crv, x } = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint({ kty, crv, x } as JWK);
  return { use, public: PublicKey.parse({ kty, crv, x, kid }), private: await exportJWK(pair.privateKey) };
}

/** Whether a public key's name is the thumbprint of what it says. */
export const isNamedByItself = async ({ kty, crv, x, kid }: PublicKey): Promise<boolean> =>
  (await calculateJwkThumbprint({ kty, crv, x })) === kid;

/** Signs a message by our key and seals it to theirs. The text of the file. */
export async function seal(message: Message, sign: KeyPair, to: PublicKey): Promise<string> {
  const words = new TextEncoder().encode(JSON.stringify(Message.parse(message)));
  const signed = await new CompactSign(words)
    .setProtectedHeader({ alg: SIGNING, kid: sign.public.kid })
    .sign(await importJWK(sign.private, SIGNING));
  const sealed = await new FlattenedEncrypt(new TextEncoder().encode(signed))
    .setProtectedHeader({ ...SEALING, kid: to.kid, cty: "JWT" })
    .encrypt(await importJWK(to, SEALING.alg));
  return JSON.stringify({ format: FORMAT, version: VERSION, to: message.to, sealed } satisfies Record<
    keyof Envelope,
    unknown
  >);
}

/** Why a file was not believed. Each names what is wrong. */
export type OpenRefusal =
  | { readonly code: "not-a-transfer" }
  | { readonly code: "newer-version"; readonly version: number }
  | { readonly code: "for-somebody-else" }
  | { readonly code: "changed-on-the-way" }
  | { readonly code: "unknown-partner"; readonly name: string }
  | { readonly code: "unknown-key"; readonly name: string }
  | { readonly code: "not-signed-by-them"; readonly name: string }
  | { readonly code: "not-as-described"; readonly where: string };

/** Who may have signed a file. */
export type Signer = { readonly id: string; readonly name: string; readonly keys: readonly PublicKey[] };

/** What opening needs: who we are, the keys that we open by, and those whose word counts. */
export type Opening = {
  readonly self: string;
  readonly pairs: readonly KeyPair[];
  readonly signers: readonly Signer[];
};

/** Opens a file and tells its signature. Nothing that it says is believed before both hold. */
export async function openFile(text: string, opening: Opening): Promise<Result<Message, OpenRefusal>> {
  const envelope = readEnvelope(text);
  if (!envelope.ok) return envelope;
  const { sealed } = envelope.value;
  const kid = headerOf(sealed.protected)?.kid;
  const pair = opening.pairs.find((each) => each.use === "seal" && each.public.kid === kid);
  if (!pair) return refuse({ code: "for-somebody-else" });
  const signed = await decrypted(sealed, pair);
  if (signed === undefined) return refuse({ code: "changed-on-the-way" });
  const message = await verified(signed, opening.signers);
  if (!message.ok) return message;
  const parsed = Message.safeParse(message.value);
  if (!parsed.success) return refuse(wrongShape(message.value, parsed.error.issues[0]?.path ?? []));
  return parsed.data.to === opening.self ? accept(parsed.data) : refuse({ code: "for-somebody-else" });
}

function readEnvelope(text: string): Result<Envelope, OpenRefusal> {
  const json = jsonOf(text);
  if (!isRecord(json) || json.format !== FORMAT) return refuse({ code: "not-a-transfer" });
  if (typeof json.version === "number" && json.version > VERSION)
    return refuse({ code: "newer-version", version: json.version });
  const parsed = Envelope.safeParse(json);
  return parsed.success ? accept(parsed.data) : refuse({ code: "changed-on-the-way" });
}

async function decrypted(sealed: Envelope["sealed"], pair: KeyPair): Promise<string | undefined> {
  const key = await importJWK(pair.private, SEALING.alg);
  const algorithms = {
    keyManagementAlgorithms: [SEALING.alg],
    contentEncryptionAlgorithms: [SEALING.enc],
  };
  return flattenedDecrypt(sealed, key, algorithms).then(
    ({ plaintext }) => new TextDecoder().decode(plaintext),
    () => undefined,
  );
}

/** The message, when one of those it claims to come from signed it. */
async function verified(signed: string, signers: readonly Signer[]): Promise<Result<unknown, OpenRefusal>> {
  const claimed = claimOf(signed);
  const { name } = claimed;
  const signer = signers.find(({ id }) => id === claimed.id);
  if (!signer) return refuse({ code: "unknown-partner", name });
  const key = signer.keys.find(({ kid }) => kid === claimed.kid);
  if (!key) return refuse({ code: "unknown-key", name: signer.name });
  const told = await compactVerify(signed, await importJWK(key, SIGNING), { algorithms: [SIGNING] }).then(
    ({ payload }) => jsonOf(new TextDecoder().decode(payload)),
    () => undefined,
  );
  return told === undefined ? refuse({ code: "not-signed-by-them", name: signer.name }) : accept(told);
}

/** Whose a signed text claims to be, to find by which key to weigh that. */
function claimOf(signed: string): { id: string; name: string; kid: string | undefined } {
  const [header = "", payload = ""] = signed.split(".");
  const said = jsonOf(Buffer.from(payload, "base64url").toString("utf8"));
  const from = isRecord(said) && isRecord(said.from) ? said.from : {};
  return { id: String(from.id), name: String(from.name ?? "").slice(0, 200), kid: headerOf(header)?.kid };
}

function wrongShape(message: unknown, path: readonly PropertyKey[]): OpenRefusal {
  const version = isRecord(message) ? message.version : undefined;
  if (typeof version === "number" && version > VERSION) return { code: "newer-version", version };
  return { code: "not-as-described", where: path.map(String).join(".") || "the whole" };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headerOf(part: string): { kid?: string } | undefined {
  try {
    return decodeProtectedHeader({ protected: part }) as { kid?: string };
  } catch {
    return undefined;
  }
}
