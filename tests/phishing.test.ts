import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../src/kernel/database/connection.ts";
import type { Tx } from "../src/kernel/database/door.ts";
import { connectionOf } from "../src/kernel/database/partnership.ts";
import { accept } from "../src/kernel/result.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Factors, factorsOf } from "./factors.ts";
import { WORLD_LOGINS } from "./global-setup.ts";
import { letCodesProve, type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";
import type { TestAgency } from "./world.ts";

// Acts that could harm are proved by what cannot be phished: a code can be talked out of somebody, a passkey cannot (ASVS 6.3.3, level 3).

let site: Site;
let sessions: Sessions;
let { signedInBy, anAdministrator, provedAgo, add, fresh, disabled } = {} as Factors;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  sessions = sessionsOf(site);
  ({ signedInBy, anAdministrator, provedAgo, add, fresh, disabled } = factorsOf(site));
});
afterAll(() => site.close());

describe("a code", () => {
  test("opens no act that could harm, however fresh: the page says what does, why, and how to come by it", async () => {
    const { visitor, disable, account } = await anAdministrator("password");
    const { status, body } = await visitor.post(disable, { sure: "yes" });
    expect([status, await disabled(account)]).toEqual([422, false]);
    expect(body).toContain("so it needs a passkey.");
    expect(body).toContain("can talk a code out of you");
    expect(body).toContain('<a href="/account/passkeys/add" target="_blank"');
    expect(body).toContain("What you entered is kept on this page");
    expect(body).toContain('name="sure" value="yes"');
    expect(body).toMatch(/<noscript>.{0,200}Passkeys need JavaScript, which is switched off in this browser/);
    expect(body).not.toContain("_proof_code");
  });

  test("that is sent all the same is told so, and is neither spent nor taken", async () => {
    const { visitor, disable, account, own, code } = await anAdministrator("password");
    const { status, body } = await visitor.post(disable, { sure: "yes", _proof_code: await code() });
    expect(body).toContain("A code is not enough for this act, and was not looked at.");
    const [kept] = await site.world.sql`select totp_last_step from credential where account_id = ${own}`;
    expect([status, await disabled(account), kept?.totp_last_step]).toEqual([422, false, null]);
  });

  test("opens none beneath the pages either", async () => {
    const { office, account } = await anAdministrator("password");
    const worker = await signedInBy("password", await site.aWorker("treatment"));
    const person = await site.world.aPerson(worker);
    await site.world.as(worker, async (tx) =>
      accept(await tx`select record_death(${person}, '2026-01-10', 'the hospital rang')`),
    );
    const nurse = await signedInBy("password", await site.aWorker("hospital"));
    const acts: readonly (readonly [TestAgency, (tx: Tx) => PromiseLike<readonly object[]>])[] = [
      [office, (tx) => tx`select renew_link(${account}, '\\x0a', 24)`],
      [office, (tx) => tx`select set_account_disabled(${account}, true)`],
      [office, (tx) => tx`select give_post(${account}, ${office.agencyId}, 'administrator', null)`],
      [
        office,
        (tx) =>
          tx`select outcome from add_worker('A', 'a.b', ${office.agencyId}, 'administrator', null, '\\x0b', 24)`,
      ],
      [office, (tx) => tx`select link_subject(${account}, ${account}, 'x')`],
      [worker, (tx) => tx`select reverse_death(${person}, 'no')`],
      [
        nurse,
        (tx) =>
          tx`select outcome from open_described_in_emergency(null, 'Nobody', 'Here', '1984-02-29', 'unconscious here')`,
      ],
    ];
    for (const [who, act] of acts)
      expect(await sessions.asking(who, act as never), String(act)).toBe("not-fresh");
  });

  test("is enough for nothing but signing oneself out elsewhere and adding a first passkey: no other function asks for less", async () => {
    const asking = async (what: string) => {
      const rows = await site.world.sql<{ name: string }[]>`
        select proname as name from pg_proc
         where pronamespace = current_schema()::regnamespace and prokind = 'f' and pg_get_functiondef(oid) ~ ${`${what}\\(\\)`}
           and proname <> ${what} order by 1`;
      return rows.map(({ name }) => name);
    };
    expect(await asking("acting_is_fresh_by_any_factor")).toEqual([
      "acting_is_fresh",
      "acting_is_fresh_to_enrol",
      "end_own_other_sessions",
    ]);
    expect(await asking("acting_is_fresh_to_enrol")).toEqual(["add_passkey"]);
    const less = site.web.options.routes.filter((route) => route.fresh && route.fresh !== true);
    expect(less.map(({ path, fresh }) => [path, fresh])).toEqual([
      ["/account/sessions/:session/end", "any-factor"],
      ["/account/sessions/end-others", "any-factor"],
      ["/account/passkeys/add", "enrolling"],
    ]);
  });

  test("signs oneself out everywhere else, also for whoever has a passkey and lost it", async () => {
    const { office, visitor, code } = await anAdministrator("password");
    const other = await signedInBy("password", office);
    expect(await add(office, `lost-${office.username}`)).toBe("done");
    await provedAgo(office, "6 minutes");
    const answer = await visitor.post("/account/sessions/end-others", { _proof_code: await code() });
    expect([answer.status, await sessions.signedIn(other)]).toEqual([303, false]);
  });
});

