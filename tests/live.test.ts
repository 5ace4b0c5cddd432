import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenHash } from "../src/web/session.ts";
import { topicOf } from "../src/web/signals.ts";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";
import type { TestAgency } from "./world.ts";

let site: Site;
let sessions: Sessions;
let origin: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  sessions = sessionsOf(site);
  origin = await site.web.app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(() => site.close());

/** The mark that a live page carries. */
async function markOn(who: TestAgency): Promise<string> {
  const { body } = await visitorTo(site, { token: who.token }).get("/");
  const mark = /<body [^>]*data-live="([^"]+)"/.exec(body)?.[1];
  expect(mark, "the home page refreshes itself").toBeDefined();
  return mark ?? "";
}

/** Listens as the page does. Answers what was heard so far, and how to wait for some words of it. */
async function listen(who: TestAgency, since: { mark: string } | { lastEventId: string }) {
  const stop = new AbortController();
  const query = "mark" in since ? `?since=${encodeURIComponent(since.mark)}` : "";
  const answer = await fetch(`${origin}/changed${query}`, {
    headers: {
      cookie: `throughcare=${site.code}.${who.token}`,
      ...("lastEventId" in since ? { "last-event-id": since.lastEventId } : {}),
    },
    signal: stop.signal,
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const heard = { text: "", over: false };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const bytes of answer.body ?? []) heard.text += decoder.decode(bytes, { stream: true });
    heard.over = true;
  };
  read().catch(() => undefined);
  return { heard, stop: () => stop.abort() };
}

const changed = /id: (\S+)\nevent: changed\n/;
const changeOf = async (who: TestAgency) => site.world.anEpisode(who, await site.world.aPerson(who));
const soon = { interval: 20 };
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 400));

test("what changed after a page was read and before it listened is told as soon as it listens", async () => {
  const worker = await site.aWorker("treatment");
  const mark = await markOn(worker);
  await changeOf(worker);
  await expect.poll(() => markOn(worker), soon).not.toBe(mark);
  const late = await listen(worker, { mark });
  await expect.poll(() => late.heard.text, soon).toMatch(changed);
  late.stop();
});

test("a page that shows the newest is told nothing when it listens", async () => {
  const worker = await site.aWorker("treatment");
  const other = await site.aWorker("housing");
  const mark = await markOn(worker);
  await changeOf(other);
  const page = await listen(worker, { mark });
  await aMoment();
  expect(page.heard.text).toBe("retry: 2000\n\n");
  await changeOf(worker);
  await expect.poll(() => page.heard.text, soon).toMatch(changed);
  page.stop();
});

test("a stream that broke off goes on where it stood: what changed meanwhile is told, and nothing twice", async () => {
  const worker = await site.aWorker("treatment");
  const first = await listen(worker, { mark: await markOn(worker) });
  await changeOf(worker);
  await expect.poll(() => first.heard.text, soon).toMatch(changed);
  first.stop();
  // A change is told by several lines; the last that was heard is where the stream stood.
  const lastEventId = await markOn(worker);
  const unchanged = await listen(worker, { lastEventId });
  await aMoment();
  expect(unchanged.heard.text).toBe("retry: 2000\n\n");
  unchanged.stop();
  await changeOf(worker);
  await expect.poll(() => markOn(worker), soon).not.toBe(lastEventId);
  const second = await listen(worker, { lastEventId });
  await expect.poll(() => second.heard.text, soon).toMatch(changed);
  second.stop();
});

test("when the database could not be heard for a while, every open page is told to look again", async () => {
  const worker = await site.aWorker("treatment");
  const mark = await markOn(worker);
  const before = await listen(worker, { mark });
  await site.world.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query ilike 'listen %changed%'`;
  await expect.poll(() => before.heard.over, soon).toBe(true);
  expect(await markOn(worker)).not.toBe(mark);
  const after = await listen(worker, { lastEventId: mark });
  await expect.poll(() => after.heard.text, soon).toMatch(changed);
  await changeOf(worker);
  await expect.poll(() => after.heard.text.match(/changed/g)?.length ?? 0, soon).toBeGreaterThan(1);
  after.stop();
});

test("listening is no use of a session: a screen left alone signs out, and its page learns of it", async () => {
  const worker = await site.aWorker("treatment");
  const mark = await markOn(worker);
  const unusedFor = (minutes: number) => site.world.sql`
    update session set last_used_at = now() - make_interval(mins => ${minutes}) where token_hash = ${tokenHash(worker.token)}`;
  await unusedFor(59);
  const page = await listen(worker, { mark });
  page.stop();
  const [row] = await site.world.sql`
    select round(extract(epoch from now() - last_used_at) / 60)::int as ago from session
     where token_hash = ${tokenHash(worker.token)}`;
  expect(row?.ago).toBe(59);
  await unusedFor(60);
  const answer = await fetch(`${origin}/changed`, {
    headers: { cookie: `throughcare=${site.code}.${worker.token}` },
    redirect: "manual",
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sign-in?then=%2Fchanged"]);
});

test("a session whose end was heard just before it listened is told to leave at once", async () => {
  const worker = await site.aWorker("treatment");
  // The moment between being let in and listening: the end is told already, and nobody hears it yet.
  site.web.signals.tell(topicOf(site.code, "session", await sessions.idOf(worker)));
  const page = await listen(worker, { mark: "any" });
  await expect.poll(() => page.heard.over, soon).toBe(true);
  expect(page.heard.text).toContain("event: signed-out");
});

test("a session that ends while its agency's record changes is told to leave, and the server goes on", async () => {
  const office = await site.aWorker("office", "administrator");
  const trouble: unknown[] = [];
  const note = (error: unknown): void => void trouble.push(error);
  process.on("uncaughtException", note);
  for (let i = 0; i < 5; i++) {
    const worker = await site.world.aWorker(office, "administrator");
    const page = await listen(worker, { mark: await markOn(worker) });
    const account = await sessions.accountOf(worker);
    await site.world.sql.begin(async (sql) => {
      const at = site.world.schema;
      await sql`update session set ended_at = now() where account_id = ${account}`;
      await sql`select pg_notify('changed', ${`${at}:agency:${office.agencyId}`})`;
    });
    await expect.poll(() => page.heard.over, soon).toBe(true);
    expect(page.heard.text).toContain("event: signed-out");
    expect(page.heard.text.indexOf("changed", page.heard.text.indexOf("signed-out"))).toBe(-1);
  }
  await aMoment();
  process.off("uncaughtException", note);
  expect(trouble).toEqual([]);
});
