import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Queries } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import { decrypt, encrypt, type Key, type KeyRing } from "../../kernel/encryption.ts";
import { type KeyPair, makeKeyPair, type Opening, type Signer } from "./envelope.ts";
import { Card, PartnerService, PublicKey } from "./format.ts";

const At = z.instanceof(Temporal.Instant);

const PartnerRow = z.object({
  id: z.uuid(),
  name: z.string(),
  address: z.string().nullable(),
  mailbox: z.string().nullable(),
  seal_key: PublicKey,
  sign_keys: z.array(PublicKey),
  services: z.array(PartnerService),
  by_post: z.boolean(),
  checked: z.string(),
  added_at: At,
  stopped_at: At.nullable(),
});
/** Another partnership, as the directory has it. */
export type Partner = z.infer<typeof PartnerRow>;

/** The directory, by name; those that were stopped last. About nobody. */
export async function partners(tx: Tx): Promise<readonly Partner[]> {
  const rows = await tx`
    select id, name, address, mailbox, seal_key, sign_keys, services, by_post, checked, added_at, stopped_at
      from partner order by stopped_at is not null, name, id`;
  return rows.map((row) => PartnerRow.parse(row));
}

const SelfRow = z.object({ id: z.uuid(), name: z.string(), address: z.string().nullable() });
/** Who this partnership is to others. Undefined before its keys were made. */
export async function ourselves(tx: Queries): Promise<z.infer<typeof SelfRow> | undefined> {
  const [row] = await tx`select id, name, address from partnership_card`;
  return row ? SelfRow.parse(row) : undefined;
}

/** The card of this partnership: what is handed to others. Undefined before its keys were made. */
export async function ownCard(tx: Tx): Promise<Card | undefined> {
  const self = await ourselves(tx);
  const keys = await tx`select kid, use, public_key from transfer_public_keys()`;
  const services = await tx`
    select s.code, s.name, s.kind, g.kind as "agencyKind" from service s join agency g on g.id = s.agency_id
     where g.kind not in ('office', 'police', 'probation') order by s.name, s.code`;
  const keyFor = (use: string): unknown => keys.find((key) => key.use === use)?.public_key;
  if (!self || !keyFor("seal") || !keyFor("sign")) return undefined;
  return Card.parse({
    format: "throughcare-partnership",
    version: 1,
    id: self.id,
    name: self.name,
    ...(self.address ? { address: self.address } : {}),
    seal: keyFor("seal"),
    sign: keyFor("sign"),
    services,
  });
}

const placeOf = (row: string) => ({ table: "transfer_key", column: "key_secret", row });

/** Names this partnership to others, and makes its keys, or newer ones in place of those in use. */
export async function keepOwnCard(
  tx: Tx,
  named: { readonly name: string; readonly address: string | undefined },
  newest: Key | undefined,
): Promise<"done" | "not-there" | "not-fresh"> {
  const made = newest ? [await makeKeyPair("seal"), await makeKeyPair("sign")] : [];
  const keys = made.map((pair) => {
    const id = randomUUID();
    return {
      id,
      kid: pair.public.kid,
      use: pair.use,
      public_key: pair.public,
      key_secret: newest ? encrypt(newest, placeOf(id), JSON.stringify(pair.private)) : undefined,
    };
  });
  const [row] =
    await tx`select keep_transfer_keys(${named.name}, ${named.address ?? null}, ${tx.json(keys as never)}) as said`;
  tx.log({ what: "changed", about: "keys for transfers between partnerships", people: [] });
  return z.enum(["done", "not-there", "not-fresh"]).parse(row?.said);
}

/** Writes a partner from its card. */
export async function keepPartner(
  tx: Tx,
  card: Card,
  how: { readonly mailbox: string; readonly byPost: boolean; readonly checked: string },
): Promise<"done" | "not-there" | "not-fresh" | "ourselves"> {
  const [row] = await tx`
    select keep_partner(${card.id}, ${tx.json(card as never)}, ${how.mailbox || null}, ${how.byPost}, ${how.checked}) as said`;
  tx.log({ what: "changed", about: "directory of partnerships", people: [] });
  return z.enum(["done", "not-there", "not-fresh", "ourselves"]).parse(row?.said);
}

/** Stops a partner: nothing goes to it any more, and nothing is taken from it. */
export async function stopPartner(
  tx: Tx,
  id: string,
): Promise<"done" | "not-there" | "not-fresh" | "stopped-already"> {
  const [row] = await tx`select stop_partner(${id}) as said`;
  tx.log({ what: "changed", about: "directory of partnerships", people: [] });
  return z.enum(["done", "not-there", "not-fresh", "stopped-already"]).parse(row?.said);
}

const SecretRow = z.object({
  id: z.uuid(),
  use: z.enum(["seal", "sign"]),
  public_key: PublicKey,
  key_secret: z.string(),
  retired_at: At.nullable(),
});

/** A key pair of ours; one that was replaced only opens what was sealed to it before. */
export type OwnPair = KeyPair & { readonly inUse: boolean };

/** This partnership's key pairs, opened by the keys of this installation. One whose key is lost is left out. */
export async function ownPairs(tx: Queries, ring: KeyRing, at: "page" | "door"): Promise<readonly OwnPair[]> {
  const rows = await (at === "page"
    ? tx`select id, use, public_key, key_secret, retired_at from transfer_secrets()`
    : tx`select id, use, public_key, key_secret, retired_at from transfer_secrets_at_the_door()`);
  return rows.flatMap((raw) => {
    const row = SecretRow.parse(raw);
    const opened = decrypt(ring, placeOf(row.id), row.key_secret);
    if (!opened.ok) return [];
    const pair: OwnPair = {
      use: row.use,
      public: row.public_key,
      private: JSON.parse(opened.value),
      inUse: row.retired_at === null,
    };
    return [pair];
  });
}

const DirectoryRow = z.object({
  id: z.uuid(),
  name: z.string(),
  ours: z.boolean(),
  seal_key: PublicKey.nullable(),
  sign_keys: z.array(PublicKey).nullable(),
});

/** All that reading and answering a file needs: who we are, our keys, and the partners that we deal with. */
export type Hands = Opening & {
  readonly name: string;
  readonly sign: KeyPair | undefined;
  readonly sealTo: ReadonlyMap<string, PublicKey>;
};

/** What reading and answering files needs, or undefined before this partnership made its keys. */
export async function handsOf(tx: Queries, ring: KeyRing, at: "page" | "door"): Promise<Hands | undefined> {
  const rows = (await tx`select id, name, ours, seal_key, sign_keys from transfer_directory()`).map((row) =>
    DirectoryRow.parse(row),
  );
  const self = rows.find(({ ours }) => ours);
  const pairs = await ownPairs(tx, ring, at);
  if (!self || pairs.length === 0) return undefined;
  const others = rows.filter(({ ours }) => !ours);
  const signers: readonly Signer[] = others.map(({ id, name, sign_keys }) => ({
    id,
    name,
    keys: sign_keys ?? [],
  }));
  return {
    self: self.id,
    name: self.name,
    pairs,
    signers,
    sign: pairs.find(({ use, inUse }) => use === "sign" && inUse),
    sealTo: new Map(others.flatMap(({ id, seal_key: key }) => (key ? [[id, key] as const] : []))),
  };
}
