import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";

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
  })
  .transform((row) => ({
    session: row.session_id,
    account: row.account_id,
    username: row.username,
    openedBy: row.opened_by,
    totpSecret: row.totp_secret ?? undefined,
    /** How many they have. */
    passkeys: row.passkeys,
  }));
/** A live session, and by what whoever holds it can show again that it is they. */
export type Provable = z.infer<typeof Provable>;

/** The door role's functions for showing again that it is oneself. */
export const proofStore = (inSchema: InSchema) => ({
  proofFor: (token: string) =>
    inSchema(async (tx) => {
      const [row] = await tx`
          select session_id, account_id, username, opened_by, totp_secret, passkeys from proof_for(${token})`;
      return row && Provable.parse(row);
    }),
  sessionProved: (session: string) =>
    inSchema(async (tx) => {
      await tx`select session_proved(${session})`;
    }),
  demonstrationProved: (session: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ proved: boolean }[]>`select demonstration_proved(${session}) as proved`;
      return row?.proved ?? false;
    }),
});
