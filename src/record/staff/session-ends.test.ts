import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sessions, sessionsOf } from "../../../tests/sessions.ts";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { TestAgency } from "../../../tests/world.ts";
import { accept } from "../../kernel/result.ts";
import { tokenHash } from "../../web/session.ts";

let site: Site;
let sessions: Sessions;
let office: TestAgency;
let origin: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  sessions = sessionsOf(site);
  office = await site.aWorker("office", "administrator");
  origin = await site.web.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => site.close());

describe("a session ends by itself", () => {
  const unusedFor = (who: TestAgency, minutes: number) => site.world.sql`
    update session set last_used_at = now() - make_interval(mins => ${minutes}) where token_hash = ${tokenHash(who.token)}`;

  test("after an hour without use", async () => {
    const worker = await site.aWorker("treatment");
    await unusedFor(worker, 59);
    expect(await sessions.signedIn(worker)).toBe(true);
    await unusedFor(worker, 60);
    expect(await sessions.signedIn(worker)).toBe(false);
  });

  test("not while it is used; a page that asks again by itself is no use", async () => {
    const worker = await site.aWorker("treatment");
    const usedAt = async (): Promise<unknown> => {
      const [row] = await site.world.sql<{ ago: number }[]>`
        select round(extract(epoch from now() - last_used_at) / 60)::int as ago from session
         where token_hash = ${tokenHash(worker.token)}`;
      return row?.ago;
    };
    await unusedFor(worker, 30);
    await site.world.database.as(worker.token, "/test", async () => accept(1), "by-itself");
    expect(await usedAt()).toBe(30);
    await sessions.signedIn(worker);
    expect(await usedAt()).toBe(0);
  });

  test("twelve hours after it began, whatever it was used for, however it was opened", async () => {
    const worker = await site.aWorker("treatment");
    const byPassword = { ...worker, token: await site.openSession(worker.username) };
    for (const one of [worker, byPassword]) {
      const [row] = await site.world.sql<{ hours: number }[]>`
        select extract(epoch from expires_at - started_at)::float / 3600 as hours from session
         where token_hash = ${tokenHash(one.token)}`;
      expect(row?.hours).toBe(12);
      expect(await sessions.signedIn(one)).toBe(true);
      await site.world.sql`update session set expires_at = now() where token_hash = ${tokenHash(one.token)}`;
      expect(await sessions.signedIn(one)).toBe(false);
    }
  });

  test("at the limits that the database's two functions say, and the page says the same", async () => {
    const other = await setUpSite({ madeUp: true });
    const { sql, schema, server } = other.world;
    expect(server.database).not.toBe(site.world.server.database);
    await sql.unsafe(
      `create or replace function ${schema}.session_idle_limit() returns interval language sql immutable return interval '15 minutes';
       create or replace function ${schema}.session_longest() returns interval language sql immutable return interval '8 hours'`,
    );
    const worker = await other.aWorker("treatment");
    const { body } = await visitorTo(other, { token: worker.token }).get("/account");
    expect(body).toContain("after 15 minutes without use, and 8 hours after signing in");
    expect(body).toMatch(/in 15 minutes \([^)]+\) if not used, in 8 hours \([^)]+\) at the latest/);
    await sql`update session set last_used_at = now() - interval '16 minutes' where token_hash = ${tokenHash(worker.token)}`;
    expect((await other.world.as(worker, async () => accept(1))).ok).toBe(false);
    await other.close();
  });
});

