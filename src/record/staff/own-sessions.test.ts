import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sessions, sessionsOf } from "../../../tests/sessions.ts";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { TestAgency } from "../../../tests/world.ts";
import { tokenHash } from "../../web/session.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0";

let site: Site;
let sessions: Sessions;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  sessions = sessionsOf(site);
});
afterAll(() => site.close());

/** What the log says of ended sessions of this account, oldest first. */
const loggedOf = async (who: TestAgency): Promise<readonly unknown[]> => {
  const rows = await site.world.sql`
    select l.about, l.route, l.basis from access_log l join account a on a.id = l.account_id
     where a.username = ${who.username} and l.what in ('changed', 'signed-out') and l.about ~* 'session' order by l.at, l.id`;
  return rows.map(({ about, route, basis }) => [about, route, basis]);
};
/** Somebody in treatment with an account of their own. */
async function aPersonWithAnAccount(): Promise<TestAgency> {
  const worker = await site.aWorker("treatment");
  const person = await site.world.aPerson(worker);
  const username = `own-${worker.code}`;
  await site.world.sql`insert into account (username, person_id) values (${username}, ${person})`;
  return sessions.elsewhere({ ...worker, username });
}

describe("your account", () => {
  test("says who is signed in, as what, and where, this browser first", async () => {
    const worker = await site.aWorker("treatment");
    const visitor = visitorTo(site, { address: "127.0.0.1" });
    await visitor.post(
      "/demonstration",
      { username: worker.username, partnership: site.code },
      { "user-agent": FIREFOX },
    );
    const { status, body } = await visitor.get("/account");
    expect(status).toBe(200);
    for (const words of [
      worker.username,
      `Worker of ${worker.code}`,
      "Keyworker",
      `Agency ${worker.code}`,
      `Team ${worker.code}`,
    ])
      expect(body).toContain(words);
    expect(body).toContain("Where you are signed in (2)");
    expect(body).toMatch(/Firefox on Windows.*This one.*A browser that was not noted.*End this session/s);
    expect(body).toMatch(/in 1 hour \([^)]+\) if not used, in 12 hours \([^)]+\) at the latest/);
  });

  test("is led to from the bar of every page, also for the person in treatment, who sees their own", async () => {
    const person = await aPersonWithAnAccount();
    const home = await sessions.seenBy(person).get("/help");
    expect(home.body).toContain('<a href="/account"><span');
    const { body } = await sessions.seenBy(person).get("/account");
    expect(body).toContain("Person in treatment");
    expect(body).toContain("Where you are signed in (1)");
    expect(body).toContain("tell your keyworker");
    expect(body).not.toContain("Duty team");
  });

  test("keeps nothing of a browser but its family: no version, no address, nothing it sent", async () => {
    const worker = await site.aWorker("treatment");
    const visitor = visitorTo(site, { address: "127.0.0.1" });
    await visitor.post("/demonstration", { username: worker.username }, { "user-agent": FIREFOX });
    const [row] = await site.world.sql`
      select row_to_json(s) as kept from session s join account a on a.id = s.account_id
       where a.username = ${worker.username} and s.browser is not null`;
    expect(row?.kept.browser).toBe("Firefox on Windows");
    expect(JSON.stringify(row?.kept)).not.toMatch(/146\.|Mozilla|NT 10|127\.0/);
    await expect(
      site.world.sql`update session set browser = ${FIREFOX} where id = ${await sessions.idOf(worker)}`,
    ).rejects.toThrow("browser_is_a_short_family");
  });

  test("holds no token and no hash of one, and the id it holds opens nothing", async () => {
    const worker = await site.aWorker("treatment");
    const other = await sessions.elsewhere(worker);
    const { body } = await sessions.seenBy(worker).get("/account");
    for (const { token } of [worker, other]) {
      for (const secret of [token, tokenHash(token).toString("hex"), tokenHash(token).toString("base64url")])
        expect(body).not.toContain(secret);
    }
    const id = await sessions.idOf(other);
    expect(body).toContain(id);
    expect(await sessions.signedIn({ ...worker, token: id })).toBe(false);
  });

  test("lists no session that is over: ended, unused for too long, past its last hour, of a post that ended", async () => {
    const worker = await site.aWorker("treatment");
    const [ended, unused, past, moved] = [
      await sessions.elsewhere(worker),
      await sessions.elsewhere(worker),
      await sessions.elsewhere(worker),
      await sessions.elsewhere(worker),
    ];
    expect((await sessions.seenBy(worker).get("/account")).body).toContain("Where you are signed in (5)");
    await site.world.sql`update session set ended_at = now() where id = ${await sessions.idOf(ended)}`;
    await site.world
      .sql`update session set last_used_at = now() - interval '61 minutes' where id = ${await sessions.idOf(unused)}`;
    await site.world
      .sql`update session set expires_at = now() - interval '1 second' where id = ${await sessions.idOf(past)}`;
    await site.world.sql`
      with old as (insert into post (account_id, role, agency_id, ended_on)
                   select account_id, role, agency_id, current_date - 2 from post
                    where id = (select post_id from session where id = ${await sessions.idOf(moved)}) returning id)
      update session set post_id = (select id from old) where id = ${await sessions.idOf(moved)}`;
    for (const over of [ended, unused, past, moved]) expect(await sessions.signedIn(over)).toBe(false);
    const { body } = await sessions.seenBy(worker).get("/account");
    expect(body).toContain("Where you are signed in (1)");
    expect(body).toContain("Nowhere else.");
  });
});

