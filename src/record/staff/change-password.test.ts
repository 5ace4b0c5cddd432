import { generateSecret } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeNow } from "../../../tests/authenticator.ts";
import { type Sessions, sessionsOf } from "../../../tests/sessions.ts";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import { worldKeys } from "../../../tests/world.ts";
import { encrypt, newestOf } from "../../kernel/encryption.ts";
import { invariant } from "../../kernel/result.ts";
import { totpPlace } from "./encrypted-store.ts";
import { hashOf } from "./sign-in.ts";

let site: Site;
let sessions: Sessions;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  sessions = sessionsOf(site);
});
afterAll(() => site.close());

const [OLD, NEW] = ["quiet harbour pencil moss", "velvet otter kiln ferry"];

/** A keyworker who chose a password, signed in here and in another browser. */
async function someone() {
  const worker = await site.aWorker("treatment");
  const account = await sessions.accountOf(worker);
  const secret = generateSecret();
  const key = newestOf(await worldKeys());
  invariant(key, "a test's world has a key");
  await site.world.sql`
    insert into credential (account_id, password_hash, totp_secret, totp_confirmed_at)
    values (${account}, ${await hashOf(OLD)}, ${encrypt(key, totpPlace(account), secret)}, now())`;
  const other = { ...worker, token: await site.openSession(worker.username) };
  const visitor = visitorTo(site, { token: worker.token });
  const change = async (fields: Record<string, string> = {}) =>
    visitor.post("/account/password", {
      current: OLD,
      password: NEW,
      code: await codeNow(secret),
      ...fields,
    });
  const kept = async (): Promise<string> => {
    const [row] = await site.world.sql`select password_hash from credential where account_id = ${account}`;
    return row?.password_hash;
  };
  const again = () =>
    site.world.sql`update credential set totp_last_step = null where account_id = ${account}`;
  return { worker, account, other, visitor, change, kept, again, secret };
}

describe("somebody changes their own password", () => {
  test("with the one they have and a code: it opens from then on, the old one no more, and other sessions end", async () => {
    const { worker, other, visitor, change, again, secret } = await someone();
    expect((await visitor.get("/account")).body).toContain('href="/account/password"');
    expect((await visitor.get("/account/password")).body).toContain("Change your password");
    const changed = await change();
    expect([changed.status, changed.location]).toEqual([303, "/account"]);
    expect([await sessions.signedIn(worker), await sessions.signedIn(other)]).toEqual([true, false]);
    const signIn = async (password: string) => {
      await again();
      const fields = { username: worker.username, password, code: await codeNow(secret) };
      return (await visitorTo(site).post("/sign-in", fields)).status;
    };
    expect([await signIn(OLD), await signIn(NEW)]).toEqual([422, 303]);
    const lines = await site.world.sql`
      select about, basis from access_log where staff_id = ${worker.staffId} and what in ('changed', 'way-in-changed', 'signed-out') order by about`;
    expect(lines.map(({ about, basis }) => `${about} (${basis})`)).toEqual([
      "password and authenticator app set (whoever may run commands on this machine)",
      "password changed (own account)",
      "session ended (own account)",
    ]);
  });

  test("and not with a wrong one, without a code or with one that was used: one answer, and nothing changes", async () => {
    const { change, kept, again, other } = await someone();
    const before = await kept();
    for (const [name, wrong] of [
      ["current", "not this one at all"],
      ["code", "000000"],
    ] as const) {
      const answer = await change({ [name]: wrong });
      expect([answer.status, answer.body.includes("Your password or the code is wrong")]).toEqual([
        422,
        true,
      ]);
      await again();
    }
    expect((await change({ current: "" })).body).toContain("Enter the password you have now");
    expect((await change({ code: "" })).body).toContain("Enter the six digits");
    expect((await change()).status).toBe(303);
    const used = await change({ current: NEW, password: `${NEW} again` });
    expect([used.status, used.body.includes("Your password or the code is wrong")]).toEqual([422, true]);
    expect(await kept()).not.toBe(before);
    expect(await sessions.signedIn(other)).toBe(false);
  });

  test("to none that is short, easily guessed or their own name, and no code is spent on it", async () => {
    const { worker, change, kept } = await someone();
    const before = await kept();
    for (const [password, words] of [
      ["short", "Use at least 12 characters"],
      ["passwordpassword", "guess"],
      [`${worker.username} ${worker.username}`, "guessed"],
    ] as const) {
      const answer = await change({ password });
      expect([password, answer.status, answer.body.includes(words)]).toEqual([password, 422, true]);
    }
    expect(await kept()).toBe(before);
    expect((await change()).status).toBe(303);
  });

  test("by no guessing in a session that somebody left open: after ten tries it waits", async () => {
    const { change } = await someone();
    for (let tries = 0; tries < 10; tries += 1) await change({ code: "000000" });
    const answer = await change();
    expect([answer.status, answer.body.includes("Too many tries")]).toEqual([422, true]);
  });

  test("only signed in, and only where there is one to change", async () => {
    expect((await visitorTo(site).get("/account/password")).location).toBe(
      "/sign-in?then=%2Faccount%2Fpassword",
    );
    expect((await visitorTo(site).post("/account/password", {})).location).toContain("/sign-in");
    const without = visitorTo(site, { token: (await site.aWorker("housing")).token });
    expect((await without.get("/account/password")).body).toContain("You have no password here");
    const ended = await someone();
    await site.world.sql`update account set disabled_at = now() where id = ${ended.account}`;
    expect((await ended.change()).location).toContain("/sign-in");
  });

  test("and no page of the record reads what it is weighed against", async () => {
    const { worker } = await someone();
    const session = await sessions.idOf(worker);
    for (const statement of ["select password_of", "select change_password"])
      await expect(
        sessions.asking(worker, (tx) =>
          tx.unsafe(`${statement}('${session}'${statement.endsWith("of") ? "" : ", 'x'"})`),
        ),
      ).rejects.toThrow("permission denied");
  });
});
