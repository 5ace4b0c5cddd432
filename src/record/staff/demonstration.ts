import type { FastifyRequest } from "fastify";
import { isLoopback } from "../../web/loopback.ts";

/** The demonstration's sign-in and its proofs by a press are for a made-up partnership, on this machine, with nothing forwarding in between. */
export function mayDemonstrate(request: FastifyRequest, way: { readonly madeUp: boolean }): boolean {
  const { headers } = request;
  const forwarded = Object.keys(headers).some(
    (name) => name === "forwarded" || name === "via" || name.startsWith("x-forwarded"),
  );
  const host = (headers.host ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return (
    way.madeUp &&
    !forwarded &&
    isLoopback(host) &&
    isLoopback((request.socket.remoteAddress ?? "").replace("::ffff:", ""))
  );
}
