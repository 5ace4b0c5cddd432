import { generateSecret } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encrypt } from "../src/kernel/encryption.ts";
import { openCommandLineSession } from "../src/record/staff/command-line-store.ts";
import { totpPlace } from "../src/record/staff/encrypted-store.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { codeNow } from "./authenticator.ts";
import { letCodesProve, type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "./site.ts";
import { type TestAgency, worldKeys } from "./world.ts";

let real: Site;
let demonstration: Site;
let sessions: Sessions;
beforeAll(async () => {
  [real, demonstration] = [await setUpSite({ madeUp: false }), await setUpSite({ madeUp: true })];
  sessions = sessionsOf(real);
  // What a code proves where it proves at all. Where it does not: phishing.test.ts.
  await letCodesProve(real);
});
afterAll(async () => {
  await Promise.all([real.close(), demonstration.close()]);
});

/** What the form on a page carries, by name; the last of several. */
const hidden = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"\/>/g)].map(([, name, value]) => [
      name ?? "",
      value ?? "",
    ]),
  );
/** By account, since a proof changes the token. */
const provedAgo = (site: Site, who: TestAgency, minutes: number) =>
  site.world.sql`update session s set proved_at = now() - make_interval(mins => ${minutes})
                  from account a where a.id = s.account_id and a.username = ${who.username}`;
const disabled = async (site: Site, account: string): Promise<boolean> => {
  const [row] = await site.world.sql`select disabled_at is not null as so from account where id = ${account}`;
  return row?.so;
};

/** An administrator with an authenticator app who signed in `minutes` ago, and a worker they manage. */
async function anAdministrator(minutes: number) {
  const office = await real.aWorker("office", "administrator");
  const worker = await real.aWorker("treatment");
  const secret = generateSecret();
  const own = await sessions.accountOf(office);
  const [key] = await worldKeys();
  await real.world.sql`
    insert into credential (account_id, totp_secret, totp_confirmed_at)
    values (${own}, ${encrypt(key, totpPlace(own), secret)}, now())`;
  await real.world
    .sql`update session set opened_by = 'password' where token_hash = ${tokenHash(office.token)}`;
  await provedAgo(real, office, minutes);
  const account = await sessions.accountOf(worker);
  return {
    office,
    worker,
    account,
    code: () => codeNow(secret),
    visitor: visitorTo(real, { token: office.token }),
    disable: `/staff/${account}/disable`,
  };
}

/** Sends on what the page that asks for a proof holds, with an answer to it. */
const prove = (visitor: Visitor, path: string, asked: string, code: string) =>
  visitor.post(path, { ...waiting(asked), _proof_code: code });
/** What the form on a page carries, but for its token, which each browser has its own of. */
const waiting = (body: string): Record<string, string> =>
  Object.fromEntries(Object.entries(hidden(body)).filter(([name]) => name !== "_csrf"));

