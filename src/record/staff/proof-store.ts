import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import type { ReadKeys } from "../../kernel/database/keys.ts";
import { decrypt, type Unopened } from "../../kernel/encryption.ts";
import type { Result } from "../../kernel/result.ts";
import { tokenHash } from "../../web/session.ts";
import { totpPlace } from "./encrypted-store.ts";

/** Runs work as the door role, in one transaction in a partnership's schema. */
export type InSchema = <T>(work: (tx: Sql) => Promise<T>) => Promise<T>;

const Provable = z
  .object({
    session_id: z.string(),
    account_id: z.string(),
    username: z.string(),
    opened_by: z.string(),
    totp_secret: z.string().nullable(),
    passkeys: z.number(),
    codes_prove: z.boolean(),
  })
  .transform((row) => ({
    session: row.session_id,
    account: row.account_id,
    username: row.username,
    openedBy: row.opened_by,
    /** As the database keeps it. */
    encrypted: row.totp_secret,
    /** How many they have. */
    passkeys: row.passkeys,
    /** Whether a code is as good as a passkey in their partnership. */
    codesProve: row.codes_prove,
  }));
/** A live session, and by what whoever holds it can show again that it is they. */
export type Provable = Omit<z.infer<typeof Provable>, "encrypted"> & {
  /** The secret of their authenticator app, if they have one and it opens. */
  readonly totpSecret: Result<string, Unopened> | undefined;
};

/** The token of a session before a proof, and the one it goes on with. */
export type Renewal = { readonly before: string; readonly now: string };

/** The door role's functions for showing again that it is oneself. */
export const proofStore = (inSchema: InSchema, keys: ReadKeys) => ({
  proofFor: (token: string) =>
    inSchema(async (tx): Promise<Provable | undefined> => {
      const [row] = await tx`
          select session_id, account_id, username, opened_by, totp_secret, passkeys, codes_prove from proof_for(${token})`;
      if (!row) return undefined;
      const { encrypted, ...by } = Provable.parse(row);
      const totpSecret =
        encrypted === null ? undefined : decrypt(await keys(), totpPlace(by.account), encrypted);
      return { ...by, totpSecret };
    }),
  sessionProved: (session: string, { before, now }: Renewal, by: "passkey" | "code") =>
    inSchema(async (tx) => {
      const [row] = await tx<{ proved: boolean }[]>`
        select session_proved(${session}, ${tokenHash(before)}, ${tokenHash(now)}, ${by}) as proved`;
      return row?.proved ?? false;
    }),
  demonstrationProved: (session: string, { before, now }: Renewal) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ proved: boolean }[]>`
        select demonstration_proved(${session}, ${tokenHash(before)}, ${tokenHash(now)}) as proved`;
      return row?.proved ?? false;
    }),
  provedLately: (token: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ lately: boolean }[]>`select proved_lately(${token}) as lately`;
      return row?.lately ?? false;
    }),
});
