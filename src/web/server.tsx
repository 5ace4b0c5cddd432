import { createHash, randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { renderToStaticMarkup } from "react-dom/server";
import type { Database, Tx } from "../kernel/database/door.ts";
import { accept, type Result, refuse } from "../kernel/result.ts";
import { now } from "../kernel/time.ts";
import type { Assets } from "./assets.ts";
import type { Typed } from "./form.tsx";
import { Document, type Frame, type NavigationItem } from "./layout.tsx";
import {
  type Again,
  type Ask,
  type Moved,
  type NotThere,
  type Route,
  type Sent,
  type Shown,
  SIGNED_IN,
} from "./page.ts";
import { problemPage } from "./problems.tsx";
import { clearSessionCookie, readSessionCookie } from "./session.ts";
import { claimForm, finishForm } from "./store.ts";

/** One partnership as the web sees it. */
export type Site = {
  readonly code: string;
  readonly name: string;
  readonly madeUp: boolean;
  readonly database: Database;
};

/** What the frame around every page needs to know of whoever asks. */
export type FrameFacts = {
  readonly navigation: readonly NavigationItem[];
  readonly mayFind: boolean;
  readonly tasksDue: number;
};

export type WebOptions = {
  readonly sites: ReadonlyMap<string, Site>;
  readonly routes: readonly Route[];
  readonly assets: Assets;
  readonly frameFacts: (tx: Tx) => Promise<FrameFacts>;
  readonly secure: boolean;
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  readonly trustProxy: boolean;
  readonly publicOrigin?: string;
  readonly requestsPerMinute: number;
  readonly logLevel: string;
};

/** What pages outside a session (signing in) may use. */
export type Web = {
  readonly app: FastifyInstance;
  readonly options: WebOptions;
  readonly bus: EventEmitter;
  show(request: FastifyRequest, reply: FastifyReply, shown: Shown, status?: number): FastifyReply;
  moveTo(reply: FastifyReply, to: string, done?: string): FastifyReply;
};

const LARGEST_FORM = 1_000_000;

/** Builds the server: plug-ins, headers, every declared route. It does not listen yet. */
export async function buildWeb(options: WebOptions): Promise<Web> {
  const app = Fastify({
    logger:
      options.logLevel === "silent" ? false : { level: options.logLevel, serializers: quietSerializers },
    trustProxy: options.trustProxy ? "loopback" : false,
    bodyLimit: LARGEST_FORM,
    forceCloseConnections: true,
    ...(options.tls
      ? {
          https: {
            cert: readFileSync(options.tls.certFile),
            key: readFileSync(options.tls.keyFile),
            minVersion: "TLSv1.2",
          },
        }
      : {}),
  } as object) as unknown as FastifyInstance;
  const bus = new EventEmitter().setMaxListeners(0);
  await plugIn(app, options);
  const web: Web = {
    app,
    options,
    bus,
    show: (request, reply, shown, status = 200) =>
      sendDocument(reply.code(status), shown, anonymousFrame(web, request, reply)),
    moveTo: (reply, to, done) => {
      if (done) reply.setCookie("done", encodeURIComponent(done), flash(options.secure));
      return reply.code(303).header("location", to).send();
    },
  };
  app.addHook("onRequest", async (request, reply) => originCheck(request, reply, options));
  for (const asset of options.assets.byPath.values()) {
    app.get(asset.path, (_request, reply) =>
      reply.header("cache-control", "public, max-age=31536000, immutable").type(asset.type).send(asset.body),
    );
  }
  for (const route of options.routes) declare(web, route);
  declareChanged(web);
  app.setNotFoundHandler(async (request, reply) => {
    const frame = await inSession(web, request, { path: "nowhere", allow: SIGNED_IN }, async (tx) =>
      accept(await signedInFrame(web, request, reply, tx)),
    );
    return sendDocument(
      reply.code(404),
      problemPage("not-there"),
      frame.ok ? frame.value : anonymousFrame(web, request, reply),
    );
  });
  app.setErrorHandler(
    (error: { statusCode?: number; name?: string; message?: string; stack?: string }, request, reply) => {
      const status = error.statusCode ?? 500;
      // The class of an error and where it rose, never its text: texts of database errors carry values.
      if (status >= 500)
        request.log.error({
          kind: error.name,
          at: firstFrames(error.stack),
          route: request.routeOptions.url,
        });
      const kind =
        status === 403
          ? "form-expired"
          : status === 429
            ? "too-many"
            : status < 500
              ? "bad-request"
              : "our-fault";
      return web.show(request, reply, problemPage(kind), status);
    },
  );
  return web;
}

const quietSerializers = {
  req: () => undefined,
  res: () => undefined,
  err: (error: Error) => ({ kind: error.name }),
};
const firstFrames = (stack = ""): string[] =>
  stack
    .split("\n")
    .filter((line) => line.includes(" at "))
    .slice(0, 6)
    .map((line) => line.trim());
const flash = (secure: boolean) => ({
  path: "/",
  httpOnly: true,
  sameSite: "strict" as const,
  secure,
  maxAge: 60,
});

async function plugIn(app: FastifyInstance, options: WebOptions): Promise<void> {
  app.removeContentTypeParser(["application/json", "text/plain"]);
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: LARGEST_FORM });
  await app.register(multipart, { limits: { fileSize: 2 ** 31, files: 1, fields: 20, fieldSize: 10_000 } });
  await app.register(csrf, {
    sessionPlugin: "@fastify/cookie",
    cookieOpts: { path: "/", httpOnly: true, sameSite: "strict", secure: options.secure },
    getToken: (request) => (request.body as Record<string, string> | undefined)?._csrf,
  });
  await app.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: "same-origin" },
    // Not "no-referrer": browsers would then send "Origin: null" with our own forms. Nothing is told to other sites.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: options.secure,
    xFrameOptions: { action: "deny" },
  });
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: "1 minute",
    keyGenerator: (request) =>
      request.cookies.throughcare ?? request.cookies["__Host-throughcare"] ?? request.ip,
  });
  app.addHook("onSend", async (request, reply) => {
    if (!request.url.startsWith("/assets/")) reply.header("cache-control", "no-store");
  });
}

