import { createHash, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { counted } from "../kernel/words.ts";
import { type Typed, textOf } from "./fields.ts";
import { cookieName } from "./session.ts";

/** What is known of the device that a form came from. */
export type Device = {
  /** Its name: stable, drawn at random, about nobody. */
  readonly name: string;
  /** How many milliseconds its clock is ahead of the server's, behind where below nought. Nothing without scripts. */
  readonly aheadMs: number | undefined;
};

const ONE_YEAR_S = 31_536_000;
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** The name of a device by what its cookie carries: short enough to be read out, and nobody can make the cookie of it. */
export function nameOfDevice(secret: string): string {
  const hash = createHash("sha256").update(`device\n${secret}`).digest();
  const letters = [...hash.subarray(0, 8)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Which device this form came from, and what its clock showed. A device without a name is given one. */
export function deviceOf(
  request: FastifyRequest,
  reply: FastifyReply,
  secure: boolean,
  nowMs: number,
): Device {
  const cookie = cookieName("device", secure);
  const carried = request.cookies[cookie] ?? "";
  const secret = /^[\w-]{32}$/.test(carried) ? carried : randomBytes(24).toString("base64url");
  if (secret !== carried) {
    reply.setCookie(cookie, secret, {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      secure,
      maxAge: ONE_YEAR_S,
    });
    // Tried anew within this request, it is the same device.
    request.cookies[cookie] = secret;
  }
  const shown = textOf(((request.body ?? {}) as Typed)._clock);
  return {
    name: nameOfDevice(secret),
    aheadMs: /^\d{9,15}$/.test(shown) ? Number(shown) - nowMs : undefined,
  };
}

/** `5 minutes slow`; days and hours where it is that far off. */
export function sayAhead(aheadMs: number): string {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    ...(days > 0 ? [counted(days, "day")] : []),
    ...(hours > 0 ? [counted(hours, "hour")] : []),
    ...(rest > 0 || minutes === 0 ? [counted(rest, "minute")] : []),
  ];
  return `${parts.join(" ")} ${aheadMs < 0 ? "slow" : "fast"}`;
}
