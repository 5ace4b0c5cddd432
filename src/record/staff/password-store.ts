import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { InSchema } from "./proof-store.ts";

/** Whether whoever asks has a password that can be changed. */
export async function hasOwnPassword(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ has: boolean }[]>`select has_own_password() as has`;
  return row?.has ?? false;
}

const Password = z
  .object({
    password_hash: z.string(),
    staff_name: z.string().nullable(),
    agency_name: z.string().nullable(),
  })
  .transform((row) => ({
    hash: row.password_hash,
    /** Their own name and their workplace's, where they have them. */
    names: [row.staff_name, row.agency_name].filter((name) => name !== null),
  }));

/** The door role's functions for changing one's own password. */
export const passwordStore = (inSchema: InSchema) => ({
  passwordOf: (session: string) =>
    inSchema(async (tx) => {
      const [row] = await tx`select password_hash, staff_name, agency_name from password_of(${session})`;
      return row && Password.parse(row);
    }),
  changePassword: (session: string, hash: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ changed: boolean }[]>`select change_password(${session}, ${hash}) as changed`;
      return row?.changed ?? false;
    }),
});