/** Unsafe requests must come from a page of ours: browsers say so in headers that pages cannot set. */
async function originCheck(request: FastifyRequest, reply: FastifyReply, options: WebOptions): Promise<void> {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  const ours = options.publicOrigin ?? `${request.protocol}://${request.headers.host}`;
  if ((site && site !== "same-origin" && site !== "none") || (origin && origin !== ours)) {
    await reply.code(403).type("text/plain").send("This form was not sent from a page of this site.");
  }
}

/** Binds one declared route to its address, with the rule it declares asked first. */
function declare(web: Web, route: Route): void {
  const { app } = web;
  if (route.get) {
    app.get(route.path, async (request, reply) => {
      const frame = { value: undefined as Frame | undefined };
      const outcome = await inSession(web, request, route, async (tx) => {
        frame.value = await signedInFrame(web, request, reply, tx);
        return route.get ? route.get(tx, askOf(request)) : refuse({ code: "not-there" as const });
      });
      return answer(web, request, reply, outcome, frame.value);
    });
  }
  if (route.post) {
    app.post(
      route.path,
      { preValidation: readMultipartFields, preHandler: app.csrfProtection },
      async (request, reply) => {
        const frame = { value: undefined as Frame | undefined };
        const outcome = await inSession(web, request, route, async (tx) => {
          const result = await once(tx, route, request);
          if (!result.ok && result.refusal.code !== "form-reused")
            frame.value = await signedInFrame(web, request, reply, tx);
          return result;
        });
        if (outcome.ok) return web.moveTo(reply, outcome.value.to, outcome.value.done);
        if (outcome.refusal.code === "again") {
          return sendDocument(
            reply.code(422),
            outcome.refusal.shown,
            frame.value ?? anonymousFrame(web, request, reply),
          );
        }
        return answer(web, request, reply, outcome, frame.value);
      },
    );
  }
}

/** Runs a form's act at most once: its id is claimed in the act's own transaction. */
async function once(
  tx: Tx,
  route: Route,
  request: FastifyRequest,
): Promise<Result<Moved, Again | NotThere | { code: "form-reused" }>> {
  const typed = (request.body ?? {}) as Typed;
  const id =
    typeof typed._once === "string" && /^[0-9a-f-]{36}$/.test(typed._once) ? typed._once : randomUUID();
  const meaning = JSON.stringify(
    Object.entries(typed)
      .filter(([name]) => !name.startsWith("_"))
      .sort(),
  );
  const hash = createHash("sha256").update(`${request.url}\n${meaning}`).digest();
  const seen = await claimForm(tx, id, route.path, hash);
  if (seen.seen === "repeat") return accept({ to: seen.location, done: "" });
  if (seen.seen === "other") return refuse({ code: "form-reused" });
  const result = await (route.post ?? (async () => refuse({ code: "not-there" as const })))(
    tx,
    askOf(request),
    typed,
  );
  if (result.ok) await finishForm(tx, id, result.value.to);
  return result;
}

type Stopped = { code: "signed-out" } | { code: "not-allowed" } | { code: "form-reused" } | NotThere;

