import { generateSecret } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encrypt, newestOf } from "../src/kernel/encryption.ts";
import { invariant } from "../src/kernel/result.ts";
import { sealLog } from "../src/record/access-log/seal-store.ts";
import { totpPlace } from "../src/record/staff/encrypted-store.ts";
import { hashOf } from "../src/record/staff/sign-in.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { codeNow } from "./authenticator.ts";
import { letCodesProve, type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";
import { type TestAgency, worldKeys } from "./world.ts";

// Who signed in how, who failed to and whose way in changed: each leaves a line, and no flood of lines.

let site: Site;
let sessions: Sessions;
let office: TestAgency;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  sessions = sessionsOf(site);
  office = await site.aWorker("office", "administrator");
  // Otherwise whoever has no passkey is told so at the top of the page as well: phishing.test.ts.
  await letCodesProve(site);
});
afterAll(() => site.close());

const PASSWORD = "quiet harbour pencil moss";

/** A keyworker with a password and an app, about whom the log says nothing yet. */
async function someone() {
  const worker = await site.aWorker("treatment");
  const account = await sessions.accountOf(worker);
  const secret = generateSecret();
  const key = newestOf(await worldKeys());
  invariant(key, "a test's world has a key");
  await site.world.sql`
    insert into credential (account_id, password_hash, totp_secret, totp_confirmed_at)
    values (${account}, ${await hashOf(PASSWORD)}, ${encrypt(key, totpPlace(account), secret)}, now())`;
  await site.world.sql`delete from access_log where account_id = ${account}`;
  const visitor = visitorTo(site);
  const signIn = async (fields: Record<string, string> = {}) => {
    await site.world.sql`update credential set totp_last_step = null where account_id = ${account}`;
    const code = await codeNow(secret);
    return visitor.post("/sign-in", { username: worker.username, password: PASSWORD, code, ...fields });
  };
  return { worker, account, visitor, signIn, secret };
}

type Logged = { account_id: string | null; line: string };
const linesOf = async (account: string): Promise<readonly string[]> => {
  const rows = await site.world.sql<{ line: string }[]>`
    select what || ': ' || about || ' (' || basis || ')' as line from access_log where account_id = ${account}
       and what not in ('read', 'listed', 'searched', 'changed') order by at, id`;
  return rows.map(({ line }) => line);
};
const failuresSince = async (at: unknown): Promise<readonly Logged[]> => [
  ...(await site.world.sql<Logged[]>`
    select account_id, about as line from access_log where what = 'sign-in-failed' and at > ${at as never} order by at, id`),
];
const clockNow = async (): Promise<unknown> => (await site.world.sql`select clock_timestamp() as at`)[0]?.at;

