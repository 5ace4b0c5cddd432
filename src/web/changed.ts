import { accept } from "../kernel/result.ts";
import { answer } from "./answer.tsx";
import { inSession } from "./door.ts";
import { SIGNED_IN } from "./page.ts";
import { readSessionCookie } from "./session.ts";
import type { Web } from "./web.ts";

/** The stream of signals: only that something changed at this agency, never what. */
export function declareChanged(web: Web): void {
  web.app.get("/changed", async (request, reply) => {
    const topic = await inSession(web, request, { path: "/changed", allow: SIGNED_IN }, async (tx) =>
      accept(`agency:${tx.asking.agency_id}`),
    );
    if (!topic.ok) return answer(web, request, reply, topic, undefined);
    const session = readSessionCookie(request, web.options.secure);
    const channel = `${session?.partnership}:${topic.value}`;
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const tell = (): boolean => reply.raw.write("event: changed\ndata:\n\n");
    const beat = setInterval(() => reply.raw.write(": still here\n\n"), 25_000);
    const end = setTimeout(() => reply.raw.end(), 15 * 60_000);
    web.bus.on(channel, tell);
    reply.raw.write("retry: 2000\n\n");
    request.raw.on("close", () => {
      clearInterval(beat);
      clearTimeout(end);
      web.bus.off(channel, tell);
    });
    return reply;
  });
}