describe("an act that asks for a proof", () => {
  test("is done at once within five minutes of signing in", async () => {
    const { visitor, disable, account, office } = await anAdministrator(0);
    await real.world.sql`update session set proved_at = now() - interval '4 minutes 50 seconds'
                          where token_hash = ${tokenHash(office.token)}`;
    expect((await visitor.post(disable, { sure: "yes" })).status).toBe(303);
    expect(await disabled(real, account)).toBe(true);
  });

  test("is not done later: a code is asked for, and what was entered goes on with it", async () => {
    const { visitor, disable, account, code } = await anAdministrator(6);
    const asked = await visitor.post(disable, { sure: "yes" });
    expect(asked.status).toBe(422);
    expect(asked.body).toContain("Show that it is you");
    expect(asked.body).toContain("more than 5 minutes since you showed it");
    expect(await disabled(real, account)).toBe(false);
    expect(hidden(asked.body).sure).toBe("yes");
    expect((await prove(visitor, disable, asked.body, await code())).status).toBe(303);
    expect(await disabled(real, account)).toBe(true);
  });

  test("is not done for a wrong code, nor for one that was used; what was entered stays", async () => {
    const { visitor, disable, account, code, office } = await anAdministrator(6);
    const asked = await visitor.post(disable, { sure: "yes" });
    const wrong = await prove(visitor, disable, asked.body, "000000");
    expect([wrong.status, hidden(wrong.body).sure]).toEqual([422, "yes"]);
    expect(wrong.body).toContain("That code is not right, or was used already.");
    const spent = await code();
    expect((await prove(visitor, disable, wrong.body, spent)).status).toBe(303);
    await provedAgo(real, office, 6);
    const enable = `/staff/${account}/enable`;
    const again = await visitor.post(enable, {});
    expect((await prove(visitor, enable, again.body, spent)).body).toContain("or was used already");
    expect(await disabled(real, account)).toBe(true);
  });

  test("waits for whoever guesses in one session, wherever they guess from; the true user signs in meanwhile", async () => {
    const { visitor, disable, office, code } = await anAdministrator(6);
    const { body } = await visitor.post(disable, { sure: "yes" });
    for (let turn = 0; turn < 10; turn++) {
      const elsewhere = visitorTo(real, { token: office.token, address: `10.77.0.${turn}` });
      expect((await prove(elsewhere, disable, body, "000000")).body).toContain("That code is not right");
    }
    expect((await prove(visitor, disable, body, await code())).body).toContain(
      "Too many tries. Wait 15 minutes",
    );
    const other = { ...office, token: await real.openSession(office.username) };
    expect(await sessions.asking(other, (tx) => tx`select acting_is_fresh()`)).toBe(true);
    const claimed = await real.world.signIn.claimAttempt(office.username, "home", {
      forOneName: 10,
      fromOneOrigin: 100,
    });
    expect(claimed).toBeDefined();
  });

  test("is one act, however often it is sent with its proof", async () => {
    const { visitor, account, code, office } = await anAdministrator(6);
    const link = `/staff/${account}/link`;
    const asked = await visitor.post(link, { _once: "0190a0a0-0000-7000-8000-000000000001" });
    const sent: Record<string, string> = { ...hidden(asked.body), _proof_code: await code() };
    expect(sent._once).toBe("0190a0a0-0000-7000-8000-000000000001");
    expect((await visitor.post(link, sent)).status).toBe(303);
    await provedAgo(real, office, 0);
    // It was shown elsewhere meanwhile: an answer left empty stands in nobody's way.
    expect((await visitor.post(link, { ...sent, _proof_code: "" })).location).toBe(`/staff/${account}`);
    const { _proof_code, ...same } = sent;
    expect((await visitor.post(link, same)).location).toBe(`/staff/${account}`);
    const [row] = await real.world.sql`
      select count(*)::int as made from one_time_link where account_id = ${account}`;
    expect(row?.made).toBe(1);
  });

  test.each(["link", "disable", "enable", "post"])("is each of these: %s", async (what) => {
    const { visitor, account } = await anAdministrator(6);
    expect((await visitor.post(`/staff/${account}/${what}`, {})).body).toContain("Show that it is you");
  });

  test("is adding a worker too, which makes a link and gives a post", async () => {
    const { visitor } = await anAdministrator(6);
    const asked = await visitor.post("/staff/add", { name: "New <One>", username: "new.one" });
    expect(asked.body).toContain("Show that it is you");
    expect(asked.body).toContain('name="name" value="New &lt;One&gt;"');
  });

  test("is reversing a death", async () => {
    const worker = await real.aWorker("treatment");
    const person = await real.world.aPerson(worker);
    await real.world.as(worker, async (tx) => ({
      ok: true,
      value: await tx`select record_death(${person}, '2026-01-10', 'the hospital rang')`,
    }));
    await provedAgo(real, worker, 6);
    const visitor = visitorTo(real, { token: worker.token });
    const reverse = `/people/${person}/death/reverse`;
    const asked = await visitor.post(reverse, { reason: "another man of the same name" });
    expect(asked.body).toContain("Show that it is you");
    expect(asked.body).toContain('name="reason" value="another man of the same name"');
    expect(await sessions.asking(worker, (tx) => tx`select reverse_death(${person}, 'no')`)).toBe(
      "not-fresh",
    );
    await provedAgo(real, worker, 1);
    expect((await visitor.post(reverse, { reason: "another man" })).status).toBe(303);
  });
});

