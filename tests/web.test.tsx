import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { accept, refuse } from "../src/kernel/result.ts";
import { text } from "../src/web/form.tsx";
import { act, page, SIGNED_IN } from "../src/web/page.ts";
import { buildWeb, type Web } from "../src/web/server.ts";
import { openWorld, type TestAgency, type World } from "./world.ts";

/** A page and an act of the tests' own, so that the frame is tested by itself. */
const showing = page({
  path: "/t/showing/:number",
  allow: "work",
  params: z.object({ number: z.coerce.number() }),
  load: async (_tx, { params }) =>
    params.number === 7 ? accept(params.number) : refuse({ code: "not-there" as const }),
  view: (number) => ({ title: "Showing", body: <p>{`Number ${number}`}</p> }),
});
const forbidden = page({
  path: "/t/forbidden",
  allow: "staff:manage",
  load: async () => accept(1),
  view: () => ({ title: "No", body: "no" }),
});
const failing = page({
  path: "/t/failing",
  allow: SIGNED_IN,
  load: async (tx) => {
    await tx`select 'Secret Name'::int`;
    return accept(1);
  },
  view: () => ({ title: "No", body: "no" }),
});
/** What an act meets whose right has lapsed since its form was read: the row is somebody else's to write. */
const lapsing = act({
  path: "/t/lapse",
  allow: "work",
  load: async () => accept(undefined),
  form: () => ({ word: text("Word", "Enter a word") }),
  view: () => ({ title: "Lapse", body: "form" }),
  perform: async (tx, _ask, { word }) => {
    await tx`insert into task (agency_id, team_id, kind, title, due_at)
             select g.id, ${tx.asking.team_id}, 'test', ${word}, now() from agency g where g.id <> ${tx.asking.agency_id} limit 1`;
    return accept({ to: "/t/showing/7", done: "Done." });
  },
  say: () => "No",
});
const counting = act({
  path: "/t/count",
  allow: "work",
  load: async () => accept(undefined),
  form: () => ({ word: text("Word", "Enter a word") }),
  view: (_data, form) => ({
    title: "Count",
    body: <p>{`${form.errors.word ?? form.errors._form ?? ""} [${String(form.typed.word ?? "")}]`}</p>,
  }),
  perform: async (tx, _ask, { word }) => {
    if (word === "refuse") {
      await tx`insert into task (team_id, kind, title, due_at) values (${tx.asking.team_id}, 'test', 'left behind', now())`;
      return refuse({ code: "no" as const });
    }
    await tx`insert into task (team_id, kind, title, due_at) values (${tx.asking.team_id}, 'test', ${word}, now())`;
    return accept({ to: "/t/showing/7", done: "Counted." });
  },
  say: () => ({ field: "word", words: "Not that word" }),
});

let world: World;
let web: Web;
let agency: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  agency = await world.anAgency("treatment");
  web = await buildWeb({
    sites: new Map([
      ["testland", { code: "testland", name: "Testland", madeUp: true, database: world.database }],
    ]),
    routes: [showing, forbidden, failing, counting, lapsing],
    assets: {
      styles: { device: "/s.css", light: "/light.css", dim: "/dim.css" },
      scripts: [],
      byPath: new Map(),
    },
    frameFacts: async () => ({ navigation: [], mayFind: false, tasksDue: 0 }),
    secure: false,
    trustProxy: false,
    uploads: "/no files are sent here",
    requestsPerMinute: 100_000,
    logLevel: "silent",
  });
});
afterAll(async () => {
  await web.app.close();
  await world.close();
});

const session = (): string => `throughcare=testland.${agency.token}`;
const get = (url: string, cookie = session()) => web.app.inject({ url, headers: { cookie } });

/** Opens a form as a browser would: its token, its cookie and its own id. */
async function opened(url: string): Promise<{ cookie: string; fields: Record<string, string> }> {
  const answer = await get(url);
  // The test's form shows no inputs of its own, so the token is asked of the frame's sign-out form.
  const field = (name: string): string =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(answer.body)?.[1] ?? "";
  const csrf = answer.cookies.find((one) => one.name === "_csrf");
  return {
    cookie: `${session()}; _csrf=${csrf?.value}`,
    fields: { _csrf: field("_csrf"), _once: field("_once") },
  };
}

const post = (
  url: string,
  cookie: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) =>
  web.app.inject({
    method: "POST",
    url,
    headers: { cookie, "content-type": "application/x-www-form-urlencoded", ...headers },
    payload: new URLSearchParams(fields).toString(),
  });

const tasks = async (title: string): Promise<number> => {
  const [row] = await world.sql<{ n: number }[]>`select count(*)::int as n from task where title = ${title}`;
  return row?.n ?? -1;
};

