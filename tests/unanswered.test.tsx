import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { transferDoor } from "../src/exchange/transfer/door-store.ts";
import { connect } from "../src/kernel/database/connection.ts";
import { type Database, databaseOver, type Tx } from "../src/kernel/database/door.ts";
import { connectionOf } from "../src/kernel/database/partnership.ts";
import { isLost } from "../src/kernel/database/unanswered.ts";
import { accept } from "../src/kernel/result.ts";
import { text, textOf } from "../src/web/form.tsx";
import { PostForm } from "../src/web/layout.tsx";
import { act, type Route } from "../src/web/page.ts";
import { buildWeb, type Web } from "../src/web/server.ts";
import { Line } from "./crash/line.ts";
import { WORLD_CODE, WORLD_LOGINS } from "./global-setup.ts";
import { openWorld, type TestAgency, type World, worldKeys } from "./world.ts";

// What is said when the database does not answer, held against what it kept. Between the two stands a line that can be broken.

const LONGEST_MS = 3_000;

let world: World;
let worker: TestAgency;
let line: Line;
let port: number;
let database: Database;
beforeAll(async () => {
  world = await openWorld();
  worker = await world.anAgency("treatment");
});
afterAll(() => world.close());
beforeEach(async () => {
  line = new Line();
  port = await line.open(world.server);
  const to = connectionOf({ ...world.server, port }, WORLD_CODE, "app", WORLD_LOGINS);
  database = databaseOver(connect(to, 2), world.schema, worldKeys);
  await database.as(worker.token, "/test", async () => accept(1));
});
afterEach(async () => {
  await line.close();
  // On a broken line it waits some seconds for what it sent.
  void database.close();
});

/** Leaves a mark of its own in the database, then does what else it is told. */
function marking(mark: string, then = async (_tx: Tx): Promise<unknown> => undefined) {
  return async (tx: Tx) => {
    await tx`insert into form_once (id, route, body_hash, location) values (${mark}, '/test', '\\x00', '')`;
    await then(tx);
    return accept("marked");
  };
}
const stands = async (mark: string): Promise<boolean> =>
  (await world.sql`select from form_once where id = ${mark}`).length === 1;

const NO_ANSWER = { ok: false, refusal: { code: "no-answer" } };
const NOT_KNOWN = { ok: false, refusal: { code: "not-known" } };

test("where the answer to the commit is lost it is not known, though it stands", async () => {
  const mark = randomUUID();
  const done = await database.as(
    worker.token,
    "/test",
    marking(mark, async () => {
      line.manner = "breaks-at-commit";
    }),
  );
  expect(done).toEqual(NOT_KNOWN);
  expect(await stands(mark)).toBe(true);
});

test("where the line breaks before the commit there is no answer, and nothing stands", async () => {
  const mark = randomUUID();
  const done = await database.as(
    worker.token,
    "/test",
    marking(mark, async (tx) => {
      line.break();
      await tx`select 1`;
    }),
  );
  expect(done).toEqual(NO_ANSWER);
  expect(await stands(mark)).toBe(false);
});

test("a database that falls silent keeps nobody for ever, and what it is asked before stays undone when it speaks again", async () => {
  const mark = randomUUID();
  const begun = performance.now();
  const done = await database.as(
    worker.token,
    "/test",
    marking(mark, async (tx) => {
      line.manner = "silent";
      await tx`select 1`;
    }),
    "by-hand",
    LONGEST_MS,
  );
  expect(done).toEqual(NO_ANSWER);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(LONGEST_MS - 5);
  line.speak();
  // Both connections answer again, the one that was in the middle too.
  const [one, two] = await Promise.all(
    [1, 2].map(() => database.as(worker.token, "/t", async () => accept(1))),
  );
  expect([one?.ok, two?.ok]).toEqual([true, true]);
  expect(await stands(mark)).toBe(false);
});

test("a database that falls silent in the commit leaves it not known", async () => {
  const mark = randomUUID();
  const work = marking(mark, async () => {
    line.manner = "silent-at-commit";
  });
  expect(await database.as(worker.token, "/test", work, "by-hand", LONGEST_MS)).toEqual(NOT_KNOWN);
  expect(await stands(mark)).toBe(true);
});

test("where nothing listens that is said within a moment, and however long it lasted it is over as soon after", async () => {
  const waits: number[] = [];
  const ask = async () => {
    const begun = performance.now();
    const answer = await database.as(worker.token, "/test", async () => accept(1));
    waits.push(performance.now() - begun);
    return answer;
  };
  await line.close();
  for (let tries = 0; tries < 10; tries += 1) expect(await ask()).toEqual(NO_ANSWER);
  await line.open(world.server, port);
  expect(await ask()).toMatchObject({ ok: true });
  // Half a second, on a machine many times slower; postgres.js by itself would come to wait for twenty.
  expect(Math.max(...waits)).toBeLessThan(10_000);
});

