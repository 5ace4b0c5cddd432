import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { accept, invariant } from "../kernel/result.ts";
import { inSession } from "./door.ts";
import type { Rest } from "./page.ts";
import type { Web } from "./web.ts";

/**
 * A long file as a stream: its beginning, then each part as it is taken. A part that cannot be read any more, since whoever asks was
 * signed out or lost the right, breaks the download off, so that half a file is never taken for the whole.
 */
export const inParts = (web: Web, request: FastifyRequest, beginning: string, rest: Rest): Readable =>
  Readable.from(partsOf(web, request, beginning, rest));

async function* partsOf(
  web: Web,
  request: FastifyRequest,
  beginning: string,
  { allow, next }: Rest,
): AsyncGenerator<string> {
  yield beginning;
  const route = { path: request.routeOptions.url ?? "none", allow };
  for (;;) {
    const part = await inSession(web, request, route, async (tx) => accept(await next(tx)));
    invariant(part.ok, "whoever takes a file may still read it");
    if (part.value === undefined) return;
    yield part.value;
  }
}
