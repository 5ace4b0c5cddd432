import { afterAll, beforeAll, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { recoverAccount } from "../src/record/staff/recovery-store.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";

let site: Site;
let sessions: Sessions;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  sessions = sessionsOf(site);
});
afterAll(() => site.close());

/** A worker with a passkey, a link not used yet, and two open sessions. */
async function whoLostEverything(role = "administrator") {
  const worker = await site.aWorker("office", role);
  const other = { ...worker, token: await site.openSession(worker.username) };
  const account = await sessions.accountOf(worker);
  const before = freshToken();
  await site.world.sql`
    insert into passkey (account_id, credential_id, public_key, counter, synced, backed_up, transports, name)
    values (${account}, ${`key-${worker.username}`}, '\\x01', 1, true, true, '{}', 'lost phone')`;
  await site.world.sql`
    insert into one_time_link (token_hash, account_id, purpose, expires_at)
    values (${tokenHash(before)}, ${account}, 'set-password', now() + interval '1 hour')`;
  return { worker, other, account, before };
}
const recover = async (username: string) => {
  const token = freshToken();
  const done = await asPolicyRole(site.world.sql, site.code, (tx) =>
    recoverAccount(tx, username, tokenHash(token)),
  );
  return { token, said: done.ok ? "done" : done.refusal.code };
};
const passkeys = async (account: string) =>
  (await site.world.sql`select from passkey where account_id = ${account}`).length;

test("an administrator who lost everything is helped on the server: sessions end, passkeys go, one new link works", async () => {
  const { worker, other, account, before } = await whoLostEverything();
  const { token, said } = await recover(worker.username);
  expect(said).toBe("done");
  expect([await sessions.signedIn(worker), await sessions.signedIn(other)]).toEqual([false, false]);
  expect(await passkeys(account)).toBe(0);
  expect(await site.world.signIn.passkeyFor(`key-${worker.username}`)).toBeUndefined();
  const link = (of: string) => visitorTo(site).get(`/link/${site.code}/${of}`);
  expect([(await link(before)).status, (await link(token)).status]).toEqual([404, 200]);
  const logged = await site.world.sql`
    select about, basis from access_log where account_id = ${account} and about like 'account recovered%'`;
  expect([...logged]).toEqual([
    {
      about: "account recovered on the server: sessions ended, passkeys removed, one-time link made",
      basis: "whoever may run commands on this machine",
    },
  ]);
});

test("nobody is helped who could not sign in anyway: disabled, without a post, or not there", async () => {
  const [disabled, gone] = [await whoLostEverything(), await whoLostEverything()];
  await site.world.sql`update account set disabled_at = now() where id = ${disabled.account}`;
  await site.world.sql`update post set ended_on = current_date - 2 where account_id = ${gone.account}`;
  expect((await recover(disabled.worker.username)).said).toBe("disabled");
  expect((await recover(gone.worker.username)).said).toBe("no-post");
  expect((await recover("nobody.at.all")).said).toBe("no-such-account");
  expect(await passkeys(disabled.account)).toBe(1);
});

test("a worker recovers by an administrator's link: choosing a password ends all sessions and takes out passkeys", async () => {
  const { worker, other, account, before } = await whoLostEverything("keyworker");
  expect(await passkeys(account)).toBe(1);
  const used = await site.world.signIn.setCredentialByLink(before, "a hash", "a secret", 1);
  expect(used).toBe("set");
  expect([await sessions.signedIn(worker), await sessions.signedIn(other)]).toEqual([false, false]);
  expect(await passkeys(account)).toBe(0);
});
