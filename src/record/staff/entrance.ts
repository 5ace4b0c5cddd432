import type { FastifyReply, FastifyRequest } from "fastify";
import type { FormErrors, Typed } from "../../web/form.tsx";
import { placeOf } from "../../web/place.ts";
import { ANYONE } from "../../web/registry.ts";
import type { Web } from "../../web/server.ts";
import type { WayIn } from "./sign-in-views.tsx";

/** The ways in of this server, and how the page that offers them is shown. */
export type Entrance = {
  readonly web: Web;
  readonly ways: ReadonlyMap<string, WayIn>;
  readonly originKey: string;
  wayOf(request: FastifyRequest): WayIn | undefined;
  show(request: FastifyRequest, reply: FastifyReply, typed: Typed, errors: FormErrors): Promise<FastifyReply>;
};

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
