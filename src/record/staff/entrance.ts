import type { FastifyReply, FastifyRequest } from "fastify";
import type { FormErrors, Typed } from "../../web/form.tsx";
import { placeOf } from "../../web/place.ts";
import { ANYONE } from "../../web/registry.ts";
import type { Web } from "../../web/server.ts";
import { setSessionCookie } from "../../web/session.ts";
import type { WayIn } from "./sign-in-views.tsx";
import { sayWaysInChanged } from "./ways-in-changed.tsx";

/** The ways in of this server, and how the page that offers them is shown. */
export type Entrance = {
  readonly web: Web;
  readonly ways: ReadonlyMap<string, WayIn>;
  readonly originKey: string;
  wayOf(request: FastifyRequest): WayIn | undefined;
  show(request: FastifyRequest, reply: FastifyReply, typed: Typed, errors: FormErrors): Promise<FastifyReply>;
};

/** Gives the browser its session. Answers what to tell there: of ways in that changed meanwhile, and of a passkey that will be missed. */
export async function admit(
  { options }: Web,
  reply: FastifyReply,
  way: WayIn,
  token: string,
): Promise<string | undefined> {
  setSessionCookie(reply, options.secure, { partnership: way.code, token });
  const changed = sayWaysInChanged(await way.store.waysInChangedSince(token));
  const told = [changed, (await way.store.lacksPasskey(token)) ? NO_PASSKEY : undefined];
  return told.filter((one) => one !== undefined).join(" ") || undefined;
}

const NO_PASSKEY =
  "You have no passkey yet. Acts that could harm, emergency access among them, will ask for one: set it up on Your account before you need it.";

/** Before anybody is known: so many a minute from one place, whatever cookie came with it. */
const fromOnePlace = (max: number) => ({
  config: {
    allow: ANYONE,
    rateLimit: {
      max,
      timeWindow: "1 minute",
      keyGenerator: (request: FastifyRequest) => placeOf(request.ip),
    },
  },
});
/** A whole shift signs in from one address. */
export const SIGNING_IN = fromOnePlace(120);
/** Weighing a password takes longer, and few choose one at once. */
export const CHOOSING = fromOnePlace(30);