describe("signing in", () => {
  test("leaves a line that says by what, and signing out another, for which agency and in which role", async () => {
    const { account, visitor, signIn, worker } = await someone();
    expect((await signIn()).status).toBe(303);
    await visitor.post("/sign-out", {});
    expect(await linesOf(account)).toEqual([
      "signed-in: by password and code (own account)",
      "signed-out: session ended (own account)",
    ]);
    const [line] = await site.world.sql`
      select staff_id, agency_id, role, route, person_ids from access_log where account_id = ${account} and what = 'signed-in'`;
    expect(line).toEqual({
      staff_id: worker.staffId,
      agency_id: worker.agencyId,
      role: "keyworker",
      route: "signing in and out",
      person_ids: [],
    });
  });

  test.each([
    ["passkey", "by passkey"],
    ["provider", "at their organisation"],
    ["demonstration", "by name, in the demonstration"],
    ["command-line", "by a command on the server"],
  ])("by way of %s says so, whoever opens the session", async (way, words) => {
    const { account } = await someone();
    await site.world.sql`
      insert into session (token_hash, account_id, opened_by, expires_at)
      values (${tokenHash(freshToken())}, ${account}, ${way}, now() + interval '1 hour')`;
    expect((await linesOf(account)).map((line) => line.split(" (")[0])).toEqual([`signed-in: ${words}`]);
  });

  test("that fails leaves a line at the account that was tried, and at none where there is no such name", async () => {
    const { account, signIn } = await someone();
    const since = await clockNow();
    await signIn({ password: "not this one at all" });
    await signIn({ code: "000000" });
    await signIn({ username: "zebediah-quillfeather" });
    const line = "wrong name, password or code";
    expect(await failuresSince(since)).toEqual([
      { account_id: account, line },
      { account_id: account, line },
      { account_id: null, line },
    ]);
    const kept = await site.world
      .sql`select l::text as line from access_log l where l::text ~ 'quillfeather'`;
    expect(kept).toEqual([]);
  });

  test("by a link that no longer works, or where there is no demonstration, leaves a line as well", async () => {
    const since = await clockNow();
    await visitorTo(site).get(`/link/${site.code}/${freshToken()}`);
    await visitorTo(site).post("/demonstration", { username: "keyworker" });
    expect((await failuresSince(since)).map(({ line }) => line)).toEqual([
      "by a one-time link that no longer works",
      "by name, where there is no demonstration",
    ]);
  });

  test("shown again leaves a line, and so does a wrong code when it is asked for", async () => {
    const { account, secret, visitor, signIn } = await someone();
    await signIn();
    const prove = (code: string) =>
      visitor.post("/account/sessions/end-others", { _proof_code: code, _once: crypto.randomUUID() });
    await site.world
      .sql`update session set proved_at = now() - interval '6 minutes' where account_id = ${account}`;
    expect((await prove("000000")).status).toBe(422);
    await site.world.sql`update credential set totp_last_step = null where account_id = ${account}`;
    expect((await prove(await codeNow(secret))).status).toBe(303);
    expect((await linesOf(account)).slice(1)).toEqual([
      "sign-in-failed: wrong code, asked again who they are (none)",
      "signed-in: showed again that it is they (own account)",
    ]);
  });

  test("tried again and again from one place fills no log: twenty lines, then how many more there were", async () => {
    const since = await clockNow();
    const from = visitorTo(site, { address: "10.77.0.1" });
    for (let n = 1; n <= 23; n += 1)
      await from.post("/sign-in", { username: `nobody-${n}`, password: "x", code: "000000" });
    expect(await failuresSince(since)).toHaveLength(20);
    await sealLog(site.world.sql);
    expect(await failuresSince(since), "its quarter of an hour is not over").toHaveLength(20);
    await site.world
      .sql`update log_bound set since = since - interval '16 minutes' where kind = 'sign-in-failed'`;
    await sealLog(site.world.sql);
    expect((await failuresSince(since)).slice(20)).toEqual([
      { account_id: null, line: "3 more from the same place within a quarter of an hour" },
    ]);
    await from.post("/sign-in", { username: "nobody-24", password: "x", code: "000000" });
    expect(await failuresSince(since), "and the count begins anew").toHaveLength(22);
  });
});

