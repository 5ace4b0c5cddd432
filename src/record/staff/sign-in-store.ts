import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import type { ReadKeys } from "../../kernel/database/keys.ts";
import { inTime, LONGEST_WAIT_MS } from "../../kernel/database/unanswered.ts";
import { credentialStore } from "./credential-store.ts";
import { demonstrationStore } from "./demonstration-store.ts";
import { passkeyStore } from "./passkey-store.ts";
import { passwordStore } from "./password-store.ts";
import { type InSchema, proofStore } from "./proof-store.ts";
import { providerStore } from "./provider-store.ts";
import { waysInStore } from "./ways-in-store.ts";

const LinkHolder = z
  .object({ username: z.string(), staff_name: z.string().nullable(), agency_name: z.string().nullable() })
  .transform((row) => ({
    username: row.username,
    name: row.staff_name ?? undefined,
    agency: row.agency_name ?? undefined,
  }));
/** Whose a one-time link is, with the names their password must not be made of. */
export type LinkHolder = z.infer<typeof LinkHolder>;

/** How a session was opened by the door, but for the demonstration's. */
export type OpenedBy = "password" | "passkey";

/** What signing in asks of the database: functions of the door role, which can touch nobody's record. */
export type SignInStore = ReturnType<typeof signInStore>;

/** The door role's functions of one partnership. Secrets are encrypted and opened here, by keys that the database never has. */
export const signInStore = (sql: Sql, schema: string, keys: ReadKeys) => {
  const inSchema: InSchema = <T>(work: (tx: Sql) => Promise<T>): Promise<T> =>
    inTime(
      sql.begin(async (tx) => {
        await tx.unsafe(`set local search_path = "${schema}"`);
        return work(tx as unknown as Sql);
      }) as Promise<T>,
      LONGEST_WAIT_MS,
    );
  return {
    claimAttempt: (username: string, origin: string, most: { forOneName: number; fromOneOrigin: number }) =>
      inSchema(async (tx) => {
        const [row] = await tx<{ id: string | null }[]>`
          select claim_attempt(${username}, ${origin}, ${most.forOneName}, ${most.fromOneOrigin}) as id`;
        return row?.id ?? undefined;
      }),
    attemptSucceeded: (attempt: string) =>
      inSchema(async (tx) => {
        await tx`select attempt_succeeded(${attempt})`;
      }),
    spendTotpStep: (account: string, step: number) =>
      inSchema(async (tx) => {
        const [row] = await tx<{ used: boolean }[]>`select use_totp_step(${account}, ${step}) as used`;
        return row?.used ?? false;
      }),
    openSession: (account: string, hash: Buffer, browser?: string, by: OpenedBy = "password") =>
      inSchema(async (tx) => {
        await tx`select open_session(${account}, ${hash}, ${browser ?? null}, ${by})`;
      }),
    endSession: (token: string) =>
      inSchema(async (tx) => {
        await tx`select end_session(${token})`;
      }),
    accountOfLink: (token: string) =>
      inSchema(async (tx) => {
        const [row] = await tx`select username, staff_name, agency_name from account_of_link(${token})`;
        return row && LinkHolder.parse(row);
      }),
    ...credentialStore(inSchema, keys),
    ...demonstrationStore(inSchema),
    ...proofStore(inSchema, keys),
    ...passwordStore(inSchema),
    ...passkeyStore(inSchema),
    ...providerStore(inSchema, keys),
    ...waysInStore(inSchema),
    close: () => sql.end({ timeout: 5 }),
  };
};
