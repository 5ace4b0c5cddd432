import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import { recoverAccount } from "../src/record/staff/recovery-store.ts";
import { relyingPartyOf } from "../src/record/staff/relying-party.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Factors, factorsOf } from "./factors.ts";
import { anInstallation } from "./installation.ts";
import { letCodesProve, type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite } from "./site.ts";
import type { TestAgency } from "./world.ts";

// How somebody comes by a passkey, and back to one: otherwise acts that could harm would stay shut to them.

let site: Site;
let sessions: Sessions;
let { signedInBy, anAdministrator, provedAgo, add } = {} as Factors;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  sessions = sessionsOf(site);
  ({ signedInBy, anAdministrator, provedAgo, add } = factorsOf(site));
});
afterAll(() => site.close());

describe("adding a passkey", () => {
  test("works by a code once, while there is none; a further one, and taking one out, need the passkey", async () => {
    const { office } = await anAdministrator("password");
    expect(await add(office, `first-${office.username}`)).toBe("done");
    expect(await add(office, `second-${office.username}`)).toBe("not-fresh");
    const [kept] = await site.world.sql<
      { id: string }[]
    >`select id from passkey where name = ${`first-${office.username}`}`;
    const remove = (who: TestAgency) =>
      sessions.asking(who, (tx) => tx`select remove_passkey(${kept?.id ?? ""})`);
    expect(await remove(office)).toBe("not-fresh");
    const unlocked = await signedInBy("passkey", office);
    expect(await add(unlocked, `second-${office.username}`)).toBe("done");
    expect(await remove(unlocked)).toBe("done");
    expect(await add(office, `third-${office.username}`)).toBe("not-fresh");
  });

  test("is asked for by code on the page while there is none, and by the passkey once there is one", async () => {
    const { office, visitor } = await anAdministrator("password");
    await provedAgo(office, "6 minutes");
    const at = "/account/passkeys/add";
    expect((await visitor.post(at, { name: "phone" })).body).toContain("_proof_code");
    await provedAgo(office, "0 minutes");
    await add(office, `one-${office.username}`);
    const { body } = await visitor.post(at, { name: "phone" });
    expect([body.includes("so it needs a passkey."), body.includes("_proof_code")]).toEqual([true, false]);
  });

  test("by a code twice at one moment adds one: the second waits for the first, and is not the first any more", async () => {
    const { office } = await anAdministrator("password");
    const later = `later-${office.username}`;
    let second: Promise<unknown> = Promise.resolve();
    const first = await site.world.as(office, async (tx) => {
      const [row] =
        await tx`select add_passkey('soon', ${`soon-${office.username}`}, '\\x01', 1, true, true, '{}') as outcome`;
      second = add(office, later);
      const soon = await Promise.race([second, setTimeout(300, "waits")]);
      return accept([row?.outcome, soon]);
    });
    expect([first, await second]).toEqual([accept(["done", "waits"]), "not-fresh"]);
  });
});

describe("who signs in", () => {
  const lacks = async (who: TestAgency) => site.world.signIn.lacksPasskey(who.token);

  test("by a code and has no passkey is told before they need it, and nobody else is", async () => {
    const { office } = await anAdministrator("password");
    expect(await lacks(office)).toBe(true);
    expect(await lacks(await signedInBy("passkey", office))).toBe(false);
    await letCodesProve(site);
    expect(await lacks(office)).toBe(false);
    await letCodesProve(site, false);
    await add(office, `had-${office.username}`);
    expect(await lacks(office)).toBe(false);
  });
});

describe("a passkey that was lost", () => {
  test("is taken out by an administrator's link, and the page that asks for it says so", async () => {
    const { office, visitor, disable } = await anAdministrator("password");
    await add(office, `gone-${office.username}`);
    const { body } = await visitor.post(disable, {});
    expect(body).toContain("If you have lost your passkey, ask your administrator for a new one-time link");
    expect(body).not.toContain("You have no passkey here yet.");
  });

  test("is got over by the last administrator with a command on the server, to the end: a code, a new passkey, the act", async () => {
    const at = await anInstallation();
    try {
      const { username, account } = at.administrator;
      const other = await at.someone("an.other");
      const here = at.system.partnerships.get(at.code);
      invariant(here, "the partnership is open");
      const asking = async (token: string, sql: string) => {
        const done = await here.database.as(token, "/test", async (tx) => accept(await tx.unsafe(sql)));
        return done.ok ? Object.values(done.value[0] ?? {})[0] : done.refusal;
      };
      const adding = (name: string) =>
        `select add_passkey('${name}', '${name}', '\\x01', 1, true, true, '{}')`;
      const disabling = `select set_account_disabled('${other.account}', true)`;
      const signedIn = async () =>
        /throughcare=\w+\.([\w-]{43})/.exec((await at.signIn(at.administrator)).cookies)?.[1] ?? "";
      expect(await asking(await signedIn(), adding("lost-phone"))).toBe("done");
      expect(await asking(await signedIn(), adding("by-a-code"))).toBe("not-fresh");
      const link = freshToken();
      const recovered = await asPolicyRole(at.sql, at.code, (tx) =>
        recoverAccount(tx, username, tokenHash(link)),
      );
      expect(recovered.ok).toBe(true);
      expect((await at.choose(at.administrator, link)).status).toBe(303);
      const answer = await at.signIn(at.administrator);
      expect(decodeURIComponent(decodeURIComponent(answer.cookies))).toContain(
        "You have no passkey yet. Acts that could harm",
      );
      const token = /throughcare=\w+\.([\w-]{43})/.exec(answer.cookies)?.[1] ?? "";
      expect(await asking(token, disabling)).toBe("not-fresh");
      expect(await asking(token, adding("new-phone"))).toBe("done");
      const byPasskey = freshToken();
      await here.signIn.openSession(account, tokenHash(byPasskey), undefined, "passkey");
      expect(await asking(byPasskey, disabling)).toBe("done");
    } finally {
      await at.close();
    }
  });
});

test("browsers have passkeys over https at the address in the settings, and at localhost: nowhere else are they offered", () => {
  expect(relyingPartyOf("https://tc.example.org", "https://elsewhere.example")?.id).toBe("tc.example.org");
  expect(relyingPartyOf(undefined, "http://localhost:8700")?.id).toBe("localhost");
  for (const [set, asked] of [
    ["http://tc.example.org", "http://tc.example.org"],
    ["https://10.1.2.3", "https://10.1.2.3"],
    [undefined, "https://tc.example.org"],
    [undefined, "http://127.0.0.1:8700"],
  ] as const)
    expect(relyingPartyOf(set, asked), String(set ?? asked)).toBeUndefined();
});
