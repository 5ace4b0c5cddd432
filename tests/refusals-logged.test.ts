import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { sealLog } from "../src/record/access-log/seal-store.ts";
import { SIGNED_IN } from "../src/web/page.ts";
import { buildWeb } from "../src/web/server.ts";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite } from "./site.ts";
import type { TestAgency } from "./world.ts";

// What was refused leaves a line in the access log; what tried to get round a control before anybody was known, a warning in the
// server's own. Neither says of whom, and no flood fills either. A page about nobody leaves its line too.

let site: Site;
let sessions: Sessions;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  sessions = sessionsOf(site);
});
afterAll(() => site.close());

describe("what is refused", () => {
  const refusals = async (who: TestAgency): Promise<readonly unknown[]> => {
    const rows = await site.world.sql`
      select l.about, l.route, l.role, l.agency_id = ${who.agencyId} as ours, l.basis, l.person_ids
        from access_log l join account a on a.id = l.account_id
       where a.username = ${who.username} and l.what = 'refused' order by l.at, l.id`;
    return rows.map((row) => ({ ...row }));
  };

  test("leaves a line without anybody's id: an address of another role; what is not theirs or not there alike", async () => {
    const [worker, stranger] = [await site.aWorker("treatment"), await site.aWorker("housing")];
    const hidden = await site.world.aPerson(stranger);
    const visitor = sessions.seenBy(worker);
    expect((await visitor.get("/access")).status).toBe(403);
    expect((await visitor.get(`/people/${hidden}`)).status).toBe(404);
    expect((await visitor.get("/people/0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000")).status).toBe(404);
    expect(
      (await visitor.post(`/people/${hidden}/notes/new`, { category: "health", words: "x" })).status,
    ).toBe(404);
    const line = { role: "keyworker", ours: true, basis: "none", person_ids: [] };
    const nothing = "nothing there that they may see";
    expect(await refusals(worker)).toEqual([
      { ...line, about: "an address that is not for their role", route: "/access" },
      { ...line, about: nothing, route: "/people/:person" },
      { ...line, about: nothing, route: "/people/:person" },
      { ...line, about: nothing, route: "/people/:person/notes/new" },
    ]);
  });

  test("because a form was used before, with other answers, leaves one", async () => {
    const worker = await site.aWorker("treatment");
    const visitor = sessions.seenBy(worker);
    const once = crypto.randomUUID();
    const person = await site.world.aPerson(worker);
    await site.world.anEpisode(worker, person);
    const note = (words: string) =>
      visitor.post(`/people/${person}/notes/new`, { _once: once, category: "health", words });
    expect((await note("Came on time")).status).toBe(303);
    expect((await note("Did not come")).status).toBe(409);
    expect(await refusals(worker)).toMatchObject([
      { about: "a form that was used before, with other answers", route: "/people/:person/notes/new" },
    ]);
  });

  test("by the database itself leaves one too, though what was tried is undone", async () => {
    const worker = await site.aWorker("treatment");
    const web = await buildWeb({
      ...site.web.options,
      routes: [
        {
          path: "/tries",
          allow: SIGNED_IN,
          get: async (tx) => {
            await tx`update log_seal set sent_at = now()`;
            return { ok: false, refusal: { code: "not-there" } };
          },
        },
      ],
    });
    expect(
      (
        await sessionsOf({ ...site, web })
          .seenBy(worker)
          .get("/tries")
      ).status,
    ).toBe(404);
    await web.app.close();
    expect(await refusals(worker)).toMatchObject([
      { about: "something that is not theirs to write", route: "/tries" },
    ]);
  });

  test("again and again in one session is written twenty times, then counted", async () => {
    const worker = await site.aWorker("treatment");
    const visitor = sessions.seenBy(worker);
    for (let n = 0; n < 24; n += 1) await visitor.get("/access");
    expect(await refusals(worker)).toHaveLength(20);
    await site.world.sql`update log_bound set since = since - interval '16 minutes' where kind = 'refused'`;
    await sealLog(site.world.sql);
    expect((await refusals(worker)).at(-1)).toMatchObject({
      about: "4 more from the same place within a quarter of an hour",
      role: "keyworker",
    });
  });
});