describe("the open pages of a session that ends", () => {
  /** Listens as an open page does. Answers everything heard, once the stream is over or a second has gone by. */
  async function heardWhile(who: TestAgency, work: () => Promise<unknown>): Promise<string> {
    const answer = await fetch(`${origin}/changed`, {
      headers: { cookie: `throughcare=${site.code}.${who.token}` },
      signal: AbortSignal.timeout(10_000),
    });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    await work();
    return answer.text().catch(() => "went on");
  }

  test.each([
    ["it signs out in another window", (who: TestAgency) => sessions.seenBy(who).post("/sign-out", {})],
    [
      "another of one's sessions ends it",
      async (who: TestAgency) =>
        sessions
          .seenBy(await sessions.elsewhere(who))
          .post(`/account/sessions/${await sessions.idOf(who)}/end`, {}),
    ],
    [
      "the account is disabled",
      (who: TestAgency) =>
        site.asAdministrator(
          (tx) =>
            tx`select set_account_disabled((select account_id from staff_directory() where username = ${who.username}), true)`,
        ),
    ],
    [
      "an administrator ends all its sessions",
      (who: TestAgency) =>
        site.asAdministrator(
          (tx) =>
            tx`select end_sessions_of((select account_id from staff_directory() where username = ${who.username}))`,
        ),
    ],
  ])("are told to leave when %s", async (_how, end) => {
    const worker = await site.aWorker("treatment");
    const heard = await heardWhile(worker, () => end(worker));
    expect(heard).toContain("event: signed-out");
    expect(await sessions.signedIn(worker)).toBe(false);
  });

  test("and no others: a colleague's page and one's own go on", async () => {
    const worker = await site.aWorker("treatment");
    const colleague = await site.world.aWorker(worker, "keyworker");
    const [other, third] = [await sessions.elsewhere(worker), await sessions.elsewhere(worker)];
    const ended = heardWhile(other, async () => undefined);
    const [own, beside] = [
      heardWhile(worker, async () => undefined),
      heardWhile(colleague, async () => undefined),
    ];
    await new Promise((resolve) => setTimeout(resolve, 500));
    await sessions.seenBy(third).post(`/account/sessions/${await sessions.idOf(other)}/end`, {});
    expect(await ended).toContain("signed-out");
    expect(await Promise.all([own, beside])).toEqual(["went on", "went on"]);
  });
});

describe("an administrator", () => {
  test("ends all sessions of a worker, who may sign in again", async () => {
    const worker = await site.aWorker("treatment");
    const other = { ...worker, token: await site.world.tokenFor(worker.username) };
    const account = await sessions.accountOf(worker);
    const visitor = visitorTo(site, { token: office.token });
    expect((await visitor.get(`/staff/${account}`)).body).toContain("Yes, 2 sessions");
    const done = await visitor.post(`/staff/${account}/end-sessions`, {});
    expect([done.status, done.location]).toEqual([303, `/staff/${account}`]);
    expect([await sessions.signedIn(worker), await sessions.signedIn(other)]).toEqual([false, false]);
    const after = (await visitor.get(`/staff/${account}`)).body;
    expect(after).toContain("They are signed out everywhere.");
    expect(after).not.toContain("End all sessions");
    const [line] = await site.world.sql`
      select about, route, basis from access_log where about = 'all sessions of an account ended' order by at desc limit 1`;
    expect(line).toEqual({
      about: "all sessions of an account ended",
      route: "/staff/:account/end-sessions",
      basis: "administration",
    });
    expect(
      await sessions.signedIn({ ...worker, token: await site.world.tokenFor(worker.username) }),
      "signs in again",
    ).toBe(true);
  });

  test("is the only one who ends a worker's sessions or learns how many there are", async () => {
    const [worker, colleague] = [await site.aWorker("treatment"), await site.aWorker("treatment")];
    const account = await sessions.accountOf(worker);
    const own = await sessions.accountOf(office);
    expect(await sessions.asking(office, (tx) => tx`select end_sessions_of(${own})`)).toBe("own-account");
    expect(await sessions.asking(colleague, (tx) => tx`select end_sessions_of(${account})`)).toBe(
      "not-allowed",
    );
    expect(await sessions.asking(colleague, (tx) => tx`select sessions_open(${account})`)).toBe(0);
    expect(await sessions.asking(office, (tx) => tx`select sessions_open(${account})`)).toBe(1);
    expect(await sessions.signedIn(worker)).toBe(true);
  });

  test("disabling an account ends every session of it, and enabling it revives none", async () => {
    const worker = await site.aWorker("treatment");
    const other = { ...worker, token: await site.world.tokenFor(worker.username) };
    const account = await sessions.accountOf(worker);
    await sessions.asking(office, (tx) => tx`select set_account_disabled(${account}, true)`);
    expect([await sessions.signedIn(worker), await sessions.signedIn(other)]).toEqual([false, false]);
    await sessions.asking(office, (tx) => tx`select set_account_disabled(${account}, false)`);
    expect([await sessions.signedIn(worker), await sessions.signedIn(other)]).toEqual([false, false]);
  });
});
