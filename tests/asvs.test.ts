import { type AddressInfo, connect as dial } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROUTES } from "../src/app.ts";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { buildWeb } from "../src/web/server.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";
import type { TestAgency } from "./world.ts";

// What OWASP's verification standard asks and no other test of ours says: see docs/security/asvs.md.

let site: Site;
let keyworker: TestAgency;
let person: PersonId;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  keyworker = await site.world.anAgency("treatment");
  person = await site.world.aPerson(keyworker, { familyName: "Sorrel", givenNames: "Gary" });
  await site.world.anEpisode(keyworker, person);
});
afterAll(() => site.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  site.web.app.inject({
    url,
    headers: { host: site.host, cookie: `throughcare=${site.code}.${keyworker.token}`, ...headers },
  });

test("what somebody typed is text on the page that shows it, whatever it looks like", async () => {
  const hostile = `</p><script>alert(1)</script><img src=x onerror="alert(2)"> ' javascript:alert(3) {{7*7}} \${7*7}`;
  await site.world.as(keyworker, async (tx) =>
    accept(await tx`insert into note (person_id, category, words) values (${person}, 'health', ${hostile})`),
  );
  const { body } = await get(`/people/${person}/notes`);
  expect(body).toContain(
    "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;",
  );
  expect(body).toContain("{{7*7}} ${7*7}");
  expect(body).not.toContain("<script>alert");
  const found = await get(`/people?find=${encodeURIComponent(`"><script>alert(1)</script>`)}`);
  expect(found.body).not.toContain("<script>alert");
});

test("a search that looks like SQL, a pattern or a format is a search for those characters", async () => {
  for (const find of [
    "Sorrel' or '1'='1",
    "Sorrel'); drop table person; --",
    "%",
    "_",
    "S.*l",
    "%s%n%x",
    "\\",
  ]) {
    const { statusCode, body } = await get(`/people?find=${encodeURIComponent(find)}`);
    expect([find, statusCode, body.includes("Gary")]).toEqual([find, 200, false]);
  }
  const [row] = await site.world.sql`select count(*)::int as n from person`;
  expect(row?.n).toBe(1);
});

test("a name said several times in an address or a form counts once, the first time", async () => {
  const { statusCode, body } = await get("/people?find=Nobody&find=Sorrel");
  expect([statusCode, body.includes("Gary")]).toEqual([200, false]);
});

test("a form's further fields, which it does not ask for, change nothing", async () => {
  const page = await get(`/people/${person}/notes/new`);
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.body)?.[1] ?? "";
  const csrf = page.cookies.find((one) => one.name === "_csrf")?.value ?? "";
  const answer = await site.web.app.inject({
    method: "POST",
    url: `/people/${person}/notes/new`,
    headers: {
      host: site.host,
      cookie: `throughcare=${site.code}.${keyworker.token}; _csrf=${encodeURIComponent(csrf)}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({
      _csrf: hidden("_csrf"),
      _once: hidden("_once"),
      _post: hidden("_post"),
      category: "health",
      words: "came on time",
      staff_id: "00000000-0000-4000-8000-000000000000",
      agency_id: "00000000-0000-4000-8000-000000000000",
      at: "2001-01-01T00:00:00Z",
      __proto__: "x",
      constructor: "x",
    }).toString(),
  });
  expect(answer.statusCode).toBe(303);
  const [note] = await site.world.sql`
    select staff_id, agency_id, at > now() - interval '1 minute' as now from note where words = 'came on time'`;
  expect(note).toEqual({ staff_id: keyworker.staffId, agency_id: keyworker.agencyId, now: true });
});

test("no method that an address does not declare is answered, TRACE least of all", async () => {
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"] as const) {
    const answer = await site.web.app.inject({ method, url: "/people", headers: { host: site.host } });
    expect([method, answer.statusCode >= 400 && answer.statusCode < 500]).toEqual([method, true]);
  }
  expect(await raw("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n")).not.toMatch(/^HTTP\/1.1 [23]/);
});

test("nothing of the server's own files is served: no folder, no source, no history, no list", async () => {
  for (const url of [
    "/.git/config",
    "/package.json",
    "/src/main.ts",
    "/assets/",
    "/assets",
    "/data",
    "/..%2fpackage.json",
    "/docs",
    "/metrics",
    "/health",
    "/openapi.json",
  ])
    expect([url, (await get(url)).statusCode]).toEqual([url, 404]);
});

test("every answer with a body says its type, and of text its characters", async () => {
  const assets = [...site.web.options.assets.byPath.keys()];
  for (const url of ["/", "/sign-in", "/nowhere", "/people", ...assets]) {
    const type = String((await get(url)).headers["content-type"]);
    expect([url, type]).toEqual([url, expect.stringMatching(/^text\/(html|css|javascript); charset=utf-8$/)]);
  }
});

/** Says some bytes to the server over a socket, and hears what it answers first. */
async function raw(bytes: string): Promise<string> {
  if (!site.web.app.server.listening) await site.web.app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = site.web.app.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const socket = dial(port, "127.0.0.1", () => socket.write(bytes));
    let heard = "";
    socket.on("data", (data) => {
      heard += data;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(heard));
    setTimeout(() => socket.destroy(), 1500);
  });
}

test("a request whose length is said in two ways is refused, and nothing behind it is taken for another", async () => {
  const smuggled = "GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n";
  const answer = await raw(
    `POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 400/);
  expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
});

test("where a request came from is what the connection says, not what its sender writes into a header", async () => {
  const origins = async () => {
    const rows = await site.world
      .sql`select distinct origin from sign_in_attempt where username = 'nobody-at-all'`;
    return rows.length;
  };
  for (const claimed of ["198.51.100.1", "198.51.100.2"])
    await visitorTo(site, { address: "10.99.0.1" }).post(
      "/sign-in",
      { username: "nobody-at-all", password: "x", code: "000000" },
      { "x-forwarded-for": claimed, "x-real-ip": claimed, forwarded: `for=${claimed}` },
    );
  expect(await origins()).toBe(1);
});

test("every page of someone signed in has its way out, and signing out clears what the browser kept", async () => {
  const pages = ["/", "/people", `/people/${person}`, "/tasks", "/account", "/help"];
  for (const url of pages)
    expect([url, (await get(url)).body.includes('action="/sign-out"')]).toEqual([url, true]);
  const worker = await site.world.aWorker(keyworker, "keyworker");
  const page = await get("/", { cookie: `throughcare=${site.code}.${worker.token}` });
  const csrf = page.cookies.find((one) => one.name === "_csrf")?.value ?? "";
  const out = await site.web.app.inject({
    method: "POST",
    url: "/sign-out",
    headers: {
      host: site.host,
      cookie: `throughcare=${site.code}.${worker.token}; _csrf=${encodeURIComponent(csrf)}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({
      _csrf: /name="_csrf" value="([^"]*)"/.exec(page.body)?.[1] ?? "",
    }).toString(),
  });
  expect([out.statusCode, out.headers["clear-site-data"]]).toEqual([303, '"cache", "storage"']);
  expect((await get("/", { cookie: `throughcare=${site.code}.${worker.token}` })).statusCode).toBe(303);
});

test("a password field hides what is typed, takes what is pasted and what a password manager fills in", async () => {
  const { body } = await site.web.app.inject({ url: "/sign-in", headers: { host: site.host } });
  const field = /<input[^>]*type="password"[^>]*>/.exec(body)?.[0] ?? "";
  expect(field).toMatch(/autocomplete="current-password"/i);
  expect(field).not.toMatch(/onpaste|maxlength/i);
});

test("no address changes anything when it is only opened: what is written is the log of who looked", async () => {
  const written = async () => {
    const tables = await site.world.sql<{ name: string }[]>`
      select c.relname as name from pg_class c
       where c.relnamespace = ${site.world.schema}::regnamespace and c.relkind = 'r' and not c.relispartition
         and c.relname not in ('session', 'request_context', 'log_bound') order by 1`;
    const sums: Record<string, unknown> = {};
    for (const { name } of tables) {
      const [row] = await site.world.sql.unsafe(
        `select count(*)::int as n, md5(string_agg(t::text, ',' order by t::text)) as sum from ${name} t`,
      );
      sums[name] = `${row?.n} ${row?.sum}`;
    }
    return sums;
  };
  const there: Readonly<Record<string, string>> = { person, definition: "phq-9", kind: "clinic" };
  const before = await written();
  for (const { path: at } of ROUTES)
    await get(
      at.replace(/:(\w+)/g, (_, name: string) => there[name] ?? "00000000-0000-4000-8000-000000000000"),
    );
  expect(await written()).toEqual(before);
});

test("no other origin is let in, whatever it says of itself", async () => {
  for (const origin of ["https://elsewhere.example", "null", `https://${site.host}.elsewhere.example`]) {
    const { headers } = await get(`/people/${person}`, { origin });
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  }
});

test("the server's log is one JSON object a line, whatever a request says", async () => {
  const lines: string[] = [];
  const web = await buildWeb({
    ...site.web.options,
    logLevel: "trace",
    logTo: { write: (line) => void lines.push(line) },
  });
  await site.world.sql`alter table note rename to note_elsewhere`;
  const hostile = '\r\n{"level":60,"msg":"made up"}';
  const answer = await web.app.inject({
    url: `/people/${person}/notes?find=${encodeURIComponent(hostile)}`,
    headers: {
      host: site.host,
      cookie: `throughcare=${site.code}.${keyworker.token}`,
      "user-agent": "a \u2028 b",
    },
  });
  await site.world.sql`alter table note_elsewhere rename to note`;
  await web.app.close();
  expect(answer.statusCode).toBe(500);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.any(Number) });
  }
  expect(lines.join("")).not.toContain("made up");
  expect(lines.some((line) => JSON.parse(line).level === 50)).toBe(true);
});
