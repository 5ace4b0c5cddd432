import type { InSchema } from "./proof-store.ts";

/** The door role's functions of the demonstration: nothing at all unless the partnership is made up. */
export const demonstrationStore = (inSchema: InSchema) => ({
  openDemonstrationSession: (username: string, hash: Buffer, browser?: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ id: string | null }[]>`
          select open_demonstration_session(${username}, ${hash}, ${browser ?? null}) as id`;
      return row?.id !== null && row?.id !== undefined;
    }),
  demonstrationList: () =>
    inSchema(
      (tx) =>
        tx<{ username: string; staff_name: string; role_name: string; agency_name: string | null }[]>`
            select * from demonstration_list()`,
    ),
});