describe("the database", () => {
  test("refuses by itself what was not shown recently, whatever page asked", async () => {
    const { office, account } = await anAdministrator(6);
    const acts = {
      renew_link: (token: string) =>
        sessions.asking({ ...office, token }, (tx) => tx`select renew_link(${account}, '\\x0a', 24)`),
      set_account_disabled: (token: string) =>
        sessions.asking({ ...office, token }, (tx) => tx`select set_account_disabled(${account}, true)`),
      give_post: (token: string) =>
        sessions.asking(
          { ...office, token },
          (tx) => tx`select give_post(${account}, ${office.agencyId}, 'administrator', null)`,
        ),
      add_worker: (token: string) =>
        sessions.asking(
          { ...office, token },
          (tx) =>
            tx`select outcome from add_worker('A', 'a.b', ${office.agencyId}, 'administrator', null, '\\x0b', 24)`,
        ),
    };
    for (const [name, act] of Object.entries(acts))
      expect([name, await act(office.token)]).toEqual([name, "not-fresh"]);
    await provedAgo(real, office, 4);
    expect(await acts.set_account_disabled(office.token)).toBe("done");
  });

  test("knows when whoever asks last showed that it is they: a command on the server never did", async () => {
    const worker = await real.aWorker("treatment");
    await provedAgo(real, worker, 3);
    const asked = await sessions.asking(
      worker,
      (tx) => tx`select extract(epoch from now() - acting_proved_at())::int`,
    );
    expect(asked).toBe(180);
    const token = await openCommandLineSession(real.world.sql, real.code, worker.username, "work");
    const command = { ...worker, token: token ?? "" };
    expect(await sessions.asking(command, (tx) => tx`select acting_is_fresh()`)).toBe(false);
    expect(await sessions.asking(command, (tx) => tx`select acting_proved_at()`)).toBe(null);
  });
});

describe("in the demonstration", () => {
  const asked = async (site: Site) => {
    const office = await site.aWorker("office", "administrator");
    const worker = await site.aWorker("treatment");
    const account = await sessionsOf(site).accountOf(worker);
    await provedAgo(site, office, 6);
    const visitor = visitorTo(site, { token: office.token, address: "127.0.0.1" });
    return { visitor, account, disable: `/staff/${account}/disable` };
  };

  test("a press stands for the proof, and the page says so", async () => {
    const { visitor, account, disable } = await asked(demonstration);
    const { body } = await visitor.post(disable, { sure: "yes" });
    expect(body).toContain("a press stands for them. With real people they are always asked for.");
    expect(body).not.toContain("_proof_code");
    expect((await visitor.post(disable, hidden(body))).status).toBe(303);
    expect(await disabled(demonstration, account)).toBe(true);
  });

  test("and where people are real it stands for nothing, whoever made it up", async () => {
    const { visitor, account, disable } = await asked(real);
    const { body } = await visitor.post(disable, { sure: "yes" });
    expect(body).toContain("You have no app or passkey set up here. Open another tab");
    expect((await visitor.post(disable, { sure: "yes", _proof_press: "yes" })).status).toBe(422);
    expect(await disabled(real, account)).toBe(false);
    const worker = await real.aWorker("treatment");
    const [row] = await real.world.sql<{ id: string }[]>`
      select id from session where opened_by = 'demonstration' and token_hash = ${tokenHash(worker.token)}`;
    const renewal = { before: worker.token, now: freshToken() };
    expect(await real.world.signIn.demonstrationProved(row?.id ?? "", renewal)).toBe(false);
  });
});