describe("ending one's own sessions", () => {
  test("ends one other at its very next request, and leaves this one and the third", async () => {
    const worker = await site.aWorker("treatment");
    const [other, third] = [await sessions.elsewhere(worker), await sessions.elsewhere(worker)];
    expect((await sessions.seenBy(other).get("/help")).status).toBe(200);
    const visitor = sessions.seenBy(worker);
    const done = await visitor.post(`/account/sessions/${await sessions.idOf(other)}/end`, {});
    expect([done.status, done.location]).toEqual([303, "/account"]);
    expect((await sessions.seenBy(other).get("/help")).location).toContain("/sign-in");
    const after = await visitor.get("/account");
    expect(after.body).toContain("Session ended. Whoever used it must sign in again.");
    expect(after.body).toContain("Where you are signed in (2)");
    expect([await sessions.signedIn(worker), await sessions.signedIn(third)]).toEqual([true, true]);
    expect(await loggedOf(worker)).toEqual([
      ["Session ended", "/account/sessions/:session/end", "own account"],
    ]);
  });

  test("signs out everywhere else", async () => {
    const worker = await site.aWorker("treatment");
    const others = [await sessions.elsewhere(worker), await sessions.elsewhere(worker)];
    const visitor = sessions.seenBy(worker);
    expect((await visitor.post("/account/sessions/end-others", {})).location).toBe("/account");
    for (const other of others) expect(await sessions.signedIn(other)).toBe(false);
    expect(await sessions.signedIn(worker)).toBe(true);
    expect((await visitor.get("/account")).body).toContain("2 sessions ended.");
    expect(await loggedOf(worker)).toEqual([
      ["2 sessions ended", "/account/sessions/end-others", "own account"],
    ]);
    expect((await visitor.get("/account/sessions/end-others")).body).toContain(
      "You are signed in nowhere else.",
    );
  });

  test("asks again who it is when that was shown too long ago, in the browser and below it", async () => {
    const worker = await site.aWorker("treatment");
    const other = await sessions.elsewhere(worker);
    await site.world.sql`update session set proved_at = now() - interval '6 minutes'`;
    const visitor = sessions.seenBy(worker);
    for (const url of [
      `/account/sessions/${await sessions.idOf(other)}/end`,
      "/account/sessions/end-others",
    ]) {
      const asked = await visitor.post(url, {});
      expect([asked.status, asked.body.includes("Show that it is you")]).toEqual([422, true]);
    }
    expect(await sessions.asking(worker, (tx) => tx`select end_own_other_sessions()`)).toBe(-1);
    expect(await sessions.signedIn(other)).toBe(true);
  });

  test("cannot end this session by the way: that is signing out, which takes the cookie too", async () => {
    const worker = await site.aWorker("treatment");
    await sessions.elsewhere(worker);
    const answer = await sessions
      .seenBy(worker)
      .post(`/account/sessions/${await sessions.idOf(worker)}/end`, {});
    expect(answer.status).toBe(404);
    expect(
      await sessions.asking(worker, (tx) => tx`select end_own_other_sessions(${tx.asking.session_id})`),
    ).toBe(0);
    expect(await sessions.signedIn(worker)).toBe(true);
  });

  test("reaches nobody else's: not the list, not one by its id, not all of them", async () => {
    const [worker, stranger] = [await site.aWorker("treatment"), await site.aWorker("treatment")];
    const person = await aPersonWithAnAccount();
    for (const theirs of [stranger, person]) {
      const id = await sessions.idOf(theirs);
      expect((await sessions.seenBy(worker).get("/account")).body).not.toContain(id);
      expect((await sessions.seenBy(worker).get(`/account/sessions/${id}/end`)).status).toBe(404);
      expect((await sessions.seenBy(worker).post(`/account/sessions/${id}/end`, {})).status).toBe(404);
      expect(await sessions.asking(worker, (tx) => tx`select end_own_other_sessions(${id})`)).toBe(0);
      expect(await sessions.asking(worker, (tx) => tx`select end_own_other_sessions()`)).toBe(0);
      expect(await sessions.signedIn(theirs)).toBe(true);
    }
    expect(await sessions.asking(worker, (tx) => tx`select count(*)::int from own_sessions()`)).toBe(1);
    await expect(sessions.asking(worker, (tx) => tx`select * from session`)).rejects.toThrow(
      "permission denied",
    );
  });

  test("is for the person in treatment too", async () => {
    const person = await aPersonWithAnAccount();
    const other = await sessions.elsewhere(person);
    expect((await sessions.seenBy(person).post("/account/sessions/end-others", {})).status).toBe(303);
    expect([await sessions.signedIn(person), await sessions.signedIn(other)]).toEqual([true, false]);
  });

  test("signing out is in the log as well", async () => {
    const worker = await site.aWorker("treatment");
    expect((await sessions.seenBy(worker).post("/sign-out", {})).location).toBe("/sign-in");
    expect(await sessions.signedIn(worker)).toBe(false);
    expect(await loggedOf(worker)).toEqual([["session ended", "signing in and out", "own account"]]);
  });
});