describe("a page about nobody", () => {
  const visits = async (who: TestAgency): Promise<readonly unknown[]> => {
    const rows = await site.world.sql`
      select l.what, l.about, l.route, l.role, l.agency_id = ${who.agencyId} as ours, l.basis, l.person_ids, l.by_itself
        from access_log l join account a on a.id = l.account_id
       where a.username = ${who.username} and l.what not in ('signed-in', 'refused') order by l.at, l.id`;
    return rows.map((row) => ({ ...row }));
  };
  const line = { what: "visited", role: "keyworker", ours: true, basis: "role", person_ids: [] };

  test("leaves a line that says so, by hand or by itself, and so does a form about nobody", async () => {
    const worker = await site.aWorker("treatment");
    const visitor = sessions.seenBy(worker);
    expect((await visitor.get("/help")).status).toBe(200);
    const web = await buildWeb({
      ...site.web.options,
      routes: [{ path: "/goes/on", allow: SIGNED_IN, post: async () => accept({ to: "/", done: "Done." }) }],
    });
    const sent = await sessionsOf({ ...site, web })
      .seenBy(worker)
      .post("/goes/on", {});
    expect(sent.status).toBe(303);
    await site.web.app.inject({
      url: "/help",
      headers: { cookie: `throughcare=${site.code}.${worker.token}`, "x-refresh": "by-itself" },
    });
    await web.app.close();
    expect(await visits(worker)).toEqual([
      { ...line, about: "a page opened", route: "/help", by_itself: false },
      { ...line, about: "a form sent", route: "/goes/on", by_itself: false },
      { ...line, about: "a page opened", route: "/help", by_itself: true },
    ]);
  });

  test("leaves none where somebody's record was shown, which has its own, nor around words that there is no such page", async () => {
    const worker = await site.aWorker("treatment");
    const person = await site.world.aPerson(worker);
    const visitor = sessions.seenBy(worker);
    expect((await visitor.get(`/people/${person}`)).status).toBe(200);
    expect((await visitor.get("/no/such/page")).status).toBe(404);
    expect((await visitor.get("/access")).status).toBe(403);
    expect(await visits(worker)).toMatchObject([{ what: "read", route: "/people/:person" }]);
  });

  test("stands in the lead's list only when it is chosen", async () => {
    const worker = await site.aWorker("treatment");
    await sessions.seenBy(worker).get("/help");
    const lead = sessions.seenBy(await site.aWorker("office", "ig-lead"));
    const list = async (choice: string) => (await lead.get(`/access?who=${worker.username}${choice}`)).body;
    expect(await list("")).not.toContain("About nobody: a page opened");
    expect(await list("&what=visited")).toContain("About nobody: a page opened");
  });
});

test("nobody writes by a statement of their own that they signed in, or that a way in of theirs changed", async () => {
  const worker = await site.aWorker("treatment");
  const written = (what: string) =>
    site.world.as(worker, async (tx) =>
      accept(
        await tx`insert into access_log (what, about, route, basis, person_ids) values (${what}, 'x', '/x', 'x', '{}')`,
      ),
    );
  for (const what of ["signed-in", "sign-in-failed", "signed-out", "way-in-changed", "refused"])
    await expect(written(what), what).rejects.toThrow(/row-level security/);
  expect((await written("read")).ok).toBe(true);
});

describe("an attempt to get round a control", () => {
  /** What a server over the same partnership writes to its log while something is done. */
  async function heard(
    work: (web: Site["web"]) => Promise<unknown>,
    requestsPerMinute = 100_000,
  ): Promise<readonly Record<string, unknown>[]> {
    const lines: string[] = [];
    const logTo = { write: (line: string) => void lines.push(line) };
    const web = await buildWeb({ ...site.web.options, requestsPerMinute, logLevel: "warn", logTo });
    await work(web);
    await web.app.close();
    return lines.map((line) => {
      const { event, route, more, level } = JSON.parse(line);
      return more === undefined ? { event, route, level } : { event, more, level };
    });
  }
  const send = (web: Site["web"], headers: Record<string, string>, payload = "words=Quillfeather") =>
    web.app.inject({
      method: "POST",
      url: "/people/0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000/notes/new",
      headers: { host: site.host, "content-type": "application/x-www-form-urlencoded", ...headers },
      payload,
    });
  const at = { route: "/people/:person/notes/new", level: 40 };

  test("a form from elsewhere, one without its token and one that cannot be read leave a warning each", async () => {
    const lines = await heard(async (web) => {
      await send(web, { "sec-fetch-site": "cross-site" });
      await send(web, {});
      await send(web, { "content-type": "text/strange" });
    });
    expect(lines).toEqual([
      { event: "form-from-elsewhere", ...at },
      { event: "form-token-wrong", ...at },
      { event: "request-not-understood", ...at },
    ]);
  });

  test("too many requests leave one for each that was stopped, ten in a minute, then how many more", async () => {
    const lines = await heard(async (web) => {
      for (let n = 0; n < 15; n += 1)
        await web.app.inject({ url: "/people", headers: { host: site.host }, remoteAddress: "10.88.0.1" });
    }, 2);
    const one = { event: "too-many-requests", route: "/people", level: 40 };
    expect(lines).toEqual([...Array(10).fill(one), { event: "too-many-requests", more: 3, level: 40 }]);
  });
});