describe("a way in that changes leaves a line at whose it is", () => {
  const passkey = (account: string) => site.world.sql`
    insert into passkey (account_id, credential_id, public_key, counter, synced, backed_up, transports, name)
    values (${account}, ${freshToken()}, '\\x00', 0, false, false, '{}', 'telephone')`;

  test.each<[string, (account: string) => PromiseLike<unknown>, readonly string[]]>([
    ["a passkey added", passkey, ["passkey added"]],
    [
      "a passkey renamed and removed",
      async (account) => {
        await passkey(account);
        await site.world.sql`update passkey set name = 'key' where account_id = ${account}`;
        await site.world.sql`update passkey set last_used_at = now() where account_id = ${account}`;
        await site.world.sql`delete from passkey where account_id = ${account}`;
      },
      ["passkey added", "passkey renamed", "passkey removed"],
    ],
    [
      "a password and an app chosen by link",
      (account) => site.world.sql`
        update credential set password_hash = 'x', totp_confirmed_at = now() where account_id = ${account}`,
      ["authenticator app set", "password changed"],
    ],
    [
      "a secret encrypted by another key, or a code used: nothing changed",
      async (account) => {
        const [key] = await worldKeys();
        const secret = encrypt(key, totpPlace(account), generateSecret());
        await site.world.sql`
          update credential set totp_secret = ${secret}, totp_last_step = 5 where account_id = ${account}`;
      },
      [],
    ],
    [
      "an account disabled, disabled again and enabled",
      async (account) => {
        for (const at of ["now()", "now()", "null"])
          await site.world
            .sql`update account set disabled_at = ${site.world.sql.unsafe(at)} where id = ${account}`;
      },
      ["account disabled", "account enabled"],
    ],
    [
      "an organisation linked and unlinked",
      async (account) => {
        const [key] = await worldKeys();
        const id = crypto.randomUUID();
        const secret = encrypt(key, { table: "identity_provider", column: "client_secret", row: id }, "x");
        await site.world.sql`
          insert into identity_provider (id, code, name, issuer, client_id, client_secret, acr)
          values (${id}, 'trust', 'Trust', 'https://trust.example', 'x', ${secret}, '{two-factors}')`;
        await site.world.sql`
          insert into provider_account (provider_id, subject, account_id) values (${id}, 's', ${account})`;
        await site.world.sql`delete from provider_account where account_id = ${account}`;
      },
      ["organisation linked", "organisation unlinked"],
    ],
  ])("%s", async (_what, change, abouts) => {
    const { account } = await someone();
    await change(account);
    const basis = "(whoever may run commands on this machine)";
    expect(await linesOf(account)).toEqual(abouts.map((about) => `way-in-changed: ${about} ${basis}`));
  });

  test("and says whether they did it themselves or the administration did", async () => {
    const { account, visitor, signIn, secret } = await someone();
    await signIn();
    await site.world.sql`update credential set totp_last_step = null where account_id = ${account}`;
    const fields = { current: PASSWORD, password: "velvet otter kiln ferry", code: await codeNow(secret) };
    expect((await visitor.post("/account/password", fields)).status).toBe(303);
    await sessions.asking(office, (tx) => tx`select set_account_disabled(${account}, true)`);
    expect((await linesOf(account)).filter((line) => line.startsWith("way-in"))).toEqual([
      "way-in-changed: password changed (own account)",
      "way-in-changed: account disabled (administration)",
    ]);
  });
});

describe("who signs in is told what changed in how they sign in since the last time", () => {
  const banner = (body: string) => /<div class="done"[^>]*><p>([^<]*)/.exec(body)?.[1];

  test("once, at the top of the next page, and for 90 days on the page about their account", async () => {
    const { account, visitor, signIn } = await someone();
    await signIn();
    expect(banner((await visitor.get("/help")).body), "nothing at the first time").toBeUndefined();
    await visitor.post("/sign-out", {});
    await site.world
      .sql`update credential set password_hash = ${await hashOf("other words")} where account_id = ${account}`;
    await site.world
      .sql`update credential set password_hash = ${await hashOf(PASSWORD)} where account_id = ${account}`;
    await signIn();
    const told = banner((await visitor.get("/help")).body);
    expect(told).toMatch(
      /^Since you last signed in, your password was changed on .+; your password was changed on .+\. If that was not you, and nobody told you of it, tell your administrator at once\.$/,
    );
    expect(banner((await visitor.get("/help")).body), "told once").toBeUndefined();
    await visitor.post("/sign-out", {});
    await signIn();
    const later = (await visitor.get("/account")).body;
    expect(banner(later), "known by now").toBeUndefined();
    expect(later.match(/<li>Your password was changed on /g)).toHaveLength(2);
  });

  test("and nobody is told of another's", async () => {
    const [one, other] = [await someone(), await someone()];
    await one.signIn();
    await one.visitor.post("/sign-out", {});
    await site.world.sql`update credential set password_hash = 'x' where account_id = ${other.account}`;
    await one.signIn();
    const { body } = await one.visitor.get("/account");
    expect(banner(body)).toBeUndefined();
    expect(body).toContain("Nothing in the last 90 days.");
  });
});
