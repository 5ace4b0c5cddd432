import { createHash, createHmac, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/** The cookie of a signed-in browser: which partnership, and the token whose hash the database keeps. */
export type SessionCookie = { readonly partnership: string; readonly token: string };

/** A new token: 256 random bits. Only its SHA-256 is stored. */
export const freshToken = (): string => randomBytes(32).toString("base64url");

/** Whether a text looks like one of our tokens. */
export const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);

/** SHA-256 of a token, as the database keeps it. */
export const tokenHash = (token: string): Buffer => createHash("sha256").update(token).digest();

/** A cookie's name: bound to this host and to TLS, which on loopback without it cannot be. */
export const cookieName = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);

const nameFor = (secure: boolean): string => cookieName("throughcare", secure);

/** The session cookie this request carries, if it looks like one. */
export function readSessionCookie(request: FastifyRequest, secure: boolean): SessionCookie | undefined {
  const match = /^([a-z][a-z0-9_]{1,30})\.([\w-]{43})$/.exec(request.cookies[nameFor(secure)] ?? "");
  return match?.[1] && match[2] ? { partnership: match[1], token: match[2] } : undefined;
}

/** Gives the browser its session cookie. */
export function setSessionCookie(reply: FastifyReply, secure: boolean, cookie: SessionCookie): void {
  reply.setCookie(nameFor(secure), `${cookie.partnership}.${cookie.token}`, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure,
  });
}

/** Gives the browser another session cookie, and goes on in this request as if it had come with it. */
export function renewSession(
  request: FastifyRequest,
  reply: FastifyReply,
  secure: boolean,
  cookie: SessionCookie,
): void {
  setSessionCookie(reply, secure, cookie);
  request.cookies[nameFor(secure)] = `${cookie.partnership}.${cookie.token}`;
}

/**
 * The token that a session goes on with after a proof: drawn from the one before, the form that carried the proof, and a key
 * that only this installation has. So the same form sent twice comes to the same token, also where the first answer never
 * arrived; and whoever has nothing but the token before cannot learn it.
 */
export const renewedToken = (key: string, token: string, form: string): string =>
  createHmac("sha256", key).update(`renewed session\n${token}\n${form}`).digest("base64url");

/** Takes it away, with whatever the browser kept of pages that were shown meanwhile. */
export const clearSessionCookie = (reply: FastifyReply, secure: boolean): void => {
  reply.header("clear-site-data", '"cache", "storage"');
  reply.clearCookie(nameFor(secure), { path: "/", httpOnly: true, sameSite: "strict", secure });
};
