import { chmod } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { rotateKeys } from "../src/keys.ts";
import { setCodesProve } from "../src/record/staff/codes-prove-store.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { anInstallation, isIn, PASSWORD } from "./installation.ts";
import { visitorTo } from "./site.ts";

let at: Awaited<ReturnType<typeof anInstallation>>;
beforeAll(async () => {
  at = await anInstallation();
});
afterAll(() => at.close());

test("a file of keys that others may read is said at the start", async () => {
  await at.reopen();
  expect(at.said.join()).not.toContain("chmod");
  await chmod(at.secrets, 0o640);
  await at.reopen();
  expect(at.said).toContain(
    `Others on this machine may read the keys in ${at.secrets}. Close it to them: chmod 600 ${at.secrets}`,
  );
  await chmod(at.secrets, 0o600);
});

describe("a key that is lost", () => {
  const link = (account: string, token: string) =>
    asPolicyRole(
      at.sql,
      at.code,
      (tx) => tx`
      insert into one_time_link (token_hash, account_id, purpose, expires_at)
      values (${tokenHash(token)}, ${account}, 'set-password', now() + interval '1 hour')`,
    );

  test("is said at the start and at every way in that needs it; put back, all is as before", async () => {
    const kept = await at.readSecrets();
    const names = Object.keys(kept).filter((name) => name.startsWith("key-"));
    await at.writeSecrets(Object.fromEntries(Object.entries(kept).filter(([name]) => !names.includes(name))));
    await at.reopen();
    const needed = names.at(-1)?.slice(4) ?? "";
    const said = at.said.join("\n");
    expect(said).toContain(`A key is lost: ${needed} (`);
    expect(said).toContain("1 authenticator secret, 1 organisation's client secret). It is not in ");
    expect(said).toContain("If it is gone for ever: ./throughcare keys rotate makes a new one;");
    const answer = await at.signIn(at.administrator);
    expect(isIn(answer)).toBe(false);
    expect(answer.body).toContain("it is our fault: this server has lost a key");
    // Whether the account is there cannot be told from it.
    const nobody = visitorTo(at.site).post("/sign-in", {
      username: "nobody",
      password: PASSWORD,
      code: "123456",
    });
    expect((await nobody).body).toContain("it is our fault: this server has lost a key");
    expect((await visitorTo(at.site).get("/sign-in/organisation/trust")).body).toContain(
      "Signing in at your organisation does not work: this server has lost a key.",
    );
    // No new key takes its place by itself: the disk with the file may only not be there at the moment.
    expect(Object.keys(await at.readSecrets()).filter((name) => name.startsWith("key-"))).toEqual([]);
    const [token, late] = [freshToken(), { ...at.administrator }];
    await link(late.account, token);
    const chosen = await at.choose(late, token);
    expect([chosen.status, chosen.body.includes("Nothing was set: this server has lost the key")]).toEqual([
      422,
      true,
    ]);
    await at.writeSecrets({ ...kept, ...(await at.readSecrets()) });
    expect(isIn(await at.signIn(at.administrator))).toBe(true);
    expect(isIn(await at.signInThere())).toBe(true);
  });

  test("is said where a code is asked for again, and nothing is done", async () => {
    const token = /throughcare=\w+\.([\w-]{43})/.exec((await at.signIn(at.administrator)).cookies)?.[1] ?? "";
    const other = await at.someone("an.other");
    await asPolicyRole(at.sql, at.code, (tx) => setCodesProve(tx, true));
    const kept = await at.readSecrets();
    await at.writeSecrets(Object.fromEntries(Object.entries(kept).filter(([name]) => !/^key-/.test(name))));
    await at.sql.unsafe(`update "p_${at.code}".session set proved_at = now() - interval '6 minutes'`);
    const act = { sure: "yes", _proof_code: "123456" };
    const answer = await visitorTo(at.site, { token }).post(`/staff/${other.account}/disable`, act);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain("Your code cannot be checked: this server has lost a key.");
    await at.writeSecrets(kept);
    expect(isIn(await at.signIn(other))).toBe(true);
  });

  test("for ever is got over by a new link, which asks for nothing that was lost", async () => {
    const lost = await at.someone("lost.for-ever");
    const kept = await at.readSecrets();
    const names = Object.keys(kept).filter((name) => name.startsWith("key-"));
    await at.writeSecrets(Object.fromEntries(Object.entries(kept).filter(([name]) => !names.includes(name))));
    await at.reopen();
    const token = freshToken();
    await link(lost.account, token);
    const done = await rotateKeys(at.work);
    expect(done).toMatchObject({ ok: true, value: { resumed: false, moved: 0, unopened: 4 } });
    expect((await at.choose(lost, token)).status).toBe(303);
    expect(isIn(await at.signIn(lost))).toBe(true);
  });
});
