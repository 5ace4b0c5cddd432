import { parse } from "node:querystring";
import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import formbody from "@fastify/formbody";
import helmet from "@fastify/helmet";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { placeOf } from "./place.ts";
import { cookieName } from "./session.ts";
import { takeInTheRest } from "./upload.ts";
import type { Web, WebOptions } from "./web.ts";

/** The largest form without a file, in bytes. */
export const LARGEST_FORM = 1_000_000;
/** Beyond what any form takes in (see `largestFile` of a route). */
const LARGEST_FILE = 2 ** 31;

/** What an address or a form says, by name. A NUL is left out once all is read: no text in the database can hold one. */
export const readPairs = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parse(text)).map(([name, said]) => [
      withoutNul(name),
      typeof said === "string" ? withoutNul(said) : said?.map(withoutNul),
    ]),
  );

const withoutNul = (text: string): string => text.replaceAll("\0", "");

/** Plug-ins and headers of every request: cookies, forms, tokens, security headers, a limit on how many. */
export async function plugIn(app: FastifyInstance, options: WebOptions): Promise<void> {
  app.removeContentTypeParser(["application/json", "text/plain"]);
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: LARGEST_FORM, parser: readPairs });
  await app.register(multipart, {
    limits: { fileSize: LARGEST_FILE, files: 1, fields: 20, fieldSize: 10_000 },
  });
  await app.register(csrf, {
    sessionPlugin: "@fastify/cookie",
    cookieKey: cookieName("_csrf", options.secure),
    cookieOpts: { path: "/", httpOnly: true, sameSite: "strict", secure: options.secure },
    // What it says of wrong tokens would fill the server's log: they are noticed where they are answered.
    logLevel: "debug",
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
      request.cookies.throughcare ?? request.cookies["__Host-throughcare"] ?? placeOf(request.ip),
  });
  app.addHook("onSend", takeInTheRest);
  app.addHook("onSend", async (request, reply) => {
    if (!request.url.startsWith("/assets/")) reply.header("cache-control", "no-store");
  });
}

/** Unsafe requests must come from a page of ours: browsers say so in headers that pages cannot set. */
export async function originCheck(
  { options, notice }: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  const ours = options.publicOrigin ?? `${request.protocol}://${request.headers.host}`;
  if ((site && site !== "same-origin" && site !== "none") || (origin && origin !== ours)) {
    notice("form-from-elsewhere", request);
    await reply.code(403).type("text/plain").send("This form was not sent from a page of this site.");
  }
}
