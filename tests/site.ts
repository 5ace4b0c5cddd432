import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import type { ClockWatch } from "../src/kernel/database/clock-watch.ts";
import type { Tx } from "../src/kernel/database/door.ts";
import { SecretKeeper } from "../src/kernel/database/keeper.ts";
import { accept, invariant } from "../src/kernel/result.ts";
import type { System } from "../src/system.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import type { Web } from "../src/web/web.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { openWorld, type TestAgency, type World, worldKeys } from "./world.ts";

/** The whole web server over one partnership, spoken to without a socket. */
export type Site = {
  readonly world: World;
  readonly web: Web;
  readonly code: string;
  readonly host: string;
  /** An agency with a worker, also where no demonstration session can be opened. */
  aWorker(kind: string, role?: string): Promise<TestAgency>;
  /** A session as signing in opens it. */
  openSession(username: string): Promise<string>;
  /** Runs SQL as an administrator, through the one door. */
  asAdministrator(work: (tx: Tx) => PromiseLike<unknown>): Promise<void>;
  close(): Promise<void>;
};

/** Sets up a site over a world of its own, made up or not. */
export async function setUpSite(options: {
  readonly madeUp: boolean;
  readonly requestsPerMinute?: number;
  readonly watch?: ClockWatch;
}): Promise<Site> {
  const world = await openWorld(options.watch);
  await world.sql`update partnership_fact set made_up = ${options.madeUp}`;
  const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-site-"));
  const config = readConfig({ LOG_LEVEL: "silent", DATA_DIR: folder });
  invariant(config.ok, "the test's settings are right");
  const one = {
    code: WORLD_CODE,
    name: "Testland",
    schema: world.schema,
    madeUp: options.madeUp,
    database: world.database,
    signIn: world.signIn,
    transfers: world.transfers,
  };
  const system: System = {
    setUp: world.sql,
    partnerships: new Map([[one.code, one]]),
    keyFiles: [path.join(folder, "secrets.json")],
    keys: worldKeys,
    keeper: new SecretKeeper(folder, world.sql),
    originKey: "a key for this test",
    connection: world.server,
    create: () => Promise.reject(new Error("not here")),
    close: async () => {},
  };
  const web = await buildApp(system, config.value, options.requestsPerMinute ?? 100_000);
  const aWorker: Site["aWorker"] = async (kind, role) => {
    // The world's makers sign workers in by the demonstration, which a real partnership refuses.
    await world.sql`update partnership_fact set made_up = true`;
    const worker = await world.anAgency(kind, role ? { role } : {});
    await world.sql`update partnership_fact set made_up = ${options.madeUp}`;
    if (!options.madeUp)
      await world.sql`update session set proved_by = 'passkey' where token_hash = ${tokenHash(worker.token)}`;
    return worker;
  };
  const administrator = await aWorker("office", "administrator");
  return {
    world,
    web,
    code: one.code,
    host: "127.0.0.1",
    aWorker,
    openSession: async (username) => {
      const token = freshToken();
      const [row] = await world.sql<{ id: string }[]>`select id from account where username = ${username}`;
      invariant(row, "the test's account is there");
      await world.signIn.openSession(row.id, tokenHash(token));
      return token;
    },
    asAdministrator: async (work) => {
      const done = await world.database.as(administrator.token, "/test", async (tx) =>
        accept(await work(tx)),
      );
      invariant(done.ok, "the administrator is signed in");
    },
    close: async () => {
      await web.app.close();
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly location: string;
  readonly cookies: string;
};

/** A browser without scripts: keeps cookies, sends the token that each form carries. */
export type Visitor = {
  get(path: string): Promise<Answer>;
  post(
    path: string,
    fields: Record<string, string> | URLSearchParams,
    headers?: Record<string, string>,
  ): Promise<Answer>;
};

let visitors = 0;

/** Somebody at an address of their own, unless another is given. */
export function visitorTo(
  site: Pick<Site, "web" | "code" | "host">,
  from: { readonly address?: string; readonly token?: string } = {},
): Visitor {
  visitors += 1;
  const address = from.address ?? `10.20.${Math.floor(visitors / 250)}.${visitors % 250}`;
  const cookies = new Map<string, string>();
  if (from.token) cookies.set("throughcare", `${site.code}.${from.token}`);
  const send = async (
    method: "GET" | "POST",
    url: string,
    headers: Record<string, string>,
    payload?: string,
  ): Promise<Answer> => {
    const answer = await site.web.app.inject({
      method,
      url,
      remoteAddress: address,
      headers: {
        host: site.host,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of answer.cookies) {
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const set = answer.headers["set-cookie"];
    return {
      status: answer.statusCode,
      body: answer.body,
      location: String(answer.headers.location ?? ""),
      cookies: Array.isArray(set) ? set.join("\n") : String(set ?? ""),
    };
  };
  return {
    get: (path) => send("GET", path, {}),
    post: async (path, fields, headers = {}) => {
      const page = path.startsWith("/link") ? await send("GET", path, {}) : undefined;
      const token = (body: string): string | undefined => /name="_csrf" value="([^"]+)"/.exec(body)?.[1];
      const csrf = token(page?.body ?? "") ?? token((await send("GET", "/sign-in", {})).body) ?? "";
      const typed = new URLSearchParams(fields);
      // What was read from a page brings its own token with it.
      if (!typed.has("_csrf")) typed.set("_csrf", csrf);
      const payload = typed.toString();
      return send("POST", path, { "content-type": "application/x-www-form-urlencoded", ...headers }, payload);
    },
  };
}
