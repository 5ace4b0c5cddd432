import type { Tx } from "../src/kernel/database/door.ts";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { accept } from "../src/kernel/result.ts";
import { setCodesProve } from "../src/record/staff/codes-prove-store.ts";
import { tokenHash } from "../src/web/session.ts";
import { type Site, type Visitor, visitorTo } from "./site.ts";
import type { TestAgency } from "./world.ts";

/** Lets codes prove in a site's partnership, or no longer, as the command does. */
export const letCodesProve = (site: Pick<Site, "code" | "world">, so = true): Promise<boolean> =>
  asPolicyRole(site.world.sql, site.code, (tx) => setCodesProve(tx, so));

/** What tests ask of sessions. */
export type Sessions = ReturnType<typeof sessionsOf>;

/** Sessions of a site's workers: more of them, whether they live, what they may ask. */
export const sessionsOf = (site: Site) => ({
  /** Another session of the same account. */
  elsewhere: async (who: TestAgency): Promise<TestAgency> => ({
    ...who,
    token: await site.world.tokenFor(who.username),
  }),
  seenBy: (who: TestAgency): Visitor => visitorTo(site, { token: who.token }),
  signedIn: async (who: TestAgency): Promise<boolean> => (await site.world.as(who, async () => accept(1))).ok,
  idOf: async (who: TestAgency): Promise<string> => {
    const [row] = await site.world.sql<{ id: string }[]>`
      select id from session where token_hash = ${tokenHash(who.token)}`;
    return row?.id ?? "";
  },
  accountOf: async (who: TestAgency): Promise<string> => {
    const [row] = await site.world.sql<{ id: string }[]>`
      select id from account where username = ${who.username}`;
    return row?.id ?? "";
  },
  /** The first value that SQL asked through the one door answers. */
  asking: async (
    who: TestAgency,
    work: (tx: Tx) => PromiseLike<readonly Record<string, unknown>[]>,
  ): Promise<unknown> => {
    const result = await site.world.as(who, async (tx) => accept((await work(tx))[0]));
    return result.ok ? Object.values(result.value ?? {})[0] : result.refusal;
  },
});