test("whoever sends a bundle to a partnership whose database says nothing is told so, and not kept waiting", async () => {
  const to = connectionOf({ ...world.server, port }, WORLD_CODE, "door", WORLD_LOGINS);
  const door = transferDoor(connect(to, 1), world.schema, worldKeys, LONGEST_MS);
  expect(await door.take("no bundle")).toMatchObject({ ok: false });
  line.manner = "silent";
  await expect(door.take("no bundle")).rejects.toSatisfy(isLost);
  line.speak();
  expect(await door.take("no bundle")).toMatchObject({ ok: false });
  await door.close();
});

test("PostgreSQL ended at the first question of a fresh connection ends nothing but that connection, and leaves lists what they are", async () => {
  // In a process as the shipped server is: what nobody awaits would end it.
  const script = `
    import { endOnUnexpected } from "./src/kernel/last-words.ts";
    import { connect } from "./src/kernel/database/connection.ts";
    import { Line } from "./tests/crash/line.ts";
    endOnUnexpected();
    const to = JSON.parse(process.env.TO);
    const line = new Line();
    line.manner = "ended-when-fresh";
    const sql = connect({ ...to, port: await line.open(to) }, 1);
    const lost = [await sql\`select 1\`.catch(({ code }) => code)];
    line.manner = "open";
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await sql\`select array['a', 'b'] as letters\`.catch(({ code }) => code);
      if (typeof answer !== "string") {
        process.stdout.write(JSON.stringify(answer[0].letters));
        process.exit(0);
      }
      lost.push(answer);
    }
    throw new Error(lost.join());`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", script],
    {
      cwd: path.resolve(import.meta.dirname, ".."),
      env: { ...process.env, TO: JSON.stringify({ ...world.server, database: "postgres" }) },
    },
  );
  expect(JSON.parse(stdout)).toEqual(["a", "b"]);
});

const mark: Route = {
  ...act({
    path: "/t/mark",
    allow: "work",
    load: async () => accept(undefined),
    form: () => ({ word: text("Word", "Enter a word") }),
    view: () => ({ title: "Mark", body: <PostForm>Mark</PostForm> }),
    perform: async (tx, _ask, { word }) => {
      if (word === "falls silent") line.manner = "silent";
      if (word === "is lost in the commit") line.manner = "breaks-at-commit";
      await tx`select 1`;
      return accept({ to: "/t/mark", done: "" });
    },
    say: () => "No",
  }),
  knownAt: (_params, typed) => `/t/asked/${textOf(typed.word).length}`,
};

const webOf = (): Promise<Web> =>
  buildWeb({
    sites: new Map([["testland", { code: "testland", name: "Testland", madeUp: true, database }]]),
    routes: [mark],
    assets: { styles: { device: "/s.css", light: "/l.css", dim: "/d.css" }, scripts: [], byPath: new Map() },
    frameFacts: async () => ({ navigation: [], mayFind: false, tasksDue: 0 }),
    secure: false,
    trustProxy: false,
    requestsPerMinute: 100_000,
    uploads: path.join(os.tmpdir(), "throughcare-no-uploads"),
    longestWaitMs: LONGEST_MS,
    logLevel: "silent",
  });

test("pages say which of the two it is, tell no secret and are no success", async () => {
  const { app } = await webOf();
  const session = { throughcare: `testland.${worker.token}` };
  const page = await app.inject({ url: "/t/mark", cookies: session });
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.payload)?.[1] ?? "";
  const cookies = { ...session, ...Object.fromEntries(page.cookies.map(({ name, value }) => [name, value])) };
  const send = async (word: string) => {
    const fields = { _csrf, _once: randomUUID(), word };
    const answer = await app.inject({
      method: "POST",
      url: "/t/mark",
      cookies,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams(fields).toString(),
    });
    return { status: answer.statusCode, text: answer.payload, kept: await stands(fields._once) };
  };
  expect((await send("is done")).status).toBe(303);

  const lost = await send("is lost in the commit");
  expect([lost.status, lost.kept]).toEqual([503, true]);
  expect(lost.text).toContain("it is not known whether this was saved");
  expect(lost.text).not.toContain("Nothing was saved");
  expect(lost.text).toContain('<a href="/t/asked/21">Ask what became of it</a>');
  line.speak();

  const silent = await send("falls silent");
  expect([silent.status, silent.kept]).toEqual([503, false]);
  expect(silent.text).toContain("Nothing was saved or changed");
  expect(silent.text).not.toContain("Ask what became of it");

  const looking = await app.inject({ url: "/t/mark", cookies });
  const nowhere = await app.inject({ url: "/t/nowhere", cookies });
  expect([looking.statusCode, nowhere.statusCode]).toEqual([503, 404]);
  expect(looking.payload).toContain("does not answer just now");
  for (const { payload } of [looking, nowhere])
    expect(payload).not.toMatch(/postgres|CONNECTION_|select 1|:\d{4,5}\b/i);
  await app.close();
});
