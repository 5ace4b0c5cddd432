import { generateSecret } from "otplib";
import { encrypt } from "../src/kernel/encryption.ts";
import { totpPlace } from "../src/record/staff/encrypted-store.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { codeNow } from "./authenticator.ts";
import { sessionsOf } from "./sessions.ts";
import { type Site, visitorTo } from "./site.ts";
import { type TestAgency, worldKeys } from "./world.ts";

/** What tests ask of factors. */
export type Factors = ReturnType<typeof factorsOf>;

/** By which factor a site's workers have shown that it is they, and what that opens. */
export function factorsOf(site: Site) {
  const sessions = sessionsOf(site);
  /** Another session of a worker's account, as the sign-in opens it by password and code or by a passkey: fresh in either case. */
  const signedInBy = async (way: "password" | "passkey", who: TestAgency): Promise<TestAgency> => {
    const token = freshToken();
    await site.world.signIn.openSession(await sessions.accountOf(who), tokenHash(token), undefined, way);
    return { ...who, token };
  };
  return {
    signedInBy,
    /** An administrator with an authenticator app who has just signed in, and a worker they manage. */
    anAdministrator: async (way: "password" | "passkey") => {
      const office = await signedInBy(way, await site.aWorker("office", "administrator"));
      const own = await sessions.accountOf(office);
      const secret = generateSecret();
      const [key] = await worldKeys();
      await site.world.sql`insert into credential (account_id, totp_secret, totp_confirmed_at)
                           values (${own}, ${encrypt(key, totpPlace(own), secret)}, now())`;
      const account = await sessions.accountOf(await site.aWorker("treatment"));
      return {
        office,
        own,
        account,
        // At this machine's name, where browsers have passkeys.
        visitor: visitorTo({ ...site, host: "localhost" }, { token: office.token }),
        code: () => codeNow(secret),
        disable: `/staff/${account}/disable`,
      };
    },
    provedAgo: (who: TestAgency, ago: string) =>
      site.world
        .sql`update session set proved_at = now() - ${ago}::interval where token_hash = ${tokenHash(who.token)}`,
    /** A passkey as the database keeps one that a browser made and the server checked. */
    add: (who: TestAgency, name: string) =>
      sessions.asking(
        who,
        (tx) => tx`select add_passkey(${name}, ${`id-${name}`}, '\\x01', 1, true, true, '{}')`,
      ),
    fresh: (who: TestAgency, as: "" | "_by_any_factor" | "_to_enrol" = "") =>
      sessions.asking(who, (tx) => tx.unsafe(`select acting_is_fresh${as}()`)),
    disabled: async (account: string): Promise<boolean> => {
      const [row] = await site.world
        .sql`select disabled_at is not null as so from account where id = ${account}`;
      return row?.so;
    },
  };
}
