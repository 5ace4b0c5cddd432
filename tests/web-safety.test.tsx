import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { page, SIGNED_IN } from "../src/web/page.ts";
import { ANYONE, openTo } from "../src/web/registry.ts";
import { buildWeb, type Web } from "../src/web/server.ts";
import { clearSessionCookie, setSessionCookie } from "../src/web/session.ts";
import { openWorld, type TestAgency, type World } from "./world.ts";

// What keeps a browser safe, as someone sees it who reaches the server over TLS.

const REQUESTS_A_MINUTE = 4;
/** Enough for every test but the one about the limit. */
const PLENTY = 100_000;

const showing = page({
  path: "/t/showing",
  allow: SIGNED_IN,
  load: async () => accept(1),
  view: () => ({ title: "Showing", body: <p>Shown</p> }),
});

let world: World;
let secure: Web;
let narrow: Web;
let [one, other]: [TestAgency, TestAgency] = [] as never;

async function webOf(requestsPerMinute: number): Promise<Web> {
  const web = await buildWeb({
    sites: new Map([
      ["testland", { code: "testland", name: "Testland", madeUp: true, database: world.database }],
    ]),
    routes: [showing],
    assets: {
      styles: { device: "/s.css", light: "/light.css", dim: "/dim.css" },
      scripts: [],
      byPath: new Map(),
    },
    frameFacts: async () => ({ navigation: [], mayFind: false, tasksDue: 0 }),
    secure: true,
    trustProxy: false,
    uploads: "/no files are sent here",
    requestsPerMinute,
    logLevel: "silent",
  });
  web.app.get("/t/signed-in", openTo(ANYONE), (_request, reply) => {
    setSessionCookie(reply, true, { partnership: "testland", token: "a-token" });
    return reply.send("");
  });
  web.app.get("/t/signed-out", openTo(ANYONE), (_request, reply) => {
    clearSessionCookie(reply, true);
    return reply.send("");
  });
  return web;
}

beforeAll(async () => {
  world = await openWorld();
  [one, other] = [await world.anAgency("treatment"), await world.anAgency("housing")];
  [secure, narrow] = [await webOf(PLENTY), await webOf(REQUESTS_A_MINUTE)];
});
afterAll(async () => {
  await secure.app.close();
  await narrow.app.close();
  await world.close();
});

const session = (who: TestAgency): string => `__Host-throughcare=testland.${who.token}`;
const get = (web: Web, cookie: string, url = "/t/showing") => web.app.inject({ url, headers: { cookie } });

describe("over TLS", () => {
  test("a page takes nothing from elsewhere, sends nothing elsewhere and stands in nobody's frame", async () => {
    const { headers } = await get(secure, session(one));
    const rules = String(headers["content-security-policy"])
      .replaceAll(/ 'nonce-[^']+'/g, "")
      .split(";");
    expect(rules.toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "object-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect(headers["referrer-policy"]).toBe("same-origin");
    expect(headers["strict-transport-security"]).toMatch(/^max-age=(\d{8,}); includeSubDomains$/);
  });

  test("no script reads our cookies, no other site sends them, and none goes without TLS", async () => {
    const csrf = (await get(secure, session(one))).cookies.find((cookie) => cookie.name === "__Host-_csrf");
    const signedIn = (await get(secure, "", "/t/signed-in")).cookies[0];
    const signedOut = (await get(secure, "", "/t/signed-out")).cookies[0];
    for (const cookie of [csrf, signedIn, signedOut]) {
      expect(cookie).toMatchObject({ path: "/", httpOnly: true, sameSite: "Strict", secure: true });
      expect(cookie).not.toHaveProperty("domain");
    }
    expect(signedIn).toMatchObject({ name: "__Host-throughcare", value: "testland.a-token" });
    expect(signedIn).not.toHaveProperty("expires");
    expect(signedOut).toMatchObject({ name: "__Host-throughcare", value: "", expires: new Date(0) });
  });

  test("a session under the name that plain connections use opens nothing", async () => {
    expect((await get(secure, session(one))).statusCode).toBe(200);
    expect((await get(secure, session(one).replace("__Host-", ""))).statusCode).toBe(303);
  });
});

test("whoever asks more often than the limit is told to wait a minute, and nobody else is", async () => {
  const answers = [];
  for (let times = 0; times <= REQUESTS_A_MINUTE; times += 1) answers.push(await get(narrow, session(one)));
  expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200, 429]);
  expect(answers.at(-1)?.body).toContain("Too many requests");
  expect((await get(narrow, session(other))).statusCode).toBe(200);
});

test("a form larger than a million bytes is refused before anybody reads it", async () => {
  const sent = (bytes: number) =>
    secure.app.inject({
      method: "POST",
      url: "/t/showing",
      headers: { cookie: session(one), "content-type": "application/x-www-form-urlencoded" },
      payload: `words=${"x".repeat(bytes - 6)}`,
    });
  // There is no such form here: that is the answer to one that was read.
  expect((await sent(1_000_000)).statusCode).toBe(404);
  expect((await sent(1_000_001)).statusCode).toBe(413);
});
