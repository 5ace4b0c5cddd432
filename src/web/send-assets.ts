import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import type { Asset } from "./assets.ts";
import { ANYONE, openTo } from "./registry.ts";

/**
 * Serves a style sheet or a script, packed for whoever can unpack it: over the line of a hostel they are most of the first page.
 * Pages about people are never packed: together with something that a stranger can place in them, their length could tell what
 * they say.
 */
export function declareAsset(app: FastifyInstance, asset: Asset): void {
  let packed: Buffer | undefined;
  app.get(asset.path, openTo(ANYONE), (request, reply) => {
    reply
      .header("cache-control", "public, max-age=31536000, immutable")
      .header("vary", "accept-encoding")
      .type(asset.type);
    if (!/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) return reply.send(asset.body);
    packed ??= gzipSync(asset.body, { level: 9 });
    return reply.header("content-encoding", "gzip").send(packed);
  });
}
