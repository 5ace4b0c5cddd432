import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Tx } from "../kernel/database/door.ts";
import { isLost } from "../kernel/database/unanswered.ts";
import { framesOf } from "../kernel/last-words.ts";
import { accept, invariant, type Result, refuse } from "../kernel/result.ts";
import { anonymousFrame, answer, askOf, doneCookie, sendDocument, signedInFrame } from "./answer.tsx";
import { declareChanged } from "./changed.ts";
import { deviceOf, sayAhead } from "./device.ts";
import { inSession, NOWHERE } from "./door.ts";
import type { Typed } from "./form.tsx";
import type { Frame } from "./layout.tsx";
import { type Attempt, noticing } from "./noticing.ts";
import {
  type Again,
  type Ask,
  type Elsewhere,
  type Moved,
  type NotThere,
  type Route,
  SIGNED_IN,
} from "./page.ts";
import { LARGEST_FORM, originCheck, plugIn, readPairs } from "./plugins.ts";
import { type Problem, problemPage } from "./problems.tsx";
import { askForProof, weighProof } from "./proof.tsx";
import { openTo, refuseUndeclared } from "./registry.ts";
import { declareScreen } from "./screen.ts";
import { declareAsset } from "./send-assets.ts";
import { newSignals } from "./signals.ts";
import { claimForm, finishForm, isFresh, noteDevice } from "./store.ts";
import { clearUploads, cutOffSilence, keepUpload, readMultipartFields } from "./upload.ts";
import type { Web, WebOptions } from "./web.ts";

export type { FrameFacts, Web, WebOptions } from "./web.ts";

/** Builds the server: plug-ins, headers, every declared route. It does not listen yet. */
export async function buildWeb(options: WebOptions): Promise<Web> {
  const app = fastifyOf(options);
  const declared = refuseUndeclared(app);
  await plugIn(app, options);
  const web: Web = {
    app,
    options,
    declared,
    signals: newSignals(),
    notice: noticing(app),
    show: (request, reply, shown, status = 200) =>
      sendDocument(reply.code(status), shown, anonymousFrame(web, request, reply)),
    moveTo: (reply, to, done) => {
      if (done) reply.setCookie(...doneCookie(done, options.secure));
      return reply.code(303).header("location", to).send();
    },
  };
  await clearUploads(options.uploads);
  app.addHook("onRequest", async (request, reply) => originCheck(web, request, reply));
  app.addHook("onRequest", cutOffSilence(web));
  for (const asset of options.assets.byPath.values()) declareAsset(app, asset);
  for (const route of options.routes) declare(web, route);
  declareChanged(web);
  declareScreen(web);
  app.setNotFoundHandler((request, reply) => sayNotThere(web, request, reply));
  app.setErrorHandler((error: FastifyError, request, reply) => sayFailed(web, error, request, reply));
  return web;
}

/** How TLS is spoken: 1.3 and 1.2, and of 1.2 only what keeps what was said secret when the key is lost later. */
export const TLS_SPOKEN = {
  minVersion: "TLSv1.2",
  honorCipherOrder: true,
  ciphers: [
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_GCM_SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
  ].join(":"),
} as const;

const fastifyOf = ({ logLevel, logTo, trustProxy, tls }: WebOptions): FastifyInstance =>
  Fastify({
    logger:
      logLevel === "silent"
        ? false
        : { level: logLevel, serializers: quietSerializers, ...(logTo ? { stream: logTo } : {}) },
    trustProxy: trustProxy ? "loopback" : false,
    bodyLimit: LARGEST_FORM,
    routerOptions: { querystringParser: readPairs },
    forceCloseConnections: true,
    ...(tls
      ? { https: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), ...TLS_SPOKEN } }
      : {}),
  } as object) as unknown as FastifyInstance;

