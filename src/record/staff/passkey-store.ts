import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { InSchema } from "./proof-store.ts";

/** What a challenge is drawn for. */
export type Purpose = "sign-in" | "prove" | "add";

const Known = z
  .object({
    passkey_id: z.string(),
    account_id: z.string(),
    public_key: z.instanceof(Uint8Array),
    counter: z.bigint(),
    transports: z.array(z.string()),
  })
  .transform((row) => ({
    id: row.passkey_id,
    account: row.account_id,
    // A copy with a buffer of its own, as the library wants its keys.
    publicKey: new Uint8Array(row.public_key),
    counter: Number(row.counter),
    transports: row.transports,
  }));
/** A passkey by which its account can be signed in to. */
export type KnownPasskey = z.infer<typeof Known>;

/** What a browser is told of a passkey, to choose it or to leave it out. */
export type Offered = { readonly id: string; readonly transports: string[] };

/** The door role's functions about passkeys. */
export const passkeyStore = (inSchema: InSchema) => ({
  keepChallenge: (challenge: string, purpose: Purpose, session?: string) =>
    inSchema(async (tx) => {
      await tx`select keep_challenge(${challenge}, ${purpose}, ${session ?? null})`;
    }),
  takeChallenge: (challenge: string, purpose: Purpose, session?: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ taken: boolean }[]>`
        select take_challenge(${challenge}, ${purpose}, ${session ?? null}) as taken`;
      return row?.taken ?? false;
    }),
  passkeyFor: (credential: string) =>
    inSchema(async (tx) => {
      const [row] = await tx`
        select passkey_id, account_id, public_key, counter, transports from passkey_for(${credential})`;
      return row && Known.parse(row);
    }),
  passkeysOf: (account: string) =>
    inSchema((tx) => tx<Offered[]>`select credential_id as id, transports from passkeys_of(${account})`),
  passkeyUsed: (passkey: string, counter: number, backedUp: boolean) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ used: boolean }[]>`
        select passkey_used(${passkey}, ${counter}, ${backedUp}) as used`;
      return row?.used ?? false;
    }),
});

const instant = z.instanceof(Temporal.Instant);
const Own = z
  .object({
    id: z.string(),
    name: z.string(),
    synced: z.boolean(),
    added_at: instant,
    last_used_at: instant.nullable(),
  })
  .transform((row) => ({
    id: row.id,
    name: row.name,
    synced: row.synced,
    addedAt: row.added_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }));
/** A passkey of whoever asks. */
export type OwnPasskey = z.infer<typeof Own>;

/** The passkeys of whoever asks, oldest first. */
export async function ownPasskeys(tx: Tx): Promise<readonly OwnPasskey[]> {
  const rows = await tx`select id, name, synced, added_at, last_used_at from own_passkeys()`;
  return rows.map((row) => Own.parse(row));
}

/** A passkey as the browser made it and we have checked it. */
export type NewPasskey = {
  readonly credential: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly synced: boolean;
  readonly backedUp: boolean;
  readonly transports: readonly string[];
};

/** How an act on one's own passkeys ended. */
export type PasskeyOutcome = "done" | "not-there" | "not-fresh" | "known-already";

const outcomeOf = (rows: readonly { outcome?: unknown }[]): PasskeyOutcome =>
  rows[0]?.outcome as PasskeyOutcome;

/** Keeps a new passkey of whoever asks. */
export const addPasskey = async (tx: Tx, name: string, made: NewPasskey): Promise<PasskeyOutcome> =>
  outcomeOf(
    await tx`select add_passkey(${name}, ${made.credential}, ${Buffer.from(made.publicKey)}, ${made.counter}, ${made.synced},
                                ${made.backedUp}, ${tx.array([...made.transports], 1009)}) as outcome`,
  );

/** Gives a passkey of whoever asks another name. */
export const renamePasskey = async (tx: Tx, passkey: string, name: string): Promise<PasskeyOutcome> =>
  outcomeOf(await tx`select rename_passkey(${passkey}, ${name}) as outcome`);

/** Takes out a passkey of whoever asks: it opens nothing from now on. */
export const removePasskey = async (tx: Tx, passkey: string): Promise<PasskeyOutcome> =>
  outcomeOf(await tx`select remove_passkey(${passkey}) as outcome`);

/** Uses up a challenge that was drawn for adding a passkey in this session. */
export async function takeOwnChallenge(tx: Tx, challenge: string): Promise<boolean> {
  const [row] = await tx<{ taken: boolean }[]>`
    select take_challenge(${challenge}, 'add', ${tx.asking.session_id}) as taken`;
  return row?.taken ?? false;
}
