import { randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { renderToStaticMarkup } from "react-dom/server";
import type { Tx } from "../kernel/database/door.ts";
import type { Result } from "../kernel/result.ts";
import { longDateTime, now } from "../kernel/time.ts";
import { inParts } from "./in-parts.ts";
import { Document, type Frame } from "./layout.tsx";
import type { Ask, Elsewhere, Moved, Sent, Shown } from "./page.ts";
import { type Problem, problemPage } from "./problems.tsx";
import { screenOf } from "./screen.ts";
import { cookieName, readSessionCookie } from "./session.ts";
import { markFor } from "./signals.ts";
import { uploadOf } from "./upload.ts";
import type { Web } from "./web.ts";

/** The cookie that carries what was done to the page it led to. */
export const flash = (secure: boolean) => ({
  path: "/",
  httpOnly: true,
  sameSite: "strict" as const,
  secure,
  maxAge: 60,
});

/** That cookie, with what was done. */
export const doneCookie = (done: string, secure: boolean) =>
  [cookieName("done", secure), encodeURIComponent(done), flash(secure)] as const;

/** What a page is handed of its request. */
export const askOf = (request: FastifyRequest, publicOrigin?: string): Ask => ({
  publicOrigin,
  origin: publicOrigin ?? `${request.protocol}://${request.headers.host}`,
  params: request.params as Record<string, string>,
  query: Object.fromEntries(
    Object.entries(request.query as Record<string, string | string[]>).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value[0] ?? "") : value,
    ]),
  ),
  now: now(),
  ...(uploadOf(request) ? { upload: uploadOf(request) } : {}),
});

/** The frame around a page of someone signed in. */
export async function signedInFrame(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  tx: Tx,
): Promise<Frame> {
  const { asking } = tx;
  const partnership = readSessionCookie(request, web.options.secure)?.partnership ?? "";
  // Before anything is read: what changes while the page is being made counts as news.
  const mark = markFor(web.signals, partnership, asking);
  const facts = await web.options.frameFacts(tx);
  return {
    ...anonymousFrame(web, request, reply),
    mark,
    asking: {
      name: asking.staff_name ?? "you",
      role: asking.role_name ?? "",
      agency: asking.agency_name ?? "",
      ...(asking.post_id ? { post: asking.post_id } : {}),
      ...facts,
    },
  };
}

/** The frame around a page that nobody in particular asked for. */
export function anonymousFrame(web: Web, request: FastifyRequest, reply: FastifyReply): Frame {
  const session = readSessionCookie(request, web.options.secure);
  const site = (session && web.options.sites.get(session.partnership)) ?? [...web.options.sites.values()][0];
  const path = request.url.split("?")[0] ?? "/";
  const note = cookieName("done", web.options.secure);
  const done = readable(request.cookies[note]);
  const screen = screenOf(request, web.options.secure);
  if (request.cookies[note]) reply.clearCookie(note, flash(web.options.secure));
  return {
    partnership: site?.name ?? "",
    madeUp: site?.madeUp ?? false,
    path,
    nonce: reply.cspNonce?.style ?? "",
    csrf: reply.generateCsrf(),
    once: randomUUID(),
    ...(done ? { done } : {}),
    madeAt: longDateTime(now()),
    screen,
    back: request.method === "GET" ? request.url : path,
    styles: web.options.assets.styles[screen],
    scripts: web.options.assets.scripts,
  };
}

/** What was done, unless somebody else wrote the cookie in a way that cannot be read. */
function readable(done: string | undefined): string | undefined {
  try {
    return done && decodeURIComponent(done);
  } catch {
    return undefined;
  }
}

/** Sends a whole page. */
export const sendDocument = (reply: FastifyReply, shown: Shown, frame: Frame): FastifyReply =>
  reply
    .type("text/html; charset=utf-8")
    .send(`<!doctype html>${renderToStaticMarkup(<Document frame={frame} shown={shown} />)}`);

/** What is shown of the ways a request can stop; of every other it is said that there is nothing there. */
const STOPPED: Readonly<Record<string, readonly [Problem, number]>> = {
  "not-allowed": ["not-allowed", 403],
  "form-reused": ["form-reused", 409],
  "broke-off": ["bad-request", 400],
  "no-answer": ["no-answer", 503],
  "not-known": ["not-known", 503],
};

/** Sends what a page or an act came to: a page, a file, another address, or one of the ways a request can stop. */
export function answer(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Result<Shown | Sent | Moved, { code: string } | Elsewhere>,
  frame: Frame | undefined,
  knownAt?: string,
): FastifyReply {
  if (outcome.ok) {
    const shown = outcome.value;
    if ("body" in shown && "type" in shown) {
      if (shown.fileName) reply.header("content-disposition", `attachment; filename="${shown.fileName}"`);
      return reply
        .type(shown.type)
        .send(shown.rest ? inParts(web, request, shown.body, shown.rest) : shown.body);
    }
    if ("title" in shown) return sendDocument(reply, shown, frame ?? anonymousFrame(web, request, reply));
    return web.moveTo(reply, shown.to, shown.done);
  }
  if ("to" in outcome.refusal) return web.moveTo(reply, outcome.refusal.to, outcome.refusal.done);
  if (outcome.refusal.code === "signed-out") {
    // The cookie stays: it opens nothing, and the browser may have been given a newer one since it sent this.
    const then =
      request.method === "GET" && request.url !== "/" ? `?then=${encodeURIComponent(request.url)}` : "";
    return reply.code(303).header("location", `/sign-in${then}`).send();
  }
  const { code } = outcome.refusal;
  // Whoever only looked has nothing that may have been saved.
  const stopped = code === "not-known" && request.method === "GET" ? "no-answer" : code;
  const [kind, status] = STOPPED[stopped] ?? (["not-there", 404] as const);
  return sendDocument(
    reply.code(status),
    problemPage(kind, kind === "not-known" ? knownAt : undefined),
    frame ?? anonymousFrame(web, request, reply),
  );
}