/** An address that is none of ours, inside the frame of whoever asked. */
const sayNotThere = (web: Web, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
  sayInFrame(web, request, reply, "not-there", 404);

/** Why a request stopped, inside the frame of whoever asked. */
async function sayInFrame(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  status: number,
): Promise<FastifyReply> {
  const frame = await inSession(web, request, NOWHERE, async (tx) =>
    accept(await signedInFrame(web, request, reply, tx)),
  );
  return sendDocument(
    reply.code(status),
    problemPage(problem),
    frame.ok ? frame.value : anonymousFrame(web, request, reply),
  );
}

/** The database's word for a row that whoever asks may not write. */
const MAY_NOT_WRITE = "42501";

/** The transaction that failed took its lines with it: that they were refused is written by another. */
const noteNotTheirs = (web: Web, request: FastifyRequest): Promise<unknown> =>
  inSession(
    web,
    request,
    { path: request.routeOptions.url ?? "none", allow: SIGNED_IN, fromAnyPost: true },
    async () => refuse({ code: "not-theirs-to-write" as const }),
  );

/** What stopped a request whose answer has this status. */
const STOPPED_AS: Readonly<Record<number, Attempt>> = { 403: "form-token-wrong", 429: "too-many-requests" };

/** A request that failed. The log gets the class of the error and where it rose, never its text: that carries values. */
async function sayFailed(
  web: Web,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const status = isLost(error) ? 503 : (error.statusCode ?? 500);
  if (status >= 500) {
    request.log.error({ kind: error.name, at: framesOf(error), route: request.routeOptions.url });
  }
  // A right that lapsed between asking and acting: answered like anything else that is not one's own.
  if ((error as { code?: string }).code === MAY_NOT_WRITE) {
    await noteNotTheirs(web, request);
    return web.show(request, reply, problemPage("not-there"), 404);
  }
  if (status < 500) web.notice(STOPPED_AS[status] ?? "request-not-understood", request);
  if (status === 403) return web.show(request, reply, problemPage("form-expired"), status);
  if (status === 429) return web.show(request, reply, problemPage("too-many"), status);
  // What a form of signing in asked for may have been kept before its answer was lost.
  if (isLost(error)) {
    const problem = request.method === "GET" ? "no-answer" : "not-known";
    return web.show(request, reply, problemPage(problem), status);
  }
  return web.show(request, reply, problemPage(status < 500 ? "bad-request" : "our-fault"), status);
}

const quietSerializers = {
  req: () => undefined,
  res: () => undefined,
  err: (error: Error) => ({ kind: error.name }),
  // At its most talkative the reader of files would log the headers of the request, with the cookie that opens a session.
  busboyOptions: () => undefined,
};

/** Binds one declared route to its address, with the rule it declares asked first. */
function declare(web: Web, route: Route): void {
  const { app } = web;
  if (route.get) {
    app.get(route.path, openTo(route.allow), async (request, reply) => {
      const frame = { value: undefined as Frame | undefined };
      const outcome = await inSession(web, request, route, async (tx) => {
        frame.value = await signedInFrame(web, request, reply, tx);
        return route.get
          ? route.get(tx, askOf(request, web.options.publicOrigin))
          : refuse({ code: "not-there" as const });
      });
      return answer(web, request, reply, outcome, frame.value);
    });
  }
  if (route.post) {
    invariant(
      !route.fresh || web.options.proving,
      `somebody can show again that it is they at ${route.path}`,
    );
    invariant(
      !route.fresh || route.largestFile === undefined,
      `${route.path} asks for no file and a proof at once`,
    );
    app.post(
      route.path,
      { ...openTo(route.allow), preValidation: readMultipartFields, preHandler: app.csrfProtection },
      (request, reply) => doOnce(web, route, request, reply),
    );
  }
}

/** What sending a form comes to. */
type Done = Result<Moved, Again | NotThere | Elsewhere | { code: "form-reused" } | { code: "prove" }>;

/** The database's words for an act that another overtook: what it is about went meanwhile, or each waited for the other. */
const OVERTAKEN: readonly unknown[] = ["23503", "40001", "40P01"];
const wasOvertaken = (error: unknown): boolean => OVERTAKEN.includes((error as { code?: unknown }).code);

/** Does what a form asks for, at most once, and answers it. What another act overtook is tried anew, once: nothing of it was kept. */
async function doOnce(
  web: Web,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const kept = await keepUpload(web, route, request);
  if (!kept.ok) return reply.raw.writableEnded ? reply : answer(web, request, reply, kept, undefined);
  const wrong = await weighProof(web, request, reply, route);
  const frame = { value: undefined as Frame | undefined };
  const tried = () =>
    inSession(web, request, route, async (tx) => {
      const unproved = route.fresh && !(await isFresh(tx, route.fresh));
      const result: Done = unproved
        ? refuse({ code: "prove" })
        : await once(tx, route, request, await askFrom(web, tx, route, request, reply));
      if (!result.ok && result.refusal.code !== "form-reused")
        frame.value = await signedInFrame(web, request, reply, tx);
      return result;
    });
  // A file is read once, so that a form with one is not done anew.
  const outcome = await tried()
    .catch((error: unknown) => {
      if (!wasOvertaken(error) || route.largestFile !== undefined) throw error;
      return tried();
    })
    .finally(kept.value);
  if (outcome.ok) return web.moveTo(reply, outcome.value.to, outcome.value.done);
  if (outcome.refusal.code === "again") {
    return sendDocument(
      reply.code(422),
      outcome.refusal.shown,
      frame.value ?? anonymousFrame(web, request, reply),
    );
  }
  if (outcome.refusal.code === "other-post") return sayInFrame(web, request, reply, "other-post", 409);
  if (outcome.refusal.code === "prove") return askForProof(web, request, reply, route, frame.value, wrong);
  const askAt = route.knownAt?.(request.params as Record<string, string>, (request.body ?? {}) as Typed);
  return answer(web, request, reply, outcome, frame.value, askAt);
}

/** What an act is handed of its request; and where it stands beside its device, that is noted before it is done. */
async function askFrom(
  { options }: Web,
  tx: Tx,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Ask> {
  const ask = askOf(request, options.publicOrigin);
  if (!route.device) return ask;
  const device = deviceOf(request, reply, options.secure, ask.now.epochMilliseconds);
  const wrong = await noteDevice(tx, device);
  return wrong && device.aheadMs !== undefined
    ? { ...ask, wrongClock: `The clock of this device is ${sayAhead(device.aheadMs)}.` }
    : ask;
}

/** Whoever pressed twice may not have seen the first answer. What that showed once, a link perhaps, is not kept anywhere. */
const SENT_TWICE = "This form was sent twice. It was done once.";

/** Runs a form's act at most once: its id is claimed in the act's own transaction. */
async function once(tx: Tx, route: Route, request: FastifyRequest, ask: Ask): Promise<Done> {
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
  if (seen.seen === "repeat") return accept({ to: seen.location, done: SENT_TWICE });
  if (seen.seen === "other") return refuse({ code: "form-reused" });
  const result = await (route.post ?? (async () => refuse({ code: "not-there" as const })))(tx, ask, typed);
  if (!result.ok) return result;
  await finishForm(tx, id, result.value.to);
  return ask.wrongClock
    ? accept({
        ...result.value,
        done: `${result.value.done} ${ask.wrongClock} That is noted beside it; put it right.`,
      })
    : result;
}