/** Opens the door for the session of this request, asks the route's rule, and works. */
async function inSession<V, R extends { code: string }>(
  web: Web,
  request: FastifyRequest,
  route: Route,
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<Result<V, R | Stopped>> {
  const session = readSessionCookie(request, web.options.secure);
  const site = session ? web.options.sites.get(session.partnership) : undefined;
  if (!session || !site) return refuse({ code: "signed-out" });
  const use = request.headers["x-refresh"] === "by-itself" ? "by-itself" : "by-hand";
  return site.database.as<V, R | Stopped>(
    session.token,
    route.path,
    async (tx) =>
      route.allow === SIGNED_IN || tx.asking.may.includes(route.allow)
        ? work(tx)
        : refuse({ code: "not-allowed" }),
    use,
  );
}

function answer(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Result<Shown | Sent | Moved, { code: string }>,
  frame: Frame | undefined,
): FastifyReply {
  if (outcome.ok) {
    const shown = outcome.value;
    if ("body" in shown && "type" in shown) {
      if (shown.fileName) reply.header("content-disposition", `attachment; filename="${shown.fileName}"`);
      return reply.type(shown.type).send(shown.body);
    }
    if ("title" in shown) return sendDocument(reply, shown, frame ?? anonymousFrame(web, request, reply));
    return web.moveTo(reply, shown.to, shown.done);
  }
  if (outcome.refusal.code === "signed-out") {
    if (request.cookies.throughcare || request.cookies["__Host-throughcare"])
      clearSessionCookie(reply, web.options.secure);
    const then =
      request.method === "GET" && request.url !== "/" ? `?then=${encodeURIComponent(request.url)}` : "";
    return reply.code(303).header("location", `/sign-in${then}`).send();
  }
  const [kind, status] =
    outcome.refusal.code === "not-allowed"
      ? (["not-allowed", 403] as const)
      : outcome.refusal.code === "form-reused"
        ? (["form-reused", 409] as const)
        : (["not-there", 404] as const);
  return sendDocument(reply.code(status), problemPage(kind), frame ?? anonymousFrame(web, request, reply));
}

const askOf = (request: FastifyRequest): Ask => ({
  params: request.params as Record<string, string>,
  query: Object.fromEntries(
    Object.entries(request.query as Record<string, string | string[]>).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value[0] ?? "") : value,
    ]),
  ),
  now: now(),
});

async function signedInFrame(web: Web, request: FastifyRequest, reply: FastifyReply, tx: Tx): Promise<Frame> {
  const facts = await web.options.frameFacts(tx);
  const { asking } = tx;
  return {
    ...anonymousFrame(web, request, reply),
    asking: {
      name: asking.staff_name ?? "you",
      role: asking.role_name ?? "",
      agency: asking.agency_name ?? "",
      ...facts,
    },
  };
}

function anonymousFrame(web: Web, request: FastifyRequest, reply: FastifyReply): Frame {
  const session = readSessionCookie(request, web.options.secure);
  const site = (session && web.options.sites.get(session.partnership)) ?? [...web.options.sites.values()][0];
  const done = request.cookies.done;
  if (done) reply.clearCookie("done", flash(web.options.secure));
  return {
    partnership: site?.name ?? "",
    madeUp: site?.madeUp ?? false,
    path: request.url.split("?")[0] ?? "/",
    nonce: reply.cspNonce?.style ?? "",
    csrf: reply.generateCsrf(),
    once: randomUUID(),
    ...(done ? { done: decodeURIComponent(done) } : {}),
    styles: web.options.assets.styles,
    scripts: web.options.assets.scripts,
  };
}

const sendDocument = (reply: FastifyReply, shown: Shown, frame: Frame): FastifyReply =>
  reply
    .type("text/html; charset=utf-8")
    .send(`<!doctype html>${renderToStaticMarkup(<Document frame={frame} shown={shown} />)}`);

/** A multipart form's small fields become its body, so that one token check serves every form; its file stays a stream. */
async function readMultipartFields(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return;
  const fields: Record<string, string> = {};
  const part = await request.file();
  for (const [name, value] of Object.entries(part?.fields ?? {})) {
    const field = Array.isArray(value) ? value[0] : value;
    if (field?.type === "field") fields[name] = String(field.value);
  }
  request.body = fields;
  if (part) (request as FastifyRequest & { upload?: unknown }).upload = part;
}

/** The stream of signals: only that something changed at this agency, never what. */
function declareChanged(web: Web): void {
  web.app.get("/changed", async (request, reply) => {
    const topic = await inSession(web, request, { path: "/changed", allow: SIGNED_IN }, async (tx) =>
      accept(`agency:${tx.asking.agency_id}`),
    );
    if (!topic.ok) return answer(web, request, reply, topic, undefined);
    const session = readSessionCookie(request, web.options.secure);
    const channel = `${session?.partnership}:${topic.value}`;
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const tell = (): boolean => reply.raw.write("event: changed\ndata:\n\n");
    const beat = setInterval(() => reply.raw.write(": still here\n\n"), 25_000);
    const end = setTimeout(() => reply.raw.end(), 15 * 60_000);
    web.bus.on(channel, tell);
    reply.raw.write("retry: 2000\n\n");
    request.raw.on("close", () => {
      clearInterval(beat);
      clearTimeout(end);
      web.bus.off(channel, tell);
    });
    return reply;
  });
}