describe("pages", () => {
  test("what is there is shown; what is not, and what does not parse, is the same 404", async () => {
    expect((await get("/t/showing/7")).body).toContain("Number 7");
    const [absent, nonsense] = [await get("/t/showing/8"), await get("/t/showing/abc")];
    expect([absent.statusCode, nonsense.statusCode]).toEqual([404, 404]);
    const bare = (body: string): string => body.replaceAll(/value="[^"]*"/g, "");
    expect(bare(absent.body)).toBe(bare(nonsense.body));
  });

  test("a page outside the role is refused before anything is read", async () => {
    const answer = await get("/t/forbidden");
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain("Not part of your role");
  });

  test("without a session every page leads to sign-in and comes back afterwards", async () => {
    const answer = await get("/t/showing/7", "");
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/sign-in?then=%2Ft%2Fshowing%2F7"]);
  });

  test("our own mistake is an apology without the database's words", async () => {
    const answer = await get("/t/failing");
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("Secret");
    expect(answer.body).toContain("Nothing was saved");
  });

  test("every answer carries the headers that keep a browser safe, and is never stored", async () => {
    const { headers } = await get("/t/showing/7");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-frame-options"]).toBe("DENY");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  });
});

describe("forms", () => {
  test("a double press is one act, and the second leads where the first did", async () => {
    const form = await opened("/t/count");
    const sent = { ...form.fields, word: "pressed twice" };
    const answers = await Promise.all([
      post("/t/count", form.cookie, sent),
      post("/t/count", form.cookie, sent),
    ]);
    expect(answers.map((one) => [one.statusCode, one.headers.location])).toEqual([
      [303, "/t/showing/7"],
      [303, "/t/showing/7"],
    ]);
    expect(await tasks("pressed twice")).toBe(1);
    const said = answers.map((one) => one.cookies.find((cookie) => cookie.name === "done")?.value ?? "");
    expect(said.map(decodeURIComponent).map(decodeURIComponent).sort()).toEqual([
      "Counted.",
      "This form was sent twice. It was done once.",
    ]);
  });

  test("the same form sent again with other answers is refused, and the first stays", async () => {
    const form = await opened("/t/count");
    await post("/t/count", form.cookie, { ...form.fields, word: "first answer" });
    const again = await post("/t/count", form.cookie, { ...form.fields, word: "other answer" });
    expect(again.statusCode).toBe(409);
    expect([await tasks("first answer"), await tasks("other answer")]).toEqual([1, 0]);
  });

  test("a missing answer and a refused one both come back in words, with what was typed, and leave nothing behind", async () => {
    const form = await opened("/t/count");
    const empty = await post("/t/count", form.cookie, { ...form.fields, word: " " });
    expect([empty.statusCode, empty.body.includes("Enter a word")]).toEqual([422, true]);
    const refused = await post("/t/count", form.cookie, { ...form.fields, word: "refuse" });
    expect(refused.body).toContain("Not that word [refuse]");
    expect(await tasks("left behind")).toBe(0);
    const mended = await post("/t/count", form.cookie, { ...form.fields, word: "mended" });
    expect(mended.statusCode).toBe(303);
  });

  test("an act whose right has lapsed since its form was read is answered like what is not there, and leaves nothing", async () => {
    await world.anAgency("housing");
    const form = await opened("/t/lapse");
    const answer = await post("/t/lapse", form.cookie, { ...form.fields, word: "too late" });
    expect([answer.statusCode, answer.body.includes("Nothing to show here")]).toEqual([404, true]);
    expect(answer.body).not.toMatch(/policy|row-level/);
    expect(await tasks("too late")).toBe(0);
  });

  test("a form without its token, from another site, or of another type does nothing", async () => {
    const form = await opened("/t/count");
    const fields = { ...form.fields, word: "smuggled" };
    const answers = [
      await post("/t/count", form.cookie, { ...fields, _csrf: "" }),
      await post("/t/count", form.cookie, fields, { "sec-fetch-site": "cross-site" }),
      await post("/t/count", form.cookie, fields, { "sec-fetch-site": "same-site" }),
      await post("/t/count", form.cookie, fields, { origin: "https://elsewhere.example" }),
      await post("/t/count", form.cookie, fields, { origin: "null" }),
      await web.app.inject({
        method: "POST",
        url: "/t/count",
        headers: { cookie: form.cookie, "content-type": "text/plain" },
        payload: "word=smuggled",
      }),
      await web.app.inject({
        method: "POST",
        url: "/t/count",
        headers: { cookie: form.cookie, "content-type": "application/json" },
        payload: '{"word":"smuggled"}',
      }),
    ];
    expect(answers.map((one) => one.statusCode)).toEqual([403, 403, 403, 403, 403, 415, 415]);
    expect(await tasks("smuggled")).toBe(0);
  });
});