describe("a passkey", () => {
  test("opens the act, whether it signed them in or was asked for", async () => {
    const { visitor, disable, account } = await anAdministrator("passkey");
    expect((await visitor.post(disable, { sure: "yes" })).status).toBe(303);
    expect(await disabled(account)).toBe(true);
    const { office } = await anAdministrator("password");
    const shown = async (by: "passkey" | "code", before: string) => {
      const now = freshToken();
      const proved = await site.world.signIn.sessionProved(
        await sessions.idOf({ ...office, token: before }),
        { before, now },
        by,
      );
      return [proved, await fresh({ ...office, token: now }), now] as const;
    };
    const [, byPasskey, token] = await shown("passkey", office.token);
    expect(byPasskey).toBe(true);
    // What was shown last is what counts.
    const [, byCode, next] = await shown("code", token);
    expect(byCode).toBe(false);
    expect((await shown("by talking" as never, next))[0]).toBe(false);
  });

  test("is asked for again five minutes later", async () => {
    const { office } = await anAdministrator("passkey");
    expect(await fresh(office)).toBe(true);
    await provedAgo(office, "5 minutes 1 second");
    expect([await fresh(office), await fresh(office, "_by_any_factor")]).toEqual([false, false]);
  });

  test("cannot be had at an address of numbers: the page says what to do instead", async () => {
    const { office, disable } = await anAdministrator("password");
    const { body } = await visitorTo(site, { token: office.token }).post(disable, {});
    expect(body).toContain("Passkeys do not work at this address");
    expect(body).toContain("on another device or in another browser, or ask whoever runs the server");
    expect(body).not.toContain("Use a passkey</button>");
  });
});

describe("whoever runs the server", () => {
  test("lets codes prove, and takes it back: at once, and in the log", async () => {
    const { office, visitor, account, code, disable } = await anAdministrator("password");
    expect(await fresh(office)).toBe(false);
    expect([await letCodesProve(site), await letCodesProve(site)]).toEqual([true, false]);
    expect(await fresh(office)).toBe(true);
    await provedAgo(office, "6 minutes");
    expect((await visitor.post(disable, { sure: "yes", _proof_code: await code() })).status).toBe(303);
    expect(await disabled(account)).toBe(true);
    await letCodesProve(site, false);
    expect((await visitor.post(`/staff/${account}/enable`, {})).body).toContain("so it needs a passkey.");
    const lines = await site.world.sql<{ about: string }[]>`
      select about from access_log where about like '%codes prove%' and basis = 'whoever may run commands on this machine' order by id desc limit 2`;
    expect(lines.map(({ about }) => about)).toEqual([
      "codes prove no act that could harm any more",
      "codes prove as much as passkeys from now on, for acts that could harm",
    ]);
  });

  test("alone does: no statement of the application or the door says what a session was proved by, or that codes prove", async () => {
    const { office } = await anAdministrator("password");
    const id = await sessions.idOf(office);
    const statements = [
      `update session set proved_by = 'passkey', unphishable = true where id = '${id}'`,
      `update session set proved_at = now() where id = '${id}'`,
      "update partnership_fact set codes_prove = true",
      "update identity_provider set unphishable_acr = acr",
      "insert into passkey (account_id) select acting_account()",
    ];
    for (const role of ["app", "door"] as const) {
      const own = connect(connectionOf(site.world.server, site.code, role, WORLD_LOGINS), 1);
      await own.unsafe(`set search_path = ${site.world.schema}`);
      for (const statement of statements)
        await expect(own.unsafe(statement), `${role}: ${statement}`).rejects.toThrow("permission denied");
      await own.end();
    }
    const proves = (tx: Tx) =>
      tx`select session_proved(${id}, ${tokenHash(office.token)}, '\\x01', 'passkey')`;
    await expect(sessions.asking(office, proves)).rejects.toThrow("permission denied");
    expect(await fresh(office)).toBe(false);
    // Nor does the database keep that a code could not be phished, whoever writes it.
    const lie = site.world.sql`update session set unphishable = true where id = ${id}`;
    await expect(lie).rejects.toThrow("what_can_be_phished_is_known");
  });
});

test("the demonstration's press proves where everyone is made up, and nothing where people are real", async () => {
  const worker = await site.aWorker("treatment");
  await site.world
    .sql`update session set proved_by = 'demonstration' where token_hash = ${tokenHash(worker.token)}`;
  expect([
    await fresh(worker),
    await fresh(worker, "_by_any_factor"),
    await fresh(worker, "_to_enrol"),
  ]).toEqual([false, false, false]);
  await site.world.sql`update partnership_fact set made_up = true`;
  expect(await fresh(worker)).toBe(true);
  await site.world.sql`update partnership_fact set made_up = false`;
});
