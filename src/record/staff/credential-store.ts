import { z } from "zod";
import { lockKeys, type ReadKeys } from "../../kernel/database/keys.ts";
import { decrypt, encrypt, newestOf } from "../../kernel/encryption.ts";
import { totpPlace } from "./encrypted-store.ts";
import type { InSchema } from "./proof-store.ts";

const Credential = z.object({
  account_id: z.string(),
  password_hash: z.string().nullable(),
  totp_secret: z.string().nullable(),
});

/** The door role's functions about passwords and authenticator apps, whose secrets are encrypted and opened here. */
export const credentialStore = (inSchema: InSchema, keys: ReadKeys) => ({
  credentialFor: (username: string) =>
    inSchema(async (tx) => {
      const [row] = await tx`select account_id, password_hash, totp_secret from credential_for(${username})`;
      if (!row) return undefined;
      const { account_id, password_hash, totp_secret } = Credential.parse(row);
      return {
        accountId: account_id,
        passwordHash: password_hash ?? undefined,
        totpSecret:
          totp_secret === null ? undefined : decrypt(await keys(), totpPlace(account_id), totp_secret),
      };
    }),
  setCredentialByLink: (token: string, passwordHash: string, secret: string, step: number) =>
    inSchema(async (tx): Promise<"set" | "link-used" | "key-lost"> => {
      await lockKeys(tx, "to-encrypt");
      const key = newestOf(await keys());
      if (!key) return "key-lost";
      const [holder] = await tx<{ id: string }[]>`select account_id as id from account_of_link(${token})`;
      if (!holder) return "link-used";
      const encrypted = encrypt(key, totpPlace(holder.id), secret);
      const [row] = await tx<{ id: string | null }[]>`
        select set_credential_by_link(${token}, ${passwordHash}, ${encrypted}, ${step}) as id`;
      return row?.id ? "set" : "link-used";
    }),
  /** Whether something here was encrypted by a key that this installation does not have. */
  isKeyLost: () =>
    inSchema(async (tx) => {
      const ring = await keys();
      const needed = await tx<{ key: string }[]>`select key from keys_in_use() key`;
      return needed.some(({ key }) => !ring.some((one) => one.id === key));
    }),
});
